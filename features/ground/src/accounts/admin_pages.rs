//! The administrator's accounts: list, new account, open and close.

use askama::Template;
use axum::http::StatusCode;
use civic::{Problem, RegionCode};
use store::once;
use web::ui::{
    Actions, BeginForm, Button, Cell, Column, Empty, EndForm, Field, Filter as FilterBar, Order, Pager, State as Badge,
    Summary, Table, begin_form, end_form,
};
use web::{Ctx, Form, Reply, Role, Say, Stop, password};

use super::list_page::{Asked, LINES_MAX, List, PER_PAGE, export_of, skipped, sort_of};
use super::model::{NewPerson, Person, State, check_password, read_name, read_sign_in};
use super::problems;
use super::store::{self as accounts, Filter};
use crate::enterprises::By;
use crate::enterprises::sheet::{self, Format, SheetFile};
use crate::regions;

const ORDERS: &[&str] = &["sign_in", "name", "role", "state", "created_at"];

pub(super) fn own_area(ctx: &Ctx) -> Result<RegionCode, Stop> {
    RegionCode::parse(&ctx.signed()?.region).map_err(|_| Stop::fault("a session without a region"))
}

fn filter_of(ctx: &Ctx) -> Result<(Filter, Order), Stop> {
    let Asked { words, column, order } = Asked::of(ctx, ORDERS);
    let known = |word: String, good: bool| if good { word } else { String::new() };
    let (role, state) = (ctx.query("role"), ctx.query("state"));
    let filter = Filter {
        within: regions::within_pattern(&own_area(ctx)?),
        words,
        role: known(role.clone(), Role::parse(&role).is_some()),
        state: known(state.clone(), State::parse(&state).is_some()),
        column,
        descending: order.descending,
    };
    Ok((filter, order))
}

/// The word of a role on pages.
pub fn role_words(w: Say, role: Role) -> &'static str {
    w.t(&format!("accounts-role-{}", role.word()))
}

pub(super) fn state_badge(w: Say, state: State) -> Badge {
    let words = w.t(&format!("accounts-state-{}", state.word()));
    match state {
        State::Active => Badge::ok(words),
        State::Waiting => Badge::caution(words),
        State::Disabled => Badge::stop(words),
    }
}

/// The accounts of the administrator's area.
pub async fn list(ctx: Ctx) -> Reply {
    let w = ctx.say("accounts");
    let (filter, order) = filter_of(&ctx)?;
    let page = Pager::page_of(&ctx);
    let asked = filter.clone();
    let (total, people) = ctx
        .app
        .db()
        .read(move |tx| -> Result<_, Stop> {
            Ok((accounts::count(tx, &asked)?, accounts::list(tx, &asked, skipped(page), PER_PAGE)?))
        })
        .await?;
    let view = List {
        actions: Actions::new()
            .add(Button::link("/a/accounts/new", w.t("accounts-new")))
            .add(Button::link("/a/desks", w.t("accounts-desks")).secondary())
            .add(Button::link(export_of(&ctx, "/a/accounts"), w.t("accounts-export")).secondary()),
        filter: filter_bar(w, &filter, &order),
        table: table(&ctx, w, &order, &people),
        pager: Pager::new(w, &ctx, page, total, PER_PAGE),
    };
    ctx.page("accounts-title", view)
}

fn filter_bar(w: Say, filter: &Filter, order: &Order) -> FilterBar {
    let roles = Role::ALL.map(|role| (role.word(), role_words(w, role)));
    let states = State::ALL.map(|state| (state.word(), w.t(&format!("accounts-state-{}", state.word()))));
    FilterBar::new(w, "/a/accounts", "accounts")
        .field(Field::search("q", w.t("accounts-search")).value(filter.words.clone()))
        .field(Field::select("role", w.t("accounts-role"), roles).blank(w.t("all")).value(filter.role.clone()))
        .field(Field::select("state", w.t("accounts-state"), states).blank(w.t("all")).value(filter.state.clone()))
        .keep("sort", sort_of(order))
}

fn table(ctx: &Ctx, w: Say, order: &Order, people: &[Person]) -> Table {
    let sortable = |key: &str, words: &'static str| Column::new(words).sortable(ctx, key, order);
    let columns = vec![
        sortable("sign_in", w.t("accounts-sign-in-name")),
        sortable("name", w.t("accounts-name")),
        sortable("role", w.t("accounts-role")),
        Column::new(w.t("accounts-agency")),
        Column::new(w.t("accounts-region")),
        sortable("state", w.t("accounts-state")),
        sortable("created_at", w.t("accounts-created")),
    ];
    let rows = people.iter().map(|person| {
        vec![
            Cell::link(format!("/a/accounts/{}/{}", person.region, person.id), &person.sign_in),
            civic::mask::name(&person.name).into(),
            role_words(w, person.role).into(),
            person.agency.clone().unwrap_or_else(|| "—".to_owned()).into(),
            Cell::code(&person.region),
            state_badge(w, person.state).into(),
            w.time_ms(person.created_ms).into(),
        ]
    });
    Table::new(w.t("accounts-title"), columns).dense().rows(rows).empty(
        Empty::new(w.t("accounts-none"), w.t("accounts-none-fills")).action("/a/accounts/new", w.t("accounts-new")),
    )
}

/// The list as a file; names stay masked.
pub async fn export(ctx: Ctx) -> Reply {
    let w = ctx.say("accounts");
    let format = Format::parse(&ctx.query("format")).ok_or(Stop::NotFound)?;
    let (filter, _) = filter_of(&ctx)?;
    let people = ctx.app.db().read(move |tx| accounts::list(tx, &filter, 0, LINES_MAX)).await?;
    let heading = ["sign-in-name", "name", "role", "agency", "region", "state", "created"]
        .map(|key| w.t(&format!("accounts-{key}")).to_owned());
    let rows = people.iter().map(|person| {
        vec![
            person.sign_in.clone(),
            civic::mask::name(&person.name),
            role_words(w, person.role).to_owned(),
            person.agency.clone().unwrap_or_default(),
            person.region.clone(),
            w.t(&format!("accounts-state-{}", person.state.word())).to_owned(),
            w.time_ms(person.created_ms),
        ]
    });
    sheet::file(&ctx, SheetFile { heading: heading.to_vec(), rows: rows.collect() }, "accounts", format).await
}

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

/// The form for a new account.
pub async fn new(ctx: Ctx) -> Reply {
    let form = Form::from_pairs([("region", ctx.signed()?.region.clone())]);
    new_page(&ctx, &form, &[], StatusCode::OK).await
}

/// Roles an administrator gives; clerks of enterprises register themselves.
fn roles() -> impl Iterator<Item = Role> {
    Role::ALL.into_iter().filter(|role| *role != Role::Enterprise)
}

async fn new_page(ctx: &Ctx, form: &Form, problems: &[Problem], status: StatusCode) -> Reply {
    let w = ctx.say("accounts");
    let within = regions::within_pattern(&own_area(ctx)?);
    let desks = ctx.app.db().read(move |tx| accounts::desks(tx, &within)).await?;
    let desk_options = desks.iter().map(|desk| (desk.id.clone(), format!("{} ({})", w.text(&desk.name), desk.region)));
    let text = |name: &str, key: &str| Field::text(name, w.t(key)).value(form.get(name)).problems(w, problems);
    let fields = vec![
        text("person", "accounts-name").required(),
        text("sign_in", "accounts-sign-in-name").hint(w.t("accounts-sign-in-hint")).required(),
        Field::password("password", w.t("accounts-first-password"))
            .hint(w.t("accounts-password-hint"))
            .autocomplete("new-password")
            .required()
            .problems(w, problems),
        Field::select("role", w.t("accounts-role"), roles().map(|role| (role.word(), role_words(w, role))))
            .blank(w.t("choose"))
            .value(form.get("role"))
            .required()
            .problems(w, problems),
        Field::select("agency", w.t("accounts-agency"), desk_options)
            .blank(w.t("choose"))
            .hint(w.t("accounts-agency-hint"))
            .value(form.get("agency"))
            .problems(w, problems),
        text("region", "accounts-region").hint(w.t("accounts-region-hint")).short().required(),
    ];
    let view = NewForm {
        summary: Summary::new(w, problems),
        about: w.t("accounts-new-about").to_owned(),
        begin: begin_form("/a/accounts", ctx.app.new_id(), false),
        fields,
        button: Button::new(w.t("accounts-create")),
        end: end_form(),
    };
    ctx.clone().crumb("/a/accounts", w.t("accounts-title")).page_with(status, "accounts-new", view)
}

/// Creates an account.
pub async fn create(ctx: Ctx, form: Form) -> Reply {
    let person = match read_new(&form, &own_area(&ctx)?) {
        Ok(person) => person,
        Err(problems) => return new_page(&ctx, &form, &problems, StatusCode::UNPROCESSABLE_ENTITY).await,
    };
    let hash = password::hash_aside(form.get("password").to_owned()).await?;
    let (txid, by, id) = (form.txid()?, By::of(&ctx), ctx.app.new_id());
    let own = ctx.signed()?.region.clone();
    let created = ctx
        .app
        .db()
        .write(move |tx| -> Result<String, Stop> {
            let (there, _) = once::once(tx, &own, &txid, "accounts/create", by.now_ms, |tx| -> Result<_, Stop> {
                if let Some(agency) = &person.agency {
                    let known = accounts::desks(tx, &regions_within(&own))?;
                    if !known.iter().any(|desk| desk.id == *agency) {
                        return Err(problems::no_agency().into());
                    }
                }
                accounts::create(tx, &id, &person, &hash, State::Active, &by)?;
                Ok(format!("/a/accounts/{}/{id}", person.region))
            })?;
            Ok(there)
        })
        .await;
    match created {
        Ok(there) => ctx.redirect(&there),
        Err(Stop::Refused { status, problems }) => new_page(&ctx, &form, &problems, status).await,
        Err(stop) => Err(stop),
    }
}

fn regions_within(region: &str) -> String {
    RegionCode::parse(region).map(|code| regions::within_pattern(&code)).unwrap_or_else(|_| region.to_owned())
}

fn read_new(form: &Form, own: &RegionCode) -> Result<NewPerson, Vec<Problem>> {
    let mut wrong = Vec::new();
    let name = read_name("person", form.get("person")).map_err(|problem| wrong.push(problem)).ok();
    let sign_in = read_sign_in("sign_in", form.get("sign_in")).map_err(|problem| wrong.push(problem)).ok();
    let password = check_password("password", form.get("password"), sign_in.as_deref().unwrap_or_default());
    wrong.extend(password.err());
    let role = Role::parse(form.get("role")).filter(|role| roles().any(|given| given == *role));
    if role.is_none() {
        wrong.push(problems::not_on_list("role"));
    }
    let agency = Some(form.get("agency").to_owned()).filter(|agency| !agency.is_empty());
    if agency.is_none() && matches!(role, Some(Role::Officer | Role::Head | Role::Dispatched)) {
        wrong.push(problems::no_agency());
    }
    let region = match RegionCode::parse(form.get("region")) {
        Ok(region) if region.is_within(own) => Some(region.to_string()),
        Ok(_) => {
            wrong.push(problems::outside("region"));
            None
        }
        Err(problem) => {
            wrong.push(problem.at("region"));
            None
        }
    };
    match (name, sign_in, role, region) {
        (Some(name), Some(sign_in), Some(role), Some(region)) if wrong.is_empty() => {
            Ok(NewPerson { region, sign_in, name, role, agency, enterprise: None })
        }
        _ => Err(wrong),
    }
}
