//! What a desk must know of: last days near or passed, answers that silence gave, promises to be looked at.

use civic::Date;
use store::{Fault, Row, Tx, Value, params};
use web::{Role, Session};

use crate::cases::queue::subtree_prefix;
use crate::cases::store::{broken, date, sql};

/// Kinds, as they stand in addresses: the rungs of the ladder, then what lapsed, then what is to be looked at.
pub const KINDS: [&str; 8] =
    ["one-day-left", "last-day", "late", "late-supervised", "late-at-command", "lapsed", "check", "heard"];

/// Days for which an answer by silence is shown.
const LAPSED_DAYS: i64 = 30;

/// What is looked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Look {
    /// First and last county code.
    pub counties: (String, String),
    /// Whose desk; empty = all.
    pub agency: String,
    /// Whom the alerts are for: up to four words of [`crate::cases::clocks::Told`], empty = none.
    pub told: [&'static str; 2],
    /// Checks and lapses stand in the list too.
    pub with_checks: bool,
    /// One of [`KINDS`]; empty = all.
    pub kind: String,
    /// Epoch milliseconds now.
    pub now_ms: i64,
    /// `due` or `told`, with `-` in front to turn it round.
    pub order: String,
}

/// One thing to know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// County that holds the case.
    pub region: String,
    /// The case.
    pub case_id: String,
    /// The step whose clock it is; empty = the whole case.
    pub step: String,
    /// One of [`KINDS`].
    pub kind: String,
    /// The last day it is about.
    pub due_on: Option<Date>,
    /// Whose desk.
    pub agency: String,
    /// Since when, milliseconds since 1970.
    pub at_ms: i64,
    /// Public number.
    pub number: String,
    /// Who asks.
    pub subject: String,
    /// Service, digest.
    pub service: (String, String),
}

impl Look {
    /// What somebody of this role is told; `None` = nothing ever.
    pub fn of(session: &Session) -> Option<Look> {
        let prefix = subtree_prefix(&session.region);
        let (told, own, with_checks) = match session.role {
            Role::Officer => (["officer", ""], true, true),
            Role::Head => (["officer", "head"], true, true),
            Role::Supervisor => (["supervisor", "head"], false, true),
            Role::Command => (["command", ""], false, false),
            _ => return None,
        };
        let agency = if own { session.agency.clone()? } else { String::new() };
        Some(Look {
            counties: (format!("{prefix:0<6}"), format!("{prefix:9<6}")),
            agency,
            told,
            with_checks,
            ..Look::default()
        })
    }

    fn values(&self) -> Vec<Value> {
        params![
            &self.counties.0,
            &self.counties.1,
            &self.agency,
            self.told[0],
            self.told[1],
            i64::from(self.with_checks),
            self.now_ms - LAPSED_DAYS * 86_400_000,
            &self.kind
        ]
        .to_vec()
    }
}

/// A page of what matches, and how much there is.
pub fn page(tx: &mut Tx, look: &Look, limit: i64, offset: i64) -> Result<(Vec<Told>, i64), Fault> {
    let found = tx.one(sql!("told_count"), &look.values())?.get("found")?;
    let mut values = look.values();
    values.extend_from_slice(params![limit, offset, &look.order]);
    let rows = tx.query(sql!("told"), &values)?;
    Ok((rows.iter().map(told).collect::<Result<_, Fault>>()?, found))
}

fn told(row: &Row) -> Result<Told, Fault> {
    let kind: String = row.get("kind")?;
    if !KINDS.contains(&kind.as_str()) {
        return Err(broken("kind", &kind));
    }
    Ok(Told {
        region: row.get("region")?,
        case_id: row.get("case_id")?,
        step: row.get("step")?,
        kind,
        due_on: date(row, "due_on")?,
        agency: row.get("agency")?,
        at_ms: row.get("at_ms")?,
        number: row.get::<Option<String>>("number")?.unwrap_or_default(),
        subject: row.get("subject_name")?,
        service: (row.get("service")?, row.get("digest")?),
    })
}
