//! The officers of an agency whose area meets another's: who can take over whose work.

use civic::division::RegionCode;
use store::{Fault, Tx, params};

/// An officer who may sign in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Colleague {
    /// Division whose subtree the officer works in.
    pub region: String,
    /// Id of the person.
    pub id: String,
    /// Name shown to colleagues.
    pub name: String,
}

/// A job of this kind is queued when a person may no longer sign in; payload `person`.
pub const LEFT: &str = "account-left";

/// The officers of an agency in this division, above it and below it, by name; at most 500.
pub fn colleagues(tx: &mut Tx, agency: &str, region: &str) -> Result<Vec<Colleague>, Fault> {
    let Ok(code) = RegionCode::parse(region) else { return Ok(Vec::new()) };
    let own = code.significant();
    let above = |digits: usize| own.get(..digits).map_or_else(String::new, |head| format!("{head:0<6}"));
    let rows = tx.query(
        include_str!("sql/officers_of_agency.sql"),
        params![agency, own, format!("{own:9<12}"), above(2), above(4), above(6)],
    )?;
    rows.iter()
        .map(|row| Ok(Colleague { region: row.get("region")?, id: row.get("id")?, name: row.get("name")? }))
        .collect()
}

/// An officer or head of any agency, with the agency.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AtDesk {
    /// Agency id.
    pub agency: String,
    /// Id of the person.
    pub id: String,
    /// Name shown to colleagues.
    pub name: String,
}

/// Everybody who works at a desk in the counties from `from` to `to`, whether they still may sign in or not, by
/// agency and name; at most 5,000.
pub fn at_desks(tx: &mut Tx, (from, to): (&str, &str)) -> Result<Vec<AtDesk>, Fault> {
    let rows = tx.query(include_str!("sql/people_at_desks.sql"), params![from, to])?;
    rows.iter()
        .map(|row| Ok(AtDesk { agency: row.get("agency")?, id: row.get("id")?, name: row.get("name")? }))
        .collect()
}

/// Somebody who may have to approve what others ask.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Approving {
    /// Id of the person.
    pub id: String,
    /// Name shown to colleagues.
    pub name: String,
    /// Head of the agency.
    pub is_head: bool,
    /// Supervisor of the area.
    pub is_supervisor: bool,
}

/// Officers and heads of an agency and supervisors, in this division, above it and below it, by name; at most 500.
pub fn approving(tx: &mut Tx, agency: &str, region: &str) -> Result<Vec<Approving>, Fault> {
    let Ok(code) = RegionCode::parse(region) else { return Ok(Vec::new()) };
    let own = code.significant();
    let above = |digits: usize| own.get(..digits).map_or_else(String::new, |head| format!("{head:0<6}"));
    let values = params![agency, own, format!("{own:9<12}"), above(2), above(4), above(6)];
    let rows = tx.query(include_str!("sql/people_who_approve.sql"), values)?;
    rows.iter()
        .map(|row| {
            let role: String = row.get("role")?;
            Ok(Approving {
                id: row.get("id")?,
                name: row.get("name")?,
                is_head: role == "head",
                is_supervisor: role == "supervisor",
            })
        })
        .collect()
}
