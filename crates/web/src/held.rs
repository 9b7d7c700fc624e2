//! A form sent after the session had ended: kept, sealed, for the same person until they have signed in again.
//!
//! A form that wants this carries a sealed note of whose page it stood on. Without that note nothing is kept, so a
//! stranger cannot fill the store; each page of a person keeps at most one form, the latest.

use axum::extract::{FromRequest, Request};
use axum::http::header::{HeaderValue, LOCATION};
use axum::http::{Method, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::json;

use crate::{App, Ctx, Form, Say, Session};

/// Name of the hidden field with the sealed note.
const NOTE: &str = "resume";

/// How long a page may have stood open, milliseconds: as long as a session lives, and some days.
const NOTE_LASTS_MS: i64 = 45 * 24 * 60 * 60 * 1000;

/// Most bytes of what is kept.
const BYTES_MAX: usize = 256 * 1024;

/// A form that came too late for its session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeldForm {
    /// County code of the person.
    pub region: String,
    /// Id of the person.
    pub person: String,
    /// Path of the page and of its form.
    pub path: String,
    /// Its fields as JSON pairs, sealed; files are not kept.
    pub sealed: String,
}

/// The sealed note for a page of this person: the hidden field of its form.
pub fn note(app: &App, session: &Session, path: &str) -> String {
    let plain = [session.region.as_str(), &session.person, path, &app.now_ms().to_string()].join("\n");
    app.seal(NOTE, &plain)
}

/// Opens what was kept for a person's page.
///
/// # Errors
/// The key file is not the one it was sealed with.
pub fn open(app: &App, held: &HeldForm) -> anyhow::Result<Form> {
    let text = app.keys().open(&place(&held.region, &held.person, &held.path), &held.sealed)?;
    let pairs: Vec<(String, String)> = serde_json::from_str(&text)?;
    Ok(Form::from_pairs(pairs))
}

fn place(region: &str, person: &str, path: &str) -> String {
    format!("held_form:{region}:{person}:{path}")
}

/// Keeps the form of a request whose session has ended, if it carries a note for this path, and leads to the sign-in
/// page; `None` when there is nothing to keep.
pub(crate) async fn keep(ctx: &Ctx, request: Request) -> Option<Response> {
    if request.method() != Method::POST {
        return None;
    }
    let form = Form::from_request(request, &ctx.app).await.ok()?;
    let held = read(&ctx.app, &ctx.path, &form)?;
    let keeper = ctx.app.features().iter().find_map(|feature| feature.keeper)?;
    if let Err(error) = keeper.hold(&ctx.app, held).await {
        tracing::error!(request = %ctx.request_id, error = %error, "a form could not be kept");
        return None;
    }
    let path = format!("/sign-in?held=1&next={}", crate::form::encode(&ctx.path));
    if ctx.json {
        let words = Say::common(ctx.lang).t("held-words");
        let told = json!({ "held": true, "words": words, "sign_in": path });
        return Some((StatusCode::UNAUTHORIZED, axum::Json(told)).into_response());
    }
    let location = HeaderValue::try_from(path).ok()?;
    Some((StatusCode::SEE_OTHER, [(LOCATION, location)]).into_response())
}

/// The form as it is kept, if its note is ours, of this path and not too old.
fn read(app: &App, path: &str, form: &Form) -> Option<HeldForm> {
    let note = app.keys().open(NOTE, form.get(NOTE)).ok()?;
    let [region, person, noted, at_ms] = note.split('\n').collect::<Vec<_>>()[..] else { return None };
    let age_ms = app.now_ms() - at_ms.parse::<i64>().ok()?;
    if noted != path || !(0..=NOTE_LASTS_MS).contains(&age_ms) {
        return None;
    }
    let fields: Vec<&(String, String)> = form.pairs().iter().filter(|(name, _)| name != NOTE).collect();
    let text = serde_json::to_string(&fields).ok().filter(|text| text.len() <= BYTES_MAX)?;
    let sealed = app.seal(&place(region, person, path), &text);
    Some(HeldForm { region: region.to_owned(), person: person.to_owned(), path: path.to_owned(), sealed })
}
