//! What a closure may do inside its transaction, the same on both engines.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};

use std::sync::Arc;

use crate::{Engine, Fault, Row, Value, Vault};

/// What an engine does for a transaction; SQL comes in as the author wrote it, with `$1`.
pub(crate) trait Driver: Send {
    fn engine(&self) -> Engine;
    fn query(&mut self, sql: &str, params: &[Value]) -> Result<Vec<Row>, Fault>;
    fn execute(&mut self, sql: &str, params: &[Value]) -> Result<u64, Fault>;
    /// Only prepares, to see whether the engine takes the text.
    fn prepare(&mut self, sql: &str) -> Result<(), Fault>;
    /// The store's own statements: BEGIN, SAVEPOINT.
    fn control(&mut self, sql: &'static str) -> Result<(), Fault>;
    /// A migration in PostgreSQL's words.
    fn script(&mut self, sql: &str) -> Result<(), Fault>;
    /// Parameters one statement may have.
    fn params_max(&self) -> usize;
}

/// One transaction. A closure that returns `Ok` has stored everything, one that returns `Err` nothing.
///
/// After a failed statement PostgreSQL takes no further one, so neither does SQLite here: return the fault,
/// or put the statement that may fail into [`Tx::attempt`].
pub struct Tx {
    pub(crate) driver: Box<dyn Driver>,
    pub(crate) vault: Option<Arc<dyn Vault>>,
    failed: bool,
    conflict: bool,
}

impl Tx {
    pub(crate) fn new(driver: Box<dyn Driver>) -> Tx {
        Tx { driver, vault: None, failed: false, conflict: false }
    }

    /// The engine under this transaction. One SQL text serves both; this is for the rare exception.
    pub fn engine(&self) -> Engine {
        self.driver.engine()
    }

    /// All rows of the answer.
    pub fn query(&mut self, sql: &str, params: &[Value]) -> Result<Vec<Row>, Fault> {
        self.statement(params, |driver| driver.query(sql, params))
    }

    /// The first row; [`Fault::NoRow`] if there is none.
    pub fn one(&mut self, sql: &str, params: &[Value]) -> Result<Row, Fault> {
        self.maybe(sql, params)?.ok_or(Fault::NoRow)
    }

    /// The first row, if any.
    pub fn maybe(&mut self, sql: &str, params: &[Value]) -> Result<Option<Row>, Fault> {
        Ok(self.query(sql, params)?.into_iter().next())
    }

    /// Number of rows changed.
    pub fn execute(&mut self, sql: &str, params: &[Value]) -> Result<u64, Fault> {
        self.statement(params, |driver| driver.execute(sql, params))
    }

    /// Many rows in few statements: `head` is `INSERT INTO t (a, b)`, `tail` what follows VALUES, such as
    /// `ON CONFLICT (region, id) DO NOTHING`. Rows must be of one length, and free of duplicates of the conflict
    /// key where the tail updates. Number of rows changed.
    pub fn insert_many(&mut self, head: &str, rows: &[Vec<Value>], tail: &str) -> Result<u64, Fault> {
        let Some(width) = rows.first().map(Vec::len) else { return Ok(0) };
        if width == 0 || rows.iter().any(|row| row.len() != width) {
            return Err(Fault::said("rows of insert_many differ in length or are empty"));
        }
        let largest = (self.driver.params_max() / width).clamp(1, ROWS_PER_STATEMENT_MAX);
        let mut changed = 0;
        let mut rest = rows;
        while !rest.is_empty() {
            // Powers of two, so that few distinct texts stand in the statement cache.
            let take = 1 << rest.len().min(largest).ilog2();
            let (now, after) = rest.split_at(take);
            let params: Vec<Value> = now.iter().flatten().cloned().collect();
            changed += self.execute(&values_text(head, take, width, tail), &params)?;
            rest = after;
        }
        Ok(changed)
    }

    /// Runs a part that may fail without ending the whole: on `Err` its changes are undone and the transaction goes on.
    pub fn attempt<T, E: From<Fault>>(&mut self, part: impl FnOnce(&mut Tx) -> Result<T, E>) -> Result<T, E> {
        self.refuse_after_failure()?;
        self.driver.control("SAVEPOINT store_attempt")?;
        let outcome = part(self);
        let outcome = match outcome {
            Ok(_) if self.failed => Err(E::from(swallowed())),
            other => other,
        };
        if outcome.is_err() {
            self.driver.control("ROLLBACK TO SAVEPOINT store_attempt")?;
            self.failed = false;
        }
        self.driver.control("RELEASE SAVEPOINT store_attempt")?;
        outcome
    }

    /// Lets one transaction at a time pass for this name in this region, until its end. SQLite has one writer
    /// anyway; on PostgreSQL (READ COMMITTED) take it before a decision that reads several rows and writes another.
    pub fn guard(&mut self, region: &str, name: &str) -> Result<(), Fault> {
        if self.engine() == Engine::Postgres {
            let sql = "INSERT INTO store_guard (region, name, taken) VALUES ($1, $2, 1)
                       ON CONFLICT (region, name) DO UPDATE SET taken = 1";
            self.execute(sql, crate::params![region, name])?;
        }
        Ok(())
    }

    /// Whether the engine takes the text, without running it.
    pub(crate) fn prepare(&mut self, sql: &str) -> Result<(), Fault> {
        self.statement(&[], |driver| driver.prepare(sql))
    }

    /// Whether a statement met a serialization failure or a deadlock, so that a second run may pass.
    pub(crate) fn met_conflict(&self) -> bool {
        self.conflict
    }

    /// Runs a whole closure: a panic becomes a fault, and so does an `Ok` that hides a failed statement.
    pub(crate) fn run<T, E: From<Fault>>(&mut self, closure: impl FnOnce(&mut Tx) -> Result<T, E>) -> Result<T, E> {
        self.failed = false;
        self.conflict = false;
        match catch_unwind(AssertUnwindSafe(|| closure(self))) {
            Ok(Ok(_)) if self.failed => Err(swallowed().into()),
            Ok(outcome) => outcome,
            Err(payload) => Err(Fault::Panicked { message: panic_message(payload.as_ref()) }.into()),
        }
    }

    fn statement<T>(
        &mut self,
        params: &[Value],
        run: impl FnOnce(&mut dyn Driver) -> Result<T, Fault>,
    ) -> Result<T, Fault> {
        self.refuse_after_failure()?;
        refuse_nul(params)?;
        let outcome = run(self.driver.as_mut());
        if let Err(fault) = &outcome {
            self.failed = true;
            self.conflict |= matches!(fault, Fault::Busy { .. });
        }
        outcome
    }

    fn refuse_after_failure(&self) -> Result<(), Fault> {
        match self.failed {
            true => Err(Fault::said("an earlier statement of this transaction failed; nothing more runs in it")),
            false => Ok(()),
        }
    }
}

const ROWS_PER_STATEMENT_MAX: usize = 512;

fn swallowed() -> Fault {
    Fault::said("a statement failed and the closure returned Ok; everything was undone (use Tx::attempt)")
}

fn values_text(head: &str, rows: usize, width: usize, tail: &str) -> String {
    let mut text = format!("{head} VALUES ");
    for row in 0..rows {
        text.push_str(if row == 0 { "(" } else { ",(" });
        for column in 0..width {
            let comma = if column == 0 { "$" } else { ",$" };
            text.push_str(comma);
            text.push_str(&(row * width + column + 1).to_string());
        }
        text.push(')');
    }
    text.push(' ');
    text.push_str(tail);
    text
}

/// PostgreSQL cannot hold NUL in text; SQLite could, and then the two would differ.
fn refuse_nul(params: &[Value]) -> Result<(), Fault> {
    let with_nul = |value: &Value| matches!(value, Value::Text(text) if text.contains('\0'));
    match params.iter().position(with_nul) {
        Some(at) => Err(Fault::Unfit { what: format!("parameter ${} is text with a NUL character", at + 1) }),
        None => Ok(()),
    }
}

fn panic_message(payload: &(dyn Any + Send)) -> String {
    let text = payload.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| payload.downcast_ref::<String>().cloned()).unwrap_or_else(|| "no message".to_owned())
}
