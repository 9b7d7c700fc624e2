//! The edge: what happens to every request before its handler and to every answer after it.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::extract::{ConnectInfo, Request, State};
use axum::http::header::{CACHE_CONTROL, HeaderName, HeaderValue, SET_COOKIE, VARY};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method};
use axum::middleware::Next;
use axum::response::Response;

use crate::stop_page::{self, Asked};
use crate::{App, Ctx, Machine, Session, Stop, cookie, headers, machine, manner};

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Reads who asks and how, runs the route within its time, and finishes the answer.
pub(crate) async fn edge(State(app): State<App>, request: Request, next: Next) -> Response {
    let started = Instant::now();
    let (mut parts, body) = request.into_parts();
    let mut ctx = context(&app, &parts);
    let who = match needs_session(parts.uri.path()) {
        true => find_who(&app, &parts.headers).await,
        false => Ok((None, None)),
    };
    let asked = Asked { method: parts.method.clone(), uri: parts.uri.clone() };
    let answer = match who {
        Ok((session, machine)) => {
            ctx.session = session;
            ctx.machine = machine;
            parts.extensions.insert(ctx.clone());
            within_time(&app, next.run(Request::from_parts(parts, body))).await
        }
        Err(stop) => axum::response::IntoResponse::into_response(stop),
    };
    let mut answer = stop_page::finish(&ctx, &asked, answer);
    finish_headers(&ctx, &asked, answer.headers_mut());
    let took_us = u64::try_from(started.elapsed().as_micros()).unwrap_or(u64::MAX);
    app.metrics().answered(answer.status().as_u16(), took_us);
    log(&ctx, &asked, &answer, took_us);
    answer
}

/// The request without its session.
pub(crate) fn context(app: &App, parts: &Parts) -> Ctx {
    Ctx {
        app: app.clone(),
        lang: manner::language(&parts.uri, &parts.headers),
        theme: manner::theme(&parts.headers),
        session: None,
        path: parts.uri.path().to_owned(),
        request_id: app.new_id(),
        client: client(app, parts),
        uri: parts.uri.clone(),
        json: is_for_a_program(parts),
        machine: None,
        feature: "",
        crumbs: Vec::new(),
    }
}

/// Below `/api/` nobody but programs asks; elsewhere one is known by what it accepts or by its key.
fn is_for_a_program(parts: &Parts) -> bool {
    parts.uri.path().starts_with("/api/")
        || manner::wants_json(&parts.headers)
        || machine::bearer(&parts.headers).is_some()
}

fn needs_session(path: &str) -> bool {
    !path.starts_with("/static/") && path != "/healthz" && path != "/favicon.ico"
}

async fn find_who(app: &App, headers: &HeaderMap) -> Result<(Option<Session>, Option<Arc<Machine>>), Stop> {
    Ok((find_session(app, headers).await?, machine::find(app, headers).await?.map(Arc::new)))
}

async fn find_session(app: &App, headers: &HeaderMap) -> Result<Option<Session>, Stop> {
    let Some(token) = cookie::session_token(app, headers) else { return Ok(None) };
    let Some(keeper) = app.features().iter().find_map(|feature| feature.keeper) else { return Ok(None) };
    Ok(keeper.find(app, cookie::token_hash(&token)).await?)
}

fn client(app: &App, parts: &Parts) -> String {
    let direct = || parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip().to_string());
    if !app.settings().behind_proxy {
        return direct().unwrap_or_default();
    }
    let forwarded = parts.headers.get("x-forwarded-for").and_then(|value| value.to_str().ok());
    let last = forwarded.and_then(|list| list.rsplit(',').next()).map(|address| address.trim().to_owned());
    last.or_else(direct).unwrap_or_default()
}

async fn within_time(app: &App, run: impl Future<Output = Response>) -> Response {
    let limit = Duration::from_secs(u64::from(app.settings().request_seconds_max));
    match tokio::time::timeout(limit, run).await {
        Ok(answer) => answer,
        Err(_) => axum::response::IntoResponse::into_response(Stop::Busy(10)),
    }
}

fn finish_headers(ctx: &Ctx, asked: &Asked, answer: &mut HeaderMap) {
    headers::secure(answer, ctx.app.settings().secure_cookies);
    if let Ok(id) = HeaderValue::try_from(ctx.request_id.as_str()) {
        answer.insert(REQUEST_ID, id);
    }
    if ctx.session.is_some() && needs_session(&ctx.path) {
        answer.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    } else if !answer.contains_key(CACHE_CONTROL) {
        answer.insert(CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    }
    if needs_session(&ctx.path) {
        answer.append(VARY, HeaderValue::from_static("Cookie, Accept-Language, Accept"));
    }
    if let (Some(lang), &Method::GET) = (manner::asked_language(&asked.uri), &asked.method) {
        answer.append(SET_COOKIE, cookie::choice(&ctx.app, cookie::LANG, lang.tag()));
    }
}

/// One line per answer: no query, no body, no address, and no path that leads nowhere.
fn log(ctx: &Ctx, asked: &Asked, answer: &Response, took_us: u64) {
    let status = answer.status().as_u16();
    let path = if status == 404 { "-" } else { ctx.path.as_str() };
    tracing::info!(target: "access", request = %ctx.request_id, method = %asked.method, path, status, took_us);
}
