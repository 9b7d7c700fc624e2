//! Applies changes one by one, safe ones first, and keeps those after which every column is no greater.

use std::collections::{BTreeMap, BTreeSet};

use civic::Date;
use civic::division::RegionCode;
use civic::text::Text;
use rules::{Catalogue, Truth, Value};
use sha2::{Digest, Sha256};

use super::candidates::{self, Candidate, Scene};
use super::chart::{Bar, bars};
use super::count::{Tally, asked_of, tally};
use super::figures::{Figures, Rate};
use super::{diff, rewrite};
use crate::diagnostic::Diagnostic;
use crate::examples;
use crate::explain::Way;
use crate::lints;
use crate::model::Playbook;
use crate::read::read;
use crate::source::{Files, Sources, Span};

/// Whom and when the figures are for.
#[derive(Clone, Debug)]
pub struct Question {
    /// Region whose rules are in force; none = the playbook alone.
    pub region: Option<RegionCode>,
    /// Only these services; empty = all.
    pub services: Vec<String>,
    /// What is known of the subject; what is not known counts as demanded.
    pub facts: BTreeMap<String, Value>,
    /// The day.
    pub on: Date,
    /// What an hour is worth; none = the playbook's own figure, if it has one.
    pub rate: Option<Rate>,
    /// Applications a year, where somebody knows.
    pub applicants: Option<u64>,
}

/// A change that was made on the way.
#[derive(Clone, Debug)]
pub struct Edit {
    /// The pattern it ends.
    pub code: String,
    /// File of the clause.
    pub file: String,
    /// Its line in the file as written, from 1.
    pub line: usize,
    /// What is done.
    pub what: Text,
    /// Why that may be done.
    pub why: Text,
    /// What must be decided first; none = safe.
    pub decide: Option<Text>,
    /// Figures of the bundle before this change.
    pub before: Figures,
    /// Figures of the bundle after it.
    pub after: Figures,
    /// The thing it is about: `file#id`.
    pub at: String,
    /// Names this change for [`pick`].
    pub key: String,
    /// What it changes in the files as the changes before it left them.
    pub patch: String,
}

/// A block that no change here opens: somebody must choose one of its ways out.
#[derive(Clone, Debug)]
pub struct Decision {
    /// The pattern.
    pub code: String,
    /// Who is blocked, and by what.
    pub what: Text,
    /// File of the clause.
    pub file: String,
    /// Its line in the file as written, from 1.
    pub line: usize,
    /// The ways out, the easiest first, each with what it frees.
    pub ways: Vec<Way>,
}

/// A demand or step that stays after all changes.
#[derive(Clone, Debug)]
pub struct Stay {
    /// Id of the service.
    pub service: String,
    /// Name of the demand or step.
    pub name: Text,
    /// True for a step.
    pub is_step: bool,
    /// The document that asks for it.
    pub basis: Option<String>,
    /// File of the clause.
    pub file: String,
    /// Its line in the file as written, from 1.
    pub line: usize,
    /// The region that wrote it; none = the playbook itself.
    pub region: Option<String>,
}

/// A playbook in one of its three states.
#[derive(Clone, Debug)]
pub struct State {
    /// Its files.
    pub files: Files,
    /// What was read from them, in force in the region on the day.
    pub playbook: Playbook,
    /// Its figures.
    pub tally: Tally,
    /// Worked examples that held before the changes and no longer do: title, file and line.
    pub examples_to_revise: Vec<(String, String, usize)>,
}

/// What the slimmer found.
#[derive(Clone, Debug)]
pub struct Slimming {
    /// Whom and when it is for.
    pub question: Question,
    /// As written.
    pub before: State,
    /// After the safe changes.
    pub safe: State,
    /// After all changes.
    pub all: State,
    /// Every change in the order made: safe ones first.
    pub edits: Vec<Edit>,
    /// What is still blocked after all changes.
    pub decisions: Vec<Decision>,
    /// What stays, and why.
    pub stays: Vec<Stay>,
    /// What an hour is worth, and who says so.
    pub rate: Option<Rate>,
}

impl Slimming {
    /// The safe changes as a unified patch.
    pub fn patch_of_safe(&self) -> String {
        diff::patch(&self.before.files, &self.safe.files)
    }

    /// All changes as a unified patch.
    pub fn patch_of_all(&self) -> String {
        diff::patch(&self.before.files, &self.all.files)
    }
}

impl State {
    /// When each step of a service runs, in working days from filing, in the order of the file; empty for a service
    /// that is not asked for.
    pub fn schedule(&self, question: &Question, service: &str) -> Vec<Bar> {
        let services = [service.to_owned()];
        let asked = asked_of(&self.playbook, &question.facts, question.on, &services);
        asked.first().map_or_else(Vec::new, |asked| bars(&self.playbook, asked.service, &asked.finding))
    }
}

/// The files after one change alone, named by [`Edit::key`]; none where it only follows from others, or is no more.
///
/// # Errors
/// Everything wrong with the playbook, when it cannot be read.
pub fn pick(
    files: &Files,
    known: &Catalogue,
    question: &Question,
    key: &str,
) -> Result<Option<Files>, Vec<Diagnostic>> {
    let now = state(files.clone(), known, question)?;
    let asked = asked_of(&now.here, &question.facts, question.on, &question.services);
    let found = candidates::all(&Scene { whole: &now.whole, here: &now.here, asked: &asked, on: question.on });
    let found = found.into_iter().find(|candidate| name_of(candidate) == key);
    Ok(found.and_then(|candidate| rewrite::apply(&now.files, &now.whole, &candidate.change)))
}

/// A short name for a change: the same while it is about the same thing.
fn name_of(candidate: &Candidate) -> String {
    let hash = Sha256::digest(candidate.key().as_bytes());
    hex::encode(&hash[..6])
}

struct Now {
    files: Files,
    whole: Playbook,
    here: Playbook,
    sources: Sources,
    tally: Tally,
}

/// Slims a playbook. `known` holds the facts that registers of the program offer.
///
/// # Errors
/// Everything wrong with the playbook, when it cannot be read.
pub fn slim(files: &Files, known: &Catalogue, question: &Question) -> Result<Slimming, Vec<Diagnostic>> {
    let start = state(files.clone(), known, question)?;
    let mut run =
        Run { known, question, start: files, edits: Vec::new(), seen: BTreeSet::new(), refused: BTreeSet::new() };
    let rate = question.rate.clone().or_else(|| Rate::of(&start.here, question.on));
    let before = run.keep(&start, &start);
    let safe_now = run.all_of(start, true);
    let first = state(files.clone(), known, question)?;
    let safe = run.keep(&first, &safe_now);
    let all_now = run.all_of(safe_now, false);
    let all = run.keep(&first, &all_now);
    let (decisions, stays) = (decisions(files, &all_now, question), stays(files, &all_now, question));
    Ok(Slimming { question: question.clone(), before, safe, all, edits: run.edits, decisions, stays, rate })
}

fn state(files: Files, known: &Catalogue, question: &Question) -> Result<Now, Vec<Diagnostic>> {
    let reading = read(&files, known);
    let Some(whole) = reading.playbook else { return Err(reading.diagnostics) };
    let here = whole.effective(question.region.as_ref(), question.on);
    let tally = tally(&here, &question.facts, question.on, &question.services);
    Ok(Now { files, whole, here, sources: reading.sources, tally })
}

struct Run<'a> {
    known: &'a Catalogue,
    question: &'a Question,
    start: &'a Files,
    edits: Vec<Edit>,
    /// States that were there already, by their contents.
    seen: BTreeSet<String>,
    /// Changes that did not do.
    refused: BTreeSet<String>,
}

impl Run<'_> {
    /// Makes changes until none is left.
    fn all_of(&mut self, mut now: Now, only_safe: bool) -> Now {
        self.seen.insert(crate::digest(&now.files));
        let mut changed = true;
        while changed {
            changed = false;
            // what did not do in one state may do in a later one
            self.refused.clear();
            while let Some((candidate, next)) = self.next(&now, only_safe) {
                self.edits.push(self.edit(&now, &next, candidate));
                now = next;
                changed = true;
            }
        }
        now
    }

    fn next(&mut self, now: &Now, only_safe: bool) -> Option<(Candidate, Now)> {
        let Question { facts, on, services, .. } = self.question;
        let asked = asked_of(&now.here, facts, *on, services);
        let found = candidates::all(&Scene { whole: &now.whole, here: &now.here, asked: &asked, on: *on });
        for candidate in found.into_iter().filter(|c| !only_safe || c.decide.is_none()) {
            let key = candidate.key();
            if self.refused.contains(&key) {
                continue;
            }
            match self.tried(now, &candidate) {
                Some(next) => return Some((candidate, next)),
                None => self.refused.insert(key),
            };
        }
        None
    }

    /// The state after a change; none when the playbook would no longer be sound, or anything would cost more.
    fn tried(&mut self, now: &Now, candidate: &Candidate) -> Option<Now> {
        let files = rewrite::apply(&now.files, &now.whole, &candidate.change)?;
        let next = state(files, self.known, self.question).ok()?;
        let no_more = next.tally.bundle.no_more_than(&now.tally.bundle)
            && next.tally.services.iter().all(|row| {
                let before = now.tally.services.iter().find(|before| before.service == row.service);
                before.is_some_and(|before| row.figures.no_more_than(&before.figures))
            });
        (no_more && self.seen.insert(crate::digest(&next.files))).then_some(next)
    }

    fn edit(&self, now: &Now, next: &Now, candidate: Candidate) -> Edit {
        let line = line(self.start, now, &candidate.span);
        Edit {
            file: candidate.span.file.to_string(),
            line,
            key: name_of(&candidate),
            at: candidate.at,
            patch: diff::patch(&now.files, &next.files),
            code: candidate.code,
            what: candidate.what,
            why: candidate.why,
            decide: candidate.decide,
            before: now.tally.bundle,
            after: next.tally.bundle,
        }
    }

    /// What is told of a state.
    fn keep(&self, first: &Now, now: &Now) -> State {
        let held = examples::run(&first.whole, &first.files);
        let holds: BTreeSet<_> = held.iter().filter(|c| c.passed).map(|c| (&c.file, c.line)).collect();
        let after = examples::run(&now.whole, &now.files);
        let broken = after.iter().filter(|case| !case.passed && holds.contains(&(&case.file, case.line)));
        State {
            examples_to_revise: broken.map(|case| (case.title.clone(), case.file.clone(), case.line)).collect(),
            files: now.files.clone(),
            playbook: now.here.clone(),
            tally: now.tally.clone(),
        }
    }
}

fn line(start: &Files, now: &Now, span: &Span) -> usize {
    diff::line_before(start, &now.files, &span.file, now.sources.place(span).line)
}

/// What keeps the subject from ever having everything: the blocks that lints tell with their ways out.
fn decisions(start: &Files, now: &Now, question: &Question) -> Vec<Decision> {
    if now.tally.bundle.days.is_some() {
        return Vec::new();
    }
    let in_force = candidates::files_here(&now.here);
    let wanted = |service: &String| question.services.is_empty() || question.services.contains(service);
    let told = lints::run_on(&now.whole, question.on).into_iter().filter_map(|found| {
        let span = found.span.filter(|span| in_force(&span.file))?;
        found.ways.iter().any(|way| way.frees.iter().any(|freed| wanted(&freed.service))).then(|| Decision {
            code: found.code,
            what: found.message,
            file: span.file.to_string(),
            line: line(start, now, &span),
            ways: found.ways,
        })
    });
    told.collect()
}

fn stays(start: &Files, now: &Now, question: &Question) -> Vec<Stay> {
    let mut stays = Vec::new();
    for asked in asked_of(&now.here, &question.facts, question.on, &question.services) {
        let stay = |name: Text, is_step, basis: &Option<String>, span: &Span, region: Option<&RegionCode>| Stay {
            service: asked.service.id.clone(),
            name,
            is_step,
            basis: basis.clone(),
            file: span.file.to_string(),
            line: line(start, now, span),
            region: region.map(|code| code.as_str().to_owned()),
        };
        for found in asked.finding.needs.iter().filter(|found| found.truth != Truth::False) {
            let need = &found.need;
            let all: Vec<Text> = need.demand.evidence().iter().map(|id| now.here.evidence_name(id)).collect();
            let zh: Vec<&str> = all.iter().map(|name| &*name.zh).collect();
            let en: Vec<&str> = all.iter().map(|name| &*name.en).collect();
            let name = Text::new(zh.join(" / "), en.join(" / "));
            stays.push(stay(name, false, &need.basis, &need.span, need.from.region.as_ref()));
        }
        for found in asked.finding.steps.iter().filter(|found| found.truth != Truth::False) {
            let step = &found.step;
            stays.push(stay(step.name.clone(), true, &step.basis, &step.span, step.from.region.as_ref()));
        }
    }
    stays
}
