//! Sessions: a random token in the browser, its hash in the table, listed and revocable by device.

use serde_json::json;
use store::{Fault, Tx, params};
use web::held::HeldForm;
use web::{App, BoxFuture, Machine, Role, Session, SessionKeeper};

use super::model::{Person, State, session_life_ms};
use super::store::note;
use super::{held, keys};
use crate::enterprises::By;

/// A session is marked as seen at most this often, in milliseconds, so that reading pages writes little.
const SEEN_EVERY_MS: i64 = 5 * 60 * 1000;

/// The keeper of sessions.
#[derive(Debug)]
pub struct Keeper;

impl SessionKeeper for Keeper {
    fn find<'a>(&'a self, app: &'a App, token_hash: String) -> BoxFuture<'a, anyhow::Result<Option<Session>>> {
        Box::pin(async move {
            let now_ms = app.now_ms();
            let found = app.db().read(move |tx| live(tx, &token_hash, now_ms)).await?;
            let Some((session, seen_ms)) = found else { return Ok(None) };
            if now_ms - seen_ms >= SEEN_EVERY_MS {
                let (region, id) = (session.region.clone(), session.id.clone());
                app.db()
                    .write(move |tx| -> Result<_, Fault> {
                        tx.execute(include_str!("sql/session_seen.sql"), params![region, id, now_ms])
                    })
                    .await?;
            }
            Ok(Some(session))
        })
    }

    fn hold<'a>(&'a self, app: &'a App, held: HeldForm) -> BoxFuture<'a, anyhow::Result<()>> {
        Box::pin(async move {
            let now_ms = app.now_ms();
            Ok(app.db().write(move |tx| held::put(tx, &held, now_ms)).await?)
        })
    }

    fn find_machine<'a>(&'a self, app: &'a App, key_hash: String) -> BoxFuture<'a, anyhow::Result<Option<Machine>>> {
        Box::pin(keys::machine(app, key_hash))
    }
}

/// The live session of a token and when it was last seen.
fn live(tx: &mut Tx, token_hash: &str, now_ms: i64) -> Result<Option<(Session, i64)>, Fault> {
    let Some(row) = tx.maybe(include_str!("sql/session_by_token.sql"), params![token_hash])? else { return Ok(None) };
    let ended = row.get::<Option<i64>>("revoked_at")?.is_some() || row.get::<i64>("expires_at")? <= now_ms;
    let active = row.get::<String>("state")? == State::Active.word();
    let Some(role) = Role::parse(&row.get::<String>("role")?).filter(|_| active && !ended) else { return Ok(None) };
    let session = Session {
        id: row.get("id")?,
        person: row.get("person")?,
        name: row.get("name")?,
        role,
        region: row.get("region")?,
        agency: row.get("agency")?,
        enterprise: row.get("enterprise")?,
        started_ms: row.get("created_at")?,
    };
    Ok(Some((session, row.get("seen_at")?)))
}

/// Starts a session for a person; the token itself is never stored.
pub fn start(tx: &mut Tx, id: &str, person: &Person, token: &str, device: &str, by: &By) -> Result<(), Fault> {
    // ended sessions older than a month are of no use to anybody
    tx.execute(
        include_str!("sql/session_clear.sql"),
        params![&person.region, &person.id, by.now_ms - session_life_ms(Role::Worker)],
    )?;
    tx.execute(
        include_str!("sql/session_insert.sql"),
        params![
            &person.region,
            id,
            &person.id,
            web::cookie::token_hash(token),
            device,
            by.now_ms,
            by.now_ms.saturating_add(session_life_ms(person.role))
        ],
    )?;
    let by = By { actor: person.id.clone(), ..by.clone() };
    note(tx, &person.region, &person.id, "account/signed-in", json!({ "session": id }), &by)
}

/// A session as its person sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Device {
    /// Id of the session.
    pub id: String,
    /// Browser and system.
    pub words: String,
    /// When the person signed in, epoch milliseconds.
    pub created_ms: i64,
    /// When it was last used, to five minutes.
    pub seen_ms: i64,
    /// When it ends by itself.
    pub expires_ms: i64,
}

/// The live sessions of a person, the last used first.
pub fn devices(tx: &mut Tx, region: &str, person: &str, now_ms: i64) -> Result<Vec<Device>, Fault> {
    let rows = tx.query(include_str!("sql/session_of_person.sql"), params![region, person, now_ms])?;
    rows.iter()
        .map(|row| {
            Ok(Device {
                id: row.get("id")?,
                words: row.get("device")?,
                created_ms: row.get("created_at")?,
                seen_ms: row.get("seen_at")?,
                expires_ms: row.get("expires_at")?,
            })
        })
        .collect()
}

/// Ends one session of a person; `false` when there is no such live session of this person.
pub fn revoke(tx: &mut Tx, region: &str, person: &str, id: &str, by: &By) -> Result<bool, Fault> {
    let ended = tx.execute(include_str!("sql/session_revoke.sql"), params![region, person, id, by.now_ms])? > 0;
    if ended {
        note(tx, region, person, "account/signed-out", json!({ "session": id }), by)?;
    }
    Ok(ended)
}

/// Ends every session of a person but the one at hand; how many.
pub fn revoke_others(tx: &mut Tx, region: &str, person: &str, kept: &str, by: &By) -> Result<u64, Fault> {
    let ended = tx.execute(include_str!("sql/session_revoke_all.sql"), params![region, person, kept, by.now_ms])?;
    if ended > 0 {
        note(tx, region, person, "account/signed-out", json!({ "sessions": ended }), by)?;
    }
    Ok(ended)
}
