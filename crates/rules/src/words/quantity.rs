//! Numbers in words: with unit, as money, as days of the calendar, and sums of them.

use civic::text::Text;

use crate::ast::{Of, Sum};
use crate::evaluate::day_at;
use crate::explain::View;
use crate::{FactKind, Value};

use super::{fact_words, parameter_words};

/// What the numbers of a comparison count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Measure {
    Bare,
    Unit(String),
    /// Counted in fen, shown in yuan.
    Money,
    Date,
}

impl Measure {
    pub fn of_unit(unit: Option<&str>) -> Measure {
        match unit {
            None => Measure::Bare,
            Some("fen") => Measure::Money,
            Some(unit) => Measure::Unit(unit.to_owned()),
        }
    }
}

/// Units that the program can name: code, Chinese, English for one, English for several.
const UNITS: &[(&str, &str, &str, &str)] = &[
    ("person", "人", "person", "people"),
    ("people", "人", "person", "people"),
    ("day", "天", "day", "days"),
    ("days", "天", "day", "days"),
    ("working-day", "个工作日", "working day", "working days"),
    ("hour", "小时", "hour", "hours"),
    ("minute", "分钟", "minute", "minutes"),
    ("month", "个月", "month", "months"),
    ("year", "年", "year", "years"),
    ("item", "件", "item", "items"),
    ("piece", "件", "piece", "pieces"),
    ("case", "例", "case", "cases"),
    ("mask", "只", "mask", "masks"),
    ("vehicle", "辆", "vehicle", "vehicles"),
    ("bus", "辆", "bus", "buses"),
    ("seat", "座", "seat", "seats"),
    ("room", "间", "room", "rooms"),
    ("site", "处", "site", "sites"),
    ("time", "次", "time", "times"),
    ("m2", "平方米", "m²", "m²"),
    ("m", "米", "m", "m"),
    ("km", "公里", "km", "km"),
    ("kg", "公斤", "kg", "kg"),
    ("tonne", "吨", "tonne", "tonnes"),
    ("percent", "%", "%", "%"),
    ("celsius", "℃", "°C", "°C"),
    ("yuan", "元", "yuan", "yuan"),
    ("10k-yuan", "万元", "×10,000 yuan", "×10,000 yuan"),
];

/// The name of a unit; an unknown unit names itself.
pub(crate) fn unit_words(unit: &str) -> Text {
    match UNITS.iter().find(|(code, ..)| *code == unit) {
        Some((_, zh, _, many)) => Text::new(*zh, *many),
        None => Text::same(unit),
    }
}

/// What the numbers of these sums count, seen from the facts in them.
pub(crate) fn measure_of(sums: &[&Sum], view: &View) -> Measure {
    let dated = |sum: &Sum| {
        let one = 10i64.pow(sum.scale);
        let weight = sum.parts.iter().fold(0i128, |weight, part| {
            let is_date = match part.of {
                Of::Day(_) | Of::Today => true,
                Of::Fact(at) => view.facts[at].kind == FactKind::Date,
                Of::Parameter(at) => matches!(view.slots.parameters[at], Some(Value::Date(_))),
                Of::One | Of::ParameterTimesFact(..) => false,
            };
            weight + i128::from(part.coefficient) * i128::from(is_date)
        });
        weight == i128::from(one)
    };
    if sums.iter().any(|sum| dated(sum)) {
        return Measure::Date;
    }
    let mut measure = Measure::Bare;
    for part in sums.iter().flat_map(|sum| &sum.parts) {
        let found = match part.of {
            Of::Fact(at) | Of::ParameterTimesFact(_, at) => match view.facts[at].kind {
                FactKind::Money => Measure::Money,
                FactKind::Date => Measure::of_unit(Some("day")),
                _ => Measure::of_unit(view.facts[at].unit.as_deref()),
            },
            Of::Parameter(at) => {
                let unit = view.parameters[at].1.and_then(|entry| entry.unit.as_deref());
                Measure::of_unit(unit)
            }
            Of::One | Of::Day(_) | Of::Today => continue,
        };
        if found == Measure::Money || measure == Measure::Bare {
            measure = found;
        }
    }
    measure
}

/// A sum in words; a side without facts is reckoned out.
pub(crate) fn sum_words(sum: &Sum, measure: &Measure, view: &View) -> Text {
    let plain = sum.parts.iter().all(|part| matches!(part.of, Of::One | Of::Day(_) | Of::Parameter(_)));
    if plain && let Some(total) = sum.value(view.slots).and_then(|wide| wide.narrow()) {
        return number_words(total, sum.scale, measure);
    }
    let mut words = Text::default();
    for (index, part) in sum.parts.iter().enumerate() {
        let negative = part.coefficient < 0;
        let sign = match (index, negative) {
            (0, false) => "",
            (0, true) => "−",
            (_, false) => " + ",
            (_, true) => " − ",
        };
        let part = part_words(part.coefficient.unsigned_abs(), part.of, sum.scale, measure, view);
        words.zh.push_str(sign);
        words.zh.push_str(&part.zh);
        words.en.push_str(sign);
        words.en.push_str(&part.en);
    }
    words
}

fn part_words(size: u64, of: Of, scale: u32, measure: &Measure, view: &View) -> Text {
    let one = 10u64.pow(scale);
    let of_money = |at: usize| view.facts[at].kind == FactKind::Money;
    let named = match of {
        Of::One => {
            let unit = match measure {
                Measure::Date => Measure::of_unit(Some("day")),
                other => other.clone(),
            };
            return number_words(i128::from(size), scale, &unit);
        }
        Of::Day(day) => Text::same(day.to_string()),
        Of::Today => {
            let day = view.slots.today;
            Text::new(format!("判断当日（{day}）"), format!("the day of judging ({day})"))
        }
        Of::Fact(at) => fact_words(at, view),
        Of::Parameter(at) => rate_words(at, view),
        Of::ParameterTimesFact(rate, at) => {
            let (rate, fact) = (rate_words(rate, view), fact_words(at, view));
            Text::new(format!("{} × {}", rate.zh, fact.zh), format!("{} × {}", rate.en, fact.en))
        }
    };
    if size == one {
        return named;
    }
    // a rate in front of a count, where the sum is money, is money itself
    let rate = match (of, measure) {
        (Of::Fact(at), Measure::Money) if !of_money(at) => Measure::Money,
        _ => Measure::Bare,
    };
    let rate = number_words(i128::from(size), scale, &rate);
    Text::new(format!("{} × {}", rate.zh, named.zh), format!("{} × {}", rate.en, named.en))
}

fn rate_words(at: usize, view: &View) -> Text {
    match &view.slots.parameters[at] {
        Some(Value::Int(number)) => Text::same(grouped(i128::from(*number), 0, 0)),
        Some(Value::Date(day)) => Text::same(day.to_string()),
        _ => parameter_words(view.parameters[at].0),
    }
}

/// A number of 10^-scale with what it counts.
pub(crate) fn number_words(number: i128, scale: u32, measure: &Measure) -> Text {
    match measure {
        Measure::Bare => Text::same(grouped(number, scale, 0)),
        Measure::Money => {
            let yuan = grouped(number, scale + 2, 2);
            Text::new(format!("{yuan} 元"), format!("{yuan} yuan"))
        }
        Measure::Unit(unit) => {
            let shown = grouped(number, scale, 0);
            match UNITS.iter().find(|(code, ..)| code == unit) {
                Some((_, zh @ ("%" | "℃"), en, _)) => Text::new(format!("{shown}{zh}"), format!("{shown}{en}")),
                Some((_, zh, one, many)) => {
                    let en = if shown == "1" { one } else { many };
                    Text::new(format!("{shown} {zh}"), format!("{shown} {en}"))
                }
                None => Text::same(format!("{shown} {unit}")),
            }
        }
        Measure::Date => i64::try_from(number / 10i128.pow(scale))
            .ok()
            .and_then(day_at)
            .map_or_else(|| Text::same(grouped(number, scale, 0)), |day| Text::same(day.to_string())),
    }
}

/// `12,345.6`: groups from five digits on, no needless zeros, decimals either none or `least`.
fn grouped(number: i128, scale: u32, least: usize) -> String {
    let one = 10u128.pow(scale);
    let size = number.unsigned_abs();
    let whole = (size / one).to_string();
    let mut decimals = format!("{:0width$}", size % one, width = scale as usize);
    while decimals.ends_with('0') {
        decimals.pop();
    }
    let mut shown = String::new();
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && whole.len() > 4 && (whole.len() - index).is_multiple_of(3) {
            shown.push(',');
        }
        shown.push(digit);
    }
    if !decimals.is_empty() {
        shown.push('.');
        shown.push_str(&format!("{decimals:0<least$}"));
    }
    if number < 0 {
        shown.insert(0, '-');
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_as_people_write_them() {
        assert_eq!(grouped(0, 0, 0), "0");
        assert_eq!(grouped(9999, 0, 0), "9999");
        assert_eq!(grouped(12_345, 0, 0), "12,345");
        assert_eq!(grouped(-1_234_567, 2, 2), "-12,345.67");
        assert_eq!(grouped(70, 2, 0), "0.7");
        assert_eq!(grouped(123_450, 2, 2), "1234.50");
        assert_eq!(number_words(3_000_000, 0, &Measure::Money), Text::new("30,000 元", "30,000 yuan"));
        assert_eq!(number_words(1, 0, &Measure::Unit("person".to_owned())), Text::new("1 人", "1 person"));
    }
}
