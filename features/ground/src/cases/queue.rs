//! An agency's queue: what waits on its desk, due first. Filters and order come from the address.

use civic::Date;
use store::{Fault, Row, Tx, Value, params};
use web::Session;
use web::access::{Act, AgencyIn, Columns, predicate};

use crate::cases::model::StepState;
use crate::cases::store::{broken, date, sql};

/// What an officer looks for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Look {
    /// Region subtree, as a code without trailing zeros: `990121`, `9901`, `99`.
    pub region_prefix: String,
    /// The officer's agency.
    pub agency: String,
    /// Who looks; nobody sees nothing.
    pub reader: Option<Session>,
    /// Only steps in this state.
    pub state: Option<StepState>,
    /// Part of a name, code or number.
    pub text: String,
    /// Every step of the desk, dealt with or not; else those that wait.
    pub all: bool,
    /// Only this service; empty = all.
    pub service: String,
    /// Given to this person, or `nobody`; empty = either.
    pub who: String,
    /// `overdue`, `today`, `soon`, `later`; empty = any.
    pub due: String,
    /// The list is taken out of the house as a file.
    pub taken: bool,
    /// The local day.
    pub today: String,
    /// Last day that is soon.
    pub soon: String,
    /// `due`, `name`, `filed`, with `-` in front to turn it round.
    pub order: String,
}

/// One line of the queue.
#[derive(Clone, Debug)]
pub struct Line {
    /// County that holds the case.
    pub region: String,
    /// The case.
    pub case_id: String,
    /// The step on this desk.
    pub step: String,
    /// Where the step stands.
    pub state: StepState,
    /// Last day for this step.
    pub due_on: Option<Date>,
    /// Handled as urgent.
    pub express: bool,
    /// Person it is given to.
    pub assignee: Option<String>,
    /// Milliseconds since 1970.
    pub filed_at: Option<i64>,
    /// Public number.
    pub number: String,
    /// Digest of the version it was filed under.
    pub digest: String,
    /// The service asked for.
    pub service: String,
    /// Who asks.
    pub subject_name: String,
    /// The asker's public code.
    pub subject_code: String,
}

/// How much waits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Load {
    /// Steps on the desk.
    pub open: i64,
    /// Of these, past their day.
    pub overdue: i64,
    /// Of these, due today.
    pub today: i64,
    /// Of these, given to the reader.
    pub mine: i64,
    /// Steps that wait for the applicant.
    pub correction: i64,
}

impl Look {
    /// First and last county code of the subtree; digits only, so every collation agrees.
    fn bounds(&self) -> (String, String) {
        let prefix = &self.region_prefix;
        (format!("{prefix:0<6}"), format!("{prefix:9<6}"))
    }

    /// A list of a county's desk or of a whole city's: where there is one county it is said as an equation, so that the
    /// index of the desk gives the order too.
    fn placed(&self, sql: &str) -> String {
        let (from, to) = self.bounds();
        if from != to {
            return sql.to_owned();
        }
        sql.replacen("s.region >= $1 AND s.region <= $2", "s.region = $1 AND s.region <= $2", 1)
    }

    /// Only what waits is asked for, which is little beside what was ever dealt with.
    fn is_waiting(&self) -> bool {
        !self.all && matches!(self.state, None | Some(StepState::Open | StepState::Correction))
    }

    /// A query of ours with what the access table lets the reader see in the place of its `(1 = 1)`.
    fn allowed(&self, sql: &str, mut params: Vec<Value>) -> (String, Vec<Value>) {
        let sql = self.placed(sql);
        let columns = Columns {
            region: "s.region",
            enterprise: None,
            person: None,
            agency: AgencyIn::Column("s.agency"),
            assignee: None,
            proposer: None,
            entered_by: None,
            purpose: "the desk's own list",
        };
        let act = if self.taken { Act::Export } else { Act::See };
        let Some(reader) = &self.reader else { return (sql.replacen("(1 = 1)", "(1 = 0)", 1), params) };
        let reach = predicate(reader, act, &columns, params.len() + 1);
        params.extend(reach.params);
        (sql.replacen("(1 = 1)", &reach.sql, 1), params)
    }

    /// `%text%` in lower case with the wildcards taken out; empty = everything.
    fn pattern(&self) -> String {
        let text: String = self.text.trim().chars().filter(|c| !matches!(c, '%' | '_')).take(80).collect();
        if text.is_empty() { String::new() } else { format!("%{}%", text.to_lowercase()) }
    }
}

/// A page of the queue and how many lines there are in all.
pub fn page(tx: &mut Tx, look: &Look, limit: i64, offset: i64) -> Result<(Vec<Line>, i64), Fault> {
    let filter = asked(look);
    let count = if look.is_waiting() { sql!("desk_waiting_count") } else { sql!("desk_queue_count") };
    let (sql, allowed) = look.allowed(count, filter.clone());
    let found: i64 = tx.one(&sql, &allowed)?.get("found")?;
    let (sql, all) = lines_query(look, filter, limit, offset);
    let rows = tx.query(&sql, &all)?;
    Ok((rows.iter().map(line).collect::<Result<Vec<_>, Fault>>()?, found))
}

/// The query of a page's lines. What waits, due first, comes straight from the index of the desk.
fn lines_query(look: &Look, filter: Vec<Value>, limit: i64, offset: i64) -> (String, Vec<Value>) {
    let mut all = filter;
    all.extend_from_slice(params![limit, offset]);
    let as_due = matches!(look.order.as_str(), "" | "due");
    let text = match (look.is_waiting(), as_due) {
        (true, true) => sql!("desk_waiting"),
        (true, false) => sql!("desk_waiting_sorted"),
        (false, _) => sql!("desk_queue"),
    };
    if !(look.is_waiting() && as_due) {
        all.push(Value::from(look.order.as_str()));
    }
    look.allowed(text, all)
}

/// What the queries of a page and its count are asked, `$1` to `$10`.
fn asked(look: &Look) -> Vec<Value> {
    let (from, to) = look.bounds();
    let state = look.state.map_or(if look.all { "all" } else { "" }, StepState::as_str);
    params![
        &from,
        &to,
        &look.agency,
        state,
        &look.pattern(),
        &look.service,
        &look.who,
        &look.due,
        &look.today,
        &look.soon
    ]
    .to_vec()
}

/// The query of a page, for looking at how an engine goes about it.
#[cfg(test)]
pub(super) fn page_query(look: &Look) -> (String, Vec<Value>) {
    lines_query(look, asked(look), 50, 0)
}

fn line(row: &Row) -> Result<Line, Fault> {
    let word: String = row.get("step_state")?;
    Ok(Line {
        region: row.get("region")?,
        case_id: row.get("case_id")?,
        step: row.get("step")?,
        state: StepState::parse(&word).ok_or_else(|| broken("state", &word))?,
        due_on: date(row, "due_on")?,
        express: row.get("express")?,
        assignee: row.get("assignee")?,
        filed_at: row.get("filed_at")?,
        number: row.get::<Option<String>>("number")?.unwrap_or_default(),
        digest: row.get("digest")?,
        service: row.get("service")?,
        subject_name: row.get("subject_name")?,
        subject_code: row.get("subject_code")?,
    })
}

/// The query of [`load`].
pub(super) fn load_query(look: &Look) -> (String, Vec<Value>) {
    let (from, to) = look.bounds();
    let reader = look.reader.as_ref().map_or("", |reader| reader.person.as_str());
    look.allowed(sql!("desk_count"), params![&from, &to, &look.agency, &look.today, reader].to_vec())
}

/// How much waits on the desk today.
pub fn load(tx: &mut Tx, look: &Look) -> Result<Load, Fault> {
    let (sql, desk) = load_query(look);
    let row = tx.one(&sql, &desk)?;
    let number = |column: &str| row.get::<Option<i64>>(column).map(Option::unwrap_or_default);
    Ok(Load {
        open: number("open")?,
        overdue: number("overdue")?,
        today: number("today")?,
        mine: number("mine")?,
        correction: number("correction")?,
    })
}

/// The part of a division code that all codes below it share: `990100` → `9901`.
pub fn subtree_prefix(region: &str) -> String {
    let mut prefix = region;
    while prefix.len() > 2 && prefix.ends_with("00") {
        prefix = &prefix[..prefix.len() - 2];
    }
    prefix.to_owned()
}

/// The first and the last county code of a division's subtree.
pub fn counties_of(region: &str) -> (String, String) {
    let prefix = subtree_prefix(region);
    (format!("{prefix:0<6}"), format!("{prefix:9<6}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_province_sees_its_cities_and_a_county_itself() {
        assert_eq!(subtree_prefix("990000"), "99");
        assert_eq!(subtree_prefix("990100"), "9901");
        assert_eq!(subtree_prefix("990121"), "990121");
    }

    #[test]
    fn wildcards_typed_by_people_find_nothing_by_magic() {
        let look = Look { text: " %50_厂% ".into(), ..Look::default() };
        assert_eq!(look.pattern(), "%50厂%");
        assert_eq!(Look::default().pattern(), "");
    }
}
