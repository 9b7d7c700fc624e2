//! Who looked at whose data: noted once per reader, thing and day, and told to whom it is about.

use std::collections::HashSet;
use std::sync::{Mutex, PoisonError};

use civic::Text;
use serde_json::json;
use sha2::{Digest, Sha256};
use store::journal::{self, Entry};
use store::{Fault, Tx, params};
use web::{Ctx, Session, Stop};

/// Readings remembered in memory at most, so that only the first of a day writes.
const REMEMBERED_MAX: usize = 100_000;

/// Readings that stand in the table already.
#[derive(Default)]
struct Noted(Mutex<HashSet<String>>);

/// How somebody looked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A case with its facts and papers was opened.
    Case,
    /// Contact data were shown unmasked.
    Unmasked,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Kind; 2] = [Kind::Case, Kind::Unmasked];

    /// The word kept in the database.
    pub const fn word(self) -> &'static str {
        match self {
            Kind::Case => "case",
            Kind::Unmasked => "unmasked",
        }
    }
}

/// One reading, as it is noted.
#[derive(Clone, Debug)]
pub struct Reading {
    /// County of the subject.
    pub region: String,
    /// Whose data: `enterprise:ID` or `person:ID`.
    pub subject: String,
    /// What was read: `case:ID`, `enterprise:ID`.
    pub thing: String,
    /// How.
    pub kind: Kind,
    /// For what; empty where the duty itself is the reason.
    pub why: String,
    /// Which data, in words; empty for the whole of it.
    pub what: Text,
}

/// Notes that the signed-in person has read a case of an enterprise. The first reading of a day waits for one write,
/// which shares its commit with others; later ones cost nothing.
///
/// # Errors
/// Nobody is signed in, or the database is not there: what cannot be noted is not shown.
pub async fn looked(ctx: &Ctx, region: &str, enterprise: &str, case: &str) -> Result<(), Stop> {
    let reading = Reading {
        region: region.to_owned(),
        subject: format!("enterprise:{enterprise}"),
        thing: format!("case:{case}"),
        kind: Kind::Case,
        why: String::new(),
        what: Text::default(),
    };
    let session = ctx.signed()?.clone();
    let (day, now_ms) = (ctx.app.today().to_string(), ctx.app.now_ms());
    let key = format!("{day} {} {} {}", session.person, reading.thing, reading.subject);
    let noted = ctx.app.extension::<Noted>();
    if noted.0.lock().unwrap_or_else(PoisonError::into_inner).contains(&key) {
        return Ok(());
    }
    ctx.app.db().write(move |tx| note(tx, &session, &reading, &day, now_ms)).await?;
    let mut known = noted.0.lock().unwrap_or_else(PoisonError::into_inner);
    if known.len() >= REMEMBERED_MAX {
        known.clear();
    }
    known.insert(key);
    Ok(())
}

/// Writes one reading, in a transaction of the caller, and its entry in the journal: who, whose data, and the digest
/// of the row, so that a row changed or removed later is seen, and the reason does not stand in the chain.
pub fn note(tx: &mut Tx, session: &Session, reading: &Reading, day: &str, now_ms: i64) -> Result<(), Fault> {
    let office = session.agency.clone().unwrap_or_else(|| session.role.word().to_owned());
    let row = Row {
        subject: reading.subject.clone(),
        day: day.to_owned(),
        actor: session.person.clone(),
        thing: reading.thing.clone(),
        kind: reading.kind.word().to_owned(),
        office: office.clone(),
        why: reading.why.clone(),
        at_ms: now_ms,
        what: reading.what.clone(),
    };
    let added = tx.execute(
        include_str!("sql/data_access_insert.sql"),
        params![
            &reading.region,
            &reading.subject,
            day,
            &session.person,
            &reading.thing,
            reading.kind.word(),
            &office,
            &reading.why,
            now_ms,
            &reading.what.zh,
            &reading.what.en
        ],
    )?;
    if added == 0 {
        return Ok(());
    }
    let entry = Entry {
        region: &reading.region,
        at_ms: now_ms,
        actor: &session.person,
        office: &office,
        act: ACT,
        thing: &format!("looked:{}", reading.subject),
        detail: json!({ "kind": reading.kind.word(), "of": reading.thing, "row": row.digest() }),
    };
    let seq = journal::append(tx, &entry)?;
    let kind = reading.kind.word();
    let key = params![&reading.region, &reading.subject, day, &session.person, &reading.thing, kind, seq];
    tx.execute(include_str!("sql/data_access_anchor.sql"), key)?;
    Ok(())
}

/// The act in the journal.
pub(super) const ACT: &str = "data/looked";

/// A row of the table, as its entry in the journal proves it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Row {
    pub subject: String,
    pub day: String,
    pub actor: String,
    pub thing: String,
    pub kind: String,
    pub office: String,
    pub why: String,
    pub at_ms: i64,
    pub what: Text,
}

impl Row {
    /// SHA-256 in hex over every field behind its length, so that no two rows read alike.
    pub fn digest(&self) -> String {
        let at = self.at_ms.to_string();
        let mut sha = Sha256::new();
        let fields = [&self.subject, &self.day, &self.actor, &self.thing, &self.kind, &self.office, &self.why, &at];
        // rows without these words were digested before there were any
        let what = [&self.what.zh, &self.what.en].into_iter().filter(|_| !self.what.zh.is_empty());
        for field in fields.into_iter().chain(what) {
            sha.update((field.len() as u64).to_be_bytes());
            sha.update(field.as_bytes());
        }
        hex::encode(sha.finalize())
    }
}

/// A reading as the person it is about sees it: the office, never the officer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    /// Name of the office, or a role.
    pub office: civic::Text,
    /// Whether `office` is the word of a role.
    pub is_role: bool,
    /// What was read.
    pub thing: String,
    /// How.
    pub kind: String,
    /// For what.
    pub why: String,
    /// First time that day, epoch milliseconds.
    pub at_ms: i64,
    /// Which data; empty for the whole of it.
    pub what: Text,
}

/// Which data a row is about.
pub(super) fn what_of(row: &store::Row) -> Result<Text, Fault> {
    let column = |name: &str| -> Result<String, Fault> { Ok(row.get::<Option<String>>(name)?.unwrap_or_default()) };
    Ok(Text::new(column("what_zh")?, column("what_en")?))
}

/// Readings of a subject's data, newest first, and how many there are.
pub fn list(
    tx: &mut Tx,
    region: &str,
    subject: &str,
    kind: &str,
    skip: i64,
    limit: i64,
) -> Result<(Vec<Seen>, u64), Fault> {
    let total = tx.one(include_str!("sql/data_access_count.sql"), params![region, subject, kind])?.get("n")?;
    let rows = tx.query(include_str!("sql/data_access_list.sql"), params![region, subject, kind, limit, skip])?;
    let seen = rows.iter().map(|row| {
        let office: String = row.get("office")?;
        let (zh, en) = (row.get::<Option<String>>("name_zh")?, row.get::<Option<String>>("name_en")?);
        Ok(Seen {
            is_role: zh.is_none(),
            office: civic::Text::new(zh.unwrap_or_else(|| office.clone()), en.unwrap_or(office)),
            thing: row.get("thing")?,
            kind: row.get("kind")?,
            why: row.get("why")?,
            at_ms: row.get("at")?,
            what: what_of(row)?,
        })
    });
    Ok((seen.collect::<Result<_, Fault>>()?, total))
}
