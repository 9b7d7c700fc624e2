//! A few subjects tried side by side: shows at little cost that a rule says something.

use crate::ast::{Condition, Expr, Leaf, Of, Sum, Term};
use crate::evaluate::{Slots, day_at};
use crate::{Fact, FactKind, Rule, Truth, Value};

use super::Logic;

/// Subjects tried: a bit for each.
const SUBJECTS_MAX: usize = 64;

impl Logic<'_> {
    /// Somebody tried shows that `rule` says something to those who meet all of `given`: one of them
    /// meets it, one does not, and of each condition it matters to somebody that it holds and to
    /// somebody that it does not.
    ///
    /// Then the rule is not implied, can be met, and has nothing [`Logic::idle`]. False proves
    /// nothing: only values next to those named in the rules are tried, on the first day.
    pub fn says_something(&self, given: &[&Rule], rule: &Rule) -> bool {
        self.tried(given, rule).is_some_and(|says| says)
    }

    fn tried(&self, given: &[&Rule], rule: &Rule) -> Option<bool> {
        if !self.given.is_empty() {
            return None;
        }
        let mut scenes: Vec<Scene<'_>> = Vec::with_capacity(given.len() + 1);
        for rule in given.iter().chain([&rule]) {
            scenes.push(Scene::of(rule, rule.blank(self.parameters, self.from)));
        }
        let subjects = Subjects::of(&scenes)?;
        let own = scenes.pop()?;
        let mut who = subjects.all;
        for mut scene in scenes {
            let leaves = scene.masks(&subjects)?;
            who &= verdict(&scene.rule.parts().expr, &leaves, subjects.all, &mut 0, None);
        }
        own.says_something(&subjects, who)
    }
}

/// One rule, with nothing known but its parameters.
struct Scene<'r> {
    rule: &'r Rule,
    leaves: Vec<&'r Leaf>,
    slots: Slots,
}

impl<'r> Scene<'r> {
    fn of(rule: &'r Rule, slots: Slots) -> Scene<'r> {
        let mut leaves = Vec::new();
        rule.parts().expr.leaves(&mut leaves);
        Scene { rule, leaves, slots }
    }

    /// Per condition, the subjects of whom it is true; none where it is unknown of one or reads
    /// anything but one fact.
    fn masks(&mut self, subjects: &Subjects<'_>) -> Option<Vec<u64>> {
        let mut masks = Vec::with_capacity(self.leaves.len());
        for leaf in &self.leaves {
            let [at] = *leaf.condition.facts() else { return None };
            let tried = subjects.of_fact(&self.rule.parts().facts[at])?;
            let mut mask = 0;
            for (place, value) in tried.values.iter().enumerate() {
                self.slots.facts[at] = Some(value.clone());
                match leaf.condition.truth(&self.slots) {
                    Truth::True => mask |= tried.with(place, subjects.all),
                    Truth::False => {}
                    Truth::Unknown => return None,
                }
            }
            masks.push(mask);
        }
        Some(masks)
    }

    fn says_something(mut self, subjects: &Subjects<'_>, who: u64) -> Option<bool> {
        let leaves = self.masks(subjects)?;
        let expr = &self.rule.parts().expr;
        let verdict = |forced| verdict(expr, &leaves, subjects.all, &mut 0, forced);
        let meets = verdict(None) & who;
        let matters = |(at, leaf): (usize, &u64)| {
            let decides = who & (verdict(Some((at, subjects.all))) ^ verdict(Some((at, 0))));
            decides & leaf != 0 && decides & !leaf != 0
        };
        Some(meets != 0 && meets != who && leaves.iter().enumerate().all(matters))
    }
}

/// The subjects of whom an expression is true; one condition may be put in another's place. As deep
/// as the expression, which parsing bounds.
fn verdict(expr: &Expr, leaves: &[u64], all: u64, next: &mut usize, forced: Option<(usize, u64)>) -> u64 {
    match expr {
        Expr::Const(true) => all,
        Expr::Const(false) => 0,
        Expr::Not(inner) => all & !verdict(inner, leaves, all, next, forced),
        Expr::All(parts) => parts.iter().fold(all, |mask, part| mask & verdict(part, leaves, all, next, forced)),
        Expr::Any(parts) => parts.iter().fold(0, |mask, part| mask | verdict(part, leaves, all, next, forced)),
        Expr::Leaf(_) => {
            let at = *next;
            *next += 1;
            forced.filter(|(place, _)| *place == at).map_or(leaves[at], |(_, mask)| mask)
        }
    }
}

/// The values of one fact that are tried.
struct Tried<'r> {
    fact: &'r Fact,
    values: Vec<Value>,
    /// How many subjects in a row have the same one.
    row: usize,
}

impl Tried<'_> {
    /// The subjects with the value at a place.
    fn with(&self, place: usize, all: u64) -> u64 {
        let (row, round) = (self.row, self.row * self.values.len());
        let ones = if row == SUBJECTS_MAX { u64::MAX } else { (1 << row) - 1 };
        (0..SUBJECTS_MAX).step_by(round).fold(0, |mask, from| {
            let at = from + place * row;
            if at < SUBJECTS_MAX { mask | ones << at } else { mask }
        }) & all
    }
}

/// Every choice of one tried value for each fact.
struct Subjects<'r> {
    facts: Vec<Tried<'r>>,
    all: u64,
}

impl<'r> Subjects<'r> {
    /// None where there are too many, or a condition is of a kind that is not tried.
    fn of(scenes: &[Scene<'r>]) -> Option<Subjects<'r>> {
        let mut facts: Vec<Tried<'r>> = Vec::new();
        for scene in scenes {
            for fact in &scene.rule.parts().facts {
                match facts.iter().find(|tried| tried.fact.name == fact.name) {
                    Some(tried) if alike(tried.fact, fact) => {}
                    // declared in two ways: that is for the thorough search to say
                    Some(_) => return None,
                    None => facts.push(Tried { fact, values: Vec::new(), row: 0 }),
                }
            }
        }
        for tried in &mut facts {
            tried.values = values(tried.fact, scenes);
        }
        let mut count = 1_usize;
        for tried in &mut facts {
            tried.row = count;
            count = count.checked_mul(tried.values.len()).filter(|count| (1..=SUBJECTS_MAX).contains(count))?;
        }
        let all = if count == SUBJECTS_MAX { u64::MAX } else { (1 << count) - 1 };
        Some(Subjects { facts, all })
    }

    fn of_fact(&self, fact: &Fact) -> Option<&Tried<'r>> {
        self.facts.iter().find(|tried| tried.fact.name == fact.name)
    }
}

fn alike(one: &Fact, other: &Fact) -> bool {
    std::ptr::eq(one, other) || (&one.kind, one.min, one.max) == (&other.kind, other.min, other.max)
}

/// Values of a fact at which its conditions may change their mind, and one that none of them names.
fn values(fact: &Fact, scenes: &[Scene<'_>]) -> Vec<Value> {
    let mut named = Named::default();
    for scene in scenes {
        let facts = &scene.rule.parts().facts;
        let Some(at) = facts.iter().position(|known| known.name == fact.name) else { continue };
        let reads = |leaf: &&&Leaf| leaf.condition.facts() == [at];
        scene.leaves.iter().filter(reads).for_each(|leaf| named.add(&leaf.condition, &scene.slots));
    }
    match &fact.kind {
        FactKind::Bool => vec![Value::Bool(true), Value::Bool(false)],
        FactKind::Code(codes) => {
            let is_named = |code: &&(String, _)| named.words.contains(&code.0);
            let other = codes.iter().find(|code| !is_named(code));
            codes.iter().filter(is_named).chain(other).map(|(code, _)| Value::Text(code.clone())).collect()
        }
        FactKind::Text => {
            named.words.push("\u{10ffff}".to_owned());
            named.words.sort_unstable();
            named.words.dedup();
            named.words.into_iter().map(Value::Text).collect()
        }
        FactKind::Int | FactKind::Money => {
            let within =
                |number: &i64| fact.min.is_none_or(|min| min <= *number) && fact.max.is_none_or(|max| *number <= max);
            named.around().into_iter().filter(within).map(Value::Int).collect()
        }
        FactKind::Date => named.around().into_iter().filter_map(day_at).map(Value::Date).collect(),
    }
}

/// What conditions compare one fact with.
#[derive(Default)]
struct Named {
    words: Vec<String>,
    numbers: Vec<i64>,
}

impl Named {
    fn add(&mut self, condition: &Condition, slots: &Slots) {
        match condition {
            Condition::Holds { .. } | Condition::Recorded { .. } => {}
            Condition::Same { left, right, .. } => [left, right].into_iter().for_each(|term| self.word(term, slots)),
            Condition::OneOf { values, .. } => values.iter().for_each(|value| self.word(value, slots)),
            Condition::Prefix { prefix, .. } => self.words.push(prefix.clone()),
            Condition::Compare { left, right, .. } => self.edge(left, right, slots),
            Condition::Range { what, low, high, .. } => {
                [low, high].into_iter().for_each(|end| self.edge(what, end, slots))
            }
            Condition::Among { what, values, .. } => values.iter().for_each(|value| self.edge(what, value, slots)),
        }
    }

    fn word(&mut self, term: &Term, slots: &Slots) {
        if let Some(Value::Text(word)) = term.value(slots) {
            self.words.push(word);
        }
    }

    /// Where two sums are the same, rounded down.
    fn edge(&mut self, left: &Sum, right: &Sum, slots: &Slots) {
        let (mut of_fact, mut plain) = (0_i128, 0_i128);
        for (sum, sign) in [(left, 1), (right, -1)] {
            for part in &sum.parts {
                let coefficient = i128::from(part.coefficient) * sign;
                let times = match part.of {
                    Of::Fact(_) => Some((coefficient, 0)),
                    Of::ParameterTimesFact(rate, _) => {
                        Of::Parameter(rate).factors(slots).map(|(rate, _)| (coefficient.saturating_mul(rate.into()), 0))
                    }
                    of => of.factors(slots).map(|(a, _)| (0, coefficient.saturating_mul(a.into()))),
                };
                let Some((fact, other)) = times else { return };
                of_fact = of_fact.saturating_add(fact);
                plain = plain.saturating_add(other);
            }
        }
        if let Some(edge) = plain.saturating_neg().checked_div_euclid(of_fact) {
            self.numbers.extend(i64::try_from(edge));
        }
    }

    /// The numbers and those next to them.
    fn around(mut self) -> Vec<i64> {
        let near: Vec<i64> = self.numbers.iter().flat_map(|n| [n.checked_sub(1), n.checked_add(1)]).flatten().collect();
        self.numbers.extend(near);
        if self.numbers.is_empty() {
            self.numbers.push(0);
        }
        self.numbers.sort_unstable();
        self.numbers.dedup();
        self.numbers
    }
}
