//! What was given in earlier cases and what of it was taken over, in the database: runs `sql/*.sql`.

use civic::Date;
use store::{Fault, Row, Tx, params};

use crate::cases::model::{Case, CaseFact, CaseKind, Material};
use crate::cases::store::{self as cases, broken, date, sql};

/// The earlier case something was given in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Earlier {
    /// Id of the case.
    pub case: String,
    /// Its public number.
    pub number: String,
    /// Its playbook.
    pub playbook: String,
    /// Its service.
    pub service: String,
    /// When it was filed, epoch milliseconds.
    pub filed_at: i64,
}

fn earlier(row: &Row) -> Result<Earlier, Fault> {
    Ok(Earlier {
        case: row.get("case_id")?,
        number: row.get::<Option<String>>("number")?.unwrap_or_default(),
        playbook: row.get("playbook")?,
        service: row.get("service")?,
        filed_at: row.get::<Option<i64>>("filed_at")?.unwrap_or_default(),
    })
}

/// What the same enterprise answered in filed cases, latest first, at most 5,000; `only` = of that case alone.
pub fn answers(tx: &mut Tx, case: &Case, only: &str) -> Result<Vec<(Earlier, CaseFact)>, Fault> {
    let kind = CaseKind::Application.as_str();
    let rows = tx.query(sql!("earlier_answers"), params![&case.region, &case.subject.id, &case.id, kind, only])?;
    rows.iter()
        .map(|row| {
            let earlier = earlier(row)?;
            let fact = cases::fact(tx, (&case.region, &row.get::<String>("case_id")?), row)?;
            Ok((earlier, fact))
        })
        .collect()
}

/// What it handed in there, latest first, at most 5,000; promises are left out.
pub fn papers(tx: &mut Tx, case: &Case, only: &str) -> Result<Vec<(Earlier, Material)>, Fault> {
    let kind = CaseKind::Application.as_str();
    let rows = tx.query(sql!("earlier_papers"), params![&case.region, &case.subject.id, &case.id, kind, only])?;
    rows.iter().map(|row| Ok((earlier(row)?, cases::material(row)?))).collect()
}

/// The enterprise has filed something before.
pub fn has_earlier(tx: &mut Tx, case: &Case) -> Result<bool, Fault> {
    let kind = CaseKind::Application.as_str();
    let row = tx.maybe(sql!("has_earlier"), params![&case.region, &case.subject.id, &case.id, kind])?;
    Ok(row.is_some())
}

/// An answer or a paper.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ReuseKind {
    /// An answer: `name` is the fact.
    Answer,
    /// A paper: `name` is the material in the draft.
    Paper,
}

impl ReuseKind {
    /// The word stored.
    pub const fn as_str(self) -> &'static str {
        match self {
            ReuseKind::Answer => "answer",
            ReuseKind::Paper => "paper",
        }
    }

    /// Reads the stored word.
    pub fn parse(word: &str) -> Option<ReuseKind> {
        [ReuseKind::Answer, ReuseKind::Paper].into_iter().find(|kind| kind.as_str() == word)
    }
}

/// One consent: what was taken over, from where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reuse {
    /// Answer or paper.
    pub kind: ReuseKind,
    /// Fact name, or id of the paper in the draft.
    pub name: String,
    /// Id of the earlier case.
    pub from_case: String,
    /// Its number.
    pub from_number: String,
    /// Fact name, or id of the paper there.
    pub from_thing: String,
    /// The day it was given or issued there.
    pub from_on: Date,
    /// When it was agreed to, epoch milliseconds.
    pub agreed_at: i64,
}

/// What a draft has taken over and not given back.
pub fn taken(tx: &mut Tx, region: &str, case: &str) -> Result<Vec<Reuse>, Fault> {
    let rows = tx.query(sql!("reuses_of_case"), params![region, case])?;
    rows.iter()
        .map(|row| {
            let kind: String = row.get("kind")?;
            Ok(Reuse {
                kind: ReuseKind::parse(&kind).ok_or_else(|| broken("kind", &kind))?,
                name: row.get("name")?,
                from_case: row.get("from_case")?,
                from_number: row.get("from_number")?,
                from_thing: row.get("from_thing")?,
                from_on: date(row, "from_on")?.ok_or_else(|| broken("from_on", ""))?,
                agreed_at: row.get("agreed_at")?,
            })
        })
        .collect()
}

/// Records a consent.
pub fn put(tx: &mut Tx, region: &str, case: &str, it: &Reuse, by: &str) -> Result<(), Fault> {
    let day = it.from_on.to_string();
    tx.execute(
        sql!("put_reuse"),
        params![
            region,
            case,
            it.kind.as_str(),
            &it.name,
            &it.from_case,
            &it.from_number,
            &it.from_thing,
            &day,
            it.agreed_at,
            by
        ],
    )?;
    Ok(())
}

/// Records that a consent was taken back; false when there was none.
pub fn withdraw(tx: &mut Tx, region: &str, case: &str, it: &Reuse, (now_ms, by): (i64, &str)) -> Result<bool, Fault> {
    let params = params![region, case, it.kind.as_str(), &it.name, now_ms, by];
    Ok(tx.execute(sql!("withdraw_reuse"), params)? > 0)
}

/// The content of a paper stays where it is; the paper of the new case points there.
pub fn link(
    tx: &mut Tx,
    region: &str,
    (case, material): (&str, &str),
    (new_case, new): (&str, &str),
) -> Result<(), Fault> {
    tx.execute(sql!("insert_paper_link"), params![region, case, material, new_case, new])?;
    Ok(())
}
