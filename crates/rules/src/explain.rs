//! From the checked expression to the tree that a person reads.

use civic::text::Text;

use crate::ast::{Condition, Expr, Leaf};
use crate::evaluate::Slots;
use crate::words;
use crate::{Fact, Known, Met, Node, NodeKind, Parameter, Truth, Used};

/// What is at hand to put a rule into words.
pub(crate) struct View<'a> {
    pub facts: Vec<&'a Fact>,
    pub known: &'a [Option<Known>],
    pub parameters: Vec<(&'a str, Option<&'a Parameter>)>,
    pub slots: &'a Slots,
}

/// The node of an expression, with all below it.
pub(crate) fn node(expr: &Expr, view: &View) -> Node {
    match expr {
        Expr::Leaf(leaf) => condition(leaf, view),
        Expr::Const(true) => joined(Truth::True, NodeKind::All, Text::new("总是成立", "always holds"), Vec::new()),
        Expr::Const(false) => joined(Truth::False, NodeKind::Any, Text::new("从不成立", "never holds"), Vec::new()),
        Expr::Not(inner) => {
            let child = node(inner, view);
            joined(
                child.truth.not(),
                NodeKind::Not,
                Text::new("以下情形不成立", "the following does not hold"),
                vec![child],
            )
        }
        Expr::All(children) => {
            let children: Vec<Node> = children.iter().map(|child| node(child, view)).collect();
            let truth = children.iter().fold(Truth::True, |truth, child| truth.and(child.truth));
            let words = Text::new("以下各项全部满足", "all of the following hold");
            joined(truth, NodeKind::All, words, children)
        }
        Expr::Any(children) => {
            let children: Vec<Node> = children.iter().map(|child| node(child, view)).collect();
            let truth = children.iter().fold(Truth::False, |truth, child| truth.or(child.truth));
            let words = Text::new("以下至少满足一项", "at least one of the following holds");
            joined(truth, NodeKind::Any, words, children)
        }
    }
}

fn joined(truth: Truth, kind: NodeKind, words: Text, children: Vec<Node>) -> Node {
    Node { truth, kind, words, met: None, fact: None, children }
}

fn condition(leaf: &Leaf, view: &View) -> Node {
    let facts = met(&leaf.condition, view);
    let first = facts.first();
    Node {
        truth: leaf.condition.truth(view.slots),
        words: words::condition(&leaf.condition, view),
        met: first.and_then(|met| met.known.clone()),
        fact: first.map(|met| met.fact.clone()),
        children: Vec::new(),
        kind: NodeKind::Condition { span: leaf.span.clone(), parameters: used(&leaf.condition, view), facts },
    }
}

fn met(condition: &Condition, view: &View) -> Vec<Met> {
    condition
        .facts()
        .into_iter()
        .map(|at| {
            let fact = view.facts[at];
            let known = view.known[at].clone();
            Met {
                fact: fact.name.clone(),
                words: fact.words.clone(),
                shown: known.as_ref().map(|known| words::value_of(fact, &known.value)),
                known,
            }
        })
        .collect()
}

fn used(condition: &Condition, view: &View) -> Vec<Used> {
    condition
        .parameters()
        .into_iter()
        .map(|at| {
            let (name, entry) = view.parameters[at];
            Used {
                parameter: name.to_owned(),
                value: view.slots.parameters[at].clone(),
                basis: entry.map(|entry| entry.basis.clone()),
                from: entry.map(|entry| entry.from),
            }
        })
        .collect()
}
