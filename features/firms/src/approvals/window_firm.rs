//! An enterprise that is not in the register yet, entered at the counter by its own word.

use askama::Template;
use axum::http::StatusCode;
use civic::uscc::Uscc;
use civic::{Problem, RegionCode, Text};
use ground::enterprises::{self, By, Item, Statement};
use ground::regions;
use store::once;
use web::ui::{BeginForm, EndForm, Field, Summary, begin_form, end_form};
use web::{Ctx, Form, Reply, Say, Stop};

use super::window::officer;

/// What the form asks beside code and county.
const ITEMS: [Item; 6] =
    [Item::Name, Item::Address, Item::Industry, Item::Headcount, Item::ContactName, Item::ContactPhone];

#[derive(Template)]
#[template(path = "approvals/pages/window_firm.html")]
struct FirmPage {
    w: Say,
    summary: Summary,
    begin: BeginForm,
    uscc: Field,
    county: Field,
    items: Vec<Field>,
    end: EndForm,
}

/// `GET /o/window/firm?uscc=…`.
pub async fn page(ctx: Ctx) -> Reply {
    let form = Form::from_pairs([("uscc", ctx.query("uscc"))]);
    show(&ctx, &form, &[]).await
}

/// `POST /o/window/firm`: brings it into the register and goes on to the visit, once.
pub async fn register(ctx: Ctx, form: Form) -> Reply {
    let mut problems = Vec::new();
    let uscc = Uscc::parse(form.get("uscc")).map_err(|problem| problems.push(problem.at("uscc"))).ok();
    let items = enterprises::read_items(&form, &ITEMS).map_err(|mut wrong| problems.append(&mut wrong)).ok();
    let chosen = counties(&ctx).await?.into_iter().map(|(code, _)| code).find(|code| code == form.get("county"));
    let county = chosen.and_then(|code| RegionCode::parse(&code).ok());
    if county.is_none() {
        problems.push(no_county());
    }
    let (Some(uscc), Some(items), Some(region), true) = (uscc, items, county, problems.is_empty()) else {
        return show(&ctx, &form, &problems).await;
    };
    let code = uscc.as_str().to_owned();
    let statement = Statement { row: 0, uscc: code.clone(), region, items, as_of: Some(ctx.app.today()) };
    let (txid, by, id) = (form.txid()?, By::of(&ctx), ctx.app.new_id());
    let home = statement.region.to_string();
    let done = ctx.app.db().write(move |tx| {
        once::once(tx, &home, &txid, "enterprise/register", by.now_ms, |tx| {
            enterprises::register(tx, id, &statement, &by).map(|_| ())
        })
    });
    match done.await {
        Ok(_) => ctx.redirect(&format!("/o/window/new?firm={code}")),
        Err(Stop::Refused { problems, .. }) => show(&ctx, &form, &problems).await,
        Err(stop) => Err(stop),
    }
}

/// The counties this officer works in.
async fn counties(ctx: &Ctx) -> Result<Vec<(String, String)>, Stop> {
    let (w, (session, _)) = (ctx.say("approvals"), officer(ctx)?);
    let area = RegionCode::parse(&session.region).map_err(|_| Stop::fault("a session without a region"))?;
    let all = ctx.app.db().read(move |tx| regions::counties(tx, &area)).await?;
    Ok(all.iter().map(|area| (area.code.to_string(), w.text(&area.name).to_owned())).collect())
}

async fn show(ctx: &Ctx, form: &Form, problems: &[Problem]) -> Reply {
    let w = ctx.say("approvals");
    let counties = counties(ctx).await?;
    let only = match &counties[..] {
        [(code, _)] => code.clone(),
        _ => form.get("county").to_owned(),
    };
    let content = FirmPage {
        w,
        summary: Summary::new(w, problems),
        begin: begin_form("/o/window/firm", ctx.app.new_id(), false),
        uscc: Field::text("uscc", w.t("window-code")).value(form.get("uscc")).problems(w, problems).required(),
        county: Field::select("county", w.t("window-county"), counties)
            .blank(w.t("choose"))
            .value(only)
            .problems(w, problems),
        items: enterprises::fields(w, &ITEMS, form, problems),
        end: end_form(),
    };
    let status = if problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    ctx.clone().crumb("/o/window", w.t("window-title")).page_with(status, "window-firm", content)
}

fn no_county() -> Problem {
    Problem::new(
        "county",
        "approvals/no-county",
        Text::new("没有选所在县区", "no county is chosen"),
        Text::new("请从列表中选，您负责的地区都在里面", "choose one of the list; it holds the area you work for"),
    )
}
