//! The threads of one SQLite file: group commit on the writer, one snapshot per closure on the readers.

use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, TrySendError, sync_channel};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use tokio::sync::oneshot;

use super::connection::Connection;
use crate::{Fault, Tx};

/// A batch is committed after this long even if more waits, so that the first of it need not wait for the last.
const BATCH: Duration = Duration::from_millis(100);

/// The log is worked into the file at most this often.
const CHECKPOINT_EVERY: Duration = Duration::from_millis(500);

/// A queued closure with the way back to its caller.
pub(crate) struct Work(Box<dyn Task>);

trait Task: Send {
    fn run(self: Box<Self>, tx: &mut Tx) -> Ran;
    fn refuse(self: Box<Self>, fault: Fault);
}

/// A closure that ran: whether its changes stay, and how to tell its caller after the commit.
struct Ran {
    keep: bool,
    tell: Box<dyn FnOnce(Option<Fault>)>,
}

struct Closure<F, T, E> {
    run: F,
    answer: oneshot::Sender<Result<T, E>>,
}

impl Work {
    pub fn of<F, T, E>(run: F) -> (Work, oneshot::Receiver<Result<T, E>>)
    where
        F: FnOnce(&mut Tx) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<Fault> + Send + 'static,
    {
        let (answer, receiver) = oneshot::channel();
        (Work(Box::new(Closure { run, answer })), receiver)
    }
}

impl<F, T, E> Task for Closure<F, T, E>
where
    F: FnOnce(&mut Tx) -> Result<T, E> + Send + 'static,
    T: Send + 'static,
    E: From<Fault> + Send + 'static,
{
    fn run(self: Box<Self>, tx: &mut Tx) -> Ran {
        let outcome = tx.run(self.run);
        let keep = outcome.is_ok();
        let answer = self.answer;
        // A caller that went away is no reason to undo: the answer is dropped, the act stands.
        let tell = move |fault: Option<Fault>| {
            let told = match fault {
                Some(fault) if outcome.is_ok() => Err(fault.into()),
                _ => outcome,
            };
            drop(answer.send(told));
        };
        Ran { keep, tell: Box::new(tell) }
    }

    fn refuse(self: Box<Self>, fault: Fault) {
        drop(self.answer.send(Err(fault.into())));
    }
}

/// Threads that take work from one bounded queue.
pub(crate) struct Pool {
    queue: Option<SyncSender<Work>>,
    threads: Vec<JoinHandle<()>>,
}

impl Pool {
    /// The writer, and beside it, where there is one, the thread that works what is committed into the file: a commit
    /// then waits for its own write alone.
    pub fn writer(connection: Connection, checkpointer: Option<Connection>, queue_max: usize) -> Result<Pool, Fault> {
        let (queue, waiting) = sync_channel(queue_max);
        let (committed, told) = sync_channel(1);
        let (alive, ended) = sync_channel::<()>(1);
        let mut tx = Tx::new(Box::new(connection));
        let mut threads = vec![spawn("store-writer", move || {
            let _alive = alive;
            while let Ok(first) = waiting.recv() {
                batch(&mut tx, first, &waiting);
                // Told already is told enough, and without the other thread SQLite does the work in a commit.
                let _ = committed.try_send(());
            }
        })?];
        if let Some(connection) = checkpointer {
            threads.push(spawn("store-checkpoint", move || checkpoints(&connection, &told, &ended))?);
        }
        Ok(Pool { queue: Some(queue), threads })
    }

    pub fn readers(connections: Vec<Connection>, queue_max: usize) -> Result<Pool, Fault> {
        let (queue, waiting) = sync_channel(queue_max);
        let waiting = Arc::new(Mutex::new(waiting));
        let mut threads = Vec::new();
        for connection in connections {
            let waiting = waiting.clone();
            let mut tx = Tx::new(Box::new(connection));
            threads.push(spawn("store-reader", move || {
                while let Some(work) = next(&waiting) {
                    snapshot(&mut tx, work);
                }
            })?);
        }
        Ok(Pool { queue: Some(queue), threads })
    }

    /// Queues without waiting; a full queue is an answer, not a place to wait.
    pub fn queue(&self, work: Work) -> Result<(), Fault> {
        let queue = self.queue.as_ref().ok_or(Fault::Closed)?;
        queue.try_send(work).map_err(|refused| match refused {
            TrySendError::Full(_) => Fault::Busy { retry_after_s: 1 },
            TrySendError::Disconnected(_) => Fault::Closed,
        })
    }
}

impl Drop for Pool {
    fn drop(&mut self) {
        self.queue = None;
        for thread in self.threads.drain(..) {
            // A closure may hold the last Db; its thread cannot wait for itself.
            if thread.thread().id() != thread::current().id() && thread.join().is_err() {
                tracing::error!("a database thread ended by a panic");
            }
        }
    }
}

fn spawn(name: &str, run: impl FnOnce() + Send + 'static) -> Result<JoinHandle<()>, Fault> {
    let builder = thread::Builder::new().name(name.to_owned());
    builder.spawn(run).map_err(|error| Fault::Database(anyhow::Error::new(error).context("start a database thread")))
}

/// Works the log into the file from time to time while something is committed; it waits for nobody and nobody for it.
/// Ends with the writer.
fn checkpoints(connection: &Connection, committed: &Receiver<()>, ended: &Receiver<()>) {
    while committed.recv().is_ok() {
        if let Err(fault) = connection.checkpoint() {
            // What it left stands in the log, and the next one takes it.
            tracing::warn!(fault = format!("{fault:?}"), "the log was not worked into the file");
        }
        if ended.recv_timeout(CHECKPOINT_EVERY) == Err(RecvTimeoutError::Disconnected) {
            return;
        }
    }
}

fn next(waiting: &Mutex<Receiver<Work>>) -> Option<Work> {
    waiting.lock().expect("no reader panics while it holds the queue").recv().ok()
}

/// One snapshot for one closure.
fn snapshot(tx: &mut Tx, work: Work) {
    if let Err(fault) = tx.driver.control("BEGIN DEFERRED") {
        return work.0.refuse(fault);
    }
    let ran = work.0.run(tx);
    let ended = tx.driver.control("ROLLBACK").err();
    (ran.tell)(ended);
}

/// Takes what waits, runs each closure in a savepoint of its own, commits once, then tells every caller.
fn batch(tx: &mut Tx, first: Work, waiting: &Receiver<Work>) {
    if let Err(fault) = tx.driver.control("BEGIN IMMEDIATE") {
        // Another process holds the file. Whoever waits has waited as long as the first.
        waiting.try_iter().for_each(|work| work.0.refuse(fault.again()));
        return first.0.refuse(fault);
    }
    let started = Instant::now();
    let mut done = Vec::new();
    let mut next = Some(first);
    while let Some(work) = next {
        if let Err(fault) = one(tx, work, &mut done) {
            return undo(tx, done, &fault);
        }
        next = if started.elapsed() < BATCH { waiting.try_recv().ok() } else { None };
    }
    match tx.driver.control("COMMIT") {
        Ok(()) => done.into_iter().for_each(|ran| (ran.tell)(None)),
        Err(fault) => undo(tx, done, &fault),
    }
}

/// Runs one closure alone. `Err` means that the whole transaction is lost (a full disk, for one), not just this one.
fn one(tx: &mut Tx, work: Work, done: &mut Vec<Ran>) -> Result<(), Fault> {
    if let Err(fault) = tx.driver.control("SAVEPOINT store_one") {
        work.0.refuse(fault.again());
        return Err(fault);
    }
    let ran = work.0.run(tx);
    let undone = if ran.keep { Ok(()) } else { tx.driver.control("ROLLBACK TO SAVEPOINT store_one") };
    done.push(ran);
    let ended = undone.and_then(|()| tx.driver.control("RELEASE SAVEPOINT store_one"));
    // No savepoint any more: SQLite ended the transaction over this closure, which knows why. The others did nothing
    // wrong and may come again.
    ended.map_err(|fault| {
        tracing::warn!(fault = format!("{fault:?}"), "one request ended the batch it was in");
        Fault::Busy { retry_after_s: 1 }
    })
}

/// Nothing of the batch was stored; everyone who thought so is told otherwise.
fn undo(tx: &mut Tx, done: Vec<Ran>, fault: &Fault) {
    // SQLite may have rolled back by itself already; then this fails, and that is right.
    if let Err(second) = tx.driver.control("ROLLBACK") {
        tracing::debug!(%second, "rollback after a failed batch");
    }
    tracing::error!(fault = format!("{fault:?}"), requests = done.len(), "a batch was not stored");
    for ran in done {
        (ran.tell)(Some(fault.again()));
    }
}
