//! Answers for a catalogue as one line of JSON, with what it took: `cargo run --release -p unblock --example answer -- FILE ind=7,tier=2`.
//!
//! With `batch FILE` many catalogues are answered one after another, each begun by a line `# ind=7,tier=2`:
//! a line of blocked ids for each. Both are what `cargo xtask bench unblock` and `cargo xtask test` compare with others.

use std::fmt::Write as _;
use std::fs::File;
use std::io::BufReader;
use std::time::Instant;

use unblock::jsonl::{self, Catalogue};
use unblock::{Classes, Graph, Kind, NodeId, Root};

/// Each question is asked at least so often, and for at least so many seconds.
const TIMES: u32 = 5;
const SECONDS_MIN: f64 = 0.3;

/// Seconds since it was made: by the clock, and of the processor where the system tells them.
struct Watch {
    since: Instant,
    used: Option<f64>,
}

impl Watch {
    fn new() -> Watch {
        Watch { since: Instant::now(), used: used() }
    }

    fn clock(&self) -> f64 {
        self.since.elapsed().as_secs_f64()
    }

    /// Processor time, so that other programs do not count; it is told at ticks of a few
    /// milliseconds, so what is short is read off the clock.
    fn seconds(&self) -> f64 {
        let clock = self.clock();
        let used = self.used.zip(used()).map(|(before, after)| after - before);
        used.filter(|_| clock > 0.1).map_or(clock, |used| used.min(clock))
    }
}

/// Processor time of this program so far, in seconds.
fn used() -> Option<f64> {
    let told = std::fs::read_to_string("/proc/self/schedstat").ok()?;
    told.split(' ').next()?.parse::<f64>().ok().map(|nanoseconds| nanoseconds / 1e9)
}

/// The mean in processor time, or the shortest by the clock where that is less.
fn timed<T>(mut work: impl FnMut() -> T) -> (f64, T) {
    let (all, mut rounds, mut shortest) = (Watch::new(), 0, f64::INFINITY);
    loop {
        let one = Watch::new();
        let made = work();
        shortest = shortest.min(one.clock());
        rounds += 1;
        if rounds >= TIMES && all.clock() >= SECONDS_MIN {
            return (shortest.min(all.seconds() / f64::from(rounds)), made);
        }
    }
}

fn peak_mib() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or_default();
    line.split_whitespace().next().and_then(|kib| kib.parse::<f64>().ok()).unwrap_or(0.0) / 1024.0
}

fn under(catalogue: &mut Catalogue, profile: &str) {
    let pairs: Vec<(&str, &str)> = profile.split(',').filter_map(|pair| pair.split_once('=')).collect();
    // an attribute that no line asks about changes nothing
    let asked: Vec<(&str, &str)> = pairs.into_iter().filter(|pair| catalogue.profile(&[*pair]).is_ok()).collect();
    let profile = catalogue.profile(&asked).expect("only what lines ask about is left");
    catalogue.graph = catalogue.graph.under(&profile);
}

fn ids(catalogue: &Catalogue, nodes: impl Iterator<Item = NodeId>) -> String {
    let mut text = String::from("[");
    for node in nodes {
        let comma = if text.len() > 1 { "," } else { "" };
        write!(text, "{comma}{}", catalogue.name(node)).expect("a string takes any text");
    }
    text + "]"
}

/// By its definition, and by nothing the engine uses: no way leads into the core from outside, and
/// with any one member there all others follow or the rest would block itself.
fn is_minimal(graph: &Graph, core: &[NodeId]) -> bool {
    let largest_unfounded = |mut inside: Vec<NodeId>| loop {
        let free = |node: &NodeId| {
            graph.ways_of(*node).iter().any(|way| {
                let outside = graph.demands(*way).iter().filter(|demand| !inside.contains(demand)).count();
                graph.at_least(*way).is_some_and(|need| outside >= need as usize)
            })
        };
        let kept: Vec<NodeId> = inside.iter().copied().filter(|node| !free(node)).collect();
        if kept.len() == inside.len() {
            return inside;
        }
        inside = kept;
    };
    let without = |left_out: &NodeId| core.iter().copied().filter(|node| node != left_out).collect();
    largest_unfounded(core.to_vec()).len() == core.len()
        && core.iter().all(|node| largest_unfounded(without(node)).is_empty())
}

fn one(path: &str, profile: &str) {
    let watch = Watch::new();
    let file = BufReader::with_capacity(1 << 20, File::open(path).expect("the file can be opened"));
    let mut catalogue = jsonl::read(file, |_| ()).expect("the file can be read");
    under(&mut catalogue, profile);
    let read = watch.seconds();
    let graph = &catalogue.graph;
    let (solve, (got, roots)) = timed(|| {
        let got = graph.obtainable();
        let roots = graph.roots(&got);
        (got, roots)
    });
    let peak = peak_mib();
    let (fastest, _) = timed(|| graph.fastest(&catalogue.days));
    let nodes: Vec<NodeId> = (0..graph.len() as NodeId).collect();
    let (classes, count) = match Classes::of(graph, &nodes, 4096) {
        Ok(classes) => (timed(|| graph.by_class(&classes)).0, classes.count()),
        Err(many) => (f64::INFINITY, many.classes),
    };
    let minimal = roots.iter().filter(|root| is_minimal(graph, &root.core)).count();
    let told: Vec<String> = roots.iter().map(|root| root_json(&catalogue, root)).collect();
    println!(
        "{{\"read_s\":{read},\"solve_s\":{solve},\"peak_mib\":{peak},\"fastest_s\":{fastest},\"classes_s\":{classes},\
         \"classes\":{count},\"bad\":{},\"minimal\":{minimal},\"blocked\":{},\"roots\":[{}]}}",
        catalogue.bad_count,
        ids(&catalogue, catalogue.things().filter(|node| !got.has(*node))),
        told.join(",")
    );
}

fn root_json(catalogue: &Catalogue, root: &Root) -> String {
    let kind = match root.kind {
        Kind::Missing => "missing",
        Kind::TooFew => "too-few",
        Kind::Circular => "circular",
    };
    let things: Vec<NodeId> = root.core.iter().copied().filter(|node| !catalogue.graph.is_inner(*node)).collect();
    let shown = if things.is_empty() { &root.core } else { &things };
    format!("{{\"kind\":\"{kind}\",\"core\":{}}}", ids(catalogue, shown.iter().copied()))
}

fn batch(path: &str) {
    let text = std::fs::read_to_string(path).expect("the file can be read");
    for part in text.split("# ").skip(1) {
        let (profile, lines) = part.split_once('\n').expect("a line of its own names the profile");
        let mut catalogue = jsonl::read(lines.as_bytes(), |_| ()).expect("memory can be read");
        under(&mut catalogue, profile);
        let got = catalogue.graph.obtainable();
        let roots = catalogue.graph.roots(&got);
        assert!(roots.iter().all(|root| is_minimal(&catalogue.graph, &root.core)), "a core is not minimal:\n{part}");
        assert_eq!((roots.is_empty(), catalogue.bad_count), (got.blocked().is_empty(), 0), "{part}");
        println!("{}", ids(&catalogue, catalogue.things().filter(|node| !got.has(*node))));
    }
}

fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    match words.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["batch", file] => batch(file),
        [file] => one(file, ""),
        [file, profile] => one(file, profile),
        _ => eprintln!("answer FILE [NAME=VALUE,...] | answer batch FILE"),
    }
}
