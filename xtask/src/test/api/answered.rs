//! How each call of the programming interface was answered: a call that never succeeded was hardly tested.

use serde_json::Value;
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// The statuses that have a column, by first digit or as a whole; all others share the last.
const COLUMNS: [&str; 6] = ["2xx", "403", "404", "409", "422", "other"];

/// Answers by operation, in the columns of the table.
#[derive(Default, Debug)]
pub struct Answered(BTreeMap<String, [u64; COLUMNS.len()]>);

impl Answered {
    /// Every operation of an OpenAPI document, not asked yet.
    pub fn of(document: &Value) -> Answered {
        let paths = document["paths"].as_object().into_iter().flat_map(|paths| paths.values());
        let operations = paths.filter_map(Value::as_object).flat_map(|methods| methods.values());
        let ids = operations.filter_map(|operation| operation["operationId"].as_str());
        Answered(ids.map(|id| (id.to_owned(), Default::default())).collect())
    }

    /// Adds what the hooks wrote: status and how often, by operation.
    pub fn add(&mut self, counts: &Value) {
        for (operation, statuses) in counts.as_object().into_iter().flatten() {
            let line = self.0.entry(operation.clone()).or_default();
            for (status, times) in statuses.as_object().into_iter().flatten() {
                line[column(status)] += times.as_u64().unwrap_or_default();
            }
        }
    }

    /// Operations that nobody got a good answer from.
    pub fn never_done(&self) -> Vec<&str> {
        self.0.iter().filter(|(_, counts)| counts[0] == 0).map(|(operation, _)| operation.as_str()).collect()
    }

    /// One line an operation, with the sum of all below.
    pub fn table(&self) -> String {
        let mut told = line("operation", &COLUMNS.map(str::to_owned));
        let mut sum = [0; COLUMNS.len()];
        for (operation, counts) in &self.0 {
            told += &line(operation, &counts.map(|count| count.to_string()));
            sum.iter_mut().zip(counts).for_each(|(sum, count)| *sum += count);
        }
        told + &line("all", &sum.map(|count| count.to_string()))
    }
}

fn column(status: &str) -> usize {
    let whole = COLUMNS.iter().position(|column| *column == status);
    if status.starts_with('2') { 0 } else { whole.unwrap_or(COLUMNS.len() - 1) }
}

fn line(name: &str, cells: &[String]) -> String {
    let mut text = format!("{name:<20}");
    for cell in cells {
        let _ = write!(text, "{cell:>7}");
    }
    text + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn an_operation_that_was_never_done_is_named() {
        let document =
            json!({"paths": {"/a": {"get": {"operationId": "readA"}, "put": {"operationId": "putA"}}, "/b": {}}});
        let mut answered = Answered::of(&document);
        assert_eq!(answered.never_done(), ["putA", "readA"]);
        answered.add(&json!({"readA": {"200": 3, "404": 1}, "putA": {"422": 2, "500": 1}}));
        answered.add(&json!({"readA": {"204": 1}}));
        assert_eq!(answered.never_done(), ["putA"]);
        let table = answered.table();
        let lines: Vec<Vec<&str>> = table.lines().map(|line| line.split_whitespace().collect()).collect();
        assert_eq!(lines[1], ["putA", "0", "0", "0", "0", "2", "1"]);
        assert_eq!(lines[2], ["readA", "4", "0", "1", "0", "0", "0"]);
        assert_eq!(lines[3], ["all", "4", "0", "1", "0", "2", "1"]);
    }
}
