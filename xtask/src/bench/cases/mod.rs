//! `cargo xtask bench cases`: a county with a million cases, a hundred officers, and kill -9 while they work.

mod county;
mod grow;
mod line;
mod measured;
mod model;
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
    /// Times the program is killed under load; on PostgreSQL a quarter of them
    #[arg(long, default_value_t = 20)]
    rounds: usize,
    /// Only this engine
    #[arg(long, value_enum)]
    engine: Option<Engine>,
    /// Seconds of work that are measured
    #[arg(long, default_value_t = 60)]
    seconds: u64,
    /// Officers at work at the same time
    #[arg(long, default_value_t = 100)]
    officers: usize,
    /// Milliseconds an officer thinks between two cases, on average
    #[arg(long, default_value_t = 1000)]
    pause: u64,
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

fn on(engine: Engine, binary: &Path, folder: &Path, wish: &Wish) -> Result<Vec<Figure>> {
    let (name, rounds) = match engine {
        Engine::Sqlite => ("SQLite", wish.rounds),
        Engine::Postgres => ("PostgreSQL", wish.rounds.div_ceil(4).min(wish.rounds)),
    };
    println!("{name}: {} cases, {} officers", wish.cases, wish.officers);
    let models = model::made(binary, &folder.join(format!("models-{name}")))?;
    let home = folder.join(name);
    // Durable means durable: fsync stays on, unlike in the tests.
    let server = match engine {
        Engine::Sqlite => None,
        Engine::Postgres => {
            Some(postgres::Server::start_with(&["shared_buffers=1GB", "max_wal_size=8GB", "max_connections=200"])?)
        }
    };
    let county = match &server {
        None => County::Sqlite(home.join("tongtu.sqlite")),
        Some(server) => County::Postgres(server.url.clone()),
    };
    let site = Site { binary: binary.to_owned(), folder: home.clone(), county };
    drop(site.start()?);
    let begun = Instant::now();
    let rows = grow::fill(&site.county, &models, wish.cases, wish.seed)?;
    println!("  {rows} rows made in {:.0} s", begun.elapsed().as_secs_f64());
    let mut figures = vec![Figure::plain(
        &format!("{name}: {} cases made in bulk", wish.cases),
        format!("{:.0} s, {rows} rows", begun.elapsed().as_secs_f64()),
    )];
    figures.extend(measured::journal(&site, "journal of the generated past verifies")?);
    figures.extend(measured::load(&site, wish)?);
    figures.extend(measured::kills(&site, wish, rounds)?);
    if let County::Sqlite(file) = &site.county {
        town::check_file(file)?;
        figures
            .push(Figure::plain("size of the file", format!("{:.1} GB", std::fs::metadata(file)?.len() as f64 / 1e9)));
    }
    let _ = std::fs::remove_dir_all(&home);
    Ok(figures)
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
