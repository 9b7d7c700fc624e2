//! For the owner of a value: objections to it, with filter and file, and the answer, corrected or kept, with a reason.

use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use civic::{Problem, Text};
use store::once;
use web::ui::{
    BeginForm, Cell, Column, Empty, EndForm, Facts, Field, Filter, Order, Pager, State, Summary, Table, begin_form,
    end_form,
};
use web::{Ctx, Form, Reply, Role, Say, Stop};

use crate::accounts;
use crate::cases::acts::Hand;
use crate::cases::model::CaseRefusal;
use crate::cases::objection::{self, Look, Objection, ObjectionState};
use crate::cases::words::objection_state;
use crate::sources;

const PER_PAGE: u32 = 50;
const EXPORT_MAX: i64 = 10_000;

/// The path of this desk: administrators answer where no agency does.
fn root(ctx: &Ctx) -> Result<&'static str, Stop> {
    Ok(if ctx.signed()?.role == Role::Admin { "/a/objections" } else { "/o/objections" })
}

/// What this desk may see, as the address filters it.
fn look(ctx: &Ctx, order: &Order) -> Result<Look, Stop> {
    let session = ctx.signed()?;
    let owner = match session.role {
        Role::Admin => String::new(),
        _ => session.agency.clone().filter(|agency| !agency.is_empty()).ok_or(Stop::Forbidden)?,
    };
    Ok(Look {
        reader: session.clone(),
        owner,
        state: ObjectionState::parse(&ctx.query("state")),
        text: ctx.query("q"),
        order: if order.descending { format!("-{}", order.key) } else { order.key.clone() },
    })
}

#[derive(Template)]
#[template(path = "cases/pages/objections.html")]
struct ListPage {
    w: Say,
    filter: Filter,
    table: Table,
    pager: Pager,
    found: i64,
    export: String,
}

/// `GET /o/objections`, `GET /a/objections`.
pub async fn list(ctx: Ctx) -> Reply {
    let (w, root) = (ctx.say("cases"), root(&ctx)?);
    let order = Order::from_query(&ctx, &["made", "name"]);
    let look = look(&ctx, &order)?;
    let (page, asked) = (Pager::page_of(&ctx), look.clone());
    let offset = i64::from(page.saturating_sub(1)) * i64::from(PER_PAGE);
    let (lines, found) = ctx.app.db().read(move |tx| objection::page(tx, &asked, i64::from(PER_PAGE), offset)).await?;
    let states = ObjectionState::ALL.map(|state| (state.as_str(), w.t(state_key(state))));
    let content = ListPage {
        w,
        filter: Filter::new(w, root, "objections")
            .field(Field::search("q", w.t("objections-search")).value(&look.text))
            .field(
                Field::select("state", w.t("objections-state"), states)
                    .blank(w.t("queue-any-state"))
                    .value(look.state.map_or("", ObjectionState::as_str)),
            ),
        table: table(&ctx, w, root, &lines, &order),
        pager: Pager::new(w, &ctx, page, u64::try_from(found).unwrap_or(0), PER_PAGE),
        found,
        export: ctx.address_with(&[("page", "")]).replacen(root, &format!("{root}/export.csv"), 1),
    };
    ctx.page("objections-title", content)
}

/// Key of the word for a state.
fn state_key(state: ObjectionState) -> &'static str {
    match state {
        ObjectionState::Open => "objection-open",
        ObjectionState::Corrected => "objection-corrected",
        ObjectionState::Kept => "objection-kept",
    }
}

fn table(ctx: &Ctx, w: Say, root: &str, lines: &[Objection], order: &Order) -> Table {
    let columns = vec![
        Column::new(w.t("objections-fact")),
        Column::new(w.t("queue-applicant")).sortable(ctx, "name", order),
        Column::new(w.t("objections-held")),
        Column::new(w.t("objections-right")),
        Column::new(w.t("objections-made")).sortable(ctx, "made", order),
        Column::new(w.t("objections-state")),
    ];
    let rows = lines.iter().map(|it| {
        vec![
            Cell::link(format!("{root}/{}/{}", it.region, it.id), w.text(&it.words)),
            Cell::text(&it.subject.0).and(Cell::code(&it.subject.1)),
            Cell::text(w.text(&it.held)).and(from(w, it)),
            Cell::text(w.text(&it.right)),
            w.time_ms(it.made_at).into(),
            objection_state(w, it.state).into(),
        ]
    });
    Table::new(w.t("objections-title"), columns)
        .rows(rows)
        .caption_hidden()
        .empty(Empty::new(w.t("objections-none"), w.t("objections-none-fills")))
}

/// Who holds the value, of which day.
fn from(w: Say, it: &Objection) -> String {
    let day = it.as_of.map(|day| day.to_string()).unwrap_or_default();
    format!("{} {day}", w.text(&it.source)).trim().to_owned()
}

/// `GET …/export.csv`: the same lines as a spreadsheet, at most 10,000.
pub async fn export(ctx: Ctx) -> Reply {
    let w = ctx.say("cases");
    let look = look(&ctx, &Order::from_query(&ctx, &["made", "name"]))?;
    let (lines, _) = ctx.app.db().read(move |tx| objection::page(tx, &look, EXPORT_MAX, 0)).await?;
    let head = [
        "objections-fact",
        "queue-applicant",
        "queue-code",
        "objections-held",
        "objections-source",
        "objections-right",
        "objections-reason",
        "objections-made",
        "objections-state",
        "objections-answer",
    ];
    let rows = lines.iter().map(|it| {
        vec![
            w.text(&it.words).to_owned(),
            it.subject.0.clone(),
            it.subject.1.clone(),
            w.text(&it.held).to_owned(),
            from(w, it),
            w.text(&it.right).to_owned(),
            it.reason.clone(),
            w.time_ms(it.made_at),
            w.t(state_key(it.state)).to_owned(),
            it.answer.clone(),
        ]
    });
    web::csv_file(&ctx, "objections", &head.map(|key| w.t(key)), rows.collect())
}

#[derive(Template)]
#[template(path = "cases/pages/objection.html")]
struct OnePage {
    w: Say,
    summary: Summary,
    name: String,
    state: State,
    facts: Facts,
    form: Option<(BeginForm, Field, Field, EndForm)>,
}

async fn load(ctx: &Ctx, place: &(String, String)) -> Result<Objection, Stop> {
    let look = look(ctx, &Order::from_query(ctx, &[]))?;
    let (region, id) = place.clone();
    let it = ctx.app.db().read(move |tx| objection::one(tx, &look, &region, &id)).await?.ok_or(Stop::NotFound)?;
    accounts::looked(ctx, &it.region, &it.subject_id, &it.case).await?;
    Ok(it)
}

/// `GET …/{region}/{id}`.
pub async fn one(ctx: Ctx, Path(place): Path<(String, String)>) -> Reply {
    let it = load(&ctx, &place).await?;
    show(&ctx, &it, &Form::default(), &[])
}

/// `POST …/{region}/{id}`: the answer, once.
pub async fn answer(ctx: Ctx, Path(place): Path<(String, String)>, form: Form) -> Reply {
    let it = load(&ctx, &place).await?;
    let state = ObjectionState::parse(form.get("state")).filter(|state| *state != ObjectionState::Open);
    let reason = crate::cases::said::required("reason", form.get("reason"));
    let (state, reason) = match (state, reason) {
        (Some(state), Ok(reason)) => (state, reason),
        (state, reason) => {
            let problems: Vec<Problem> = state.is_none().then(no_answer).into_iter().chain(reason.err()).collect();
            return show(&ctx, &it, &form, &problems);
        }
    };
    let (txid, hand, set, objection) = (form.txid()?, Hand::of(&ctx)?, sources::set_now(&ctx.app), it.clone());
    ctx.app
        .db()
        .write(move |tx| {
            once::once(tx, &objection.region, &txid, "case/objection-answered", hand.now_ms, |tx| {
                objection::answer(tx, &hand, &objection, (state, &reason), &set)
            })
        })
        .await
        .map_err(|refusal: CaseRefusal| Stop::from(refusal))?;
    ctx.redirect(&format!("{}/{}/{}", root(&ctx)?, place.0, place.1))
}

fn no_answer() -> Problem {
    Problem::new(
        "state",
        "cases/no-answer",
        Text::new("没有选答复", "no answer is chosen"),
        Text::new("请选已更正或维持", "choose corrected or kept"),
    )
}

fn show(ctx: &Ctx, it: &Objection, form: &Form, problems: &[Problem]) -> Reply {
    let (w, root) = (ctx.say("cases"), root(ctx)?);
    let facts = Facts::new()
        .fact(w.t("queue-applicant"), Cell::text(&it.subject.0).and(Cell::code(&it.subject.1)))
        .fact_from(w.t("objections-held"), w.text(&it.held), from(w, it))
        .fact(w.t("objections-right"), w.text(&it.right))
        .fact(w.t("objections-reason"), it.reason.as_str())
        .fact(w.t("objections-made"), w.time_ms(it.made_at));
    let facts = match it.answered_at {
        Some(at) => {
            facts.fact(w.t("objections-answer"), it.answer.as_str()).fact(w.t("objections-answered"), w.time_ms(at))
        }
        None => facts,
    };
    let answers = [("corrected", w.t("objection-corrected")), ("kept", w.t("objection-kept"))];
    let open = it.state == ObjectionState::Open;
    let content = OnePage {
        w,
        summary: Summary::new(w, problems),
        name: w.text(&it.words).to_owned(),
        state: objection_state(w, it.state).large(),
        facts,
        form: open.then(|| {
            let begin = begin_form(format!("{root}/{}/{}", it.region, it.id), ctx.app.new_id(), false);
            let state = Field::choice("state", w.t("objections-answer"), answers)
                .choice_hint("corrected", w.t("objection-corrected-hint"))
                .value(form.get("state"))
                .problems(w, problems);
            let reason = Field::textarea("reason", w.t("decide-reason"))
                .hint(w.t("objection-reason-hint"))
                .value(form.get("reason"))
                .problems(w, problems);
            (begin, state, reason, end_form())
        }),
    };
    let status = if problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    ctx.clone().crumb(root, w.t("objections-title")).page_with(status, "objection-title", content)
}
