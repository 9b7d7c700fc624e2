//! An enterprise's clerk opens an account: the enterprise and the person in one go, with every problem at once.

use askama::Template;
use axum::http::{HeaderMap, StatusCode};
use civic::uscc::Uscc;
use civic::{Level, Problem, RegionCode};
use serde::{Deserialize, Serialize};
use store::once;
use web::ui::{BeginForm, EndForm, Field, Summary, begin_form, end_form};
use web::{Ctx, Form, Reply, Role, Say, Stop, password};

use super::model::{NewPerson, State, check_password, read_name, read_sign_in};
use super::sign_in::{Limits, device_of, with_session};
use super::{problems, sessions, store as accounts};
use crate::enterprises::{self, By, Item, Statement};
use crate::regions::{self, Picker, PickerHtml};

/// What the form asks of an enterprise beside its code and county; the rest can wait.
const ITEMS: [Item; 4] = [Item::Name, Item::Address, Item::Industry, Item::Headcount];

#[derive(Template)]
#[template(path = "accounts/pages/register.html")]
struct Register {
    w: Say,
    summary: Summary,
    begin: BeginForm,
    uscc: Field,
    items: Vec<Field>,
    picker: PickerHtml,
    person: Vec<Field>,
    end: EndForm,
}

/// The form; the county of this site is chosen beforehand.
pub async fn page(ctx: Ctx) -> Reply {
    let region = ctx.app.settings().region.clone();
    register_page(&ctx, &Form::default(), &region, &[], StatusCode::OK).await
}

async fn register_page(ctx: &Ctx, form: &Form, region: &str, problems: &[Problem], status: StatusCode) -> Reply {
    let w = ctx.say("accounts");
    let chosen = region.to_owned();
    let picker = ctx.app.db().read(move |tx| Picker::load(tx, "region", &chosen)).await?;
    let text = |name: &str, key: &str| Field::text(name, w.t(key)).value(form.get(name)).problems(w, problems);
    let view = Register {
        w,
        summary: Summary::new(w, problems),
        begin: begin_form("/register", ctx.app.new_id(), false),
        uscc: text("uscc", "accounts-uscc").hint(w.t("accounts-uscc-hint")).required(),
        items: enterprises::fields(w, &ITEMS, form, problems),
        picker: picker.show(w, w.t("accounts-county"), problems),
        person: vec![
            text("person", "accounts-name").autocomplete("name").required(),
            text("sign_in", "accounts-sign-in-name")
                .hint(w.t("accounts-sign-in-hint"))
                .autocomplete("username")
                .required(),
            Field::password("password", w.t("accounts-password"))
                .hint(w.t("accounts-password-hint"))
                .autocomplete("new-password")
                .required()
                .problems(w, problems),
        ],
        end: end_form(),
    };
    ctx.page_with(status, "accounts-register", view)
}

/// What became of a registration.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
enum Outcome {
    /// Enterprise and account are new; the person is signed in.
    Opened,
    /// The enterprise was known: an office checks first.
    Waiting,
}

struct Asked {
    statement: Statement,
    person: NewPerson,
    password: String,
}

/// Opens the account.
pub async fn open(ctx: Ctx, headers: HeaderMap, form: Form) -> Reply {
    let region = regions::picked(&form, "region");
    if regions::asked(&form, "region") {
        return register_page(&ctx, &form, &region, &[], StatusCode::OK).await;
    }
    if !ctx.client.is_empty() {
        ctx.app.extension::<Limits>().register.attempt(&ctx.client, ctx.app.now_ms())?;
    }
    let asked = match read(&ctx, &form, &region).await? {
        Ok(asked) => asked,
        Err(problems) => {
            return register_page(&ctx, &form, &region, &problems, StatusCode::UNPROCESSABLE_ENTITY).await;
        }
    };
    let hash = password::hash_aside(asked.password.clone()).await?;
    let (txid, token) = (form.txid()?, ctx.app.random_token());
    let outcome = write(&ctx, asked, hash, txid, token.clone(), device_of(&ctx, &headers)).await;
    match outcome {
        Ok((Outcome::Opened, false)) => with_session(&ctx, &token, "/e/enterprise"),
        // sent twice: the first answer, with its session, got lost
        Ok((Outcome::Opened, true)) => ctx.redirect("/sign-in?next=/e/enterprise"),
        Ok((Outcome::Waiting, _)) => ctx.redirect("/register/waiting"),
        Err(Stop::Refused { status, problems }) => register_page(&ctx, &form, &region, &problems, status).await,
        Err(stop) => Err(stop),
    }
}

async fn read(ctx: &Ctx, form: &Form, region: &str) -> Result<Result<Asked, Vec<Problem>>, Stop> {
    let mut problems = Vec::new();
    let uscc = Uscc::parse(form.get("uscc")).map_err(|problem| problems.push(problem.at("uscc"))).ok();
    let items = enterprises::read_items(form, &ITEMS).map_err(|mut wrong| problems.append(&mut wrong)).ok();
    let region = county(ctx, region).await?;
    if region.is_none() {
        problems.push(problems::no_county());
    }
    let name = read_name("person", form.get("person")).map_err(|problem| problems.push(problem)).ok();
    let sign_in = read_sign_in("sign_in", form.get("sign_in")).map_err(|problem| problems.push(problem)).ok();
    let password = form.get("password").to_owned();
    if let Err(problem) = check_password("password", &password, sign_in.as_deref().unwrap_or_default()) {
        problems.push(problem);
    }
    let (Some(uscc), Some(items), Some(region), Some(name), Some(sign_in), true) =
        (uscc, items, region, name, sign_in, problems.is_empty())
    else {
        return Ok(Err(problems));
    };
    let person =
        NewPerson { region: region.to_string(), sign_in, name, role: Role::Enterprise, agency: None, enterprise: None };
    let statement = Statement { row: 0, uscc: uscc.as_str().to_owned(), region, items, as_of: Some(ctx.app.today()) };
    Ok(Ok(Asked { statement, person, password }))
}

/// The region if it is a county, or a city that has none below it.
async fn county(ctx: &Ctx, region: &str) -> Result<Option<RegionCode>, Stop> {
    let Ok(code) = RegionCode::parse(region) else { return Ok(None) };
    let asked = code.clone();
    let listed = ctx
        .app
        .db()
        .read(move |tx| -> Result<bool, Stop> {
            let found = regions::find(tx, &asked)?.is_some();
            let lowest = match asked.level() {
                Level::County => true,
                Level::City => !regions::children(tx, &asked)?.iter().any(|area| area.level == Level::County),
                _ => false,
            };
            Ok(found && lowest)
        })
        .await?;
    Ok(listed.then_some(code))
}

async fn write(
    ctx: &Ctx,
    asked: Asked,
    hash: String,
    txid: String,
    token: String,
    device: String,
) -> Result<(Outcome, bool), Stop> {
    let by = By::of(ctx);
    let (enterprise_id, person_id, session_id) = (ctx.app.new_id(), ctx.app.new_id(), ctx.app.new_id());
    let Asked { statement, mut person, .. } = asked;
    let region = ctx.app.settings().region.clone();
    ctx.app
        .db()
        .write(move |tx| {
            once::once(tx, &region, &txid, "accounts/register", by.now_ms, |tx| -> Result<Outcome, Stop> {
                let by = By { actor: person_id.clone(), ..by.clone() };
                let known = enterprises::find_by_uscc(tx, &statement.uscc)?;
                let (state, outcome) = match &known {
                    Some(_) => (State::Waiting, Outcome::Waiting),
                    None => (State::Active, Outcome::Opened),
                };
                let enterprise = match known {
                    Some(enterprise) => enterprise,
                    None => enterprises::register(tx, enterprise_id, &statement, &by)?,
                };
                person.region = enterprise.region.to_string();
                person.enterprise = Some(enterprise.id);
                accounts::create(tx, &person_id, &person, &hash, state, &by)?;
                if outcome == Outcome::Opened {
                    let opened = accounts::by_id(tx, &person.region, &person_id)?.ok_or(store::Fault::NoRow)?;
                    sessions::start(tx, &session_id, &opened, &token, &device, &by)?;
                }
                Ok(outcome)
            })
        })
        .await
}

#[derive(Template)]
#[template(path = "accounts/pages/waiting.html")]
struct Waiting {
    w: Say,
}

/// What happens when the enterprise was in the register already.
pub async fn waiting(ctx: Ctx) -> Reply {
    let w = ctx.say("accounts");
    ctx.page("accounts-waiting-title", Waiting { w })
}
