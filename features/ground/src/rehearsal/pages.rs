//! For drafters: which cases a proposed version would decide otherwise, and why.

use std::collections::BTreeMap;
use std::sync::Arc;

use askama::Template;
use axum::extract::Path;
use civic::{Date, Problem, RegionCode, dates};
use playbook::Playbook;
use rules::Truth;
use store::Fault;
use web::ui::{
    Bar, Bars, Cell, Column, Empty, Field, Filter, Kind as Shape, Notice, Pager, State, Summary, Table, Why,
};
use web::{Ctx, Reply, Say, Stop};

use super::compare::{self, Kind, Said, only_in};
use crate::cases::facts::CaseFacts;
use crate::cases::filed::filed_between;
use crate::cases::{facts_of, whole};
use crate::playbooks;

/// Most cases judged in one run; the newest.
const CASES_MAX: usize = 500;
const PER_PAGE: u32 = 30;
/// Days looked back when nothing is asked.
const WINDOW_DAYS: i64 = 30;

#[derive(Template)]
#[template(path = "rehearsal/pages/rehearsal.html")]
struct RehearsalPage {
    w: Say,
    summary: Summary,
    filter: Filter,
    notice: Notice,
    bars: Bars,
    table: Table,
    pager: Pager,
    export: String,
}

/// A case that was filed, without whose it is.
struct Filed {
    region: String,
    number: String,
    digest: String,
    service: String,
    filed_on: Date,
    facts: CaseFacts,
}

/// A case under both versions; `None` where a version has no such service.
struct Judged {
    filed: Filed,
    name: String,
    before: Option<Said>,
    after: Option<Said>,
    kinds: Vec<Kind>,
}

struct Run {
    version: String,
    book: Arc<Playbook>,
    from: Date,
    to: Date,
    all: Vec<Judged>,
    more: bool,
    problems: Vec<Problem>,
}

impl Judged {
    fn differs(&self) -> bool {
        !self.kinds.is_empty() || self.before.is_some() != self.after.is_some()
    }
}

async fn run(ctx: &Ctx, id: &str) -> Result<Run, Stop> {
    let proposed = playbooks::proposed(ctx, id).await?.ok_or(Stop::NotFound)?;
    let today = ctx.app.today();
    let mut problems = Vec::new();
    let mut day = |name: &str, otherwise: Date| match ctx.query(name) {
        typed if typed.is_empty() => otherwise,
        typed => dates::parse(&typed).unwrap_or_else(|problem| {
            problems.push(problem.at(name));
            otherwise
        }),
    };
    let back = jiff::Span::new().days(WINDOW_DAYS);
    let (from, to) = (day("from", today.checked_sub(back).unwrap_or(today)), day("to", today));
    let area = ctx.signed()?.region.clone();
    let (cases, more) = filed(ctx, &area, &proposed.book.id, (from, to)).await?;
    let mut books = BTreeMap::new();
    for case in &cases {
        if !books.contains_key(&case.digest) {
            books.insert(case.digest.clone(), playbooks::by_digest(&ctx.app, &case.digest).await?);
        }
    }
    let (book, w) = (Arc::clone(&proposed.book), ctx.say("rehearsal"));
    let judged = tokio::task::spawn_blocking(move || {
        let each = cases.into_iter().map(|filed| {
            let there = books.get(&filed.digest).cloned().flatten();
            judge(w, there.as_ref().map(|there| &*there.playbook), &book, filed)
        });
        each.collect::<Vec<_>>()
    });
    let all = judged.await.map_err(anyhow::Error::from)?;
    Ok(Run { version: proposed.version, book: proposed.book, from, to, all, more, problems })
}

fn judge(w: Say, before: Option<&Playbook>, after: &Playbook, filed: Filed) -> Judged {
    let area = RegionCode::parse(&filed.region).unwrap_or_else(|_| RegionCode::nation());
    let on = filed.filed_on;
    let then =
        before.and_then(|book| compare::said(&book.effective(Some(&area), on), &filed.service, &filed.facts, on));
    // a version that begins later is taken as of its own first day
    let first = after.day_nearest(on);
    let here = after.effective(Some(&area), first);
    let now = compare::said(&here, &filed.service, &filed.facts, first);
    let service = here.services.get(&filed.service).or_else(|| before?.services.get(&filed.service));
    let kinds = then.as_ref().zip(now.as_ref()).map_or_else(Vec::new, |(then, now)| then.differs(now));
    Judged {
        name: service.map_or_else(|| filed.service.clone(), |service| w.text(&service.name).to_owned()),
        before: then,
        after: now,
        kinds,
        filed,
    }
}

/// The newest cases filed in an area between two days, at most [`CASES_MAX`], and whether there are more.
async fn filed(ctx: &Ctx, area: &str, playbook: &str, days: (Date, Date)) -> Result<(Vec<Filed>, bool), Stop> {
    let prefix = area.trim_end_matches("00").to_owned();
    let last = format!("{prefix}\u{7f}");
    let (from, to) = (start_ms(days.0), start_ms(days.1.tomorrow().unwrap_or(days.1)));
    let playbook = playbook.to_owned();
    let read = ctx.app.db().read(move |tx| -> Result<_, Fault> {
        let rows = filed_between(tx, (&prefix, &last), &playbook, (from, to))?;
        let mut cases = Vec::new();
        for row in rows.iter().take(CASES_MAX) {
            let (region, id): (String, String) = (row.get("region")?, row.get("id")?);
            let filed_at: i64 = row.get("filed_at")?;
            cases.push(Filed {
                number: row.get::<Option<String>>("number")?.unwrap_or_default(),
                digest: row.get("digest")?,
                service: row.get("service")?,
                filed_on: whole::local_day(filed_at).unwrap_or(days.0),
                facts: CaseFacts::stored(facts_of(tx, &region, &id)?),
                region,
            });
        }
        Ok((cases, rows.len() > CASES_MAX))
    });
    Ok(read.await?)
}

/// The cases the filter asks for.
fn chosen<'a>(ctx: &Ctx, run: &'a Run) -> Vec<&'a Judged> {
    let (service, kind, words) = (ctx.query("service"), ctx.query("kind"), ctx.query("q").trim().to_lowercase());
    let all = ctx.query("all") == "yes";
    let found = run.all.iter().filter(|one| {
        (all || one.differs())
            && (service.is_empty() || one.filed.service == service)
            && (kind.is_empty() || one.kinds.iter().any(|there| there.id() == kind))
            && one.filed.number.to_lowercase().contains(&words)
    });
    found.collect()
}

/// `/p/proposals/{id}/cases?from=&to=&service=&kind=&all=`.
pub async fn page(ctx: Ctx, Path(id): Path<String>) -> Reply {
    let w = ctx.say("rehearsal");
    let run = run(&ctx, &id).await?;
    let found = chosen(&ctx, &run);
    let page = Pager::page_of(&ctx);
    let skip = usize::try_from(page.saturating_sub(1)).unwrap_or(0) * PER_PAGE as usize;
    let rows: Vec<Vec<Cell>> = found.iter().skip(skip).take(PER_PAGE as usize).map(|one| row(w, one)).collect();
    let columns = ["rehearsal-case", "rehearsal-service", "rehearsal-before", "rehearsal-after", "rehearsal-why"];
    let content = RehearsalPage {
        w,
        summary: Summary::new(w, &run.problems),
        filter: filter(w, &ctx, &run),
        notice: notice(w, &run),
        bars: bars(w, &run),
        table: Table::new(w.t("rehearsal-list"), columns.map(|key| Column::new(w.t(key))).into())
            .rows(rows)
            .dense()
            .empty(Empty::new(w.t("rehearsal-none"), w.t("rehearsal-none-fills"))),
        pager: Pager::new(w, &ctx, page, found.len() as u64, PER_PAGE),
        export: ctx.address_with(&[("page", "")]).replacen("/cases", "/cases.csv", 1),
    };
    let proposal = format!("{} {}", w.text(&run.book.name), run.version);
    ctx.clone().crumb(&format!("/p/proposals/{id}"), &proposal).page("rehearsal-title", content)
}

fn filter(w: Say, ctx: &Ctx, run: &Run) -> Filter {
    let services = run.book.services.values().map(|s| (s.id.clone(), w.text(&s.name).to_owned()));
    let kinds = Kind::ALL.map(|kind| (kind.id(), w.t(&format!("rehearsal-{}", kind.id()))));
    let all = [("yes", w.t("rehearsal-all"))];
    Filter::new(w, ctx.path.as_str(), "list")
        .field(Field::date("from", w.t("rehearsal-from")).value(run.from.to_string()).problems(w, &run.problems))
        .field(Field::date("to", w.t("rehearsal-to")).value(run.to.to_string()).problems(w, &run.problems))
        .field(
            Field::select("service", w.t("rehearsal-service"), services).blank(w.t("all")).value(ctx.query("service")),
        )
        .field(Field::select("kind", w.t("rehearsal-kind"), kinds).blank(w.t("all")).value(ctx.query("kind")))
        .field(
            Field::select("all", w.t("rehearsal-which"), all)
                .blank(w.t("rehearsal-differ-only"))
                .value(ctx.query("all")),
        )
        .field(Field::search("q", w.t("rehearsal-case")).value(ctx.query("q")))
}

fn notice(w: Say, run: &Run) -> Notice {
    let differ = run.all.iter().filter(|one| one.differs()).count();
    let sum = w.with("rehearsal-sum", &[("total", &run.all.len()), ("differ", &differ)]);
    let sum = if run.more { format!("{sum} {}", w.with("rehearsal-more", &[("max", &CASES_MAX)])) } else { sum };
    let shape = if differ == 0 { Shape::Plain } else { Shape::Caution };
    Notice::new(shape, sum)
}

/// How many of something are among the cases judged.
type Count = fn(&Said) -> u64;

/// Totals under both versions.
fn bars(w: Say, run: &Run) -> Bars {
    if run.all.is_empty() {
        return Bars::new();
    }
    let count = |of: fn(&Said) -> u64| {
        let sum = |side: fn(&Judged) -> Option<&Said>| run.all.iter().filter_map(side).map(of).sum::<u64>();
        [("rehearsal-before", sum(|one| one.before.as_ref())), ("rehearsal-after", sum(|one| one.after.as_ref()))]
    };
    let figures: [(&str, Count); 4] = [
        ("rehearsal-total-must", |said| u64::from(said.must_ask != Truth::False)),
        ("rehearsal-total-refused", |said| u64::from(said.eligible == Truth::False)),
        ("rehearsal-total-papers", |said| said.needs.len() as u64),
        ("rehearsal-total-days", |said| u64::from(said.days)),
    ];
    figures.into_iter().fold(Bars::new(), |bars, (key, of)| {
        let sides =
            count(of).map(|(words, n)| Bar { words: w.t(words).to_owned(), amount: Some(n), says: n.to_string() });
        bars.figure(w.t(key), sides.into())
    })
}

/// What one version says, in a line or two.
fn told(w: Say, said: Option<&Said>) -> String {
    let Some(said) = said else { return w.t("rehearsal-no-service").to_owned() };
    let must = match said.must_ask {
        Truth::True => "rehearsal-must",
        Truth::False => "rehearsal-need-not",
        Truth::Unknown => "rehearsal-must-unknown",
    };
    let may = match said.eligible {
        Truth::True => "rehearsal-may",
        Truth::False => "rehearsal-may-not",
        Truth::Unknown => "rehearsal-may-unknown",
    };
    let counts = w
        .with("rehearsal-counts", &[("papers", &said.needs.len()), ("steps", &said.steps.len()), ("days", &said.days)]);
    [w.t(must), w.t(may), &counts].join(w.t("rehearsal-comma"))
}

/// Papers and steps that come or go, in words.
fn turns(w: Say, one: &Judged) -> Vec<String> {
    let (Some(before), Some(after)) = (&one.before, &one.after) else { return Vec::new() };
    let pairs = [
        ("rehearsal-paper-new", only_in(&after.needs, &before.needs)),
        ("rehearsal-paper-gone", only_in(&before.needs, &after.needs)),
        ("rehearsal-step-new", only_in(&after.steps, &before.steps)),
        ("rehearsal-step-gone", only_in(&before.steps, &after.steps)),
    ];
    let each = pairs
        .into_iter()
        .flat_map(|(key, names)| names.into_iter().map(move |name| w.with(key, &[("what", &w.text(name))])));
    each.collect()
}

fn row(w: Say, one: &Judged) -> Vec<Cell> {
    let mut why = Cell::text("");
    if !one.differs() {
        why = State::plain(w.t("rehearsal-same")).into();
    }
    for (at, kind) in one.kinds.iter().enumerate() {
        let state = State::caution(w.t(&format!("rehearsal-{}", kind.id())));
        why = if at == 0 { state.into() } else { why.and(state) };
    }
    why = turns(w, one).into_iter().fold(why, Cell::and);
    if let Some(tree) = one.after.as_ref().and_then(|after| after.why(&one.kinds)) {
        why = why.and(Cell::html(Why::new(w, tree)));
    }
    vec![
        Cell::code(&one.filed.number).and(one.filed.filed_on.to_string()),
        one.name.as_str().into(),
        told(w, one.before.as_ref()).into(),
        told(w, one.after.as_ref()).into(),
        why,
    ]
}

/// `/p/proposals/{id}/cases.csv`: the same list as a file.
pub async fn export(ctx: Ctx, Path(id): Path<String>) -> Reply {
    let w = ctx.say("rehearsal");
    let run = run(&ctx, &id).await?;
    let rows = chosen(&ctx, &run).into_iter().map(|one| {
        let kinds: Vec<&str> = one.kinds.iter().map(|kind| w.t(&format!("rehearsal-{}", kind.id()))).collect();
        vec![
            one.filed.number.clone(),
            one.filed.filed_on.to_string(),
            one.name.clone(),
            told(w, one.before.as_ref()),
            told(w, one.after.as_ref()),
            kinds.join(w.t("rehearsal-comma")),
            turns(w, one).join(w.t("rehearsal-comma")),
        ]
    });
    let heading = [
        "rehearsal-case",
        "rehearsal-filed",
        "rehearsal-service",
        "rehearsal-before",
        "rehearsal-after",
        "rehearsal-kind",
        "rehearsal-why",
    ];
    web::csv_file(&ctx, "trial-run", &heading.map(|key| w.t(key)), rows.collect())
}

/// The first millisecond of a day.
fn start_ms(day: Date) -> i64 {
    civic::clock::start_of(day).as_millisecond()
}
