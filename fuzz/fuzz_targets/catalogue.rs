//! Any bytes as a catalogue, one JSON object a line: read or told, never a crash; and its answers hold.
#![no_main]

use libfuzzer_sys::fuzz_target;
use unblock::{Classes, jsonl};

/// Larger graphs are read but not judged: the run should spend its time on the reader.
const JUDGED_MAX: usize = 500;

fuzz_target!(|bytes: &[u8]| {
    let found = jsonl::read(bytes, |_| ()).expect("memory can be read");
    assert!(found.bad_count <= found.lines);
    let graph = &found.graph;
    if graph.len() > JUDGED_MAX {
        return;
    }
    let got = graph.obtainable();
    let roots = graph.roots(&got);
    assert_eq!(roots.is_empty(), got.blocked().is_empty(), "what is blocked has a cause");
    for root in &roots {
        assert!(!found.names(&root.core).is_empty());
    }
    let plan = graph.fastest(&found.days);
    for node in 0..graph.len() as u32 {
        assert_eq!(plan.at(node).is_some(), got.has(node));
    }
    let nodes: Vec<u32> = (0..graph.len() as u32).collect();
    if let Ok(classes) = Classes::of(graph, &nodes, 64) {
        let by_class = graph.by_class(&classes);
        for class in 0..classes.count() {
            let got = graph.under(&classes.profile(class)).obtainable();
            assert!(nodes.iter().all(|node| by_class.has(class, *node) == got.has(*node)));
        }
    }
    if let Some(last) = got.order().last() {
        let cheapest = graph.cheapest(&found.fee, *last, 200).expect("it can be had");
        assert!(cheapest.bound <= cheapest.cost);
    }
});
