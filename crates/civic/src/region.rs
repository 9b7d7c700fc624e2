//! Division codes: 6 digits down to the county, 9 to the street or township, 12 to the village.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::problem::Problem;
use crate::text::Text;

/// How far down a division is, from the nation to the village.
///
/// Ordered from the top: `Level::Province < Level::County`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// The whole country (no division code of its own; code `000000`).
    Nation,
    /// Province, autonomous region, municipality, special administrative region.
    Province,
    /// Prefecture-level city, prefecture, league.
    City,
    /// County, district, county-level city, banner.
    County,
    /// Street office, town, township.
    Street,
    /// Village or residents' committee.
    Village,
}

impl Level {
    /// Every level from the top.
    pub const ALL: [Level; 6] =
        [Level::Nation, Level::Province, Level::City, Level::County, Level::Street, Level::Village];

    /// Reads the English name, as written in playbooks (`county`).
    pub fn parse(name: &str) -> Option<Level> {
        Level::ALL.into_iter().find(|level| level.id() == name)
    }

    /// The name used in files.
    pub const fn id(self) -> &'static str {
        match self {
            Level::Nation => "nation",
            Level::Province => "province",
            Level::City => "city",
            Level::County => "county",
            Level::Street => "street",
            Level::Village => "village",
        }
    }

    /// The name on pages.
    pub fn name(self) -> Text {
        match self {
            Level::Nation => Text::new("国家", "nation"),
            Level::Province => Text::new("省", "province"),
            Level::City => Text::new("市", "city"),
            Level::County => Text::new("县（区）", "county"),
            Level::Street => Text::new("乡镇（街道）", "township or street"),
            Level::Village => Text::new("村（社区）", "village or community"),
        }
    }
}

/// The code of a division (GB/T 2260 for six digits, GB/T 10114 below the county).
///
/// Any code of the right shape is accepted, listed or not: made-up regions, abolished counties and
/// new townships all have codes. Nine or twelve digits ending in `000` mean the division above and
/// are shortened to it, so that one division has one code.
#[derive(Clone, PartialEq, Eq, Debug, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct RegionCode(String);

impl RegionCode {
    /// Reads a code; spaces around it are ignored, full-width digits are taken as digits.
    ///
    /// # Errors
    /// `civic/region-digits`, `civic/region-length` or `civic/region-gap` (a township under no
    /// county or city, such as `330000001`, is a gap).
    pub fn parse(input: &str) -> Result<RegionCode, Problem> {
        let digits = crate::tidy::half_width(input.trim());
        let refuse = |code, zh: String, en: String| {
            Problem::new(
                "region",
                code,
                Text::new(zh, en),
                Text::new(
                    "请填写县级 6 位、乡镇街道 9 位或村社区 12 位的行政区划代码，例如 330106",
                    "give the division code: 6 digits for a county, 9 for a township, 12 for a \
                     village, such as 330106",
                ),
            )
        };
        if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
            return Err(refuse(
                "civic/region-digits",
                format!("区划代码“{digits}”含有数字以外的字符或为空"),
                format!("division code `{digits}` is empty or has something other than digits"),
            ));
        }
        if !matches!(digits.len(), 6 | 9 | 12) {
            return Err(refuse(
                "civic/region-length",
                format!("区划代码“{digits}”有 {} 位", digits.len()),
                format!("division code `{digits}` has {} digits", digits.len()),
            ));
        }
        if has_gap(&digits) {
            return Err(refuse(
                "civic/region-gap",
                format!("区划代码“{digits}”缺少上一级（中间为零，后面不为零）"),
                format!("division code `{digits}` names a part of a division it leaves at zero"),
            ));
        }
        Ok(RegionCode(shorten(digits)))
    }

    /// The code of the whole country, above every province.
    pub fn nation() -> RegionCode {
        RegionCode("000000".to_owned())
    }

    /// The digits: 6, 9 or 12 of them.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// How far down the division is, read from the code's shape.
    pub fn level(&self) -> Level {
        let code = self.as_str();
        match code.len() {
            12 => Level::Village,
            9 => Level::Street,
            _ if code == "000000" => Level::Nation,
            _ if code.ends_with("0000") => Level::Province,
            _ if code.ends_with("00") => Level::City,
            _ => Level::County,
        }
    }

    /// The division above by the code's shape; `None` above a province.
    ///
    /// A county run directly by its province (`4290xx`, `4690xx`, `6590xx`) and a district of a
    /// municipality (`1101xx`) still pass through the level between (`429000`, `110100`), which
    /// has a code but no government of its own.
    pub fn parent(&self) -> Option<RegionCode> {
        let code = self.as_str();
        let parent = match self.level() {
            Level::Nation | Level::Province => return None,
            Level::City => format!("{}0000", &code[..2]),
            Level::County => format!("{}00", &code[..4]),
            Level::Street => code[..6].to_owned(),
            Level::Village => code[..9].to_owned(),
        };
        Some(RegionCode(parent))
    }

    /// From the province down to this division itself; for the nation, only itself.
    pub fn ancestors(&self) -> Vec<RegionCode> {
        let mut chain: Vec<_> = std::iter::successors(Some(self.clone()), RegionCode::parent).collect();
        chain.reverse();
        chain
    }

    /// Whether this division is `other` or lies inside it.
    pub fn is_within(&self, other: &RegionCode) -> bool {
        self.0.starts_with(other.significant())
    }

    /// The digits that say something: `33` for a province, `3301` for a city, else all of them.
    pub fn significant(&self) -> &str {
        match self.level() {
            Level::Nation => "",
            Level::Province => &self.0[..2],
            Level::City => &self.0[..4],
            Level::County | Level::Street | Level::Village => &self.0,
        }
    }
}

/// Whether a part is given while the one it belongs to is zero, as in `330000001`.
///
/// Not a gap: a county directly in its province (`460001`, as Hainan's were coded once) and a town
/// directly in a city without counties (`441900003` in Dongguan).
fn has_gap(digits: &str) -> bool {
    let zero = |range: std::ops::Range<usize>| digits.get(range).is_none_or(|part| part.bytes().all(|b| b == b'0'));
    let (province, below, street, village) = (zero(0..2), zero(2..6), zero(6..9), zero(9..12));
    (province && !(below && street && village)) || (below && !(street && village)) || (street && !village)
}

/// Drops whole trailing `000` below the county: `330106000000` is the county `330106`.
fn shorten(mut digits: String) -> String {
    while digits.len() > 6 && digits.ends_with("000") {
        digits.truncate(digits.len() - 3);
    }
    digits
}

impl fmt::Display for RegionCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for RegionCode {
    type Error = String;

    fn try_from(input: String) -> Result<RegionCode, String> {
        RegionCode::parse(&input).map_err(|problem| problem.line(crate::text::Lang::En))
    }
}

impl From<RegionCode> for String {
    fn from(code: RegionCode) -> String {
        code.0
    }
}

impl std::str::FromStr for RegionCode {
    type Err = Problem;

    fn from_str(input: &str) -> Result<RegionCode, Problem> {
        RegionCode::parse(input)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn code(digits: &str) -> RegionCode {
        RegionCode::parse(digits).expect("a code of the right shape")
    }

    #[test]
    fn a_village_lies_in_its_street_county_city_and_province() {
        let chain: Vec<_> = code("330106109001").ancestors().iter().map(|c| (c.to_string(), c.level())).collect();
        assert_eq!(
            chain,
            [
                ("330000".to_owned(), Level::Province),
                ("330100".to_owned(), Level::City),
                ("330106".to_owned(), Level::County),
                ("330106109".to_owned(), Level::Street),
                ("330106109001".to_owned(), Level::Village),
            ]
        );
    }

    #[test]
    fn knows_what_lies_within_what() {
        for (inner, outer, within) in [
            ("330106", "330100", true),
            ("330106", "330000", true),
            ("330106", "330106", true),
            ("330106109", "330106", true),
            ("330106", "000000", true),
            ("330106", "330200", false),
            ("330100", "330106", false),
            ("441900003", "441900", true),
        ] {
            assert_eq!(code(inner).is_within(&code(outer)), within, "{inner} {outer}");
        }
    }

    #[test]
    fn one_division_has_one_code() {
        assert_eq!(code("330106000000"), code("330106"));
        assert_eq!(code(" ３３０１０６ "), code("330106"));
        assert_eq!(code("000000000000"), RegionCode::nation());
    }

    #[test]
    fn a_city_without_counties_has_its_towns_directly() {
        assert_eq!(code("441900003").parent(), Some(code("441900")));
    }

    #[test]
    fn refuses_what_is_no_code_and_says_why() {
        for (input, reason) in [
            ("", "civic/region-digits"),
            ("33O106", "civic/region-digits"),
            ("33010", "civic/region-length"),
            ("33010610", "civic/region-length"),
            ("330000001", "civic/region-gap"),
            ("330106000001", "civic/region-gap"),
            ("000101", "civic/region-gap"),
        ] {
            let problem = RegionCode::parse(input).expect_err(input);
            assert_eq!(problem.code, reason, "{input}");
        }
    }

    #[test]
    fn a_stored_code_is_checked_when_read_back() {
        let stored = serde_json::to_string(&code("990121")).expect("a string");
        assert_eq!(stored, "\"990121\"");
        assert!(serde_json::from_str::<RegionCode>("\"99\"").is_err());
    }

    proptest! {
        #[test]
        fn every_ancestor_contains_the_division(digits in "[1-9][0-9]([0-9]{4}|[0-9]{7}|[0-9]{10})") {
            if let Ok(region) = RegionCode::parse(&digits) {
                let chain = region.ancestors();
                prop_assert_eq!(chain.last(), Some(&region));
                for pair in chain.windows(2) {
                    prop_assert!(pair[1].is_within(&pair[0]));
                    prop_assert!(pair[0].level() < pair[1].level());
                }
            }
        }

        #[test]
        fn no_text_makes_the_reader_panic(input in "\\PC{0,20}") {
            let _ = RegionCode::parse(&input);
        }
    }
}
