//! Backup, restore and check of an SQLite database; PostgreSQL has its own tools (`pg_dump`, `pg_basebackup`).

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use anyhow::Context;
use rusqlite::{Connection, OpenFlags};

use crate::db::Inner;
use crate::sqlite::fault;
use crate::{Db, Fault};

/// What a checked file holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checked {
    /// Size in bytes.
    pub bytes: u64,
    /// Tables with their number of rows, by name.
    pub tables: Vec<(String, u64)>,
}

/// Copies the running database to a new file, as of one moment, while reads and writes go on. The copy is checked,
/// is on the disk when this returns, and appears under its name only when it is whole.
pub async fn backup(db: &Db, to: &Path) -> Result<Checked, Fault> {
    let Inner::Sqlite(sqlite) = db.0.as_ref() else {
        return Err(Fault::said("this is PostgreSQL: use pg_dump or pg_basebackup"));
    };
    let (from, to) = (sqlite.path().to_owned(), to.to_owned());
    blocking(move || copy(&from, &to)).await
}

/// Puts a backup in the place of a database that is not there: move a damaged one aside first.
pub async fn restore(from: &Path, to: &Path) -> Result<Checked, Fault> {
    let (from, to) = (from.to_owned(), to.to_owned());
    blocking(move || {
        check(&from)?;
        copy(&from, &to)
    })
    .await
}

/// Reads every page and index of a database file and every foreign key.
pub async fn verify(file: &Path) -> Result<Checked, Fault> {
    let file = file.to_owned();
    blocking(move || check(&file)).await
}

async fn blocking<T: Send + 'static>(run: impl FnOnce() -> Result<T, Fault> + Send + 'static) -> Result<T, Fault> {
    match tokio::task::spawn_blocking(run).await {
        Ok(outcome) => outcome,
        Err(error) => Err(Fault::Database(error.into())),
    }
}

fn copy(from: &Path, to: &Path) -> Result<Checked, Fault> {
    for taken in [to.to_owned(), beside(to, "-wal"), beside(to, "-shm")] {
        if taken.exists() {
            return Err(Fault::said(format_args!("`{}` exists already; move it aside first", taken.display())));
        }
    }
    let part = beside(to, ".part");
    let copied = copy_whole(from, &part).and_then(|()| {
        let checked = check(&part)?;
        fs::rename(&part, to).context("name the finished copy").map_err(Fault::Database)?;
        sync_folder(to).map_err(Fault::Database)?;
        Ok(checked)
    });
    if copied.is_err() {
        drop(fs::remove_file(&part));
    }
    copied
}

/// One step for all pages holds one snapshot: writers go on in the WAL, and the copy never starts over.
fn copy_whole(from: &Path, part: &Path) -> Result<(), Fault> {
    drop(fs::remove_file(part));
    let source = Connection::open_with_flags(from, OpenFlags::SQLITE_OPEN_READ_WRITE).map_err(fault)?;
    source.busy_timeout(std::time::Duration::from_secs(5)).map_err(fault)?;
    let mut target = Connection::open(part).map_err(fault)?;
    let backup = rusqlite::backup::Backup::new(&source, &mut target).map_err(fault)?;
    let step = backup.step(-1).map_err(fault)?;
    drop(backup);
    if step != rusqlite::backup::StepResult::Done {
        return Err(Fault::Busy { retry_after_s: 5 });
    }
    // A single file: no -wal beside it that could be left behind when it is carried away.
    target.pragma_update(None, "journal_mode", "DELETE").map_err(fault)?;
    target.close().map_err(|(_, error)| fault(error))?;
    File::open(part).and_then(|file| file.sync_all()).context("write the copy to the disk").map_err(Fault::Database)
}

fn check(file: &Path) -> Result<Checked, Fault> {
    let bytes =
        fs::metadata(file).with_context(|| format!("read `{}`", file.display())).map_err(Fault::Database)?.len();
    let db = Connection::open_with_flags(file, OpenFlags::SQLITE_OPEN_READ_ONLY).map_err(fault)?;
    let lines = texts(&db, "PRAGMA integrity_check")?;
    if lines != ["ok"] {
        return Err(Fault::said(format_args!("`{}` is damaged: {}", file.display(), lines.join("; "))));
    }
    if let Some(table) = texts(&db, "SELECT \"table\" FROM pragma_foreign_key_check LIMIT 1")?.first() {
        return Err(Fault::said(format_args!("`{}`: a row of `{table}` points to nothing", file.display())));
    }
    let mut tables = Vec::new();
    for name in
        texts(&db, "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY 1")?
    {
        let sql = format!("SELECT COUNT(*) FROM \"{}\"", name.replace('"', "\"\""));
        let rows: i64 = db.query_row(&sql, [], |row| row.get(0)).map_err(fault)?;
        tables.push((name, rows.unsigned_abs()));
    }
    Ok(Checked { bytes, tables })
}

fn texts(db: &Connection, sql: &str) -> Result<Vec<String>, Fault> {
    let mut statement = db.prepare(sql).map_err(fault)?;
    let rows = statement.query_map([], |row| row.get(0)).map_err(fault)?;
    rows.collect::<rusqlite::Result<_>>().map_err(fault)
}

fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    name.into()
}

/// The new name itself must survive a power cut.
fn sync_folder(path: &Path) -> anyhow::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    File::open(folder).and_then(|folder| folder.sync_all()).context("write the folder to the disk")
}
