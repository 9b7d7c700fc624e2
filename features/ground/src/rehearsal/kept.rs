//! What a version said of a case, as it is kept with a run: without the reasons, which are worked out when looked at.

use civic::Text;
use rules::Truth;
use serde::{Deserialize, Serialize};

use super::compare::Said;

/// What one version says of a case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    /// Whether the applicant has to ask: `true`, `false`, `unknown`.
    pub must_ask: String,
    /// Whether it may be granted.
    pub eligible: String,
    /// Ids of the demands with their papers' names in both languages.
    pub needs: Vec<(String, String, String)>,
    /// Ids of the steps with their names.
    pub steps: Vec<(String, String, String)>,
    /// Working days.
    pub days: u32,
}

/// A case under both versions; `None` where a version has no such service.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told {
    /// Name of the service.
    pub name: (String, String),
    /// Under the version it was filed under.
    pub before: Option<Kept>,
    /// Under the proposed one.
    pub after: Option<Kept>,
}

impl Kept {
    /// What is kept of a judgement.
    pub fn of(said: &Said) -> Kept {
        let three = |all: &[(String, Text)]| {
            all.iter().map(|(id, name)| (id.clone(), name.zh.to_string(), name.en.to_string())).collect()
        };
        Kept {
            must_ask: word(said.must_ask).to_owned(),
            eligible: word(said.eligible).to_owned(),
            needs: three(&said.needs),
            steps: three(&said.steps),
            days: said.days,
        }
    }
}

/// The words of a truth.
pub fn word(truth: Truth) -> &'static str {
    match truth {
        Truth::True => "true",
        Truth::False => "false",
        Truth::Unknown => "unknown",
    }
}

/// Those of `these` that `others` lack.
pub fn only_in<'a>(
    these: &'a [(String, String, String)],
    others: &[(String, String, String)],
) -> Vec<&'a (String, String, String)> {
    these.iter().filter(|one| !others.contains(one)).collect()
}
