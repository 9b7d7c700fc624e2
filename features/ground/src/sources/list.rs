//! One list of a drop folder, read: rows that are good, rows that are not, each with its line and what is wrong.

use std::collections::BTreeMap;

use civic::uscc::Uscc;
use civic::{Date, RegionCode, Text};
use rules::{Catalogue, Value};

use super::config::{CsvWay, KeyKind, SourceSpec};
use super::convert;
use crate::enterprises::sheet::{self, Line};

/// Most wrong rows told in a report.
const TOLD_MAX: usize = 1_000;

/// A list as read; nothing of it is written yet.
#[derive(Debug, Default)]
pub struct List {
    /// Why it is refused as a whole.
    pub refused: Option<Text>,
    /// The day of the whole file, where rows bear none.
    pub as_of: Option<Date>,
    /// Good rows, one a subject.
    pub rows: Vec<Row>,
    /// Line and what is wrong with it.
    pub bad: Vec<(u32, Text)>,
}

/// A good row.
#[derive(Debug, PartialEq, Eq)]
pub struct Row {
    /// Line in the file.
    pub line: u32,
    /// Whom it is about.
    pub key: String,
    /// The day it was true.
    pub as_of: Date,
    /// What it says; empty cells say nothing.
    pub values: BTreeMap<String, Value>,
}

/// Reads a list.
pub fn read(spec: &SourceSpec, way: &CsvWay, name: &str, bytes: &[u8], known: &Catalogue, today: Date) -> List {
    let lines = match sheet::read(bytes) {
        Ok(lines) => lines,
        Err(problem) => return refused(problem.message),
    };
    let head = Head::read(spec, way, &lines[0]);
    let day = day_in_name(name);
    let head = match head {
        Ok(head) => head,
        Err(why) => return refused(why),
    };
    if head.as_of.is_none() && day.is_none() {
        return refused(Text::new(
            "不知道是哪一天的数据：没有日期列，文件名里也没有日期（例如 名册-2020-03-03.csv）",
            "the day is not known: there is no column for it and none in the name (such as roster-2020-03-03.csv)",
        ));
    }
    let mut list = List { as_of: day.filter(|_| head.as_of.is_none()), ..List::default() };
    let mut seen: BTreeMap<String, (u32, usize)> = BTreeMap::new();
    for line in &lines[1..] {
        match head.row(spec, known, line, day, today) {
            Err(why) => list.bad.push((line.number, why)),
            Ok(row) => add(&mut list, &mut seen, row),
        }
    }
    list.bad.sort_by_key(|(line, _)| *line);
    list
}

/// Adds a row; of two about one subject the later day counts, and two that differ on one day are both wrong.
fn add(list: &mut List, seen: &mut BTreeMap<String, (u32, usize)>, row: Row) {
    let Some(&(line, at)) = seen.get(&row.key) else {
        seen.insert(row.key.clone(), (row.line, list.rows.len()));
        list.rows.push(row);
        return;
    };
    let before = &mut list.rows[at];
    if before.as_of == row.as_of && before.values != row.values {
        let words = |other: u32| {
            Text::new(
                format!("与第 {other} 行矛盾，两行都没有读入"),
                format!("contradicts line {other}; neither is taken"),
            )
        };
        list.bad.push((row.line, words(line)));
        if !before.values.is_empty() {
            list.bad.push((line, words(row.line)));
            before.values.clear();
        }
    } else if before.as_of < row.as_of {
        seen.insert(row.key.clone(), (row.line, at));
        *before = row;
    }
}

impl List {
    /// The report that is put beside the file.
    pub fn report(&self, good: i64, old: i64) -> String {
        let mut text = match &self.refused {
            Some(why) => format!("整个文件没有读入：{}\nrefused as a whole: {}\n", why.zh, why.en),
            None => format!(
                "读入 {good} 行，较旧未用 {old} 行，有误 {} 行\ntaken {good} rows, {old} older rows left out, {} wrong rows\n",
                self.bad.len(),
                self.bad.len()
            ),
        };
        for (line, why) in self.bad.iter().take(TOLD_MAX) {
            text.push_str(&format!("第 {line} 行：{}\nline {line}: {}\n", why.zh, why.en));
        }
        if self.bad.len() > TOLD_MAX {
            let more = self.bad.len() - TOLD_MAX;
            text.push_str(&format!("还有 {more} 行没有列出\n{more} more are not listed\n"));
        }
        text
    }
}

fn refused(why: Text) -> List {
    List { refused: Some(why), ..List::default() }
}

/// Which column holds what.
struct Head<'s> {
    key: usize,
    as_of: Option<usize>,
    offers: Vec<(usize, &'s super::config::Offer)>,
}

impl<'s> Head<'s> {
    fn read(spec: &'s SourceSpec, way: &CsvWay, line: &Line) -> Result<Head<'s>, Text> {
        let place = |heading: &str| {
            line.cells
                .iter()
                .position(|cell| cell.trim_start_matches('\u{feff}').trim() == heading)
                .ok_or_else(|| Text::new(format!("没有“{heading}”这一列"), format!("there is no column `{heading}`")))
        };
        let offers = spec.offers.iter().map(|offer| Ok((place(&offer.from)?, offer)));
        Ok(Head {
            key: place(&way.key_column)?,
            as_of: way.as_of_column.as_deref().map(place).transpose()?,
            offers: offers.collect::<Result<_, Text>>()?,
        })
    }

    fn row(
        &self,
        spec: &SourceSpec,
        known: &Catalogue,
        line: &Line,
        day: Option<Date>,
        today: Date,
    ) -> Result<Row, Text> {
        let cell = |at: usize| line.cells.get(at).map_or("", |cell| cell.trim());
        let key = match spec.key {
            KeyKind::Uscc => Uscc::parse(cell(self.key)).map(|code| code.as_str().to_owned()),
            KeyKind::Region => RegionCode::parse(cell(self.key)).map(|code| code.as_str().to_owned()),
        };
        let key = key.map_err(|problem| problem.message)?;
        let as_of = match self.as_of {
            Some(at) => convert::day(cell(at))?,
            None => day.expect("a list without a day was refused"),
        };
        if as_of > today {
            return Err(Text::new(format!("日期 {as_of} 在今天以后"), format!("the day {as_of} lies in the future")));
        }
        let mut values = BTreeMap::new();
        for (at, offer) in &self.offers {
            let Some(fact) = known.get(&offer.fact).filter(|_| !cell(*at).is_empty()) else { continue };
            let value = convert::value(fact, offer, cell(*at)).map_err(|why| {
                Text::new(format!("“{}”{}", offer.from, why.zh), format!("`{}` {}", offer.from, why.en))
            })?;
            values.insert(offer.fact.clone(), value);
        }
        Ok(Row { line: line.number, key, as_of, values })
    }
}

/// The first day written in a name: `2020-03-03` or `20200303`.
fn day_in_name(name: &str) -> Option<Date> {
    let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    for (start, _) in name.char_indices() {
        if let Some(part) = name.get(start..start + 10) {
            let bytes = part.as_bytes();
            if bytes[4] == b'-' && bytes[7] == b'-' && digits(&part.replace('-', "")) && part.is_ascii() {
                return part.parse().ok();
            }
        }
        if let Some(part) = name.get(start..start + 8).filter(|part| digits(part)) {
            return civic::dates::parse(part).ok();
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_day_is_found_in_the_name() {
        let march = Some(Date::constant(2020, 3, 3));
        for name in ["2020-03-03.csv", "名册-2020-03-03.csv", "roster_20200303_v2.csv"] {
            assert_eq!(day_in_name(name), march, "{name}");
        }
        for name in ["roster.csv", "2020-02-30.csv", "20209999.csv", "名册.csv", ""] {
            assert_eq!(day_in_name(name), None, "{name}");
        }
    }
}
