//! Counts what a playbook asks of one subject: per service, and for all its services together.

use std::collections::BTreeSet;

use civic::Date;
use civic::text::Text;
use rules::{Facts, Truth};

use super::figures::Figures;
use super::search::{Least, is_made_each_time, least, open_choices};
use super::times::{Timed, last_end};
use crate::finder::{self, Finding};
use crate::model::{Demand, Evidence, EvidenceKind, Playbook, Service};

/// The figures of one service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Its id.
    pub service: String,
    /// Its name.
    pub name: Text,
    /// What it asks.
    pub figures: Figures,
}

/// The figures of a playbook for one subject.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tally {
    /// Each service the subject must or may have to ask for.
    pub services: Vec<Row>,
    /// All of them together: a paper that somebody else issues is got once, services run side by side.
    pub bundle: Figures,
    /// False when there are so many alternatives that a sum is only the least found, not proven.
    pub exact: bool,
}

/// A service and what it asks of the subject.
pub(super) struct Asked<'a> {
    pub service: &'a Service,
    pub finding: Finding,
}

impl<'a> Asked<'a> {
    /// Demands in force, or that may be.
    pub fn demands(&'a self) -> Vec<&'a Demand> {
        let found = self.finding.needs.iter().filter(|need| need.truth != Truth::False);
        found.map(|need| &need.need.demand).collect()
    }

    /// Working days of its own steps side by side; without steps, those promised.
    pub fn days(&self) -> u64 {
        let promised = self.service.promised_working_days;
        u64::from(if self.service.steps.is_empty() { promised } else { self.finding.working_days })
    }

    fn days_in_series(&self) -> u64 {
        if self.service.steps.is_empty() {
            return self.days();
        }
        let done = self.finding.steps.iter().filter(|step| step.truth != Truth::False);
        done.map(|step| u64::from(step.step.working_days)).sum()
    }

    /// Visits its steps take.
    pub fn step_visits(&self) -> u64 {
        let done = self.finding.steps.iter().filter(|step| step.truth != Truth::False);
        done.map(|step| u64::from(step.step.visits)).sum()
    }
}

/// The services of a playbook in force that this subject must ask for, or may have to; `only` those, when not empty.
pub(super) fn asked_of<'a>(playbook: &'a Playbook, facts: &dyn Facts, on: Date, only: &[String]) -> Vec<Asked<'a>> {
    let wanted = playbook.services.values().filter(|service| only.is_empty() || only.contains(&service.id));
    let found = wanted.map(|service| Asked { service, finding: finder::find(service, playbook, facts, on) });
    found.filter(|asked| asked.finding.must_ask != Truth::False).collect()
}

/// Counts. `playbook` is the one in force in the subject's region on that day; what is not known of the subject
/// counts as demanded.
pub fn tally(playbook: &Playbook, facts: &dyn Facts, on: Date, only: &[String]) -> Tally {
    let asked = asked_of(playbook, facts, on, only);
    let mut exact = true;
    let services = asked
        .iter()
        .map(|one| {
            let mut figures = together(playbook, std::slice::from_ref(one), &mut exact);
            figures.days = Some(one.days());
            Row { service: one.service.id.clone(), name: one.service.name.clone(), figures }
        })
        .collect();
    let mut bundle = together(playbook, &asked, &mut exact);
    let timed: Vec<Timed<'_>> =
        asked.iter().map(|a| Timed { id: &a.service.id, demands: a.demands(), days: a.days() }).collect();
    bundle.days = last_end(playbook, &timed);
    Tally { services, bundle, exact }
}

fn together(playbook: &Playbook, asked: &[Asked<'_>], exact: &mut bool) -> Figures {
    let demands: Vec<&Demand> = asked.iter().flat_map(Asked::demands).collect();
    let mut sum = |column: fn(&Evidence) -> u64| {
        let Least { cost, exact: proven } = least(playbook, &demands, column);
        *exact &= proven;
        cost
    };
    Figures {
        materials: demands.iter().map(|demand| demand.enough() as u64).sum(),
        forms: demands.iter().map(|demand| forms(playbook, demand)).sum(),
        repeats: repeats(playbook, &demands),
        visits: sum(|e| u64::from(e.visits)) + asked.iter().map(Asked::step_visits).sum::<u64>(),
        stamps: sum(|e| u64::from(e.stamps)),
        days: None,
        days_in_series: asked.iter().map(Asked::days_in_series).sum(),
        minutes: sum(|e| u64::from(e.minutes)),
        fee: sum(|e| fen(e.fee)) + asked.iter().map(|a| fen(a.service.fee)).sum::<u64>(),
    }
}

/// Forms and promises a demand takes at least.
fn forms(playbook: &Playbook, demand: &Demand) -> u64 {
    let is_form = |e: &&Evidence| matches!(e.kind, EvidenceKind::Form | EvidenceKind::Commitment);
    let open = open_choices(playbook, demand);
    let others = open.iter().filter(|e| !is_form(e)).count();
    demand.enough().min(open.len()).saturating_sub(others) as u64
}

/// How often a fact is written down again: over all forms demanded by themselves, every time after the first.
fn repeats(playbook: &Playbook, demands: &[&Demand]) -> u64 {
    let one = demands.iter().filter_map(|demand| match demand {
        Demand::One(id) => playbook.evidence.get(id),
        _ => None,
    });
    let forms = one.filter(|e| e.kind == EvidenceKind::Form && is_made_each_time(e));
    let mut seen = BTreeSet::new();
    forms.flat_map(|form| &form.proves).filter(|fact| !seen.insert(*fact)).count() as u64
}

fn fen(amount: i64) -> u64 {
    u64::try_from(amount).unwrap_or(0)
}
