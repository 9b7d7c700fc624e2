//! The journal as a page: who did what to which thing, when; until where the chain is whole, and the whole list as a file.

use askama::Template;
use civic::clock::start_of;
use civic::{Date, Problem, Text};
use store::journal::{self, Recorded, Search};
use store::{Fault, Tx, once};
use web::pieces::pieces;
use web::sheets::{self, Format};
use web::ui::{
    BeginForm, Cell, Column, Empty, EndForm, Field, Filter, Kind, Notice, Order, Pager, Summary, Table, begin_form,
    end_form,
};
use web::{Ctx, Form, Reply, Say, Stop};

use super::acts;
use super::checks::{self, Checked};
use crate::{accounts, cases};

const PER_PAGE: u32 = 50;

/// Entries read at a time while a file is written.
const PIECE: i64 = 1000;

#[derive(Template)]
#[template(path = "audit/pages/journal.html")]
struct Page {
    w: Say,
    summary: Summary,
    chains: Vec<Notice>,
    ask: BeginForm,
    end: EndForm,
    filter: Filter,
    table: Table,
    pager: Pager,
    found: i64,
    csv: String,
}

/// First and last county code of the auditor's area.
pub(super) fn bounds(ctx: &Ctx) -> Result<(String, String), Stop> {
    let prefix = cases::subtree_prefix(&ctx.signed()?.region);
    Ok((format!("{prefix:0<6}"), format!("{prefix:9<12}")))
}

/// The days of an address as times: from the beginning of the first to the end of the last.
pub(super) fn days(ctx: &Ctx) -> Result<(i64, i64), Vec<Problem>> {
    let mut problems = Vec::new();
    let mut day = |name: &str| -> Option<Date> {
        let typed = ctx.query(name);
        let typed = typed.trim();
        let read = typed.parse();
        if !typed.is_empty() && read.is_err() {
            problems.push(no_day(name, typed));
        }
        read.ok()
    };
    let (from, to) = (day("from"), day("to"));
    if let (Some(from), Some(to)) = (from, to)
        && to < from
    {
        problems.push(turned_round());
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    let until = to.and_then(|day| day.tomorrow().ok());
    let ms = |day: Option<Date>| day.map_or(0, |day| start_of(day).as_millisecond());
    Ok((ms(from), ms(until)))
}

/// What was typed as "who": a sign-in name stands for its person, anything else for itself.
pub(super) fn who(tx: &mut Tx, typed: &str) -> Result<String, Fault> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Ok(String::new());
    }
    Ok(accounts::by_sign_in(tx, typed)?.map_or_else(|| typed.to_owned(), |person| person.id))
}

/// What the address asks for; names and numbers of cases become ids inside the reading.
struct Asked {
    search: Search,
    who: String,
    case: String,
}

fn asked(ctx: &Ctx) -> Result<Result<Asked, Vec<Problem>>, Stop> {
    let (from_ms, until_ms) = match days(ctx) {
        Ok(days) => days,
        Err(problems) => return Ok(Err(problems)),
    };
    let order = Order::from_query(ctx, &["newest", "when"]);
    let search = Search {
        regions: bounds(ctx)?,
        act: ctx.query("act").trim().to_owned(),
        thing: ctx.query("thing").trim().to_owned(),
        from_ms,
        until_ms,
        oldest_first: order.key == "when" && !order.descending,
        ..Search::default()
    };
    Ok(Ok(Asked { search, who: ctx.query("who"), case: ctx.query("case").trim().to_owned() }))
}

fn resolved(tx: &mut Tx, asked: &Asked) -> Result<Search, Fault> {
    let mut search = Search { who: who(tx, &asked.who)?, ..asked.search.clone() };
    if !asked.case.is_empty() {
        let id = cases::id_of_number(tx, &asked.case)?.unwrap_or_else(|| asked.case.clone());
        search.thing = cases::acts::thing(&id);
    }
    Ok(search)
}

/// `GET /audit`.
pub async fn page(ctx: Ctx) -> Reply {
    match asked(&ctx)? {
        Ok(asked) => show(&ctx, asked, &[]).await,
        Err(problems) => {
            let nothing = Asked { search: Search::default(), who: String::new(), case: String::new() };
            show(&ctx, nothing, &problems).await
        }
    }
}

async fn show(ctx: &Ctx, asked: Asked, problems: &[Problem]) -> Reply {
    let (w, page) = (ctx.say("audit"), Pager::page_of(ctx));
    let offset = i64::from(page.saturating_sub(1)) * i64::from(PER_PAGE);
    let (bounds, act) = (bounds(ctx)?, asked.search.act.clone());
    let read = ctx.app.db().read(move |tx| -> Result<_, Fault> {
        let search = resolved(tx, &asked)?;
        let entries = journal::page(tx, &search, i64::from(PER_PAGE), offset)?;
        let mut names = Vec::new();
        for entry in &entries {
            names.push(accounts::name_of(tx, &entry.actor)?);
        }
        let at = (bounds.0.as_str(), bounds.1.as_str());
        let desks = accounts::desks(tx, "%")?;
        Ok((entries, names, journal::count(tx, &search)?, journal::acts(tx, at)?, checks::latest(tx, at)?, desks))
    });
    let (entries, names, found, acts, checked, desks) = read.await?;
    let office = |id: &str| -> String {
        let known = desks.iter().find(|desk| desk.id == id);
        known.map_or_else(|| id.to_owned(), |desk| w.text(&desk.name).to_owned())
    };
    let content = Page {
        w,
        summary: Summary::new(w, problems),
        chains: chains(w, &checked),
        ask: begin_form("/audit/check", ctx.app.new_id(), false),
        end: end_form(),
        filter: filter(ctx, w, acts, &act, problems),
        table: table(ctx, w, &entries, &names, office),
        pager: Pager::new(w, ctx, page, u64::try_from(found).unwrap_or(0), PER_PAGE),
        found,
        csv: ctx.address_with(&[("page", "")]).replacen("/audit", "/audit/export.csv", 1),
    };
    let status =
        if problems.is_empty() { axum::http::StatusCode::OK } else { axum::http::StatusCode::UNPROCESSABLE_ENTITY };
    ctx.page_with(status, "audit-journal", content)
}

fn filter(ctx: &Ctx, w: Say, acts: Vec<String>, act: &str, problems: &[Problem]) -> Filter {
    let mut groups: Vec<String> =
        acts.iter().filter_map(|act| act.split_once('/')).map(|(g, _)| format!("{g}/")).collect();
    groups.dedup();
    let mut choices: Vec<(String, String)> =
        groups.into_iter().map(|group| (group.clone(), w.with("audit-all-of", &[("group", &group)]))).collect();
    choices.extend(acts.into_iter().map(|act| (act.clone(), acts::words(w, &act))));
    Filter::new(w, "/audit", "journal")
        .field(Field::search("who", w.t("audit-who")).hint(w.t("audit-who-hint")).value(ctx.query("who")))
        .field(Field::select("act", w.t("audit-act"), choices).blank(w.t("all")).value(act))
        .field(Field::text("case", w.t("audit-case")).value(ctx.query("case")))
        .field(Field::date("from", w.t("audit-from")).value(ctx.query("from")).problems(w, problems))
        .field(Field::date("to", w.t("audit-to")).value(ctx.query("to")).problems(w, problems))
        .keep("thing", ctx.query("thing"))
        .keep("sort", ctx.query("sort"))
}

/// Until where each chain is whole, when that was found, and what is wrong where it is not.
fn chains(w: Say, checked: &[Checked]) -> Vec<Notice> {
    if checked.is_empty() {
        return vec![Notice::new(Kind::Unknown, w.t("audit-unchecked-about")).title(w.t("audit-unchecked"))];
    }
    let mut told = Vec::new();
    for it in checked {
        let (when, short) = (w.time_ms(it.at_ms), it.hash.get(..16).unwrap_or(&it.hash));
        let how = w.with("audit-how", &[("hash", &short)]);
        let place = [("region", &it.region as &dyn std::fmt::Display), ("n", &it.entries), ("time", &when)];
        match &it.broken {
            None => told.push(Notice::new(Kind::Ok, how).title(w.with("audit-whole", &place))),
            Some((seq, what)) => {
                let what = w.t(&format!("audit-broken-{what}"));
                let place = [("region", &it.region as &dyn std::fmt::Display), ("n", seq), ("time", &when)];
                let words = format!("{what} {}", w.with("audit-whole-before", &[("n", &(seq - 1).max(0))]));
                told.push(Notice::new(Kind::Stop, words).title(w.with("audit-broken", &place)));
            }
        }
        for (seq, key) in [(it.looked_changed, "audit-looked-changed"), (it.looked_gone, "audit-looked-gone")] {
            if let Some(seq) = seq {
                let words = w.with(key, &[("n", &seq), ("region", &it.region)]);
                told.push(Notice::new(Kind::Stop, words).title(w.t("audit-looked-broken")));
            }
        }
    }
    told
}

fn table(ctx: &Ctx, w: Say, entries: &[Recorded], names: &[Option<String>], office: impl Fn(&str) -> String) -> Table {
    let order = Order::from_query(ctx, &["newest", "when"]);
    let columns = vec![
        Column::new(w.t("audit-number")),
        Column::new(w.t("audit-when")).sortable(ctx, "when", &order),
        Column::new(w.t("audit-person")),
        Column::new(w.t("audit-act")),
        Column::new(w.t("audit-thing")),
        Column::new(w.t("audit-detail")),
    ];
    let rows = entries.iter().zip(names).map(|(entry, name)| {
        let thing = format!("/audit?thing={}", web::encode(&entry.thing));
        let person = match (entry.actor.as_str(), name) {
            ("system", _) => w.t("audit-system").to_owned(),
            (_, Some(name)) => name.clone(),
            (id, None) => id.to_owned(),
        };
        vec![
            Cell::text(entry.seq.to_string()).and(Cell::code(&entry.region)),
            Cell::text(w.time_ms(entry.at_ms)),
            Cell::text(person).and(office(&entry.office)),
            Cell::text(acts::words(w, &entry.act)).and(Cell::code(&entry.act)),
            Cell::link(thing, &entry.thing),
            Cell::text(if entry.detail == "{}" { "—" } else { &entry.detail }),
        ]
    });
    Table::new(w.t("audit-journal"), columns)
        .rows(rows.collect::<Vec<_>>())
        .caption_hidden()
        .dense()
        .empty(Empty::new(w.t("audit-none"), w.t("audit-none-fills")).action("/audit", w.t("audit-every")))
}

/// Entries that are read while the auditor waits; more are read in the background.
const READ_NOW_MAX: i64 = 50_000;

/// `POST /audit/check`: all chains are read, a short journal at once, a long one in the background.
pub async fn check(ctx: Ctx, form: Form) -> Reply {
    let (session, txid, now_ms) = (ctx.signed()?.clone(), form.txid()?, ctx.app.now_ms());
    let region = ctx.app.settings().region.clone();
    let (short, by) = (ctx.app.db().read(journal::length).await? <= READ_NOW_MAX, session.person.clone());
    ctx.app
        .db()
        .write(move |tx| {
            once::once(tx, &session.region, &txid, "audit/check", now_ms, |tx| -> Result<(), Fault> {
                if !short {
                    checks::ask(tx, &region, now_ms, &session.person)?;
                }
                let entry = journal::Entry {
                    region: &region,
                    at_ms: now_ms,
                    actor: &session.person,
                    office: &session.region,
                    act: "journal/check-asked",
                    thing: "journal",
                    detail: serde_json::json!({}),
                };
                journal::append(tx, &entry).map(|_| ())
            })
        })
        .await?;
    if short {
        checks::check_now(ctx.app.db(), now_ms, &by).await?;
    }
    ctx.redirect("/audit")
}

/// `GET /audit/export.csv`: every entry that matches, byte for byte as it was hashed, written while it is sent.
pub async fn csv(ctx: Ctx) -> Reply {
    let w = ctx.say("audit");
    let asked = match asked(&ctx)? {
        Ok(asked) => asked,
        Err(problems) => return Err(Stop::refused(problems)),
    };
    let read = ctx.app.db().read(move |tx| -> Result<_, Fault> {
        // in the order of the chain, so that what is added meanwhile moves no page
        let search = Search { oldest_first: true, ..resolved(tx, &asked)? };
        let found = journal::count(tx, &search)?;
        Ok((search, found))
    });
    let (search, found) = read.await?;
    let heads = ["region", "number", "when", "person-id", "office", "act", "thing", "detail", "hash"];
    let heading: Vec<String> = heads.map(|key| w.t(&format!("audit-{key}")).to_owned()).to_vec();
    let (maker, reading) = pieces();
    let db = ctx.app.db().clone();
    let name = format!("journal-{found}.csv");
    tokio::spawn(async move {
        let mut head = "\u{feff}".as_bytes().to_vec();
        let Ok(line) = sheets::csv_lines(std::iter::once(&heading)) else { return };
        head.extend(line);
        if !maker.give(head).await {
            return;
        }
        let mut offset = 0;
        while offset < found {
            let (asked, limit) = (search.clone(), PIECE.min(found - offset));
            let Ok(entries) = db.read(move |tx| journal::page(tx, &asked, limit, offset)).await else { return };
            if entries.is_empty() {
                return;
            }
            offset += i64::try_from(entries.len()).unwrap_or(PIECE);
            let rows: Vec<Vec<String>> = entries.into_iter().map(line_of).collect();
            let Ok(lines) = sheets::csv_lines(&rows) else { return };
            if !maker.give(lines).await {
                return;
            }
        }
    });
    ctx.attachment_in_pieces(&name, Format::Csv.content_type(), reading)
}

fn line_of(entry: Recorded) -> Vec<String> {
    let when = civic::Timestamp::from_millisecond(entry.at_ms).map(|at| at.to_string()).unwrap_or_default();
    vec![
        entry.region,
        entry.seq.to_string(),
        when,
        entry.actor,
        entry.office,
        entry.act,
        entry.thing,
        entry.detail,
        entry.hash,
    ]
}

fn no_day(field: &str, typed: &str) -> Problem {
    Problem::new(
        field,
        "audit/no-day",
        Text::new(format!("`{typed}` 不是日期"), format!("`{typed}` is not a day")),
        Text::new("请按 2020-03-16 这样填写", "write it as 2020-03-16"),
    )
}

fn turned_round() -> Problem {
    Problem::new(
        "to",
        "audit/days-turned-round",
        Text::new("结束日期早于开始日期", "the last day lies before the first"),
        Text::new("请对调两个日期", "exchange the two days"),
    )
}
