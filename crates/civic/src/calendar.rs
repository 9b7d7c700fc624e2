//! Working days: the national calendar of published years, regional days on top, and deadlines.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use jiff::civil::{Date, Weekday};

use crate::region::RegionCode;
use crate::text::Text;
use crate::tsv;

static HOLIDAYS: &str = include_str!("../data/holidays.tsv");
static OVERLAYS: &str = include_str!("../data/calendar-overlays.tsv");

/// What a day is to those who work by a calendar.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Day {
    /// Whether work is done.
    pub working: bool,
    /// Whether the year's days off were not published when this program was made, so that only
    /// weekends are known.
    pub provisional: bool,
    /// The holiday a day off belongs to, or a make-up day makes up for; a regional day's reason.
    pub name: Option<Text>,
}

/// The last day of a term.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Due {
    /// The day.
    pub date: Date,
    /// Whether it rests on a year whose days off are not published: it may still move.
    pub provisional: bool,
}

/// One day that is otherwise than the national calendar says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SpecialDay {
    /// The day.
    pub date: Date,
    /// Whether work is done.
    pub working: bool,
    /// Why, in words for a page.
    pub name: Text,
}

/// For whom a regional overlay holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Audience {
    /// Enterprises only; agencies go by the national calendar.
    Enterprises,
    /// Everybody in the region.
    All,
}

/// Days a region set by a notice of its own.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Overlay {
    /// The region that set them.
    pub region: RegionCode,
    /// For whom.
    pub audience: Audience,
    /// The first day.
    pub from: Date,
    /// The last day.
    pub until: Date,
    /// Whether work is done on them.
    pub working: bool,
    /// Why, in words for a page.
    pub name: Text,
    /// The notice.
    pub basis: &'static str,
}

impl Overlay {
    /// Its days one by one, for [`Calendar::with_overlay`].
    pub fn days(&self) -> impl Iterator<Item = SpecialDay> + '_ {
        self.from.series(jiff::Span::new().days(1)).take_while(|date| *date <= self.until).map(|date| SpecialDay {
            date,
            working: self.working,
            name: self.name.clone(),
        })
    }
}

/// The overlays carried with the program, for a region and those above it.
pub fn overlays(region: &RegionCode) -> impl Iterator<Item = &'static Overlay> {
    static ROWS: LazyLock<Vec<Overlay>> = LazyLock::new(|| tsv::rows(OVERLAYS).map(overlay).collect());
    ROWS.iter().filter(move |overlay| region.is_within(&overlay.region))
}

/// A calendar of working days; cheap to clone.
#[derive(Clone, Debug)]
pub struct Calendar {
    base: &'static Base,
    special: BTreeMap<Date, SpecialDay>,
    published_until: Date,
}

/// The national exceptions, sorted by day.
#[derive(Debug)]
struct Base {
    days: Vec<(Date, bool, &'static str)>,
    from: Date,
    until: Date,
}

impl Calendar {
    /// The national calendar: the State Council's days off from 2004 on.
    pub fn national() -> Calendar {
        static BASE: LazyLock<Base> = LazyLock::new(base);
        Calendar { base: &BASE, special: BTreeMap::new(), published_until: BASE.until }
    }

    /// With days that are otherwise in a region, or newly published; later ones win.
    #[must_use]
    pub fn with_overlay(mut self, days: impl IntoIterator<Item = SpecialDay>) -> Calendar {
        self.special.extend(days.into_iter().map(|day| (day.date, day)));
        self
    }

    /// With all days up to this one known: for a year published after this program was made,
    /// whose days off come through [`Calendar::with_overlay`].
    #[must_use]
    pub fn known_until(mut self, last: Date) -> Calendar {
        self.published_until = self.published_until.max(last);
        self
    }

    /// The last day whose state is published; later days are provisional.
    pub fn published_until(&self) -> Date {
        self.published_until
    }

    /// What a day is.
    pub fn is_working(&self, date: Date) -> Day {
        if let Some(special) = self.special.get(&date) {
            return Day { working: special.working, provisional: false, name: Some(special.name.clone()) };
        }
        let listed = self.base.find(date);
        Day {
            working: listed.map_or_else(|| is_weekday(date), |(working, _)| working),
            provisional: self.is_provisional(date),
            name: listed.map(|(_, holiday)| holiday_name(holiday)),
        }
    }

    /// The end of a term of `n` working days: day 1 is the first working day after `from`.
    ///
    /// A term of no days ends on `from` itself. A term beyond the last day there is ends on it.
    pub fn add_working_days(&self, from: Date, n: u32) -> Due {
        let mut date = from;
        let mut provisional = false;
        let mut left = n;
        while left > 0 {
            let Ok(next) = date.tomorrow() else {
                return Due { date, provisional: true };
            };
            date = next;
            provisional |= self.is_provisional(date);
            left -= u32::from(self.works(date));
        }
        Due { date, provisional }
    }

    /// Working days after `from` up to and with `to`; negative if `to` comes first.
    ///
    /// So the days left of a term are those between today and its last day.
    pub fn working_days_between(&self, from: Date, to: Date) -> i64 {
        if to < from {
            return -self.working_days_between(to, from);
        }
        let days = from
            .series(jiff::Span::new().days(1))
            .skip(1)
            .take_while(|date| *date <= to)
            .filter(|date| self.works(*date));
        i64::try_from(days.count()).expect("a calendar has some millions of days")
    }

    /// The first working day on or after a day: where a term that ends on a day off runs to.
    pub fn next_working_day(&self, date: Date) -> Due {
        if self.works(date) {
            return Due { date, provisional: self.is_provisional(date) };
        }
        self.add_working_days(date, 1)
    }

    fn works(&self, date: Date) -> bool {
        if let Some(special) = self.special.get(&date) {
            return special.working;
        }
        self.base.find(date).map_or_else(|| is_weekday(date), |(working, _)| working)
    }

    fn is_provisional(&self, date: Date) -> bool {
        (date > self.published_until || date < self.base.from) && !self.special.contains_key(&date)
    }
}

impl Base {
    fn find(&self, date: Date) -> Option<(bool, &'static str)> {
        let place = self.days.binary_search_by_key(&date, |row| row.0).ok()?;
        self.days.get(place).map(|row| (row.1, row.2))
    }
}

fn is_weekday(date: Date) -> bool {
    !matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday)
}

fn base() -> Base {
    let years = HOLIDAYS
        .lines()
        .find_map(|line| line.strip_prefix("# Published years: "))
        .and_then(|years| years.split_once(' '))
        .expect("a test reads the years of the table");
    let mut days: Vec<_> = tsv::rows(HOLIDAYS)
        .flat_map(|cells| {
            let (from, until) = (day(cells[0]), day(cells[1]));
            from.series(jiff::Span::new().days(1))
                .take_while(move |date| *date <= until)
                .map(move |date| (date, cells[2] == "work", cells[3]))
        })
        .collect();
    days.sort_by_key(|row| row.0);
    Base { days, from: day(&format!("{}-01-01", years.0)), until: day(&format!("{}-12-31", years.1)) }
}

fn overlay(cells: Vec<&'static str>) -> Overlay {
    Overlay {
        region: RegionCode::parse(cells[0]).expect("a test reads every overlay"),
        from: day(cells[1]),
        until: day(cells[2]),
        working: cells[3] == "work",
        audience: if cells[4] == "all" { Audience::All } else { Audience::Enterprises },
        name: Text::new(cells[5], cells[6]),
        basis: cells[7],
    }
}

fn day(iso: &str) -> Date {
    iso.parse().expect("a test reads every day of the tables")
}

fn holiday_name(id: &str) -> Text {
    let (zh, en) = match id {
        "new-year" => ("元旦", "New Year's Day"),
        "spring-festival" => ("春节", "Spring Festival"),
        "tomb-sweeping" => ("清明节", "Tomb-sweeping Day"),
        "labour-day" => ("劳动节", "Labour Day"),
        "dragon-boat" => ("端午节", "Dragon Boat Festival"),
        "mid-autumn" => ("中秋节", "Mid-autumn Festival"),
        "national-day" => ("国庆节", "National Day"),
        "victory-70" => ("中国人民抗日战争暨世界反法西斯战争胜利70周年纪念日", "70th anniversary of victory in 1945"),
        other => (other, other),
    };
    Text::new(zh, en)
}
