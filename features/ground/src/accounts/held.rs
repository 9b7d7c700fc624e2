//! Forms that came after their session had ended: one a page and person, sealed, gone after a month.

use store::{Fault, Tx, params};
use web::held::HeldForm;

/// How long a form waits for its person, milliseconds.
const WAITS_MS: i64 = 30 * 24 * 60 * 60 * 1000;

/// Keeps a form, in the place of an earlier one of the same page; those that waited too long are forgotten.
///
/// # Errors
/// The store's.
pub fn put(tx: &mut Tx, held: &HeldForm, now_ms: i64) -> Result<(), Fault> {
    let HeldForm { region, person, path, sealed } = held;
    tx.execute(include_str!("sql/held_clear.sql"), params![region, person, now_ms - WAITS_MS])?;
    tx.execute(include_str!("sql/held_put.sql"), params![region, person, path, sealed, now_ms])?;
    Ok(())
}

/// The form kept for this page of a person, and when it came.
///
/// # Errors
/// The store's.
pub fn find(tx: &mut Tx, region: &str, person: &str, path: &str) -> Result<Option<(HeldForm, i64)>, Fault> {
    let row = tx.maybe(include_str!("sql/held_find.sql"), params![region, person, path])?;
    row.map(|row| {
        let held = HeldForm {
            region: region.to_owned(),
            person: person.to_owned(),
            path: path.to_owned(),
            sealed: row.get("sealed")?,
        };
        Ok((held, row.get("held_at")?))
    })
    .transpose()
}

/// Forgets the form of a page: it has been saved, or thrown away.
///
/// # Errors
/// The store's.
pub fn forget(tx: &mut Tx, region: &str, person: &str, path: &str) -> Result<(), Fault> {
    tx.execute(include_str!("sql/held_forget.sql"), params![region, person, path])?;
    Ok(())
}
