//! The steps behind the supervisor's figures: filter and order in the address, page by page, or as a file.

use askama::Template;
use civic::{Problem, Text};
use store::Fault;
use web::pieces::pieces;
use web::sheets::{self, Format, SheetFile};
use web::ui::{Cell, Column, Deadline, Empty, Field, Filter, Order, Pager, State, Table};
use web::{Ctx, Reply, Say, Stop};

use super::look::{self, AGES, Heap, MARKS, Watch, Watched};
use super::names::Names;
use super::page::services;
use crate::cases::clocks::calendar_of;
use crate::cases::model::StepState;
use crate::cases::{clock, words};

const ORDERS: &[&str] = &["due", "agency", "opened", "name"];
const PER_PAGE: u32 = 50;

/// Working days within which a day is soon.
const SOON_DAYS: i64 = 3;

/// Most lines of a file; a longer list is narrowed by the filter first.
const LINES_MAX: i64 = 100_000;

/// Lines written at a time.
const PIECE: usize = 1000;

const DUES: [(&str, &str); 4] =
    [("overdue", "due-overdue"), ("today", "due-today"), ("soon", "due-soon"), ("later", "due-later")];

#[derive(Template)]
#[template(path = "cases/pages/watched.html")]
struct ListPage {
    w: Say,
    filter: Filter,
    table: Table,
    pager: Pager,
    found: i64,
    csv: String,
    xlsx: String,
}

/// What the address asks for; words it does not know count for nothing.
pub(super) fn watch(ctx: &Ctx) -> Result<Watch, Stop> {
    let session = ctx.signed()?.clone();
    let (order, today) = (Order::from_query(ctx, ORDERS), ctx.app.today());
    let one_of = |name: &str, known: &[&str]| Some(ctx.query(name)).filter(|v| known.contains(&v.as_str()));
    Ok(Watch {
        soon: clock::due(&calendar_of(&session.region), today, SOON_DAYS).on.to_string(),
        reader: Some(session),
        agency: ctx.query("agency"),
        service: ctx.query("service"),
        step: ctx.query("step"),
        who: ctx.query("who"),
        due: one_of("due", &DUES.map(|(due, _)| due)).unwrap_or_default(),
        mark: one_of("mark", &MARKS).unwrap_or_default(),
        age: one_of("age", &AGES.map(|(age, ..)| age)).unwrap_or_default(),
        text: ctx.query("q"),
        today: today.to_string(),
        now_ms: ctx.app.now_ms(),
        taken: false,
        order: if order.descending { format!("-{}", order.key) } else { order.key },
    })
}

/// `GET /s/list`.
pub async fn list(ctx: Ctx) -> Reply {
    let w = ctx.say("cases");
    let (watch, page) = (watch(&ctx)?, Pager::page_of(&ctx));
    let (asked, offset) = (watch.clone(), i64::from(page.saturating_sub(1)) * i64::from(PER_PAGE));
    let read = ctx.app.db().read(move |tx| -> Result<_, Fault> {
        let all = look::heaps(tx, &Watch { agency: String::new(), service: String::new(), ..asked.clone() })?;
        Ok((look::lines(tx, &asked, i64::from(PER_PAGE), offset)?, look::count(tx, &asked)?, all))
    });
    let (lines, found, all) = read.await?;
    let names = names(&ctx, &lines, &all).await?;
    let export =
        |ending: &str| ctx.address_with(&[("page", "")]).replacen("/s/list", &format!("/s/list/export.{ending}"), 1);
    let content = ListPage {
        w,
        filter: filter(&ctx, w, &watch, &all, &names),
        table: table(&ctx, w, &lines, &names),
        pager: Pager::new(w, &ctx, page, u64::try_from(found).unwrap_or(0), PER_PAGE),
        found,
        csv: export("csv"),
        xlsx: export("xlsx"),
    };
    ctx.clone().crumb("/s", w.t("watch-title")).page("watch-list-title", content)
}

async fn names(ctx: &Ctx, lines: &[Watched], all: &[Heap]) -> Result<Names, Stop> {
    let here = lines.iter().map(|it| (it.line.digest.as_str(), it.line.region.as_str()));
    Names::of(ctx, here.chain(all.iter().map(|heap| (heap.digest.as_str(), heap.region.as_str())))).await
}

fn filter(ctx: &Ctx, w: Say, watch: &Watch, all: &[Heap], names: &Names) -> Filter {
    let mut who = vec![("nobody".to_owned(), w.t("who-nobody").to_owned())];
    let people = names.people.iter().filter(|p| watch.agency.is_empty() || p.agency == watch.agency);
    who.extend(people.map(|p| (p.id.clone(), format!("{} · {}", p.name, names.agency(w, &p.agency)))));
    let marks = MARKS.map(|mark| (mark, w.t(&format!("watch-{mark}"))));
    let ages = AGES.map(|(band, from, to)| match to {
        0 => (band, w.n("watch-age-over", from)),
        _ => (band, w.with("watch-age", &[("from", &from), ("to", &to)])),
    });
    Filter::new(w, "/s/list", "watch")
        .field(Field::search("q", w.t("queue-search")).value(&watch.text))
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
        .field(Field::select("who", w.t("queue-who"), who).blank(w.t("all")).value(&watch.who))
        .field(
            Field::select("due", w.t("queue-due"), DUES.map(|(due, key)| (due, w.t(key))))
                .blank(w.t("all"))
                .value(&watch.due),
        )
        .field(Field::select("mark", w.t("watch-mark"), marks).blank(w.t("all")).value(&watch.mark))
        .field(Field::select("age", w.t("watch-age-head"), ages).blank(w.t("all")).value(&watch.age))
        .keep("step", watch.step.as_str())
        .keep("sort", ctx.query("sort"))
}

fn table(ctx: &Ctx, w: Say, lines: &[Watched], names: &Names) -> Table {
    let order = Order::from_query(ctx, ORDERS);
    let columns = vec![
        Column::new(w.t("queue-number")),
        Column::new(w.t("queue-service")),
        Column::new(w.t("watch-agency")).sortable(ctx, "agency", &order),
        Column::new(w.t("queue-who")),
        Column::new(w.t("queue-applicant")).sortable(ctx, "name", &order),
        Column::new(w.t("queue-state")),
        Column::new(w.t("queue-due")).sortable(ctx, "due", &order),
        Column::new(w.t("watch-since")).sortable(ctx, "opened", &order),
    ];
    Table::new(w.t("watch-list-title"), columns)
        .rows(lines.iter().map(|it| row(ctx, w, it, names)))
        .caption_hidden()
        .dense()
        .empty(Empty::new(w.t("queue-empty"), w.t("watch-none-fills")).action("/s/list", w.t("queue-all")))
}

fn row(ctx: &Ctx, w: Say, it: &Watched, names: &Names) -> Vec<Cell> {
    let line = &it.line;
    let due = match (line.state, line.due_on) {
        (StepState::Open, Some(due)) => {
            let left = clock::days_left(&calendar_of(&line.region), ctx.app.today(), due);
            Cell::html(Deadline::new(w, due, left, false))
        }
        _ => Cell::text("—"),
    };
    let mut state: Cell = words::step_state(w, line.state).into();
    if line.express {
        state = state.and(State::caution(w.t("express")));
    }
    if it.stopped && line.state == StepState::Open {
        state = state.and(State::plain(w.t("watch-stopped")));
    }
    if it.returned > 0 {
        state = state.and(w.n("watch-times-returned", it.returned));
    }
    let mut who = Cell::text(names.person(w, line.assignee.as_deref()));
    if line.assignee.is_some() && !it.note.is_empty() {
        who = who.and(it.note.as_str());
    }
    vec![
        Cell::link(format!("/s/case/{}/{}", line.region, line.case_id), &line.number),
        Cell::text(names.books.service(w, line)).and(names.books.step(w, line)),
        Cell::text(names.agency(w, &it.agency)),
        who,
        Cell::text(&line.subject_name).and(Cell::code(&line.subject_code)),
        state,
        due,
        Cell::text(it.opened_at.map(|at| w.time_ms(at)).unwrap_or_default()),
    ]
}

/// `GET /s/list/export.csv`: written while it is sent.
pub async fn csv(ctx: Ctx) -> Reply {
    let list = file(&ctx).await?;
    let (maker, reading) = pieces();
    let name = format!("watched-{}.csv", list.rows.len());
    tokio::spawn(async move {
        let mut head = "\u{feff}".as_bytes().to_vec();
        let Ok(heading) = sheets::csv_lines(std::iter::once(&list.heading)) else { return };
        head.extend(heading);
        if !maker.give(head).await {
            return;
        }
        for rows in list.rows.chunks(PIECE) {
            let Ok(lines) = sheets::csv_lines(rows) else { return };
            if !maker.give(lines).await {
                return;
            }
        }
    });
    ctx.attachment_in_pieces(&name, Format::Csv.content_type(), reading)
}

/// `GET /s/list/export.xlsx`.
pub async fn xlsx(ctx: Ctx) -> Reply {
    let list = file(&ctx).await?;
    let name = format!("watched-{}", list.rows.len());
    sheets::file(&ctx, list, &name, Format::Xlsx).await
}

/// The lines in one snapshot, in words.
async fn file(ctx: &Ctx) -> Result<SheetFile, Stop> {
    let w = ctx.say("cases");
    let watch = Watch { taken: true, ..watch(ctx)? };
    let read = ctx.app.db().read(move |tx| -> Result<_, Fault> {
        let found = look::count(tx, &watch)?;
        Ok((if found > LINES_MAX { Vec::new() } else { look::lines(tx, &watch, LINES_MAX, 0)? }, found))
    });
    let (lines, found) = read.await?;
    if found > LINES_MAX {
        return Err(too_many(found).into());
    }
    let names = names(ctx, &lines, &[]).await?;
    let heading = [
        "queue-number",
        "queue-which",
        "queue-step",
        "watch-agency",
        "queue-who",
        "watch-note",
        "queue-applicant",
        "queue-code",
        "queue-state",
        "express",
        "watch-returned",
        "queue-filed",
        "watch-since",
        "queue-due",
    ];
    let rows = lines.iter().map(|it| {
        let line = &it.line;
        vec![
            line.number.clone(),
            names.books.service(w, line),
            names.books.step(w, line),
            names.agency(w, &it.agency),
            line.assignee.as_deref().map(|id| names.person(w, Some(id))).unwrap_or_default(),
            it.note.clone(),
            line.subject_name.clone(),
            line.subject_code.clone(),
            words::step_word(w, line.state).to_owned(),
            if line.express { w.t("yes") } else { "" }.to_owned(),
            it.returned.to_string(),
            line.filed_at.map(|at| w.time_ms(at)).unwrap_or_default(),
            it.opened_at.map(|at| w.time_ms(at)).unwrap_or_default(),
            line.due_on.map(|day| day.to_string()).unwrap_or_default(),
        ]
    });
    Ok(SheetFile { heading: heading.map(|key| w.t(key).to_owned()).to_vec(), rows: rows.collect() })
}

fn too_many(found: i64) -> Problem {
    Problem::new(
        "",
        "cases/export-too-long",
        Text::new(
            format!("共 {found} 行，一个文件最多 {LINES_MAX} 行"),
            format!("there are {found} lines, a file holds {LINES_MAX} at most"),
        ),
        Text::new("请先用筛选缩小范围，再导出", "narrow the list with the filter, then download again"),
    )
}
