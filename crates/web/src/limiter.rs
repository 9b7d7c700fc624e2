//! A rate limiter in memory: so many attempts per key in a span of time, then wait.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use crate::Stop;

/// Keys remembered at most; the oldest spans are dropped first.
const KEYS_MAX: usize = 100_000;

/// Attempts per key. Keep one per purpose in [`crate::App::extension`] or a `static`.
#[derive(Debug)]
pub struct Limiter {
    attempts_max: u32,
    span_ms: i64,
    keys: Mutex<HashMap<String, Span>>,
}

#[derive(Clone, Copy, Debug)]
struct Span {
    started_ms: i64,
    attempts: u32,
}

impl Limiter {
    /// `attempts_max` within `span_ms` milliseconds.
    pub fn new(attempts_max: u32, span_ms: i64) -> Limiter {
        Limiter { attempts_max, span_ms, keys: Mutex::default() }
    }

    /// Counts one attempt.
    ///
    /// # Errors
    /// [`Stop::TooMany`] with the seconds to wait, once the attempts are used up.
    pub fn attempt(&self, key: &str, now_ms: i64) -> Result<(), Stop> {
        let mut keys = self.keys.lock().unwrap_or_else(PoisonError::into_inner);
        if keys.len() >= KEYS_MAX && !keys.contains_key(key) {
            self.forget(&mut keys, now_ms);
        }
        let span = keys.entry(key.to_owned()).or_insert(Span { started_ms: now_ms, attempts: 0 });
        if now_ms - span.started_ms >= self.span_ms || now_ms < span.started_ms {
            *span = Span { started_ms: now_ms, attempts: 0 };
        }
        span.attempts = span.attempts.saturating_add(1);
        if span.attempts > self.attempts_max {
            let wait_ms = span.started_ms + self.span_ms - now_ms;
            return Err(Stop::TooMany(u32::try_from(wait_ms.max(0) / 1000 + 1).unwrap_or(u32::MAX)));
        }
        Ok(())
    }

    /// Forgets a key after a success.
    pub fn clear(&self, key: &str) {
        self.keys.lock().unwrap_or_else(PoisonError::into_inner).remove(key);
    }

    fn forget(&self, keys: &mut HashMap<String, Span>, now_ms: i64) {
        keys.retain(|_, span| now_ms - span.started_ms < self.span_ms);
        if keys.len() >= KEYS_MAX {
            let mut starts: Vec<i64> = keys.values().map(|span| span.started_ms).collect();
            let middle = starts.len() / 2;
            let (_, median, _) = starts.select_nth_unstable(middle);
            let median = *median;
            keys.retain(|_, span| span.started_ms > median);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stops_the_attempt_after_the_last_and_says_how_long() {
        let limiter = Limiter::new(2, 60_000);
        assert!(limiter.attempt("a", 0).is_ok());
        assert!(limiter.attempt("a", 1_000).is_ok());
        assert!(matches!(limiter.attempt("a", 30_000), Err(Stop::TooMany(31))));
        assert!(limiter.attempt("b", 30_000).is_ok(), "another key is not touched");
        assert!(limiter.attempt("a", 60_000).is_ok(), "a new span begins");
    }

    #[test]
    fn a_success_clears_the_count() {
        let limiter = Limiter::new(1, 60_000);
        assert!(limiter.attempt("a", 0).is_ok());
        limiter.clear("a");
        assert!(limiter.attempt("a", 1).is_ok());
    }

    #[test]
    fn remembers_a_bounded_number_of_keys() {
        let limiter = Limiter::new(1, 60_000);
        for n in 0..(KEYS_MAX + 10) {
            assert!(limiter.attempt(&n.to_string(), 0).is_ok());
        }
        assert!(limiter.keys.lock().unwrap().len() <= KEYS_MAX);
    }
}
