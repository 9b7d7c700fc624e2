//! “This is not right”: the applicant's objections to values that others hold, in one case, with their answers.

use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use civic::{Problem, Text};
use ground::cases::acts::Hand;
use ground::cases::facts::{names_used, read_answer, shown};
use ground::cases::objection::{self, Objection, Said};
use ground::cases::{CaseFact, CaseRefusal, completeness, field, words};
use ground::sources::{self, About};
use rules::Fact;
use store::once;
use web::ui::{BeginForm, Cell, Column, Empty, EndForm, Facts, Field, Summary, Table, begin_form, end_form};
use web::{Ctx, Form, Reply, Say};

use super::answers::crumbs;
use super::own::{self, Own, Place};

#[derive(Template)]
#[template(path = "approvals/pages/objections.html")]
struct ObjectionsPage {
    w: Say,
    name: String,
    summary: Summary,
    form: Option<Objecting>,
    held: Facts,
    table: Table,
    back: String,
}

/// The form about one held value.
struct Objecting {
    title: String,
    now: Facts,
    begin: BeginForm,
    fact: String,
    right: Field,
    reason: Field,
    end: EndForm,
}

/// `GET /e/case/{region}/{id}/objections?fact=…`.
pub async fn page(ctx: Ctx, Path(place): Path<Place>) -> Reply {
    let own = own::load(&ctx, &place).await?;
    let fact = ctx.query("fact");
    show(&ctx, &own, &fact, &Form::default(), &[]).await
}

/// `POST /e/case/{region}/{id}/objections`: one objection, once; nothing waits for its answer.
pub async fn add(ctx: Ctx, Path(place): Path<Place>, form: Form) -> Reply {
    let own = own::load(&ctx, &place).await?;
    let (fact, right, reason) = match read(&ctx, &own, &form) {
        Ok(said) => said,
        Err(problems) => return show(&ctx, &own, form.get("fact"), &form, &problems).await,
    };
    let (txid, hand, rules, at) = (form.txid()?, Hand::of(&ctx)?, own.rules, place.clone());
    let outcome = ctx
        .app
        .db()
        .write(move |tx| {
            once::once(tx, &at.0, &txid, "case/object", hand.now_ms, |tx| {
                let (case, facts) = own::take(tx, &hand, &at, &rules)?;
                let set = sources::set_now(&hand.app);
                let about = About { region: &case.region, uscc: &case.subject.code };
                let told = sources::facts_of(tx, &set.config, about, hand.now_ms)?;
                let said = Said { fact: &fact, right: &right, reason: &reason };
                objection::object(tx, &hand, &case, (&facts, &told, &set), &said)
            })
        })
        .await;
    match outcome {
        Ok(_) => ctx.redirect(&format!("/e/case/{}/{}/objections", place.0, place.1)),
        Err(CaseRefusal::Incomplete(problems)) => {
            let own = own::load(&ctx, &place).await?;
            show(&ctx, &own, form.get("fact"), &form, &problems).await
        }
        Err(other) => Err(other.into()),
    }
}

/// Everything wrong with the form at once.
fn read(ctx: &Ctx, own: &Own, form: &Form) -> Result<(Fact, CaseFact, String), Vec<Problem>> {
    let Some(fact) = known(own, form.get("fact")) else { return Err(vec![objection::not_held()]) };
    let name = completeness::fact_field(&fact.name);
    let mut problems = Vec::new();
    let right = match read_answer(fact, form.get(&name), ctx.app.today()) {
        Ok(Some(right)) => Some(right),
        Ok(None) => {
            problems.push(no_right(&name));
            None
        }
        Err(problem) => {
            problems.push(problem);
            None
        }
    };
    let reason = ground::cases::said::required("reason", form.get("reason"));
    match (right, reason) {
        (Some(right), Ok(reason)) => Ok((fact.clone(), right, reason)),
        (_, reason) => {
            problems.extend(reason.err());
            Err(problems)
        }
    }
}

/// A fact that is held and that this service uses.
fn known<'o>(own: &'o Own, name: &str) -> Option<&'o Fact> {
    let used = names_used(own.rules.service()).contains(&name);
    let held = objection::held(&own.facts).any(|fact| fact.fact == name);
    own.rules.playbook.catalogue.get(name).filter(|_| used && held)
}

fn no_right(field: &str) -> Problem {
    Problem::new(
        field,
        "approvals/no-right-value",
        Text::new("没有填正确的信息", "the right value is missing"),
        Text::new("请填您认为正确的信息", "say what is right"),
    )
}

/// What others hold and this service uses, each with its day and the way to object.
pub fn held(w: Say, own: &Own) -> Facts {
    let used = names_used(own.rules.service());
    let closed = own.whole.case.state.is_closed();
    let of_service = objection::held(&own.facts).filter(|fact| used.contains(&fact.fact.as_str()));
    of_service.fold(Facts::new(), |list, fact| {
        let known = own.rules.playbook.catalogue.get(&fact.fact);
        let term = known.map_or(fact.fact.as_str(), |k| w.text(&k.words));
        let list = list.fact_from(term, shown(known, &fact.value, w.lang), from(w, fact));
        match known {
            Some(_) if !closed && !own.is_counter() => {
                let href = format!("{}?fact={}", own.path_to("objections"), fact.fact);
                list.change(href, w.with("objections-link", &[("fact", &term)]))
            }
            _ => list,
        }
    })
}

fn from(w: Say, fact: &CaseFact) -> String {
    let day = fact.as_of.map(|day| day.to_string()).unwrap_or_default();
    format!("{} {day}", w.text(&fact.source)).trim().to_owned()
}

async fn show(ctx: &Ctx, own: &Own, fact: &str, form: &Form, problems: &[Problem]) -> Reply {
    let w = ctx.say("approvals");
    let closed = own.whole.case.state.is_closed();
    let content = ObjectionsPage {
        w,
        name: w.text(&own.rules.service().name).to_owned(),
        summary: Summary::new(w, problems),
        form: known(own, fact).filter(|_| !closed).map(|fact| objecting(ctx, w, own, fact, (form, problems))),
        held: held(w, own),
        table: table(w, words::say(ctx.lang), &own.whole.objections),
        back: if own.is_editable() { own.path_to("answers") } else { own.path() },
    };
    let status = if problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    crumbs(ctx, own).page_with(status, "objections-title", content)
}

fn objecting(ctx: &Ctx, w: Say, own: &Own, fact: &Fact, (form, problems): (&Form, &[Problem])) -> Objecting {
    let value = own.facts.fact(&fact.name);
    let now = value.map_or_else(Facts::new, |value| {
        let shown = shown(Some(fact), &value.value, w.lang);
        Facts::new().fact_from(w.t("objections-held-now"), shown, from(w, value))
    });
    let entered = form.get(&completeness::fact_field(&fact.name));
    Objecting {
        title: w.text(&fact.words).to_owned(),
        now,
        begin: begin_form(own.path_to("objections"), ctx.app.new_id(), false),
        fact: fact.name.clone(),
        right: field(ctx.lang, fact, None, Some(entered), problems),
        reason: Field::textarea("reason", w.t("objections-why"))
            .hint(w.t("objections-why-hint"))
            .value(form.get("reason"))
            .problems(w, problems),
        end: end_form(),
    }
}

fn table(w: Say, shared: Say, all: &[Objection]) -> Table {
    let columns = ["objections-fact", "objections-right", "objections-state", "objections-answer"];
    let rows = all.iter().map(|it| {
        let answer = match it.answered_at {
            Some(at) => Cell::text(&it.answer).and(w.time_ms(at)),
            None => Cell::text("—"),
        };
        vec![
            Cell::text(w.text(&it.words)).and(w.with("objections-was", &[("value", &w.text(&it.held))])),
            Cell::text(w.text(&it.right)).and(it.reason.as_str()),
            words::objection_state(shared, it.state).into(),
            answer,
        ]
    });
    Table::new(w.t("objections-mine"), columns.map(|key| Column::new(w.t(key))).into())
        .rows(rows)
        .caption_hidden()
        .empty(Empty::new(w.t("objections-none"), w.t("objections-none-fills")))
}
