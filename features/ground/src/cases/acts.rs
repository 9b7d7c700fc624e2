//! What people do to a case: file, decide, correct, withdraw. One transaction each.
//!
//! Each act first takes the case's row, so two acts on one case follow each
//! other on every engine and the second sees what the first did.

use civic::Date;
use playbook::finder::{self, Finding};
use playbook::{Mode, Playbook, Service};
use serde_json::json;
use store::journal::{self, Entry};
use store::{Fault, Tx, params};
use web::{App, Ctx, Stop};

use crate::cases::clocks::{Cause, End, Turn};
use crate::cases::facts::CaseFacts;
use crate::cases::model::{Case, CaseKind, CaseRefusal, CaseState, CaseStep, StepState, Subject, Verdict};
use crate::cases::settle::{settle, take_effect};
use crate::cases::store::sql;
use crate::cases::{
    after_check, clocks, completeness, filing, mode, number, on_behalf, plan, said, sources_hold, special,
    store as cases, team,
};

/// Whose hand does the act, when, and where new ids come from.
#[derive(Clone)]
pub struct Hand {
    /// Ids and random tokens.
    pub app: App,
    /// Milliseconds since 1970.
    pub now_ms: i64,
    /// The local day.
    pub today: Date,
    /// Person id.
    pub actor: String,
    /// Office in words or code: an agency id, or the enterprise's code.
    pub office: String,
}

impl Hand {
    /// The hand of whoever is signed in.
    ///
    /// # Errors
    /// [`Stop::SignIn`] when nobody is.
    pub fn of(ctx: &Ctx) -> Result<Hand, Stop> {
        let session = ctx.signed()?;
        let office = session.agency.clone().or_else(|| session.enterprise.clone());
        Ok(Hand {
            now_ms: ctx.app.now_ms(),
            today: ctx.app.today(),
            actor: session.person.clone(),
            office: office.unwrap_or_else(|| session.region.clone()),
            app: ctx.app.clone(),
        })
    }

    /// The hand of the house itself: what follows from a rule without anybody's act.
    pub fn of_the_house(app: &App) -> Hand {
        Hand {
            now_ms: app.now_ms(),
            today: app.today(),
            actor: "system".to_owned(),
            office: String::new(),
            app: app.clone(),
        }
    }

    /// Writes what was done into the journal.
    pub fn journal(
        &self,
        tx: &mut Tx,
        region: &str,
        case: &str,
        act: &str,
        detail: serde_json::Value,
    ) -> Result<(), Fault> {
        let thing = thing(case);
        journal::append(
            tx,
            &Entry { region, at_ms: self.now_ms, actor: &self.actor, office: &self.office, act, thing: &thing, detail },
        )?;
        Ok(())
    }
}

/// How the journal names a case.
pub fn thing(case: &str) -> String {
    format!("case:{case}")
}

/// Takes the case for the rest of the transaction.
///
/// # Errors
/// [`CaseRefusal::NotFound`] when there is none.
pub fn take(tx: &mut Tx, region: &str, id: &str) -> Result<Case, CaseRefusal> {
    tx.execute(sql!("lock_case"), params![region, id])?;
    cases::by_id(tx, region, id)?.ok_or(CaseRefusal::NotFound)
}

/// Begins a draft and returns it.
pub fn begin(
    tx: &mut Tx,
    hand: &Hand,
    region: &str,
    service: (&str, &str, &str),
    subject: Subject,
) -> Result<Case, Fault> {
    let (playbook, digest, service) = service;
    let case = Case {
        region: region.to_owned(),
        id: hand.app.new_id(),
        number: None,
        playbook: playbook.to_owned(),
        digest: digest.to_owned(),
        service: service.to_owned(),
        kind: CaseKind::Application,
        mode: None,
        express: false,
        subject,
        state: CaseState::Draft,
        filed_at: None,
        due_on: None,
        due_provisional: false,
        days_left_stopped: None,
        decided_at: None,
        updated_at: hand.now_ms,
    };
    cases::insert(tx, &case)?;
    hand.journal(tx, region, &case.id, "case/begin", json!({"service": service}))?;
    Ok(case)
}

/// The text a case is judged by.
pub struct Book<'a> {
    /// The effective playbook of the region and day.
    pub playbook: &'a Playbook,
    /// Digest of its published version.
    pub digest: &'a str,
    /// The service asked for.
    pub service: &'a Service,
    /// The day it is judged on.
    pub on: Date,
}

impl Book<'_> {
    /// What the service asks of these facts.
    pub fn find(&self, facts: &CaseFacts) -> Finding {
        finder::find(self.service, self.playbook, facts, self.on)
    }
}

/// Files a draft: everything missing is refused at once, nothing is half-filed. Whom the rules refuse may still
/// insist on a written decision, see `insist.rs`.
///
/// # Errors
/// All problems at once, or a state that cannot be filed.
pub fn file(
    tx: &mut Tx,
    hand: &Hand,
    mut case: Case,
    book: &Book,
    facts: &CaseFacts,
    insists: bool,
) -> Result<Case, CaseRefusal> {
    if case.state != CaseState::Draft {
        return Err(CaseRefusal::wrong_state(&case));
    }
    let mut looked = filing::look(tx, hand, &case, book, facts, insists)?;
    let (received_on, unscanned) = on_behalf::at_filing(tx, hand, &case)?;
    looked.problems.extend(unscanned);
    if !looked.problems.is_empty() {
        return Err(CaseRefusal::Incomplete(looked.problems));
    }
    looked.keep(tx, hand, &case, book)?;
    let barred = after_check::barred_until(tx, &case.region, &case.subject.id, hand.today)?;
    let (mode, instead) = match sources_hold::only_awaited(book, &looked.finding, &looked.facts) {
        _ if looked.insists => (Mode::Review, None),
        true => mode::awaiting(book, barred),
        false => mode::of(book, &looked.finding, barred).map_err(CaseRefusal::Incomplete)?,
    };
    let steps = looked.steps(tx, &case, book, mode)?;
    let days = i64::from(book.service.promised_working_days);
    let day = hand.today.to_string();
    let sequence = cases::next_number(tx, &case.region, &day)?;
    case.number = Some(number::build(&case.region, hand.today, sequence));
    book.digest.clone_into(&mut case.digest);
    case.mode = Some(mode);
    case.filed_at = Some(hand.now_ms);
    // a paper handed in at the counter counts from its receipt, however long it lay before it was entered
    let received = Hand { today: received_on, ..hand.clone() };
    clocks::turn_case(tx, &received, &mut case, &Turn::Start { days }, "")?;
    hand.journal(
        tx,
        &case.region,
        &case.id,
        "case/file",
        json!({"number": case.number, "digest": book.digest, "due": case.due_on.map(|d| d.to_string()),
               "mode": mode::word(mode)}),
    )?;
    if let Some(why) = instead {
        hand.journal(tx, &case.region, &case.id, "case/handled-as-review", json!({"why": why.word()}))?;
    }
    if mode == Mode::Review {
        settle(tx, &received, &mut case, steps, book)?;
    } else {
        take_effect(tx, hand, &mut case, steps, book)?;
        if case.state.is_closed() && mode != Mode::Automatic {
            after_check::open(tx, hand, &case, book, &looked.materials)?;
        }
    }
    Ok(case)
}

/// An officer's word on one step.
///
/// # Errors
/// A step that is not on the desk any more, or a reason that is missing.
pub fn decide(
    tx: &mut Tx,
    hand: &Hand,
    mut case: Case,
    step: &str,
    verdict: Verdict,
    reason: &str,
    book: &Book,
) -> Result<Case, CaseRefusal> {
    if case.kind != CaseKind::Application {
        return Err(CaseRefusal::wrong_state(&case));
    }
    let mut steps = cases::steps(tx, &case.region, &case.id)?;
    let at = steps.iter_mut().find(|s| s.step == step).ok_or(CaseRefusal::NotFound)?;
    let afterwards = case.state == CaseState::Granted;
    if at.state != StepState::Open || case.state.is_closed() && !afterwards {
        return Err(CaseRefusal::already_decided(at, book.playbook));
    }
    team::assign::permits(tx, hand, &case.region, &case.id, step)?;
    let mut problems = completeness::decision_problems(&verdict, reason);
    problems.extend(on_behalf::decision_problems(tx, hand, &case, &verdict)?);
    if afterwards && verdict != Verdict::Approve {
        problems.push(completeness::in_effect_already());
    }
    if !afterwards && case.kind == CaseKind::Application {
        let known = cases::steps(tx, &case.region, &case.id)?;
        problems.extend(sources_hold::decision_problems(tx, &case, (&known, step), &verdict, book)?);
    }
    if !problems.is_empty() {
        return Err(CaseRefusal::Incomplete(problems));
    }
    let (state, asks_for) = match verdict {
        Verdict::Approve => (StepState::Approved, Vec::new()),
        Verdict::Refuse => (StepState::Refused, Vec::new()),
        Verdict::AskCorrection(asks_for) => (StepState::Correction, asks_for),
    };
    at.state = state;
    at.asks_for = asks_for;
    reason.trim().clone_into(&mut at.reason);
    at.decided_at = Some(hand.now_ms);
    at.decided_by = Some(hand.office.clone());
    at.decided_person = Some(hand.actor.clone());
    turn_with(tx, hand, &mut case, at)?;
    hand.journal(
        tx,
        &case.region,
        &case.id,
        match state {
            StepState::Approved => "case/step-approved",
            StepState::Refused => "case/step-refused",
            _ => "case/correction-asked",
        },
        json!({"step": step, "agency": at.agency, "reason": at.reason, "asks_for": at.asks_for}),
    )?;
    cases::update_step(tx, &case.region, &case.id, at)?;
    if !afterwards {
        settle(tx, hand, &mut case, steps, book)?;
    }
    Ok(case)
}

/// What a word on a step does to the clocks: a correction stops them, any other word ends the step's and lets the
/// case's go on if it stood still for this step.
fn turn_with(tx: &mut Tx, hand: &Hand, case: &mut Case, step: &mut CaseStep) -> Result<(), CaseRefusal> {
    let (region, id) = (case.region.clone(), case.id.clone());
    if step.state == StepState::Correction {
        let stop = Turn::Stop { name: correction(&step.step), cause: Cause::Correction, expected_on: None };
        let reason = step.reason.clone();
        clocks::turn_step(tx, hand, (&region, &id), step, &stop, &reason)?;
        return clocks::turn_case(tx, hand, case, &stop, &reason);
    }
    special::go_on_decided(tx, hand, case, step)?;
    clocks::end_step(tx, hand, (&region, &id), step, End::Done)
}

/// Names the stop for a correction that one step asked for.
fn correction(step: &str) -> String {
    format!("correction {step}")
}

/// The applicant sends the corrected case back to every agency that asked. A corrected answer may call for one
/// agency more; its step is added.
///
/// # Errors
/// A case that no agency has sent back, or papers and answers still missing.
pub fn resubmit(
    tx: &mut Tx,
    hand: &Hand,
    mut case: Case,
    book: &Book,
    facts: &CaseFacts,
    insists: bool,
) -> Result<Case, CaseRefusal> {
    if case.state != CaseState::Correction {
        return Err(CaseRefusal::wrong_state(&case));
    }
    let mut steps = cases::steps(tx, &case.region, &case.id)?;
    let mut looked = filing::look(tx, hand, &case, book, facts, insists)?;
    looked.problems.extend(completeness::uncorrected(book, &steps, &looked.materials));
    if !looked.problems.is_empty() {
        return Err(CaseRefusal::Incomplete(looked.problems));
    }
    looked.keep(tx, hand, &case, book)?;
    let planned = looked.planned(book);
    for step in plan::add(&mut steps, planned) {
        cases::insert_step(tx, &case.region, &case.id, &step)?;
    }
    for step in &mut steps {
        match step.state {
            StepState::Correction => {
                let goes_on = Turn::Continue { name: correction(&step.step) };
                step.state = StepState::Open;
                clocks::turn_step(tx, hand, (&case.region.clone(), &case.id.clone()), step, &goes_on, "")?;
                clocks::turn_case(tx, hand, &mut case, &goes_on, "")?;
            }
            StepState::Waiting => {}
            _ => continue,
        }
        step.decided_at = None;
        cases::update_step(tx, &case.region, &case.id, step)?;
    }
    hand.journal(tx, &case.region, &case.id, "case/resubmit", json!({}))?;
    settle(tx, hand, &mut case, steps, book)?;
    Ok(case)
}

/// The applicant takes the case back; allowed until it is decided. A reason may be given.
///
/// # Errors
/// A case that is closed already, or a reason that is too long.
pub fn withdraw(tx: &mut Tx, hand: &Hand, mut case: Case, reason: &str) -> Result<Case, CaseRefusal> {
    if case.state.is_closed() || case.kind != CaseKind::Application {
        return Err(CaseRefusal::wrong_state(&case));
    }
    let reason = said::optional("reason", reason).map_err(|p| CaseRefusal::Incomplete(vec![p]))?;
    let place = (case.region.clone(), case.id.clone());
    for step in &mut cases::steps(tx, &case.region, &case.id)? {
        if !step.state.is_done() {
            step.state = StepState::Cancelled;
            clocks::end_step(tx, hand, (&place.0, &place.1), step, End::Done)?;
            cases::update_step(tx, &case.region, &case.id, step)?;
        }
    }
    if case.filed_at.is_some() {
        clocks::end_case(tx, hand, &mut case, End::Done)?;
    }
    case.state = CaseState::Withdrawn;
    case.decided_at = Some(hand.now_ms);
    case.updated_at = hand.now_ms;
    cases::update(tx, &case)?;
    hand.journal(tx, &case.region, &case.id, "case/withdraw", json!({ "reason": reason }))?;
    Ok(case)
}
