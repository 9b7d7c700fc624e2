//! The own second proof: set up, confirm, fresh recovery codes, take away.

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use civic::Problem;
use store::{Fault, once};
use web::ui::{Actions, BeginForm, Button, EndForm, Field, Kind, Notice, Summary, begin_form, end_form};
use web::{Ctx, Form, Reply, Stop};

use super::model::Person;
use super::pending::{Setup, recovery_page, wrong_code};
use super::{second, step_up, store as accounts};
use crate::enterprises::By;

const HERE: &str = "/account/second";

#[derive(Template)]
#[template(path = "accounts/pages/second.html")]
struct View {
    summary: Summary,
    about: &'static str,
    notice: Option<Notice>,
    setup: Option<Setup>,
    begin: BeginForm,
    field: Option<Field>,
    buttons: Actions,
    end: EndForm,
}

/// What the person has, and what can be done.
pub async fn page(ctx: Ctx) -> Reply {
    own_page(&ctx, &[], StatusCode::OK).await
}

async fn me(ctx: &Ctx) -> Result<Person, Stop> {
    let session = ctx.signed()?;
    let (region, id) = (session.region.clone(), session.person.clone());
    ctx.app.db().read(move |tx| accounts::by_id(tx, &region, &id)).await?.ok_or(Stop::NotFound)
}

async fn own_page(ctx: &Ctx, problems: &[Problem], status: StatusCode) -> Reply {
    let w = ctx.say("accounts");
    let person = me(ctx).await?;
    let asked = person.clone();
    let (found, left) = ctx
        .app
        .db()
        .read(move |tx| -> Result<_, Fault> {
            let left = second::recovery_left(tx, &asked.region, &asked.id)?;
            Ok((second::of(tx, &asked.region, &asked.id)?, left))
        })
        .await?;
    let form = |action: &str| begin_form(action.to_owned(), ctx.app.new_id(), false);
    let mut view = View {
        summary: Summary::new(w, problems),
        about: w.t("accounts-second-about"),
        notice: None,
        setup: None,
        begin: form(HERE),
        field: None,
        buttons: Actions::new(),
        end: end_form(),
    };
    match found {
        None => view.buttons = view.buttons.add(Button::new(w.t("accounts-second-begin"))),
        Some(found) if found.confirmed_ms.is_none() => {
            let secret = found.secret(&ctx.app, &person.region, &person.id)?;
            view.setup = Some(Setup::new(ctx, &secret, &person.sign_in));
            view.begin = form("/account/second/confirm");
            let field = Field::text("code", w.t("accounts-code")).autocomplete("one-time-code").short().required();
            view.field = Some(field.problems(w, problems));
            view.buttons = view.buttons.add(Button::new(w.t("accounts-second-confirm")));
        }
        Some(found) => {
            let since = w.time_ms(found.confirmed_ms.unwrap_or_default());
            let words = w.with("accounts-second-on", &[("time", &since), ("left", &left)]);
            view.notice = Some(Notice::new(Kind::Ok, words));
            view.begin = form("/account/second/codes");
            view.buttons = view.buttons.add(Button::new(w.t("accounts-recovery-new")).secondary());
            if !second::is_required(&ctx.app, person.role) {
                let remove = Button::new(w.t("accounts-second-remove")).warning().to("/account/second/remove");
                view.buttons = view.buttons.add(remove);
            }
        }
    }
    ctx.clone().crumb("/account/devices", w.t("accounts-devices")).page_with(status, "accounts-second", view)
}

/// Draws a secret, after the password has been asked again.
pub async fn begin(ctx: Ctx, form: Form) -> Reply {
    if let Some(asks) = step_up::first(&ctx, HERE).await? {
        return Ok(asks);
    }
    let session = ctx.signed()?.clone();
    let (txid, now_ms) = (form.txid()?, ctx.app.now_ms());
    let sealed = second::draw(&ctx.app, &session.region, &session.person);
    ctx.app
        .db()
        .write(move |tx| {
            once::once(tx, &session.region, &txid, "accounts/second-begin", now_ms, |tx| -> Result<(), Stop> {
                Ok(second::begin(tx, &session.region, &session.person, &sealed)?)
            })
        })
        .await?;
    ctx.redirect(HERE)
}

/// Takes the first code; from now on it is asked at every sign-in.
pub async fn confirm(ctx: Ctx, form: Form) -> Reply {
    let person = me(&ctx).await?;
    ctx.app.extension::<super::sign_in::Limits>().again.attempt(&person.id, ctx.app.now_ms())?;
    let (txid, by, app, typed) = (form.txid()?, By::of(&ctx), ctx.app.clone(), form.get("code").to_owned());
    let (codes, sign_in) = (second::draw_recovery(&ctx.app), person.sign_in.clone());
    let kept = codes.clone();
    let done = ctx
        .app
        .db()
        .write(move |tx| {
            once::once(tx, &person.region, &txid, "accounts/second-confirm", by.now_ms, |tx| -> Result<(), Stop> {
                let begun = second::begun(tx, &person.region, &person.id)?;
                let sealed = begun.ok_or_else(|| Stop::from(wrong_code()))?;
                match second::confirm(tx, &app, &person, &sealed, &typed, &kept, &by)? {
                    true => Ok(()),
                    false => Err(wrong_code().into()),
                }
            })
        })
        .await;
    shown(&ctx, done, &codes, &sign_in).await
}

/// The recovery codes, unless the same form came before: then they have been shown.
async fn shown(ctx: &Ctx, done: Result<((), bool), Stop>, codes: &[String], sign_in: &str) -> Reply {
    match done {
        Ok(((), false)) => recovery_page(ctx, codes, HERE, sign_in),
        Ok(((), true)) => ctx.redirect(HERE),
        Err(Stop::Refused { status, problems }) => own_page(ctx, &problems, status).await,
        Err(stop) => Err(stop),
    }
}

/// Fresh recovery codes; the old ones are dead.
pub async fn codes(ctx: Ctx, form: Form) -> Reply {
    if let Some(asks) = step_up::first(&ctx, HERE).await? {
        return Ok(asks);
    }
    let person = me(&ctx).await?;
    let (txid, by, app) = (form.txid()?, By::of(&ctx), ctx.app.clone());
    let (codes, sign_in) = (second::draw_recovery(&ctx.app), person.sign_in.clone());
    let kept = codes.clone();
    let done = ctx
        .app
        .db()
        .write(move |tx| {
            once::once(tx, &person.region, &txid, "accounts/recovery-codes", by.now_ms, |tx| -> Result<(), Stop> {
                second::put_recovery(tx, &app, &person.region, &person.id, &kept)?;
                let detail = serde_json::json!({});
                Ok(accounts::note(tx, &person.region, &person.id, "account/recovery-new", detail, &by)?)
            })
        })
        .await;
    shown(&ctx, done, &codes, &sign_in).await
}

/// Takes the own second proof away where it is not required.
pub async fn remove(ctx: Ctx, form: Form) -> Reply {
    let person = me(&ctx).await?;
    if second::is_required(&ctx.app, person.role) {
        return Err(Stop::Forbidden);
    }
    if let Some(asks) = step_up::first(&ctx, HERE).await? {
        return Ok::<Response, Stop>(asks);
    }
    let (txid, by) = (form.txid()?, By::of(&ctx));
    ctx.app
        .db()
        .write(move |tx| {
            once::once(tx, &person.region, &txid, "accounts/second-remove", by.now_ms, |tx| -> Result<bool, Stop> {
                Ok(second::remove(tx, &person.region, &person.id, "own", &by)?)
            })
        })
        .await?;
    ctx.redirect(HERE)
}
