//! Security headers of every answer: nothing foreign, nothing inline, nothing framed.

use axum::body::Body;
use axum::http::header::{
    CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderName, HeaderValue,
    REFERRER_POLICY, STRICT_TRANSPORT_SECURITY, X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use axum::http::{HeaderMap, Response};
use axum::response::IntoResponse;

use crate::{Reply, Stop};

/// The content security policy of every answer.
pub const CSP: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'none'; \
    connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; manifest-src 'self'";

/// Puts the security headers on an answer.
pub(crate) fn secure(headers: &mut HeaderMap, behind_tls: bool) {
    let fixed = [
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (X_FRAME_OPTIONS, "DENY"),
        (REFERRER_POLICY, "same-origin"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
        (
            HeaderName::from_static("permissions-policy"),
            "camera=(self), geolocation=(), microphone=(), payment=(), usb=()",
        ),
    ];
    headers.entry(CONTENT_SECURITY_POLICY).or_insert(HeaderValue::from_static(CSP));
    for (name, value) in fixed {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if behind_tls {
        headers.insert(STRICT_TRANSPORT_SECURITY, HeaderValue::from_static("max-age=31536000; includeSubDomains"));
    }
}

/// The policy of a picture a person handed in: whatever it claims to be, nothing in it runs and it has no origin.
const CSP_PICTURE: &str = "default-src 'none'; sandbox; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

/// The policy of a PDF a person handed in: the browser's own reader and its styles, no script of this site.
const CSP_PDF: &str = "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'none'; \
    base-uri 'none'; form-action 'none'";

/// The policy under which a file of this kind, found in its content, may be looked at in the browser.
fn shown(content_type: &str) -> Option<&'static str> {
    match content_type {
        "image/png" | "image/jpeg" => Some(CSP_PICTURE),
        "application/pdf" => Some(CSP_PDF),
        _ => None,
    }
}

/// A file of this kind can be looked at in the browser.
pub(crate) fn is_shown(content_type: &str) -> bool {
    shown(content_type).is_some()
}

/// A file to look at, alone in its window or as a picture of a page; of any other kind one to keep.
pub(crate) fn look(filename: &str, content_type: &str, bytes: Vec<u8>) -> Reply {
    let mut response = attachment(filename, content_type, bytes)?;
    if let Some(policy) = shown(content_type) {
        let headers = response.headers_mut();
        headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(policy));
        headers.insert(CONTENT_DISPOSITION, HeaderValue::from_static("inline"));
    }
    Ok(response)
}

/// A file to keep, never shown inside the site.
pub(crate) fn attachment(filename: &str, content_type: &str, bytes: impl Into<Body>) -> Reply {
    let fault = |error| Stop::Fault(anyhow::Error::new(error).context("a header of an attachment"));
    let encoded = crate::form::encode(filename);
    let disposition = format!("attachment; filename=\"file\"; filename*=UTF-8''{encoded}");
    let mut response = Response::new(bytes.into()).into_response();
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::try_from(content_type).map_err(fault)?);
    headers.insert(CONTENT_DISPOSITION, HeaderValue::try_from(disposition).map_err(fault)?);
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}
