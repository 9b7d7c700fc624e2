//! The drafter's desk: the published versions with what the lints find in them.

use std::sync::Arc;

use askama::Template;
use civic::RegionCode;
use playbook::{Diagnostic, Severity};
use web::ui::{Cell, Column, Empty, Field, Filter, Kind, Notice, Order, Pager, Table};
use web::{Ctx, Reply, Say, Stop};

use super::library;
use super::model::{Standing, Version};
use super::wording;

/// Versions on one page: each is read to count its findings.
const PER_PAGE: u32 = 20;

const ORDERS: &[&str] = &["published", "playbook", "from"];

#[derive(Template)]
#[template(path = "playbooks/pages/desk.html")]
struct Desk {
    notice: Notice,
    filter: Filter,
    table: Table,
    pager: Pager,
    export: String,
    w: Say,
    proposals: String,
}

/// What a list of versions shows: filter and order as the address tells them.
struct Listing {
    found: Vec<(Version, Standing)>,
    order: Order,
}

impl Listing {
    async fn of(ctx: &Ctx) -> Result<Listing, Stop> {
        let session = ctx.signed()?;
        let area = RegionCode::parse(&session.region).unwrap_or_else(|_| RegionCode::nation());
        let all = library::versions(&ctx.app, &area).await?;
        let today = ctx.app.today();
        let (words, standing) = (ctx.query("q").trim().to_lowercase(), ctx.query("standing"));
        let mut found: Vec<(Version, Standing)> = all
            .iter()
            .map(|version| (version.clone(), version.standing(&all, today)))
            .filter(|(version, stands)| {
                let text =
                    format!("{} {} {} {}", version.playbook, version.version, version.published_by, version.digest);
                text.to_lowercase().contains(&words) && (standing.is_empty() || word(*stands) == standing)
            })
            .collect();
        let order = order(ctx);
        match order.key.as_str() {
            "playbook" => found.sort_by(|(a, _), (b, _)| (&a.playbook, &a.version).cmp(&(&b.playbook, &b.version))),
            "from" => found.sort_by_key(|(version, _)| version.from),
            _ => found.sort_by_key(|(version, _)| version.published_at),
        }
        if order.descending {
            found.reverse();
        }
        Ok(Listing { found, order })
    }
}

/// The order asked for; without one, the newest first.
fn order(ctx: &Ctx) -> Order {
    if ctx.query("sort").is_empty() {
        return Order { key: "published".to_owned(), descending: true };
    }
    Order::from_query(ctx, ORDERS)
}

fn word(standing: Standing) -> &'static str {
    match standing {
        Standing::InForce => "in-force",
        Standing::NotYet => "not-yet",
        Standing::Replaced => "replaced",
        Standing::Ended => "ended",
    }
}

/// `/p`: the versions, the newest first, each with the number of its findings.
pub async fn desk(ctx: Ctx) -> Reply {
    let w = ctx.say("playbooks");
    let listing = Listing::of(&ctx).await?;
    let page = Pager::page_of(&ctx);
    let skip = usize::try_from(page.saturating_sub(1)).unwrap_or(0) * PER_PAGE as usize;
    let mut rows = Vec::new();
    for (version, standing) in listing.found.iter().skip(skip).take(PER_PAGE as usize) {
        rows.push(row(w, &ctx, version, *standing).await?);
    }
    let standings = [Standing::InForce, Standing::NotYet, Standing::Replaced, Standing::Ended]
        .map(|standing| (word(standing), w.t(&format!("playbooks-{}", word(standing)))));
    let view = Desk {
        w,
        notice: Notice::new(Kind::Plain, w.t("playbooks-publish-how"))
            .title(w.t("playbooks-publish"))
            .link("/p/propose", w.t("proposal-new")),
        filter: Filter::new(w, "/p", "list")
            .field(
                Field::search("q", w.t("playbooks-desk-search"))
                    .hint(w.t("playbooks-desk-search-hint"))
                    .value(ctx.query("q")),
            )
            .field(
                Field::select("standing", w.t("playbooks-standing"), standings)
                    .blank(w.t("all"))
                    .value(ctx.query("standing")),
            )
            .keep("sort", ctx.query("sort")),
        table: table(w, &ctx, &listing.order).rows(rows),
        pager: Pager::new(w, &ctx, page, listing.found.len() as u64, PER_PAGE),
        export: ctx.address_with(&[("page", "")]).replacen("/p", "/p.csv", 1),
        proposals: "/p/proposals".to_owned(),
    };
    ctx.page("playbooks-desk", view)
}

fn table(w: Say, ctx: &Ctx, order: &Order) -> Table {
    let columns = vec![
        Column::new(w.t("playbooks-book")).sortable(ctx, "playbook", order),
        Column::new(w.t("playbooks-version")),
        Column::new(w.t("playbooks-standing")),
        Column::new(w.t("playbooks-from")).sortable(ctx, "from", order),
        Column::new(w.t("playbooks-until")),
        Column::new(w.t("playbooks-findings")),
        Column::new(w.t("playbooks-published")).sortable(ctx, "published", order),
        Column::new(w.t("playbooks-digest")),
    ];
    let filtered = !ctx.query("q").is_empty() || !ctx.query("standing").is_empty();
    let empty = if filtered {
        Empty::new(w.t("playbooks-no-version"), w.t("playbooks-no-match-fills")).action("/p", w.t("filter-clear"))
    } else {
        Empty::new(w.t("playbooks-no-versions"), w.t("playbooks-no-versions-fills")).action("/help", w.t("help"))
    };
    Table::new(w.t("playbooks-versions"), columns).dense().empty(empty)
}

async fn row(w: Say, ctx: &Ctx, version: &Version, standing: Standing) -> Result<Vec<Cell>, Stop> {
    let today = ctx.app.today();
    let published = library::by_digest(&ctx.app, &version.digest).await?.ok_or(Stop::NotFound)?;
    let name = w.text(&published.playbook.name).to_owned();
    let found = tokio::task::spawn_blocking(move || published.findings(today));
    let found: Arc<Vec<Diagnostic>> = found.await.map_err(anyhow::Error::from)?;
    let until = version.until.map_or_else(|| w.t("playbooks-until-replaced").into(), |day| Cell::code(day.to_string()));
    Ok(vec![
        Cell::link(format!("/p/{}", version.digest), name),
        Cell::code(&version.version),
        wording::standing(w, standing).into(),
        Cell::code(version.from.to_string()),
        until,
        counts(w, &found),
        Cell::text(w.time_ms(version.published_at)).and(version.published_by.as_str()),
        Cell::code(&version.digest[..version.digest.len().min(12)]),
    ])
}

/// How many findings of each severity, the gravest first.
pub(super) fn counts(w: Say, found: &[Diagnostic]) -> Cell {
    let mut cell: Option<Cell> = None;
    for severity in [Severity::Error, Severity::Warning, Severity::Hint] {
        let count = found.iter().filter(|diagnostic| diagnostic.severity == severity).count();
        if count == 0 {
            continue;
        }
        let kind = match severity {
            Severity::Error => Kind::Stop,
            Severity::Warning => Kind::Caution,
            Severity::Hint => Kind::Plain,
        };
        let state = web::ui::State::new(kind, format!("{} {count}", severity.word(w.lang)));
        cell = Some(cell.map_or_else(|| state.clone().into(), |cell| cell.and(state.clone())));
    }
    cell.unwrap_or_else(|| web::ui::State::ok(w.t("playbooks-nothing-found")).into())
}

/// `/p.csv`: the versions listed, as a file.
pub async fn export(ctx: Ctx) -> Reply {
    let w = ctx.say("playbooks");
    let listing = Listing::of(&ctx).await?;
    let rows = listing.found.iter().map(|(version, standing)| {
        vec![
            version.region.to_string(),
            version.playbook.clone(),
            version.version.clone(),
            w.t(&format!("playbooks-{}", word(*standing))).to_owned(),
            version.from.to_string(),
            version.until.map(|day| day.to_string()).unwrap_or_default(),
            w.time_ms(version.published_at),
            version.published_by.clone(),
            version.digest.clone(),
        ]
    });
    let heading = [
        "playbooks-region",
        "playbooks-book",
        "playbooks-version",
        "playbooks-standing",
        "playbooks-from",
        "playbooks-until",
        "playbooks-published",
        "playbooks-published-by",
        "playbooks-digest",
    ]
    .map(|key| w.t(key));
    web::csv_file(&ctx, "playbooks", &heading, rows.collect())
}
