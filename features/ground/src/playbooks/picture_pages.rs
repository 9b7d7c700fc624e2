//! For drafters: the picture of a version, one service or paper at a time, walked by its links.

use askama::Template;
use axum::extract::Path;
use web::ui::{Empty, Field, Filter, Layers, Table};
use web::{Ctx, Reply, Say, Stop};

use super::library;
use super::picture::{self, Focus};

#[derive(Template)]
#[template(path = "playbooks/pages/picture.html")]
struct PicturePage {
    w: Say,
    name: String,
    filter: Filter,
    picture: Option<Layers>,
    table: Option<Table>,
    empty: Option<Empty>,
}

/// `/p/{digest}/picture?at=service/ID`.
pub async fn page(ctx: Ctx, Path(digest): Path<String>) -> Reply {
    let w = ctx.say("playbooks");
    let published = library::by_digest(&ctx.app, &digest).await?.ok_or(Stop::NotFound)?;
    let book = &published.playbook;
    let root = format!("/p/{digest}/picture");
    let at = ctx.query("at");
    let focus = Focus::of(book, &at);
    let services = book.services.values().map(|s| (format!("service/{}", s.id), w.text(&s.name).to_owned()));
    let content = PicturePage {
        w,
        name: focus.map_or_else(String::new, |f| f.name(w).to_owned()),
        filter: Filter::new(w, &root, "picture")
            .field(Field::select("at", w.t("picture-choose"), services).blank(w.t("choose")).value(&at)),
        picture: focus.map(|f| picture::layers(w, book, f, &root)),
        table: focus.map(|f| picture::table(w, book, f, &root)),
        empty: focus.is_none().then(|| Empty::new(w.t("picture-none"), w.t("picture-none-fills"))),
    };
    let version = format!("{} {}", w.text(&book.name), book.version);
    ctx.clone()
        .crumb("/p", w.t("playbooks-desk"))
        .crumb(&format!("/p/{digest}"), &version)
        .page("picture-title", content)
}
