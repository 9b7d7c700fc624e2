//! One case under two versions: what each asks and says, and in what they differ.

use std::collections::BTreeSet;

use civic::{Date, Text};
use playbook::finder::{self, Finding};
use playbook::{Playbook, Service};
use rules::{Explanation, Facts, Truth};

/// What one version says of a case.
#[derive(Clone, Debug)]
pub struct Said {
    /// Whether the applicant has to ask at all.
    pub must_ask: Truth,
    /// Whether it may be granted.
    pub eligible: Truth,
    /// Ids of the demands in force, with their papers' names.
    pub needs: Vec<(String, Text)>,
    /// Ids of the steps, with their names.
    pub steps: Vec<(String, Text)>,
    /// Working days with all that can run side by side.
    pub days: u32,
    why_must: Option<Explanation>,
    why_may: Option<Explanation>,
}

/// In what two versions differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    MustAsk,
    Eligible,
    Needs,
    Steps,
    Days,
}

impl Kind {
    /// All of them.
    pub const ALL: [Kind; 5] = [Kind::MustAsk, Kind::Eligible, Kind::Needs, Kind::Steps, Kind::Days];

    /// In addresses and word keys.
    pub fn id(self) -> &'static str {
        match self {
            Kind::MustAsk => "must-ask",
            Kind::Eligible => "eligible",
            Kind::Needs => "needs",
            Kind::Steps => "steps",
            Kind::Days => "days",
        }
    }
}

/// Judges the facts under one version; none when it has no such service.
pub fn said(book: &Playbook, service: &str, facts: &dyn Facts, on: Date) -> Option<Said> {
    let service = book.services.get(service)?;
    let found = finder::find(service, book, facts, on);
    Some(Said::of(book, service, found))
}

impl Said {
    fn of(book: &Playbook, service: &Service, found: Finding) -> Said {
        let names = |ids: &[String]| {
            let names: Vec<Text> = ids.iter().map(|id| book.evidence_name(id)).collect();
            let zh: Vec<&str> = names.iter().map(|name| &*name.zh).collect();
            let en: Vec<&str> = names.iter().map(|name| &*name.en).collect();
            Text::new(zh.join(" / "), en.join(" / "))
        };
        let needs = found.needs.iter().filter(|need| need.truth != Truth::False);
        let steps = found.steps.iter().filter(|step| step.truth != Truth::False);
        let steps: Vec<(String, Text)> = steps.map(|s| (s.step.id.clone(), s.step.name.clone())).collect();
        Said {
            must_ask: found.must_ask,
            eligible: found.eligible.as_ref().map_or(Truth::True, |(truth, _)| *truth),
            needs: needs.map(|n| (n.need.id.clone(), names(n.need.demand.evidence()))).collect(),
            days: if steps.is_empty() { service.promised_working_days } else { found.working_days },
            steps,
            why_must: found.must_ask_why,
            why_may: found.eligible.map(|(_, why)| why),
        }
    }

    /// In what the other says something else.
    pub fn differs(&self, other: &Said) -> Vec<Kind> {
        let ids = |all: &[(String, Text)]| all.iter().map(|(id, _)| id.clone()).collect::<BTreeSet<_>>();
        let names =
            |all: &[(String, Text)]| all.iter().cloned().map(|(id, name)| (id, name.zh)).collect::<BTreeSet<_>>();
        let differs = |kind: &Kind| match kind {
            Kind::MustAsk => self.must_ask != other.must_ask,
            Kind::Eligible => self.eligible != other.eligible,
            Kind::Needs => names(&self.needs) != names(&other.needs),
            Kind::Steps => ids(&self.steps) != ids(&other.steps),
            Kind::Days => self.days != other.days,
        };
        Kind::ALL.into_iter().filter(differs).collect()
    }

    /// The reason that decides: of having to ask where that differs, else of being eligible.
    pub fn why(&self, kinds: &[Kind]) -> Option<&Explanation> {
        match kinds.first() {
            Some(Kind::MustAsk) => self.why_must.as_ref(),
            Some(Kind::Eligible) => self.why_may.as_ref(),
            _ => None,
        }
    }
}
