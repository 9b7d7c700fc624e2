//! The cases of one playbook filed in an area between two days, slice by slice, in the order of county and id.

use civic::Date;
use store::{Fault, Row, Tx, params};

/// Which cases.
#[derive(Clone, Debug)]
pub struct Span {
    area: (String, String),
    playbook: String,
    ms: (i64, i64),
}

impl Span {
    /// The cases of a playbook filed in an area and below, from the first to the last day.
    pub fn of(area: &str, playbook: &str, days: (Date, Date)) -> Span {
        let prefix = area.trim_end_matches("00").to_owned();
        let start = |day: Date| civic::clock::start_of(day).as_millisecond();
        Span {
            area: (prefix.clone(), format!("{prefix}\u{7f}")),
            playbook: playbook.to_owned(),
            ms: (start(days.0), start(days.1.tomorrow().unwrap_or(days.1))),
        }
    }
}

/// How many there are.
pub fn count_filed(tx: &mut Tx, span: &Span) -> Result<i64, Fault> {
    let of = params![&span.area.0, &span.area.1, &span.playbook, span.ms.0, span.ms.1];
    tx.one(include_str!("sql/cases_filed_count.sql"), of)?.get("n")
}

/// Rows with `region`, `id`, `number`, `digest`, `service`, `filed_at`: the first `limit` behind a county and id.
pub fn filed_after(tx: &mut Tx, span: &Span, after: (&str, &str), limit: i64) -> Result<Vec<Row>, Fault> {
    let of = params![&span.area.0, &span.area.1, &span.playbook, span.ms.0, span.ms.1, after.0, after.1, limit];
    tx.query(include_str!("sql/cases_filed_after.sql"), of)
}
