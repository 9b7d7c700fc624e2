//! Whether the table of who looked at whose data is what the journal says it was: row by row, and as a whole.

use std::collections::VecDeque;

use civic::Text;
use store::journal::{self, Recorded};
use store::{Fault, Tx, Value, params};

use super::looked::{ACT, Row, what_of};

/// Rows compared at a time.
const PAGE: i64 = 1000;

/// What an auditor looks for. Empty texts match everything.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Look {
    /// First and last county code.
    pub regions: (String, String),
    /// Person or office, by id.
    pub who: String,
    /// How, by the word of [`super::looked::Kind`].
    pub kind: String,
    /// Whose data: `enterprise:ID`, `person:ID`.
    pub subject: String,
    /// From this time on, epoch milliseconds; 0 = from the first.
    pub from_ms: i64,
    /// Before this time; 0 = to the last.
    pub until_ms: i64,
    /// Oldest first.
    pub oldest_first: bool,
}

/// What the journal says of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Matches {
    /// The entry with this number holds the digest of the row.
    Entry(i64),
    /// There is such an entry, and it says something else: the row was changed.
    Changed(i64),
    /// Written before the journal took these rows in.
    Before,
}

/// One reading, with the reader by name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Audited {
    /// County of the subject.
    pub region: String,
    /// Who read.
    pub actor: String,
    /// By name, where the account is still there.
    pub actor_name: Option<String>,
    /// For which office.
    pub office: String,
    /// Whose data.
    pub subject: String,
    /// What was read.
    pub thing: String,
    /// How.
    pub kind: String,
    /// For what.
    pub why: String,
    /// When, epoch milliseconds.
    pub at_ms: i64,
    /// Which data; empty for the whole of it.
    pub what: Text,
    /// Whether the journal bears it out.
    pub proof: Matches,
}

impl Look {
    fn values(&self) -> Vec<Value> {
        params![&self.regions.0, &self.regions.1, &self.who, &self.kind, &self.subject, self.from_ms, self.until_ms]
            .to_vec()
    }
}

/// Readings that match, newest first unless asked otherwise, each held against the journal; and how many there are.
pub fn audited(tx: &mut Tx, look: &Look, limit: i64, offset: i64) -> Result<(Vec<Audited>, i64), Fault> {
    let found = tx.one(include_str!("sql/data_access_audit_count.sql"), &look.values())?.get("found")?;
    let mut values = look.values();
    values.extend_from_slice(params![if look.oldest_first { "when" } else { "" }, limit, offset]);
    let mut all = Vec::new();
    for row in tx.query(include_str!("sql/data_access_audit.sql"), &values)? {
        let (it, region, seq) = read(&row)?;
        let proof = match seq {
            Some(seq) => matches(journal::entry(tx, &region, seq)?.as_ref(), seq, &it.digest()),
            None => Matches::Before,
        };
        all.push(Audited {
            region,
            actor_name: row.get("actor_name")?,
            actor: it.actor,
            office: it.office,
            subject: it.subject,
            thing: it.thing,
            kind: it.kind,
            why: it.why,
            at_ms: it.at_ms,
            what: it.what,
            proof,
        });
    }
    Ok((all, found))
}

fn read(row: &store::Row) -> Result<(Row, String, Option<i64>), Fault> {
    let it = Row {
        subject: row.get("subject")?,
        day: row.get("on_day")?,
        actor: row.get("actor")?,
        thing: row.get("thing")?,
        kind: row.get("kind")?,
        office: row.get("office")?,
        why: row.get("why")?,
        at_ms: row.get("at")?,
        what: what_of(row)?,
    };
    Ok((it, row.get("region")?, row.get("journal_seq")?))
}

/// What an entry says of a row with this digest.
pub fn matches(entry: Option<&Recorded>, seq: i64, digest: &str) -> Matches {
    let holds = |entry: &&Recorded| {
        let detail: serde_json::Value = serde_json::from_str(&entry.detail).unwrap_or_default();
        entry.act == ACT && detail["row"] == digest
    };
    if entry.filter(holds).is_some() { Matches::Entry(seq) } else { Matches::Changed(seq) }
}

/// The numbers of the first entry whose row was changed, and of the first whose row is gone; `None` = no such.
/// Reads both in pages, so that memory stays small.
pub fn unmatched(tx: &mut Tx, region: &str) -> Result<(Option<i64>, Option<i64>), Fault> {
    let (mut changed, mut gone, mut after) = (None, None, 0);
    let mut entries = Entries::new(region);
    loop {
        let rows = tx.query(include_str!("sql/data_access_numbered.sql"), params![region, after, PAGE])?;
        if rows.is_empty() {
            break;
        }
        for row in &rows {
            let (it, _, seq) = read(row)?;
            let seq = seq.unwrap_or_default();
            after = seq;
            // entries passed over without a row of theirs
            while let Some(entry) = entries.peek(tx)?.filter(|entry| entry.seq < seq) {
                gone = gone.or(Some(entry.seq));
                entries.pop();
            }
            let mine = entries.peek(tx)?.filter(|entry| entry.seq == seq);
            if matches(mine.as_ref(), seq, &it.digest()) == Matches::Changed(seq) {
                changed = changed.or(Some(seq));
            }
            if mine.is_some() {
                entries.pop();
            }
        }
    }
    let last = entries.peek(tx)?.map(|entry| entry.seq);
    Ok((changed, gone.or(last)))
}

/// The entries of one region about readings, by number, read ahead.
struct Entries {
    region: String,
    ahead: VecDeque<Recorded>,
    last: i64,
}

impl Entries {
    fn new(region: &str) -> Entries {
        Entries { region: region.to_owned(), ahead: VecDeque::new(), last: 0 }
    }

    fn peek(&mut self, tx: &mut Tx) -> Result<Option<Recorded>, Fault> {
        if self.ahead.is_empty() {
            let next = journal::of_act(tx, &self.region, ACT, self.last, PAGE)?;
            self.last = next.last().map_or(self.last, |entry| entry.seq);
            self.ahead = next.into();
        }
        Ok(self.ahead.front().cloned())
    }

    fn pop(&mut self) {
        self.ahead.pop_front();
    }
}
