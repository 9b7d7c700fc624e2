//! Two windows on one draft: what each of them changed is kept, and where both changed the same, nobody is overwritten.
//!
//! A page remembers, answer by answer, a mark of what it showed. An answer the page did not touch never overwrites one
//! that was saved later elsewhere; one that both changed is held back until the person chooses. No lock, no version of
//! the draft: two people may fill in different parts at the same time.

use ground::cases::CaseFact;
use ground::cases::acts;
use ground::cases::completeness::fact_field;
use ground::cases::facts::CaseFacts;
use rules::Value;
use store::journal::{self, Recorded};
use store::{Fault, Tx};
use web::{App, Form};

use super::own::Place;

/// Signs of a mark.
const MARK_CHARS: usize = 16;

/// Somebody saved another answer after this page was made, and the page has an answer of its own.
#[derive(Clone, Debug)]
pub struct Conflict {
    /// Fact name.
    pub fact: String,
    /// What is kept; `None` when it was emptied.
    pub theirs: Option<Value>,
    /// Mark of what is kept, for the choice.
    pub mark: String,
    /// Who saved it (person id) and when, epoch milliseconds.
    pub by: Option<(String, i64)>,
}

/// What a form means for the draft as it is now.
#[derive(Clone, Debug, Default)]
pub struct Merged {
    /// Answers to keep.
    pub put: Vec<CaseFact>,
    /// Answers to forget.
    pub drop: Vec<String>,
    /// Answers held back until the person chooses.
    pub conflicts: Vec<Conflict>,
    /// Answers saved later elsewhere that this page did not touch: it shows them from now on.
    pub newer: Vec<String>,
}

/// Hidden field with the mark of what a page shows of a fact.
pub fn was_field(fact: &str) -> String {
    format!("was-{fact}")
}

/// Field of the choice between two answers.
pub fn keep_field(fact: &str) -> String {
    format!("keep-{fact}")
}

/// Mark of an answer in a case; it tells nothing of the answer itself.
pub fn mark(app: &App, case: &str, fact: &str, value: Option<&Value>) -> String {
    let text = format!("{case}\n{fact}\n{value:?}");
    let mut mark = app.keys().fingerprint("form-mark", &text);
    mark.truncate(MARK_CHARS);
    mark
}

/// Compares what was sent with what is kept now.
///
/// # Errors
/// The store's.
pub fn merge(
    tx: &mut Tx,
    app: &App,
    place: &Place,
    known: &CaseFacts,
    form: &Form,
    (answers, emptied): (&[CaseFact], &[String]),
) -> Result<Merged, Fault> {
    let mut merged = Merged::default();
    let mut history = None;
    let sent = answers.iter().map(|fact| (fact.fact.as_str(), Some(fact)));
    for (name, sent) in sent.chain(emptied.iter().map(|name| (name.as_str(), None))) {
        let now = known.fact(name).filter(|fact| fact.answered).map(|fact| &fact.value);
        let value = sent.map(|fact| &fact.value);
        if now == value {
            continue;
        }
        let mark = |value| mark(app, &place.1, name, value);
        let (is, was, keep) = (mark(now), form.get(&was_field(name)), form.get(&keep_field(name)));
        let untouched = !was.is_empty() && was != is && was == mark(value);
        if untouched || keep == format!("theirs-{is}") {
            merged.newer.push(name.to_owned());
            continue;
        }
        if !was.is_empty() && was != is && keep != format!("mine-{is}") {
            if history.is_none() {
                history = Some(journal::for_thing(tx, &place.0, &acts::thing(&place.1))?);
            }
            let last = history.iter().flatten().rev().find_map(|entry| saved(entry, name));
            // the answer to an earlier save of this page got lost on its way
            if last.as_ref().is_none_or(|(page, ..)| page.is_empty() || *page != form.get("page")) {
                let by = last.map(|(_, actor, at_ms)| (actor, at_ms));
                merged.conflicts.push(Conflict { fact: name.to_owned(), theirs: now.cloned(), mark: is, by });
                continue;
            }
        }
        match sent {
            Some(fact) => merged.put.push(fact.clone()),
            None => merged.drop.push(name.to_owned()),
        }
    }
    Ok(merged)
}

/// Page, person and time of a save that changed this fact.
fn saved(entry: &Recorded, fact: &str) -> Option<(String, String, i64)> {
    if entry.act != "case/save" {
        return None;
    }
    let detail: serde_json::Value = serde_json::from_str(&entry.detail).ok()?;
    let named = detail["facts"].as_array().is_some_and(|facts| facts.iter().any(|name| name == fact));
    let page = detail["page"].as_str().unwrap_or_default();
    named.then(|| (page.to_owned(), entry.actor.clone(), entry.at_ms))
}

/// The form without what it says of these facts, so that the page shows what is kept.
pub fn without(form: &Form, facts: &[String]) -> Form {
    let about = |name: &str| {
        facts.iter().any(|fact| {
            let field = fact_field(fact);
            name == field || name.strip_prefix(&field).is_some_and(|rest| rest.starts_with('-'))
        })
    };
    Form::from_pairs(form.pairs().iter().filter(|(name, _)| !about(name)).cloned())
}
