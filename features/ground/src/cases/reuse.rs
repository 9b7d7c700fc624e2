//! “You gave this before”: answers and papers of earlier cases, offered one by one and taken only with consent.
//!
//! Offered is what a rule of this service asks for, what still holds, and what the draft does not have yet. A value is
//! read again as if it were typed now, so that a choice that is gone or a bound that has moved offers nothing. A paper
//! keeps its date. What has to be given anew every time, and every promise, is never offered.

use std::collections::BTreeSet;

use civic::{Date, Problem, Text};
use playbook::{EvidenceKind, Need};
use rules::Truth;
use serde_json::json;
use store::{Fault, Tx};

use crate::cases::acts::{Book, Hand};
use crate::cases::applies;
use crate::cases::bundle;
use crate::cases::completeness::{age_days, already_held, answered, too_old};
use crate::cases::facts::{CaseFacts, questions, read_answer, typed};
use crate::cases::model::{Case, CaseFact, CaseRefusal, CaseState, Material};
pub use crate::cases::reuse_store::{Earlier, Reuse, ReuseKind, has_earlier, taken};
use crate::cases::whole::local_day;
use crate::cases::{reuse_store as table, store as cases};

/// What is offered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Thing {
    /// An answer.
    Answer(CaseFact),
    /// A paper, and the demand of this service it answers.
    Paper {
        /// The demand.
        need: String,
        /// As it stands in the earlier case.
        material: Material,
    },
}

/// One answer or paper that could be used again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// Names it in a form.
    pub id: String,
    /// What.
    pub thing: Thing,
    /// From which case.
    pub from: Earlier,
    /// The day of the answer, or of the paper: the one on it, else the one it was handed in.
    pub on: Date,
}

/// Which of the offers are wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Chosen {
    /// All of them.
    All,
    /// Those with these ids; one that is not offered is refused.
    These(Vec<String>),
}

/// What the enterprise gave before and this draft could use. `only` = nothing but what was given in that case.
///
/// # Errors
/// When the store fails.
pub fn offers(
    tx: &mut Tx,
    case: &Case,
    book: &Book,
    facts: &CaseFacts,
    only: Option<&str>,
) -> Result<Vec<Offer>, Fault> {
    if case.state != CaseState::Draft {
        return Ok(Vec::new());
    }
    let there = cases::materials(tx, &case.region, &case.id)?;
    let given = table::answers(tx, case, only.unwrap_or_default())?;
    let mut offers = answers(book, facts, given);
    let handed_in = table::papers(tx, case, only.unwrap_or_default())?;
    offers.extend(papers(book, facts, &there, handed_in));
    Ok(offers)
}

/// The latest answer to each question that stands open.
fn answers(book: &Book, facts: &CaseFacts, given: Vec<(Earlier, CaseFact)>) -> Vec<Offer> {
    let finding = book.find(facts);
    let in_rules = crate::cases::facts::names_in_rules(book.service);
    let applying = applies::applying(book, facts);
    let mut told = BTreeSet::new();
    let mut offers = Vec::new();
    let mut open = questions(book.playbook, book.service, facts);
    // what one declares is declared each time
    open.retain(|fact| fact.shape != rules::Shape::Declaration);
    for (from, fact) in given {
        let Some(known) = open.iter().find(|q| q.name == fact.fact && facts.fact(&q.name).is_none()) else { continue };
        let used = in_rules.contains(&known.name.as_str()) && finding.must_ask != Truth::False;
        let wanted = used || applying.contains(&known.name);
        let Some(on) = fact.as_of.or_else(|| local_day(from.filed_at)) else { continue };
        let still = read_answer(known, &typed(known, &fact.value), on);
        if !wanted || !holds_still(book, &fact.fact, on) || told.contains(&fact.fact) {
            continue;
        }
        let Ok(Some(mut again)) = still else { continue };
        told.insert(fact.fact.clone());
        again.source = source(&from.number);
        offers.push(Offer { id: format!("answer:{}", again.fact), thing: Thing::Answer(again), from, on });
    }
    offers
}

/// What a paper of limited validity proves does not outlive the paper.
fn holds_still(book: &Book, fact: &str, on: Date) -> bool {
    let proofs = book.playbook.evidence.values().filter(|e| e.proves.iter().any(|proved| proved == fact));
    let shortest = proofs.filter_map(|e| e.valid_days).min();
    let age = age_days(on, book.on);
    age >= 0 && shortest.is_none_or(|days| age <= i64::from(days))
}

fn source(number: &str) -> Text {
    Text::new(format!("申请人填写，沿用 {number}"), format!("said by the applicant, taken over from {number}"))
}

/// For each demand that is open, the papers of the latest case that has some which still hold.
fn papers(book: &Book, facts: &CaseFacts, there: &[Material], given: Vec<(Earlier, Material)>) -> Vec<Offer> {
    let finding = book.find(facts);
    if finding.must_ask == Truth::False {
        return Vec::new();
    }
    let mut offers: Vec<Offer> = Vec::new();
    let open = finding.needs.iter().filter(|n| n.truth != Truth::False).map(|n| &n.need);
    for need in open.filter(|n| !n.ask_every_time && !answered(book.playbook, n, there, book.on)) {
        let mut latest: BTreeSet<(String, String)> = BTreeSet::new();
        for (from, material) in &given {
            let Some(on) = material.issued_on.or_else(|| local_day(material.added_at)) else { continue };
            let other = latest.iter().any(|(evidence, case)| *evidence == material.evidence && *case != from.case);
            let twice = there.iter().any(|m| m.need == need.id && m.sha256 == material.sha256)
                || offers.iter().any(|o| matches!(&o.thing, Thing::Paper { need: n, material: m } if *n == need.id && m.sha256 == material.sha256));
            if other || twice || !fits(book, need, material, on) {
                continue;
            }
            latest.insert((material.evidence.clone(), from.case.clone()));
            let id = format!("paper:{}:{}:{}", need.id, from.case, material.id);
            let thing = Thing::Paper { need: need.id.clone(), material: material.clone() };
            offers.push(Offer { id, thing, from: from.clone(), on });
        }
    }
    offers
}

/// The same evidence, no promise, not kept by the state, and neither too old for the demand nor past its validity.
fn fits(book: &Book, need: &Need, material: &Material, on: Date) -> bool {
    let Some(evidence) = book.playbook.evidence.get(&material.evidence) else { return false };
    let valid = evidence.valid_days.is_none_or(|days| age_days(on, book.on) <= i64::from(days));
    need.demand.evidence().contains(&material.evidence)
        && evidence.kind != EvidenceKind::Commitment
        && evidence.abolished_by.is_none()
        && !already_held(book.playbook, need, &material.evidence)
        && valid
        && !too_old(need, material, book.on)
}

/// Takes what was chosen into the draft and records the consent; how many answers and papers.
///
/// # Errors
/// A case that is no draft, nothing chosen, or something that is not offered (any more): then nothing is taken.
pub fn take(
    tx: &mut Tx,
    hand: &Hand,
    case: &Case,
    (book, facts): (&Book, &CaseFacts),
    (only, chosen): (Option<&str>, &Chosen),
) -> Result<usize, CaseRefusal> {
    if case.state != CaseState::Draft {
        return Err(CaseRefusal::wrong_state(case));
    }
    let mut offers = offers(tx, case, book, facts, only)?;
    if let Chosen::These(ids) = chosen {
        if ids.iter().any(|id| !offers.iter().any(|offer| offer.id == *id)) {
            return Err(CaseRefusal::Incomplete(vec![not_offered()]));
        }
        offers.retain(|offer| ids.contains(&offer.id));
    }
    if offers.is_empty() {
        return Err(CaseRefusal::Incomplete(vec![nothing_chosen()]));
    }
    let there = cases::materials(tx, &case.region, &case.id)?;
    let papers = offers.iter().filter_map(|offer| match &offer.thing {
        Thing::Paper { need, material } => Some(Material { need: need.clone(), ..material.clone() }),
        Thing::Answer(_) => None,
    });
    let papers: Vec<Material> = papers.collect();
    let problems = bundle::problems(|_| "reuse".to_owned(), &papers, &there);
    if !problems.is_empty() {
        return Err(CaseRefusal::Incomplete(problems));
    }
    for offer in &offers {
        take_one(tx, hand, case, offer)?;
    }
    let ids: Vec<&str> = offers.iter().map(|offer| offer.id.as_str()).collect();
    let numbers: BTreeSet<&str> = offers.iter().map(|offer| offer.from.number.as_str()).collect();
    hand.journal(tx, &case.region, &case.id, "case/reused", json!({"things": ids, "from": numbers}))?;
    Ok(offers.len())
}

/// Copies an earlier case of the same enterprise into a new draft: what of it still holds and was chosen.
///
/// # Errors
/// As [`take`].
pub fn copy(
    tx: &mut Tx,
    hand: &Hand,
    from_case: &str,
    to_draft: &Case,
    (book, facts): (&Book, &CaseFacts),
    chosen: &Chosen,
) -> Result<usize, CaseRefusal> {
    take(tx, hand, to_draft, (book, facts), (Some(from_case), chosen))
}

fn take_one(tx: &mut Tx, hand: &Hand, case: &Case, offer: &Offer) -> Result<(), Fault> {
    let (kind, name, from_thing) = match &offer.thing {
        Thing::Answer(fact) => {
            cases::put_fact(tx, &case.region, &case.id, fact)?;
            (ReuseKind::Answer, fact.fact.clone(), fact.fact.clone())
        }
        Thing::Paper { need, material } => {
            let new = Material {
                id: hand.app.new_id(),
                need: need.clone(),
                // its age counts from its own date, or from the day it first came here
                issued_on: Some(offer.on),
                added_at: hand.now_ms,
                ..material.clone()
            };
            cases::add_material(tx, &case.region, &case.id, &new, None)?;
            table::link(tx, &case.region, (&offer.from.case, &material.id), (&case.id, &new.id))?;
            (ReuseKind::Paper, new.id, material.id.clone())
        }
    };
    let it = Reuse {
        kind,
        name,
        from_case: offer.from.case.clone(),
        from_number: offer.from.number.clone(),
        from_thing,
        from_on: offer.on,
        agreed_at: hand.now_ms,
    };
    table::put(tx, &case.region, &case.id, &it, &hand.actor)
}

/// Takes a consent back: the answer or paper leaves the draft. An answer that was typed anew since then stays.
///
/// # Errors
/// A case that is no draft, or nothing taken over under that name.
pub fn withdraw(tx: &mut Tx, hand: &Hand, case: &Case, kind: ReuseKind, name: &str) -> Result<(), CaseRefusal> {
    if case.state != CaseState::Draft {
        return Err(CaseRefusal::wrong_state(case));
    }
    let all = taken(tx, &case.region, &case.id)?;
    let it = all.iter().find(|it| it.kind == kind && it.name == name).ok_or(CaseRefusal::NotFound)?;
    match kind {
        ReuseKind::Answer => {
            let facts = cases::facts(tx, &case.region, &case.id)?;
            if facts.iter().any(|fact| is_from(fact, it)) {
                cases::drop_fact(tx, &case.region, &case.id, name)?;
            }
        }
        ReuseKind::Paper => {
            cases::remove_material(tx, &case.region, &case.id, name, hand.now_ms)?;
        }
    }
    table::withdraw(tx, &case.region, &case.id, it, (hand.now_ms, &hand.actor))?;
    let detail = json!({"kind": kind.as_str(), "name": name, "from": it.from_number});
    hand.journal(tx, &case.region, &case.id, "case/reuse-withdrawn", detail)?;
    Ok(())
}

/// This answer is the one that was taken over; typed anew, it would name no earlier case.
pub fn is_from(fact: &CaseFact, it: &Reuse) -> bool {
    fact.fact == it.name && fact.answered && fact.source == source(&it.from_number)
}

fn not_offered() -> Problem {
    Problem::new(
        "reuse",
        "cases/not-offered",
        Text::new("勾选的内容里有现在不能沿用的", "something that was ticked cannot be used again now"),
        Text::new("下面是现在可以沿用的内容，请重新勾选", "what can be used again now is listed below; tick again"),
    )
}

fn nothing_chosen() -> Problem {
    Problem::new(
        "reuse",
        "cases/nothing-chosen",
        Text::new("没有勾选要沿用的内容", "nothing to use again is ticked"),
        Text::new("请勾选，或者直接继续填写", "tick what to use, or go on with the form"),
    )
}
