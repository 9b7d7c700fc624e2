//! Enterprise size by the measures of 2017: the set of classes the known figures still allow.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use crate::industry::Industry;
use crate::text::Text;
use crate::tsv;

static TABLE: &str = include_str!("../data/sizes.tsv");

/// One 10,000 yuan, the unit of the table, in fen.
const WAN_FEN: i64 = 1_000_000;

/// What is known of an enterprise's size; `None` is unknown, not zero.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Figures {
    /// People employed.
    pub employees: Option<i64>,
    /// Yearly revenue in fen.
    pub revenue_fen: Option<i64>,
    /// Total assets in fen.
    pub assets_fen: Option<i64>,
}

/// A size class, the smallest first.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SizeClass {
    /// 微型
    Micro,
    /// 小型
    Small,
    /// 中型
    Medium,
    /// 大型
    Large,
}

impl SizeClass {
    /// Every class, the smallest first.
    pub const ALL: [SizeClass; 4] = [SizeClass::Micro, SizeClass::Small, SizeClass::Medium, SizeClass::Large];

    /// The name in files and rules: `micro`.
    pub const fn id(self) -> &'static str {
        match self {
            SizeClass::Micro => "micro",
            SizeClass::Small => "small",
            SizeClass::Medium => "medium",
            SizeClass::Large => "large",
        }
    }

    /// Reads the name used in files and rules.
    pub fn parse(id: &str) -> Option<SizeClass> {
        SizeClass::ALL.into_iter().find(|class| class.id() == id)
    }

    /// The name on pages.
    pub fn name(self) -> Text {
        match self {
            SizeClass::Micro => Text::new("微型企业", "micro enterprise"),
            SizeClass::Small => Text::new("小型企业", "small enterprise"),
            SizeClass::Medium => Text::new("中型企业", "medium enterprise"),
            SizeClass::Large => Text::new("大型企业", "large enterprise"),
        }
    }
}

/// A figure the table asks for.
#[derive(Clone, Copy, PartialEq, Eq, Debug, PartialOrd, Ord)]
pub enum Figure {
    /// People employed.
    Employees,
    /// Yearly revenue.
    Revenue,
    /// Total assets.
    Assets,
}

/// One row of the table: the lower bounds for one kind of industry.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Standard {
    /// Its name in the table file: `industry`, `retail`.
    pub id: &'static str,
    zh: &'static str,
    en: &'static str,
    scope: &'static str,
    /// Lower bounds of small, medium and large, in people or fen; only the figures it uses.
    bounds: Vec<(Figure, [i64; 3])>,
}

impl Standard {
    /// Its name on pages.
    pub fn name(&self) -> Text {
        Text::new(self.zh, self.en)
    }

    /// The figures it asks for.
    pub fn figures(&self) -> impl Iterator<Item = Figure> {
        self.bounds.iter().map(|(figure, _)| *figure)
    }

    /// The classes still possible: the class is the lowest any figure reaches, so one small figure
    /// settles it and an unknown one leaves everything below open.
    fn classify(&self, known: &Figures) -> impl Iterator<Item = SizeClass> {
        let mut highest = SizeClass::Large;
        let mut unknown = false;
        for (figure, bounds) in &self.bounds {
            let value = match figure {
                Figure::Employees => known.employees,
                Figure::Revenue => known.revenue_fen,
                Figure::Assets => known.assets_fen,
            };
            match value {
                Some(value) => {
                    let reached = bounds.iter().filter(|bound| value >= **bound).count();
                    highest = highest.min(SizeClass::ALL[reached]);
                }
                None => unknown = true,
            }
        }
        SizeClass::ALL.into_iter().filter(move |class| *class == highest || (unknown && *class < highest))
    }
}

/// Every standard, in the order of the table.
pub fn standards() -> &'static [Standard] {
    static ROWS: LazyLock<Vec<Standard>> = LazyLock::new(|| tsv::rows(TABLE).map(standard).collect());
    &ROWS
}

/// The standards that may apply to an industry: one if it is given exactly enough, several for a
/// section such as G, none if the measures do not cover it (finance, education, public bodies).
pub fn standards_for(industry: &Industry) -> Vec<&'static Standard> {
    let code = industry.code();
    let digits = industry.digits();
    standards()
        .iter()
        .filter(|standard| {
            standard.scope.split(' ').any(|scope| {
                let given = if scope.starts_with(|c: char| c.is_ascii_uppercase()) { &code } else { digits };
                if digits.is_empty() && scope.len() > 1 {
                    return crate::industry::section_of(scope).is_some_and(|row| row.section == industry.section());
                }
                given.starts_with(scope) || scope.starts_with(given)
            })
        })
        .collect()
}

/// The size classes still possible; exactly one when the figures settle it.
///
/// With an industry given too roughly (`G`) the classes of every standard that may apply are
/// joined. Empty where the measures do not cover the industry.
pub fn classify(industry: &Industry, figures: &Figures) -> BTreeSet<SizeClass> {
    standards_for(industry).into_iter().flat_map(|standard| standard.classify(figures)).collect()
}

/// The unknown figures that could still change the answer; empty when it is settled.
pub fn missing(industry: &Industry, figures: &Figures) -> BTreeSet<Figure> {
    let open: Vec<_> =
        standards_for(industry).into_iter().filter(|standard| standard.classify(figures).count() > 1).collect();
    open.into_iter()
        .flat_map(Standard::figures)
        .filter(|figure| match figure {
            Figure::Employees => figures.employees.is_none(),
            Figure::Revenue => figures.revenue_fen.is_none(),
            Figure::Assets => figures.assets_fen.is_none(),
        })
        .collect()
}

fn standard(cells: Vec<&'static str>) -> Standard {
    let columns =
        [(Figure::Employees, cells[4], 1), (Figure::Revenue, cells[5], WAN_FEN), (Figure::Assets, cells[6], WAN_FEN)];
    Standard {
        id: cells[0],
        zh: cells[1],
        en: cells[2],
        scope: cells[3],
        bounds: columns
            .into_iter()
            .filter(|(_, cell, _)| *cell != "-")
            .map(|(figure, cell, unit)| (figure, bounds(cell, unit)))
            .collect(),
    }
}

/// `1000 300 20` (large, medium, small) as the bounds of small, medium and large.
fn bounds(cell: &str, unit: i64) -> [i64; 3] {
    let mut numbers = cell.split(' ').map(|n| unit * n.parse::<i64>().expect("a test reads every row"));
    let mut next = || numbers.next().expect("a test reads every row");
    let (large, medium, small) = (next(), next(), next());
    [small, medium, large]
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Figures in people and 10,000 yuan, and the ids of the classes left.
    fn check(industry: &str, x: Option<i64>, y: Option<i64>, z: Option<i64>, expected: &str) {
        let figures =
            Figures { employees: x, revenue_fen: y.map(|wan| wan * WAN_FEN), assets_fen: z.map(|wan| wan * WAN_FEN) };
        let industry_read = Industry::parse(industry).expect(industry);
        let classes: Vec<_> = classify(&industry_read, &figures).into_iter().map(SizeClass::id).collect();
        assert_eq!(classes.join(" "), expected, "{industry} {x:?} {y:?} {z:?}");
    }

    #[test]
    fn low_revenue_alone_proves_an_industrial_firm_micro() {
        check("C38", None, Some(299), None, "micro");
        check("C38", None, Some(300), None, "micro small");
    }

    #[test]
    fn few_people_alone_prove_an_industrial_firm_micro() {
        check("C38", Some(19), None, None, "micro");
    }

    #[test]
    fn many_people_prove_nothing_while_revenue_is_unknown() {
        check("C38", Some(1000), None, None, "micro small medium large");
        check("C38", Some(300), None, None, "micro small medium");
    }

    #[test]
    fn a_firm_must_meet_every_bound_of_its_class() {
        check("C38", Some(1000), Some(40_000), None, "large");
        check("C38", Some(999), Some(40_000), None, "medium");
        check("C38", Some(1000), Some(2_000), None, "medium");
        check("C38", Some(5000), Some(300), None, "small");
        check("C38", Some(5000), Some(299), None, "micro");
    }

    #[test]
    fn figures_a_standard_does_not_use_change_nothing() {
        check("A", Some(5000), Some(49), Some(1), "micro");
        check("A01", None, Some(20_000), None, "large");
        check("8010", Some(9), None, None, "micro");
        check("8010", Some(300), None, None, "large");
    }

    #[test]
    fn each_row_of_the_table_has_its_own_bounds() {
        for (industry, x, y, z, class) in [
            ("E47", None, Some(80_000), Some(80_000), "large"),
            ("E47", None, Some(80_000), Some(4_999), "small"),
            ("51", Some(20), Some(5_000), None, "medium"),
            ("52", Some(20), Some(5_000), None, "small"),
            ("54", Some(20), Some(199), None, "micro"),
            ("592", Some(20), Some(199), None, "small"),
            ("60", Some(300), Some(2_000), None, "medium"),
            ("61", Some(300), Some(10_000), None, "large"),
            ("62", Some(9), Some(10_000), None, "micro"),
            ("63", Some(2_000), Some(100_000), None, "large"),
            ("65", Some(10), Some(50), None, "small"),
            ("7010", None, Some(200_000), Some(10_000), "large"),
            ("7010", None, Some(200_000), Some(1_999), "micro"),
            ("7020", Some(100), Some(500), None, "small"),
            ("72", Some(300), None, Some(120_000), "large"),
            ("709", Some(100), None, None, "medium"),
            ("85", Some(10), None, None, "small"),
        ] {
            check(industry, x, y, z, class);
        }
    }

    #[test]
    fn a_rough_industry_keeps_the_classes_of_every_standard_that_may_apply() {
        check("59", Some(20), Some(150), None, "micro small");
        check("F", Some(5), Some(1_000), None, "micro small");
        check("G", Some(4), Some(1), None, "micro");
        check("Q", Some(300), None, None, "large");
    }

    #[test]
    fn industries_outside_the_measures_have_no_class() {
        for industry in ["53", "J", "7040", "P83", "84", "S91", "T97"] {
            check(industry, Some(1), Some(1), Some(1), "");
        }
    }

    #[test]
    fn names_the_figures_that_would_settle_it() {
        let industry = Industry::parse("E47").expect("construction");
        let mut figures = Figures::default();
        let open = [Figure::Revenue, Figure::Assets];
        assert_eq!(missing(&industry, &figures), BTreeSet::from(open));
        figures.revenue_fen = Some(WAN_FEN);
        assert!(missing(&industry, &figures).is_empty());
    }

    #[test]
    fn the_table_has_sixteen_standards_with_falling_bounds() {
        assert_eq!(standards().len(), 16);
        for standard in standards() {
            assert!(!standard.bounds.is_empty(), "{}", standard.id);
            for (_, [small, medium, large]) in &standard.bounds {
                assert!(small < medium && medium < large, "{}", standard.id);
            }
        }
    }

    proptest! {
        #[test]
        fn learning_a_figure_never_adds_a_class(
            digits in "(0[1-9]|[1-8][0-9]|9[0-7])",
            x in 0i64..3000, y in 0i64..300_000, z in 0i64..200_000, known in 0u8..8,
        ) {
            let industry = Industry::parse(&digits).expect("a division");
            let all = Figures {
                employees: Some(x),
                revenue_fen: Some(y * WAN_FEN),
                assets_fen: Some(z * WAN_FEN),
            };
            let some = Figures {
                employees: all.employees.filter(|_| known & 1 > 0),
                revenue_fen: all.revenue_fen.filter(|_| known & 2 > 0),
                assets_fen: all.assets_fen.filter(|_| known & 4 > 0),
            };
            let (end, open) = (classify(&industry, &all), classify(&industry, &some));
            prop_assert!(end.is_subset(&open));
            if standards_for(&industry).len() == 1 {
                prop_assert_eq!(end.len(), 1);
            }
            if missing(&industry, &some).is_empty() {
                prop_assert_eq!(end, open);
            }
        }
    }
}
