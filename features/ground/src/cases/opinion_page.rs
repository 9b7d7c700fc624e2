//! For whoever is asked for an opinion: what is asked, the facts and papers it is about, and the answer.

use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use civic::{Problem, Text};
use store::{Fault, Row, Tx, once, params};
use web::ui::{
    BeginForm, Cell, Column, Deadline, Empty, EndForm, Facts, Field, Filter, Pager, State, Summary, Table, begin_form,
    end_form,
};
use web::{Ctx, Form, Reply, Say, Stop};

use crate::accounts;
use crate::cases::acts::{self, Hand};
use crate::cases::clocks::calendar_of;
use crate::cases::desk::officer;
use crate::cases::model::CaseRefusal;
use crate::cases::opinion::{self, Opinion, OpinionState};
use crate::cases::queue::subtree_prefix;
use crate::cases::said;
use crate::cases::store::sql;
use crate::cases::supervise::Names;
use crate::cases::team::talk::Attached;
use crate::cases::whole::{self, Rules, Whole};
use crate::cases::{clock, parts, store as cases, upload};

const ROOT: &str = "/o/opinions";
const PER_PAGE: u32 = 50;

/// County, case, request.
type Place = (String, String, String);

#[derive(Template)]
#[template(path = "cases/pages/opinions.html")]
struct ListPage {
    w: Say,
    filter: Filter,
    table: Table,
    pager: Pager,
    found: i64,
}

/// A request with the number and applicant of its case.
type Line = (Opinion, String, String);

fn line(row: &Row) -> Result<Line, Fault> {
    let number = row.get::<Option<String>>("number")?.unwrap_or_default();
    Ok((opinion::opinion(row)?, number, row.get("subject_name")?))
}

/// `GET /o/opinions`: what this agency, or this officer by name, is asked.
pub async fn list(ctx: Ctx) -> Reply {
    let (session, agency) = officer(&ctx)?;
    let (w, page) = (ctx.say("cases"), Pager::page_of(&ctx));
    let known = ["asked", "answered", "withdrawn"];
    let state = Some(ctx.query("state")).filter(|s| known.contains(&s.as_str())).unwrap_or_default();
    let prefix = subtree_prefix(&session.region);
    let (from, to) = (format!("{prefix:0<6}"), format!("{prefix:9<6}"));
    let (person, asked, asked_of) = (session.person.clone(), state.clone(), agency.clone());
    let offset = i64::from(page.saturating_sub(1)) * i64::from(PER_PAGE);
    let read = ctx.app.db().read(move |tx: &mut Tx| -> Result<_, Fault> {
        let found: i64 =
            tx.one(sql!("opinions_count"), params![&from, &to, &asked_of, &person, &asked])?.get("found")?;
        let values = params![&from, &to, &asked_of, &person, &asked, i64::from(PER_PAGE), offset];
        let rows = tx.query(sql!("opinions_of_desk"), values)?;
        Ok((rows.iter().map(line).collect::<Result<Vec<Line>, Fault>>()?, found))
    });
    let (lines, found) = read.await?;
    let names = Names::of(&ctx, std::iter::empty()).await?;
    let columns = vec![
        Column::new(w.t("queue-number")),
        Column::new(w.t("queue-applicant")),
        Column::new(w.t("opinion-question")),
        Column::new(w.t("opinion-asking")),
        Column::new(w.t("lead-due")),
        Column::new(w.t("queue-state")),
    ];
    let rows = lines.iter().map(|(it, number, subject)| {
        vec![
            Cell::link(format!("{ROOT}/{}/{}/{}", it.region, it.case_id, it.id), number),
            Cell::text(subject),
            Cell::text(&it.question),
            Cell::text(names.agency(w, &it.asking)),
            due(&ctx, w, it),
            state_cell(&ctx, w, it),
        ]
    });
    let states = known.map(|state| (state, w.t(&format!("opinion-state-{state}"))));
    let content = ListPage {
        w,
        filter: Filter::new(w, ROOT, "opinions")
            .field(Field::select("state", w.t("queue-state"), states).blank(w.t("all")).value(state)),
        table: Table::new(w.t("opinions-title"), columns)
            .rows(rows.collect::<Vec<_>>())
            .caption_hidden()
            .dense()
            .empty(Empty::new(w.t("opinions-none"), w.t("opinions-none-fills"))),
        pager: Pager::new(w, &ctx, page, u64::try_from(found).unwrap_or(0), PER_PAGE),
        found,
    };
    ctx.clone().crumb("/o", w.t("queue-title")).page("opinions-title", content)
}

fn due(ctx: &Ctx, w: Say, it: &Opinion) -> Cell {
    if it.state != OpinionState::Asked {
        return Cell::text(w.date_with_year(it.due_on));
    }
    let left = clock::days_left(&calendar_of(&it.region), ctx.app.today(), it.due_on);
    Cell::html(Deadline::new(w, it.due_on, left, false))
}

/// Where a request stands, and that it is late.
fn state_cell(ctx: &Ctx, w: Say, it: &Opinion) -> Cell {
    let cell = Cell::from(state(w, it.state));
    if it.is_late(ctx.app.today()) { cell.and(State::caution(w.t("opinion-late"))) } else { cell }
}

fn state(w: Say, state: OpinionState) -> State {
    let words = w.t(&format!("opinion-state-{}", state.as_str()));
    match state {
        OpinionState::Asked => State::unknown(words),
        OpinionState::For => State::ok(words),
        OpinionState::Conditions => State::caution(words),
        OpinionState::Against => State::stop(words),
        OpinionState::Withdrawn => State::plain(words),
    }
}

/// The opinions of a case as the deciding officer reads them; `root` is the folder of their files.
pub(super) fn told(ctx: &Ctx, w: Say, all: &[Opinion], names: &Names) -> Table {
    let columns = vec![
        Column::new(w.t("opinion-of")),
        Column::new(w.t("opinion-question")),
        Column::new(w.t("queue-state")),
        Column::new(w.t("opinion-reason")),
        Column::new(w.t("lead-due")),
    ];
    let rows = all.iter().map(|it| {
        let mut of = Cell::text(names.agency(w, &it.agency));
        if let Some(person) = &it.person {
            of = of.and(names.person(w, Some(person)));
        }
        let mut reason = Cell::text(if it.answer.is_empty() { "—" } else { &it.answer });
        if let Some(name) = &it.file_name {
            reason = reason.and(Cell::link(format!("{ROOT}/{}/{}/{}/file", it.region, it.case_id, it.id), name));
        }
        vec![of, Cell::text(&it.question), state_cell(ctx, w, it), reason, due(ctx, w, it)]
    });
    Table::new(w.t("opinion-title"), columns)
        .rows(rows.collect::<Vec<_>>())
        .caption_hidden()
        .dense()
        .empty(Empty::new(w.t("opinion-none"), w.t("opinion-none-fills")))
}

#[derive(Template)]
#[template(path = "cases/pages/opinion.html")]
struct OnePage {
    w: Say,
    summary: Summary,
    service: String,
    number: String,
    applicant: String,
    asked: Facts,
    facts: Facts,
    papers: Table,
    form: Option<(BeginForm, Field, Field, Field, EndForm)>,
}

/// The request and its case, for whoever is asked.
async fn load(ctx: &Ctx, place: &Place) -> Result<(Opinion, Whole, Rules), Stop> {
    let (session, agency) = officer(ctx)?;
    if !place.0.starts_with(&subtree_prefix(&session.region)) {
        return Err(Stop::NotFound);
    }
    let (region, case, id) = place.clone();
    let read = ctx.app.db().read(move |tx| -> Result<_, Fault> {
        Ok(opinion::one(tx, &region, &case, &id)?.zip(whole::read(tx, &region, &case)?))
    });
    let (it, whole) = read.await?.ok_or(Stop::NotFound)?;
    if !it.asks(&agency, &session.person) {
        return Err(Stop::NotFound);
    }
    let rules = Rules::of_case(&ctx.app, &whole.case).await?;
    Ok((it, whole, rules))
}

/// `GET /o/opinions/{region}/{case}/{id}`.
pub async fn one(ctx: Ctx, Path(place): Path<Place>) -> Reply {
    let (it, whole, rules) = load(&ctx, &place).await?;
    accounts::looked(&ctx, &place.0, &whole.case.subject.id, &place.1).await?;
    show(&ctx, (&it, &whole, &rules), &Form::default(), &[]).await
}

async fn show(ctx: &Ctx, (it, whole, rules): (&Opinion, &Whole, &Rules), form: &Form, problems: &[Problem]) -> Reply {
    let w = ctx.say("cases");
    let names = Names::of(ctx, std::iter::empty()).await?;
    let here = format!("{ROOT}/{}/{}/{}", it.region, it.case_id, it.id);
    let mut asked = Facts::new()
        .fact(w.t("opinion-asking"), names.agency(w, &it.asking))
        .fact(w.t("opinion-question"), it.question.as_str())
        .fact(w.t("lead-due"), due(ctx, w, it))
        .fact(w.t("queue-state"), state_cell(ctx, w, it));
    if !it.answer.is_empty() {
        asked = asked.fact(w.t("opinion-reason"), it.answer.as_str());
    }
    if let Some(name) = &it.file_name {
        asked = asked.fact(w.t("opinion-file"), Cell::link(format!("{here}/file"), name));
    }
    let open = it.state == OpinionState::Asked && !whole.case.state.is_closed();
    let answers = ["for", "conditions", "against"].map(|state| (state, w.t(&format!("opinion-state-{state}"))));
    let content = OnePage {
        w,
        summary: Summary::new(w, problems),
        service: w.text(&rules.service().name).to_owned(),
        number: whole.case.number.clone().unwrap_or_default(),
        applicant: whole.case.subject.name.clone(),
        asked,
        facts: parts::facts(w, &rules.playbook, &whole.facts, &whole.objections),
        papers: parts::papers(w, rules, whole, &format!("{here}/paper")),
        form: open.then(|| {
            let state = Field::choice("state", w.t("opinion-answer"), answers);
            let reason = Field::textarea("reason", w.t("opinion-reason"));
            let file = Field::file("file", w.t("talk-file")).optional(w);
            (
                begin_form(here.as_str(), ctx.app.new_id(), true),
                state.value(form.get("state")).problems(w, problems),
                reason.value(form.get("reason")).problems(w, problems),
                file.problems(w, problems),
                end_form(),
            )
        }),
    };
    let status = if problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    ctx.clone().crumb(ROOT, w.t("opinions-title")).page_with(status, "opinion-title", content)
}

/// `POST /o/opinions/{region}/{case}/{id}`: the answer, once.
pub async fn answer(ctx: Ctx, Path(place): Path<Place>, form: Form) -> Reply {
    let (it, whole, rules) = load(&ctx, &place).await?;
    let mut problems = Vec::new();
    let state = OpinionState::parse(form.get("state")).filter(|state| state.is_answer());
    if state.is_none() {
        problems.push(no_answer());
    }
    let reason = said::required("reason", form.get("reason")).map_err(|problem| problems.push(problem)).ok();
    let file = form.files("file").first().map(|file| {
        let checked = upload::check("file", &file.filename, &file.bytes)?;
        Ok::<_, Problem>(Attached { checked, bytes: file.bytes.to_vec() })
    });
    let file = file.transpose().map_err(|problem| problems.push(problem)).ok().flatten();
    let (Some(state), Some(reason), true) = (state, reason, problems.is_empty()) else {
        return show(&ctx, (&it, &whole, &rules), &form, &problems).await;
    };
    let (txid, hand, at) = (form.txid()?, Hand::of(&ctx)?, place.clone());
    let done = ctx.app.db().write(move |tx| {
        once::once(tx, &at.0, &txid, "case/opinion", hand.now_ms, |tx| -> Result<(), CaseRefusal> {
            let case = acts::take(tx, &at.0, &at.1)?;
            opinion::answer(tx, &hand, &case, &at.2, (state, &reason, file))
        })
    });
    done.await.map_err(Stop::from)?;
    ctx.redirect(&format!("{ROOT}/{}/{}/{}", place.0, place.1, place.2))
}

/// `GET …/paper/{material}`: a paper of the case the opinion is about.
pub async fn paper(ctx: Ctx, Path((region, case, id, material)): Path<(String, String, String, String)>) -> Reply {
    load(&ctx, &(region.clone(), case.clone(), id)).await?;
    let found = ctx.app.db().read(move |tx| cases::content(tx, &region, &case, &material)).await?;
    let (name, content_type, bytes) = found.ok_or(Stop::NotFound)?;
    ctx.file(&name, &content_type, bytes)
}

/// `GET …/file`: the file of the answer, for whoever was asked and for the agencies of the case.
pub async fn file(ctx: Ctx, Path(place): Path<Place>) -> Reply {
    if load(&ctx, &place).await.is_err() {
        crate::cases::more_desk::load(&ctx, &place.0, &place.1).await?;
    }
    let (region, case, id) = place;
    let found = ctx.app.db().read(move |tx| opinion::file(tx, &region, &case, &id)).await?;
    let (name, content_type, bytes) = found.ok_or(Stop::NotFound)?;
    ctx.attachment(&name, &content_type, bytes)
}

fn no_answer() -> Problem {
    Problem::new(
        "state",
        "cases/no-opinion",
        Text::new("没有选意见", "no opinion is chosen"),
        Text::new("请选支持、有条件支持或不支持", "choose for, for on conditions, or against"),
    )
}
