//! For drafters: the runs of a proposal, what another would cost, and beginning one.

use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use civic::{Date, Problem, Text, dates};
use store::{Fault, once};
use web::ui::{
    BeginForm, Cell, Column, Empty, EndForm, Field, Kind as Shape, Notice, State, Summary, Table, begin_form, end_form,
};
use web::{Ctx, Form, Reply, Say, Stop};

use super::runs::{self, Run, RunState};
use crate::cases::filed::{Span, count_filed};
use crate::playbooks;

/// Days looked back when nothing is asked.
const WINDOW_DAYS: i64 = 30;

#[derive(Template)]
#[template(path = "rehearsal/pages/runs.html")]
struct RunsPage {
    w: Say,
    summary: Summary,
    cost: Notice,
    begin: BeginForm,
    fields: Vec<Field>,
    end: EndForm,
    table: Table,
}

/// `GET /p/proposals/{id}/cases`.
pub async fn page(ctx: Ctx, Path(id): Path<String>) -> Reply {
    show(&ctx, &id, &Form::default(), &[]).await
}

/// The days of a form; by default the last thirty.
fn days(form: &Form, today: Date) -> Result<(Date, Date), Vec<Problem>> {
    let back = today.checked_sub(jiff::Span::new().days(WINDOW_DAYS)).unwrap_or(today);
    let mut problems = Vec::new();
    let mut day = |name: &str, otherwise: Date| match form.get(name) {
        "" => otherwise,
        typed => dates::parse(typed).unwrap_or_else(|problem| {
            problems.push(problem.at(name));
            otherwise
        }),
    };
    let (from, to) = (day("from", back), day("to", today));
    if from > to {
        problems.push(Problem::new(
            "from",
            "rehearsal/days",
            Text::new("起始日期在结束日期之后", "the first day lies after the last"),
            Text::new("请换过来", "turn them round"),
        ));
    }
    if problems.is_empty() { Ok((from, to)) } else { Err(problems) }
}

/// `POST /p/proposals/{id}/cases`: begins a run, once.
pub async fn start(ctx: Ctx, Path(id): Path<String>, form: Form) -> Reply {
    let proposed = playbooks::proposed(&ctx, &id).await?.ok_or(Stop::NotFound)?;
    let (from, to) = match days(&form, ctx.app.today()) {
        Ok(days) => days,
        Err(problems) => return show(&ctx, &id, &form, &problems).await,
    };
    let session = ctx.signed()?;
    let by = (session.person.clone(), session.agency.clone().unwrap_or_default());
    let run = Run {
        region: session.region.clone(),
        id: ctx.app.new_id(),
        proposal: id.clone(),
        playbook: proposed.book.id.clone(),
        version: proposed.version,
        digest: proposed.digest,
        from,
        to,
        state: RunState::Running,
        total: 0,
        judged: 0,
        differ: 0,
        worked_us: 0,
        result: String::new(),
        after: (String::new(), String::new()),
        started_at: ctx.app.now_ms(),
    };
    let txid = form.txid()?;
    let (run, _) = ctx
        .app
        .db()
        .write(move |tx| {
            once::once(tx, &run.region, &txid, "rehearsal/start", run.started_at, |tx| -> Result<String, Fault> {
                let span = Span::of(&run.region, &run.playbook, (run.from, run.to));
                let run = Run { total: count_filed(tx, &span)?, ..run.clone() };
                runs::begin(tx, &run, (&by.0, &by.1))?;
                Ok(run.id)
            })
        })
        .await?;
    ctx.redirect(&format!("/p/proposals/{id}/cases/{run}"))
}

async fn show(ctx: &Ctx, id: &str, form: &Form, problems: &[Problem]) -> Reply {
    let w = ctx.say("rehearsal");
    let proposed = playbooks::proposed(ctx, id).await?.ok_or(Stop::NotFound)?;
    let today = ctx.app.today();
    let (from, to) = days(form, today).or_else(|_| days(&Form::default(), today)).map_err(Stop::refused)?;
    let (region, proposal, playbook) = (ctx.signed()?.region.clone(), id.to_owned(), proposed.book.id.clone());
    let read = ctx.app.db().read(move |tx| -> Result<_, Fault> {
        let total = count_filed(tx, &Span::of(&region, &playbook, (from, to)))?;
        Ok((total, runs::of_proposal(tx, &region, &proposal)?, runs::measured(tx, &region)?))
    });
    let (total, all, measured) = read.await?;
    let typed = |name: &str, day: Date| if form.has(name) { form.get(name).to_owned() } else { day.to_string() };
    let content = RunsPage {
        w,
        summary: Summary::new(w, problems),
        cost: Notice::new(Shape::Plain, cost(w, total, measured.as_ref())),
        begin: begin_form(format!("/p/proposals/{id}/cases"), ctx.app.new_id(), false),
        fields: vec![
            Field::date("from", w.t("rehearsal-from")).value(typed("from", from)).problems(w, problems),
            Field::date("to", w.t("rehearsal-to")).value(typed("to", to)).problems(w, problems),
        ],
        end: end_form(),
        table: table(w, id, &all),
    };
    let proposal = format!("{} {}", w.text(&proposed.book.name), proposed.version);
    let status = if problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let desk = ctx.say("playbooks");
    ctx.clone()
        .crumb("/p", desk.t("playbooks-desk"))
        .crumb("/p/proposals", desk.t("proposal-list"))
        .crumb(&format!("/p/proposals/{id}"), &proposal)
        .page_with(status, "rehearsal-title", content)
}

/// How many cases there are, and how long they take by what an earlier run took.
fn cost(w: Say, total: i64, measured: Option<&Run>) -> String {
    match measured {
        Some(run) if run.judged > 0 => {
            let seconds = (total * run.worked_us / run.judged + 999_999) / 1_000_000;
            let rate = run.judged * 1_000_000 / run.worked_us.max(1);
            w.with("rehearsal-cost", &[("total", &total), ("seconds", &seconds), ("rate", &rate), ("of", &run.judged)])
        }
        _ => w.with("rehearsal-cost-unknown", &[("total", &total)]),
    }
}

/// Where a run stands, as shape and word.
pub fn state(w: Say, run: &Run) -> State {
    match run.state {
        RunState::Running => State::caution(w.t("rehearsal-running")),
        RunState::Done => State::ok(w.t("rehearsal-done")),
        RunState::Cancelled => State::plain(w.t("rehearsal-cancelled")),
    }
}

fn table(w: Say, id: &str, all: &[Run]) -> Table {
    let columns = ["rehearsal-started", "rehearsal-days-of", "rehearsal-state", "rehearsal-judged", "rehearsal-differ"];
    let rows = all.iter().map(|run| {
        vec![
            Cell::link(format!("/p/proposals/{id}/cases/{}", run.id), w.time_ms(run.started_at)),
            format!("{} – {}", run.from, run.to).into(),
            state(w, run).into(),
            format!("{} / {}", run.judged, run.total).into(),
            run.differ.to_string().into(),
        ]
    });
    Table::new(w.t("rehearsal-runs"), columns.map(|key| Column::new(w.t(key))).into())
        .rows(rows)
        .empty(Empty::new(w.t("rehearsal-runs-none"), w.t("rehearsal-runs-fills")))
}
