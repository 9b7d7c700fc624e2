//! One program given one catalogue: started, watched, its answer read.

use anyhow::{Context, Result};
use serde::Deserialize;
use std::collections::BTreeSet;
use std::io::Read;
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

/// What a program told of itself.
#[derive(Clone, Debug, Deserialize)]
pub struct Told {
    /// Reading the file and building what is asked, in seconds of processor time.
    pub read_s: f64,
    /// The answer itself.
    pub solve_s: f64,
    /// Most memory held, in MiB.
    pub peak_mib: f64,
    /// Ids that cannot be had.
    pub blocked: BTreeSet<u64>,
    /// Ours: the causes; of graph libraries: how many there are; of solvers: nothing.
    #[serde(default)]
    pub roots: Roots,
    /// Ours: how many of the cores are inclusion-minimal.
    pub minimal: Option<usize>,
    /// Ours: the fastest plan for every document.
    pub fastest_s: Option<f64>,
    /// Ours: the fixpoint for all profile classes, and how many there are.
    pub classes_s: Option<f64>,
    /// How many classes.
    pub classes: Option<usize>,
    /// Graph libraries: things on a ring, which is what a lister of cycles would report.
    pub on_cycles: Option<usize>,
}

/// What a program says of causes.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(untagged)]
pub enum Roots {
    /// Nothing.
    #[default]
    None,
    /// How many.
    Count(usize),
    /// Which.
    Causes(Vec<Root>),
}

/// A cause as the engine tells it.
#[derive(Clone, Debug, Deserialize)]
pub struct Root {
    /// circular, missing or too-few.
    pub kind: String,
    /// Ids.
    pub core: BTreeSet<u64>,
}

/// How a run ended.
#[derive(Clone, Debug)]
pub enum End {
    /// With an answer.
    Told(Box<Told>),
    /// It was stopped after so many seconds by the clock.
    Late(u64),
}

/// Runs a program whose last line is its answer; stops it after `limit` seconds.
pub fn run(command: &mut Command, limit: u64) -> Result<End> {
    let name = command.get_program().to_string_lossy().into_owned();
    let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn();
    let child = child.as_mut().map_err(|fault| anyhow::anyhow!("`{name}` could not be started: {fault}"))?;
    let mut out = child.stdout.take().context("standard output was asked for")?;
    let (tell, told) = mpsc::channel();
    let reader = std::thread::spawn(move || {
        let mut text = String::new();
        let read = out.read_to_string(&mut text).map(|_| text);
        // nobody listens any more when the program was late
        let _ = tell.send(read);
    });
    let text = told.recv_timeout(Duration::from_secs(limit));
    if text.is_err() {
        child.kill()?;
    }
    let status = child.wait()?;
    reader.join().expect("reading does not panic");
    let Ok(text) = text else { return Ok(End::Late(limit)) };
    anyhow::ensure!(status.success(), "`{name}` ended with {status}");
    let text = text?;
    let line = text.lines().last().context("it printed nothing")?;
    Ok(End::Told(serde_json::from_str(line).with_context(|| format!("`{name}` gave no answer that can be read"))?))
}

/// Of two runs of the same the shorter times; answers and memory are those of the later one.
pub fn shorter(a: End, b: End) -> End {
    match (a, b) {
        (End::Told(a), End::Told(mut b)) => {
            let least = |a: Option<f64>, b: Option<f64>| a.zip(b).map(|(a, b)| a.min(b));
            (b.read_s, b.solve_s) = (a.read_s.min(b.read_s), a.solve_s.min(b.solve_s));
            (b.fastest_s, b.classes_s) = (least(a.fastest_s, b.fastest_s), least(a.classes_s, b.classes_s));
            End::Told(b)
        }
        (End::Told(told), End::Late(_)) | (End::Late(_), End::Told(told)) => End::Told(told),
        (late @ End::Late(_), End::Late(_)) => late,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_of_every_program_are_read() {
        let read = |text: &str| serde_json::from_str::<Told>(text).unwrap();
        let ours = read(
            r#"{"read_s":0.1,"solve_s":0.01,"peak_mib":5.5,"fastest_s":0.1,"classes_s":0.2,"classes":96,"bad":0,
                "minimal":1,"blocked":[3],"roots":[{"kind":"missing","core":[3]}]}"#,
        );
        assert!(matches!(ours.roots, Roots::Causes(ref causes) if causes[0].core.contains(&3)));
        let theirs = read(r#"{"read_s":1,"solve_s":2,"peak_mib":9,"blocked":[],"roots":null}"#);
        assert!(matches!(theirs.roots, Roots::None));
        let library = read(r#"{"read_s":1,"solve_s":2,"peak_mib":9,"blocked":[],"roots":4,"on_cycles":7}"#);
        assert!(matches!(library.roots, Roots::Count(4)));
    }

    #[test]
    fn a_program_that_takes_too_long_is_stopped() {
        let end = run(Command::new("sleep").arg("60"), 0).unwrap();
        assert!(matches!(end, End::Late(0)));
    }
}
