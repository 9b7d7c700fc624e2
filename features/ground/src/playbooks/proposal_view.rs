//! For drafters: one proposal with all it changes, and the second key.

use std::sync::Arc;

use ::playbook::{Files, Playbook, slim};
use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use civic::{Problem, RegionCode, Text};
use web::ui::{
    Actions, Bars, BeginForm, Button, Cell, Column, Empty, EndForm, Facts, Field, Kind, Notice, State as Shape,
    Summary, Table, begin_form, end_form,
};
use web::{App, Ctx, Form, Reply, Say, Stop};

use super::differences::{self, Turn};
use super::model::{Hand, Published};
use super::proposal_list::state;
use super::proposal_pages::{REASON_MAX, actor, reason_problems, weighed};
use super::proposals::{self, Proposal, State};
use super::{library, slim_road};

/// Most lines of the text diff on the page.
const LINES_MAX: usize = 3_000;

#[derive(Template)]
#[template(path = "playbooks/pages/proposal.html")]
struct ProposalPage {
    w: Say,
    summary: Summary,
    facts: Facts,
    changes: Table,
    bars: Bars,
    cases: String,
    diff: Vec<(&'static str, String)>,
    more: Option<String>,
    form: Option<Decide>,
    waits: Option<Notice>,
}

struct Decide {
    begin: BeginForm,
    reason: Field,
    actions: Actions,
    end: EndForm,
}

struct Seen {
    proposal: Proposal,
    files: Files,
    base: Option<Arc<Published>>,
}

async fn load(ctx: &Ctx, id: &str) -> Result<Seen, Stop> {
    let (region, id) = (actor(ctx)?.region, id.to_owned());
    let found = ctx.app.db().read(move |tx| proposals::by_id(tx, &region, &id)).await?;
    let (proposal, files) = found.ok_or(Stop::NotFound)?;
    let base = match proposal.based_on.as_str() {
        "" => None,
        digest => library::by_digest(&ctx.app, digest).await?,
    };
    Ok(Seen { proposal, files, base })
}

/// A proposed version as other services look at it.
#[derive(Clone, Debug)]
pub struct Proposed {
    /// Its version as its authors count.
    pub version: String,
    /// Digest of its text.
    pub digest: String,
    /// The book, as read.
    pub book: Arc<Playbook>,
}

/// The proposal of this id in the drafter's area; none when there is none.
///
/// # Errors
/// Nobody signed in, a database fault, or a text that can no longer be read.
pub async fn proposed(ctx: &Ctx, id: &str) -> Result<Option<Proposed>, Stop> {
    proposed_in(&ctx.app, &actor(ctx)?.region, id).await
}

/// As [`proposed`], for work that nobody waits for.
///
/// # Errors
/// A database fault, or a text that can no longer be read.
pub async fn proposed_in(app: &App, region: &str, id: &str) -> Result<Option<Proposed>, Stop> {
    let (region, id) = (region.to_owned(), id.to_owned());
    let found = app.db().read(move |tx| proposals::by_id(tx, &region, &id)).await?;
    let Some((proposal, files)) = found else { return Ok(None) };
    let known = app.catalogue().clone();
    let read = tokio::task::spawn_blocking(move || ::playbook::read(&files, &known).playbook);
    let book = read.await.map_err(anyhow::Error::from)?.ok_or(Stop::NotFound)?;
    Ok(Some(Proposed { version: proposal.version, digest: proposal.digest, book: Arc::new(book) }))
}

/// `/p/proposals/{id}`.
pub async fn page(ctx: Ctx, Path(id): Path<String>) -> Reply {
    let seen = load(&ctx, &id).await?;
    shown(&ctx, seen, "", &[]).await
}

async fn shown(ctx: &Ctx, seen: Seen, reason: &str, problems: &[Problem]) -> Reply {
    let w = ctx.say("playbooks");
    let Seen { proposal, files, base } = seen;
    let (known, today, before) = (ctx.app.catalogue().clone(), ctx.app.today(), base.clone());
    let work = tokio::task::spawn_blocking(move || {
        let book = ::playbook::read(&files, &known).playbook;
        let there = before.map(|there| (Arc::clone(&there.playbook), Arc::clone(&there.files)));
        let nothing = Files::new();
        let patch = slim::patch(there.as_ref().map_or(&nothing, |(_, files)| files), &files);
        let figures = book.as_ref().zip(there.as_ref()).map(|(book, (there, _))| {
            let count = |book: &::playbook::Playbook| {
                let on = book.day_nearest(today);
                slim::tally(
                    &book.effective(None, on),
                    &std::collections::BTreeMap::<String, rules::Value>::new(),
                    on,
                    &[],
                )
            };
            (count(there).bundle, count(book).bundle)
        });
        (book, patch, figures)
    });
    let (book, patch, figures) = work.await.map_err(anyhow::Error::from)?;
    let changed = match (&base, &book) {
        (Some(there), Some(book)) => differences::between(w, &there.playbook, book),
        _ => Vec::new(),
    };
    let me = actor(ctx)?.person;
    let open = proposal.state == State::Open;
    let total = patch.lines().count();
    let content = ProposalPage {
        w,
        summary: Summary::new(w, problems),
        facts: facts(w, &proposal, base.as_deref()),
        changes: changes(w, &changed, base.is_some()),
        bars: figures.map_or_else(Bars::new, |(before, after)| {
            slim_road::bars(w, &[(w.t("trial-before"), &before), (w.t("proposal-after"), &after)], true)
        }),
        cases: format!("/p/proposals/{}/cases", proposal.id),
        diff: patch.lines().take(LINES_MAX).map(|line| (line_class(line), line.to_owned())).collect(),
        more: (total > LINES_MAX).then(|| w.with("trial-lines-more", &[("shown", &LINES_MAX), ("total", &total)])),
        form: open.then(|| form(ctx, w, &proposal, reason, problems, proposal.proposed_by == me)),
        waits: (open && proposal.proposed_by == me)
            .then(|| Notice::new(Kind::Plain, w.t("proposal-waits-next")).title(w.t("proposal-waits"))),
    };
    let status = if problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let title = format!("{} {}", proposal.playbook, proposal.version);
    ctx.clone()
        .crumb("/p", w.t("playbooks-desk"))
        .crumb("/p/proposals", w.t("proposal-list"))
        .page_with(status, &title, content)
}

fn line_class(line: &str) -> &'static str {
    match line.as_bytes().first() {
        Some(b'+') => "diff-plus",
        Some(b'-') => "diff-minus",
        _ => "",
    }
}

fn facts(w: Say, proposal: &Proposal, base: Option<&Published>) -> Facts {
    let mut facts = Facts::new()
        .fact(w.t("proposal-state"), state(w, proposal.state))
        .fact(w.t("playbooks-version"), proposal.version.as_str())
        .fact(w.t("playbooks-from"), w.date_with_year(proposal.from))
        .fact(w.t("proposal-base"), base.map_or(w.t("proposal-base-none"), |base| &base.version))
        .fact_from(w.t("proposal-by"), w.time_ms(proposal.proposed_at), proposal.proposer.as_str())
        .fact(w.t("proposal-reason"), proposal.reason.as_str());
    if let Some((at, _, name, why)) = &proposal.decided {
        facts = facts
            .fact_from(w.t("proposal-decided"), w.time_ms(*at), name.as_str())
            .fact(w.t("proposal-decision"), why.as_str());
    }
    let digest = &proposal.digest;
    match proposal.state {
        State::Published => facts.fact(w.t("playbooks-digest"), Cell::link(format!("/p/{digest}"), digest)),
        _ => facts.fact(w.t("playbooks-digest"), digest.as_str()),
    }
}

/// The changes service by service; each says whether it asks for less or for more.
fn changes(w: Say, changed: &[differences::Changed], compared: bool) -> Table {
    let rows = changed.iter().flat_map(|service| {
        service.changes.iter().map(|change| {
            let turn = match change.turn {
                Turn::Less => Shape::ok(w.t("diff-less")),
                Turn::More => Shape::caution(w.t("diff-more")),
                Turn::Other => Shape::plain(w.t("diff-other")),
            };
            vec![w.text(&service.name).into(), turn.into(), change.words.as_str().into()]
        })
    });
    let columns = ["playbooks-service", "diff-turn", "trial-change"].map(|key| Column::new(w.t(key)));
    let empty = if compared { "proposal-no-change" } else { "proposal-base-none" };
    Table::new(w.t("proposal-changes"), columns.into())
        .rows(rows)
        .empty(Empty::new(w.t(empty), w.t("proposal-no-change-fills")))
}

fn form(ctx: &Ctx, w: Say, proposal: &Proposal, reason: &str, problems: &[Problem], own: bool) -> Decide {
    let actions = if own {
        Actions::new().add(Button::new(w.t("proposal-withdraw")).warning().sends("do", "withdraw"))
    } else {
        Actions::new()
            .add(Button::new(w.t("proposal-approve")).sends("do", "approve"))
            .add(Button::new(w.t("proposal-refuse")).warning().sends("do", "refuse"))
    };
    Decide {
        begin: begin_form(format!("/p/proposals/{}", proposal.id), ctx.app.new_id(), false),
        reason: Field::textarea("reason", w.t("proposal-decision"))
            .hint(w.t("proposal-reason-hint"))
            .length_max(u32::try_from(REASON_MAX).unwrap_or(u32::MAX))
            .value(reason)
            .problems(w, problems),
        actions,
        end: end_form(),
    }
}

/// `POST /p/proposals/{id}`: approve, refuse or withdraw.
pub async fn decide(ctx: Ctx, Path(id): Path<String>, form: Form) -> Reply {
    let actor = actor(&ctx)?;
    let txid = form.txid()?;
    let seen = load(&ctx, &id).await?;
    let reason = form.get("reason").to_owned();
    let mut problems = reason_problems(&reason);
    let to = match form.get("do") {
        "approve" => State::Published,
        "refuse" => State::Refused,
        "withdraw" => State::Withdrawn,
        _ => {
            problems.push(no_decision());
            State::Open
        }
    };
    if !problems.is_empty() {
        return shown(&ctx, seen, &reason, &problems).await;
    }
    let proposal = seen.proposal.clone();
    let (why, again) = (reason.clone(), proposal.id.clone());
    let done = if to == State::Published {
        let (files, found) = weighed(&ctx, seen.files.clone()).await?;
        // a form sent twice meets the outcome of the first, whatever the rules of the day have become
        if proposal.state == State::Open && !found.problems.is_empty() {
            return shown(&ctx, seen, &reason, &found.problems).await;
        }
        let hand = Hand {
            region: RegionCode::parse(&actor.region).map_err(|problem| Stop::from(vec![problem]))?,
            id: ctx.app.new_id(),
            now_ms: actor.now_ms,
            person: actor.person.clone(),
            office: actor.office.clone(),
            proposal: Some((proposal.id.clone(), proposal.proposed_by.clone())),
        };
        let reading = found.reading;
        let work = move |tx: &mut ::store::Tx| {
            proposals::approve(tx, &actor, &txid, (&proposal, &files, &reading), &hand, &why).map(drop)
        };
        ctx.app.db().write(work).await
    } else {
        ctx.app.db().write(move |tx| proposals::close(tx, &actor, &txid, &proposal, to, &why)).await
    };
    match done {
        Ok(()) => ctx.redirect(&format!("/p/proposals/{again}")),
        Err(Stop::Refused { problems, .. }) => shown(&ctx, load(&ctx, &again).await?, &reason, &problems).await,
        Err(stop) => Err(stop),
    }
}

fn no_decision() -> Problem {
    Problem::new(
        "do",
        "playbooks/no-decision",
        Text::new("没有选处理办法", "nothing is decided"),
        Text::new("请按页面上的一个按钮", "press one of the buttons of the page"),
    )
}
