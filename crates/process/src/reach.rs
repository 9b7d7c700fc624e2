//! What can be reached, and from where an end can be: two AND/OR questions, answered by `unblock`.

use std::collections::{BTreeMap, BTreeSet};

use unblock::{Builder, Graph, Kind as RootKind, NodeId, Obtained, Root};

use crate::model::{Kind, Model, Party};
use crate::net::{Join, Net, Split};

/// A node: number of the process, number of the node in it.
pub(crate) type At = (usize, usize);

/// One cause, with what hangs behind it.
pub(crate) struct Cause {
    /// The nodes that wait for one another, or the one to which (from which) nothing leads.
    pub(crate) core: Vec<At>,
    /// True when nothing at all leads there.
    pub(crate) nothing: bool,
    /// Further nodes that are blocked only by it.
    pub(crate) behind: Vec<At>,
}

/// The answer to one question about all nodes of a model.
pub(crate) struct Answer {
    /// Causes, in the order of the file.
    pub(crate) causes: Vec<Cause>,
    had: Vec<Vec<bool>>,
}

impl Answer {
    /// True when the node can be reached (or can reach an end).
    pub(crate) fn has(&self, (process, node): At) -> bool {
        self.had[process][node]
    }
}

/// Nodes of all processes as nodes of one graph.
struct Numbers {
    first: Vec<u32>,
}

impl Numbers {
    fn of(model: &Model) -> (Numbers, u32) {
        let mut next = 0;
        let mut first = Vec::new();
        for process in &model.processes {
            first.push(next);
            next += u32::try_from(process.nodes.len()).expect("a file of bounded size holds fewer nodes");
        }
        (Numbers { first }, next)
    }

    fn id(&self, (process, node): At) -> NodeId {
        self.first[process] + u32::try_from(node).expect("a file of bounded size holds fewer nodes")
    }

    fn at(&self, id: NodeId) -> At {
        let process = self.first.partition_point(|first| *first <= id) - 1;
        (process, (id - self.first[process]) as usize)
    }
}

/// Which nodes a case can come to at all, messages between pools and joins that need all taken into account.
pub(crate) fn reached(model: &Model) -> Answer {
    let (numbers, count) = Numbers::of(model);
    let mut graph = Builder::new(count);
    let mut senders: BTreeMap<At, Vec<Option<At>>> = BTreeMap::new();
    for message in &model.messages {
        if let Party::Node(process, node) = message.to {
            let from = if let Party::Node(process, node) = message.from { Some((process, node)) } else { None };
            senders.entry((process, node)).or_default().push(from);
        }
    }
    for (number, process) in model.processes.iter().enumerate() {
        let net = Net::of(process, model.form);
        let mut begins = vec![false; process.nodes.len()];
        process.starts().into_iter().for_each(|start| begins[start] = true);
        for (at, node) in process.nodes.iter().enumerate() {
            let here = numbers.id((number, at));
            // a node that waits for a message needs its sender too; one message nobody of the file sends always comes
            let sent = senders.get(&(number, at)).filter(|_| node.waits_for_message);
            let target = match sent.and_then(|all| all.iter().copied().collect::<Option<Vec<At>>>()) {
                Some(senders) => {
                    let (moved, sent) = (graph.inner(), graph.inner());
                    graph.all(here, &[moved, sent]);
                    senders.into_iter().for_each(|sender| {
                        graph.all(sent, &[numbers.id(sender)]);
                    });
                    moved
                }
                None => here,
            };
            if begins[at] || node.apart {
                match process.part_of.filter(|_| !process.by_event) {
                    Some(outer) => graph.all(target, &[numbers.id(outer)]),
                    None => graph.given(target),
                };
            }
            if let Kind::Boundary(host, _) = node.kind {
                graph.all(target, &[numbers.id((number, host))]);
            }
            let sources: Vec<NodeId> =
                net.into[at].iter().map(|flow| numbers.id((number, process.flows[*flow].from))).collect();
            match net.join(at) {
                Join::All => {
                    graph.all(target, &sources);
                }
                Join::Any | Join::Some => sources.iter().for_each(|source| {
                    graph.all(target, &[*source]);
                }),
            }
        }
    }
    answer(model, &numbers, &graph.build())
}

/// From which nodes an end can be reached: from a split into all, only when each branch can.
pub(crate) fn can_end(model: &Model) -> Answer {
    let (numbers, count) = Numbers::of(model);
    let mut graph = Builder::new(count);
    for (number, process) in model.processes.iter().enumerate() {
        let net = Net::of(process, model.form);
        let no_ends = !process.has_ends();
        for (at, node) in process.nodes.iter().enumerate() {
            let here = numbers.id((number, at));
            if net.ends(at) || node.apart || no_ends {
                graph.given(here);
            }
            let targets: Vec<NodeId> =
                net.out[at].iter().map(|flow| numbers.id((number, process.flows[*flow].to))).collect();
            match net.split(at) {
                _ if targets.is_empty() => {}
                Split::All => {
                    graph.all(here, &targets);
                }
                Split::One | Split::Some => targets.iter().for_each(|target| {
                    graph.all(here, &[*target]);
                }),
            }
            for (event, _) in net.edge[at].iter().filter(|(_, breaks_off)| *breaks_off) {
                graph.all(here, &[numbers.id((number, *event))]);
            }
        }
    }
    answer(model, &numbers, &graph.build())
}

fn answer(model: &Model, numbers: &Numbers, graph: &Graph) -> Answer {
    let got = graph.obtainable();
    let had: Vec<Vec<bool>> = (model.processes.iter().enumerate())
        .map(|(number, process)| (0..process.nodes.len()).map(|at| got.has(numbers.id((number, at)))).collect())
        .collect();
    let count = model.processes.iter().map(|process| process.nodes.len()).sum::<usize>();
    let causes = graph.roots(&got).into_iter().enumerate().map(|(nth, root)| Cause {
        nothing: root.kind == RootKind::Missing,
        behind: if nth < TOLD_MAX {
            behind(graph, &got, &root, count).map(|id| numbers.at(id)).collect()
        } else {
            Vec::new()
        },
        core: root.core.iter().filter(|id| (**id as usize) < count).map(|id| numbers.at(*id)).collect(),
    });
    Answer { causes: causes.filter(|cause| !cause.core.is_empty()).collect(), had }
}

/// Causes for which what hangs behind them is worked out.
const TOLD_MAX: usize = 200;

/// The nodes of the file that could be had if the cause were mended.
fn behind(graph: &Graph, got: &Obtained, root: &Root, count: usize) -> impl Iterator<Item = NodeId> {
    let core: BTreeSet<NodeId> = root.core.iter().copied().collect();
    let freed = graph.obtainable_given(&root.core);
    let blocked = got.blocked().into_iter().filter(move |id| (*id as usize) < count);
    blocked.filter(move |id| freed.has(*id) && !core.contains(id))
}
