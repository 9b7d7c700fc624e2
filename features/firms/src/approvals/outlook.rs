//! What the answers lead to: what a save changed and why, and where the rules already say no.

use std::collections::BTreeSet;

use ground::cases::applies;
use ground::cases::completeness::evidence_names;
use ground::cases::facts::CaseFacts;
use ground::cases::insist;
use playbook::finder::{Finding, NeedFound};
use rules::{Explanation, NodeKind, Truth};
use web::Say;
use web::ui::{Facts, Kind, Notice, Why};

use super::finder_parts;
use super::own::Own;

/// The facts that go with the case.
pub fn kept(own: &Own) -> CaseFacts {
    applies::kept(&own.rules.book(), &own.facts)
}

/// Why it ends here; `None` while it may go on. What is not known never ends it.
pub struct End {
    /// What the rules say.
    pub verdict: Notice,
    /// The rule, condition by condition, with the basis of each.
    pub why: Option<Why>,
    /// On what the rule rests.
    pub basis: String,
    /// The answers and registered facts that decide, with what was said of each and how it can be changed.
    pub deciding: Facts,
    /// Where to turn.
    pub recourse: String,
    /// A written decision can be asked for all the same.
    pub may_insist: bool,
}

/// The early end, if the rules already say that it need not be asked for or cannot be granted.
pub fn end(w: Say, own: &Own) -> Option<End> {
    // what others answered is not told to somebody invited for some parts
    if own.is_invited() {
        return None;
    }
    let service = own.rules.service();
    let finding = own.rules.book().find(&kept(own));
    let may_insist = insist::may(&finding);
    let (verdict, why) = if finding.must_ask == Truth::False {
        (finder_parts::verdict(w, &finding), finding.must_ask_why.as_ref())
    } else if may_insist {
        (finder_parts::eligible(w, &finding)?, finding.eligible.as_ref().map(|(_, why)| why))
    } else {
        return None;
    };
    let recourse = service.recourse.as_ref().map_or(w.t("end-recourse"), |text| w.text(text));
    Some(End {
        verdict,
        why: why.map(|why| Why::new(w, why)),
        basis: service.basis.clone().unwrap_or_default(),
        deciding: why.map(|why| deciding(w, own, why)).unwrap_or_default(),
        recourse: recourse.to_owned(),
        may_insist,
    })
}

/// The facts of the conditions that fail, what is known of each, and where it can be put right.
fn deciding(w: Say, own: &Own, why: &Explanation) -> Facts {
    let (mut told, mut facts) = (BTreeSet::new(), Facts::new());
    let failing = why.failing().into_iter().filter_map(|node| match &node.kind {
        NodeKind::Condition { facts, .. } => Some(facts),
        _ => None,
    });
    for met in failing.flatten().filter(|met| met.known.is_some()) {
        if !told.insert(met.fact.clone()) {
            continue;
        }
        let shown = met.shown.as_ref().map_or(w.t("unknown"), |text| w.text(text));
        let held = own.facts.fact(&met.fact).filter(|fact| !fact.answered);
        let how = match held {
            Some(fact) => w.with("end-held", &[("source", &w.text(&fact.source))]),
            None => w.t("end-answer").to_owned(),
        };
        facts = facts.fact_from(w.text(&met.words), shown, how);
    }
    facts
}

/// What the form asked for at one moment.
pub struct Outlook {
    questions: Vec<String>,
    finding: Finding,
}

/// What the form asks for now.
pub fn outlook(own: &Own) -> Outlook {
    let book = own.rules.book();
    Outlook { questions: applies::applying(&book, &own.facts), finding: book.find(&kept(own)) }
}

impl Outlook {
    /// A question stands now that did not stand before.
    pub fn asks_more_than(&self, before: &Outlook) -> bool {
        self.questions.iter().any(|name| !before.questions.contains(name))
    }
}

/// What a save changed, in words: questions and papers that came or went, with the reason of each paper.
pub fn changes(w: Say, own: &Own, before: &Outlook, after: &Outlook) -> Option<Notice> {
    if own.is_invited() {
        return None;
    }
    let name = |id: &&String| {
        let fact = own.rules.playbook.catalogue.get(id);
        fact.map_or_else(|| id.to_string(), |fact| w.text(&fact.words).to_owned())
    };
    let only_in = |these: &Outlook, those: &Outlook| -> Vec<String> {
        these.questions.iter().filter(|id| !those.questions.contains(id)).map(|id| name(&id)).collect()
    };
    let mut lines = Vec::new();
    let join = |names: Vec<String>| names.join(w.t("list-comma"));
    let (come, gone) = (only_in(after, before), only_in(before, after));
    if !come.is_empty() {
        lines.push(w.with("changed-asked", &[("names", &join(come))]));
    }
    if !gone.is_empty() {
        lines.push(w.with("changed-not-asked", &[("names", &join(gone))]));
    }
    for (_, is) in before.finding.needs.iter().zip(&after.finding.needs).filter(|(was, is)| was.truth != is.truth) {
        lines.push(paper(w, own, is));
    }
    (!lines.is_empty()).then(|| Notice::new(Kind::Caution, lines.join(w.t("sentence-gap"))).title(w.t("changed-title")))
}

fn paper(w: Say, own: &Own, is: &NeedFound) -> String {
    let key = match is.truth {
        Truth::True => "changed-paper",
        Truth::False => "changed-no-paper",
        Truth::Unknown => "changed-paper-open",
    };
    let why = is.why.as_ref().map(|why| finder_parts::in_a_line(w, &why.root)).unwrap_or_default();
    w.with(key, &[("paper", &w.text(&evidence_names(&own.rules.playbook, &is.need))), ("why", &why)])
}
