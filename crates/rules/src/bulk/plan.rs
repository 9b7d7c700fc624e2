//! Policies made ready for a table and a day: one graph, and the order of work.

use civic::Date;

use super::Table;
use super::dag::{Dag, Edge, Node, Schedule};
use super::lower::Lower;
use super::pay::Pay;
use super::test::Test;
use crate::{Amount, Given, Parameters, Rule};

/// A policy: to whom, and how much.
#[derive(Clone, Copy, Debug)]
pub struct Policy<'a> {
    /// Who is entitled.
    pub when: &'a Rule,
    /// What it gives; `None` = it is not in money.
    pub amount: Option<&'a Amount>,
}

/// Policies ready for one table and one day. Made anew when the table gets words it did not hold.
pub struct Plan {
    pub(super) nodes: Vec<Node<Test>>,
    pub(super) schedule: Schedule,
    /// All edges that are read at the end: conditions of amounts, then verdicts.
    pub(super) roots: Vec<Edge>,
    pub(super) ends: Vec<End>,
    pub(super) policies: usize,
    /// Conditions of amounts.
    pub(super) kept: usize,
    pub(super) pays: Vec<Option<Pay>>,
}

/// What a root is for.
#[derive(Clone, Copy, Debug)]
pub(super) enum End {
    /// A condition of an amount, by its place.
    Keep(usize),
    /// The verdict of a policy.
    Verdict(usize),
}

impl Plan {
    /// Brings the policies to the columns of a table. A fact without a column, or with one of another kind, is unknown
    /// of everybody.
    pub fn new(policies: &[Policy<'_>], table: &Table, params: &Parameters, as_of: Date) -> Plan {
        let mut dag: Dag<Test> = Dag::new();
        let mut kept: Vec<Edge> = Vec::new();
        let (mut roots, mut ends, mut pays) = (Vec::new(), Vec::new(), Vec::new());
        for (number, policy) in policies.iter().enumerate() {
            let before = kept.len();
            pays.push(policy.amount.map(|amount| {
                let parts = amount.parts();
                let mut lower = Lower::new(&mut dag, table, &parts.facts, amount.blank(params, as_of));
                Pay::new(&mut lower, std::sync::Arc::clone(parts), &mut kept)
            }));
            for (at, edge) in kept.iter().enumerate().skip(before) {
                roots.push(*edge);
                ends.push(End::Keep(at));
            }
            let parts = policy.when.parts();
            let mut lower = Lower::new(&mut dag, table, &parts.facts, policy.when.blank(params, as_of));
            roots.push(lower.expr(&parts.expr));
            ends.push(End::Verdict(number));
        }
        let schedule = Schedule::of(&dag.nodes, &roots);
        Plan { nodes: dag.nodes, schedule, roots, ends, policies: policies.len(), kept: kept.len(), pays }
    }

    /// Distinct conditions and joins in it.
    pub fn size(&self) -> (usize, usize) {
        let tests = self.nodes.iter().filter(|node| matches!(node, Node::Test(_))).count();
        let joins = self.nodes.iter().filter(|node| matches!(node, Node::All(_))).count();
        (tests, joins)
    }

    /// What a policy gives one subject, whether or not the subject is entitled; `None` = it is not in money.
    pub fn amount(&self, policy: usize, table: &Table, row: usize) -> Option<Given> {
        self.pays.get(policy)?.as_ref().map(|pay| pay.row(table, row))
    }
}
