//! Small readings of single TOML values, and the words for what is expected and found.

use civic::Date;
use toml::de::{DeInteger, DeValue};

use crate::keys::{Shape, Target};

/// A word pair without owning it.
pub(crate) struct Words {
    pub zh: &'static str,
    pub en: &'static str,
}

const fn words(zh: &'static str, en: &'static str) -> Words {
    Words { zh, en }
}

/// A whole number, if it fits.
pub(crate) fn int(n: &DeInteger<'_>) -> Option<i64> {
    i64::from_str_radix(n.as_str(), n.radix()).ok()
}

/// A local date without time.
pub(crate) fn date(d: &toml::value::Datetime) -> Option<Date> {
    let (date, None, None) = (d.date?, d.time, d.offset) else {
        return None;
    };
    let year = i16::try_from(date.year).ok()?;
    let month = i8::try_from(date.month).ok()?;
    let day = i8::try_from(date.day).ok()?;
    Date::new(year, month, day).ok()
}

/// Lower-case letters, digits and `-`, starting with a letter; at most 64.
pub(crate) fn is_id(s: &str) -> bool {
    s.starts_with(|c: char| c.is_ascii_lowercase())
        && s.len() <= 64
        && s.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
}

/// What a shape asks for.
pub(crate) fn expected(shape: &Shape) -> Words {
    match shape {
        Shape::Bool => words("true 或 false", "true or false"),
        Shape::Int { .. } => words("整数", "an integer"),
        Shape::Str => words("字符串", "a string"),
        Shape::Id => words("编号（字符串）", "an id (a string)"),
        Shape::Region => words("区划代码（字符串）", "a division code (a string)"),
        Shape::Text => words("双语文字 { zh-CN = \"…\", en = \"…\" }", "a text { zh-CN = \"…\", en = \"…\" }"),
        Shape::Date => words("日期（不加引号）", "a date (without quotation marks)"),
        Shape::Rule => words("规则（字符串）", "a rule (a string)"),
        Shape::Scalar => words("整数、字符串、true/false 或日期", "an integer, a string, true, false or a date"),
        Shape::Choice(_) => words("规定的词（字符串）", "one of some words (a string)"),
        Shape::Ref(Target::Issuer) => {
            words("出具机构（字符串，如 `agency:health`）", "an issuer (a string such as `agency:health`)")
        }
        Shape::Ref(_) => words("编号（字符串）", "an id (a string)"),
        Shape::List(_) => words("列表 [ … ]", "a list [ … ]"),
        Shape::Table(_) | Shape::Map(..) => words("表", "a table"),
        Shape::Tables(_) => words("若干个 [[…]] 表", "a list of tables [[…]]"),
    }
}

/// What was found.
pub(crate) fn word_for(value: &DeValue<'_>) -> Words {
    match value {
        DeValue::String(_) => words("字符串", "a string"),
        DeValue::Integer(_) => words("整数", "an integer"),
        DeValue::Float(_) => words("小数", "a decimal number"),
        DeValue::Boolean(_) => words("true 或 false", "true or false"),
        DeValue::Datetime(_) => words("日期或时间", "a date or time"),
        DeValue::Array(_) => words("列表", "a list"),
        DeValue::Table(_) => words("表", "a table"),
    }
}

/// The same value as it would have to be written, where that can be told.
pub(crate) fn rewritten(shape: &Shape, found: &DeValue<'_>) -> Option<String> {
    match (shape, found) {
        (Shape::Date, DeValue::String(s)) => s.trim().parse::<Date>().ok().map(|d| d.to_string()),
        (Shape::Int { .. }, DeValue::String(s)) => s.trim().parse::<i64>().ok().map(|n| n.to_string()),
        (Shape::Bool, DeValue::String(s)) => ["true", "false"].contains(&s.trim()).then(|| s.trim().to_owned()),
        (Shape::Str | Shape::Region | Shape::Ref(_), DeValue::Integer(n)) => Some(format!("\"{n}\"")),
        (Shape::Str, DeValue::Datetime(d)) => Some(format!("\"{d}\"")),
        (Shape::List(item), DeValue::String(s))
            if matches!(**item, Shape::Ref(_) | Shape::Id | Shape::Str) && !s.contains('"') =>
        {
            Some(format!("[\"{s}\"]"))
        }
        (Shape::Text, DeValue::String(s)) if !s.contains('"') => Some(format!("{{ zh-CN = \"{s}\", en = \"…\" }}")),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::is_id;

    #[test]
    fn ids_are_plain() {
        assert!(is_id("resume-work") && is_id("a1"));
        for bad in ["", "1a", "A", "a_b", "复工", "-a", &"a".repeat(65)] {
            assert!(!is_id(bad), "{bad}");
        }
    }
}
