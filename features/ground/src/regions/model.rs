//! An area: a division of the national list, or one this site added below or beside it.

use civic::division::{Division, Divisions};
use civic::{Level, RegionCode, Text};
use serde::Serialize;

/// An area with a code and a name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Area {
    /// 6, 9 or 12 digits.
    pub code: RegionCode,
    /// Its own name, without those above it.
    pub name: Text,
    /// How far down it is.
    pub level: Level,
    /// The area above; `None` for a province.
    pub parent: Option<RegionCode>,
    /// A unit of the statistics only: a development zone.
    pub stat_zone: bool,
    /// True for an area this site added: a township, a village, a made-up county.
    pub local: bool,
}

impl From<Division> for Area {
    fn from(division: Division) -> Area {
        Area {
            name: division.words(),
            level: division.level,
            parent: division.parent,
            stat_zone: division.stat_zone,
            local: false,
            code: division.code,
        }
    }
}

/// The county (six digits) whose data an area belongs to: what stands in the column `region`.
pub fn county_of(code: &RegionCode) -> &str {
    &code.as_str()[..6]
}

/// The pattern that finds, with LIKE, every region inside an area: `9901%`.
pub fn within_pattern(area: &RegionCode) -> String {
    format!("{}%", area.significant())
}

/// The national list, without the areas of this site.
pub(super) fn national(code: &RegionCode) -> Option<Area> {
    Divisions::national().find(code).map(Area::from)
}

/// Makes `%`, `_` and `\` of what a person typed stand for themselves in LIKE … ESCAPE '\'.
pub fn like_escaped(words: &str) -> String {
    let mut escaped = String::with_capacity(words.len());
    for c in words.chars() {
        if matches!(c, '%' | '_' | '\\') {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(digits: &str) -> RegionCode {
        RegionCode::parse(digits).expect("a code")
    }

    #[test]
    fn an_area_finds_everything_inside_it() {
        for (area, pattern) in
            [("990000", "99%"), ("990100", "9901%"), ("990121", "990121%"), ("990121001", "990121001%")]
        {
            assert_eq!(within_pattern(&code(area)), pattern);
        }
    }

    #[test]
    fn a_village_belongs_to_the_data_of_its_county() {
        assert_eq!(county_of(&code("990121001002")), "990121");
    }

    #[test]
    fn signs_of_like_stand_for_themselves() {
        assert_eq!(like_escaped(r"50%_\"), r"50\%\_\\");
    }
}
