//! Entries an auditor looks for: who, what, when, about what; a page at a time or piece by piece.

use super::Recorded;
use crate::{Fault, Tx, Value, params};

/// What is looked for. Empty texts match everything.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Search {
    /// First and last county code.
    pub regions: (String, String),
    /// Ids of people, or of offices; an entry matches by either.
    pub who: String,
    /// The act, or how it begins when it ends with `/`.
    pub act: String,
    /// What it was done to, exactly.
    pub thing: String,
    /// From this time on, epoch milliseconds; 0 = from the first.
    pub from_ms: i64,
    /// Before this time; 0 = to the last.
    pub until_ms: i64,
    /// Oldest first.
    pub oldest_first: bool,
}

/// The condition. An act that ends with `/` matches all below: `case/` lies before `case0`.
macro_rules! matching {
    ($head:literal, $tail:literal) => {
        concat!(
            $head,
            " FROM store_journal
             WHERE region >= $1 AND region <= $2
               AND ($3 = '' OR actor = $3 OR office = $3)
               AND ($4 = '' OR act = $4 OR (act >= $4 AND act < $5))
               AND ($6 = '' OR thing = $6)
               AND (CAST($7 AS BIGINT) = 0 OR done_at >= $7)
               AND (CAST($8 AS BIGINT) = 0 OR done_at < $8)",
            $tail
        )
    };
}

const COUNT: &str = matching!("SELECT COUNT(*) AS found", "");
const COLUMNS_NEWEST: &str = matching!(
    "SELECT region, seq, done_at, actor, office, act, thing, detail, hash",
    " ORDER BY done_at DESC, region, seq DESC LIMIT $9 OFFSET $10"
);
const COLUMNS_OLDEST: &str = matching!(
    "SELECT region, seq, done_at, actor, office, act, thing, detail, hash",
    " ORDER BY done_at, region, seq LIMIT $9 OFFSET $10"
);

impl Search {
    fn values(&self) -> Vec<Value> {
        // the sign after `/`: everything that begins so lies before it
        let below = match self.act.strip_suffix('/') {
            Some(head) => format!("{head}0"),
            None => String::new(),
        };
        params![&self.regions.0, &self.regions.1, &self.who, &self.act, below, &self.thing, self.from_ms, self.until_ms]
            .to_vec()
    }
}

/// How many entries match.
pub fn count(tx: &mut Tx, search: &Search) -> Result<i64, Fault> {
    tx.one(COUNT, &search.values())?.get("found")
}

/// A page of the entries that match.
pub fn page(tx: &mut Tx, search: &Search, limit: i64, offset: i64) -> Result<Vec<Recorded>, Fault> {
    let mut values = search.values();
    values.extend_from_slice(params![limit, offset]);
    let sql = if search.oldest_first { COLUMNS_OLDEST } else { COLUMNS_NEWEST };
    tx.query(sql, &values)?.iter().map(Recorded::read).collect()
}

/// How many entries there are in all chains together.
pub fn length(tx: &mut Tx) -> Result<i64, Fault> {
    tx.one("SELECT CAST(COALESCE(SUM(seq), 0) AS BIGINT) AS length FROM store_journal_head", &[])?.get("length")
}

/// The acts that occur, by name.
pub fn acts(tx: &mut Tx, (from, to): (&str, &str)) -> Result<Vec<String>, Fault> {
    let sql = "SELECT DISTINCT act FROM store_journal WHERE region >= $1 AND region <= $2 ORDER BY act LIMIT 500";
    tx.query(sql, params![from, to])?.iter().map(|row| row.get("act")).collect()
}

/// One entry by its number.
pub fn entry(tx: &mut Tx, region: &str, seq: i64) -> Result<Option<Recorded>, Fault> {
    let sql = "SELECT region, seq, done_at, actor, office, act, thing, detail, hash FROM store_journal
               WHERE region = $1 AND seq = $2";
    tx.maybe(sql, params![region, seq])?.as_ref().map(Recorded::read).transpose()
}

/// The entries of one act after a number, by number: for reading a region's chain piece by piece.
pub fn of_act(tx: &mut Tx, region: &str, act: &str, after: i64, limit: i64) -> Result<Vec<Recorded>, Fault> {
    let sql = "SELECT region, seq, done_at, actor, office, act, thing, detail, hash FROM store_journal
               WHERE region = $1 AND act = $2 AND seq > $3 ORDER BY seq LIMIT $4";
    tx.query(sql, params![region, act, after, limit])?.iter().map(Recorded::read).collect()
}
