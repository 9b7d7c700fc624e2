//! First page of an application: the questions; saved as one types, asked only where no register knows.

use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use civic::Problem;
use ground::cases::acts::Hand;
use ground::cases::facts::{self, read_answer};
use ground::cases::{CaseFact, CaseRefusal, completeness, field};
use serde_json::json;
use web::ui::{Actions, BeginForm, Button, EndForm, Facts, Field, Steps, Summary, begin_form, end_form};
use web::{Ctx, Form, Reply, Say};

use super::finder_parts;
use super::own::{self, Own, Place};

#[derive(Template)]
#[template(path = "approvals/pages/answers.html")]
struct AnswersPage {
    w: Say,
    moved: Option<ground::playbooks::MovedOn>,
    name: String,
    steps: Steps,
    summary: Summary,
    reuse: Option<String>,
    any_held: bool,
    held: Facts,
    begin: BeginForm,
    questions: Vec<Field>,
    actions: Actions,
    end: EndForm,
}

/// `GET /e/case/{region}/{id}/answers`.
pub async fn page(ctx: Ctx, Path(place): Path<Place>) -> Reply {
    let own = own::load(&ctx, &place).await?;
    if !own.is_editable() {
        return ctx.redirect(&own.path());
    }
    show(&ctx, &own, &Form::default(), &[])
}

/// `POST /e/case/{region}/{id}/answers`: keeps every usable answer, says all that are not.
///
/// Saving the same answers twice changes nothing, so autosave needs no transaction id.
pub async fn save(ctx: Ctx, Path(place): Path<Place>, form: Form) -> Reply {
    let own = own::load(&ctx, &place).await?;
    let (answers, dropped, problems) = read(&ctx, &own, &form);
    let hand = Hand::of(&ctx)?;
    let at = place.clone();
    let rules = own.rules;
    ctx.app
        .db()
        .write(move |tx| {
            let (case, known) = own::take(tx, &hand, &at, &rules)?;
            own::must_be_editable(&case)?;
            let same = |f: &CaseFact| known.fact(&f.fact).is_some_and(|k| k.value == f.value);
            let changed: Vec<&CaseFact> = answers.iter().filter(|f| !same(f)).collect();
            for fact in &changed {
                ground::cases::put_fact(tx, &at.0, &at.1, fact)?;
            }
            for name in dropped.iter().filter(|name| known.fact(name).is_some_and(|k| k.answered)) {
                ground::cases::drop_fact(tx, &at.0, &at.1, name)?;
            }
            if !changed.is_empty() {
                let names: Vec<&str> = changed.iter().map(|f| f.fact.as_str()).collect();
                hand.journal(tx, &at.0, &at.1, "case/save", json!({ "facts": names }))?;
            }
            Ok::<_, CaseRefusal>(())
        })
        .await?;
    if form.has("autosave") {
        return if problems.is_empty() { ctx.json(&json!({"saved": true})) } else { Err(problems.into()) };
    }
    let own = own::load(&ctx, &place).await?;
    let asked_anew = facts::questions(&own.rules.playbook, own.rules.service(), &own.facts)
        .iter()
        .any(|fact| relevant(&own, &fact.name) && !form.has(&completeness::fact_field(&fact.name)));
    match (problems.is_empty(), form.get("do")) {
        (false, _) => show(&ctx, &own, &form, &problems),
        (true, "continue") if !asked_anew => ctx.redirect(&own.path_to("papers")),
        (true, "continue") => ctx.redirect(&own.path_to("answers")),
        (true, _) => ctx.redirect("/e"),
    }
}

/// A question is shown when it decides something still open, is asked anyway, or has been answered.
fn relevant(own: &Own, fact: &str) -> bool {
    let finding = own.rules.book().find(&own.facts);
    finding.missing.iter().any(|m| m == fact)
        || own.facts.fact(fact).is_some_and(|f| f.answered)
        || completeness::asks(&own.rules.book(), &own.facts).contains(&fact)
}

/// Usable answers, facts left empty, problems.
fn read(ctx: &Ctx, own: &Own, form: &Form) -> (Vec<CaseFact>, Vec<String>, Vec<Problem>) {
    let (mut answers, mut dropped, mut problems) = (Vec::new(), Vec::new(), Vec::new());
    for fact in facts::questions(&own.rules.playbook, own.rules.service(), &own.facts) {
        let name = completeness::fact_field(&fact.name);
        if !form.has(&name) {
            continue;
        }
        match read_answer(fact, form.get(&name), ctx.app.today()) {
            Ok(Some(answer)) => answers.push(answer),
            // a person's number is not written back into the page: empty means unchanged
            Ok(None) if facts::is_personal(fact) => {}
            Ok(None) => dropped.push(fact.name.clone()),
            Err(problem) => problems.push(problem),
        }
    }
    (answers, dropped, problems)
}

fn show(ctx: &Ctx, own: &Own, form: &Form, problems: &[Problem]) -> Reply {
    let w = ctx.say("approvals");
    let asked = facts::questions(&own.rules.playbook, own.rules.service(), &own.facts);
    let questions = asked.into_iter().filter(|fact| relevant(own, &fact.name)).map(|fact| {
        let name = completeness::fact_field(&fact.name);
        let entered = form.has(&name).then(|| form.get(&name));
        field(ctx.lang, fact, own.facts.fact(&fact.name).map(|f| &f.value), entered, problems)
    });
    let content = AnswersPage {
        w,
        moved: own.moved.clone(),
        name: w.text(&own.rules.service().name).to_owned(),
        steps: steps(w, own, 1),
        summary: Summary::new(w, problems),
        reuse: own.has_earlier.then(|| own.path_to("reuse")),
        any_held: own.facts.all().any(|f| !f.answered),
        held: finder_parts::held(w, &own.rules, &own.facts),
        begin: begin_form(own.path_to("answers"), ctx.app.new_id(), false).autosave(w),
        questions: questions.collect(),
        actions: Actions::new()
            .add(Button::new(w.t("continue")).sends("do", "continue"))
            .add(Button::new(w.t("answers-later")).secondary().sends("do", "later")),
        end: end_form(),
    };
    let status = if problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    crumbs(ctx, own).page_with(status, "answers-title", content)
}

/// Where the pages of an application stand under.
pub fn crumbs(ctx: &Ctx, own: &Own) -> Ctx {
    let w = ctx.say("approvals");
    ctx.clone().crumb("/e", w.t("todo-title")).crumb(&own.path(), w.text(&own.rules.service().name))
}

/// The three pages of an application.
pub fn steps(w: Say, own: &Own, current: usize) -> Steps {
    Steps::new(w, current)
        .step(own.path_to("answers"), w.t("answers-title"))
        .step(own.path_to("papers"), w.t("papers-title"))
        .step(own.path_to("check"), w.t("check-title"))
}
