//! What a trial brought to light, as the page shows it: what got better, what got worse.

use std::collections::BTreeSet;

use ::playbook::slim::{COLUMNS, Figures, Slimming, State as Counted};
use ::playbook::{Diagnostic, Playbook, Service};
use web::Say;
use web::ui::{Bars, Cell, Column, Facts, Kind, Layers, Notice, State, Table};

use super::desk_pages::counts;
use super::finding::Finding;
use super::model::Published;
use super::picture::{self, Focus};
use super::slim_parts::{self as parts, head, row};
use super::slim_road::{self, Drawn};
use super::source_lines::{SourceLines, anchor};
use super::trial::Tried;

/// Most new findings shown in full.
const NEW_MAX: usize = 50;
/// Most services drawn.
const DRAWN_MAX: usize = 3;

/// All parts below the text.
pub struct Outcome {
    pub verdict: Notice,
    pub counts: Facts,
    pub new: Vec<Finding>,
    pub more: Option<String>,
    pub gone: Option<Table>,
    pub examples: Option<Table>,
    pub lines: Option<SourceLines>,
    pub bars: Bars,
    pub figures: Option<Table>,
    pub roads: Vec<Pair>,
    pub picture: Option<(String, Layers, Table)>,
    pub offers: Vec<Offer>,
}

/// The road of a service as published and as tried.
pub struct Pair {
    pub name: String,
    pub before: Option<Drawn>,
    pub after: Option<Drawn>,
}

/// A change that could be taken next.
pub struct Offer {
    pub what: String,
    pub state: State,
    pub saves: String,
    pub key: String,
}

impl Outcome {
    /// `file` and `text` are what is on the screen.
    pub fn new(w: Say, published: &Published, tried: &Tried, file: &str, text: &str) -> Outcome {
        let sources = &tried.reading.sources;
        let new = tried.new.iter().take(NEW_MAX).map(|found| {
            let shown = Finding::new(w, found, sources);
            match found.span.as_ref().filter(|span| &*span.file == file) {
                Some(span) => {
                    let line = sources.place(span).line;
                    shown.leads(anchor(line), w.with("trial-to-line", &[("line", &line)]))
                }
                None => shown,
            }
        });
        let changed = tried.figures.as_ref().map(|(before, found)| changed(before, &found.before, file));
        let changed = changed.unwrap_or_default();
        Outcome {
            verdict: verdict(w, tried),
            counts: tallied(w, tried),
            more: (tried.new.len() > NEW_MAX)
                .then(|| w.with("playbooks-more", &[("shown", &NEW_MAX), ("total", &tried.new.len())])),
            new: new.collect(),
            gone: gone(w, published, &tried.gone),
            examples: examples(w, tried),
            lines: here(&tried.findings, file).then(|| SourceLines::new(w, file, text, sources, &tried.findings)),
            bars: bars(w, tried),
            figures: tried.figures.as_ref().map(|(before, found)| figures(w, before, &found.before)),
            roads: tried.figures.as_ref().map_or_else(Vec::new, |(b, found)| roads(w, b, found, &changed)),
            picture: tried.figures.as_ref().and_then(|(_, found)| drawn(w, &found.before.playbook, &changed)),
            offers: tried.figures.as_ref().map_or_else(Vec::new, |(_, found)| offers(w, found)),
        }
    }
}

/// Findings before and now; examples only where they could be run.
fn tallied(w: Say, tried: &Tried) -> Facts {
    let facts = Facts::new()
        .fact(w.t("trial-findings-before"), counts(w, &tried.before))
        .fact(w.t("trial-findings-now"), counts(w, &tried.findings));
    if tried.reading.playbook.is_none() {
        return facts;
    }
    let held = tried.examples_total - tried.examples.len();
    facts.fact(
        w.t("trial-examples"),
        w.with("trial-examples-hold", &[("held", &held), ("total", &tried.examples_total)]),
    )
}

fn here(found: &[Diagnostic], file: &str) -> bool {
    found.iter().any(|found| found.span.as_ref().is_some_and(|span| &*span.file == file))
}

fn verdict(w: Say, tried: &Tried) -> Notice {
    if tried.reading.playbook.is_none() {
        return Notice::new(Kind::Stop, w.t("trial-unreadable-next")).title(w.t("trial-unreadable"));
    }
    let sum = w.with("trial-sum", &[("new", &tried.new.len()), ("gone", &tried.gone.len())]);
    if tried.faulty() || !tried.examples.is_empty() {
        return Notice::new(Kind::Caution, sum).title(w.t("trial-faulty"));
    }
    Notice::new(Kind::Ok, sum).title(w.t("trial-sound"))
}

fn gone(w: Say, published: &Published, gone: &[Diagnostic]) -> Option<Table> {
    let columns = ["playbooks-message", "playbooks-lint", "slim-stays-place"].map(|key| Column::new(w.t(key)));
    let rows = gone.iter().map(|found| {
        let place = found
            .span
            .as_ref()
            .map_or_else(String::new, |span| format!("{}:{}", span.file, published.sources.place(span).line));
        vec![w.text(&found.message).into(), Cell::code(&found.code), Cell::code(place)]
    });
    (!gone.is_empty()).then(|| Table::new(w.t("trial-gone"), columns.into()).rows(rows).dense())
}

fn examples(w: Say, tried: &Tried) -> Option<Table> {
    let columns = ["trial-example", "trial-example-differs", "slim-stays-place"].map(|key| Column::new(w.t(key)));
    let rows = tried.examples.iter().map(|example| {
        let differs: Vec<&str> = example.differences.iter().map(|text| w.text(text)).collect();
        vec![
            example.title.as_str().into(),
            differs.join(w.t("playbooks-semicolon")).into(),
            Cell::code(format!("{}:{}", example.file, example.line)),
        ]
    });
    (!tried.examples.is_empty()).then(|| Table::new(w.t("trial-examples-broken"), columns.into()).rows(rows).dense())
}

fn bars(w: Say, tried: &Tried) -> Bars {
    let Some((before, found)) = &tried.figures else { return Bars::new() };
    let states = [(w.t("trial-before"), &before.tally.bundle), (w.t("trial-after"), &found.before.tally.bundle)];
    slim_road::bars(w, &states, true)
}

/// Services whose figures differ, or whose file is on the screen.
fn changed(before: &Counted, after: &Counted, file: &str) -> Vec<String> {
    let figures =
        |state: &Counted, id: &str| state.tally.services.iter().find(|row| row.service == id).map(|row| row.figures);
    let rows = before.tally.services.iter().chain(&after.tally.services);
    let ids: BTreeSet<&String> = rows.map(|row| &row.service).collect();
    let own = |id: &str| after.playbook.services.get(id).is_some_and(|service: &Service| &*service.span.file == file);
    let mut found: Vec<String> =
        ids.into_iter().filter(|id| own(id) || figures(before, id) != figures(after, id)).cloned().collect();
    found.sort_by_key(|id| !own(id));
    found
}

fn figures(w: Say, before: &Counted, after: &Counted) -> Table {
    let mut columns = head(w);
    columns.push(Column::new(w.t("trial-change")));
    let with = |mut cells: Vec<Cell>, change: Cell| {
        cells.push(change);
        cells
    };
    let (was, is) = (&before.tally.bundle, &after.tally.bundle);
    let mut table = Table::new(w.t("trial-figures"), columns)
        .row(with(row(w, Cell::text(w.t("slim-bundle")).and(w.t("trial-before")), was), Cell::text("")))
        .row(with(row(w, Cell::text(w.t("slim-bundle")).and(w.t("trial-after")), is), change(w, was, is)));
    for now in &after.tally.services {
        let name = |key: &str| Cell::text(w.text(&now.name)).and(w.t(key));
        match before.tally.services.iter().find(|then| then.service == now.service) {
            Some(then) if then.figures != now.figures => {
                table = table
                    .row(with(row(w, name("trial-before"), &then.figures), Cell::text("")))
                    .row(with(row(w, name("trial-after"), &now.figures), change(w, &then.figures, &now.figures)));
            }
            Some(_) => {}
            None => {
                let added = Cell::from(State::caution(w.t("trial-service-new")));
                table = table.row(with(row(w, name("trial-after"), &now.figures), added));
            }
        }
    }
    let lost = before.tally.services.iter();
    let lost = lost.filter(|then| after.tally.services.iter().all(|now| now.service != then.service));
    let lost = lost.map(|then| {
        let name = Cell::text(w.text(&then.name)).and(w.t("trial-before"));
        with(row(w, name, &then.figures), State::plain(w.t("trial-service-gone")).into())
    });
    table.rows(lost.collect::<Vec<_>>()).dense()
}

/// What got less and what got more, in words.
fn change(w: Say, before: &Figures, after: &Figures) -> Cell {
    let of = |wanted: std::cmp::Ordering| {
        let columns = COLUMNS.iter().filter(|column| {
            let amount = |figures: &Figures| (column.of)(figures).unwrap_or(u64::MAX);
            amount(after).cmp(&amount(before)) == wanted
        });
        columns.map(|column| w.text(&column.heading()).to_owned()).collect::<Vec<_>>().join(w.t("playbooks-comma"))
    };
    let (less, more) = (of(std::cmp::Ordering::Less), of(std::cmp::Ordering::Greater));
    let better = (!less.is_empty()).then(|| State::ok(w.with("trial-better", &[("what", &less)])));
    let worse = (!more.is_empty()).then(|| State::stop(w.with("trial-worse", &[("what", &more)])));
    match (better, worse) {
        (Some(better), Some(worse)) => Cell::from(better).and(worse),
        (Some(one), None) | (None, Some(one)) => one.into(),
        (None, None) => State::plain(w.t("trial-same")).into(),
    }
}

fn roads(w: Say, before: &Counted, found: &Slimming, changed: &[String]) -> Vec<Pair> {
    let drawn = changed.iter().take(DRAWN_MAX).map(|id| {
        let service = found.before.playbook.services.get(id).or_else(|| before.playbook.services.get(id));
        Pair {
            name: service.map_or_else(String::new, |service| w.text(&service.name).to_owned()),
            before: slim_road::road(w, before, &found.question, id, w.t("trial-before")),
            after: slim_road::road(w, &found.before, &found.question, id, w.t("trial-after")),
        }
    });
    drawn.filter(|pair| pair.before.is_some() || pair.after.is_some()).collect()
}

fn drawn(w: Say, book: &Playbook, changed: &[String]) -> Option<(String, Layers, Table)> {
    let focus = Focus::Service(changed.iter().find_map(|id| book.services.get(id))?);
    let name = w.with("picture-label", &[("name", &focus.name(w))]);
    Some((name, picture::layers(w, book, focus, ""), picture::table(w, book, focus, "")))
}

fn offers(w: Say, found: &Slimming) -> Vec<Offer> {
    let offers = found.edits.iter().map(|edit| Offer {
        what: w.text(&edit.what).to_owned(),
        state: match edit.decide {
            None => State::ok(w.t("slim-edit-safe")),
            Some(_) => State::caution(w.t("slim-edit-decide")),
        },
        saves: parts::saves(w, edit),
        key: edit.key.clone(),
    });
    offers.collect()
}
