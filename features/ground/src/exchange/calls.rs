//! The event log for programs: XES, OCEL 2.0 as JSON or SQLite, of the days and the service asked for.

use axum::http::Method;
use civic::{Problem, RegionCode, Text};
use serde_json::{Value, json};
use web::openapi::{Answer, Api, Operation, Param, Place};
use web::pieces::pieces;
use web::{Ctx, Reply, Session, Stop};

use super::ocel_sqlite;
use super::pages::{Web, not_a_day, window_days, window_of};
use super::reading::{write_ocel, write_xes};
use crate::api::own::asker;
use crate::cases::log::Window;
use crate::regions;

const SCOPE: &str = "log:read";

/// Longest id of a service, characters.
const SERVICE_MAX: usize = 80;

/// Bytes of a file handed on at once.
const PIECE: usize = 64 * 1024;

/// What is offered to programs here.
pub fn api() -> Api {
    Api { operations: vec![xes_operation(), ocel_operation(), sqlite_operation()], ..Api::default() }
}

fn described(
    path: &'static str,
    id: &'static str,
    title: (&str, &str),
    media: &'static str,
    schema: Value,
) -> Operation {
    let day = |name, zh: &str, en: &str| Param {
        place: Place::Query,
        name,
        required: false,
        schema: json!({"type": "string", "format": "date"}),
        about: Text::new(zh, en),
    };
    let service = Param {
        place: Place::Query,
        name: "service",
        required: false,
        schema: json!({"type": "string", "maxLength": SERVICE_MAX}),
        about: Text::new("只要这个事项", "of this service alone"),
    };
    Operation {
        method: Method::GET,
        path,
        id,
        title: Text::new(title.0, title.1),
        about: Text::new(
            "提交日期在 from 到 to 之间（含两天，默认最近 31 天）的办件。部门的密钥只得到本部门参与的办件。没有人名。边生成边发送。",
            "Cases filed from `from` to `to`, both included, by default the last 31 days. An agency's key gets the cases its \
             agency takes part in. Nobody appears by name. Made while it is sent.",
        ),
        scope: Some(SCOPE),
        params: vec![day("from", "起始日期", "first day"), day("to", "截止日期", "last day"), service],
        body: None,
        answer: Answer { status: 200, about: Text::new("日志", "The log"), media, schema },
        form: None,
        stops: &[400, 422],
    }
}

/// Describes [`xes`].
fn xes_operation() -> Operation {
    let title = ("办件日志 XES", "Event log as XES");
    described("/api/v1/logs/xes", "readLogXes", title, "application/xml", json!({"type": "string"}))
}

/// Describes [`ocel`].
fn ocel_operation() -> Operation {
    let lists = ["objectTypes", "eventTypes", "objects", "events"].map(|name| (name, json!({"type": "array"})));
    let title = ("办件日志 OCEL 2.0", "Event log as OCEL 2.0");
    described("/api/v1/logs/ocel", "readLogOcel", title, "application/json", crate::api::schemas::object(&lists))
}

/// Describes [`sqlite`].
fn sqlite_operation() -> Operation {
    let title = ("办件日志 OCEL 2.0 数据库文件", "Event log as an OCEL 2.0 file of SQLite");
    let schema = json!({"type": "string", "contentMediaType": "application/vnd.sqlite3"});
    described("/api/v1/logs/ocel.sqlite", "readLogOcelSqlite", title, "application/vnd.sqlite3", schema)
}

/// Which cases this key asks for.
fn window(ctx: &Ctx, session: &Session) -> Result<(Window, String), Stop> {
    // a form leaves a field empty, a program says a day or nothing
    let empty =
        ctx.query_pairs().into_iter().filter(|(key, value)| ["from", "to"].contains(&&**key) && value.is_empty());
    let mut wrong: Vec<_> = empty.map(|(key, value)| not_a_day(&key, &value)).collect();
    let service = ctx.query("service");
    if service.chars().count() > SERVICE_MAX {
        wrong.push(Problem::new(
            "service",
            "exchange/service-too-long",
            Text::new("没有名称这么长的事项", "no service has an id this long"),
            Text::new("请用规则中的事项编号，例如 resume-work", "use the id from the rules, such as resume-work"),
        ));
    }
    if !wrong.is_empty() {
        return Err(Stop::refused(wrong));
    }
    let (from, to) = window_days(ctx).map_err(Stop::refused)?;
    if session.enterprise.is_some() {
        return Err(Stop::Forbidden);
    }
    let area = RegionCode::parse(&session.region).map_err(|_| Stop::NotFound)?;
    let window = Window {
        service,
        agency: session.agency.clone().unwrap_or_default(),
        ..window_of(from, to, regions::within_pattern(&area))
    };
    Ok((window, format!("log-{from}-{to}")))
}

/// `GET /api/v1/logs/xes`.
pub async fn xes(ctx: Ctx) -> Reply {
    let (ctx, session) = asker(&ctx, SCOPE)?;
    let (window, name) = window(&ctx, &session)?;
    let (maker, reading) = pieces();
    let db = ctx.app.db().clone();
    tokio::spawn(async move { cut_short(write_xes(&db, &window, &mut Web(maker)).await) });
    ctx.attachment_in_pieces(&format!("{name}.xes"), "application/xml", reading)
}

/// `GET /api/v1/logs/ocel`.
pub async fn ocel(ctx: Ctx) -> Reply {
    let (ctx, session) = asker(&ctx, SCOPE)?;
    let (window, name) = window(&ctx, &session)?;
    let (maker, reading) = pieces();
    let db = ctx.app.db().clone();
    tokio::spawn(async move { cut_short(write_ocel(&db, &window, &mut Web(maker)).await) });
    ctx.attachment_in_pieces(&format!("{name}.ocel.json"), "application/json", reading)
}

/// The reader sees a file that ends early and is not well formed; we note why.
fn cut_short(made: anyhow::Result<u64>) {
    if let Err(error) = made {
        tracing::error!(error = format!("{error:#}"), "an event log was cut short");
    }
}

/// `GET /api/v1/logs/ocel.sqlite`: written beside first, because a database is not whole before its end.
pub async fn sqlite(ctx: Ctx) -> Reply {
    let (ctx, session) = asker(&ctx, SCOPE)?;
    let (window, name) = window(&ctx, &session)?;
    let path = std::env::temp_dir().join(format!("tongtu-{}.sqlite", ctx.app.new_id()));
    let made = ocel_sqlite::write(ctx.app.db(), &window, &path).await;
    // from here on the name is gone and the file lives as long as it is open
    let opened = made.and_then(|_| {
        let file = std::fs::File::open(&path)?;
        std::fs::remove_file(&path)?;
        Ok(file)
    });
    let mut file = opened.map_err(Stop::Fault)?;
    let (maker, reading) = pieces();
    tokio::spawn(async move {
        loop {
            let read = tokio::task::spawn_blocking(move || {
                let mut piece = vec![0; PIECE];
                let length = std::io::Read::read(&mut file, &mut piece)?;
                piece.truncate(length);
                Ok::<_, std::io::Error>((file, piece))
            });
            let Ok(Ok((same, piece))) = read.await else {
                return tracing::error!("a file of an event log was cut short");
            };
            file = same;
            if piece.is_empty() || !maker.give(piece).await {
                return;
            }
        }
    });
    ctx.attachment_in_pieces(&format!("{name}.sqlite"), "application/vnd.sqlite3", reading)
}
