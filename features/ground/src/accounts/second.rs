//! The second proof of a person: one-time codes of an app, each good once, and recovery codes on paper.

use serde_json::json;
use store::{Fault, Tx, params};
use web::{App, Role, totp};

use super::model::Person;
use super::store::note;
use crate::enterprises::By;

/// Recovery codes handed out at a time.
const RECOVERY_CODES: usize = 8;
const RECOVERY_CHARS: usize = 10;

/// The second proof of one person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Second {
    sealed: String,
    /// Since when it is asked for; `None` until the first code was right.
    pub confirmed_ms: Option<i64>,
    last_step: i64,
}

/// Whose place a secret is sealed for.
fn place(region: &str, person: &str) -> String {
    format!("person_totp:{region}:{person}")
}

impl Second {
    /// The secret itself.
    ///
    /// # Errors
    /// The key file is not the one it was sealed with.
    pub fn secret(&self, app: &App, region: &str, person: &str) -> Result<Vec<u8>, Fault> {
        open(app, region, person, &self.sealed)
    }
}

/// Opens a sealed secret of this person.
///
/// # Errors
/// The key file is not the one it was sealed with.
pub fn open(app: &App, region: &str, person: &str, sealed: &str) -> Result<Vec<u8>, Fault> {
    let hex = app.keys().open(&place(region, person), sealed).map_err(|fault| Fault::Database(fault.into()))?;
    hex::decode(hex).map_err(|error| Fault::Database(error.into()))
}

/// A fresh secret, sealed for this person.
pub fn draw(app: &App, region: &str, person: &str) -> String {
    let hex: String = app.random_token().chars().take(totp::SECRET_BYTES * 2).collect();
    app.seal(&place(region, person), &hex)
}

/// Whether this role must have one here.
pub fn is_required(app: &App, role: Role) -> bool {
    app.settings().require_totp
        && matches!(role, Role::Officer | Role::Head | Role::Supervisor | Role::Drafter | Role::Auditor | Role::Admin)
}

/// The second proof of a person, confirmed or begun.
pub fn of(tx: &mut Tx, region: &str, person: &str) -> Result<Option<Second>, Fault> {
    let row = tx.maybe(include_str!("sql/totp_of.sql"), params![region, person])?;
    row.map(|row| {
        Ok(Second {
            sealed: row.get("secret")?,
            confirmed_ms: row.get("confirmed_at")?,
            last_step: row.get("last_step")?,
        })
    })
    .transpose()
}

/// Begins with a fresh secret, unless one is confirmed already.
pub fn begin(tx: &mut Tx, region: &str, person: &str, sealed: &str) -> Result<(), Fault> {
    if of(tx, region, person)?.is_none_or(|second| second.confirmed_ms.is_none()) {
        let fresh = params![region, person, sealed, None::<i64>, -1_i64];
        tx.execute(include_str!("sql/totp_put.sql"), fresh)?;
    }
    Ok(())
}

/// Confirms a sealed secret by its first code; `false` when the code is wrong. Recovery codes are replaced.
pub fn confirm(
    tx: &mut Tx,
    app: &App,
    person: &Person,
    sealed: &str,
    typed: &str,
    recovery: &[String],
    by: &By,
) -> Result<bool, Fault> {
    let secret = open(app, &person.region, &person.id, sealed)?;
    let Some(step) = totp::check(&secret, typed, by.now_ms, -1) else { return Ok(false) };
    let row = params![&person.region, &person.id, sealed, by.now_ms, step];
    tx.execute(include_str!("sql/totp_put.sql"), row)?;
    put_recovery(tx, app, &person.region, &person.id, recovery)?;
    note(tx, &person.region, &person.id, "account/second-on", json!({}), by)?;
    Ok(true)
}

/// The sealed secret that has been begun and not confirmed.
pub fn begun(tx: &mut Tx, region: &str, person: &str) -> Result<Option<String>, Fault> {
    Ok(of(tx, region, person)?.filter(|second| second.confirmed_ms.is_none()).map(|second| second.sealed))
}

/// Fresh recovery codes: `a1b2c-3d4e5`.
pub fn draw_recovery(app: &App) -> Vec<String> {
    let draw = |_| {
        let text = app.random_token();
        format!("{}-{}", &text[..RECOVERY_CHARS / 2], &text[RECOVERY_CHARS / 2..RECOVERY_CHARS])
    };
    (0..RECOVERY_CODES).map(draw).collect()
}

/// A recovery code as it is hashed: without case, spaces and hyphens.
fn plain(code: &str) -> String {
    code.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_lowercase()
}

/// Replaces all recovery codes.
pub fn put_recovery(tx: &mut Tx, app: &App, region: &str, person: &str, codes: &[String]) -> Result<(), Fault> {
    tx.execute(include_str!("sql/recovery_clear.sql"), params![region, person])?;
    for code in codes {
        let hash = app.keys().fingerprint("recovery-code", &plain(code));
        tx.execute(include_str!("sql/recovery_insert.sql"), params![region, person, hash])?;
    }
    Ok(())
}

/// Recovery codes not used yet.
pub fn recovery_left(tx: &mut Tx, region: &str, person: &str) -> Result<i64, Fault> {
    tx.one(include_str!("sql/recovery_left.sql"), params![region, person])?.get("n")
}

/// Takes a code of the app or a recovery code; each is good once, whoever else sends it at the same moment.
pub fn verify(tx: &mut Tx, app: &App, person: &Person, typed: &str, by: &By) -> Result<bool, Fault> {
    let (region, id) = (person.region.as_str(), person.id.as_str());
    let Some(second) = of(tx, region, id)?.filter(|second| second.confirmed_ms.is_some()) else { return Ok(false) };
    let secret = second.secret(app, region, id)?;
    if let Some(step) = totp::check(&secret, typed, by.now_ms, second.last_step) {
        return Ok(tx.execute(include_str!("sql/totp_step.sql"), params![region, id, step])? > 0);
    }
    let code = plain(typed);
    if code.len() != RECOVERY_CHARS {
        return Ok(false);
    }
    let hash = app.keys().fingerprint("recovery-code", &code);
    let used = tx.execute(include_str!("sql/recovery_use.sql"), params![region, id, hash, by.now_ms])? > 0;
    if used {
        note(tx, region, id, "account/recovery-used", json!({}), by)?;
    }
    Ok(used)
}

/// Takes the second proof away, with its recovery codes; `false` when there was none.
pub fn remove(tx: &mut Tx, region: &str, person: &str, reason: &str, by: &By) -> Result<bool, Fault> {
    let removed = tx.execute(include_str!("sql/totp_remove.sql"), params![region, person])? > 0;
    tx.execute(include_str!("sql/recovery_clear.sql"), params![region, person])?;
    if removed {
        note(tx, region, person, "account/second-off", json!({ "reason": reason }), by)?;
    }
    Ok(removed)
}
