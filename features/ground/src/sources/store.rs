//! Sources in the database: runs `sql/*.sql`, returns model types.

use civic::{Date, Text};
use rules::Value;
use store::{Fault, Row, Tx, params};

use super::circuit::Health;
use super::config::SourceSpec;
use super::model::{FactState, SourceFact, ToldValue};

macro_rules! sql {
    ($name:literal) => {
        include_str!(concat!("sql/", $name, ".sql"))
    };
}

fn broken(column: &str, value: &str) -> Fault {
    Fault::Database(anyhow::anyhow!("column {column} holds {value:?}"))
}

fn date(row: &Row, column: &str) -> Result<Option<Date>, Fault> {
    let text: Option<String> = row.get(column)?;
    text.map(|t| t.parse().map_err(|_| broken(column, &t))).transpose()
}

/// A value as it stands in two columns: its kind and its text.
pub fn split(value: &Value) -> (&'static str, String) {
    match value {
        Value::Bool(yes) => ("bool", i64::from(*yes).to_string()),
        Value::Int(number) => ("int", number.to_string()),
        Value::Date(day) => ("date", day.to_string()),
        Value::Text(text) => ("text", text.clone()),
    }
}

/// Reads a value from its two columns.
pub fn join(kind: &str, text: String) -> Result<Value, Fault> {
    Ok(match kind {
        "bool" => Value::Bool(text == "1"),
        "int" => Value::Int(text.parse().map_err(|_| broken("value", &text))?),
        "date" => Value::Date(text.parse().map_err(|_| broken("value", &text))?),
        _ => Value::Text(text),
    })
}

/// What a source has told of one subject.
pub fn facts(tx: &mut Tx, spec: &SourceSpec, subject: &str) -> Result<Vec<SourceFact>, Fault> {
    let rows = tx.query(sql!("facts_of_subject"), params![&spec.region, &spec.id, subject])?;
    rows.iter()
        .map(|row| {
            let state: String = row.get("state")?;
            let kind: Option<String> = row.get("kind")?;
            let value: Option<String> = row.get("value")?;
            let got_ms: Option<i64> = row.get("got_at")?;
            let value = match (kind, value, got_ms) {
                (Some(kind), Some(text), Some(got_ms)) => {
                    let text =
                        tx.open(&place_of(&spec.region, &spec.id, subject, &row.get::<String>("fact")?), text)?;
                    Some(ToldValue { value: join(&kind, text)?, as_of: date(row, "as_of_on")?, got_ms })
                }
                _ => None,
            };
            Ok(SourceFact {
                fact: row.get("fact")?,
                source: spec.id.clone(),
                words: spec.words.clone(),
                subject: subject.to_owned(),
                state: FactState::parse(&state).ok_or_else(|| broken("state", &state))?,
                since_ms: row.get("since_at")?,
                value,
            })
        })
        .collect()
}

/// The place a told value is sealed for.
fn place_of(region: &str, source: &str, subject: &str, fact: &str) -> String {
    format!("source_fact:{region}:{source}:{subject}:{fact}")
}

/// Seals up to `limit` values told before they were sealed, behind a place (county, source, subject, fact); the place
/// reached, or none at the end.
pub fn seal_earlier(tx: &mut Tx, after: &[String; 4], limit: i64) -> Result<Option<[String; 4]>, Fault> {
    let [region, source, subject, fact] = after;
    let mut reached = None;
    for row in &tx.query(sql!("facts_to_seal"), params![region, source, subject, fact, limit])? {
        let at: [String; 4] = [row.get("region")?, row.get("source")?, row.get("subject")?, row.get("fact")?];
        let sealed = tx.seal(&place_of(&at[0], &at[1], &at[2], &at[3]), &row.get::<String>("value")?)?;
        tx.execute(sql!("seal_fact"), params![&at[0], &at[1], &at[2], &at[3], sealed])?;
        reached = Some(at);
    }
    Ok(reached)
}

/// Writes a value that a source told; it is sealed, whatever it is about.
pub fn put(
    tx: &mut Tx,
    spec: &SourceSpec,
    subject: &str,
    fact: &str,
    told: &ToldValue,
    now_ms: i64,
) -> Result<(), Fault> {
    let (kind, text) = split(&told.value);
    let text = tx.seal(&place_of(&spec.region, &spec.id, subject, fact), &text)?;
    let day = told.as_of.map(|d| d.to_string());
    tx.execute(
        sql!("upsert_fact"),
        params![&spec.region, &spec.id, subject, fact, FactState::Known.as_str(), now_ms, kind, text, day, told.got_ms],
    )?;
    Ok(())
}

/// Changes the state of a fact; the last value stays beside it.
pub fn set_state(
    tx: &mut Tx,
    spec: &SourceSpec,
    subject: &str,
    fact: &str,
    state: FactState,
    now_ms: i64,
) -> Result<(), Fault> {
    tx.execute(sql!("state_of_fact"), params![&spec.region, &spec.id, subject, fact, state.as_str(), now_ms])?;
    Ok(())
}

/// Everything still on its way is now waited for in vain: of one subject, or of all.
pub fn degrade(tx: &mut Tx, spec: &SourceSpec, subject: Option<&str>, now_ms: i64) -> Result<(), Fault> {
    match subject {
        Some(subject) => tx.execute(sql!("degrade_subject"), params![&spec.region, &spec.id, subject, now_ms])?,
        None => tx.execute(sql!("degrade_awaited"), params![&spec.region, &spec.id, now_ms])?,
    };
    Ok(())
}

/// A question that waits for its answer.
#[derive(Clone, Debug)]
pub struct Ask {
    /// Whom it is about.
    pub subject: String,
    /// How often it was asked, this time included.
    pub attempts: i64,
}

/// Puts a question into the queue, once.
pub fn ask(tx: &mut Tx, spec: &SourceSpec, subject: &str, now_ms: i64) -> Result<bool, Fault> {
    Ok(tx.execute(sql!("insert_ask"), params![&spec.region, &spec.id, subject, now_ms, now_ms])? > 0)
}

/// Takes the question that has been due longest, for `lease_ms`.
pub fn take_ask(tx: &mut Tx, spec: &SourceSpec, now_ms: i64, lease_ms: i64) -> Result<Option<Ask>, Fault> {
    let Some(row) = tx.maybe(sql!("due_ask"), params![&spec.region, &spec.id, now_ms])? else { return Ok(None) };
    let subject: String = row.get("subject")?;
    let held = tx.maybe(sql!("hold_ask"), params![&spec.region, &spec.id, subject, now_ms + lease_ms, now_ms])?;
    held.map(|row| Ok(Ask { subject: row.get("subject")?, attempts: row.get("attempts")? })).transpose()
}

/// The question has been answered.
pub fn drop_ask(tx: &mut Tx, spec: &SourceSpec, subject: &str) -> Result<(), Fault> {
    tx.execute(sql!("delete_ask"), params![&spec.region, &spec.id, subject])?;
    Ok(())
}

/// The question is asked again later.
pub fn put_off(tx: &mut Tx, spec: &SourceSpec, subject: &str, next_ms: i64, trouble: &Text) -> Result<(), Fault> {
    tx.execute(sql!("put_off_ask"), params![&spec.region, &spec.id, subject, next_ms, &trouble.zh, &trouble.en])?;
    Ok(())
}

/// When a subject's question is asked next.
pub fn next_ask(tx: &mut Tx, spec: &SourceSpec, subject: &str) -> Result<Option<i64>, Fault> {
    let row = tx.maybe(sql!("ask_of_subject"), params![&spec.region, &spec.id, subject])?;
    row.map(|row| row.get("next_at")).transpose()
}

/// Whom questions wait about, at most 1,000.
pub fn asked(tx: &mut Tx, spec: &SourceSpec) -> Result<Vec<String>, Fault> {
    let rows = tx.query(sql!("asked"), params![&spec.region, &spec.id])?;
    rows.iter().map(|row| row.get("subject")).collect()
}

/// Every question of the source is due now.
pub fn all_due(tx: &mut Tx, spec: &SourceSpec, now_ms: i64) -> Result<u64, Fault> {
    tx.execute(sql!("asks_now"), params![&spec.region, &spec.id, now_ms])
}

/// The questions that wait for an answer of a source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// How many.
    pub count: i64,
    /// Since when the oldest.
    pub oldest_ms: Option<i64>,
    /// When the next of them is due.
    pub next_ms: Option<i64>,
}

/// What waits for an answer of the source.
pub fn waiting(tx: &mut Tx, spec: &SourceSpec) -> Result<Waiting, Fault> {
    let row = tx.one(sql!("count_asks"), params![&spec.region, &spec.id])?;
    Ok(Waiting { count: row.get("waiting")?, oldest_ms: row.get("oldest")?, next_ms: row.get("next_at")? })
}

/// How the source has done, and the words of its last trouble.
pub fn health(tx: &mut Tx, spec: &SourceSpec) -> Result<(Health, Text), Fault> {
    let Some(row) = tx.maybe(sql!("health"), params![&spec.region, &spec.id])? else {
        return Ok((Health::default(), Text::same("")));
    };
    let health = Health {
        failures: row.get("failures")?,
        next_ms: row.get("next_at")?,
        down_since_ms: row.get("down_since_at")?,
        last_ok_ms: row.get("last_ok_at")?,
        failed_ms: row.get("failed_at")?,
    };
    Ok((health, Text::new(row.get::<String>("trouble_zh")?, row.get::<String>("trouble_en")?)))
}

/// Writes how the source does.
pub fn put_health(tx: &mut Tx, spec: &SourceSpec, health: &Health, trouble: &Text) -> Result<(), Fault> {
    tx.execute(
        sql!("upsert_health"),
        params![
            &spec.region,
            &spec.id,
            health.failures,
            health.next_ms,
            health.down_since_ms,
            health.last_ok_ms,
            &trouble.zh,
            &trouble.en,
            health.failed_ms
        ],
    )?;
    Ok(())
}

/// Something that happened to a source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// When, epoch milliseconds.
    pub at_ms: i64,
    /// `down`, `up`, `list`, `list-refused`, `retry`.
    pub what: String,
    /// In words.
    pub words: Text,
}

/// Notes that something happened.
pub fn note(tx: &mut Tx, spec: &SourceSpec, id: &str, at_ms: i64, what: &str, words: &Text) -> Result<(), Fault> {
    tx.execute(sql!("insert_event"), params![&spec.region, &spec.id, id, at_ms, what, &words.zh, &words.en])?;
    Ok(())
}

/// What happened to a source, latest first, at most 200.
pub fn events(tx: &mut Tx, spec: &SourceSpec) -> Result<Vec<Event>, Fault> {
    let rows = tx.query(sql!("events"), params![&spec.region, &spec.id])?;
    rows.iter()
        .map(|row| {
            let words = Text::new(row.get::<String>("words_zh")?, row.get::<String>("words_en")?);
            Ok(Event { at_ms: row.get("at")?, what: row.get("what")?, words })
        })
        .collect()
}

/// A list that was brought, and what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivery {
    /// SHA-256 of the file, hex.
    pub digest: String,
    /// Name of the file.
    pub file_name: String,
    /// When it was read, epoch milliseconds.
    pub at_ms: i64,
    /// The day of the file, where one day stands for all of it.
    pub as_of: Option<Date>,
    /// False: refused as a whole, nothing of it was taken.
    pub taken: bool,
    /// Rows taken.
    pub good: i64,
    /// Rows older than what is known: left out.
    pub old: i64,
    /// Rows with something wrong: left out.
    pub bad: i64,
    /// What stands in the report file.
    pub report: String,
}

fn delivery(row: &Row) -> Result<Delivery, Fault> {
    Ok(Delivery {
        digest: row.get("digest")?,
        file_name: row.get("file_name")?,
        at_ms: row.get("at")?,
        as_of: date(row, "as_of_on")?,
        taken: row.get("taken")?,
        good: row.get("rows_good")?,
        old: row.get("rows_old")?,
        bad: row.get("rows_bad")?,
        report: row.get("report")?,
    })
}

/// The list with this digest, if it was read before.
pub fn delivered(tx: &mut Tx, spec: &SourceSpec, digest: &str) -> Result<Option<Delivery>, Fault> {
    tx.maybe(sql!("delivery"), params![&spec.region, &spec.id, digest])?.as_ref().map(delivery).transpose()
}

/// The lists of a source, latest first, at most 50.
pub fn deliveries(tx: &mut Tx, spec: &SourceSpec) -> Result<Vec<Delivery>, Fault> {
    tx.query(sql!("deliveries"), params![&spec.region, &spec.id])?.iter().map(delivery).collect()
}

/// Notes a list; false when it was there already.
pub fn put_delivery(tx: &mut Tx, spec: &SourceSpec, it: &Delivery) -> Result<bool, Fault> {
    let day = it.as_of.map(|d| d.to_string());
    let added = tx.execute(
        sql!("insert_delivery"),
        params![
            &spec.region,
            &spec.id,
            &it.digest,
            &it.file_name,
            it.at_ms,
            day,
            it.taken,
            it.good,
            it.old,
            it.bad,
            &it.report
        ],
    )?;
    Ok(added > 0)
}

/// The person has agreed and not taken it back.
pub fn has_consent(tx: &mut Tx, spec: &SourceSpec, subject: &str) -> Result<bool, Fault> {
    let row = tx.maybe(sql!("consent"), params![&spec.region, &spec.id, subject])?;
    Ok(match row {
        Some(row) => row.get::<Option<i64>>("withdrawn_at")?.is_none(),
        None => false,
    })
}

/// Writes consent, or that it is taken back.
pub fn put_consent(
    tx: &mut Tx,
    spec: &SourceSpec,
    subject: &str,
    by: &str,
    given: bool,
    now_ms: i64,
) -> Result<(), Fault> {
    if given {
        tx.execute(sql!("give_consent"), params![&spec.region, &spec.id, subject, now_ms, by])?;
    } else {
        tx.execute(sql!("withdraw_consent"), params![&spec.region, &spec.id, subject, now_ms])?;
    }
    Ok(())
}
