//! The administrative divisions of the country: names, parents, and what became of old codes.
//!
//! The names are Chinese in both languages; see `data/README.md` for sources and dates. The tables
//! stay one static text each: a row holds only slices of it.

use std::sync::LazyLock;

pub use crate::region::{Level, RegionCode};
use crate::text::Text;
use crate::tsv;

static DIVISIONS: &str = include_str!("../data/divisions.tsv");
static CHANGES: &str = include_str!("../data/division-changes.tsv");

/// How many divisions a search gives at most.
pub const SEARCH_MOST: usize = 50;

/// A division as listed today.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Division {
    /// Its code, six digits.
    pub code: RegionCode,
    /// Its Chinese name without those above it (`西湖区`).
    pub name: &'static str,
    /// How far down it is.
    pub level: Level,
    /// The listed division above it: a municipality for its districts, a province for the
    /// counties it runs itself. `None` for a province.
    pub parent: Option<RegionCode>,
    /// A development zone or similar unit that only the statistics count like a county.
    pub stat_zone: bool,
}

impl Division {
    /// The name in both languages, which is the Chinese one: no English names are at hand.
    pub fn words(&self) -> Text {
        Text::same(self.name)
    }
}

/// What happened to a division.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ChangeKind {
    /// The same name under a new code.
    NewCode,
    /// A new name.
    NewName,
    /// A new status: a county became a city or a district, a prefecture a city.
    NewStatus,
    /// Merged, split or otherwise rearranged.
    Rearranged,
    /// Abolished; `new` is the division that took its area over, where one is named.
    Abolished,
}

/// One change of one division.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Change {
    /// The code before.
    pub old: RegionCode,
    /// The name before.
    pub old_name: &'static str,
    /// The code after, where one is named.
    pub new: Option<RegionCode>,
    /// The year of the first list that shows it.
    pub year: i16,
    /// What happened.
    pub kind: ChangeKind,
}

/// The divisions of the country and their changes.
pub struct Divisions {
    rows: Vec<Row>,
    changes: LazyLock<Vec<ChangeRow>>,
}

struct Row {
    code: &'static str,
    name: &'static str,
    stat_zone: bool,
}

struct ChangeRow {
    old: &'static str,
    year: i16,
    kind: ChangeKind,
    name: &'static str,
    new: &'static str,
}

impl Divisions {
    /// The national list, read on first use (a millisecond or two).
    pub fn national() -> &'static Divisions {
        static NATIONAL: LazyLock<Divisions> = LazyLock::new(|| Divisions {
            rows: tsv::rows(DIVISIONS).map(row).collect(),
            changes: LazyLock::new(|| tsv::rows(CHANGES).map(change).collect()),
        });
        &NATIONAL
    }

    /// Every division, in the order of codes.
    pub fn all(&self) -> impl Iterator<Item = Division> + '_ {
        self.rows.iter().map(|row| self.division(row))
    }

    /// The division with this code today.
    pub fn find(&self, code: &RegionCode) -> Option<Division> {
        self.row(code.as_str()).map(|row| self.division(row))
    }

    /// The divisions directly below; for [`RegionCode::nation`], the provinces.
    ///
    /// The counties a province runs itself are children of the province, beside its cities.
    pub fn children(&self, code: &RegionCode) -> Vec<Division> {
        let prefix = code.significant();
        let start = self.rows.partition_point(|row| row.code < prefix);
        self.rows[start..]
            .iter()
            .take_while(|row| row.code.starts_with(prefix))
            .map(|row| self.division(row))
            .filter(|division| match &division.parent {
                Some(parent) => parent == code,
                None => code.level() == Level::Nation,
            })
            .collect()
    }

    /// The full Chinese name, from the province down: `浙江省杭州市西湖区`.
    ///
    /// Below the county the nearest listed division is named; an unlisted code gives `None`.
    pub fn full_name(&self, code: &RegionCode) -> Option<String> {
        let names: Vec<&str> =
            code.ancestors().iter().filter_map(|part| self.row(part.as_str())).map(|row| row.name).collect();
        (!names.is_empty()).then(|| names.concat())
    }

    /// The divisions of today that took over a code, itself first if it is still listed.
    ///
    /// It follows the last known holder of an abolished code; a code may have had other holders
    /// before. Empty where the record names no successor. A hint for a person, never a proof: old
    /// codes stay on identity cards for life.
    pub fn successors(&self, old: &RegionCode) -> Vec<Division> {
        let mut found = Vec::new();
        let mut seen = Vec::new();
        self.follow(old.as_str(), i16::MIN, &mut seen, &mut found);
        found
    }

    /// Every recorded change of a code, oldest first.
    pub fn changes(&self, code: &RegionCode) -> Vec<Change> {
        self.changes_of(code.as_str())
            .iter()
            .map(|row| Change {
                old: listed(row.old),
                old_name: row.name,
                new: (!row.new.is_empty()).then(|| listed(row.new)),
                year: row.year,
                kind: row.kind,
            })
            .collect()
    }

    /// Divisions by code or name, best first, at most [`SEARCH_MOST`].
    ///
    /// A name may be full or part (`西湖`), with the names above it (`杭州 西湖`, `杭州市西湖区`),
    /// or a former one (`崇文区`), which finds the successors last.
    pub fn search(&self, wanted: &str) -> Vec<Division> {
        let wanted = crate::tidy::half_width(wanted);
        let words: Vec<&str> = wanted.split_whitespace().collect();
        let Some(last) = words.last() else {
            return Vec::new();
        };
        let mut ranked: Vec<(u8, Division)> =
            self.rows.iter().filter_map(|row| Some((self.rank(row, &words, last)?, self.division(row)))).collect();
        ranked.sort_by_key(|(rank, _)| *rank);
        let mut found: Vec<Division> = ranked.into_iter().map(|(_, division)| division).collect();
        for former in self.changes.iter().filter(|row| words == [row.name]) {
            for division in self.successors(&listed(former.old)) {
                if !found.contains(&division) {
                    found.push(division);
                }
            }
        }
        found.truncate(SEARCH_MOST);
        found
    }

    /// How well a row answers: 0 exactly, 3 only through the names above it, `None` not at all.
    fn rank(&self, row: &Row, words: &[&str], last: &str) -> Option<u8> {
        if row.code.starts_with(last) && words.len() == 1 {
            return Some(u8::from(row.code != last));
        }
        let above_too = words.len() > 1 || last.chars().count() > 3;
        if !row.name.contains(last) && !above_too {
            return None;
        }
        let path = self.full_name(&listed(row.code))?;
        if !words.iter().all(|word| path.contains(word)) {
            return None;
        }
        if row.name == last {
            Some(0)
        } else if row.name.starts_with(last) {
            Some(1)
        } else if row.name.contains(last) {
            Some(2)
        } else {
            // the words must reach into the division itself, not only name one above it
            (words.len() == 1 && path.ends_with(last)).then_some(3)
        }
    }

    fn follow(&self, code: &str, since: i16, seen: &mut Vec<String>, found: &mut Vec<Division>) {
        if seen.iter().any(|known| known == code) {
            return;
        }
        seen.push(code.to_owned());
        if let Some(row) = self.row(code) {
            found.push(self.division(row));
            return;
        }
        let later = || self.changes_of(code).iter().filter(|row| row.year >= since && row.new != code);
        let Some(year) = later().map(|row| row.year).max() else {
            return;
        };
        for row in later().filter(|row| row.year == year && !row.new.is_empty()) {
            self.follow(row.new, year, seen, found);
        }
    }

    fn row(&self, code: &str) -> Option<&Row> {
        let place = self.rows.binary_search_by_key(&code, |row| row.code).ok()?;
        self.rows.get(place)
    }

    fn changes_of(&self, code: &str) -> &[ChangeRow] {
        let start = self.changes.partition_point(|row| row.old < code);
        let end = self.changes.partition_point(|row| row.old <= code);
        &self.changes[start..end]
    }

    fn division(&self, row: &Row) -> Division {
        let code = listed(row.code);
        let parent =
            std::iter::successors(code.parent(), RegionCode::parent).find(|above| self.row(above.as_str()).is_some());
        Division { level: code.level(), name: row.name, parent, stat_zone: row.stat_zone, code }
    }
}

fn listed(code: &str) -> RegionCode {
    RegionCode::parse(code).expect("a test reads every code of the tables")
}

fn row(cells: Vec<&'static str>) -> Row {
    Row { code: cells[0], name: cells[1], stat_zone: cells.get(2) == Some(&"z") }
}

fn change(cells: Vec<&'static str>) -> ChangeRow {
    ChangeRow {
        old: cells[0],
        year: cells[1].parse().expect("a test reads every row"),
        kind: match cells[2] {
            "c" => ChangeKind::NewCode,
            "n" => ChangeKind::NewName,
            "s" => ChangeKind::NewStatus,
            "m" => ChangeKind::Rearranged,
            _ => ChangeKind::Abolished,
        },
        name: cells[3],
        new: cells[4],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(digits: &str) -> RegionCode {
        RegionCode::parse(digits).expect("a code")
    }

    fn names(found: &[Division]) -> Vec<&str> {
        found.iter().map(|division| division.name).collect()
    }

    #[test]
    fn every_row_is_sorted_and_has_a_valid_code() {
        let all = Divisions::national();
        assert_eq!(all.all().count(), 3_343);
        assert!(all.rows.windows(2).all(|pair| pair[0].code < pair[1].code));
        assert!(all.rows.iter().all(|row| RegionCode::parse(row.code).is_ok()));
        assert_eq!(all.changes.len(), 3_850);
        assert!(all.changes.windows(2).all(|pair| pair[0].old <= pair[1].old));
        for row in all.changes.iter() {
            assert!(RegionCode::parse(row.old).is_ok(), "{}", row.old);
            assert!(row.new.is_empty() || RegionCode::parse(row.new).is_ok());
        }
    }

    #[test]
    fn every_division_but_a_province_has_a_listed_parent() {
        let all = Divisions::national();
        for division in all.all() {
            assert_eq!(division.parent.is_none(), division.level == Level::Province, "{}", division.name);
        }
        assert_eq!(all.children(&RegionCode::nation()).len(), 34);
    }

    #[test]
    fn names_a_county_with_all_above_it() {
        let all = Divisions::national();
        for (digits, name) in [
            ("330106", "浙江省杭州市西湖区"),
            ("110101", "北京市东城区"),
            ("429004", "湖北省仙桃市"),
            ("441900", "广东省东莞市"),
            ("330106109", "浙江省杭州市西湖区"),
        ] {
            assert_eq!(all.full_name(&code(digits)).as_deref(), Some(name));
        }
        assert_eq!(all.full_name(&code("990121")), None);
    }

    #[test]
    fn a_county_run_by_its_province_is_a_child_of_the_province() {
        let all = Divisions::national();
        let hubei = all.children(&code("420000"));
        assert!(names(&hubei).contains(&"仙桃市"));
        assert!(names(&hubei).contains(&"武汉市"));
        assert!(!names(&hubei).contains(&"江岸区"));
        assert_eq!(all.children(&code("110000")).len(), 16);
    }

    #[test]
    fn zones_of_the_statistics_are_flagged() {
        let all = Divisions::national();
        let zone = all.find(&code("130171")).expect("listed");
        assert!(zone.stat_zone);
        assert_eq!(zone.parent, Some(code("130100")));
        assert!(!all.find(&code("330106")).expect("listed").stat_zone);
        assert_eq!(all.all().filter(|division| division.stat_zone).count(), 129);
    }

    #[test]
    fn an_old_code_leads_to_the_division_of_today() {
        let all = Divisions::national();
        for (old, today) in [
            ("110103", "东城区"),
            ("330104", "上城区"),
            ("142401", "榆次区"),
            ("542200", "山南市"),
            ("500105", "两江新区"),
            ("610322", "凤翔区"),
            ("330106", "西湖区"),
        ] {
            assert_eq!(names(&all.successors(&code(old))), [today], "{old}");
        }
        assert!(all.successors(&code("990121")).is_empty());
    }

    #[test]
    fn following_changes_always_ends() {
        let all = Divisions::national();
        let (mut gone, mut found) = (0, 0);
        for row in all.changes.iter().filter(|row| all.row(row.old).is_none()) {
            gone += 1;
            found += usize::from(!all.successors(&listed(row.old)).is_empty());
        }
        assert!(found * 100 / gone >= 95, "{found} of {gone} lead on");
    }

    #[test]
    fn finds_by_part_of_a_name_by_the_names_above_and_by_code() {
        let all = Divisions::national();
        assert_eq!(names(&all.search("西湖区")), ["西湖区", "西湖区", "东西湖区"]);
        assert_eq!(all.search("杭州 西湖")[0].code, code("330106"));
        assert_eq!(all.search("杭州市西湖区")[0].code, code("330106"));
        assert_eq!(all.search("３３０１０６")[0].name, "西湖区");
        assert_eq!(all.search("3301")[0].name, "杭州市");
        assert_eq!(names(&all.search("崇文区")), ["东城区"]);
        assert!(all.search("").is_empty());
        assert!(all.search("区").len() <= SEARCH_MOST);
        assert!(all.search("没有这个地方").is_empty());
    }
}
