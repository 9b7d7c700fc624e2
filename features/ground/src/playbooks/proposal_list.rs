//! For drafters: the proposals of their area, with filter and file.

use askama::Template;
use civic::Text;
use web::ui::{Cell, Column, Empty, Field, Filter, Pager, State as Shape, Table};
use web::{Ctx, Reply, Say, Stop};

use super::library;
use super::proposal_pages::actor;
use super::proposals::{self, Proposal, State};

const PER_PAGE: u32 = 30;

#[derive(Template)]
#[template(path = "playbooks/pages/proposals.html")]
struct ListPage {
    w: Say,
    filter: Filter,
    table: Table,
    pager: Pager,
    export: String,
}

async fn found(ctx: &Ctx) -> Result<Vec<Proposal>, Stop> {
    let region = actor(ctx)?.region;
    let mut all = ctx.app.db().read(move |tx| proposals::of_area(tx, &region)).await?;
    let (state, words) = (ctx.query("state"), ctx.query("q").trim().to_lowercase());
    all.retain(|one| {
        let text = format!("{} {} {} {}", one.playbook, one.version, one.proposer, one.reason);
        (state.is_empty() || one.state.id() == state) && text.to_lowercase().contains(&words)
    });
    Ok(all)
}

/// The names of the rule books that are in force here, by id; one that is proposed for the first time has its id alone.
async fn names(ctx: &Ctx, all: &[Proposal]) -> Result<Vec<(String, Text)>, Stop> {
    let (region, today) = (actor(ctx)?.region, ctx.app.today());
    let mut names: Vec<(String, Text)> = Vec::new();
    for one in all {
        if names.iter().any(|(id, _)| *id == one.playbook) {
            continue;
        }
        if let Some(published) = library::current(&ctx.app, &one.playbook, &region, today).await? {
            names.push((one.playbook.clone(), published.playbook.name.clone()));
        }
    }
    Ok(names)
}

/// A proposal's state in shape and words.
pub(super) fn state(w: Say, state: State) -> Shape {
    let words = w.t(&format!("proposal-{}", state.id()));
    match state {
        State::Open => Shape::caution(words),
        State::Published => Shape::ok(words),
        State::Refused => Shape::stop(words),
        State::Withdrawn => Shape::plain(words),
    }
}

/// `/p/proposals?state=&q=`.
pub async fn page(ctx: Ctx) -> Reply {
    let w = ctx.say("playbooks");
    let all = found(&ctx).await?;
    let page = Pager::page_of(&ctx);
    let skip = usize::try_from(page.saturating_sub(1)).unwrap_or(0) * PER_PAGE as usize;
    let names = names(&ctx, &all).await?;
    let named = |one: &Proposal| {
        let known = names.iter().find(|(id, _)| *id == one.playbook);
        known.map_or_else(|| one.playbook.clone(), |(_, name)| w.text(name).to_owned())
    };
    let rows = all.iter().skip(skip).take(PER_PAGE as usize).map(|one| {
        let decided =
            one.decided.as_ref().map_or_else(String::new, |(at, _, name, _)| format!("{} {name}", w.time_ms(*at)));
        vec![
            Cell::link(format!("/p/proposals/{}", one.id), format!("{} {}", named(one), one.version)),
            state(w, one.state).into(),
            Cell::code(one.from.to_string()),
            Cell::text(w.time_ms(one.proposed_at)).and(one.proposer.as_str()),
            decided.into(),
            one.reason.chars().take(120).collect::<String>().into(),
        ]
    });
    let columns =
        ["playbooks-version", "proposal-state", "playbooks-from", "proposal-by", "proposal-decided", "proposal-reason"];
    let states = State::ALL.map(|state| (state.id(), w.t(&format!("proposal-{}", state.id()))));
    let content = ListPage {
        w,
        filter: Filter::new(w, "/p/proposals", "list")
            .field(Field::search("q", w.t("proposal-search")).value(ctx.query("q")))
            .field(Field::select("state", w.t("proposal-state"), states).blank(w.t("all")).value(ctx.query("state"))),
        table: Table::new(w.t("proposal-list"), columns.map(|key| Column::new(w.t(key))).into())
            .rows(rows)
            .dense()
            .empty(
                Empty::new(w.t("proposal-none"), w.t("proposal-none-fills")).action("/p/propose", w.t("proposal-new")),
            ),
        pager: Pager::new(w, &ctx, page, all.len() as u64, PER_PAGE),
        export: ctx.address_with(&[("page", "")]).replacen("/p/proposals", "/p/proposals.csv", 1),
    };
    ctx.clone().crumb("/p", w.t("playbooks-desk")).page("proposal-list", content)
}

/// `/p/proposals.csv`.
pub async fn export(ctx: Ctx) -> Reply {
    let w = ctx.say("playbooks");
    let rows = found(&ctx).await?.into_iter().map(|one| {
        let (at, _, decider, why) = one.decided.unwrap_or_default();
        vec![
            one.playbook,
            one.version,
            w.t(&format!("proposal-{}", one.state.id())).to_owned(),
            one.from.to_string(),
            w.time_ms(one.proposed_at),
            one.proposer,
            one.reason,
            if at == 0 { String::new() } else { w.time_ms(at) },
            decider,
            why,
            one.digest,
        ]
    });
    let heading = [
        "playbooks-book",
        "playbooks-version",
        "proposal-state",
        "playbooks-from",
        "proposal-at",
        "proposal-by",
        "proposal-reason",
        "proposal-decided-at",
        "proposal-decided",
        "proposal-decision",
        "playbooks-digest",
    ]
    .map(|key| w.t(key));
    web::csv_file(&ctx, "proposals", &heading, rows.collect())
}
