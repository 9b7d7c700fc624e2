//! Why a rule says what it says: its conditions as a tree, each met, not met or not known yet.

use askama::Template;
use askama::filters::HtmlSafe;
use rules::{Explanation, Node, NodeKind, Truth};

use super::state::Shape;
use crate::Say;
use crate::ui::{Example, Kind};

/// The tree of one explanation.
#[derive(Clone, Debug, Template)]
#[template(path = "ui/components/why.html")]
pub struct Why {
    shape: Shape,
    verdict: &'static str,
    tree: Branch,
}

impl HtmlSafe for Why {}

/// A condition and those below it.
#[derive(Clone, Debug, Template)]
#[template(path = "ui/components/why_branch.html")]
struct Branch {
    shape: Shape,
    words: String,
    verdict: &'static str,
    /// What is known of the facts it reads: `在岗人数：120 人`.
    values: Vec<String>,
    bases: Vec<String>,
    children: Vec<Branch>,
}

impl HtmlSafe for Branch {}

impl Why {
    pub fn new(w: Say, explanation: &Explanation) -> Why {
        let key = match explanation.verdict {
            Truth::True => "why-summary-true",
            Truth::False => "why-summary-false",
            Truth::Unknown => "why-summary-unknown",
        };
        Why { shape: shape(explanation.verdict), verdict: w.t(key), tree: Branch::new(w, &explanation.root) }
    }
}

impl Branch {
    fn new(w: Say, node: &Node) -> Branch {
        let (mut values, mut bases) = (Vec::new(), Vec::new());
        if let NodeKind::Condition { facts, parameters, .. } = &node.kind {
            for met in facts {
                let shown = met.shown.as_ref().map_or(w.t("unknown"), |text| w.text(text));
                let source = met.known.as_ref().and_then(|known| known.source.as_ref());
                let mut line = w.with("why-value", &[("fact", &w.text(&met.words)), ("value", &shown)]);
                if let Some(source) = source {
                    line.push_str(&format!(" · {}", w.text(source)));
                }
                values.push(line);
            }
            let given = parameters.iter().filter_map(|used| used.basis.as_ref());
            bases.extend(given.map(|basis| w.with("why-basis", &[("basis", basis)])));
        }
        Branch {
            shape: shape(node.truth),
            words: w.text(&node.words).to_owned(),
            verdict: verdict(w, node.truth),
            values,
            bases,
            children: node.children.iter().map(|child| Branch::new(w, child)).collect(),
        }
    }
}

fn shape(truth: Truth) -> Shape {
    let kind = match truth {
        Truth::True => Kind::Ok,
        Truth::False => Kind::Stop,
        Truth::Unknown => Kind::Unknown,
    };
    Shape { kind }
}

fn verdict(w: Say, truth: Truth) -> &'static str {
    match truth {
        Truth::True => w.t("why-true"),
        Truth::False => w.t("why-false"),
        Truth::Unknown => w.t("why-unknown"),
    }
}

pub fn examples(w: Say) -> Vec<Example> {
    let branch = |truth, words: &str, values: Vec<String>, children| Branch {
        shape: shape(truth),
        words: words.to_owned(),
        verdict: verdict(w, truth),
        values,
        bases: Vec::new(),
        children,
    };
    let people = w.with("why-value", &[("fact", &w.t("example-people")), ("value", &"120")]);
    let tree = branch(
        Truth::Unknown,
        w.t("example-question"),
        Vec::new(),
        vec![
            branch(Truth::True, w.t("example-people"), vec![people], Vec::new()),
            branch(Truth::False, "<b>&\"'", vec!["<script>".to_owned()], Vec::new()),
            branch(Truth::Unknown, w.t("example-file"), vec![w.t("unknown").to_owned()], Vec::new()),
        ],
    );
    vec![Example::new(
        "not decided yet",
        Why { shape: shape(Truth::Unknown), verdict: w.t("why-summary-unknown"), tree },
    )]
}
