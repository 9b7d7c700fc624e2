//! Searching cases page by page: within what the reader may see, from a place that stays while cases arrive.

use store::{Fault, Tx, Value, params};
use web::Session;
use web::access::{Act, AgencyIn, Columns, predicate};

use crate::cases::model::{Case, CaseState};
use crate::cases::store::{case, sql};

/// Sorts after every due day.
const NO_DAY: &str = "9999-12-31";

/// In which order the cases come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Order {
    /// First filed first; drafts before all.
    #[default]
    Oldest,
    /// Last filed first.
    Newest,
    /// First due first; those without a day last.
    Due,
}

/// What is looked for; empty values look for everything.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Search {
    /// Any of these states.
    pub states: Vec<CaseState>,
    /// Playbook.
    pub playbook: String,
    /// Service.
    pub service: String,
    /// Part of a name, code or number.
    pub text: String,
    /// Filed not before, epoch milliseconds.
    pub filed_from_ms: i64,
    /// Filed not after, epoch milliseconds.
    pub filed_until_ms: i64,
    /// Due on this day or before, ISO.
    pub due_until: String,
    /// Their order.
    pub order: Order,
    /// Behind this place.
    pub after: Option<Cursor>,
}

impl Default for Search {
    fn default() -> Search {
        Search {
            states: Vec::new(),
            playbook: String::new(),
            service: String::new(),
            text: String::new(),
            filed_from_ms: 0,
            filed_until_ms: i64::MAX,
            due_until: NO_DAY.to_owned(),
            order: Order::Oldest,
            after: None,
        }
    }
}

/// A place in the order: that of the last case on a page. It does not move when others are filed or decided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cursor {
    /// What the order sorts by, as text.
    pub key: String,
    /// County of the case.
    pub region: String,
    /// Its id.
    pub id: String,
}

impl Cursor {
    /// The place of a case.
    pub fn of(order: Order, case: &Case) -> Cursor {
        let key = match order {
            Order::Due => case.due_on.map_or_else(|| NO_DAY.to_owned(), |day| day.to_string()),
            Order::Oldest | Order::Newest => case.filed_at.unwrap_or(0).to_string(),
        };
        Cursor { key, region: case.region.clone(), id: case.id.clone() }
    }
}

/// At most `limit` cases that this reader may see. A draft is seen by its own applicant alone, and an agency sees a case
/// once a step of it has reached its desk.
pub fn search(tx: &mut Tx, reader: &Session, search: &Search, limit: i64) -> Result<Vec<Case>, Fault> {
    let (sql, all) = query(reader, search, limit);
    tx.query(&sql, &all)?.iter().map(case).collect()
}

/// The query of a page: the index of its order gives the cases one after another from the place reached.
pub(super) fn query(reader: &Session, search: &Search, limit: i64) -> (String, Vec<Value>) {
    let text = match search.order {
        Order::Oldest => sql!("search_oldest"),
        Order::Newest => sql!("search_newest"),
        Order::Due => sql!("search_due"),
    };
    let (from_ms, until_ms) = filed_between(reader, search);
    let states: String = search.states.iter().map(|state| format!("{},", state.as_str())).collect();
    let mut all = params![
        reader.enterprise.clone().unwrap_or_default(),
        if states.is_empty() { states } else { format!(",{states}") },
        &search.playbook,
        &search.service,
        pattern(&search.text),
        from_ms,
        until_ms,
        &search.due_until
    ]
    .to_vec();
    all.extend(place(search));
    all.push(Value::from(limit));
    let columns = Columns {
        region: "c.region",
        enterprise: Some("c.subject_id"),
        person: None,
        agency: AgencyIn::Exists(
            "EXISTS (SELECT 1 FROM case_step s WHERE s.region = c.region AND s.case_id = c.id AND s.agency = {} \
             AND s.state <> 'waiting')",
        ),
        assignee: None,
        proposer: None,
        entered_by: None,
        purpose: "",
    };
    let mut reach = predicate(reader, Act::See, &columns, all.len() + 1);
    all.append(&mut reach.params);
    if let Some(county) = county_of(reader) {
        all.push(Value::from(county));
        reach.sql = format!("c.region = ${} AND {}", all.len(), reach.sql);
    }
    (text.replacen("(1 = 1)", &reach.sql, 1), all)
}

/// The one county whose cases this reader may see: said as an equation, an index gives the order too.
fn county_of(reader: &Session) -> Option<&str> {
    let code = reader.region.as_str();
    (reader.enterprise.is_none() && code.len() == 6 && !code.ends_with("00")).then_some(code)
}

/// First and last time of filing that can still come: what lies before the place is not read again, and drafts, which
/// bear no time, are for their applicants alone.
fn filed_between(reader: &Session, search: &Search) -> (i64, i64) {
    let first = if reader.enterprise.is_none() { search.filed_from_ms.max(1) } else { search.filed_from_ms };
    let key = search.after.as_ref().and_then(|after| after.key.parse::<i64>().ok());
    match (search.order, key) {
        (Order::Oldest, Some(key)) => (first.max(key), search.filed_until_ms),
        (Order::Newest, Some(key)) => (first, search.filed_until_ms.min(key)),
        _ => (first, search.filed_until_ms),
    }
}

/// The three parameters of the place to go on from; before everything when there is none.
fn place(search: &Search) -> [Value; 3] {
    let start = match search.order {
        Order::Oldest => "-1".to_owned(),
        Order::Newest => i64::MAX.to_string(),
        Order::Due => String::new(),
    };
    let start = Cursor { key: start, region: String::new(), id: String::new() };
    let from = search.after.as_ref().unwrap_or(&start);
    let key = match search.order {
        Order::Due => Value::from(from.key.as_str()),
        Order::Oldest | Order::Newest => Value::from(from.key.parse::<i64>().unwrap_or(0)),
    };
    [key, Value::from(from.region.as_str()), Value::from(from.id.as_str())]
}

/// `%text%` in lower case with the wildcards taken out; empty = everything.
fn pattern(typed: &str) -> String {
    let text: String = typed.trim().chars().filter(|c| !matches!(c, '%' | '_' | '\\')).take(80).collect();
    if text.is_empty() { text } else { format!("%{}%", text.to_lowercase()) }
}
