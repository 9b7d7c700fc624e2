//! A counterexample: the fewest facts that show it, in words.

use std::collections::BTreeMap;

use civic::Date;
use civic::text::Text;

use super::columns::{Column, Columns, Word};
use super::search::Model;
use super::{Lacking, Logic, Verdict};
use crate::evaluate::day_at;
use crate::words::{spaced, value_of};
use crate::{FactKind, Rule, Value};

/// A subject that shows something, with no fact that does not matter.
#[derive(Clone, Debug, PartialEq)]
pub struct Example {
    /// What is known of it, by the names in rules.
    pub facts: BTreeMap<String, Value>,
    /// Facts that it lacks, where that matters.
    pub lacks: Vec<String>,
    /// The day it is judged on.
    pub on: Date,
    words: Vec<Text>,
}

impl Example {
    /// `headcount 3 people, tier of the area “low”`; whoever it is, where nothing matters.
    pub fn in_words(&self) -> Text {
        if self.words.is_empty() {
            return Text::new("任何一家", "anybody");
        }
        let zh: Vec<&str> = self.words.iter().map(|words| words.zh.as_str()).collect();
        let en: Vec<&str> = self.words.iter().map(|words| words.en.as_str()).collect();
        Text::new(zh.join("，"), en.join(", "))
    }
}

/// The model as an example, tried on the rules and made small; `None` if the rules say otherwise.
pub(super) fn of(
    logic: &Logic<'_>,
    columns: &Columns<'_>,
    model: &Model,
    wishes: &[(&Rule, Verdict)],
) -> Option<Example> {
    let on = day_at(model[columns.today]?)?;
    let mut facts: BTreeMap<String, Value> = BTreeMap::new();
    for (column, number) in columns.all.iter().zip(model) {
        if let (Some(fact), Some(number)) = (&column.fact, number) {
            facts.insert(fact.name.clone(), value(column, *number, columns)?);
        }
    }
    if !logic.has(wishes, &facts, on) {
        return None;
    }
    let certain = logic.surely_has(wishes, &facts, on);
    for column in &columns.all {
        let Some(fact) = &column.fact else { continue };
        // without a fact that rules ask the record of, it is another subject
        if column.asked_for {
            continue;
        }
        if let Some(taken) = facts.remove(&fact.name) {
            let still = match (certain, logic.lacking) {
                (true, _) => logic.surely_has(wishes, &facts, on),
                (false, Lacking::Any) => logic.has(wishes, &facts, on),
                (false, Lacking::WhereAsked) => false,
            };
            if !still {
                facts.insert(fact.name.clone(), taken);
            }
        }
    }
    Some(told(logic, columns, facts, on, certain))
}

/// The example with its words, in the order of the columns.
fn told(logic: &Logic<'_>, columns: &Columns<'_>, facts: BTreeMap<String, Value>, on: Date, certain: bool) -> Example {
    let mut example = Example { facts, lacks: Vec::new(), on, words: Vec::new() };
    for column in &columns.all {
        let Some(fact) = &column.fact else { continue };
        match example.facts.get(&fact.name) {
            Some(value) => {
                let shown = value_of(fact, value);
                example.words.push(match value {
                    Value::Bool(_) => Text::new(
                        format!("{}：{}", fact.words.zh, shown.zh),
                        format!("{}: {}", fact.words.en, shown.en),
                    ),
                    _ => Text::new(spaced(&[&fact.words.zh, &shown.zh]), format!("{} {}", fact.words.en, shown.en)),
                });
            }
            None if column.asked_for || (!certain && logic.lacking == Lacking::Any) => {
                example.lacks.push(fact.name.clone());
                example
                    .words
                    .push(Text::new(format!("{}未登记", fact.words.zh), format!("{} not on record", fact.words.en)));
            }
            None => {}
        }
    }
    if columns.dated && logic.from != logic.until {
        example.words.push(Text::new(format!("{on} 当天"), format!("on {on}")));
    }
    example
}

fn value(column: &Column<'_>, number: i64, columns: &Columns<'_>) -> Option<Value> {
    match column.fact?.kind {
        FactKind::Int | FactKind::Money => Some(Value::Int(number)),
        FactKind::Date => day_at(number).map(Value::Date),
        FactKind::Bool | FactKind::Text | FactKind::Code(_) => {
            usize::try_from(number).ok().and_then(|place| columns.words.get(place).map(Word::value))
        }
    }
}
