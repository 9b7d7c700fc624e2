//! Beyond the decision, for officers: special procedures, extension, express, checks, reopening, reconsideration.

use axum::extract::Path;
use civic::{Problem, Text};
use store::{Tx, once};
use web::ui::{Field, Kind, Notice};
use web::{Ctx, Form, Reply, Say, Stop};

use crate::cases::acts::{self, Book, Hand};
use crate::cases::after_check::{self, Check, CheckState, Found};
use crate::cases::asks::{self, AskKind, AskState};
use crate::cases::clocks::{Cause, explained};
use crate::cases::desk::officer;
use crate::cases::model::{CaseKind, CaseRefusal, CaseState, CaseStep, StepState};
use crate::cases::more::{self, More, Part, Sent};
use crate::cases::more_extras::{self, Extra};
use crate::cases::queue::subtree_prefix;
use crate::cases::review::{self, Outcome};
use crate::cases::revocation::{self, Proposal};
use crate::cases::special::{self, Procedure};
use crate::cases::supervise::Names;
use crate::cases::{reopen, revocation_parts, said, words};

const ROOT: &str = "/o/more";

/// What an officer does here, as read from the form.
enum Do {
    Stop(String, Procedure),
    GoOn(String, String),
    Ask(AskKind, i64, String),
    Answer(String, bool, String),
    Check(String, Found, String),
    Reopen(String),
    Decide(Outcome, String),
    Revoke(Form),
    Revocation(String, bool, String),
    Extra(Extra),
}

/// `GET /o/more/{region}/{id}`.
pub async fn page(ctx: Ctx, Path((region, id)): Path<(String, String)>) -> Reply {
    let (it, agency) = load(&ctx, &region, &id).await?;
    show(&ctx, &it, &agency, &Sent { act: "", form: &Form::default(), problems: &[] }).await
}

/// `POST /o/more/{region}/{id}/{act}`: one act, once.
pub async fn act(ctx: Ctx, Path((region, id, act)): Path<(String, String, String)>, form: Form) -> Reply {
    let (it, agency) = load(&ctx, &region, &id).await?;
    let what = match read(&ctx, &it, &agency, &act, &form).await? {
        Ok(what) => what,
        Err(problems) => return show(&ctx, &it, &agency, &Sent { act: &act, form: &form, problems: &problems }).await,
    };
    let (txid, hand, rules) = (form.txid()?, Hand::of(&ctx)?, it.rules);
    let (place, name) = ((region.clone(), id.clone()), format!("case/{act}"));
    let done = ctx.app.db().write(move |tx| {
        let (region, id) = &place;
        once::once(tx, region, &txid, &name, hand.now_ms, |tx| perform(tx, &hand, (region, id), what, &rules.book()))
    });
    match done.await {
        Ok(_) => ctx.redirect(&format!("{ROOT}/{region}/{id}")),
        Err(CaseRefusal::Incomplete(problems)) => {
            let (it, agency) = load(&ctx, &region, &id).await?;
            show(&ctx, &it, &agency, &Sent { act: &act, form: &form, problems: &problems }).await
        }
        Err(other) => Err(other.into()),
    }
}

/// A case in which the officer's agency has a step that has begun, or leads; 404 for everybody else.
pub(super) async fn load(ctx: &Ctx, region: &str, id: &str) -> Result<(More, String), Stop> {
    let (session, agency) = officer(ctx)?;
    if !region.starts_with(&subtree_prefix(&session.region)) {
        return Err(Stop::NotFound);
    }
    let it = more::read(ctx, region, id).await?.ok_or(Stop::NotFound)?;
    let mine = |s: &CaseStep| s.agency == agency && s.state != StepState::Waiting;
    if it.rules.service().lead != agency && !it.whole.steps.iter().any(mine) {
        return Err(Stop::NotFound);
    }
    Ok((it, agency))
}

async fn read(ctx: &Ctx, it: &More, agency: &str, act: &str, form: &Form) -> Result<Result<Do, Vec<Problem>>, Stop> {
    if let Some(allowed) = more_extras::is_allowed(it, agency, act, form) {
        let names = Names::of(ctx, std::iter::empty()).await?;
        let read = || more_extras::read(ctx, &names, act, form).map(Do::Extra);
        return allowed.then(read).ok_or(Stop::NotFound);
    }
    let leads = it.rules.service().lead == agency;
    let own_step = it.whole.steps.iter().any(|s| s.step == form.get("step") && s.agency == agency);
    let own_check = it.checks.iter().any(|c| c.id == form.get("check") && c.agency == agency);
    let allowed = match act {
        "stop" | "go-on" => own_step,
        "extension" | "express" => true,
        "answer" | "reopen" | "review" | "revoke" | "revocation" => leads,
        "check" => own_check,
        _ => false,
    };
    if !allowed {
        return Err(Stop::NotFound);
    }
    let reason = said::required("reason", form.get("reason"));
    let one = |reason: Result<String, Problem>| reason.map_err(|problem| vec![problem]);
    Ok(match act {
        "stop" => procedure(ctx, form, reason),
        "go-on" => one(reason).map(|result| Do::GoOn(form.get("step").to_owned(), result)),
        "extension" => {
            let most = i64::from(it.rules.service().extension_max());
            said::both(said::days("days", form.get("days"), most), reason)
                .map(|(days, reason)| Do::Ask(AskKind::Extension, days, reason))
        }
        "express" => {
            let days = i64::from(it.rules.service().express_days());
            one(reason).map(|reason| Do::Ask(AskKind::Express, days, reason))
        }
        "answer" => said::both(chosen("answer", form, &[("yes", true), ("no", false)]), reason)
            .map(|(yes, words)| Do::Answer(form.get("ask").to_owned(), yes, words)),
        "check" => {
            let known = [("kept", Found::Kept), ("doubt", Found::Doubt), ("broken", Found::Broken)];
            said::both(chosen("found", form, &known), reason)
                .map(|(found, words)| Do::Check(form.get("check").to_owned(), found, words))
        }
        "reopen" => one(reason).map(Do::Reopen),
        // judged with the rest of the act, so that everything wrong is told at once
        "revoke" => Ok(Do::Revoke(form.clone())),
        "revocation" => said::both(chosen("answer", form, &[("yes", true), ("no", false)]), reason)
            .map(|(yes, words)| Do::Revocation(form.get("revocation").to_owned(), yes, words)),
        _ => {
            let known = Outcome::ALL.map(|outcome| (outcome.as_str(), outcome));
            match chosen("outcome", form, &known) {
                // the reason is judged with the rest of the act, so that everything wrong is told at once
                Ok(outcome) => Ok(Do::Decide(outcome, form.get("reason").to_owned())),
                Err(problem) => Err(std::iter::once(problem).chain(reason.err()).collect()),
            }
        }
    })
}

fn procedure(ctx: &Ctx, form: &Form, reason: Result<String, Problem>) -> Result<Do, Vec<Problem>> {
    let causes: Vec<(&str, Cause)> = Cause::SPECIAL.iter().map(|cause| (cause.as_str(), *cause)).collect();
    let expected = said::day_ahead("expected", form.get("expected"), ctx.app.today());
    let ((cause, expected_on), reason) = match (said::both(chosen("cause", form, &causes), expected), reason) {
        (Ok(both), Ok(reason)) => (both, reason),
        (both, reason) => return Err(both.err().into_iter().flatten().chain(reason.err()).collect()),
    };
    Ok(Do::Stop(form.get("step").to_owned(), Procedure { cause, reason, expected_on }))
}

fn chosen<T: Clone>(field: &str, form: &Form, known: &[(&str, T)]) -> Result<T, Problem> {
    let found = known.iter().find(|(word, _)| *word == form.get(field)).map(|(_, value)| value.clone());
    found.ok_or_else(|| {
        Problem::new(
            field,
            "cases/nothing-chosen",
            Text::new("没有选择", "nothing is chosen"),
            Text::new("请选一项", "choose one"),
        )
    })
}

fn perform(tx: &mut Tx, hand: &Hand, (region, id): (&str, &str), what: Do, book: &Book) -> Result<(), CaseRefusal> {
    let case = acts::take(tx, region, id)?;
    match what {
        Do::Stop(step, it) => special::begin(tx, hand, case, &step, &it).map(|_| ()),
        Do::GoOn(step, result) => special::go_on(tx, hand, case, &step, &result).map(|_| ()),
        Do::Ask(kind, days, reason) => asks::ask(tx, hand, &case, (kind, days, &reason)),
        Do::Answer(ask, yes, words) => asks::answer(tx, hand, case, &ask, (yes, &words), book).map(|_| ()),
        Do::Check(check, found, words) => {
            after_check::record(tx, hand, case, &check, (found, &words), book).map(|_| ())
        }
        Do::Reopen(reason) => reopen::by_lead(tx, hand, case, &reason, book).map(|_| ()),
        Do::Revoke(form) => {
            let get = |name| form.get(name);
            let (reason, effective_on) = (get("reason"), get("effective_on"));
            let written = Proposal { number: get("number"), reason, basis: get("basis"), effective_on };
            revocation::propose(tx, hand, &case, &written)
        }
        Do::Revocation(id, yes, words) => revocation::decide(tx, hand, &case, &id, (yes, &words)),
        Do::Decide(outcome, reason) => review::decide(tx, hand, case, (outcome, &reason), book).map(|_| ()),
        Do::Extra(what) => more_extras::perform(tx, hand, &case, what),
    }
}

async fn show(ctx: &Ctx, it: &More, agency: &str, sent: &Sent<'_>) -> Reply {
    let w = ctx.say("cases");
    let leads = it.rules.service().lead == agency;
    let case = &it.whole.case;
    let mut parts = Vec::new();
    for step in it.whole.steps.iter().filter(|s| s.agency == agency && s.state == StepState::Open) {
        if case.kind == CaseKind::Application && !case.state.is_closed() {
            parts.push(special_part(ctx, w, it, step, sent));
        }
    }
    for kind in [AskKind::Extension, AskKind::Express] {
        parts.extend(ask_part(ctx, w, it, kind, sent));
    }
    for check in &it.checks {
        parts.push(check_part(ctx, w, it, check, agency, sent));
    }
    parts.extend(review_part(ctx, w, it, leads, sent));
    parts.extend(revocation_parts::desk(ctx, w, it, ROOT, leads, sent));
    let closed = matches!(case.state, CaseState::Granted | CaseState::Refused | CaseState::Revoked);
    if leads && closed && case.kind == CaseKind::Application {
        let mut form = more::form(ctx, ROOT, it, "reopen", w.t("reopen-button"));
        form.fields.push(reason(w, sent, ("reopen", ""), w.t("reopen-reason")));
        parts.push(Part::new("reopen", w.t("reopen-title")).form(form));
    }
    let names = Names::of(ctx, std::iter::empty()).await?;
    parts.extend(more_extras::parts(ctx, w, it, agency, &names, sent));
    let back = back(it, agency);
    more::show(&ctx.clone().crumb("/o", w.t("queue-title")), it, ROOT, back, parts, sent.problems)
}

/// The officer's own step of the case, or the desk.
fn back(it: &More, agency: &str) -> String {
    let mine = |s: &&CaseStep| s.agency == agency && s.state != StepState::Waiting;
    match it.whole.steps.iter().find(mine).filter(|_| it.whole.case.kind == CaseKind::Application) {
        Some(step) => format!("/o/case/{}/{}/{}", it.whole.case.region, it.whole.case.id, step.step),
        None => "/o".to_owned(),
    }
}

fn reason(w: Say, sent: &Sent, act: (&str, &str), label: &str) -> Field {
    sent.fill(w, act, "reason", Field::textarea("reason", label))
}

fn special_part(ctx: &Ctx, w: Say, it: &More, step: &CaseStep, sent: &Sent) -> Part {
    let name = words::step_name(w, it.rules.service(), &step.step);
    let part = Part::new(format!("special-{}", step.step), w.with("special-title", &[("step", &name)]));
    let mut form = if step.stopped_for.is_some() {
        let mut form = more::form(ctx, ROOT, it, "go-on", w.t("special-end"));
        form.fields.push(reason(w, sent, ("go-on", &step.step), w.t("special-result")));
        form
    } else {
        let causes = Cause::SPECIAL.iter().map(|cause| (cause.as_str(), explained::cause_word(w, *cause)));
        let mut form = more::form(ctx, ROOT, it, "stop", w.t("special-begin"));
        form.fields.push(sent.fill(
            w,
            ("stop", &step.step),
            "cause",
            Field::choice("cause", w.t("special-cause"), causes),
        ));
        let expected = Field::date("expected", w.t("special-expected")).hint(w.t("special-expected-hint"));
        form.fields.push(sent.fill(w, ("stop", &step.step), "expected", expected));
        form.fields.push(reason(w, sent, ("stop", &step.step), w.t("special-reason")));
        form
    };
    form.hidden.push(("step", step.step.clone()));
    part.form(form)
}

fn ask_part(ctx: &Ctx, w: Say, it: &More, kind: AskKind, sent: &Sent) -> Option<Part> {
    let me = ctx.session.as_ref().map_or("", |session| session.person.as_str());
    let running = matches!(it.whole.case.state, CaseState::UnderReview | CaseState::Correction);
    let asked: Vec<_> = it.asks.iter().filter(|a| a.kind == kind).collect();
    let (id, title) = match kind {
        AskKind::Extension => ("extension", w.t("extension-title")),
        AskKind::Express => ("express", w.t("express-title")),
    };
    let mut part = Part::new(id, title);
    for ask in &asked {
        part = part.notice(more::ask_notice(w, ask));
    }
    let open = asked.iter().find(|a| a.state == AskState::Asked);
    let may_ask = running && it.whole.case.kind == CaseKind::Application;
    match open {
        Some(ask) if running && it.may_answer(&ask.id, me) => {
            let mut form = more::form(ctx, ROOT, it, "answer", w.t("ask-answer"));
            form.hidden.push(("ask", ask.id.clone()));
            let choices = [("yes", w.t("ask-yes")), ("no", w.t("ask-no"))];
            form.fields.push(sent.fill(
                w,
                ("answer", &ask.id),
                "answer",
                Field::choice("answer", w.t("ask-answer-label"), choices),
            ));
            form.fields.push(reason(w, sent, ("answer", &ask.id), w.t("ask-answer-reason")));
            Some(part.form(form))
        }
        None if may_ask && asked.iter().all(|a| a.state == AskState::Declined) => {
            let mut form = more::form(ctx, ROOT, it, id, w.t("ask-send"));
            if kind == AskKind::Extension {
                let most = it.rules.service().extension_max();
                let days = Field::number("days", w.t("extension-days")).hint(w.n("extension-most", most));
                form.fields.push(sent.fill(w, (id, ""), "days", days));
            }
            form.fields.push(reason(w, sent, (id, ""), w.t("ask-reason")));
            Some(part.form(form))
        }
        Some(ask) if running => {
            let who = it.who_answers(&ask.id);
            let words = match who.is_empty() {
                true => w.t("ask-nobody-answers").to_owned(),
                false => w.with("ask-who-answers", &[("names", &who.join(w.t("list-comma")))]),
            };
            Some(part.notice(Notice::new(Kind::Plain, words)))
        }
        _ => (!asked.is_empty()).then_some(part),
    }
}

fn check_part(ctx: &Ctx, w: Say, it: &More, check: &Check, agency: &str, sent: &Sent) -> Part {
    let mut part = Part::new(format!("check-{}", check.id), more_title(w, it, check)).notice(check_notice(w, check));
    if !check.answer.is_empty() {
        part = part.notice(Notice::new(Kind::Plain, check.answer.as_str()).title(w.t("check-answer-given")));
    }
    let open = matches!(check.state, CheckState::Open | CheckState::Heard);
    if !open || check.agency != agency || it.whole.case.state != CaseState::Granted {
        return part;
    }
    let second =
        if check.state == CheckState::Open { ("doubt", w.t("found-doubt")) } else { ("broken", w.t("found-broken")) };
    let mut form = more::form(ctx, ROOT, it, "check", w.t("check-record"));
    form.hidden.push(("check", check.id.clone()));
    let choices = [("kept", w.t("found-kept")), second];
    form.fields.push(sent.fill(w, ("check", &check.id), "found", Field::choice("found", w.t("check-found"), choices)));
    form.fields.push(reason(w, sent, ("check", &check.id), w.t("check-words")));
    part.form(form)
}

/// What is checked: the promise by its name, or what was filed.
pub(super) fn more_title(w: Say, it: &More, check: &Check) -> String {
    match &check.evidence {
        Some(evidence) => {
            let name = it.rules.playbook.evidence_name(evidence);
            w.with("check-of-promise", &[("promise", &w.text(&name))])
        }
        None => w.t("check-of-filing").to_owned(),
    }
}

/// Where a check stands, in words both sides read.
pub(super) fn check_notice(w: Say, check: &Check) -> Notice {
    let due = w.date_with_year(check.due_on);
    match check.state {
        CheckState::Open => {
            Notice::new(Kind::Unknown, w.with("check-open-about", &[("date", &due)])).title(w.t("check-open"))
        }
        CheckState::Heard => {
            let until = check.hear_until.map(|d| w.date_with_year(d)).unwrap_or_default();
            let words = w.with("check-heard-about", &[("found", &check.found), ("date", &until)]);
            Notice::new(Kind::Caution, words).title(w.t("check-heard"))
        }
        CheckState::Kept => Notice::new(Kind::Ok, check.outcome.as_str()).title(w.t("check-kept")),
        CheckState::Broken => Notice::new(Kind::Stop, check.outcome.as_str()).title(w.t("check-broken")),
    }
}

fn review_part(ctx: &Ctx, w: Say, it: &More, leads: bool, sent: &Sent) -> Option<Part> {
    let own = it.whole.case.kind == CaseKind::Reconsideration;
    if it.reviews.is_empty() {
        return None;
    }
    let mut part = Part::new("review", w.t("review-title"));
    for review in &it.reviews {
        part = part.notice(more::review_notice(w, review));
    }
    if own && leads && !it.whole.case.state.is_closed() {
        let mut form = more::form(ctx, ROOT, it, "review", w.t("review-send"));
        let choices = [
            ("upheld", w.t("outcome-upheld")),
            ("changed", w.t("outcome-changed")),
            ("sent-back", w.t("outcome-sent-back")),
        ];
        form.fields.push(sent.fill(
            w,
            ("review", ""),
            "outcome",
            Field::choice("outcome", w.t("review-outcome"), choices),
        ));
        form.fields.push(reason(w, sent, ("review", ""), w.t("review-reason")));
        part = part.form(form);
    }
    Some(part)
}
