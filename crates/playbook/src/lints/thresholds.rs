//! Demands, or steps, of one service that a number or a day tells apart: below so much this, above it that.

use rules::logic::Logic;
use rules::{FactKind, Rule, Value};

use crate::model::{Playbook, Service};
use crate::source::Span;

/// One side of a threshold.
#[derive(Clone, Copy)]
pub(super) struct Side<'a> {
    pub rule: &'a Rule,
    pub span: &'a Span,
    pub id: &'a str,
}

/// Two conditions over the same number, the first below, the second above; with all that read only it.
pub(super) struct Split<'a> {
    pub fact: &'a str,
    pub below: Side<'a>,
    pub above: Side<'a>,
    pub all: Vec<&'a Rule>,
    /// A value that meets the first, and one that meets the second.
    pub values: (Value, Value),
}

/// All pairs of demands, and of steps, that one number tells apart.
pub(super) fn splits<'a>(playbook: &Playbook, logic: &Logic<'_>, service: &'a Service) -> Vec<Split<'a>> {
    let needs = service.needs.iter().filter_map(|need| side(playbook, &need.when, &need.span, &need.id));
    let steps = service.steps.iter().filter_map(|step| side(playbook, &step.when, &step.span, &step.id));
    let mut found = Vec::new();
    for sides in [needs.collect::<Vec<Side<'a>>>(), steps.collect()] {
        for (at, one) in sides.iter().enumerate() {
            for other in &sides[at + 1..] {
                found.extend(split(logic, &sides, one, other));
            }
        }
    }
    found
}

/// A condition over one number or day.
fn side<'a>(playbook: &Playbook, rule: &'a Option<Rule>, span: &'a Span, id: &'a str) -> Option<Side<'a>> {
    let rule = rule.as_ref()?;
    match rule.facts().as_slice() {
        [fact] if matches!(playbook.catalogue.get(fact)?.kind, FactKind::Int | FactKind::Date) => {
            Some(Side { rule, span, id })
        }
        _ => None,
    }
}

fn split<'a>(logic: &Logic<'_>, sides: &[Side<'a>], one: &Side<'a>, other: &Side<'a>) -> Option<Split<'a>> {
    let fact = *one.rule.facts().first()?;
    if other.rule.facts() != [fact] || one.rule.text() == other.rule.text() {
        return None;
    }
    let value = |rule: &Rule| logic.never(&[rule]).example()?.facts.get(fact).cloned();
    let (a, b) = (value(one.rule)?, value(other.rule)?);
    let (below, above, values) = if a < b { (*one, *other, (a, b)) } else { (*other, *one, (b, a)) };
    let same = sides.iter().filter(|side| side.rule.facts() == [fact]);
    Some(Split { fact, below, above, all: same.map(|side| side.rule).collect(), values })
}

impl Split<'_> {
    /// The number compared with a value, as a rule.
    pub fn rule(&self, playbook: &Playbook, op: &str, value: &Value) -> Option<Rule> {
        let literal = match value {
            Value::Int(number) => number.to_string(),
            Value::Date(day) => format!("DATE '{day}'"),
            Value::Bool(_) | Value::Text(_) => return None,
        };
        let text = format!("{} {op} {literal}", self.fact);
        Rule::parse(&text, &playbook.catalogue, &playbook.parameters).ok()
    }
}
