//! Which unknown facts can still change a verdict.
//!
//! A fact counts if, for some values of the other unknown facts (or none), learning it changes the
//! verdict. Conditions under a decided branch never count. Where conditions share a fact, the
//! values that matter are tried out, up to a limit; beyond it, and where one condition reads
//! several unknown facts, a fact may be named that in the end does not decide. None is ever left out.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::ast::{Condition, Expr, FactAt, Leaf, Of, Sum, Term};
use crate::evaluate::{Slots, day_at};
use crate::{Fact, FactKind, Truth, Value};

/// Most combinations tried for one group of conditions that share facts.
const TRIES_MAX: usize = 4_096;
/// Most conditions asked over all tries of one group.
const WORK_MAX: usize = 400_000;

/// The unknown facts that can still change the verdict; none if it is decided.
pub(crate) fn missing(expr: &Expr, facts: &[Arc<Fact>], slots: &Slots) -> BTreeSet<FactAt> {
    let mut search = Search { facts, slots, found: BTreeSet::new() };
    if expr.truth(slots) == Truth::Unknown {
        search.look(expr);
    }
    search.found
}

struct Search<'a> {
    facts: &'a [Arc<Fact>],
    slots: &'a Slots,
    found: BTreeSet<FactAt>,
}

/// One thing that can turn out in several ways: a fact, or a condition over several facts.
struct Variable {
    facts: Vec<FactAt>,
    leaves: Vec<usize>,
    /// Truths of the leaves; the first is the present state.
    classes: Vec<Vec<Truth>>,
}

impl Search<'_> {
    fn look(&mut self, expr: &Expr) {
        if !self.open(expr) {
            return;
        }
        match expr {
            Expr::Const(_) => {}
            Expr::Leaf(leaf) => {
                let unknown = self.unknown_in(&leaf.condition);
                self.found.extend(unknown);
            }
            Expr::Not(inner) => self.look(inner),
            Expr::All(children) | Expr::Any(children) => {
                let all = matches!(expr, Expr::All(_));
                let open: Vec<&Expr> = children.iter().filter(|child| self.open(child)).collect();
                for group in self.groups(&open) {
                    match self.tried(&group, all) {
                        Some(found) => self.found.extend(found),
                        None => group.into_iter().for_each(|child| self.look(child)),
                    }
                }
            }
        }
    }

    /// Not decided yet, if "not on record" may still become "on record".
    fn open(&self, expr: &Expr) -> bool {
        let truth = expr.truth_by(&mut |condition| match condition {
            Condition::Recorded { fact, .. } if self.slots.facts[*fact].is_none() => Truth::Unknown,
            other => other.truth(self.slots),
        });
        truth == Truth::Unknown
    }

    fn unknown_in(&self, condition: &Condition) -> Vec<FactAt> {
        let mut facts = condition.facts();
        facts.retain(|fact| self.slots.facts[*fact].is_none());
        facts
    }

    /// Children that share unknown facts, directly or by way of others.
    fn groups<'e>(&self, children: &[&'e Expr]) -> Vec<Vec<&'e Expr>> {
        let mut groups: Vec<(BTreeSet<FactAt>, Vec<&'e Expr>)> = Vec::new();
        for child in children {
            let mut leaves = Vec::new();
            child.leaves(&mut leaves);
            let mut facts: BTreeSet<FactAt> = BTreeSet::new();
            for leaf in leaves {
                facts.extend(self.unknown_in(&leaf.condition));
            }
            let mut members = vec![*child];
            let (sharing, apart): (Vec<_>, Vec<_>) =
                groups.into_iter().partition(|(theirs, _)| !theirs.is_disjoint(&facts));
            groups = apart;
            for (theirs, others) in sharing {
                facts.extend(theirs);
                members.extend(others);
            }
            groups.push((facts, members));
        }
        groups.into_iter().map(|(_, members)| members).collect()
    }

    /// Tries out every combination that can make a difference; `None` if there is nothing shared
    /// or there are too many.
    fn tried(&self, group: &[&Expr], all: bool) -> Option<BTreeSet<FactAt>> {
        if group.len() < 2 {
            return None;
        }
        let mut leaves: Vec<&Leaf> = Vec::new();
        for child in group {
            child.leaves(&mut leaves);
        }
        let variables = self.variables(&leaves)?;
        let mut tries = 1usize;
        for variable in &variables {
            tries = tries.checked_mul(variable.classes.len())?;
            if tries > TRIES_MAX || tries.checked_mul(leaves.len())? > WORK_MAX {
                return None;
            }
        }
        let verdicts: Vec<Truth> =
            (0..tries).map(|number| self.verdict(group, all, &leaves, &variables, number)).collect();
        let mut found = BTreeSet::new();
        let mut stride = 1;
        for variable in &variables {
            let ways = variable.classes.len();
            let decides = (0..tries)
                .filter(|number| number / stride % ways == 0)
                .any(|number| (1..ways).any(|way| verdicts[number] != verdicts[number + way * stride]));
            if decides {
                found.extend(&variable.facts);
            }
            stride *= ways;
        }
        Some(found)
    }

    fn verdict(&self, group: &[&Expr], all: bool, leaves: &[&Leaf], variables: &[Variable], number: usize) -> Truth {
        let mut truths: Vec<Option<Truth>> = vec![None; leaves.len()];
        let mut rest = number;
        for variable in variables {
            let class = &variable.classes[rest % variable.classes.len()];
            rest /= variable.classes.len();
            for (leaf, truth) in variable.leaves.iter().zip(class) {
                truths[*leaf] = Some(*truth);
            }
        }
        let mut at = 0;
        let mut ask = |condition: &Condition| {
            at += 1;
            truths[at - 1].unwrap_or_else(|| condition.truth(self.slots))
        };
        let start = if all { Truth::True } else { Truth::False };
        group.iter().fold(start, |truth, child| {
            let next = child.truth_by(&mut ask);
            if all { truth.and(next) } else { truth.or(next) }
        })
    }

    fn variables(&self, leaves: &[&Leaf]) -> Option<Vec<Variable>> {
        let mut variables: Vec<Variable> = Vec::new();
        for (at, leaf) in leaves.iter().enumerate() {
            let facts = self.unknown_in(&leaf.condition);
            match facts.as_slice() {
                [] => {}
                [_] => match variables.iter_mut().find(|v| v.facts == facts) {
                    Some(variable) => variable.leaves.push(at),
                    None => variables.push(Variable { facts, leaves: vec![at], classes: Vec::new() }),
                },
                _ => variables.push(Variable {
                    facts,
                    leaves: vec![at],
                    classes: [Truth::Unknown, Truth::True, Truth::False].map(|truth| vec![truth]).to_vec(),
                }),
            }
        }
        for variable in variables.iter_mut().filter(|v| v.classes.is_empty()) {
            variable.classes = self.classes(variable.facts[0], &variable.leaves, leaves)?;
        }
        Some(variables)
    }

    /// Every combination of truths that the conditions over one fact can have.
    fn classes(&self, fact: FactAt, at: &[usize], leaves: &[&Leaf]) -> Option<Vec<Vec<Truth>>> {
        let conditions: Vec<&Condition> = at.iter().map(|at| &leaves[*at].condition).collect();
        let truths = |slots: &Slots| -> Vec<Truth> { conditions.iter().map(|one| one.truth(slots)).collect() };
        let mut classes = vec![truths(self.slots)];
        let mut slots = self.slots.clone();
        for value in candidates(fact, &self.facts[fact], &conditions, self.slots)? {
            slots.facts[fact] = Some(value);
            let class = truths(&slots);
            if !classes.contains(&class) {
                classes.push(class);
                if classes.len() > TRIES_MAX {
                    return None;
                }
            }
        }
        Some(classes)
    }
}

/// Values of a fact, at least one for every way its conditions can turn out together.
fn candidates(at: FactAt, fact: &Fact, conditions: &[&Condition], slots: &Slots) -> Option<Vec<Value>> {
    Some(match &fact.kind {
        FactKind::Bool => vec![Value::Bool(false), Value::Bool(true)],
        FactKind::Code(codes) => codes.iter().map(|(code, _)| Value::Text(code.clone())).collect(),
        FactKind::Text => texts(conditions, slots),
        FactKind::Int | FactKind::Money => {
            let (min, max) = (fact.min.unwrap_or(i64::MIN), fact.max.unwrap_or(i64::MAX));
            numbers(at, conditions, slots, min, max)?.into_iter().map(Value::Int).collect()
        }
        FactKind::Date => numbers(at, conditions, slots, -719_162, 2_932_896)?
            .into_iter()
            .filter_map(day_at)
            .map(Value::Date)
            .collect(),
    })
}

fn texts(conditions: &[&Condition], slots: &Slots) -> Vec<Value> {
    // sorts after everything a rule can name, so it is equal to nothing and has no listed beginning
    const OTHER: &str = "\u{10ffff}";
    let mut texts: Vec<String> = vec![OTHER.to_owned()];
    let mut add = |term: &Term| {
        if let Some(Value::Text(text)) = term.value(slots) {
            texts.push(text);
        }
    };
    let mut prefixes = Vec::new();
    for condition in conditions {
        match condition {
            Condition::Same { left, right, .. } => {
                add(left);
                add(right);
            }
            Condition::OneOf { values, .. } => values.iter().for_each(&mut add),
            Condition::Prefix { prefix, .. } => {
                prefixes.push(format!("{prefix}{OTHER}"));
            }
            _ => {}
        }
    }
    texts.extend(prefixes);
    texts.into_iter().map(Value::Text).collect()
}

/// Around every value where a comparison turns over, within the bounds, and the bounds.
fn numbers(at: FactAt, conditions: &[&Condition], slots: &Slots, min: i64, max: i64) -> Option<BTreeSet<i64>> {
    let mut numbers = BTreeSet::from([min, max]);
    let mut turn = |left: &Sum, right: &Sum| -> Option<()> {
        if let Some(turn) = turning_point(at, left, right, slots)? {
            for near in -1..=2 {
                if let Ok(value) = i64::try_from(turn + near)
                    && (min..=max).contains(&value)
                {
                    numbers.insert(value);
                }
            }
        }
        Some(())
    };
    for condition in conditions {
        match condition {
            Condition::Compare { left, right, .. } => turn(left, right)?,
            Condition::Range { what, low, high, .. } => {
                turn(what, low)?;
                turn(what, high)?;
            }
            Condition::Among { what, values, .. } => {
                for value in values {
                    turn(what, value)?;
                }
            }
            _ => {}
        }
    }
    Some(numbers)
}

/// Where `left - right`, seen as a line over one fact, crosses zero, rounded down.
/// `None` = numbers too large to tell; `Some(None)` = it never does.
fn turning_point(at: FactAt, left: &Sum, right: &Sum, slots: &Slots) -> Option<Option<i128>> {
    let (mut slope, mut rest) = (0i128, 0i128);
    for (sum, sign) in [(left, 1i128), (right, -1)] {
        for part in &sum.parts {
            let own = matches!(part.of, Of::Fact(f) | Of::ParameterTimesFact(_, f) if f == at);
            let factors = match part.of {
                Of::ParameterTimesFact(rate, _) if own => Of::Parameter(rate).factors(slots).map(|(rate, _)| (rate, 1)),
                _ if own => Some((1, 1)),
                other => other.factors(slots),
            };
            let Some((a, b)) = factors else {
                // another value is missing, a parameter without entry: never turns over
                return Some(None);
            };
            let product =
                (sign * i128::from(part.coefficient)).checked_mul(i128::from(a))?.checked_mul(i128::from(b))?;
            let total = if own { &mut slope } else { &mut rest };
            *total = total.checked_add(product)?;
        }
    }
    if slope == 0 {
        return Some(None);
    }
    let (slope, rest) = if slope < 0 { (slope.checked_neg()?, rest.checked_neg()?) } else { (slope, rest) };
    Some(Some(rest.checked_neg()?.div_euclid(slope)))
}
