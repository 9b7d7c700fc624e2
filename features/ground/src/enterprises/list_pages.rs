//! Bringing in a list: upload, preview with every problem at once, confirmation, and the lines to correct.

use std::collections::HashMap;

use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use civic::Problem;
use store::once;
use web::ui::{
    BeginForm, Button, Cell, Column, EndForm, Facts, Field, Kind, Notice, Summary, Table, begin_form, end_form,
};
use web::{Ctx, Form, Reply, Say, Stop};

use super::columns::Column as Heading;
use super::model::{Effect, Statement, effect};
use super::pages::own_area;
use super::problems::no_file;
use super::reading::Reading;
use super::sheet::{self, Format, SheetFile};
use super::staged::{self, Staged};
use super::store::{By, Outcome, known};

/// Most lines of a kind shown on the preview; the file of lines to correct has all.
const SHOWN_MAX: usize = 200;

#[derive(Template)]
#[template(path = "enterprises/pages/upload.html")]
struct Upload {
    w: Say,
    summary: Summary,
    begin: BeginForm,
    file: Field,
    end: EndForm,
    limits: String,
}

/// The form for a file.
pub async fn upload(ctx: Ctx) -> Reply {
    upload_page(&ctx, &[], StatusCode::OK)
}

fn upload_page(ctx: &Ctx, problems: &[Problem], status: StatusCode) -> Reply {
    let w = ctx.say("enterprises");
    let view = Upload {
        w,
        summary: Summary::new(w, problems),
        begin: begin_form("/o/enterprises/import", ctx.app.new_id(), true),
        file: Field::file("file", w.t("enterprises-file"))
            .accept(".xlsx,.csv")
            .hint(w.t("enterprises-file-hint"))
            .required()
            .problems(w, problems),
        end: end_form(),
        limits: w.with("enterprises-limits", &[("rows", &sheet::ROWS_MAX), ("mib", &(sheet::BYTES_MAX / 1024 / 1024))]),
    };
    ctx.clone().crumb("/o/enterprises", w.t("enterprises-title")).page_with(status, "enterprises-import", view)
}

/// Reads the file and keeps it for the preview; a file that cannot be read as a whole is refused here.
pub async fn take(ctx: Ctx, form: Form) -> Reply {
    let area = own_area(&ctx)?;
    let Some(file) = form.files("file").first().map(|file| (file.filename.clone(), file.bytes.clone())) else {
        return upload_page(&ctx, &[no_file()], StatusCode::UNPROCESSABLE_ENTITY);
    };
    let (file_name, bytes) = file;
    let read = tokio::task::spawn_blocking(move || {
        sheet::read(&bytes).map(|lines| Staged {
            file_name: file_name.chars().take(200).collect(),
            digest: staged::digest(&bytes),
            lines: Some(lines),
            outcome: None,
        })
    });
    let list = match read.await.map_err(anyhow::Error::from)? {
        Ok(list) => list,
        Err(problem) => return upload_page(&ctx, &[problem], StatusCode::UNPROCESSABLE_ENTITY),
    };
    // a heading that cannot be understood is told at once, before anything is kept
    let (asked, heading) =
        (area.clone(), Staged { lines: list.lines.as_ref().map(|all| all[..1].to_vec()), ..list.clone() });
    match ctx.app.db().read(move |tx| staged::read(tx, &heading, &asked)).await {
        Ok(_) => {}
        Err(Stop::Refused { status, problems }) => return upload_page(&ctx, &problems, status),
        Err(stop) => return Err(stop),
    }
    keep(&ctx, &form, area, list).await
}

async fn keep(ctx: &Ctx, form: &Form, area: civic::RegionCode, list: Staged) -> Reply {
    let (txid, by, id) = (form.txid()?, By::of(ctx), ctx.app.new_id());
    let id = ctx
        .app
        .db()
        .write(move |tx| -> Result<String, Stop> {
            let region = area.as_str();
            let (id, _) = once::once(tx, region, &txid, "enterprises/upload", by.now_ms, |tx| -> Result<_, Stop> {
                staged::keep(tx, region, &id, &list, &by)?;
                Ok(id)
            })?;
            Ok(id)
        })
        .await?;
    ctx.redirect(&format!("/o/enterprises/import/{id}"))
}

#[derive(Template)]
#[template(path = "enterprises/pages/preview.html")]
struct Preview {
    w: Say,
    counts: Facts,
    notices: Vec<Notice>,
    problems: Option<Table>,
    changes: Option<Table>,
    more: Option<String>,
    errors_link: String,
    begin: BeginForm,
    confirm: Option<Button>,
    end: EndForm,
}

/// What a list would do, before it does it; afterwards what it did.
pub async fn preview(ctx: Ctx, Path(id): Path<String>) -> Reply {
    let w = ctx.say("enterprises");
    let (area, by, asked) = (own_area(&ctx)?, By::of(&ctx), id.clone());
    let today = by.today;
    let found = ctx
        .app
        .db()
        .read(move |tx| -> Result<_, Stop> {
            let list = staged::find(tx, area.as_str(), &asked, &by)?.ok_or(Stop::NotFound)?;
            if list.outcome.is_some() {
                return Ok((list, None));
            }
            let reading = staged::read(tx, &list, &area)?;
            let known = known(tx, &reading.statements)?;
            let effects: Vec<(Statement, Effect)> = reading
                .statements
                .iter()
                .map(|statement| (statement.clone(), effect(statement, known.get(&statement.uscc), today)))
                .collect();
            Ok((list, Some((reading, effects))))
        })
        .await?;
    let page = match found {
        (list, None) => return done_page(&ctx, &list),
        (list, Some((reading, effects))) => preview_of(&ctx, w, &id, &list, &reading, &effects),
    };
    ctx.crumb("/o/enterprises", w.t("enterprises-title"))
        .crumb("/o/enterprises/import", w.t("enterprises-import"))
        .page("enterprises-preview", page)
}

fn preview_of(
    ctx: &Ctx,
    w: Say,
    id: &str,
    list: &Staged,
    reading: &Reading,
    effects: &[(Statement, Effect)],
) -> Preview {
    let mut outcome = Outcome { refused: reading.bad_lines.len() as u32, ..Outcome::default() };
    effects.iter().for_each(|(_, effect)| outcome.count(effect));
    let mut notices = Vec::new();
    if !reading.unread.is_empty() {
        let words = w.with("enterprises-unread", &[("columns", &reading.unread.join("、"))]);
        notices.push(Notice::new(Kind::Plain, words));
    }
    if !reading.repeats.is_empty() {
        let rows: Vec<String> =
            reading.repeats.iter().take(20).map(|(row, first)| format!("{row} = {first}")).collect();
        let words = w.n_with("enterprises-repeats", reading.repeats.len() as i64, &[("rows", &rows.join(", "))]);
        notices.push(Notice::new(Kind::Plain, words));
    }
    let writes = outcome.added + outcome.changed;
    if writes == 0 && outcome.refused == 0 {
        notices.push(Notice::new(Kind::Ok, w.t("enterprises-nothing-new")));
    }
    let shown = reading.problems.len().min(SHOWN_MAX);
    Preview {
        w,
        counts: counts(w, list, &outcome),
        notices,
        problems: (!reading.problems.is_empty()).then(|| problem_table(w, reading)),
        changes: change_table(w, effects),
        more: (shown < reading.problems.len())
            .then(|| w.with("enterprises-more", &[("shown", &shown), ("total", &reading.problems.len())])),
        errors_link: format!("/o/enterprises/import/{id}/errors"),
        begin: begin_form(format!("/o/enterprises/import/{id}"), ctx.app.new_id(), false),
        confirm: (!effects.is_empty()).then(|| Button::new(w.n("enterprises-confirm", writes))),
        end: end_form(),
    }
}

fn counts(w: Say, list: &Staged, outcome: &Outcome) -> Facts {
    let mut facts = Facts::new().fact(w.t("enterprises-file"), list.file_name.as_str());
    for (key, count) in [
        ("enterprises-added", outcome.added),
        ("enterprises-changed", outcome.changed),
        ("enterprises-same", outcome.same),
        ("enterprises-older", outcome.older),
        ("enterprises-elsewhere", outcome.elsewhere),
        ("enterprises-refused", outcome.refused),
    ] {
        facts = facts.fact(w.t(key), count.to_string());
    }
    facts
}

fn problem_table(w: Say, reading: &Reading) -> Table {
    let columns = ["enterprises-row", "enterprises-column", "enterprises-problem", "enterprises-next"]
        .map(|key| Column::new(w.t(key)));
    let rows = reading.problems.iter().take(SHOWN_MAX).map(|found| {
        let heading = found.column.words();
        vec![
            found.row.to_string().into(),
            w.text(&heading).into(),
            w.text(&found.problem.message).into(),
            w.text(&found.problem.next).into(),
        ]
    });
    Table::new(w.t("enterprises-problems"), columns.into()).dense().rows(rows)
}

/// The lines that meet something in the register: what they change, or why they cannot.
fn change_table(w: Say, effects: &[(Statement, Effect)]) -> Option<Table> {
    let columns = ["enterprises-row", "enterprises-name", "enterprises-what"].map(|key| Column::new(w.t(key)));
    let mut rows: Vec<Vec<Cell>> = Vec::new();
    for (statement, effect) in effects {
        let what = match effect {
            Effect::Changes(changes) => {
                let parts: Vec<String> = changes
                    .iter()
                    .map(|(item, old, new)| {
                        let old = old.as_ref().map_or_else(|| "—".to_owned(), |old| item.masked(old));
                        format!("{}：{old} → {}", w.text(&item.words()), item.masked(new))
                    })
                    .collect();
                Cell::text(parts.join("；"))
            }
            Effect::Elsewhere(region) => Cell::text(w.with("enterprises-is-elsewhere", &[("region", region)])),
            Effect::Nothing { older: true } => Cell::text(w.t("enterprises-is-older")),
            _ => continue,
        };
        if rows.len() == SHOWN_MAX {
            break;
        }
        let name = match statement.items.get(&super::item::Item::Name) {
            Some(name) => name.show(super::item::Item::Name),
            None => String::new(),
        };
        rows.push(vec![statement.row.to_string().into(), Cell::text(name).and(Cell::code(&statement.uscc)), what]);
    }
    (!rows.is_empty()).then(|| Table::new(w.t("enterprises-changes"), columns.into()).dense().rows(rows))
}

#[derive(Template)]
#[template(path = "enterprises/pages/done.html")]
struct Done {
    w: Say,
    counts: Facts,
}

fn done_page(ctx: &Ctx, list: &Staged) -> Reply {
    let w = ctx.say("enterprises");
    let outcome = list.outcome.unwrap_or_default();
    ctx.clone()
        .crumb("/o/enterprises", w.t("enterprises-title"))
        .page("enterprises-done", Done { w, counts: counts(w, list, &outcome) })
}

/// Brings the good lines in. The same confirmation again, or the same file again, changes nothing.
pub async fn confirm(ctx: Ctx, Path(id): Path<String>, form: Form) -> Reply {
    let (area, txid, by, app) = (own_area(&ctx)?, form.txid()?, By::of(&ctx), ctx.app.clone());
    let there = format!("/o/enterprises/import/{id}");
    ctx.app
        .db()
        .write(move |tx| -> Result<(), Stop> {
            once::once(tx, area.as_str(), &txid, "enterprises/bring-in", by.now_ms, |tx| {
                staged::confirm(tx, &area, &id, || app.new_id(), &by)
            })?;
            Ok(())
        })
        .await?;
    ctx.redirect(&there)
}

/// The lines to correct, as a file in the columns they came in, with what is wrong behind them.
pub async fn errors(ctx: Ctx, Path(id): Path<String>) -> Reply {
    let w = ctx.say("enterprises");
    let format = Format::parse(&ctx.query("format")).unwrap_or(Format::Xlsx);
    let (area, by) = (own_area(&ctx)?, By::of(&ctx));
    let reading = ctx
        .app
        .db()
        .read(move |tx| -> Result<_, Stop> {
            let list = staged::find(tx, area.as_str(), &id, &by)?.ok_or(Stop::NotFound)?;
            staged::read(tx, &list, &area)
        })
        .await?;
    let width = reading.heading.len();
    let mut heading = reading.heading.clone();
    heading.extend([w.t("enterprises-row").to_owned(), w.t("enterprises-problem").to_owned()]);
    let mut wrong: HashMap<u32, Vec<String>> = HashMap::new();
    for found in &reading.problems {
        let words = format!("{}：{}", w.text(&found.column.words()), found.problem.line(w.lang));
        wrong.entry(found.row).or_default().push(words);
    }
    let rows = reading.bad_lines.iter().map(|line| {
        let mut row = line.cells.clone();
        row.resize(width, String::new());
        let wrong = wrong.get(&line.number).map(|all| all.join(" / ")).unwrap_or_default();
        row.extend([line.number.to_string(), wrong]);
        row
    });
    sheet::file(&ctx, SheetFile { heading, rows: rows.collect() }, "enterprises-to-correct", format).await
}

/// An empty table with the right columns and one example line.
pub async fn template(ctx: Ctx) -> Reply {
    let format = Format::parse(&ctx.query("format")).unwrap_or(Format::Xlsx);
    let lang = ctx.lang;
    let heading = Heading::all().into_iter().map(|column| column.words().get(lang).to_owned()).collect();
    let example = EXAMPLE.map(str::to_owned).to_vec();
    sheet::file(&ctx, SheetFile { heading, rows: vec![example] }, "enterprises-template", format).await
}

/// A line as it should look; its code is of the right form and belongs to nobody.
const EXAMPLE: [&str; 12] = [
    "91990121MA0000015B",
    "示例：通河纺织有限公司",
    "990121",
    "城关镇河滨路 1 号",
    "C17",
    "86",
    "80",
    "12000000",
    "9000000",
    "李示例",
    "0990-8123456",
    "2020-02-20",
];
