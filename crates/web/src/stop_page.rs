//! Turns a stopped request into a page or an RFC 9457 problem document, in the person's language.

use askama::Template;
use axum::Json;
use axum::http::header::{ALLOW, CONTENT_TYPE, HeaderValue, LOCATION, RETRY_AFTER, WWW_AUTHENTICATE};
use axum::http::{Method, StatusCode, Uri};
use axum::response::{Html, IntoResponse, Response};
use civic::problem::Problem;
use serde_json::json;

use crate::shell::Shell;
use crate::stop::Stopped;
use crate::ui::{Button, Summary};
use crate::{Ctx, Say, Stop};

/// Headers that a stopped answer keeps: a computer that is refused still learns what is left of its minute.
const RATE: [&str; 2] = ["ratelimit-policy", "ratelimit"];

/// What was asked, kept for the answer.
pub(crate) struct Asked {
    pub(crate) method: Method,
    pub(crate) uri: Uri,
}

/// What the person is told.
struct Told {
    status: StatusCode,
    title: &'static str,
    next: String,
    problems: Vec<Problem>,
    retry_after_s: Option<u32>,
}

#[derive(Template)]
#[template(path = "stop.html")]
struct StopTemplate {
    next: String,
    summary: Summary,
    home: Button,
}

/// Leaves good answers alone; gives stopped ones and bare error statuses their page.
pub(crate) fn finish(ctx: &Ctx, asked: &Asked, mut answer: Response) -> Response {
    if let Some(Stopped(stop)) = answer.extensions_mut().remove::<Stopped>() {
        log_fault(ctx, &stop);
        if matches!(*stop, Stop::SignIn) && !ctx.json {
            return to_sign_in(asked);
        }
        let rate = RATE.map(|name| (name, answer.headers().get(name).cloned()));
        let mut page = tell(ctx, told(ctx, &stop));
        for (name, value) in rate {
            value.and_then(|value| page.headers_mut().insert(name, value));
        }
        if matches!(*stop, Stop::NoKey) {
            page.headers_mut().insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        return page;
    }
    if !is_bare(&answer) {
        return answer;
    }
    let allow = answer.headers().get(ALLOW).cloned();
    let mut page = tell(ctx, told_status(ctx, answer.status()));
    if let Some(allow) = allow {
        page.headers_mut().insert(ALLOW, allow);
    }
    page
}

/// An error that no page of ours made: without a body, or with the plain text of the framework.
fn is_bare(answer: &Response) -> bool {
    let status = answer.status();
    let kind = answer.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    (status.is_client_error() || status.is_server_error()) && (kind.is_empty() || kind.starts_with("text/plain"))
}

fn log_fault(ctx: &Ctx, stop: &Stop) {
    if let Stop::Fault(error) = stop {
        let chain: Vec<String> = error.chain().map(ToString::to_string).collect();
        tracing::error!(request = %ctx.request_id, error = %chain.join(": "), "fault");
    }
}

fn to_sign_in(asked: &Asked) -> Response {
    let back = match asked.method {
        Method::GET => asked.uri.path_and_query().map_or("/", |all| all.as_str()),
        _ => "/",
    };
    let location = format!("/sign-in?next={}", crate::form::encode(back));
    let location = HeaderValue::try_from(location).unwrap_or_else(|_| HeaderValue::from_static("/sign-in"));
    (StatusCode::SEE_OTHER, [(LOCATION, location)]).into_response()
}

fn told(ctx: &Ctx, stop: &Stop) -> Told {
    let mut told = told_status(ctx, stop.status());
    let w = Say::common(ctx.lang);
    match stop {
        Stop::Refused { problems, .. } => told.problems.clone_from(problems),
        Stop::Conflict(text) => told.next = format!("{} {}", w.text(text), told.next),
        Stop::Busy(seconds) => {
            told.retry_after_s = Some(*seconds);
            told.next = w.with("stop-503-next", &[("seconds", seconds)]);
        }
        Stop::TooMany(seconds) => {
            told.retry_after_s = Some(*seconds);
            told.next = w.with("stop-429-next", &[("seconds", seconds)]);
        }
        Stop::NoKey => {
            told.title = w.t("stop-key");
            told.next = w.t("stop-key-next").to_owned();
        }
        Stop::NotFound | Stop::Forbidden | Stop::SignIn | Stop::TooLarge | Stop::Fault(_) => {}
    }
    told
}

fn told_status(ctx: &Ctx, status: StatusCode) -> Told {
    let w = Say::common(ctx.lang);
    let known = match status.as_u16() {
        code @ (400 | 401 | 403 | 404 | 405 | 408 | 409 | 413 | 415 | 422 | 429 | 503) => code,
        412 => 409,
        400..=499 => 400,
        _ => 500,
    };
    let values: [(&str, &dyn std::fmt::Display); 2] = [("number", &ctx.request_id), ("seconds", &10)];
    Told {
        status,
        title: w.t(&format!("stop-{known}")),
        next: w.with(&format!("stop-{known}-next"), &values),
        problems: Vec::new(),
        retry_after_s: matches!(known, 429 | 503).then_some(10),
    }
}

fn tell(ctx: &Ctx, told: Told) -> Response {
    let mut answer = if ctx.json { problem_document(ctx, &told) } else { page(ctx, &told) };
    if let Some(seconds) = told.retry_after_s {
        answer.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
    }
    answer
}

fn page(ctx: &Ctx, told: &Told) -> Response {
    let w = Say::common(ctx.lang);
    let content = StopTemplate {
        next: told.next.clone(),
        summary: Summary::new(w, &told.problems).unlinked(),
        // whoever waits to sign in comes back to the form, with the time to wait above the button
        home: match told.status {
            StatusCode::TOO_MANY_REQUESTS if ctx.path.starts_with("/sign-in") => {
                Button::link("/sign-in", w.t("sign-in"))
            }
            _ => Button::link("/", w.t("home")).secondary(),
        },
    };
    let html = content.render().and_then(|content| Shell::new(ctx, told.title, told.status, &content).render());
    match html {
        Ok(html) => (told.status, Html(html)).into_response(),
        // even the page failed: plain words, so that the person is not left with nothing
        Err(_) => (told.status, format!("{}\n{}\n", told.title, told.next)).into_response(),
    }
}

fn problem_document(ctx: &Ctx, told: &Told) -> Response {
    let w = Say::common(ctx.lang);
    let problems: Vec<_> = told
        .problems
        .iter()
        .map(|p| {
            let (message, next) = (w.text(&p.message), w.text(&p.next));
            json!({ "field": p.field, "code": p.code, "message": message, "next": next })
        })
        .collect();
    let code = code(told.status.as_u16());
    let document = json!({
        "type": format!("urn:tongtu:problem:{code}"),
        "code": code,
        "title": told.title,
        "status": told.status.as_u16(),
        "detail": told.next,
        "instance": format!("urn:tongtu:request:{}", ctx.request_id),
        "problems": problems,
    });
    let kind = [(CONTENT_TYPE, HeaderValue::from_static("application/problem+json"))];
    (told.status, kind, Json(document)).into_response()
}

/// The stable word for a status; programs compare it, so it never changes.
fn code(status: u16) -> &'static str {
    match status {
        401 => "no-key",
        403 => "not-allowed",
        404 => "not-found",
        405 => "method",
        408 => "too-slow",
        409 => "conflict",
        412 => "changed",
        413 => "too-large",
        415 => "media-type",
        422 => "refused",
        429 => "too-many",
        503 => "busy",
        400..=499 => "unreadable",
        _ => "fault",
    }
}
