//! Random drawings: what is told of them against plainly walking them, and what is written against what was read.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use process::{Kind, Model, lints, read, road, svg, to_bpmn};
use proptest::prelude::*;

/// A drawing: what each node is, and the flows between them.
#[derive(Clone, Debug)]
struct Drawn {
    nodes: Vec<&'static str>,
    flows: Vec<(usize, usize)>,
}

fn drawn(kinds: &'static [&'static str]) -> impl Strategy<Value = Drawn> {
    (prop::collection::vec(prop::sample::select(kinds), 1..9), prop::collection::vec((0..10_usize, 0..10_usize), 0..16))
        .prop_map(|(kinds, flows)| {
            // one place where it begins and one where it ends
            let nodes: Vec<&str> = [&["startEvent"], &kinds[..], &["endEvent"]].concat();
            let (from, to) = (nodes.len() - 1, nodes.len() - 1);
            // nothing leads to the first or from the last
            let flows = flows.into_iter().map(|(a, b)| (a % from, b % to + 1)).collect();
            Drawn { nodes, flows }
        })
}

impl Drawn {
    fn bpmn(&self) -> String {
        let mut body = String::new();
        for (at, kind) in self.nodes.iter().enumerate() {
            write!(body, "<{kind} id=\"n{at}\" name=\"节点 {at} &amp; &lt;\"/>").expect("text takes text");
        }
        for (at, (from, to)) in self.flows.iter().enumerate() {
            write!(body, "<sequenceFlow id=\"f{at}\" sourceRef=\"n{from}\" targetRef=\"n{to}\"/>")
                .expect("text takes text");
        }
        format!(
            "<definitions xmlns=\"http://www.omg.org/spec/BPMN/20100524/MODEL\" id=\"d\" targetNamespace=\"t\">\
             <process id=\"p\">{body}</process></definitions>"
        )
    }

    fn digit(&self) -> String {
        let last = self.nodes.len() - 1;
        let state = |at: usize| {
            let actions: Vec<String> = self
                .flows
                .iter()
                .enumerate()
                .filter(|(_, (from, _))| *from == at)
                .map(|(flow, (_, to))| format!("{{\"action\":\"A{flow}\",\"nextState\":\"S{to}\",\"roles\":[\"R\"]}}"))
                .collect();
            format!(
                "{{\"state\":\"S{at}\",\"sla\":1000,\"isStartState\":{},\"isTerminateState\":{},\"actions\":[{}]}}",
                at == 0,
                at == last,
                actions.join(",")
            )
        };
        let states: Vec<String> = (0..=last).map(state).collect();
        format!("{{\"businessService\":\"B\",\"business\":\"b\",\"states\":[{}]}}", states.join(","))
    }

    /// The nodes that walking from the first never comes to, where every flow may be taken.
    fn never_walked(&self) -> BTreeSet<usize> {
        let (mut seen, mut open) = (BTreeSet::from([0]), vec![0]);
        while let Some(node) = open.pop() {
            for (_, to) in self.flows.iter().filter(|(from, _)| *from == node) {
                if seen.insert(*to) {
                    open.push(*to);
                }
            }
        }
        (0..self.nodes.len()).filter(|node| !seen.contains(node)).collect()
    }
}

/// The nodes of a drawing that some finding says are never reached: the places and words it names.
fn told_unreachable(text: &str, drawn: &Drawn, name: impl Fn(usize) -> String) -> BTreeSet<usize> {
    let model = read(text.as_bytes()).model.expect("a model");
    let mut told = BTreeSet::new();
    for finding in lints::run(&model).into_iter().filter(|finding| finding.code == "unreachable-state") {
        let words: Vec<String> =
            [&finding.message.en].into_iter().chain(finding.help.iter().map(|help| &help.en)).cloned().collect();
        let named = |at: &usize| words.iter().any(|words| words.contains(&format!("`{}`", name(*at))));
        told.extend((0..drawn.nodes.len()).filter(named));
    }
    told
}

/// What a process says, its ids apart, which are made anew: its nodes by name and sort, and its flows.
type Shape = (Vec<(String, Kind)>, Vec<(usize, usize)>);

fn shape(model: &Model) -> Vec<Shape> {
    let of = |process: &process::Process| {
        let nodes = process.nodes.iter().map(|node| (node.name.clone(), node.kind)).collect();
        (nodes, process.flows.iter().map(|flow| (flow.from, flow.to)).collect())
    };
    model.processes.iter().map(of).collect()
}

const STEPS: &[&str] = &["task", "userTask", "exclusiveGateway"];
const ALL: &[&str] = &[
    "task",
    "userTask",
    "serviceTask",
    "exclusiveGateway",
    "parallelGateway",
    "inclusiveGateway",
    "intermediateThrowEvent",
    "startEvent",
    "endEvent",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn what_no_walk_reaches_in_a_drawing_is_told_and_nothing_else(drawn in drawn(STEPS)) {
        let told = told_unreachable(&drawn.bpmn(), &drawn, |at| format!("节点 {at} & <"));
        prop_assert_eq!(told, drawn.never_walked(), "{}", drawn.bpmn());
    }

    #[test]
    fn what_no_walk_reaches_in_a_configuration_is_told_and_nothing_else(drawn in drawn(&["state"])) {
        let told = told_unreachable(&drawn.digit(), &drawn, |at| format!("S{at}"));
        prop_assert_eq!(told, drawn.never_walked(), "{}", drawn.digit());
    }

    #[test]
    fn what_is_written_as_bpmn_is_read_again_with_all_its_steps(drawn in drawn(ALL)) {
        let text = drawn.bpmn();
        let model = read(text.as_bytes()).model.expect("a model");
        let again = read(to_bpmn(&model).as_bytes());
        prop_assert_eq!(&again.found, &[]);
        prop_assert_eq!(shape(&again.model.expect("a model")), shape(&model));
    }

    #[test]
    fn a_configuration_drawn_as_bpmn_keeps_its_steps_and_the_ways_between_them(drawn in drawn(&["state"])) {
        let model = read(drawn.digit().as_bytes()).model.expect("a model");
        let again = read(to_bpmn(&model).as_bytes()).model.expect("a model");
        let names = |model: &Model| -> BTreeSet<String> {
            model.processes[0].nodes.iter().filter(|node| node.is_work()).map(|node| node.called().to_owned()).collect()
        };
        prop_assert_eq!(names(&again), names(&model), "{}", to_bpmn(&model));
    }

    #[test]
    fn a_file_cut_or_broken_anywhere_is_answered(
        drawn in drawn(ALL),
        as_bpmn in any::<bool>(),
        cut in any::<prop::sample::Index>(),
        broken in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..4),
    ) {
        let text = if as_bpmn { drawn.bpmn() } else { drawn.digit() };
        let mut bytes = text.into_bytes();
        for (at, byte) in broken {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        bytes.truncate(cut.index(bytes.len()) + 1);
        let reading = read(&bytes);
        if let Some(model) = &reading.model {
            lints::run(model);
            prop_assert!(svg(model, civic::text::Lang::Zh).ends_with("</svg>\n"));
            road(model, civic::text::Lang::En);
            to_bpmn(model);
        } else {
            prop_assert!(!reading.found.is_empty(), "a refusal says why");
        }
    }
}
