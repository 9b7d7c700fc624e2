//! A playbook as lints ask it: papers and services found at once, the graph made once for all.

use std::collections::HashMap;
use std::ops::Deref;
use std::sync::OnceLock;

use process::observed::Observed;
use rules::Rule;

use super::sense::{self, Plain};
use crate::graph::Papers;
use crate::model::{Evidence, Playbook, Service};

/// A playbook as read, or in force in a region, for all lints together.
///
/// Every lint asks for the papers of every demand: in a province of 10,000 papers and services, looking
/// them up in ordered tables took a fifth of the time of all lints.
#[derive(Debug)]
pub struct Book<'p> {
    playbook: &'p Playbook,
    evidence: HashMap<&'p str, &'p Evidence>,
    services: HashMap<&'p str, &'p Service>,
    papers: OnceLock<Papers<'p>>,
    plain: OnceLock<Plain>,
    observed: Option<&'p Observed>,
}

impl<'p> Book<'p> {
    /// Of a playbook that stays as it is meanwhile.
    pub fn of(playbook: &'p Playbook) -> Book<'p> {
        Book {
            playbook,
            evidence: playbook.evidence.iter().map(|(id, evidence)| (&**id, evidence)).collect(),
            services: playbook.services.iter().map(|(id, service)| (&**id, service)).collect(),
            papers: OnceLock::new(),
            plain: OnceLock::new(),
            observed: None,
        }
    }

    /// The same, with what a log says of how its services run.
    pub fn with(playbook: &'p Playbook, observed: Option<&'p Observed>) -> Book<'p> {
        Book { observed, ..Book::of(playbook) }
    }

    /// What a log says, where one was read: lints of what is measured are silent without.
    pub fn observed(&self) -> Option<&'p Observed> {
        self.observed
    }

    /// The evidence of an id.
    pub fn paper(&self, id: &str) -> Option<&'p Evidence> {
        self.evidence.get(id).copied()
    }

    /// The service of an id.
    pub fn service(&self, id: &str) -> Option<&'p Service> {
        self.services.get(id).copied()
    }

    /// All as a graph.
    pub fn papers(&self) -> &Papers<'p> {
        self.papers.get_or_init(|| Papers::of(self.playbook))
    }

    /// Some who fall under the service, as far as its `when` says, meet the rule and some do not, which a few
    /// tries showed; false proves nothing. `rule` is `when`, `eligible` or a condition of a service of this book.
    pub(super) fn is_plain(&self, rule: &Rule) -> bool {
        self.plain.get_or_init(|| sense::plain(self.playbook)).contains(rule)
    }
}

impl Deref for Book<'_> {
    type Target = Playbook;

    fn deref(&self) -> &Playbook {
        self.playbook
    }
}
