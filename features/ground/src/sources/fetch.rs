//! Asks the sources what is queued: each source by itself, one question at a time, so that none stops another.

use std::sync::Arc;

use rules::Catalogue;
use serde_json::json;
use store::jobs::{self, NewJob};
use store::{Fault, Tx};
use web::App;

use super::circuit::wait_ms;
use super::config::{Config, SourceSpec, Way};
use super::model::{Answer, FactState, Told, ToldValue, Trouble};
use super::register::known_facts;
use super::store as table;
use crate::waits::chance;

/// Kind of the job that is queued when something is known that was not before; cases run it.
pub const ARRIVED: &str = "source-arrived";
/// How long a question is held by whoever asks it.
const LEASE_MS: i64 = 3 * 60 * 1000;
/// Questions asked of one source before it gives way.
const AT_ONCE: usize = 50;

/// Asks everything that is due of every source, all sources at the same time; number of questions asked.
///
/// # Errors
/// When the database cannot be reached.
pub async fn fetch_due(app: &App) -> Result<usize, Fault> {
    let set = super::register::set_now(app);
    let mut running = Vec::new();
    for spec in set.config.sources.iter().filter(|spec| spec.is_asked()) {
        let (app, home, spec) = (app.clone(), set.config.clone(), spec.clone());
        running.push(tokio::spawn(async move { fetch_source(&app, &home, &spec).await }));
    }
    let mut asked = 0;
    for task in running {
        match task.await {
            Ok(outcome) => asked += outcome?,
            Err(error) => tracing::error!(error = %error, "a source's questions did not end"),
        }
    }
    Ok(asked)
}

/// Asks what is due of one source.
///
/// # Errors
/// When the database cannot be reached.
pub async fn fetch_source(app: &App, config: &Config, spec: &SourceSpec) -> Result<usize, Fault> {
    let Way::Http(_) = &spec.way else { return Ok(0) };
    let known = Arc::new(known_facts(app, &spec.region).await);
    let mut asked = 0;
    while asked < AT_ONCE {
        let (now_ms, at) = (app.now_ms(), spec.clone());
        let taken = app
            .db()
            .write(move |tx| {
                let (health, _) = table::health(tx, &at)?;
                if health.next_ms > now_ms { Ok(None) } else { table::take_ask(tx, &at, now_ms, LEASE_MS) }
            })
            .await?;
        let Some(ask) = taken else { break };
        let outcome = ask_source(config, spec, &ask.subject, known.clone()).await;
        settle(app, spec, ask, outcome).await?;
        asked += 1;
    }
    Ok(asked)
}

/// Asks one source about one subject and writes nothing.
///
/// # Errors
/// The source's trouble.
pub async fn ask_source(
    config: &Config,
    spec: &SourceSpec,
    subject: &str,
    known: Arc<Catalogue>,
) -> Result<Vec<Answer>, Trouble> {
    let (spec, home, subject) = (spec.clone(), config.home.clone(), subject.to_owned());
    let asking = tokio::task::spawn_blocking(move || match &spec.way {
        Way::Http(way) => super::http::ask(&spec, way, &home, &subject, &known),
        Way::Csv(_) => Ok(Vec::new()),
    });
    asking.await.unwrap_or_else(|_| Err(Trouble::new("连接程序出错", "the connector broke")))
}

/// Writes what came of a question.
async fn settle(
    app: &App,
    spec: &SourceSpec,
    ask: table::Ask,
    outcome: Result<Vec<Answer>, Trouble>,
) -> Result<(), Fault> {
    let (now_ms, today, chance) = (app.now_ms(), app.today(), chance(app));
    let (event, news, spec) = (app.new_id(), app.new_id(), spec.clone());
    app.db()
        .write(move |tx| match &outcome {
            Ok(answers) => {
                let mut told = true;
                for answer in answers {
                    told &= keep(tx, &spec, &ask.subject, answer, today, now_ms)?;
                }
                match answers.iter().find_map(unusable) {
                    Some(words) if !told => {
                        // the source is well, this one answer is not: it alone waits
                        table::put_off(tx, &spec, &ask.subject, now_ms + wait_ms(ask.attempts, chance), words)?;
                    }
                    _ => table::drop_ask(tx, &spec, &ask.subject)?,
                }
                is_up(tx, &spec, &event, now_ms)?;
                tell(tx, &spec, &ask.subject, &news, now_ms)
            }
            Err(trouble) => {
                let turned = is_in_trouble(tx, &spec, &event, trouble, chance, now_ms)?;
                table::degrade(tx, &spec, (!turned).then_some(ask.subject.as_str()), now_ms)?;
                table::put_off(tx, &spec, &ask.subject, now_ms + wait_ms(ask.attempts, chance), &trouble.words)?;
                let others = if turned { table::asked(tx, &spec)? } else { Vec::new() };
                for (other, number) in others.iter().filter(|other| **other != ask.subject).zip(1..) {
                    tell(tx, &spec, other, &format!("{news} {number}"), now_ms)?;
                }
                tell(tx, &spec, &ask.subject, &news, now_ms)
            }
        })
        .await
}

fn unusable(answer: &Answer) -> Option<&civic::Text> {
    match &answer.told {
        Told::Unusable(words) => Some(words),
        _ => None,
    }
}

/// Writes one answer; false when it was of no use.
fn keep(
    tx: &mut Tx,
    spec: &SourceSpec,
    subject: &str,
    answer: &Answer,
    today: civic::Date,
    now_ms: i64,
) -> Result<bool, Fault> {
    match &answer.told {
        Told::Value(value, day) => {
            let told = ToldValue { value: value.clone(), as_of: day.or(Some(today)), got_ms: now_ms };
            table::put(tx, spec, subject, &answer.fact, &told, now_ms)?;
        }
        Told::NotHeld => table::set_state(tx, spec, subject, &answer.fact, FactState::Refused, now_ms)?,
        Told::Unusable(_) => {
            table::set_state(tx, spec, subject, &answer.fact, FactState::Degraded, now_ms)?;
            return Ok(false);
        }
    }
    Ok(true)
}

/// The source answered: if it was down, everybody who waits is served now.
pub(super) fn is_up(tx: &mut Tx, spec: &SourceSpec, event: &str, now_ms: i64) -> Result<(), Fault> {
    let (health, trouble) = table::health(tx, spec)?;
    if let Some(since) = health.down_since_ms {
        let minutes = (now_ms - since) / 60_000;
        let words =
            civic::Text::new(format!("恢复，中断 {minutes} 分钟"), format!("answers again after {minutes} minutes"));
        table::note(tx, spec, event, now_ms, "up", &words)?;
        table::all_due(tx, spec, now_ms)?;
    }
    table::put_health(tx, spec, &health.answered(now_ms), &trouble)
}

/// The source did not answer; true when with this it counts as down.
fn is_in_trouble(
    tx: &mut Tx,
    spec: &SourceSpec,
    event: &str,
    trouble: &Trouble,
    chance: f64,
    now_ms: i64,
) -> Result<bool, Fault> {
    let (health, _) = table::health(tx, spec)?;
    let after = health.failed(now_ms, chance, trouble.retry_after_ms);
    let turned = health.down_since_ms.is_none() && after.down_since_ms.is_some();
    if turned {
        table::note(tx, spec, event, now_ms, "down", &trouble.words)?;
    }
    table::put_health(tx, spec, &after, &trouble.words)?;
    Ok(turned)
}

/// Has the cases that wait for this subject looked at.
pub(super) fn tell(tx: &mut Tx, spec: &SourceSpec, subject: &str, key: &str, now_ms: i64) -> Result<(), Fault> {
    let payload = json!({ "source": spec.id, "subject": subject });
    jobs::enqueue(tx, &NewJob { region: &spec.region, kind: ARRIVED, key, payload, run_at_ms: now_ms })?;
    Ok(())
}
