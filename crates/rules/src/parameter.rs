//! Named values with a date: a figure changes by a later entry, never by editing the old one.

use civic::Date;

use crate::Value;
use crate::catalogue::under;

/// One entry of a parameter: its value from a day on.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Parameter {
    /// Its name; written `:name` in rules, with `_` or `-`.
    pub name: String,
    /// The value in that time.
    pub value: Value,
    /// Unit of a whole number, such as `person`, or `fen` for money; `None` = a bare number.
    pub unit: Option<String>,
    /// First day it counts.
    pub from: Date,
    /// Last day it counts; `None` = until a later entry takes over.
    pub until: Option<Date>,
    /// Document number and article.
    pub basis: String,
}

/// All dated parameters a rule may use.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Parameters(pub Vec<Parameter>);

impl Parameters {
    /// The value in force on a day.
    ///
    /// The latest entry begun by that day decides, of several begun on the same day the last
    /// listed. Once it has ended there is no value: an older entry does not come back to life.
    pub fn value_on(&self, name: &str, day: Date) -> Option<&Value> {
        self.entry_on(name, day).map(|entry| &entry.value)
    }

    /// The entry in force on a day, with its basis. See [`Parameters::value_on`].
    pub fn entry_on(&self, name: &str, day: Date) -> Option<&Parameter> {
        self.entries(name)
            .filter(|entry| entry.from <= day)
            .max_by_key(|entry| entry.from)
            .filter(|entry| entry.until.is_none_or(|until| day <= until))
    }

    /// All entries of one name, as listed.
    pub fn entries<'a>(&'a self, name: &str) -> impl Iterator<Item = &'a Parameter> + use<'a> {
        let name = under(name);
        let written = |sign: u8| if sign == b'-' { b'_' } else { sign };
        self.0.iter().filter(move |entry| entry.name.bytes().map(written).eq(name.bytes()))
    }

    /// Every name once, as written in rules, in order of listing.
    pub fn names(&self) -> Vec<String> {
        let mut names: Vec<String> = Vec::new();
        for entry in &self.0 {
            let name = under(&entry.name);
            if !names.contains(&name) {
                names.push(name);
            }
        }
        names
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use civic::Date;

    fn day(text: &str) -> Date {
        text.parse().expect("a date")
    }

    fn entry(value: i64, from: &str, until: Option<&str>) -> Parameter {
        Parameter {
            name: "micro-headcount-max".to_owned(),
            value: Value::Int(value),
            unit: None,
            from: day(from),
            until: until.map(day),
            basis: String::new(),
        }
    }

    #[test]
    fn a_later_entry_takes_over_from_its_day() {
        let parameters = Parameters(vec![entry(20, "2020-03-01", None), entry(10, "2020-01-01", None)]);
        let on = |text| parameters.value_on("micro_headcount_max", day(text));
        assert_eq!(on("2019-12-31"), None);
        assert_eq!(on("2020-02-29"), Some(&Value::Int(10)));
        assert_eq!(on("2020-03-01"), Some(&Value::Int(20)));
        assert_eq!(parameters.value_on("micro-headcount-max", day("2021-01-01")), Some(&Value::Int(20)));
    }

    #[test]
    fn an_ended_entry_does_not_revive_the_one_before() {
        let parameters = Parameters(vec![entry(10, "2020-01-01", None), entry(20, "2020-03-01", Some("2020-03-31"))]);
        let on = |text| parameters.value_on("micro_headcount_max", day(text));
        assert_eq!(on("2020-03-31"), Some(&Value::Int(20)));
        assert_eq!(on("2020-04-01"), None);
    }
}
