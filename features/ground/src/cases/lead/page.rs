//! `/o/whole/…` for the lead agency and `/s/case/…` for the supervisor: read in one go, printed as it stands.

use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use civic::{Date, Problem};
use store::Fault;
use web::ui::{Cell, Column, Deadline, Empty, Facts, Notice, Road, Spans, State, Summary, Table};
use web::{Ctx, Form, Reply, Role, Say, Stop};

use super::answer::{self, Answer};
use super::timeline;
use crate::accounts;
use crate::cases::CaseStep;
use crate::cases::clocks::explained;
use crate::cases::more::{self, More};
use crate::cases::queue::subtree_prefix;
use crate::cases::store as cases;
use crate::cases::supervise::Names;
use crate::cases::team::assign::{self, Given};
use crate::cases::team::talk::{self, Kind, Message};
use crate::cases::{more_desk, opinion_page, parts, sealed, words};

/// County and case.
pub(super) type Place = (String, String);

#[derive(Template)]
#[template(path = "cases/pages/lead.html")]
struct LeadPage {
    w: Say,
    summary: Summary,
    answers: Vec<Answer>,
    opinions: Table,
    service: String,
    number: String,
    applicant: String,
    code: String,
    state: State,
    express: bool,
    urgent: State,
    deadline: Option<Deadline>,
    notices: Vec<Notice>,
    parts: Vec<Part>,
    drawn: Option<Spans>,
    times: Table,
    facts: Facts,
    papers: Table,
    asks: Vec<Notice>,
    checks: Vec<Notice>,
    messages: Table,
    road: Road,
    turns: Table,
    days: Table,
    links: Vec<(String, String)>,
    history: Table,
    more: Option<String>,
    talk: Option<String>,
    sealed: Option<String>,
}

/// One agency's part.
struct Part {
    agency: String,
    step: String,
    state: State,
    deadline: Option<Deadline>,
    officer: String,
    facts: Facts,
}

/// The case, for officers and heads of its lead agency and for supervisors of its area; 404 for everybody else.
pub(super) async fn load(ctx: &Ctx, (region, id): &Place) -> Result<(More, &'static str), Stop> {
    let session = ctx.signed()?;
    if !region.starts_with(&subtree_prefix(&session.region)) {
        return Err(Stop::NotFound);
    }
    let it = more::read(ctx, region, id).await?.ok_or(Stop::NotFound)?;
    if session.role == Role::Supervisor {
        return Ok((it, "/s/case"));
    }
    let leads = session.agency.as_deref() == Some(it.rules.service().lead.as_str());
    if leads { Ok((it, "/o/whole")) } else { Err(Stop::NotFound) }
}

/// `GET /o/whole/{region}/{id}`, `GET /s/case/{region}/{id}`.
pub async fn page(ctx: Ctx, Path(place): Path<Place>) -> Reply {
    let loaded = load(&ctx, &place).await?;
    accounts::looked(&ctx, &place.0, &loaded.0.whole.case.subject.id, &place.1).await?;
    show(&ctx, &place, loaded, (&Form::default(), &[])).await
}

/// The page, with what is wrong with an answer just sent.
pub(super) async fn show(
    ctx: &Ctx,
    place: &Place,
    (it, root): (More, &'static str),
    sent: (&Form, &[Problem]),
) -> Reply {
    let w = ctx.say("cases");
    let (case, rules, today) = (&it.whole.case, &it.rules, ctx.app.today());
    let (region, id, steps) = (place.0.clone(), place.1.clone(), it.whole.steps.clone());
    let read = ctx.app.db().read(move |tx| -> Result<_, Fault> {
        let given = steps.iter().map(|step| assign::of_step(tx, &region, &id, &step.step));
        Ok((given.collect::<Result<Vec<_>, Fault>>()?, talk::of_case(tx, &region, &id)?))
    });
    let (given, messages) = read.await?;
    let names = Names::of(ctx, std::iter::once((case.digest.as_str(), case.region.as_str()))).await?;
    let agency = |id: &str| office(w, &it, id);
    let lines = timeline::lines(w, &it.events, (&it.whole.steps, case.due_on), |step| {
        format!("{} · {}", words::step_name(w, rules.service(), &step.step), agency(&step.agency))
    });
    let shown = it.whole.steps.iter().zip(&given).map(|(step, given)| part(w, &it, &names, (step, given), today));
    let desk = root == "/o/whole";
    let content = LeadPage {
        w,
        summary: Summary::new(w, sent.1),
        answers: if desk { Vec::new() } else { answer::forms(ctx, w, &it, sent) },
        opinions: opinion_page::told(ctx, w, &it.opinions, &names),
        service: w.text(&rules.service().name).to_owned(),
        number: case.number.clone().unwrap_or_default(),
        applicant: case.subject.name.clone(),
        code: case.subject.code.clone(),
        state: words::case_state(w, case.state),
        express: case.express,
        urgent: State::caution(w.t("express")),
        deadline: parts::case_deadline(w, case, today),
        notices: explained::notices(w, &it.events, &case.region),
        parts: shown.collect(),
        drawn: timeline::drawn(w, &lines, today),
        times: timeline::table(w, &lines),
        facts: parts::facts(w, &rules.playbook, &it.whole.facts, &it.whole.objections),
        papers: parts::papers(w, rules, &it.whole, &format!("{root}/{}/{}/paper", place.0, place.1)),
        asks: it.asks.iter().map(|ask| more::ask_notice(w, ask)).collect(),
        checks: it.checks.iter().map(|check| more_desk::check_notice(w, check)).collect(),
        messages: said(w, &messages, |m| match m.from_applicant {
            true => case.subject.name.clone(),
            false => agency(&m.office),
        }),
        road: parts::road(w, rules, &it.whole),
        turns: explained::turns(w, &it.events, agency),
        days: explained::days(w, &it.events, &case.region, today),
        links: it.links.iter().map(|link| more::told_link(w, &it, root, link)).collect(),
        history: parts::history(w, rules, &it.whole),
        more: desk.then(|| format!("/o/more/{}/{}", place.0, place.1)),
        talk: desk.then(|| format!("/o/talk/{}/{}", place.0, place.1)),
        sealed: if desk { sealed::link(&rules.playbook, &it.whole) } else { None },
    };
    let above = if desk { ("/o", w.t("queue-title")) } else { ("/s", w.t("watch-title")) };
    let status = if sent.1.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    ctx.clone().crumb(above.0, above.1).page_with(status, "lead-title", content)
}

/// Whoever acts in a case: an agency by its name in the book, the applicant, the program.
fn office(w: Say, it: &More, id: &str) -> String {
    match it.rules.playbook.agencies.get(id) {
        Some(agency) => w.text(&agency.name).to_owned(),
        None => parts::office(w, &it.whole, id),
    }
}

fn part(w: Say, it: &More, names: &Names, (step, given): (&CaseStep, &Given), today: Date) -> Part {
    let named = |id: &str| words::step_name(w, it.rules.service(), id);
    let mut facts = Facts::new();
    if let Some(at) = step.opened_at {
        facts = facts.fact(w.t("lead-opened"), w.time_ms(at));
    } else if !step.waits_for.is_empty() {
        let before: Vec<String> = step.waits_for.iter().map(|id| named(id)).collect();
        facts = facts.fact(w.t("lead-waits-for"), before.join(w.t("list-comma")));
    }
    if let Some(at) = step.decided_at {
        facts = facts.fact(w.t("lead-decided"), w.time_ms(at));
    }
    if !step.reason.is_empty() {
        facts = facts.fact(w.t("decide-reason"), step.reason.as_str());
    }
    if !given.note.is_empty() {
        facts = facts.fact(w.t("watch-note"), given.note.as_str());
    }
    Part {
        agency: office(w, it, &step.agency),
        step: named(&step.step),
        state: words::step_state(w, step.state),
        deadline: parts::step_deadline(w, step, today),
        officer: names.person(w, given.to.as_deref()),
        facts,
    }
}

/// Messages and notes, oldest first.
fn said(w: Say, messages: &[Message], from: impl Fn(&Message) -> String) -> Table {
    let columns = vec![
        Column::new(w.t("history-time")),
        Column::new(w.t("lead-said-by")),
        Column::new(w.t("talk-kind")),
        Column::new(w.t("talk-body")),
    ];
    let rows = messages.iter().map(|m| {
        let kind = if m.kind == Kind::Note { w.t("talk-note") } else { w.t("talk-title") };
        let mut lines = m.body.lines();
        let body = Cell::text(lines.next().unwrap_or_default());
        let body = lines.fold(body, Cell::and);
        let body = m.file.iter().fold(body, |cell, (name, _)| cell.and(name.as_str()));
        vec![Cell::text(w.time_ms(m.sent_at)), Cell::text(from(m)), Cell::text(kind), body]
    });
    Table::new(w.t("lead-said"), columns)
        .rows(rows.collect::<Vec<_>>())
        .caption_hidden()
        .dense()
        .empty(Empty::new(w.t("talk-none"), w.t("lead-said-fills")))
}

/// `GET …/paper/{material}`: a paper as an attachment.
pub async fn paper(ctx: Ctx, Path((region, id, material)): Path<(String, String, String)>) -> Reply {
    load(&ctx, &(region.clone(), id.clone())).await?;
    let found = ctx.app.db().read(move |tx| cases::content(tx, &region, &id, &material)).await?;
    let (name, content_type, bytes) = found.ok_or(Stop::NotFound)?;
    ctx.file(&name, &content_type, bytes)
}
