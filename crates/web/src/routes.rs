//! Routes of a feature: every route names its door, and the door is enforced on the route itself.

use axum::extract::{DefaultBodyLimit, Request};
use axum::handler::Handler;
use axum::http::Method;
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::{self, MethodRouter};

use crate::door::Passage;
use crate::machine::Meter;
use crate::{App, Ctx, Door, Machine, Stop};

/// Most bytes a route made by [`Routes::post_upload`] takes: 20 MiB.
pub const UPLOAD_BYTES_MAX: usize = 20 * 1024 * 1024;

/// Most bytes any other route takes: 2 MiB.
pub(crate) const BODY_BYTES_MAX: usize = 2 * 1024 * 1024;

/// A line of the route table.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Route {
    pub method: Method,
    /// Path as axum writes it: `/cases/{id}`.
    pub path: String,
    pub door: Door,
}

/// The routes of one feature, built line by line.
///
/// ```text
/// Routes::new()
///     .get(Door::Open, "/finder", finder)
///     .post(Door::Enterprise, "/apply/{service}", apply)
/// ```
#[derive(Default)]
pub struct Routes {
    table: Vec<Route>,
    methods: Vec<(String, MethodRouter<App>)>,
}

impl Routes {
    pub fn new() -> Routes {
        Routes::default()
    }

    /// A page. HEAD is answered too.
    pub fn get<H, T>(self, door: Door, path: &str, handler: H) -> Routes
    where
        H: Handler<T, App>,
        T: 'static,
    {
        self.add(Method::GET, door, path, routing::get(handler))
    }

    /// A form's target, at most 2 MiB.
    pub fn post<H, T>(self, door: Door, path: &str, handler: H) -> Routes
    where
        H: Handler<T, App>,
        T: 'static,
    {
        self.add(Method::POST, door, path, routing::post(handler))
    }

    /// A form's target that takes files, at most [`UPLOAD_BYTES_MAX`].
    pub fn post_upload<H, T>(self, door: Door, path: &str, handler: H) -> Routes
    where
        H: Handler<T, App>,
        T: 'static,
    {
        let route = routing::post(handler).layer(DefaultBodyLimit::max(UPLOAD_BYTES_MAX));
        self.add(Method::POST, door, path, route)
    }

    /// A route for programs (JSON), at most 2 MiB.
    pub fn put<H, T>(self, door: Door, path: &str, handler: H) -> Routes
    where
        H: Handler<T, App>,
        T: 'static,
    {
        self.add(Method::PUT, door, path, routing::put(handler))
    }

    /// A route for programs.
    pub fn delete<H, T>(self, door: Door, path: &str, handler: H) -> Routes
    where
        H: Handler<T, App>,
        T: 'static,
    {
        self.add(Method::DELETE, door, path, routing::delete(handler))
    }

    /// All routes of another list after these.
    pub fn and(mut self, other: Routes) -> Routes {
        self.table.extend(other.table);
        self.methods.extend(other.methods);
        self
    }

    /// The table of methods, paths and doors, in order.
    pub fn list(&self) -> Vec<(Method, String, Door)> {
        self.table.iter().map(|r| (r.method.clone(), r.path.clone(), r.door)).collect()
    }

    fn add(mut self, method: Method, door: Door, path: &str, route: MethodRouter<App>) -> Routes {
        let guarded = route.route_layer(middleware::from_fn(move |request, next| guard(door, request, next)));
        self.table.push(Route { method, path: path.to_owned(), door });
        self.methods.push((path.to_owned(), guarded));
        self
    }

    /// The axum router; `feature` names whose words and title the pages use.
    pub(crate) fn into_router(self, feature: &'static str) -> axum::Router<App> {
        let mut router = axum::Router::new();
        for (path, route) in self.methods {
            let named = route.route_layer(middleware::from_fn(move |request, next| name(feature, request, next)));
            router = router.route(&path, named);
        }
        router
    }
}

async fn name(feature: &'static str, mut request: Request, next: Next) -> Response {
    if let Some(ctx) = request.extensions_mut().get_mut::<Ctx>() {
        ctx.feature = feature;
    }
    next.run(request).await
}

async fn guard(door: Door, request: Request, next: Next) -> Response {
    let Some(ctx) = request.extensions().get::<Ctx>() else {
        return Stop::fault("a route was reached around the edge").into_response();
    };
    if door == Door::Machine {
        return match ctx.machine.clone() {
            Some(machine) => counted(ctx.app.clone(), &machine, request, next).await,
            None => Stop::NoKey.into_response(),
        };
    }
    match door.passage(ctx.session.as_ref().map(|session| session.role)) {
        Passage::Come => next.run(request).await,
        Passage::SignInFirst => {
            let ctx = ctx.clone();
            crate::held::keep(&ctx, request).await.unwrap_or_else(|| Stop::SignIn.into_response())
        }
        Passage::NotYours => Stop::Forbidden.into_response(),
    }
}

/// Counts the request against the key's minute and tells what is left of it.
async fn counted(app: App, machine: &Machine, request: Request, next: Next) -> Response {
    let (rate, allowed) = app.extension::<Meter>().count(machine, app.now_ms());
    let mut answer = match allowed {
        true => next.run(request).await,
        false => Stop::TooMany(rate.seconds).into_response(),
    };
    rate.write(answer.headers_mut());
    answer
}
