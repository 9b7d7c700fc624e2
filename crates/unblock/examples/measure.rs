//! Measures the engine on a seeded catalogue with planted deadlocks: `cargo run --release -p unblock --example measure -- 100000`.

use std::collections::BTreeSet;
use std::hint::black_box;
use std::io::Write as _;
use std::time::Instant;

use unblock::{Builder, Classes, Graph, Kind, NodeId, WhatIf, jsonl};

/// splitmix64: the same catalogue for the same seed, everywhere.
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, limit: u64) -> u64 {
        self.next() % limit
    }
}

/// One line of a catalogue, and the ids of each planted cause.
#[derive(Default)]
struct Made {
    lines: Vec<String>,
    planted: Vec<(Kind, BTreeSet<i64>)>,
}

/// `size` things: a tenth held, services over earlier things, 30 % of needs with an alternative, many
/// of those leading forward so that cycles with a way out abound; and four in a thousand planted dead.
fn make(size: u64, seed: u64) -> Made {
    let mut chance = Chance(seed);
    let mut made = Made::default();
    let held = size / 10;
    for id in 0..held {
        made.lines.push(format!("{{\"held\":{id}}}"));
    }
    let plants = size / 1000;
    let usual = size - plants * 8;
    for id in held..usual {
        let needs: Vec<String> = (0..=chance.below(3)).map(|_| need(&mut chance, id, usual)).collect();
        let days = chance.below(20);
        made.lines.push(format!(
            "{{\"service\":{id},\"needs\":[{}],\"days\":{days},\"fee\":{}}}",
            needs.join(","),
            days * 3
        ));
    }
    for plant in 0..plants {
        plant_one(&mut made, (usual + plant * 8) as i64, plant % 4);
    }
    made
}

fn need(chance: &mut Chance, id: u64, usual: u64) -> String {
    let earlier = chance.below(id);
    let guard = if chance.below(10) == 0 {
        let (attribute, values) = [("ind", 7), ("tier", 3), ("size", 2)][chance.below(3) as usize];
        format!(",\"if\":{{\"{attribute}\":{}}}", chance.below(values))
    } else {
        String::new()
    };
    match chance.below(10) {
        0 => format!("{{\"any\":[{earlier},{},{}],\"at_least\":2{guard}}}", chance.below(id), chance.below(usual)),
        1 | 2 => format!("{{\"any\":[{earlier},{}]{guard}}}", chance.below(usual)),
        _ => format!("{{\"any\":[{earlier}]{guard}}}"),
    }
}

/// Eight ids from `at`: a ring of three, a paper nobody issues, two of three that wait, or a ring
/// each of whose needs has two alternatives, both dead; the other ids wait for it.
fn plant_one(made: &mut Made, at: i64, kind: u64) {
    let mut service =
        |id: i64, needs: String| made.lines.push(format!("{{\"service\":{id},\"needs\":[{needs}],\"days\":1}}"));
    let one = |id: i64| format!("{{\"any\":[{id}]}}");
    let (kind, core): (Kind, Vec<i64>) = match kind {
        0 => {
            (0..3).for_each(|step| service(at + step, one(at + (step + 1) % 3)));
            (Kind::Circular, vec![at, at + 1, at + 2])
        }
        1 => {
            (1..3).for_each(|step| service(at + step, one(at)));
            (Kind::Missing, vec![at])
        }
        2 => {
            service(at, format!("{{\"any\":[0,{},{}],\"at_least\":2}}", at + 1, at + 2));
            (1..3).for_each(|step| service(at + step, one(at)));
            (Kind::TooFew, vec![at, at + 1, at + 2])
        }
        _ => {
            service(at, format!("{{\"any\":[{},{}]}}", at + 1, at + 2));
            (1..3).for_each(|step| service(at + step, one(at)));
            (Kind::Circular, vec![at, at + 1, at + 2])
        }
    };
    (3..8).for_each(|step| service(at + step, one(at + step - 3)));
    made.planted.push((kind, core.into_iter().collect()));
}

fn timed<T>(what: &str, mut work: impl FnMut() -> T) -> T {
    let mut best = f64::INFINITY;
    let mut result = None;
    for _ in 0..5 {
        let start = Instant::now();
        result = Some(black_box(work()));
        best = best.min(start.elapsed().as_secs_f64());
    }
    println!("{what:<58} {:>10.2} ms (best of 5)", best * 1000.0);
    result.expect("ran five times")
}

fn peak_mib() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap_or_default();
    line.split_whitespace().nth(1).and_then(|kib| kib.parse::<u64>().ok()).unwrap_or(0) / 1024
}

/// Demands of a chain: each node asks for the ten before it.
fn deep(nodes: u32) -> Graph {
    let mut builder = Builder::new(nodes);
    builder.given(0);
    for node in 1..nodes {
        let before: Vec<NodeId> = (node.saturating_sub(10)..node).collect();
        builder.all(node, &before);
    }
    builder.build()
}

fn main() {
    let mut arguments = std::env::args().skip(1);
    let size = arguments.next().and_then(|size| size.parse().ok()).unwrap_or(100_000);
    let made = make(size, 20_200_303);
    let text = made.lines.join("\n");
    if let Some(path) = arguments.next() {
        let mut file = std::fs::File::create(&path).expect("the file named can be made");
        file.write_all(text.as_bytes()).expect("the disk has room");
    }
    let Made { planted, .. } = made;
    println!("{size} things, {} bytes", text.len());
    let catalogue = timed("read", || jsonl::read(text.as_bytes(), |_| ()).expect("memory can be read"));
    assert_eq!(catalogue.bad_count, 0, "{:?}", catalogue.bad.first());
    let graph = &catalogue.graph;
    let got = timed("fixpoint", || graph.obtainable());
    let roots = timed("fixpoint, blocked set and root causes", || graph.roots(&graph.obtainable()));
    agree(&catalogue, &roots, &planted);
    timed("fastest way to everything", || graph.fastest(&catalogue.days));
    let things: Vec<NodeId> = (0..graph.len() as NodeId).collect();
    let classes = Classes::of(graph, &things, 4096).expect("96 classes");
    timed(&format!("{} profile classes", classes.count()), || graph.by_class(&classes));
    let edits = timed("fewest edits that free everybody", || {
        graph.fewest_edits(|_| Some(1), 1_000_000).expect("all may be edited")
    });
    println!("  {} edits, at least {}", edits.cost, edits.bound);
    let dead = got.blocked();
    let ones = vec![1; graph.len()];
    timed(&format!("what frees most, {} candidates", dead.len()), || {
        WhatIf::new(graph, &got, ones.clone()).ranked(&dead)
    });
    timed("cycles kept open by one alternative", || graph.fragile(&got));
    let last = got.order()[got.order().len() - 1];
    let cheap =
        timed("cheapest way to the last thing had", || graph.cheapest(&catalogue.fee, last, 100_000).expect("had"));
    println!("  cost {}, at least {}, {} steps", cheap.cost, cheap.bound, cheap.steps.len());
    println!("peak memory {} MiB", peak_mib());
    if size >= 1_000_000 {
        let chain = deep(1_000_000);
        timed("a chain of 1M nodes with 10M demands", || chain.obtainable().order().len());
        println!("peak memory {} MiB", peak_mib());
    }
}

/// Planted causes found, and nothing else told.
fn agree(catalogue: &jsonl::Catalogue, roots: &[unblock::Root], planted: &[(Kind, BTreeSet<i64>)]) {
    let number = |name: &&jsonl::Name| match name {
        jsonl::Name::Int(number) => *number,
        jsonl::Name::Word(_) => -1,
    };
    let told: BTreeSet<(Kind, BTreeSet<i64>)> =
        roots.iter().map(|root| (root.kind, catalogue.names(&root.core).iter().map(number).collect())).collect();
    let hit = planted.iter().filter(|plant| told.contains(plant)).count();
    println!("  {} planted, {} told, {hit} of them planted", planted.len(), told.len());
}
