//! Reads and writes subscriptions and deliveries.

use civic::Text;
use store::{Fault, Row, Tx, Value, params};

use super::model::{Delivery, Pause, State, Webhook};
use crate::regions;

macro_rules! sql {
    ($name:literal) => {
        include_str!(concat!("sql/", $name, ".sql"))
    };
}
pub(super) use sql;

/// Which subscriptions a list shows.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Pattern of the reader's area.
    pub within: String,
    /// Of this agency alone; empty = of any.
    pub agency: String,
    /// Of this enterprise alone; empty = of any.
    pub enterprise: String,
    /// Part of a name.
    pub words: String,
    /// `active`, `paused` or empty.
    pub state: String,
    /// Column to sort by, one of the reader's own list.
    pub column: &'static str,
    /// From the end.
    pub descending: bool,
}

impl Filter {
    fn params(&self) -> Vec<Value> {
        let words = match self.words.as_str() {
            "" => String::new(),
            words => format!("%{}%", regions::like_escaped(&words.to_lowercase())),
        };
        params![&self.within, &self.agency, &self.enterprise, words, &self.state].to_vec()
    }
}

/// How many subscriptions there are.
pub fn count(tx: &mut Tx, filter: &Filter) -> Result<u64, Fault> {
    tx.one(sql!("count"), &filter.params())?.get("n")
}

/// Subscriptions `skip..skip + limit`.
pub fn list(tx: &mut Tx, filter: &Filter, skip: u64, limit: u32) -> Result<Vec<Webhook>, Fault> {
    let direction = if filter.descending { "DESC" } else { "ASC" };
    let sql = format!(
        "{} ORDER BY {} {direction} NULLS LAST, region, id LIMIT $6 OFFSET $7",
        sql!("list").trim_end(),
        filter.column
    );
    let mut params = filter.params();
    params.extend_from_slice(params![limit, i64::try_from(skip).unwrap_or(i64::MAX)]);
    tx.query(&sql, &params)?.iter().map(webhook).collect()
}

/// The subscription with this id.
pub fn by_id(tx: &mut Tx, region: &str, id: &str) -> Result<Option<Webhook>, Fault> {
    tx.maybe(sql!("by_id"), params![region, id])?.as_ref().map(webhook).transpose()
}

/// Those that send.
pub fn active(tx: &mut Tx) -> Result<Vec<Webhook>, Fault> {
    tx.query(sql!("active"), &[])?.iter().map(webhook).collect()
}

/// All of them, the paused too.
pub fn all(tx: &mut Tx) -> Result<Vec<Webhook>, Fault> {
    tx.query(sql!("all"), &[])?.iter().map(webhook).collect()
}

/// Deliveries that are due, in the order of their events.
pub fn due(tx: &mut Tx, it: &Webhook, now_ms: i64, limit: i64) -> Result<Vec<Delivery>, Fault> {
    tx.query(sql!("due"), params![&it.region, &it.id, now_ms, limit])?.iter().map(delivery).collect()
}

/// Which deliveries of a subscription are listed.
#[derive(Clone, Debug, Default)]
pub struct Look {
    /// A state, or empty.
    pub state: String,
    /// A kind, or empty.
    pub kind: String,
}

/// How many deliveries there are.
pub fn count_deliveries(tx: &mut Tx, it: &Webhook, look: &Look) -> Result<u64, Fault> {
    tx.one(sql!("count_deliveries"), params![&it.region, &it.id, &look.state, &look.kind])?.get("n")
}

/// Deliveries `skip..skip + limit`, the newest first.
pub fn deliveries(tx: &mut Tx, it: &Webhook, look: &Look, skip: u64, limit: u32) -> Result<Vec<Delivery>, Fault> {
    let skip = i64::try_from(skip).unwrap_or(i64::MAX);
    let rows = tx.query(sql!("deliveries"), params![&it.region, &it.id, &look.state, &look.kind, limit, skip])?;
    rows.iter().map(delivery).collect()
}

/// One delivery.
pub fn one_delivery(tx: &mut Tx, it: &Webhook, message: &str) -> Result<Option<Delivery>, Fault> {
    tx.maybe(sql!("delivery"), params![&it.region, &it.id, message])?.as_ref().map(delivery).transpose()
}

/// Queues a message, once.
pub fn queue(tx: &mut Tx, it: &Webhook, message: (&str, &str, i64), payload: &str, now_ms: i64) -> Result<(), Fault> {
    let (id, kind, sequence) = message;
    tx.execute(sql!("insert_delivery"), params![&it.region, &it.id, id, kind, sequence, payload, now_ms])?;
    Ok(())
}

fn webhook(row: &Row) -> Result<Webhook, Fault> {
    let kinds: String = row.get("kinds")?;
    let before: Option<String> = row.get("secret_before")?;
    let until: Option<i64> = row.get("before_until")?;
    let why: Option<String> = row.get("paused_why")?;
    let since: Option<i64> = row.get("paused_at")?;
    let why = why.and_then(|word| Pause::ALL.into_iter().find(|pause| pause.word() == word));
    Ok(Webhook {
        region: row.get("region")?,
        id: row.get("id")?,
        name: row.get("name")?,
        url: row.get("url")?,
        agency: row.get("agency")?,
        enterprise: row.get("enterprise")?,
        kinds: kinds.split(' ').filter(|kind| !kind.is_empty()).map(str::to_owned).collect(),
        timeout_seconds: row.get("timeout_seconds")?,
        secret: row.get("secret")?,
        before: before.zip(until),
        paused: why.zip(since),
        failures: row.get("failures")?,
        next_ms: row.get("next_at")?,
        last_ok_ms: row.get("last_ok_at")?,
        last_status: row.get("last_status")?,
        created_ms: row.get("created_at")?,
    })
}

fn delivery(row: &Row) -> Result<Delivery, Fault> {
    let state: String = row.get("state")?;
    let (zh, en): (Option<String>, Option<String>) = (row.get("trouble_zh")?, row.get("trouble_en")?);
    Ok(Delivery {
        message: row.get("message")?,
        kind: row.get("kind")?,
        sequence: row.get("sequence")?,
        payload: row.get("payload")?,
        state: State::ALL
            .into_iter()
            .find(|known| known.word() == state)
            .ok_or_else(|| Fault::Database(anyhow::anyhow!("unknown state of a delivery `{state}`")))?,
        attempts: row.get("attempts")?,
        run_ms: row.get("run_at")?,
        status: row.get("status")?,
        trouble: zh.zip(en).map(|(zh, en)| Text::new(zh, en)),
        created_ms: row.get("created_at")?,
        tried_ms: row.get("tried_at")?,
    })
}
