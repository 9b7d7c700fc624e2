//! One way to look up areas: the national list first, then what this site added.

use civic::division::Divisions;
use civic::{Level, RegionCode, Text};
use store::{Fault, Row, Tx, params};

use super::model::{Area, county_of, like_escaped, national, within_pattern};

/// The area with this code.
pub fn find(tx: &mut Tx, code: &RegionCode) -> Result<Option<Area>, Fault> {
    if let Some(area) = national(code) {
        return Ok(Some(area));
    }
    tx.maybe(include_str!("sql/area_by_code.sql"), params![county_of(code), code.as_str()])?
        .as_ref()
        .map(from_row)
        .transpose()
}

/// From the province down to the area itself; parts without a listed area are left out.
pub fn path(tx: &mut Tx, code: &RegionCode) -> Result<Vec<Area>, Fault> {
    let mut areas = Vec::new();
    for part in code.ancestors() {
        areas.extend(find(tx, &part)?);
    }
    Ok(areas)
}

/// The full name, with everything above: `云岭省平川市通河县`; the code itself where nothing is listed.
pub fn full_name(tx: &mut Tx, code: &RegionCode) -> Result<Text, Fault> {
    let areas = path(tx, code)?;
    if areas.is_empty() {
        return Ok(Text::same(code.as_str()));
    }
    let zh: Vec<&str> = areas.iter().map(|area| area.name.zh.as_str()).collect();
    // English goes from the smallest to the largest
    let en: Vec<&str> = areas.iter().rev().map(|area| area.name.en.as_str()).collect();
    Ok(Text::new(zh.concat(), en.join(", ")))
}

/// The areas directly below; of the nation (`RegionCode::nation()`), the provinces.
pub fn children(tx: &mut Tx, code: &RegionCode) -> Result<Vec<Area>, Fault> {
    let mut areas: Vec<Area> = Divisions::national().children(code).into_iter().map(Area::from).collect();
    for row in tx.query(include_str!("sql/area_children.sql"), params![code.as_str()])? {
        areas.push(from_row(&row)?);
    }
    Ok(areas)
}

/// Every area inside which an enterprise can be registered: counties, and cities without counties.
pub fn counties(tx: &mut Tx, area: &RegionCode) -> Result<Vec<Area>, Fault> {
    let mut areas: Vec<Area> =
        Divisions::national().all().filter(|division| division.code.is_within(area)).map(Area::from).collect();
    for row in tx.query(include_str!("sql/area_within.sql"), params![within_pattern(area)])? {
        areas.push(from_row(&row)?);
    }
    let parents: std::collections::HashSet<RegionCode> =
        areas.iter().filter(|area| area.level == Level::County).filter_map(|area| area.parent.clone()).collect();
    areas.retain(|area| match area.level {
        Level::County => true,
        Level::City => !parents.contains(&area.code),
        _ => false,
    });
    Ok(areas)
}

/// Areas by name or code, the best first, at most 100.
pub fn search(tx: &mut Tx, words: &str) -> Result<Vec<Area>, Fault> {
    let words = words.trim();
    if words.is_empty() {
        return Ok(Vec::new());
    }
    let escaped = like_escaped(&words.to_lowercase());
    let rows = tx.query(include_str!("sql/area_search.sql"), params![format!("%{escaped}%"), format!("{escaped}%")])?;
    let mut areas = rows.iter().map(from_row).collect::<Result<Vec<_>, _>>()?;
    areas.extend(Divisions::national().search(words).into_iter().map(Area::from));
    Ok(areas)
}

/// Adds an area; `false` when its code is taken.
pub fn add(tx: &mut Tx, code: &RegionCode, parent: &RegionCode, name: &Text, now_ms: i64) -> Result<bool, Fault> {
    if find(tx, code)?.is_some() {
        return Ok(false);
    }
    let added = tx.execute(
        include_str!("sql/area_insert.sql"),
        params![county_of(code), code.as_str(), parent.as_str(), &name.zh, &name.en, now_ms],
    )?;
    Ok(added > 0)
}

fn from_row(row: &Row) -> Result<Area, Fault> {
    let read = |column: &str| -> Result<RegionCode, Fault> {
        let digits: String = row.get(column)?;
        RegionCode::parse(&digits)
            .map_err(|problem| Fault::Database(anyhow::anyhow!("column {column}: {}", problem.code)))
    };
    let code = read("code")?;
    Ok(Area {
        name: Text::new(row.get::<String>("name_zh")?, row.get::<String>("name_en")?),
        level: code.level(),
        parent: Some(read("parent")?).filter(|parent| parent.level() != Level::Nation),
        stat_zone: false,
        local: true,
        code,
    })
}
