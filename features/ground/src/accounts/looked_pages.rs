//! "Who looked at my data": every reading of the own enterprise's or the own data, with office, time and reason.

use web::ui::{Actions, Button, Cell, Column, Empty, Field, Filter as FilterBar, Pager, Table};
use web::{Ctx, Reply, Say, Session, Stop};

use super::list_page::{LINES_MAX, List, PER_PAGE, export_of};
use super::looked::{self, Kind, Seen};
use super::unmask;
use crate::enterprises::sheet::{self, Format, SheetFile};

fn subject(session: &Session) -> String {
    match &session.enterprise {
        Some(id) => format!("enterprise:{id}"),
        None => format!("person:{}", session.person),
    }
}

fn kind(ctx: &Ctx) -> String {
    let asked = ctx.query("kind");
    if Kind::ALL.iter().any(|kind| kind.word() == asked) { asked } else { String::new() }
}

async fn read(ctx: &Ctx, skip: i64, limit: i64) -> Result<(Vec<Seen>, u64), Stop> {
    let (session, kind) = (ctx.signed()?.clone(), kind(ctx));
    let of = subject(&session);
    Ok(ctx.app.db().read(move |tx| looked::list(tx, &session.region, &of, &kind, skip, limit)).await?)
}

fn cells(w: Say, seen: &Seen) -> [String; 4] {
    let office = if seen.is_role { w.t(&format!("accounts-role-{}", seen.office.en)) } else { w.text(&seen.office) };
    let why =
        if seen.why.is_empty() { w.t("accounts-looked-duty").to_owned() } else { unmask::shown_why(w, &seen.why) };
    let kind = w.t(&format!("accounts-looked-{}", seen.kind));
    let what = match seen.what.zh.is_empty() {
        true => kind.to_owned(),
        false => format!("{kind}{}{}", w.t("accounts-purpose-colon"), w.text(&seen.what)),
    };
    [w.time_ms(seen.at_ms), office.to_owned(), what, why]
}

const HEADS: [&str; 4] =
    ["accounts-looked-when", "accounts-looked-office", "accounts-looked-what", "accounts-looked-why"];

/// The list, newest first.
pub async fn page(ctx: Ctx) -> Reply {
    let w = ctx.say("accounts");
    let page = Pager::page_of(&ctx);
    let (found, total) = read(&ctx, i64::from(page - 1) * i64::from(PER_PAGE), i64::from(PER_PAGE)).await?;
    let kinds = Kind::ALL.map(|kind| (kind.word(), w.t(&format!("accounts-looked-{}", kind.word()))));
    let export = export_of(&ctx, "/account/looked");
    let columns = HEADS.map(|key| Column::new(w.t(key))).to_vec();
    let rows = found.iter().map(|seen| cells(w, seen).map(Cell::text).to_vec());
    let view = List {
        actions: Actions::new().add(Button::link(export, w.t("accounts-export")).secondary()),
        filter: FilterBar::new(w, "/account/looked", "accounts")
            .field(Field::select("kind", w.t("accounts-looked-what"), kinds).blank(w.t("all")).value(kind(&ctx))),
        table: Table::new(w.t("accounts-looked"), columns)
            .caption_hidden()
            .rows(rows)
            .empty(Empty::new(w.t("accounts-looked-none"), w.t("accounts-looked-fills"))),
        pager: Pager::new(w, &ctx, page, total, PER_PAGE),
    };
    ctx.page("accounts-looked", view)
}

/// The list as a file.
pub async fn export(ctx: Ctx) -> Reply {
    let w = ctx.say("accounts");
    let format = Format::parse(&ctx.query("format")).ok_or(Stop::NotFound)?;
    let (found, _) = read(&ctx, 0, i64::from(LINES_MAX)).await?;
    let heading = HEADS.map(|key| w.t(key).to_owned()).to_vec();
    let rows = found.iter().map(|seen| cells(w, seen).to_vec()).collect();
    sheet::file(&ctx, SheetFile { heading, rows }, "who-looked", format).await
}
