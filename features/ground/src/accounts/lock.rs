//! Who guesses at the sign-in page waits: longer each time, by name and address, by name, by address.

use store::{Fault, Tx, params};
use web::{App, Stop};

/// Names are unique in the whole database, so their locks stand together.
const REGION: &str = "000000";
const FIRST_WAIT_MS: i64 = 30_000;
const WAIT_MAX_MS: i64 = 15 * 60 * 1000;
/// Failures this old no longer count.
const FORGET_MS: i64 = 24 * 60 * 60 * 1000;

/// The three guards of one attempt; keyed hashes, so that the table names nobody and no address.
#[derive(Clone, Debug)]
pub struct Guards {
    sign_in: String,
    /// Hash and the failures that cost nothing.
    all: [(String, i64); 3],
}

impl Guards {
    /// Of a name and a client's address.
    pub fn of(app: &App, sign_in: &str, client: &str) -> Guards {
        let hash = |kind: &str, text: &str| format!("{kind}:{}", app.keys().fingerprint(kind, text));
        // an unknown address would be one guard for everybody
        let address = if client.is_empty() { String::new() } else { hash("address", client) };
        Guards {
            sign_in: name_hash(app, sign_in),
            all: [
                (hash("pair", &format!("{sign_in}\n{client}")), 5),
                // wider, so that a stranger elsewhere cannot easily lock a person out
                (hash("name", sign_in), 25),
                // a whole office may stand behind one address
                (address, 100),
            ],
        }
    }
}

fn name_hash(app: &App, sign_in: &str) -> String {
    app.keys().fingerprint("lock", sign_in)
}

/// Lets the attempt go on.
///
/// # Errors
/// [`Stop::TooMany`] with the seconds left.
pub fn check(tx: &mut Tx, guards: &Guards, now_ms: i64) -> Result<(), Stop> {
    let [pair, name, address] = guards.all.each_ref().map(|(guard, _)| guard.as_str());
    let row = tx.one(include_str!("sql/lock_wait.sql"), params![REGION, pair, name, address])?;
    match seconds(row.get("until_at")?, now_ms) {
        Some(seconds) => Err(Stop::TooMany(seconds)),
        None => Ok(()),
    }
}

/// Seconds until an instant; `None` when it has passed.
fn seconds(until_ms: i64, now_ms: i64) -> Option<u32> {
    (until_ms > now_ms).then(|| u32::try_from((until_ms - now_ms + 999) / 1000).unwrap_or(u32::MAX))
}

/// Counts a failure; `true` when it begins a wait for the name at this address.
pub fn failed(tx: &mut Tx, guards: &Guards, now_ms: i64) -> Result<bool, Fault> {
    let mut begins = false;
    for ((guard, free), at) in guards.all.iter().zip(0..).filter(|((guard, _), _)| !guard.is_empty()) {
        let known = params![REGION, guard, &guards.sign_in, now_ms, now_ms - FORGET_MS];
        let failures: i64 = tx.one(include_str!("sql/lock_fail.sql"), known)?.get("failures")?;
        let wait_ms = wait(failures, *free);
        if wait_ms > 0 {
            tx.execute(include_str!("sql/lock_until.sql"), params![REGION, guard, now_ms + wait_ms])?;
            begins |= at == 0;
        }
    }
    Ok(begins)
}

/// Nothing while failures are free; then half a minute, doubled each time, a quarter of an hour at most.
fn wait(failures: i64, free: i64) -> i64 {
    match failures - free {
        ..0 => 0,
        over => FIRST_WAIT_MS.saturating_mul(1 << over.min(10)).min(WAIT_MAX_MS),
    }
}

/// Forgets the failures of a name: after a success, or when an administrator says so.
pub fn clear(tx: &mut Tx, app: &App, sign_in: &str, now_ms: i64) -> Result<(), Fault> {
    tx.execute(include_str!("sql/lock_clear.sql"), params![REGION, name_hash(app, sign_in)])?;
    tx.execute(include_str!("sql/lock_forget.sql"), params![REGION, now_ms - FORGET_MS])?;
    Ok(())
}

/// Seconds for which a name is locked somewhere.
pub fn locked(tx: &mut Tx, app: &App, sign_in: &str, now_ms: i64) -> Result<Option<u32>, Fault> {
    let row = tx.one(include_str!("sql/lock_of.sql"), params![REGION, name_hash(app, sign_in)])?;
    Ok(seconds(row.get("until_at")?, now_ms))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_from_half_a_minute_to_a_quarter_of_an_hour() {
        for (failures, wait_s) in [(1, 0), (4, 0), (5, 30), (6, 60), (7, 120), (9, 480), (10, 900), (1000, 900)] {
            assert_eq!(wait(failures, 5), wait_s * 1000, "{failures}");
        }
        assert_eq!(seconds(1_001, 0), Some(2));
        assert_eq!(seconds(5, 5), None);
    }
}
