//! Reads the whole journal in pages and names the first entry of each region that does not fit.

use super::{Recorded, START};
use crate::{Db, Fault, Tx, params};

/// Entries read at a time.
const PAGE: i64 = 1000;

/// What verification found, region by region.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Report {
    /// One line per region, ascending.
    pub regions: Vec<RegionReport>,
}

/// The chain of one region.
#[derive(Clone, Debug, PartialEq)]
pub struct RegionReport {
    /// County code.
    pub region: String,
    /// Entries read, up to the break if there is one.
    pub entries: i64,
    /// Hash of the last entry read. Kept outside the database (on paper, with another agency) it also proves that
    /// nobody rewrote the whole chain.
    pub hash: String,
    /// The first entry that does not fit.
    pub outcome: Result<(), Break>,
}

/// Where a chain breaks.
#[derive(Clone, Debug, PartialEq)]
pub struct Break {
    /// Number of the entry.
    pub seq: i64,
    /// What is wrong with it.
    pub what: What,
}

/// What can be wrong with an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// It is not there although a later one or the head is.
    Missing,
    /// Its content, its place or the entry before it was changed.
    Changed,
    /// It is there although the head says that the chain ends before.
    BeyondHead,
    /// The head does not bear its hash.
    HeadChanged,
}

impl Report {
    /// Whether no chain breaks.
    pub fn is_sound(&self) -> bool {
        self.regions.iter().all(|region| region.outcome.is_ok())
    }
}

/// Checks all chains on one snapshot; memory stays small however long the journal is.
pub async fn verify(db: &Db) -> Result<Report, Fault> {
    db.read(|tx| {
        let sql = "SELECT region FROM store_journal_head UNION SELECT region FROM store_journal ORDER BY region";
        let names = tx.query(sql, &[])?.iter().map(|row| row.get("region")).collect::<Result<Vec<String>, _>>()?;
        let regions = names.into_iter().map(|region| chain(tx, region)).collect::<Result<_, _>>()?;
        Ok(Report { regions })
    })
    .await
}

fn chain(tx: &mut Tx, region: String) -> Result<RegionReport, Fault> {
    let head = tx.maybe("SELECT seq, hash FROM store_journal_head WHERE region = $1", params![&region])?;
    let (head_seq, head_hash) = match head {
        Some(head) => (head.get("seq")?, head.get("hash")?),
        None => (0, START.to_owned()),
    };
    let mut report = RegionReport { region, entries: 0, hash: START.to_owned(), outcome: Ok(()) };
    // Entries before the first must not be there either, so reading starts below every number.
    let mut after = i64::MIN;
    loop {
        let page = page(tx, &report.region, after)?;
        let Some(last) = page.last() else { break };
        after = last.seq;
        for entry in &page {
            if let Some(what) = misfit(entry, &report, head_seq) {
                let seq = if what == What::Missing { report.entries + 1 } else { entry.seq };
                report.outcome = Err(Break { seq, what });
                return Ok(report);
            }
            report.entries = entry.seq;
            report.hash.clone_from(&entry.hash);
        }
    }
    report.outcome = if report.entries < head_seq {
        Err(Break { seq: report.entries + 1, what: What::Missing })
    } else if report.hash != head_hash {
        Err(Break { seq: report.entries, what: What::HeadChanged })
    } else {
        Ok(())
    };
    Ok(report)
}

fn misfit(entry: &Recorded, so_far: &RegionReport, head_seq: i64) -> Option<What> {
    let wanted = so_far.entries + 1;
    if entry.seq > wanted && wanted <= head_seq {
        return Some(What::Missing);
    }
    if entry.seq > head_seq {
        return Some(What::BeyondHead);
    }
    (entry.seq != wanted || entry.hash != entry.chained(&so_far.hash)).then_some(What::Changed)
}

fn page(tx: &mut Tx, region: &str, after: i64) -> Result<Vec<Recorded>, Fault> {
    let rows = tx.query(
        "SELECT region, seq, done_at, actor, office, act, thing, detail, hash FROM store_journal
         WHERE region = $1 AND seq > $2 ORDER BY seq LIMIT $3",
        params![region, after, PAGE],
    )?;
    rows.iter().map(Recorded::read).collect()
}
