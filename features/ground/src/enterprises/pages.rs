//! Pages of the register: the officer's list and file, one enterprise, and the enterprise's own page.

use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use civic::{Problem, RegionCode};
use store::once;
use web::ui::{
    Actions, BeginForm, Button, Cell, Column, Empty, EndForm, Facts, Field, Filter as FilterBar, Kind, Notice, Pager,
    Summary, Table, begin_form, end_form,
};
use web::{Ctx, Form, Reply, Say, Stop};

use super::facts::size_class;
use super::item::Item;
use super::listing::{self, Filter, ORDERS, PER_PAGE};
use super::model::{Enterprise, Statement};
use super::sheet::{self, Format, SheetFile};
use super::statement_form::{fields, filled, read_items};
use super::store::{By, find, find_by_uscc, restate};
use crate::regions;

/// The area an officer works in.
pub(super) fn own_area(ctx: &Ctx) -> Result<RegionCode, Stop> {
    RegionCode::parse(&ctx.signed()?.region).map_err(|_| Stop::fault("a session without a region"))
}

#[derive(Template)]
#[template(path = "enterprises/pages/list.html")]
struct List {
    filter: FilterBar,
    table: Table,
    pager: Pager,
    actions: Actions,
}

/// The register of the officer's area.
pub async fn list(ctx: Ctx) -> Reply {
    let w = ctx.say("enterprises");
    let filter = Filter::of(&ctx, own_area(&ctx)?);
    let page = Pager::page_of(&ctx);
    let asked = filter.clone();
    let (total, rows, counties) = ctx
        .app
        .db()
        .read(move |tx| -> Result<_, Stop> {
            let skip = u64::from(page - 1) * u64::from(PER_PAGE);
            let rows = listing::rows(tx, &asked, skip, PER_PAGE)?;
            Ok((listing::count(tx, &asked)?, rows, regions::counties(tx, &asked.area)?))
        })
        .await?;
    let export = |format: &str| {
        ctx.address_with(&[("format", format), ("page", "")]).replacen("/o/enterprises", "/o/enterprises/export", 1)
    };
    let actions = Actions::new()
        .add(Button::link("/o/enterprises/import", w.t("enterprises-import")))
        .add(Button::link(export("xlsx"), w.t("enterprises-export-xlsx")).secondary())
        .add(Button::link(export("csv"), w.t("enterprises-export-csv")).secondary());
    let view = List {
        filter: filter_bar(w, &filter, &counties),
        table: table(&ctx, w, &filter, &rows, &counties),
        pager: Pager::new(w, &ctx, page, total, PER_PAGE),
        actions,
    };
    ctx.page("enterprises-title", view)
}

fn filter_bar(w: Say, filter: &Filter, counties: &[regions::Area]) -> FilterBar {
    let sections = civic::industry::sections().map(|row| (row.code, format!("{} {}", row.code, w.text(&row.name()))));
    let places = counties.iter().map(|area| (area.code.to_string(), w.text(&area.name).to_owned()));
    let bar = FilterBar::new(w, "/o/enterprises", "enterprises")
        .field(Field::search("q", w.t("enterprises-search")).value(filter.words.clone()))
        .field(
            Field::select("section", w.t("enterprises-section"), sections)
                .blank(w.t("all"))
                .value(filter.section.clone()),
        );
    let bar = if counties.len() > 1 {
        bar.field(
            Field::select("county", w.t("enterprises-county"), places).blank(w.t("all")).value(filter.county.clone()),
        )
    } else {
        bar
    };
    let sign = if filter.order.descending { "-" } else { "" };
    bar.keep("sort", format!("{sign}{}", filter.order.key))
}

fn table(ctx: &Ctx, w: Say, filter: &Filter, rows: &[Enterprise], counties: &[regions::Area]) -> Table {
    let sortable = |key: &str, words: &'static str| Column::new(words).sortable(ctx, key, &filter.order);
    let columns = vec![
        sortable(ORDERS[0], w.t("enterprises-name")),
        sortable("uscc", w.t("enterprises-uscc")),
        Column::new(w.t("enterprises-county")),
        Column::new(w.t("enterprises-industry")),
        sortable("headcount", w.t("enterprises-headcount")).number(),
        Column::new(w.t("enterprises-size")),
        sortable("updated", w.t("enterprises-updated")),
    ];
    let rows = rows.iter().map(|enterprise| {
        let county = counties.iter().find(|area| area.code == enterprise.region);
        vec![
            Cell::link(format!("/o/enterprises/{}", enterprise.uscc.as_str()), enterprise.name()),
            Cell::code(enterprise.uscc.as_str()),
            county.map_or(enterprise.region.as_str(), |area| w.text(&area.name)).into(),
            industry_words(w, enterprise).into(),
            enterprise.int(Item::Headcount).map_or_else(|| "—".to_owned(), |n| n.to_string()).into(),
            size_words(w, enterprise).into(),
            w.time_ms(enterprise.updated_ms).into(),
        ]
    });
    Table::new(w.t("enterprises-title"), columns).dense().rows(rows).empty(
        Empty::new(w.t("enterprises-none"), w.t("enterprises-none-fills"))
            .action("/o/enterprises/import", w.t("enterprises-import")),
    )
}

fn industry_words(w: Say, enterprise: &Enterprise) -> String {
    let code = enterprise.words(Item::Industry);
    match civic::industry::Industry::parse(code) {
        Ok(found) => format!("{code} {}", w.text(&found.name())),
        Err(_) => "—".to_owned(),
    }
}

fn size_words(w: Say, enterprise: &Enterprise) -> String {
    match size_class(enterprise) {
        Some((class, _)) => w.text(&class.name()).to_owned(),
        None => w.t("enterprises-undecided").to_owned(),
    }
}

/// The list as a file, without the people in it.
pub async fn export(ctx: Ctx) -> Reply {
    let w = ctx.say("enterprises");
    let format = Format::parse(&ctx.query("format")).ok_or(Stop::NotFound)?;
    let filter = Filter { taken: true, ..Filter::of(&ctx, own_area(&ctx)?) };
    let most = u32::try_from(sheet::ROWS_MAX).unwrap_or(u32::MAX);
    let rows = ctx.app.db().read(move |tx| listing::rows(tx, &filter, 0, most)).await?;
    let items: Vec<Item> = Item::ALL.into_iter().filter(|item| !item.is_personal()).collect();
    let mut heading = vec![w.t("enterprises-uscc").to_owned(), w.t("enterprises-county-code").to_owned()];
    heading.extend(items.iter().map(|item| w.text(&item.words()).to_owned()));
    heading.push(w.t("enterprises-size").to_owned());
    let rows = rows
        .iter()
        .map(|enterprise| {
            let mut row = vec![enterprise.uscc.as_str().to_owned(), enterprise.region.to_string()];
            row.extend(items.iter().map(|item| {
                enterprise.items.get(item).map_or_else(String::new, |held| held.value.show(*item).replace(',', ""))
            }));
            row.push(size_class(enterprise).map_or_else(String::new, |(class, _)| w.text(&class.name()).to_owned()));
            row
        })
        .collect();
    sheet::file(&ctx, SheetFile { heading, rows }, "enterprises", format).await
}

#[derive(Template)]
#[template(path = "enterprises/pages/one.html")]
struct One {
    w: Say,
    saved: Option<Notice>,
    facts: Facts,
    edit: Option<Button>,
}

/// One enterprise for an officer of its area; for others it is not there.
pub async fn one(ctx: Ctx, Path(uscc): Path<String>) -> Reply {
    let w = ctx.say("enterprises");
    let area = own_area(&ctx)?;
    let (enterprise, place) = ctx
        .app
        .db()
        .read(move |tx| -> Result<_, Stop> {
            let found = find_by_uscc(tx, &uscc)?.filter(|found| found.region.is_within(&area)).ok_or(Stop::NotFound)?;
            let place = regions::full_name(tx, &found.region)?;
            Ok((found, place))
        })
        .await?;
    let view = One { w, saved: None, facts: facts(w, &enterprise, w.text(&place)), edit: None };
    ctx.crumb("/o/enterprises", w.t("enterprises-title")).page(enterprise.name(), view)
}

/// The clerk's own enterprise.
pub async fn own(ctx: Ctx) -> Reply {
    let w = ctx.say("enterprises");
    let (enterprise, place) = own_enterprise(&ctx).await?;
    let view = One {
        w,
        saved: (ctx.query("saved") == "1").then(|| Notice::new(Kind::Ok, w.t("enterprises-saved"))),
        facts: facts(w, &enterprise, w.text(&place)),
        edit: Some(Button::link("/e/enterprise/edit", w.t("enterprises-edit"))),
    };
    ctx.page("enterprises-own", view)
}

async fn own_enterprise(ctx: &Ctx) -> Result<(Enterprise, civic::Text), Stop> {
    let session = ctx.signed()?.clone();
    let id = session.enterprise.ok_or(Stop::NotFound)?;
    ctx.app
        .db()
        .read(move |tx| {
            let enterprise = find(tx, &session.region, &id)?.ok_or(Stop::NotFound)?;
            let place = regions::full_name(tx, &enterprise.region)?;
            Ok((enterprise, place))
        })
        .await
}

fn facts(w: Say, enterprise: &Enterprise, place: &str) -> Facts {
    let mut facts = Facts::new()
        .fact(w.t("enterprises-uscc"), Cell::code(enterprise.uscc.as_str()))
        .fact(w.t("enterprises-county"), place);
    for item in Item::ALL {
        let term = item.words();
        let term = w.text(&term);
        facts = match enterprise.items.get(&item) {
            Some(held) => {
                let value = match item {
                    Item::Industry => industry_words(w, enterprise),
                    _ => item.masked(&held.value),
                };
                let source = w.with(
                    "enterprises-source",
                    &[("source", &w.text(&held.origin.source.words())), ("date", &held.origin.as_of)],
                );
                facts.fact_from(term, value, source)
            }
            None => facts.fact(term, w.t("enterprises-unknown")),
        };
    }
    facts.fact(w.t("enterprises-size"), size_words(w, enterprise))
}

#[derive(Template)]
#[template(path = "enterprises/pages/edit.html")]
struct Edit {
    w: Say,
    summary: Summary,
    begin: BeginForm,
    fields: Vec<Field>,
    end: EndForm,
}

/// The form for what the enterprise states about itself.
pub async fn edit(ctx: Ctx) -> Reply {
    let (enterprise, _) = own_enterprise(&ctx).await?;
    edit_page(&ctx, &filled(&enterprise), &[], StatusCode::OK)
}

fn edit_page(ctx: &Ctx, form: &Form, problems: &[Problem], status: StatusCode) -> Reply {
    let w = ctx.say("enterprises");
    let view = Edit {
        w,
        summary: Summary::new(w, problems),
        begin: begin_form("/e/enterprise", ctx.app.new_id(), false),
        fields: fields(w, &Item::ALL, form, problems),
        end: end_form(),
    };
    ctx.clone().crumb("/e/enterprise", w.t("enterprises-own")).page_with(status, "enterprises-edit", view)
}

/// Takes what the enterprise states about itself.
pub async fn save(ctx: Ctx, form: Form) -> Reply {
    let items = match read_items(&form, &Item::ALL) {
        Ok(items) => items,
        Err(problems) => return edit_page(&ctx, &form, &problems, StatusCode::UNPROCESSABLE_ENTITY),
    };
    let session = ctx.signed()?.clone();
    let id = session.enterprise.clone().ok_or(Stop::NotFound)?;
    let region = RegionCode::parse(&session.region).map_err(|_| Stop::fault("a session without a region"))?;
    let (txid, by) = (form.txid()?, By::of(&ctx));
    ctx.app
        .db()
        .write(move |tx| -> Result<(), Stop> {
            once::once(tx, region.as_str(), &txid, "enterprises/restate", by.now_ms, |tx| -> Result<(), Stop> {
                let known = find(tx, region.as_str(), &id)?.ok_or(Stop::NotFound)?;
                let statement = Statement {
                    row: 0,
                    uscc: known.uscc.as_str().to_owned(),
                    region: known.region,
                    items,
                    as_of: Some(by.today),
                };
                restate(tx, region.as_str(), &id, &statement, &by)?;
                Ok(())
            })?;
            Ok(())
        })
        .await?;
    ctx.redirect("/e/enterprise?saved=1")
}
