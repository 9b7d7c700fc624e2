//! `cargo xtask bench NAME`: numbers of the built program, each beside its goal.

mod cases;
mod house;
mod http;
mod program;
mod unblock;

pub use program::Program;

use anyhow::Result;
use std::path::Path;

/// Flags of `cargo xtask bench`.
#[derive(clap::Args)]
pub struct Wish {
    #[command(subcommand)]
    name: Name,
}

#[derive(clap::Subcommand)]
enum Name {
    /// A million cases: queue, decisions, a hundred officers at once, and kill -9 while they work
    Cases(cases::Wish),
    /// Cold start, idle memory and size of the program
    House,
    /// The unblock engine beside clingo, PySAT, networkx and rustworkx
    Unblock(unblock::Wish),
}

/// One line of a table: what was measured, the number, its goal and unit.
pub struct Row {
    /// What, for people.
    pub what: String,
    /// The number.
    pub value: f64,
    /// What it should stay below; none where the number is only for comparison.
    pub goal: Option<f64>,
    /// Unit of both.
    pub unit: &'static str,
}

/// Measures and prints; false when a goal is missed.
pub fn run(root: &Path, wish: &Wish) -> Result<bool> {
    let rows = match &wish.name {
        Name::Cases(wish) => return cases::run(root, wish),
        Name::House => house::measure(root)?,
        Name::Unblock(wish) => return unblock::run(root, wish),
    };
    print!("{}", table(&rows));
    Ok(rows.iter().all(is_met))
}

fn is_met(row: &Row) -> bool {
    row.goal.is_none_or(|goal| row.value < goal)
}

fn table(rows: &[Row]) -> String {
    let width = rows.iter().map(|row| row.what.chars().count()).max().unwrap_or(0);
    let mut text = format!("{:<width$}  {:>10}  {:>10}\n", "measured", "here", "goal");
    for row in rows {
        let goal = row.goal.map_or(String::new(), |goal| format!("< {goal} {}", row.unit));
        let met = if is_met(row) { "" } else { "  missed" };
        let here = format!("{:.*} {}", if row.unit == "s" { 3 } else { 1 }, row.value, row.unit);
        text += &format!("{:<width$}  {here:>10}  {goal:>10}{met}\n", row.what);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_stand_beside_their_goals() {
        let rows = [
            Row { what: "cold start".into(), value: 0.0421, goal: Some(1.0), unit: "s" },
            Row { what: "size".into(), value: 31.25, goal: Some(30.0), unit: "MB" },
        ];
        assert_eq!(
            table(&rows),
            "measured          here        goal\ncold start     0.042 s       < 1 s\nsize           31.2 MB     < 30 MB  missed\n"
        );
    }
}
