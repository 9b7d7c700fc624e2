//! A rule: checked text that can be evaluated and explained.

use civic::Date;
use civic::text::Text;

use crate::{Catalogue, Explanation, Facts, Node, NodeKind, Parameters, RuleError, Truth};

/// A checked boolean expression over facts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    text: String,
}

impl Rule {
    /// Reads and checks a rule text; on failure all mistakes at once, in order of place.
    pub fn parse(
        text: &str,
        _catalogue: &Catalogue,
        _parameters: &Parameters,
    ) -> Result<Rule, Vec<RuleError>> {
        Ok(Rule {
            text: text.to_owned(),
        })
    }

    /// The text as written.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The facts it reads, once each, in order of appearance.
    pub fn facts(&self) -> Vec<&str> {
        Vec::new()
    }

    /// The verdict for one subject on a day.
    pub fn evaluate(&self, _facts: &dyn Facts, _params: &Parameters, _as_of: Date) -> Truth {
        Truth::Unknown
    }

    /// The verdict with its reasons.
    pub fn explain(
        &self,
        _facts: &dyn Facts,
        _params: &Parameters,
        _as_of: Date,
        _catalogue: &Catalogue,
    ) -> Explanation {
        Explanation {
            verdict: Truth::Unknown,
            root: Node {
                truth: Truth::Unknown,
                kind: NodeKind::All,
                words: Text::default(),
                met: None,
                fact: None,
                children: Vec::new(),
            },
            missing: Vec::new(),
        }
    }
}
