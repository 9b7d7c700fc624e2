//! Puts the whole site together: routes of all features, the edge around them, compression outermost.

use std::any::Any;

use anyhow::anyhow;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::StatusCode;
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse, Response};
use civic::problem::Problem;
use civic::text::Text;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::csrf::{CsrfLayer, ProtectionError};

use crate::routes::BODY_BYTES_MAX;
use crate::{App, Stop, edge, house};

/// The router of the whole site.
///
/// # Panics
/// When two features claim the same method and path: a mistake in the composition, found at start-up.
pub fn router(app: App) -> Router {
    let mut routes = house::routes(app.settings().demo).into_router("");
    for feature in app.features() {
        routes = routes.merge((feature.routes)().into_router(feature.name));
    }
    let for_panics = app.clone();
    routes
        .fallback(async || Stop::NotFound)
        .layer(DefaultBodyLimit::max(BODY_BYTES_MAX))
        .layer(CatchPanicLayer::custom(move |panic| panicked(&for_panics, panic)))
        .layer(cross_site(&app))
        .layer(from_fn_with_state(app.clone(), edge::edge))
        .layer(CompressionLayer::new())
        .with_state(app)
}

type Refuse = fn(ProtectionError) -> Response;

/// Refuses writes that another site makes a browser send.
fn cross_site(app: &App) -> CsrfLayer<Refuse> {
    let layer = CsrfLayer::new();
    let own = app.settings().site_url.as_str();
    let layer = match layer.clone().add_trusted_origin(own) {
        Ok(trusting) => trusting,
        Err(_) => layer,
    };
    layer.with_rejection_response(refuse_cross_site as Refuse)
}

fn refuse_cross_site(_why: ProtectionError) -> Response {
    let problem = Problem::new(
        "",
        "web/cross-site",
        Text::new("这次提交来自别的网站", "this was sent from another site"),
        Text::new("请在本网站的页面上重新提交", "send it again from a page of this site"),
    );
    Stop::Refused { status: StatusCode::FORBIDDEN, problems: vec![problem] }.into_response()
}

fn panicked(app: &App, panic: Box<dyn Any + Send + 'static>) -> Response {
    app.metrics().panicked();
    let message = panic
        .downcast_ref::<String>()
        .cloned()
        .or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned()))
        .unwrap_or_else(|| "without a message".to_owned());
    Stop::Fault(anyhow!("a handler panicked: {message}")).into_response()
}
