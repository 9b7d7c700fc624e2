//! `tongtu`: one program for a county's way back to work; every command of it.

mod admin;
mod ask;
mod books;
mod certificate;
mod composition;
mod demo;
mod demo_clock;
mod demo_source;
mod documents;
mod exit;
mod export;
mod folder;

mod house;
mod journal;
mod key_file;
mod matching;
mod measured;
mod process;
mod serve;
mod slim;
mod sources;
mod unblock;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Gets a region's enterprises and workers safely back to work: rules as text, approvals without deadlocks,
/// services that come to people.
#[derive(Parser)]
#[command(name = "tongtu", version, about, after_help = EXIT_CODES, max_term_width = 100)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

const EXIT_CODES: &str = "Exit codes: 0 all well, 1 there are findings, 2 wrong usage or a fault.\n\
Language of messages: after the command, --lang zh-CN or en; without it, that of the terminal ($LANG).";

#[derive(Subcommand)]
enum Command {
    /// Make a made-up county in a file of its own and serve it, with one-click sign-ins
    Demo(demo::Wish),
    /// Serve a region's site
    Serve(serve::Wish),
    /// Judge a playbook: every error and every finding at once
    Lint(books::LintWish),
    /// Tell what a lint looks for, why, and how to mend it
    Explain(books::ExplainWish),
    /// Count what a playbook costs its applicants, and print what it could do without
    Slim(slim::SlimWish),
    /// Tell what to get, from whom and in what order, for a service: the fastest and the cheapest way
    Plan(slim::PlanWish),
    /// Find what blocks, and for whom, in a catalogue of any origin: one JSON object a line
    Unblock(unblock::Wish),
    /// Judge and tell processes drawn elsewhere: workflow configurations of DIGIT, BPMN 2.0
    #[command(subcommand)]
    Process(process::Wish),
    /// Judge every enterprise of a table by every policy: who is entitled, who not, of whom a fact is missing
    Match(matching::Wish),
    /// Print the JSON Schema of playbook files, for editors
    Schema,
    /// Run the worked examples of a playbook: `tongtu test playbook FOLDER`
    #[command(subcommand)]
    Test(books::TestWish),
    /// Publish a playbook in a database: from then on it is in force, and never changes
    Publish(serve::PublishWish),
    /// Make the first administrator of a region; the rest are made on the site
    Admin(admin::Wish),
    /// Bring a database up to this program; safe to run twice
    Migrate(serve::MigrateWish),
    /// Check a signed certificate without asking the county that issued it
    #[command(subcommand)]
    Certificate(certificate::Wish),
    /// Write what other programs read: the catalogue of services, a service as a drawing, the log of cases
    #[command(subcommand)]
    Export(export::Wish),
    /// Look after the sources of facts: check, list, fetch, import
    #[command(subcommand)]
    Sources(sources::Wish),
    /// Check the record of everything that was done
    #[command(subcommand)]
    Journal(journal::Wish),
    /// Look after the keys that personal fields are sealed with
    #[command(subcommand)]
    Keys(key_file::Wish),
    /// Copy a running SQLite database to a new file, checked
    Backup(serve::BackupWish),
    /// Write the generated documents (routes, doors, facts, access) into a folder
    #[command(hide = true)]
    Gen(documents::Wish),
}

fn main() -> ExitCode {
    exit::quietly_when_nobody_reads();
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            // help and version are answers, not faults
            let code = if error.use_stderr() { exit::FAULT } else { exit::OK };
            let _ = error.print();
            return ExitCode::from(code);
        }
    };
    let ended = match cli.command {
        Command::Lint(wish) => books::lint(&wish),
        Command::Explain(wish) => books::explain(&wish),
        Command::Slim(wish) => slim::slim(&wish),
        Command::Plan(wish) => slim::plan(&wish),
        Command::Unblock(wish) => unblock::run(&wish),
        Command::Process(wish) => process::run(&wish),
        Command::Match(wish) => matching::run(&wish),
        Command::Schema => books::schema(),
        Command::Test(wish) => books::test(&wish),
        Command::Certificate(wish) => certificate::run(&wish),
        Command::Export(wish) => export::run(&wish),
        Command::Gen(wish) => documents::run(&wish),
        Command::Demo(wish) => house::block_on(demo::run(wish)),
        Command::Serve(wish) => house::block_on(serve::run(wish)),
        Command::Publish(wish) => house::block_on(serve::publish(wish)),
        Command::Admin(wish) => house::block_on(admin::run(wish)),
        Command::Migrate(wish) => house::block_on(serve::migrate(wish)),
        Command::Sources(wish) => house::block_on(sources::run(wish)),
        Command::Journal(wish) => house::block_on(journal::run(wish)),
        Command::Keys(wish) => house::block_on(key_file::run(wish)),
        Command::Backup(wish) => house::block_on(serve::backup(wish)),
    };
    ExitCode::from(ended.unwrap_or_else(|error| {
        eprintln!("{}: {error:#}", ask::say("错误", "error"));
        exit::FAULT
    }))
}
