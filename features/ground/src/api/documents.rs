//! The description itself: as OpenAPI for programs and as a page for people.

use askama::Template;
use axum::http::Method;
use civic::Text;
use serde_json::{Value, json};
use web::openapi::{Operation, Place, document, stop};
use web::ui::{Cell, Column, Table};
use web::{Ctx, Reply, Say};

use super::schemas;

#[derive(Template)]
#[template(path = "api/pages/reference.html")]
struct Reference {
    w: Say,
    calls: Table,
    all: Vec<Call>,
    events: Table,
}

/// One call on the page.
struct Call {
    id: String,
    title: String,
    line: String,
    about: String,
    scope: String,
    params: Option<Table>,
    body: String,
    answer: String,
    stops: Table,
}

/// Describes [`openapi`].
pub fn openapi_operation() -> Operation {
    Operation {
        method: Method::GET,
        path: "/api/openapi.json",
        id: "readDescription",
        title: Text::new("接口说明", "This description"),
        about: Text::new("OpenAPI 3.1，语言按 Accept-Language。", "OpenAPI 3.1, in the language of Accept-Language."),
        scope: None,
        params: Vec::new(),
        body: None,
        answer: schemas::good(200, "OpenAPI 文档", "The document", json!({"type": "object"})),
        form: None,
        stops: &[],
    }
}

/// `GET /api/openapi.json`.
pub async fn openapi(ctx: Ctx) -> Reply {
    let site = ctx.app.settings().site_url.trim_end_matches('/').to_owned();
    ctx.json(&document(ctx.app.features(), ctx.lang, &site))
}

/// `GET /api`: the same for people.
pub async fn page(ctx: Ctx) -> Reply {
    let w = ctx.say("api");
    let operations: Vec<Operation> = ctx.app.features().iter().flat_map(|f| (f.api)().operations).collect();
    let rows = operations.iter().map(|o| {
        vec![
            Cell::link(format!("#{}", o.id), w.text(&o.title)),
            Cell::text(format!("{} {}", o.method, o.path)),
            Cell::text(o.scope.unwrap_or(w.t("api-open"))),
        ]
    });
    let columns = ["call", "address", "scope"].map(|key| Column::new(w.t(&format!("api-{key}"))));
    let calls = Table::new(w.t("api-calls"), columns.into()).rows(rows).caption_hidden();
    let all = operations.iter().map(|o| call(w, o)).collect();
    let sent = ctx.app.features().iter().flat_map(|f| (f.api)().events);
    let rows = sent.map(|event| vec![Cell::code(event.kind), Cell::text(w.text(&event.title))]);
    let columns = ["event", "meaning"].map(|key| Column::new(w.t(&format!("api-{key}"))));
    let events = Table::new(w.t("api-events"), columns.into()).caption_hidden().rows(rows);
    ctx.page("api-title", Reference { w, calls, all, events })
}

fn call(w: Say, o: &Operation) -> Call {
    let rows = o.params.iter().map(|p| {
        let place = match p.place {
            Place::Path => w.t("api-in-path"),
            Place::Query => w.t("api-in-query"),
            Place::Header => w.t("api-in-header"),
        };
        let must = if p.required { w.t("api-required") } else { w.t("api-optional") };
        vec![Cell::text(p.name), Cell::text(place), Cell::text(must), Cell::text(w.text(&p.about))]
    });
    let columns = ["name", "place", "must", "meaning"].map(|key| Column::new(w.t(&format!("api-{key}"))));
    let params = Table::new(w.t("api-params"), columns.into()).rows(rows);
    let stops = o.stops.iter().map(|status| vec![Cell::text(status.to_string()), Cell::text(w.text(&stop(*status)))]);
    let columns = ["status", "meaning"].map(|key| Column::new(w.t(&format!("api-{key}"))));
    Call {
        id: o.id.to_owned(),
        title: w.text(&o.title).to_owned(),
        line: format!("{} {}", o.method, o.path),
        about: w.text(&o.about).to_owned(),
        scope: o.scope.unwrap_or_default().to_owned(),
        params: (!o.params.is_empty()).then_some(params),
        body: o.body.as_ref().map(pretty).unwrap_or_default(),
        answer: format!("{} · {}", o.answer.status, w.text(&o.answer.about)),
        stops: Table::new(w.t("api-stops"), columns.into()).rows(stops),
    }
}

fn pretty(schema: &Value) -> String {
    format!("{schema:#}")
}
