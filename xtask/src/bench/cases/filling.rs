//! Rows on their way into a county in bulk: past its journal of changes, and with the indexes built when all of them are in.

use super::county::{Cell, County, open, psql};
use anyhow::{Context, Result, anyhow, bail};
use std::collections::BTreeMap;
use std::io::{BufWriter, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::JoinHandle;

/// Rows handed over at a time, so that they are made while others are written.
const PIECE: usize = 4096;

type Row = (&'static str, Vec<Cell>);

/// A county being filled. Nobody else has it open meanwhile, and if it fails the county is thrown away.
pub struct Filling {
    county: County,
    indexes: Vec<Index>,
    into: Way,
}

enum Way {
    /// A thread that inserts, and what waits to be handed to it.
    Sqlite { hand: SyncSender<Vec<Row>>, piece: Vec<Row>, writer: JoinHandle<Result<()>> },
    /// One COPY a table.
    Postgres(BTreeMap<&'static str, Copying>),
}

/// An index as the program's migrations made it.
#[derive(Debug, PartialEq, Eq)]
struct Index {
    name: String,
    made: String,
}

/// A COPY at work.
struct Copying {
    program: Child,
    into: BufWriter<ChildStdin>,
}

impl Filling {
    /// Begins: takes the tables' indexes away for the time of the filling, but for those that keep keys apart.
    pub fn begin(county: &County, tables: &[(&'static str, Vec<String>)]) -> Result<Filling> {
        let indexes = indexes(county, tables)?;
        let dropped: String = indexes.iter().map(|index| format!("DROP INDEX {};", index.name)).collect();
        county.run(&dropped)?;
        let into = match county {
            County::Sqlite(file) => {
                let (hand, taken) = sync_channel(16);
                let (file, tables) = (file.clone(), tables.to_vec());
                let writer = std::thread::spawn(move || write(&file, &tables, &taken));
                Way::Sqlite { hand, piece: Vec::with_capacity(PIECE), writer }
            }
            County::Postgres(url) => {
                let mut copying = BTreeMap::new();
                for (table, columns) in tables {
                    copying.insert(*table, Copying::begin(url, table, columns)?);
                }
                Way::Postgres(copying)
            }
        };
        Ok(Filling { county: county.clone(), indexes, into })
    }

    /// Adds a row, its cells in the order of the table's columns.
    pub fn put(&mut self, table: &'static str, row: Vec<Cell>) -> Result<()> {
        match &mut self.into {
            Way::Sqlite { hand, piece, .. } => {
                piece.push((table, row));
                if piece.len() == PIECE {
                    let full = std::mem::replace(piece, Vec::with_capacity(PIECE));
                    hand.send(full).map_err(|_| anyhow!("the writer ended; its reason comes at the end"))?;
                }
            }
            Way::Postgres(tables) => {
                let copying = tables.get_mut(table).context("a table that was told at the beginning")?;
                let line: Vec<String> = row.iter().map(copied).collect();
                writeln!(copying.into, "{}", line.join("\t"))?;
            }
        }
        Ok(())
    }

    /// Ends: everything is on the disk, every index stands as before, and the planner knows the tables.
    pub fn end(self) -> Result<()> {
        let Filling { county, indexes, into } = self;
        match into {
            Way::Sqlite { hand, piece, writer } => {
                // A writer that ended says why when it is joined.
                let _ = hand.send(piece);
                drop(hand);
                writer.join().map_err(|_| anyhow!("the writer of rows panicked"))??;
            }
            Way::Postgres(tables) => {
                for (table, copying) in tables {
                    copying.end().with_context(|| format!("COPY {table}"))?;
                }
            }
        }
        rebuild(&county, &indexes)
    }
}

/// The indexes of these tables that a statement of its own made.
fn indexes(county: &County, tables: &[(&'static str, Vec<String>)]) -> Result<Vec<Index>> {
    let names: Vec<String> = tables.iter().map(|(table, _)| format!("'{table}'")).collect();
    let names = names.join(", ");
    let rows = match county {
        // Line breaks and tabs would not pass as rows of text.
        County::Sqlite(_) => county.rows(&format!(
            "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL AND tbl_name IN ({names}) ORDER BY name"
        ))?,
        County::Postgres(_) => county.rows(&format!(
            "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' AND tablename IN ({names})
                AND indexname NOT IN (SELECT conname FROM pg_constraint) ORDER BY indexname"
        ))?,
    };
    rows.into_iter()
        .map(|row| match row.as_slice() {
            [name, made] => Ok(Index { name: name.clone(), made: made.clone() }),
            other => bail!("an index is a name and a text, not {other:?}"),
        })
        .collect()
}

fn rebuild(county: &County, indexes: &[Index]) -> Result<()> {
    let made: String = indexes.iter().map(|index| format!("{};\n", index.made)).collect();
    match county {
        County::Sqlite(file) => {
            let open = open(file)?;
            open.execute_batch(&format!(
                "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -1000000; PRAGMA threads = 2;
                 BEGIN EXCLUSIVE; {made} COMMIT; PRAGMA synchronous = FULL; PRAGMA journal_mode = WAL;"
            ))?;
            drop(open);
            std::fs::File::open(file)?.sync_all()?;
        }
        County::Postgres(url) => {
            psql(url, &format!("SET maintenance_work_mem = '512MB';\n{made}"))?;
            psql(url, "VACUUM ANALYZE")?;
            psql(url, "CHECKPOINT")?;
        }
    }
    Ok(())
}

/// Inserts what it is handed in one transaction that keeps no way back.
fn write(file: &Path, tables: &[(&'static str, Vec<String>)], taken: &Receiver<Vec<Row>>) -> Result<()> {
    let county = open(file)?;
    county.execute_batch(
        "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -1000000; PRAGMA foreign_keys = OFF;
         BEGIN EXCLUSIVE",
    )?;
    let mut statements = BTreeMap::new();
    for (table, columns) in tables {
        let marks = vec!["?"; columns.len()].join(", ");
        let text = format!("INSERT INTO {table} ({}) VALUES ({marks})", columns.join(", "));
        statements.insert(*table, county.prepare(&text)?);
    }
    for (table, row) in taken.iter().flatten() {
        let statement = statements.get_mut(table).context("a table that was told at the beginning")?;
        for (at, cell) in row.iter().enumerate() {
            match cell {
                Cell::Null => statement.raw_bind_parameter(at + 1, rusqlite::types::Null)?,
                Cell::Int(number) => statement.raw_bind_parameter(at + 1, number)?,
                Cell::Text(text) => statement.raw_bind_parameter(at + 1, text)?,
            }
        }
        statement.raw_execute()?;
    }
    drop(statements);
    Ok(county.execute_batch("COMMIT")?)
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
        drop(into.into_inner().map_err(|error| anyhow!("{error}"))?);
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

    #[test]
    fn a_filled_file_has_its_rows_and_the_indexes_it_had_before() {
        let file = std::env::temp_dir().join(format!("tongtu-filling-{}.sqlite", std::process::id()));
        let county = County::Sqlite(file.clone());
        county.run("CREATE TABLE t (region TEXT, n INTEGER); CREATE UNIQUE INDEX t_n ON t (region,\n  n)").unwrap();
        let tables = [("t", vec!["region".to_owned(), "n".to_owned()])];
        let before = indexes(&county, &tables).unwrap();
        let mut filling = Filling::begin(&county, &tables).unwrap();
        for n in 0..10_000 {
            filling.put("t", vec![Cell::Text("990121".into()), Cell::Int(n)]).unwrap();
        }
        filling.end().unwrap();
        assert_eq!(county.rows("SELECT COUNT(*), SUM(n) FROM t").unwrap(), [["10000", "49995000"]]);
        assert_eq!((before.len(), indexes(&county, &tables).unwrap()), (1, before));
        std::fs::remove_file(file).unwrap();
    }
}
