//! The steps that wait anywhere in a region, with filter and order: what the supervisor's lists are made of.

use civic::Date;
use store::{Fault, Row, Tx, Value, params};
use web::Session;
use web::access::{Act, AgencyIn, Columns, predicate};

use crate::cases::model::StepState;
use crate::cases::queue::{Line, subtree_prefix};
use crate::cases::store::{broken, date, sql};

/// What a step can be marked by; the words stand in addresses.
pub const MARKS: [&str; 8] =
    ["open", "correction", "returned-again", "stopped", "express", "extension-asked", "extended", "given"];

/// Days since a step reached its desk: band, from, to (both included; 0 = without end).
pub const AGES: [(&str, i64, i64); 5] = [("1", 0, 1), ("2", 2, 3), ("3", 4, 5), ("4", 6, 10), ("5", 11, 0)];

/// What somebody who watches looks for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Watch {
    /// Who looks; nobody sees nothing.
    pub reader: Option<Session>,
    /// Only this agency; empty = all, as below.
    pub agency: String,
    /// Only this service.
    pub service: String,
    /// Only this step.
    pub step: String,
    /// Given to this person, or `nobody`.
    pub who: String,
    /// `overdue`, `today`, `soon`, `later`.
    pub due: String,
    /// One of [`MARKS`].
    pub mark: String,
    /// A band of [`AGES`].
    pub age: String,
    /// Part of a name, code or number.
    pub text: String,
    /// The local day.
    pub today: String,
    /// Last day that is soon.
    pub soon: String,
    /// Epoch milliseconds now.
    pub now_ms: i64,
    /// The list is taken out of the house as a file.
    pub taken: bool,
    /// `due`, `agency`, `opened`, `name`, with `-` in front to turn it round.
    pub order: String,
}

/// One step that waits.
#[derive(Clone, Debug)]
pub struct Watched {
    /// Case, step, applicant.
    pub line: Line,
    /// Whose desk.
    pub agency: String,
    /// When it reached the desk, milliseconds since 1970.
    pub opened_at: Option<i64>,
    /// What was said when it was given to somebody.
    pub note: String,
    /// How often the applicant was asked to put something right.
    pub returned: i64,
    /// Its clock stands still.
    pub stopped: bool,
}

/// How many steps lie in one place: agency, service, step, officer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Heap {
    /// County.
    pub region: String,
    /// Agency id.
    pub agency: String,
    /// Service id.
    pub service: String,
    /// Step id.
    pub step: String,
    /// Person, `None` = nobody.
    pub assignee: Option<String>,
    /// Digest of a version that names them.
    pub digest: String,
    /// All that wait: on the desk or for the applicant.
    pub waits: i64,
    /// On the desk.
    pub open: i64,
    /// Of these, past their day.
    pub overdue: i64,
    /// Of these, due today.
    pub today: i64,
    /// Of these, due within three working days.
    pub soon: i64,
    /// With the applicant.
    pub correction: i64,
    /// On the desk with the clock stopped.
    pub stopped: i64,
    /// Handled as urgent.
    pub express: i64,
    /// Given to somebody with a note.
    pub given: i64,
    /// By age, as [`AGES`].
    pub ages: [i64; 5],
}

const DAY_MS: i64 = 86_400_000;

/// The time before which something had begun that is `days` days old.
fn before(now_ms: i64, days: i64) -> i64 {
    now_ms - days * DAY_MS
}

impl Watch {
    fn bounds(&self) -> (String, String) {
        let region = self.reader.as_ref().map_or("", |reader| reader.region.as_str());
        let prefix = subtree_prefix(region);
        (format!("{prefix:0<6}"), format!("{prefix:9<6}"))
    }

    /// A query of ours with what the access table lets the reader see in the place of its `(1 = 1)`.
    fn allowed(&self, sql: &str, mut params: Vec<Value>) -> (String, Vec<Value>) {
        let columns = Columns {
            region: "s.region",
            enterprise: None,
            person: None,
            agency: AgencyIn::Column("s.agency"),
            assignee: None,
            proposer: None,
            entered_by: None,
            purpose: "watching over deadlines",
        };
        let act = if self.taken { Act::Export } else { Act::See };
        let Some(reader) = &self.reader else { return (sql.replacen("(1 = 1)", "(1 = 0)", 1), params) };
        let reach = predicate(reader, act, &columns, params.len() + 1);
        params.extend(reach.params);
        (sql.replacen("(1 = 1)", &reach.sql, 1), params)
    }

    fn pattern(&self) -> String {
        let text: String = self.text.trim().chars().filter(|c| !matches!(c, '%' | '_')).take(80).collect();
        if text.is_empty() { String::new() } else { format!("%{}%", text.to_lowercase()) }
    }

    /// Opened after and not after, by the band of age; 0 = any time.
    fn opened(&self) -> (i64, i64) {
        let band = AGES.iter().find(|(name, ..)| *name == self.age);
        band.map_or((0, 0), |(_, from, to)| {
            let after = if *to == 0 { 0 } else { before(self.now_ms, to + 1) };
            (after, if *from == 0 { 0 } else { before(self.now_ms, *from) })
        })
    }

    fn filter(&self) -> Vec<Value> {
        let ((from, to), (after, until)) = (self.bounds(), self.opened());
        params![
            &from,
            &to,
            &self.agency,
            &self.service,
            &self.step,
            &self.who,
            &self.due,
            &self.today,
            &self.soon,
            &self.pattern(),
            &self.mark,
            after,
            until
        ]
        .to_vec()
    }
}

/// How many steps match.
pub fn count(tx: &mut Tx, watch: &Watch) -> Result<i64, Fault> {
    let (sql, values) = watch.allowed(sql!("watched_steps_count"), watch.filter());
    tx.one(&sql, &values)?.get("found")
}

/// The steps that match.
pub fn lines(tx: &mut Tx, watch: &Watch, limit: i64, offset: i64) -> Result<Vec<Watched>, Fault> {
    let mut values = watch.filter();
    values.extend_from_slice(params![limit, offset, &watch.order]);
    let (sql, values) = watch.allowed(sql!("watched_steps"), values);
    tx.query(&sql, &values)?.iter().map(watched).collect()
}

/// How much lies where, of the watched agency and service; the other filters do not count here.
pub fn heaps(tx: &mut Tx, watch: &Watch) -> Result<Vec<Heap>, Fault> {
    let (from, to) = watch.bounds();
    let edge = |days: i64| before(watch.now_ms, days);
    let values = params![
        &from,
        &to,
        &watch.today,
        &watch.soon,
        &watch.agency,
        &watch.service,
        edge(2),
        edge(4),
        edge(6),
        edge(11)
    ];
    let (sql, values) = watch.allowed(sql!("watched_loads"), values.to_vec());
    tx.query(&sql, &values)?.iter().map(heap).collect()
}

fn heap(row: &Row) -> Result<Heap, Fault> {
    Ok(Heap {
        region: row.get("region")?,
        agency: row.get("agency")?,
        service: row.get("service")?,
        step: row.get("step")?,
        assignee: row.get("assignee")?,
        digest: row.get("digest")?,
        waits: row.get("waits")?,
        open: row.get("open")?,
        overdue: row.get("overdue")?,
        today: row.get("today")?,
        soon: row.get("soon")?,
        correction: row.get("correction")?,
        stopped: row.get("stopped")?,
        express: row.get("express")?,
        given: row.get("given")?,
        ages: [row.get("age_1")?, row.get("age_2")?, row.get("age_3")?, row.get("age_4")?, row.get("age_5")?],
    })
}

fn watched(row: &Row) -> Result<Watched, Fault> {
    let word: String = row.get("step_state")?;
    let due_on: Option<Date> = date(row, "due_on")?;
    Ok(Watched {
        line: Line {
            region: row.get("region")?,
            case_id: row.get("case_id")?,
            step: row.get("step")?,
            state: StepState::parse(&word).ok_or_else(|| broken("state", &word))?,
            due_on,
            express: row.get("express")?,
            assignee: row.get("assignee")?,
            filed_at: row.get("filed_at")?,
            number: row.get::<Option<String>>("number")?.unwrap_or_default(),
            digest: row.get("digest")?,
            service: row.get("service")?,
            subject_name: row.get("subject_name")?,
            subject_code: row.get("subject_code")?,
        },
        agency: row.get("agency")?,
        opened_at: row.get("opened_at")?,
        note: row.get::<Option<String>>("assigned_note")?.unwrap_or_default(),
        returned: row.get("returned")?,
        stopped: row.get::<Option<String>>("stopped_for")?.is_some(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bands_of_age_meet_without_gap() {
        let of = |age: &str| Watch { age: age.into(), now_ms: 100 * DAY_MS, ..Watch::default() }.opened();
        assert_eq!(of("1"), (98 * DAY_MS, 0));
        assert_eq!(of("2"), (96 * DAY_MS, 98 * DAY_MS));
        assert_eq!(of("5"), (0, 89 * DAY_MS));
        assert_eq!(of("9"), (0, 0), "an unknown band is none");
    }

    #[test]
    fn nobody_sees_nothing() {
        let (sql, _) = Watch::default().allowed("WHERE (1 = 1)", Vec::new());
        assert_eq!(sql, "WHERE (1 = 0)");
    }
}
