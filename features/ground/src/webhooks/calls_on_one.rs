//! Acts on one subscription for programs: pause, resume, another secret, a test, deliveries, send again, remove.

use axum::extract::Path;
use axum::http::HeaderMap;
use serde_json::{Value, json};
use store::{Tx, once};
use web::openapi::{act_of, transaction};
use web::{Ctx, Reply, Stop};

use super::acts;
use super::calls::{SCOPE, by, shown, shown_delivery};
use super::model::Webhook;
use super::store::{self as table, Look};
use crate::api::own::asker;
use crate::enterprises::By;

/// Most deliveries in one answer.
const DELIVERIES_MAX: u32 = 200;

type Place = (String, String);

/// Does something to an own subscription once; the subscription afterwards, and whether it had been done before.
async fn once_on(
    ctx: &Ctx,
    place: Place,
    headers: &HeaderMap,
    act: &'static str,
    run: impl FnOnce(&mut Tx, &Webhook, &By) -> Result<(), Stop> + Send + 'static,
) -> Result<(Webhook, bool), Stop> {
    let (ctx, session) = asker(ctx, SCOPE)?;
    let (txid, by) = (transaction(&ctx, headers)?, by(&ctx, &session));
    let name = act_of(act, &place.1, b"");
    let done = ctx.app.db().write(move |tx| -> Result<_, Stop> {
        let it = acts::own(tx, &session, &place.0, &place.1)?;
        let ((), repeated) = once::once(tx, &place.0, &txid, &name, by.now_ms, |tx| run(tx, &it, &by))?;
        let after = table::by_id(tx, &place.0, &place.1)?;
        Ok((after.unwrap_or(it), repeated))
    });
    done.await
}

/// `POST /api/v1/webhooks/{region}/{id}/pause`.
pub async fn pause(ctx: Ctx, Path(place): Path<Place>, headers: HeaderMap) -> Reply {
    let run = |tx: &mut Tx, it: &Webhook, by: &By| Ok(acts::pause(tx, it, by)?);
    let (it, _) = once_on(&ctx, place, &headers, "webhook-pause", run).await?;
    ctx.json(&shown(&it))
}

/// `POST /api/v1/webhooks/{region}/{id}/resume`.
pub async fn resume(ctx: Ctx, Path(place): Path<Place>, headers: HeaderMap) -> Reply {
    let run = |tx: &mut Tx, it: &Webhook, by: &By| Ok(acts::resume(tx, it, by)?);
    let (it, _) = once_on(&ctx, place, &headers, "webhook-resume", run).await?;
    ctx.json(&shown(&it))
}

/// `POST /api/v1/webhooks/{region}/{id}/secret`.
pub async fn rotate(ctx: Ctx, Path(place): Path<Place>, headers: HeaderMap) -> Reply {
    let (secret, sealed) = acts::drawn(&ctx.app, &place.0, &place.1);
    let run = move |tx: &mut Tx, it: &Webhook, by: &By| Ok(acts::rotate(tx, it, &sealed, by)?);
    let (it, repeated) = once_on(&ctx, place, &headers, "webhook-secret", run).await?;
    let mut told = shown(&it);
    told["secret"] = if repeated { Value::Null } else { secret.into() };
    ctx.json(&told)
}

/// `POST /api/v1/webhooks/{region}/{id}/test`.
pub async fn test(ctx: Ctx, Path(place): Path<Place>, headers: HeaderMap) -> Reply {
    let message = format!("msg_test_{}", ctx.app.new_id());
    let run = move |tx: &mut Tx, it: &Webhook, by: &By| Ok(acts::test(tx, it, &message, by)?);
    let (it, _) = once_on(&ctx, place, &headers, "webhook-test", run).await?;
    ctx.json(&shown(&it))
}

/// `DELETE /api/v1/webhooks/{region}/{id}`.
pub async fn remove(ctx: Ctx, Path(place): Path<Place>, headers: HeaderMap) -> Reply {
    let run = |tx: &mut Tx, it: &Webhook, by: &By| Ok(acts::remove(tx, it, by)?);
    let (it, _) = once_on(&ctx, place, &headers, "webhook-remove", run).await?;
    ctx.json(&json!({ "removed": it.id }))
}

/// `GET /api/v1/webhooks/{region}/{id}/deliveries`.
pub async fn deliveries(ctx: Ctx, Path(place): Path<Place>) -> Reply {
    let (ctx, session) = asker(&ctx, SCOPE)?;
    let found = ctx.app.db().read(move |tx| -> Result<_, Stop> {
        let it = acts::own(tx, &session, &place.0, &place.1)?;
        Ok(table::deliveries(tx, &it, &Look::default(), 0, DELIVERIES_MAX)?)
    });
    let list: Vec<Value> = found.await?.iter().map(shown_delivery).collect();
    ctx.json(&json!({ "deliveries": list }))
}

/// `POST /api/v1/webhooks/{region}/{id}/deliveries/{message}/replay`.
pub async fn replay(
    ctx: Ctx,
    Path((region, id, message)): Path<(String, String, String)>,
    headers: HeaderMap,
) -> Reply {
    let run = move |tx: &mut Tx, it: &Webhook, by: &By| {
        let one = table::one_delivery(tx, it, &message)?.ok_or(Stop::NotFound)?;
        Ok(acts::replay(tx, it, &one, by)?)
    };
    let (it, _) = once_on(&ctx, (region, id), &headers, "webhook-replay", run).await?;
    ctx.json(&shown(&it))
}
