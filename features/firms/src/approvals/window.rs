//! What an agency's counter has entered for others: drafts and disputed entries first.

use askama::Template;
use ground::cases::on_behalf::{self, Look, OnBehalf};
use ground::cases::{Case, CaseState, words};
use web::ui::{Cell, Column, Empty, Field, Filter, Order, State, Table};
use web::{Ctx, Reply, Say, Session, Stop};

/// Most lines of the page and of the file.
const LINES_MAX: i64 = 500;

#[derive(Template)]
#[template(path = "approvals/pages/window.html")]
struct WindowPage {
    w: Say,
    filter: Filter,
    table: Table,
    found: i64,
    export: String,
}

/// The session of an officer and the agency.
pub fn officer(ctx: &Ctx) -> Result<(&Session, String), Stop> {
    let session = ctx.signed()?;
    let agency = session.agency.clone().ok_or(Stop::Forbidden)?;
    Ok((session, agency))
}

/// `GET /o/window`.
pub async fn page(ctx: Ctx) -> Reply {
    let (w, shared) = (ctx.say("approvals"), words::say(ctx.lang));
    let (lines, order) = lines(&ctx).await?;
    let columns = vec![
        Column::new(w.t("window-applicant")).sortable(&ctx, "name", &order),
        Column::new(w.t("todo-state")),
        Column::new(shared.t("behalf-received")).sortable(&ctx, "received", &order),
        Column::new(shared.t("behalf-by")),
    ];
    let found = i64::try_from(lines.len()).unwrap_or(i64::MAX);
    let mine = ctx.signed()?.person.clone();
    let rows = lines.iter().map(|(case, it)| row(shared, case, it, &mine));
    let table = Table::new(w.t("window-title"), columns)
        .rows(rows)
        .caption_hidden()
        .empty(Empty::new(w.t("window-none"), w.t("window-none-fills")).action("/o/window/new", w.t("window-new")));
    let states = CaseState::ALL.iter().map(|s| (s.as_str(), words::case_word(shared, *s)));
    let filter = Filter::new(w, "/o/window", "entries")
        .field(Field::search("q", shared.t("queue-search")).value(ctx.query("q")))
        .field(Field::select("state", w.t("todo-state"), states).blank(w.t("all")).value(ctx.query("state")))
        .field(
            Field::select("who", shared.t("behalf-by"), [("me", w.t("window-mine"))])
                .blank(w.t("all"))
                .value(ctx.query("who")),
        );
    let export = ctx.address_with(&[]).replacen("/o/window", "/o/window/export.csv", 1);
    ctx.page("window-title", WindowPage { w, filter, table, found, export })
}

/// `GET /o/window/export.csv`: the same lines as a spreadsheet.
pub async fn export(ctx: Ctx) -> Reply {
    let (w, shared) = (ctx.say("approvals"), words::say(ctx.lang));
    let (lines, _) = lines(&ctx).await?;
    let head = [
        shared.t("queue-number"),
        w.t("window-applicant"),
        shared.t("queue-code"),
        w.t("todo-state"),
        shared.t("behalf-received"),
        shared.t("behalf-entered-at"),
        shared.t("behalf-by"),
        shared.t("behalf-objection"),
        shared.t("behalf-answer"),
    ];
    let said = |told: &Option<(String, i64)>| told.as_ref().map_or(String::new(), |(said, _)| said.clone());
    let rows = lines.iter().map(|(case, it)| {
        vec![
            case.number.clone().unwrap_or_default(),
            case.subject.name.clone(),
            case.subject.code.clone(),
            words::case_word(shared, case.state).to_owned(),
            it.visit.received_on.to_string(),
            w.time_ms(it.entered_at),
            it.entered_name.clone(),
            said(&it.objection),
            said(&it.answer),
        ]
    });
    web::csv_file(&ctx, "entries", &head, rows.collect())
}

async fn lines(ctx: &Ctx) -> Result<(Vec<(Case, OnBehalf)>, Order), Stop> {
    let (session, agency) = officer(ctx)?;
    let order = Order::from_query(ctx, &["first", "name", "received"]);
    let sign = if order.descending { "-" } else { "" };
    let look = Look {
        agency,
        bounds: ground::cases::counties_of(&session.region),
        state: CaseState::parse(&ctx.query("state")),
        text: ctx.query("q"),
        by: if ctx.query("who") == "me" { session.person.clone() } else { String::new() },
        order: format!("{sign}{}", order.key),
    };
    let lines = ctx.app.db().read(move |tx| on_behalf::entries(tx, &look, LINES_MAX)).await?;
    Ok((lines, order))
}

fn row(shared: Say, case: &Case, it: &OnBehalf, mine: &str) -> Vec<Cell> {
    let own = it.entered_by == mine;
    let href = match (own, case.filed_at) {
        (true, _) => Some(format!("/o/window/case/{}/{}", case.region, case.id)),
        (false, Some(_)) => Some(format!("/o/entered/{}/{}", case.region, case.id)),
        (false, None) => None,
    };
    let name = href.map_or_else(|| Cell::text(&case.subject.name), |href| Cell::link(href, &case.subject.name));
    let state = Cell::from(words::case_state(shared, case.state));
    let state = if it.is_disputed() { state.and(State::caution(shared.t("behalf-objection"))) } else { state };
    vec![
        name.and(Cell::code(case.number.as_deref().unwrap_or(&case.subject.code))),
        state,
        it.visit.received_on.to_string().into(),
        it.entered_name.as_str().into(),
    ]
}
