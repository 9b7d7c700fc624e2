//! What a person does with one subscription or one of its deliveries.

use askama::Template;
use axum::extract::Path;
use store::{Tx, once};
use web::ui::{BeginForm, Button, Cell, EndForm, Facts, begin_form, end_form};
use web::{Ctx, Form, Reply, Say, Stop};

use super::acts;
use super::form_pages::shown;
use super::model::{Webhook, kind_words};
use super::one_page::delivery_badge;
use super::store as table;
use crate::accounts;
use crate::enterprises::By;

/// Does something to an own subscription once; `false` when it had been done before.
async fn once_on(
    ctx: &Ctx,
    place: (String, String),
    form: &Form,
    act: String,
    run: impl FnOnce(&mut Tx, &Webhook, &By) -> Result<(), Stop> + Send + 'static,
) -> Result<bool, Stop> {
    let (session, by, txid) = (ctx.signed()?.clone(), By::of(ctx), form.txid()?);
    let done = ctx.app.db().write(move |tx| {
        once::once(tx, &place.0, &txid, &format!("webhooks/{act}"), by.now_ms, |tx| {
            let it = acts::own(tx, &session, &place.0, &place.1)?;
            run(tx, &it, &by)
        })
    });
    Ok(!done.await?.1)
}

/// `POST /webhooks/{region}/{id}/act`: try it, pause it, let it go on, remove it.
pub async fn act(ctx: Ctx, Path(place): Path<(String, String)>, form: Form) -> Reply {
    let (here, message) = (format!("/webhooks/{}/{}", place.0, place.1), format!("msg_test_{}", ctx.app.new_id()));
    let act = form.get("act").to_owned();
    let run: fn(&mut Tx, &Webhook, &By, &str) -> Result<(), store::Fault> = match act.as_str() {
        "test" => |tx, it, by, message| acts::test(tx, it, message, by),
        "pause" => |tx, it, by, _| acts::pause(tx, it, by),
        "resume" => |tx, it, by, _| acts::resume(tx, it, by),
        "remove" => |tx, it, by, _| acts::remove(tx, it, by),
        _ => return Err(Stop::NotFound),
    };
    let removed = act == "remove";
    once_on(&ctx, place, &form, act, move |tx, it, by| Ok(run(tx, it, by, &message)?)).await?;
    ctx.redirect(if removed { "/webhooks" } else { &here })
}

#[derive(Template)]
#[template(path = "webhooks/pages/secret.html")]
struct SecretPage {
    w: Say,
    begin: BeginForm,
    button: Button,
    end: EndForm,
}

/// `GET /webhooks/{region}/{id}/secret`: asks before another secret is drawn.
pub async fn secret(ctx: Ctx, Path((region, id)): Path<(String, String)>) -> Reply {
    let here = format!("/webhooks/{region}/{id}/secret");
    if let Some(asks) = accounts::step_up_first(&ctx, &here).await? {
        return Ok(asks);
    }
    let session = ctx.signed()?.clone();
    let it = ctx.app.db().read(move |tx| acts::own(tx, &session, &region, &id)).await?;
    let w = ctx.say("webhooks");
    let view = SecretPage {
        w,
        begin: begin_form(here, ctx.app.new_id(), false),
        button: Button::new(w.t("webhooks-secret-draw")),
        end: end_form(),
    };
    let ctx = ctx.crumb("/webhooks", w.t("webhooks-title"));
    ctx.crumb(&format!("/webhooks/{}/{}", it.region, it.id), &it.name).page("webhooks-secret-change", view)
}

/// `POST /webhooks/{region}/{id}/secret`.
pub async fn rotate(ctx: Ctx, Path(place): Path<(String, String)>, form: Form) -> Reply {
    let here = format!("/webhooks/{}/{}", place.0, place.1);
    if let Some(asks) = accounts::step_up_first(&ctx, &format!("{here}/secret")).await? {
        return Ok(asks);
    }
    let (secret, sealed) = acts::drawn(&ctx.app, &place.0, &place.1);
    let run = move |tx: &mut Tx, it: &Webhook, by: &By| Ok(acts::rotate(tx, it, &sealed, by)?);
    match once_on(&ctx, place, &form, "rotate".to_owned(), run).await? {
        true => shown(&ctx, secret, here),
        false => ctx.redirect(&here),
    }
}

#[derive(Template)]
#[template(path = "webhooks/pages/delivery.html")]
struct DeliveryPage {
    w: Say,
    facts: Facts,
    body: String,
    begin: BeginForm,
    button: Button,
    end: EndForm,
}

/// The status of the last answer with what was wrong; a dash where nobody has answered.
fn last_answer(status: Option<i64>, trouble: String) -> Cell {
    match (status, trouble.as_str()) {
        (Some(status), _) => Cell::text(status.to_string()).and(trouble),
        (None, "") => Cell::text("—"),
        (None, _) => Cell::text(trouble),
    }
}

/// `GET /webhooks/{region}/{id}/deliveries/{message}`.
pub async fn delivery(ctx: Ctx, Path((region, id, message)): Path<(String, String, String)>) -> Reply {
    let (session, w) = (ctx.signed()?.clone(), ctx.say("webhooks"));
    let (it, one) = ctx
        .app
        .db()
        .read(move |tx| -> Result<_, Stop> {
            let it = acts::own(tx, &session, &region, &id)?;
            let one = table::one_delivery(tx, &it, &message)?.ok_or(Stop::NotFound)?;
            Ok((it, one))
        })
        .await?;
    let here = format!("/webhooks/{}/{}", it.region, it.id);
    let trouble = one.trouble.as_ref().map(|words| w.text(words).to_owned()).unwrap_or_default();
    let facts = Facts::new()
        .fact(w.t("webhooks-kind"), Cell::text(w.text(&kind_words(&one.kind))).and(Cell::code(&one.kind)))
        .fact(w.t("webhooks-state"), delivery_badge(w, one.state))
        .fact(w.t("webhooks-message"), Cell::code(&one.message))
        .fact(w.t("webhooks-attempts"), w.count(one.attempts))
        .fact(
            w.t("webhooks-sent-at"),
            one.tried_ms.map_or_else(|| w.t("webhooks-never").to_owned(), |at| w.time_ms(at)),
        )
        .fact(w.t("webhooks-last-status"), last_answer(one.status, trouble));
    let body: serde_json::Value = serde_json::from_str(&one.payload).unwrap_or_default();
    let view = DeliveryPage {
        w,
        facts,
        body: format!("{body:#}"),
        begin: begin_form(format!("{here}/deliveries/{}", one.message), ctx.app.new_id(), false),
        button: Button::new(w.t("webhooks-replay")),
        end: end_form(),
    };
    let ctx = ctx.crumb("/webhooks", w.t("webhooks-title"));
    ctx.crumb(&here, &it.name).page("webhooks-delivery", view)
}

/// `POST /webhooks/{region}/{id}/deliveries/{message}`: sends it again.
pub async fn replay(ctx: Ctx, Path((region, id, message)): Path<(String, String, String)>, form: Form) -> Reply {
    let here = format!("/webhooks/{region}/{id}");
    let run = move |tx: &mut Tx, it: &Webhook, by: &By| {
        let one = table::one_delivery(tx, it, &message)?.ok_or(Stop::NotFound)?;
        Ok(acts::replay(tx, it, &one, by)?)
    };
    once_on(&ctx, (region, id), &form, "replay".to_owned(), run).await?;
    ctx.redirect(&here)
}
