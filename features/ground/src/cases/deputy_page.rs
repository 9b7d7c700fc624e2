//! Who stands in for the head of an agency: named by the head for some days, seen by everybody at the desk.

use askama::Template;
use axum::http::StatusCode;
use civic::{Date, Problem, Text};
use jiff::ToSpan;
use store::once;
use web::ui::{BeginForm, Cell, Column, Empty, EndForm, Field, Summary, Table, begin_form, end_form};
use web::{Ctx, Form, Reply, Role, Say, Stop};

use crate::cases::acts::Hand;
use crate::cases::approver;
use crate::cases::desk::officer;
use crate::cases::desk_books::Team;
use crate::cases::said;

const ROOT: &str = "/o/deputy";

/// Most days a deputy is named for at once.
const DAYS_MAX: i64 = 90;

#[derive(Template)]
#[template(path = "cases/pages/deputy.html")]
struct Page {
    w: Say,
    summary: Summary,
    table: Table,
    ends: Vec<(BeginForm, String, String)>,
    form: Option<(BeginForm, Field, Field, Field)>,
    end: EndForm,
}

/// `GET /o/deputy`.
pub async fn page(ctx: Ctx) -> Reply {
    show(&ctx, &Form::default(), &[]).await
}

async fn show(ctx: &Ctx, form: &Form, problems: &[Problem]) -> Reply {
    let (session, agency) = officer(ctx)?;
    let w = ctx.say("cases");
    let team = Team::of(ctx, session, &agency).await?;
    let (region, today) = (session.region.clone(), ctx.app.today());
    let named = ctx.app.db().read(move |tx| approver::deputies(tx, &region, &agency, today)).await?;
    let name = |id: &str| team.name(w, Some(id)).unwrap_or_default();
    let head = session.role == Role::Head;
    let columns = vec![
        Column::new(w.t("deputy-who")),
        Column::new(w.t("lead-from")),
        Column::new(w.t("lead-until")),
        Column::new(w.t("deputy-reason")),
    ];
    let rows = named.iter().map(|it| {
        vec![
            Cell::text(name(&it.person)),
            Cell::text(w.date_with_year(it.from_on)),
            Cell::text(w.date_with_year(it.until_on)),
            Cell::text(&it.reason),
        ]
    });
    let others: Vec<(String, String)> = team.others().map(|c| (c.id.clone(), c.name.clone())).collect();
    let content = Page {
        w,
        summary: Summary::new(w, problems),
        table: Table::new(w.t("deputy-title"), columns)
            .rows(rows.collect::<Vec<_>>())
            .caption_hidden()
            .empty(Empty::new(w.t("deputy-none"), w.t("deputy-none-fills"))),
        ends: named
            .iter()
            .filter(|_| head)
            .map(|it| (begin_form(format!("{ROOT}/end"), ctx.app.new_id(), false), it.id.clone(), name(&it.person)))
            .collect(),
        form: head.then(|| {
            let who = Field::select("person", w.t("deputy-who"), others).blank(w.t("choose"));
            let until = Field::date("until", w.t("deputy-until")).hint(w.n("deputy-until-hint", DAYS_MAX));
            let why = Field::textarea("reason", w.t("deputy-reason"));
            (
                begin_form(ROOT, ctx.app.new_id(), false),
                who.value(form.get("person")).problems(w, problems),
                until.value(form.get("until")).problems(w, problems),
                why.value(form.get("reason")).problems(w, problems),
            )
        }),
        end: end_form(),
    };
    let status = if problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    ctx.clone().crumb("/o", w.t("queue-title")).page_with(status, "deputy-title", content)
}

/// The agency of the head who is signed in; nobody else names or ends a deputy.
fn head(ctx: &Ctx) -> Result<(String, String), Stop> {
    let (session, agency) = officer(ctx)?;
    if session.role != Role::Head {
        return Err(Stop::Forbidden);
    }
    Ok((session.region.clone(), agency))
}

/// `POST /o/deputy`.
pub async fn name(ctx: Ctx, form: Form) -> Reply {
    let (region, agency) = head(&ctx)?;
    let team = Team::of(&ctx, ctx.signed()?, &agency).await?;
    let person = team.others().find(|c| c.id == form.get("person")).map(|c| c.id.clone());
    let until = day(form.get("until"), ctx.app.today());
    let reason = said::required("reason", form.get("reason"));
    let (person, until, reason) = match (person, until, reason) {
        (Some(person), Ok(until), Ok(reason)) => (person, until, reason),
        (person, until, reason) => {
            let problems = person.is_none().then(nobody).into_iter().chain(until.err()).chain(reason.err());
            return show(&ctx, &form, &problems.collect::<Vec<_>>()).await;
        }
    };
    let (txid, hand) = (form.txid()?, Hand::of(&ctx)?);
    let done = ctx.app.db().write(move |tx| {
        once::once(tx, &region, &txid, "desk/deputy-named", hand.now_ms, |tx| {
            approver::name(tx, &hand, (&region, &agency), (&person, until, &reason))
        })
    });
    done.await.map_err(Stop::from)?;
    ctx.redirect(ROOT)
}

/// `POST /o/deputy/end`.
pub async fn end(ctx: Ctx, form: Form) -> Reply {
    let (region, agency) = head(&ctx)?;
    let (txid, hand, id) = (form.txid()?, Hand::of(&ctx)?, form.get("deputy").to_owned());
    let done = ctx.app.db().write(move |tx| {
        once::once(tx, &region, &txid, "desk/deputy-ended", hand.now_ms, |tx| {
            approver::end(tx, &hand, (&region, &agency), &id)
        })
    });
    done.await.map_err(Stop::from)?;
    ctx.redirect(ROOT)
}

/// A last day from today on, at most [`DAYS_MAX`] days ahead.
fn day(typed: &str, today: Date) -> Result<Date, Problem> {
    let last = today.checked_add(DAYS_MAX.days()).unwrap_or(today);
    let read: Option<Date> = typed.trim().parse().ok().filter(|day| (today..=last).contains(day));
    read.ok_or_else(|| {
        Problem::new(
            "until",
            "cases/deputy-until",
            Text::new(
                format!("没有填日期，或日期不在今天起 {DAYS_MAX} 天内"),
                format!("no day, or none within {DAYS_MAX} days from today"),
            ),
            Text::new(format!("请填 {today} 到 {last} 之间的一天"), format!("give a day from {today} to {last}")),
        )
    })
}

fn nobody() -> Problem {
    Problem::new(
        "person",
        "cases/deputy-nobody",
        Text::new("没有选代理人", "no deputy is chosen"),
        Text::new("请选一位本部门的同事", "choose a colleague of your agency"),
    )
}
