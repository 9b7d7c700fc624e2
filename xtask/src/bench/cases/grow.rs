//! A past made of model cases: moved to other days, counties, enterprises and numbers, with a journal that verifies.

use super::county::{Cell, County, Filling};
use super::model::{Model, Models, REGION, Rows};
use crate::chance::Chance;
use anyhow::{Context, Result};
use civic::Date;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// Counties of the made-up city that the cases are spread over.
pub const COUNTIES: u64 = 10;

/// Cases an enterprise has.
const CASES_EACH: u64 = 20;

/// Of so many cases one waits on a desk; the others were decided in the weeks before.
const WAITS_ONE_IN: u64 = 50;

/// Weeks of the past.
const WEEKS: u64 = 150;

const WEEK_MS: i64 = 7 * 24 * 60 * 60 * 1000;

/// Hash before the first entry of a journal.
const START: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// The code of a county by its number.
pub fn county_code(n: u64) -> String {
    format!("9901{:02}", 21 + n)
}

/// Fills a county with so many cases; the number of rows.
pub fn fill(county: &County, models: &Models, cases: u64, seed: u64) -> Result<u64> {
    let mut past = Past::begin(county, models, seed)?;
    for n in 0..COUNTIES {
        let share = cases / COUNTIES + u64::from(n < cases % COUNTIES);
        past.county(&county_code(n), share)?;
    }
    past.end()
}

struct Past<'a> {
    county: &'a County,
    models: &'a Models,
    filling: Filling,
    chance: Chance,
    made: u64,
    rows: u64,
    heads: Vec<(String, i64, String, bool)>,
    series: BTreeMap<(String, String), i64>,
}

/// What a model's values become in one case.
struct Moved<'a> {
    region: &'a str,
    id: String,
    firm: &'a Firm,
    number: (String, String),
    certificate: (String, String),
    token: String,
    weeks: i64,
}

struct Firm {
    id: String,
    name: String,
    code: String,
}

impl<'a> Past<'a> {
    fn begin(county: &'a County, models: &'a Models, seed: u64) -> Result<Past<'a>> {
        let filling = Filling::begin(county)?;
        let (chance, series) = (Chance(seed), BTreeMap::new());
        Ok(Past { county, models, filling, chance, made: 0, rows: 0, heads: Vec::new(), series })
    }

    /// One county: its enterprises, then its cases from the oldest to those of today.
    fn county(&mut self, region: &str, cases: u64) -> Result<()> {
        let known = self.county.rows(&format!("SELECT seq, hash FROM store_journal_head WHERE region = '{region}'"))?;
        let (mut seq, mut hash, there) = match known.first().map(Vec::as_slice) {
            Some([seq, hash]) => (seq.parse()?, hash.clone(), true),
            _ => (0, START.to_owned(), false),
        };
        let given = self.county.rows(&format!("SELECT series, used FROM case_series WHERE region = '{region}'"))?;
        for series in &given {
            self.series.insert((region.to_owned(), series[0].clone()), series[1].parse()?);
        }
        let firms = self.firms(region, cases.div_ceil(CASES_EACH))?;
        let waiting = cases / WAITS_ONE_IN;
        let (open, closed): (Vec<&Model>, Vec<&Model>) = self.models.cases.iter().partition(|model| model.open);
        for n in 0..cases {
            let decided = n < cases - waiting;
            let weeks = if decided { -(WEEKS as i64) + (n * WEEKS / cases.max(1)) as i64 } else { 0 };
            let kinds = if decided { &closed } else { &open };
            let model = kinds[usize::try_from(self.chance.below(kinds.len() as u64))?];
            let firm = &firms[usize::try_from(self.chance.below(firms.len() as u64))?];
            let moved = self.moved(model, region, firm, weeks.min(if decided { -1 } else { 0 }))?;
            for table in model.tables.iter().filter(|table| table.table != "store_job" || !decided) {
                self.put(table, &moved, model)?;
            }
            for entry in &model.journal.rows {
                let mut entry = moved.row(&model.journal.columns, entry, model);
                seq += 1;
                hash = chained(&model.journal.columns, &mut entry, seq, &hash)?;
                self.filling.put("store_journal", &model.journal.columns, &entry)?;
                self.rows += 1;
            }
        }
        self.heads.push((region.to_owned(), seq, hash, there));
        Ok(())
    }

    fn firms(&mut self, region: &str, count: u64) -> Result<Vec<Firm>> {
        let Rows { columns, rows, table } = &self.models.enterprise;
        let model = rows.first().context("the enterprise of the models")?;
        let mut firms = Vec::new();
        for n in 0..count {
            let body = format!("91{region}MB{n:07}");
            let check = civic::uscc::check_character(&body).context("17 characters of the standard")?;
            let firm =
                Firm {
                    id: self.ulid(0), name: format!("平川市第{n}号企业有限公司"), code: format!("{body}{check}")
                };
            let row = columns.iter().zip(model).map(|(column, cell)| match column.as_str() {
                "region" => Cell::Text(region.to_owned()),
                "id" => Cell::Text(firm.id.clone()),
                "uscc" => Cell::Text(firm.code.clone()),
                "name" => Cell::Text(firm.name.clone()),
                _ => cell.clone(),
            });
            self.filling.put(table, columns, &row.collect::<Vec<_>>())?;
            self.rows += 1;
            firms.push(firm);
        }
        Ok(firms)
    }

    /// What one case is called, and when it was.
    fn moved<'b>(&mut self, model: &Model, region: &'b str, firm: &'b Firm, weeks: i64) -> Result<Moved<'b>> {
        let filed = model.text("case_file", "number").context("a model case has a number")?;
        let day = moved_day(&filed[7..15], weeks).context("the day in a number")?;
        let iso = format!("{}-{}-{}", &day[..4], &day[4..6], &day[6..]);
        let number = numbered(region, &day, self.next(region, &iso));
        let certificate = match model.text("certificate", "number") {
            Some(was) => {
                let next = self.next(region, &format!("certificate {iso}"));
                (was, format!("C{}", numbered(region, &day, next)))
            }
            None => (String::new(), String::new()),
        };
        let token = hex::encode(Sha256::digest(format!("bench token {}", self.made)));
        Ok(Moved {
            region,
            id: self.ulid(weeks),
            firm,
            certificate,
            number: (filed, number),
            token: token[..32].to_owned(),
            weeks,
        })
    }

    /// The next number of a series.
    fn next(&mut self, region: &str, series: &str) -> i64 {
        let used = self.series.entry((region.to_owned(), series.to_owned())).or_default();
        *used += 1;
        *used
    }

    /// An id in the order of time, drawn from the seed.
    fn ulid(&mut self, weeks: i64) -> String {
        const SIGNS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
        self.made += 1;
        let at = 1_584_320_000_000 + weeks * WEEK_MS + i64::try_from(self.made % 1_000_000).unwrap_or_default();
        let mut id = String::with_capacity(26);
        let tail = (u128::from(self.made) << 40) | u128::from(self.chance.below(1 << 40));
        let all = (u128::try_from(at).unwrap_or_default() << 80) | tail;
        for place in (0..26).rev() {
            id.push(char::from(SIGNS[((all >> (5 * place)) & 31) as usize]));
        }
        id
    }

    fn put(&mut self, table: &Rows, moved: &Moved, model: &Model) -> Result<()> {
        for row in &table.rows {
            self.filling.put(table.table, &table.columns, &moved.row(&table.columns, row, model))?;
            self.rows += 1;
        }
        Ok(())
    }

    /// The ends of the journals and the last numbers given, when everything else is there.
    fn end(self) -> Result<u64> {
        self.filling.end()?;
        let mut sql = String::new();
        for (region, seq, hash, there) in &self.heads {
            sql += &match there {
                true => {
                    format!("UPDATE store_journal_head SET seq = {seq}, hash = '{hash}' WHERE region = '{region}';")
                }
                false => {
                    format!("INSERT INTO store_journal_head (region, seq, hash) VALUES ('{region}', {seq}, '{hash}');")
                }
            };
        }
        for ((region, day), used) in &self.series {
            sql += &format!(
                "INSERT INTO case_series (region, series, used) VALUES ('{region}', '{day}', {used})
                 ON CONFLICT (region, series) DO UPDATE SET used = excluded.used;"
            );
        }
        self.county.run(&format!("BEGIN;{sql}COMMIT;"))?;
        Ok(self.rows)
    }
}

impl Model {
    /// A text of the first row of a table.
    fn text(&self, table: &str, column: &str) -> Option<String> {
        let rows = self.tables.iter().find(|rows| rows.table == table)?;
        let at = rows.columns.iter().position(|name| name == column)?;
        match rows.rows.first()?.get(at)? {
            Cell::Text(text) => Some(text.clone()),
            _ => None,
        }
    }
}

impl Moved<'_> {
    fn row(&self, columns: &[String], row: &[Cell], model: &Model) -> Vec<Cell> {
        columns.iter().zip(row).map(|(column, cell)| self.cell(column, cell, model)).collect()
    }

    fn cell(&self, column: &str, cell: &Cell, model: &Model) -> Cell {
        match (column, cell) {
            ("region", _) => Cell::Text(self.region.to_owned()),
            ("subject_id", _) => Cell::Text(self.firm.id.clone()),
            ("subject_name", _) => Cell::Text(self.firm.name.clone()),
            ("subject_code", _) => Cell::Text(self.firm.code.clone()),
            ("token", Cell::Text(_)) => Cell::Text(self.token.clone()),
            // A signature holds for the certificate it was made for; those of the past have none.
            ("signed", _) => Cell::Null,
            (name, Cell::Int(at)) if name.ends_with("_at") => Cell::Int(at + self.weeks * WEEK_MS),
            (name, Cell::Text(day)) if name.ends_with("_on") || name == "valid_until" => {
                let plain = day.replace('-', "");
                let moved = moved_day(&plain, self.weeks);
                Cell::Text(moved.map_or(day.clone(), |d| format!("{}-{}-{}", &d[..4], &d[4..6], &d[6..])))
            }
            (_, Cell::Text(text)) => Cell::Text(self.text(text, model)),
            _ => cell.clone(),
        }
    }

    /// A text with the case's own id and numbers in the place of the model's.
    fn text(&self, text: &str, model: &Model) -> String {
        let mut text = text.replace(&model.id, &self.id);
        if !self.certificate.0.is_empty() {
            text = text.replace(&self.certificate.0, &self.certificate.1);
        }
        text = text.replace(&self.number.0, &self.number.1);
        text.replace(REGION, self.region)
    }
}

/// `20200316` moved by weeks, so that a working day stays one but for holidays.
fn moved_day(day: &str, weeks: i64) -> Option<String> {
    let iso = format!("{}-{}-{}", day.get(..4)?, day.get(4..6)?, day.get(6..8)?);
    let day: Date = iso.parse().ok()?;
    let moved = day.checked_add(jiff::Span::new().weeks(weeks)).ok()?;
    Some(moved.to_string().replace('-', ""))
}

/// A case's number as the program builds it: county, day, running number, ISO 7064 MOD 11-2.
fn numbered(region: &str, day: &str, sequence: i64) -> String {
    let digits = format!("{region}{day}{sequence:04}");
    let sum = digits.bytes().fold(0u32, |sum, digit| (sum + u32::from(digit - b'0')) * 2 % 11);
    let check = (12 - sum) % 11;
    let check = if check == 10 { 'X' } else { char::from_digit(check, 10).unwrap_or('0') };
    format!("{region}-{day}-{sequence:04}-{check}")
}

/// Gives an entry its place in the chain, as `store::journal` computes it; its hash.
fn chained(columns: &[String], entry: &mut [Cell], seq: i64, before: &str) -> Result<String> {
    let mut sha = Sha256::new();
    let mut add = |text: &str| {
        sha.update((text.len() as u64).to_be_bytes());
        sha.update(text.as_bytes());
    };
    add("tongtu-journal-1");
    add(before);
    let place = |name: &str| columns.iter().position(|column| column == name).context("a column of the journal");
    entry[place("seq")?] = Cell::Int(seq);
    for name in ["region", "seq", "done_at", "actor", "office", "act", "thing", "detail"] {
        match &entry[place(name)?] {
            Cell::Text(text) => add(text),
            Cell::Int(number) => add(&number.to_string()),
            Cell::Null => add(""),
        }
    }
    let hash = hex::encode(sha.finalize());
    entry[place("hash")?] = Cell::Text(hash.clone());
    Ok(hash)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_keeps_its_day_of_the_week() {
        assert_eq!(moved_day("20200316", -1).as_deref(), Some("20200309"));
        assert_eq!(moved_day("20200316", -150).as_deref(), Some("20170501"));
    }

    #[test]
    fn numbers_are_those_of_the_program() {
        assert_eq!(numbered("990121", "20200303", 42), "990121-20200303-0042-0");
    }

    #[test]
    fn the_last_county_is_in_the_same_city() {
        assert_eq!((county_code(0), county_code(COUNTIES - 1)), ("990121".into(), "990130".into()));
    }
}
