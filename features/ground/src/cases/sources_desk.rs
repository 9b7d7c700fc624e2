//! For the officer whose decision waits: which facts, from whom, since when, next try; and recording one from a paper.

use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use civic::{Problem, Text};
use playbook::Playbook;
use serde_json::json;
use store::{Fault, Tx, once};
use web::ui::{BeginForm, Cell, Column, Empty, EndForm, Field, Summary, Table, begin_form, end_form, field_id};
use web::{Ctx, Form, Reply, Say, Stop};

use crate::cases::acts::{self, Book, Hand};
use crate::cases::completeness::fact_field;
use crate::cases::decide::load;
use crate::cases::facts::{self, Awaited, CaseFacts};
use crate::cases::model::{Case, CaseFact, CaseRefusal, CaseState, StepState};
use crate::cases::whole::{Rules, Whole};
use crate::cases::{field, said, sources_hold, sources_return, store as cases, words};
use crate::sources;

/// Which step: county, case, step.
type Place = (String, String, String);

#[derive(Template)]
#[template(path = "cases/pages/awaited.html")]
struct AwaitedPage {
    w: Say,
    summary: Summary,
    table: Table,
    forms: Vec<Recording>,
}

/// The form for one fact that some paper proves.
struct Recording {
    name: String,
    begin: BeginForm,
    fact: String,
    fields: Vec<Field>,
    end: EndForm,
}

/// `GET /o/case/{region}/{id}/{step}/awaited`.
pub async fn page(ctx: Ctx, Path(place): Path<Place>) -> Reply {
    let (whole, rules) = load(&ctx, &place).await?;
    show(&ctx, &place, &whole, &rules, &Form::default(), &[]).await
}

/// `POST /o/case/{region}/{id}/{step}/awaited`: records one fact from another paper.
pub async fn record(ctx: Ctx, Path(place): Path<Place>, form: Form) -> Reply {
    let (whole, rules) = load(&ctx, &place).await?;
    let open = whole.steps.iter().any(|s| s.step == place.2 && s.state == StepState::Open);
    if !open || whole.case.state == CaseState::Granted {
        return Err(CaseRefusal::wrong_state(&whole.case).into());
    }
    let told = match read(&rules.playbook, &whole.facts, &form, ctx.app.today()) {
        Ok(told) => told,
        Err(problems) => return show(&ctx, &place, &whole, &rules, &form, &problems).await,
    };
    let (txid, hand, at) = (form.txid()?, Hand::of(&ctx)?, place.clone());
    ctx.app
        .db()
        .write(move |tx| {
            once::once(tx, &at.0, &txid, "case/fact-recorded", hand.now_ms, |tx| {
                let case = acts::take(tx, &at.0, &at.1)?;
                keep(tx, &hand, case, &told, &rules.book())
            })
        })
        .await
        .map_err(Stop::from)?;
    ctx.redirect(&format!("/o/case/{}/{}/{}", place.0, place.1, place.2))
}

/// A fact read from a paper.
struct Recorded {
    fact: CaseFact,
    evidence: String,
    reason: String,
}

/// The papers that prove a fact, by id.
fn papers(book: &Playbook, fact: &str) -> Vec<String> {
    let proves = book.evidence.values().filter(|e| e.proves.iter().any(|proved| proved == fact));
    proves.map(|e| e.id.clone()).collect()
}

/// Everything wrong with the form at once.
fn read(book: &Playbook, facts: &CaseFacts, form: &Form, today: civic::Date) -> Result<Recorded, Vec<Problem>> {
    let name = form.get("fact");
    let known = book.catalogue.get(name).filter(|fact| facts.awaited().any(|a| a.fact == fact.name));
    let Some(fact) = known else { return Err(vec![not_awaited()]) };
    let mut problems = Vec::new();
    let value = facts::read_answer(fact, form.get(&fact_field(&fact.name)), today);
    let value = value.map_err(|problem| problems.push(problem)).ok().flatten();
    if value.is_none() && problems.is_empty() {
        problems.push(missing(fact_field(&fact.name), "没有填这项信息", "the value is missing"));
    }
    let evidence = form.get("evidence").to_owned();
    if !papers(book, &fact.name).contains(&evidence) {
        problems.push(missing("evidence".to_owned(), "没有选凭哪一种材料", "the paper is not chosen"));
    }
    let reason =
        said::required("reason", form.get("reason")).map_err(|problem| problems.push(problem)).unwrap_or_default();
    let (Some(mut value), true) = (value, problems.is_empty()) else { return Err(problems) };
    let paper = book.evidence_name(&evidence);
    value.answered = false;
    value.source =
        Text::new(format!("工作人员凭{}记录", paper.zh), format!("recorded by an officer from {}", paper.en));
    Ok(Recorded { fact: value, evidence, reason })
}

fn missing(field: String, zh: &str, en: &str) -> Problem {
    let next = Text::new("请补上后再提交", "add it and send again");
    Problem::new(field, "cases/record-incomplete", Text::new(zh, en), next)
}

fn not_awaited() -> Problem {
    Problem::new(
        "fact",
        "cases/not-awaited",
        Text::new("这项信息已经有了，或者本事项用不到", "this fact is known already, or is not used here"),
        Text::new("请刷新页面查看", "reload the page"),
    )
}

/// Writes the fact, ends the wait, and lets the case go on.
fn keep(tx: &mut Tx, hand: &Hand, case: Case, told: &Recorded, book: &Book) -> Result<(), CaseRefusal> {
    let facts = sources_hold::facts_of(tx, &case.region, &case.id)?;
    if !facts.awaited().any(|awaited| awaited.fact == told.fact.fact) {
        return Err(CaseRefusal::Incomplete(vec![not_awaited()]));
    }
    cases::put_fact(tx, &case.region, &case.id, &told.fact)?;
    let how = ("recorded", Some(told.evidence.as_str()), Some(told.reason.as_str()));
    sources_hold::end(tx, &case, &told.fact.fact, hand.now_ms, how)?;
    let detail = json!({"fact": told.fact.fact, "evidence": told.evidence, "reason": told.reason});
    hand.journal(tx, &case.region, &case.id, "case/fact-recorded", detail)?;
    match case.state {
        CaseState::UnderReview => sources_return::go_on(tx, hand, case, book),
        _ => Ok(()),
    }
}

async fn show(ctx: &Ctx, place: &Place, whole: &Whole, rules: &Rules, form: &Form, problems: &[Problem]) -> Reply {
    let w = ctx.say("cases");
    let awaited: Vec<Awaited> = whole.facts.awaited().cloned().collect();
    let (set, asked) = (sources::set_now(&ctx.app), awaited.clone());
    let next: Vec<Option<i64>> = ctx
        .app
        .db()
        .read(move |tx| {
            let next = |it: &Awaited| match set.config.get(&it.source) {
                Some(spec) => sources::next_try(tx, spec, &it.subject),
                None => Ok(None),
            };
            asked.iter().map(next).collect::<Result<Vec<_>, Fault>>()
        })
        .await?;
    let now_ms = ctx.app.now_ms();
    let content = AwaitedPage {
        w,
        summary: Summary::new(w, problems),
        table: table(w, &rules.playbook, &awaited, &next, now_ms),
        forms: awaited
            .iter()
            .filter_map(|it| recording(ctx, w, place, &rules.playbook, it, (form, problems)))
            .collect(),
    };
    let status = if problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let back = format!("/o/case/{}/{}/{}", place.0, place.1, place.2);
    ctx.clone().crumb("/o", w.t("queue-title")).crumb(&back, w.t("decide-title")).page_with(
        status,
        "awaited-title",
        content,
    )
}

fn table(w: Say, book: &Playbook, awaited: &[Awaited], next: &[Option<i64>], now_ms: i64) -> Table {
    let columns = ["awaited-fact", "awaited-state", "awaited-source", "awaited-since", "awaited-next"];
    let rows = awaited.iter().zip(next).map(|(it, next)| {
        let name = book.catalogue.get(&it.fact).map_or(it.fact.as_str(), |f| w.text(&f.words));
        let next = match next {
            Some(at) if *at > now_ms => w.time_ms(*at),
            Some(_) => w.t("awaited-at-once").to_owned(),
            None => w.t("awaited-no-next").to_owned(),
        };
        vec![
            Cell::text(name),
            words::fact_state(w, it.state).into(),
            w.text(&it.words).into(),
            w.time_ms(it.since_ms).into(),
            next.into(),
        ]
    });
    Table::new(w.t("awaited-title"), columns.map(|key| Column::new(w.t(key))).into())
        .rows(rows)
        .caption_hidden()
        .empty(Empty::new(w.t("awaited-none"), w.t("awaited-none-fills")))
}

fn recording(
    ctx: &Ctx,
    w: Say,
    place: &Place,
    book: &Playbook,
    it: &Awaited,
    (form, problems): (&Form, &[Problem]),
) -> Option<Recording> {
    let fact = book.catalogue.get(&it.fact)?;
    let papers = papers(book, &fact.name);
    if papers.is_empty() {
        return None;
    }
    let mine = form.get("fact") == fact.name;
    let typed = |name: &str| if mine { form.get(name).to_owned() } else { String::new() };
    let problems = if mine { problems } else { &[] };
    let options = papers.iter().map(|id| (id.clone(), w.text(&book.evidence_name(id)).to_owned()));
    let own = |name: &str| field_id(&format!("{name}-{}", fact.name));
    let entered = typed(&fact_field(&fact.name));
    Some(Recording {
        name: w.text(&fact.words).to_owned(),
        begin: begin_form(format!("/o/case/{}/{}/{}/awaited", place.0, place.1, place.2), ctx.app.new_id(), false),
        fact: fact.name.clone(),
        fields: vec![
            field(ctx.lang, fact, None, Some(&entered), problems),
            Field::select("evidence", w.t("awaited-paper"), options)
                .id(own("evidence"))
                .blank(w.t("choose"))
                .value(typed("evidence"))
                .problems(w, problems),
            Field::textarea("reason", w.t("awaited-reason"))
                .id(own("reason"))
                .hint(w.t("awaited-reason-hint"))
                .value(typed("reason"))
                .problems(w, problems),
        ],
        end: end_form(),
    })
}
