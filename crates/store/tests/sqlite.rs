//! What only SQLite promises: durability of one file, a bounded queue, backup and restore.
#![expect(clippy::unwrap_used, reason = "helpers of tests may stop the test")]

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

use store::backup::{backup, restore, verify};
use store::{Db, Fault, Migration, MigrationSet, Options, params};

const NOTE: &[Migration] = &[Migration {
    name: "0010_create_note",
    sql: "CREATE TABLE IF NOT EXISTS note (region TEXT NOT NULL, id BIGINT NOT NULL, PRIMARY KEY (region, id))",
}];
const ADD: &str = "INSERT INTO note (region, id) VALUES ('r', $1)";

/// A folder that goes with the test.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Folder {
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("store-{name}-{}", std::process::id()));
        if path.exists() {
            std::fs::remove_dir_all(&path).unwrap();
        }
        std::fs::create_dir_all(&path).unwrap();
        Folder(path)
    }

    fn file(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        std::fs::remove_dir_all(&self.0).unwrap();
    }
}

async fn open(path: &Path, options: &Options) -> Db {
    let db = Db::sqlite_with(path, options).unwrap();
    db.migrate(&[MigrationSet { feature: "test", files: NOTE }]).await.unwrap();
    db
}

async fn add(db: &Db, id: i64) -> Result<u64, Fault> {
    db.write(move |tx| tx.execute(ADD, params![id])).await
}

async fn ids(db: &Db) -> Vec<i64> {
    let rows = db.read(|tx| tx.query("SELECT id FROM note ORDER BY id", &[])).await.unwrap();
    rows.iter().map(|row| row.get("id").unwrap()).collect()
}

const CHILD: &str = "STORE_TEST_CHILD_FILE";

/// Not a test of its own: the process that the next test kills. It writes for ever and says what was acknowledged.
#[tokio::test(flavor = "multi_thread")]
async fn child_that_writes_until_it_is_killed() {
    let Some(path) = std::env::var_os(CHILD) else { return };
    let db = open(Path::new(&path), &Options::default()).await;
    let writers: Vec<_> = (0..16i64)
        .map(|writer| {
            let db = db.clone();
            tokio::spawn(async move {
                for n in 0.. {
                    let id = writer * 1_000_000 + n;
                    add(&db, id).await.unwrap();
                    std::io::stderr().write_all(format!("ack {id}\n").as_bytes()).unwrap();
                }
            })
        })
        .collect();
    for writer in writers {
        writer.await.unwrap();
    }
}

#[tokio::test]
async fn nothing_acknowledged_is_lost_by_kill_9() {
    let folder = Folder::new("kill");
    let path = folder.file("a.db");
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "child_that_writes_until_it_is_killed", "--nocapture"])
        .env(CHILD, &path)
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut acknowledged = Vec::new();
    let mut lines = BufReader::new(child.stderr.take().unwrap()).lines().map_while(Result::ok);
    for line in &mut lines {
        acknowledged.extend(line.strip_prefix("ack ").and_then(|id| id.parse::<i64>().ok()));
        if acknowledged.len() == 2000 {
            child.kill().unwrap();
        }
    }
    child.wait().unwrap();
    assert!(acknowledged.len() >= 2000, "the child ended early");
    let db = open(&path, &Options::default()).await;
    let stored: std::collections::BTreeSet<i64> = ids(&db).await.into_iter().collect();
    let lost: Vec<&i64> = acknowledged.iter().filter(|id| !stored.contains(id)).collect();
    assert!(lost.is_empty(), "lost {lost:?}");
    drop(db);
    verify(&path).await.unwrap();
}

#[tokio::test]
async fn a_full_queue_is_busy_and_what_waited_is_done() {
    let folder = Folder::new("busy");
    let options = Options { queue_max: 3, readers: 1, ..Options::default() };
    let db = open(&folder.file("a.db"), &options).await;
    let (entered, inside) = tokio::sync::oneshot::channel();
    let (go, wait) = mpsc::channel::<()>();
    let blocking = db.clone();
    let first = tokio::spawn(async move {
        blocking
            .write(move |tx| {
                entered.send(()).unwrap();
                wait.recv().unwrap();
                tx.execute(ADD, params![0])
            })
            .await
    });
    inside.await.unwrap();
    // One runtime thread: each task is polled once, and so queued, in this order.
    let waiting: Vec<_> = (1..=4)
        .map(|id| {
            let db = db.clone();
            tokio::spawn(async move { add(&db, id).await })
        })
        .collect();
    let mut outcomes = Vec::new();
    tokio::task::yield_now().await;
    go.send(()).unwrap();
    for task in waiting {
        outcomes.push(task.await.unwrap());
    }
    first.await.unwrap().unwrap();
    assert!(outcomes[..3].iter().all(Result::is_ok), "{outcomes:?}");
    assert!(matches!(outcomes[3], Err(Fault::Busy { retry_after_s: 1 })), "{outcomes:?}");
    assert_eq!(ids(&db).await, [0, 1, 2, 3]);
}

#[tokio::test]
async fn another_process_holding_the_file_makes_us_busy_not_broken() {
    let folder = Folder::new("held");
    let path = folder.file("a.db");
    let options = Options { file_wait: Duration::from_millis(100), ..Options::default() };
    let db = open(&path, &options).await;
    let other = rusqlite::Connection::open(&path).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let (first, second) = tokio::join!(add(&db, 1), add(&db, 2));
    for refused in [first, second] {
        assert!(matches!(refused, Err(Fault::Busy { retry_after_s: 2 })), "{refused:?}");
    }
    other.execute_batch("COMMIT").unwrap();
    add(&db, 1).await.unwrap();
    assert_eq!(ids(&db).await, [1]);
}

#[tokio::test]
async fn a_full_disk_fails_who_needs_room_and_nobody_is_told_wrongly() {
    let folder = Folder::new("full");
    let options = Options { bytes_max: Some(400_000), ..Options::default() };
    let db = open(&folder.file("a.db"), &options).await;
    let (go, wait) = mpsc::channel::<()>();
    let many = |from: i64| {
        move |tx: &mut store::Tx| (from..from + 100_000).try_for_each(|id| tx.execute(ADD, params![id]).map(drop))
    };
    let one = |id: i64| move |tx: &mut store::Tx| tx.execute(ADD, params![id]).map(drop);
    // Five requests of one batch; the second and the fourth do not fit.
    let (first, second, third, fourth, fifth, ()) = tokio::join!(
        db.write(move |tx| {
            wait.recv().unwrap();
            one(1)(tx)
        }),
        db.write(many(1_000_000)),
        db.write(one(2)),
        db.write(many(2_000_000)),
        db.write(one(3)),
        async { go.send(()).unwrap() }
    );
    assert!(matches!((&second, &fourth), (Err(Fault::Full), Err(Fault::Full))), "{second:?} {fourth:?}");
    let told: Vec<i64> =
        [(1, first), (2, third), (3, fifth)].into_iter().filter(|(_, told)| told.is_ok()).map(|(id, _)| id).collect();
    assert_eq!(ids(&db).await, told);
    add(&db, 4).await.unwrap();
}

#[tokio::test]
async fn a_read_without_end_is_stopped_at_the_limit() {
    let folder = Folder::new("long");
    let options = Options { statement_limit: Duration::from_millis(50), ..Options::default() };
    let db = open(&folder.file("a.db"), &options).await;
    let endless = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT COUNT(*) AS n FROM n";
    let outcome = db.read(move |tx| tx.one(endless, &[])).await;
    assert!(matches!(outcome, Err(Fault::TooLong { .. })), "{outcome:?}");
    assert_eq!(ids(&db).await, Vec::<i64>::new());
}

#[tokio::test]
async fn a_write_without_end_is_stopped_and_nobody_beside_it_is_told_wrongly() {
    let folder = Folder::new("endless");
    let options = Options { statement_limit: Duration::from_millis(50), ..Options::default() };
    let db = open(&folder.file("a.db"), &options).await;
    let (go, wait) = mpsc::channel::<()>();
    let endless = "INSERT INTO note (region, id)
        WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT 'x', x FROM n";
    let (before, long, after, ()) = tokio::join!(
        db.write(move |tx| {
            wait.recv().unwrap();
            tx.execute(ADD, params![1])
        }),
        db.write(move |tx| tx.execute(endless, &[])),
        add(&db, 2),
        async { go.send(()).unwrap() }
    );
    assert!(matches!(long, Err(Fault::TooLong { .. })), "{long:?}");
    assert!(matches!(before, Ok(1) | Err(Fault::Busy { .. })), "{before:?}");
    let told: Vec<i64> =
        [(1, before), (2, after)].into_iter().filter(|(_, told)| told.is_ok()).map(|(id, _)| id).collect();
    assert_eq!(ids(&db).await, told);
    add(&db, 3).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_taken_while_writing_is_whole_and_restores() {
    let folder = Folder::new("backup");
    let db = open(&folder.file("a.db"), &Options::default()).await;
    for id in 0..100 {
        add(&db, id).await.unwrap();
    }
    let writer = db.clone();
    let (stop, mut stopped) = tokio::sync::oneshot::channel::<()>();
    let writing = tokio::spawn(async move {
        let mut id = 100;
        while stopped.try_recv().is_err() {
            add(&writer, id).await.unwrap();
            id += 1;
        }
    });
    let copy = folder.file("b.db");
    let checked = backup(&db, &copy).await.unwrap();
    stop.send(()).unwrap();
    writing.await.unwrap();
    let rows = checked.tables.iter().find(|(name, _)| name == "note").unwrap().1;
    assert!(rows >= 100);
    assert!(backup(&db, &copy).await.is_err(), "an existing file is never overwritten");
    assert!(restore(&copy, &folder.file("a.db")).await.is_err(), "nor a database");
    let restored = folder.file("c.db");
    assert_eq!(restore(&copy, &restored).await.unwrap().tables, checked.tables);
    let again = open(&restored, &Options::default()).await;
    assert_eq!(ids(&again).await, (0..i64::try_from(rows).unwrap()).collect::<Vec<_>>());
}

#[tokio::test]
async fn a_damaged_backup_is_refused() {
    let folder = Folder::new("damaged");
    let db = open(&folder.file("a.db"), &Options::default()).await;
    for id in 0..2000 {
        add(&db, id).await.unwrap();
    }
    let copy = folder.file("b.db");
    backup(&db, &copy).await.unwrap();
    let mut bytes = std::fs::read(&copy).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle..middle + 6000].fill(7);
    std::fs::write(&copy, bytes).unwrap();
    assert!(verify(&copy).await.is_err());
    assert!(restore(&copy, &folder.file("c.db")).await.is_err());
    assert!(!folder.file("c.db").exists());
    assert!(verify(&folder.file("none.db")).await.is_err());
}

#[tokio::test]
async fn a_closed_database_has_written_all_it_took_and_can_be_opened_again() {
    let folder = Folder::new("close");
    let path = folder.file("a.db");
    let db = open(&path, &Options::default()).await;
    for id in 0..10 {
        add(&db, id).await.unwrap();
    }
    drop(db);
    assert!(!folder.file("a.db-wal").exists(), "the last connection folds the log into the file");
    assert_eq!(ids(&open(&path, &Options::default()).await).await.len(), 10);
}

#[tokio::test]
async fn a_memory_database_leaves_no_files() {
    let before = left_over();
    let db = Db::memory().unwrap();
    assert_eq!(left_over(), before + 1);
    drop(db);
    assert_eq!(left_over(), before);
}

fn left_over() -> usize {
    let mine = format!("tongtu-memory-{}-", std::process::id());
    let entries = std::fs::read_dir(std::env::temp_dir()).unwrap().flatten();
    entries.filter(|entry| entry.file_name().to_string_lossy().starts_with(&mine)).count()
}
