//! A rule told in words: its conditions as a list, the documents behind its numbers, and its text.

use std::collections::BTreeMap;

use askama::Template;
use askama::filters::HtmlSafe;
use civic::Date;
use playbook::Playbook;
use rules::{Node, NodeKind, Rule, Value};
use web::Say;

/// A rule as the public reads it.
#[derive(Clone, Debug, Template)]
#[template(path = "playbooks/pages/conditions.html")]
pub struct Conditions {
    w: Say,
    root: Branch,
    text: String,
}

impl HtmlSafe for Conditions {}

#[derive(Clone, Debug, Template)]
#[template(path = "playbooks/pages/branch.html")]
struct Branch {
    words: String,
    bases: Vec<String>,
    children: Vec<Branch>,
}

impl HtmlSafe for Branch {}

impl Conditions {
    /// Tells a rule of a book, with its parameters as they are on a day.
    pub fn new(w: Say, rule: &Rule, book: &Playbook, on: Date) -> Conditions {
        // nothing is known of anybody here: the words of the conditions are all that is used
        let nobody: BTreeMap<String, Value> = BTreeMap::new();
        let told = rule.explain(&nobody, &book.parameters, on, &book.catalogue);
        Conditions { w, root: Branch::new(w, &told.root), text: rule.text().to_owned() }
    }
}

impl Branch {
    fn new(w: Say, node: &Node) -> Branch {
        let mut bases = Vec::new();
        if let NodeKind::Condition { parameters, .. } = &node.kind {
            for used in parameters {
                if let (Some(value), Some(basis)) = (&used.value, &used.basis) {
                    let (name, value) = (&used.parameter, value.show(w.lang));
                    bases.push(
                        w.with("playbooks-parameter-used", &[("name", name), ("value", &value), ("basis", basis)]),
                    );
                }
            }
        }
        Branch {
            words: w.text(&node.words).to_owned(),
            bases,
            children: node.children.iter().map(|child| Branch::new(w, child)).collect(),
        }
    }
}
