//! Conditions in words, in both languages, with units, money and names of codes.

mod quantity;

use civic::text::{Lang, Text};

use crate::ast::{Condition, FactAt, Op, Sum, Term};
use crate::explain::View;
use crate::{Fact, FactKind, Value};

pub(crate) use quantity::unit_words;
use quantity::{Measure, measure_of, number_words, sum_words};

/// Most values of a list shown before the rest is only counted.
const LISTED_MAX: usize = 8;

/// Joins two wordings side by side.
pub(crate) fn join(parts: &[&Text], between: &Text) -> Text {
    let one = |lang: Lang| {
        let words: Vec<&str> = parts.iter().map(|part| part.get(lang)).collect();
        words.join(between.get(lang))
    };
    Text::new(one(Lang::Zh), one(Lang::En))
}

/// The condition as a sentence without full stop.
pub(crate) fn condition(condition: &Condition, view: &View) -> Text {
    match condition {
        Condition::Holds { what, wanted } => {
            let what = term(what, None, view);
            let (zh, en) = if *wanted { ("是", "yes") } else { ("否", "no") };
            Text::new(format!("{}：{zh}", what.zh), format!("{}: {en}", what.en))
        }
        Condition::Same { left, right, negated } => {
            let (left, right) = named_first(left, right);
            let fact = fact_of(left, view);
            let is = op_words(if *negated { Op::NotEqual } else { Op::Equal }, true);
            sentence(&term(left, None, view), &is, &term(right, fact, view))
        }
        Condition::OneOf { what, values, negated } => {
            let fact = fact_of(what, view);
            let values: Vec<Text> = values.iter().map(|value| term(value, fact, view)).collect();
            list(&term(what, None, view), &values, *negated)
        }
        Condition::Prefix { what, prefix, negated } => {
            let what = term(what, None, view);
            let (zh, en) = if *negated { ("不以", "does not start with") } else { ("以", "starts with") };
            Text::new(format!("{}{zh}「{prefix}」开头", what.zh), format!("{} {en} “{prefix}”", what.en))
        }
        Condition::Compare { left, op, right } => {
            let measure = measure_of(&[left, right], view);
            let dates = matches!(measure, Measure::Date);
            sentence(&sum_words(left, &measure, view), &comparison_words(*op, dates), &sum_words(right, &measure, view))
        }
        Condition::Range { what, low, high, negated } => range(what, low, high, *negated, view),
        Condition::Among { what, values, negated } => {
            let measure = measure_of(&[what], view);
            let values: Vec<Text> = values.iter().map(|value| sum_words(value, &measure, view)).collect();
            list(&sum_words(what, &measure, view), &values, *negated)
        }
        Condition::Recorded { fact, wanted } => {
            let fact = &view.facts[*fact].words;
            if *wanted {
                Text::new(format!("已登记{}", fact.zh), format!("{} is on record", fact.en))
            } else {
                Text::new(format!("没有登记{}", fact.zh), format!("{} is not on record", fact.en))
            }
        }
    }
}

/// A value of a fact as a person reads it: `8 人`, `「低风险」`, `1,200 元`.
pub(crate) fn value_of(fact: &Fact, value: &Value) -> Text {
    match (&fact.kind, value) {
        (FactKind::Code(codes), Value::Text(code)) => {
            let name = codes.iter().find(|(known, _)| known == code);
            quoted(&name.map_or_else(|| Text::same(code.as_str()), |(_, name)| name.clone()))
        }
        (_, Value::Text(text)) => quoted(&Text::same(text.as_str())),
        (FactKind::Money, Value::Int(fen)) => number_words(i128::from(*fen), 0, &Measure::Money),
        (_, Value::Int(number)) => {
            let measure = Measure::of_unit(fact.unit.as_deref());
            number_words(i128::from(*number), 0, &measure)
        }
        (_, other) => Text::new(other.show(Lang::Zh), other.show(Lang::En)),
    }
}

fn quoted(text: &Text) -> Text {
    Text::new(format!("「{}」", text.zh), format!("“{}”", text.en))
}

/// A fact comes first where a literal was written first.
fn named_first<'a>(left: &'a Term, right: &'a Term) -> (&'a Term, &'a Term) {
    if !matches!(left, Term::Fact(_)) && matches!(right, Term::Fact(_)) { (right, left) } else { (left, right) }
}

fn fact_of<'a>(term: &Term, view: &View<'a>) -> Option<&'a Fact> {
    match term {
        Term::Fact(at) => Some(view.facts[*at]),
        _ => None,
    }
}

/// A word; codes bear the name they have on the list of the fact they are compared with.
fn term(term: &Term, beside: Option<&Fact>, view: &View) -> Text {
    let show = |value: &Value| match beside {
        Some(fact) => value_of(fact, value),
        None => match value {
            Value::Text(text) => quoted(&Text::same(text.as_str())),
            other => Text::new(other.show(Lang::Zh), other.show(Lang::En)),
        },
    };
    match term {
        Term::Fact(at) => fact_words(*at, view),
        Term::Parameter(at) => match &view.slots.parameters[*at] {
            Some(value @ (Value::Text(_) | Value::Bool(_))) if beside.is_some() => show(value),
            _ => parameter_words(view.parameters[*at].0),
        },
        Term::Text(text) => show(&Value::Text(text.clone())),
        Term::Bool(value) => show(&Value::Bool(*value)),
    }
}

fn fact_words(at: FactAt, view: &View) -> Text {
    view.facts[at].words.clone()
}

fn parameter_words(name: &str) -> Text {
    Text::new(format!("参数 {name}"), format!("parameter {name}"))
}

/// Joins Chinese words with the thin gap that sets figures and foreign letters apart.
pub(crate) fn spaced(parts: &[&str]) -> String {
    let figure = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '−' | '%');
    let mut joined = String::new();
    for part in parts {
        let before = joined.chars().next_back();
        let after = part.chars().next();
        if let (Some(before), Some(after)) = (before, after)
            && (figure(before) && after.is_alphabetic() && !after.is_ascii()
                || before.is_alphabetic() && !before.is_ascii() && figure(after))
        {
            joined.push(' ');
        }
        joined.push_str(part);
    }
    joined
}

fn sentence(left: &Text, verb: &Text, right: &Text) -> Text {
    Text::new(spaced(&[&left.zh, &verb.zh, &right.zh]), format!("{} {} {}", left.en, verb.en, right.en))
}

fn op_words(op: Op, word: bool) -> Text {
    match op {
        Op::NotEqual if word => Text::new("不是", "is not"),
        _ if word => Text::new("是", "is"),
        other => comparison_words(other, false),
    }
}

fn comparison_words(op: Op, dates: bool) -> Text {
    let (zh, en) = match (op, dates) {
        (Op::Equal, true) => ("是", "is"),
        (Op::NotEqual, true) => ("不是", "is not"),
        (Op::Less, true) => ("早于", "is before"),
        (Op::AtMost, true) => ("不晚于", "is no later than"),
        (Op::More, true) => ("晚于", "is after"),
        (Op::AtLeast, true) => ("不早于", "is no earlier than"),
        (Op::Equal, false) => ("等于", "is"),
        (Op::NotEqual, false) => ("不等于", "is not"),
        (Op::Less, false) => ("少于", "is less than"),
        (Op::AtMost, false) => ("不超过", "is at most"),
        (Op::More, false) => ("多于", "is more than"),
        (Op::AtLeast, false) => ("不少于", "is at least"),
    };
    Text::new(zh, en)
}

fn range(what: &Sum, low: &Sum, high: &Sum, negated: bool, view: &View) -> Text {
    let measure = measure_of(&[what, low, high], view);
    let [what, low, high] = [what, low, high].map(|sum| sum_words(sum, &measure, view));
    let (zh, en) = if negated { ("不在", "is not between") } else { ("在", "is between") };
    Text::new(
        spaced(&[&what.zh, zh, &low.zh, "至", &high.zh, "之间（含两端）"]),
        format!("{} {en} {} and {} (both included)", what.en, low.en, high.en),
    )
}

fn list(what: &Text, values: &[Text], negated: bool) -> Text {
    let shown: Vec<&Text> = values.iter().take(LISTED_MAX).collect();
    let rest = values.len() - shown.len();
    let is = if negated {
        Text::new("不是", "is none of")
    } else if values.len() == 1 {
        Text::new("是", "is")
    } else {
        Text::new("是", "is one of")
    };
    let mut all = join(&shown, &Text::new("、", ", "));
    if rest > 0 {
        all.zh.push_str(&format!("等 {} 项", values.len()));
        all.en.push_str(&format!(" and {rest} more"));
    }
    if values.len() > 1 {
        let tail = if negated { "中的任何一个" } else { "之一" };
        all.zh.push_str(tail);
    } else if negated {
        return sentence(what, &Text::new("不是", "is not"), &all);
    }
    sentence(what, &is, &all)
}
