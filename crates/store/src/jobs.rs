//! Work for later: queued in the transaction that wants it, claimed by one worker, tried again after a failure.

use crate::{Fault, Row, Tx, params};

/// A job to queue.
#[derive(Clone, Debug)]
pub struct NewJob<'a> {
    /// County code.
    pub region: &'a str,
    /// Which code runs it.
    pub kind: &'a str,
    /// What makes it one job: kind and key are unique in a region, also after the job is done.
    pub key: &'a str,
    /// JSON for the code that runs it.
    pub payload: serde_json::Value,
    /// Not before this time, epoch milliseconds.
    pub run_at_ms: i64,
}

/// Where a job stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum State {
    /// Waits for its time.
    Waiting,
    /// A worker holds it until the lease ends.
    Running,
    /// Ran to its end.
    Done,
    /// Failed [`ATTEMPTS_MAX`] times; a person must look.
    GivenUp,
}

/// A job as it stands in the table.
#[derive(Clone, Debug, PartialEq)]
pub struct Job {
    /// County code.
    pub region: String,
    /// Which code runs it.
    pub kind: String,
    /// Unique with kind and region.
    pub key: String,
    /// JSON for the code that runs it.
    pub payload: serde_json::Value,
    /// Where it stands.
    pub state: State,
    /// Not before this time, epoch milliseconds.
    pub run_at_ms: i64,
    /// How often it was claimed, this time included.
    pub attempts: i64,
    /// Why the last attempt failed.
    pub trouble: Option<String>,
}

/// After this many failures a job is given up.
pub const ATTEMPTS_MAX: i64 = 12;
const BACKOFF_FIRST_MS: i64 = 10_000;
const BACKOFF_MAX_MS: i64 = 3_600_000;

/// Queues a job; `false` if kind and key are there already, in whatever state.
pub fn enqueue(tx: &mut Tx, job: &NewJob<'_>) -> Result<bool, Fault> {
    let added = tx.execute(
        "INSERT INTO store_job (region, kind, key, payload, state, run_at, attempts)
         VALUES ($1, $2, $3, $4, 'waiting', $5, 0) ON CONFLICT (region, kind, key) DO NOTHING",
        params![job.region, job.kind, job.key, job.payload.to_string(), job.run_at_ms],
    )?;
    Ok(added == 1)
}

/// Takes up to `limit` due jobs for `worker` until `now_ms + lease_ms`, the longest due first. A job whose worker
/// died is due again when its lease ends; a worker that works longer than its lease loses the job.
pub fn claim(tx: &mut Tx, now_ms: i64, worker: &str, limit: usize, lease_ms: i64) -> Result<Vec<Job>, Fault> {
    let due = tx.query(
        "SELECT region, kind, key FROM store_job
         WHERE (state = 'waiting' AND run_at <= $1) OR (state = 'running' AND lease_until <= $1)
         ORDER BY run_at, region, kind, key LIMIT $2",
        params![now_ms, i64::try_from(limit.saturating_mul(4)).unwrap_or(i64::MAX)],
    )?;
    let mut claimed = Vec::new();
    for row in due {
        if claimed.len() >= limit {
            break;
        }
        // The condition is repeated: another worker may have been quicker, and then no row comes back.
        let taken = tx.maybe(
            "UPDATE store_job SET state = 'running', worker = $4, lease_until = $5, attempts = attempts + 1
             WHERE region = $1 AND kind = $2 AND key = $3
               AND ((state = 'waiting' AND run_at <= $6) OR (state = 'running' AND lease_until <= $6))
             RETURNING region, kind, key, payload, state, run_at, attempts, trouble",
            params![
                row.get::<String>("region")?,
                row.get::<String>("kind")?,
                row.get::<String>("key")?,
                worker,
                now_ms + lease_ms,
                now_ms
            ],
        )?;
        claimed.extend(taken.as_ref().map(Job::read).transpose()?);
    }
    Ok(claimed)
}

/// Marks a claimed job as done. `false` if the lease ended and another worker has it: then undo what you did.
pub fn done(tx: &mut Tx, job: &Job, now_ms: i64) -> Result<bool, Fault> {
    let ended = tx.execute(
        "UPDATE store_job SET state = 'done', ended_at = $5, lease_until = NULL, worker = NULL, trouble = NULL
         WHERE region = $1 AND kind = $2 AND key = $3 AND attempts = $4 AND state = 'running'",
        params![&job.region, &job.kind, &job.key, job.attempts, now_ms],
    )?;
    Ok(ended == 1)
}

/// Puts a claimed job back for later: after 10 s, 20 s, 40 s … at most an hour, and gives up after
/// [`ATTEMPTS_MAX`] attempts. `trouble` is for the operator; no personal data. `false` if the lease was lost.
pub fn failed(tx: &mut Tx, job: &Job, now_ms: i64, trouble: &str) -> Result<bool, Fault> {
    let state = if job.attempts >= ATTEMPTS_MAX { State::GivenUp } else { State::Waiting };
    let ended = tx.execute(
        "UPDATE store_job SET state = $5, run_at = $6, trouble = $7, lease_until = NULL, worker = NULL
         WHERE region = $1 AND kind = $2 AND key = $3 AND attempts = $4 AND state = 'running'",
        params![
            &job.region,
            &job.kind,
            &job.key,
            job.attempts,
            state.word(),
            now_ms + backoff_ms(job.attempts),
            trouble.replace('\0', "")
        ],
    )?;
    Ok(ended == 1)
}

/// Jobs of one state in a region, by time; `limit` at most.
pub fn list(tx: &mut Tx, region: &str, state: State, limit: i64) -> Result<Vec<Job>, Fault> {
    let rows = tx.query(
        "SELECT region, kind, key, payload, state, run_at, attempts, trouble FROM store_job
         WHERE region = $1 AND state = $2 ORDER BY run_at, kind, key LIMIT $3",
        params![region, state.word(), limit],
    )?;
    rows.iter().map(Job::read).collect()
}

/// Removes jobs done before this time; their kind and key may be queued again. Number of jobs removed.
pub fn forget(tx: &mut Tx, region: &str, before_ms: i64) -> Result<u64, Fault> {
    let sql = "DELETE FROM store_job WHERE region = $1 AND state = 'done' AND ended_at < $2";
    tx.execute(sql, params![region, before_ms])
}

/// Wait after the n-th attempt, doubled each time.
fn backoff_ms(attempts: i64) -> i64 {
    let doublings = u32::try_from(attempts.clamp(1, 20) - 1).unwrap_or(0);
    (BACKOFF_FIRST_MS << doublings).min(BACKOFF_MAX_MS)
}

impl State {
    fn word(self) -> &'static str {
        match self {
            State::Waiting => "waiting",
            State::Running => "running",
            State::Done => "done",
            State::GivenUp => "given-up",
        }
    }

    fn parse(word: &str) -> Option<State> {
        [State::Waiting, State::Running, State::Done, State::GivenUp].into_iter().find(|state| state.word() == word)
    }
}

impl Job {
    fn read(row: &Row) -> Result<Job, Fault> {
        let state: String = row.get("state")?;
        Ok(Job {
            region: row.get("region")?,
            kind: row.get("kind")?,
            key: row.get("key")?,
            payload: serde_json::from_str(&row.get::<String>("payload")?).map_err(|e| Fault::Database(e.into()))?,
            state: State::parse(&state).ok_or_else(|| Fault::said(format_args!("unknown job state `{state}`")))?,
            run_at_ms: row.get("run_at")?,
            attempts: row.get("attempts")?,
            trouble: row.get("trouble")?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wait_doubles_up_to_an_hour() {
        let waits: Vec<i64> = [1, 2, 3, 9, 10, 100].map(backoff_ms).to_vec();
        assert_eq!(waits, [10_000, 20_000, 40_000, 2_560_000, 3_600_000, 3_600_000]);
    }
}
