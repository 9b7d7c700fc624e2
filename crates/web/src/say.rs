//! `Say`: the words of one feature in the language of the person, small enough to hand to every template.

use std::fmt::Display;

use civic::text::{Lang, Text};
use civic::{Date, Timestamp};

use crate::words::{self, Words};

/// Words in one language. Copy it into every template as `w`.
#[derive(Clone, Copy, Debug)]
pub struct Say {
    pub lang: Lang,
    words: &'static Words,
    common: &'static Words,
}

impl Say {
    /// Words of one file (`include_str!("words.toml")`), with the common words behind it.
    pub fn of(words: &'static str, lang: Lang) -> Say {
        Say { lang, words: words::table(words), common: words::table(words::COMMON) }
    }

    /// The common words alone.
    pub fn common(lang: Lang) -> Say {
        Say::of("", lang)
    }

    /// The text of a key; `⟦key⟧` if neither the feature nor the house has it.
    pub fn t(&self, key: &str) -> &'static str {
        self.find(key, None).unwrap_or_else(|| words::missing(key))
    }

    /// The text of a key if there is one.
    pub fn maybe(&self, key: &str) -> Option<&'static str> {
        self.find(key, None)
    }

    /// The text of a key for a count: chooses the plural form and fills `{n}` as `1,234`.
    pub fn n(&self, key: &str, n: impl TryInto<i64>) -> String {
        let n = n.try_into().unwrap_or(i64::MAX);
        match self.find(key, Some(n)) {
            Some(text) => fill(text, &[("n", &grouped(n))]),
            None => words::missing(key).to_owned(),
        }
    }

    /// The text of a key with its `{placeholders}` filled.
    pub fn with(&self, key: &str, values: &[(&str, &dyn Display)]) -> String {
        fill(self.t(key), values)
    }

    /// Like [`Say::n`] with further placeholders.
    pub fn n_with(&self, key: &str, n: impl TryInto<i64>, values: &[(&str, &dyn Display)]) -> String {
        fill(&self.n(key, n), values)
    }

    /// A count: `1,234`.
    pub fn count(&self, n: impl TryInto<i64>) -> String {
        grouped(n.try_into().unwrap_or(i64::MAX))
    }

    /// A big number for a picture: `12.3万`, `4.5亿`; in English `123,000`.
    pub fn big(&self, n: impl TryInto<i64>) -> String {
        let n = n.try_into().unwrap_or(i64::MAX);
        match (self.lang, n) {
            (Lang::Zh, 100_000_000..) => tenths(n, 100_000_000, "亿"),
            (Lang::Zh, 10_000..) => tenths(n, 10_000, "万"),
            _ => grouped(n),
        }
    }

    /// The side of a text in this language.
    pub fn text<'a>(&self, text: &'a Text) -> &'a str {
        text.get(self.lang)
    }

    /// `3月3日 (周二)`, `Tue 3 Mar`.
    pub fn date(&self, date: Date) -> String {
        civic::clock::show_date(date, self.lang)
    }

    /// With the year: `2020年3月3日 (周二)`, `Tue 3 Mar 2020`.
    pub fn date_with_year(&self, date: Date) -> String {
        civic::clock::show_date_full(date, self.lang)
    }

    /// Clock time in China: `2020-03-03 14:05`.
    pub fn time(&self, at: Timestamp) -> String {
        civic::clock::local_time(at)
    }

    /// [`Say::time`] for epoch milliseconds.
    pub fn time_ms(&self, at_ms: i64) -> String {
        Timestamp::from_millisecond(at_ms).map_or_else(|_| "—".to_owned(), civic::clock::local_time)
    }

    /// `截止 3月5日 (周四)，还剩 2 个工作日`; negative days are overdue; provisional dates say so.
    pub fn deadline(&self, due: Date, working_days_left: i64, provisional: bool) -> String {
        let date = self.date(due);
        let mut text = match working_days_left {
            0 => self.with("deadline-today", &[("date", &date)]),
            left if left > 0 => self.n_with("deadline-left", left, &[("date", &date)]),
            over => self.n_with("deadline-over", over.saturating_neg(), &[("date", &date)]),
        };
        if provisional {
            text.push_str(self.t("deadline-provisional"));
        }
        text
    }

    fn find(&self, key: &str, n: Option<i64>) -> Option<&'static str> {
        self.words.find(key, self.lang, n).or_else(|| self.common.find(key, self.lang, n))
    }
}

/// `1,234,567`.
fn grouped(n: i64) -> String {
    let digits = n.unsigned_abs().to_string();
    let mut shown = String::from(if n < 0 { "-" } else { "" });
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            shown.push(',');
        }
        shown.push(digit);
    }
    shown
}

/// A number in units of 万 or 亿 with one decimal, cut rather than rounded: never more than there is.
fn tenths(n: i64, unit: i64, name: &str) -> String {
    match n % unit * 10 / unit {
        0 => format!("{}{name}", grouped(n / unit)),
        tenth => format!("{}.{tenth}{name}", grouped(n / unit)),
    }
}

/// Fills placeholders once, left to right: a value with braces in it is not filled again.
fn fill(text: &str, values: &[(&str, &dyn Display)]) -> String {
    let mut filled = String::with_capacity(text.len() + 16);
    let mut rest = text;
    while let Some(open) = rest.find('{') {
        filled.push_str(&rest[..open]);
        rest = &rest[open..];
        let Some(close) = rest.find('}') else { break };
        let name = &rest[1..close];
        match values.iter().find(|(key, _)| *key == name) {
            Some((_, value)) => filled.push_str(&value.to_string()),
            None => filled.push_str(&rest[..=close]),
        }
        rest = &rest[close + 1..];
    }
    filled.push_str(rest);
    filled
}

#[cfg(test)]
mod tests {
    use super::*;

    const WORDS: &str = "[hi]\nzh-CN='您好，{name}'\nen='hello {name}'\n[save]\nzh-CN='存'\nen='keep'\n";

    #[test]
    fn a_feature_overrides_the_common_words_and_falls_back_to_them() {
        let w = Say::of(WORDS, Lang::En);
        assert_eq!(w.t("save"), "keep");
        assert_eq!(w.t("back"), Say::common(Lang::En).t("back"));
        assert_eq!(w.t("nowhere"), "⟦nowhere⟧");
    }

    #[test]
    fn a_value_with_braces_is_not_filled_again() {
        let w = Say::of(WORDS, Lang::Zh);
        assert_eq!(w.with("hi", &[("name", &"{name}<")]), "您好，{name}<");
    }

    #[test]
    fn numbers_read_as_people_write_them() {
        let (zh, en) = (Say::common(Lang::Zh), Say::common(Lang::En));
        assert_eq!((zh.count(1_234_567), en.count(-1_000)), ("1,234,567".to_owned(), "-1,000".to_owned()));
        assert_eq!(
            (zh.big(9_999), zh.big(123_999), zh.big(450_000_000)),
            ("9,999".into(), "12.3万".into(), "4.5亿".into())
        );
        assert_eq!(en.big(123_999), "123,999");
    }

    #[test]
    fn a_deadline_says_date_and_days() {
        let w = Say::common(Lang::En);
        let due = Date::constant(2020, 3, 5);
        assert!(w.deadline(due, 2, false).contains("2 working days left"));
        assert!(w.deadline(due, 1, false).contains("1 working day left"));
        assert!(w.deadline(due, -3, true).contains("3 working days overdue"));
    }
}
