//! PostgreSQL: a pool of connections; closures run on blocking threads, one transaction each.

mod connection;
mod values;

use std::sync::Arc;
use std::time::Duration;

use deadpool_postgres::{
    Hook, HookError, Manager, ManagerConfig, Object, Pool, PoolError, RecyclingMethod, Runtime, Timeouts,
};
use tokio_postgres::NoTls;

use crate::{Fault, Tx};
use connection::{Connection, Known, fault};

const CONNECTIONS_MAX: usize = 16;
/// Requests that may wait for a connection; one more is answered busy.
const WAITING_MAX: usize = 1024;
const WAIT: Duration = Duration::from_secs(5);
/// Runs of a closure that may run again, first one included.
const RUNS_MAX: usize = 5;

/// What every connection is told once: how long a statement, a lock and an idle transaction may take.
const SESSION: &str = "SET statement_timeout = '30s'; SET lock_timeout = '10s';
    SET idle_in_transaction_session_timeout = '60s'; SET client_min_messages = 'warning'";

const BEGIN_WRITE: &str = "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE";
const BEGIN_READ: &str = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";

pub(crate) struct Postgres {
    pool: Pool,
    known: Arc<Known>,
}

impl Postgres {
    pub async fn connect(url: &str) -> Result<Postgres, Fault> {
        let mut config: tokio_postgres::Config =
            url.parse().map_err(|e| Fault::Database(anyhow::Error::new(e).context("read the PostgreSQL address")))?;
        config.application_name("tongtu").connect_timeout(WAIT).tcp_user_timeout(Duration::from_secs(15));
        let manager = Manager::from_config(config, NoTls, ManagerConfig { recycling_method: RecyclingMethod::Fast });
        let session = Hook::async_fn(|client, _| {
            Box::pin(async move { client.batch_execute(SESSION).await.map_err(HookError::Backend) })
        });
        let timeouts = Timeouts { wait: Some(WAIT), create: Some(WAIT), recycle: Some(WAIT) };
        let pool = Pool::builder(manager)
            .max_size(CONNECTIONS_MAX)
            .runtime(Runtime::Tokio1)
            .timeouts(timeouts)
            .post_create(session)
            .build()
            .map_err(|e| Fault::Database(e.into()))?;
        let postgres = Postgres { pool, known: Arc::default() };
        drop(postgres.take().await?);
        Ok(postgres)
    }

    pub async fn write<T, E>(&self, f: impl FnOnce(&mut Tx) -> Result<T, E> + Send + 'static) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Fault> + Send + 'static,
    {
        let tx = self.begin(BEGIN_WRITE).await?;
        blocking(move || transaction(tx, f).0).await
    }

    pub async fn write_again<T, E>(&self, f: impl Fn(&mut Tx) -> Result<T, E> + Send + 'static) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Fault> + Send + 'static,
    {
        let mut f = f;
        for run in 1.. {
            let tx = self.begin(BEGIN_WRITE).await?;
            let (outcome, conflict, back) = blocking(move || {
                let (outcome, conflict) = transaction(tx, &f);
                Ok::<_, Fault>((outcome, conflict, f))
            })
            .await?;
            if outcome.is_ok() || !conflict || run >= RUNS_MAX {
                return outcome;
            }
            f = back;
        }
        unreachable!("the loop returns at the last run")
    }

    pub async fn read<T, E>(&self, f: impl FnOnce(&mut Tx) -> Result<T, E> + Send + 'static) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Fault> + Send + 'static,
    {
        let tx = self.begin(BEGIN_READ).await?;
        blocking(move || transaction(tx, f).0).await
    }

    /// Forgets all prepared statements: tables have changed.
    pub fn forget_statements(&self) {
        self.pool.manager().statement_caches.clear();
    }

    async fn take(&self) -> Result<Object, Fault> {
        if self.pool.status().waiting >= WAITING_MAX {
            return Err(Fault::Busy { retry_after_s: 2 });
        }
        self.pool.get().await.map_err(|error| match error {
            PoolError::Timeout(_) => Fault::Busy { retry_after_s: 2 },
            PoolError::Backend(error) => fault(error),
            PoolError::PostCreateHook(HookError::Backend(error)) => fault(error),
            other => Fault::Database(other.into()),
        })
    }

    /// A connection inside a new transaction. A connection that broke while it lay in the pool is thrown away and
    /// the next one tried: nothing has been done yet, so nobody needs to know.
    async fn begin(&self, how: &'static str) -> Result<Connection, Fault> {
        let mut last = Fault::Closed;
        for _ in 0..=CONNECTIONS_MAX {
            let client = self.take().await?;
            match Connection::begin(client, how, self.known.clone()).await {
                Ok(connection) => return Ok(connection),
                Err(fault) => last = fault,
            }
        }
        Err(last)
    }
}

async fn blocking<T, E>(run: impl FnOnce() -> Result<T, E> + Send + 'static) -> Result<T, E>
where
    T: Send + 'static,
    E: From<Fault> + Send + 'static,
{
    match tokio::task::spawn_blocking(run).await {
        Ok(outcome) => outcome,
        Err(error) if error.is_cancelled() => Err(Fault::Closed.into()),
        Err(error) => Err(Fault::Panicked { message: error.to_string() }.into()),
    }
}

/// Runs the closure and ends the transaction. The flag says whether a second run may pass.
fn transaction<T, E: From<Fault>>(
    connection: Connection,
    f: impl FnOnce(&mut Tx) -> Result<T, E>,
) -> (Result<T, E>, bool) {
    let mut tx = Tx::new(Box::new(connection));
    let outcome = tx.run(f);
    let mut conflict = tx.met_conflict();
    let ended = tx.driver.control(if outcome.is_ok() { "COMMIT" } else { "ROLLBACK" });
    let outcome = match (outcome, ended) {
        (Ok(_), Err(fault)) => {
            conflict |= matches!(fault, Fault::Busy { .. });
            Err(fault.into())
        }
        // A failed rollback means that the connection is gone, and the server rolls back by itself.
        (outcome, _) => outcome,
    };
    (outcome, conflict)
}
