//! What changed between two versions of a rule book, service by service, in words.

use std::collections::BTreeSet;

use ::playbook::{Need, Playbook, Service};
use civic::Text;
use web::Say;

use super::wording;

/// Something that changed, for the better or the worse of whoever applies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turn {
    Less,
    More,
    Other,
}

/// One change in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    pub turn: Turn,
    pub words: String,
}

/// A service with all that changed in it.
#[derive(Clone, Debug)]
pub struct Changed {
    pub name: Text,
    pub changes: Vec<Change>,
}

/// All services that changed, by id.
pub fn between(w: Say, before: &Playbook, after: &Playbook) -> Vec<Changed> {
    let ids: BTreeSet<&String> = before.services.keys().chain(after.services.keys()).collect();
    let changed = ids.into_iter().filter_map(|id| {
        let (was, is) = (before.services.get(id), after.services.get(id));
        let changes = match (was, is) {
            (Some(was), Some(is)) => of_service(w, (before, was), (after, is)),
            (None, Some(_)) => vec![Change { turn: Turn::Other, words: w.t("diff-service-new").to_owned() }],
            (Some(_), None) => vec![Change { turn: Turn::Other, words: w.t("diff-service-gone").to_owned() }],
            (None, None) => Vec::new(),
        };
        let name = is.or(was)?.name.clone();
        (!changes.is_empty()).then_some(Changed { name, changes })
    });
    changed.collect()
}

/// What changed in one service.
pub fn of_service(w: Say, before: (&Playbook, &Service), after: (&Playbook, &Service)) -> Vec<Change> {
    let mut told = Vec::new();
    needs(w, before, after, &mut told);
    questions(w, before, after, &mut told);
    steps(w, before, after, &mut told);
    let (was, is) = (before.1, after.1);
    days(w, "diff-promised", was.promised_working_days, is.promised_working_days, &mut told);
    days(w, "diff-statutory", was.statutory_working_days, is.statutory_working_days, &mut told);
    if was.fee != is.fee {
        let turn = if is.fee < was.fee { Turn::Less } else { Turn::More };
        let words = w.with("diff-fee", &[("was", &wording::fee(w, was.fee)), ("is", &wording::fee(w, is.fee))]);
        told.push(Change { turn, words });
    }
    let mut other = |key: &str, was: String, is: String| {
        if was != is {
            told.push(Change { turn: Turn::Other, words: w.with(key, &[("was", &was), ("is", &is)]) });
        }
    };
    let agency = |book: &Playbook, service: &Service| wording::agency(w, book, &service.lead);
    other("diff-lead", agency(before.0, was), agency(after.0, is));
    other("diff-mode", wording::mode(w, was.mode).to_owned(), wording::mode(w, is.mode).to_owned());
    other("diff-silence", wording::silence(w, was.silence).to_owned(), wording::silence(w, is.silence).to_owned());
    let none = || w.t("slim-no-basis").to_owned();
    other("diff-basis", was.basis.clone().unwrap_or_else(none), is.basis.clone().unwrap_or_else(none));
    let rule = |rule: &Option<rules::Rule>| {
        rule.as_ref().map_or_else(|| w.t("playbooks-always").to_owned(), |r| r.text().to_owned())
    };
    other("diff-when", rule(&was.when), rule(&is.when));
    other("diff-eligible", rule(&was.eligible), rule(&is.eligible));
    told
}

fn days(w: Say, key: &str, was: u32, is: u32, told: &mut Vec<Change>) {
    if was != is {
        let turn = if is < was { Turn::Less } else { Turn::More };
        told.push(Change { turn, words: w.with(key, &[("was", &was), ("is", &is)]) });
    }
}

fn needs(w: Say, (book, was): (&Playbook, &Service), (next, is): (&Playbook, &Service), told: &mut Vec<Change>) {
    let words = |book: &Playbook, need: &Need| wording::demand(w, book, &need.demand);
    for need in &is.needs {
        let Some(there) = was.needs.iter().find(|there| there.id == need.id) else {
            told.push(Change { turn: Turn::More, words: w.with("diff-need-new", &[("paper", &words(next, need))]) });
            continue;
        };
        let (old, new) = (words(book, there), words(next, need));
        if old != new {
            let turn =
                if need.demand.evidence().len() > there.demand.evidence().len() { Turn::Less } else { Turn::Other };
            told.push(Change { turn, words: w.with("diff-need-other", &[("was", &old), ("is", &new)]) });
        }
        let rule = |need: &Need| {
            need.when.as_ref().map_or_else(|| w.t("playbooks-always").to_owned(), |r| r.text().to_owned())
        };
        let (old, now) = (rule(there), rule(need));
        if old != now {
            let words = w.with("diff-need-when", &[("paper", &new), ("was", &old), ("is", &now)]);
            told.push(Change { turn: Turn::Other, words });
        }
        if there.max_age_days != need.max_age_days {
            let age =
                |days: Option<u32>| days.map_or_else(|| w.t("diff-no-limit").to_owned(), |n| w.n("playbooks-days", n));
            let words = w.with(
                "diff-need-age",
                &[("paper", &new), ("was", &age(there.max_age_days)), ("is", &age(need.max_age_days))],
            );
            told.push(Change { turn: Turn::Other, words });
        }
    }
    for need in was.needs.iter().filter(|need| is.needs.iter().all(|there| there.id != need.id)) {
        told.push(Change { turn: Turn::Less, words: w.with("diff-need-gone", &[("paper", &words(book, need))]) });
    }
}

fn questions(w: Say, (book, was): (&Playbook, &Service), (next, is): (&Playbook, &Service), told: &mut Vec<Change>) {
    fn asked(service: &Service) -> BTreeSet<&str> {
        let asks = service.asks.iter().map(|ask| ask.fact.as_str());
        service.facts_in_rules().into_iter().chain(asks).collect()
    }
    let name = |book: &Playbook, fact: &str| {
        book.catalogue.get(fact).map_or(fact.to_owned(), |fact| w.text(&fact.words).to_owned())
    };
    let (old, new) = (asked(was), asked(is));
    for fact in new.difference(&old) {
        told.push(Change { turn: Turn::More, words: w.with("diff-question-new", &[("fact", &name(next, fact))]) });
    }
    for fact in old.difference(&new) {
        told.push(Change { turn: Turn::Less, words: w.with("diff-question-gone", &[("fact", &name(book, fact))]) });
    }
}

fn steps(w: Say, (book, was): (&Playbook, &Service), (next, is): (&Playbook, &Service), told: &mut Vec<Change>) {
    for step in &is.steps {
        let agency = wording::agency(w, next, &step.agency);
        let name = w.text(&step.name);
        match was.steps.iter().find(|there| there.id == step.id) {
            None => {
                let words = w.with("diff-step-new", &[("step", &name), ("agency", &agency)]);
                told.push(Change { turn: Turn::More, words });
            }
            Some(there) => {
                let old = wording::agency(w, book, &there.agency);
                if old != agency {
                    let words = w.with("diff-step-agency", &[("step", &name), ("was", &old), ("is", &agency)]);
                    told.push(Change { turn: Turn::Other, words });
                }
                if there.working_days != step.working_days {
                    let turn = if step.working_days < there.working_days { Turn::Less } else { Turn::More };
                    let values: &[(&str, &dyn std::fmt::Display)] =
                        &[("step", &name), ("was", &there.working_days), ("is", &step.working_days)];
                    told.push(Change { turn, words: w.with("diff-step-days", values) });
                }
                if there.after != step.after {
                    told.push(Change { turn: Turn::Other, words: w.with("diff-step-order", &[("step", &name)]) });
                }
            }
        }
    }
    for step in was.steps.iter().filter(|step| is.steps.iter().all(|there| there.id != step.id)) {
        let agency = wording::agency(w, book, &step.agency);
        let words = w.with("diff-step-gone", &[("step", &w.text(&step.name)), ("agency", &agency)]);
        told.push(Change { turn: Turn::Less, words });
    }
}
