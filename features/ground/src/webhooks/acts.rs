//! What owners do with a subscription: make, change, pause, go on, change the secret, try it, send again, remove.

use serde_json::{Value, json};
use store::{Fault, Tx, journal, params};
use web::access::{Act, Thing, can};
use web::{App, Session, Stop};

use super::model::{Delivery, OVERLAP_MS, Pause, TEST, Webhook, place};
use super::store::{self as table, sql};
use super::{deliver, fan_out, signing};
use crate::enterprises::By;

/// What a subscription is made of, free of problems.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// What to call it.
    pub name: String,
    /// Where events go.
    pub url: String,
    /// Kinds; none = all.
    pub kinds: Vec<String>,
    /// Seconds the receiver may take.
    pub timeout_seconds: i64,
}

/// Whose it is and how far it hears.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Owner {
    /// Division whose subtree it hears of.
    pub region: String,
    /// An agency's.
    pub agency: Option<String>,
    /// An enterprise's.
    pub enterprise: Option<String>,
}

impl Owner {
    /// Whoever is signed in, or the owner of the key that was shown.
    pub fn of(session: &Session) -> Owner {
        Owner { region: session.region.clone(), agency: session.agency.clone(), enterprise: session.enterprise.clone() }
    }
}

/// Whether this person or key may look after the subscription.
pub fn may(session: &Session, it: &Owner) -> bool {
    let agencies: Vec<&str> = it.agency.as_deref().into_iter().collect();
    let thing =
        Thing { region: &it.region, enterprise: it.enterprise.as_deref(), agencies: &agencies, ..Thing::default() };
    can(session, Act::Subscribe, &thing)
}

/// A subscription this person or key may look after; the others are not there.
///
/// # Errors
/// [`Stop::NotFound`].
pub fn own(tx: &mut Tx, session: &Session, region: &str, id: &str) -> Result<Webhook, Stop> {
    let found = table::by_id(tx, region, id)?;
    let owner = |it: &Webhook| Owner {
        region: it.region.clone(),
        agency: it.agency.clone(),
        enterprise: it.enterprise.clone(),
    };
    found.filter(|it| may(session, &owner(it))).ok_or(Stop::NotFound)
}

/// A fresh secret and the same sealed for the subscription.
pub fn drawn(app: &App, region: &str, id: &str) -> (String, String) {
    let secret = signing::secret(&app.random_token());
    let sealed = app.seal(&place(region, id), &secret);
    (secret, sealed)
}

/// Makes one; it hears of what happens from now on.
pub fn create(tx: &mut Tx, id: &str, owner: &Owner, wanted: &Wanted, sealed: &str, by: &By) -> Result<(), Fault> {
    fan_out::begin_here(tx)?;
    tx.execute(
        sql!("insert"),
        params![
            &owner.region,
            id,
            &wanted.name,
            &wanted.url,
            owner.agency.clone(),
            owner.enterprise.clone(),
            wanted.kinds.join(" "),
            wanted.timeout_seconds,
            sealed,
            &by.actor,
            by.now_ms
        ],
    )?;
    let detail =
        json!({"agency": owner.agency, "enterprise": owner.enterprise, "url": wanted.url, "kinds": wanted.kinds});
    note(tx, (&owner.region, id), "webhook/created", detail, by)
}

/// Changes name, address, kinds, time-out.
pub fn change(tx: &mut Tx, it: &Webhook, wanted: &Wanted, by: &By) -> Result<(), Fault> {
    tx.execute(
        sql!("change"),
        params![&it.region, &it.id, &wanted.name, &wanted.url, wanted.kinds.join(" "), wanted.timeout_seconds],
    )?;
    note(tx, (&it.region, &it.id), "webhook/changed", json!({"url": wanted.url, "kinds": wanted.kinds}), by)
}

/// Stops sending; what happens meanwhile waits.
pub fn pause(tx: &mut Tx, it: &Webhook, by: &By) -> Result<(), Fault> {
    deliver::pause(tx, it, Pause::ByHand, &by.actor, &by.office, by.now_ms)
}

/// Goes on, with everything that waits and everything that was given up.
pub fn resume(tx: &mut Tx, it: &Webhook, by: &By) -> Result<(), Fault> {
    if tx.execute(sql!("resume"), params![&it.region, &it.id])? == 0 {
        return Ok(());
    }
    tx.execute(sql!("requeue"), params![&it.region, &it.id, by.now_ms])?;
    note(tx, (&it.region, &it.id), "webhook/resumed", json!({}), by)
}

/// Signs with another secret from now on, and for a day with the old one too.
pub fn rotate(tx: &mut Tx, it: &Webhook, sealed: &str, by: &By) -> Result<(), Fault> {
    tx.execute(sql!("rotate"), params![&it.region, &it.id, sealed, by.now_ms + OVERLAP_MS])?;
    note(tx, (&it.region, &it.id), "webhook/secret-changed", json!({}), by)
}

/// Removes it with its deliveries.
pub fn remove(tx: &mut Tx, it: &Webhook, by: &By) -> Result<(), Fault> {
    tx.execute(sql!("remove_deliveries"), params![&it.region, &it.id])?;
    tx.execute(sql!("remove"), params![&it.region, &it.id])?;
    note(tx, (&it.region, &it.id), "webhook/removed", json!({"name": it.name, "url": it.url}), by)
}

/// Queues an event that only tries the way.
pub fn test(tx: &mut Tx, it: &Webhook, message: &str, by: &By) -> Result<(), Fault> {
    let payload = fan_out::test_payload(by.now_ms, &it.region, &it.id).to_string();
    table::queue(tx, it, (message, TEST, 0), &payload, by.now_ms)?;
    tx.execute(sql!("hurry"), params![&it.region, &it.id])?;
    note(tx, (&it.region, &it.id), "webhook/tried", json!({ "message": message }), by)
}

/// Sends a message again: the same id, the same body, a new time and signature.
pub fn replay(tx: &mut Tx, it: &Webhook, message: &Delivery, by: &By) -> Result<(), Fault> {
    tx.execute(sql!("replay"), params![&it.region, &it.id, &message.message, by.now_ms])?;
    tx.execute(sql!("hurry"), params![&it.region, &it.id])?;
    note(tx, (&it.region, &it.id), "webhook/replayed", json!({ "message": message.message }), by)
}

fn note(tx: &mut Tx, (region, id): (&str, &str), act: &str, detail: Value, by: &By) -> Result<(), Fault> {
    let thing = format!("webhook:{id}");
    let (actor, office) = (by.actor.as_str(), by.office.as_str());
    let entry = journal::Entry { region, at_ms: by.now_ms, actor, office, act, thing: &thing, detail };
    journal::append(tx, &entry).map(|_| ())
}
