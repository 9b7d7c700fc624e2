//! The officer's queue as a page and as a file.

use std::collections::HashMap;
use std::sync::Arc;

use askama::Template;
use civic::division::RegionCode;
use playbook::Playbook;
use store::Fault;
use web::ui::{Cell, Column, Deadline, Empty, Field, Filter, Order, Pager, Table};
use web::{Ctx, Reply, Say, Session, Stop};

use crate::cases::clocks::calendar_of;
use crate::cases::model::StepState;
use crate::cases::queue::{self, Line, Load, Look};
use crate::cases::{clock, words};
use crate::playbooks;

const PER_PAGE: u32 = 50;
const EXPORT_MAX: i64 = 10_000;

#[derive(Template)]
#[template(path = "cases/pages/queue.html")]
struct QueuePage {
    w: Say,
    office: String,
    load: Load,
    filter: Filter,
    table: Table,
    pager: Pager,
    found: i64,
    export: String,
}

/// `GET /o`: what waits on this agency's desk.
pub async fn page(ctx: Ctx) -> Reply {
    let (session, agency) = officer(&ctx)?;
    let w = ctx.say("cases");
    let order = Order::from_query(&ctx, &["due", "filed", "name"]);
    let look = look(&ctx, session, &agency, &order);
    let (page, today) = (Pager::page_of(&ctx), ctx.app.today());
    let asked = look.clone();
    let (lines, found, load) = ctx
        .app
        .db()
        .read(move |tx| -> Result<_, Fault> {
            let offset = i64::from(page.saturating_sub(1)) * i64::from(PER_PAGE);
            let (lines, found) = queue::page(tx, &asked, i64::from(PER_PAGE), offset)?;
            Ok((lines, found, queue::load(tx, &asked, today)?))
        })
        .await?;
    let books = Books::of(&ctx, &lines).await?;
    let content = QueuePage {
        w,
        office: books.agency(w, &agency),
        load,
        filter: filter(w, &look),
        table: table(&ctx, w, &lines, &books, &order),
        pager: Pager::new(w, &ctx, page, u64::try_from(found).unwrap_or(0), PER_PAGE),
        found,
        export: ctx.address_with(&[("page", "")]).replacen("/o", "/o/export.csv", 1),
    };
    ctx.page("queue-title", content)
}

/// `GET /o/export.csv`: the same lines as a spreadsheet, at most 10,000.
pub async fn export(ctx: Ctx) -> Reply {
    let (session, agency) = officer(&ctx)?;
    let w = ctx.say("cases");
    let order = Order::from_query(&ctx, &["due", "filed", "name"]);
    let look = look(&ctx, session, &agency, &order);
    let (lines, _) = ctx.app.db().read(move |tx| queue::page(tx, &look, EXPORT_MAX, 0)).await?;
    let books = Books::of(&ctx, &lines).await?;
    let head = ["queue-number", "queue-service", "queue-applicant", "queue-code", "queue-state", "queue-due"];
    let rows = lines.iter().map(|line| {
        let due = line.due_on.map(|d| d.to_string()).unwrap_or_default();
        let state = words::step_word(w, line.state).to_owned();
        let service = books.service(w, line);
        vec![line.number.clone(), service, line.subject_name.clone(), line.subject_code.clone(), state, due]
    });
    web::csv_file(&ctx, "queue", &head.map(|key| w.t(key)), rows.collect())
}

/// The session of an agency's officer and the agency.
pub(super) fn officer(ctx: &Ctx) -> Result<(&Session, String), Stop> {
    let session = ctx.signed()?;
    let agency = session.agency.clone().ok_or(Stop::Forbidden)?;
    Ok((session, agency))
}

fn look(ctx: &Ctx, session: &Session, agency: &str, order: &Order) -> Look {
    let turned = if order.descending { format!("-{}", order.key) } else { order.key.clone() };
    Look {
        region_prefix: queue::subtree_prefix(&session.region),
        agency: agency.to_owned(),
        reader: Some(session.clone()),
        state: StepState::parse(&ctx.query("state")),
        text: ctx.query("q"),
        service: ctx.query("service"),
        order: turned,
    }
}

fn filter(w: Say, look: &Look) -> Filter {
    let states = [StepState::Open, StepState::Correction, StepState::Approved, StepState::Refused];
    let options = states.map(|state| (state.as_str(), words::step_word(w, state)));
    Filter::new(w, "/o", "queue")
        .field(Field::search("q", w.t("queue-search")).value(&look.text))
        .field(
            Field::select("state", w.t("queue-state"), options)
                .blank(w.t("queue-any-state"))
                .value(look.state.map_or("", StepState::as_str)),
        )
        .keep("service", &look.service)
}

fn table(ctx: &Ctx, w: Say, lines: &[Line], books: &Books, order: &Order) -> Table {
    let columns = vec![
        Column::new(w.t("queue-number")).sortable(ctx, "filed", order),
        Column::new(w.t("queue-service")),
        Column::new(w.t("queue-applicant")).sortable(ctx, "name", order),
        Column::new(w.t("queue-state")),
        Column::new(w.t("queue-due")).sortable(ctx, "due", order),
    ];
    let today = ctx.app.today();
    let rows = lines.iter().map(|line| {
        let href = format!("/o/case/{}/{}/{}", line.region, line.case_id, line.step);
        let due = match (line.state, line.due_on) {
            (StepState::Open, Some(due)) => {
                Cell::html(Deadline::new(w, due, clock::days_left(&calendar_of(&line.region), today, due), false))
            }
            _ => Cell::text("—"),
        };
        vec![
            Cell::link(href, &line.number),
            Cell::text(books.service(w, line)).and(books.step(w, line)),
            Cell::text(&line.subject_name).and(Cell::code(&line.subject_code)),
            words::step_state(w, line.state).into(),
            due,
        ]
    });
    Table::new(w.t("queue-title"), columns)
        .rows(rows)
        .caption_hidden()
        .dense()
        .empty(Empty::new(w.t("queue-empty"), w.t("queue-empty-fills")).action("/o", w.t("queue-all")))
}

/// The effective rule books of the cases on one page, each merged once.
#[derive(Default)]
struct Books(HashMap<(String, String), Arc<Playbook>>);

impl Books {
    async fn of(ctx: &Ctx, lines: &[Line]) -> Result<Books, Stop> {
        let mut books = Books::default();
        for line in lines {
            let key = (line.digest.clone(), line.region.clone());
            if books.0.contains_key(&key) {
                continue;
            }
            if let Some(published) = playbooks::by_digest(&ctx.app, &line.digest).await? {
                let region = RegionCode::parse(&line.region).ok();
                let effective = published.playbook.effective(region.as_ref(), ctx.app.today());
                books.0.insert(key, Arc::new(effective));
            }
        }
        Ok(books)
    }

    fn get(&self, line: &Line) -> Option<&Playbook> {
        self.0.get(&(line.digest.clone(), line.region.clone())).map(Arc::as_ref)
    }

    fn service(&self, w: Say, line: &Line) -> String {
        let service = self.get(line).and_then(|book| book.services.get(&line.service));
        service.map_or_else(|| line.service.clone(), |s| w.text(&s.name).to_owned())
    }

    fn step(&self, w: Say, line: &Line) -> String {
        let service = self.get(line).and_then(|book| book.services.get(&line.service));
        service.map_or_else(|| line.step.clone(), |s| words::step_name(w, s, &line.step))
    }

    fn agency(&self, w: Say, agency: &str) -> String {
        let found = self.0.values().find_map(|book| book.agencies.get(agency));
        found.map_or_else(String::new, |a| w.text(&a.name).to_owned())
    }
}
