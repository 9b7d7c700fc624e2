//! The list of subscriptions: state, last answer, filters, as a file.

use askama::Template;
use civic::RegionCode;
use store::Fault;
use web::sheets::{self, Format, SheetFile};
use web::ui::{
    Actions, Button, Cell, Column, Empty, Field, Filter as FilterBar, Kind, Notice, Order, Pager, State as Badge, Table,
};
use web::{BoxFuture, Ctx, Reply, Role, Say, Session, Stop};

use super::acts::{self, Owner};
use super::model::{Pause, Webhook};
use super::store::{self as table, Filter};
use crate::regions;

const PER_PAGE: u32 = 50;
const ORDERS: &[&str] = &["name", "created_at", "last_ok_at"];
/// Most lines of a file.
const LINES_MAX: u32 = 50_000;

#[derive(Template)]
#[template(path = "webhooks/pages/list.html")]
struct List {
    about: &'static str,
    paused: Option<Notice>,
    actions: Actions,
    filter: FilterBar,
    table: Table,
    pager: Pager,
}

/// Whoever may look after subscriptions of their own.
pub(super) fn owner(ctx: &Ctx) -> Result<(Session, Owner), Stop> {
    let session = ctx.signed()?.clone();
    let owner = Owner::of(&session);
    if acts::may(&session, &owner) { Ok((session, owner)) } else { Err(Stop::NotFound) }
}

/// What somebody may see: an administrator the whole area, an office its own.
pub(super) fn reach(session: &Session) -> Result<Filter, Stop> {
    let area = RegionCode::parse(&session.region).map_err(|_| Stop::fault("a session without a region"))?;
    let all = session.role == Role::Admin;
    let own = |part: &Option<String>| part.clone().filter(|_| !all).unwrap_or_default();
    // an enterprise's clerk is held by the enterprise, an officer by agency and area
    let within = if session.enterprise.is_some() { "%".to_owned() } else { regions::within_pattern(&area) };
    Ok(Filter {
        within,
        agency: own(&session.agency),
        enterprise: own(&session.enterprise),
        column: "name",
        ..Filter::default()
    })
}

fn filter_of(ctx: &Ctx, session: &Session) -> Result<(Filter, Order), Stop> {
    let order = Order::from_query(ctx, ORDERS);
    let state = ctx.query("state");
    let filter = Filter {
        words: ctx.query("q").trim().chars().take(100).collect(),
        state: if matches!(state.as_str(), "active" | "paused") { state } else { String::new() },
        column: ORDERS.iter().find(|key| **key == order.key).copied().unwrap_or("name"),
        descending: order.descending,
        ..reach(session)?
    };
    Ok((filter, order))
}

/// `GET /webhooks`.
pub async fn list(ctx: Ctx) -> Reply {
    let w = ctx.say("webhooks");
    let (session, _) = owner(&ctx)?;
    let (filter, order) = filter_of(&ctx, &session)?;
    let page = Pager::page_of(&ctx);
    let (asked, given_up) = (filter.clone(), Filter { state: "paused".to_owned(), ..reach(&session)? });
    let (total, found, paused) = ctx
        .app
        .db()
        .read(move |tx| -> Result<_, Fault> {
            let skip = u64::from(page - 1) * u64::from(PER_PAGE);
            let paused = table::list(tx, &given_up, 0, LINES_MAX)?;
            Ok((table::count(tx, &asked)?, table::list(tx, &asked, skip, PER_PAGE)?, paused))
        })
        .await?;
    let export = ctx.address_with(&[("format", "csv"), ("page", "")]).replacen("/webhooks", "/webhooks/export", 1);
    let sign = if order.descending { "-" } else { "" };
    let states = [("active", w.t("webhooks-active")), ("paused", w.t("webhooks-paused"))];
    let view = List {
        about: w.t("webhooks-about"),
        paused: told(w, &paused),
        actions: Actions::new()
            .add(Button::link("/webhooks/new", w.t("webhooks-new")))
            .add(Button::link(export, w.t("webhooks-export")).secondary()),
        filter: FilterBar::new(w, "/webhooks", "webhooks")
            .field(Field::search("q", w.t("webhooks-name")).value(filter.words.clone()))
            .field(Field::select("state", w.t("webhooks-state"), states).blank(w.t("all")).value(filter.state.clone()))
            .keep("sort", format!("{sign}{}", order.key)),
        table: lines(&ctx, w, &order, &found),
        pager: Pager::new(w, &ctx, page, total, PER_PAGE),
    };
    ctx.page("webhooks-title", view)
}

/// Says on top which subscriptions the house itself has paused.
fn told(w: Say, paused: &[Webhook]) -> Option<Notice> {
    let by_house = |it: &&Webhook| it.paused.is_some_and(|(why, _)| why != Pause::ByHand);
    let paused: Vec<&Webhook> = paused.iter().filter(by_house).collect();
    let names: Vec<&str> = paused.iter().map(|it| it.name.as_str()).collect();
    let words = w.with("webhooks-paused-told", &[("names", &names.join(w.t("webhooks-comma")))]);
    (!names.is_empty()).then(|| Notice::new(Kind::Stop, words).title(w.t("webhooks-paused-title")))
}

/// Tells whoever looks after subscriptions, at the desk, that the house has paused some of them.
pub(super) fn notices(ctx: &Ctx) -> BoxFuture<'_, Result<Vec<Notice>, Stop>> {
    Box::pin(async move {
        let Ok((session, _)) = owner(ctx) else { return Ok(Vec::new()) };
        let filter = Filter { state: "paused".to_owned(), ..reach(&session)? };
        let paused = ctx.app.db().read(move |tx| table::list(tx, &filter, 0, LINES_MAX)).await?;
        let w = ctx.say("webhooks");
        let look = |told: Notice| told.link("/webhooks?state=paused", w.t("webhooks-paused-look"));
        Ok(told(w, &paused).map(look).into_iter().collect())
    })
}

fn lines(ctx: &Ctx, w: Say, order: &Order, found: &[Webhook]) -> Table {
    let sortable = |key: &str, words: &'static str| Column::new(words).sortable(ctx, key, order);
    let columns = vec![
        sortable("name", w.t("webhooks-name")),
        Column::new(w.t("webhooks-owner")),
        Column::new(w.t("webhooks-kinds")),
        Column::new(w.t("webhooks-state")),
        sortable("last_ok_at", w.t("webhooks-last-ok")),
        Column::new(w.t("webhooks-last-status")),
    ];
    let rows = found.iter().map(|it| {
        vec![
            Cell::link(format!("/webhooks/{}/{}", it.region, it.id), &it.name).and(Cell::code(host(&it.url))),
            owner_words(w, it).into(),
            kinds(w, it).into(),
            badge(w, it).into(),
            last_ok(w, it).into(),
            it.last_status.map_or_else(String::new, |status| status.to_string()).into(),
        ]
    });
    Table::new(w.t("webhooks-title"), columns).caption_hidden().rows(rows).empty(
        Empty::new(w.t("webhooks-none"), w.t("webhooks-none-fills")).action("/webhooks/new", w.t("webhooks-new")),
    )
}

/// State as shape and word.
pub(super) fn badge(w: Say, it: &Webhook) -> Badge {
    match it.paused {
        Some((Pause::ByHand, _)) => Badge::caution(w.t("webhooks-paused")),
        Some((why, _)) => Badge::stop(w.t(&format!("webhooks-paused-{}", why.word()))),
        None if it.failures > 0 => Badge::caution(w.n("webhooks-failing", it.failures)),
        None if it.last_ok_ms.is_none() => Badge::unknown(w.t("webhooks-untried")),
        None => Badge::ok(w.t("webhooks-active")),
    }
}

pub(super) fn owner_words(w: Say, it: &Webhook) -> String {
    let enterprise = it.enterprise.as_ref().map(|_| w.t("webhooks-of-enterprise").to_owned());
    it.agency.clone().or(enterprise).unwrap_or_else(|| w.with("webhooks-of-area", &[("region", &it.region)]))
}

pub(super) fn kinds(w: Say, it: &Webhook) -> String {
    if it.kinds.is_empty() { w.t("webhooks-all-kinds").to_owned() } else { it.kinds.join(" ") }
}

pub(super) fn last_ok(w: Say, it: &Webhook) -> String {
    it.last_ok_ms.map_or_else(|| w.t("webhooks-never").to_owned(), |at| w.time_ms(at))
}

/// Scheme and host: paths may hold what is nobody's business.
fn host(url: &str) -> String {
    let (scheme, rest) = url.split_once("://").unwrap_or(("", url));
    format!("{scheme}://{}", rest.split(['/', '?']).next().unwrap_or_default())
}

/// `GET /webhooks/export`.
pub async fn export(ctx: Ctx) -> Reply {
    let w = ctx.say("webhooks");
    let (session, _) = owner(&ctx)?;
    let format = Format::parse(&ctx.query("format")).ok_or(Stop::NotFound)?;
    let (filter, _) = filter_of(&ctx, &session)?;
    let found = ctx.app.db().read(move |tx| table::list(tx, &filter, 0, LINES_MAX)).await?;
    let heading = ["name", "url", "owner", "region", "kinds", "state", "last-ok", "last-status"];
    let rows = found.iter().map(|it| {
        let state = match it.paused {
            Some((why, _)) => w.t(&format!("webhooks-paused-{}", why.word())),
            None => w.t("webhooks-active"),
        };
        vec![
            it.name.clone(),
            it.url.clone(),
            owner_words(w, it),
            it.region.clone(),
            kinds(w, it),
            state.to_owned(),
            last_ok(w, it),
            it.last_status.map_or_else(String::new, |status| status.to_string()),
        ]
    });
    let heading = heading.map(|key| w.t(&format!("webhooks-{key}")).to_owned()).to_vec();
    sheets::file(&ctx, SheetFile { heading, rows: rows.collect() }, "webhooks", format).await
}
