//! Signing in and out: one answer for unknown names and wrong passwords, limits by name and address.

use askama::Template;
use axum::extract::Path;
use axum::http::header::{SET_COOKIE, USER_AGENT};
use axum::http::{HeaderMap, StatusCode};
use civic::Problem;
use serde_json::json;
use store::{Fault, Tx, params};
use web::limiter::Limiter;
use web::ui::{BeginForm, Button, EndForm, Field, Kind, Notice, Summary, begin_form, end_form};
use web::{Ctx, Form, Reply, Say, Stop, cookie, password};

use super::lock::{self, Guards};
use super::model::{Person, State, device_words, network_words};
use super::{pending, problems, sessions, store as accounts};
use crate::enterprises::By;

/// What one address may ask at all, before the database is asked; who guesses waits in [`lock`].
pub struct Limits {
    name_and_address: Limiter,
    /// Everything from one address.
    pub address: Limiter,
    /// New accounts from one address.
    pub register: Limiter,
    /// The password asked once more of one person.
    pub again: Limiter,
}

impl Default for Limits {
    fn default() -> Limits {
        const QUARTER_MS: i64 = 15 * 60 * 1000;
        Limits {
            name_and_address: Limiter::new(60, QUARTER_MS),
            // a whole office may stand behind one address
            address: Limiter::new(200, QUARTER_MS),
            register: Limiter::new(20, 60 * 60 * 1000),
            again: Limiter::new(10, QUARTER_MS),
        }
    }
}

#[derive(Template)]
#[template(path = "accounts/pages/sign_in.html")]
struct SignIn {
    w: Say,
    held: Option<Notice>,
    summary: Summary,
    begin: BeginForm,
    next: String,
    fields: Vec<Field>,
    end: EndForm,
    register: Button,
}

/// The sign-in page; who is signed in already goes on.
pub async fn page(ctx: Ctx) -> Reply {
    let next = local(&ctx.query("next")).to_owned();
    if ctx.session.is_some() {
        return ctx.redirect(&next);
    }
    sign_in_page(&ctx, "", &next, &[], StatusCode::OK)
}

fn sign_in_page(ctx: &Ctx, sign_in: &str, next: &str, problems: &[Problem], status: StatusCode) -> Reply {
    let w = ctx.say("accounts");
    let view = SignIn {
        w,
        held: (ctx.query("held") == "1").then(|| Notice::new(Kind::Caution, Say::common(ctx.lang).t("held-words"))),
        summary: Summary::new(w, problems),
        begin: begin_form("/sign-in", ctx.app.new_id(), false),
        next: next.to_owned(),
        fields: vec![
            Field::text("sign_in", w.t("accounts-sign-in-name"))
                .value(sign_in)
                .autocomplete("username")
                .required()
                .problems(w, problems),
            Field::password("password", w.t("accounts-password")).required().problems(w, problems),
        ],
        end: end_form(),
        register: Button::link("/register", w.t("accounts-register")).secondary(),
    };
    ctx.page_with(status, "accounts-sign-in-title", view)
}

/// Takes name and password. Safe to send twice: it only makes one more session.
pub async fn enter(ctx: Ctx, headers: HeaderMap, form: Form) -> Reply {
    let sign_in = crate::enterprises::half_width(form.get("sign_in")).to_lowercase();
    let (next, now_ms) = (local(form.get("next")).to_owned(), ctx.app.now_ms());
    let missing = problems::left_empty(&sign_in, form.get("password"));
    if !missing.is_empty() {
        return sign_in_page(&ctx, form.get("sign_in"), &next, &missing, StatusCode::UNPROCESSABLE_ENTITY);
    }
    let limits = ctx.app.extension::<Limits>();
    limits.name_and_address.attempt(&format!("{sign_in}\n{}", ctx.client), now_ms)?;
    // an unknown address would be one key for everybody
    if !ctx.client.is_empty() {
        limits.address.attempt(&ctx.client, now_ms)?;
    }
    let guards = Guards::of(&ctx.app, &sign_in, &ctx.client);
    let (asked, guard) = (sign_in.clone(), guards.clone());
    let person = ctx
        .app
        .db()
        .read(move |tx| -> Result<_, Stop> {
            lock::check(tx, &guard, now_ms)?;
            Ok(accounts::by_sign_in(tx, &asked)?)
        })
        .await?;
    let known = person.as_ref().map(|person| person.password_hash.clone());
    let right = password::verify_aside(known, form.get("password").to_owned()).await?;
    let problem = match person {
        Some(person) if right && person.state == State::Active => {
            return match pending::ask(&ctx, &person, &next).await? {
                Some(asks) => Ok(asks),
                None => start(&ctx, &headers, person, &next).await,
            };
        }
        // only who knows the password learns the state of the account
        Some(person) if right && person.state == State::Waiting => problems::waiting(),
        Some(_) if right => problems::disabled(),
        person => {
            ctx.app.db().write(move |tx| wrong_attempt(tx, &guards, person.as_ref(), now_ms)).await?;
            problems::wrong()
        }
    };
    sign_in_page(&ctx, form.get("sign_in"), &next, &[problem], StatusCode::UNPROCESSABLE_ENTITY)
}

/// Counts an attempt that failed; the account's record keeps that it was locked.
pub fn wrong_attempt(tx: &mut Tx, guards: &Guards, person: Option<&Person>, now_ms: i64) -> Result<(), Fault> {
    let locked = lock::failed(tx, guards, now_ms)?;
    match person {
        Some(person) if locked => {
            let by = By { actor: "system".to_owned(), office: String::new(), now_ms, today: civic::Date::MIN };
            accounts::note(tx, &person.region, &person.id, "account/locked", json!({}), &by)
        }
        _ => Ok(()),
    }
}

/// The sign-in page with what went wrong on the way.
pub fn again(ctx: &Ctx, next: &str, problem: Problem) -> Reply {
    sign_in_page(ctx, "", next, &[problem], StatusCode::UNPROCESSABLE_ENTITY)
}

/// Starts a session in this browser and goes on to `next`.
async fn start(ctx: &Ctx, headers: &HeaderMap, person: Person, next: &str) -> Reply {
    let (token, id, by, device) = (ctx.app.random_token(), ctx.app.new_id(), By::of(ctx), device_of(ctx, headers));
    let (kept, app) = (token.clone(), ctx.app.clone());
    ctx.app
        .db()
        .write(move |tx| -> Result<(), Fault> {
            lock::clear(tx, &app, &person.sign_in, by.now_ms)?;
            sessions::start(tx, &id, &person, &kept, &device, &by)
        })
        .await?;
    with_session(ctx, &token, next)
}

/// 303 to `next` with the session cookie.
pub fn with_session(ctx: &Ctx, token: &str, next: &str) -> Reply {
    let mut response = ctx.redirect(next)?;
    response.headers_mut().append(SET_COOKIE, cookie::start_session(&ctx.app, token));
    Ok(response)
}

/// The browser, system and network of a request, in words.
pub fn device_of(ctx: &Ctx, headers: &HeaderMap) -> String {
    let device = device_words(headers.get(USER_AGENT).and_then(|agent| agent.to_str().ok()).unwrap_or_default());
    match network_words(&ctx.client) {
        Some(network) => format!("{device} · {network}"),
        None => device,
    }
}

/// One click signs in as a made-up person; only in the demonstration.
pub async fn demo(ctx: Ctx, headers: HeaderMap, Path(token): Path<String>) -> Reply {
    if !ctx.app.settings().demo {
        return Err(Stop::NotFound);
    }
    let hash = cookie::token_hash(&token);
    let person = ctx
        .app
        .db()
        .read(move |tx| -> Result<_, Fault> {
            let Some(row) = tx.maybe(include_str!("sql/demo_key_find.sql"), params![hash])? else { return Ok(None) };
            accounts::by_id(tx, &row.get::<String>("region")?, &row.get::<String>("person")?)
        })
        .await?
        .filter(|person| person.state == State::Active)
        .ok_or(Stop::NotFound)?;
    let next = local(&ctx.query("next")).to_owned();
    start(&ctx, &headers, person, &next).await
}

/// Ends the session at hand.
pub async fn leave(ctx: Ctx) -> Reply {
    if let Some(session) = ctx.session.clone() {
        let by = By::of(&ctx);
        ctx.app.db().write(move |tx| sessions::revoke(tx, &session.region, &session.person, &session.id, &by)).await?;
    }
    let mut response = ctx.redirect("/")?;
    response.headers_mut().append(SET_COOKIE, cookie::end_session(&ctx.app));
    Ok(response)
}

/// A path of this site, or `/`: what comes with an address is never followed elsewhere.
pub fn local(next: &str) -> &str {
    let second = next.as_bytes().get(1);
    let good = next.starts_with('/')
        && !matches!(second, Some(b'/' | b'\\'))
        && !next.contains('\\')
        && next.bytes().all(|b| b.is_ascii_graphic())
        && !next.starts_with("/sign-");
    if good { next } else { "/" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn goes_on_only_within_the_site() {
        for (next, path) in [
            ("/o/cases?page=2", "/o/cases?page=2"),
            ("//elsewhere.example", "/"),
            ("/\\elsewhere.example", "/"),
            ("https://elsewhere.example", "/"),
            ("/a\nb", "/"),
            ("", "/"),
            ("/sign-out", "/"),
        ] {
            assert_eq!(local(next), path, "{next}");
        }
    }
}
