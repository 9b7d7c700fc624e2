//! A process as a drawing or a configuration tells it: nodes, flows, who acts, how long it may take.

use std::ops::Range;

/// Where something stands in the text it was read from, in bytes; empty for what was made by a program.
pub type Place = Range<usize>;

/// Which notation a file is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// A workflow configuration of DIGIT: a state machine whose actions have roles.
    Digit,
    /// BPMN 2.0.
    Bpmn,
}

/// All that one file holds.
#[derive(Clone, Debug)]
pub struct Model {
    /// Its notation.
    pub form: Form,
    /// Its processes; what stands inside a subprocess is one of its own, after the one it is part of.
    pub processes: Vec<Process>,
    /// Messages between pools.
    pub messages: Vec<Message>,
}

/// One process.
#[derive(Clone, Debug, Default)]
pub struct Process {
    /// Its id in the file.
    pub id: String,
    /// Its name; the id where it has none.
    pub name: String,
    /// Its nodes, in the order of the file.
    pub nodes: Vec<Node>,
    /// Its flows, in the order of the file.
    pub flows: Vec<Flow>,
    /// How long all of it may take, in milliseconds.
    pub limit: Option<u64>,
    /// What it is for, in words.
    pub about: Option<String>,
    /// The process and the node it stands inside of.
    pub part_of: Option<(usize, usize)>,
    /// Begun by an event at any time, not by a flow: an event subprocess.
    pub by_event: bool,
    /// Where it stands.
    pub place: Place,
}

/// What a gateway does with those who come and go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gate {
    /// One way out; whoever comes passes.
    One,
    /// All ways out; waits for all who come.
    All,
    /// Every way out whose condition holds; waits for all who can still come.
    Some,
    /// The way of the event that comes first.
    Event,
}

/// What a node is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// It begins here.
    Start,
    /// Somebody does something, or the file lies in a state until somebody acts.
    Task,
    /// A subprocess: the process of this number stands inside.
    Sub(usize),
    /// Something happens on the way: waits for it, or says it.
    Event,
    /// An event at the edge of the node of this number; true when it breaks off the work there.
    Boundary(usize, bool),
    /// A gateway.
    Gate(Gate),
    /// It ends here; true when it ends everything else too.
    End(bool),
}

/// One node.
#[derive(Clone, Debug)]
pub struct Node {
    /// Its id in the file.
    pub id: String,
    /// Its name; empty where it has none.
    pub name: String,
    /// What it is.
    pub kind: Kind,
    /// Who acts: the lane, or the roles that may act in this state.
    pub who: Vec<String>,
    /// How long it may take, in milliseconds.
    pub limit: Option<u64>,
    /// Waits for a message (a start does so too).
    pub waits_for_message: bool,
    /// Stands outside of the flow on purpose: begun by compensation or by free choice.
    pub apart: bool,
    /// What it reads, where the file says so.
    pub reads: Vec<String>,
    /// What it gives, where the file says so.
    pub gives: Vec<String>,
    /// The step of a rule book it stands for.
    pub step: Option<String>,
    /// What it is for, in words.
    pub about: Option<String>,
    /// Where it stands.
    pub place: Place,
}

/// One way from a node to another.
#[derive(Clone, Debug, Default)]
pub struct Flow {
    /// Its id in the file.
    pub id: String,
    /// From this node.
    pub from: usize,
    /// To this node.
    pub to: usize,
    /// Its name, or the action.
    pub name: String,
    /// The condition under which it is taken.
    pub condition: Option<String>,
    /// Taken when no other is.
    pub otherwise: bool,
    /// The roles that may act so; only in notations where actions have roles.
    pub who: Vec<String>,
    /// Where it stands.
    pub place: Place,
}

/// A message flow.
#[derive(Clone, Debug)]
pub struct Message {
    /// Who sends it.
    pub from: Party,
    /// Who gets it.
    pub to: Party,
    /// Where it stands.
    pub place: Place,
}

/// One end of a message flow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Party {
    /// A node: number of the process, number of the node.
    Node(usize, usize),
    /// A pool as a whole; nothing is known of what goes on in it.
    Pool,
}

impl Node {
    /// A node of which only this much is known.
    pub fn new(id: impl Into<String>, name: impl Into<String>, kind: Kind) -> Node {
        Node {
            id: id.into(),
            name: name.into(),
            kind,
            who: Vec::new(),
            limit: None,
            waits_for_message: false,
            apart: false,
            reads: Vec::new(),
            gives: Vec::new(),
            step: None,
            about: None,
            place: 0..0,
        }
    }

    /// Its name, or its id where it has none.
    pub fn called(&self) -> &str {
        if self.name.is_empty() { &self.id } else { &self.name }
    }

    /// Work that takes time: a task, a state, a subprocess.
    pub fn is_work(&self) -> bool {
        matches!(self.kind, Kind::Task | Kind::Sub(_))
    }
}

impl Process {
    /// Numbers of the flows that leave a node.
    pub fn out(&self, node: usize) -> impl Iterator<Item = usize> + '_ {
        self.flows.iter().enumerate().filter(move |(_, flow)| flow.from == node).map(|(at, _)| at)
    }

    /// The nodes it begins with: its starts, or where it has none, all that nothing leads to.
    pub fn starts(&self) -> Vec<usize> {
        let of = |wanted: &dyn Fn(usize, &Node) -> bool| -> Vec<usize> {
            self.nodes.iter().enumerate().filter(|(at, node)| wanted(*at, node)).map(|(at, _)| at).collect()
        };
        let told = of(&|_, node| node.kind == Kind::Start);
        if !told.is_empty() {
            return told;
        }
        let mut reached = vec![false; self.nodes.len()];
        self.flows.iter().for_each(|flow| reached[flow.to] = true);
        of(&|at, node| !reached[at] && !node.apart && !matches!(node.kind, Kind::Boundary(..)))
    }

    /// True when it says where it ends.
    pub fn has_ends(&self) -> bool {
        self.nodes.iter().any(|node| matches!(node.kind, Kind::End(_)))
    }
}
