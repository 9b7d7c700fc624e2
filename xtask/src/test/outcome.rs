//! What a part of the test run came to: how many checks passed, failed, or could not run.

/// Counts, and a note for the closing line of the part.
#[derive(Default, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// Checks that held.
    pub passed: u64,
    /// Checks that did not.
    pub failed: u64,
    /// Checks that could not run here.
    pub skipped: u64,
    /// Why, for people; empty where the numbers say all.
    pub note: String,
}

impl Outcome {
    /// One check that held or did not.
    pub fn of(ok: bool) -> Outcome {
        if ok { Outcome { passed: 1, ..Outcome::default() } } else { Outcome { failed: 1, ..Outcome::default() } }
    }

    /// One check that failed, and why.
    pub fn failed(note: impl Into<String>) -> Outcome {
        Outcome { failed: 1, note: note.into(), ..Outcome::default() }
    }

    /// One check that could not run, and how to make it run.
    pub fn skipped(note: impl Into<String>) -> Outcome {
        Outcome { skipped: 1, note: note.into(), ..Outcome::default() }
    }

    /// Here and now a skip; in continuous integration, where everything must run, a failure.
    pub fn absent(note: impl Into<String>) -> Outcome {
        if crate::shell::is_ci() { Outcome::failed(note) } else { Outcome::skipped(note) }
    }

    /// The counts a program printed, held against its exit code: a bad exit with no failure told is one failure.
    pub fn exited(mut self, ok: bool, note: &str) -> Outcome {
        if !ok && self.failed == 0 {
            self.failed = 1;
            self.note = note.to_owned();
        }
        self
    }

    /// Adds another outcome's counts.
    pub fn add(&mut self, other: &Outcome) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped += other.skipped;
    }

    /// A mark that can be told apart without colour.
    pub fn mark(&self) -> &'static str {
        match (self.failed, self.passed) {
            (0, 0) => "-",
            (0, _) => "✓",
            _ => "✗",
        }
    }

    /// The counts that are not zero, and the note.
    pub fn told(&self) -> String {
        let counts = [(self.passed, "passed"), (self.failed, "failed"), (self.skipped, "skipped")];
        let mut told: Vec<String> =
            counts.iter().filter(|(n, _)| *n > 0).map(|(n, word)| format!("{n} {word}")).collect();
        if !self.note.is_empty() {
            told.push(self.note.clone());
        }
        told.join(", ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bad_exit_without_a_told_failure_counts_as_one() {
        let outcome = Outcome { passed: 3, ..Outcome::default() }.exited(false, "it did not compile");
        assert_eq!((outcome.failed, outcome.told().as_str()), (1, "3 passed, 1 failed, it did not compile"));
        assert_eq!(Outcome::of(true).exited(true, "").failed, 0);
    }

    #[test]
    fn marks_tell_the_three_cases_apart() {
        assert_eq!(
            [Outcome::of(true).mark(), Outcome::of(false).mark(), Outcome::skipped("no browser").mark()],
            ["✓", "✗", "-"]
        );
    }
}
