//! Reconsideration (复核): the lead agency looks at a decision again, through an officer who had no part in it.
//!
//! It is a case of its own, linked to the one it is about, with one step and its own clock. Upheld leaves the decision
//! as it is; changed decides in the applicant's favour; sent back has the agencies decide anew.

use civic::{Date, Problem, Text};
use playbook::Mode;
use serde_json::json;
use store::{Fault, Tx, params};

use crate::cases::acts::{self, Book, Hand};
use crate::cases::clocks::{self, End, Turn};
use crate::cases::links::{self, LinkKind};
use crate::cases::model::{Case, CaseKind, CaseRefusal, CaseState, CaseStep, StepState};
use crate::cases::settle::{close, open};
use crate::cases::store::sql;
use crate::cases::whole::local_day;
use crate::cases::{number, on_behalf, reopen, said, store as cases};

/// Id of its one step.
pub const STEP: &str = "reconsideration";

/// How it ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// The decision stands.
    Upheld,
    /// It is decided in the applicant's favour.
    Changed,
    /// The agencies decide anew.
    SentBack,
}

impl Outcome {
    /// Every outcome.
    pub const ALL: [Outcome; 3] = [Outcome::Upheld, Outcome::Changed, Outcome::SentBack];

    /// The word stored.
    pub const fn as_str(self) -> &'static str {
        match self {
            Outcome::Upheld => "upheld",
            Outcome::Changed => "changed",
            Outcome::SentBack => "sent-back",
        }
    }

    /// Reads the stored word.
    pub fn parse(word: &str) -> Option<Outcome> {
        Outcome::ALL.into_iter().find(|outcome| outcome.as_str() == word)
    }
}

/// A reconsideration beside its case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Review {
    /// Its own case.
    pub case_id: String,
    /// The case it is about.
    pub original_id: String,
    /// Why the applicant asks.
    pub grounds: String,
    /// How it ended.
    pub outcome: Option<Outcome>,
    /// Why, in the officer's words.
    pub reason: String,
    /// When, milliseconds since 1970.
    pub decided_at: Option<i64>,
}

/// The reconsiderations of a case, or the one that this case is; oldest first.
pub fn of_case(tx: &mut Tx, region: &str, case: &str) -> Result<Vec<Review>, Fault> {
    let rows = tx.query(sql!("reviews_of_case"), params![region, case])?;
    rows.iter()
        .map(|row| {
            Ok(Review {
                case_id: row.get("case_id")?,
                original_id: row.get("original_id")?,
                grounds: row.get("grounds")?,
                outcome: row.get::<Option<String>>("outcome")?.and_then(|word| Outcome::parse(&word)),
                reason: row.get("reason")?,
                decided_at: row.get("decided_at")?,
            })
        })
        .collect()
}

/// The last day on which reconsideration of a decision may be asked for; `None` = it may not.
pub fn open_until(case: &Case, book: &Book) -> Option<Date> {
    let decided = matches!(case.state, CaseState::Granted | CaseState::Refused | CaseState::Revoked);
    let days = i64::from(book.service.reconsideration_days());
    if case.kind != CaseKind::Application || !decided || days == 0 {
        return None;
    }
    local_day(case.decided_at?)?.checked_add(jiff::Span::new().days(days)).ok()
}

/// The applicant asks, with the grounds; returns the new case.
///
/// # Errors
/// A case that is not decided, whose days have passed, or that has been looked at again already.
pub fn ask(tx: &mut Tx, hand: &Hand, original: &Case, grounds: &str, book: &Book) -> Result<Case, CaseRefusal> {
    let grounds = said::required("grounds", grounds).map_err(|p| CaseRefusal::Incomplete(vec![p]))?;
    let in_time = open_until(original, book).is_some_and(|until| hand.today <= until);
    if !in_time {
        return Err(too_late());
    }
    if of_case(tx, &original.region, &original.id)?.iter().any(|r| r.outcome != Some(Outcome::SentBack)) {
        return Err(asked_already());
    }
    let days = i64::from(book.service.statutory_working_days.max(1));
    let sequence = cases::next_number(tx, &original.region, &hand.today.to_string())?;
    let mut case = Case {
        id: hand.app.new_id(),
        number: Some(number::build(&original.region, hand.today, sequence)),
        kind: CaseKind::Reconsideration,
        mode: Some(Mode::Review),
        express: false,
        state: CaseState::UnderReview,
        filed_at: Some(hand.now_ms),
        due_on: None,
        due_provisional: false,
        days_left_stopped: None,
        decided_at: None,
        updated_at: hand.now_ms,
        ..original.clone()
    };
    cases::insert(tx, &case)?;
    tx.execute(sql!("insert_review"), params![&case.region, &case.id, &original.id, &grounds])?;
    links::add(tx, &case.region, &case.id, LinkKind::Reconsiders, &original.id, hand.now_ms)?;
    let mut step = CaseStep::waiting(STEP, &book.service.lead, 0, days);
    cases::insert_step(tx, &case.region, &case.id, &step)?;
    open(tx, hand, &case, &mut step)?;
    cases::update_step(tx, &case.region, &case.id, &step)?;
    clocks::turn_case(tx, hand, &mut case, &Turn::Start { days }, "")?;
    cases::update(tx, &case)?;
    let detail = json!({"of": original.id, "number": case.number});
    hand.journal(tx, &case.region, &case.id, "review/asked", detail.clone())?;
    hand.journal(tx, &case.region, &original.id, "review/asked", detail)?;
    Ok(case)
}

/// An officer of the lead agency ends it; never one who decided in the case it is about.
///
/// # Errors
/// Ended already, no reason, or the officer's own decision.
pub fn decide(
    tx: &mut Tx,
    hand: &Hand,
    mut case: Case,
    (outcome, reason): (Outcome, &str),
    book: &Book,
) -> Result<Case, CaseRefusal> {
    let mut steps = cases::steps(tx, &case.region, &case.id)?;
    let step = steps.first_mut().ok_or(CaseRefusal::NotFound)?;
    if step.state != StepState::Open {
        return Err(CaseRefusal::already_decided(step, book.playbook));
    }
    let it = of_case(tx, &case.region, &case.id)?.into_iter().find(|r| r.case_id == case.id);
    let original = acts::take(tx, &case.region, &it.ok_or(CaseRefusal::NotFound)?.original_id)?;
    let own = took_part(tx, &original, &hand.actor)?;
    let reason = match (said::required("reason", reason), own) {
        (Ok(reason), false) => reason,
        (reason, own) => {
            return Err(CaseRefusal::Incomplete(reason.err().into_iter().chain(own.then(own_decision)).collect()));
        }
    };
    step.state = if outcome == Outcome::Upheld { StepState::Refused } else { StepState::Approved };
    step.reason.clone_from(&reason);
    step.decided_at = Some(hand.now_ms);
    step.decided_by = Some(hand.office.clone());
    step.decided_person = Some(hand.actor.clone());
    clocks::end_step(tx, hand, (&case.region, &case.id), step, End::Done)?;
    cases::update_step(tx, &case.region, &case.id, step)?;
    clocks::end_case(tx, hand, &mut case, End::Done)?;
    case.state = if outcome == Outcome::Upheld { CaseState::Refused } else { CaseState::Granted };
    case.decided_at = Some(hand.now_ms);
    case.updated_at = hand.now_ms;
    cases::update(tx, &case)?;
    let ended = params![&case.region, &case.id, outcome.as_str(), &reason, hand.now_ms, &hand.actor, &hand.office];
    tx.execute(sql!("end_review"), ended)?;
    let detail = json!({"of": original.id, "outcome": outcome.as_str(), "reason": reason});
    hand.journal(tx, &case.region, &case.id, "review/decided", detail.clone())?;
    hand.journal(tx, &case.region, &original.id, "review/decided", detail)?;
    follow(tx, hand, original, outcome, &reason, book)?;
    Ok(case)
}

/// What follows for the case it is about.
fn follow(
    tx: &mut Tx,
    hand: &Hand,
    mut original: Case,
    outcome: Outcome,
    reason: &str,
    book: &Book,
) -> Result<(), CaseRefusal> {
    match outcome {
        Outcome::Upheld => Ok(()),
        Outcome::SentBack => reopen::again(tx, hand, original, ("case/reopened", reason), book).map(|_| ()),
        Outcome::Changed if original.state == CaseState::Granted => Ok(()),
        Outcome::Changed => {
            tx.execute(sql!("lift_bar"), params![&original.region, &original.subject.id, &original.id, hand.now_ms])?;
            close(tx, hand, &mut original, CaseState::Granted, book)
        }
    }
}

/// The person decided a step of the case, found the broken promise, or entered the case at the counter.
fn took_part(tx: &mut Tx, original: &Case, person: &str) -> Result<bool, CaseRefusal> {
    let steps = cases::steps(tx, &original.region, &original.id)?;
    let decided = steps.iter().any(|s| s.decided_person.as_deref() == Some(person));
    let row = tx.one(sql!("checks_found_by"), params![&original.region, &original.id, person])?;
    let entered = on_behalf::of_case(tx, &original.region, &original.id)?.is_some_and(|it| it.entered_by == person);
    Ok(decided || entered || row.get::<i64>("n")? > 0)
}

fn own_decision() -> Problem {
    Problem::new(
        "outcome",
        "cases/own-decision",
        Text::new(
            "您办理过原来的申请，不能由您复核",
            "you decided in the case this is about, so you cannot look at it again",
        ),
        Text::new("请交给没有参与原办理的工作人员", "hand it to an officer who had no part in it"),
    )
}

fn too_late() -> CaseRefusal {
    CaseRefusal::WrongState(Text::new(
        "这件事项现在不能申请复核：还没有决定，或期限已过；可以拨打12345或依法申请行政复议",
        "reconsideration cannot be asked for now: there is no decision yet or the days have passed; call 12345 or ask for administrative reconsideration by law",
    ))
}

fn asked_already() -> CaseRefusal {
    CaseRefusal::WrongState(Text::new(
        "这件事项已经申请过复核；对复核结果不服的，可以依法申请行政复议或提起行政诉讼",
        "reconsideration was asked for already; against its outcome you may ask for administrative reconsideration or go to court",
    ))
}
