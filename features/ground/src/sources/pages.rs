//! For administrators: how each source does, what happened to it, and asking it again at once.

use askama::Template;
use axum::extract::Path;
use civic::RegionCode;
use serde_json::json;
use store::{Fault, Tx, journal, once};
use web::ui::{BeginForm, Cell, Column, Empty, EndForm, Facts, State, Table, begin_form, end_form};
use web::{Ctx, Form, Reply, Say, Stop};

use super::circuit::Health;
use super::config::SourceSpec;
use super::drawing::Timeline;
use super::register::set_now;
use super::store::{self as table, Delivery, Event, Waiting};

/// How a source does, as the pages show it.
struct Standing {
    health: Health,
    trouble: civic::Text,
    waiting: Waiting,
}

impl Standing {
    /// When it is asked next, if something waits and is not due yet.
    fn next_ms(&self, now_ms: i64) -> Option<i64> {
        let next = self.waiting.next_ms.map_or(self.health.next_ms, |at| at.max(self.health.next_ms));
        Some(next).filter(|at| *at > now_ms)
    }
}

fn standing(tx: &mut Tx, spec: &SourceSpec) -> Result<Standing, Fault> {
    let (health, trouble) = table::health(tx, spec)?;
    Ok(Standing { health, trouble, waiting: table::waiting(tx, spec)? })
}

/// The sources of the administrator's own area.
fn own(ctx: &Ctx) -> Result<Vec<SourceSpec>, Stop> {
    let area = RegionCode::parse(&ctx.signed()?.region).map_err(|_| Stop::NotFound)?;
    let within = |spec: &&SourceSpec| RegionCode::parse(&spec.region).is_ok_and(|code| code.is_within(&area));
    Ok(set_now(&ctx.app).config.sources.iter().filter(within).cloned().collect())
}

fn one_of(ctx: &Ctx, id: &str) -> Result<SourceSpec, Stop> {
    own(ctx)?.into_iter().find(|spec| spec.id == id).ok_or(Stop::NotFound)
}

#[derive(Template)]
#[template(path = "sources/pages/list.html")]
struct ListPage {
    w: Say,
    table: Table,
}

/// `GET /a/sources`.
pub async fn list(ctx: Ctx) -> Reply {
    let w = ctx.say("sources");
    let specs = own(&ctx)?;
    let asked = specs.clone();
    let standings = ctx
        .app
        .db()
        .read(move |tx| asked.iter().map(|spec| standing(tx, spec)).collect::<Result<Vec<_>, Fault>>())
        .await?;
    let columns = ["sources-name", "sources-state", "sources-last", "sources-queue", "sources-trouble"];
    let rows = specs.iter().zip(&standings).map(|(spec, it)| {
        vec![
            Cell::link(format!("/a/sources/{}", spec.id), w.text(&spec.words)).and(Cell::code(&spec.id)),
            Cell::from(state(w, spec, &it.health)).and(since(w, it, ctx.app.now_ms())),
            it.health.last_ok_ms.map_or_else(|| w.t("sources-never").to_owned(), |at| w.time_ms(at)).into(),
            w.count(it.waiting.count).into(),
            w.text(&it.trouble).into(),
        ]
    });
    let table = Table::new(w.t("sources-title"), columns.map(|key| Column::new(w.t(key))).into())
        .rows(rows)
        .caption_hidden()
        .empty(Empty::new(w.t("sources-empty"), w.t("sources-empty-fills")));
    ctx.page("sources-title", ListPage { w, table })
}

/// Up or down, as shape and word.
fn state(w: Say, spec: &SourceSpec, health: &Health) -> State {
    match (health.down_since_ms, health.last_ok_ms) {
        (Some(_), _) => State::stop(w.t("state-down")),
        _ if health.failures > 0 => State::caution(w.t("state-failed")),
        (None, Some(_)) => State::ok(w.t("state-up")),
        (None, None) if spec.is_asked() => State::unknown(w.t("state-untried")),
        (None, None) => State::unknown(w.t("state-no-list")),
    }
}

/// Since when it is down, or when it failed and is asked again.
fn since(w: Say, it: &Standing, now_ms: i64) -> String {
    let at = |key: &str, at: i64| w.with(key, &[("time", &w.time_ms(at))]);
    if let Some(down) = it.health.down_since_ms {
        return at("sources-since", down);
    }
    let failed = it.health.failed_ms.filter(|_| it.health.failures > 0).map(|ms| at("sources-failed-at", ms));
    let next = failed.as_ref().and(it.next_ms(now_ms)).map(|ms| at("sources-next-at", ms));
    [failed, next].into_iter().flatten().collect::<Vec<_>>().join(w.t("sources-comma"))
}

#[derive(Template)]
#[template(path = "sources/pages/one.html")]
struct OnePage {
    w: Say,
    state: State,
    facts: Facts,
    begin: BeginForm,
    end: EndForm,
    drawing: Timeline,
    events: Table,
    lists: Option<Table>,
    reports: Vec<(String, String)>,
}

/// `GET /a/sources/{id}`.
pub async fn one(ctx: Ctx, Path(id): Path<String>) -> Reply {
    let w = ctx.say("sources");
    let spec = one_of(&ctx, &id)?;
    let asked = spec.clone();
    let (it, events, lists) = ctx
        .app
        .db()
        .read(move |tx| -> Result<_, Fault> {
            Ok((standing(tx, &asked)?, table::events(tx, &asked)?, table::deliveries(tx, &asked)?))
        })
        .await?;
    let content = OnePage {
        w,
        state: state(w, &spec, &it.health).large(),
        facts: facts(&ctx, w, &spec, &it),
        begin: begin_form(format!("/a/sources/{id}/retry"), ctx.app.new_id(), false),
        end: end_form(),
        drawing: Timeline::new(w, &events, it.health.down_since_ms, ctx.app.now_ms()),
        events: events_table(w, &events),
        lists: (!spec.is_asked()).then(|| lists_table(w, &lists)),
        reports: lists
            .into_iter()
            .filter(|list| list.bad > 0 || !list.taken)
            .map(|l| (l.file_name, l.report))
            .collect(),
    };
    let title = w.text(&spec.words).to_owned();
    ctx.clone().crumb("/a/sources", w.t("sources-title")).page(&title, content)
}

fn facts(ctx: &Ctx, w: Say, spec: &SourceSpec, it: &Standing) -> Facts {
    let known = ctx.app.catalogue();
    let name = |fact: &str| known.get(fact).map_or_else(|| fact.to_owned(), |f| w.text(&f.words).to_owned());
    let offers: Vec<String> = spec.offers.iter().map(|offer| name(&offer.fact)).collect();
    let time = |at: Option<i64>, none: &str| at.map_or_else(|| w.t(none).to_owned(), |at| w.time_ms(at));
    let next = it.next_ms(ctx.app.now_ms());
    let list = Facts::new()
        .fact(w.t("sources-offers"), offers.join(w.t("sources-comma")))
        .fact(w.t("sources-way"), w.t(if spec.is_asked() { "way-http" } else { "way-csv" }))
        .fact(w.t("sources-last"), time(it.health.last_ok_ms, "sources-never"));
    let list = match (it.health.down_since_ms, it.health.failed_ms) {
        (Some(at), _) => list.fact(w.t("sources-down-since"), w.time_ms(at)),
        (None, Some(at)) => list.fact(w.t("sources-failed"), w.time_ms(at)),
        (None, None) => list,
    };
    list.fact(w.t("sources-queue"), w.count(it.waiting.count))
        .fact(w.t("sources-oldest"), time(it.waiting.oldest_ms, "sources-nobody"))
        .fact(w.t("sources-next"), time(next, "sources-at-once"))
        .fact(w.t("sources-trouble"), Some(w.text(&it.trouble)).filter(|t| !t.is_empty()).unwrap_or("—"))
}

fn events_table(w: Say, events: &[Event]) -> Table {
    let word = |what: &str| match what {
        "down" => State::stop(w.t("event-down")),
        "up" => State::ok(w.t("event-up")),
        "list" => State::ok(w.t("event-list")),
        "list-refused" => State::caution(w.t("event-list-refused")),
        _ => State::plain(w.t("event-retry")),
    };
    let rows = events.iter().map(|e| vec![w.time_ms(e.at_ms).into(), word(&e.what).into(), w.text(&e.words).into()]);
    let columns = ["event-time", "event-what", "event-words"].map(|key| Column::new(w.t(key)));
    Table::new(w.t("sources-history"), columns.into())
        .rows(rows)
        .caption_hidden()
        .empty(Empty::new(w.t("event-none"), w.t("event-none-fills")))
}

fn lists_table(w: Say, lists: &[Delivery]) -> Table {
    let columns = ["list-name", "list-time", "list-state"].map(|key| Column::new(w.t(key))).into_iter();
    let numbers = ["list-good", "list-old", "list-bad"].map(|key| Column::new(w.t(key)).number());
    let rows = lists.iter().map(|it| {
        let state = match (it.taken, it.bad) {
            (false, _) => State::stop(w.t("list-refused")),
            (true, 0) => State::ok(w.t("list-taken")),
            (true, _) => State::caution(w.t("list-taken-part")),
        };
        let counts = [it.good, it.old, it.bad].map(|n| Cell::text(w.count(n)));
        vec![Cell::text(&it.file_name), w.time_ms(it.at_ms).into(), state.into()].into_iter().chain(counts).collect()
    });
    Table::new(w.t("sources-lists"), columns.chain(numbers).collect())
        .rows(rows)
        .caption_hidden()
        .empty(Empty::new(w.t("list-none"), w.t("list-none-fills")))
}

/// `POST /a/sources/{id}/retry`: the source and everything that waits for it is due at once.
pub async fn retry(ctx: Ctx, Path(id): Path<String>, form: Form) -> Reply {
    let spec = one_of(&ctx, &id)?;
    let session = ctx.signed()?.clone();
    let (txid, now_ms, event) = (form.txid()?, ctx.app.now_ms(), ctx.app.new_id());
    ctx.app
        .db()
        .write(move |tx| -> Result<(), Stop> {
            once::once(tx, &session.region, &txid, "sources/retry", now_ms, |tx| -> Result<(), Stop> {
                let (health, trouble) = table::health(tx, &spec)?;
                table::put_health(tx, &spec, &Health { next_ms: 0, ..health }, &trouble)?;
                table::all_due(tx, &spec, now_ms)?;
                let words = civic::Text::new("管理员要求立即重试", "an administrator asked to try at once");
                table::note(tx, &spec, &event, now_ms, "retry", &words)?;
                let entry = journal::Entry {
                    region: &session.region,
                    at_ms: now_ms,
                    actor: &session.person,
                    office: session.agency.as_deref().unwrap_or_default(),
                    act: "source/retry",
                    thing: &format!("source:{}", spec.id),
                    detail: json!({}),
                };
                journal::append(tx, &entry)?;
                Ok(())
            })?;
            Ok(())
        })
        .await?;
    ctx.redirect(&format!("/a/sources/{id}"))
}
