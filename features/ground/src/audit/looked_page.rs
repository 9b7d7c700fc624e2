//! Who looked at whose data, for auditors: by name, with the reason, each line held against the journal.

use askama::Template;
use web::ui::{Cell, Column, Empty, Field, Filter, Kind as Shape, Notice, Order, Pager, State, Summary, Table};
use web::{Ctx, Reply, Say, Stop};

use super::journal_page::{bounds, days, who};
use crate::accounts::unmask::{self, Tally};
use crate::accounts::{self, Audited, Look, LookedKind, Matches};
use crate::enterprises;

const PER_PAGE: u32 = 50;
const EXPORT_MAX: i64 = 50_000;

#[derive(Template)]
#[template(path = "audit/pages/looked.html")]
struct Page {
    w: Say,
    summary: Summary,
    notice: Notice,
    filter: Filter,
    table: Table,
    pager: Pager,
    found: i64,
    csv: String,
    counted: Table,
    counted_about: String,
}

/// A reading with the name of whose data it was.
struct Line {
    it: Audited,
    subject: String,
}

type Found = (Vec<Line>, i64, Vec<accounts::Desk>);

/// Days the counts of unmasking go back.
const COUNTED_DAYS: i64 = 30;

async fn read(ctx: &Ctx, (from_ms, until_ms): (i64, i64), limit: i64, offset: i64) -> Result<Found, Stop> {
    let kind = ctx.query("kind");
    let kind = if LookedKind::ALL.iter().any(|known| known.word() == kind) { kind } else { String::new() };
    let (typed, uscc, bounds) = (ctx.query("who"), ctx.query("subject").trim().to_uppercase(), bounds(ctx)?);
    let order = Order::from_query(ctx, &["newest", "when"]);
    let found = ctx.app.db().read(move |tx| -> Result<Found, Stop> {
        let subject = match uscc.as_str() {
            "" => String::new(),
            code => enterprises::find_by_uscc(tx, code)?
                .map_or_else(|| "enterprise:".to_owned(), |enterprise| format!("enterprise:{}", enterprise.id)),
        };
        let look = Look {
            regions: bounds,
            who: who(tx, &typed)?,
            kind,
            subject,
            from_ms,
            until_ms,
            oldest_first: order.key == "when" && !order.descending,
        };
        let (all, found) = accounts::audited(tx, &look, limit, offset)?;
        let mut lines = Vec::new();
        for it in all {
            let id = it.subject.strip_prefix("enterprise:");
            let enterprise = id.map_or(Ok(None), |id| enterprises::find(tx, &it.region, id))?;
            let subject = enterprise.map_or_else(|| it.subject.clone(), |enterprise| enterprise.name().to_owned());
            lines.push(Line { it, subject });
        }
        Ok((lines, found, accounts::desks(tx, "%")?))
    });
    found.await
}

/// `GET /audit/looked`.
pub async fn page(ctx: Ctx) -> Reply {
    let (w, page) = (ctx.say("audit"), Pager::page_of(&ctx));
    let offset = i64::from(page.saturating_sub(1)) * i64::from(PER_PAGE);
    let (times, problems) = match days(&ctx) {
        Ok(times) => (times, Vec::new()),
        Err(problems) => ((0, 0), problems),
    };
    let (lines, found, desks) = read(&ctx, times, i64::from(PER_PAGE), offset).await?;
    let (area, since_ms) = (bounds(&ctx)?, ctx.app.now_ms() - COUNTED_DAYS * 24 * 60 * 60 * 1000);
    let tallies = ctx.app.db().read(move |tx| unmask::tallies(tx, (&area.0, &area.1), since_ms)).await?;
    let kinds = LookedKind::ALL.map(|kind| (kind.word(), w.t(&format!("audit-looked-{}", kind.word()))));
    let content = Page {
        w,
        summary: Summary::new(w, &problems),
        notice: Notice::new(Shape::Plain, w.t("audit-proof-about")).title(w.t("audit-proof-title")),
        filter: Filter::new(w, "/audit/looked", "looked")
            .field(Field::search("who", w.t("audit-who")).hint(w.t("audit-who-hint")).value(ctx.query("who")))
            .field(Field::text("subject", w.t("audit-subject-code")).value(ctx.query("subject")))
            .field(Field::select("kind", w.t("audit-how-looked"), kinds).blank(w.t("all")).value(ctx.query("kind")))
            .field(Field::date("from", w.t("audit-from")).value(ctx.query("from")).problems(w, &problems))
            .field(Field::date("to", w.t("audit-to")).value(ctx.query("to")).problems(w, &problems))
            .keep("sort", ctx.query("sort")),
        table: table(&ctx, w, &lines, &desks),
        pager: Pager::new(w, &ctx, page, u64::try_from(found).unwrap_or(0), PER_PAGE),
        found,
        counted: counted(w, &tallies),
        counted_about: w.with("audit-tally-about", &[("days", &COUNTED_DAYS), ("most", &unmask::HOUR_MAX)]),
        csv: ctx.address_with(&[("page", "")]).replacen("/audit/looked", "/audit/looked/export.csv", 1),
    };
    let status =
        if problems.is_empty() { axum::http::StatusCode::OK } else { axum::http::StatusCode::UNPROCESSABLE_ENTITY };
    ctx.page_with(status, "audit-looked", content)
}

fn office(w: Say, desks: &[accounts::Desk], id: &str) -> String {
    let known = desks.iter().find(|desk| desk.id == id);
    known.map_or_else(|| id.to_owned(), |desk| w.text(&desk.name).to_owned())
}

/// How somebody looked, and at which data where it was not the whole.
fn how(w: Say, it: &Audited) -> String {
    let kind = w.t(&format!("audit-looked-{}", it.kind));
    if it.what.zh.is_empty() {
        kind.to_owned()
    } else {
        w.with("audit-looked-at", &[("kind", &kind), ("what", &w.text(&it.what))])
    }
}

fn why(ctx: &Ctx, it: &Audited) -> String {
    if it.why.is_empty() {
        ctx.say("audit").t("audit-duty").to_owned()
    } else {
        unmask::shown_why(ctx.say("accounts"), &it.why)
    }
}

/// Who unmasked how much lately, those first whom the hour's number stopped.
fn counted(w: Say, tallies: &[Tally]) -> Table {
    let columns = ["person", "tally-looks", "tally-most", "tally-stopped"];
    let columns = columns.map(|key| Column::new(w.t(&format!("audit-{key}")))).to_vec();
    let rows = tallies.iter().map(|it| {
        let stopped = match it.stopped {
            0 => Cell::text("0"),
            n => State::caution(w.n("audit-tally-times", n)).into(),
        };
        let name = it.name.as_deref().unwrap_or(&it.person);
        vec![Cell::text(name), Cell::text(it.looks.to_string()), Cell::text(it.most.to_string()), stopped]
    });
    Table::new(w.t("audit-tally-title"), columns)
        .rows(rows)
        .caption_hidden()
        .dense()
        .empty(Empty::new(w.t("audit-tally-none"), w.t("audit-tally-fills")))
}

fn proof(w: Say, proof: Matches) -> State {
    match proof {
        Matches::Entry(n) => State::ok(w.with("audit-proof-entry", &[("n", &n)])),
        Matches::Changed(n) => State::stop(w.with("audit-proof-changed", &[("n", &n)])),
        Matches::Before => State::unknown(w.t("audit-proof-before")),
    }
}

fn table(ctx: &Ctx, w: Say, lines: &[Line], desks: &[accounts::Desk]) -> Table {
    let order = Order::from_query(ctx, &["newest", "when"]);
    let columns = vec![
        Column::new(w.t("audit-when")).sortable(ctx, "when", &order),
        Column::new(w.t("audit-person")),
        Column::new(w.t("audit-subject")),
        Column::new(w.t("audit-how-looked")),
        Column::new(w.t("audit-why")),
        Column::new(w.t("audit-proof")),
    ];
    let rows = lines.iter().map(|line| {
        let it = &line.it;
        vec![
            Cell::text(w.time_ms(it.at_ms)),
            Cell::text(it.actor_name.as_deref().unwrap_or(&it.actor)).and(office(w, desks, &it.office)),
            Cell::text(&line.subject),
            Cell::text(how(w, it)).and(Cell::code(&it.thing)),
            Cell::text(why(ctx, it)),
            proof(w, it.proof).into(),
        ]
    });
    Table::new(w.t("audit-looked"), columns)
        .rows(rows.collect::<Vec<_>>())
        .caption_hidden()
        .dense()
        .empty(Empty::new(w.t("audit-looked-none"), w.t("audit-looked-fills")))
}

/// `GET /audit/looked/export.csv`: the same lines, at most 50,000.
pub async fn csv(ctx: Ctx) -> Reply {
    let w = ctx.say("audit");
    let times = days(&ctx).map_err(Stop::refused)?;
    let (lines, _, desks) = read(&ctx, times, EXPORT_MAX, 0).await?;
    let heads = ["when", "person", "office", "subject", "how-looked", "thing", "why", "proof"]
        .map(|key| format!("audit-{key}"));
    let heads: Vec<&str> = heads.iter().map(|key| w.t(key)).collect();
    let rows = lines.iter().map(|line| {
        let it = &line.it;
        let proof = match it.proof {
            Matches::Entry(n) => w.with("audit-proof-entry", &[("n", &n)]),
            Matches::Changed(n) => w.with("audit-proof-changed", &[("n", &n)]),
            Matches::Before => w.t("audit-proof-before").to_owned(),
        };
        vec![
            w.time_ms(it.at_ms),
            it.actor_name.clone().unwrap_or_else(|| it.actor.clone()),
            office(w, &desks, &it.office),
            line.subject.clone(),
            how(w, it),
            it.thing.clone(),
            why(&ctx, it),
            proof,
        ]
    });
    web::csv_file(&ctx, &format!("looked-{}", lines.len()), &heads, rows.collect())
}
