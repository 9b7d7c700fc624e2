//! The rules in force, for everybody: which playbooks hold, what each service demands, by whose word.

use askama::Template;
use axum::extract::Path;
use civic::{Date, RegionCode};
use playbook::{Demand, Mode, Need, Playbook, Provenance, Service, Step};
use web::ui::{Cell, Column, Empty, Facts, Field, Filter, Table};
use web::{Ctx, Reply, Say, Stop};

use super::shelf;
use crate::regions;

/// The region a page speaks of: `?region=`, the signed-in person's, or the site's.
fn region_of(ctx: &Ctx) -> RegionCode {
    let own = ctx.session.as_ref().map(|session| session.region.clone());
    [Some(ctx.query("region")), own, Some(ctx.app.settings().region.clone())]
        .into_iter()
        .flatten()
        .find_map(|code| RegionCode::parse(&code).ok())
        .unwrap_or_else(RegionCode::nation)
}

/// The day a page speaks of: `?on=2020-03-03`, or today.
fn day_of(ctx: &Ctx) -> Date {
    ctx.query("on").parse().unwrap_or_else(|_| ctx.app.today())
}

fn filter(w: Say, path: &str, region: &RegionCode, on: Date) -> Filter {
    Filter::new(w, path, "rules")
        .field(Field::text("region", w.t("playbooks-region")).short().value(region.as_str()))
        .field(Field::date("on", w.t("playbooks-on")).value(on.to_string()))
}

fn columns(w: Say, keys: &[&str]) -> Vec<Column> {
    keys.iter().map(|key| Column::new(w.t(key))).collect()
}

#[derive(Template)]
#[template(path = "playbooks/pages/list.html")]
struct List {
    w: Say,
    place: String,
    filter: Filter,
    table: Table,
}

/// The playbooks that hold in a region on a day.
pub async fn list(ctx: Ctx) -> Reply {
    let w = ctx.say("playbooks");
    let (region, on) = (region_of(&ctx), day_of(&ctx));
    let published = shelf::all_current(&ctx.app, region.as_str(), on).await?;
    let rows = published.iter().map(|one| {
        let book = &one.playbook;
        vec![
            Cell::link(format!("/playbooks/{}?region={region}&on={on}", book.id), w.text(&book.name)),
            book.version.clone().into(),
            period(w, book.from, book.until).into(),
            book.basis.clone().into(),
            book.services.len().to_string().into(),
        ]
    });
    let keys = ["playbooks-name", "playbooks-version", "playbooks-holds", "playbooks-basis", "playbooks-services"];
    let view = List {
        w,
        place: place(&ctx, &region).await?,
        filter: filter(w, "/playbooks", &region, on),
        table: Table::new(w.t("playbooks-title"), columns(w, &keys))
            .rows(rows)
            .empty(Empty::new(w.t("playbooks-none"), w.t("playbooks-none-fills"))),
    };
    ctx.page("playbooks-title", view)
}

async fn place(ctx: &Ctx, region: &RegionCode) -> Result<String, Stop> {
    let (code, lang) = (region.clone(), ctx.lang);
    let name = ctx.app.db().read(move |tx| regions::full_name(tx, &code)).await?;
    Ok(name.get(lang).to_owned())
}

/// A period in words.
pub(super) fn period(w: Say, from: Date, until: Option<Date>) -> String {
    match until {
        Some(until) => w.with("playbooks-from-until", &[("from", &from), ("until", &until)]),
        None => w.with("playbooks-from", &[("from", &from)]),
    }
}

#[derive(Template)]
#[template(path = "playbooks/pages/book.html")]
struct Book {
    about: String,
    place: String,
    filter: Filter,
    facts: Facts,
    services: Table,
    layers: Table,
    parameters: Table,
}

/// One playbook as it holds in a region on a day.
pub async fn book(ctx: Ctx, Path(id): Path<String>) -> Reply {
    let w = ctx.say("playbooks");
    let (region, on) = (region_of(&ctx), day_of(&ctx));
    let published = shelf::current(&ctx.app, &id, region.as_str(), on).await?.ok_or(Stop::NotFound)?;
    let book = published.playbook.effective(Some(&region), on);
    let facts = Facts::new()
        .fact(w.t("playbooks-version"), book.version.as_str())
        .fact(w.t("playbooks-holds"), period(w, book.from, book.until))
        .fact(w.t("playbooks-basis"), book.basis.as_str())
        .fact(w.t("playbooks-published"), w.time_ms(published.version.published_ms))
        .fact(w.t("playbooks-digest"), Cell::code(&published.digest));
    let view = Book {
        about: book.about.as_ref().map(|about| w.text(about).to_owned()).unwrap_or_default(),
        place: place(&ctx, &region).await?,
        filter: filter(w, &format!("/playbooks/{id}"), &region, on),
        facts,
        services: services(w, &book, &region, on),
        layers: layers(w, &book),
        parameters: parameters(w, &book, on),
    };
    ctx.crumb("/playbooks", w.t("playbooks-title")).page(w.text(&book.name), view)
}

fn services(w: Say, book: &Playbook, region: &RegionCode, on: Date) -> Table {
    let keys = [
        "playbooks-service",
        "playbooks-mode",
        "playbooks-lead",
        "playbooks-days",
        "playbooks-demands",
        "playbooks-basis",
    ];
    let rows = book.services.values().map(|service| {
        let href = format!("/playbooks/{}/services/{}?region={region}&on={on}", book.id, service.id);
        let days = w.with(
            "playbooks-days-of",
            &[("promised", &service.promised_working_days), ("statutory", &service.statutory_working_days)],
        );
        vec![
            Cell::link(href, w.text(&service.name)),
            w.t(mode_key(service.mode)).into(),
            agency(w, book, &service.lead).into(),
            days.into(),
            service.needs.len().to_string().into(),
            basis(w, &service.basis).into(),
        ]
    });
    Table::new(w.t("playbooks-services"), columns(w, &keys)).rows(rows)
}

fn mode_key(mode: Mode) -> &'static str {
    match mode {
        Mode::Automatic => "playbooks-mode-automatic",
        Mode::Filing => "playbooks-mode-filing",
        Mode::Commitment => "playbooks-mode-commitment",
        Mode::Review => "playbooks-mode-review",
    }
}

fn agency(w: Say, book: &Playbook, id: &str) -> String {
    book.agencies.get(id).map_or_else(|| id.to_owned(), |agency| w.text(&agency.name).to_owned())
}

fn basis(w: Say, basis: &Option<String>) -> String {
    basis.clone().unwrap_or_else(|| w.t("playbooks-no-basis").to_owned())
}

fn layers(w: Say, book: &Playbook) -> Table {
    let keys = ["playbooks-layer", "playbooks-region", "playbooks-holds", "playbooks-basis"];
    let rows = book.layers.iter().map(|layer| {
        vec![
            w.text(&layer.name).into(),
            Cell::code(layer.region.as_str()),
            period(w, layer.from, layer.until).into(),
            layer.basis.clone().into(),
        ]
    });
    Table::new(w.t("playbooks-layers"), columns(w, &keys))
        .rows(rows)
        .empty(Empty::new(w.t("playbooks-no-layers"), w.t("playbooks-no-layers-fills")))
}

fn parameters(w: Say, book: &Playbook, on: Date) -> Table {
    let keys = ["playbooks-parameter", "playbooks-value", "playbooks-holds", "playbooks-basis"];
    let names = book.parameters.names();
    let rows = names.iter().filter_map(|name| book.parameters.entry_on(name, on)).map(|entry| {
        let unit = entry.unit.clone().unwrap_or_default();
        vec![
            Cell::code(&entry.name),
            format!("{} {unit}", entry.value.show(w.lang)).trim().to_owned().into(),
            period(w, entry.from, entry.until).into(),
            entry.basis.clone().into(),
        ]
    });
    Table::new(w.t("playbooks-parameters"), columns(w, &keys))
        .rows(rows)
        .empty(Empty::new(w.t("playbooks-no-parameters"), w.t("playbooks-no-parameters-fills")))
}

#[derive(Template)]
#[template(path = "playbooks/pages/service.html")]
struct ServicePage {
    about: String,
    place: String,
    facts: Facts,
    needs: Table,
    steps: Table,
}

/// One service as it holds in a region on a day: every demand with its basis and the level that added it.
pub async fn service(ctx: Ctx, Path((id, service)): Path<(String, String)>) -> Reply {
    let w = ctx.say("playbooks");
    let (region, on) = (region_of(&ctx), day_of(&ctx));
    let published = shelf::current(&ctx.app, &id, region.as_str(), on).await?.ok_or(Stop::NotFound)?;
    let book = published.playbook.effective(Some(&region), on);
    let service = book.services.get(&service).ok_or(Stop::NotFound)?;
    let view = ServicePage {
        about: service.about.as_ref().map(|about| w.text(about).to_owned()).unwrap_or_default(),
        place: place(&ctx, &region).await?,
        facts: service_facts(w, &book, service),
        needs: needs(w, &book, &service.needs),
        steps: steps(w, &book, &service.steps),
    };
    ctx.clone()
        .crumb("/playbooks", w.t("playbooks-title"))
        .crumb(&format!("/playbooks/{id}?region={region}&on={on}"), w.text(&book.name))
        .page(w.text(&service.name), view)
}

fn service_facts(w: Say, book: &Playbook, service: &Service) -> Facts {
    let days = w.with(
        "playbooks-days-of",
        &[("promised", &service.promised_working_days), ("statutory", &service.statutory_working_days)],
    );
    let facts = Facts::new()
        .fact(w.t("playbooks-mode"), w.t(mode_key(service.mode)))
        .fact(w.t("playbooks-lead"), agency(w, book, &service.lead))
        .fact(w.t("playbooks-days"), days)
        .fact(w.t("playbooks-basis"), basis(w, &service.basis))
        .fact(w.t("playbooks-from-level"), level(w, book, &service.from));
    let facts = match &service.when {
        Some(rule) => facts.fact(w.t("playbooks-when-asked"), Cell::code(rule.text())),
        None => facts,
    };
    match &service.recourse {
        Some(recourse) => facts.fact(w.t("playbooks-recourse"), w.text(recourse)),
        None => facts,
    }
}

/// Who wrote a clause: the playbook itself, or the level and region of an overlay.
fn level(w: Say, book: &Playbook, from: &Provenance) -> String {
    let place = format!("{}:{}", from.file, from.line);
    match (&from.region, from.level()) {
        (Some(region), Some(level)) => {
            let layer = book.layers.iter().find(|layer| layer.region == *region);
            let name = layer.map_or(region.as_str(), |layer| w.text(&layer.name));
            let words = level.name();
            w.with("playbooks-by-overlay", &[("level", &w.text(&words)), ("name", &name), ("place", &place)])
        }
        _ => w.with("playbooks-by-book", &[("place", &place)]),
    }
}

fn needs(w: Say, book: &Playbook, needs: &[Need]) -> Table {
    let keys = ["playbooks-demand", "playbooks-when", "playbooks-basis", "playbooks-from-level"];
    let rows = needs.iter().map(|need| {
        vec![
            demand(w, book, &need.demand).into(),
            need.when.as_ref().map_or_else(|| Cell::text(w.t("playbooks-always")), |rule| Cell::code(rule.text())),
            basis(w, &need.basis).into(),
            level(w, book, &need.from).into(),
        ]
    });
    Table::new(w.t("playbooks-demands"), columns(w, &keys))
        .rows(rows)
        .empty(Empty::new(w.t("playbooks-no-demands"), w.t("playbooks-no-demands-fills")))
}

fn demand(w: Say, book: &Playbook, demand: &Demand) -> String {
    let names: Vec<String> = demand.evidence().iter().map(|id| w.text(&book.evidence_name(id)).to_owned()).collect();
    let names = names.join(if w.lang == civic::Lang::Zh { "、" } else { ", " });
    match demand {
        Demand::One(_) => names,
        Demand::Any(_) => w.with("playbooks-any", &[("names", &names)]),
        Demand::AtLeast { n, .. } => w.with("playbooks-at-least", &[("count", n), ("names", &names)]),
    }
}

fn steps(w: Say, book: &Playbook, steps: &[Step]) -> Table {
    let keys = ["playbooks-step", "playbooks-agency", "playbooks-after", "playbooks-step-days", "playbooks-from-level"];
    let rows = steps.iter().map(|step| {
        vec![
            w.text(&step.name).into(),
            agency(w, book, &step.agency).into(),
            if step.after.is_empty() { w.t("playbooks-at-once").into() } else { step.after.join(", ").into() },
            step.working_days.to_string().into(),
            level(w, book, &step.from).into(),
        ]
    });
    Table::new(w.t("playbooks-steps"), columns(w, &keys))
        .rows(rows)
        .empty(Empty::new(w.t("playbooks-no-steps"), w.t("playbooks-no-steps-fills")))
}
