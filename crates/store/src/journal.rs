//! The journal: what was done, by whom, in a hash chain per region that nobody can edit unseen.

mod search;
mod verify;

use sha2::{Digest, Sha256};

use crate::{Fault, Row, Tx, params};

pub use search::{Search, acts, count, entry, length, of_act, page};
pub use verify::{Break, RegionReport, Report, What, verify};

/// One act to record, in the transaction of the act itself.
#[derive(Clone, Debug)]
pub struct Entry<'a> {
    /// County code; every region has its own chain.
    pub region: &'a str,
    /// Epoch milliseconds.
    pub at_ms: i64,
    /// Id of the person, or `system`.
    pub actor: &'a str,
    /// Office the person acted for.
    pub office: &'a str,
    /// What was done, such as `case/granted`.
    pub act: &'a str,
    /// What it was done to, such as `case:01H…`.
    pub thing: &'a str,
    /// Anything an auditor needs besides; no personal data that may have to be deleted.
    pub detail: serde_json::Value,
}

/// An entry as it stands in the journal.
#[derive(Clone, Debug, PartialEq)]
pub struct Recorded {
    /// County code.
    pub region: String,
    /// Number in the chain of the region, from 1 without gaps.
    pub seq: i64,
    /// Epoch milliseconds.
    pub at_ms: i64,
    /// Id of the person, or `system`.
    pub actor: String,
    /// Office the person acted for.
    pub office: String,
    /// What was done.
    pub act: String,
    /// What it was done to.
    pub thing: String,
    /// JSON text, byte for byte as it was hashed.
    pub detail: String,
    /// SHA-256 in hex over this entry and the hash of the one before.
    pub hash: String,
}

/// Hash before the first entry.
const START: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// Appends an entry and returns its number. Concurrent appends of a region wait for each other until the
/// transaction ends, so append last.
pub fn append(tx: &mut Tx, entry: &Entry<'_>) -> Result<i64, Fault> {
    let region = entry.region;
    let head = match take_head(tx, region)? {
        Some(head) => head,
        None => {
            tx.execute(
                "INSERT INTO store_journal_head (region, seq, hash) VALUES ($1, 0, $2)
                 ON CONFLICT (region) DO NOTHING",
                params![region, START],
            )?;
            take_head(tx, region)?.ok_or(Fault::NoRow)?
        }
    };
    let recorded = Recorded {
        region: region.to_owned(),
        seq: head.get("seq")?,
        at_ms: entry.at_ms,
        actor: entry.actor.to_owned(),
        office: entry.office.to_owned(),
        act: entry.act.to_owned(),
        thing: entry.thing.to_owned(),
        detail: entry.detail.to_string(),
        hash: String::new(),
    };
    let hash = recorded.chained(&head.get::<String>("hash")?);
    tx.execute(
        "INSERT INTO store_journal (region, seq, done_at, actor, office, act, thing, detail, hash)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        params![
            region,
            recorded.seq,
            recorded.at_ms,
            entry.actor,
            entry.office,
            entry.act,
            entry.thing,
            &recorded.detail,
            &hash
        ],
    )?;
    tx.execute("UPDATE store_journal_head SET hash = $2 WHERE region = $1", params![region, hash])?;
    Ok(recorded.seq)
}

/// All entries about one thing, oldest first.
pub fn for_thing(tx: &mut Tx, region: &str, thing: &str) -> Result<Vec<Recorded>, Fault> {
    let rows = tx.query(
        "SELECT region, seq, done_at, actor, office, act, thing, detail, hash FROM store_journal
         WHERE region = $1 AND thing = $2 ORDER BY seq",
        params![region, thing],
    )?;
    rows.iter().map(Recorded::read).collect()
}

/// Entries of a region after this number, oldest first. Numbers are given out in the order of commits, so that
/// whoever reads on from the last one passes nothing over.
pub fn after(tx: &mut Tx, region: &str, seq: i64, limit: i64) -> Result<Vec<Recorded>, Fault> {
    let rows = tx.query(
        "SELECT region, seq, done_at, actor, office, act, thing, detail, hash FROM store_journal
         WHERE region = $1 AND seq > $2 ORDER BY seq LIMIT $3",
        params![region, seq, limit],
    )?;
    rows.iter().map(Recorded::read).collect()
}

/// Every region that has a journal, with the number of its last entry.
pub fn heads(tx: &mut Tx) -> Result<Vec<(String, i64)>, Fault> {
    let rows = tx.query("SELECT region, seq FROM store_journal_head ORDER BY region", &[])?;
    rows.iter().map(|row| Ok((row.get("region")?, row.get("seq")?))).collect()
}

/// The row lock on the head is what puts concurrent appends in order.
fn take_head(tx: &mut Tx, region: &str) -> Result<Option<Row>, Fault> {
    tx.maybe("UPDATE store_journal_head SET seq = seq + 1 WHERE region = $1 RETURNING seq, hash", params![region])
}

impl Recorded {
    fn read(row: &Row) -> Result<Recorded, Fault> {
        Ok(Recorded {
            region: row.get("region")?,
            seq: row.get("seq")?,
            at_ms: row.get("done_at")?,
            actor: row.get("actor")?,
            office: row.get("office")?,
            act: row.get("act")?,
            thing: row.get("thing")?,
            detail: row.get("detail")?,
            hash: row.get("hash")?,
        })
    }

    /// SHA-256 over version, hash before, and every field behind its length, so that no two entries read alike.
    fn chained(&self, before: &str) -> String {
        let mut sha = Sha256::new();
        let (seq, at_ms) = (self.seq.to_string(), self.at_ms.to_string());
        let fields = [
            "tongtu-journal-1",
            before,
            &self.region,
            &seq,
            &at_ms,
            &self.actor,
            &self.office,
            &self.act,
            &self.thing,
            &self.detail,
        ];
        for field in fields {
            sha.update((field.len() as u64).to_be_bytes());
            sha.update(field.as_bytes());
        }
        hex::encode(sha.finalize())
    }
}
