//! A source has told, or has gone down: the cases that wait for it go on by themselves, one transaction each.

use playbook::Mode;
use rules::Truth;
use serde_json::json;
use store::jobs::{self, Job, NewJob};
use store::{Fault, Tx, params};
use web::{App, BoxFuture};

use crate::cases::acts::{self, Book, Hand};
use crate::cases::facts::{Awaited, FactState};
use crate::cases::mode::{self, Instead};
use crate::cases::model::{Case, CaseFact, CaseRefusal, CaseState, CaseStep};
use crate::cases::settle::{close, settle, take_effect};
use crate::cases::store::sql;
use crate::cases::whole::Rules;
use crate::cases::{after_check, completeness, plan, sources_hold, store as cases};
use crate::sources::{self, About, SourceFact};

/// Looks at one case, or finds those that wait for a subject and queues each of them.
pub(super) fn run(app: App, job: Job) -> BoxFuture<'static, anyhow::Result<()>> {
    Box::pin(async move {
        let text = |key: &str| job.payload[key].as_str().unwrap_or_default().to_owned();
        match text("case").as_str() {
            "" => Ok(queue(&app, &job, text("source"), text("subject")).await?),
            id => one(&app, &job.region, id).await,
        }
    })
}

/// One job a case, so that a case that cannot go on stops no other.
async fn queue(app: &App, job: &Job, source: String, subject: String) -> Result<(), Fault> {
    let (key, now_ms) = (job.key.clone(), app.now_ms());
    app.db()
        .write(move |tx| {
            for row in tx.query(sql!("cases_awaiting"), params![source, subject])? {
                let (region, case): (String, String) = (row.get("region")?, row.get("case_id")?);
                let key = format!("{key} {case}");
                let payload = json!({ "case": case });
                let kind = sources::ARRIVED;
                jobs::enqueue(tx, &NewJob { region: &region, kind, key: &key, payload, run_at_ms: now_ms })?;
            }
            Ok(())
        })
        .await
}

async fn one(app: &App, region: &str, id: &str) -> anyhow::Result<()> {
    let (at, asked) = (region.to_owned(), id.to_owned());
    let Some(case) = app.db().read(move |tx| cases::by_id(tx, &at, &asked)).await? else { return Ok(()) };
    if case.state.is_closed() || case.state == CaseState::Draft {
        return Ok(());
    }
    let Ok(rules) = Rules::of_case(app, &case).await else {
        anyhow::bail!("the rules case {id} was filed under cannot be read");
    };
    let (hand, set) = (Hand::of_the_house(app), sources::set_now(app));
    let (at, asked) = (region.to_owned(), id.to_owned());
    let outcome = app
        .db()
        .write(move |tx| {
            let case = acts::take(tx, &at, &asked)?;
            let subject = About { region: &case.region, uscc: &case.subject.code };
            let told = sources::facts_of(tx, &set.config, subject, hand.now_ms)?;
            let news = note(tx, &hand, &case, told)?;
            if news && case.state == CaseState::UnderReview {
                go_on(tx, &hand, case, &rules.book())?;
            }
            Ok(())
        })
        .await;
    match outcome {
        Ok(()) => Ok(()),
        Err(CaseRefusal::Fault(fault)) => Err(fault.into()),
        Err(other) => Err(anyhow::anyhow!("{other:?}")),
    }
}

/// Writes into the case what its sources say now; true when something is known that was not.
fn note(tx: &mut Tx, hand: &Hand, case: &Case, mut told: sources::SourceFacts) -> Result<bool, Fault> {
    let facts = sources_hold::facts_of(tx, &case.region, &case.id)?;
    let (mut known, mut down, mut refused) = (Vec::new(), Vec::new(), Vec::new());
    for awaited in facts.awaited() {
        let Some(now) = told.remove(&awaited.fact) else { continue };
        match (now.state, &now.value) {
            (FactState::Known, Some(value)) => {
                let fact = CaseFact {
                    fact: now.fact.clone(),
                    value: value.value.clone(),
                    answered: false,
                    source: now.words.clone(),
                    as_of: value.as_of,
                };
                cases::put_fact(tx, &case.region, &case.id, &fact)?;
                sources_hold::end(tx, case, &now.fact, hand.now_ms, ("told", None, None))?;
                known.push(now.fact);
            }
            (state, _) if state != awaited.state => {
                match state {
                    FactState::Degraded => down.push(now.fact.clone()),
                    FactState::Refused => refused.push(now.fact.clone()),
                    _ => {}
                }
                sources_hold::put(tx, case, &stands(awaited, now))?;
            }
            _ => {}
        }
    }
    for (act, names) in [("case/source-told", &known), ("case/source-down", &down), ("case/source-refused", &refused)] {
        if !names.is_empty() {
            hand.journal(tx, &case.region, &case.id, act, json!({ "facts": names }))?;
        }
    }
    Ok(!known.is_empty())
}

fn stands(awaited: &Awaited, now: SourceFact) -> Awaited {
    Awaited { state: now.state, since_ms: now.since_ms, ..awaited.clone() }
}

/// What waited goes on: checks that are called for now are added, the clock runs again, and what needs nobody's
/// word is decided.
pub(super) fn go_on(tx: &mut Tx, hand: &Hand, mut case: Case, book: &Book) -> Result<(), CaseRefusal> {
    let facts = sources_hold::facts_of(tx, &case.region, &case.id)?;
    let finding = book.find(&facts);
    let mut steps = cases::steps(tx, &case.region, &case.id)?;
    for step in plan::add(&mut steps, plan::steps(book.service, &finding)) {
        cases::insert_step(tx, &case.region, &case.id, &step)?;
    }
    if case.mode.unwrap_or(Mode::Review) == Mode::Review {
        return settle(tx, hand, &mut case, steps, book);
    }
    if finding.eligible.as_ref().is_some_and(|(truth, _)| *truth == Truth::False) {
        hand.journal(tx, &case.region, &case.id, "case/not-eligible", json!({}))?;
        return close(tx, hand, &mut case, CaseState::Refused, book);
    }
    let materials = cases::materials(tx, &case.region, &case.id)?;
    let complete = completeness::problems(book, &finding, &facts, &materials).is_empty();
    let barred = after_check::barred_until(tx, &case.region, &case.subject.id, hand.today)?;
    let (mode, instead) = mode::of(book, &finding, barred).unwrap_or((Mode::Review, Some(Instead::Unknown)));
    if complete && mode != Mode::Review {
        take_effect(tx, hand, &mut case, steps, book)?;
        return after_check::open(tx, hand, &case, book, &materials);
    }
    // what the source told calls for a paper or a look: the agencies do the rest
    case.mode = Some(Mode::Review);
    if steps.is_empty() {
        let days = i64::from(book.service.promised_working_days);
        let step = CaseStep::waiting(mode::REVIEW_STEP, &book.service.lead, 0, days);
        cases::insert_step(tx, &case.region, &case.id, &step)?;
        steps.push(step);
    }
    let why = instead.unwrap_or(Instead::Unknown).word();
    hand.journal(tx, &case.region, &case.id, "case/handled-as-review", json!({ "why": why }))?;
    settle(tx, hand, &mut case, steps, book)
}
