//! Every change that would ask less: those the lints propose, and those that follow from the model.

use civic::Date;
use civic::text::Text;

use super::count::Asked;
use super::rewrite::Change;
use super::{duplicates, own, series};
use crate::diagnostic::{Diagnostic, Fix};
use crate::lints;
use crate::model::{Need, Playbook, Service};
use crate::source::Span;

/// A change that could be made.
#[derive(Clone, Debug)]
pub struct Candidate {
    /// The wrong pattern it ends, named as the lints are.
    pub code: String,
    /// The thing it is about: `file#id`.
    pub at: String,
    /// The clause it changes.
    pub span: Span,
    /// What is done.
    pub what: Text,
    /// Why that may be done.
    pub why: Text,
    /// What a person must decide first; none = safe.
    pub decide: Option<Text>,
    pub(super) change: Change,
}

impl Candidate {
    /// Taking a demand out.
    pub(super) fn drop_need(code: &str, service: &Service, need: &Need, what: Text, why: Text) -> Candidate {
        let change = Change::DropNeed { service: service.id.clone(), need: need.id.clone(), at: need.span.clone() };
        Candidate {
            code: code.to_owned(),
            at: format!("{}#{}", need.span.file, need.id),
            span: need.span.clone(),
            what,
            why,
            decide: None,
            change,
        }
    }

    pub(super) fn unless(mut self, decide: Option<Text>) -> Candidate {
        self.decide = decide;
        self
    }

    /// The same change seen again, whatever happened to the lines above it. What it changes is part of it: one step
    /// may wait for several.
    pub(super) fn key(&self) -> String {
        format!("{}|{}|{}", self.code, self.at, self.what.en)
    }
}

/// What the candidates are looked for in.
pub(super) struct Scene<'a> {
    /// The playbook as read.
    pub whole: &'a Playbook,
    /// The one in force.
    pub here: &'a Playbook,
    pub asked: &'a [Asked<'a>],
    pub on: Date,
}

/// All of them, the surest first: a change by its place, safe ones before those to be decided.
pub(super) fn all(scene: &Scene<'_>) -> Vec<Candidate> {
    let told = lints::run_on(scene.whole, scene.on);
    let mut found = Vec::new();
    for asked in scene.asked {
        own::find(scene, asked, &mut found);
        series::find(scene, asked, &mut found);
        duplicates::find(scene, asked, &mut found);
    }
    duplicates::elsewhere(scene, &mut found);
    found.retain(|candidate| is_wanted(scene, candidate));
    for candidate in &mut found {
        // where a lint has looked at the same thing and would not do it unasked, neither do we
        let doubtful = told.iter().find(|d| same(d, candidate) && d.fix.as_ref().is_some_and(|fix| !fix.safe));
        if doubtful.is_some() && candidate.decide.is_none() {
            candidate.decide = Some(ask());
        }
    }
    let files = files_here(scene.here);
    for finding in &told {
        let covered = found.iter().any(|candidate| same(finding, candidate));
        if !covered && finding.span.as_ref().is_some_and(|span| files(&span.file)) {
            found.extend(proposed(scene, finding));
        }
    }
    found.sort_by_key(|c| (c.decide.is_some(), c.span.file.clone(), c.span.range.start, c.code.clone()));
    found
}

fn same(finding: &Diagnostic, candidate: &Candidate) -> bool {
    finding.code == candidate.code && finding.at.as_deref() == Some(&*candidate.at)
}

/// Findings the playbook tolerates, or does not want looked for, are not mended.
fn is_wanted(scene: &Scene<'_>, candidate: &Candidate) -> bool {
    let off = scene.whole.lint_levels.get(&candidate.code) == Some(&None);
    let allowed = scene
        .whole
        .allows
        .iter()
        .any(|allow| allow.lint == candidate.code && allow.at == candidate.at && scene.on <= allow.until);
    !off && !allowed
}

/// Whether a file has a say in the region looked at.
pub(super) fn files_here(here: &Playbook) -> impl Fn(&str) -> bool + '_ {
    let layers = &here.layers;
    move |file| match file.strip_prefix("overlays/").and_then(|rest| rest.split_once('/')) {
        None => true,
        Some((region, _)) => layers.iter().any(|layer| layer.region.as_str() == region),
    }
}

fn ask() -> Text {
    Text::new("检查项认为须由人核对", "the lint wants a person to look at it")
}

/// The change a lint offers.
fn proposed(scene: &Scene<'_>, finding: &Diagnostic) -> Option<Candidate> {
    let fix = finding.fix.clone()?;
    let span = finding.span.clone()?;
    let change = whole_need(scene, &fix).unwrap_or_else(|| Change::Text(fix.clone()));
    let why = finding.help.first().cloned().unwrap_or_else(|| finding.message.clone());
    Some(Candidate {
        code: finding.code.clone(),
        at: finding.at.clone().unwrap_or_else(|| format!("{}#", span.file)),
        what: finding.message.clone(),
        why,
        decide: (!fix.safe).then(ask),
        span,
        change,
    })
}

/// Where a lint strikes out a whole demand, it is taken out as all others are: comments and other names stay.
fn whole_need(scene: &Scene<'_>, fix: &Fix) -> Option<Change> {
    let strikes = |need: &&Need| {
        let (fix, own) = (&fix.span, &need.span);
        fix.file == own.file && fix.range.start <= own.range.start && own.range.end <= fix.range.end
    };
    let mut needs = scene.here.services.values().flat_map(|s| s.needs.iter().map(move |need| (s, need)));
    let (service, need) = needs.find(|(_, need)| fix.replacement.trim().is_empty() && strikes(need))?;
    Some(Change::DropNeed { service: service.id.clone(), need: need.id.clone(), at: need.span.clone() })
}
