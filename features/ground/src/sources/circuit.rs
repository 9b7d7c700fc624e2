//! When a source that failed is asked again: longer and longer waits, never all at the same moment.

use crate::waits;

/// Failures in a row after which the whole source is left alone; before that only the one question waits.
pub const FAILURES_TO_OPEN: i64 = 3;
/// First wait, milliseconds.
pub const WAIT_FIRST_MS: i64 = 10_000;
/// Longest wait, milliseconds.
pub const WAIT_MAX_MS: i64 = 3_600_000;

/// How a source has done so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Health {
    /// Failures in a row.
    pub failures: i64,
    /// Not asked before this time, epoch milliseconds; 0 = at any time.
    pub next_ms: i64,
    /// Down since this time.
    pub down_since_ms: Option<i64>,
    /// When it last answered.
    pub last_ok_ms: Option<i64>,
    /// When it last failed to answer.
    pub failed_ms: Option<i64>,
}

impl Health {
    /// After an answer of any kind, also that something is not held.
    #[must_use]
    pub fn answered(self, now_ms: i64) -> Health {
        Health { failures: 0, next_ms: 0, down_since_ms: None, last_ok_ms: Some(now_ms), ..self }
    }

    /// After no answer. `chance` in 0..1 spreads the next attempts.
    #[must_use]
    pub fn failed(self, now_ms: i64, chance: f64, retry_after_ms: Option<i64>) -> Health {
        let failures = self.failures + 1;
        let down = failures >= FAILURES_TO_OPEN || retry_after_ms.is_some();
        let wait = wait_ms(failures - FAILURES_TO_OPEN + 1, chance).max(retry_after_ms.unwrap_or(0).min(WAIT_MAX_MS));
        Health {
            failures,
            next_ms: if down { now_ms + wait } else { self.next_ms },
            down_since_ms: if down { self.down_since_ms.or(Some(now_ms)) } else { None },
            last_ok_ms: self.last_ok_ms,
            failed_ms: Some(now_ms),
        }
    }
}

/// The wait after the n-th failure: 10 s, 20 s, 40 s … at most an hour, and of that between half and the whole.
pub fn wait_ms(failures: i64, chance: f64) -> i64 {
    waits::wait_ms(failures, (WAIT_FIRST_MS, WAIT_MAX_MS), chance)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_bad_answer_does_not_stop_the_source() {
        let health = Health::default().failed(1_000, 0.5, None);
        assert_eq!((health.next_ms, health.down_since_ms), (0, None));
    }

    #[test]
    fn three_in_a_row_do_and_one_answer_opens_it_again() {
        let mut health = Health::default();
        for _ in 0..3 {
            health = health.failed(1_000, 1.0, None);
        }
        assert_eq!((health.next_ms, health.down_since_ms), (11_000, Some(1_000)));
        let still = health.failed(20_000, 1.0, None);
        assert_eq!((still.next_ms, still.down_since_ms), (40_000, Some(1_000)));
        assert_eq!(
            still.answered(50_000),
            Health { last_ok_ms: Some(50_000), failed_ms: Some(20_000), ..Health::default() }
        );
    }

    #[test]
    fn a_source_that_asks_for_peace_gets_it_but_not_for_ever() {
        let health = Health::default().failed(0, 0.0, Some(120_000));
        assert_eq!((health.next_ms, health.down_since_ms), (120_000, Some(0)));
        assert_eq!(Health::default().failed(0, 0.0, Some(i64::MAX)).next_ms, WAIT_MAX_MS);
    }
}
