//! What one person asks and another decides: the one extension, and express handling.
//!
//! Who answers stands in [`crate::cases::approver`]: the head of the lead agency, a deputy, or the supervisor. Express
//! handling (特事特办、急事急办) is asked by an officer or the applicant; it makes the promise shorter and skips no step.

use civic::{Problem, Text};
use serde_json::json;
use store::{Fault, Row, Tx, params};

use crate::cases::acts::{Book, Hand};
use crate::cases::approver;
use crate::cases::clocks::{self, Turn};
use crate::cases::model::{Case, CaseKind, CaseRefusal, CaseState, StepState};
use crate::cases::settle::settled_clock;
use crate::cases::store::{self as cases, broken, sql};

/// What is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AskKind {
    /// More time.
    Extension,
    /// Less time: handled as urgent.
    Express,
}

/// Where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AskState {
    /// Waits for an answer.
    Asked,
    /// Yes.
    Granted,
    /// No.
    Declined,
}

/// One thing asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseAsk {
    /// Its id.
    pub id: String,
    /// What is asked.
    pub kind: AskKind,
    /// Where it stands.
    pub state: AskState,
    /// Working days more, or promised.
    pub days: i64,
    /// Why it is asked.
    pub reason: String,
    /// Person who asked; not shown to applicants.
    pub asked_by: String,
    /// Office or enterprise that asked.
    pub asked_office: String,
    /// Milliseconds since 1970.
    pub asked_at: i64,
    /// Why it was answered so.
    pub answer: String,
}

impl AskKind {
    /// The word stored and journaled.
    pub const fn as_str(self) -> &'static str {
        match self {
            AskKind::Extension => "extension",
            AskKind::Express => "express",
        }
    }

    /// Reads the stored word.
    pub fn parse(word: &str) -> Option<AskKind> {
        [AskKind::Extension, AskKind::Express].into_iter().find(|kind| kind.as_str() == word)
    }

    const fn act(self, answer: Option<bool>) -> &'static str {
        match (self, answer) {
            (AskKind::Extension, None) => "extension/asked",
            (AskKind::Extension, Some(true)) => "extension/granted",
            (AskKind::Extension, Some(false)) => "extension/declined",
            (AskKind::Express, None) => "express/asked",
            (AskKind::Express, Some(true)) => "express/granted",
            (AskKind::Express, Some(false)) => "express/declined",
        }
    }
}

fn state(word: &str) -> Option<AskState> {
    match word {
        "asked" => Some(AskState::Asked),
        "granted" => Some(AskState::Granted),
        "declined" => Some(AskState::Declined),
        _ => None,
    }
}

fn read(row: &Row) -> Result<CaseAsk, Fault> {
    let (kind, word): (String, String) = (row.get("kind")?, row.get("state")?);
    Ok(CaseAsk {
        id: row.get("id")?,
        kind: AskKind::parse(&kind).ok_or_else(|| broken("kind", &kind))?,
        state: state(&word).ok_or_else(|| broken("state", &word))?,
        days: row.get::<Option<i64>>("days")?.unwrap_or_default(),
        reason: row.get("reason")?,
        asked_by: row.get("asked_by")?,
        asked_office: row.get("asked_office")?,
        asked_at: row.get("asked_at")?,
        answer: row.get("answer")?,
    })
}

/// What was asked in a case, oldest first.
pub fn of_case(tx: &mut Tx, region: &str, case: &str) -> Result<Vec<CaseAsk>, Fault> {
    let rows = tx.query(sql!("asks_of_case"), params![region, case])?;
    rows.iter().map(read).collect()
}

/// Asks for more days or for express handling; the days of the latter are what the service says.
///
/// # Errors
/// A case whose clock has ended, the same asked already, or a second extension.
pub fn ask(
    tx: &mut Tx,
    hand: &Hand,
    case: &Case,
    (kind, days, reason): (AskKind, i64, &str),
) -> Result<(), CaseRefusal> {
    let running = matches!(case.state, CaseState::UnderReview | CaseState::Correction);
    if !running || case.kind != CaseKind::Application || (kind == AskKind::Express && case.express) {
        return Err(CaseRefusal::wrong_state(case));
    }
    let earlier = of_case(tx, &case.region, &case.id)?;
    if earlier.iter().any(|a| a.kind == kind && a.state != AskState::Declined) {
        return Err(asked_already());
    }
    let id = hand.app.new_id();
    let values =
        params![&case.region, &case.id, &id, kind.as_str(), days, reason, hand.now_ms, &hand.actor, &hand.office];
    tx.execute(sql!("insert_ask"), values)?;
    Ok(hand.journal(tx, &case.region, &case.id, kind.act(None), json!({"days": days, "reason": reason}))?)
}

/// Answers what was asked; never the person who asked. Yes moves the clocks at once.
///
/// # Errors
/// Answered already, the asker's own, or a clock that cannot be moved any more.
pub fn answer(
    tx: &mut Tx,
    hand: &Hand,
    mut case: Case,
    id: &str,
    (yes, words): (bool, &str),
    book: &Book,
) -> Result<Case, CaseRefusal> {
    let asks = of_case(tx, &case.region, &case.id)?;
    let it = asks.into_iter().find(|a| a.id == id).ok_or(CaseRefusal::NotFound)?;
    if it.state != AskState::Asked || case.state.is_closed() {
        return Err(answered_already());
    }
    if it.asked_by == hand.actor {
        return Err(CaseRefusal::Incomplete(vec![own_ask()]));
    }
    approver::permits(tx, hand, &case.region, &book.service.lead, &it.asked_by)?;
    let word = if yes { "granted" } else { "declined" };
    let values = params![&case.region, &case.id, id, word, hand.now_ms, &hand.actor, &hand.office, words];
    tx.execute(sql!("answer_ask"), values)?;
    if yes {
        match it.kind {
            AskKind::Extension => extend(tx, hand, &mut case, it.days, &it.reason)?,
            AskKind::Express => hasten(tx, hand, &mut case, &it.reason, book)?,
        }
    }
    case.updated_at = hand.now_ms;
    cases::update(tx, &case)?;
    let detail =
        json!({"days": it.days, "reason": it.reason, "answer": words, "due": case.due_on.map(|d| d.to_string())});
    hand.journal(tx, &case.region, &case.id, it.kind.act(Some(yes)), detail)?;
    settled_clock(tx, &case)?;
    Ok(case)
}

fn extend(tx: &mut Tx, hand: &Hand, case: &mut Case, days: i64, reason: &str) -> Result<(), CaseRefusal> {
    let turn = Turn::Extend { days };
    clocks::turn_case(tx, hand, case, &turn, reason)?;
    for step in &mut cases::steps(tx, &case.region, &case.id)? {
        if step.state == StepState::Open {
            // a step that is late keeps its day; the case has the time
            match clocks::turn_step(tx, hand, (&case.region, &case.id), step, &turn, reason) {
                Ok(()) => cases::update_step(tx, &case.region, &case.id, step)?,
                Err(CaseRefusal::WrongState(_)) => {}
                Err(other) => return Err(other),
            }
        }
    }
    Ok(())
}

fn hasten(tx: &mut Tx, hand: &Hand, case: &mut Case, reason: &str, book: &Book) -> Result<(), CaseRefusal> {
    case.express = true;
    let days = i64::from(book.service.express_days());
    clocks::turn_case(tx, hand, case, &Turn::Hasten { days }, reason)?;
    for step in &mut cases::steps(tx, &case.region, &case.id)? {
        step.express = true;
        if step.state == StepState::Open {
            clocks::turn_step(tx, hand, (&case.region, &case.id), step, &Turn::Hasten { days }, reason)?;
        }
        cases::update_step(tx, &case.region, &case.id, step)?;
    }
    Ok(())
}

fn own_ask() -> Problem {
    Problem::new(
        "answer",
        "cases/own-ask",
        Text::new("这是您自己提出的，不能由您批准", "you asked for this yourself, so you cannot approve it"),
        Text::new("请由另一位有权批准的工作人员处理", "let another officer who may approve it answer"),
    )
}

fn asked_already() -> CaseRefusal {
    CaseRefusal::WrongState(Text::new(
        "已经提出过，正在等批准或已经批准；请返回查看",
        "it was asked for already and waits for an answer or was granted; go back to see it",
    ))
}

fn answered_already() -> CaseRefusal {
    CaseRefusal::WrongState(Text::new(
        "这项请求已经有答复，或事项已经办结；没有改动，请返回查看",
        "this has been answered or the case is closed; nothing was changed, go back to see it",
    ))
}
