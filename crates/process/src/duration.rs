//! Lengths of time: as ISO 8601 writes them, and in words.

use civic::text::Text;

/// A day in milliseconds.
pub const DAY: u64 = 24 * HOUR;
const HOUR: u64 = 60 * MINUTE;
const MINUTE: u64 = 60_000;

/// Milliseconds of an ISO 8601 duration such as `P2D`, `PT36H`, `P1DT12H`; a month counts 30 days and a year 365.
/// None for anything else (an expression, a date, a cycle).
pub(crate) fn parse(text: &str) -> Option<u64> {
    let rest = text.trim().strip_prefix('P')?;
    let (days, hours) = rest.split_once('T').map_or((rest, None), |(days, hours)| (days, Some(hours)));
    if days.is_empty() && hours.is_none_or(str::is_empty) {
        return None;
    }
    let long = sum(days, &[('Y', 365 * DAY), ('M', 30 * DAY), ('W', 7 * DAY), ('D', DAY)])?;
    let short = sum(hours.unwrap_or_default(), &[('H', HOUR), ('M', MINUTE), ('S', 1000)])?;
    long.checked_add(short)
}

fn sum(mut text: &str, units: &[(char, u64)]) -> Option<u64> {
    let mut total: u64 = 0;
    while !text.is_empty() {
        let end = text.find(|sign: char| !sign.is_ascii_digit())?;
        let (number, rest) = text.split_at(end);
        let sign = rest.chars().next()?;
        let (_, unit) = units.iter().find(|(known, _)| *known == sign)?;
        total = total.checked_add(number.parse::<u64>().ok()?.checked_mul(*unit)?)?;
        text = &rest[sign.len_utf8()..];
    }
    Some(total)
}

/// A length of time in words: the largest unit that leaves nothing over, or one decimal of days.
pub fn say(milliseconds: u64) -> Text {
    let plural = |n: u64, one: &str| if n == 1 { format!("1 {one}") } else { format!("{n} {one}s") };
    match milliseconds {
        ms if ms % DAY == 0 => Text::new(format!("{} 天", ms / DAY), plural(ms / DAY, "day")),
        ms if ms > 2 * DAY => {
            let days = format!("{}.{}", ms / DAY, ms % DAY * 10 / DAY);
            Text::new(format!("{days} 天"), format!("{days} days"))
        }
        ms if ms % HOUR == 0 => Text::new(format!("{} 小时", ms / HOUR), plural(ms / HOUR, "hour")),
        ms if ms >= MINUTE => Text::new(format!("{} 分钟", ms / MINUTE), plural(ms / MINUTE, "minute")),
        ms => Text::new(format!("{ms} 毫秒"), format!("{ms} ms")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_read_to_the_millisecond_and_nonsense_is_none() {
        for (text, wanted) in [
            ("P2D", Some(2 * DAY)),
            ("PT36H", Some(36 * HOUR)),
            ("P1DT30M", Some(DAY + 30 * MINUTE)),
            ("P1M", Some(30 * DAY)),
            ("P2W", Some(14 * DAY)),
            ("P", None),
            ("PT", None),
            ("P5", None),
            ("PD", None),
            ("${limit}", None),
            ("R3/PT1H", None),
            ("P99999999999999999999D", None),
            ("P18446744073709551615Y", None),
            ("P一D", None),
        ] {
            assert_eq!(parse(text), wanted, "{text}");
        }
    }

    #[test]
    fn a_length_is_told_in_the_largest_whole_unit() {
        for (ms, en) in [
            (0, "0 days"),
            (DAY, "1 day"),
            (36 * HOUR, "36 hours"),
            (60 * HOUR, "2.5 days"),
            (90 * MINUTE, "90 minutes"),
            (1, "1 ms"),
        ] {
            assert_eq!(say(ms).en, en);
        }
    }
}
