//! Reading the closing lines of test runners.

use super::Outcome;

/// Sums the closing lines of nextest, of `cargo test` and of our browser tests.
pub fn read(text: &str) -> Outcome {
    let mut sum = Outcome::default();
    for line in text.lines().map(str::trim) {
        let counts =
            line.strip_prefix("test result: ").map(|rest| rest.split_once(". ").map_or(rest, |(_, rest)| rest));
        let counts = counts
            .or_else(|| line.starts_with("Summary [").then(|| line.split_once(" run: ").map_or("", |(_, rest)| rest)));
        let counts = counts.or_else(|| is_plain(line).then_some(line));
        if let Some(counts) = counts {
            sum.add(&numbers(counts));
        }
    }
    sum
}

/// Is the line `N passed, N failed`, alone or with `, N skipped`?
fn is_plain(line: &str) -> bool {
    let mut words = line.split([',', ' ']).filter(|word| !word.is_empty());
    let number = |word: Option<&str>| word.is_some_and(|word| word.bytes().all(|b| b.is_ascii_digit()));
    number(words.next()) && words.next() == Some("passed") && number(words.next()) && words.next() == Some("failed")
}

fn numbers(counts: &str) -> Outcome {
    let words: Vec<&str> = counts.split([',', ';', ' ', '(', ')']).filter(|word| !word.is_empty()).collect();
    let mut outcome = Outcome::default();
    for pair in words.windows(2) {
        let Ok(n) = pair[0].parse::<u64>() else { continue };
        match pair[1] {
            "passed" => outcome.passed += n,
            "failed" | "timed" | "exec" => outcome.failed += n,
            "skipped" | "ignored" => outcome.skipped += n,
            _ => {}
        }
    }
    outcome
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: (u64, u64, u64)) {
        let found = read(text);
        assert_eq!((found.passed, found.failed, found.skipped), expected, "{text}");
    }

    #[test]
    fn nextest_is_read() {
        check("     Summary [   1.2s] 12 tests run: 12 passed, 0 skipped\n", (12, 0, 0));
        check("Summary [ 1s] 12/14 tests run: 9 passed (1 slow), 2 failed, 1 timed out, 3 skipped\n", (9, 3, 3));
    }

    #[test]
    fn cargo_test_is_summed_over_its_programs() {
        let line = "test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.01s\n";
        check(&line.repeat(2), (6, 0, 2));
    }

    #[test]
    fn the_plain_line_is_read_only_alone() {
        check("412 passed, 1 failed\n", (412, 1, 0));
        check("7 passed, 0 failed, 2 skipped\n", (7, 0, 2));
        check("page said: 3 passed\n", (0, 0, 0));
    }
}
