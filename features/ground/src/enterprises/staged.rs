//! A list between upload and confirmation: kept apart, and nothing of it in the register yet.

use serde_json::json;
use sha2::{Digest, Sha256};
use store::{Fault, Tx, journal, params};
use web::Stop;

use super::model::Statement;
use super::problems::nothing_to_bring_in;
use super::reading::{Places, Reading, read_lines};
use super::sheet::Line;
use super::store::{By, Outcome, bring_in};
use crate::regions;

/// An uploaded list.
#[derive(Clone, Debug)]
pub struct Staged {
    /// Name the file had.
    pub file_name: String,
    /// SHA-256 of the file, hex.
    pub digest: String,
    /// The table, until it is confirmed; then it is deleted.
    pub lines: Option<Vec<Line>>,
    /// What it did, once confirmed.
    pub outcome: Option<Outcome>,
}

/// Uploads never confirmed are deleted after this time, in milliseconds (7 days).
const KEPT_MS: i64 = 7 * 24 * 60 * 60 * 1000;

/// The counties an office may bring enterprises for.
pub fn places(tx: &mut Tx, area: &civic::RegionCode) -> Result<Places, Fault> {
    let counties = regions::counties(tx, area)?;
    let mut by_name = std::collections::BTreeMap::new();
    for county in &counties {
        for name in [&county.name.zh, &county.name.en] {
            by_name.insert(name.to_lowercase(), county.code.clone());
        }
    }
    Ok(Places { area: area.clone(), by_name, known: counties.into_iter().map(|county| county.code).collect() })
}

/// The digest by which a file is known.
pub fn digest(bytes: &[u8]) -> String {
    hex::encode(Sha256::digest(bytes))
}

/// Where an uploaded list, which may name people, is sealed for.
fn place_of(region: &str, id: &str) -> String {
    format!("enterprise_list:{region}:{id}")
}

/// Keeps an uploaded list for its preview.
pub fn keep(tx: &mut Tx, region: &str, id: &str, list: &Staged, by: &By) -> Result<(), Fault> {
    tx.execute(include_str!("sql/list_clear.sql"), params![region, by.now_ms - KEPT_MS])?;
    let lines: Vec<(u32, &[String])> =
        list.lines.iter().flatten().map(|line| (line.number, line.cells.as_slice())).collect();
    let lines = serde_json::to_string(&lines).map_err(|error| Fault::Database(error.into()))?;
    let lines = tx.seal(&place_of(region, id), &lines)?;
    tx.execute(
        include_str!("sql/list_insert.sql"),
        params![region, id, &list.file_name, &list.digest, lines, &by.actor, by.now_ms],
    )?;
    Ok(())
}

/// The list with this id, if this office uploaded it.
pub fn find(tx: &mut Tx, region: &str, id: &str, by: &By) -> Result<Option<Staged>, Fault> {
    let Some(row) = tx.maybe(include_str!("sql/list_by_id.sql"), params![region, id])? else { return Ok(None) };
    if row.get::<String>("created_by")? != by.actor {
        return Ok(None);
    }
    let lines = row.get::<Option<String>>("lines")?;
    let lines = lines.map(|text| read_back(&tx.open(&place_of(region, id), text)?)).transpose()?;
    let outcome = row
        .get::<Option<String>>("outcome")?
        .map(|text| serde_json::from_str(&text).map_err(|error| Fault::Database(error.into())))
        .transpose()?;
    Ok(Some(Staged { file_name: row.get("file_name")?, digest: row.get("digest")?, lines, outcome }))
}

fn read_back(text: &str) -> Result<Vec<Line>, Fault> {
    let lines: Vec<(u32, Vec<String>)> = serde_json::from_str(text).map_err(|error| Fault::Database(error.into()))?;
    Ok(lines.into_iter().map(|(number, cells)| Line { number, cells }).collect())
}

/// Reads the list as the register and the areas stand now.
///
/// # Errors
/// What is wrong with its heading, as a refusal.
pub fn read(tx: &mut Tx, list: &Staged, area: &civic::RegionCode) -> Result<Reading, Stop> {
    let places = places(tx, area)?;
    read_lines(list.lines.clone().unwrap_or_default(), &places).map_err(Stop::from)
}

/// Brings the good lines of a list into the register, journals it and deletes the table.
///
/// # Errors
/// [`Stop::NotFound`] when the list is not this office's; `enterprises/nothing-to-bring-in`.
pub fn confirm(
    tx: &mut Tx,
    area: &civic::RegionCode,
    id: &str,
    new_id: impl FnMut() -> String,
    by: &By,
) -> Result<Outcome, Stop> {
    let list = find(tx, area.as_str(), id, by)?.ok_or(Stop::NotFound)?;
    if let Some(outcome) = list.outcome {
        return Ok(outcome);
    }
    let reading = read(tx, &list, area)?;
    if reading.statements.is_empty() {
        return Err(nothing_to_bring_in().into());
    }
    let mut outcome = bring_in(tx, &reading.statements, &list.file_name, new_id, by)?;
    outcome.refused = u32::try_from(reading.bad_lines.len()).unwrap_or(u32::MAX);
    let text = serde_json::to_string(&outcome).map_err(anyhow::Error::from)?;
    tx.execute(include_str!("sql/list_confirm.sql"), params![area.as_str(), id, text, by.now_ms])?;
    note_by_county(tx, &reading.statements, &list, id, &outcome, by)?;
    Ok(outcome)
}

/// One entry in the chain of every county the list speaks of.
fn note_by_county(
    tx: &mut Tx,
    statements: &[Statement],
    list: &Staged,
    id: &str,
    outcome: &Outcome,
    by: &By,
) -> Result<(), Fault> {
    let mut counties: Vec<&str> = statements.iter().map(|statement| statement.region.as_str()).collect();
    counties.sort_unstable();
    counties.dedup();
    for county in counties {
        journal::append(
            tx,
            &journal::Entry {
                region: county,
                at_ms: by.now_ms,
                actor: &by.actor,
                office: &by.office,
                act: "enterprise/list",
                thing: &format!("enterprise-list:{id}"),
                detail: json!({ "file_sha256": list.digest, "outcome": outcome }),
            },
        )?;
    }
    Ok(())
}
