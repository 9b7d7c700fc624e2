//! Subscriptions for programs: list, make, read, change.

use axum::body::Bytes;
use axum::extract::Path;
use axum::http::header::LOCATION;
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use civic::{Problem, Text, Timestamp};
use serde::Deserialize;
use serde_json::{Value, json};
use store::{Fault, once};
use web::openapi::{act_of, transaction};
use web::{Ctx, Reply, Session, Stop};

use super::acts::{self, Owner, Wanted};
use super::described;
use super::list_pages::reach;
use super::model::{Delivery, Webhook};
use super::store as table;
use super::wanted::{self, Written};
use crate::api::own::asker;
use crate::enterprises::By;

/// What a key needs.
pub(super) const SCOPE: &str = "webhooks";

/// Most subscriptions in one answer.
const LIST_MAX: u32 = 200;

#[derive(Deserialize)]
struct Sent {
    name: String,
    url: String,
    #[serde(default)]
    kinds: Vec<String>,
    #[serde(default)]
    timeout_seconds: Option<i64>,
}

/// RFC 3339 in UTC.
fn time(at_ms: i64) -> String {
    Timestamp::from_millisecond(at_ms).map(|at| at.to_string()).unwrap_or_default()
}

/// A subscription as programs read it; never a secret.
pub(super) fn shown(it: &Webhook) -> Value {
    json!({
        "region": it.region,
        "id": it.id,
        "name": it.name,
        "url": it.url,
        "agency": it.agency,
        "enterprise": it.enterprise,
        "kinds": it.kinds,
        "timeout_seconds": it.timeout_seconds,
        "state": if it.paused.is_some() { "paused" } else { "active" },
        "paused_why": it.paused.map(|(why, _)| why.word()),
        "paused_at": it.paused.map(|(_, at)| time(at)),
        "failures": it.failures,
        "last_ok_at": it.last_ok_ms.map(time),
        "last_status": it.last_status,
        "created_at": time(it.created_ms),
    })
}

/// A delivery as programs read it.
pub(super) fn shown_delivery(it: &Delivery) -> Value {
    json!({
        "message": it.message,
        "kind": it.kind,
        "sequence": it.sequence,
        "state": it.state.word(),
        "attempts": it.attempts,
        "status": it.status,
        "tried_at": it.tried_ms.map(time),
        "created_at": time(it.created_ms),
    })
}

/// The owner of a key; a key of a whole area has nobody to look after its subscriptions.
fn owner(session: &Session) -> Result<Owner, Stop> {
    let owner = Owner::of(session);
    if acts::may(session, &owner) {
        return Ok(owner);
    }
    let problem = Problem::new(
        "",
        "webhooks/owner",
        Text::new("只有部门或企业的密钥可以管理事件推送", "only a key of an agency or an enterprise manages webhooks"),
        Text::new("请管理员为部门或企业签发密钥", "ask the administrator for a key of an agency or enterprise"),
    );
    Err(Stop::Refused { status: StatusCode::FORBIDDEN, problems: vec![problem] })
}

/// The act of a key.
pub(super) fn by(ctx: &Ctx, session: &Session) -> By {
    let office = session.agency.clone().or_else(|| session.enterprise.clone()).unwrap_or_default();
    By { actor: session.person.clone(), office, now_ms: ctx.app.now_ms(), today: ctx.app.today() }
}

/// `GET /api/v1/webhooks`.
pub async fn list(ctx: Ctx) -> Reply {
    let (ctx, session) = asker(&ctx, SCOPE)?;
    owner(&session)?;
    let filter = reach(&session)?;
    let found = ctx.app.db().read(move |tx| -> Result<_, Fault> { table::list(tx, &filter, 0, LIST_MAX) }).await?;
    ctx.json(&json!({ "webhooks": found.iter().map(shown).collect::<Vec<_>>() }))
}

fn read(ctx: &Ctx, sent: &Sent) -> Result<Wanted, Stop> {
    let seconds = sent.timeout_seconds.map(|seconds| seconds.to_string()).unwrap_or_default();
    let written = Written {
        name: &sent.name,
        url: &sent.url,
        kinds: sent.kinds.iter().map(String::as_str).collect(),
        timeout_seconds: &seconds,
    };
    wanted::read(&ctx.app, "/", &written).map_err(Stop::refused)
}

/// `POST /api/v1/webhooks`: the secret is in the first answer only.
pub async fn create(ctx: Ctx, headers: HeaderMap, body: Bytes) -> Reply {
    let (ctx, session) = asker(&ctx, SCOPE)?;
    let owner = owner(&session)?;
    let txid = transaction(&ctx, &headers)?;
    let sent: Sent = described::create().read(&headers, &body)?;
    let wanted = read(&ctx, &sent)?;
    let (by, id, act) = (by(&ctx, &session), ctx.app.new_id(), act_of("webhook", "", &body));
    let (secret, sealed) = acts::drawn(&ctx.app, &owner.region, &id);
    let region = owner.region.clone();
    let made = ctx.app.db().write(move |tx| {
        once::once(tx, &owner.region, &txid, &act, by.now_ms, |tx| -> Result<String, Stop> {
            acts::create(tx, &id, &owner, &wanted, &sealed, &by)?;
            Ok(id)
        })
    });
    let (id, repeated) = made.await?;
    let (at, asked) = (region.clone(), id.clone());
    let it = ctx.app.db().read(move |tx| acts::own(tx, &session, &at, &asked)).await?;
    let mut told = shown(&it);
    told["secret"] = if repeated { Value::Null } else { secret.into() };
    let mut answer = ctx.json(&told)?;
    *answer.status_mut() = StatusCode::CREATED;
    if let Ok(path) = HeaderValue::try_from(format!("/api/v1/webhooks/{region}/{id}")) {
        answer.headers_mut().insert(LOCATION, path);
    }
    Ok(answer)
}

/// `GET /api/v1/webhooks/{region}/{id}`.
pub async fn one(ctx: Ctx, Path((region, id)): Path<(String, String)>) -> Reply {
    let (ctx, session) = asker(&ctx, SCOPE)?;
    let it = ctx.app.db().read(move |tx| acts::own(tx, &session, &region, &id)).await?;
    ctx.json(&shown(&it))
}

/// `PUT /api/v1/webhooks/{region}/{id}`.
pub async fn change(ctx: Ctx, Path(place): Path<(String, String)>, headers: HeaderMap, body: Bytes) -> Reply {
    let (ctx, session) = asker(&ctx, SCOPE)?;
    let txid = transaction(&ctx, &headers)?;
    let sent: Sent = described::change().read(&headers, &body)?;
    let wanted = read(&ctx, &sent)?;
    let (by, act) = (by(&ctx, &session), act_of("webhook-change", &place.1, &body));
    let changed = ctx.app.db().write(move |tx| -> Result<_, Stop> {
        let it = acts::own(tx, &session, &place.0, &place.1)?;
        once::once(tx, &place.0, &txid, &act, by.now_ms, |tx| -> Result<(), Stop> {
            Ok(acts::change(tx, &it, &wanted, &by)?)
        })?;
        acts::own(tx, &session, &place.0, &place.1)
    });
    ctx.json(&shown(&changed.await?))
}
