//! Which questions apply to these answers: the one place where the conditions of a form are judged.
//!
//! A question applies while it can still decide something given what stands before it, or while its own condition is
//! not certainly false. What is unknown hides nothing; only a certain no does. An answer to a question that does not
//! apply stays in the draft, in case an answer changes back, and does not go with the case.

use std::collections::BTreeSet;

use rules::{Rule, Truth};

use crate::cases::acts::Book;
use crate::cases::facts::{CaseFacts, names_in_rules, names_used};
use crate::cases::store::sql;
use store::{Fault, Tx, params};

/// The facts this applicant has to be asked, in the order of the form.
pub fn applying(book: &Book, facts: &CaseFacts) -> Vec<String> {
    let candidates = askable(book, facts);
    let mut look = Look { book, facts, candidates, applies: BTreeSet::new(), known: CaseFacts::default() };
    look.known = facts.only(|name| !look.candidates.contains(name));
    if look.rules() {
        look.asks();
    }
    let applies = look.applies;
    names_used(book.service).into_iter().filter(|name| applies.contains(*name)).map(str::to_owned).collect()
}

/// The facts that go with the case: what others hold, and the answers to questions that apply.
pub fn kept(book: &Book, facts: &CaseFacts) -> CaseFacts {
    let (askable, applying) = (askable(book, facts), applying(book, facts));
    facts.only(|name| !askable.contains(name) || applying.iter().any(|applies| applies == name))
}

/// Forgets the answers of the draft that do not go with the case.
///
/// # Errors
/// The store's.
pub fn forget(tx: &mut Tx, (region, id): (&str, &str), facts: &CaseFacts, kept: &CaseFacts) -> Result<(), Fault> {
    for aside in facts.all().filter(|fact| fact.answered && kept.fact(&fact.fact).is_none()) {
        tx.execute(sql!("delete_fact"), params![region, id, &aside.fact])?;
    }
    Ok(())
}

/// Held by nobody and awaited from nobody: the applicant alone can tell.
fn askable(book: &Book, facts: &CaseFacts) -> BTreeSet<String> {
    let open = |name: &&str| facts.fact(name).is_none_or(|fact| fact.answered) && !facts.is_awaited(name);
    let known = |name: &&str| book.playbook.catalogue.get(name).is_some();
    names_used(book.service).into_iter().filter(known).filter(open).map(str::to_owned).collect()
}

struct Look<'a> {
    book: &'a Book<'a>,
    facts: &'a CaseFacts,
    candidates: BTreeSet<String>,
    applies: BTreeSet<String>,
    /// What may decide so far: facts held, and answers to questions found to apply.
    known: CaseFacts,
}

impl Look<'_> {
    fn take(&mut self, name: &str) {
        if self.applies.insert(name.to_owned()) {
            let known = &self.known;
            self.known = self.facts.only(|fact| fact == name || known.fact(fact).is_some());
        }
    }

    /// The facts of the rules, each judged by those before it; `false` where nothing has to be asked for.
    fn rules(&mut self) -> bool {
        let mut finding = self.book.find(&self.known);
        for name in names_in_rules(self.book.service) {
            if finding.must_ask == Truth::False {
                return false;
            }
            if self.candidates.contains(name) && finding.missing.iter().any(|missing| missing == name) {
                self.take(name);
                finding = self.book.find(&self.known);
            }
        }
        finding.must_ask != Truth::False
    }

    /// What the form asks besides: first what certainly applies, then, one at a time, what is undecided.
    fn asks(&mut self) {
        loop {
            let service = self.book.service;
            let open = || service.asks.iter().filter(|ask| !self.applies.contains(&ask.fact));
            let certain = open().find(|ask| ask.when.as_ref().is_none_or(|when| self.truth(when) == Truth::True));
            if let Some(ask) = certain {
                self.take(&ask.fact);
                continue;
            }
            let undecided = open().find_map(|ask| {
                let when = ask.when.as_ref().filter(|when| self.truth(when) == Truth::Unknown)?;
                Some((ask, self.deciding(when)?))
            });
            let Some((ask, deciding)) = undecided else { return };
            if deciding.iter().all(|name| self.applies.contains(name)) {
                self.take(&ask.fact);
            }
            deciding.iter().for_each(|name| self.take(name));
        }
    }

    fn truth(&self, rule: &Rule) -> Truth {
        rule.evaluate(&self.known, &self.book.playbook.parameters, self.book.on)
    }

    /// The facts to be asked that decide this condition; `None` where what decides it is itself not asked, so that
    /// it cannot come true.
    fn deciding(&self, rule: &Rule) -> Option<Vec<String>> {
        let playbook = self.book.playbook;
        let missing = rule.explain(&self.known, &playbook.parameters, self.book.on, &playbook.catalogue).missing();
        let own_ask = |name: &String| self.book.service.asks.iter().any(|ask| ask.fact == *name);
        let (mut open, mut deciding) = (false, Vec::new());
        for name in missing {
            let asked = self.candidates.contains(&name);
            if !asked || self.applies.contains(&name) {
                open = true;
            }
            if asked && (self.applies.contains(&name) || !own_ask(&name)) {
                open = true;
                deciding.push(name);
            }
        }
        open.then_some(deciding)
    }
}
