//! A past made of model cases: moved to other days, counties, enterprises and numbers, with a journal that verifies.

use super::county::{Cell, County};
use super::draft::{Drafted, Firm, Moved, moved_day};
use super::filling::Filling;
use super::model::{Models, Rows};
use crate::chance::Chance;
use anyhow::{Context, Result};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// Counties of the made-up city that the cases are spread over.
pub const COUNTIES: u64 = 10;

/// Cases an enterprise has.
const CASES_EACH: u64 = 20;

/// Weeks of the past.
const WEEKS: u64 = 150;

const WEEK_MS: i64 = 7 * 24 * 60 * 60 * 1000;

/// Hash before the first entry of a journal.
const START: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// The code of a county by its number.
pub fn county_code(n: u64) -> String {
    format!("9901{:02}", 21 + n)
}

/// How much of a past.
#[derive(Clone, Copy, Debug)]
pub struct Much {
    /// Cases.
    pub cases: u64,
    /// Of so many cases one waits on a desk; the others were decided in the weeks before.
    pub waits_one_in: u64,
    /// The same seed makes the same cases.
    pub seed: u64,
}

/// Fills a county with so many cases; the number of rows.
pub fn fill(county: &County, models: &Models, much: Much) -> Result<u64> {
    let mut past = Past::begin(county, models, much.seed)?;
    for n in 0..COUNTIES {
        let cases = much.cases / COUNTIES + u64::from(n < much.cases % COUNTIES);
        past.county(&county_code(n), cases, cases / much.waits_one_in.max(1))?;
    }
    past.end()
}

struct Past<'a> {
    county: &'a County,
    models: &'a Models,
    drafted: Vec<Drafted>,
    filling: Filling,
    chance: Chance,
    made: u64,
    rows: u64,
    known: BTreeMap<String, (i64, String)>,
    heads: Vec<(String, i64, String)>,
    series: BTreeMap<(String, String), i64>,
}

impl<'a> Past<'a> {
    fn begin(county: &'a County, models: &'a Models, seed: u64) -> Result<Past<'a>> {
        let drafted = models.cases.iter().map(Drafted::of).collect::<Result<Vec<_>>>()?;
        // Everything is read before the filling begins, which then has the county to itself.
        let mut known = BTreeMap::new();
        for head in county.rows("SELECT region, seq, hash FROM store_journal_head")? {
            known.insert(head[0].clone(), (head[1].parse()?, head[2].clone()));
        }
        let mut series = BTreeMap::new();
        for given in county.rows("SELECT region, series, used FROM case_series")? {
            series.insert((given[0].clone(), given[1].clone()), given[2].parse()?);
        }
        let filling = Filling::begin(county, &models.tables())?;
        let (chance, heads) = (Chance(seed), Vec::new());
        Ok(Past { county, models, drafted, filling, chance, made: 0, rows: 0, known, heads, series })
    }

    /// One county: its enterprises, then its cases from the oldest to those of today.
    fn county(&mut self, region: &str, cases: u64, waiting: u64) -> Result<()> {
        let (mut seq, mut hash) = self.known.get(region).cloned().unwrap_or((0, START.to_owned()));
        let firms = self.firms(region, cases.div_ceil(CASES_EACH))?;
        let drafted = std::mem::take(&mut self.drafted);
        let (open, closed): (Vec<&Drafted>, Vec<&Drafted>) = drafted.iter().partition(|model| model.open);
        for n in 0..cases {
            let decided = n < cases - waiting;
            let weeks = if decided { (-(WEEKS as i64) + (n * WEEKS / cases.max(1)) as i64).min(-1) } else { 0 };
            let kinds = if decided { &closed } else { &open };
            let model = kinds[usize::try_from(self.chance.below(kinds.len() as u64))?];
            let firm = &firms[usize::try_from(self.chance.below(firms.len() as u64))?];
            let moved = self.moved(model, region, firm, weeks)?;
            for draft in model.rows.iter().filter(|draft| draft.table != "store_job" || !decided) {
                self.put(draft.table, draft.row(&moved))?;
            }
            for entry in &model.journal {
                let mut entry = entry.row(&moved);
                seq += 1;
                hash = chained(&self.models.cases[0].journal.columns, &mut entry, seq, &hash)?;
                self.put("store_journal", entry)?;
            }
        }
        self.drafted = drafted;
        self.heads.push((region.to_owned(), seq, hash));
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
            let row = row.collect();
            self.put(table, row)?;
            firms.push(firm);
        }
        Ok(firms)
    }

    /// What one case is called, and when it was.
    fn moved<'b>(&mut self, model: &Drafted, region: &'b str, firm: &'b Firm, weeks: i64) -> Result<Moved<'b>> {
        let iso = moved_day(model.filed, weeks).to_string();
        let day = iso.replace('-', "");
        let number = numbered(region, &day, self.next(region, &iso));
        let certificate = if model.certified {
            let next = self.next(region, &format!("certificate {iso}"));
            format!("C{}", numbered(region, &day, next))
        } else {
            String::new()
        };
        let mut token = hex::encode(Sha256::digest(format!("bench token {}", self.made)));
        token.truncate(32);
        Ok(Moved { region, id: self.ulid(weeks), firm, number, certificate, token, weeks })
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

    fn put(&mut self, table: &'static str, row: Vec<Cell>) -> Result<()> {
        self.rows += 1;
        self.filling.put(table, row)
    }

    /// The ends of the journals and the last numbers given, when everything else is there.
    fn end(self) -> Result<u64> {
        self.filling.end()?;
        let mut sql = String::new();
        for (region, seq, hash) in &self.heads {
            sql += &format!(
                "INSERT INTO store_journal_head (region, seq, hash) VALUES ('{region}', {seq}, '{hash}')
                 ON CONFLICT (region) DO UPDATE SET seq = excluded.seq, hash = excluded.hash;"
            );
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
    fn numbers_are_those_of_the_program() {
        assert_eq!(numbered("990121", "20200303", 42), "990121-20200303-0042-0");
    }

    #[test]
    fn the_last_county_is_in_the_same_city() {
        assert_eq!((county_code(0), county_code(COUNTIES - 1)), ("990121".into(), "990130".into()));
    }
}
