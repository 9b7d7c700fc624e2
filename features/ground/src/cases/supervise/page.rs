//! The supervisor's page: figures that lead to their lists, loads drawn and in tables, how long things have lain.

use askama::Template;
use store::Fault;
use web::ui::{Cell, Column, Empty, Field, Filter, Load, Loads, Table};
use web::{Ctx, Reply, Say};

use super::figures::{self, Sum};
use super::list_page::watch;
use super::look::{self, AGES, Heap, Watch};
use super::names::Names;

/// Bars drawn of officers and steps at most; the tables hold all.
const DRAWN_MAX: usize = 20;

#[derive(Template)]
#[template(path = "cases/pages/supervise.html")]
struct Page {
    w: Say,
    filter: Filter,
    figures: Vec<(String, &'static str, String)>,
    sections: Vec<Section>,
    list: String,
}

/// One drawing with its table.
struct Section {
    id: &'static str,
    title: &'static str,
    drawn: Loads,
    cut: Option<String>,
    table: Table,
}

/// `GET /s`.
pub async fn page(ctx: Ctx) -> Reply {
    let w = ctx.say("cases");
    let watch = watch(&ctx)?;
    let asked = watch.clone();
    let read = ctx.app.db().read(move |tx| -> Result<_, Fault> {
        let marked =
            |tx: &mut store::Tx, mark: &str| look::count(tx, &Watch { mark: mark.to_owned(), ..asked.clone() });
        let again = marked(tx, "returned-again")?;
        let (wanted, extended) = (marked(tx, "extension-asked")?, marked(tx, "extended")?);
        // what can be chosen is all there is, whatever is chosen now
        let all = look::heaps(tx, &Watch { agency: String::new(), service: String::new(), ..asked.clone() })?;
        Ok((look::heaps(tx, &asked)?, all, [again, wanted, extended]))
    });
    let (heaps, all, [again, wanted, extended]) = read.await?;
    let names = Names::of(&ctx, all.iter().map(|heap| (heap.digest.as_str(), heap.region.as_str()))).await?;
    let sum = figures::total(&heaps);
    let to = |more: &str| address(&watch, more);
    let content = Page {
        w,
        filter: filter(w, &watch, &all, &names),
        figures: [
            (sum.overdue, "load-overdue", to("due=overdue")),
            (sum.today, "load-today", to("due=today")),
            (sum.soon, "watch-soon", to("due=soon")),
            (sum.open, "watch-open", to("mark=open")),
            (sum.correction, "watch-correction", to("mark=correction")),
            (again, "watch-returned-again", to("mark=returned-again")),
            (sum.stopped, "watch-stopped", to("mark=stopped")),
            (sum.express, "watch-express", to("mark=express")),
            (wanted, "watch-extension-asked", to("mark=extension-asked")),
            (extended, "watch-extended", to("mark=extended")),
            (sum.given, "watch-given", to("mark=given")),
        ]
        .map(|(n, key, href)| (w.count(n), key, href))
        .to_vec(),
        sections: vec![
            agencies(w, &heaps, &names, &watch),
            steps(w, &heaps, &names, &watch),
            officers(w, &heaps, &names, &watch),
            ages(w, &sum, &watch),
        ],
        list: to(""),
    };
    ctx.page("watch-title", content)
}

fn filter(w: Say, watch: &Watch, all: &[Heap], names: &Names) -> Filter {
    Filter::new(w, "/s", "watch")
        .field(
            Field::select("agency", w.t("watch-agency"), names.agency_choices(w))
                .blank(w.t("all"))
                .value(&watch.agency),
        )
        .field(
            Field::select("service", w.t("queue-which"), services(w, all, names))
                .blank(w.t("all"))
                .value(&watch.service),
        )
}

/// Services that occur, by name.
pub(super) fn services(w: Say, heaps: &[Heap], names: &Names) -> Vec<(String, String)> {
    let mut known: Vec<(String, String)> = Vec::new();
    for heap in heaps {
        if known.iter().all(|(id, _)| *id != heap.service) {
            let name = names.books.service_named(w, (&heap.digest, &heap.region), &heap.service);
            known.push((heap.service.clone(), name));
        }
    }
    known
}

/// The list with the filters of this page and one more.
fn address(watch: &Watch, more: &str) -> String {
    let mut pairs: Vec<String> = Vec::new();
    for (name, value) in [("agency", &watch.agency), ("service", &watch.service)] {
        let written = format!("{name}={}", urlencoded(value));
        // what is asked for more precisely replaces what the page was filtered by
        if !value.is_empty() && !more.contains(&format!("{name}=")) {
            pairs.push(written);
        }
    }
    if !more.is_empty() {
        pairs.push(more.to_owned());
    }
    if pairs.is_empty() { "/s/list".to_owned() } else { format!("/s/list?{}", pairs.join("&")) }
}

fn urlencoded(text: &str) -> String {
    web::encode(text)
}

fn load(w: Say, words: String, sum: &Sum, href: String) -> Load {
    let count = |n: i64| u64::try_from(n).unwrap_or(0);
    Load { words, href, late: count(sum.overdue), all: count(sum.waits), says: w.count(sum.waits) }
}

fn section(w: Say, (id, title, head): (&'static str, &'static str, &str), rows: Vec<(String, Sum, String)>) -> Section {
    let columns = vec![
        Column::new(w.t(head)),
        Column::new(w.t("watch-waits")).number(),
        Column::new(w.t("watch-col-overdue")).number(),
        Column::new(w.t("watch-col-today")).number(),
        Column::new(w.t("watch-col-correction")).number(),
    ];
    let lines = rows.iter().map(|(words, sum, href)| {
        let late = if href.contains('?') { format!("{href}&due=overdue") } else { format!("{href}?due=overdue") };
        vec![
            Cell::link(href, words),
            Cell::text(w.count(sum.waits)),
            if sum.overdue > 0 { Cell::link(late, w.count(sum.overdue)) } else { Cell::text("0") },
            Cell::text(w.count(sum.today)),
            Cell::text(w.count(sum.correction)),
        ]
    });
    let table = Table::new(w.t(title), columns)
        .rows(lines.collect::<Vec<_>>())
        .caption_hidden()
        .dense()
        .empty(Empty::new(w.t("watch-none"), w.t("watch-none-fills")));
    let more = rows.len().saturating_sub(DRAWN_MAX);
    let cut = (more > 0).then(|| w.n("watch-cut", i64::try_from(more).unwrap_or(i64::MAX)));
    let drawn = rows.into_iter().take(DRAWN_MAX).map(|(words, sum, href)| load(w, words, &sum, href)).collect();
    Section { id, title, drawn: Loads::new(w.t(title), drawn), cut, table }
}

fn agencies(w: Say, heaps: &[Heap], names: &Names, watch: &Watch) -> Section {
    let rows = figures::by(heaps, |heap| heap.agency.clone()).into_iter();
    let rows = rows.map(|(id, sum)| {
        let to = address(watch, &format!("agency={}", urlencoded(&id)));
        (names.agency(w, &id), sum, to)
    });
    section(w, ("agencies", "watch-by-agency", "watch-agency"), rows.collect())
}

fn steps(w: Say, heaps: &[Heap], names: &Names, watch: &Watch) -> Section {
    let key = |heap: &Heap| (heap.agency.clone(), heap.service.clone(), heap.step.clone());
    let rows = figures::by(heaps, key).into_iter().map(|((agency, service, step), sum)| {
        let one = heaps.iter().find(|heap| heap.service == service && heap.step == step);
        let words = one.map_or_else(String::new, |heap| {
            let book = (heap.digest.as_str(), heap.region.as_str());
            let named = names.books.service_named(w, book, &service);
            format!("{} · {named}", names.books.step_named(w, book, (&service, &step)))
        });
        let more =
            format!("agency={}&service={}&step={}", urlencoded(&agency), urlencoded(&service), urlencoded(&step));
        (words, sum, address(watch, &more))
    });
    section(w, ("steps", "watch-by-step", "queue-step"), rows.collect())
}

fn officers(w: Say, heaps: &[Heap], names: &Names, watch: &Watch) -> Section {
    let rows = figures::by(heaps, |heap| (heap.agency.clone(), heap.assignee.clone())).into_iter();
    let rows = rows.map(|((agency, person), sum)| {
        let words = format!("{} · {}", names.person(w, person.as_deref()), names.agency(w, &agency));
        let who = person.unwrap_or_else(|| "nobody".to_owned());
        (words, sum, address(watch, &format!("agency={}&who={}", urlencoded(&agency), urlencoded(&who))))
    });
    section(w, ("officers", "watch-by-officer", "queue-who"), rows.collect())
}

/// How long things have lain on their desks.
fn ages(w: Say, sum: &Sum, watch: &Watch) -> Section {
    let bands = AGES.iter().zip(sum.ages).map(|((band, from, to), n)| {
        let words = match to {
            0 => w.n("watch-age-over", *from),
            _ => w.with("watch-age", &[("from", from), ("to", to)]),
        };
        (words, n, address(watch, &format!("age={band}")))
    });
    let bands: Vec<(String, i64, String)> = bands.collect();
    let rows = bands.iter().map(|(words, n, href)| vec![Cell::link(href, words), Cell::text(w.count(*n))]);
    let table = Table::new(
        w.t("watch-by-age"),
        vec![Column::new(w.t("watch-age-head")), Column::new(w.t("watch-waits")).number()],
    )
    .rows(rows.collect::<Vec<_>>())
    .caption_hidden()
    .dense();
    let drawn = bands.into_iter().map(|(words, n, href)| {
        let all = u64::try_from(n).unwrap_or(0);
        Load { words, href, late: 0, all, says: w.count(n) }
    });
    Section {
        id: "ages",
        title: "watch-by-age",
        drawn: Loads::new(w.t("watch-by-age"), drawn.collect()),
        cut: None,
        table,
    }
}
