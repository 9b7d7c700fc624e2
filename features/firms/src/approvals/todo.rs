//! The enterprise's desk: what waits for you first, then what waits for others, then what is done.

use askama::Template;
use civic::division::RegionCode;
use ground::cases::clocks::calendar_of;
use ground::cases::{Case, CaseState, clock, words};
use web::ui::{Cell, Column, Deadline, Empty, Field, Filter, Kind, Notice, Order, Table};
use web::{Ctx, Reply, Say, Stop};

use super::own::clerk;

#[derive(Template)]
#[template(path = "approvals/pages/todo.html")]
struct TodoPage {
    w: Say,
    waiting: Option<Notice>,
    fresh: Option<Notice>,
    invited: Vec<Notice>,
    notices: Vec<Notice>,
    filter: Filter,
    table: Table,
    found: i64,
    export: String,
}

/// A case and what its service is called.
struct Line {
    case: Case,
    service: String,
    fresh: i64,
}

/// `GET /e`.
pub async fn page(ctx: Ctx) -> Reply {
    let w = ctx.say("approvals");
    let shared = words::say(ctx.lang);
    let all = lines(&ctx, w).await?;
    let fresh: i64 = all.iter().map(|line| line.fresh).sum();
    let mine = all.iter().filter(|l| l.case.state == CaseState::Correction).count();
    let (lines, order) = chosen(&ctx, all);
    let columns = vec![
        Column::new(w.t("todo-case")).sortable(&ctx, "name", &order),
        Column::new(w.t("todo-state")),
        Column::new(w.t("todo-due")).sortable(&ctx, "due", &order),
        Column::new(w.t("todo-updated")).sortable(&ctx, "updated", &order),
    ];
    let found = i64::try_from(lines.len()).unwrap_or(i64::MAX);
    let rows = lines.iter().map(|line| row(&ctx, w, shared, line));
    let table = Table::new(w.t("todo-title"), columns)
        .rows(rows)
        .caption_hidden()
        .empty(Empty::new(w.t("todo-empty"), w.t("todo-empty-fills")).action("/find", w.t("todo-find")));
    let states = CaseState::ALL.iter().map(|s| (s.as_str(), words::case_word(shared, *s)));
    let content = TodoPage {
        w,
        waiting: (mine > 0).then(|| Notice::new(Kind::Caution, w.n("todo-waiting", mine as i64))),
        fresh: (fresh > 0).then(|| Notice::new(Kind::Caution, w.n("todo-fresh", fresh))),
        invited: super::joint_fill::waiting(&ctx, w).await?,
        notices: ctx.notices().await?,
        filter: Filter::new(w, "/e", "cases")
            .field(Field::search("q", w.t("todo-search")).value(ctx.query("q")))
            .field(Field::select("state", w.t("todo-state"), states).blank(w.t("all")).value(ctx.query("state"))),
        table,
        found,
        export: ctx.address_with(&[]).replacen("/e", "/e/export.csv", 1),
    };
    ctx.page("todo-title", content)
}

/// `GET /e/export.csv`: the same lines as a spreadsheet.
pub async fn export(ctx: Ctx) -> Reply {
    let w = ctx.say("approvals");
    let shared = words::say(ctx.lang);
    let (lines, _) = chosen(&ctx, lines(&ctx, w).await?);
    let head = ["receipt-number", "todo-case", "todo-state", "receipt-filed", "todo-due"];
    let rows = lines.iter().map(|line| {
        let case = &line.case;
        let filed = case.filed_at.map(|at| w.time_ms(at)).unwrap_or_default();
        let due = case.due_on.map(|d| d.to_string()).unwrap_or_default();
        let state = words::case_word(shared, case.state).to_owned();
        vec![case.number.clone().unwrap_or_default(), line.service.clone(), state, filed, due]
    });
    web::csv_file(&ctx, "cases", &head.map(|key| w.t(key)), rows.collect())
}

/// Every case of the enterprise with its service's name under today's rules, or the service id.
async fn lines(ctx: &Ctx, w: Say) -> Result<Vec<Line>, Stop> {
    let (session, enterprise) = clerk(ctx)?;
    let region = session.region.clone();
    let (home, reader) = (region.clone(), session.clone());
    let read = ctx.app.db().read(move |tx| -> Result<_, store::Fault> {
        let unread = ground::cases::team::talk::unread_of_subject(tx, &home, &enterprise)?;
        Ok((ground::cases::of_reader(tx, &reader)?, unread))
    });
    let (cases, unread) = read.await?;
    let mut lines = Vec::with_capacity(cases.len());
    let code = RegionCode::parse(&region).ok();
    for case in cases {
        let published = ground::playbooks::by_digest(&ctx.app, &case.digest).await?;
        let book = published.map(|p| p.playbook.effective(code.as_ref(), ctx.app.today()));
        let service = book.as_ref().and_then(|b| b.services.get(&case.service));
        let service = service.map_or_else(|| case.service.clone(), |s| w.text(&s.name).to_owned());
        let fresh = unread.iter().find(|(id, _)| *id == case.id).map_or(0, |(_, n)| *n);
        lines.push(Line { case, service, fresh });
    }
    Ok(lines)
}

/// Filtered and ordered as the address says: without an order, what waits for you first.
fn chosen(ctx: &Ctx, mut lines: Vec<Line>) -> (Vec<Line>, Order) {
    let order = Order::from_query(ctx, &["todo", "name", "due", "updated"]);
    let state = CaseState::parse(&ctx.query("state"));
    let sought = ctx.query("q").trim().to_lowercase();
    lines.retain(|line| {
        let number = line.case.number.as_deref().unwrap_or_default();
        let named = line.service.to_lowercase().contains(&sought) || number.contains(&sought);
        named && state.is_none_or(|s| s == line.case.state)
    });
    match order.key.as_str() {
        "name" => lines.sort_by(|a, b| a.service.cmp(&b.service)),
        "due" => lines.sort_by_key(|l| l.case.due_on.unwrap_or(civic::Date::MAX)),
        "updated" => lines.sort_by_key(|l| l.case.updated_at),
        _ => lines.sort_by_key(|l| (rank(l.case.state), -l.case.updated_at)),
    }
    if order.descending {
        lines.reverse();
    }
    (lines, order)
}

fn rank(state: CaseState) -> u8 {
    match state {
        CaseState::Correction => 0,
        CaseState::Draft => 1,
        CaseState::UnderReview => 2,
        CaseState::Granted | CaseState::Refused | CaseState::Revoked => 3,
        CaseState::Withdrawn => 4,
    }
}

fn row(ctx: &Ctx, w: Say, shared: Say, line: &Line) -> Vec<Cell> {
    let case = &line.case;
    let href = format!("/e/case/{}/{}", case.region, case.id);
    let name = Cell::link(href, &line.service);
    let name = match &case.number {
        Some(number) => name.and(Cell::code(number)),
        None => name,
    };
    let name = match line.fresh {
        0 => name,
        n => name.and(Cell::link(format!("/e/talk/{}/{}", case.region, case.id), w.n("todo-fresh", n))),
    };
    let due = match (case.state, case.due_on) {
        (CaseState::UnderReview, _) if case.days_left_stopped.is_some() => Cell::text(w.t("todo-clock-stopped")),
        (CaseState::UnderReview, Some(due)) => {
            let left = clock::days_left(&calendar_of(&case.region), ctx.app.today(), due);
            Cell::html(Deadline::new(w, due, left, case.due_provisional))
        }
        (CaseState::Correction, _) => Cell::text(w.t("todo-clock-stopped")),
        _ => Cell::text("—"),
    };
    vec![name, words::case_state(shared, case.state).into(), due, w.time_ms(case.updated_at).into()]
}
