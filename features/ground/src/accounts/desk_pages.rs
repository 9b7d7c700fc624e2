//! Desks: the agencies of an area whose officers sign in, under the ids that playbooks use.

use askama::Template;
use axum::http::StatusCode;
use civic::{Problem, RegionCode, Text};
use store::once;
use web::ui::{BeginForm, Cell, Column, Empty, EndForm, Field, Summary, Table, begin_form, end_form};
use web::{Ctx, Form, Reply, Say, Stop};

use super::admin_pages::own_area;
use super::model::read_name;
use super::problems;
use super::store::{self as accounts, Desk};
use crate::enterprises::By;
use crate::regions;

#[derive(Template)]
#[template(path = "accounts/pages/desks.html")]
struct Desks {
    w: Say,
    summary: Summary,
    table: Table,
    begin: BeginForm,
    fields: Vec<Field>,
    end: EndForm,
}

/// The desks of the administrator's area, and the form for one more.
pub async fn desks(ctx: Ctx) -> Reply {
    let form = Form::from_pairs([("region", ctx.signed()?.region.clone())]);
    desks_page(&ctx, &form, &[], StatusCode::OK).await
}

async fn desks_page(ctx: &Ctx, form: &Form, problems: &[Problem], status: StatusCode) -> Reply {
    let w = ctx.say("accounts");
    let within = regions::within_pattern(&own_area(ctx)?);
    let desks = ctx.app.db().read(move |tx| accounts::desks(tx, &within)).await?;
    let columns = ["accounts-agency", "accounts-desk-id", "accounts-region"].map(|key| Column::new(w.t(key)));
    let rows = desks.iter().map(|desk| vec![w.text(&desk.name).into(), Cell::code(&desk.id), Cell::code(&desk.region)]);
    let text = |name: &str, key: &str| Field::text(name, w.t(key)).value(form.get(name)).problems(w, problems);
    let view = Desks {
        w,
        summary: Summary::new(w, problems),
        table: Table::new(w.t("accounts-desks"), columns.into())
            .rows(rows)
            .empty(Empty::new(w.t("accounts-no-desk"), w.t("accounts-no-desk-fills"))),
        begin: begin_form("/a/desks", ctx.app.new_id(), false),
        fields: vec![
            text("id", "accounts-desk-id").hint(w.t("accounts-desk-id-hint")).required(),
            text("name_zh", "accounts-desk-zh").required(),
            text("name_en", "accounts-desk-en").required(),
            text("region", "accounts-region").hint(w.t("accounts-region-hint")).short().required(),
        ],
        end: end_form(),
    };
    ctx.clone().crumb("/a/accounts", w.t("accounts-title")).page_with(status, "accounts-desks", view)
}

/// Adds a desk.
pub async fn add_desk(ctx: Ctx, form: Form) -> Reply {
    let desk = match read_desk(&form, &own_area(&ctx)?) {
        Ok(desk) => desk,
        Err(problems) => return desks_page(&ctx, &form, &problems, StatusCode::UNPROCESSABLE_ENTITY).await,
    };
    let (txid, by, own) = (form.txid()?, By::of(&ctx), ctx.signed()?.region.clone());
    ctx.app
        .db()
        .write(move |tx| {
            once::once(tx, &own, &txid, "accounts/desk", by.now_ms, |tx| -> Result<(), Stop> {
                accounts::add_desk(tx, &desk, &by)?;
                Ok(())
            })
        })
        .await?;
    ctx.redirect("/a/desks")
}

fn read_desk(form: &Form, own: &RegionCode) -> Result<Desk, Vec<Problem>> {
    let mut wrong = Vec::new();
    let id = form.get("id").to_owned();
    let shaped = id.starts_with(|c: char| c.is_ascii_lowercase())
        && id.len() <= 60
        && id.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
    if !shaped {
        wrong.push(Problem::new(
            "id",
            "accounts/desk-id",
            Text::new("部门代号不合要求", "the desk's id does not fit"),
            Text::new(
                "请用规则书 agencies.toml 中的代号：小写字母、数字和 -",
                "use the id of the playbook's agencies.toml: lower-case letters, digits and -",
            ),
        ));
    }
    let name = Text::new(form.get("name_zh"), form.get("name_en"));
    for (field, words) in [("name_zh", &name.zh), ("name_en", &name.en)] {
        if let Err(problem) = read_name(field, words) {
            wrong.push(problem);
        }
    }
    match RegionCode::parse(form.get("region")) {
        Ok(region) if region.is_within(own) && wrong.is_empty() => {
            return Ok(Desk { region: region.to_string(), id, name });
        }
        Ok(region) if region.is_within(own) => {}
        Ok(_) => wrong.push(problems::outside("region")),
        Err(problem) => wrong.push(problem.at("region")),
    }
    Err(wrong)
}
