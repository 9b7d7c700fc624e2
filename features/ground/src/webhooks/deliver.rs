//! Sends what is due, in the order of events, and decides what follows from the answer.

use std::time::Duration;

use civic::Text;
use serde_json::json;
use store::{Fault, Tx, journal, params};
use web::App;

use super::model::{ATTEMPTS_MAX, Delivery, KEPT_MS, Pause, State, WAITS_MS, Webhook};
use super::store::{self as table, sql};
use super::{signing, target};
use crate::outside;
use crate::waits::{chance, wait_ms};

/// Messages sent to one receiver before others get their turn.
const AT_ONCE: i64 = 20;
/// How long one worker may hold a subscription: longer than it can take for [`AT_ONCE`] messages.
const LEASE_MS: i64 = 15 * 60 * 1000;

/// What came of sending one message.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Outcome {
    /// 2xx.
    Taken(i64),
    /// The receiver does not want this message: 4xx. Others may go.
    Unwanted(i64),
    /// The receiver is unwell: no answer, 5xx, 429; perhaps it said for how long, milliseconds. Nothing else is sent.
    Unwell(Option<i64>, Text, i64),
    /// 410: there is nobody any more.
    Gone,
}

/// Sends everything that is due to all; returns how many messages were sent. For tests and for the terminal.
///
/// # Errors
/// A database that cannot be reached.
pub async fn deliver_due(app: &App) -> Result<usize, Fault> {
    super::fan_out::fan_out(app).await?;
    let mut sent = 0;
    for it in app.db().read(table::active).await? {
        sent += deliver(app, &it).await?;
    }
    Ok(sent)
}

/// Sends what is due to one subscription, unless somebody else is at it; returns how many messages were sent.
///
/// # Errors
/// As [`deliver_due`].
pub async fn deliver(app: &App, it: &Webhook) -> Result<usize, Fault> {
    let (now_ms, place) = (app.now_ms(), (it.region.clone(), it.id.clone()));
    let claimed = app.db().write(move |tx| -> Result<_, Fault> {
        let (region, id) = place;
        tx.execute(sql!("forget"), params![&region, &id, now_ms - KEPT_MS])?;
        // read again: it may have been changed, paused or removed since it was listed
        let it = match tx.maybe(sql!("claim"), params![&region, &id, now_ms, now_ms + LEASE_MS])? {
            Some(_) => table::by_id(tx, &region, &id)?,
            None => None,
        };
        it.map_or(Ok(None), |it| Ok(Some((table::due(tx, &it, now_ms, AT_ONCE)?, it))))
    });
    let Some((due, it)) = claimed.await? else { return Ok(0) };
    let mut sent = 0;
    for message in due {
        sent += 1;
        let outcome = send(app, &it, &message).await;
        let go_on = matches!(outcome, Outcome::Taken(_) | Outcome::Unwanted(_));
        keep(app, &it, message, outcome).await?;
        if !go_on {
            break;
        }
    }
    app.db().write(move |tx| tx.execute(sql!("release"), params![&it.region, &it.id])).await?;
    Ok(sent)
}

async fn send(app: &App, it: &Webhook, message: &Delivery) -> Outcome {
    let (now_ms, time) = (app.now_ms(), Duration::from_secs(u64::try_from(it.timeout_seconds).unwrap_or(1)));
    let unwell = |words: Text| Outcome::Unwell(None, words, 0);
    let Ok(inside) = target::goes_inside(app, &it.url) else {
        return unwell(Text::new("这个网址不再允许", "this address is not allowed any more"));
    };
    let mut secrets = Vec::new();
    let before = it.before.iter().filter(|(_, until)| *until > now_ms).map(|(sealed, _)| sealed);
    for sealed in std::iter::once(&it.secret).chain(before) {
        match app.keys().open(&it.place(), sealed) {
            Ok(secret) => secrets.push(secret),
            Err(_) => return unwell(Text::new("打不开签名密钥", "its signing secret cannot be opened")),
        }
    }
    let secrets: Vec<&str> = secrets.iter().map(String::as_str).collect();
    let seconds = now_ms / 1000;
    let signature = signing::signatures(&secrets, &message.message, seconds, &message.payload);
    let request = outside::agent(time, inside)
        .post(&it.url)
        .header("content-type", "application/json")
        .header("webhook-id", &message.message)
        .header("webhook-timestamp", seconds.to_string())
        .header("webhook-signature", signature);
    let body = message.payload.clone();
    // what the receiver writes is not read: its status and head are all that is needed
    let answer = tokio::task::spawn_blocking(move || {
        let answer = request.send(body).map_err(|error| outside::failure(&error, time))?;
        let wait = answer.headers().get("retry-after").and_then(|v| v.to_str().ok()?.trim().parse::<i64>().ok());
        Ok::<_, Text>((i64::from(answer.status().as_u16()), wait.map(|s| s.clamp(0, 86_400) * 1000)))
    });
    match answer.await {
        Ok(Ok((status, wait_ms))) => judged(status, wait_ms),
        Ok(Err(words)) => unwell(words),
        Err(_) => unwell(Text::new("发送时出错", "sending failed on our side")),
    }
}

fn judged(status: i64, wait_ms: Option<i64>) -> Outcome {
    match status {
        200..300 => Outcome::Taken(status),
        410 => Outcome::Gone,
        408 | 425 | 429 | 500.. => Outcome::Unwell(Some(status), said(status), wait_ms.unwrap_or(0)),
        _ => Outcome::Unwanted(status),
    }
}

fn said(status: i64) -> Text {
    Text::new(format!("回应状态 {status}"), format!("it answered with status {status}"))
}

/// Writes what came of it. After [`ATTEMPTS_MAX`] failures a message is given up, and with it the subscription,
/// unless something else came through since the message was queued.
async fn keep(app: &App, it: &Webhook, message: Delivery, outcome: Outcome) -> Result<(), Fault> {
    let (now_ms, chance, it) = (app.now_ms(), chance(app), it.clone());
    app.db()
        .write(move |tx| {
            let attempts = message.attempts + 1;
            let (status, words, asked_ms) = match outcome {
                Outcome::Taken(status) => {
                    tried(tx, &it, &message, State::Delivered, (now_ms, now_ms), Some(status), None)?;
                    tx.execute(sql!("answered"), params![&it.region, &it.id, now_ms, status])?;
                    return Ok(());
                }
                Outcome::Gone => {
                    tried(tx, &it, &message, State::Waiting, (now_ms, now_ms), Some(410), Some(&said(410)))?;
                    tx.execute(sql!("failed"), params![&it.region, &it.id, 0i64, Some(410i64), 1i64])?;
                    return pause(tx, &it, Pause::Gone, "system", "", now_ms);
                }
                Outcome::Unwanted(status) => (Some(status), said(status), None),
                Outcome::Unwell(status, words, asked_ms) => (status, words, Some(asked_ms)),
            };
            let given_up = attempts >= ATTEMPTS_MAX;
            let next_ms = now_ms + wait_ms(attempts, WAITS_MS, chance).max(asked_ms.unwrap_or(0).min(WAITS_MS.1));
            let state = if given_up { State::GivenUp } else { State::Waiting };
            tried(tx, &it, &message, state, (next_ms, now_ms), status, Some(&words))?;
            // one message that is not wanted keeps no other back
            let hold_ms = if asked_ms.is_some() { next_ms } else { it.next_ms };
            tx.execute(sql!("failed"), params![&it.region, &it.id, hold_ms, status, 1i64])?;
            let others_pass = table::by_id(tx, &it.region, &it.id)?
                .is_some_and(|now| now.last_ok_ms.is_some_and(|ok| ok > message.created_ms));
            if given_up && !others_pass { pause(tx, &it, Pause::GivenUp, "system", "", now_ms) } else { Ok(()) }
        })
        .await
}

fn tried(
    tx: &mut Tx,
    it: &Webhook,
    message: &Delivery,
    state: State,
    (next_ms, now_ms): (i64, i64),
    status: Option<i64>,
    trouble: Option<&Text>,
) -> Result<(), Fault> {
    let (zh, en) = (trouble.map(|t| t.zh.clone()), trouble.map(|t| t.en.clone()));
    let state = state.word();
    tx.execute(sql!("tried"), params![&it.region, &it.id, &message.message, state, next_ms, status, zh, en, now_ms])?;
    Ok(())
}

/// Stops sending to one subscription, and says so in the journal; nothing when it is paused already.
pub(super) fn pause(
    tx: &mut Tx,
    it: &Webhook,
    why: Pause,
    actor: &str,
    office: &str,
    now_ms: i64,
) -> Result<(), Fault> {
    if tx.execute(sql!("pause"), params![&it.region, &it.id, why.word(), now_ms])? == 0 {
        return Ok(());
    }
    let (thing, detail) = (format!("webhook:{}", it.id), json!({ "why": why.word() }));
    let region = &it.region;
    let entry = journal::Entry { region, at_ms: now_ms, actor, office, act: "webhook/paused", thing: &thing, detail };
    journal::append(tx, &entry).map(|_| ())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_redirect_is_not_followed_and_a_refusal_keeps_no_other_message_back() {
        assert_eq!(judged(204, None), Outcome::Taken(204));
        for unwanted in [301, 307, 400, 404, 422] {
            assert_eq!(judged(unwanted, None), Outcome::Unwanted(unwanted));
        }
        assert_eq!(judged(503, Some(60_000)), Outcome::Unwell(Some(503), said(503), 60_000));
        assert_eq!(judged(429, None), Outcome::Unwell(Some(429), said(429), 0));
        assert_eq!(judged(410, None), Outcome::Gone);
    }
}
