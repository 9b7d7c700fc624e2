//! The workshop: every command that builds, checks, measures or extends the project.

mod bench;
mod chance;
mod fuzz;
mod generate;
mod new;
mod python;
mod rust;
mod shell;
mod test;
mod tidy;
mod tree;

use clap::{Parser, Subcommand};
use std::process::ExitCode;

/// Builds, checks, measures and extends Tongtu.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", version, about)]
struct Workshop {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand)]
enum Verb {
    /// Run every check there is, the same that continuous integration runs
    Test(test::Wish),
    /// Check layout, sizes, words, SQL text, links and generated files, in seconds
    Tidy(tidy::Wish),
    /// Lay down the folder of a new feature or lint, with its two lines of registration
    New(new::Wish),
    /// Write docs/generated again from the feature records
    Gen(generate::Wish),
    /// Measure the built program and print each number beside its goal
    Bench(bench::Wish),
    /// Try bytes nobody thought of on everything that reads, led by the code they reach
    Fuzz(fuzz::Wish),
}

fn main() -> ExitCode {
    let verb = Workshop::parse().verb;
    let done = tree::root().and_then(|root| match verb {
        Verb::Test(wish) => test::run(&root, &wish),
        Verb::Tidy(wish) => tidy::run(&root, &wish),
        Verb::New(wish) => new::run(&root, &wish),
        Verb::Gen(wish) => generate::run(&root, &wish),
        Verb::Bench(wish) => bench::run(&root, &wish),
        Verb::Fuzz(wish) => fuzz::run(&root, &wish),
    });
    match done {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(1),
        Err(fault) => {
            eprintln!("error: {fault:#}");
            ExitCode::from(2)
        }
    }
}
