//! Rows made in bulk beside rows the program wrote: after their own ids, numbers and days are named alike, they are equal.

use super::county::{Cell, County};
use super::grow::{COUNTIES, county_code};
use super::model::{Model, Models, REGION};
use crate::chance::Chance;
use anyhow::{Context, Result, bail};
use std::collections::BTreeMap;

/// Table by table, every row in words that no longer tell which case it is of.
type Shape = BTreeMap<&'static str, Vec<String>>;

/// Cases looked at.
pub const SAMPLE: u64 = 200;

/// Takes cases made in bulk by chance and finds each to be the twin of a model; how many rows were compared.
///
/// # Errors
/// Names the first case that is no model's twin.
pub fn compared(county: &County, models: &Models, cases: u64, seed: u64) -> Result<usize> {
    let known: Vec<Shape> = models.cases.iter().map(of_model).collect::<Result<_>>()?;
    let (mut chance, mut rows) = (Chance(seed ^ 0x7368_6170), 0);
    for n in 0..SAMPLE {
        let region = county_code(n % COUNTIES);
        let place = chance.below((cases / COUNTIES).max(1));
        let found = county.rows(&format!(
            "SELECT id, number FROM case_file WHERE region = '{region}' AND subject_code LIKE '91{region}MB%'
              ORDER BY id LIMIT 1 OFFSET {place}"
        ))?;
        let Some([id, number]) = found.first().map(Vec::as_slice) else { continue };
        let shape = of_copy(county, &models.cases[0], (&region, id, number))?;
        rows += shape.values().map(Vec::len).sum::<usize>();
        if !known.contains(&shape) {
            bail!("case {id} of {region}, made in bulk, is not as the program writes it:\n{shape:#?}");
        }
    }
    Ok(rows)
}

/// The tables that are compared: waiting work is left out of what was decided, so its table differs on purpose.
fn tables(model: &Model) -> impl Iterator<Item = &super::model::Rows> {
    model.tables.iter().chain([&model.journal]).filter(|rows| rows.table != "store_job")
}

fn of_model(model: &Model) -> Result<Shape> {
    let number = model.text("case_file", "number").context("a model case has a number")?;
    let certificate = model.text("certificate", "number").unwrap_or_default();
    let own = [certificate.as_str(), number.as_str(), model.id.as_str(), REGION];
    let written = |cell: &Cell| match cell {
        Cell::Null => String::new(),
        Cell::Int(number) => number.to_string(),
        Cell::Text(text) => text.clone(),
    };
    let shape = tables(model).map(|table| {
        let rows = table.rows.iter().map(|row| row.iter().map(written).collect()).collect();
        (table.table, told(&table.columns, rows, own))
    });
    Ok(shape.collect())
}

fn of_copy(county: &County, model: &Model, (region, id, number): (&str, &str, &str)) -> Result<Shape> {
    let of_case = format!("region = '{region}' AND case_id = '{id}'");
    let certificate = county.rows(&format!("SELECT number FROM certificate WHERE {of_case}"))?;
    let certificate = certificate.first().and_then(|row| row.first()).cloned().unwrap_or_default();
    let mut shape = Shape::new();
    for table in tables(model) {
        let which = match table.table {
            "case_file" => format!("region = '{region}' AND id = '{id}'"),
            "store_journal" => format!("region = '{region}' AND thing = 'case:{id}'"),
            _ => of_case.clone(),
        };
        let rows = county.rows(&format!("SELECT {} FROM {} WHERE {which}", table.columns.join(", "), table.table))?;
        shape.insert(table.table, told(&table.columns, rows, [&certificate, number, id, region]));
    }
    Ok(shape)
}

/// The rows in words, sorted. What a case has of its own is told by its kind, everything else as it stands.
fn told(columns: &[String], rows: Vec<Vec<String>>, own: [&str; 4]) -> Vec<String> {
    let row = |row: Vec<String>| {
        let values = columns.iter().zip(row).filter(|(column, _)| *column != "signed");
        let values = values.map(|(column, value)| format!("{column}={}", plain(column, value, own)));
        values.collect::<Vec<_>>().join("|")
    };
    let mut rows: Vec<String> = rows.into_iter().map(row).collect();
    rows.sort();
    rows
}

fn plain(column: &str, value: String, own: [&str; 4]) -> String {
    let is_own = matches!(column, "token" | "hash" | "subject_id" | "subject_code" | "seq" | "valid_until")
        || column.ends_with("_at")
        || column.ends_with("_on");
    match column {
        _ if value.is_empty() => value,
        "seq" | "subject_name" => column.to_uppercase(),
        _ if is_own => value.chars().map(|sign| if sign.is_ascii_alphanumeric() { 'x' } else { sign }).collect(),
        _ => own
            .iter()
            .zip(["CERTIFICATE", "NUMBER", "ID", "REGION"])
            .fold(value, |text, (own, name)| if own.is_empty() { text } else { text.replace(own, name) }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_of_two_cases_are_alike_but_for_what_is_their_own() {
        let columns = ["region", "id", "due_on", "state"].map(str::to_owned);
        let row = |values: [&str; 4]| vec![values.map(str::to_owned).to_vec()];
        let one = told(&columns, row(["990121", "01A", "2020-03-16", "open"]), ["", "n", "01A", "990121"]);
        let two = told(&columns, row(["990122", "01B", "2019-03-11", "open"]), ["", "n", "01B", "990122"]);
        let no_day = told(&columns, row(["990122", "01B", "", "open"]), ["", "n", "01B", "990122"]);
        let other = told(&columns, row(["990122", "01B", "2019-03-11", "shut"]), ["", "n", "01B", "990122"]);
        assert_eq!(one, two);
        assert!(one != no_day && one != other, "{one:?} {no_day:?} {other:?}");
    }
}
