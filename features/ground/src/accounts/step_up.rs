//! Once more the password before a weighty act: it holds for five minutes in this session.

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use civic::{Problem, Text};
use serde_json::json;
use store::{Fault, Tx, once, params};
use web::ui::{BeginForm, Button, EndForm, Field, Summary, begin_form, end_form};
use web::{Ctx, Form, Reply, Stop, password, totp};

use super::model::Person;
use super::second;
use super::sign_in::{Limits, local};
use super::store::{self as accounts, note};
use crate::enterprises::By;

/// How long a confirmation holds, in milliseconds.
const HOLDS_MS: i64 = 5 * 60 * 1000;

/// `None`: the person has confirmed within five minutes. `Some`: the way to the page that asks, and back to `back`.
///
/// # Errors
/// Nobody is signed in.
pub async fn first(ctx: &Ctx, back: &str) -> Result<Option<Response>, Stop> {
    let session = ctx.signed()?;
    let (region, id, now_ms) = (session.region.clone(), session.id.clone(), ctx.app.now_ms());
    let at = ctx.app.db().read(move |tx| confirmed_at(tx, &region, &id)).await?;
    if at.is_some_and(|at| (0..HOLDS_MS).contains(&(now_ms - at))) {
        return Ok(None);
    }
    ctx.redirect(&format!("/account/confirm?next={}", web::encode(back))).map(Some)
}

fn confirmed_at(tx: &mut Tx, region: &str, session: &str) -> Result<Option<i64>, Fault> {
    tx.maybe(include_str!("sql/step_up_at.sql"), params![region, session])?.map(|row| row.get("at")).transpose()
}

#[derive(Template)]
#[template(path = "accounts/pages/confirm.html")]
struct Confirm {
    summary: Summary,
    about: &'static str,
    begin: BeginForm,
    next: String,
    field: Option<Field>,
    button: Button,
    end: EndForm,
}

/// Asks for the password.
pub async fn page(ctx: Ctx) -> Reply {
    let next = local(&ctx.query("next")).to_owned();
    let asks = asks(&ctx).await?;
    confirm_page(&ctx, asks, &next, &[], StatusCode::OK)
}

/// What this person is asked for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Asks {
    /// A click: the made-up people of the demonstration have passwords that nobody knows.
    Click,
    Password,
    PasswordOrCode,
}

async fn asks(ctx: &Ctx) -> Result<Asks, Stop> {
    let session = ctx.signed()?.clone();
    let second = ctx.app.db().read(move |tx| second::of(tx, &session.region, &session.person)).await?;
    Ok(match second.is_some_and(|second| second.confirmed_ms.is_some()) {
        true => Asks::PasswordOrCode,
        false if ctx.app.settings().demo => Asks::Click,
        false => Asks::Password,
    })
}

fn confirm_page(ctx: &Ctx, asks: Asks, next: &str, problems: &[Problem], status: StatusCode) -> Reply {
    let w = ctx.say("accounts");
    let label = if asks == Asks::Password { "accounts-password" } else { "accounts-password-or-code" };
    let field = Field::password("password", w.t(label)).required().problems(w, problems);
    let view = Confirm {
        summary: Summary::new(w, problems),
        about: w.t(if asks != Asks::Click { "accounts-confirm-about" } else { "accounts-confirm-demo" }),
        begin: begin_form("/account/confirm", ctx.app.new_id(), false),
        next: next.to_owned(),
        field: (asks != Asks::Click).then_some(field),
        button: Button::new(w.t("accounts-confirm")),
        end: end_form(),
    };
    ctx.page_with(status, "accounts-confirm-title", view)
}

/// Takes the password and goes on.
pub async fn confirm(ctx: Ctx, form: Form) -> Reply {
    let session = ctx.signed()?.clone();
    let next = local(form.get("next")).to_owned();
    let now_ms = ctx.app.now_ms();
    let asks = asks(&ctx).await?;
    if asks != Asks::Click {
        ctx.app.extension::<Limits>().again.attempt(&session.person, now_ms)?;
        let (region, id) = (session.region.clone(), session.person.clone());
        let person = ctx.app.db().read(move |tx| accounts::by_id(tx, &region, &id)).await?.ok_or(Stop::NotFound)?;
        if !is_right(&ctx, asks, person, form.get("password").to_owned()).await? {
            return confirm_page(&ctx, asks, &next, &[wrong()], StatusCode::UNPROCESSABLE_ENTITY);
        }
    }
    let (txid, by) = (form.txid()?, By::of(&ctx));
    ctx.app
        .db()
        .write(move |tx| {
            once::once(tx, &session.region, &txid, "accounts/confirm", by.now_ms, |tx| -> Result<(), Stop> {
                tx.execute(include_str!("sql/step_up_put.sql"), params![&session.region, &session.id, by.now_ms])?;
                let detail = json!({ "session": session.id });
                Ok(note(tx, &session.region, &session.person, "account/confirmed", detail, &by)?)
            })
        })
        .await?;
    ctx.redirect(&next)
}

async fn is_right(ctx: &Ctx, asks: Asks, person: Person, typed: String) -> Result<bool, Stop> {
    if asks == Asks::PasswordOrCode && totp::read(&typed).is_some() {
        let (app, by) = (ctx.app.clone(), By::of(ctx));
        return Ok(ctx.app.db().write(move |tx| second::verify(tx, &app, &person, &typed, &by)).await?);
    }
    Ok(password::verify_aside(Some(person.password_hash), typed).await?)
}

fn wrong() -> Problem {
    Problem::new(
        "password",
        "accounts/confirm-wrong",
        Text::new("密码或动态码不对", "the password or code is wrong"),
        Text::new("请重新填写", "type it again"),
    )
}
