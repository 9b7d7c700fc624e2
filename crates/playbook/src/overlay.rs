//! What lower levels change, and the stack of changes merged for a region and a day.

use std::collections::BTreeSet;

use civic::Date;
use civic::division::RegionCode;
use civic::text::Text;
use rules::{Fact, Rule};

use crate::model::{Agency, Evidence, Mode, Need, Playbook, Provenance, Service, Silence, Step};
use crate::source::Span;

/// The changes of one region.
#[derive(Clone, Debug)]
pub struct Overlay {
    /// Whose.
    pub region: RegionCode,
    /// Its name.
    pub name: Text,
    /// The overlay it lies on; none = the playbook itself.
    pub extends: Option<RegionCode>,
    /// First day in force.
    pub from: Date,
    /// Last day in force.
    pub until: Option<Date>,
    /// Document number and article.
    pub basis: String,
    /// Changes to services of the levels above.
    pub changes: Vec<Change>,
    /// Agencies it adds.
    pub agencies: Vec<Agency>,
    /// Evidence it adds.
    pub evidence: Vec<Evidence>,
    /// Services it adds.
    pub services: Vec<Service>,
    /// Facts it adds, with the reason each is asked.
    pub facts: Vec<(Fact, Option<Text>)>,
    /// Where it is written.
    pub span: Span,
}

/// An overlay that has been merged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layer {
    /// Whose.
    pub region: RegionCode,
    /// Its name.
    pub name: Text,
    /// First day in force.
    pub from: Date,
    /// Last day in force.
    pub until: Option<Date>,
    /// Document number and article.
    pub basis: String,
}

/// What a change says of itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChangeKind {
    /// Asks for something more.
    Adds,
    /// Makes something stricter.
    Tightens,
    /// Asks for less.
    Relaxes,
}

/// One change to a service.
#[derive(Clone, Debug)]
pub struct Change {
    /// The service changed.
    pub service: String,
    /// What it says of itself.
    pub kind: ChangeKind,
    /// Document number and article.
    pub basis: Option<String>,
    /// Last day.
    pub until: Option<Date>,
    /// Keys of `[service]` rewritten, each with its place.
    pub set: Vec<(Setting, Span)>,
    /// Needs dropped.
    pub drop_needs: Vec<(String, Span)>,
    /// Steps dropped.
    pub drop_steps: Vec<(String, Span)>,
    /// Needs added.
    pub add_needs: Vec<Need>,
    /// Steps added.
    pub add_steps: Vec<Step>,
    /// Where it is written.
    pub span: Span,
    /// Who wrote it.
    pub from: Provenance,
}

/// A key of `[service]` with its new value.
#[derive(Clone, Debug)]
pub enum Setting {
    /// `name`
    Name(Text),
    /// `about`
    About(Text),
    /// `lead`
    Lead(String),
    /// `mode`
    Mode(Mode),
    /// `when`
    When(Rule),
    /// `eligible`
    Eligible(Rule),
    /// `basis`
    Basis(String),
    /// `statutory_working_days`
    StatutoryDays(u32),
    /// `promised_working_days`
    PromisedDays(u32),
    /// `valid_days`
    ValidDays(u32),
    /// `silence`
    Silence(Silence),
    /// `recourse`
    Recourse(Text),
    /// `fee`, in fen
    Fee(i64),
}

impl Setting {
    /// The key as written.
    pub const fn key(&self) -> &'static str {
        match self {
            Setting::Name(_) => "name",
            Setting::About(_) => "about",
            Setting::Lead(_) => "lead",
            Setting::Mode(_) => "mode",
            Setting::When(_) => "when",
            Setting::Eligible(_) => "eligible",
            Setting::Basis(_) => "basis",
            Setting::StatutoryDays(_) => "statutory_working_days",
            Setting::PromisedDays(_) => "promised_working_days",
            Setting::ValidDays(_) => "valid_days",
            Setting::Silence(_) => "silence",
            Setting::Recourse(_) => "recourse",
            Setting::Fee(_) => "fee",
        }
    }

    /// True when the new value asks no more of the applicant than the service does so far. Wording,
    /// window and basis are no burden; of two rules `compare` decides, here they count as more.
    pub(crate) fn relaxes(&self, before: &Service) -> bool {
        match self {
            Setting::Name(_) | Setting::About(_) | Setting::Lead(_) | Setting::Basis(_) | Setting::Recourse(_) => true,
            Setting::When(_) | Setting::Eligible(_) => false,
            Setting::Mode(mode) => *mode <= before.mode,
            Setting::StatutoryDays(days) => *days <= before.statutory_working_days,
            Setting::PromisedDays(days) => *days <= before.promised_working_days,
            Setting::ValidDays(days) => before.valid_days.is_some_and(|so_far| *days >= so_far),
            Setting::Silence(silence) => *silence >= before.silence,
            Setting::Fee(fee) => *fee <= before.fee,
        }
    }

    fn apply(&self, service: &mut Service) {
        match self.clone() {
            Setting::Name(text) => service.name = text,
            Setting::About(text) => service.about = Some(text),
            Setting::Lead(agency) => service.lead = agency,
            Setting::Mode(mode) => service.mode = mode,
            Setting::When(rule) => service.when = Some(rule),
            Setting::Eligible(rule) => service.eligible = Some(rule),
            Setting::Basis(basis) => service.basis = Some(basis),
            Setting::StatutoryDays(days) => service.statutory_working_days = days,
            Setting::PromisedDays(days) => service.promised_working_days = days,
            Setting::ValidDays(days) => service.valid_days = Some(days),
            Setting::Silence(silence) => service.silence = silence,
            Setting::Recourse(text) => service.recourse = Some(text),
            Setting::Fee(fee) => service.fee = fee,
        }
    }
}

fn runs(from: Date, until: Option<Date>, on: Date) -> bool {
    from <= on && until.is_none_or(|until| on <= until)
}

impl Playbook {
    /// The playbook in force in a region on a day: this one, and over it the stack of overlays from
    /// the top down to the region (or to the nearest division above that has one). Overlays and
    /// changes not in force on that day are left out; every clause keeps saying who wrote it.
    pub fn effective(&self, region: Option<&RegionCode>, on: Date) -> Playbook {
        let mut merged = self.clone();
        merged.overlays.clear();
        for overlay in self.stack(region) {
            if runs(overlay.from, overlay.until, on) {
                merged.lay(overlay, Some(on));
            }
        }
        merged
    }

    /// The overlays that lie over each other for a region, from the top.
    pub fn stack(&self, region: Option<&RegionCode>) -> Vec<&Overlay> {
        let find = |code: &RegionCode| self.overlays.iter().find(|o| o.region == *code);
        let Some(region) = region else {
            return Vec::new();
        };
        let mut upwards = region.ancestors();
        upwards.push(region.clone());
        let mut next = upwards.iter().rev().find_map(find);
        let mut seen = BTreeSet::new();
        let mut stack = Vec::new();
        while let Some(overlay) = next.filter(|overlay| seen.insert(&overlay.region)) {
            stack.push(overlay);
            next = overlay.extends.as_ref().and_then(find);
        }
        stack.reverse();
        stack
    }

    /// Merges one overlay; with no day, all of its changes whatever their last day.
    pub(crate) fn lay(&mut self, overlay: &Overlay, on: Option<Date>) {
        for (fact, purpose) in &overlay.facts {
            // a clash was an error when the overlay was read; the upper level's fact stands
            if self.catalogue.add(fact.clone()).is_ok()
                && let Some(purpose) = purpose
            {
                self.purposes.insert(fact.name.clone(), purpose.clone());
            }
        }
        let agencies = overlay.agencies.iter().map(|a| (a.id.clone(), a.clone()));
        self.agencies.extend(agencies);
        let evidence = overlay.evidence.iter().map(|e| (e.id.clone(), e.clone()));
        self.evidence.extend(evidence);
        let services = overlay.services.iter().map(|s| (s.id.clone(), s.clone()));
        self.services.extend(services);
        self.tell_holders();
        for change in &overlay.changes {
            let over = |until: Date| on.is_some_and(|on| until < on);
            if change.until.is_some_and(over) {
                continue;
            }
            if let Some(service) = self.services.get_mut(&change.service) {
                change.apply(service);
            }
        }
        self.layers.push(Layer {
            region: overlay.region.clone(),
            name: overlay.name.clone(),
            from: overlay.from,
            until: overlay.until,
            basis: overlay.basis.clone(),
        });
    }

    /// `keeps` of an agency and `held_by` of evidence say the same: both end up in `held_by`.
    pub(crate) fn tell_holders(&mut self) {
        for agency in self.agencies.values() {
            for id in &agency.keeps {
                if let Some(evidence) = self.evidence.get_mut(id)
                    && !evidence.held_by.contains(&agency.id)
                {
                    evidence.held_by.push(agency.id.clone());
                }
            }
        }
    }
}

impl Change {
    pub(crate) fn apply(&self, service: &mut Service) {
        let named = |list: &[(String, Span)], id: &str| list.iter().any(|(name, _)| name == id);
        service.needs.retain(|need| !named(&self.drop_needs, &need.id));
        for (id, _) in &self.drop_steps {
            drop_step(service, id);
        }
        service.needs.extend(self.add_needs.iter().cloned());
        service.steps.extend(self.add_steps.iter().cloned());
        for (setting, span) in &self.set {
            setting.apply(service);
            service.places.insert(setting.key().to_owned(), span.clone());
            service.changed.insert(setting.key(), self.from.clone());
        }
    }
}

/// Takes a step out. What waited for it waits for what it waited for, and what read its results
/// reads what it read: a decision never moves before a review only because a step between is gone.
fn drop_step(service: &mut Service, id: &str) {
    let Some(at) = service.steps.iter().position(|step| step.id == id) else {
        return;
    };
    let gone = service.steps.remove(at);
    let given_still: BTreeSet<String> = service.steps.iter().flat_map(|step| step.gives.iter().cloned()).collect();
    let results: Vec<String> = gone.reads.iter().filter(|read| given_still.contains(*read)).cloned().collect();
    for step in &mut service.steps {
        let is_gone = |after: &str| after == id;
        bridge(&mut step.after, &mut step.after_spans, is_gone, &gone.after);
        let is_gone = |read: &str| gone.gives.iter().any(|given| given == read) && !given_still.contains(read);
        bridge(&mut step.reads, &mut step.read_spans, is_gone, &results);
    }
}

/// Replaces names that are gone by others, at the places where they stood.
fn bridge(names: &mut Vec<String>, spans: &mut Vec<Span>, is_gone: impl Fn(&str) -> bool, instead: &[String]) {
    let mut found: Vec<(String, Span)> = Vec::new();
    for (name, span) in names.drain(..).zip(spans.drain(..)) {
        let heirs = if is_gone(&name) { instead.to_vec() } else { vec![name] };
        for heir in heirs {
            if found.iter().all(|(known, _)| *known != heir) {
                found.push((heir, span.clone()));
            }
        }
    }
    (*names, *spans) = found.into_iter().unzip();
}
