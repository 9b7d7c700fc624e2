//! One subscription: how it does, what can be done, and its last deliveries with the answer to each.

use askama::Template;
use axum::extract::Path;
use store::Fault;
use web::sheets::{self, Format, SheetFile};
use web::ui::{
    Actions, BeginForm, Button, Cell, Column, Empty, EndForm, Facts, Field, Filter as FilterBar, Pager, State as Badge,
    Table, begin_form, end_form,
};
use web::{Ctx, Reply, Say, Stop};

use super::acts;
use super::list_pages::{badge, kinds, last_ok, owner_words};
use super::model::{Delivery, KINDS, State, TEST, Webhook, kind_words};
use super::store::{self as table, Look};

const PER_PAGE: u32 = 50;
/// Most lines of a file.
const LINES_MAX: u32 = 50_000;

#[derive(Template)]
#[template(path = "webhooks/pages/one.html")]
struct One {
    w: Say,
    facts: Facts,
    links: Actions,
    begin: BeginForm,
    buttons: Actions,
    end: EndForm,
    filter: FilterBar,
    table: Table,
    pager: Pager,
}

fn look_of(ctx: &Ctx) -> Look {
    let (state, kind) = (ctx.query("state"), ctx.query("kind"));
    let state = if State::ALL.iter().any(|known| known.word() == state) { state } else { String::new() };
    let known = kind == TEST || KINDS.iter().any(|(_, listed, _)| *listed == kind);
    Look { state, kind: if known { kind } else { String::new() } }
}

/// `GET /webhooks/{region}/{id}`.
pub async fn page(ctx: Ctx, Path((region, id)): Path<(String, String)>) -> Reply {
    let w = ctx.say("webhooks");
    let (session, look, page) = (ctx.signed()?.clone(), look_of(&ctx), Pager::page_of(&ctx));
    let asked = look.clone();
    let (it, total, found) = ctx
        .app
        .db()
        .read(move |tx| -> Result<_, Stop> {
            let it = acts::own(tx, &session, &region, &id)?;
            let skip = u64::from(page - 1) * u64::from(PER_PAGE);
            let total = table::count_deliveries(tx, &it, &asked)?;
            let found = table::deliveries(tx, &it, &asked, skip, PER_PAGE)?;
            Ok((it, total, found))
        })
        .await?;
    let here = format!("/webhooks/{}/{}", it.region, it.id);
    let export = ctx.address_with(&[("format", "csv"), ("page", "")]).replacen(&here, &format!("{here}/export"), 1);
    let act = |act: &str| Button::new(w.t(&format!("webhooks-act-{act}"))).sends("act", act);
    let on = if it.paused.is_some() { act("resume") } else { act("pause").secondary() };
    let states = State::ALL.map(|state| (state.word(), w.t(&format!("webhooks-delivery-{}", state.word()))));
    let names = KINDS.iter().map(|(_, kind, _)| *kind).chain([TEST]).map(|kind| (kind, kind));
    let view = One {
        w,
        facts: facts(&ctx, w, &it),
        links: Actions::new()
            .add(Button::link(format!("{here}/change"), w.t("webhooks-change")).secondary())
            .add(Button::link(format!("{here}/secret"), w.t("webhooks-secret-change")).secondary())
            .add(Button::link(export, w.t("webhooks-export")).secondary()),
        begin: begin_form(format!("{here}/act"), ctx.app.new_id(), false),
        buttons: Actions::new().add(act("test")).add(on).add(act("remove").warning()),
        end: end_form(),
        filter: FilterBar::new(w, here.clone(), "deliveries")
            .field(Field::select("state", w.t("webhooks-state"), states).blank(w.t("all")).value(look.state))
            .field(Field::select("kind", w.t("webhooks-kind"), names).blank(w.t("all")).value(look.kind)),
        table: deliveries(w, &here, &found),
        pager: Pager::new(w, &ctx, page, total, PER_PAGE),
    };
    ctx.clone().crumb("/webhooks", w.t("webhooks-title")).page(&it.name, view)
}

fn facts(ctx: &Ctx, w: Say, it: &Webhook) -> Facts {
    let now_ms = ctx.app.now_ms();
    let mut facts = Facts::new()
        .fact(w.t("webhooks-state"), Cell::from(badge(w, it)).and(paused_words(w, it)))
        .fact(w.t("webhooks-url"), Cell::code(&it.url))
        .fact(w.t("webhooks-owner"), owner_words(w, it))
        .fact(w.t("webhooks-kinds"), kinds(w, it))
        .fact(w.t("webhooks-timeout"), w.count(it.timeout_seconds))
        .fact(w.t("webhooks-last-ok"), last_ok(w, it));
    if it.paused.is_none() && it.next_ms > now_ms {
        facts = facts.fact(w.t("webhooks-next"), w.time_ms(it.next_ms));
    }
    if let Some((_, until)) = it.before.as_ref().filter(|(_, until)| *until > now_ms) {
        facts = facts.fact(w.t("webhooks-overlap"), w.time_ms(*until));
    }
    facts
}

fn paused_words(w: Say, it: &Webhook) -> String {
    let words =
        |(why, at): (super::Pause, i64)| w.with(&format!("webhooks-why-{}", why.word()), &[("time", &w.time_ms(at))]);
    it.paused.map(words).unwrap_or_default()
}

fn deliveries(w: Say, here: &str, found: &[Delivery]) -> Table {
    let columns = ["sent-at", "kind", "sequence", "state", "last-status", "attempts"];
    let rows = found.iter().map(|it| {
        let trouble = it.trouble.as_ref().map(|words| w.text(words).to_owned()).unwrap_or_default();
        vec![
            Cell::link(
                format!("{here}/deliveries/{}", it.message),
                it.tried_ms.map_or_else(|| w.t("webhooks-not-yet").to_owned(), |at| w.time_ms(at)),
            ),
            Cell::text(w.text(&kind_words(&it.kind))).and(Cell::code(&it.kind)),
            sequence(it).into(),
            delivery_badge(w, it.state).into(),
            Cell::text(it.status.map_or_else(String::new, |status| status.to_string())).and(trouble),
            w.count(it.attempts).into(),
        ]
    });
    let columns = columns.map(|key| Column::new(w.t(&format!("webhooks-{key}")))).into();
    Table::new(w.t("webhooks-deliveries"), columns)
        .rows(rows)
        .caption_hidden()
        .empty(Empty::new(w.t("webhooks-no-deliveries"), w.t("webhooks-no-deliveries-fills")))
}

/// A test has no place among the events.
fn sequence(it: &Delivery) -> String {
    if it.sequence > 0 { it.sequence.to_string() } else { String::new() }
}

pub(super) fn delivery_badge(w: Say, state: State) -> Badge {
    let words = w.t(&format!("webhooks-delivery-{}", state.word()));
    match state {
        State::Waiting => Badge::caution(words),
        State::Delivered => Badge::ok(words),
        State::GivenUp => Badge::stop(words),
    }
}

/// `GET /webhooks/{region}/{id}/export`: the deliveries of the filter.
pub async fn export(ctx: Ctx, Path((region, id)): Path<(String, String)>) -> Reply {
    let w = ctx.say("webhooks");
    let format = Format::parse(&ctx.query("format")).ok_or(Stop::NotFound)?;
    let (session, look) = (ctx.signed()?.clone(), look_of(&ctx));
    let found = ctx.app.db().read(move |tx| -> Result<_, Stop> {
        let it = acts::own(tx, &session, &region, &id)?;
        table::deliveries(tx, &it, &look, 0, LINES_MAX).map_err(|fault: Fault| fault.into())
    });
    let rows = found.await?.into_iter().map(|it| {
        vec![
            it.message.clone(),
            it.kind.clone(),
            sequence(&it),
            w.t(&format!("webhooks-delivery-{}", it.state.word())).to_owned(),
            it.tried_ms.map_or_else(String::new, |at| w.time_ms(at)),
            it.status.map_or_else(String::new, |status| status.to_string()),
            it.attempts.to_string(),
            it.trouble.map_or_else(String::new, |words| w.text(&words).to_owned()),
        ]
    });
    let heading = ["message", "kind", "sequence", "state", "sent-at", "last-status", "attempts", "trouble"];
    let heading = heading.map(|key| w.t(&format!("webhooks-{key}")).to_owned()).to_vec();
    sheets::file(&ctx, SheetFile { heading, rows: rows.collect() }, "deliveries", format).await
}
