//! The officer's queue as a page: what waits first, figures that lead to it, saved views, acts on several.

use askama::Template;
use store::Fault;
use web::ui::{BeginForm, EndForm, Field, Filter, Notice, Pager, Summary, Table, begin_form, end_form};
use web::{Ctx, Reply, Say, Session, Stop};

use crate::cases::desk_books::{Books, Team};
use crate::cases::desk_list;
use crate::cases::queue;
use crate::cases::team::views::{self, View};

#[derive(Template)]
#[template(path = "cases/pages/queue.html")]
struct QueuePage {
    w: Say,
    office: String,
    figures: Vec<(i64, &'static str, &'static str)>,
    notices: Vec<Notice>,
    summary: Summary,
    views: Vec<SavedView>,
    save: BeginForm,
    name: Field,
    end: EndForm,
    filter: Filter,
    table: Table,
    is_empty: bool,
    pager: Pager,
    found: i64,
    csv: String,
    xlsx: String,
    wide: bool,
    spacing: String,
    keys: &'static str,
}

/// A saved view with the form that forgets it.
struct SavedView {
    view: View,
    forget: BeginForm,
}

/// `GET /o`: what waits on this agency's desk.
pub async fn page(ctx: Ctx) -> Reply {
    show(&ctx, &web::Form::default(), &[]).await
}

/// The page, with what is wrong with the name of a view just sent.
pub(super) async fn show(ctx: &Ctx, form: &web::Form, problems: &[civic::Problem]) -> Reply {
    let (session, agency) = officer(ctx)?;
    let w = ctx.say("cases");
    let look = desk_list::look(ctx, session, &agency);
    let per = i64::from(desk_list::page_size(ctx));
    let offset = i64::from(Pager::page_of(ctx).saturating_sub(1)) * per;
    let (asked, reader) = (look.clone(), session.clone());
    let read = ctx.app.db().read(move |tx| -> Result<_, Fault> {
        let (lines, found) = queue::page(tx, &asked, per, offset)?;
        let views = views::of_person(tx, &reader.region, &reader.person)?;
        Ok((lines, found, queue::load(tx, &asked)?, views))
    });
    let (lines, found, load, views) = read.await?;
    let books = Books::of(ctx, &lines).await?;
    let mut named = Books::services(ctx, w, &agency, &session.region).await?;
    for line in &lines {
        if named.iter().all(|(known, _)| *known != line.service) {
            named.push((line.service.clone(), books.service(w, line)));
        }
    }
    let team = Team::of(ctx, session, &agency).await?;
    let export =
        |ending: &str| ctx.address_with(&[("page", ""), ("per", "")]).replacen("/o", &format!("/o/export.{ending}"), 1);
    let wide = desk_list::is_wide(ctx);
    let content = QueuePage {
        w,
        office: books.agency(w, &agency),
        figures: vec![
            (load.open, "load-open", "/o?state=open"),
            (load.overdue, "load-overdue", "/o?due=overdue"),
            (load.today, "load-today", "/o?due=today"),
            (load.mine, "load-mine", "/o?who=me&state=open"),
            (load.correction, "load-correction", "/o?state=correction"),
        ],
        notices: ctx.notices().await?,
        summary: Summary::new(w, problems),
        views: views.into_iter().map(|view| saved(ctx, view)).collect(),
        save: begin_form(ctx.address_with(&[("page", "")]), ctx.app.new_id(), false),
        name: Field::text("name", w.t("view-name")).length_max(40).value(form.get("name")).problems(w, problems),
        end: end_form(),
        filter: desk_list::filter(ctx, w, &look, named, &team),
        table: desk_list::table(ctx, w, &lines, &books, &team),
        is_empty: lines.is_empty(),
        pager: desk_list::pager(ctx, w, found),
        found,
        csv: export("csv"),
        xlsx: export("xlsx"),
        wide,
        spacing: ctx.address_with(&[("rows", if wide { "" } else { "wide" })]),
        keys: web::assets::path("keys.js"),
    };
    let status =
        if problems.is_empty() { axum::http::StatusCode::OK } else { axum::http::StatusCode::UNPROCESSABLE_ENTITY };
    ctx.page_with(status, "queue-title", content)
}

fn saved(ctx: &Ctx, view: View) -> SavedView {
    SavedView { forget: begin_form(format!("/o/views/{}/forget", view.id), ctx.app.new_id(), false), view }
}

/// The session of an agency's officer and the agency.
pub(super) fn officer(ctx: &Ctx) -> Result<(&Session, String), Stop> {
    let session = ctx.signed()?;
    let agency = session.agency.clone().ok_or(Stop::Forbidden)?;
    Ok((session, agency))
}
