//! Why a rule gave its verdict: the tree of conditions with what was met, in words.

use std::ops::Range;

use civic::Date;
use civic::text::{Lang, Text};
use serde::Serialize;

use crate::value::date_as_text;
use crate::words::spaced;
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
    ///
    /// None if the verdict is decided. Exact as long as no condition reads several unknown facts,
    /// none contradicts itself and no more than 4,096 combinations of values need trying; beyond
    /// that it may name a fact too many, never one too few.
    pub fn missing(&self) -> Vec<String> {
        self.missing.clone()
    }

    /// The smallest set of conditions that would have to turn out otherwise for a refused rule to
    /// hold: everything to put right, told at once.
    ///
    /// Of alternatives the one with the fewest failing conditions is taken, the first of equals.
    /// Empty unless the verdict is false, and for a rule that nothing can make true.
    pub fn failing(&self) -> Vec<&Node> {
        if self.verdict != Truth::False {
            return Vec::new();
        }
        self.root.to_turn(Truth::True).unwrap_or_default()
    }

    /// The tree as indented lines, each with its mark, the value met and where it comes from.
    pub fn in_words(&self, lang: Lang) -> String {
        let mut lines = String::new();
        self.root.write(lang, 0, &mut lines);
        lines
    }
}

impl Node {
    /// The fewest conditions to turn so that this node becomes `wanted`; `None` = impossible.
    fn to_turn(&self, wanted: Truth) -> Option<Vec<&Node>> {
        let every = match self.kind {
            NodeKind::Condition { .. } if self.truth == wanted.not() => return Some(vec![self]),
            NodeKind::Condition { .. } => return Some(Vec::new()),
            NodeKind::Not => return self.children.first()?.to_turn(wanted.not()),
            NodeKind::All => wanted == Truth::True,
            NodeKind::Any => wanted == Truth::False,
        };
        let ways = self.children.iter().map(|child| child.to_turn(wanted));
        if !every {
            return ways.flatten().min_by_key(Vec::len);
        }
        let mut all: Vec<&Node> = Vec::new();
        for way in ways {
            for node in way? {
                if !all.iter().any(|there| there.words == node.words) {
                    all.push(node);
                }
            }
        }
        Some(all)
    }

    fn write(&self, lang: Lang, depth: usize, lines: &mut String) {
        lines.push_str(&"  ".repeat(depth));
        lines.push(self.truth.mark());
        lines.push(' ');
        lines.push_str(self.words.get(lang));
        lines.push_str(&self.remark(lang));
        lines.push('\n');
        for child in &self.children {
            child.write(lang, depth + 1, lines);
        }
    }

    /// What was met, in brackets: values, sources, days, the basis of parameters.
    fn remark(&self, lang: Lang) -> String {
        let NodeKind::Condition { facts, parameters, .. } = &self.kind else {
            return String::new();
        };
        let alone = facts.len() == 1;
        let mut parts: Vec<String> = Vec::new();
        for met in facts {
            // "not on record" already says that nothing is known
            if met.known.is_some() || self.truth == Truth::Unknown || !alone {
                parts.push(met.remark(lang, alone));
            }
        }
        parts.extend(parameters.iter().map(|used| used.remark(lang)));
        if parts.is_empty() {
            return String::new();
        }
        match lang {
            Lang::Zh => format!("（{}）", parts.join("；")),
            Lang::En => format!(" ({})", parts.join("; ")),
        }
    }
}

impl Met {
    fn remark(&self, lang: Lang, alone: bool) -> String {
        let name = self.words.get(lang);
        let Some(shown) = &self.shown else {
            return match (lang, alone) {
                (Lang::Zh, true) => "尚不清楚".to_owned(),
                (Lang::Zh, false) => format!("{name}尚不清楚"),
                (Lang::En, true) => "not known yet".to_owned(),
                (Lang::En, false) => format!("{name} is not known yet"),
            };
        };
        let shown = shown.get(lang);
        let mut words = match (lang, alone) {
            (Lang::Zh, true) => spaced(&["现为", shown]),
            (Lang::Zh, false) => spaced(&[name, "现为", shown]),
            (Lang::En, true) => format!("it is {shown}"),
            (Lang::En, false) => format!("{name} is {shown}"),
        };
        let source = self.known.as_ref().and_then(|known| known.source.as_ref());
        let day = self.known.as_ref().and_then(|known| known.as_of);
        if let Some(source) = source {
            let source = source.get(lang);
            words.push_str(&match lang {
                Lang::Zh => format!("，来源：{source}"),
                Lang::En => format!(", source: {source}"),
            });
        }
        if let Some(day) = day {
            words.push_str(&match lang {
                Lang::Zh => format!("，截至 {day}"),
                Lang::En => format!(", as of {day}"),
            });
        }
        words
    }
}

impl Used {
    fn remark(&self, lang: Lang) -> String {
        let name = &self.parameter;
        match (&self.basis, lang) {
            (Some(basis), Lang::Zh) => format!("参数 {name}，依据：{basis}"),
            (Some(basis), Lang::En) => format!("parameter {name}, basis: {basis}"),
            (None, Lang::Zh) => format!("参数 {name} 在当日没有值"),
            (None, Lang::En) => format!("parameter {name} has no value on that day"),
        }
    }
}
