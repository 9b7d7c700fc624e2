//! The program at work on a filled county: a hundred officers signed in, and its own word on how long each answer took.

use super::county::{County, open};
use super::grow::county_code;
use super::line::Line;
use crate::bench::program::Program;
use anyhow::{Context, Result, bail};
use sha2::{Digest, Sha256};
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{ChildStderr, Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError};

/// Officers of one desk share its queue; there are as many desks as pairs of region and agency.
#[derive(Clone, Debug)]
pub struct Officer {
    /// Division they work in: a county, or the city above all of them.
    pub region: String,
    /// Agency.
    pub agency: &'static str,
    /// Person.
    pub id: String,
}

impl Officer {
    /// Whether two share a desk.
    pub fn shares(&self, other: &Officer) -> bool {
        (&self.region, self.agency) == (&other.region, other.agency) && self.id != other.id
    }
}

/// A hundred: nine of ten in the counties, the others in the city above them.
pub fn officers(count: usize) -> Vec<Officer> {
    (0..count)
        .map(|n| Officer {
            region: if n % 10 == 9 { "990100".to_owned() } else { county_code((n / 10 % 10) as u64) },
            agency: if n % 2 == 0 || n % 20 == 9 { "industry" } else { "health" },
            id: format!("bench-officer-{n}"),
        })
        .collect()
}

/// Where the program and its county are.
#[derive(Clone)]
pub struct Site {
    /// The program.
    pub binary: PathBuf,
    /// Folder of keys, clock and, on SQLite, the county's file.
    pub folder: PathBuf,
    /// The county.
    pub county: County,
}

/// What the program's log says of one answer.
#[derive(Clone, Debug, serde::Deserialize)]
pub struct Told {
    /// `GET` or `POST`.
    pub method: String,
    /// Path, without what stands behind `?`.
    pub path: String,
    /// Status.
    pub status: u16,
    /// From the first byte of the request to the answer, as the program measured it.
    pub took_us: u64,
}

#[derive(serde::Deserialize)]
struct Logged {
    fields: Told,
}

/// A running program.
pub struct Town {
    program: Program,
    log: Arc<Mutex<Vec<Told>>>,
}

impl Site {
    /// Starts the program on the county as it is.
    pub fn start(&self) -> Result<Town> {
        let mut command = Command::new(&self.binary);
        command.args(["demo", "--port", "0", "--format", "json", "--keep", "--data"]).arg(&self.folder);
        if let County::Postgres(url) = &self.county {
            command.args(["--database", url]);
        }
        command.env("TONGTU_LOG", "error,access=info").env("TONGTU_LOG_JSON", "1").stderr(Stdio::piped());
        let mut program = Program::of(command)?;
        let log = Arc::new(Mutex::new(Vec::new()));
        let errors = program.child.stderr.take().context("standard error was asked for")?;
        let kept = Arc::clone(&log);
        std::thread::spawn(move || keep(errors, &kept));
        Ok(Town { program, log })
    }

    /// Adds the officers to the county; their passwords are nobody's.
    pub fn hire(&self, officers: &[Officer]) -> Result<()> {
        let rows: Vec<String> = officers
            .iter()
            .map(|o| {
                format!(
                    "('{}', '{}', '{}', '{}', 'officer', '{}', '', 'active', 0, 0)",
                    o.region, o.id, o.id, o.id, o.agency
                )
            })
            .collect();
        self.county.run(&format!(
            "INSERT INTO person (region, id, sign_in, name, role, agency, password_hash, state, created_at, updated_at)
             VALUES {} ON CONFLICT DO NOTHING",
            rows.join(", ")
        ))
    }

    /// Whether `tongtu journal verify` finds every chain whole; how many entries.
    pub fn journal(&self) -> Result<u64> {
        let mut command = Command::new(&self.binary);
        command.args(["journal", "verify", "--format", "json", "--database", &self.county.address()]);
        let out = command.output().context("the program could not be started")?;
        let text = String::from_utf8_lossy(&out.stdout);
        if !out.status.success() {
            bail!("the journal does not verify: {text}{}", String::from_utf8_lossy(&out.stderr));
        }
        let entries = text.lines().filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok());
        Ok(entries.filter_map(|line| line["entries"].as_u64()).sum())
    }
}

fn keep(errors: ChildStderr, log: &Mutex<Vec<Told>>) {
    for line in BufReader::new(errors).lines().map_while(Result::ok) {
        match serde_json::from_str::<Logged>(&line) {
            Ok(told) => log.lock().unwrap_or_else(PoisonError::into_inner).push(told.fields),
            Err(_) => eprintln!("{line}"),
        }
    }
}

impl Town {
    /// `http://127.0.0.1:PORT`
    pub fn address(&self) -> &str {
        &self.program.address
    }

    /// What it has told of its answers since the last time.
    pub fn told(&self) -> Vec<Told> {
        std::mem::take(&mut self.log.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Processor time it has used, in milliseconds.
    pub fn processor_ms(&self) -> Result<f64> {
        self.program.processor_ms()
    }

    /// Memory it holds, MB.
    pub fn memory_mb(&self) -> Result<f64> {
        self.program.memory_mb()
    }

    /// Ends it as a power cut would: SIGKILL, in the middle of whatever it does.
    pub fn kill(mut self) -> Result<()> {
        self.program.child.kill()?;
        self.program.child.wait()?;
        Ok(())
    }

    /// Signs the officers in by one-click links, as the demonstration does; their lines. Every time has a number of its own.
    pub fn sign_in(&self, county: &County, officers: &[Officer], time: u64) -> Result<Vec<Line>> {
        let process = self.program.child.id();
        let token = |officer: &Officer| hex::encode(Sha256::digest(format!("{} {process} {time}", officer.id)));
        let rows: Vec<String> = officers
            .iter()
            .map(|o| format!("('{}', '{}', '{}')", o.region, hex::encode(Sha256::digest(token(o))), o.id))
            .collect();
        county.run(&format!("INSERT INTO demo_key (region, token_hash, person) VALUES {}", rows.join(", ")))?;
        officers
            .iter()
            .map(|officer| {
                let mut line = Line::to(self.address());
                let answer = line.get(&format!("/sign-in/demo/{}", token(officer)))?;
                if line.cookie.is_empty() {
                    bail!("{} could not sign in: {} {}", officer.id, answer.status, answer.body);
                }
                Ok(line)
            })
            .collect()
    }
}

/// Asks SQLite whether the file is whole.
pub fn check_file(file: &Path) -> Result<()> {
    let said: String = open(file)?.query_row("PRAGMA quick_check", [], |row| row.get(0))?;
    if said != "ok" {
        bail!("{said}");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_desk_has_two_officers_at_least() {
        let all = officers(100);
        assert_eq!(all.iter().filter(|officer| officer.region == "990100").count(), 10);
        assert!(all.iter().all(|one| all.iter().any(|other| one.shares(other))));
    }
}
