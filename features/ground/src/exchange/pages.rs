//! The page of open data and the files behind it.

use ::playbook::catalogue::{Publisher, Sheet, sheets, turtle};
use anyhow::Context;
use askama::Template;
use axum::extract::Path;
use civic::{Date, Problem, RegionCode, Text};
use web::pieces::{Maker, pieces};
use web::sheets::{Format, SheetFile, workbook};
use web::ui::{Cell, Column, Empty, Field, Summary, Table};
use web::{Ctx, Reply, Role, Say, Stop};

use super::reading::{Sink, write_ocel, write_xes};
use crate::cases::log::Window;
use crate::{playbooks, regions};

/// Days of cases offered when nothing else is asked.
const DAYS: i64 = 31;

#[derive(Template)]
#[template(path = "exchange/pages/overview.html")]
struct Overview {
    w: Say,
    summary: Summary,
    catalogues: Table,
    log: Option<LogForm>,
}

struct LogForm {
    from: Field,
    to: Field,
}

/// `GET /data`: which files there are, and for auditors the event logs.
pub async fn overview(ctx: Ctx) -> Reply {
    let w = ctx.say("exchange");
    let region = ctx.app.settings().region.clone();
    let mut books = playbooks::all_current(&ctx.app, &region, ctx.app.today()).await?;
    books.sort_by(|a, b| a.playbook.id.cmp(&b.playbook.id));
    let rows = books.iter().map(|published| {
        let book = &published.playbook;
        let address = |file: &str| format!("/data/catalogue/{}/{file}", book.id);
        vec![
            w.text(&book.name).into(),
            Cell::text(&published.version),
            Cell::text(book.services.len().to_string()),
            Cell::link(address("services.ttl"), "Turtle"),
            Cell::link(address("services.xlsx"), "XLSX"),
            Cell::link(address("items.csv"), w.t("exchange-items"))
                .and(Cell::link(address("materials.csv"), w.t("exchange-materials")))
                .and(Cell::link(address("steps.csv"), w.t("exchange-steps"))),
        ]
    });
    let columns =
        ["book", "version", "services", "cpsv", "table", "csv"].map(|key| Column::new(w.t(&format!("exchange-{key}"))));
    let catalogues = Table::new(w.t("exchange-catalogues"), columns.into())
        .rows(rows)
        .empty(Empty::new(w.t("exchange-none"), w.t("exchange-none-fills")));
    let auditor = ctx.session.as_ref().is_some_and(|session| session.role == Role::Auditor);
    let (from, to) = window_days(&ctx).unwrap_or_else(|_| default_days(&ctx));
    let log = auditor.then(|| LogForm {
        from: Field::date("from", w.t("exchange-from")).value(from.to_string()),
        to: Field::date("to", w.t("exchange-to")).value(to.to_string()),
    });
    ctx.page("exchange-title", Overview { w, summary: Summary::new(w, &[]), catalogues, log })
}

/// `GET /data/catalogue/{playbook}/{file}`: the services in force here, as Turtle, workbook or one table.
pub async fn catalogue(ctx: Ctx, Path((id, file)): Path<(String, String)>) -> Reply {
    let region = ctx.app.settings().region.clone();
    let published = playbooks::current(&ctx.app, &id, &region, ctx.app.today()).await?.ok_or(Stop::NotFound)?;
    let code = RegionCode::parse(&region).ok();
    let book = published.playbook.effective(code.as_ref(), ctx.app.today());
    let by = publisher(&ctx, code.as_ref()).await?;
    match file.as_str() {
        "services.ttl" => {
            ctx.attachment(&format!("{id}.ttl"), "text/turtle; charset=utf-8", turtle(&book, &by).into_bytes())
        }
        "services.xlsx" => {
            let bytes = tokio::task::spawn_blocking(move || catalogue_workbook(&sheets(&book, &by))).await;
            ctx.attachment(&format!("{id}.xlsx"), Format::Xlsx.content_type(), bytes.context("writing a workbook")??)
        }
        _ => {
            let all = sheets(&book, &by);
            let wanted = file.strip_suffix(".csv").and_then(|name| all.iter().find(|sheet| sheet.id == name));
            let list = sheet_file(wanted.ok_or(Stop::NotFound)?);
            ctx.attachment(&format!("{id}-{file}"), Format::Csv.content_type(), web::sheets::write(&list, Format::Csv)?)
        }
    }
}

/// The three tables as one workbook.
///
/// # Errors
/// When a workbook cannot hold them.
pub fn catalogue_workbook(all: &[Sheet]) -> anyhow::Result<Vec<u8>> {
    let lists: Vec<(&str, SheetFile)> = all.iter().map(|sheet| (sheet.name, sheet_file(sheet))).collect();
    let named: Vec<(&str, &SheetFile)> = lists.iter().map(|(name, list)| (*name, list)).collect();
    workbook(&named)
}

/// A table with the standard's names and the exchange's codes above its columns.
pub fn sheet_file(sheet: &Sheet) -> SheetFile {
    let heading = sheet.columns.iter().map(|column| format!("{}（{}）", column.name, column.code)).collect();
    SheetFile { heading, rows: sheet.rows.clone() }
}

/// Addresses of the catalogue lie on this site, so that they can be looked up.
async fn publisher(ctx: &Ctx, code: Option<&RegionCode>) -> Result<Publisher, Stop> {
    let site = ctx.app.settings().site_url.trim_end_matches('/').to_owned();
    let Some(code) = code.cloned() else { return Ok(Publisher::by_name("", Text::default())) };
    let region = code.to_string();
    let name = ctx.app.db().read(move |tx| -> Result<_, store::Fault> { regions::full_name(tx, &code) }).await?;
    let base = if site.is_empty() { "urn:tongtu:".to_owned() } else { format!("{site}/id/") };
    Ok(Publisher { base, region, region_name: name })
}

/// `GET /data/log/{file}?from=…&to=…`: the event log of the cases filed on these days, in the auditor's area.
pub async fn log(ctx: Ctx, Path(file): Path<String>) -> Reply {
    let (from, to) = window_days(&ctx).map_err(Stop::refused)?;
    let area = RegionCode::parse(&ctx.signed()?.region).map_err(|_| Stop::NotFound)?;
    let window = window_of(from, to, regions::within_pattern(&area));
    let (maker, reading) = pieces();
    let (db, mut out) = (ctx.app.db().clone(), Web(maker));
    let (name, kind) = (format!("log-{from}-{to}"), file.clone());
    let (ending, media) = match file.as_str() {
        "cases.xes" => ("xes", "application/xml; charset=utf-8"),
        "cases.ocel.json" => ("ocel.json", "application/json"),
        _ => return Err(Stop::NotFound),
    };
    tokio::spawn(async move {
        let made = if kind == "cases.xes" {
            write_xes(&db, &window, &mut out).await
        } else {
            write_ocel(&db, &window, &mut out).await
        };
        if let Err(error) = made {
            // the reader sees a file that ends early and is not well formed
            tracing::error!(error = format!("{error:#}"), "an event log was cut short");
        }
    });
    ctx.attachment_in_pieces(&format!("{name}.{ending}"), media, reading)
}

/// The cases filed on these days, both included.
pub(super) fn window_of(from: Date, to: Date, within: String) -> Window {
    Window { from_ms: start(from), to_ms: end(to), within, ..Window::default() }
}

pub(super) struct Web(pub(super) Maker);

impl Sink for Web {
    async fn take(&mut self, piece: String) -> anyhow::Result<bool> {
        Ok(self.0.give(piece).await)
    }
}

fn default_days(ctx: &Ctx) -> (Date, Date) {
    let to = ctx.app.today();
    (to.checked_sub(jiff::Span::new().days(DAYS)).unwrap_or(to), to)
}

/// The days asked for, both included; all that is wrong with them at once.
pub(super) fn window_days(ctx: &Ctx) -> Result<(Date, Date), Vec<Problem>> {
    let usual = default_days(ctx);
    let mut wrong = Vec::new();
    let mut day = |name: &str, usual: Date| match ctx.query(name) {
        typed if typed.is_empty() => usual,
        typed => typed.parse().unwrap_or_else(|_| {
            wrong.push(not_a_day(name, &typed));
            usual
        }),
    };
    let (from, to) = (day("from", usual.0), day("to", usual.1));
    if wrong.is_empty() && from > to {
        wrong.push(backwards());
    }
    if wrong.is_empty() { Ok((from, to)) } else { Err(wrong) }
}

pub(super) fn not_a_day(name: &str, typed: &str) -> Problem {
    Problem::new(
        name,
        "exchange/not-a-day",
        Text::new(format!("“{typed}”不是一个日期"), format!("`{typed}` is not a day of the calendar")),
        Text::new("请按 2020-03-03 的样子填写", "write it like 2020-03-03"),
    )
}

fn backwards() -> Problem {
    Problem::new(
        "from",
        "exchange/backwards",
        Text::new("起始日期晚于截止日期", "the first day is after the last"),
        Text::new("请把两个日期调换过来", "change the two days round"),
    )
}

fn start(day: Date) -> i64 {
    civic::clock::start_of(day).as_millisecond()
}

fn end(day: Date) -> i64 {
    day.tomorrow().map_or(i64::MAX, start)
}
