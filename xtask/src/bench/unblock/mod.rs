//! `cargo xtask bench unblock`: our engine beside clingo, PySAT, networkx and rustworkx, same files, same run;
//! then a province of rules, read and linted.

mod goals;
mod make;
mod measured;
mod province;
mod report;

use crate::{python, shell};
use anyhow::{Result, bail};
use measured::End;
use report::{Entry, Size};
use std::path::Path;
use std::process::Command;

const SEED: u64 = 20_200_303;
const SCRIPT: &str = "bench/unblock/peer.py";
/// How often ours runs; the shortest times count. Others run once.
const TIMES: usize = 3;
/// Seconds after which ours would be stopped, too.
const OURS_MAX: u64 = 3_600;
/// The others, as the script calls them and as PyPI does.
const PEERS: &[(&str, &str)] =
    &[("clingo", "clingo"), ("pysat", "python-sat"), ("networkx", "networkx"), ("rustworkx", "rustworkx")];

/// Flags of `cargo xtask bench unblock`.
#[derive(clap::Args)]
pub struct Wish {
    /// Things in a catalogue; several with commas
    #[arg(long, value_delimiter = ',', default_values_t = [1_000, 10_000, 100_000, 1_000_000])]
    sizes: Vec<u64>,
    /// 1,000 and 10,000 things, one run, 20 seconds for each of the others
    #[arg(long)]
    quick: bool,
    /// Seconds by the clock after which another program is stopped
    #[arg(long, default_value_t = 180)]
    limit: u64,
    /// human or json
    #[arg(long, default_value = "human", value_parser = ["human", "json"])]
    format: String,
}

/// Measures and prints; false when a goal is missed or an answer is wrong.
pub fn run(root: &Path, wish: &Wish) -> Result<bool> {
    let (sizes, limit, times) =
        if wish.quick { (vec![1_000, 10_000], 20, 1) } else { (wish.sizes.clone(), wish.limit, TIMES) };
    if let Some(small) = sizes.iter().find(|size| **size < 200) {
        bail!("{small} things are too few to plant every kind of deadlock; 200 or more");
    }
    eprintln!("building the engine");
    if !shell::show(shell::cargo(root).args(["build", "--release", "--package", "unblock", "--example", "answer"]))?.ok
    {
        bail!("the engine could not be built");
    }
    let packages: Vec<&str> = PEERS.iter().map(|(_, package)| *package).collect();
    let python = python::with(root, "bench-python", &packages)?;
    if let Err(outcome) = &python {
        eprintln!("others are not measured: {}", outcome.note);
    }
    let folder = shell::target(root).join("bench-unblock");
    std::fs::create_dir_all(&folder)?;
    let bench = Bench { root, folder: &folder, python: python.as_deref().ok(), limit, times };
    let sizes = sizes.into_iter().map(|things| bench.size(things)).collect::<Result<Vec<Size>>>()?;
    let province = province::measure(root)?;
    match wish.format.as_str() {
        "json" => println!("{:#}", serde_json::json!({"sizes": report::json(&sizes), "province": province.json()})),
        _ => print!("{}{}", report::human(&sizes), province.human()),
    }
    Ok(province.is_well() && sizes.iter().all(Size::is_well))
}

struct Bench<'a> {
    root: &'a Path,
    folder: &'a Path,
    python: Option<&'a Path>,
    limit: u64,
    times: usize,
}

impl Bench<'_> {
    fn size(&self, things: u64) -> Result<Size> {
        eprintln!("{things} things: making the catalogue");
        let made = make::make(things, SEED);
        let file = self.folder.join(format!("{things}.jsonl"));
        std::fs::write(&file, &made.text)?;
        let mib = made.text.len() as f64 / f64::from(1 << 20);
        let ours = shell::target(self.root).join("release/examples/answer");
        let mut end = one("tongtu", Command::new(&ours).arg(&file).arg(make::PROFILE), OURS_MAX)?;
        for _ in 1..self.times {
            let again = one("tongtu", Command::new(&ours).arg(&file).arg(make::PROFILE), OURS_MAX)?;
            end = measured::shorter(end, again);
        }
        let mut entries = vec![Entry { name: "tongtu", end }];
        for (name, _) in PEERS {
            let Some(python) = self.python else { break };
            let mut command = Command::new(python);
            command.arg(self.root.join(SCRIPT)).arg(name).arg(&file).arg(make::PROFILE);
            entries.push(Entry { name, end: one(name, &mut command, self.limit)? });
        }
        std::fs::remove_file(&file)?;
        Ok(Size { things, mib, causes: made.causes, blocked: made.blocked, entries })
    }
}

fn one(name: &str, command: &mut Command, limit: u64) -> Result<End> {
    eprintln!("  {name}");
    measured::run(command, limit)
}
