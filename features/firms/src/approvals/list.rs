//! “我要办”: every service of the rule books in force here, to be found by words.

use askama::Template;
use playbook::{Audience, Mode, Service};
use web::ui::{Cell, Column, Empty, Field, Filter, Order, Table};
use web::{Ctx, Reply, Say};

#[derive(Template)]
#[template(path = "approvals/pages/list.html")]
struct ListPage {
    w: Say,
    filter: Filter,
    books: Vec<(String, String, Table)>,
    empty: Option<Empty>,
}

/// `GET /find`.
pub async fn page(ctx: Ctx) -> Reply {
    let w = ctx.say("approvals");
    let region = region(&ctx);
    let typed = ctx.query("q");
    let sought = typed.trim().to_lowercase();
    let order = Order::from_query(&ctx, &["name", "days", "papers"]);
    let today = ctx.app.today();
    let mut books = Vec::new();
    for published in ground::playbooks::all_current(&ctx.app, &region, today).await? {
        let code = civic::RegionCode::parse(&region).ok();
        let book = published.playbook.effective(code.as_ref(), today);
        let mut services: Vec<&Service> = book.services.values().filter(|s| matches(w, s, &sought)).collect();
        sort(w, &mut services, &order);
        if services.is_empty() {
            continue;
        }
        let table = table(&ctx, w, &book.id, &services, &order);
        books.push((w.text(&book.name).to_owned(), book.basis.clone(), table));
    }
    let empty = books.is_empty().then(|| empty(w, &typed));
    let filter = Filter::new(w, "/find", "services")
        .field(Field::search("q", w.t("list-search")).hint(w.t("list-search-hint")).value(typed));
    ctx.page("list-title", ListPage { w, filter, books, empty })
}

/// The county whose rules are shown: the enterprise's own, the one asked for, or the site's.
pub fn region(ctx: &Ctx) -> String {
    let own = ctx.session.as_ref().filter(|s| s.enterprise.is_some()).map(|s| s.region.clone());
    let asked = Some(ctx.query("region")).filter(|r| civic::RegionCode::parse(r).is_ok());
    own.or(asked).unwrap_or_else(|| ctx.app.settings().region.clone())
}

fn matches(w: Say, service: &Service, sought: &str) -> bool {
    let about = service.about.as_ref().map_or("", |a| w.text(a));
    [w.text(&service.name), about].iter().any(|text| text.to_lowercase().contains(sought))
}

fn sort(w: Say, services: &mut [&Service], order: &Order) {
    match order.key.as_str() {
        "days" => services.sort_by_key(|s| s.promised_working_days),
        "papers" => services.sort_by_key(|s| s.needs.len()),
        _ => services.sort_by(|a, b| w.text(&a.name).cmp(w.text(&b.name))),
    }
    if order.descending {
        services.reverse();
    }
}

fn table(ctx: &Ctx, w: Say, book: &str, services: &[&Service], order: &Order) -> Table {
    let columns = vec![
        Column::new(w.t("list-service")).sortable(ctx, "name", order),
        Column::new(w.t("list-mode")),
        Column::new(w.t("list-days")).number().sortable(ctx, "days", order),
        Column::new(w.t("list-papers")).number().sortable(ctx, "papers", order),
    ];
    let rows = services.iter().map(|service| {
        let name = Cell::link(format!("/find/{book}/{}", service.id), w.text(&service.name));
        let name = match &service.about {
            Some(about) => name.and(w.text(about)),
            None => name,
        };
        let mode = match service.audience {
            Audience::Enterprise => Cell::text(mode_word(w, service.mode)),
            Audience::Person => Cell::text(mode_word(w, service.mode)).and(w.t("list-person")),
        };
        vec![name, mode, days(w, service).into(), Cell::text(service.needs.len().to_string())]
    });
    Table::new(w.t("list-title"), columns).rows(rows).caption_hidden()
}

/// `2 working days`, or at once where nobody has to decide.
pub fn days(w: Say, service: &Service) -> String {
    if service.mode != Mode::Review {
        w.t("at-once").to_owned()
    } else {
        w.n("working-days", service.promised_working_days)
    }
}

/// How a service is handled, in the words of the counter.
pub fn mode_word(w: Say, mode: Mode) -> &'static str {
    match mode {
        Mode::Review => w.t("mode-review"),
        Mode::Filing => w.t("mode-filing"),
        Mode::Commitment => w.t("mode-commitment"),
        Mode::Automatic => w.t("mode-automatic"),
    }
}

fn empty(w: Say, typed: &str) -> Empty {
    if typed.trim().is_empty() {
        Empty::new(w.t("list-none"), w.t("list-none-fills")).action("/rules", w.t("list-rules"))
    } else {
        Empty::new(w.t("list-nothing-found"), w.t("list-nothing-found-fills")).action("/find", w.t("list-all"))
    }
}
