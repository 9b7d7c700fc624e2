//! Conditions of many rules as one graph: equal parts once, the opposite for nothing.
//!
//! An edge names a node and whether its opposite is meant; `OR` is the opposite of `AND` of opposites.
//! So a node is a question about a column, or several joined by `AND`.

use std::collections::HashMap;
use std::hash::Hash;

/// A node, or its opposite.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Edge(u32);

impl Edge {
    pub const TRUE: Edge = Edge(0);
    pub const FALSE: Edge = Edge(1);
    pub const UNKNOWN: Edge = Edge(2);

    fn of(node: usize) -> Edge {
        Edge(u32::try_from(node).expect("fewer nodes than 2,147,483,648") << 1)
    }

    pub const fn node(self) -> usize {
        (self.0 >> 1) as usize
    }

    pub const fn is_opposite(self) -> bool {
        self.0 & 1 == 1
    }

    #[must_use]
    pub const fn not(self) -> Edge {
        Edge(self.0 ^ 1)
    }

    #[must_use]
    pub const fn not_if(self, opposite: bool) -> Edge {
        Edge(self.0 ^ opposite as u32)
    }
}

/// What a node asks; `T` is a question about columns.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Node<T> {
    /// Always holds.
    True,
    /// Never known.
    Unknown,
    Test(T),
    /// Sorted, each once, at least two.
    All(Box<[Edge]>),
}

/// The graph; every node stands after those it joins.
#[derive(Clone, Debug)]
pub(super) struct Dag<T> {
    pub nodes: Vec<Node<T>>,
    known: HashMap<Node<T>, Edge>,
}

impl<T: Clone + Eq + Hash> Dag<T> {
    pub fn new() -> Dag<T> {
        Dag { nodes: vec![Node::True, Node::Unknown], known: HashMap::new() }
    }

    pub fn test(&mut self, test: T) -> Edge {
        self.add(Node::Test(test))
    }

    /// All of them.
    pub fn all(&mut self, edges: impl IntoIterator<Item = Edge>) -> Edge {
        let mut edges: Vec<Edge> = edges.into_iter().filter(|edge| *edge != Edge::TRUE).collect();
        edges.sort_unstable();
        edges.dedup();
        // unknown and its opposite are the same
        if edges.contains(&Edge::UNKNOWN) {
            edges.retain(|edge| *edge != Edge::UNKNOWN.not());
        }
        match edges.as_slice() {
            _ if edges.contains(&Edge::FALSE) => Edge::FALSE,
            [] => Edge::TRUE,
            [one] => *one,
            _ => self.add(Node::All(edges.into_boxed_slice())),
        }
    }

    /// At least one of them.
    pub fn any(&mut self, edges: impl IntoIterator<Item = Edge>) -> Edge {
        self.all(edges.into_iter().map(Edge::not)).not()
    }

    fn add(&mut self, node: Node<T>) -> Edge {
        if let Some(edge) = self.known.get(&node) {
            return *edge;
        }
        let edge = Edge::of(self.nodes.len());
        self.nodes.push(node.clone());
        self.known.insert(node, edge);
        edge
    }
}

/// One step over a block of rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// Reckons a node into a place.
    Make { node: usize, place: usize },
    /// The bits of a root are ready; they stand in this place.
    Root { root: usize, place: usize },
}

/// The order of work for some roots, with as few places as their sharing allows.
pub(super) struct Schedule {
    pub steps: Vec<Step>,
    /// Places needed at a time.
    pub places: usize,
    /// Where a node's bits stand when a later step reads them, by node.
    pub place_of: Vec<usize>,
}

impl Schedule {
    /// Nodes in the order in which the roots first need them; a place is free again after its last reader.
    pub fn of<T>(nodes: &[Node<T>], roots: &[Edge]) -> Schedule {
        let order = order(nodes, roots);
        // how often each node will still be read
        let mut readers = vec![0usize; nodes.len()];
        for item in &order {
            match item {
                Item::Node(node) => {
                    if let Node::All(edges) = &nodes[*node] {
                        edges.iter().for_each(|edge| readers[edge.node()] += 1);
                    }
                }
                Item::Root(root) => readers[roots[*root].node()] += 1,
            }
        }
        let mut schedule = Schedule { steps: Vec::new(), places: 0, place_of: vec![usize::MAX; nodes.len()] };
        let mut free: Vec<usize> = Vec::new();
        for item in order {
            match item {
                Item::Node(node) => {
                    let place = free.pop().unwrap_or_else(|| {
                        schedule.places += 1;
                        schedule.places - 1
                    });
                    schedule.place_of[node] = place;
                    schedule.steps.push(Step::Make { node, place });
                    if let Node::All(edges) = &nodes[node] {
                        edges.iter().for_each(|edge| schedule.read(edge.node(), &mut readers, &mut free));
                    }
                }
                Item::Root(root) => {
                    let node = roots[root].node();
                    schedule.steps.push(Step::Root { root, place: schedule.place_of[node] });
                    schedule.read(node, &mut readers, &mut free);
                }
            }
        }
        schedule
    }

    fn read(&self, node: usize, readers: &mut [usize], free: &mut Vec<usize>) {
        readers[node] -= 1;
        if readers[node] == 0 {
            free.push(self.place_of[node]);
        }
    }
}

enum Item {
    Node(usize),
    Root(usize),
}

/// Depth first without recursion, so that a graph of any depth can be walked.
fn order<T>(nodes: &[Node<T>], roots: &[Edge]) -> Vec<Item> {
    let mut order = Vec::new();
    let mut done = vec![false; nodes.len()];
    for (root, edge) in roots.iter().enumerate() {
        let mut waiting = vec![(edge.node(), false)];
        while let Some((node, children_done)) = waiting.pop() {
            if done[node] {
                continue;
            }
            match (&nodes[node], children_done) {
                (Node::All(edges), false) => {
                    waiting.push((node, true));
                    waiting.extend(edges.iter().rev().map(|edge| (edge.node(), false)));
                }
                _ => {
                    done[node] = true;
                    order.push(Item::Node(node));
                }
            }
        }
        order.push(Item::Root(root));
    }
    order
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_parts_are_one_node_and_opposites_cost_nothing() {
        let mut dag: Dag<&str> = Dag::new();
        let (a, b) = (dag.test("a"), dag.test("b"));
        let both = dag.all([a, b]);
        assert_eq!(dag.all([b, a, b, Edge::TRUE]), both);
        assert_eq!(dag.any([a.not(), b.not()]), both.not(), "de Morgan");
        assert_eq!(dag.all([a, Edge::FALSE, Edge::UNKNOWN]), Edge::FALSE);
        assert_eq!(dag.any([a, Edge::TRUE]), Edge::TRUE);
        assert_eq!(dag.all([]), Edge::TRUE);
        assert_eq!(dag.any([]), Edge::FALSE);
        assert_eq!(dag.nodes.len(), 5);
        assert_ne!(dag.all([a, a.not()]), Edge::FALSE, "where a is unknown, so is this");
    }

    #[test]
    fn places_are_used_again_after_the_last_reader() {
        let mut dag: Dag<usize> = Dag::new();
        let mut roots = Vec::new();
        for pair in 0..50 {
            let (a, b) = (dag.test(2 * pair), dag.test(2 * pair + 1));
            roots.push(dag.all([a, b]));
        }
        let schedule = Schedule::of(&dag.nodes, &roots);
        assert_eq!(schedule.places, 3);
        assert_eq!(schedule.steps.len(), 200);
    }
}
