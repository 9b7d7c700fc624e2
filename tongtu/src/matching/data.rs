//! Enterprises from a table: CSV of any length, or whatever the office's spreadsheet program wrote.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::Context;
use civic::Date;
use civic::text::{Lang, Text};
use ground::enterprises::sheet;
use rules::bulk::{Column, Table};
use rules::{Catalogue, Fact, FactKind, Shape};

use crate::ask::say;

/// Most columns of a table.
const COLUMNS_MAX: usize = 1_000;

/// The subjects, what they are called by, and what the columns were taken for.
pub struct Data {
    pub table: Table,
    /// The first column: what rows are asked for by.
    pub keys: Vec<String>,
    /// Facts of the columns, in their order.
    pub facts: Vec<Fact>,
    /// Cells that are not of the kind of their column, by column: they count as unknown.
    pub strange: BTreeMap<String, u64>,
}

/// Reads a table; kinds come from `declared` facts, and are inferred where there are none.
pub fn read(path: &Path, declared: Option<&Catalogue>, lang: Lang) -> anyhow::Result<Data> {
    let bytes = std::fs::read(path).with_context(|| format!("`{}`", path.display()))?;
    let name = path.display();
    let (heading, columns) = columns(&bytes, lang).with_context(|| format!("`{name}`"))?;
    let rows = columns.first().map_or(0, Vec::len);
    let mut data = Data { table: Table::new(rows), keys: Vec::new(), facts: Vec::new(), strange: BTreeMap::new() };
    for (at, (name, cells)) in heading.iter().zip(columns).enumerate() {
        let fact = declared.and_then(|facts| facts.get(name)).cloned().unwrap_or_else(|| inferred(name, &cells));
        let (column, strange) = column(&fact.kind, &cells);
        if strange > 0 {
            data.strange.insert(fact.name.clone(), strange);
        }
        data.table.add(&fact.name, column)?;
        data.facts.push(fact);
        if at == 0 {
            data.keys = cells;
        }
    }
    Ok(data)
}

type Columns = (Vec<String>, Vec<Vec<String>>);

/// The cells by column. UTF-8 text of any size is read here; everything else as uploads are.
fn columns(bytes: &[u8], lang: Lang) -> anyhow::Result<Columns> {
    let text = std::str::from_utf8(bytes).ok().filter(|text| !text.starts_with("PK\u{3}\u{4}") && !text.contains('\0'));
    let Some(text) = text else {
        let lines = sheet::read(bytes).map_err(|problem| anyhow::anyhow!(problem.line(lang)))?;
        let mut lines = lines.into_iter().map(|line| (u64::from(line.number), line.cells));
        let heading = lines.next().map(|(_, cells)| cells).unwrap_or_default();
        let width = heading.len();
        // a spreadsheet leaves out empty cells at the end of a line
        let padded = lines.map(|(number, mut cells)| {
            cells.resize(cells.len().max(width), String::new());
            Ok((number, cells))
        });
        return gathered(heading, padded);
    };
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut reader =
        csv::ReaderBuilder::new().flexible(true).has_headers(false).trim(csv::Trim::All).from_reader(text.as_bytes());
    let mut records = reader.records();
    let cells = |record: csv::StringRecord| record.iter().map(str::to_owned).collect::<Vec<String>>();
    let heading = match records.next() {
        Some(record) => cells(record?),
        None => anyhow::bail!("{}", say("文件里没有内容", "the file has no content")),
    };
    gathered(
        heading,
        records.map(|record| {
            let record = record?;
            let line = record.position().map_or(0, csv::Position::line);
            Ok((line, cells(record)))
        }),
    )
}

fn gathered(
    heading: Vec<String>,
    lines: impl Iterator<Item = anyhow::Result<(u64, Vec<String>)>>,
) -> anyhow::Result<Columns> {
    let heading: Vec<String> = heading.into_iter().map(|name| name.trim().replace('-', "_")).collect();
    anyhow::ensure!(heading.len() <= COLUMNS_MAX, "{} {COLUMNS_MAX}", say("列数超过", "more columns than"));
    for (at, name) in heading.iter().enumerate() {
        let taken = heading[..at].contains(name);
        anyhow::ensure!(!taken, "{} `{name}`", say("两列同名：", "two columns are called"));
        anyhow::ensure!(!name.is_empty(), "{} {}", say("没有名称的列：第", "a column without a name: number"), at + 1);
    }
    let mut columns: Vec<Vec<String>> = vec![Vec::new(); heading.len()];
    for line in lines {
        let (number, cells) = line?;
        anyhow::ensure!(
            cells.len() == heading.len(),
            "{}",
            match say("zh", "en") {
                "zh" => format!("第 {number} 行有 {} 格，标题有 {} 格", cells.len(), heading.len()),
                _ => format!("line {number} has {} cells, the heading has {}", cells.len(), heading.len()),
            }
        );
        columns.iter_mut().zip(cells).for_each(|(column, cell)| column.push(cell));
    }
    Ok((heading, columns))
}

/// Whole number, day, yes or no, or else text, by all cells that are not empty.
fn inferred(name: &str, cells: &[String]) -> Fact {
    let met = || cells.iter().map(String::as_str).filter(|cell| !cell.is_empty());
    let all = |test: &dyn Fn(&str) -> bool| met().next().is_some() && met().all(test);
    let kind = if all(&|cell| yes(cell).is_some()) {
        FactKind::Bool
    } else if all(&|cell| number(cell).is_some()) {
        FactKind::Int
    } else if all(&|cell| day(cell).is_some()) {
        FactKind::Date
    } else {
        FactKind::Text
    };
    Fact {
        name: name.to_owned(),
        kind,
        shape: Shape::Plain,
        unit: None,
        words: Text::new(name, name),
        question: None,
        hint: None,
        register: None,
        min: None,
        max: None,
    }
}

fn yes(cell: &str) -> Option<bool> {
    match cell {
        "true" | "TRUE" | "是" | "yes" => Some(true),
        "false" | "FALSE" | "否" | "no" => Some(false),
        _ => None,
    }
}

/// A whole number as rules know it; what begins with 0 is a code, not a number.
fn number(cell: &str) -> Option<i64> {
    let digits = cell.strip_prefix('-').unwrap_or(cell);
    let plain = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    (plain && (digits == "0" || !digits.starts_with('0'))).then(|| cell.parse().ok()).flatten()
}

fn day(cell: &str) -> Option<Date> {
    (cell.len() == 10).then(|| cell.parse().ok()).flatten()
}

/// The column, and how many cells are of another kind: they are unknown.
fn column(kind: &FactKind, cells: &[String]) -> (Column, u64) {
    let filled = cells.iter().filter(|cell| !cell.is_empty()).count() as u64;
    let column = match kind {
        FactKind::Bool => Column::bools(cells.iter().map(|cell| yes(cell))),
        FactKind::Int | FactKind::Money => Column::numbers(cells.iter().map(|cell| number(cell))),
        FactKind::Date => Column::days(cells.iter().map(|cell| day(cell))),
        FactKind::Text => Column::texts(cells.iter().map(|cell| Some(cell).filter(|cell| !cell.is_empty()))),
        FactKind::Code(codes) => {
            let listed = |cell: &&String| codes.iter().any(|(code, _)| code == *cell);
            Column::texts(cells.iter().map(|cell| Some(cell).filter(listed)))
        }
    };
    let strange = filled - column.known();
    (column, strange)
}
