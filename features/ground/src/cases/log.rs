//! The filed cases of a time, each with everything that was done to it: what other programs learn from.

use store::journal::{self, Recorded};
use store::{Fault, Tx, params};

use crate::cases::acts::thing;
use crate::cases::certificate::{self, Certificate};
use crate::cases::clocks::{self, ClockEvent};
use crate::cases::model::{Case, CaseStep};
use crate::cases::on_behalf;
use crate::cases::store::{self as cases, sql};

/// A filed case with its story.
#[derive(Clone, Debug)]
pub struct Logged {
    /// The case as it stands.
    pub case: Case,
    /// Its steps.
    pub steps: Vec<CaseStep>,
    /// What it yielded.
    pub certificates: Vec<Certificate>,
    /// What was done, oldest first.
    pub history: Vec<Recorded>,
    /// How its clocks were turned, oldest first.
    pub clock: Vec<ClockEvent>,
    /// Demands for which it holds papers, each once, sorted.
    pub papers: Vec<String>,
    /// Entered for the applicant at a counter.
    pub at_counter: bool,
}

/// Which cases: filed from `from_ms` (included) to `to_ms` (not), in regions like `within`.
#[derive(Clone, Debug, Default)]
pub struct Window {
    /// Milliseconds since 1970.
    pub from_ms: i64,
    /// Milliseconds since 1970.
    pub to_ms: i64,
    /// Pattern of region codes, as [`crate::regions::within_pattern`] makes it.
    pub within: String,
    /// Of this service alone; empty = of all.
    pub service: String,
    /// In which this agency takes part; empty = in all.
    pub agency: String,
}

/// The next cases after `after` (region and id; empty = from the first), at most `limit`, by region and id.
pub fn filed(tx: &mut Tx, window: &Window, after: (&str, &str), limit: i64) -> Result<Vec<Logged>, Fault> {
    let rows = tx.query(
        sql!("cases_filed"),
        params![window.from_ms, window.to_ms, &window.within, after.0, after.1, limit, &window.service, &window.agency],
    )?;
    let found: Vec<Case> = rows.iter().map(cases::case).collect::<Result<_, _>>()?;
    found
        .into_iter()
        .map(|case| {
            Ok(Logged {
                steps: cases::steps(tx, &case.region, &case.id)?,
                certificates: certificate::of_case(tx, &case.region, &case.id)?,
                clock: clocks::events(tx, &case.region, &case.id)?,
                papers: papers(tx, &case)?,
                at_counter: on_behalf::of_case(tx, &case.region, &case.id)?.is_some(),
                history: journal::for_thing(tx, &case.region, &thing(&case.id))?,
                case,
            })
        })
        .collect()
}

fn papers(tx: &mut Tx, case: &Case) -> Result<Vec<String>, Fault> {
    let mut needs: Vec<String> = cases::materials(tx, &case.region, &case.id)?.into_iter().map(|m| m.need).collect();
    needs.sort();
    needs.dedup();
    Ok(needs)
}
