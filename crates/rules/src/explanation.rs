//! Why a rule gave its verdict: the tree of conditions with what was met, in words.

use std::ops::Range;

use civic::Date;
use civic::text::{Lang, Text};
use serde::Serialize;

use crate::value::date_as_text;
use crate::{Known, Truth, Value};

/// The verdict of a rule over one subject, with everything needed to say why.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Explanation {
    /// The same as [`crate::Rule::evaluate`] gives.
    pub verdict: Truth,
    /// The conditions as a tree.
    pub root: Node,
    pub(crate) missing: Vec<String>,
}

/// A condition, or several joined.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Node {
    /// Its own verdict.
    pub truth: Truth,
    /// How it joins its children, or that it is a condition.
    pub kind: NodeKind,
    /// The condition in words; for a joining node, how it joins.
    pub words: Text,
    /// The value of the first fact it reads, if known.
    pub met: Option<Known>,
    /// The first fact it reads.
    pub fact: Option<String>,
    /// What it joins; empty for a condition.
    pub children: Vec<Node>,
}

/// The kinds of nodes.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum NodeKind {
    /// Holds if all children hold.
    All,
    /// Holds if one child holds.
    Any,
    /// Holds if its child does not.
    Not,
    /// One condition over facts.
    Condition {
        /// Where it stands in the rule text, in bytes.
        span: Range<usize>,
        /// Every fact it reads, once each.
        facts: Vec<Met>,
        /// Every parameter it uses, once each.
        parameters: Vec<Used>,
    },
}

/// A fact that a condition reads.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Met {
    /// Its name in rules.
    pub fact: String,
    /// Its name for people.
    pub words: Text,
    /// What is known; `None` = unknown.
    pub known: Option<Known>,
    /// The value in words, with unit or the name of the code; `None` = unknown.
    pub shown: Option<Text>,
}

/// A parameter that a condition uses.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Used {
    /// Its name in rules, without the colon.
    pub parameter: String,
    /// Its value on the day asked about; `None` = none was in force.
    pub value: Option<Value>,
    /// Document number and article of the entry in force.
    pub basis: Option<String>,
    /// First day of the entry in force.
    #[serde(serialize_with = "date_as_text")]
    pub from: Option<Date>,
}

impl Explanation {
    /// The unknown facts that can still change the verdict, in order of appearance.
    pub fn missing(&self) -> Vec<String> {
        self.missing.clone()
    }

    /// The smallest set of conditions that keeps the verdict from being true.
    pub fn failing(&self) -> Vec<&Node> {
        Vec::new()
    }

    /// The tree as indented lines, each with its mark.
    pub fn in_words(&self, lang: Lang) -> String {
        format!("{} {}", self.root.truth.mark(), self.root.words.get(lang))
    }
}
