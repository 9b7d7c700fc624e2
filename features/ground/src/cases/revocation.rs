//! Taking back a certificate by hand: one officer of the lead agency proposes, the holder is heard, another decides.
//!
//! Administrative Licensing Law, art. 69 and 7: with reason and basis, after the holder could speak. A certificate that was
//! taken back stays so; what undoes it is a new one, issued when the case is reopened and granted anew.

use civic::{Date, Problem, Text};
use serde_json::json;
use store::{Fault, Row, Tx, params};

use crate::cases::acts::Hand;
use crate::cases::certificate;
use crate::cases::completeness::REASON_MAX;
use crate::cases::model::{Case, CaseRefusal, CaseState};
use crate::cases::said;
use crate::cases::store::{broken, date, sql};

/// Days in which the holder may speak.
pub const HEARING_DAYS: i64 = 5;
/// Furthest day on which it may take effect, from today.
const AHEAD_MAX: i64 = 366;

/// Where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// The holder may speak, and another officer decides.
    Asked,
    /// The certificate was taken back.
    Done,
    /// It stays.
    Declined,
}

impl State {
    const ALL: [State; 3] = [State::Asked, State::Done, State::Declined];

    /// The word stored and told to programs.
    pub const fn as_str(self) -> &'static str {
        match self {
            State::Asked => "asked",
            State::Done => "done",
            State::Declined => "declined",
        }
    }
}

/// A proposal to take a certificate back, and what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Revocation {
    /// Its id.
    pub id: String,
    /// Number of the certificate.
    pub number: String,
    /// Why.
    pub reason: String,
    /// Document and article.
    pub basis: String,
    /// From which day on it is not valid any more.
    pub effective_on: Date,
    /// Last day on which the holder may speak.
    pub hear_until: Date,
    /// What the holder said.
    pub answer: Option<String>,
    /// Who proposed it; never shown to the holder.
    pub asked_by: String,
    /// Where it stands.
    pub state: State,
    /// Why it was decided so.
    pub words: String,
}

/// What somebody proposes, as written.
#[derive(Clone, Debug, Default)]
pub struct Proposal<'a> {
    /// Number of the certificate.
    pub number: &'a str,
    /// Why.
    pub reason: &'a str,
    /// Document and article.
    pub basis: &'a str,
    /// From which day on; empty = from the decision.
    pub effective_on: &'a str,
}

/// The proposals of a case, oldest first.
pub fn of_case(tx: &mut Tx, region: &str, case: &str) -> Result<Vec<Revocation>, Fault> {
    tx.query(sql!("revocations_of_case"), params![region, case])?.iter().map(read).collect()
}

/// The proposal that took this certificate back; `None` when something else did, or nothing.
pub fn of_certificate(tx: &mut Tx, region: &str, number: &str) -> Result<Option<Revocation>, Fault> {
    tx.maybe(sql!("revocation_done"), params![region, number])?.as_ref().map(read).transpose()
}

fn read(row: &Row) -> Result<Revocation, Fault> {
    let word: String = row.get("state")?;
    let day = |column: &str| date(row, column)?.ok_or_else(|| broken(column, ""));
    Ok(Revocation {
        id: row.get("id")?,
        number: row.get("number")?,
        reason: row.get("reason")?,
        basis: row.get("basis")?,
        effective_on: day("effective_on")?,
        hear_until: day("hear_until")?,
        answer: row.get("answer")?,
        asked_by: row.get("asked_by")?,
        state: State::ALL.into_iter().find(|s| s.as_str() == word).ok_or_else(|| broken("state", &word))?,
        words: row.get("words")?,
    })
}

/// Proposes to take a certificate of a granted case back; the holder has [`HEARING_DAYS`] days to speak.
///
/// # Errors
/// A case without a valid certificate of that number, the same proposed already, or everything that is missing.
pub fn propose(tx: &mut Tx, hand: &Hand, case: &Case, written: &Proposal) -> Result<(), CaseRefusal> {
    if case.state != CaseState::Granted {
        return Err(CaseRefusal::wrong_state(case));
    }
    let mut problems = Vec::new();
    let reason = said::required("reason", written.reason).map_err(|p| problems.push(p)).unwrap_or_default();
    let basis = written.basis.trim();
    if basis.is_empty() || basis.chars().count() > REASON_MAX {
        problems.push(no_basis());
    }
    let effective_on = effective(written.effective_on, hand.today).map_err(|p| problems.push(p)).unwrap_or(hand.today);
    let all = certificate::of_case(tx, &case.region, &case.id)?;
    let valid = |c: &&certificate::Certificate| c.number == written.number && c.is_valid_on(hand.today);
    if !all.iter().any(|c| valid(&c)) {
        problems.push(no_certificate());
    }
    if !problems.is_empty() {
        return Err(CaseRefusal::Incomplete(problems));
    }
    let earlier = of_case(tx, &case.region, &case.id)?;
    if earlier.iter().any(|it| it.number == written.number && it.state == State::Asked) {
        return Err(proposed_already());
    }
    let hear_until = hand.today.checked_add(jiff::Span::new().days(HEARING_DAYS)).unwrap_or(Date::MAX);
    let id = hand.app.new_id();
    let (from, until) = (effective_on.to_string(), hear_until.to_string());
    let values = params![
        &case.region,
        &id,
        &case.id,
        written.number,
        &reason,
        basis,
        &from,
        &until,
        &hand.actor,
        &hand.office,
        hand.now_ms
    ];
    tx.execute(sql!("insert_revocation"), values)?;
    let detail = json!({"revocation": id, "number": written.number, "reason": reason, "basis": basis,
        "effective_on": from, "hear_until": until});
    Ok(hand.journal(tx, &case.region, &case.id, "certificate/revocation-asked", detail)?)
}

/// What the holder says to it, once, until the last day of the hearing.
///
/// # Errors
/// Nothing proposed, said already, too late, or nothing written.
pub fn answer(tx: &mut Tx, hand: &Hand, case: &Case, id: &str, words: &str) -> Result<(), CaseRefusal> {
    let it = open(tx, case, id)?;
    if it.answer.is_some() || hand.today > it.hear_until {
        return Err(heard_already());
    }
    let words = said::required("reason", words).map_err(|p| CaseRefusal::Incomplete(vec![p]))?;
    tx.execute(sql!("answer_revocation"), params![&case.region, id, &words, hand.now_ms])?;
    let detail = json!({"revocation": id, "number": it.number});
    Ok(hand.journal(tx, &case.region, &case.id, "certificate/revocation-answered", detail)?)
}

/// Another officer decides, after the holder has spoken or could have.
///
/// # Errors
/// The proposer's own, before the holder was heard, or without a reason.
pub fn decide(tx: &mut Tx, hand: &Hand, case: &Case, id: &str, (yes, words): (bool, &str)) -> Result<(), CaseRefusal> {
    let it = open(tx, case, id)?;
    let mut problems = Vec::new();
    let words = said::required("reason", words).map_err(|p| problems.push(p)).unwrap_or_default();
    if it.asked_by == hand.actor {
        problems.push(own_proposal());
    }
    if yes && it.answer.is_none() && hand.today <= it.hear_until {
        problems.push(not_heard(it.hear_until));
    }
    if !problems.is_empty() {
        return Err(CaseRefusal::Incomplete(problems));
    }
    let state = if yes { State::Done } else { State::Declined };
    let values = params![&case.region, id, state.as_str(), &words, &hand.actor, &hand.office, hand.now_ms];
    tx.execute(sql!("decide_revocation"), values)?;
    let act = if yes { "certificate/revoke" } else { "certificate/revocation-declined" };
    if yes {
        let from_ms = civic::clock::start_of(it.effective_on).as_millisecond().max(hand.now_ms);
        tx.execute(sql!("revoke_certificate"), params![&case.region, &it.number, from_ms, &it.reason])?;
    }
    let detail = json!({"revocation": id, "number": it.number, "reason": it.reason, "basis": it.basis,
        "effective_on": it.effective_on.to_string(), "words": words});
    Ok(hand.journal(tx, &case.region, &case.id, act, detail)?)
}

fn open(tx: &mut Tx, case: &Case, id: &str) -> Result<Revocation, CaseRefusal> {
    let it = of_case(tx, &case.region, &case.id)?.into_iter().find(|it| it.id == id).ok_or(CaseRefusal::NotFound)?;
    if it.state == State::Asked { Ok(it) } else { Err(decided_already()) }
}

fn effective(written: &str, today: Date) -> Result<Date, Problem> {
    if written.trim().is_empty() {
        return Ok(today);
    }
    let day = civic::dates::parse(written.trim()).ok();
    day.filter(|day| (0..=AHEAD_MAX).contains(&i64::from((*day - today).get_days()))).ok_or_else(|| {
        Problem::new(
            "effective_on",
            "cases/revocation-day",
            Text::new("生效日期不合要求", "the day it takes effect does not fit"),
            Text::new(
                "请填写今天至一年之内的日期；不填表示决定当日",
                "give a day from today to a year ahead; empty means the day of the decision",
            ),
        )
    })
}

fn no_basis() -> Problem {
    Problem::new(
        "basis",
        "cases/revocation-basis",
        Text::new("没有写明依据", "the basis is missing"),
        Text::new("请写文件名称和条款", "name the document and the article"),
    )
}

fn no_certificate() -> Problem {
    Problem::new(
        "number",
        "cases/revocation-certificate",
        Text::new("这个办件没有这份有效的证件", "this case has no valid certificate of that number"),
        Text::new("请从列表中选择", "choose one of the list"),
    )
}

fn own_proposal() -> Problem {
    Problem::new(
        "answer",
        "cases/revocation-own",
        Text::new("这是您自己提出的，不能由您决定", "you proposed this yourself, so you cannot decide it"),
        Text::new("请由另一位工作人员决定", "let another officer decide"),
    )
}

fn not_heard(until: Date) -> Problem {
    Problem::new(
        "answer",
        "cases/revocation-hearing",
        Text::new(
            format!("持证人可以陈述意见到 {until}，现在还不能撤销"),
            format!("the holder may speak until {until}; it cannot be taken back before"),
        ),
        Text::new("请在持证人答复后或期满后决定", "decide when the holder has answered, or after that day"),
    )
}

fn proposed_already() -> CaseRefusal {
    CaseRefusal::WrongState(Text::new(
        "已有人提出撤销这份证件，正在听取意见；请返回查看",
        "it was proposed already to take this certificate back; go back to see it",
    ))
}

fn heard_already() -> CaseRefusal {
    CaseRefusal::WrongState(Text::new(
        "已经陈述过意见，或期限已过；没有改动",
        "this was answered already, or its time has passed; nothing was changed",
    ))
}

fn decided_already() -> CaseRefusal {
    CaseRefusal::WrongState(Text::new(
        "这项撤销已有决定；没有改动，请返回查看",
        "this has been decided; nothing was changed, go back to see it",
    ))
}
