//! needless-series: steps that wait for others whose results they do not read.

use std::collections::BTreeSet;

use civic::text::Text;
use rules::Truth;

use super::candidates::{Candidate, Scene};
use super::count::Asked;
use super::rewrite::Change;
use crate::model::Step;

pub(super) fn find(scene: &Scene<'_>, asked: &Asked<'_>, out: &mut Vec<Candidate>) {
    let done = asked.finding.steps.iter().filter(|found| found.truth != Truth::False);
    for step in done.map(|found| &found.step).filter(|step| step.basis.is_none()) {
        let fed_by = fed_by(&asked.service.steps, step);
        for (before, span) in step.after.iter().zip(&step.after_spans) {
            let Some(first) = asked.service.steps.iter().find(|s| s.id == *before) else { continue };
            if fed_by.contains(&**before) || span.file != step.span.file {
                continue;
            }
            let agency = |id: &str| scene.here.agencies.get(id).map_or_else(Text::default, |a| a.name.clone());
            let (own, other) = (agency(&step.agency), agency(&first.agency));
            out.push(Candidate {
                code: "needless-series".to_owned(),
                at: format!("{}#{}", step.span.file, step.id),
                span: span.clone(),
                what: Text::new(
                    format!("“{}”（{}）不必等“{}”（{}）", step.name.zh, own.zh, first.name.zh, other.zh),
                    format!("\"{}\" ({}) need not wait for \"{}\" ({})", step.name.en, own.en, first.name.en, other.en),
                ),
                why: Text::new(
                    "不用它的结果，先后也没有依据",
                    "it reads none of its results, and no basis orders them",
                ),
                decide: doubt(&asked.service.steps, step, first),
                change: Change::DropName { at: span.clone() },
            });
        }
    }
}

/// Every step whose results reach this one, directly or through others.
fn fed_by<'a>(steps: &'a [Step], step: &'a Step) -> BTreeSet<&'a str> {
    let mut found = BTreeSet::new();
    let mut open: Vec<&Step> = vec![step];
    while let Some(reader) = open.pop() {
        let gives_to_it = |giver: &&Step| giver.gives.iter().any(|given| reader.reads.contains(given));
        for giver in steps.iter().filter(gives_to_it) {
            if found.insert(&*giver.id) {
                open.push(giver);
            }
        }
    }
    found
}

/// Why a person must look first: the step does not say what it reads, or it ends the whole and the other step would
/// then be waited for by nobody.
fn doubt(steps: &[Step], step: &Step, first: &Step) -> Option<Text> {
    if step.reads.is_empty() {
        return Some(Text::new(
            "没有写明所读的材料（`reads`），须确认它不看前面的结果",
            "it does not say what it `reads`: make sure it does not look at the earlier result",
        ));
    }
    let waits_for = |other: &Step| {
        let by_order = other.after.contains(&first.id) && other.id != step.id;
        by_order || first.gives.iter().any(|given| other.reads.contains(given))
    };
    let followed = steps.iter().any(|other| other.id != first.id && waits_for(other));
    (!followed).then(|| {
        Text::new(
            "改后再没有环节等前者办完，须确认决定仍会用到它",
            "nothing would wait for the earlier step any more: make sure the decision still takes it in",
        )
    })
}
