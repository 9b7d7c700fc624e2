//! The built program, running as a demo on a folder of its own.

use anyhow::{Context, Result, bail};
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

/// A running program, stopped when dropped.
pub struct Program {
    /// Its process.
    pub child: Child,
    /// `http://127.0.0.1:PORT`
    pub address: String,
}

impl Program {
    /// Starts `tongtu demo` and waits for the line that tells its address.
    pub fn start(binary: &Path, data: &Path, keep: bool) -> Result<Program> {
        let mut command = Command::new(binary);
        command.args(["demo", "--port", "0", "--format", "json", "--data"]).arg(data);
        if keep {
            command.arg("--keep");
        }
        command.stderr(Stdio::null());
        Program::of(command)
    }

    /// Starts a command that serves and tells its address as JSON.
    pub fn of(mut command: Command) -> Result<Program> {
        command.stdin(Stdio::null()).stdout(Stdio::piped());
        let mut child =
            command.spawn().with_context(|| format!("{} could not be started", command.get_program().display()))?;
        let out = child.stdout.take().context("standard output was asked for")?;
        let mut line = String::new();
        BufReader::new(out).read_line(&mut line)?;
        let told: serde_json::Value = serde_json::from_str(&line).unwrap_or_default();
        let program = Program { child, address: told["address"].as_str().unwrap_or_default().to_owned() };
        if program.address.is_empty() {
            bail!("the program told no address, but: {line:?}");
        }
        Ok(program)
    }

    /// Memory it holds now, in MB (10^6 bytes), from the process table.
    pub fn memory_mb(&self) -> Result<f64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        resident_kib(&status).map(|kib| kib * 1024.0 / 1e6).context("the process table has no VmRSS")
    }

    /// Processor time it has used so far, in milliseconds, from the process table.
    pub fn processor_ms(&self) -> Result<f64> {
        let told = std::fs::read_to_string(format!("/proc/{}/stat", self.child.id()))?;
        ticks(&told).map(|ticks| ticks * 10.0).context("the process table tells no times")
    }
}

/// Hundredths of a second of processor time in user and system mode; the name before them may hold anything.
fn ticks(stat: &str) -> Option<f64> {
    let mut fields = stat.rsplit_once(')')?.1.split_whitespace().skip(11);
    let (user, system): (f64, f64) = (fields.next()?.parse().ok()?, fields.next()?.parse().ok()?);
    Some(user + system)
}

fn resident_kib(status: &str) -> Option<f64> {
    status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?.split_whitespace().next()?.parse().ok()
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn processor_time_is_read_behind_the_name() {
        assert_eq!(ticks("7 (a b) c) S 1 1 1 0 -1 4 0 0 0 0 120 34 0 0 20 0"), Some(154.0));
    }

    #[test]
    fn resident_memory_is_read_from_the_process_table() {
        assert_eq!(resident_kib("Name:\ttongtu\nVmRSS:\t   12345 kB\n"), Some(12345.0));
    }
}
