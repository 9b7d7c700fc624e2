//! Verdicts that are kept, and only what a change touches judged again.

use std::collections::BTreeSet;

use civic::Date;

use super::Table;
use super::bits::{Bits, WORD};
use super::plan::{Plan, Policy};
use super::run::{BLOCK, Verdicts};
use crate::catalogue::under;
use crate::{Parameters, Rule, Value};

/// The verdicts of many policies over a table, as they stand.
#[derive(Clone, Debug)]
pub struct Standing {
    verdicts: Vec<Verdicts>,
    /// What each policy was judged with besides the table.
    with: Vec<With>,
}

#[derive(Clone, Debug, PartialEq)]
struct With {
    rule: Rule,
    parameters: Vec<Option<Value>>,
    /// The day, for rules that ask it.
    day: Option<Date>,
}

/// What of a table has changed since the last time.
#[derive(Clone, Debug, Default)]
pub struct Changed {
    /// Subjects of whom something was learnt, changed or forgotten.
    pub rows: BTreeSet<usize>,
    /// Facts that changed for many: every subject is judged again by the policies that read them.
    pub facts: BTreeSet<String>,
}

/// How much was judged again.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Redone {
    /// Policies judged over all subjects.
    pub policies: usize,
    /// Blocks of subjects judged by the other policies.
    pub blocks: usize,
}

impl Standing {
    /// Judges everything for the first time.
    pub fn new(policies: &[Policy<'_>], table: &Table, params: &Parameters, as_of: Date, threads: usize) -> Standing {
        let verdicts = Plan::new(policies, table, params, as_of).verdicts(table, threads);
        Standing { verdicts, with: policies.iter().map(|policy| With::of(policy.when, params, as_of)).collect() }
    }

    /// The verdicts of a policy.
    pub fn verdicts(&self) -> &[Verdicts] {
        &self.verdicts
    }

    /// Judges again what a change of rows, facts, parameters, rules or the day can have touched, and nothing else.
    ///
    /// Policies keep their places; the table has as many rows as before, or all is judged again.
    pub fn again(
        &mut self,
        policies: &[Policy<'_>],
        table: &Table,
        params: &Parameters,
        as_of: Date,
        changed: &Changed,
        threads: usize,
    ) -> Redone {
        let rows = self.verdicts.first().map_or(table.rows(), |one| one.yes.rows());
        if self.verdicts.len() != policies.len() || rows != table.rows() {
            *self = Standing::new(policies, table, params, as_of, threads);
            return Redone { policies: policies.len(), blocks: 0 };
        }
        let facts: BTreeSet<String> = changed.facts.iter().map(|name| under(name)).collect();
        let (mut whole, mut part) = (Vec::new(), Vec::new());
        for (at, policy) in policies.iter().enumerate() {
            let with = With::of(policy.when, params, as_of);
            let reads = policy.when.facts().iter().any(|fact| facts.contains(*fact));
            if reads || with != self.with[at] {
                whole.push(at)
            } else {
                part.push(at)
            }
            self.with[at] = with;
        }
        let blocks: BTreeSet<usize> = changed.rows.iter().map(|row| row / (BLOCK * WORD)).collect();
        let judge = (policies, table, params, as_of, threads);
        self.judge(&whole, judge, |_| true);
        if !blocks.is_empty() {
            self.judge(&part, judge, |block| blocks.contains(&block));
        }
        Redone { policies: whole.len(), blocks: if part.is_empty() { 0 } else { blocks.len() } }
    }

    fn judge(
        &mut self,
        which: &[usize],
        (policies, table, params, as_of, threads): (&[Policy<'_>], &Table, &Parameters, Date, usize),
        wished: impl Fn(usize) -> bool + Sync,
    ) {
        if which.is_empty() {
            return;
        }
        let these: Vec<Policy<'_>> = which.iter().map(|at| policies[*at]).collect();
        let plan = Plan::new(&these, table, params, as_of);
        let words = |bits: &mut Bits| std::mem::take(&mut bits.words);
        let mut all: Vec<_> =
            which.iter().map(|at| (words(&mut self.verdicts[*at].yes), words(&mut self.verdicts[*at].no))).collect();
        plan.fill(table, threads, wished, &mut all);
        for (at, (yes, no)) in which.iter().zip(all) {
            self.verdicts[*at] =
                Verdicts { yes: Bits::of_words(yes, table.rows()), no: Bits::of_words(no, table.rows()) };
        }
    }
}

impl With {
    fn of(rule: &Rule, params: &Parameters, as_of: Date) -> With {
        let asks = rule.parts().expr.asks_the_day();
        let parameters = rule.blank(params, as_of).parameters;
        With { rule: rule.clone(), parameters, day: asks.then_some(as_of) }
    }
}
