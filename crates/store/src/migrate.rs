//! Migrations: one DDL statement a file, applied once, in order, by whichever node comes first.

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};

use crate::db::Inner;
use crate::{Db, Engine, Fault, Row, Tx, params, sql};

/// One file: a single DDL statement in PostgreSQL's types, safe to run twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Migration {
    /// File name without `.sql`, such as `0010_create_offer`; names are applied in ascending order.
    pub name: &'static str,
    /// Text of the file.
    pub sql: &'static str,
}

/// The migrations of one feature.
#[derive(Clone, Copy, Debug)]
pub struct MigrationSet<'a> {
    /// Name of the feature.
    pub feature: &'a str,
    /// Its files, ascending by name.
    pub files: &'a [Migration],
}

/// The store's own tables come before those of any feature.
const OWN: &[Migration] = crate::migrations!("sql";
    "0010_create_store_guard",
    "0020_create_store_once",
    "0030_create_store_journal",
    "0040_create_store_journal_head",
    "0050_create_store_job",
    "0060_index_store_job_due",
    "0070_index_store_journal_thing",
    "0080_index_store_journal_done",
    "0090_index_store_journal_actor",
);

const LEDGER: &str = include_str!("sql/0000_create_store_migration.sql");

/// Any number, the same in every version: the name of the lock that migrating nodes take on PostgreSQL.
const LOCK: &str = "SELECT pg_advisory_xact_lock(7246001202002)";

impl Db {
    /// Applies what is missing, feature after feature, and returns `feature/name` of what it applied.
    ///
    /// Each file is one transaction, so a failed one leaves no trace and those before it stay. Refused before anything
    /// is applied: a database with a migration this program does not have ([`Fault::NewerDatabase`]), an applied
    /// file whose text changed ([`Fault::MigrationChanged`]), file names out of order. Two nodes may migrate at once.
    pub async fn migrate(&self, sets: &[MigrationSet<'_>]) -> Result<Vec<String>, Fault> {
        let wanted = with_own(sets)?;
        self.write(|tx| {
            lock(tx)?;
            tx.driver.script(LEDGER)
        })
        .await?;
        let missing = self.read(move |tx| missing(tx, &wanted)).await?;
        let mut applied = Vec::new();
        for (feature, migration) in missing {
            let label = format!("{feature}/{}", migration.name);
            if self.write(move |tx| apply(tx, &feature, migration)).await? {
                applied.push(label);
            }
        }
        if let Inner::Postgres(postgres) = self.0.as_ref() {
            postgres.forget_statements();
        }
        Ok(applied)
    }

    /// What [`Db::migrate`] would apply, with the same refusals, without touching the database.
    pub async fn pending(&self, sets: &[MigrationSet<'_>]) -> Result<Vec<String>, Fault> {
        let wanted = with_own(sets)?;
        let missing = self.read(move |tx| missing(tx, &wanted)).await?;
        Ok(missing.into_iter().map(|(feature, file)| format!("{feature}/{}", file.name)).collect())
    }
}

type Wanted = Vec<(String, Vec<Migration>)>;

/// The store's own files, then those of the features, each checked for what no engine may be given.
fn with_own(sets: &[MigrationSet<'_>]) -> Result<Wanted, Fault> {
    let own = MigrationSet { feature: "store", files: OWN };
    let all = std::iter::once(&own).chain(sets);
    all.map(|set| check_order(set).map(|()| (set.feature.to_owned(), set.files.to_vec()))).collect()
}

fn check_order(set: &MigrationSet<'_>) -> Result<(), Fault> {
    let feature = set.feature;
    if let Some(pair) = set.files.windows(2).find(|pair| pair[0].name >= pair[1].name) {
        let (first, second) = (pair[0].name, pair[1].name);
        return Err(Fault::said(format_args!(
            "migrations of `{feature}` are out of order: `{first}` before `{second}`"
        )));
    }
    for file in set.files {
        if let Some(why) = sql::refusal(file.sql).or_else(|| sql::not_repeatable(file.sql)) {
            return Err(Fault::said(format_args!("migration `{feature}/sql/{}.sql`: {why}", file.name)));
        }
    }
    Ok(())
}

/// Compares the ledger of the database with the files of this program.
fn missing(tx: &mut Tx, wanted: &Wanted) -> Result<Vec<(String, Migration)>, Fault> {
    let mut applied = BTreeMap::new();
    for row in ledger(tx)? {
        applied.insert((row.get::<String>("feature")?, row.get::<String>("name")?), row.get::<String>("sha256")?);
    }
    for (feature, name) in applied.keys() {
        let ours = wanted.iter().find(|(ours, _)| ours == feature);
        if ours.is_some_and(|(_, files)| !files.iter().any(|file| file.name == name)) {
            return Err(Fault::NewerDatabase { feature: feature.clone(), name: name.clone() });
        }
    }
    let mut found = Vec::new();
    for (feature, files) in wanted {
        for file in files {
            match applied.get(&(feature.clone(), file.name.to_owned())) {
                Some(sha256) if *sha256 == digest(file.sql) => {}
                Some(_) => return Err(changed(feature, file.name)),
                None => found.push((feature.clone(), *file)),
            }
        }
    }
    Ok(found)
}

/// What was applied; nothing if the database is empty.
fn ledger(tx: &mut Tx) -> Result<Vec<Row>, Fault> {
    let there = match tx.engine() {
        Engine::Sqlite => "SELECT 1 AS n FROM sqlite_schema WHERE type = 'table' AND name = 'store_migration'",
        Engine::Postgres => "SELECT 1 AS n WHERE to_regclass('store_migration') IS NOT NULL",
    };
    match tx.maybe(there, &[])? {
        Some(_) => tx.query("SELECT feature, name, sha256 FROM store_migration ORDER BY feature, name", &[]),
        None => Ok(Vec::new()),
    }
}

/// Applies one file unless another node did so meanwhile.
fn apply(tx: &mut Tx, feature: &str, migration: Migration) -> Result<bool, Fault> {
    lock(tx)?;
    let ledger = "SELECT sha256 FROM store_migration WHERE feature = $1 AND name = $2";
    if let Some(row) = tx.maybe(ledger, params![feature, migration.name])? {
        let same = row.get::<String>("sha256")? == digest(migration.sql);
        return if same { Ok(false) } else { Err(changed(feature, migration.name)) };
    }
    tx.driver.script(migration.sql).map_err(|fault| match fault {
        Fault::Database(source) => {
            Fault::Database(source.context(format!("migration `{feature}/sql/{}.sql`", migration.name)))
        }
        other => other,
    })?;
    let clock = match tx.engine() {
        Engine::Sqlite => "SELECT CAST(unixepoch('subsec') * 1000 AS BIGINT) AS now_ms",
        Engine::Postgres => "SELECT CAST(extract(epoch FROM clock_timestamp()) * 1000 AS BIGINT) AS now_ms",
    };
    let now_ms: i64 = tx.one(clock, &[])?.get("now_ms")?;
    tx.execute(
        "INSERT INTO store_migration (feature, name, sha256, applied_at) VALUES ($1, $2, $3, $4)",
        params![feature, migration.name, digest(migration.sql), now_ms],
    )?;
    Ok(true)
}

/// On SQLite the write transaction itself is the lock. On PostgreSQL a large index may take its time.
fn lock(tx: &mut Tx) -> Result<(), Fault> {
    if tx.engine() == Engine::Postgres {
        tx.driver.control("SET LOCAL statement_timeout = 0")?;
        tx.driver.control("SET LOCAL lock_timeout = '60s'")?;
        tx.driver.control(LOCK)?;
    }
    Ok(())
}

fn changed(feature: &str, name: &str) -> Fault {
    Fault::MigrationChanged { feature: feature.to_owned(), name: name.to_owned() }
}

/// SHA-256 of the text, in hex; line ends do not count, so that a checkout on another system stays the same.
fn digest(text: &str) -> String {
    hex::encode(Sha256::digest(text.replace("\r\n", "\n")))
}
