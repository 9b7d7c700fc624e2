//! A county's database from outside: read, filled in bulk, asked what became of a decision.

use anyhow::{Context, Result, bail};
use rusqlite::types::Value as Sqlite;
use std::collections::BTreeMap;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};

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

    /// The rows of a query, every value as text; none of them holds a tab.
    pub fn rows(&self, sql: &str) -> Result<Vec<Vec<String>>> {
        match self {
            County::Sqlite(file) => {
                let rows = cells(&open(file)?, sql)?;
                Ok(rows.into_iter().map(|row| row.iter().map(written).collect()).collect())
            }
            County::Postgres(url) => {
                let told = psql(url, sql)?;
                Ok(told.lines().map(|line| line.split('\t').map(str::to_owned).collect()).collect())
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

fn psql(url: &str, sql: &str) -> Result<String> {
    let mut command = Command::new("psql");
    command.args([url, "--no-psqlrc", "--quiet", "-At", "-F", "\t", "-v", "ON_ERROR_STOP=1", "-c", sql]);
    let out = command.output().context("psql could not be started")?;
    if !out.status.success() {
        bail!("psql: {}", String::from_utf8_lossy(&out.stderr).trim());
    }
    Ok(String::from_utf8_lossy(&out.stdout).into_owned())
}

/// Rows of many tables on their way into a county.
pub enum Filling {
    /// One transaction without waiting for the disk; the file is checked in afterwards.
    Sqlite(rusqlite::Connection, BTreeMap<&'static str, String>),
    /// One COPY a table.
    Postgres(String, BTreeMap<&'static str, Copying>),
}

/// A COPY at work.
pub struct Copying {
    program: Child,
    into: BufWriter<ChildStdin>,
}

impl Filling {
    /// Begins.
    pub fn begin(county: &County) -> Result<Filling> {
        Ok(match county {
            County::Sqlite(file) => {
                let county = open(file)?;
                county.pragma_update(None, "synchronous", "OFF")?;
                county.pragma_update(None, "cache_size", -1_000_000)?;
                county.execute_batch("BEGIN IMMEDIATE")?;
                Filling::Sqlite(county, BTreeMap::new())
            }
            County::Postgres(url) => Filling::Postgres(url.clone(), BTreeMap::new()),
        })
    }

    /// Adds a row; every row of a table has the same columns.
    pub fn put(&mut self, table: &'static str, columns: &[String], row: &[Cell]) -> Result<()> {
        match self {
            Filling::Sqlite(county, texts) => {
                let text = texts.entry(table).or_insert_with(|| {
                    let marks = vec!["?"; columns.len()].join(", ");
                    format!("INSERT INTO {table} ({}) VALUES ({marks})", columns.join(", "))
                });
                let mut statement = county.prepare_cached(text)?;
                for (at, cell) in row.iter().enumerate() {
                    match cell {
                        Cell::Null => statement.raw_bind_parameter(at + 1, rusqlite::types::Null)?,
                        Cell::Int(number) => statement.raw_bind_parameter(at + 1, number)?,
                        Cell::Text(text) => statement.raw_bind_parameter(at + 1, text)?,
                    }
                }
                statement.raw_execute()?;
            }
            Filling::Postgres(url, tables) => {
                if !tables.contains_key(table) {
                    tables.insert(table, Copying::begin(url, table, columns)?);
                }
                let copying = tables.get_mut(table).context("inserted above")?;
                let line: Vec<String> = row.iter().map(copied).collect();
                writeln!(copying.into, "{}", line.join("\t"))?;
            }
        }
        Ok(())
    }

    /// Ends: everything is in the county and its planner knows the tables.
    pub fn end(self) -> Result<()> {
        match self {
            Filling::Sqlite(county, _) => {
                county.execute_batch("COMMIT")?;
                county.pragma_update(None, "synchronous", "FULL")?;
                county.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
            }
            Filling::Postgres(url, tables) => {
                for (table, copying) in tables {
                    copying.end().with_context(|| format!("COPY {table}"))?;
                }
                psql(&url, "VACUUM ANALYZE")?;
                psql(&url, "CHECKPOINT")?;
            }
        }
        Ok(())
    }
}

impl Copying {
    fn begin(url: &str, table: &str, columns: &[String]) -> Result<Copying> {
        let sql = format!("COPY {table} ({}) FROM STDIN", columns.join(", "));
        let mut command = Command::new("psql");
        command.args([url, "--no-psqlrc", "--quiet", "-v", "ON_ERROR_STOP=1", "-c", &sql]);
        command.stdin(Stdio::piped()).stdout(Stdio::null());
        let mut program = command.spawn().context("psql could not be started")?;
        let into = program.stdin.take().context("standard input was asked for")?;
        Ok(Copying { program, into: BufWriter::with_capacity(1 << 20, into) })
    }

    fn end(self) -> Result<()> {
        let Copying { mut program, into } = self;
        drop(into.into_inner().map_err(|error| anyhow::anyhow!("{error}"))?);
        if !program.wait()?.success() {
            bail!("the rows were not taken");
        }
        Ok(())
    }
}

/// As COPY reads it.
fn copied(cell: &Cell) -> String {
    match cell {
        Cell::Null => "\\N".to_owned(),
        Cell::Int(number) => number.to_string(),
        Cell::Text(text) => text.replace('\\', "\\\\").replace('\t', "\\t").replace('\n', "\\n").replace('\r', "\\r"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_copy_reads_back_is_what_was_written() {
        assert_eq!(copied(&Cell::Text("a\\b\tc\nd".into())), "a\\\\b\\tc\\nd");
        assert_eq!((copied(&Cell::Null), copied(&Cell::Int(-4))), ("\\N".to_owned(), "-4".to_owned()));
    }
}
