//! A decision waits for what a source still has to tell: which facts, whose step, and how it goes on.
//!
//! Nothing is granted on a value that is not known. Opinions that do not need the fact are given meanwhile; what
//! needs it waits, and the clock stands still once nothing else can be done.

use civic::{Problem, Text};
use playbook::Mode;
use playbook::finder::Finding;
use rules::{Explanation, Truth};
use serde_json::json;
use store::{Fault, Row, Tx, params};

use crate::cases::acts::{Book, Hand};
use crate::cases::clocks::{self, Cause, Turn};
use crate::cases::facts::{Awaited, CaseFacts, FactState};
use crate::cases::insist;
use crate::cases::model::{Case, CaseFact, CaseRefusal, CaseStep, StepState, Verdict};
use crate::cases::store::{self as cases, date, sql};
use crate::sources::{join, split};

/// The facts of a case with what is awaited for it.
pub fn facts_of(tx: &mut Tx, region: &str, id: &str) -> Result<CaseFacts, Fault> {
    let known = CaseFacts::stored(cases::facts(tx, region, id)?);
    let (mut awaited, mut recorded) = (Vec::new(), Vec::new());
    for row in tx.query(sql!("awaited_of_case"), params![region, id])? {
        match row.get::<Option<String>>("ended_how")?.as_deref() {
            None => awaited.push(read(tx, (region, id), &row)?),
            Some("recorded") => recorded.push(row.get("fact")?),
            Some(_) => {}
        }
    }
    Ok(known.with_awaited(awaited, recorded))
}

/// The place a last value is sealed for.
fn place_of(region: &str, id: &str, fact: &str) -> String {
    format!("case_awaited:{region}:{id}:{fact}")
}

/// Seals up to `limit` last values written before they were sealed, behind a place (county, case, fact); the place
/// reached, or none at the end.
pub(super) fn seal_earlier(tx: &mut Tx, after: &[String; 3], limit: i64) -> Result<Option<[String; 3]>, Fault> {
    let [region, case, fact] = after;
    let mut reached = None;
    for row in &tx.query(sql!("awaited_to_seal"), params![region, case, fact, limit])? {
        let at: [String; 3] = [row.get("region")?, row.get("case_id")?, row.get("fact")?];
        let sealed = tx.seal(&place_of(&at[0], &at[1], &at[2]), &row.get::<String>("last_value")?)?;
        tx.execute(sql!("seal_awaited"), params![&at[0], &at[1], &at[2], sealed])?;
        reached = Some(at);
    }
    Ok(reached)
}

fn read(tx: &Tx, (region, id): (&str, &str), row: &Row) -> Result<Awaited, Fault> {
    let fact: String = row.get("fact")?;
    let state: String = row.get("state")?;
    let words = Text::new(row.get::<String>("source_zh")?, row.get::<String>("source_en")?);
    let last = match (row.get::<Option<String>>("last_kind")?, row.get::<Option<String>>("last_value")?) {
        (Some(kind), Some(text)) => Some(CaseFact {
            fact: fact.clone(),
            value: join(&kind, tx.open(&place_of(region, id, &fact), text)?)?,
            answered: false,
            source: words.clone(),
            as_of: date(row, "last_on")?,
        }),
        _ => None,
    };
    Ok(Awaited {
        fact,
        state: FactState::parse(&state).unwrap_or(FactState::Unknown),
        source: row.get("source")?,
        words,
        subject: row.get("subject")?,
        since_ms: row.get("since_at")?,
        last,
    })
}

/// Keeps with a filed case what is awaited for it, and says so in its history.
pub(super) fn keep(tx: &mut Tx, hand: &Hand, case: &Case, book: &Book, facts: &CaseFacts) -> Result<(), Fault> {
    let used = crate::cases::facts::names_used(book.service);
    let mut names = Vec::new();
    for awaited in facts.awaited().filter(|a| used.contains(&a.fact.as_str())) {
        put(tx, case, awaited)?;
        if awaited.state.is_awaited() {
            names.push(awaited.fact.as_str());
        }
    }
    if !names.is_empty() {
        hand.journal(tx, &case.region, &case.id, "case/source-awaited", json!({ "facts": names }))?;
    }
    // what came in the meantime is awaited no longer
    for known in facts.all().filter(|f| !facts.recorded().contains(&f.fact)) {
        end(tx, case, &known.fact, hand.now_ms, ("told", None, None))?;
    }
    Ok(())
}

pub(super) fn put(tx: &mut Tx, case: &Case, it: &Awaited) -> Result<(), Fault> {
    let (kind, value) = it.last.as_ref().map(|last| split(&last.value)).unzip();
    let day = it.last.as_ref().and_then(|last| last.as_of).map(|day| day.to_string());
    let state = it.state.as_str();
    let (region, id) = (&case.region, &case.id);
    let value = value.map(|plain| tx.seal(&place_of(region, id, &it.fact), &plain)).transpose()?;
    tx.execute(
        sql!("put_awaited"),
        params![
            region,
            id,
            &it.fact,
            state,
            &it.source,
            &it.words.zh,
            &it.words.en,
            &it.subject,
            it.since_ms,
            kind,
            value,
            day
        ],
    )?;
    Ok(())
}

/// The wait for a fact is over: how, by which paper, with what reason.
pub(super) fn end(
    tx: &mut Tx,
    case: &Case,
    fact: &str,
    now_ms: i64,
    (how, evidence, reason): (&str, Option<&str>, Option<&str>),
) -> Result<(), Fault> {
    tx.execute(sql!("end_awaited"), params![&case.region, &case.id, fact, now_ms, how, evidence, reason])?;
    Ok(())
}

/// Facts that are not told and could still change whether, how or after which checks this case is granted.
pub fn deciding<'a>(finding: &Finding, facts: &'a CaseFacts) -> Vec<&'a Awaited> {
    facts.awaited().filter(|awaited| finding.missing.contains(&awaited.fact)).collect()
}

/// The facts that one step's decision waits for. A step that decides the case waits for all of them; an opinion only
/// for those on which its own papers, or whether it is asked at all, depend.
pub fn of_step<'a>(finding: &Finding, facts: &'a CaseFacts, steps: &[CaseStep], step: &str) -> Vec<&'a Awaited> {
    let all = deciding(finding, facts);
    let is_last = !steps.iter().any(|s| s.state != StepState::Cancelled && s.waits_for.iter().any(|w| w == step));
    if is_last {
        return all;
    }
    let turns_on = |why: &Option<Explanation>, truth: Truth, fact: &str| {
        truth == Truth::Unknown && why.as_ref().is_some_and(|why| why.missing().iter().any(|m| m == fact))
    };
    let found = finding.steps.iter().find(|s| s.step.id == step);
    let reads = |evidence: &[String]| found.is_some_and(|s| evidence.iter().any(|e| s.step.reads.contains(e)));
    all.into_iter()
        .filter(|awaited| {
            found.is_some_and(|s| turns_on(&s.why, s.truth, &awaited.fact))
                || finding
                    .needs
                    .iter()
                    .any(|n| reads(n.need.demand.evidence()) && turns_on(&n.why, n.truth, &awaited.fact))
        })
        .collect()
}

/// Nothing of the case can be granted now: a fact that decides is not told.
///
/// # Errors
/// When the store fails.
pub(super) fn holds(tx: &mut Tx, case: &Case, book: &Book) -> Result<bool, Fault> {
    let facts = facts_of(tx, &case.region, &case.id)?;
    Ok(!deciding(&book.find(&facts), &facts).is_empty())
}

/// Nothing can be done but wait for a source: every step that is on a desk waits, or none is.
///
/// This is the reason for a clock to stand still; it goes on when the source has told.
pub(super) fn stands_still(tx: &mut Tx, case: &Case, steps: &[CaseStep], book: &Book) -> Result<bool, Fault> {
    let facts = facts_of(tx, &case.region, &case.id)?;
    let finding = book.find(&facts);
    if deciding(&finding, &facts).is_empty() {
        return Ok(false);
    }
    let mut open = steps.iter().filter(|s| s.state == StepState::Open);
    Ok(open.all(|s| !of_step(&finding, &facts, steps, &s.step).is_empty()))
}

/// A grant at once has only to wait: everything that is not known is on its way from a source.
pub(super) fn only_awaited(book: &Book, finding: &Finding, facts: &CaseFacts) -> bool {
    let missing = &finding.missing;
    book.service.mode != Mode::Review && !missing.is_empty() && missing.iter().all(|fact| facts.is_awaited(fact))
}

/// Stops the clocks of the steps that wait for a source, and the case's when nothing else can be done; lets them go
/// on when the source has told.
pub(super) fn turn_clocks(
    tx: &mut Tx,
    hand: &Hand,
    case: &mut Case,
    steps: &mut [CaseStep],
    book: &Book,
) -> Result<(), CaseRefusal> {
    let place = (case.region.clone(), case.id.clone());
    let calendar = clocks::calendar_of(&place.0);
    let facts = facts_of(tx, &place.0, &place.1)?;
    let finding = book.find(&facts);
    let waits: Vec<bool> = steps.iter().map(|s| !of_step(&finding, &facts, steps, &s.step).is_empty()).collect();
    let events = clocks::events(tx, &place.0, &place.1)?;
    let stands = |clock: &str| {
        let clock = clocks::replay(&events, clock, &calendar);
        clock.is_some_and(|clock| clock.holding().any(|stop| stop.name == STOP))
    };
    for (step, waits) in steps.iter_mut().zip(waits).filter(|(step, _)| step.state == StepState::Open) {
        if let Some(turn) = turn(waits, stands(&step.step)) {
            clocks::turn_step(tx, hand, (&place.0, &place.1), step, &turn, "")?;
            cases::update_step(tx, &place.0, &place.1, step)?;
        }
    }
    let still = stands_still(tx, case, steps, book)?;
    if let Some(turn) = turn(still, stands(clocks::WHOLE_CASE)) {
        clocks::turn_case(tx, hand, case, &turn, "")?;
    }
    Ok(())
}

/// Names the stop of every clock that waits for a source.
const STOP: &str = "awaited";

fn turn(waits: bool, stands: bool) -> Option<Turn> {
    match (waits, stands) {
        (true, false) => Some(Turn::Stop { name: STOP.to_owned(), cause: Cause::Source, expected_on: None }),
        (false, true) => Some(Turn::Continue { name: STOP.to_owned() }),
        _ => None,
    }
}

/// Why an officer cannot decide this step now; a correction can always be asked for.
pub(super) fn decision_problems(
    tx: &mut Tx,
    case: &Case,
    (steps, step): (&[CaseStep], &str),
    verdict: &Verdict,
    book: &Book,
) -> Result<Vec<Problem>, Fault> {
    if matches!(verdict, Verdict::AskCorrection(_)) {
        return Ok(Vec::new());
    }
    let facts = facts_of(tx, &case.region, &case.id)?;
    let finding = book.find(&facts);
    let waits = of_step(&finding, &facts, steps, step);
    let waits = waits.into_iter().map(|awaited| waiting(book, awaited));
    Ok(waits.chain(insist::decision_problem(&finding, verdict)).collect())
}

fn waiting(book: &Book, awaited: &Awaited) -> Problem {
    let fact = book.playbook.catalogue.get(&awaited.fact);
    let name = fact.map_or_else(|| Text::same(&awaited.fact), |f| f.words.clone());
    let (zh, en) = match awaited.state {
        FactState::Refused => (
            format!("{}没有“{}”", awaited.words.zh, name.zh),
            format!("{} does not hold `{}`", awaited.words.en, name.en),
        ),
        FactState::Degraded => (
            format!("“{}”要等{}恢复", name.zh, awaited.words.zh),
            format!("`{}` waits until {} answers again", name.en, awaited.words.en),
        ),
        _ => (
            format!("“{}”还在从{}获取", name.zh, awaited.words.zh),
            format!("`{}` is on its way from {}", name.en, awaited.words.en),
        ),
    };
    let next = if awaited.state == FactState::Refused {
        Text::new(
            "请要求申请人补正，或者凭能证明它的其他材料记录",
            "ask the applicant, or record it from another paper that proves it",
        )
    } else {
        Text::new(
            "来源恢复后自动继续，期限已停止计算；也可以凭能证明它的其他材料记录",
            "it goes on by itself when the source answers, the clock stands still; or record it from another paper that proves it",
        )
    };
    Problem::new("verdict", "cases/source-awaited", Text::new(zh, en), next)
}
