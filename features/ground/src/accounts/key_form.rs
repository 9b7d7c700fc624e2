//! The form for a new key: whose it is, what it is good for, how long; the key itself is shown once.

use askama::Template;
use axum::http::StatusCode;
use civic::{Date, Problem, RegionCode, Text};
use store::once;
use web::machine::SCOPES;
use web::ui::{BeginForm, Button, EndForm, Field, Kind, Notice, Summary, begin_form, end_form};
use web::{Ctx, Form, Reply, Stop};

use super::admin_pages::own_area;
use super::keys::{self, NewKey};
use super::model::read_name;
use super::{problems, step_up, store as accounts};
use crate::enterprises::{self, By};
use crate::regions;

/// Requests a minute an administrator may grant, at most.
const PER_MINUTE_MAX: u32 = 6000;
/// Days a key may live, at most.
const DAYS_MAX: i64 = 366;
/// What an enterprise's own computer may do.
const FOR_ENTERPRISES: [&str; 4] = ["cases:read", "cases:write", "catalogue:read", "webhooks"];

#[derive(Template)]
#[template(path = "accounts/pages/plain_form.html")]
struct NewForm {
    summary: Summary,
    about: String,
    begin: BeginForm,
    fields: Vec<Field>,
    button: Button,
    end: EndForm,
}

/// The form, after the password has been asked again.
pub async fn new(ctx: Ctx) -> Reply {
    if let Some(asks) = step_up::first(&ctx, "/a/keys/new").await? {
        return Ok(asks);
    }
    let region = ctx.signed()?.region.clone();
    let form = Form::from_pairs([("region", region), ("per_minute", "60".to_owned())]);
    new_page(&ctx, &form, &[], StatusCode::OK).await
}

async fn new_page(ctx: &Ctx, form: &Form, problems: &[Problem], status: StatusCode) -> Reply {
    let w = ctx.say("accounts");
    let within = regions::within_pattern(&own_area(ctx)?);
    let desks = ctx.app.db().read(move |tx| accounts::desks(tx, &within)).await?;
    let desk_options = desks.iter().map(|desk| (desk.id.clone(), format!("{} ({})", w.text(&desk.name), desk.region)));
    let text = |name: &str, key: &str| Field::text(name, w.t(key)).value(form.get(name)).problems(w, problems);
    let scopes = SCOPES.map(|scope| (scope, format!("{scope} · {}", w.t(&scope_key(scope)))));
    let fields = vec![
        text("name", "accounts-key-name").hint(w.t("accounts-key-name-hint")).required(),
        Field::select("agency", w.t("accounts-agency"), desk_options)
            .blank(w.t("accounts-key-of-region"))
            .hint(w.t("accounts-key-agency-hint"))
            .value(form.get("agency"))
            .problems(w, problems),
        text("uscc", "accounts-key-uscc").hint(w.t("accounts-key-uscc-hint")),
        text("region", "accounts-region").hint(w.t("accounts-key-region-hint")).short().required(),
        Field::checkboxes("scopes", w.t("accounts-key-scopes"), scopes)
            .values(form.all("scopes"))
            .required()
            .problems(w, problems),
        Field::number("per_minute", w.t("accounts-key-rate"))
            .value(form.get("per_minute"))
            .short()
            .required()
            .problems(w, problems),
        Field::date("expires", w.t("accounts-key-expires"))
            .hint(w.with("accounts-key-expires-hint", &[("days", &DAYS_MAX)]))
            .value(form.get("expires"))
            .required()
            .problems(w, problems),
    ];
    let view = NewForm {
        summary: Summary::new(w, problems),
        about: w.t("accounts-key-about").to_owned(),
        begin: begin_form("/a/keys", ctx.app.new_id(), false),
        fields,
        button: Button::new(w.t("accounts-key-create")),
        end: end_form(),
    };
    ctx.clone().crumb("/a/keys", w.t("accounts-keys")).page_with(status, "accounts-key-new", view)
}

fn scope_key(scope: &str) -> String {
    format!("accounts-scope-{}", scope.replace(':', "-"))
}

#[derive(Template)]
#[template(path = "accounts/pages/key_shown.html")]
struct Shown {
    notice: Notice,
    key: String,
    back: Button,
}

/// Draws a key and shows it, this once.
pub async fn create(ctx: Ctx, form: Form) -> Reply {
    if let Some(asks) = step_up::first(&ctx, "/a/keys/new").await? {
        return Ok(asks);
    }
    let new = match read(&ctx, &form).await? {
        Ok(new) => new,
        Err(problems) => return new_page(&ctx, &form, &problems, StatusCode::UNPROCESSABLE_ENTITY).await,
    };
    let (txid, by, id, key) = (form.txid()?, By::of(&ctx), ctx.app.new_id(), keys::draw(&ctx.app));
    let (own, drawn) = (ctx.signed()?.region.clone(), key.clone());
    let (_, repeated) = ctx
        .app
        .db()
        .write(move |tx| {
            once::once(tx, &own, &txid, "accounts/create-key", by.now_ms, |tx| -> Result<(), Stop> {
                Ok(keys::create(tx, &id, &new, &drawn, &by)?)
            })
        })
        .await?;
    // sent twice: the key of the first answer is gone, and what was drawn now opens nothing
    if repeated {
        return ctx.redirect("/a/keys");
    }
    let w = ctx.say("accounts");
    let view = Shown {
        notice: Notice::new(Kind::Caution, w.t("accounts-key-once")).title(w.t("accounts-key-created")),
        key,
        back: Button::link("/a/keys", w.t("accounts-keys")).secondary(),
    };
    ctx.crumb("/a/keys", w.t("accounts-keys")).page("accounts-key-created", view)
}

async fn read(ctx: &Ctx, form: &Form) -> Result<Result<NewKey, Vec<Problem>>, Stop> {
    let own = own_area(ctx)?;
    let mut wrong = Vec::new();
    let name = read_name("name", form.get("name")).map_err(|problem| wrong.push(problem)).ok();
    let region = match RegionCode::parse(form.get("region")) {
        Ok(region) if region.is_within(&own) => Some(region),
        Ok(_) => {
            wrong.push(problems::outside("region"));
            None
        }
        Err(problem) => {
            wrong.push(problem.at("region"));
            None
        }
    };
    let agency = Some(form.get("agency").to_owned()).filter(|agency| !agency.is_empty());
    let (uscc, asked) = (form.get("uscc").to_owned(), agency.clone());
    let within = regions::within_pattern(&own);
    let (desk_known, enterprise) = ctx
        .app
        .db()
        .read(move |tx| -> Result<_, Stop> {
            let desks = accounts::desks(tx, &within)?;
            let known = asked.is_none_or(|agency| desks.iter().any(|desk| desk.id == agency));
            Ok((known, if uscc.is_empty() { None } else { enterprises::find_by_uscc(tx, &uscc)? }))
        })
        .await?;
    if !desk_known {
        wrong.push(problems::no_agency());
    }
    let enterprise = enterprise.filter(|found| found.region.is_within(&own));
    if enterprise.is_none() && !form.get("uscc").is_empty() {
        wrong.push(no_enterprise());
    }
    if agency.is_some() && !form.get("uscc").is_empty() {
        wrong.push(two_owners());
    }
    let scopes = read_scopes(form, (agency.is_some(), enterprise.is_some()), &mut wrong);
    let per_minute = read_rate(form.get("per_minute")).map_err(|problem| wrong.push(problem)).ok();
    let expires = read_expiry(form.get("expires"), ctx.app.today()).map_err(|problem| wrong.push(problem)).ok();
    let (Some(name), Some(region), Some(per_minute), Some(expires_ms), true) =
        (name, region, per_minute, expires, wrong.is_empty())
    else {
        return Ok(Err(wrong));
    };
    // an enterprise's key reaches where the enterprise is registered
    let region = enterprise.as_ref().map_or(region, |found| found.region.clone()).to_string();
    Ok(Ok(NewKey { region, name, agency, enterprise: enterprise.map(|e| e.id), scopes, per_minute, expires_ms }))
}

fn read_scopes(form: &Form, (of_agency, of_enterprise): (bool, bool), wrong: &mut Vec<Problem>) -> Vec<String> {
    let ticked = form.all("scopes");
    let scopes: Vec<String> =
        SCOPES.iter().filter(|scope| ticked.contains(scope)).map(|scope| (*scope).to_owned()).collect();
    if scopes.is_empty() || ticked.iter().any(|scope| !SCOPES.contains(scope)) {
        wrong.push(problems::not_on_list("scopes"));
    }
    if of_enterprise && scopes.iter().any(|scope| !FOR_ENTERPRISES.contains(&scope.as_str())) {
        wrong.push(Problem::new(
            "scopes",
            "accounts/key-scope",
            Text::new("企业的密钥不能带有日志或指标权限", "the key of an enterprise cannot read log or metrics"),
            Text::new("请去掉这些权限", "untick these"),
        ));
    }
    if !of_agency && !of_enterprise && scopes.iter().any(|scope| scope == "webhooks") {
        wrong.push(Problem::new(
            "scopes",
            "accounts/key-scope",
            Text::new(
                "管理事件推送的密钥须属于部门或企业",
                "a key that manages webhooks belongs to an agency or an enterprise",
            ),
            Text::new("请选择部门或填写企业代码，或去掉这项权限", "choose an owner, or untick it"),
        ));
    }
    scopes
}

fn read_rate(written: &str) -> Result<u32, Problem> {
    let rate: Option<u32> = written.parse().ok();
    rate.filter(|rate| (1..=PER_MINUTE_MAX).contains(rate)).ok_or_else(|| {
        Problem::new(
            "per_minute",
            "accounts/key-rate",
            Text::new("每分钟次数不合要求", "the number of requests a minute does not fit"),
            Text::new(format!("请填写 1 至 {PER_MINUTE_MAX}"), format!("give 1 to {PER_MINUTE_MAX}")),
        )
    })
}

/// The start of the day after the last one, epoch milliseconds.
fn read_expiry(written: &str, today: Date) -> Result<i64, Problem> {
    let day: Option<Date> = written.parse().ok();
    let days = |day: &Date| (*day - today).get_days();
    let good = day.filter(|day| (1..=DAYS_MAX).contains(&i64::from(days(day))));
    good.map(|day| civic::clock::start_of(day).as_millisecond()).ok_or_else(|| {
        Problem::new(
            "expires",
            "accounts/key-expires",
            Text::new("有效期不合要求", "the day does not fit"),
            Text::new(
                format!("请填写明天至 {DAYS_MAX} 天之内的日期"),
                format!("give a day from tomorrow to {DAYS_MAX} days ahead"),
            ),
        )
    })
}

fn no_enterprise() -> Problem {
    Problem::new(
        "uscc",
        "accounts/key-enterprise",
        Text::new("本辖区没有这个信用代码的企业", "no enterprise of your area has this code"),
        Text::new("请核对 18 位代码", "check the 18 characters"),
    )
}

fn two_owners() -> Problem {
    Problem::new(
        "uscc",
        "accounts/key-owners",
        Text::new("同时选了部门和企业", "an agency and an enterprise are both given"),
        Text::new("一个密钥只属于一方，请留下一个", "a key belongs to one of them: keep one"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_lives_from_tomorrow_to_a_year() {
        let today: Date = "2020-03-16".parse().expect("a date");
        for (written, good) in
            [("2020-03-17", true), ("2021-03-17", true), ("2020-03-16", false), ("2021-03-18", false), ("soon", false)]
        {
            assert_eq!(read_expiry(written, today).is_ok(), good, "{written}");
        }
    }

    #[test]
    fn rates_are_bounded_on_both_sides() {
        for (written, good) in [("1", true), ("6000", true), ("0", false), ("6001", false), ("-1", false), ("", false)]
        {
            assert_eq!(read_rate(written).is_ok(), good, "{written}");
        }
    }
}
