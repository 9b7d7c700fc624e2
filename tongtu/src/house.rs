//! What every command that opens a database shares: runtime, log, database, the application.

use std::future::Future;
use std::path::Path;
use std::sync::Arc;

use anyhow::Context;
use civic::Timestamp;
use tokio::sync::watch;
use tracing_subscriber::EnvFilter;
use web::{App, AppParts, Settings};

use crate::{composition, key_file};

/// Runs an async command to its end.
///
/// # Errors
/// What the command itself returns, or a runtime that cannot start.
pub fn block_on<T>(command: impl Future<Output = anyhow::Result<T>>) -> anyhow::Result<T> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(std::thread::available_parallelism().map_or(2, usize::from).clamp(2, 8))
        .enable_all()
        .build()
        .context("the runtime does not start")?;
    runtime.block_on(command)
}

/// The log on stderr: warnings, or what `TONGTU_LOG` asks for; JSON lines with `TONGTU_LOG_JSON=1`.
pub fn start_log() {
    let wanted = std::env::var("TONGTU_LOG").unwrap_or_else(|_| "warn".to_owned());
    let log = tracing_subscriber::fmt().with_env_filter(EnvFilter::new(wanted)).with_writer(std::io::stderr);
    if std::env::var_os("TONGTU_LOG_JSON").is_some() {
        log.json().init();
    } else {
        log.init();
    }
}

/// The clock of the real world.
pub fn real_clock() -> Arc<dyn Fn() -> Timestamp + Send + Sync> {
    #[expect(clippy::disallowed_methods, reason = "the edge: the only place where the clock of the machine is read")]
    Arc::new(Timestamp::now)
}

/// Opens the database and brings it up to this program.
///
/// # Errors
/// A database that cannot be opened, or one newer than this program.
pub async fn open(
    database: &str,
    clock: Arc<dyn Fn() -> Timestamp + Send + Sync>,
    mut settings: Settings,
) -> anyhow::Result<App> {
    if settings.keys.is_none() {
        settings.keys = Some(key_file::load(&key_file::path(database))?);
    }
    let folder = Path::new(database).parent().filter(|f| !f.as_os_str().is_empty());
    if let Some(folder) = folder.filter(|_| !database.starts_with("postgres")) {
        std::fs::create_dir_all(folder).with_context(|| format!("cannot make `{}`", folder.display()))?;
    }
    let db = store::Db::open(database).await.context("the database cannot be opened")?;
    let app = App::new(AppParts { db, clock, rng_seed: None, features: composition::features(), settings })?;
    app.migrate().await.context("the database cannot be brought up to this program")?;
    ground::cases::seal_earlier(&app).await?;
    // a demonstration's county may move to another folder; nothing in it is anybody's
    if !app.settings().demo {
        ground::accounts::check_keys(&app).await?;
    }
    Ok(app)
}

/// The word to stop, Ctrl-C or SIGTERM; all clones wait for the same one.
#[derive(Clone)]
pub struct Stop(watch::Receiver<bool>);

impl Stop {
    /// Listens from here on. Begin before anybody can know that the program runs: a signal that nobody listens for
    /// kills it, and one that only some listen for leaves the others running.
    ///
    /// # Errors
    /// A system that gives no signals.
    pub fn listen() -> anyhow::Result<Stop> {
        let (tell, told) = watch::channel(false);
        let signalled = signalled()?;
        tokio::spawn(async move {
            signalled.await;
            tell.send_replace(true);
        });
        Ok(Stop(told))
    }

    /// Ready when the word has come.
    pub async fn told(mut self) {
        // an error means that the listener is gone; then it is time to stop too
        let _ = self.0.wait_for(|told| *told).await;
    }
}

#[cfg(unix)]
fn signalled() -> anyhow::Result<impl Future<Output = ()> + Send + 'static> {
    use tokio::signal::unix::{SignalKind, signal};
    let (mut interrupt, mut terminate) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    Ok(async move {
        tokio::select! { _ = interrupt.recv() => {}, _ = terminate.recv() => {} }
    })
}

#[cfg(not(unix))]
fn signalled() -> anyhow::Result<impl Future<Output = ()> + Send + 'static> {
    Ok(async {
        // without Ctrl-C the program ends with its window
        let _ = tokio::signal::ctrl_c().await;
    })
}
