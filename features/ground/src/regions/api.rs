//! `/api/regions?parent=990100`: the areas directly below, for programs and pickers.

use civic::RegionCode;
use store::Fault;
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
