//! An expert's opinion: another agency, or one officer by name, is asked one question by a day, and answers with reasons.
//!
//! Asking stops no clock: whoever needs that time begins an expert review as a special procedure, which is told to the
//! applicant in writing. The opinion binds nobody; the deciding officer sees it beside the facts.

use civic::{Date, Problem, Text};
use serde_json::json;
use store::{Fault, Row, Tx, params};

use crate::cases::acts::Hand;
use crate::cases::model::{Case, CaseRefusal, CaseStep, StepState};
use crate::cases::store::{self as cases, broken, date, sql};
use crate::cases::team::talk::Attached;
use crate::cases::upload;

/// Most requests of one case.
const REQUESTS_MAX: usize = 50;

/// Where a request stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum OpinionState {
    /// Waits for the expert.
    Asked,
    /// The expert is for it.
    For,
    /// The expert is for it on conditions.
    Conditions,
    /// The expert is against it.
    Against,
    /// The agency needs it no more.
    Withdrawn,
}

impl OpinionState {
    /// Every state.
    pub const ALL: [OpinionState; 5] = [
        OpinionState::Asked,
        OpinionState::For,
        OpinionState::Conditions,
        OpinionState::Against,
        OpinionState::Withdrawn,
    ];

    /// The word stored.
    pub const fn as_str(self) -> &'static str {
        match self {
            OpinionState::Asked => "asked",
            OpinionState::For => "for",
            OpinionState::Conditions => "conditions",
            OpinionState::Against => "against",
            OpinionState::Withdrawn => "withdrawn",
        }
    }

    /// Reads the stored word.
    pub fn parse(word: &str) -> Option<OpinionState> {
        OpinionState::ALL.into_iter().find(|state| state.as_str() == word)
    }

    /// It is an answer.
    pub const fn is_answer(self) -> bool {
        matches!(self, OpinionState::For | OpinionState::Conditions | OpinionState::Against)
    }
}

/// One request with what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opinion {
    /// County that holds the case.
    pub region: String,
    /// The case.
    pub case_id: String,
    /// Its id.
    pub id: String,
    /// The step it was asked for.
    pub step: String,
    /// Agency that asks.
    pub asking: String,
    /// Agency asked.
    pub agency: String,
    /// Officer asked by name; `None` = anybody of the agency.
    pub person: Option<String>,
    /// What is asked.
    pub question: String,
    /// Last day for the answer.
    pub due_on: Date,
    /// When it was asked, milliseconds since 1970.
    pub asked_at: i64,
    /// Where it stands.
    pub state: OpinionState,
    /// Reasons of the answer, or why it was withdrawn.
    pub answer: String,
    /// When it was answered or withdrawn.
    pub ended_at: Option<i64>,
    /// Name of a file with the answer.
    pub file_name: Option<String>,
}

impl Opinion {
    /// Answered after its last day, or not answered and that day has passed.
    pub fn is_late(&self, today: Date) -> bool {
        let ended = self.ended_at.and_then(crate::cases::whole::local_day);
        self.state != OpinionState::Withdrawn && ended.unwrap_or(today) > self.due_on
    }

    /// This officer is asked: by name, or as one of the agency.
    pub fn asks(&self, agency: &str, person: &str) -> bool {
        self.agency == agency && self.person.as_deref().is_none_or(|asked| asked == person)
    }
}

/// What is asked, of whom, until when.
#[derive(Clone, Debug)]
pub struct Request {
    /// The step of the asking agency.
    pub step: String,
    /// Agency asked.
    pub agency: String,
    /// Officer asked by name.
    pub person: Option<String>,
    /// What is asked.
    pub question: String,
    /// Last day for the answer.
    pub due_on: Date,
}

pub(super) fn opinion(row: &Row) -> Result<Opinion, Fault> {
    let word: String = row.get("state")?;
    Ok(Opinion {
        region: row.get("region")?,
        case_id: row.get("case_id")?,
        id: row.get("id")?,
        step: row.get("step")?,
        asking: row.get("asking")?,
        agency: row.get("agency")?,
        person: row.get("person")?,
        question: row.get("question")?,
        due_on: date(row, "due_on")?.ok_or_else(|| broken("due_on", ""))?,
        asked_at: row.get("asked_at")?,
        state: OpinionState::parse(&word).ok_or_else(|| broken("state", &word))?,
        answer: row.get("answer")?,
        ended_at: row.get("ended_at")?,
        file_name: row.get("file_name")?,
    })
}

/// The requests of a case, oldest first.
pub fn of_case(tx: &mut Tx, region: &str, case: &str) -> Result<Vec<Opinion>, Fault> {
    tx.query(sql!("opinions_of_case"), params![region, case])?.iter().map(opinion).collect()
}

/// One request.
pub fn one(tx: &mut Tx, region: &str, case: &str, id: &str) -> Result<Option<Opinion>, Fault> {
    tx.maybe(sql!("opinion_by_id"), params![region, case, id])?.as_ref().map(opinion).transpose()
}

/// The file of an answer: name, content type, bytes.
pub fn file(tx: &mut Tx, region: &str, case: &str, id: &str) -> Result<Option<(String, String, Vec<u8>)>, Fault> {
    tx.maybe(sql!("opinion_file"), params![region, case, id])?
        .map(|row| Ok((row.get("file_name")?, row.get("content_type")?, row.get("content")?)))
        .transpose()
}

/// Asks for an opinion on a step that is on the asking agency's desk.
///
/// # Errors
/// A step that is done, too many requests, or the same question to the same expert still open.
pub fn ask(tx: &mut Tx, hand: &Hand, case: &Case, it: &Request) -> Result<(), CaseRefusal> {
    let step = on_desk(tx, case, &it.step, &hand.office)?;
    let known = of_case(tx, &case.region, &case.id)?;
    if known.len() >= REQUESTS_MAX {
        return Err(CaseRefusal::Incomplete(vec![too_many()]));
    }
    let same = |o: &Opinion| {
        o.state == OpinionState::Asked && o.agency == it.agency && o.person == it.person && o.question == it.question
    };
    if known.iter().any(same) {
        return Err(CaseRefusal::WrongState(Text::new(
            "已经问过同样的问题，正等答复",
            "the same was asked already and waits for its answer",
        )));
    }
    let (id, due) = (hand.app.new_id(), it.due_on.to_string());
    tx.execute(
        sql!("insert_opinion"),
        params![
            &case.region,
            &case.id,
            &id,
            &step.step,
            &step.agency,
            &it.agency,
            it.person.as_deref(),
            &it.question,
            &due,
            hand.now_ms,
            &hand.actor
        ],
    )?;
    let detail = json!({"opinion": id, "step": step.step, "agency": it.agency, "person": it.person, "due": due});
    Ok(hand.journal(tx, &case.region, &case.id, "opinion/asked", detail)?)
}

/// The expert answers, once; late answers are taken and said to be late.
///
/// # Errors
/// Somebody else's request, one that has ended, or a case that is closed.
pub fn answer(
    tx: &mut Tx,
    hand: &Hand,
    case: &Case,
    id: &str,
    (state, reason, file): (OpinionState, &str, Option<Attached>),
) -> Result<(), CaseRefusal> {
    let it = one(tx, &case.region, &case.id, id)?.ok_or(CaseRefusal::NotFound)?;
    if !it.asks(&hand.office, &hand.actor) || !state.is_answer() {
        return Err(CaseRefusal::NotFound);
    }
    end(tx, hand, case, (&it, state, reason))?;
    if let Some(file) = file {
        let sha256 = upload::sha256(&file.bytes);
        tx.execute(
            sql!("insert_opinion_file"),
            params![&case.region, &case.id, id, &file.checked.name, file.checked.content_type, sha256, file.bytes],
        )?;
    }
    Ok(())
}

/// The asking agency needs it no more.
///
/// # Errors
/// Another agency's request, or one that has ended.
pub fn withdraw(tx: &mut Tx, hand: &Hand, case: &Case, id: &str, reason: &str) -> Result<(), CaseRefusal> {
    let it = one(tx, &case.region, &case.id, id)?.ok_or(CaseRefusal::NotFound)?;
    if it.asking != hand.office {
        return Err(CaseRefusal::NotFound);
    }
    end(tx, hand, case, (&it, OpinionState::Withdrawn, reason))
}

fn end(
    tx: &mut Tx,
    hand: &Hand,
    case: &Case,
    (it, state, reason): (&Opinion, OpinionState, &str),
) -> Result<(), CaseRefusal> {
    if case.state.is_closed() && state != OpinionState::Withdrawn {
        return Err(CaseRefusal::wrong_state(case));
    }
    let values = params![&case.region, &case.id, &it.id, state.as_str(), reason, hand.now_ms, &hand.actor];
    if tx.execute(sql!("end_opinion"), values)? == 0 {
        return Err(CaseRefusal::WrongState(Text::new(
            "这项征求意见已经答复或撤回；没有改动，请返回查看",
            "this request has been answered or withdrawn; nothing was changed, go back to see it",
        )));
    }
    let act = if state == OpinionState::Withdrawn { "opinion/withdrawn" } else { "opinion/answered" };
    let detail = json!({"opinion": it.id, "step": it.step, "answer": state.as_str(), "late": it.due_on < hand.today});
    Ok(hand.journal(tx, &case.region, &case.id, act, detail)?)
}

fn on_desk(tx: &mut Tx, case: &Case, step: &str, agency: &str) -> Result<CaseStep, CaseRefusal> {
    let steps = cases::steps(tx, &case.region, &case.id)?;
    let step = steps.into_iter().find(|s| s.step == step && s.agency == agency).ok_or(CaseRefusal::NotFound)?;
    if step.state == StepState::Open && !case.state.is_closed() {
        Ok(step)
    } else {
        Err(CaseRefusal::wrong_state(case))
    }
}

fn too_many() -> Problem {
    Problem::new(
        "question",
        "cases/opinions-too-many",
        Text::new(
            format!("这一件已经征求过 {REQUESTS_MAX} 次意见"),
            format!("this case has {REQUESTS_MAX} requests already"),
        ),
        Text::new("请用现有的意见办理", "decide with the opinions there are"),
    )
}
