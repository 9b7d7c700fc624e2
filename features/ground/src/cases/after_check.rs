//! Looking at it afterwards: what was filed or promised is checked; a broken promise has consequences.
//!
//! Kept is recorded. Where something is found, the applicant is heard first; only then the lead agency says broken,
//! and what was granted is taken back, with a bar on the record. The State Council's guidance on commitments says
//! that who made a false one may not use this mode until trust is restored (国办发〔2020〕42号).

use civic::Date;
use serde_json::json;
use sha2::{Digest, Sha256};
use store::{Fault, Row, Tx, params};

use crate::cases::acts::{Book, Hand};
use crate::cases::clock::due;
use crate::cases::clocks::calendar_of;
use crate::cases::model::{Case, CaseRefusal, CaseState, Material};
use crate::cases::store::{broken, date, sql};
use crate::cases::{certificate, store as cases};

/// Working days the applicant has to answer what was found; this program's.
pub const HEARING_WORKING_DAYS: i64 = 5;

/// The guidance the bar rests on; how long it holds is the service's word.
pub const BAR_BASIS: &str = "国办发〔2020〕42号";

/// Where a check stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CheckState {
    /// To be made.
    Open,
    /// Something was found; the applicant is heard.
    Heard,
    /// What was promised is so.
    Kept,
    /// It is not so.
    Broken,
}

impl CheckState {
    /// Every state.
    pub const ALL: [CheckState; 4] = [CheckState::Open, CheckState::Heard, CheckState::Kept, CheckState::Broken];

    /// The word stored.
    pub const fn as_str(self) -> &'static str {
        match self {
            CheckState::Open => "open",
            CheckState::Heard => "heard",
            CheckState::Kept => "kept",
            CheckState::Broken => "broken",
        }
    }

    /// Reads the stored word.
    pub fn parse(word: &str) -> Option<CheckState> {
        CheckState::ALL.into_iter().find(|state| state.as_str() == word)
    }
}

/// One check of one case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    /// Its id.
    pub id: String,
    /// Who makes it.
    pub agency: String,
    /// The need whose promise is checked; empty = what was filed.
    pub about: String,
    /// The promise, by evidence id.
    pub evidence: Option<String>,
    /// Where it stands.
    pub state: CheckState,
    /// Last day for it.
    pub due_on: Date,
    /// What was found, in the officer's words.
    pub found: String,
    /// The applicant's answer has until this day.
    pub hear_until: Option<Date>,
    /// What the applicant said.
    pub answer: String,
    /// When, milliseconds since 1970.
    pub answered_at: Option<i64>,
    /// Why it ended as it did.
    pub outcome: String,
    /// When it ended, milliseconds since 1970.
    pub ended_at: Option<i64>,
}

fn check(row: &Row) -> Result<Check, Fault> {
    let state: String = row.get("state")?;
    Ok(Check {
        id: row.get("id")?,
        agency: row.get("agency")?,
        about: row.get("about")?,
        evidence: row.get("evidence")?,
        state: CheckState::parse(&state).ok_or_else(|| broken("state", &state))?,
        due_on: date(row, "due_on")?.ok_or_else(|| broken("due_on", ""))?,
        found: row.get("found")?,
        hear_until: date(row, "hear_until_on")?,
        answer: row.get("answer")?,
        answered_at: row.get("answered_at")?,
        outcome: row.get("outcome")?,
        ended_at: row.get("ended_at")?,
    })
}

/// The checks of a case, in the order in which they were opened.
pub fn of_case(tx: &mut Tx, region: &str, case: &str) -> Result<Vec<Check>, Fault> {
    let rows = tx.query(sql!("checks_of_case"), params![region, case])?;
    rows.iter().map(check).collect()
}

/// The last day of a bar on commitment mode that holds on `day`.
pub fn barred_until(tx: &mut Tx, region: &str, subject: &str, day: Date) -> Result<Option<Date>, Fault> {
    let row = tx.maybe(sql!("bar_of_subject"), params![region, subject, day.to_string()])?;
    row.map_or(Ok(None), |row| date(&row, "until_on"))
}

/// Opens the checks of a case that took effect when it was filed: one for every promise, or one for what was filed.
/// Which cases are checked follows from their ids, so that nobody chooses.
pub(crate) fn open(
    tx: &mut Tx,
    hand: &Hand,
    case: &Case,
    book: &Book,
    materials: &[Material],
) -> Result<(), CaseRefusal> {
    if !sampled(&case.id, book.service.check_share()) {
        return Ok(());
    }
    let until = due(&calendar_of(&case.region), hand.today, i64::from(book.service.check_working_days())).on;
    let promised: Vec<&Material> = materials.iter().filter(|m| m.promised).collect();
    let whole: [Option<&Material>; 1] = [None];
    let about: Vec<Option<&Material>> =
        if promised.is_empty() { whole.to_vec() } else { promised.into_iter().map(Some).collect() };
    for promise in about {
        let (need, evidence) = promise.map_or(("", None), |m| (m.need.as_str(), Some(m.evidence.as_str())));
        let id = hand.app.new_id();
        tx.execute(
            sql!("insert_check"),
            params![&case.region, &case.id, &id, &book.service.lead, need, evidence, until.to_string(), hand.now_ms],
        )?;
    }
    Ok(hand.journal(tx, &case.region, &case.id, "check/opened", json!({"until": until.to_string()}))?)
}

/// True for `percent` of all ids.
fn sampled(id: &str, percent: u32) -> bool {
    let digest = Sha256::digest(id.as_bytes());
    let number = u32::from_be_bytes([digest[0], digest[1], digest[2], digest[3]]);
    u64::from(number) * 100 < u64::from(percent) << 32
}

/// What an officer found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// What was promised is so.
    Kept,
    /// It does not seem so; the applicant is heard.
    Doubt,
    /// After the hearing: it is not so.
    Broken,
}

/// Records what was found. Broken only after the applicant has answered or the days to answer have passed.
///
/// # Errors
/// A check that has ended, a case no longer in force, or a hearing still open.
pub fn record(
    tx: &mut Tx,
    hand: &Hand,
    mut case: Case,
    id: &str,
    (found, words): (Found, &str),
    book: &Book,
) -> Result<Case, CaseRefusal> {
    let it = of_case(tx, &case.region, &case.id)?.into_iter().find(|c| c.id == id).ok_or(CaseRefusal::NotFound)?;
    let heard = it.answered_at.is_some() || it.hear_until.is_some_and(|day| day < hand.today);
    if case.state != CaseState::Granted {
        return Err(CaseRefusal::wrong_state(&case));
    }
    let state = match (it.state, &found) {
        (CheckState::Open | CheckState::Heard, Found::Kept) => CheckState::Kept,
        (CheckState::Open, Found::Doubt) => CheckState::Heard,
        (CheckState::Heard, Found::Broken) if heard => CheckState::Broken,
        (CheckState::Heard, Found::Broken) => return Err(not_heard(it.hear_until)),
        _ => return Err(ended_already()),
    };
    let hear_until = match state {
        CheckState::Heard => Some(due(&calendar_of(&case.region), hand.today, HEARING_WORKING_DAYS).on),
        _ => it.hear_until,
    };
    let ended = matches!(state, CheckState::Kept | CheckState::Broken);
    let (said, outcome) = if ended { (it.found.as_str(), words) } else { (words, "") };
    tx.execute(
        sql!("update_check"),
        params![
            &case.region,
            &case.id,
            id,
            state.as_str(),
            said,
            hand.now_ms,
            &hand.actor,
            hear_until.map(|d| d.to_string()),
            outcome,
            ended.then_some(hand.now_ms),
            &hand.office
        ],
    )?;
    let act = match state {
        CheckState::Kept => "check/kept",
        CheckState::Broken => "check/broken",
        _ => "check/doubt",
    };
    let detail = json!({"check": id, "words": words, "hear_until": hear_until.map(|d| d.to_string())});
    hand.journal(tx, &case.region, &case.id, act, detail)?;
    if state == CheckState::Broken {
        take_back(tx, hand, &mut case, words, book)?;
    }
    Ok(case)
}

/// The consequences of a broken promise.
fn take_back(tx: &mut Tx, hand: &Hand, case: &mut Case, why: &str, book: &Book) -> Result<(), CaseRefusal> {
    let revoked = certificate::revoke(tx, &case.region, &case.id, hand.now_ms, why)?;
    let days = i64::from(book.service.bar_days());
    let until = hand.today.checked_add(jiff::Span::new().days(days)).unwrap_or(Date::MAX);
    if book.service.is_commitment() && days > 0 {
        tx.execute(
            sql!("insert_bar"),
            params![
                &case.region,
                &case.subject.id,
                &case.id,
                &case.service,
                hand.today.to_string(),
                until.to_string(),
                BAR_BASIS
            ],
        )?;
    }
    case.state = CaseState::Revoked;
    case.decided_at = Some(hand.now_ms);
    case.updated_at = hand.now_ms;
    cases::update(tx, case)?;
    let detail = json!({"certificates": revoked, "barred_until": until.to_string(), "basis": BAR_BASIS});
    Ok(hand.journal(tx, &case.region, &case.id, "case/revoked", detail)?)
}

/// The applicant answers what was found.
///
/// # Errors
/// A check that does not ask, or whose day to answer has passed.
pub fn answer(tx: &mut Tx, hand: &Hand, case: &Case, id: &str, words: &str) -> Result<(), CaseRefusal> {
    let it = of_case(tx, &case.region, &case.id)?.into_iter().find(|c| c.id == id).ok_or(CaseRefusal::NotFound)?;
    let open = it.hear_until.is_some_and(|day| hand.today <= day) && it.answered_at.is_none();
    if it.state != CheckState::Heard || !open {
        return Err(ended_already());
    }
    tx.execute(sql!("answer_check"), params![&case.region, &case.id, id, words, hand.now_ms])?;
    Ok(hand.journal(tx, &case.region, &case.id, "check/answered", json!({"check": id}))?)
}

fn not_heard(until: Option<Date>) -> CaseRefusal {
    let day = until.map(|d| d.to_string()).unwrap_or_default();
    CaseRefusal::WrongState(civic::Text::new(
        format!("申请人在 {day} 前可以陈述申辩，还没有答复；请在答复后或期满后再认定"),
        format!("the applicant may answer until {day} and has not; say this after the answer or after that day"),
    ))
}

fn ended_already() -> CaseRefusal {
    CaseRefusal::WrongState(civic::Text::new(
        "这项核查已经有结果或已过答复期限，没有改动；请返回查看",
        "this check has ended or its day to answer has passed; nothing was changed, go back to see it",
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_of_all_checks_all_and_a_fifth_checks_about_a_fifth() {
        let ids: Vec<String> = (0..2_000).map(|n| format!("01E3GDNJM{n:017}")).collect();
        assert!(ids.iter().all(|id| sampled(id, 100)));
        let fifth = ids.iter().filter(|id| sampled(id, 20)).count();
        assert!((320..480).contains(&fifth), "{fifth}");
    }
}
