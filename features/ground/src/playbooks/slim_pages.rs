//! For drafters: what a version asks of people, and what it could do without: before, after safe changes, after all.

use std::collections::BTreeMap;
use std::sync::Arc;

use askama::Template;
use axum::extract::Path;
use playbook::slim::{self, COLUMNS, Edit, Figures, Question, Slimming};
use web::ui::{Cell, Column, Empty, Field, Filter, Kind, Notice, State, Table};
use web::{Ctx, Reply, Say, Stop};

use super::library;
use super::model::Published;

#[derive(Template)]
#[template(path = "playbooks/pages/slim.html")]
struct SlimPage {
    w: Say,
    filter: Filter,
    sum: Notice,
    bundle: Table,
    services: Table,
    edits: Vec<Shown>,
    empty: Option<Empty>,
    stays: Table,
    patches: Option<(String, String)>,
}

/// A change as the page shows it.
struct Shown {
    what: String,
    why: String,
    place: String,
    state: State,
    decide: String,
    saves: String,
}

/// `/p/{digest}/slim?service=ID`.
pub async fn page(ctx: Ctx, Path(digest): Path<String>) -> Reply {
    let w = ctx.say("playbooks");
    let published = library::by_digest(&ctx.app, &digest).await?.ok_or(Stop::NotFound)?;
    let service = ctx.query("service");
    let found = slimmed(&ctx, &published, &service).await?;
    let root = format!("/p/{digest}/slim");
    let names = published.playbook.services.values().map(|s| (s.id.clone(), w.text(&s.name).to_owned()));
    let content = SlimPage {
        w,
        filter: Filter::new(w, &root, "slim")
            .field(Field::select("service", w.t("slim-service"), names).blank(w.t("all")).value(&service)),
        sum: sum(w, &found),
        bundle: bundle(w, &found),
        services: services(w, &found),
        edits: found.edits.iter().map(|edit| shown(w, edit)).collect(),
        empty: found.edits.is_empty().then(|| Empty::new(w.t("slim-nothing"), w.t("slim-nothing-fills"))),
        stays: stays(w, &found),
        patches: (!found.edits.is_empty())
            .then(|| (format!("{root}.patch?which=safe"), format!("{root}.patch?which=all"))),
    };
    let book = &published.playbook;
    let version = format!("{} {}", w.text(&book.name), book.version);
    ctx.clone().crumb("/p", w.t("playbooks-desk")).crumb(&format!("/p/{digest}"), &version).page("slim-title", content)
}

/// `/p/{digest}/slim.patch?which=safe|all`: the changes as a patch to take away; nothing is changed here.
pub async fn patch(ctx: Ctx, Path(digest): Path<String>) -> Reply {
    let published = library::by_digest(&ctx.app, &digest).await?.ok_or(Stop::NotFound)?;
    let found = slimmed(&ctx, &published, "").await?;
    let text = if ctx.query("which") == "all" { found.patch_of_all() } else { found.patch_of_safe() };
    let name = format!("{}-{}.patch", published.playbook.id, published.playbook.version);
    ctx.attachment(&name, "text/x-diff; charset=utf-8", text.into_bytes())
}

async fn slimmed(ctx: &Ctx, published: &Arc<Published>, service: &str) -> Result<Slimming, Stop> {
    let (files, known) = (Arc::clone(&published.files), ctx.app.catalogue().clone());
    let known_service = published.playbook.services.contains_key(service);
    let question = Question {
        region: None,
        services: if known_service { vec![service.to_owned()] } else { Vec::new() },
        facts: BTreeMap::new(),
        on: published.playbook.day_nearest(ctx.app.today()),
        rate: None,
        applicants: None,
    };
    let found = tokio::task::spawn_blocking(move || slim::slim(&files, &known, &question)).await;
    // a published book was read without errors, so it can be read again
    found.map_err(anyhow::Error::from)?.map_err(|_| Stop::fault("a published playbook cannot be read any more"))
}

fn sum(w: Say, found: &Slimming) -> Notice {
    let (safe, all) = (found.edits.iter().filter(|e| e.decide.is_none()).count(), found.edits.len());
    if all == 0 {
        return Notice::new(Kind::Ok, w.t("slim-nothing-fills")).title(w.t("slim-nothing"));
    }
    let numbers = w.with("slim-sum", &[("safe", &safe), ("decide", &(all - safe))]);
    Notice::new(Kind::Caution, numbers).title(w.t("slim-something"))
}

fn head(w: Say) -> Vec<Column> {
    let figures = COLUMNS.iter().map(|column| Column::new(w.text(&column.heading())).number());
    std::iter::once(Column::new(w.t("slim-what"))).chain(figures).collect()
}

fn row(w: Say, name: impl Into<Cell>, figures: &Figures) -> Vec<Cell> {
    let cells = COLUMNS.iter().map(|column| match (column.id, (column.of)(figures)) {
        ("fee_fen", Some(fen)) => Cell::text(civic::money::Fen(i64::try_from(fen).unwrap_or(i64::MAX)).show()),
        (_, Some(number)) => Cell::text(number.to_string()),
        (_, None) => Cell::from(State::stop(w.t("slim-never"))),
    });
    std::iter::once(name.into()).chain(cells).collect()
}

fn bundle(w: Say, found: &Slimming) -> Table {
    Table::new(w.t("slim-bundle"), head(w))
        .row(row(w, w.t("slim-before"), &found.before.tally.bundle))
        .row(row(w, w.t("slim-safe"), &found.safe.tally.bundle))
        .row(row(w, w.t("slim-all"), &found.all.tally.bundle))
}

fn services(w: Say, found: &Slimming) -> Table {
    let rows = found.before.tally.services.iter().flat_map(|before| {
        let after = found.all.tally.services.iter().find(|s| s.service == before.service);
        let name = Cell::text(w.text(&before.name)).and(w.t("slim-before"));
        let changed = after.filter(|after| after.figures != before.figures);
        let then = changed.map(|after| row(w, Cell::text(w.text(&before.name)).and(w.t("slim-all")), &after.figures));
        std::iter::once(row(w, name, &before.figures)).chain(then)
    });
    Table::new(w.t("slim-services"), head(w)).rows(rows).dense()
}

fn shown(w: Say, edit: &Edit) -> Shown {
    let state = match edit.decide {
        None => State::ok(w.t("slim-edit-safe")),
        Some(_) => State::caution(w.t("slim-edit-decide")),
    };
    let fewer = COLUMNS.iter().filter_map(|column| {
        let (before, after) = ((column.of)(&edit.before)?, (column.of)(&edit.after)?);
        (before != after && column.id != "fee_fen").then(|| format!("{} {before} → {after}", w.text(&column.heading())))
    });
    Shown {
        what: w.text(&edit.what).to_owned(),
        why: w.text(&edit.why).to_owned(),
        place: format!("{}:{}", edit.file, edit.line),
        state,
        decide: edit.decide.as_ref().map_or(String::new(), |d| w.text(d).to_owned()),
        saves: fewer.collect::<Vec<_>>().join(w.t("slim-comma")),
    }
}

fn stays(w: Say, found: &Slimming) -> Table {
    let columns = ["slim-stays-what", "slim-stays-basis", "slim-stays-place"].map(|key| Column::new(w.t(key)));
    let rows = found.stays.iter().map(|stay| {
        let basis = stay.basis.as_deref().unwrap_or_else(|| w.t("slim-no-basis"));
        vec![w.text(&stay.name).into(), basis.into(), Cell::code(format!("{}:{}", stay.file, stay.line))]
    });
    Table::new(w.t("slim-stays"), columns.into())
        .rows(rows)
        .dense()
        .empty(Empty::new(w.t("slim-stays-none"), w.t("slim-stays-none-fills")))
}
