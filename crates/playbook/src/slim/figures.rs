//! The figures of a service: what it asks of the applicant, column by column.

use civic::text::Text;

/// What is asked of one applicant. Every figure is the least that satisfies the rules, each column for itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    /// Papers handed in.
    pub materials: u64,
    /// Those of them the applicant fills in or signs.
    pub forms: u64,
    /// Facts written down again on a further form, counted each time.
    pub repeats: u64,
    /// Times the applicant has to come.
    pub visits: u64,
    /// Seals to be fetched.
    pub stamps: u64,
    /// Working days with everything side by side that can be; none = never, the demands wait for one another.
    pub days: Option<u64>,
    /// Working days with one step after the other.
    pub days_in_series: u64,
    /// Minutes of the applicant's work.
    pub minutes: u64,
    /// Fees in fen.
    pub fee: u64,
}

/// One column of a table of figures.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    /// Its name in JSON.
    pub id: &'static str,
    /// Its heading, Chinese and English.
    pub name: (&'static str, &'static str),
    /// Its figure; none = never.
    pub of: fn(&Figures) -> Option<u64>,
}

impl Column {
    /// Its heading.
    pub fn heading(&self) -> Text {
        Text::new(self.name.0, self.name.1)
    }
}

/// All columns in the order in which they are shown.
#[rustfmt::skip]
pub const COLUMNS: &[Column] = &[
    Column { id: "materials", name: ("材料", "papers"), of: |f| Some(f.materials) },
    Column { id: "forms", name: ("表格", "forms"), of: |f| Some(f.forms) },
    Column { id: "repeated_answers", name: ("重复填", "repeats"), of: |f| Some(f.repeats) },
    Column { id: "visits", name: ("跑动", "visits"), of: |f| Some(f.visits) },
    Column { id: "stamps", name: ("盖章", "stamps"), of: |f| Some(f.stamps) },
    Column { id: "working_days", name: ("工作日", "days"), of: |f| f.days },
    Column { id: "working_days_in_series", name: ("串联", "in series"), of: |f| Some(f.days_in_series) },
    Column { id: "minutes", name: ("分钟", "minutes"), of: |f| Some(f.minutes) },
    Column { id: "fee_fen", name: ("收费", "fees"), of: |f| Some(f.fee) },
];

impl Figures {
    /// True when no column is greater than in `other`; never is greater than any number of days.
    pub fn no_more_than(&self, other: &Figures) -> bool {
        let figure = |column: &Column, of: &Figures| (column.of)(of).unwrap_or(u64::MAX);
        COLUMNS.iter().all(|column| figure(column, self) <= figure(column, other))
    }
}

/// What an hour of an applicant's time is worth, for the Standard Cost Model, and who says so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rate {
    /// Fen an hour.
    pub fen_an_hour: u64,
    /// Where the figure comes from.
    pub source: Text,
}

impl Rate {
    /// The parameter of a playbook that states it.
    pub const PARAMETER: &str = "applicant_hourly_rate";

    /// The rate a playbook states for a day, in fen an hour, with its basis.
    pub fn of(playbook: &crate::Playbook, on: civic::Date) -> Option<Rate> {
        let entry = playbook.parameters.entry_on(Rate::PARAMETER, on)?;
        let rules::Value::Int(fen) = entry.value else { return None };
        let (from, basis) = (entry.from, &entry.basis);
        Some(Rate {
            fen_an_hour: u64::try_from(fen).ok()?,
            source: Text::new(
                format!("参数 applicant-hourly-rate，自{from}起，依据：{basis}"),
                format!("parameter applicant-hourly-rate, from {from}, basis: {basis}"),
            ),
        })
    }

    /// What a time is worth: minutes times the rate, in fen, rounded up.
    pub fn worth(&self, minutes: u64) -> u64 {
        let fen = (u128::from(minutes) * u128::from(self.fen_an_hour)).div_ceil(60);
        u64::try_from(fen).unwrap_or(u64::MAX)
    }

    /// The Standard Cost Model's burden of one application: time at this rate, and fees. Waiting and visits are
    /// not priced: they stay columns of their own.
    pub fn burden(&self, figures: &Figures) -> u64 {
        self.worth(figures.minutes).saturating_add(figures.fee)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_is_worth_its_share_of_an_hour_rounded_up() {
        let rate = Rate { fen_an_hour: 2_500, source: Text::new("", "") };
        assert_eq!([rate.worth(0), rate.worth(1), rate.worth(60), rate.worth(90)], [0, 42, 2_500, 3_750]);
        let figures = Figures { minutes: 60, fee: 1_000, ..Figures::default() };
        assert_eq!(rate.burden(&figures), 3_500);
        assert_eq!(rate.worth(u64::MAX), u64::MAX);
    }

    #[test]
    fn never_is_more_than_any_number_of_days() {
        let soon = Figures { days: Some(9), ..Figures::default() };
        assert!(soon.no_more_than(&Figures::default()));
        assert!(!Figures::default().no_more_than(&soon));
    }
}
