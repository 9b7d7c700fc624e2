//! Facts as a program gives them: JSON values, read by the same rule as what a person types.

use std::collections::BTreeMap;

use civic::money::Fen;
use civic::{Date, Problem, Text};
use rules::{Fact, FactKind};
use serde_json::Value;

use crate::cases::CaseFact;
use crate::cases::completeness::fact_field;
use crate::cases::facts::{CaseFacts, read_answer};
use crate::cases::whole::Rules;

/// What was given, by name of the fact; null takes an answer back.
pub type Given = BTreeMap<String, Value>;

/// The usable answers, and the names of those taken back.
///
/// # Errors
/// Everything that is wrong: facts nobody asks for here, facts a register holds, values that do not fit.
pub fn read(
    rules: &Rules,
    asked: &[&str],
    known: &CaseFacts,
    given: &Given,
    today: Date,
) -> Result<(Vec<CaseFact>, Vec<String>), Vec<Problem>> {
    let (mut answers, mut dropped, mut problems) = (Vec::new(), Vec::new(), Vec::new());
    for (name, value) in given {
        let fact = rules.playbook.catalogue.get(name).filter(|_| asked.contains(&name.as_str()));
        let Some(fact) = fact else {
            problems.push(not_asked(name));
            continue;
        };
        if known.fact(name).is_some_and(|held| !held.answered) || known.is_awaited(name) {
            problems.push(held(fact));
            continue;
        }
        match typed(fact, value).and_then(|text| read_answer(fact, &text, today)) {
            Ok(Some(answer)) => answers.push(answer),
            Ok(None) => dropped.push(name.clone()),
            Err(problem) => problems.push(problem),
        }
    }
    if problems.is_empty() { Ok((answers, dropped)) } else { Err(problems) }
}

/// The value as it would be typed; empty for null.
fn typed(fact: &Fact, value: &Value) -> Result<String, Problem> {
    let whole = |value: &Value| value.as_i64().or_else(|| value.as_f64().map(|n| n as i64));
    match (&fact.kind, value) {
        (_, Value::Null) => Ok(String::new()),
        (FactKind::Bool, Value::Bool(yes)) => Ok((if *yes { "yes" } else { "no" }).to_owned()),
        (FactKind::Int, Value::Number(_)) => Ok(whole(value).unwrap_or_default().to_string()),
        (FactKind::Money, Value::Number(_)) => Ok(Fen(whole(value).unwrap_or_default()).show()),
        (FactKind::Date | FactKind::Code(_) | FactKind::Text, Value::String(text)) => Ok(text.clone()),
        _ => Err(wrong_type(fact)),
    }
}

fn not_asked(name: &str) -> Problem {
    let shown: String = name.chars().take(60).collect();
    Problem::new(
        fact_field(&shown),
        "api/fact-unknown",
        Text::new(format!("这个事项不问“{shown}”"), format!("this service does not ask for `{shown}`")),
        Text::new("请对照事项的 facts 填写", "give those listed in `facts` of the service"),
    )
}

fn held(fact: &Fact) -> Problem {
    Problem::new(
        fact_field(&fact.name),
        "api/fact-held",
        Text::new(
            format!("“{}”由登记库或其他部门提供，不由申请人填写", fact.words.zh),
            format!("`{}` comes from a register or another office, not from the applicant", fact.words.en),
        ),
        Text::new(
            "请去掉这一项；内容有误请到登记部门更正",
            "leave it out; if it is wrong, have the register corrected",
        ),
    )
}

fn wrong_type(fact: &Fact) -> Problem {
    let (zh, en) = match fact.kind {
        FactKind::Bool => ("true 或 false", "true or false"),
        FactKind::Int => ("整数", "a whole number"),
        FactKind::Money => ("以分为单位的整数", "a whole number of fen"),
        FactKind::Date => ("2020-03-03 这样的日期", "a day such as \"2020-03-03\""),
        FactKind::Code(_) => ("选项代码", "the code of a choice"),
        FactKind::Text => ("文字", "text"),
    };
    Problem::new(
        fact_field(&fact.name),
        "api/fact-type",
        Text::new(format!("“{}”的类型不对", fact.words.zh), format!("`{}` has the wrong type", fact.words.en)),
        Text::new(format!("请填{zh}"), format!("give {en}")),
    )
}
