//! Reading cases: a search that pages steadily, one case, its history.

use axum::body::Bytes;
use axum::extract::Path;
use axum::http::header::ETAG;
use axum::http::{HeaderMap, HeaderValue, Method};
use civic::{Date, Problem, Text};
use serde::Deserialize;
use serde_json::{Value, json};
use web::access::Act;
use web::openapi::Operation;
use web::{Ctx, Reply, Stop};

use super::own::{self, Own, Place, asker};
use super::{schemas, shown};
use crate::accounts;
use crate::cases::CaseState;
use crate::cases::search::{Cursor, Order, Search, search as find};

const SCOPE: &str = "cases:read";

/// Cases on a page when nothing else is asked.
const PAGE: i64 = 50;

/// Most cases on a page.
const PAGE_MAX: i64 = 200;

#[derive(Deserialize, Default)]
#[serde(default)]
struct Wanted {
    states: Vec<String>,
    playbook: String,
    service: String,
    text: String,
    filed_from: Option<Date>,
    filed_until: Option<Date>,
    due_until: Option<Date>,
    sort: String,
    limit: Option<f64>,
    cursor: String,
}

/// Describes [`search`].
pub fn search_operation() -> Operation {
    let day = || json!({"type": "string", "format": "date"});
    let body = schemas::body(
        &[],
        &[
            ("states", json!({"type": "array", "items": schemas::states(), "maxItems": 20})),
            ("playbook", schemas::short(80)),
            ("service", schemas::short(80)),
            ("text", schemas::short(80)),
            ("filed_from", day()),
            ("filed_until", day()),
            ("due_until", day()),
            ("sort", json!({"type": "string", "enum": ["filed", "-filed", "due"]})),
            ("limit", json!({"type": "integer", "minimum": 1, "maximum": PAGE_MAX})),
            ("cursor", schemas::short(200)),
        ],
    );
    let page =
        schemas::object(&[("cases", schemas::list(&schemas::named("CaseLine"))), ("next", schemas::maybe_text())]);
    Operation {
        method: Method::POST,
        path: "/api/v1/cases/search",
        id: "searchCases",
        title: Text::new("查找办件", "Search cases"),
        about: Text::new(
            "只列出密钥的主人能看到的办件。下一页：同样的条件，加上上一页的 next 作为 cursor；翻页期间有新办件，不重复也不遗漏。",
            "Lists what the key's owner may see. For the next page send the same again with the last page's `next` as \
             `cursor`; while cases arrive, none comes twice and none is left out.",
        ),
        scope: Some(SCOPE),
        params: Vec::new(),
        body: Some(body),
        answer: schemas::good(200, "一页办件", "A page of cases", page),
        form: None,
        stops: &[400, 413, 415, 422],
    }
}

/// `POST /api/v1/cases/search`.
pub async fn search(ctx: Ctx, headers: HeaderMap, body: Bytes) -> Reply {
    let (ctx, session) = asker(&ctx, SCOPE)?;
    let wanted: Wanted = search_operation().read(&headers, &body)?;
    let limit = wanted.limit.map_or(PAGE, |limit| limit as i64);
    let look = look(wanted)?;
    let order = look.order;
    let found = ctx.app.db().read(move |tx| find(tx, &session, &look, limit + 1)).await?;
    let page = usize::try_from(limit).unwrap_or_default();
    let more = found.len() > page;
    let last = found.get(page.saturating_sub(1)).filter(|_| more);
    let next = last.map(|case| written(&Cursor::of(order, case)));
    let cases: Vec<Value> = found.iter().take(page).map(shown::line).collect();
    ctx.json(&json!({"cases": cases, "next": next}))
}

fn look(wanted: Wanted) -> Result<Search, Stop> {
    let usual = Search::default();
    let start = |day: Date| civic::clock::start_of(day).as_millisecond();
    let order = match wanted.sort.as_str() {
        "-filed" => Order::Newest,
        "due" => Order::Due,
        _ => Order::Oldest,
    };
    let after = match wanted.cursor.as_str() {
        "" => None,
        cursor => Some(read_cursor(order, cursor).ok_or_else(|| Stop::refused(vec![no_cursor()]))?),
    };
    Ok(Search {
        states: wanted.states.iter().filter_map(|word| CaseState::parse(word)).collect(),
        playbook: wanted.playbook,
        service: wanted.service,
        text: wanted.text,
        filed_from_ms: wanted.filed_from.map_or(usual.filed_from_ms, start),
        filed_until_ms: wanted
            .filed_until
            .and_then(|day| day.tomorrow().ok())
            .map_or(usual.filed_until_ms, |next| start(next) - 1),
        due_until: wanted.due_until.map_or(usual.due_until, |day| day.to_string()),
        order,
        after,
    })
}

/// A place as programs carry it: its three parts with dots between; none of them has one.
fn written(cursor: &Cursor) -> String {
    format!("{}.{}.{}", cursor.key, cursor.region, cursor.id)
}

fn read_cursor(order: Order, text: &str) -> Option<Cursor> {
    let [key, region, id] = text.split('.').collect::<Vec<_>>()[..] else { return None };
    let good = match order {
        Order::Due => key.parse::<Date>().is_ok(),
        Order::Oldest | Order::Newest => key.parse::<i64>().is_ok(),
    };
    let plain = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_alphanumeric());
    (good && plain(region) && plain(id)).then(|| Cursor { key: key.into(), region: region.into(), id: id.into() })
}

fn no_cursor() -> Problem {
    Problem::new(
        "/cursor",
        "api/cursor",
        Text::new("cursor 不是上一页给出的 next", "the cursor is not what a page gave as `next`"),
        Text::new(
            "请原样带上 next，条件和排序不变；或从第一页开始",
            "send `next` as it came, with the same sort; or begin anew",
        ),
    )
}

/// Describes [`one`].
pub fn one_operation() -> Operation {
    Operation {
        method: Method::GET,
        path: "/api/v1/cases/{region}/{id}",
        id: "readCase",
        title: Text::new("一个办件", "One case"),
        about: Text::new(
            "状态、环节、材料、事实、证件。ETag 是内容的标记，写入时用作 If-Match。部门密钥的读取记入企业的“谁看过我的数据”。",
            "State, steps, papers, facts, certificates. The ETag marks what was read and goes into If-Match of a write. \
             When an agency's key reads it, the enterprise sees so under \"Who looked at my data\".",
        ),
        scope: Some(SCOPE),
        params: schemas::case_place(),
        body: None,
        answer: schemas::good(200, "办件", "The case", schemas::named("Case")),
        form: None,
        stops: &[400, 404, 422],
    }
}

/// `GET /api/v1/cases/{region}/{id}`.
pub async fn one(ctx: Ctx, Path(place): Path<Place>) -> Reply {
    let (ctx, session) = asker(&ctx, SCOPE)?;
    told(&ctx, &own::load(&ctx, &session, &place, Act::See).await?).await
}

/// The case as answer, with its mark; what an agency is told is noted for the enterprise.
pub async fn told(ctx: &Ctx, own: &Own) -> Reply {
    note(ctx, own).await?;
    let mut answer = ctx.json(&shown::case(ctx.lang, &own.whole, &own.rules, &own.facts))?;
    if let Ok(mark) = HeaderValue::try_from(own::mark(&own.whole)) {
        answer.headers_mut().insert(ETAG, mark);
    }
    Ok(answer)
}

pub(super) async fn note(ctx: &Ctx, own: &Own) -> Result<(), Stop> {
    let case = &own.whole.case;
    match ctx.signed()?.enterprise {
        Some(_) => Ok(()),
        None => accounts::looked(ctx, &case.region, &case.subject.id, &case.id).await,
    }
}

/// Describes [`history`].
pub fn history_operation() -> Operation {
    let schema = schemas::object(&[("entries", schemas::list(&schemas::named("Entry")))]);
    Operation {
        method: Method::GET,
        path: "/api/v1/cases/{region}/{id}/history",
        id: "readHistory",
        title: Text::new("办件经过", "History of a case"),
        about: Text::new(
            "做了什么、哪个部门、什么时间，从先到后；没有人名。",
            "What was done, by which office, when, oldest first; nobody by name.",
        ),
        scope: Some(SCOPE),
        params: schemas::case_place(),
        body: None,
        answer: schemas::good(200, "经过", "The entries", schema),
        form: None,
        stops: &[400, 404, 422],
    }
}

/// `GET /api/v1/cases/{region}/{id}/history`.
pub async fn history(ctx: Ctx, Path(place): Path<Place>) -> Reply {
    let (ctx, session) = asker(&ctx, SCOPE)?;
    let own = own::load(&ctx, &session, &place, Act::See).await?;
    note(&ctx, &own).await?;
    let entries: Vec<Value> = own.whole.history.iter().map(shown::entry).collect();
    ctx.json(&json!({ "entries": entries }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_reads_back_and_nothing_else_does() {
        let place = Cursor { key: "1583712000000".into(), region: "990121".into(), id: "01E3".into() };
        assert_eq!(read_cursor(Order::Oldest, &written(&place)), Some(place));
        for bad in ["", "1", "1.2", "1.2.3.4", "x.990121.01", "1..01", "1.990121.' OR 1"] {
            assert_eq!(read_cursor(Order::Oldest, bad), None, "{bad}");
        }
        assert_eq!(read_cursor(Order::Due, "1583712000000.990121.01E3"), None, "of another order");
    }
}
