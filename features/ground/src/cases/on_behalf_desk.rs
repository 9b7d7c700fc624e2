//! An entry made at the counter as the deciding agencies see it: who came, the scans, and an objection to answer.

use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use civic::Problem;
use store::once;
use web::ui::{BeginForm, EndForm, Facts, Field, Kind, Notice, Summary, begin_form, end_form};
use web::{Ctx, Form, Reply, Say, Stop};

use crate::cases::acts::{self, Hand};
use crate::cases::model::CaseRefusal;
use crate::cases::more::More;
use crate::cases::on_behalf::{self, OnBehalf, Scan};
use crate::cases::whole::{Rules, Whole};
use crate::cases::{more_desk, words};

#[derive(Template)]
#[template(path = "cases/pages/on_behalf.html")]
struct EnteredPage {
    w: Say,
    summary: Summary,
    service: String,
    number: String,
    facts: Facts,
    scans: Vec<(String, String)>,
    form: Option<(BeginForm, Field, EndForm)>,
    back: String,
}

/// County and case.
type Place = (String, String);

/// `GET /o/entered/{region}/{id}`.
pub async fn page(ctx: Ctx, Path(place): Path<Place>) -> Reply {
    let (it, _) = more_desk::load(&ctx, &place.0, &place.1).await?;
    crate::accounts::looked(&ctx, &place.0, &it.whole.case.subject.id, &place.1).await?;
    show(&ctx, &it, &Form::default(), &[]).await
}

/// `POST /o/entered/{region}/{id}`: the answer to an objection, once, by an officer who did not enter the case.
pub async fn answer(ctx: Ctx, Path(place): Path<Place>, form: Form) -> Reply {
    let (it, _) = more_desk::load(&ctx, &place.0, &place.1).await?;
    let (txid, hand, said) = (form.txid()?, Hand::of(&ctx)?, form.get("reason").to_owned());
    let at = place.clone();
    let done = ctx.app.db().write(move |tx| {
        once::once(tx, &at.0, &txid, "case/behalf-answered", hand.now_ms, |tx| {
            let case = acts::take(tx, &at.0, &at.1)?;
            on_behalf::answer(tx, &hand, &case, &said)
        })
    });
    match done.await {
        Ok(_) => ctx.redirect(&format!("/o/entered/{}/{}", place.0, place.1)),
        Err(CaseRefusal::Incomplete(problems)) => show(&ctx, &it, &form, &problems).await,
        Err(other) => Err(other.into()),
    }
}

/// `GET /o/entered/{region}/{id}/scan/{scan}`: the signed paper, as an attachment.
pub async fn scan(ctx: Ctx, Path((region, id, scan)): Path<(String, String, String)>) -> Reply {
    more_desk::load(&ctx, &region, &id).await?;
    let found = ctx.app.db().read(move |tx| on_behalf::scan(tx, &region, &id, &scan)).await?;
    let (name, content_type, bytes) = found.ok_or(Stop::NotFound)?;
    ctx.attachment(&name, &content_type, bytes)
}

async fn show(ctx: &Ctx, it: &More, form: &Form, problems: &[Problem]) -> Reply {
    let w = ctx.say("cases");
    let case = &it.whole.case;
    let entry = it.whole.on_behalf.as_ref().ok_or(Stop::NotFound)?;
    let (region, id) = (case.region.clone(), case.id.clone());
    let scans = ctx.app.db().read(move |tx| on_behalf::scans(tx, &region, &id)).await?;
    let root = format!("/o/entered/{}/{}", case.region, case.id);
    let mine = ctx.signed()?.person == entry.entered_by;
    let form = (entry.is_disputed() && !mine).then(|| {
        let reason = Field::textarea("reason", w.t("behalf-answer"))
            .hint(w.t("behalf-answer-hint"))
            .value(form.get("reason"))
            .problems(w, problems);
        (begin_form(root.clone(), ctx.app.new_id(), false), reason, end_form())
    });
    let content = EnteredPage {
        w,
        summary: Summary::new(w, problems),
        service: w.text(&it.rules.service().name).to_owned(),
        number: case.number.clone().unwrap_or_default(),
        facts: facts(w, &it.rules, entry, true),
        scans: scan_links(w, &scans, &format!("{root}/scan")),
        form,
        back: format!("/o/more/{}/{}", case.region, case.id),
    };
    let status = if problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    ctx.clone().crumb("/o", w.t("queue-title")).page_with(status, "behalf-title", content)
}

/// Scans as links: address and words.
pub fn scan_links(w: Say, scans: &[Scan], root: &str) -> Vec<(String, String)> {
    let words = |s: &Scan| format!("{} ({} KB) · {}", s.file_name, (s.size + 1023) / 1024, w.time_ms(s.added_at));
    scans.iter().map(|scan| (format!("{root}/{}", scan.id), words(scan))).collect()
}

/// Who came, how that was checked, who entered it, what was objected. The officer's name is for offices alone.
pub fn facts(w: Say, rules: &Rules, it: &OnBehalf, for_office: bool) -> Facts {
    let agency = rules.playbook.agencies.get(&it.agency).map_or(it.agency.as_str(), |a| w.text(&a.name));
    let by = if for_office { format!("{} · {agency}", it.entered_name) } else { agency.to_owned() };
    let facts = Facts::new()
        .fact(w.t("behalf-by"), by)
        .fact(w.t("behalf-entered-at"), w.time_ms(it.entered_at))
        .fact(w.t("behalf-received"), it.visit.received_on.to_string())
        .fact(w.t("behalf-visitor"), civic::mask::name(&it.visit.visitor))
        .fact(w.t("behalf-capacity"), words::capacity(w, it.visit.capacity))
        .fact(w.t("behalf-identity"), words::identity(w, it.visit.identity));
    let facts = match &it.objection {
        Some((said, at)) => facts.fact_from(w.t("behalf-objection"), said.as_str(), w.time_ms(*at)),
        None => facts,
    };
    match &it.answer {
        Some((said, at)) => facts.fact_from(w.t("behalf-answer"), said.as_str(), w.time_ms(*at)),
        None => facts,
    }
}

/// The notice on the applicant's page of the case; `see` is where it is read in full.
pub fn notice_to_applicant(w: Say, rules: &Rules, whole: &Whole, it: &OnBehalf, see: String) -> Notice {
    let agency = rules.playbook.agencies.get(&it.agency).map_or(it.agency.as_str(), |a| w.text(&a.name));
    let about: [(&str, &dyn std::fmt::Display); 2] = [("agency", &agency), ("day", &it.visit.received_on)];
    let told = match whole.case.filed_at {
        Some(_) => w.with("behalf-told", &about),
        None => w.with("behalf-being-entered", &about),
    };
    let told = match &it.answer {
        Some((answer, _)) => format!("{told} {}", w.with("behalf-answered-told", &[("answer", answer)])),
        None => told,
    };
    let kind = if it.is_disputed() { Kind::Caution } else { Kind::Plain };
    Notice::new(kind, told).title(w.t("behalf-title")).link(see, w.t("behalf-see"))
}

/// The notice on the page of the decision.
pub(super) fn notice(ctx: &Ctx, w: Say, rules: &Rules, whole: &Whole, it: &OnBehalf) -> Notice {
    let agency = rules.playbook.agencies.get(&it.agency).map_or(it.agency.as_str(), |a| w.text(&a.name));
    let mine = ctx.session.as_ref().is_some_and(|s| s.person == it.entered_by);
    let told = w.with("behalf-told", &[("agency", &agency), ("day", &it.visit.received_on)]);
    let (kind, words) = match (it.is_disputed(), mine) {
        (true, _) => (Kind::Caution, format!("{told} {}", w.t("behalf-disputed"))),
        (false, true) => (Kind::Caution, format!("{told} {}", w.t("behalf-mine"))),
        (false, false) => (Kind::Plain, told),
    };
    let href = format!("/o/entered/{}/{}", whole.case.region, whole.case.id);
    Notice::new(kind, words).title(w.t("behalf-title")).link(href, w.t("behalf-see"))
}
