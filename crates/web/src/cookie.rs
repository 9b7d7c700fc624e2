//! Cookies: the session token, the language and the theme; nothing else is ever set.

use axum::http::HeaderMap;
use axum::http::header::{COOKIE, HeaderValue};
use sha2::{Digest, Sha256};

use crate::App;

/// Name of the language cookie.
pub(crate) const LANG: &str = "lang";
/// Name of the theme cookie.
pub(crate) const THEME: &str = "theme";

const YEAR_S: u32 = 365 * 24 * 60 * 60;

/// Name of the session cookie: `__Host-tongtu` behind TLS, else `tongtu`.
pub fn session_name(app: &App) -> &'static str {
    if app.settings().secure_cookies { "__Host-tongtu" } else { "tongtu" }
}

/// `Set-Cookie` that signs a browser in with a token until the browser or the session ends.
pub fn start_session(app: &App, token: &str) -> HeaderValue {
    set(app, session_name(app), token, None)
}

/// `Set-Cookie` that signs a browser out.
pub fn end_session(app: &App) -> HeaderValue {
    set(app, session_name(app), "", Some(0))
}

/// SHA-256 of a token, in hex: the only form in which a token is stored or looked up.
pub fn token_hash(token: &str) -> String {
    hex::encode(Sha256::digest(token.as_bytes()))
}

/// `Set-Cookie` for a choice that outlives the session (language, theme).
pub(crate) fn choice(app: &App, name: &str, value: &str) -> HeaderValue {
    set(app, name, value, Some(YEAR_S))
}

/// The session token a browser sent.
pub(crate) fn session_token(app: &App, headers: &HeaderMap) -> Option<String> {
    read(headers, session_name(app)).filter(|token| !token.is_empty())
}

/// One cookie of a request.
pub(crate) fn read(headers: &HeaderMap, name: &str) -> Option<String> {
    headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(key, _)| *key == name)
        .map(|(_, value)| value.to_owned())
}

fn set(app: &App, name: &str, value: &str, max_age_s: Option<u32>) -> HeaderValue {
    let mut text = format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax");
    if let Some(age) = max_age_s {
        text.push_str(&format!("; Max-Age={age}"));
    }
    if app.settings().secure_cookies {
        text.push_str("; Secure");
    }
    HeaderValue::try_from(text).unwrap_or_else(|_| HeaderValue::from_static(""))
}
