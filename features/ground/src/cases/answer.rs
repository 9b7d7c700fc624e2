//! One answer: read as people type it, put back into its field, shown as a person reads it.

use civic::money::Fen;
use civic::{Date, Problem, Text};
use rules::{Fact, FactKind, Shape, Value};

use crate::cases::completeness::fact_field;
use crate::cases::form_shapes;
use crate::cases::model::CaseFact;

/// Longest free-text answer, characters.
pub const TEXT_MAX: usize = 500;

/// Reads one typed answer. `Ok(None)` = left empty, which is allowed in a draft.
///
/// # Errors
/// A value of the wrong kind or outside its bounds, said with the field and the bound.
pub fn read_answer(fact: &Fact, typed: &str, today: Date) -> Result<Option<CaseFact>, Problem> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Ok(None);
    }
    let value = match &fact.kind {
        _ if fact.shape.is_text_of_its_own() => Value::Text(form_shapes::read(fact, typed, today)?),
        FactKind::Bool => match typed {
            "yes" => Value::Bool(true),
            // a declaration that is not ticked is not made; nobody declares the contrary
            "no" if fact.shape == Shape::Declaration => return Ok(None),
            "no" => Value::Bool(false),
            _ => return Err(not_one_of(fact)),
        },
        FactKind::Int => Value::Int(bounded(fact, whole(fact, typed)?)?),
        FactKind::Money => {
            let fen = Fen::parse(typed).map_err(|problem| problem.at(fact_field(&fact.name)))?;
            Value::Int(bounded(fact, fen.0)?)
        }
        FactKind::Date => Value::Date(typed.parse().map_err(|_| not_a_day(fact))?),
        FactKind::Code(codes) => match codes.iter().find(|(code, _)| code == typed) {
            Some((code, _)) => Value::Text(code.clone()),
            None => return Err(not_one_of(fact)),
        },
        FactKind::Text if typed.chars().count() > TEXT_MAX => return Err(too_long(fact, TEXT_MAX)),
        FactKind::Text => Value::Text(typed.chars().filter(|c| !c.is_control() || *c == '\n').collect()),
    };
    Ok(Some(CaseFact {
        fact: fact.name.clone(),
        value,
        answered: true,
        source: Text::new("申请人填写", "said by the applicant"),
        as_of: Some(today),
    }))
}

/// The value as it stands in a form field.
pub fn typed(fact: &Fact, value: &Value) -> String {
    match (&fact.kind, value) {
        (_, Value::Bool(yes)) => (if *yes { "yes" } else { "no" }).to_owned(),
        (FactKind::Money, Value::Int(fen)) => Fen(*fen).show(),
        (_, Value::Int(number)) => number.to_string(),
        (_, Value::Date(day)) => day.to_string(),
        (_, Value::Text(text)) => text.clone(),
    }
}

/// A fact about a person rather than the enterprise: shown masked, never written back into a page.
pub fn is_personal(fact: &Fact) -> bool {
    matches!(fact.shape, Shape::Phone | Shape::ResidentId)
}

/// The value as a person reads it: a code by its name, a number with its unit.
pub fn shown(fact: Option<&Fact>, value: &Value, lang: civic::text::Lang) -> String {
    match (fact.map(|f| &f.kind), value) {
        (Some(FactKind::Code(codes)), Value::Text(code)) => {
            codes.iter().find(|(c, _)| c == code).map_or_else(|| code.clone(), |(_, name)| name.get(lang).to_owned())
        }
        (Some(FactKind::Money), Value::Int(fen)) => match lang {
            civic::text::Lang::Zh => format!("{} 元", Fen(*fen).show()),
            civic::text::Lang::En => format!("{} yuan", Fen(*fen).show()),
        },
        (_, Value::Text(text)) => form_shapes::shown(fact, text, lang),
        _ => value.show(lang),
    }
}

fn whole(fact: &Fact, typed: &str) -> Result<i64, Problem> {
    let plain: String = typed
        .chars()
        .filter(|c| !matches!(c, ',' | '，' | ' '))
        .map(|c| match c {
            '０'..='９' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
            other => other,
        })
        .collect();
    plain.parse().map_err(|_| {
        problem(fact, "cases/not-a-number", ("要填整数", "has to be a whole number"), ("例如 12", "for example 12"))
    })
}

fn bounded(fact: &Fact, value: i64) -> Result<i64, Problem> {
    let show = |bound: i64| if fact.kind == FactKind::Money { Fen(bound).show() } else { bound.to_string() };
    match (fact.min, fact.max) {
        (Some(min), _) if value < min => Err(problem(
            fact,
            "cases/too-small",
            (&format!("不能小于 {}", show(min)), &format!("cannot be less than {}", show(min))),
            ("请核对后重填", "check and type it again"),
        )),
        (_, Some(max)) if value > max => Err(problem(
            fact,
            "cases/too-large",
            (&format!("不能大于 {}", show(max)), &format!("cannot be more than {}", show(max))),
            ("请核对后重填", "check and type it again"),
        )),
        _ => Ok(value),
    }
}

fn not_one_of(fact: &Fact) -> Problem {
    problem(
        fact,
        "cases/not-a-choice",
        ("不在选项里", "is none of the choices"),
        ("请从列出的选项中选一个", "choose one of those listed"),
    )
}

fn not_a_day(fact: &Fact) -> Problem {
    problem(
        fact,
        "cases/not-a-day",
        ("不是一个日期", "is not a day of the calendar"),
        ("请按 2020-03-03 的样子填写", "write it like 2020-03-03"),
    )
}

pub(crate) fn too_long(fact: &Fact, most: usize) -> Problem {
    problem(
        fact,
        "cases/too-long",
        (&format!("最多 {most} 字"), &format!("may have at most {most} characters")),
        ("请写要点", "keep to the main points"),
    )
}

pub(crate) fn problem(fact: &Fact, code: &'static str, what: (&str, &str), next: (&str, &str)) -> Problem {
    Problem::new(
        fact_field(&fact.name),
        code,
        Text::new(format!("“{}”{}", fact.words.zh, what.0), format!("`{}` {}", fact.words.en, what.1)),
        Text::new(next.0, next.1),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    const TODAY: Date = Date::constant(2020, 3, 3);

    fn fact(kind: FactKind) -> Fact {
        Fact {
            name: "headcount".into(),
            kind,
            shape: Shape::Plain,
            unit: None,
            words: Text::new("在岗人数", "staff on site"),
            question: None,
            hint: None,
            register: None,
            min: Some(0),
            max: Some(1000),
        }
    }

    fn read(kind: FactKind, typed: &str) -> Result<Option<Value>, &'static str> {
        match read_answer(&fact(kind), typed, TODAY) {
            Ok(found) => Ok(found.map(|f| f.value)),
            Err(problem) => Err(problem.code),
        }
    }

    #[test]
    fn reads_numbers_as_people_type_them() {
        assert_eq!(read(FactKind::Int, " １２ "), Ok(Some(Value::Int(12))));
        assert_eq!(read(FactKind::Int, "1,000"), Ok(Some(Value::Int(1000))));
        assert_eq!(read(FactKind::Int, ""), Ok(None));
    }

    #[test]
    fn refuses_what_is_no_number_or_out_of_bounds() {
        assert_eq!(read(FactKind::Int, "十二"), Err("cases/not-a-number"));
        assert_eq!(read(FactKind::Int, "1001"), Err("cases/too-large"));
        assert_eq!(read(FactKind::Int, "-1"), Err("cases/too-small"));
        assert_eq!(read(FactKind::Int, "99999999999999999999"), Err("cases/not-a-number"));
    }

    #[test]
    fn refuses_a_code_that_was_not_offered() {
        let codes = FactKind::Code(vec![("low".into(), Text::new("低", "low"))]);
        assert_eq!(read(codes.clone(), "low"), Ok(Some(Value::Text("low".into()))));
        assert_eq!(read(codes, "green"), Err("cases/not-a-choice"));
        assert_eq!(read(FactKind::Bool, "true"), Err("cases/not-a-choice"));
    }

    #[test]
    fn refuses_a_day_that_never_was() {
        assert_eq!(read(FactKind::Date, "2020-02-30"), Err("cases/not-a-day"));
        assert_eq!(read(FactKind::Date, "2020-02-29"), Ok(Some(Value::Date(Date::constant(2020, 2, 29)))));
    }
}
