//! One run: how far it is, what it found drawn and listed, and the button that stops it.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::Path;
use rules::Explanation;
use store::{Fault, once};
use web::ui::{Bar, Bars, BeginForm, Cell, Column, Empty, Facts, Field, Filter, Pager, State, Table, Why, begin_form};
use web::{Ctx, Form, Reply, Say, Stop};

use super::compare::Kind;
use super::job;
use super::kept::{Kept, only_in};
use super::pages::state;
use super::runs::{self, Line, Look, Run, RunState};
use crate::playbooks;

const PER_PAGE: u32 = 30;

/// A service with fewer cases is not drawn by itself: of so few, one would be known by the service.
const SMALL: i64 = 3;

#[derive(Template)]
#[template(path = "rehearsal/pages/run.html")]
struct RunPage {
    w: Say,
    facts: Facts,
    running: bool,
    again: String,
    cancel: Option<BeginForm>,
    bars: Bars,
    filter: Filter,
    table: Table,
    pager: Pager,
    csv: String,
    xlsx: String,
}

/// The run of this drafter's area, below its own proposal.
pub async fn load(ctx: &Ctx, (proposal, id): &(String, String)) -> Result<Run, Stop> {
    let (region, id) = (ctx.signed()?.region.clone(), id.clone());
    let found = ctx.app.db().read(move |tx| runs::by_id(tx, &region, &id)).await?;
    found.filter(|run| run.proposal == *proposal).ok_or(Stop::NotFound)
}

/// What the address asks for.
pub fn look(ctx: &Ctx) -> Look {
    Look {
        all: ctx.query("all") == "yes",
        service: ctx.query("service"),
        kind: Kind::ALL.into_iter().find(|kind| kind.id() == ctx.query("kind")).map_or("", Kind::id).to_owned(),
        number: ctx.query("q"),
    }
}

/// `GET /p/proposals/{id}/cases/{run}`; looking again tells how far it is.
pub async fn page(ctx: Ctx, Path(place): Path<(String, String)>) -> Reply {
    let w = ctx.say("rehearsal");
    let run = load(&ctx, &place).await?;
    let (page, asked, of) = (Pager::page_of(&ctx), look(&ctx), run.clone());
    let offset = i64::from(page.saturating_sub(1)) * i64::from(PER_PAGE);
    let read = ctx.app.db().read(move |tx| -> Result<_, Fault> {
        Ok((runs::lines(tx, &of, &asked, i64::from(PER_PAGE), offset)?, runs::by_service(tx, &of)?))
    });
    let ((lines, found), services) = read.await?;
    let book = playbooks::proposed(&ctx, &place.0).await?.ok_or(Stop::NotFound)?.book;
    let named = |id: &str| book.services.get(id).map_or(id.to_owned(), |service| w.text(&service.name).to_owned());
    let names: BTreeMap<String, String> = services.iter().map(|(id, ..)| (id.clone(), named(id))).collect();
    let whys = job::whys(&ctx.app, &book, &lines).await?;
    let zh = w.lang == civic::text::Lang::Zh;
    let name = |line: &Line| if zh { line.told.name.0.clone() } else { line.told.name.1.clone() };
    let columns = ["rehearsal-case", "rehearsal-service", "rehearsal-before", "rehearsal-after", "rehearsal-why"];
    let here = format!("/p/proposals/{}/cases/{}", place.0, place.1);
    let file = |ending: &str| ctx.address_with(&[("page", "")]).replacen(&here, &format!("{here}/lines.{ending}"), 1);
    let running = run.state == RunState::Running;
    let content = RunPage {
        w,
        facts: facts(w, &run),
        running,
        again: ctx.address_with(&[]),
        cancel: running.then(|| begin_form(format!("{here}/cancel"), ctx.app.new_id(), false)),
        bars: bars(w, &services, &names),
        filter: filter(w, &ctx, &names),
        table: Table::new(w.t("rehearsal-list"), columns.map(|key| Column::new(w.t(key))).into())
            .rows(lines.iter().zip(&whys).map(|(line, why)| row(w, line, &name(line), why.as_ref())))
            .dense()
            .empty(Empty::new(w.t("rehearsal-none"), w.t("rehearsal-none-fills"))),
        pager: Pager::new(w, &ctx, page, u64::try_from(found).unwrap_or(0), PER_PAGE),
        csv: file("csv"),
        xlsx: file("xlsx"),
    };
    ctx.clone().crumb(&format!("/p/proposals/{}/cases", place.0), w.t("rehearsal-title")).page("rehearsal-run", content)
}

/// `POST /p/proposals/{id}/cases/{run}/cancel`: stops it; what was judged stays.
pub async fn cancel(ctx: Ctx, Path(place): Path<(String, String)>, form: Form) -> Reply {
    let run = load(&ctx, &place).await?;
    let session = ctx.signed()?;
    let by = (session.person.clone(), session.agency.clone().unwrap_or_default());
    let (txid, now_ms) = (form.txid()?, ctx.app.now_ms());
    ctx.app
        .db()
        .write(move |tx| {
            once::once(tx, &run.region, &txid, "rehearsal/cancel", now_ms, |tx| -> Result<bool, Fault> {
                runs::cancel(tx, &run, (&by.0, &by.1), now_ms)
            })
        })
        .await?;
    ctx.redirect(&format!("/p/proposals/{}/cases/{}", place.0, place.1))
}

fn facts(w: Say, run: &Run) -> Facts {
    let sum = w.with("rehearsal-sum", &[("total", &run.judged), ("differ", &run.differ)]);
    let facts = Facts::new()
        .fact(w.t("rehearsal-state"), Cell::from(state(w, run)).and(format!("{} / {}", run.judged, run.total)))
        .fact(w.t("rehearsal-days-of"), format!("{} – {}", run.from, run.to))
        .fact(w.t("rehearsal-found"), sum)
        .fact(w.t("rehearsal-version"), Cell::text(&run.version).and(Cell::code(&run.digest)))
        .fact(w.t("rehearsal-took"), format!("{} ms", run.worked_us / 1000));
    match run.result.as_str() {
        "" => facts,
        result => facts.fact_from(w.t("rehearsal-result"), Cell::code(result), w.t("rehearsal-result-about")),
    }
}

/// Per service, how many cases and how many are decided otherwise; services with few cases together.
fn bars(w: Say, services: &[(String, i64, i64)], names: &BTreeMap<String, String>) -> Bars {
    let mut few = (0, 0);
    let mut bars = Bars::new();
    let figure = |bars: Bars, words: String, n: i64, differ: i64| {
        let bar = |key: &str, n: i64| Bar {
            words: w.t(key).to_owned(),
            amount: Some(u64::try_from(n).unwrap_or(0)),
            says: n.to_string(),
        };
        bars.figure(words, vec![bar("rehearsal-judged", n), bar("rehearsal-differ", differ)])
    };
    for (service, n, differ) in services {
        if *n < SMALL {
            few = (few.0 + n, few.1 + differ);
        } else {
            bars = figure(bars, names.get(service).unwrap_or(service).clone(), *n, *differ);
        }
    }
    if few.0 > 0 { figure(bars, w.with("rehearsal-few", &[("n", &SMALL)]), few.0, few.1) } else { bars }
}

fn filter(w: Say, ctx: &Ctx, names: &BTreeMap<String, String>) -> Filter {
    let kinds = Kind::ALL.map(|kind| (kind.id(), w.t(&format!("rehearsal-{}", kind.id()))));
    let services = names.iter().map(|(id, name)| (id.clone(), name.clone()));
    Filter::new(w, ctx.path.as_str(), "list")
        .field(
            Field::select("service", w.t("rehearsal-service"), services).blank(w.t("all")).value(ctx.query("service")),
        )
        .field(Field::select("kind", w.t("rehearsal-kind"), kinds).blank(w.t("all")).value(ctx.query("kind")))
        .field(
            Field::select("all", w.t("rehearsal-which"), [("yes", w.t("rehearsal-all"))])
                .blank(w.t("rehearsal-differ-only"))
                .value(ctx.query("all")),
        )
        .field(Field::search("q", w.t("rehearsal-case")).value(ctx.query("q")))
}

/// What one version says, in a line or two.
pub fn told(w: Say, kept: Option<&Kept>) -> String {
    let Some(kept) = kept else { return w.t("rehearsal-no-service").to_owned() };
    let must = match kept.must_ask.as_str() {
        "true" => "rehearsal-must",
        "false" => "rehearsal-need-not",
        _ => "rehearsal-must-unknown",
    };
    let may = match kept.eligible.as_str() {
        "true" => "rehearsal-may",
        "false" => "rehearsal-may-not",
        _ => "rehearsal-may-unknown",
    };
    let counts = w
        .with("rehearsal-counts", &[("papers", &kept.needs.len()), ("steps", &kept.steps.len()), ("days", &kept.days)]);
    [w.t(must), w.t(may), &counts].join(w.t("rehearsal-comma"))
}

/// Papers and steps that come or go, in words.
pub fn turns(w: Say, line: &Line) -> Vec<String> {
    let (Some(before), Some(after)) = (&line.told.before, &line.told.after) else { return Vec::new() };
    let pairs = [
        ("rehearsal-paper-new", only_in(&after.needs, &before.needs)),
        ("rehearsal-paper-gone", only_in(&before.needs, &after.needs)),
        ("rehearsal-step-new", only_in(&after.steps, &before.steps)),
        ("rehearsal-step-gone", only_in(&before.steps, &after.steps)),
    ];
    let zh = w.lang == civic::text::Lang::Zh;
    let each = pairs.into_iter().flat_map(|(key, names)| {
        names.into_iter().map(move |(_, in_zh, in_en)| w.with(key, &[("what", if zh { in_zh } else { in_en })]))
    });
    each.collect()
}

fn row(w: Say, line: &Line, name: &str, tree: Option<&Explanation>) -> Vec<Cell> {
    let mut why = Cell::text("");
    if !line.differs {
        why = State::plain(w.t("rehearsal-same")).into();
    }
    for (at, kind) in line.kinds.iter().enumerate() {
        let state = State::caution(w.t(&format!("rehearsal-{}", kind.id())));
        why = if at == 0 { state.into() } else { why.and(state) };
    }
    let why = turns(w, line).into_iter().fold(why, Cell::and);
    let why = match tree {
        Some(tree) => why.and(Cell::html(Why::new(w, tree))),
        None => why,
    };
    vec![
        Cell::code(&line.number).and(line.filed_on.as_str()),
        name.into(),
        told(w, line.told.before.as_ref()).into(),
        told(w, line.told.after.as_ref()).into(),
        why,
    ]
}
