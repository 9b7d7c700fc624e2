//! The same rows read and as many written by the engine alone, without our program: what the figures are held against.

use super::county::{County, open, psql};
use super::grow::{COUNTIES, county_code};
use super::load::at;
use super::town::Site;
use anyhow::{Context, Result, bail};
use std::path::Path;
use std::process::Command;
use std::time::Instant;

/// Statements asked, and transactions committed.
const TIMES: usize = 500;

/// Rows of a transaction, about those of a decision, and the bytes of each.
const ROWS: usize = 12;
const BYTES: usize = 200;

/// The statements of a queue page, from the same files the program is built of.
const LINES: &str = include_str!("../../../../features/ground/src/cases/sql/desk_waiting.sql");
const LOAD: &str = include_str!("../../../../features/ground/src/cases/sql/desk_count.sql");

/// Times of the engine alone, sorted, in ms.
pub struct Peer {
    /// The lines of a county's queue and the figures above them.
    pub queue: Vec<f64>,
    /// A transaction of a dozen rows, on the disk.
    pub commit: Vec<f64>,
}

/// Asks the engine alone; the program is not running.
pub fn measured(site: &Site) -> Result<Peer> {
    site.county.run("CREATE TABLE bench_peer (region TEXT NOT NULL, n BIGINT NOT NULL, words TEXT NOT NULL, PRIMARY KEY (region, n))")?;
    let peer = match &site.county {
        County::Sqlite(file) => sqlite(file),
        County::Postgres(url) => postgres(url, &site.folder),
    };
    site.county.run("DROP TABLE bench_peer")?;
    let mut peer = peer?;
    peer.queue.sort_by(f64::total_cmp);
    peer.commit.sort_by(f64::total_cmp);
    Ok(peer)
}

impl Peer {
    /// Median of the reading and of the writing, ms.
    pub fn medians(&self) -> (f64, f64) {
        (at(&self.queue, 0.5), at(&self.commit, 0.5))
    }
}

/// The parameters of the queue of one county's health desk, as literals: `$1` and on.
fn asked(sql: &str, region: &str, of_lines: bool) -> String {
    let lines = ["", "", "", "", "", "2020-03-16", "2020-03-19"];
    let mut values: Vec<String> = [region, region, "health"].map(quoted).to_vec();
    match of_lines {
        true => {
            values.extend(lines.map(quoted));
            values.extend(["50".to_owned(), "0".to_owned()]);
        }
        false => values.extend(["2020-03-16", "bench-officer-1"].map(quoted)),
    }
    let placed = sql.replacen("s.region >= $1 AND s.region <= $2", "s.region = $1 AND s.region <= $2", 1);
    let all = values.iter().enumerate().rev();
    all.fold(placed, |text, (n, value)| text.replace(&format!("${}", n + 1), value))
}

fn quoted(text: &str) -> String {
    format!("'{text}'")
}

fn sqlite(file: &Path) -> Result<Peer> {
    let county = open(file)?;
    county.pragma_update(None, "synchronous", "FULL")?;
    county.set_prepared_statement_cache_capacity(64);
    let (mut queue, mut commit) = (Vec::new(), Vec::new());
    for n in 0..TIMES {
        let region = county_code(n as u64 % COUNTIES);
        let begun = Instant::now();
        for text in [asked(LINES, &region, true), asked(LOAD, &region, false)] {
            let mut statement = county.prepare_cached(&text)?;
            let mut rows = statement.query([])?;
            while rows.next()?.is_some() {}
        }
        queue.push(begun.elapsed().as_secs_f64() * 1e3);
    }
    let words = "x".repeat(BYTES);
    for n in 0..TIMES {
        let begun = Instant::now();
        county.execute_batch("BEGIN IMMEDIATE")?;
        for row in 0..ROWS {
            let number = i64::try_from(n * ROWS + row)?;
            county.prepare_cached("INSERT INTO bench_peer VALUES ('990121', ?, ?)")?.execute((number, &words))?;
        }
        county.execute_batch("COMMIT")?;
        commit.push(begun.elapsed().as_secs_f64() * 1e3);
    }
    Ok(Peer { queue, commit })
}

fn postgres(url: &str, folder: &Path) -> Result<Peer> {
    std::fs::create_dir_all(folder)?;
    let mut read = String::new();
    for text in [asked(LINES, "990121", true), asked(LOAD, "990121", false)] {
        let one_line: Vec<&str> = text.lines().filter(|line| !line.trim_start().starts_with("--")).collect();
        read += &format!("{};\n", one_line.join(" "));
    }
    let queue = pgbench(url, folder, "read", &read)?;
    psql(url, "CREATE SEQUENCE bench_peer_n")?;
    let words = "x".repeat(BYTES);
    let insert = format!("INSERT INTO bench_peer VALUES ('990121', nextval('bench_peer_n'), '{words}');\n");
    let commit = pgbench(url, folder, "write", &format!("BEGIN;\n{}COMMIT;\n", insert.repeat(ROWS)));
    psql(url, "DROP SEQUENCE bench_peer_n")?;
    Ok(Peer { queue, commit: commit? })
}

/// The time of every run of a script by one client.
fn pgbench(url: &str, folder: &Path, name: &str, script: &str) -> Result<Vec<f64>> {
    let (file, log) = (folder.join(format!("{name}.pgbench")), folder.join(format!("{name}-log")));
    std::fs::write(&file, script)?;
    let mut command = Command::new("pgbench");
    command.args(["-n", "-c", "1", "-t", &TIMES.to_string(), "-M", "prepared", "-l", "--log-prefix"]);
    command.arg(&log).arg("-f").arg(&file).arg(url);
    let out = command.output().context("pgbench could not be started; it comes with the PostgreSQL server")?;
    if !out.status.success() {
        bail!("pgbench: {}", String::from_utf8_lossy(&out.stderr).trim());
    }
    let mut times = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.file_name().is_some_and(|file| file.to_string_lossy().starts_with(&format!("{name}-log."))) {
            times.extend(std::fs::read_to_string(&path)?.lines().filter_map(took_ms));
        }
    }
    if times.is_empty() {
        bail!("pgbench logged no times");
    }
    Ok(times)
}

/// Of a line of its log: client, number, microseconds, and more.
fn took_ms(line: &str) -> Option<f64> {
    line.split(' ').nth(2)?.parse().ok().map(|us: f64| us / 1e3)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_parameter_of_a_queue_page_has_its_value() {
        for text in [asked(LINES, "990121", true), asked(LOAD, "990121", false)] {
            assert!(!text.contains('$'), "{text}");
            assert!(text.contains("s.region = '990121'"), "{text}");
        }
        assert_eq!(took_ms("0 199 2241 0 1175850568 995598"), Some(2.241));
    }
}
