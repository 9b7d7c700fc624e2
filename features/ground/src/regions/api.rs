//! `/api/regions?parent=990100`: the areas directly below, for programs and pickers.

use axum::http::Method;
use civic::{RegionCode, Text};
use serde_json::json;
use store::Fault;
use web::openapi::{Answer, Api, Operation, Param, Place};
use web::{Ctx, Reply};

use super::lookup;
use super::model::Area;

/// Answers with `{"parent": "990100", "regions": [{code, name, level, parent, stat_zone, local}]}`;
/// without `parent`, the provinces.
pub async fn regions(ctx: Ctx) -> Reply {
    let asked = ctx.query("parent");
    let parent = match asked.as_str() {
        "" => RegionCode::nation(),
        code => RegionCode::parse(code).map_err(|problem| problem.at("parent"))?,
    };
    let above = parent.clone();
    let areas: Vec<Area> = ctx.app.db().read(move |tx| -> Result<_, Fault> { lookup::children(tx, &above) }).await?;
    ctx.json(&serde_json::json!({ "parent": parent, "regions": areas }))
}

/// Describes [`regions`].
pub fn described() -> Api {
    let area = json!({
        "type": "object",
        "required": ["code", "name", "level"],
        "properties": {"code": {"type": "string"}, "name": {"type": "object"}, "level": {"type": "string"}},
    });
    let answer = json!({
        "type": "object",
        "required": ["parent", "regions"],
        "properties": {"parent": {"type": "string"}, "regions": {"type": "array", "items": area}},
    });
    let parent = Param {
        place: Place::Query,
        name: "parent",
        required: false,
        schema: json!({"type": "string", "pattern": "^([0-9]{6}|[0-9]{9}|[0-9]{12})?$"}),
        about: Text::new("上级区划代码；不填为全国", "division code above them; without it the provinces"),
    };
    let regions = Operation {
        method: Method::GET,
        path: "/api/regions",
        id: "listRegions",
        title: Text::new("下级区划", "Areas below an area"),
        about: Text::new("某个区划直接下属的区划。", "The areas directly below one."),
        scope: None,
        params: vec![parent],
        body: None,
        answer: Answer {
            status: 200,
            about: Text::new("区划", "The areas"),
            media: "application/json",
            schema: answer,
        },
        form: None,
        stops: &[422],
    };
    Api { operations: vec![regions], ..Api::default() }
}
