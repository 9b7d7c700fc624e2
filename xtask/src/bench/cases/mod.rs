//! `cargo xtask bench cases`: a county with a million cases, a hundred officers, and kill -9 while they work.

mod county;
mod draft;
mod filling;
mod grow;
mod line;
mod load;
mod measured;
mod model;
mod peer;
mod shape;
mod town;
mod work;

use crate::shell;
use crate::test::postgres;
use anyhow::{Context, Result, bail};
use county::County;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use town::Site;

/// Flags of `cargo xtask bench cases`.
#[derive(clap::Args)]
pub struct Wish {
    /// Cases in the county
    #[arg(long, default_value_t = 1_000_000)]
    cases: u64,
    /// Times the program is killed under load
    #[arg(long, default_value_t = 20)]
    rounds: usize,
    /// Cases of the county of its own in which it is killed
    #[arg(long, default_value_t = 20_000)]
    kill_cases: u64,
    /// Only this engine
    #[arg(long, value_enum)]
    engine: Option<Engine>,
    /// Seconds of work that are measured at the officers' pace; a quarter of them without a pause
    #[arg(long, default_value_t = 120)]
    seconds: u64,
    /// Officers at work at the same time
    #[arg(long, default_value_t = 100)]
    officers: usize,
    /// Milliseconds from one queue page of an officer to the next
    #[arg(long, default_value_t = 5_000)]
    page_every: u64,
    /// Milliseconds from one decision of an officer to the next
    #[arg(long, default_value_t = 30_000)]
    decision_every: u64,
    /// Where the past begins: the same seed makes the same cases
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// A program that is built already; else the release binary is built first
    #[arg(long)]
    binary: Option<PathBuf>,
}

#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Engine {
    Sqlite,
    Postgres,
}

/// A line of the table.
struct Figure {
    what: String,
    goal: String,
    measured: String,
    met: Option<bool>,
}

impl Figure {
    /// A number and the most it may be.
    fn most(what: &str, measured: f64, goal: f64, unit: &str) -> Figure {
        Figure {
            what: what.to_owned(),
            goal: format!("<= {goal} {unit}"),
            measured: format!("{measured:.1} {unit}"),
            met: Some(measured <= goal),
        }
    }

    /// A number that has no goal.
    fn plain(what: &str, measured: String) -> Figure {
        Figure { what: what.to_owned(), goal: String::new(), measured, met: None }
    }
}

/// Fills, measures, kills, prints; false when a goal is missed.
pub fn run(root: &Path, wish: &Wish) -> Result<bool> {
    let binary = match &wish.binary {
        Some(binary) => binary.canonicalize().with_context(|| format!("no program at {}", binary.display()))?,
        None => built(root)?,
    };
    let folder = std::env::temp_dir().join(format!("tongtu-bench-cases-{}", std::process::id()));
    std::fs::create_dir_all(&folder)?;
    let mut good = true;
    for engine in [Engine::Sqlite, Engine::Postgres] {
        if wish.engine.is_none_or(|wanted| wanted == engine) {
            let figures = on(engine, &binary, &folder, wish);
            if figures.is_err() {
                let _ = std::fs::remove_dir_all(&folder);
            }
            let figures = figures?;
            print!("{}", table(&figures));
            good &= figures.iter().all(|figure| figure.met != Some(false));
        }
    }
    let _ = std::fs::remove_dir_all(&folder);
    Ok(good)
}

fn built(root: &Path) -> Result<PathBuf> {
    if !shell::show(shell::cargo(root).args(["build", "--release", "--package", "tongtu"]))?.ok {
        bail!("the release binary could not be built");
    }
    Ok(shell::target(root).join("release/tongtu"))
}

/// Of so many cases of a past one waits; of those for the kills every other, so that twenty rounds find work.
const WAITS_ONE_IN: u64 = 50;
const KILLED_WAITS_ONE_IN: u64 = 2;

fn on(engine: Engine, binary: &Path, folder: &Path, wish: &Wish) -> Result<Vec<Figure>> {
    let name = match engine {
        Engine::Sqlite => "SQLite",
        Engine::Postgres => "PostgreSQL",
    };
    println!("{name}: {} cases, {} officers", wish.cases, wish.officers);
    let models = model::made(binary, &folder.join(format!("models-{name}")))?;
    // Durable means durable: fsync stays on, unlike in the tests.
    let settings = ["shared_buffers=1GB", "max_wal_size=8GB", "max_connections=200"];
    let server = match engine {
        Engine::Sqlite => None,
        Engine::Postgres => Some(postgres::Server::start_with(&settings)?),
    };
    let site = |what: &str| -> Result<Site> {
        let home = folder.join(format!("{name}-{what}"));
        let county = match &server {
            None => County::Sqlite(home.join("tongtu.sqlite")),
            Some(server) => {
                county::psql(&server.url, &format!("CREATE DATABASE {what}"))?;
                County::Postgres(format!("{}/{what}", server.url.trim_end_matches("/tongtu")))
            }
        };
        let site = Site { binary: binary.to_owned(), folder: home, county };
        drop(site.start()?);
        Ok(site)
    };
    let mut figures = of_kills(&site, &models, wish)?;
    let mut first = of_load(name, &site("past")?, &models, wish)?;
    first.append(&mut figures);
    Ok(first)
}

/// Kills the program in a small county of its own: what is lost does not depend on how much lies beside it.
fn of_kills(site: &dyn Fn(&str) -> Result<Site>, models: &model::Models, wish: &Wish) -> Result<Vec<Figure>> {
    if wish.rounds == 0 {
        return Ok(Vec::new());
    }
    let site = site("kills")?;
    let cases = wish.kill_cases.min(wish.cases);
    grow::fill(&site.county, models, grow::Much { cases, waits_one_in: KILLED_WAITS_ONE_IN, seed: wish.seed })?;
    let figures = measured::kills(&site, wish, wish.rounds)?;
    if let County::Sqlite(file) = &site.county {
        town::check_file(file)?;
    }
    let _ = std::fs::remove_dir_all(&site.folder);
    Ok(figures)
}

fn of_load(name: &str, site: &Site, models: &model::Models, wish: &Wish) -> Result<Vec<Figure>> {
    let begun = Instant::now();
    let much = grow::Much { cases: wish.cases, waits_one_in: WAITS_ONE_IN, seed: wish.seed };
    let rows = grow::fill(&site.county, models, much)?;
    let seconds = begun.elapsed().as_secs_f64();
    println!("  {rows} rows made in {seconds:.0} s");
    let made = format!("{name}: {} cases made in bulk", wish.cases);
    let mut figures = vec![Figure::plain(&made, format!("{seconds:.0} s, {rows} rows"))];
    let alike = shape::compared(&site.county, models, wish.cases, wish.seed)?;
    figures.push(Figure {
        goal: "equal".into(),
        met: Some(true),
        ..Figure::plain(
            &format!("{} of them by chance beside what the program writes", shape::SAMPLE),
            format!("{alike} rows"),
        )
    });
    figures.extend(measured::journal(site, "journal of the generated past verifies")?);
    let (answers, medians) = load::load(site, wish)?;
    figures.extend(answers);
    figures.extend(beside(&peer::measured(site)?, &medians));
    if let County::Sqlite(file) = &site.county {
        town::check_file(file)?;
        let gigabytes = std::fs::metadata(file)?.len() as f64 / 1e9;
        figures.push(Figure::plain("size of the file", format!("{gigabytes:.1} GB")));
    }
    let _ = std::fs::remove_dir_all(&site.folder);
    Ok(figures)
}

/// Our medians beside those of the engine alone.
fn beside(peer: &peer::Peer, medians: &load::Medians) -> Vec<Figure> {
    let (queue, commit) = peer.medians();
    let line = |what: &str, theirs: f64, p99: f64, ours: f64| {
        Figure::plain(what, format!("{theirs:.2} ms, p99 {p99:.2} ms; ours {:.1} times", ours / theirs))
    };
    vec![
        line("the engine alone: a queue's two statements", queue, load::at(&peer.queue, 0.99), medians.queue),
        line("the engine alone: 12 rows committed to the disk", commit, load::at(&peer.commit, 0.99), medians.decision),
    ]
}

fn table(figures: &[Figure]) -> String {
    let width = |of: fn(&Figure) -> &str| figures.iter().map(|f| of(f).chars().count()).max().unwrap_or(0);
    let (what, measured, goal) =
        (width(|f| f.what.as_str()), width(|f| f.measured.as_str()).max(8), width(|f| f.goal.as_str()));
    let mut text = format!("{:<what$}  {:>measured$}  {:>goal$}\n", "", "measured", "goal");
    for f in figures {
        let met = match f.met {
            Some(true) => "  met",
            Some(false) => "  MISSED",
            None => "",
        };
        text += &format!("{:<what$}  {:>measured$}  {:>goal$}{met}\n", f.what, f.measured, f.goal);
    }
    text
}

/// Lets time go by: while the officers work, and while one of them reads.
#[expect(clippy::disallowed_methods, reason = "a load is made for a length of time, not until something happens")]
fn pass(time: Duration) {
    std::thread::sleep(time);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_says_what_is_met_and_what_is_missed() {
        let figures = [
            Figure::most("queue page", 12.34, 20.0, "ms"),
            Figure::most("decision", 51.0, 50.0, "ms"),
            Figure::plain("size", "1.0 GB".into()),
        ];
        let text = table(&figures);
        assert!(text.contains("queue page   12.3 ms  <= 20 ms  met\n"), "{text}");
        assert!(text.contains("decision     51.0 ms  <= 50 ms  MISSED\n"), "{text}");
        assert!(text.lines().last().unwrap().starts_with("size "), "{text}");
    }
}
