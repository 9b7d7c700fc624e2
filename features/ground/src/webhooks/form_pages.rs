//! The form of a subscription, new or changed; the secret of a new one is shown once.

use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use civic::{Problem, RegionCode, Text};
use store::once;
use web::ui::{BeginForm, Button, EndForm, Field, Kind, Notice, Summary, begin_form, end_form};
use web::{Ctx, Form, Reply, Role, Stop};

use super::acts::{self, Owner, Wanted};
use super::list_pages::owner;
use super::model::{KINDS, TIMEOUT};
use super::wanted::{self, Written};
use crate::enterprises::By;
use crate::{accounts, regions};

#[derive(Template)]
#[template(path = "webhooks/pages/form.html")]
struct FormView {
    summary: Summary,
    about: &'static str,
    begin: BeginForm,
    fields: Vec<Field>,
    button: Button,
    end: EndForm,
}

/// `GET /webhooks/new`, after the password has been asked again.
pub async fn new(ctx: Ctx) -> Reply {
    let (session, _) = owner(&ctx)?;
    if let Some(asks) = accounts::step_up_first(&ctx, "/webhooks/new").await? {
        return Ok(asks);
    }
    let form = Form::from_pairs([("timeout_seconds", TIMEOUT.to_string()), ("region", session.region)]);
    new_page(&ctx, &form, &[], StatusCode::OK).await
}

async fn new_page(ctx: &Ctx, form: &Form, problems: &[Problem], status: StatusCode) -> Reply {
    let w = ctx.say("webhooks");
    let mut fields = fields(ctx, form, problems);
    if ctx.signed()?.role == Role::Admin {
        let desks = desks(ctx).await?.into_iter().map(|(id, name)| (id, w.text(&name).to_owned()));
        fields.insert(
            1,
            Field::select("agency", w.t("webhooks-owner"), desks)
                .blank(w.t("webhooks-of-whole-area"))
                .hint(w.t("webhooks-owner-hint"))
                .value(form.get("agency"))
                .problems(w, problems),
        );
    }
    let view = FormView {
        summary: Summary::new(w, problems),
        about: w.t("webhooks-new-about"),
        begin: begin_form("/webhooks/new", ctx.app.new_id(), false),
        fields,
        button: Button::new(w.t("webhooks-create")),
        end: end_form(),
    };
    ctx.clone().crumb("/webhooks", w.t("webhooks-title")).page_with(status, "webhooks-new", view)
}

fn fields(ctx: &Ctx, form: &Form, problems: &[Problem]) -> Vec<Field> {
    let w = ctx.say("webhooks");
    let kinds = KINDS.iter().map(|(_, kind, (zh, en))| {
        let words = Text::new(*zh, *en);
        (*kind, format!("{} · {kind}", w.text(&words)))
    });
    vec![
        Field::text("name", w.t("webhooks-name")).value(form.get("name")).required().problems(w, problems),
        Field::text("url", w.t("webhooks-url"))
            .hint(w.t("webhooks-url-hint"))
            .value(form.get("url"))
            .required()
            .problems(w, problems),
        Field::checkboxes("kinds", w.t("webhooks-kinds"), kinds)
            .hint(w.t("webhooks-kinds-hint"))
            .values(form.all("kinds"))
            .problems(w, problems),
        Field::number("timeout_seconds", w.t("webhooks-timeout"))
            .value(form.get("timeout_seconds"))
            .short()
            .problems(w, problems),
    ]
}

async fn desks(ctx: &Ctx) -> Result<Vec<(String, Text)>, Stop> {
    let area = RegionCode::parse(&ctx.signed()?.region).map_err(|_| Stop::fault("a session without a region"))?;
    let within = regions::within_pattern(&area);
    let desks = ctx.app.db().read(move |tx| accounts::desks(tx, &within)).await?;
    Ok(desks.into_iter().map(|desk| (desk.id, desk.name)).collect())
}

fn read(ctx: &Ctx, form: &Form) -> Result<Wanted, Vec<Problem>> {
    let written = Written {
        name: form.get("name"),
        url: form.get("url"),
        kinds: form.all("kinds"),
        timeout_seconds: form.get("timeout_seconds"),
    };
    wanted::read(&ctx.app, "", &written)
}

/// Whose it becomes: an office's own, or what an administrator chose.
async fn chosen(ctx: &Ctx, form: &Form, own: Owner) -> Result<Result<Owner, Problem>, Stop> {
    let agency = form.get("agency");
    if ctx.signed()?.role != Role::Admin || agency.is_empty() {
        return Ok(Ok(own));
    }
    let known = desks(ctx).await?.iter().any(|(id, _)| id == agency);
    let unknown = || {
        Problem::new(
            "agency",
            "webhooks/agency",
            Text::new("没有这个部门", "there is no such agency"),
            Text::new("请从列表中选择", "choose one of the list"),
        )
    };
    Ok(if known { Ok(Owner { agency: Some(agency.to_owned()), ..own }) } else { Err(unknown()) })
}

#[derive(Template)]
#[template(path = "webhooks/pages/shown.html")]
struct Shown {
    notice: Notice,
    secret: String,
    back: Button,
}

/// `POST /webhooks/new`.
pub async fn create(ctx: Ctx, form: Form) -> Reply {
    let (session, own) = owner(&ctx)?;
    if let Some(asks) = accounts::step_up_first(&ctx, "/webhooks/new").await? {
        return Ok(asks);
    }
    let (wanted, chosen) = (read(&ctx, &form), chosen(&ctx, &form, own).await?);
    let (wanted, owner) = match (wanted, chosen) {
        (Ok(wanted), Ok(owner)) => (wanted, owner),
        (wanted, chosen) => {
            let problems = wanted.err().into_iter().flatten().chain(chosen.err()).collect::<Vec<_>>();
            return new_page(&ctx, &form, &problems, StatusCode::UNPROCESSABLE_ENTITY).await;
        }
    };
    if !acts::may(&session, &owner) {
        return Err(Stop::Forbidden);
    }
    let (txid, by, id) = (form.txid()?, By::of(&ctx), ctx.app.new_id());
    let (secret, sealed) = acts::drawn(&ctx.app, &owner.region, &id);
    let path = format!("/webhooks/{}/{id}", owner.region);
    let written = ctx.app.db().write(move |tx| {
        once::once(tx, &session.region, &txid, "webhooks/create", by.now_ms, |tx| -> Result<(), Stop> {
            Ok(acts::create(tx, &id, &owner, &wanted, &sealed, &by)?)
        })
    });
    let (_, repeated) = written.await?;
    // sent twice: the secret of the first answer is gone; it can be changed on the page of the subscription
    if repeated {
        return ctx.redirect("/webhooks");
    }
    shown(&ctx, secret, path)
}

/// The secret, this once.
pub(super) fn shown(ctx: &Ctx, secret: String, path: String) -> Reply {
    let w = ctx.say("webhooks");
    let view = Shown {
        notice: Notice::new(Kind::Caution, w.t("webhooks-secret-once")).title(w.t("webhooks-secret-title")),
        secret,
        back: Button::link(path, w.t("webhooks-to-subscription")),
    };
    ctx.clone().crumb("/webhooks", w.t("webhooks-title")).page("webhooks-secret-title", view)
}

/// `GET /webhooks/{region}/{id}/change`.
pub async fn change(ctx: Ctx, Path((region, id)): Path<(String, String)>) -> Reply {
    let session = ctx.signed()?.clone();
    let it = ctx.app.db().read(move |tx| acts::own(tx, &session, &region, &id)).await?;
    let mut pairs =
        vec![("name", it.name.clone()), ("url", it.url.clone()), ("timeout_seconds", it.timeout_seconds.to_string())];
    pairs.extend(it.kinds.iter().map(|kind| ("kinds", kind.clone())));
    change_page(&ctx, &(it.region, it.id), &Form::from_pairs(pairs), &[], StatusCode::OK)
}

fn change_page(
    ctx: &Ctx,
    (region, id): &(String, String),
    form: &Form,
    problems: &[Problem],
    status: StatusCode,
) -> Reply {
    let w = ctx.say("webhooks");
    let view = FormView {
        summary: Summary::new(w, problems),
        about: w.t("webhooks-change-about"),
        begin: begin_form(format!("/webhooks/{region}/{id}/change"), ctx.app.new_id(), false),
        fields: fields(ctx, form, problems),
        button: Button::new(w.t("webhooks-save")),
        end: end_form(),
    };
    ctx.clone().crumb("/webhooks", w.t("webhooks-title")).page_with(status, "webhooks-change", view)
}

/// `POST /webhooks/{region}/{id}/change`.
pub async fn save(ctx: Ctx, Path(place): Path<(String, String)>, form: Form) -> Reply {
    let (session, at) = (ctx.signed()?.clone(), place.clone());
    let seen = session.clone();
    ctx.app.db().read(move |tx| acts::own(tx, &seen, &at.0, &at.1)).await?;
    let wanted = match read(&ctx, &form) {
        Ok(wanted) => wanted,
        Err(problems) => return change_page(&ctx, &place, &form, &problems, StatusCode::UNPROCESSABLE_ENTITY),
    };
    let (txid, by) = (form.txid()?, By::of(&ctx));
    let path = format!("/webhooks/{}/{}", place.0, place.1);
    let written = ctx.app.db().write(move |tx| {
        once::once(tx, &place.0, &txid, "webhooks/change", by.now_ms, |tx| -> Result<(), Stop> {
            let it = acts::own(tx, &session, &place.0, &place.1)?;
            Ok(acts::change(tx, &it, &wanted, &by)?)
        })
    });
    written.await?;
    ctx.redirect(&path)
}
