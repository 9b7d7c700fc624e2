//! The administrator's keys of other computers: list, new key shown once, taking one back.

use askama::Template;
use axum::extract::Path;
use store::once;
use web::ui::{
    Actions, BeginForm, Button, Cell, Column, Empty, EndForm, Facts, Field, Filter as FilterBar, Order, Pager,
    State as Badge, Summary, Table, begin_form, end_form,
};
use web::{Ctx, Form, Reply, Say, Stop};

use super::admin_pages::own_area;
use super::keys::{self, Filter, Key, Standing};
use super::list_page::{Asked, LINES_MAX, List, PER_PAGE, export_of, skipped, sort_of};
use super::model::read_reason;
use crate::enterprises::By;
use crate::enterprises::sheet::{self, Format, SheetFile};
use crate::regions;

const ORDERS: &[&str] = &["name", "created_at", "expires_at", "used_at"];

fn filter_of(ctx: &Ctx) -> Result<(Filter, Order), Stop> {
    let Asked { words, column, order } = Asked::of(ctx, ORDERS);
    let standing = ctx.query("standing");
    let known = Standing::ALL.iter().any(|one| one.word() == standing);
    let filter = Filter {
        within: regions::within_pattern(&own_area(ctx)?),
        words,
        standing: if known { standing } else { String::new() },
        column,
        descending: order.descending,
        now_ms: ctx.app.now_ms(),
    };
    Ok((filter, order))
}

fn badge(w: Say, standing: Standing) -> Badge {
    let words = w.t(&format!("accounts-key-{}", standing.word()));
    match standing {
        Standing::Good => Badge::ok(words),
        Standing::Expired => Badge::caution(words),
        Standing::Revoked => Badge::stop(words),
    }
}

/// The day from which on a key is no good.
fn day(ms: i64) -> String {
    civic::Timestamp::from_millisecond(ms).map(|at| civic::clock::local_date(at).to_string()).unwrap_or_default()
}

fn used(w: Say, key: &Key) -> String {
    key.used_ms.map_or_else(|| w.t("accounts-key-unused").to_owned(), |at| w.time_ms(at))
}

fn owner(w: Say, key: &Key) -> String {
    let enterprise = key.enterprise.as_ref().map(|_| w.t("accounts-role-enterprise").to_owned());
    key.agency.clone().or(enterprise).unwrap_or_else(|| w.t("accounts-key-of-region").to_owned())
}

/// The keys of the administrator's area.
pub async fn list(ctx: Ctx) -> Reply {
    let w = ctx.say("accounts");
    let (filter, order) = filter_of(&ctx)?;
    let page = Pager::page_of(&ctx);
    let asked = filter.clone();
    let (total, found) = ctx
        .app
        .db()
        .read(move |tx| -> Result<_, Stop> {
            Ok((keys::count(tx, &asked)?, keys::list(tx, &asked, skipped(page), PER_PAGE)?))
        })
        .await?;
    let standings = Standing::ALL.map(|one| (one.word(), w.t(&format!("accounts-key-{}", one.word()))));
    let view = List {
        actions: Actions::new()
            .add(Button::link("/a/keys/new", w.t("accounts-key-new")))
            .add(Button::link(export_of(&ctx, "/a/keys"), w.t("accounts-export")).secondary()),
        filter: FilterBar::new(w, "/a/keys", "accounts")
            .field(Field::search("q", w.t("accounts-key-name")).value(filter.words.clone()))
            .field(
                Field::select("standing", w.t("accounts-state"), standings)
                    .blank(w.t("all"))
                    .value(filter.standing.clone()),
            )
            .keep("sort", sort_of(&order)),
        table: table(&ctx, w, &order, &found),
        pager: Pager::new(w, &ctx, page, total, PER_PAGE),
    };
    ctx.page("accounts-keys", view)
}

fn table(ctx: &Ctx, w: Say, order: &Order, found: &[Key]) -> Table {
    let sortable = |key: &str, words: &'static str| Column::new(words).sortable(ctx, key, order);
    let columns = vec![
        sortable("name", w.t("accounts-key-name")),
        Column::new(w.t("accounts-key-owner")),
        Column::new(w.t("accounts-key-scopes")),
        Column::new(w.t("accounts-key-starts")),
        sortable("expires_at", w.t("accounts-key-expires")),
        sortable("used_at", w.t("accounts-key-used")),
        Column::new(w.t("accounts-state")),
    ];
    let now_ms = ctx.app.now_ms();
    let rows = found.iter().map(|key| {
        vec![
            Cell::link(format!("/a/keys/{}/{}", key.region, key.id), &key.name),
            Cell::text(owner(w, key)).and(Cell::code(&key.region)),
            key.scopes.join(" ").into(),
            Cell::code(format!("{}…", key.starts)),
            day(key.expires_ms).into(),
            used(w, key).into(),
            badge(w, key.standing(now_ms)).into(),
        ]
    });
    Table::new(w.t("accounts-keys"), columns).caption_hidden().dense().rows(rows).empty(
        Empty::new(w.t("accounts-key-none"), w.t("accounts-key-none-fills"))
            .action("/a/keys/new", w.t("accounts-key-new")),
    )
}

/// The list as a file.
pub async fn export(ctx: Ctx) -> Reply {
    let w = ctx.say("accounts");
    let format = Format::parse(&ctx.query("format")).ok_or(Stop::NotFound)?;
    let (filter, _) = filter_of(&ctx)?;
    let now_ms = filter.now_ms;
    let found = ctx.app.db().read(move |tx| keys::list(tx, &filter, 0, LINES_MAX)).await?;
    let heading = ["key-name", "key-owner", "region", "key-scopes", "key-starts", "key-expires", "key-used", "state"]
        .map(|key| w.t(&format!("accounts-{key}")).to_owned());
    let rows = found.iter().map(|key| {
        vec![
            key.name.clone(),
            owner(w, key),
            key.region.clone(),
            key.scopes.join(" "),
            key.starts.clone(),
            day(key.expires_ms),
            used(w, key),
            w.t(&format!("accounts-key-{}", key.standing(now_ms).word())).to_owned(),
        ]
    });
    sheet::file(&ctx, SheetFile { heading: heading.to_vec(), rows: rows.collect() }, "keys", format).await
}

#[derive(Template)]
#[template(path = "accounts/pages/key.html")]
struct One {
    summary: Summary,
    facts: Facts,
    revoke: Option<(BeginForm, Field, Button)>,
    end: EndForm,
}

/// One key, to take back.
pub async fn one(ctx: Ctx, Path((region, id)): Path<(String, String)>) -> Reply {
    let key = within(&ctx, region, id).await?;
    one_page(&ctx, &key, &[], axum::http::StatusCode::OK)
}

fn one_page(ctx: &Ctx, key: &Key, problems: &[civic::Problem], status: axum::http::StatusCode) -> Reply {
    let w = ctx.say("accounts");
    let standing = key.standing(ctx.app.now_ms());
    let facts = Facts::new()
        .fact(w.t("accounts-state"), badge(w, standing))
        .fact(w.t("accounts-key-owner"), Cell::text(owner(w, key)).and(Cell::code(&key.region)))
        .fact(w.t("accounts-key-scopes"), key.scopes.join(" "))
        .fact(w.t("accounts-key-starts"), Cell::code(format!("{}…", key.starts)))
        .fact(w.t("accounts-key-rate"), w.count(key.per_minute))
        .fact(w.t("accounts-key-expires"), day(key.expires_ms))
        .fact(w.t("accounts-key-used"), used(w, key));
    let begin = begin_form(format!("/a/keys/{}/{}", key.region, key.id), ctx.app.new_id(), false);
    let reason = Field::text("reason", w.t("accounts-reason")).required().problems(w, problems);
    let view = One {
        summary: Summary::new(w, problems),
        facts,
        revoke: (standing != Standing::Revoked)
            .then(|| (begin, reason, Button::new(w.t("accounts-key-revoke")).warning())),
        end: end_form(),
    };
    ctx.clone().crumb("/a/keys", w.t("accounts-keys")).page_with(status, &key.name, view)
}

/// A key of the administrator's own area; others are not there.
async fn within(ctx: &Ctx, region: String, id: String) -> Result<Key, Stop> {
    if !web::access::is_within(&region, &ctx.signed()?.region) {
        return Err(Stop::NotFound);
    }
    ctx.app.db().read(move |tx| keys::by_id(tx, &region, &id)).await?.ok_or(Stop::NotFound)
}

/// Takes a key back, with a reason; from the next request on it opens nothing.
pub async fn revoke(ctx: Ctx, Path((region, id)): Path<(String, String)>, form: Form) -> Reply {
    let key = within(&ctx, region, id).await?;
    let there = format!("/a/keys/{}/{}", key.region, key.id);
    let reason = match read_reason("reason", form.get("reason")) {
        Ok(reason) => reason,
        Err(problem) => return one_page(&ctx, &key, &[problem], axum::http::StatusCode::UNPROCESSABLE_ENTITY),
    };
    let (txid, by) = (form.txid()?, By::of(&ctx));
    ctx.app
        .db()
        .write(move |tx| {
            once::once(tx, &key.region, &txid, "accounts/revoke-key", by.now_ms, |tx| {
                keys::revoke(tx, &key.region, &key.id, &reason, &by)
            })
        })
        .await?;
    ctx.redirect(&there)
}
