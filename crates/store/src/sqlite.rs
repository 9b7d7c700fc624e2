//! SQLite: one file, one writer thread with one that empties its log, several reader threads.

mod connection;
mod threads;

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use anyhow::Context;

use crate::{Fault, Tx};
use connection::Connection;
pub(crate) use connection::fault;
use threads::{Pool, Work};

/// Sizes of an SQLite database in this process.
#[derive(Clone, Debug)]
pub struct Options {
    /// Requests that may wait for the writer, and as many for the readers; one more is answered [`Fault::Busy`].
    pub queue_max: usize,
    /// Reader threads, each with its own connection.
    pub readers: usize,
    /// How long a statement may run before it is stopped; migrations may take longer.
    pub statement_limit: Duration,
    /// How long to wait while another process (a backup, a second program) holds the file.
    pub file_wait: Duration,
    /// `true` waits for the disk before acknowledging (synchronous=FULL); `false` is for throw-away databases.
    pub durable: bool,
    /// Largest size of the file; a write beyond it is [`Fault::Full`], as on a full disk.
    pub bytes_max: Option<u64>,
}

impl Default for Options {
    fn default() -> Options {
        Options {
            queue_max: 4096,
            readers: 4,
            statement_limit: Duration::from_secs(30),
            file_wait: Duration::from_secs(5),
            durable: true,
            bytes_max: None,
        }
    }
}

/// The threads of one database file; dropping it waits for queued work and closes the file.
pub(crate) struct Sqlite {
    // Field order is drop order: the threads end before the temporary folder goes.
    writer: Pool,
    readers: Pool,
    path: PathBuf,
    _temporary: Option<Temporary>,
}

impl Sqlite {
    pub fn open(path: &Path, options: &Options) -> Result<Sqlite, Fault> {
        private_file(path).map_err(Fault::Database)?;
        let writer = Connection::open(path, options, true)?;
        // Without waiting for the disk there is nothing to wait for in a commit.
        let checkpointer = options.durable.then(|| Connection::open(path, options, false)).transpose()?;
        let readers = (0..options.readers.max(1)).map(|_| Connection::open(path, options, false));
        let readers = readers.collect::<Result<Vec<_>, _>>()?;
        Ok(Sqlite {
            writer: Pool::writer(writer, checkpointer, options.queue_max)?,
            readers: Pool::readers(readers, options.queue_max)?,
            path: path.to_owned(),
            _temporary: None,
        })
    }

    /// A database in a temporary folder which goes with it.
    pub fn temporary() -> Result<Sqlite, Fault> {
        let temporary = Temporary::new()?;
        let options = Options { durable: false, readers: 2, ..Options::default() };
        let mut sqlite = Sqlite::open(&temporary.0.join("memory.db"), &options)?;
        sqlite._temporary = Some(temporary);
        Ok(sqlite)
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    pub async fn write<T, E>(&self, f: impl FnOnce(&mut Tx) -> Result<T, E> + Send + 'static) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Fault> + Send + 'static,
    {
        run_on(&self.writer, f).await
    }

    pub async fn read<T, E>(&self, f: impl FnOnce(&mut Tx) -> Result<T, E> + Send + 'static) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Fault> + Send + 'static,
    {
        run_on(&self.readers, f).await
    }
}

/// Queues the closure. If the caller goes away meanwhile, the closure still runs whole and its answer is dropped.
async fn run_on<T, E>(pool: &Pool, f: impl FnOnce(&mut Tx) -> Result<T, E> + Send + 'static) -> Result<T, E>
where
    T: Send + 'static,
    E: From<Fault> + Send + 'static,
{
    let (work, answer) = Work::of(f);
    pool.queue(work)?;
    answer.await.unwrap_or_else(|_| Err(Fault::Closed.into()))
}

/// Creates the file, with its folder, for this user's eyes only; SQLite gives its log the same rights.
fn private_file(path: &Path) -> anyhow::Result<()> {
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        std::fs::create_dir_all(folder).with_context(|| format!("create the folder `{}`", folder.display()))?;
    }
    let mut options = std::fs::File::options();
    options.create(true).truncate(false).write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).with_context(|| format!("open the database file `{}`", path.display()))?;
    Ok(())
}

static NEXT: AtomicU64 = AtomicU64::new(0);

/// A folder of this process alone, removed on drop; what killed processes left is removed at the next start.
struct Temporary(PathBuf);

const PREFIX: &str = "tongtu-memory-";

impl Temporary {
    fn new() -> Result<Temporary, Fault> {
        let root = std::env::temp_dir();
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        if number == 0 {
            sweep(&root);
        }
        let folder = root.join(format!("{PREFIX}{}-{number}", std::process::id()));
        std::fs::create_dir_all(&folder).context("create a temporary folder").map_err(Fault::Database)?;
        Ok(Temporary(folder))
    }
}

impl Drop for Temporary {
    fn drop(&mut self) {
        // Nothing to tell anyone if it fails: the next start sweeps.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// Removes folders of processes that are gone. Where there is no /proc it does nothing.
fn sweep(root: &Path) {
    if !Path::new("/proc/self").exists() {
        return;
    }
    for entry in std::fs::read_dir(root).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let pid = name.to_str().and_then(|name| name.strip_prefix(PREFIX)).and_then(|rest| rest.split('-').next());
        if pid.is_some_and(|pid| !Path::new("/proc").join(pid).exists() || pid == std::process::id().to_string()) {
            let _ = std::fs::remove_dir_all(entry.path());
        }
    }
}
