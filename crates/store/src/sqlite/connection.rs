//! One SQLite connection: how it is set up, and how statements run on it.

use std::borrow::Cow;
use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use rusqlite::config::DbConfig;
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{ErrorCode, OpenFlags, ffi};

use super::Options;
use crate::tx::Driver;
use crate::{Engine, Fault, Row, Value, sql};

const STATEMENTS_MAX: usize = 256;
const TEXTS_MAX: usize = 4096;
/// Pages of the log (64 MB) at which the writer itself works it into the file.
const LOG_PAGES_MAX: i64 = 16_384;
/// SQLite looks at the time limit once per this many of its instructions.
const STEPS_PER_LOOK: i32 = 20_000;

pub(crate) struct Connection {
    pub inner: rusqlite::Connection,
    /// SQL text as written -> as SQLite takes it; each distinct text is read once.
    texts: HashMap<String, Arc<str>>,
    limit: Duration,
    deadline: Arc<Deadline>,
}

#[derive(Default)]
struct Deadline(std::sync::Mutex<Option<Instant>>);

impl Connection {
    pub fn open(path: &Path, options: &Options, writes: bool) -> Result<Connection, Fault> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
            | OpenFlags::SQLITE_OPEN_NO_MUTEX
            | if writes { OpenFlags::SQLITE_OPEN_CREATE } else { OpenFlags::empty() };
        let mut inner = rusqlite::Connection::open_with_flags(path, flags).map_err(fault)?;
        set_up(&inner, options, writes).map_err(fault)?;
        let deadline = Arc::new(Deadline::default());
        let looked = deadline.clone();
        inner.progress_handler(STEPS_PER_LOOK, Some(move || looked.passed())).map_err(fault)?;
        Ok(Connection { inner, texts: HashMap::new(), limit: options.statement_limit, deadline })
    }

    /// Works as much of the log into the file as can be without waiting for anybody.
    pub fn checkpoint(&self) -> Result<(), Fault> {
        self.inner.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(())).map_err(fault)
    }

    fn text(&mut self, sql: &str) -> Result<Arc<str>, Fault> {
        if let Some(text) = self.texts.get(sql) {
            return Ok(text.clone());
        }
        if let Some(why) = sql::refusal(sql) {
            return Err(Fault::said(format_args!("{why}: {}", sql.trim())));
        }
        if self.texts.len() >= TEXTS_MAX {
            self.texts.clear();
        }
        let text: Arc<str> = match sql::placeholders(sql) {
            Cow::Borrowed(same) => same.into(),
            Cow::Owned(made) => made.into(),
        };
        self.texts.insert(sql.to_owned(), text.clone());
        Ok(text)
    }

    /// Runs a statement to its end; `each` sees every row.
    fn step(
        &mut self,
        sql: &str,
        params: &[Value],
        mut each: impl FnMut(&rusqlite::Row<'_>) -> Result<(), Fault>,
    ) -> Result<Arc<[String]>, Fault> {
        let text = self.text(sql)?;
        self.deadline.set(Some(self.limit));
        let failed = |error| describe(error, self.limit, sql);
        let mut statement = self.inner.prepare_cached(&text).map_err(failed)?;
        if statement.parameter_count() != params.len() {
            let (wants, given) = (statement.parameter_count(), params.len());
            return Err(Fault::said(format_args!("the statement has {wants} parameters and was given {given}: {sql}")));
        }
        for (at, value) in params.iter().enumerate() {
            statement.raw_bind_parameter(at + 1, value).map_err(failed)?;
        }
        let mut rows = statement.raw_query();
        while let Some(row) = rows.next().map_err(failed)? {
            each(row)?;
        }
        drop(rows);
        // Asked only now: the first step prepares anew if another connection changed the table meanwhile.
        Ok(statement.column_names().map(str::to_owned).collect())
    }
}

fn set_up(inner: &rusqlite::Connection, options: &Options, writes: bool) -> rusqlite::Result<()> {
    inner.busy_timeout(options.file_wait)?;
    inner.set_prepared_statement_cache_capacity(STATEMENTS_MAX);
    // A typing error in "quotes" is an error, as on PostgreSQL, and not a text.
    inner.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DML, false)?;
    inner.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DDL, false)?;
    if writes {
        inner.pragma_update(None, "journal_mode", "WAL")?;
        if options.durable {
            // Another thread does it; the writer itself only where that one cannot keep up.
            inner.pragma_update(None, "wal_autocheckpoint", LOG_PAGES_MAX)?;
        }
    }
    if let Some(bytes) = options.bytes_max {
        let page: i64 = inner.pragma_query_value(None, "page_size", |row| row.get(0))?;
        inner.pragma_update(None, "max_page_count", i64::try_from(bytes).unwrap_or(i64::MAX) / page)?;
    }
    inner.pragma_update(None, "synchronous", if options.durable { "FULL" } else { "OFF" })?;
    inner.pragma_update(None, "foreign_keys", true)?;
    inner.pragma_update(None, "trusted_schema", false)?;
    // LIKE minds case, as on PostgreSQL.
    inner.pragma_update(None, "case_sensitive_like", true)?;
    inner.pragma_update(None, "journal_size_limit", 64 << 20)?;
    inner.pragma_update(None, "query_only", !writes)
}

impl Driver for Connection {
    fn engine(&self) -> Engine {
        Engine::Sqlite
    }

    fn query(&mut self, sql: &str, params: &[Value]) -> Result<Vec<Row>, Fault> {
        let mut found = Vec::new();
        let columns = self.step(sql, params, |row| {
            let width = row.as_ref().column_count();
            let values = (0..width).map(|at| read(row, at)).collect::<Result<Vec<_>, _>>()?;
            found.push(values);
            Ok(())
        })?;
        Ok(found.into_iter().map(|values| Row { columns: columns.clone(), values }).collect())
    }

    fn execute(&mut self, sql: &str, params: &[Value]) -> Result<u64, Fault> {
        let before = self.inner.total_changes();
        self.step(sql, params, |_| Ok(()))?;
        // changes() counts rows of the statement itself, without those of cascades.
        Ok(if self.inner.total_changes() == before { 0 } else { self.inner.changes() })
    }

    fn prepare(&mut self, sql: &str) -> Result<(), Fault> {
        let text = self.text(sql)?;
        self.inner.prepare(&text).map(drop).map_err(fault)
    }

    fn control(&mut self, sql: &'static str) -> Result<(), Fault> {
        self.deadline.set(None);
        self.inner.prepare_cached(sql).and_then(|mut statement| statement.raw_execute()).map(drop).map_err(fault)
    }

    fn script(&mut self, sql: &str) -> Result<(), Fault> {
        self.deadline.set(None);
        self.inner.execute_batch(&sql::ddl_for_sqlite(sql)).map_err(fault)
    }

    fn params_max(&self) -> usize {
        32_766
    }
}

fn read(row: &rusqlite::Row<'_>, at: usize) -> Result<Value, Fault> {
    Ok(match row.get_ref(at).map_err(fault)? {
        ValueRef::Null => Value::Null,
        ValueRef::Integer(v) => Value::Int(v),
        ValueRef::Real(v) => Value::Real(v),
        ValueRef::Text(v) => Value::Text(String::from_utf8(v.to_vec()).map_err(|e| Fault::Database(e.into()))?),
        ValueRef::Blob(v) => Value::Bytes(v.to_vec()),
    })
}

impl rusqlite::ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Value::Null => ValueRef::Null,
            Value::Int(v) => ValueRef::Integer(*v),
            Value::Real(v) => ValueRef::Real(*v),
            Value::Text(v) => ValueRef::Text(v.as_bytes()),
            Value::Bytes(v) => ValueRef::Blob(v),
        }))
    }
}

impl Deadline {
    fn set(&self, limit: Option<Duration>) {
        *self.0.lock().expect("nobody panics while setting a time") = limit.map(|limit| Instant::now() + limit);
    }

    fn passed(&self) -> bool {
        self.0.lock().expect("nobody panics while reading a time").is_some_and(|deadline| Instant::now() > deadline)
    }
}

fn describe(error: rusqlite::Error, limit: Duration, sql: &str) -> Fault {
    if error.sqlite_error_code() == Some(ErrorCode::OperationInterrupted) {
        return Fault::TooLong { limit_s: limit.as_secs() };
    }
    match fault(error) {
        Fault::Database(source) => Fault::Database(source.context(sql.trim().to_owned())),
        other => other,
    }
}

/// Sorts an SQLite error by what the caller can do about it.
pub(crate) fn fault(error: rusqlite::Error) -> Fault {
    let rusqlite::Error::SqliteFailure(code, message) = &error else { return Fault::Database(error.into()) };
    match (code.code, code.extended_code) {
        (_, ffi::SQLITE_CONSTRAINT_UNIQUE | ffi::SQLITE_CONSTRAINT_PRIMARYKEY) => {
            Fault::Unique { constraint: unique_name(message.as_deref().unwrap_or_default()) }
        }
        (ErrorCode::ConstraintViolation, _) => Fault::Constraint(error.into()),
        (ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked, _) => Fault::Busy { retry_after_s: 2 },
        (ErrorCode::DiskFull, _) => Fault::Full,
        _ => Fault::Database(error.into()),
    }
}

/// `UNIQUE constraint failed: t.a, t.b` is `t(a,b)`; `…: index 'i'` is `i`.
fn unique_name(message: &str) -> String {
    let what = message.split_once(": ").map_or(message, |(_, what)| what);
    if let Some(index) = what.strip_prefix("index '") {
        return index.trim_end_matches('\'').to_owned();
    }
    let table = what.split('.').next().unwrap_or(what);
    let columns: Vec<&str> =
        what.split(", ").filter_map(|pair| pair.split_once('.')).map(|(_, column)| column).collect();
    format!("{table}({})", columns.join(","))
}
