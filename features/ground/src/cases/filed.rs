//! The cases of one playbook filed in an area between two moments, the newest first, at most 501.

use store::{Fault, Row, Tx, params};

/// Rows with `region`, `id`, `number`, `playbook`, `digest`, `service`, `filed_at`. `area` are the first division code
/// and the one behind the last; `ms` the first moment and the one behind the last, epoch milliseconds.
pub fn filed_between(tx: &mut Tx, area: (&str, &str), playbook: &str, ms: (i64, i64)) -> Result<Vec<Row>, Fault> {
    tx.query(include_str!("sql/cases_filed_between.sql"), params![area.0, area.1, playbook, ms.0, ms.1])
}
