//! The applicant invites somebody to fill parts of the form or to sign, sees who wrote what, and takes it back.

use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use civic::Problem;
use ground::cases::acts::Hand;
use ground::cases::joint::{self, DAYS_MAX, Invite, InviteState, Written};
use ground::cases::{CaseRefusal, completeness, facts, parts, words};
use playbook::EvidenceKind;
use rules::{Shape, Truth};
use store::once;
use web::ui::{BeginForm, Cell, Column, Empty, EndForm, Field, State, Summary, Table, begin_form, end_form};
use web::{Ctx, Form, Reply, Say, Stop};

use super::answers::crumbs;
use super::own::{self, Own, Place};

#[derive(Template)]
#[template(path = "approvals/pages/joint.html")]
struct JointPage {
    w: Say,
    summary: Summary,
    name: String,
    invites: Vec<Line>,
    written: Table,
    form: Option<(BeginForm, Vec<Field>, EndForm)>,
    back: String,
}

/// An invitation with what can be done about it.
struct Line {
    to: String,
    code: String,
    parts: String,
    state: State,
    until: String,
    link: Option<String>,
    revoke: Option<BeginForm>,
    id: String,
}

/// `GET /e/case/{region}/{id}/joint`.
pub async fn page(ctx: Ctx, Path(place): Path<Place>) -> Reply {
    let own = own::load(&ctx, &place).await?;
    show(&ctx, &own, &Form::default(), &[]).await
}

/// `POST /e/case/{region}/{id}/joint`: invites, once.
pub async fn invite(ctx: Ctx, Path(place): Path<Place>, form: Form) -> Reply {
    let own = own::load(&ctx, &place).await?;
    let known: Vec<String> = choices(own_words(&ctx), &own).into_iter().map(|(part, _)| part).collect();
    let asked = match joint::read_asked(&form, &known) {
        Ok(asked) => asked,
        Err(problems) => return show(&ctx, &own, &form, &problems).await,
    };
    let (txid, hand, rules, here) =
        (form.txid()?, Hand::of(&ctx)?, own.rules, format!("/e/case/{}/{}/joint", place.0, place.1));
    let at = place.clone();
    let done = ctx.app.db().write(move |tx| {
        once::once(tx, &at.0, &txid, "case/joint-invite", hand.now_ms, |tx| {
            let (case, _) = own::take(tx, &hand, &at, &rules)?;
            joint::invite(tx, &hand, &case, &asked)
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

/// `POST /e/case/{region}/{id}/joint/revoke`.
pub async fn revoke(ctx: Ctx, Path(place): Path<Place>, form: Form) -> Reply {
    let own = own::load(&ctx, &place).await?;
    let (txid, hand, rules, id) = (form.txid()?, Hand::of(&ctx)?, own.rules, form.get("invite").to_owned());
    let here = format!("/e/case/{}/{}/joint", place.0, place.1);
    ctx.app
        .db()
        .write(move |tx| {
            once::once(tx, &place.0, &txid, "case/joint-revoke", hand.now_ms, |tx| {
                let (case, _) = own::take(tx, &hand, &place, &rules)?;
                joint::revoke(tx, &hand, &case, &id)
            })
        })
        .await?;
    ctx.redirect(&here)
}

fn own_words(ctx: &Ctx) -> Say {
    words::say(ctx.lang)
}

/// What can be filled by somebody else: every question but signatures, every demand in force.
fn choices(shared: Say, own: &Own) -> Vec<(String, String)> {
    let book = &own.rules.playbook;
    let asked = facts::questions(book, own.rules.service(), &own.facts);
    let asked = asked.into_iter().filter(|fact| fact.shape != Shape::Signature);
    let asked = asked.map(|fact| completeness::fact_field(&fact.name));
    let finding = own.rules.book().find(&own.facts);
    // a promise is the applicant's own
    let promise = |id: &String| book.evidence.get(id).is_some_and(|e| e.kind == EvidenceKind::Commitment);
    let needs = finding.needs.iter().filter(|n| n.truth != Truth::False);
    let needs = needs.filter(|n| !n.need.demand.evidence().iter().all(promise));
    let needs = needs.map(|n| completeness::need_field(&n.need.id));
    asked.chain(needs).map(|part| (part.clone(), parts::part_name(shared, &own.rules, &part))).collect()
}

/// Who wrote which part last, names of people masked.
pub fn written_table(w: Say, shared: Say, own: &Own, written: &[Written]) -> Table {
    let columns = ["joint-part", "joint-by", "joint-when"].map(|key| Column::new(w.t(key)));
    let rows = written.iter().filter(|it| own.may_fill(&it.part)).map(|it| {
        vec![
            Cell::text(parts::part_name(shared, &own.rules, &it.part)),
            Cell::text(&it.firm).and(civic::mask::name(&it.person)),
            w.time_ms(it.at_ms).into(),
        ]
    });
    Table::new(w.t("joint-written"), columns.into())
        .rows(rows)
        .caption_hidden()
        .empty(Empty::new(w.t("joint-written-none"), w.t("joint-written-fills")))
}

/// The parts of an invitation in words.
pub fn parts_words(w: Say, shared: Say, own: &Own, it: &Invite) -> String {
    let mut names: Vec<String> = it.parts.iter().map(|part| parts::part_name(shared, &own.rules, part)).collect();
    if it.signs {
        names.push(w.t("joint-signs").to_owned());
    }
    names.join(shared.t("list-comma"))
}

async fn show(ctx: &Ctx, own: &Own, form: &Form, problems: &[Problem]) -> Reply {
    let (w, shared) = (ctx.say("approvals"), own_words(ctx));
    let case = &own.whole.case;
    let (region, id) = (case.region.clone(), case.id.clone());
    let written = ctx.app.db().read(move |tx| joint::written(tx, &region, &id)).await?;
    let now_ms = ctx.app.now_ms();
    let open = own.is_editable();
    let line = |it: &Invite| {
        let state = it.state(now_ms);
        let path = format!("/e/joint/{}/{}/{}", it.region, it.case, it.id);
        Line {
            to: it.to_name.clone(),
            code: it.to_code.clone(),
            parts: parts_words(w, shared, own, it),
            state: words::invite_state(shared, state),
            until: w.time_ms(it.expires_at),
            link: (state == InviteState::Sent && open).then(|| format!("{}{path}", ctx.app.settings().site_url)),
            revoke: (open && state != InviteState::Revoked)
                .then(|| begin_form(own.path_to("joint/revoke"), ctx.app.new_id(), false)),
            id: it.id.clone(),
        }
    };
    let fields = || {
        let days = if form.has("days") { form.get("days").to_owned() } else { "7".to_owned() };
        let signs = Field::checkbox("signs", w.t("joint-ask-sign")).value(form.get("signs"));
        vec![
            Field::text("to_code", w.t("joint-to")).hint(w.t("joint-to-hint")).value(form.get("to_code")),
            Field::checkboxes("parts", w.t("joint-what"), choices(shared, own)).values(form.all("parts")),
            signs,
            Field::number("days", w.t("joint-days")).hint(w.with("joint-days-hint", &[("max", &DAYS_MAX)])).value(days),
        ]
    };
    let content = JointPage {
        w,
        summary: Summary::new(w, problems),
        name: w.text(&own.rules.service().name).to_owned(),
        invites: own.whole.invites.iter().map(line).collect(),
        written: written_table(w, shared, own, &written),
        form: open.then(|| {
            let fields = fields().into_iter().map(|field| field.problems(w, problems)).collect();
            (begin_form(own.path_to("joint"), ctx.app.new_id(), false), fields, end_form())
        }),
        back: if open { own.path_to("answers") } else { own.path() },
    };
    if own.is_counter() {
        return Err(Stop::NotFound);
    }
    let status = if problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    crumbs(ctx, own).page_with(status, "joint-title", content)
}
