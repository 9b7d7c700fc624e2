//! The table of published versions: added to, read, never changed.

use std::collections::BTreeMap;

use ::playbook::Files;
use ::store::{Fault, Row, Tx, Value, params};
use civic::{Date, RegionCode};

use super::model::{Hand, Version};

/// Most levels an area has above it, itself and the nation counted.
const AREAS_MAX: usize = 6;

/// Keeps a version; `false` when one with its number or its text is there already.
pub fn add(tx: &mut Tx, version: &Version, text: &BTreeMap<&str, &str>) -> Result<bool, Fault> {
    let text = serde_json::to_string(text).map_err(|error| Fault::Database(error.into()))?;
    let added = tx.execute(
        include_str!("sql/version_insert.sql"),
        params![
            version.region.as_str(),
            &version.id,
            &version.playbook,
            &version.version,
            &version.digest,
            text,
            version.published_at,
            &version.published_by,
            &version.office,
            version.from.to_string(),
            version.until.map(|day| day.to_string())
        ],
    )?;
    Ok(added > 0)
}

/// The version of the same area with this text.
pub fn with_text(tx: &mut Tx, hand: &Hand, digest: &str) -> Result<Option<Version>, Fault> {
    let found = tx.maybe(include_str!("sql/version_here_by_digest.sql"), params![hand.region.as_str(), digest])?;
    found.as_ref().map(from_row).transpose()
}

/// The version of the same area with this number.
pub fn with_number(tx: &mut Tx, hand: &Hand, playbook: &str, version: &str) -> Result<Option<Version>, Fault> {
    let sql = include_str!("sql/version_here_by_number.sql");
    let found = tx.maybe(sql, params![hand.region.as_str(), playbook, version])?;
    found.as_ref().map(from_row).transpose()
}

/// The version with this text, whatever the area, and its files.
pub fn by_digest(tx: &mut Tx, digest: &str) -> Result<Option<(Version, Files)>, Fault> {
    let Some(row) = tx.maybe(include_str!("sql/version_by_digest.sql"), params![digest])? else {
        return Ok(None);
    };
    let version = from_row(&row)?;
    let row = tx.one(include_str!("sql/files_of_version.sql"), params![version.region.as_str(), &version.id])?;
    let text: String = row.get("files")?;
    let files: BTreeMap<String, String> = serde_json::from_str(&text).map_err(|error| Fault::Database(error.into()))?;
    Ok(Some((version, files.into_iter().map(|(path, text)| (path, text.into_bytes())).collect())))
}

/// All versions that concern an area: its own and those of every level above, the newest first.
pub fn of_area(tx: &mut Tx, area: &RegionCode) -> Result<Vec<Version>, Fault> {
    let mut codes = vec![RegionCode::nation()];
    codes.extend(area.ancestors());
    codes.resize(AREAS_MAX, RegionCode::nation());
    let codes: Vec<Value> = codes.iter().map(|code| Value::from(code.as_str())).collect();
    tx.query(include_str!("sql/versions_of_areas.sql"), &codes)?.iter().map(from_row).collect()
}

fn from_row(row: &Row) -> Result<Version, Fault> {
    let region: String = row.get("region")?;
    let until: Option<String> = row.get("until_on")?;
    Ok(Version {
        region: RegionCode::parse(&region).map_err(|problem| unreadable("region", problem.code))?,
        id: row.get("id")?,
        playbook: row.get("playbook")?,
        version: row.get("version")?,
        digest: row.get("digest")?,
        published_at: row.get("published_at")?,
        published_by: row.get("published_by")?,
        office: row.get("office")?,
        from: day("from_on", &row.get::<String>("from_on")?)?,
        until: until.map(|text| day("until_on", &text)).transpose()?,
    })
}

fn day(column: &str, text: &str) -> Result<Date, Fault> {
    text.parse().map_err(|_| unreadable(column, text))
}

fn unreadable(column: &str, what: &str) -> Fault {
    Fault::Database(anyhow::anyhow!("column {column} of playbook_version holds `{what}`"))
}
