//! What an address asks of the queue, and the queue as filter and table.

use askama::Template;
use askama::filters::HtmlSafe;
use web::ui::{Cell, Column, Deadline, Empty, Field, Filter, Order, Pager, State, Table};
use web::{Ctx, Say, Session};

use crate::cases::clocks::calendar_of;
use crate::cases::desk_books::{Books, Team};
use crate::cases::model::StepState;
use crate::cases::queue::{self, Line, Look};
use crate::cases::{clock, words};

/// What the list can be ordered by; the first is meant where the address says nothing.
pub(super) const ORDERS: &[&str] = &["due", "service", "filed", "name"];

/// Lines on a page that can be chosen.
const PAGE_SIZES: [u32; 4] = [50, 100, 500, 2000];

/// Working days within which a day is soon.
const SOON_DAYS: i64 = 3;

/// A line's number with the box that picks it for an act on several.
#[derive(Template)]
#[template(
    ext = "html",
    source = "<span{% if open %} class=\"choice picks\"{% endif %}>{% if open %}<input type=\"checkbox\" name=\"pick\" value=\"{{ value }}\" id=\"pick-{{ n }}\"><label class=\"hidden-text\" for=\"pick-{{ n }}\">{{ words }} {{ number }}</label>{% endif %}<a href=\"{{ href }}\">{{ number }}</a></span>"
)]
struct Pick<'a> {
    open: bool,
    value: String,
    n: usize,
    words: &'a str,
    number: &'a str,
    href: String,
}

impl HtmlSafe for Pick<'_> {}

/// What the address asks for.
pub(super) fn look(ctx: &Ctx, session: &Session, agency: &str) -> Look {
    let (order, today) = (order(ctx), ctx.app.today());
    let turned = if order.descending { format!("-{}", order.key) } else { order.key };
    let who = ctx.query("who");
    Look {
        region_prefix: queue::subtree_prefix(&session.region),
        agency: agency.to_owned(),
        reader: Some(session.clone()),
        state: StepState::parse(&ctx.query("state")).filter(|state| *state != StepState::Waiting),
        all: ctx.query("state") == "all",
        text: ctx.query("q"),
        service: ctx.query("service"),
        who: if who == "me" { session.person.clone() } else { who },
        due: Some(ctx.query("due")).filter(|d| DUES.iter().any(|(known, _)| known == d)).unwrap_or_default(),
        today: today.to_string(),
        soon: clock::due(&calendar_of(&session.region), today, SOON_DAYS).on.to_string(),
        order: turned,
        ..Look::default()
    }
}

/// The order the address asks for.
pub(super) fn order(ctx: &Ctx) -> Order {
    Order::from_query(ctx, ORDERS)
}

/// Lines on a page, as the address says.
pub(super) fn page_size(ctx: &Ctx) -> u32 {
    let asked: Option<u32> = ctx.query("per").parse().ok();
    asked.filter(|per| PAGE_SIZES.contains(per)).unwrap_or(PAGE_SIZES[0])
}

/// Values of `due` and the words for them.
const DUES: [(&str, &str); 4] =
    [("overdue", "due-overdue"), ("today", "due-today"), ("soon", "due-soon"), ("later", "due-later")];

/// The filter bar.
pub(super) fn filter(ctx: &Ctx, w: Say, look: &Look, services: Vec<(String, String)>, team: &Team) -> Filter {
    let mut states: Vec<(&str, &str)> =
        [StepState::Open, StepState::Correction, StepState::Approved, StepState::Refused]
            .map(|state| (state.as_str(), words::step_word(w, state)))
            .to_vec();
    states.push(("all", w.t("queue-any-state")));
    let mut who =
        vec![("me".to_owned(), w.t("who-me").to_owned()), ("nobody".to_owned(), w.t("who-nobody").to_owned())];
    who.extend(team.others().map(|colleague| (colleague.id.clone(), colleague.name.clone())));
    let dues = DUES.map(|(value, key)| (value, w.t(key)));
    let sizes = PAGE_SIZES.map(|size| (size.to_string(), w.n("queue-lines", size)));
    Filter::new(w, "/o", "queue")
        .field(Field::search("q", w.t("queue-search")).value(&look.text))
        .field(Field::select("service", w.t("queue-which"), services).blank(w.t("all")).value(&look.service))
        .field(Field::select("state", w.t("queue-state"), states).blank(w.t("queue-waits")).value(ctx.query("state")))
        .field(Field::select("due", w.t("queue-due"), dues).blank(w.t("all")).value(&look.due))
        .field(Field::select("who", w.t("queue-who"), who).blank(w.t("all")).value(ctx.query("who")))
        .field(Field::select("per", w.t("queue-per"), sizes).value(page_size(ctx).to_string()))
        .keep("sort", ctx.query("sort"))
        .keep("rows", ctx.query("rows"))
}

/// The list.
pub(super) fn table(ctx: &Ctx, w: Say, lines: &[Line], books: &Books, team: &Team) -> Table {
    let order = order(ctx);
    let columns = vec![
        Column::new(w.t("queue-number")).sortable(ctx, "filed", &order),
        Column::new(w.t("queue-service")).sortable(ctx, "service", &order),
        Column::new(w.t("queue-applicant")).sortable(ctx, "name", &order),
        Column::new(w.t("queue-state")),
        Column::new(w.t("queue-due")).sortable(ctx, "due", &order),
        Column::new(w.t("queue-who")),
    ];
    let rows = lines.iter().enumerate().map(|(n, line)| row(ctx, w, (n, line), books, team));
    let table = Table::new(w.t("queue-title"), columns)
        .rows(rows)
        .caption_hidden()
        .empty(Empty::new(w.t("queue-empty"), w.t("queue-empty-fills")).action("/o", w.t("queue-all")));
    if is_wide(ctx) { table } else { table.dense() }
}

/// Whether the rows are set wide apart (疏).
pub(super) fn is_wide(ctx: &Ctx) -> bool {
    ctx.query("rows") == "wide"
}

fn row(ctx: &Ctx, w: Say, (n, line): (usize, &Line), books: &Books, team: &Team) -> Vec<Cell> {
    let today = ctx.app.today();
    let due = match (line.state, line.due_on) {
        (StepState::Open, Some(due)) => {
            Cell::html(Deadline::new(w, due, clock::days_left(&calendar_of(&line.region), today, due), false))
        }
        _ => Cell::text("—"),
    };
    let number = Pick {
        open: line.state == StepState::Open,
        value: format!("{}/{}/{}", line.region, line.case_id, line.step),
        n,
        words: w.t("queue-pick"),
        number: &line.number,
        href: format!("/o/case/{}/{}/{}", line.region, line.case_id, line.step),
    };
    let mut state: Cell = words::step_state(w, line.state).into();
    if line.express && line.state == StepState::Open {
        state = state.and(State::caution(w.t("express")));
    }
    vec![
        Cell::html(number),
        Cell::text(books.service(w, line)).and(books.step(w, line)),
        Cell::text(&line.subject_name).and(Cell::code(&line.subject_code)),
        state,
        due,
        Cell::text(team.name(w, line.assignee.as_deref()).unwrap_or_else(|| "—".to_owned())),
    ]
}

/// Page links.
pub(super) fn pager(ctx: &Ctx, w: Say, found: i64) -> Pager {
    Pager::new(w, ctx, Pager::page_of(ctx), u64::try_from(found).unwrap_or(0), page_size(ctx))
}
