//! The database as the rest of the program sees it: read, write, migrate.

use std::path::Path;
use std::sync::Arc;

use crate::postgres::Postgres;
use crate::sqlite::{Options, Sqlite};
use crate::vault::Entrusted;
use crate::{Fault, Tx, Vault};

/// Which engine is under a [`Db`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Engine {
    /// One file, one node.
    Sqlite,
    /// A server, many nodes.
    Postgres,
}

/// A handle on one database; cheap to clone. The last clone to go closes it.
#[derive(Clone)]
pub struct Db(pub(crate) Arc<Inner>, Entrusted);

pub(crate) enum Inner {
    Sqlite(Sqlite),
    Postgres(Postgres),
}

impl std::fmt::Debug for Db {
    /// Only the engine: an address may hold a password.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Db").field(&self.engine()).finish()
    }
}

impl Db {
    /// Opens or creates an SQLite file.
    pub fn sqlite(path: &Path) -> Result<Db, Fault> {
        Db::sqlite_with(path, &Options::default())
    }

    /// The same with other sizes.
    pub fn sqlite_with(path: &Path, options: &Options) -> Result<Db, Fault> {
        Ok(Db::of(Inner::Sqlite(Sqlite::open(path, options)?)))
    }

    /// An empty SQLite database for this process alone, gone when the last clone goes. It works exactly like a
    /// file (WAL, writer and readers) because it is one, in the temporary folder, without waiting for the disk.
    pub fn memory() -> Result<Db, Fault> {
        Ok(Db::of(Inner::Sqlite(Sqlite::temporary()?)))
    }

    /// Connects to PostgreSQL: `postgres://user:password@host:port/database`.
    pub async fn postgres(url: &str) -> Result<Db, Fault> {
        Ok(Db::of(Inner::Postgres(Postgres::connect(url).await?)))
    }

    /// PostgreSQL for a `postgres://` URL, `memory` for [`Db::memory`], else the path of an SQLite file.
    pub async fn open(url_or_path: &str) -> Result<Db, Fault> {
        match url_or_path {
            url if url.starts_with("postgres://") || url.starts_with("postgresql://") => Db::postgres(url).await,
            "memory" | ":memory:" => Db::memory(),
            path => Db::sqlite(Path::new(path.strip_prefix("sqlite:").unwrap_or(path))),
        }
    }

    fn of(inner: Inner) -> Db {
        Db(Arc::new(inner), Entrusted::default())
    }

    /// Gives the transactions of this database, in this handle and its clones, a vault for sealed fields
    /// ([`Tx::seal`], [`Tx::open`]). The first stands.
    pub fn entrust(&self, vault: Arc<dyn Vault>) {
        self.1.entrust(vault);
    }

    /// The engine under this handle.
    pub fn engine(&self) -> Engine {
        match self.0.as_ref() {
            Inner::Sqlite(_) => Engine::Sqlite,
            Inner::Postgres(_) => Engine::Postgres,
        }
    }

    /// Runs a closure in one transaction: all of it is stored when this returns `Ok`, nothing when `Err`.
    ///
    /// SQLite: closures run one after another, share a commit, and are acknowledged after it. PostgreSQL: READ
    /// COMMITTED on a blocking thread; a deadlock or serialization failure is [`Fault::Busy`], because a `FnOnce`
    /// cannot run again (see [`Db::write_again`]). If the caller's future is dropped after its first poll, the
    /// closure may still run, whole. Closures must not wait for anything but the database.
    pub async fn write<T, E>(&self, f: impl FnOnce(&mut Tx) -> Result<T, E> + Send + 'static) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Fault> + Send + 'static,
    {
        let vault = self.1.vault();
        let f = move |tx: &mut Tx| {
            tx.vault = vault;
            f(tx)
        };
        match self.0.as_ref() {
            Inner::Sqlite(sqlite) => sqlite.write(f).await,
            Inner::Postgres(postgres) => postgres.write(f).await,
        }
    }

    /// Like [`Db::write`] for a closure that may run several times: after a deadlock or serialization failure on
    /// PostgreSQL it runs again, up to five times in all.
    pub async fn write_again<T, E>(&self, f: impl Fn(&mut Tx) -> Result<T, E> + Send + 'static) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Fault> + Send + 'static,
    {
        let vault = self.1.vault();
        let f = move |tx: &mut Tx| {
            tx.vault.clone_from(&vault);
            f(tx)
        };
        match self.0.as_ref() {
            Inner::Sqlite(sqlite) => sqlite.write(f).await,
            Inner::Postgres(postgres) => postgres.write_again(f).await,
        }
    }

    /// Runs a closure on one consistent snapshot; writing in it fails.
    pub async fn read<T, E>(&self, f: impl FnOnce(&mut Tx) -> Result<T, E> + Send + 'static) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Fault> + Send + 'static,
    {
        let vault = self.1.vault();
        let f = move |tx: &mut Tx| {
            tx.vault = vault;
            f(tx)
        };
        match self.0.as_ref() {
            Inner::Sqlite(sqlite) => sqlite.read(f).await,
            Inner::Postgres(postgres) => postgres.read(f).await,
        }
    }
}
