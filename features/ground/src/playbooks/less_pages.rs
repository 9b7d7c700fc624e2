//! For everybody: what may be left out of an application, why, and how to object.

use askama::Template;
use web::ui::{Cell, Column, Empty, Facts, Field, Filter, Kind, Notice, State, Table};
use web::{Ctx, Reply, Say, Stop};

use super::less::{self, Ground, Item};
use super::library;
use super::place::{Around, Place};
use super::rules_pages::here;

#[derive(Template)]
#[template(path = "playbooks/pages/less.html")]
struct LessPage {
    w: Say,
    notice: Notice,
    place: String,
    filter: Filter,
    sections: Vec<Section>,
    nothing: Option<Table>,
    empty: Option<Empty>,
    export: String,
}

struct Section {
    id: String,
    name: String,
    href: String,
    table: Table,
    object: Facts,
}

/// A service of a book with what was found in it.
struct Line {
    book: String,
    found: less::Found,
}

async fn lines(ctx: &Ctx, place: &Place) -> Result<(Vec<Line>, Vec<std::sync::Arc<super::Published>>), Stop> {
    let books = library::all_current(&ctx.app, place.region.as_str(), place.on).await?;
    let (words, ground, only) = (ctx.query("q").trim().to_lowercase(), ctx.query("ground"), ctx.query("service"));
    let mut lines = Vec::new();
    for book in &books {
        let found = less::kept(&ctx.app, book, &place.region, place.on).await?;
        for found in found.iter() {
            let id = format!("{}/{}", book.playbook.id, found.service.id);
            let mut found = found.clone();
            found.items.retain(|item| {
                let text =
                    format!("{} {} {} {}", found.service.name.zh, found.service.name.en, item.what.zh, item.what.en);
                (ground.is_empty() || item.ground.id() == ground) && text.to_lowercase().contains(&words)
            });
            if only.is_empty() || only == id {
                lines.push(Line { book: book.playbook.id.clone(), found });
            }
        }
    }
    Ok((lines, books))
}

/// `/leave-out?region=&on=&q=&ground=&service=BOOK/SERVICE`.
pub async fn page(ctx: Ctx) -> Reply {
    let w = ctx.say("playbooks");
    let place = Place::of(&ctx)?;
    let (lines, books) = lines(&ctx, &place).await?;
    let around = Around::of(&ctx, &place, &books).await?;
    let grounds = Ground::ALL.map(|ground| (ground.id(), w.t(&format!("less-{}", ground.id()))));
    let filter = place
        .filter(w, &ctx, &around)
        .field(Field::select("ground", w.t("less-ground"), grounds).blank(w.t("all")).value(ctx.query("ground")))
        .keep("service", ctx.query("service"));
    let (some, none): (Vec<&Line>, Vec<&Line>) = lines.iter().partition(|line| !line.found.items.is_empty());
    let filtered = !ctx.query("q").is_empty() || !ctx.query("ground").is_empty();
    let total: usize = lines.iter().map(|line| line.found.items.len()).sum();
    let content = LessPage {
        w,
        notice: notice(w, total),
        place: here(w, &around, place.on),
        filter,
        sections: some.iter().map(|line| section(w, &place, line)).collect(),
        nothing: (!none.is_empty() && !filtered).then(|| nothing(w, &place, &none)),
        empty: (some.is_empty() && (filtered || none.is_empty())).then(|| {
            Empty::new(w.t("less-none"), w.t("less-none-fills")).action(place.link("/leave-out"), w.t("filter-clear"))
        }),
        export: ctx.address_with(&[]).replacen("/leave-out", "/leave-out.csv", 1),
    };
    ctx.clone().crumb(&place.link("/rules"), w.t("playbooks-rules")).page("less-title", content)
}

fn notice(w: Say, total: usize) -> Notice {
    match total {
        0 => Notice::new(Kind::Ok, w.t("less-what-it-is")).title(w.t("less-nothing")),
        n => Notice::new(Kind::Caution, w.t("less-what-it-is")).title(w.n("less-something", n)),
    }
}

fn state(w: Say, ground: Ground) -> State {
    let words = w.t(&format!("less-{}", ground.id()));
    match ground {
        Ground::Blocked => State::stop(words),
        Ground::NoBasis | Ground::Added => State::caution(words),
        Ground::Held | Ground::Twice | Ground::Trouble => State::plain(words),
    }
}

fn section(w: Say, place: &Place, line: &Line) -> Section {
    let service = &line.found.service;
    let columns = ["less-ground", "less-what", "less-why", "playbooks-basis"].map(|key| Column::new(w.t(key)));
    let name = w.text(&service.name).to_owned();
    let rows = line.found.items.iter().map(|item| {
        vec![state(w, item.ground).into(), w.text(&item.what).into(), why(w, item), basis(w, item, service)]
    });
    let recourse = service.recourse.as_ref().map_or(w.t("playbooks-no-recourse"), |recourse| w.text(recourse));
    let mut object = Facts::new().fact(w.t("playbooks-recourse"), recourse);
    if !line.found.known.is_empty() {
        let known: Vec<&str> = line.found.known.iter().map(|fact| w.text(fact)).collect();
        object = object.fact(w.t("less-known"), known.join(w.t("playbooks-comma")));
    }
    Section {
        id: format!("{}-{}", line.book, service.id),
        href: place.link(&format!("/rules/{}/{}", line.book, service.id)),
        table: Table::new(w.with("less-table", &[("name", &name)]), columns.into()).rows(rows).caption_hidden(),
        name,
        object,
    }
}

fn why(w: Say, item: &Item) -> Cell {
    let cell = Cell::text(w.text(&item.why));
    match &item.decide {
        Some(decide) => cell.and(format!("{}{}", w.t("slim-decide"), w.text(decide))),
        None => cell,
    }
}

/// What a demand rests on: its own basis, else that of the whole service.
fn basis(w: Say, item: &Item, service: &playbook::Service) -> Cell {
    match (&item.basis, item.ground) {
        (Some(basis), _) => Cell::text(basis),
        (None, Ground::NoBasis) => State::caution(w.t("playbooks-no-basis")).into(),
        (None, _) => Cell::text(service.basis.as_deref().unwrap_or_else(|| w.t("less-basis-in-why"))),
    }
}

/// Services in which nothing was found, with what registers answer already.
fn nothing(w: Say, place: &Place, lines: &[&Line]) -> Table {
    let columns = ["playbooks-service", "less-known", "playbooks-recourse"].map(|key| Column::new(w.t(key)));
    let rows = lines.iter().map(|line| {
        let service = &line.found.service;
        let known: Vec<&str> = line.found.known.iter().map(|fact| w.text(fact)).collect();
        let known =
            if known.is_empty() { w.t("less-known-none").to_owned() } else { known.join(w.t("playbooks-comma")) };
        let href = place.link(&format!("/rules/{}/{}", line.book, service.id));
        let recourse = service.recourse.as_ref().map_or(w.t("playbooks-no-recourse"), |recourse| w.text(recourse));
        vec![Cell::link(href, w.text(&service.name)), known.into(), recourse.into()]
    });
    Table::new(w.t("less-nothing-in"), columns.into()).rows(rows).dense()
}

/// `/leave-out.csv`: the same list as a file.
pub async fn export(ctx: Ctx) -> Reply {
    let w = ctx.say("playbooks");
    let place = Place::of(&ctx)?;
    let (lines, _) = lines(&ctx, &place).await?;
    let rows = lines.iter().flat_map(|line| {
        line.found.items.iter().map(|item| {
            vec![
                line.book.clone(),
                w.text(&line.found.service.name).to_owned(),
                w.t(&format!("less-{}", item.ground.id())).to_owned(),
                w.text(&item.what).to_owned(),
                w.text(&item.why).to_owned(),
                item.decide.as_ref().map_or(String::new(), |decide| w.text(decide).to_owned()),
                item.basis.clone().unwrap_or_default(),
                line.found.service.recourse.as_ref().map_or(String::new(), |recourse| w.text(recourse).to_owned()),
            ]
        })
    });
    let heading = [
        "playbooks-book",
        "playbooks-service",
        "less-ground",
        "less-what",
        "less-why",
        "slim-decide",
        "playbooks-basis",
        "playbooks-recourse",
    ]
    .map(|key| w.t(key));
    web::csv_file(&ctx, "leave-out", &heading, rows.collect())
}
