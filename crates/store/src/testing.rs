//! A private PostgreSQL for tests, so that every test can run on both engines.

use std::fs::{self, File};
use std::io::Write;
use std::os::unix::fs::MetadataExt;
use std::os::unix::net::UnixStream;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

use anyhow::{Context, Result, ensure};

use crate::Db;

/// A PostgreSQL server of the tests alone: no port, only a socket in a folder of its own, no fsync.
///
/// All test processes of a user share one server, because a new one costs two seconds and test runners start a
/// process per test. Each process holds a file lock while it lives; a watchdog stops the server and removes its
/// folder once nobody has held the lock for a while, also after kill -9, since locks end with their process.
pub struct PgCluster {
    place: Place,
    next: AtomicU32,
    /// Held until this process ends.
    _user: File,
}

/// Both engines with an empty database each; only SQLite where no PostgreSQL server is installed.
pub async fn engines() -> Vec<Db> {
    let mut found = vec![Db::memory().expect("a temporary SQLite database")];
    if let Some(cluster) = PgCluster::shared() {
        found.push(cluster.db().await);
    }
    found
}

impl PgCluster {
    /// The server, started if need be. `None`, with the reason printed, where none is installed.
    ///
    /// # Panics
    /// If a server is installed but does not start.
    pub fn shared() -> Option<&'static PgCluster> {
        static SHARED: OnceLock<Option<PgCluster>> = OnceLock::new();
        let shared = SHARED.get_or_init(|| match Place::find() {
            Ok(place) => Some(PgCluster::start(place).unwrap_or_else(|error| panic!("start PostgreSQL: {error:#}"))),
            Err(missing) => {
                eprintln!("tests on PostgreSQL are skipped: {missing:#}");
                None
            }
        });
        shared.as_ref()
    }

    /// Address of a new, empty database.
    ///
    /// # Panics
    /// If the server refuses to create it.
    pub fn url(&self) -> String {
        let name = format!("t_{}_{}", std::process::id(), self.next.fetch_add(1, Ordering::Relaxed));
        self.place.create_database(&name).unwrap_or_else(|error| panic!("create a test database: {error:#}"));
        let socket = self.place.cluster.display().to_string().replace('%', "%25").replace('/', "%2F");
        format!("postgres://postgres@{socket}/{name}")
    }

    /// A connected, empty database.
    ///
    /// # Panics
    /// If the server does not take the connection.
    pub async fn db(&self) -> Db {
        Db::postgres(&self.url()).await.expect("a database that was just created takes connections")
    }

    fn start(place: Place) -> Result<PgCluster> {
        fs::create_dir_all(&place.root).context("folder of the test server")?;
        ensure!(fs::metadata(&place.root)?.uid() == place.uid, "`{}` belongs to someone else", place.root.display());
        let user = lock_file(&place.root.join("users.lock"))?;
        // Waits while a watchdog is just stopping the server.
        user.lock_shared().context("lock of the test server")?;
        // A new time on the file tells the watchdog that somebody came.
        (&user).write_all(b"u").context("mark the lock of the test server")?;
        let starting = lock_file(&place.root.join("start.lock"))?;
        starting.lock().context("lock of the start")?;
        if !place.answers() {
            place.create()?;
        }
        place.watch()?;
        place.sweep()?;
        starting.unlock()?;
        Ok(PgCluster { place, next: AtomicU32::new(0), _user: user })
    }
}

fn lock_file(path: &Path) -> Result<File> {
    File::options().create(true).truncate(false).write(true).open(path).context("open a lock file")
}

/// Where the server lies and how its programs are called.
struct Place {
    programs: PathBuf,
    root: PathBuf,
    /// Data, log and socket.
    cluster: PathBuf,
    uid: u32,
}

/// Left-over databases of ended processes that may stay; dropping one costs more than keeping it.
const LEFT_OVER_MAX: usize = 60;

impl Place {
    /// `Err` says what is not installed.
    fn find() -> Result<Place> {
        let programs = programs().context("no PostgreSQL server programs found (Debian: `apt install postgresql`)")?;
        let uid = fs::metadata("/proc/self").or_else(|_| fs::metadata(std::env::temp_dir()))?.uid();
        if uid == 0 {
            output(Command::new("id").args(["-u", "postgres"])).context("as root the user `postgres` is needed")?;
        }
        output(Command::new("flock").arg("--version")).context("the program `flock` is needed")?;
        let mut folder = std::env::temp_dir();
        // A socket's path may have 107 bytes.
        if folder.as_os_str().len() > 60 {
            folder = "/tmp".into();
        }
        let root = folder.join(format!("tongtu-pg-{uid}"));
        Ok(Place { programs, cluster: root.join("cluster"), root, uid })
    }

    fn answers(&self) -> bool {
        UnixStream::connect(self.cluster.join(".s.PGSQL.5432")).is_ok()
    }

    /// A program of the server; the server refuses to run as root.
    fn program(&self, name: &str) -> Command {
        let path = self.programs.join(name);
        let mut command = if self.uid == 0 { Command::new("runuser") } else { Command::new(&path) };
        if self.uid == 0 {
            command.args(["-u", "postgres", "--"]).arg(&path);
        }
        command.current_dir("/");
        command
    }

    fn create(&self) -> Result<()> {
        let data = self.cluster.join("data");
        if self.cluster.exists() {
            fs::remove_dir_all(&self.cluster).context("remove a dead test server")?;
        }
        fs::create_dir(&self.cluster).context("folder of the test server")?;
        if self.uid == 0 {
            output(Command::new("chown").arg("postgres").arg(&self.cluster))?;
        }
        let mut initdb = self.program("initdb");
        initdb.arg("-D").arg(&data).args(["-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"]);
        output(&mut initdb).context("initdb")?;
        let options = format!(
            "-c listen_addresses='' -c unix_socket_directories='{}' -c fsync=off -c synchronous_commit=off \
             -c full_page_writes=off -c max_connections=400 -c shared_buffers=64MB -c autovacuum=off",
            self.cluster.display()
        );
        let mut start = self.program("pg_ctl");
        start
            .arg("-D")
            .arg(&data)
            .arg("-l")
            .arg(self.cluster.join("log"))
            .arg("-w")
            .arg("-o")
            .arg(options)
            .arg("start");
        // The server outlives this process, so it must not hold its pipes.
        start.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        ensure!(start.status()?.success(), "pg_ctl start: {}", fs::read_to_string(self.cluster.join("log"))?);
        Ok(())
    }

    /// Starts the watchdog; if there is one already, the new one ends at once.
    fn watch(&self) -> Result<()> {
        let stop = self.program("pg_ctl");
        let mut watchdog = Command::new("sh");
        watchdog.args(["-c", WATCHDOG, "tongtu-pg-watchdog"]).arg(&self.root).arg(stop.get_program());
        watchdog.args(stop.get_args()).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        watchdog.current_dir("/").process_group(0);
        watchdog.spawn().context("start the watchdog")?;
        Ok(())
    }

    /// A database of the same name can only be of an ended process that had our number.
    fn create_database(&self, name: &str) -> Result<()> {
        let create = format!("CREATE DATABASE {name} TEMPLATE template0");
        if self.psql(&create).is_err() {
            self.psql(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"))?;
            self.psql(&create)?;
        }
        Ok(())
    }

    /// Drops databases of processes that have ended, once there are many.
    fn sweep(&self) -> Result<()> {
        let names = self.psql("SELECT datname FROM pg_database WHERE datname LIKE 't\\_%'")?;
        let ended = |name: &&str| {
            let pid = name.split('_').nth(1).unwrap_or_default();
            Path::new("/proc/self").exists() && !Path::new("/proc").join(pid).exists()
        };
        let left: Vec<&str> = names.lines().filter(ended).collect();
        if left.len() > LEFT_OVER_MAX {
            for name in left {
                self.psql(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"))?;
            }
        }
        Ok(())
    }

    fn psql(&self, sql: &str) -> Result<String> {
        let mut psql = Command::new(self.programs.join("psql"));
        psql.arg("-h").arg(&self.cluster).args(["-U", "postgres", "-d", "postgres", "-XqAt", "-c", sql]);
        output(psql.env_remove("PGPORT").env_remove("PGOPTIONS"))
    }
}

/// $1 folder, then the command that stops the server. `flock` waits without turning; the pause of 15 s lets the next
/// test process of a run come.
const WATCHDOG: &str = r#"
root=$1; shift
exec 8>"$root/watchdog.lock"; flock -n 8 || exit 0
exec 9>"$root/users.lock"
while :; do
  flock -x 9; seen=$(stat -c %y "$root/users.lock"); flock -u 9
  sleep 15
  if [ "$seen" = "$(stat -c %y "$root/users.lock")" ] && flock -n -x 9; then
    "$@" -D "$root/cluster/data" -m immediate -w stop 8>&- 9>&-
    rm -rf "$root/cluster"
    exit 0
  fi
done
"#;

/// The folder with the server programs: that of pg_config if it has them, else the newest one of Debian.
fn programs() -> Option<PathBuf> {
    let configured = output(Command::new("pg_config").arg("--bindir")).ok().map(|text| PathBuf::from(text.trim()));
    let mut debian: Vec<PathBuf> = fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path().join("bin"))
        .collect();
    debian.sort();
    let complete =
        |folder: &PathBuf| ["initdb", "pg_ctl", "postgres", "psql"].iter().all(|name| folder.join(name).exists());
    configured.into_iter().chain(debian.into_iter().rev()).find(complete)
}

fn output(command: &mut Command) -> Result<String> {
    let done = command.stdin(Stdio::null()).output().with_context(|| format!("{:?}", command.get_program()))?;
    ensure!(done.status.success(), "{:?}: {}", command.get_program(), String::from_utf8_lossy(&done.stderr).trim());
    Ok(String::from_utf8_lossy(&done.stdout).into_owned())
}
