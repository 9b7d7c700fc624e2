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

/// Each question is asked so often, and the shortest time told.
const TIMES: usize = 5;

/// Processor time of this program so far, in seconds; the clock where the system does not tell it.
fn now(start: Instant) -> f64 {
    let told = std::fs::read_to_string("/proc/self/schedstat").unwrap_or_default();
    let nanoseconds = told.split(' ').next().and_then(|first| first.parse::<f64>().ok());
    nanoseconds.map_or_else(|| start.elapsed().as_secs_f64(), |nanoseconds| nanoseconds / 1e9)
}

fn timed<T>(start: Instant, mut work: impl FnMut() -> T) -> (f64, T) {
    let mut shortest = (f64::INFINITY, None);
    for _ in 0..TIMES {
        // what the last round made is dropped before the next begins
        shortest.1 = None;
        let begun = now(start);
        let made = work();
        shortest = (shortest.0.min(now(start) - begun), Some(made));
    }
    (shortest.0, shortest.1.expect("it ran"))
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
    let start = Instant::now();
    let begun = now(start);
    let file = BufReader::with_capacity(1 << 20, File::open(path).expect("the file can be opened"));
    let mut catalogue = jsonl::read(file, |_| ()).expect("the file can be read");
    under(&mut catalogue, profile);
    let read = now(start) - begun;
    let graph = &catalogue.graph;
    let (solve, (got, roots)) = timed(start, || {
        let got = graph.obtainable();
        let roots = graph.roots(&got);
        (got, roots)
    });
    let peak = peak_mib();
    let (fastest, _) = timed(start, || graph.fastest(&catalogue.days));
    let nodes: Vec<NodeId> = (0..graph.len() as NodeId).collect();
    let (classes, count) = match Classes::of(graph, &nodes, 4096) {
        Ok(classes) => (timed(start, || graph.by_class(&classes)).0, classes.count()),
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
