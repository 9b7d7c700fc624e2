//! A model's values cut once where a case's own words stand, so that a million copies are only put together.

use super::county::Cell;
use super::model::{Model, REGION, Rows};
use anyhow::{Context, Result};
use civic::Date;
use jiff::ToSpan;

const WEEK_MS: i64 = 7 * 24 * 60 * 60 * 1000;

/// What a model's values become in one case.
pub struct Moved<'a> {
    /// County.
    pub region: &'a str,
    /// Id of the case.
    pub id: String,
    /// Who files it.
    pub firm: &'a Firm,
    /// Its number.
    pub number: String,
    /// The number of its certificate; empty where it has none.
    pub certificate: String,
    /// What the certificate is found by.
    pub token: String,
    /// Weeks later than the model; below nothing for the past.
    pub weeks: i64,
}

/// An enterprise of the made-up past.
pub struct Firm {
    /// Id.
    pub id: String,
    /// Name.
    pub name: String,
    /// Unified social credit code.
    pub code: String,
}

/// A value that is the same in every copy, or one that is made for each.
enum Value {
    Same(Cell),
    Region,
    SubjectId,
    SubjectName,
    SubjectCode,
    Token,
    At(i64),
    Day(Date),
    Text(Vec<Part>),
}

#[derive(Clone, Debug, PartialEq)]
enum Part {
    Plain(String),
    Id,
    Number,
    Certificate,
    Region,
}

/// One row of a table.
pub struct Draft {
    /// Table.
    pub table: &'static str,
    values: Vec<Value>,
}

/// A case, ready to be multiplied.
pub struct Drafted {
    /// Waits on somebody's desk.
    pub open: bool,
    /// The day it was filed.
    pub filed: Date,
    /// It has a certificate.
    pub certified: bool,
    /// Rows of all tables but the journal.
    pub rows: Vec<Draft>,
    /// Entries of the journal, oldest first.
    pub journal: Vec<Draft>,
}

impl Drafted {
    /// Cuts a model.
    pub fn of(model: &Model) -> Result<Drafted> {
        let number = model.text("case_file", "number").context("a model case has a number")?;
        let certificate = model.text("certificate", "number");
        let filed = number.get(7..15).and_then(dashed).context("the day in a number")?;
        let mut words = vec![(model.id.as_str(), Part::Id)];
        words.extend(certificate.iter().map(|was| (was.as_str(), Part::Certificate)));
        words.extend([(number.as_str(), Part::Number), (REGION, Part::Region)]);
        let cut = |table: &Rows| -> Vec<Draft> {
            let row = |row: &Vec<Cell>| {
                let values = table.columns.iter().zip(row).map(|(column, cell)| value(column, cell, &words)).collect();
                Draft { table: table.table, values }
            };
            table.rows.iter().map(row).collect()
        };
        Ok(Drafted {
            open: model.open,
            filed,
            certified: certificate.is_some(),
            rows: model.tables.iter().flat_map(cut).collect(),
            journal: cut(&model.journal),
        })
    }
}

fn value(column: &str, cell: &Cell, words: &[(&str, Part)]) -> Value {
    match (column, cell) {
        ("region", _) => Value::Region,
        ("subject_id", _) => Value::SubjectId,
        ("subject_name", _) => Value::SubjectName,
        ("subject_code", _) => Value::SubjectCode,
        ("token", Cell::Text(_)) => Value::Token,
        // A signature holds for the certificate it was made for; those of the past have none.
        ("signed", _) => Value::Same(Cell::Null),
        (name, Cell::Int(at)) if name.ends_with("_at") => Value::At(*at),
        (name, Cell::Text(day)) if name.ends_with("_on") || name == "valid_until" => {
            day.parse().map_or_else(|_| Value::Same(cell.clone()), Value::Day)
        }
        (_, Cell::Text(text)) => match parts(text, words) {
            parts if parts.iter().all(|part| matches!(part, Part::Plain(_))) => Value::Same(cell.clone()),
            parts => Value::Text(parts),
        },
        _ => Value::Same(cell.clone()),
    }
}

/// A text cut at each of these words; an earlier word wins.
fn parts(text: &str, words: &[(&str, Part)]) -> Vec<Part> {
    let mut cut = vec![Part::Plain(text.to_owned())];
    for (word, part) in words {
        cut = cut.into_iter().flat_map(|piece| split(piece, word, part)).collect();
    }
    cut
}

fn split(piece: Part, word: &str, part: &Part) -> Vec<Part> {
    let Part::Plain(text) = piece else { return vec![piece] };
    let mut pieces = Vec::new();
    for (at, plain) in text.split(word).enumerate() {
        if at > 0 {
            pieces.push(part.clone());
        }
        if !plain.is_empty() {
            pieces.push(Part::Plain(plain.to_owned()));
        }
    }
    pieces
}

impl Draft {
    /// The row as it stands in one case.
    pub fn row(&self, moved: &Moved) -> Vec<Cell> {
        self.values.iter().map(|value| moved.cell(value)).collect()
    }
}

impl Moved<'_> {
    fn cell(&self, value: &Value) -> Cell {
        Cell::Text(match value {
            Value::Same(cell) => return cell.clone(),
            Value::At(at) => return Cell::Int(at + self.weeks * WEEK_MS),
            Value::Region => self.region.to_owned(),
            Value::SubjectId => self.firm.id.clone(),
            Value::SubjectName => self.firm.name.clone(),
            Value::SubjectCode => self.firm.code.clone(),
            Value::Token => self.token.clone(),
            Value::Day(day) => moved_day(*day, self.weeks).to_string(),
            Value::Text(parts) => parts.iter().map(|part| self.part(part)).collect(),
        })
    }

    fn part<'a>(&'a self, part: &'a Part) -> &'a str {
        match part {
            Part::Plain(text) => text,
            Part::Id => &self.id,
            Part::Number => &self.number,
            Part::Certificate => &self.certificate,
            Part::Region => self.region,
        }
    }
}

/// A day moved by weeks, so that a working day stays one but for holidays.
pub fn moved_day(day: Date, weeks: i64) -> Date {
    day.saturating_add(weeks.weeks())
}

/// `20200316` as a day.
fn dashed(day: &str) -> Option<Date> {
    format!("{}-{}-{}", day.get(..4)?, day.get(4..6)?, day.get(6..8)?).parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_keeps_its_day_of_the_week() {
        let day = dashed("20200316").unwrap();
        assert_eq!(moved_day(day, -1).to_string(), "2020-03-09");
        assert_eq!(moved_day(day, -150).to_string(), "2017-05-01");
    }

    #[test]
    fn a_text_is_cut_at_numbers_before_the_county_in_them() {
        let words = [("C990121-1", Part::Certificate), ("990121-1", Part::Number), ("990121", Part::Region)];
        let cut = parts("C990121-1 of 990121-1 in 990121", &words);
        let plain = |text: &str| Part::Plain(text.to_owned());
        assert_eq!(cut, [Part::Certificate, plain(" of "), Part::Number, plain(" in "), Part::Region]);
        assert_eq!(parts("", &words), []);
    }
}
