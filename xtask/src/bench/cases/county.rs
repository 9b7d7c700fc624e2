//! A county's database from outside: read, filled in bulk, asked what became of a decision.

use anyhow::{Context, Result, bail};
use rusqlite::types::Value as Sqlite;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Stand between values and between rows of psql's answers; no text of ours holds them.
const FIELD: &str = "\u{1f}";
const LINE: &str = "\u{1e}";

/// A value of a row.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// Nothing.
    Null,
    /// A number.
    Int(i64),
    /// Text.
    Text(String),
}

/// Where the cases are.
#[derive(Clone, Debug)]
pub enum County {
    /// An SQLite file.
    Sqlite(PathBuf),
    /// A PostgreSQL address.
    Postgres(String),
}

impl County {
    /// As the program takes it after `--database`.
    pub fn address(&self) -> String {
        match self {
            County::Sqlite(file) => file.display().to_string(),
            County::Postgres(url) => url.clone(),
        }
    }

    /// Runs statements, with a semicolon between them.
    pub fn run(&self, sql: &str) -> Result<()> {
        match self {
            County::Sqlite(file) => Ok(open(file)?.execute_batch(sql)?),
            County::Postgres(url) => psql(url, sql).map(drop),
        }
    }

    /// The rows of a query, every value as text, nothing as an empty one.
    pub fn rows(&self, sql: &str) -> Result<Vec<Vec<String>>> {
        match self {
            County::Sqlite(file) => {
                let rows = cells(&open(file)?, sql)?;
                Ok(rows.into_iter().map(|row| row.iter().map(written).collect()).collect())
            }
            County::Postgres(url) => {
                let told = psql(url, sql)?;
                let lines = told.split(LINE).filter(|line| !line.is_empty());
                Ok(lines.map(|line| line.trim_end_matches('\n').split(FIELD).map(str::to_owned).collect()).collect())
            }
        }
    }
}

fn written(cell: &Cell) -> String {
    match cell {
        Cell::Null => String::new(),
        Cell::Int(number) => number.to_string(),
        Cell::Text(text) => text.clone(),
    }
}

/// A connection to a file that the program may have open too.
pub fn open(file: &Path) -> Result<rusqlite::Connection> {
    let county = rusqlite::Connection::open(file)?;
    county.busy_timeout(std::time::Duration::from_secs(30))?;
    Ok(county)
}

/// The rows of a query on a file.
pub fn cells(county: &rusqlite::Connection, sql: &str) -> Result<Vec<Vec<Cell>>> {
    let mut statement = county.prepare(sql)?;
    let width = statement.column_count();
    let mut rows = statement.query([])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let row: Vec<Sqlite> = (0..width).map(|at| row.get(at)).collect::<Result<_, _>>()?;
        found.push(row.into_iter().map(cell).collect::<Result<Vec<Cell>>>()?);
    }
    Ok(found)
}

fn cell(value: Sqlite) -> Result<Cell> {
    Ok(match value {
        Sqlite::Null => Cell::Null,
        Sqlite::Integer(number) => Cell::Int(number),
        Sqlite::Text(text) => Cell::Text(text),
        other => bail!("a value that is no text and no number: {other:?}"),
    })
}

/// What psql says to a statement, or to several with semicolons between them; they may be longer than a command line.
pub fn psql(url: &str, sql: &str) -> Result<String> {
    let mut command = Command::new("psql");
    command.args([url, "--no-psqlrc", "--quiet", "-At", "-F", FIELD, "-R", LINE, "-v", "ON_ERROR_STOP=1", "-f", "-"]);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut program = command.spawn().context("psql could not be started")?;
    let mut into = program.stdin.take().context("standard input was asked for")?;
    // Where psql stops at an error it says so itself below.
    let _ = into.write_all(sql.as_bytes());
    drop(into);
    let out = program.wait_with_output()?;
    if !out.status.success() {
        bail!("psql: {}", String::from_utf8_lossy(&out.stderr).trim());
    }
    Ok(String::from_utf8_lossy(&out.stdout).into_owned())
}
