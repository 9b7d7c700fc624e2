//! The page of what a desk must know of: officer and head, supervisor, command centre; each sees what is for them.

use askama::Template;
use web::ui::{Cell, Column, Deadline, Empty, Field, Filter, Kind, Order, Pager, State, Table};
use web::{Ctx, Reply, Role, Say, Stop};

use super::names::Names;
use super::told::{self, KINDS, Look, Told};
use crate::cases::clock;
use crate::cases::clocks::calendar_of;

const ORDERS: &[&str] = &["due", "told"];
const PER_PAGE: u32 = 50;
const EXPORT_MAX: i64 = 10_000;

#[derive(Template)]
#[template(path = "cases/pages/told.html")]
struct Page {
    w: Say,
    filter: Filter,
    table: Table,
    pager: Pager,
    found: i64,
    csv: String,
}

/// The path of this list for a role.
fn root(role: Role) -> &'static str {
    match role {
        Role::Supervisor => "/s/alerts",
        Role::Command => "/c/alerts",
        _ => "/o/alerts",
    }
}

fn look(ctx: &Ctx) -> Result<Look, Stop> {
    let session = ctx.signed()?;
    let look = Look::of(session).ok_or(Stop::Forbidden)?;
    let order = Order::from_query(ctx, ORDERS);
    // an officer's agency is not to be chosen
    let agency = if look.agency.is_empty() { ctx.query("agency") } else { look.agency.clone() };
    Ok(Look {
        agency,
        kind: Some(ctx.query("kind")).filter(|kind| KINDS.contains(&kind.as_str())).unwrap_or_default(),
        now_ms: ctx.app.now_ms(),
        order: if order.descending { format!("-{}", order.key) } else { order.key },
        ..look
    })
}

/// `GET /o/alerts`, `/s/alerts`, `/c/alerts`.
pub async fn page(ctx: Ctx) -> Reply {
    let (w, role) = (ctx.say("cases"), ctx.signed()?.role);
    let (look, page) = (look(&ctx)?, Pager::page_of(&ctx));
    let (asked, offset) = (look.clone(), i64::from(page.saturating_sub(1)) * i64::from(PER_PAGE));
    let (lines, found) = ctx.app.db().read(move |tx| told::page(tx, &asked, i64::from(PER_PAGE), offset)).await?;
    let names = Names::of(&ctx, lines.iter().map(|it| (it.service.1.as_str(), it.region.as_str()))).await?;
    let mut filter = Filter::new(w, root(role), "alerts").field(
        Field::select("kind", w.t("told-kind"), KINDS.map(|kind| (kind, w.t(&format!("told-{kind}")))))
            .blank(w.t("all"))
            .value(&look.kind),
    );
    if !role.is_at_desk() {
        let agencies = names.agency_choices(w);
        filter =
            filter.field(Field::select("agency", w.t("watch-agency"), agencies).blank(w.t("all")).value(&look.agency));
    }
    let content = Page {
        w,
        filter: filter.keep("sort", ctx.query("sort")),
        table: table(&ctx, w, role, &lines, &names),
        pager: Pager::new(w, &ctx, page, u64::try_from(found).unwrap_or(0), PER_PAGE),
        found,
        csv: ctx.address_with(&[("page", "")]).replacen(root(role), &format!("{}/export.csv", root(role)), 1),
    };
    ctx.page("told-title", content)
}

/// A kind as shape and word.
fn kind_state(w: Say, kind: &str) -> State {
    let shape = match kind {
        "one-day-left" | "check" => Kind::Unknown,
        "last-day" | "heard" => Kind::Caution,
        _ => Kind::Stop,
    };
    State::new(shape, w.t(&format!("told-{kind}")))
}

/// Where the case can be dealt with, by whoever reads.
fn href(role: Role, it: &Told) -> Option<String> {
    match role {
        Role::Supervisor => Some(format!("/s/case/{}/{}", it.region, it.case_id)),
        Role::Command => None,
        _ if it.step.is_empty() || it.kind == "lapsed" => Some(format!("/o/more/{}/{}", it.region, it.case_id)),
        _ => Some(format!("/o/case/{}/{}/{}", it.region, it.case_id, it.step)),
    }
}

fn step_words(w: Say, it: &Told, names: &Names) -> String {
    match it.step.as_str() {
        "" if matches!(it.kind.as_str(), "check" | "heard") => w.t("told-about-check").to_owned(),
        "" => w.t("told-about-case").to_owned(),
        step => names.books.step_named(w, (&it.service.1, &it.region), (&it.service.0, step)),
    }
}

fn table(ctx: &Ctx, w: Say, role: Role, lines: &[Told], names: &Names) -> Table {
    let order = Order::from_query(ctx, ORDERS);
    // the command centre sees counts and clocks, no names
    let named = role != Role::Command;
    let mut columns = vec![Column::new(w.t("queue-number")), Column::new(w.t("told-kind"))];
    columns.push(Column::new(w.t("queue-service")));
    columns.push(Column::new(w.t("watch-agency")));
    if named {
        columns.push(Column::new(w.t("queue-applicant")));
    }
    columns.push(Column::new(w.t("told-due")).sortable(ctx, "due", &order));
    columns.push(Column::new(w.t("told-since")).sortable(ctx, "told", &order));
    let rows = lines.iter().map(|it| {
        let number = href(role, it).map_or_else(|| Cell::code(&it.number), |href| Cell::link(href, &it.number));
        let service = names.books.service_named(w, (&it.service.1, &it.region), &it.service.0);
        let mut cells = vec![
            number,
            kind_state(w, &it.kind).into(),
            Cell::text(service).and(step_words(w, it, names)),
            Cell::text(names.agency(w, &it.agency)),
        ];
        if named {
            cells.push(Cell::text(&it.subject));
        }
        cells.push(match it.due_on {
            Some(due) if it.kind == "lapsed" => Cell::text(w.date_with_year(due)),
            Some(due) => {
                let left = clock::days_left(&calendar_of(&it.region), ctx.app.today(), due);
                Cell::html(Deadline::new(w, due, left, false))
            }
            None => Cell::text("—"),
        });
        cells.push(Cell::text(w.time_ms(it.at_ms)));
        cells
    });
    Table::new(w.t("told-title"), columns)
        .rows(rows.collect::<Vec<_>>())
        .caption_hidden()
        .dense()
        .empty(Empty::new(w.t("told-none"), w.t("told-none-fills")))
}

/// `GET …/export.csv`: the same lines as a spreadsheet, at most 10,000.
pub async fn csv(ctx: Ctx) -> Reply {
    let (w, named) = (ctx.say("cases"), ctx.signed()?.role != Role::Command);
    let look = look(&ctx)?;
    let (lines, _) = ctx.app.db().read(move |tx| told::page(tx, &look, EXPORT_MAX, 0)).await?;
    let names = Names::of(&ctx, lines.iter().map(|it| (it.service.1.as_str(), it.region.as_str()))).await?;
    let heads = [
        "queue-number",
        "told-kind",
        "queue-which",
        "queue-step",
        "watch-agency",
        "queue-applicant",
        "told-due",
        "told-since",
    ];
    let rows = lines.iter().map(|it| {
        vec![
            it.number.clone(),
            w.t(&format!("told-{}", it.kind)).to_owned(),
            names.books.service_named(w, (&it.service.1, &it.region), &it.service.0),
            step_words(w, it, &names),
            names.agency(w, &it.agency),
            if named { it.subject.clone() } else { String::new() },
            it.due_on.map(|day| day.to_string()).unwrap_or_default(),
            w.time_ms(it.at_ms),
        ]
    });
    let name = format!("alerts-{}", lines.len());
    web::csv_file(&ctx, &name, &heads.map(|key| w.t(key)), rows.collect())
}
