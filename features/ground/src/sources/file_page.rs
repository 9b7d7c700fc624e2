//! The administrator's page for `sources.toml`: the same text, judged before it is used.

use askama::Template;
use axum::http::StatusCode;
use civic::{Problem, Text};
use playbook::{Diagnostic, Severity};
use serde_json::json;
use store::{Fault, journal, once};
use web::ui::{BeginForm, EndForm, Field, Kind, Notice, Summary, begin_form, end_form};
use web::{Ctx, Form, Reply, Say, Stop};

use super::file;
use super::reading::Reading;
use super::register::set_now;

#[derive(Template)]
#[template(path = "sources/pages/file.html")]
struct FilePage {
    w: Say,
    summary: Summary,
    notice: Option<Notice>,
    begin: BeginForm,
    text: Field,
    writable: bool,
    end: EndForm,
}

/// `GET /a/sources/file`.
pub async fn page(ctx: Ctx) -> Reply {
    whole_house(&ctx)?;
    let text = match set_now(&ctx.app).file.clone() {
        Some(path) => {
            tokio::task::spawn_blocking(move || file::read_text(&path)).await.map_err(anyhow::Error::from)??
        }
        None => String::new(),
    };
    show(&ctx, &text, &[])
}

/// `POST /a/sources/file`: a text without errors takes the place of the file.
pub async fn save(ctx: Ctx, form: Form) -> Reply {
    whole_house(&ctx)?;
    let text = form.get("text").replace("\r\n", "\n");
    let Some(path) = set_now(&ctx.app).file.clone() else { return Err(Stop::NotFound) };
    let txid = form.txid()?;
    let reading = file::judge(&ctx.app, &text, &path).await;
    let problems = problems(&reading);
    if !problems.is_empty() {
        return show(&ctx, &text, &problems);
    }
    let (session, now_ms, count) = (ctx.signed()?.clone(), ctx.app.now_ms(), reading.config.sources.len());
    ctx.app
        .db()
        .write(move |tx| -> Result<(), Fault> {
            let region = session.region.clone();
            once::once(tx, &region, &txid, "sources/file", now_ms, |tx| -> Result<(), Fault> {
                let entry = journal::Entry {
                    region: &session.region,
                    at_ms: now_ms,
                    actor: &session.person,
                    office: session.agency.as_deref().unwrap_or_default(),
                    act: "source/file-replaced",
                    thing: "sources.toml",
                    detail: json!({ "sources": count }),
                };
                journal::append(tx, &entry)?;
                Ok(())
            })?;
            Ok(())
        })
        .await?;
    file::replace(&ctx.app, &text, path).await?;
    ctx.redirect("/a/sources")
}

/// The file is one for the house: only who administers the house's own area or more may change it.
fn whole_house(ctx: &Ctx) -> Result<(), Stop> {
    let house = ctx.app.settings().region.as_str();
    let own = ctx.signed()?.region.clone();
    if house.starts_with(own.trim_end_matches("00")) { Ok(()) } else { Err(Stop::Forbidden) }
}

fn problems(reading: &Reading) -> Vec<Problem> {
    let errors = reading.diagnostics.iter().filter(|d| d.severity == Severity::Error);
    errors.map(|found| problem(reading, found)).collect()
}

fn problem(reading: &Reading, found: &Diagnostic) -> Problem {
    let line = found.span.as_ref().map_or(1, |span| reading.texts.place(span).line);
    let message =
        Text::new(format!("第 {line} 行：{}", found.message.zh), format!("line {line}: {}", found.message.en));
    let next = found.help.first().cloned().unwrap_or_else(|| Text::new("请改正后再保存", "mend it and save again"));
    Problem::new("text", "sources/file", message, next)
}

fn show(ctx: &Ctx, text: &str, problems: &[Problem]) -> Reply {
    let w = ctx.say("sources");
    let writable = set_now(&ctx.app).file.is_some();
    let content = FilePage {
        w,
        summary: Summary::new(w, problems),
        notice: (!writable).then(|| Notice::new(Kind::Caution, w.t("file-none"))),
        begin: begin_form("/a/sources/file", ctx.app.new_id(), false),
        text: Field::textarea("text", w.t("file-text")).hint(w.t("file-hint")).value(text).problems(w, problems),
        writable,
        end: end_form(),
    };
    let status = if problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    ctx.clone().crumb("/a/sources", w.t("sources-title")).page_with(status, "sources-file", content)
}
