//! The applicant reads what an officer entered at the counter, sees the signed paper, and may say that it is wrong.

use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use civic::Problem;
use ground::cases::acts::Hand;
use ground::cases::on_behalf_desk::{facts, scan_links};
use ground::cases::{CaseRefusal, on_behalf, parts, words};
use store::once;
use web::ui::{BeginForm, EndForm, Facts, Field, Summary, Table, begin_form, end_form};
use web::{Ctx, Form, Reply, Say, Stop};

use super::answers::crumbs;
use super::own::{self, Own, Place};

#[derive(Template)]
#[template(path = "approvals/pages/entered.html")]
struct EnteredPage {
    w: Say,
    shared: Say,
    summary: Summary,
    name: String,
    facts: Facts,
    scans: Vec<(String, String)>,
    answers: Facts,
    papers: Table,
    form: Option<(BeginForm, Field, EndForm)>,
    back: String,
}

/// `GET /e/case/{region}/{id}/entered`.
pub async fn page(ctx: Ctx, Path(place): Path<Place>) -> Reply {
    let own = own::load(&ctx, &place).await?;
    show(&ctx, &own, &Form::default(), &[]).await
}

/// `POST /e/case/{region}/{id}/entered`: what is wrong, once; nothing is decided until an officer answers.
pub async fn object(ctx: Ctx, Path(place): Path<Place>, form: Form) -> Reply {
    let own = own::load(&ctx, &place).await?;
    let (txid, hand, said) = (form.txid()?, Hand::of(&ctx)?, form.get("reason").to_owned());
    let (at, rules, here) = (place.clone(), own.rules, format!("/e/case/{}/{}/entered", place.0, place.1));
    let done = ctx.app.db().write(move |tx| {
        once::once(tx, &at.0, &txid, "case/behalf-objected", hand.now_ms, |tx| {
            let (case, _) = own::take_any(tx, &hand, &at, &rules)?;
            on_behalf::object(tx, &hand, &case, &said)
        })
    });
    match done.await {
        Ok(_) => ctx.redirect(&here),
        Err(CaseRefusal::Incomplete(problems)) => {
            let own = own::load(&ctx, &place).await?;
            show(&ctx, &own, &form, &problems).await
        }
        Err(other) => Err(other.into()),
    }
}

/// `GET /e/case/{region}/{id}/entered/scan/{scan}`: the signed paper, as an attachment.
pub async fn scan(ctx: Ctx, Path((region, id, scan)): Path<(String, String, String)>) -> Reply {
    own::load(&ctx, &(region.clone(), id.clone())).await?;
    let found = ctx.app.db().read(move |tx| on_behalf::scan(tx, &region, &id, &scan)).await?;
    let (name, content_type, bytes) = found.ok_or(Stop::NotFound)?;
    ctx.attachment(&name, &content_type, bytes)
}

async fn show(ctx: &Ctx, own: &Own, form: &Form, problems: &[Problem]) -> Reply {
    let (w, shared) = (ctx.say("approvals"), words::say(ctx.lang));
    let case = &own.whole.case;
    let entry = own.whole.on_behalf.as_ref().ok_or(Stop::NotFound)?;
    let (region, id) = (case.region.clone(), case.id.clone());
    let scans = ctx.app.db().read(move |tx| on_behalf::scans(tx, &region, &id)).await?;
    let may_object = !case.state.is_closed() && !entry.is_disputed();
    let mut whole = own.whole.clone();
    whole.facts = own.facts.clone();
    let content = EnteredPage {
        w,
        shared,
        summary: Summary::new(w, problems),
        name: w.text(&own.rules.service().name).to_owned(),
        facts: facts(shared, &own.rules, entry, false),
        scans: scan_links(shared, &scans, &own.path_to("entered/scan")),
        answers: parts::used_facts(shared, &own.rules, &own.facts),
        papers: parts::papers(shared, &own.rules, &whole, &own.path_to("paper")),
        form: may_object.then(|| {
            let reason = Field::textarea("reason", w.t("entered-wrong"))
                .hint(w.t("entered-wrong-hint"))
                .value(form.get("reason"))
                .problems(w, problems);
            (begin_form(own.path_to("entered"), ctx.app.new_id(), false), reason, end_form())
        }),
        back: own.path(),
    };
    let status = if problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    crumbs(ctx, own).page_with(status, "entered-title", content)
}
