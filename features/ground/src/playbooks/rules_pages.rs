//! For everybody: the rule books in force here and now, and one of them with its services.

use std::sync::Arc;

use askama::Template;
use axum::extract::Path;
use civic::Date;
use playbook::{Playbook, Service};
use web::ui::{Cell, Column, Empty, Facts, Filter, Order, Table};
use web::{Ctx, Reply, Say, Stop};

use super::library::{self, Names};
use super::model::{Published, Standing, Version};
use super::place::{Around, Place};
use super::wording;

const ORDERS: &[&str] = &["name", "promised", "demands"];

/// A book with what holds of it in the area on the day.
struct Book {
    published: Arc<Published>,
    effective: Playbook,
}

impl Book {
    fn of(published: &Arc<Published>, place: &Place) -> Book {
        Book {
            effective: published.playbook.effective(Some(&place.region), place.on),
            published: Arc::clone(published),
        }
    }

    /// Services whose words hold those asked for, in the order asked for.
    fn services(&self, w: Say, words: &str, order: &Order) -> Vec<&Service> {
        let words = words.trim().to_lowercase();
        let in_book = holds(&self.effective.id, &words) || text_holds(&self.effective.name, &words);
        let mut found: Vec<&Service> =
            self.effective.services.values().filter(|service| in_book || service_holds(service, &words)).collect();
        match order.key.as_str() {
            "promised" => found.sort_by_key(|service| service.promised_working_days),
            "demands" => found.sort_by_key(|service| service.needs.len()),
            _ => found.sort_by(|a, b| w.text(&a.name).cmp(w.text(&b.name))),
        }
        if order.descending {
            found.reverse();
        }
        found
    }
}

fn holds(text: &str, words: &str) -> bool {
    text.to_lowercase().contains(words)
}

fn text_holds(text: &civic::Text, words: &str) -> bool {
    holds(&text.zh, words) || holds(&text.en, words)
}

fn service_holds(service: &Service, words: &str) -> bool {
    holds(&service.id, words)
        || text_holds(&service.name, words)
        || service.about.as_ref().is_some_and(|about| text_holds(about, words))
        || service.basis.as_ref().is_some_and(|basis| holds(basis, words))
}

struct Section {
    name: String,
    href: String,
    facts: Facts,
    table: Table,
}

#[derive(Template)]
#[template(path = "playbooks/pages/rules.html")]
struct Rules {
    w: Say,
    place: String,
    filter: Filter,
    sections: Vec<Section>,
    empty: Option<Empty>,
    others: Option<Table>,
    export: String,
}

/// `/rules?region=&on=&q=&sort=`: which rules hold, since when, on what basis.
pub async fn rules(ctx: Ctx) -> Reply {
    let w = ctx.say("playbooks");
    let place = Place::of(&ctx)?;
    let (words, order) = (ctx.query("q"), Order::from_query(&ctx, ORDERS));
    let books = library::all_current(&ctx.app, place.region.as_str(), place.on).await?;
    let around = Around::of(&ctx, &place, &books).await?;
    let all = library::versions(&ctx.app, &place.region).await?;
    let names = library::names(&ctx.app, &all).await?;
    let mut sections = Vec::new();
    for book in books.iter().map(|book| Book::of(book, &place)) {
        let services = book.services(w, &words, &order);
        if services.is_empty() {
            continue;
        }
        sections.push(Section {
            name: w.text(&book.effective.name).to_owned(),
            href: place.link(&format!("/rules/{}", book.effective.id)),
            facts: facts(w, &book),
            table: table(w, &ctx, &place, &book, &services, &order),
        });
    }
    let page = Rules {
        w,
        place: here(w, &around, place.on),
        filter: place.filter(w, &ctx, &around),
        empty: sections.is_empty().then(|| nothing(w, &ctx, &place, &all, books.is_empty())),
        sections,
        others: others(w, &names, &all, place.on),
        export: place.link_with("/rules.csv", &[("q", &words), ("sort", &ctx.query("sort"))]),
    };
    ctx.page("playbooks-rules", page)
}

pub(super) fn here(w: Say, around: &Around, on: Date) -> String {
    w.with("playbooks-here", &[("region", &w.text(&around.full_name)), ("date", &w.date_with_year(on))])
}

/// Why nothing is listed, and the one thing that helps.
fn nothing(w: Say, ctx: &Ctx, place: &Place, all: &[Version], no_book: bool) -> Empty {
    if !no_book {
        return Empty::new(w.t("playbooks-no-match"), w.t("playbooks-no-match-fills"))
            .action(place.link(&ctx.path), w.t("filter-clear"));
    }
    let last = all.iter().filter(|version| version.from <= place.on).max_by_key(|version| version.from);
    let empty = Empty::new(w.t("playbooks-none"), w.t("playbooks-none-fills"));
    match last.and_then(|version| version.until) {
        Some(until) => empty.action(
            format!("{}?region={}&on={until}", ctx.path, place.region),
            w.with("playbooks-see-day", &[("date", &w.date_with_year(until))]),
        ),
        None => empty,
    }
}

fn facts(w: Say, book: &Book) -> Facts {
    let (published, effective) = (&book.published, &book.effective);
    let until = effective.until.map_or_else(|| w.t("playbooks-until-replaced").to_owned(), |day| w.date_with_year(day));
    let mut facts = Facts::new()
        .fact(w.t("playbooks-version"), Cell::text(&published.version))
        .fact(w.t("playbooks-from"), w.date_with_year(effective.from))
        .fact(w.t("playbooks-until"), until)
        .fact(w.t("playbooks-basis"), effective.basis.as_str());
    for layer in &effective.layers {
        facts = facts.fact_from(
            w.with("playbooks-layer", &[("level", &w.text(&layer.region.level().name()))]),
            w.text(&layer.name),
            layer.basis.as_str(),
        );
    }
    facts
}

fn table(w: Say, ctx: &Ctx, place: &Place, book: &Book, services: &[&Service], order: &Order) -> Table {
    let columns = vec![
        Column::new(w.t("playbooks-service")).sortable(ctx, "name", order),
        Column::new(w.t("playbooks-audience")),
        Column::new(w.t("playbooks-mode")),
        Column::new(w.t("playbooks-promised-days")).number().sortable(ctx, "promised", order),
        Column::new(w.t("playbooks-statutory-days")).number(),
        Column::new(w.t("playbooks-demands")).number().sortable(ctx, "demands", order),
    ];
    let rows = services.iter().map(|service| {
        let href = place.link(&format!("/rules/{}/{}", book.effective.id, service.id));
        vec![
            Cell::link(href, w.text(&service.name)),
            wording::audience(w, service.audience).into(),
            wording::mode(w, service.mode).into(),
            service.promised_working_days.to_string().into(),
            service.statutory_working_days.to_string().into(),
            service.needs.len().to_string().into(),
        ]
    });
    Table::new(w.with("playbooks-services-of", &[("book", &w.text(&book.effective.name))]), columns).rows(rows)
}

/// Versions that concern this area but do not hold on the day.
fn others(w: Say, names: &Names, all: &[Version], on: Date) -> Option<Table> {
    let others: Vec<(&Version, Standing)> = all
        .iter()
        .map(|version| (version, version.standing(all, on)))
        .filter(|(_, standing)| *standing != Standing::InForce)
        .collect();
    (!others.is_empty()).then(|| versions_table(w, w.t("playbooks-others"), names, &others))
}

fn versions_table(w: Say, caption: &str, names: &Names, versions: &[(&Version, Standing)]) -> Table {
    let columns = ["playbooks-book", "playbooks-version", "playbooks-from", "playbooks-until", "playbooks-standing"];
    let rows = versions.iter().map(|(version, standing)| {
        // a day on which it held, or will: what a reader wants to see of it
        let ended = version.until.filter(|_| *standing == Standing::Ended);
        let day = ended.unwrap_or(version.from);
        let href = format!("/rules/{}?region={}&on={day}", version.playbook, version.region);
        vec![
            Cell::link(href, names.get(&version.playbook).map_or(&*version.playbook, |name| w.text(name))),
            Cell::code(&version.version),
            Cell::code(version.from.to_string()),
            version.until.map_or_else(|| w.t("playbooks-until-replaced").into(), |day| Cell::code(day.to_string())),
            wording::standing(w, *standing).into(),
        ]
    });
    Table::new(caption, columns.map(|key| Column::new(w.t(key))).into()).dense().rows(rows)
}

/// `/rules.csv`: the services listed, as a file.
pub async fn export(ctx: Ctx) -> Reply {
    let w = ctx.say("playbooks");
    let place = Place::of(&ctx)?;
    let (words, order) = (ctx.query("q"), Order::from_query(&ctx, ORDERS));
    let only = ctx.query("playbook");
    let books = library::all_current(&ctx.app, place.region.as_str(), place.on).await?;
    let mut rows = Vec::new();
    for book in books.iter().map(|book| Book::of(book, &place)) {
        if !only.is_empty() && book.effective.id != only {
            continue;
        }
        for service in book.services(w, &words, &order) {
            rows.push(vec![
                book.effective.id.clone(),
                book.effective.version.clone(),
                service.id.clone(),
                w.text(&service.name).to_owned(),
                wording::audience(w, service.audience).to_owned(),
                wording::mode(w, service.mode).to_owned(),
                service.promised_working_days.to_string(),
                service.statutory_working_days.to_string(),
                service.needs.len().to_string(),
                service.basis.clone().unwrap_or_default(),
            ]);
        }
    }
    let heading = [
        "playbooks-book",
        "playbooks-version",
        "playbooks-id",
        "playbooks-service",
        "playbooks-audience",
        "playbooks-mode",
        "playbooks-promised-days",
        "playbooks-statutory-days",
        "playbooks-demands",
        "playbooks-basis",
    ]
    .map(|key| w.t(key));
    web::csv_file(&ctx, "rules", &heading, rows)
}

#[derive(Template)]
#[template(path = "playbooks/pages/book.html")]
struct BookPage {
    w: Say,
    place: String,
    about: Option<String>,
    filter: Filter,
    facts: Facts,
    table: Table,
    export: String,
    parameters: Option<Table>,
    history: Table,
}

/// `/rules/{playbook}`: one book with its services, its dated numbers and its versions.
pub async fn book(ctx: Ctx, Path(id): Path<String>) -> Reply {
    let w = ctx.say("playbooks");
    let place = Place::of(&ctx)?;
    let (words, order) = (ctx.query("q"), Order::from_query(&ctx, ORDERS));
    let Some(published) = library::current(&ctx.app, &id, place.region.as_str(), place.on).await? else {
        return not_in_force(&ctx, &place, &id).await;
    };
    let around = Around::of(&ctx, &place, std::slice::from_ref(&published)).await?;
    let all = library::versions(&ctx.app, &place.region).await?;
    let names = library::names(&ctx.app, &all).await?;
    let history: Vec<(&Version, Standing)> = all
        .iter()
        .filter(|version| version.playbook == id)
        .map(|version| (version, version.standing(&all, place.on)))
        .collect();
    let book = Book::of(&published, &place);
    let services = book.services(w, &words, &order);
    let page = BookPage {
        w,
        place: here(w, &around, place.on),
        about: book.effective.about.as_ref().map(|about| w.text(about).to_owned()),
        filter: place.filter(w, &ctx, &around),
        facts: facts(w, &book),
        table: table(w, &ctx, &place, &book, &services, &order).empty(
            Empty::new(w.t("playbooks-no-match"), w.t("playbooks-no-match-fills"))
                .action(place.link(&ctx.path), w.t("filter-clear")),
        ),
        export: place.link_with("/rules.csv", &[("playbook", &id), ("q", &words), ("sort", &ctx.query("sort"))]),
        parameters: parameters(w, &book.effective, place.on),
        history: versions_table(w, w.t("playbooks-history"), &names, &history),
    };
    let title = w.text(&book.effective.name).to_owned();
    ctx.crumb(&place.link("/rules"), w.t("playbooks-rules")).page(&title, page)
}

/// Every dated number of the book, the ones that hold on the day marked.
fn parameters(w: Say, book: &Playbook, on: Date) -> Option<Table> {
    let columns = [
        "playbooks-parameter",
        "playbooks-value",
        "playbooks-from",
        "playbooks-until",
        "playbooks-basis",
        "playbooks-standing",
    ];
    let rows: Vec<Vec<Cell>> = book
        .parameters
        .0
        .iter()
        .map(|entry| {
            let holds = book.parameters.entry_on(&entry.name, on) == Some(entry);
            let standing = match holds {
                true => Standing::InForce,
                false if entry.from > on => Standing::NotYet,
                false if entry.until.is_some_and(|until| until < on) => Standing::Ended,
                false => Standing::Replaced,
            };
            let unit = entry.unit.as_deref().unwrap_or_default();
            vec![
                Cell::code(&entry.name),
                format!("{} {unit}", entry.value.show(w.lang)).trim().to_owned().into(),
                Cell::code(entry.from.to_string()),
                entry.until.map_or_else(|| w.t("playbooks-until-replaced").into(), |day| Cell::code(day.to_string())),
                entry.basis.as_str().into(),
                wording::standing(w, standing).into(),
            ]
        })
        .collect();
    let columns = columns.map(|key| Column::new(w.t(key))).into();
    (!rows.is_empty()).then(|| Table::new(w.t("playbooks-parameters"), columns).dense().rows(rows))
}

#[derive(Template)]
#[template(path = "playbooks/pages/not_in_force.html")]
struct NotInForce {
    empty: Empty,
    history: Table,
}

/// A book that has versions, none of which holds here on the day: which there are, and when they held.
pub(super) async fn not_in_force(ctx: &Ctx, place: &Place, id: &str) -> Reply {
    let w = ctx.say("playbooks");
    let mut all = library::versions(&ctx.app, &place.region).await?;
    all.retain(|version| version.playbook == id);
    if all.is_empty() {
        return Err(Stop::NotFound);
    }
    let names = library::names(&ctx.app, &all).await?;
    let history: Vec<(&Version, Standing)> =
        all.iter().map(|version| (version, version.standing(&all, place.on))).collect();
    let page = NotInForce {
        empty: nothing(w, ctx, place, &all, true),
        history: versions_table(w, w.t("playbooks-history"), &names, &history),
    };
    ctx.clone().crumb(&place.link("/rules"), w.t("playbooks-rules")).page("playbooks-none", page)
}
