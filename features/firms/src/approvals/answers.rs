//! First page of an application: the questions; saved as one types, asked only where no register knows.

use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use ground::cases::acts::Hand;
use ground::cases::facts;
use ground::cases::form_read::{self, Places, Read};
use ground::cases::joint;
use ground::cases::{CaseFact, CaseRefusal, Question, Shown, applies, completeness, question};
use rules::{Fact, Shape};
use serde_json::json;
use web::ui::{Actions, BeginForm, Button, EndForm, Facts, Notice, Steps, Summary, begin_form, end_form};
use web::{Ctx, Form, Reply, Say};

use super::outlook::{self, End, Outlook};
use super::own::{self, Own, Place};

#[derive(Template)]
#[template(path = "approvals/pages/answers.html")]
struct AnswersPage {
    w: Say,
    moved: Option<ground::playbooks::MovedOn>,
    name: String,
    steps: Steps,
    changes: Option<Notice>,
    end: Option<End>,
    summary: Summary,
    joint: Option<String>,
    reuse: Option<String>,
    consent: Option<String>,
    any_held: bool,
    held: Facts,
    begin: BeginForm,
    questions: Vec<Question>,
    actions: Actions,
    end_form: EndForm,
}

/// `GET /e/case/{region}/{id}/answers`.
pub async fn page(ctx: Ctx, Path(place): Path<Place>) -> Reply {
    let own = own::load(&ctx, &place).await?;
    if !own.is_editable() {
        return ctx.redirect(&own.path());
    }
    let (form, read) = (Form::default(), Read::default());
    let places = places(&ctx, &own, &form).await?;
    show(&ctx, &own, &Sent { form: &form, read: &read, places: &places, before: None })
}

/// What was sent, as it was understood.
struct Sent<'a> {
    form: &'a Form,
    read: &'a Read,
    places: &'a Places,
    /// What was asked for before it was saved.
    before: Option<&'a Outlook>,
}

/// The questions of this case, whether they apply or not.
fn asked(own: &Own) -> Vec<Fact> {
    let all = facts::questions(&own.rules.playbook, own.rules.service(), &own.facts).into_iter();
    all.filter(|fact| own.may_fill(&completeness::fact_field(&fact.name))).cloned().collect()
}

/// The lists of every place that is asked for.
async fn places(ctx: &Ctx, own: &Own, form: &Form) -> Result<Places, web::Stop> {
    let (asked, facts, form, home) = (asked(own), own.facts.clone(), form.clone(), own.whole.case.region.clone());
    let load = move |tx: &mut store::Tx| -> Result<Places, store::Fault> {
        form_read::places(tx, &asked, &facts, &form, &home)
    };
    Ok(ctx.app.db().read(load).await?)
}

/// `POST /e/case/{region}/{id}/answers`: keeps every usable answer, says all that are not.
///
/// Saving the same answers twice changes nothing, so autosave needs no transaction id.
pub async fn save(ctx: Ctx, Path(place): Path<Place>, form: Form) -> Reply {
    let own = own::load(&ctx, &place).await?;
    let places = places(&ctx, &own, &form).await?;
    let mut read = form_read::read(&asked(&own), &own.facts, &places, &form, ctx.app.today());
    let (answers, dropped) = (std::mem::take(&mut read.answers), std::mem::take(&mut read.emptied));
    // the next list of a place, or more rows: the person has not finished
    let unfinished = form.has("pick") || form.has("rows");
    let before = outlook::outlook(&own);
    let (hand, person) = (Hand::of(&ctx)?, ctx.signed()?.name.clone());
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
                let parts: Vec<String> = names.iter().map(|name| completeness::fact_field(name)).collect();
                joint::wrote(tx, &hand, &case, &person, &parts)?;
                hand.journal(tx, &at.0, &at.1, "case/save", json!({ "facts": names }))?;
            }
            Ok::<_, CaseRefusal>(())
        })
        .await?;
    if form.has("autosave") {
        return match read.problems.is_empty() {
            true => ctx.json(&json!({"saved": true})),
            false => Err(read.problems.into()),
        };
    }
    let own = own::load(&ctx, &place).await?;
    let ends = outlook::end(ctx.say("approvals"), &own).is_some();
    let stays = !own.is_invited() && (outlook::outlook(&own).asks_more_than(&before) || ends);
    if unfinished {
        read.problems.clear();
    }
    let sent = Sent { form: &form, read: &read, places: &places, before: Some(&before) };
    match (read.problems.is_empty() && !unfinished, form.get("do")) {
        (false, _) | (true, "see") => show(&ctx, &own, &sent),
        (true, "continue") if stays => show(&ctx, &own, &sent),
        (true, "continue" | "insist") => ctx.redirect(&own.path_to("papers")),
        (true, _) => ctx.redirect(own.list()),
    }
}

fn show(ctx: &Ctx, own: &Own, sent: &Sent) -> Reply {
    let w = ctx.say("approvals");
    let problems = &sent.read.problems;
    let asked = asked(own);
    let applying = applies::applying(&own.rules.book(), &own.facts);
    let questions = asked.iter().filter(|fact| own.is_invited() || applying.contains(&fact.name)).map(|fact| {
        let shown = Shown {
            known: own.facts.fact(&fact.name).map(|f| &f.value),
            form: sent.form,
            problems,
            place: sent.places.get(&fact.name),
            rows: sent.read.rows.get(&fact.name),
        };
        question(ctx.lang, fact, &shown)
    });
    let with_files = asked.iter().any(|fact| matches!(fact.shape, Shape::Table(_)));
    let end = outlook::end(w, own);
    let insist = Button::new(w.t("answers-insist")).secondary().sends("do", "insist");
    let mut actions = Actions::new().add(Button::new(w.t("continue")).sends("do", "continue"));
    if end.as_ref().is_some_and(|end| end.may_insist) {
        actions = actions.add(insist);
    }
    let content = AnswersPage {
        w,
        moved: own.moved.clone(),
        name: w.text(&own.rules.service().name).to_owned(),
        steps: steps(w, own, 1),
        changes: sent.before.and_then(|before| outlook::changes(w, own, before, &outlook::outlook(own))),
        end,
        summary: Summary::new(w, problems),
        consent: own.has_consents.then(|| own.path_to("consent")),
        joint: (own.side == own::Side::Applicant).then(|| own.path_to("joint")),
        reuse: own.has_earlier.then(|| own.path_to("reuse")),
        any_held: !own.is_invited() && own.facts.all().any(|f| !f.answered),
        held: super::objections::held(w, own),
        begin: begin_form(own.path_to("answers"), ctx.app.new_id(), with_files).autosave(w),
        questions: questions.collect(),
        actions: actions
            .add(Button::new(w.t("answers-see")).secondary().sends("do", "see"))
            .add(Button::new(w.t("answers-later")).secondary().sends("do", "later")),
        end_form: end_form(),
    };
    let status = if problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    crumbs(ctx, own).page_with(status, "answers-title", content)
}

/// Where the pages of an application stand under.
pub fn crumbs(ctx: &Ctx, own: &Own) -> Ctx {
    let w = ctx.say("approvals");
    ctx.clone().crumb(own.list(), home_words(w, own)).crumb(&own.path(), w.text(&own.rules.service().name))
}

/// What the list is called in which the case stands.
pub fn home_words(w: Say, own: &Own) -> &'static str {
    if own.is_counter() { w.t("window-title") } else { w.t("todo-title") }
}

/// The three pages of an application.
pub fn steps(w: Say, own: &Own, current: usize) -> Steps {
    let last = match own.is_invited() {
        true => (own.path(), w.t("joint-finish")),
        false => (own.path_to("check"), w.t("check-title")),
    };
    Steps::new(w, current)
        .step(own.path_to("answers"), w.t("answers-title"))
        .step(own.path_to("papers"), w.t("papers-title"))
        .step(last.0, last.1)
}
