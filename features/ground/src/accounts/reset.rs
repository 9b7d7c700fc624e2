//! A forgotten password: an administrator hands out a link that is good once, for a day.

use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use civic::{Problem, Text};
use serde_json::json;
use store::{Fault, Tx, once, params};
use web::ui::{BeginForm, Button, EndForm, Field, Kind, Notice, Summary, begin_form, end_form};
use web::{Ctx, Form, Reply, Stop, cookie, password};

use super::account_page::{helped, one_page, within};
use super::model::{Person, State, check_password};
use super::sign_in::{Limits, again};
use super::{lock, step_up, store as accounts};
use crate::enterprises::By;

const LASTS_MS: i64 = 24 * 60 * 60 * 1000;

#[derive(Template)]
#[template(path = "accounts/pages/key_shown.html")]
struct Shown {
    notice: Notice,
    key: String,
    back: Button,
}

/// Draws a link for somebody else's account and shows it, this once.
pub async fn issue(ctx: Ctx, Path((region, id)): Path<(String, String)>, form: Form) -> Reply {
    let person = within(&ctx, region.clone(), id.clone()).await?;
    let there = format!("/a/accounts/{}/{}", person.region, person.id);
    if let Some(asks) = step_up::first(&ctx, &there).await? {
        return Ok(asks);
    }
    let (person, reason) = match helped(&ctx, region, id, &form).await? {
        Ok(good) => good,
        Err(Stop::Refused { status, problems }) => return one_page(&ctx, person, &problems, status).await,
        Err(stop) => return Err(stop),
    };
    let (txid, by, token) = (form.txid()?, By::of(&ctx), ctx.app.random_token());
    let hash = cookie::token_hash(&token);
    let (_, repeated) = ctx
        .app
        .db()
        .write(move |tx| {
            once::once(tx, &person.region, &txid, "accounts/reset-link", by.now_ms, |tx| -> Result<(), Stop> {
                let (region, id) = (person.region.as_str(), person.id.as_str());
                // an older link dies with the new one
                tx.execute(include_str!("sql/reset_use.sql"), params![region, id, by.now_ms])?;
                let row = params![region, hash, id, by.now_ms, by.now_ms + LASTS_MS];
                tx.execute(include_str!("sql/reset_insert.sql"), row)?;
                Ok(accounts::note(tx, region, id, "account/reset-link", json!({ "reason": reason }), &by)?)
            })
        })
        .await?;
    if repeated {
        return ctx.redirect(&there);
    }
    let w = ctx.say("accounts");
    let view = Shown {
        notice: Notice::new(Kind::Caution, w.t("accounts-reset-once")).title(w.t("accounts-reset-made")),
        // the token stands in the query: paths are logged, queries are not
        key: format!("{}/reset?token={token}", ctx.app.settings().site_url),
        back: Button::link(there, w.t("back")).secondary(),
    };
    ctx.crumb("/a/accounts", w.t("accounts-title")).page("accounts-reset-made", view)
}

#[derive(Template)]
#[template(path = "accounts/pages/reset.html")]
struct Reset {
    summary: Summary,
    about: &'static str,
    begin: BeginForm,
    token: String,
    field: Field,
    button: Button,
    end: EndForm,
}

/// Asks for the new password; a link that is used up or late leads to the sign-in page.
pub async fn page(ctx: Ctx) -> Reply {
    let token = ctx.query("token");
    if token.is_empty() {
        return ctx.redirect("/sign-in");
    }
    match owner(&ctx, &token).await? {
        Some(_) => reset_page(&ctx, &token, &[], StatusCode::OK),
        None => again(&ctx, "/", dead()),
    }
}

fn reset_page(ctx: &Ctx, token: &str, problems: &[Problem], status: StatusCode) -> Reply {
    let w = ctx.say("accounts");
    let view = Reset {
        summary: Summary::new(w, problems),
        about: w.t("accounts-reset-about"),
        begin: begin_form("/reset", ctx.app.new_id(), false),
        token: token.to_owned(),
        field: Field::password("password", w.t("accounts-new-password"))
            .hint(w.t("accounts-password-hint"))
            .autocomplete("new-password")
            .required()
            .problems(w, problems),
        button: Button::new(w.t("accounts-reset-set")),
        end: end_form(),
    };
    ctx.page_with(status, "accounts-reset-title", view)
}

async fn owner(ctx: &Ctx, token: &str) -> Result<Option<Person>, Stop> {
    if !ctx.client.is_empty() {
        ctx.app.extension::<Limits>().address.attempt(&ctx.client, ctx.app.now_ms())?;
    }
    let (hash, now_ms) = (cookie::token_hash(token), ctx.app.now_ms());
    Ok(ctx.app.db().read(move |tx| find(tx, &hash, now_ms)).await?)
}

fn find(tx: &mut Tx, hash: &str, now_ms: i64) -> Result<Option<Person>, Fault> {
    let Some(row) = tx.maybe(include_str!("sql/reset_find.sql"), params![hash, now_ms])? else { return Ok(None) };
    let person = accounts::by_id(tx, &row.get::<String>("region")?, &row.get::<String>("person")?)?;
    Ok(person.filter(|person| person.state == State::Active))
}

/// Sets the password; every device is signed out, and the second proof stays.
pub async fn set(ctx: Ctx, form: Form) -> Reply {
    let token = form.get("token").to_owned();
    let Some(person) = owner(&ctx, &token).await? else { return again(&ctx, "/", dead()) };
    if let Err(problem) = check_password("password", form.get("password"), &person.sign_in) {
        return reset_page(&ctx, &token, &[problem], StatusCode::UNPROCESSABLE_ENTITY);
    }
    let hash = password::hash_aside(form.get("password").to_owned()).await?;
    let (app, by) = (ctx.app.clone(), By { actor: person.id.clone(), ..By::of(&ctx) });
    let set = ctx
        .app
        .db()
        .write(move |tx| -> Result<bool, Fault> {
            // two at the same moment: the first to mark the link sets the password
            let used = tx.execute(include_str!("sql/reset_use.sql"), params![&person.region, &person.id, by.now_ms])?;
            if used > 0 {
                accounts::set_password(tx, &person.region, &person.id, &hash, "", &by)?;
                lock::clear(tx, &app, &person.sign_in, by.now_ms)?;
            }
            Ok(used > 0)
        })
        .await?;
    if set { ctx.redirect("/sign-in") } else { again(&ctx, "/", dead()) }
}

fn dead() -> Problem {
    Problem::new(
        "",
        "accounts/reset-dead",
        Text::new("这个链接已用过、已过期或不完整", "the link was used, is too old or incomplete"),
        Text::new("请管理员再发一个", "ask the administrator for another one"),
    )
}
