//! From the journal to the subscriptions: the journal is the outbox, written in the transaction of each act.
//!
//! Every county keeps how far its journal was read. Reading on and queueing is one transaction, and a message has the
//! number of its entry in its id, so that nothing is queued twice and nothing is passed over.

use std::collections::BTreeMap;

use civic::Timestamp;
use serde_json::{Value, json};
use store::journal::{self, Recorded};
use store::{Fault, Tx, params};
use web::App;
use web::access::is_within;

use super::model::{Webhook, kind_of};
use super::store::{self as table, sql};
use crate::cases::{self, Case, CaseStep, StepState};

/// Entries read in one transaction.
const PAGE: i64 = 200;

/// Queues everything that was done since it was last called; returns how many messages.
///
/// # Errors
/// A database that cannot be reached.
pub async fn fan_out(app: &App) -> Result<usize, Fault> {
    let (now_ms, site) = (app.now_ms(), app.settings().site_url.clone());
    let mut queued = 0;
    for region in app.db().read(behind).await? {
        loop {
            let (region, site) = (region.clone(), site.clone());
            let (read, new) = app.db().write(move |tx| page(tx, &region, &site, now_ms)).await?;
            queued += new;
            if read < PAGE {
                break;
            }
        }
    }
    Ok(queued)
}

/// Counties whose journal goes on beyond what was read.
fn behind(tx: &mut Tx) -> Result<Vec<String>, Fault> {
    let read = cursors(tx)?;
    let heads = journal::heads(tx)?.into_iter();
    Ok(heads.filter(|(region, seq)| read.get(region).is_none_or(|at| at < seq)).map(|(region, _)| region).collect())
}

fn cursors(tx: &mut Tx) -> Result<BTreeMap<String, i64>, Fault> {
    let rows = tx.query(sql!("cursors"), &[])?;
    rows.iter().map(|row| Ok((row.get("region")?, row.get("seq")?))).collect()
}

/// What happens from now on is sent; what happened before is not looked at.
pub fn begin_here(tx: &mut Tx) -> Result<(), Fault> {
    let read = cursors(tx)?;
    for (region, seq) in journal::heads(tx)? {
        if !read.contains_key(&region) {
            tx.execute(sql!("put_cursor"), params![region, seq])?;
        }
    }
    Ok(())
}

/// Reads a page of one county's journal; entries read and messages queued.
fn page(tx: &mut Tx, region: &str, site: &str, now_ms: i64) -> Result<(i64, usize), Fault> {
    // two nodes read one after the other; the second finds the first one's mark
    tx.guard(region, "webhooks")?;
    let subscribed = table::all(tx)?;
    let after = cursors(tx)?.get(region).copied().unwrap_or(0);
    if subscribed.is_empty() {
        let head = journal::heads(tx)?.into_iter().find(|(known, _)| known == region).map_or(after, |(_, seq)| seq);
        tx.execute(sql!("put_cursor"), params![region, head])?;
        return Ok((0, 0));
    }
    let entries = journal::after(tx, region, after, PAGE)?;
    let Some(last) = entries.last().map(|entry| entry.seq) else { return Ok((0, 0)) };
    let mut queued = 0;
    for entry in &entries {
        queued += tell(tx, &subscribed, entry, site, now_ms)?;
    }
    tx.execute(sql!("put_cursor"), params![region, last])?;
    Ok((i64::try_from(entries.len()).unwrap_or(PAGE), queued))
}

/// Queues one entry for everybody who wants to hear of it and may.
fn tell(tx: &mut Tx, subscribed: &[Webhook], entry: &Recorded, site: &str, now_ms: i64) -> Result<usize, Fault> {
    let Some(kind) = kind_of(&entry.act) else { return Ok(0) };
    let Some(id) = entry.thing.strip_prefix("case:") else { return Ok(0) };
    let wanting: Vec<&Webhook> =
        subscribed.iter().filter(|it| it.created_ms <= entry.at_ms && it.wants(kind)).collect();
    if wanting.is_empty() {
        return Ok(0);
    }
    let Some(case) = cases::by_id(tx, &entry.region, id)? else { return Ok(0) };
    let steps = cases::steps(tx, &entry.region, id)?;
    let payload = payload(kind, entry, &case, site).to_string();
    let message = format!("msg_{}_{}", entry.region, entry.seq);
    let mut queued = 0;
    for it in wanting.into_iter().filter(|it| hears(it, &case, &steps)) {
        table::queue(tx, it, (&message, kind, entry.seq), &payload, now_ms)?;
        queued += 1;
    }
    Ok(queued)
}

/// Whether a subscription may hear of a case: the rule of the pages, by which a draft is its applicant's alone.
fn hears(it: &Webhook, case: &Case, steps: &[CaseStep]) -> bool {
    let own = it.enterprise.as_ref() == Some(&case.subject.id);
    let takes_part = |agency| steps.iter().any(|s| s.agency == agency && s.state != StepState::Waiting);
    let area = is_within(&case.region, &it.region) && case.filed_at.is_some();
    match (&it.agency, &it.enterprise) {
        (_, Some(_)) => own,
        (Some(agency), None) => area && takes_part(agency.clone()),
        (None, None) => area,
    }
}

/// The body: which act on which case, and where to read it. Nobody by name, nothing anybody wrote.
fn payload(kind: &str, entry: &Recorded, case: &Case, site: &str) -> Value {
    let detail: Value = serde_json::from_str(&entry.detail).unwrap_or_default();
    let at = Timestamp::from_millisecond(entry.at_ms).map(|at| at.to_string()).unwrap_or_default();
    let certificate = detail["number"].as_str().filter(|_| kind.starts_with("certificate."));
    json!({
        "type": kind,
        "timestamp": at,
        "data": {
            "sequence": entry.seq,
            "region": case.region,
            "id": case.id,
            "number": case.number,
            "playbook": case.playbook,
            "service": case.service,
            "state": case.state.as_str(),
            "step": detail["step"].as_str(),
            "certificate": certificate,
            "case_url": format!("{site}/api/v1/cases/{}/{}", case.region, case.id),
        },
    })
}

/// The body of a message that only tries the way.
pub fn test_payload(at_ms: i64, region: &str, id: &str) -> Value {
    let at = Timestamp::from_millisecond(at_ms).map(|at| at.to_string()).unwrap_or_default();
    json!({"type": super::model::TEST, "timestamp": at, "data": {"region": region, "webhook": id}})
}
