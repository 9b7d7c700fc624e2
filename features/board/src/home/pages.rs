//! The front page, for everybody; whoever is signed in sees the own desk first.

use askama::Template;
use web::ui::{Cell, Column, Empty, Facts, Field, Filter, Kind, Notice, Table};
use web::{Ctx, Door, Reply, Say};

#[derive(Template)]
#[template(path = "home/pages/home.html")]
struct HomePage {
    w: Say,
    place: String,
    clock: Option<Notice>,
    desk: Option<(String, String)>,
    find: Filter,
    books: Table,
    verify: Filter,
    about: Facts,
    sign_in: bool,
}

/// `GET /`.
pub async fn home(ctx: Ctx) -> Reply {
    let w = ctx.say("home");
    let settings = ctx.app.settings();
    let today = ctx.app.today();
    let place = place(&ctx, w).await?;
    let books = ground::playbooks::all_current(&ctx.app, &settings.region, today).await?;
    let columns =
        vec![Column::new(w.t("home-book")), Column::new(w.t("home-services")).number(), Column::new(w.t("home-since"))];
    let code = civic::RegionCode::parse(&settings.region).ok();
    let rows = books.iter().map(|published| {
        let book = published.playbook.effective(code.as_ref(), today);
        vec![
            Cell::link(format!("/rules/{}", book.id), w.text(&book.name)).and(book.basis.as_str()),
            book.services.len().to_string().into(),
            w.date_with_year(book.from).into(),
        ]
    });
    let table = Table::new(w.t("home-rules"), columns)
        .rows(rows)
        .caption_hidden()
        .empty(Empty::new(w.t("home-no-rules"), w.t("home-no-rules-fills")).action("/rules", w.t("home-all-rules")));
    let content = HomePage {
        w,
        clock: settings
            .demo
            .then(|| Notice::new(Kind::Plain, w.with("home-demo", &[("date", &w.date_with_year(today))]))),
        desk: desk(&ctx, w),
        find: Filter::new(w, "/find", "services")
            .search()
            .field(Field::search("q", w.t("home-find")).hint(w.t("home-find-hint"))),
        books: table,
        verify: Filter::new(w, "/verify", "main")
            .search()
            .field(Field::search("number", w.t("home-verify")).hint(w.t("home-verify-hint"))),
        about: Facts::new().fact(w.t("home-place"), place.as_str()).fact(w.t("home-today"), w.date_with_year(today)),
        place,
        sign_in: ctx.session.is_none(),
    };
    ctx.page("home-title", content)
}

async fn place(ctx: &Ctx, w: Say) -> Result<String, web::Stop> {
    let Ok(code) = civic::RegionCode::parse(&ctx.app.settings().region) else { return Ok(String::new()) };
    let name = ctx.app.db().read(move |tx| ground::regions::full_name(tx, &code)).await?;
    Ok(w.text(&name).to_owned())
}

/// The desk of whoever is signed in: of the navigation entries only this role's door opens, the highest one.
fn desk(ctx: &Ctx, w: Say) -> Option<(String, String)> {
    let role = ctx.session.as_ref()?.role;
    let own = |door: Door| door.role().is_some() && door.lets(Some(role));
    let entries = ctx.app.features().iter().flat_map(|f| f.nav.iter().map(move |nav| (f, nav)));
    let (feature, nav) = entries.filter(|(_, nav)| own(nav.door)).min_by_key(|(_, nav)| nav.path.len())?;
    Some((nav.path.to_owned(), Say::of(feature.words, w.lang).t(nav.key).to_owned()))
}
