//! One PostgreSQL connection inside a transaction.

use std::collections::HashSet;
use std::sync::{Arc, RwLock};
use std::time::Duration;

use deadpool_postgres::Object;
use tokio::runtime::Handle;
use tokio_postgres::error::{DbError, SqlState};
use tokio_postgres::types::ToSql;
use tokio_postgres::{Error, Statement};

use super::values;
use crate::tx::Driver;
use crate::{Engine, Fault, Row, Value, sql};

/// Prepared statements one connection keeps before it starts afresh.
const STATEMENTS_MAX: usize = 1024;
/// Texts kept as known before the set starts afresh.
const TEXTS_MAX: usize = 4096;
const STATEMENT_LIMIT: Duration = Duration::from_secs(30);

pub(crate) struct Connection {
    client: Option<Object>,
    handle: Handle,
    /// A connection dropped inside a transaction is closed, never given to the next user.
    open: bool,
    known: Arc<Known>,
}

/// Texts that were read and found fit to run, so that each is read once.
#[derive(Default)]
pub(crate) struct Known(RwLock<HashSet<String>>);

impl Known {
    fn admit(&self, sql: &str) -> Result<(), Fault> {
        const NO_PANIC: &str = "nobody panics while holding a set of texts";
        if self.0.read().expect(NO_PANIC).contains(sql) {
            return Ok(());
        }
        if let Some(why) = sql::refusal(sql) {
            return Err(Fault::said(format_args!("{why}: {}", sql.trim())));
        }
        let mut texts = self.0.write().expect(NO_PANIC);
        if texts.len() >= TEXTS_MAX {
            texts.clear();
        }
        texts.insert(sql.to_owned());
        Ok(())
    }
}

impl Connection {
    /// Opens a transaction. The connection is already ours while BEGIN is on its way, so that a caller who goes
    /// away in that moment cannot send it back to the pool half begun.
    pub async fn begin(client: Object, how: &str, known: Arc<Known>) -> Result<Connection, Fault> {
        let connection = Connection { client: Some(client), handle: Handle::current(), open: true, known };
        connection.client().batch_execute(how).await.map_err(fault)?;
        Ok(connection)
    }

    fn client(&self) -> &Object {
        self.client.as_ref().expect("the client is taken only on drop")
    }

    fn statement(&self, sql: &str, params: &[Value]) -> Result<Statement, Fault> {
        self.known.admit(sql)?;
        let cache = &self.client().statement_cache;
        if cache.size() >= STATEMENTS_MAX {
            cache.clear();
        }
        let statement = self.handle.block_on(self.client().prepare_cached(sql)).map_err(|e| describe(e, sql))?;
        let wants = statement.params().len();
        if wants != params.len() {
            let given = params.len();
            return Err(Fault::said(format_args!("the statement has {wants} parameters and was given {given}: {sql}")));
        }
        Ok(statement)
    }

    fn failed(&self, error: Error, sql: &str) -> Fault {
        // A table changed under a prepared statement (a newer node migrated): prepare again next time.
        if error.as_db_error().is_some_and(|server| server.message().starts_with("cached plan")) {
            self.client().statement_cache.clear();
            return Fault::Busy { retry_after_s: 1 };
        }
        describe(error, sql)
    }
}

impl Driver for Connection {
    fn engine(&self) -> Engine {
        Engine::Postgres
    }

    fn query(&mut self, sql: &str, params: &[Value]) -> Result<Vec<Row>, Fault> {
        let statement = self.statement(sql, params)?;
        let columns: Arc<[String]> = statement.columns().iter().map(|column| column.name().to_owned()).collect();
        let rows = self.handle.block_on(self.client().query(&statement, &borrowed(params)));
        let rows = rows.map_err(|error| self.failed(error, sql))?;
        rows.iter().map(|row| Ok(Row { columns: columns.clone(), values: values::of(row)? })).collect()
    }

    fn execute(&mut self, sql: &str, params: &[Value]) -> Result<u64, Fault> {
        let statement = self.statement(sql, params)?;
        let changed = self.handle.block_on(self.client().execute(&statement, &borrowed(params)));
        changed.map_err(|error| self.failed(error, sql))
    }

    fn prepare(&mut self, sql: &str) -> Result<(), Fault> {
        self.known.admit(sql)?;
        let statement = self.handle.block_on(self.client().prepare(sql)).map_err(fault)?;
        values::check_columns(&statement)
    }

    fn control(&mut self, sql: &'static str) -> Result<(), Fault> {
        self.handle.block_on(self.client().batch_execute(sql)).map_err(fault)?;
        if matches!(sql, "COMMIT" | "ROLLBACK") {
            self.open = false;
        }
        Ok(())
    }

    fn script(&mut self, sql: &str) -> Result<(), Fault> {
        self.handle.block_on(self.client().batch_execute(&sql::ddl_for_postgres(sql))).map_err(fault)
    }

    fn params_max(&self) -> usize {
        32_766
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        if self.open
            && let Some(client) = self.client.take()
        {
            drop(Object::take(client));
        }
    }
}

fn borrowed(params: &[Value]) -> Vec<&(dyn ToSql + Sync)> {
    params.iter().map(|value| value as &(dyn ToSql + Sync)).collect()
}

fn describe(error: Error, sql: &str) -> Fault {
    match fault(error) {
        Fault::Database(source) => Fault::Database(source.context(sql.trim().to_owned())),
        other => other,
    }
}

/// Sorts a PostgreSQL error by what the caller can do about it.
pub(crate) fn fault(error: Error) -> Fault {
    let Some(server) = error.as_db_error() else {
        let lost = error.is_closed() || error.code().is_none() && is_io(&error);
        return if lost {
            Fault::Lost { retry_after_s: 5, source: error.into() }
        } else {
            Fault::Database(error.into())
        };
    };
    match *server.code() {
        SqlState::UNIQUE_VIOLATION => Fault::Unique { constraint: unique_name(server) },
        SqlState::FOREIGN_KEY_VIOLATION | SqlState::NOT_NULL_VIOLATION | SqlState::CHECK_VIOLATION => {
            Fault::Constraint(error.into())
        }
        SqlState::T_R_SERIALIZATION_FAILURE | SqlState::T_R_DEADLOCK_DETECTED | SqlState::LOCK_NOT_AVAILABLE => {
            Fault::Busy { retry_after_s: 1 }
        }
        SqlState::TOO_MANY_CONNECTIONS => Fault::Busy { retry_after_s: 5 },
        SqlState::QUERY_CANCELED => Fault::TooLong { limit_s: STATEMENT_LIMIT.as_secs() },
        SqlState::DISK_FULL => Fault::Full,
        SqlState::ADMIN_SHUTDOWN
        | SqlState::CRASH_SHUTDOWN
        | SqlState::CANNOT_CONNECT_NOW
        | SqlState::IDLE_IN_TRANSACTION_SESSION_TIMEOUT => Fault::Lost { retry_after_s: 5, source: error.into() },
        _ => Fault::Database(error.into()),
    }
}

fn is_io(error: &Error) -> bool {
    let mut source = std::error::Error::source(error);
    while let Some(inner) = source {
        if inner.is::<std::io::Error>() {
            return true;
        }
        source = inner.source();
    }
    error.to_string().contains("error connecting")
}

/// `Key (a, b)=(1, 2) already exists.` of table t is `t(a,b)`; an index on an expression keeps its own name.
fn unique_name(error: &DbError) -> String {
    let key = error.detail().and_then(|detail| detail.strip_prefix("Key (")).and_then(|rest| rest.split_once(")=("));
    match (error.table(), key) {
        (Some(table), Some((columns, _))) if !columns.contains('(') => {
            format!("{table}({})", columns.replace(", ", ","))
        }
        _ => error.constraint().unwrap_or("unknown").to_owned(),
    }
}
