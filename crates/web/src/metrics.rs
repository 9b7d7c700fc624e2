//! Counts of answers and how long they took, as the text page that collectors read.

use std::fmt::Write;
use std::sync::atomic::{AtomicU64, Ordering};

/// Upper bounds of the time classes, milliseconds.
const BOUNDS_MS: [u64; 8] = [5, 10, 25, 50, 100, 250, 1000, 5000];

/// Counters of one application.
#[derive(Debug, Default)]
pub(crate) struct Metrics {
    /// Answers by first digit of the status, 1xx to 5xx.
    statuses: [AtomicU64; 5],
    times: [AtomicU64; 9],
    total_us: AtomicU64,
    panics: AtomicU64,
}

impl Metrics {
    pub(crate) fn answered(&self, status: u16, took_us: u64) {
        let class = usize::from(status / 100).clamp(1, 5) - 1;
        self.statuses[class].fetch_add(1, Ordering::Relaxed);
        let slot = BOUNDS_MS.iter().position(|bound| took_us <= bound * 1000).unwrap_or(BOUNDS_MS.len());
        self.times[slot].fetch_add(1, Ordering::Relaxed);
        self.total_us.fetch_add(took_us, Ordering::Relaxed);
    }

    pub(crate) fn panicked(&self) {
        self.panics.fetch_add(1, Ordering::Relaxed);
    }

    /// The page in the text format of Prometheus.
    pub(crate) fn page(&self) -> String {
        let mut page = String::from("# TYPE tongtu_answers_total counter\n");
        for (class, count) in self.statuses.iter().enumerate() {
            line(
                &mut page,
                &format!("tongtu_answers_total{{status=\"{}xx\"}}", class + 1),
                count.load(Ordering::Relaxed),
            );
        }
        page.push_str("# TYPE tongtu_answer_seconds histogram\n");
        let mut sum = 0;
        for (slot, count) in self.times.iter().enumerate() {
            sum += count.load(Ordering::Relaxed);
            let bound = BOUNDS_MS.get(slot).map_or("+Inf".to_owned(), |ms| (*ms as f64 / 1000.0).to_string());
            line(&mut page, &format!("tongtu_answer_seconds_bucket{{le=\"{bound}\"}}"), sum);
        }
        line(&mut page, "tongtu_answer_seconds_count", sum);
        let seconds = self.total_us.load(Ordering::Relaxed) as f64 / 1e6;
        line(&mut page, "tongtu_answer_seconds_sum", seconds);
        page.push_str("# TYPE tongtu_panics_total counter\n");
        line(&mut page, "tongtu_panics_total", self.panics.load(Ordering::Relaxed));
        page
    }
}

fn line(page: &mut String, name: &str, value: impl std::fmt::Display) {
    writeln!(page, "{name} {value}").expect("writing to a String does not fail");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_by_status_and_time() {
        let metrics = Metrics::default();
        metrics.answered(200, 4_000);
        metrics.answered(503, 9_000_000);
        let page = metrics.page();
        assert!(page.contains("tongtu_answers_total{status=\"2xx\"} 1"));
        assert!(page.contains("tongtu_answers_total{status=\"5xx\"} 1"));
        assert!(page.contains("tongtu_answer_seconds_bucket{le=\"0.005\"} 1"));
        assert!(page.contains("tongtu_answer_seconds_bucket{le=\"+Inf\"} 2"));
    }
}
