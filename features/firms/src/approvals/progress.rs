//! A filed case as its applicant sees it: where it stands, what to put right, what came of it.

use askama::Template;
use axum::extract::Path;
use ground::cases::acts::{self, Hand};
use ground::cases::certificate::Certificate;
use ground::cases::clocks::calendar_of;
use ground::cases::completeness::{evidence_names, need_field};
use ground::cases::on_behalf_desk::notice_to_applicant;
use ground::cases::{CaseKind, CaseRefusal, CaseState, CaseStep, StepState, clock, parts, words};
use store::once;
use web::ui::{BeginForm, Deadline, Facts, Field, Kind, Notice, Road, State, Table, begin_form};
use web::{Ctx, Form, Reply, Say};

use super::own::{self, Own, Place};

#[derive(Template)]
#[template(path = "approvals/pages/progress.html")]
struct ProgressPage {
    w: Say,
    name: String,
    number: String,
    state: State,
    deadline: Option<Deadline>,
    entered: Option<Notice>,
    corrections: Vec<Correction>,
    refusals: Vec<(String, String)>,
    revoked: Option<String>,
    recourse: String,
    correct: Option<String>,
    resume: Option<String>,
    certificates: Vec<(String, String)>,
    receipt: Option<String>,
    decision: Option<String>,
    road: Road,
    facts: Facts,
    papers: Table,
    history: Table,
    joint: Option<Table>,
    withdraw: Option<BeginForm>,
    reason: Field,
    more: Option<String>,
    objections: Option<String>,
}

/// What one agency asked to have put right.
struct Correction {
    agency: String,
    reason: String,
    things: Vec<String>,
}

#[derive(Template)]
#[template(path = "approvals/pages/receipt.html")]
struct ReceiptPage {
    w: Say,
    name: String,
    number: String,
    outcome: Notice,
    facts: Facts,
    road: Road,
    qr: Option<web::ui::Qr>,
    progress: String,
}

/// `GET /e/case/{region}/{id}`.
pub async fn page(ctx: Ctx, Path(place): Path<Place>) -> Reply {
    let own = own::load(&ctx, &place).await?;
    let w = ctx.say("approvals");
    let shared = words::say(ctx.lang);
    let case = &own.whole.case;
    if case.kind == CaseKind::Reconsideration {
        return ctx.redirect(&format!("/e/more/{}/{}", case.region, case.id));
    }
    let title = w.text(&own.rules.service().name).to_owned();
    let recourse = own.rules.service().recourse.as_ref().map_or(String::new(), |r| w.text(r).to_owned());
    let content = ProgressPage {
        w,
        name: title.clone(),
        number: case.number.clone().unwrap_or_default(),
        state: words::case_state(shared, case.state),
        deadline: parts::case_deadline(w, case, ctx.app.today()),
        entered: entered(w, &own),
        corrections: corrections(w, &own),
        refusals: refusals(w, &own),
        revoked: revoked(&own),
        recourse: if matches!(case.state, CaseState::Refused | CaseState::Revoked) { recourse } else { String::new() },
        correct: (case.state == CaseState::Correction).then(|| own.path_to("answers")),
        resume: (case.state == CaseState::Draft && own.is_editable()).then(|| own.path_to("answers")),
        certificates: certificates(w, &own),
        receipt: case.filed_at.map(|_| own.path_to("receipt")),
        decision: case
            .decided_at
            .filter(|_| case.state.is_closed())
            .map(|_| own.path().replace("/e/case/", "/decision/")),
        road: parts::road(shared, &own.rules, &own.whole),
        facts: parts::used_facts(shared, &own.rules, &own.facts),
        papers: parts::papers(shared, &own.rules, &own.whole, &own.path_to("paper")),
        history: parts::history(shared, &own.rules, &own.whole),
        joint: parts::joint(shared, &own.rules, &own.whole, ctx.app.now_ms()),
        reason: Field::textarea("reason", w.t("progress-withdraw-reason")).optional(w),
        objections: case.filed_at.map(|_| own.path_to("objections")),
        more: case.filed_at.map(|_| format!("/e/more/{}/{}", case.region, case.id)),
        withdraw: (!case.state.is_closed()).then(|| begin_form(own.path_to("withdraw"), ctx.app.new_id(), false)),
    };
    ctx.clone().crumb("/e", w.t("todo-title")).page(&title, content)
}

/// `GET /e/case/{region}/{id}/receipt`: number, deadline, who has it now.
pub async fn receipt(ctx: Ctx, Path(place): Path<Place>) -> Reply {
    let own = own::load(&ctx, &place).await?;
    let (w, shared) = (ctx.say("approvals"), words::say(ctx.lang));
    let case = &own.whole.case;
    let (Some(number), Some(filed)) = (case.number.clone(), case.filed_at) else {
        return ctx.redirect(&own.path());
    };
    let title = w.text(&own.rules.service().name).to_owned();
    let mut facts = Facts::new()
        .fact(w.t("receipt-number"), web::ui::Cell::code(&number))
        .fact(w.t("receipt-service"), title.as_str())
        .fact(w.t("receipt-applicant"), case.subject.name.as_str())
        .fact(w.t("receipt-filed"), w.time_ms(filed));
    if let Some(it) = &own.whole.on_behalf {
        let agency = own.rules.playbook.agencies.get(&it.agency).map_or(it.agency.as_str(), |a| w.text(&a.name));
        facts = facts
            .fact(shared.t("behalf-received"), it.visit.received_on.to_string())
            .fact(shared.t("behalf-title"), agency);
    }
    if let Some(due) = case.due_on.filter(|_| case.state == CaseState::UnderReview) {
        let left = clock::days_left(&calendar_of(&case.region), ctx.app.today(), due);
        facts = facts.fact(w.t("receipt-due"), w.deadline(due, left, case.due_provisional));
    }
    let content = ReceiptPage {
        w,
        name: title,
        number,
        outcome: outcome(w, case.state),
        facts,
        road: parts::road(shared, &own.rules, &own.whole),
        qr: ground::cases::receipt::qr(&ctx, case),
        progress: own.path(),
    };
    ctx.clone().crumb(own.list(), super::answers::home_words(w, &own)).page("receipt-title", content)
}

/// `POST /e/case/{region}/{id}/withdraw`.
pub async fn withdraw(ctx: Ctx, Path(place): Path<Place>, form: Form) -> Reply {
    let own = own::load(&ctx, &place).await?;
    let path = own.path();
    let (txid, hand, reason) = (form.txid()?, Hand::of(&ctx)?, form.get("reason").to_owned());
    let rules = own.rules;
    ctx.app
        .db()
        .write(move |tx| {
            once::once(tx, &place.0, &txid, "case/withdraw", hand.now_ms, |tx| {
                let (case, _) = own::take_any(tx, &hand, &place, &rules)?;
                acts::withdraw(tx, &hand, case, &reason)?;
                Ok::<_, CaseRefusal>(())
            })
        })
        .await?;
    ctx.redirect(&path)
}

/// An officer entered it at the counter: who, from a paper of which day, and where to say that it is wrong.
fn entered(w: Say, own: &Own) -> Option<Notice> {
    let it = own.whole.on_behalf.as_ref()?;
    Some(notice_to_applicant(words::say(w.lang), &own.rules, &own.whole, it, own.path_to("entered")))
}

fn outcome(w: Say, state: CaseState) -> Notice {
    match state {
        CaseState::Granted => Notice::new(Kind::Ok, w.t("receipt-granted-about")).title(w.t("receipt-granted")),
        _ => Notice::new(Kind::Ok, w.t("receipt-filed-about")).title(w.t("receipt-filed-title")),
    }
}

fn step_name(w: Say, own: &Own, step: &CaseStep) -> String {
    let agency = own.rules.playbook.agencies.get(&step.agency);
    let agency = agency.map_or(step.agency.as_str(), |a| w.text(&a.name));
    format!("{agency} · {}", words::step_name(words::say(w.lang), own.rules.service(), &step.step))
}

fn corrections(w: Say, own: &Own) -> Vec<Correction> {
    let name = |id: &String| match id.strip_prefix("fact-") {
        Some(fact) => own.rules.playbook.catalogue.get(fact).map_or(fact.to_owned(), |f| w.text(&f.words).to_owned()),
        None => {
            let need = own.rules.service().needs.iter().find(|n| need_field(&n.id) == *id);
            need.map_or(id.clone(), |n| w.text(&evidence_names(&own.rules.playbook, n)).to_owned())
        }
    };
    let asked = own.whole.steps.iter().filter(|s| s.state == StepState::Correction);
    asked
        .map(|step| Correction {
            agency: step_name(w, own, step),
            reason: step.reason.clone(),
            things: step.asks_for.iter().map(name).collect(),
        })
        .collect()
}

fn refusals(w: Say, own: &Own) -> Vec<(String, String)> {
    let refused = own.whole.steps.iter().filter(|s| s.state == StepState::Refused);
    refused.map(|step| (step_name(w, own, step), step.reason.clone())).collect()
}

/// Why what was granted has been taken back, in the officer's words.
fn revoked(own: &Own) -> Option<String> {
    let reason = own.whole.certificates.iter().rev().find_map(|c| c.revoked_reason.clone());
    (own.whole.case.state == CaseState::Revoked).then(|| reason.unwrap_or_default())
}

fn certificates(w: Say, own: &Own) -> Vec<(String, String)> {
    let name = |evidence: &str| w.text(&own.rules.playbook.evidence_name(evidence)).to_owned();
    let told = |c: &Certificate| match c.revoked_at {
        Some(_) => w.with("progress-revoked", &[("certificate", &name(&c.evidence))]),
        None => name(&c.evidence),
    };
    let all = own.whole.certificates.iter();
    all.map(|c| (format!("/certificate/{}/{}", c.region, c.token), told(c))).collect()
}
