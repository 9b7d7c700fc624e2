//! Industries by GB/T 4754-2017: 20 sections, 97 divisions, and the groups our rules tell apart.
//!
//! Groups and classes are accepted by their shape: no list of all of them with an open licence was
//! found, and a rule needs the division.

use std::fmt;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use crate::problem::Problem;
use crate::text::Text;
use crate::{tidy, tsv};

static TABLE: &str = include_str!("../data/industries.tsv");

/// A section (`C`, manufacturing), division (`38`) or listed group (`701`).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Branch {
    /// The section's letter; for a division or group, the one it belongs to.
    pub section: char,
    /// The code in the list: a letter, two or three digits.
    pub code: &'static str,
    /// The Chinese name.
    pub zh: &'static str,
    /// The English name.
    pub en: &'static str,
}

impl Branch {
    /// The name in both languages.
    pub fn name(&self) -> Text {
        Text::new(self.zh, self.en)
    }
}

/// The whole table in its order, each section followed by its divisions.
pub fn table() -> &'static [Branch] {
    static ROWS: LazyLock<Vec<Branch>> = LazyLock::new(|| {
        let mut section = 'A';
        tsv::rows(TABLE)
            .map(|cells| {
                if let Some(letter) = cells[0].chars().next().filter(char::is_ascii_uppercase) {
                    section = letter;
                }
                Branch { section, code: cells[0], zh: cells[1], en: cells[2] }
            })
            .collect()
    });
    &ROWS
}

/// The 20 sections, A to T.
pub fn sections() -> impl Iterator<Item = &'static Branch> {
    table().iter().filter(|row| row.code.len() == 1)
}

/// The divisions of a section.
pub fn divisions(section: char) -> impl Iterator<Item = &'static Branch> {
    table().iter().filter(move |row| row.section == section && row.code.len() == 2)
}

/// The section a division, group or class belongs to, by its digits.
pub fn section_of(digits: &str) -> Option<&'static Branch> {
    let section = division_row(digits)?.section;
    sections().find(|row| row.code.starts_with(section))
}

/// An industry as precisely as it was given: a section, or down to a four-digit class.
#[derive(Clone, PartialEq, Eq, Debug, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Industry {
    section: char,
    /// None, two, three or four digits.
    digits: String,
}

impl Industry {
    /// Reads a section letter, a letter with two to four digits, or the digits alone: `C`, `C38`,
    /// `C3811`, `38`, `3811`.
    ///
    /// # Errors
    /// `civic/industry-form`, `civic/industry-unknown` (no such section or division) or
    /// `civic/industry-section` (a letter that is not the section of the digits).
    pub fn parse(input: &str) -> Result<Industry, Problem> {
        let code = tidy::identifier(input);
        let letter = code.chars().next().filter(char::is_ascii_uppercase);
        let digits = &code[letter.map_or(0, char::len_utf8)..];
        let shape = digits.bytes().all(|b| b.is_ascii_digit())
            && matches!((letter.is_some(), digits.len()), (true, 0) | (_, 2..=4));
        if !shape {
            return Err(form_problem(&code));
        }
        if digits.is_empty() {
            let section = sections().find(|row| row.code == code).ok_or_else(|| unknown_problem(&code))?;
            return Ok(Industry { section: section.section, digits: String::new() });
        }
        let division = division_row(digits).ok_or_else(|| unknown_problem(&code))?;
        if let Some(letter) = letter.filter(|letter| *letter != division.section) {
            return Err(section_problem(letter, division));
        }
        Ok(Industry { section: division.section, digits: digits.to_owned() })
    }

    /// The section's letter.
    pub fn section(&self) -> char {
        self.section
    }

    /// The digits without the letter: none, two, three or four.
    pub fn digits(&self) -> &str {
        &self.digits
    }

    /// The two digits of the division, if given so far.
    pub fn division(&self) -> Option<&str> {
        self.digits.get(..2)
    }

    /// The three digits of the group, if given so far.
    pub fn group(&self) -> Option<&str> {
        self.digits.get(..3)
    }

    /// Letter and digits: `C3811`.
    pub fn code(&self) -> String {
        format!("{}{}", self.section, self.digits)
    }

    /// The most exact name the table has: of the group, the division or the section.
    pub fn name(&self) -> Text {
        [self.group(), self.division()].into_iter().flatten().find_map(row).unwrap_or_else(|| self.section_row()).name()
    }

    /// The name of its section.
    pub fn section_name(&self) -> Text {
        self.section_row().name()
    }

    fn section_row(&self) -> &'static Branch {
        sections().find(|row| row.section == self.section).expect("only letters of the table are taken")
    }
}

impl fmt::Display for Industry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.section, self.digits)
    }
}

impl TryFrom<String> for Industry {
    type Error = String;

    fn try_from(input: String) -> Result<Industry, String> {
        Industry::parse(&input).map_err(|problem| problem.line(crate::text::Lang::En))
    }
}

impl From<Industry> for String {
    fn from(industry: Industry) -> String {
        industry.code()
    }
}

fn row(code: &str) -> Option<&'static Branch> {
    table().iter().find(|row| row.code == code)
}

fn division_row(digits: &str) -> Option<&'static Branch> {
    row(digits.get(..2)?)
}

fn next() -> Text {
    Text::new(
        "请按《国民经济行业分类》（GB/T 4754-2017）填写，例如 C、C38 或 3811",
        "give a code of GB/T 4754-2017, such as C, C38 or 3811",
    )
}

fn form_problem(code: &str) -> Problem {
    Problem::new(
        "industry",
        "civic/industry-form",
        Text::new(
            format!("“{code}”不是行业代码：应为门类字母、2 至 4 位数字，或字母加数字"),
            format!(
                "`{code}` is no industry code: a section letter, two to four digits, or both are \
                 expected"
            ),
        ),
        next(),
    )
}

fn unknown_problem(code: &str) -> Problem {
    Problem::new(
        "industry",
        "civic/industry-unknown",
        Text::new(
            format!("行业分类中没有“{code}”：门类为 A 至 T，大类为 01 至 97"),
            format!("there is no industry `{code}`: sections go from A to T, divisions from 01 to 97"),
        ),
        next(),
    )
}

fn section_problem(letter: char, division: &Branch) -> Problem {
    let Branch { section, code, zh, en } = division;
    Problem::new(
        "industry",
        "civic/industry-section",
        Text::new(
            format!("大类 {code}（{zh}）属于门类 {section}，不属于 {letter}"),
            format!("division {code} ({en}) belongs to section {section}, not {letter}"),
        ),
        Text::new(
            format!("请核对：字母正确还是数字正确；{section}{code} 是该大类的完整写法"),
            format!("check whether the letter or the digits are right; in full it is {section}{code}"),
        ),
    )
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_table_has_20_sections_and_97_divisions_in_order() {
        let letters: String = sections().map(|row| row.code).collect();
        assert_eq!(letters, "ABCDEFGHIJKLMNOPQRST");
        let divisions: Vec<_> = ('A'..='T').flat_map(divisions).map(|row| row.code).collect();
        let expected: Vec<_> = (1..=97).map(|n| format!("{n:02}")).collect();
        assert_eq!(divisions, expected);
        assert!(table().iter().all(|row| !row.zh.is_empty() && !row.en.is_empty()));
    }

    #[test]
    fn sections_hold_the_divisions_of_the_standard() {
        for (section, first, last) in [
            ('A', "01", "05"),
            ('B', "06", "12"),
            ('C', "13", "43"),
            ('D', "44", "46"),
            ('E', "47", "50"),
            ('F', "51", "52"),
            ('G', "53", "60"),
            ('H', "61", "62"),
            ('I', "63", "65"),
            ('J', "66", "69"),
            ('K', "70", "70"),
            ('L', "71", "72"),
            ('M', "73", "75"),
            ('N', "76", "79"),
            ('O', "80", "82"),
            ('P', "83", "83"),
            ('Q', "84", "85"),
            ('R', "86", "90"),
            ('S', "91", "96"),
            ('T', "97", "97"),
        ] {
            let codes: Vec<_> = divisions(section).map(|row| row.code).collect();
            assert_eq!((codes.first(), codes.last()), (Some(&first), Some(&last)));
        }
    }

    #[test]
    fn reads_a_section_a_division_and_a_class() {
        for (input, code, name) in [
            ("c", "C", "制造业"),
            ("38", "C38", "电气机械和器材制造业"),
            ("C38", "C38", "电气机械和器材制造业"),
            ("3811", "C3811", "电气机械和器材制造业"),
            ("Ｃ３８１１", "C3811", "电气机械和器材制造业"),
            ("7010", "K7010", "房地产开发经营"),
            ("06", "B06", "煤炭开采和洗选业"),
        ] {
            let industry = Industry::parse(input).expect(input);
            assert_eq!(industry.code(), code);
            assert_eq!(industry.name().zh, name);
        }
        assert_eq!(section_of("6431").map(|row| row.section), Some('I'));
        assert_eq!(section_of("00"), None);
    }

    #[test]
    fn refuses_what_is_no_industry_and_says_why() {
        for (input, reason) in [
            ("", "civic/industry-form"),
            ("3", "civic/industry-form"),
            ("C3", "civic/industry-form"),
            ("38111", "civic/industry-form"),
            ("CC", "civic/industry-form"),
            ("制造业", "civic/industry-form"),
            ("U", "civic/industry-unknown"),
            ("00", "civic/industry-unknown"),
            ("98", "civic/industry-unknown"),
            ("B38", "civic/industry-section"),
        ] {
            assert_eq!(Industry::parse(input).expect_err(input).code, reason, "{input}");
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_the_reader_panic(input in "\\PC{0,8}") {
            let _ = Industry::parse(&input);
        }

        #[test]
        fn a_code_reads_back_as_itself(digits in "(0[1-9]|[1-8][0-9]|9[0-7])[0-9]{0,2}") {
            let industry = Industry::parse(&digits).expect("a division");
            prop_assert_eq!(Industry::parse(&industry.code()), Ok(industry));
        }
    }
}
