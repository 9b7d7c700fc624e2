//! The flows of a process packed by node, with what each node waits for and what it lets out.

use crate::model::{Form, Gate, Kind, Process};

/// How many who come a node waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Join {
    /// Each passes by itself.
    Any,
    /// All must be there.
    All,
    /// All who can still come.
    Some,
}

/// Which ways out are taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Split {
    /// One of them.
    One,
    /// All of them.
    All,
    /// At least one.
    Some,
}

/// The flows by node.
pub(crate) struct Net<'a> {
    pub(crate) process: &'a Process,
    /// Flows that leave each node.
    pub(crate) out: Vec<Vec<usize>>,
    /// Flows that come to each node.
    pub(crate) into: Vec<Vec<usize>>,
    /// Boundary events at each node: number, and true when it breaks off the work.
    pub(crate) edge: Vec<Vec<(usize, bool)>>,
    form: Form,
}

impl<'a> Net<'a> {
    pub(crate) fn of(process: &'a Process, form: Form) -> Net<'a> {
        let n = process.nodes.len();
        let mut net =
            Net { process, out: vec![Vec::new(); n], into: vec![Vec::new(); n], edge: vec![Vec::new(); n], form };
        for (at, flow) in process.flows.iter().enumerate() {
            net.out[flow.from].push(at);
            net.into[flow.to].push(at);
        }
        for (at, node) in process.nodes.iter().enumerate() {
            if let Kind::Boundary(host, breaks_off) = node.kind
                && !node.apart
            {
                net.edge[host].push((at, breaks_off));
            }
        }
        net
    }

    pub(crate) fn join(&self, node: usize) -> Join {
        match self.process.nodes[node].kind {
            _ if self.into[node].len() < 2 => Join::Any,
            Kind::Gate(Gate::All) => Join::All,
            Kind::Gate(Gate::Some) => Join::Some,
            _ => Join::Any,
        }
    }

    pub(crate) fn split(&self, node: usize) -> Split {
        let conditional = |at: &usize| self.process.flows[*at].condition.is_some() || self.process.flows[*at].otherwise;
        match self.process.nodes[node].kind {
            _ if self.form == Form::Digit => Split::One,
            Kind::Gate(Gate::One | Gate::Event) => Split::One,
            Kind::Gate(Gate::Some) => Split::Some,
            Kind::Gate(Gate::All) => Split::All,
            _ if self.out[node].iter().any(conditional) => Split::Some,
            _ => Split::All,
        }
    }

    /// The nodes next to a node, its boundary events with them.
    pub(crate) fn next(&self, node: usize) -> impl Iterator<Item = usize> + '_ {
        let flows = self.out[node].iter().map(|flow| self.process.flows[*flow].to);
        flows.chain(self.edge[node].iter().map(|(at, _)| *at))
    }

    /// True where a case may end: at an end, or where nothing leads on in a drawing without ends.
    pub(crate) fn ends(&self, node: usize) -> bool {
        match self.process.nodes[node].kind {
            Kind::End(_) => true,
            Kind::Gate(_) | Kind::Start => false,
            _ => self.out[node].is_empty() && !self.process.has_ends(),
        }
    }
}
