//! From what a source writes to a value of a fact: kind, unit and code list, exactly or not at all.

use civic::{Date, Text};
use rules::{Fact, FactKind, Value};

use super::config::Offer;

/// Longest text taken from a source, characters.
pub const TEXT_MAX: usize = 500;

/// Reads a value as a source wrote it.
///
/// # Errors
/// What is wrong with it; never the value itself, which may be about a person.
pub fn value(fact: &Fact, offer: &Offer, written: &str) -> Result<Value, Text> {
    let written = written.trim();
    let mapped = offer.codes.get(written).map_or(written, String::as_str);
    match &fact.kind {
        FactKind::Bool => match mapped.to_lowercase().as_str() {
            "true" | "yes" | "1" | "是" | "有" => Ok(Value::Bool(true)),
            "false" | "no" | "0" | "否" | "无" => Ok(Value::Bool(false)),
            _ => Err(Text::new("不是“是”或“否”", "is neither yes nor no")),
        },
        FactKind::Int | FactKind::Money => within(fact, scaled(mapped, offer.times)?),
        FactKind::Date => day(mapped).map(Value::Date),
        FactKind::Code(codes) => match codes.iter().find(|(code, _)| code == mapped) {
            Some((code, _)) => Ok(Value::Text(code.clone())),
            None => Err(Text::new("不在代码表里", "is none of the codes of the fact")),
        },
        FactKind::Text if mapped.chars().count() > TEXT_MAX => {
            Err(Text::new(format!("超过 {TEXT_MAX} 字"), format!("is longer than {TEXT_MAX} characters")))
        }
        FactKind::Text => Ok(Value::Text(mapped.chars().filter(|c| !c.is_control()).collect())),
    }
}

/// Reads a day.
///
/// # Errors
/// Something that is no day of the calendar.
pub fn day(written: &str) -> Result<Date, Text> {
    let head = written.split_once('T').map_or(written, |(day, _)| day);
    civic::dates::parse(head).map_err(|_| Text::new("不是一个日期", "is not a day of the calendar"))
}

fn within(fact: &Fact, number: i64) -> Result<Value, Text> {
    let outside = fact.min.is_some_and(|min| number < min) || fact.max.is_some_and(|max| number > max);
    if outside {
        return Err(Text::new("超出这项信息的范围", "lies outside the bounds of the fact"));
    }
    Ok(Value::Int(number))
}

/// A decimal number times a whole one; only if the result is whole.
fn scaled(written: &str, times: i64) -> Result<i64, Text> {
    let no_number = || Text::new("不是数字", "is not a number");
    let plain: String = written.chars().filter(|c| !matches!(c, ',' | '，' | ' ')).collect();
    let (sign, digits) = match plain.strip_prefix('-') {
        Some(rest) => (-1i128, rest),
        None => (1, plain.as_str()),
    };
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    let good = |text: &str| text.len() <= 18 && text.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty() || !good(whole) || !good(part) {
        return Err(no_number());
    }
    let number: i128 = format!("{whole}{part}").parse().map_err(|_| no_number())?;
    let below = 10i128.pow(u32::try_from(part.len()).unwrap_or(0));
    let product = number * i128::from(times);
    if product % below != 0 {
        return Err(Text::new("换算后不是整数", "is not whole in the unit of the fact"));
    }
    i64::try_from(sign * product / below).map_err(|_| no_number())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(kind: FactKind, times: i64, written: &str) -> Option<Value> {
        let fact = Fact {
            name: "f".into(),
            kind,
            shape: rules::Shape::Plain,
            unit: None,
            words: Text::same("f"),
            question: None,
            hint: None,
            register: None,
            min: Some(0),
            max: Some(1_000_000_000_000),
        };
        let codes = [("1".to_owned(), "low".to_owned())].into();
        value(&fact, &Offer { fact: "f".into(), from: String::new(), as_of: None, times, codes }, written).ok()
    }

    #[test]
    fn amounts_are_turned_into_the_unit_exactly_or_refused() {
        assert_eq!(read(FactKind::Money, 1_000_000, "80.5"), Some(Value::Int(80_500_000)));
        assert_eq!(read(FactKind::Money, 100, "1,234.56"), Some(Value::Int(123_456)));
        assert_eq!(read(FactKind::Money, 100, "0.001"), None);
        assert_eq!(read(FactKind::Int, 1, "12.0"), Some(Value::Int(12)));
        for bad in ["", ".", "-", "1e5", "NaN", "9999999999999999999", "-1", "1.2.3", "١٢"] {
            assert_eq!(read(FactKind::Int, 1, bad), None, "{bad}");
        }
    }

    #[test]
    fn codes_pass_the_list_of_the_source_and_then_that_of_the_fact() {
        let codes = FactKind::Code(vec![("low".into(), Text::new("低", "low"))]);
        assert_eq!(read(codes.clone(), 1, "1"), Some(Value::Text("low".into())));
        assert_eq!(read(codes.clone(), 1, "low"), Some(Value::Text("low".into())));
        assert_eq!(read(codes, 1, "2"), None);
    }

    #[test]
    fn days_may_carry_a_time_and_yes_may_be_said_in_chinese() {
        let march = Date::constant(2020, 3, 3);
        assert_eq!(read(FactKind::Date, 1, "2020-03-03T08:00:00+08:00"), Some(Value::Date(march)));
        assert_eq!(read(FactKind::Date, 1, "2020-02-30"), None);
        assert_eq!(read(FactKind::Bool, 1, "否"), Some(Value::Bool(false)));
        assert_eq!(read(FactKind::Bool, 1, "maybe"), None);
    }
}
