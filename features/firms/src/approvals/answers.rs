//! First page of an application: the questions; saved as one types, asked only where no register knows.

use askama::Template;
use askama::filters::HtmlSafe;
use axum::extract::Path;
use axum::http::StatusCode;
use ground::accounts::held;
use ground::cases::acts::Hand;
use ground::cases::completeness::fact_field;
use ground::cases::form_read::{self, Places, Read};
use ground::cases::{CaseRefusal, Question, Shown, applies, facts, joint, question};
use rules::{Fact, Shape};
use serde_json::json;
use web::ui::{Actions, BeginForm, Button, EndForm, Facts, Kind, Notice, Steps, Summary, begin_form, end_form};
use web::{Ctx, Form, Reply, Say, Stop};

use super::merge::{self, Conflict, Merged};
use super::outlook::{self, End, Outlook};
use super::own::{self, Own, Place};
use super::saved::{self, Saved};
use super::versions::{self, Versions};

#[derive(Template)]
#[template(path = "approvals/pages/answers.html")]
struct AnswersPage {
    w: Say,
    moved: Option<ground::playbooks::MovedOn>,
    name: String,
    steps: Steps,
    held: Option<Notice>,
    notes: Notes,
    summary: Summary,
    joint: Option<String>,
    reuse: Option<String>,
    consent: Option<String>,
    any_held: bool,
    held_facts: Facts,
    begin: BeginForm,
    page: String,
    resume: String,
    questions: Vec<Asked>,
    may_insist: bool,
    saved: String,
    failed: bool,
    actions: Actions,
    end_form: EndForm,
    script: &'static str,
}

/// What a save changed, and where it already ends.
#[derive(Template)]
#[template(path = "approvals/pages/notes.html")]
struct Notes {
    w: Say,
    changes: Option<Notice>,
    end: Option<End>,
}

impl HtmlSafe for Notes {}

/// One question on the page, with the mark of what it shows.
#[derive(Template)]
#[template(path = "approvals/pages/question.html")]
pub struct Asked {
    /// Fact name.
    pub fact: String,
    /// Mark of the answer the page goes by.
    pub was: String,
    /// It was saved later elsewhere and is shown as it is kept.
    pub newer: bool,
    /// Both answers, where two windows changed it.
    pub conflict: Option<Versions>,
    question: Question,
}

impl HtmlSafe for Asked {}

/// `GET /e/case/{region}/{id}/answers`.
pub async fn page(ctx: Ctx, Path(place): Path<Place>) -> Reply {
    let own = own::load(&ctx, &place).await?;
    if !own.is_editable() {
        return ctx.redirect(&own.path());
    }
    let form = held::form(&ctx).await?;
    let held_at = form.get("held").parse::<i64>().ok();
    let mut read = Read::default();
    for fact in asked(&own).iter().filter(|_| held_at.is_some()) {
        if let Shape::Table(columns) = &fact.shape {
            read.rows.insert(fact.name.clone(), ground::cases::form_table::as_typed(fact, columns, &form));
        }
    }
    let places = places(&ctx, &own, &form).await?;
    let sent = Sent { held_at, ..Sent::new(&form, &read, &places) };
    show(&ctx, &own, &sent).await
}

/// What was sent, as it was understood.
struct Sent<'a> {
    form: &'a Form,
    read: &'a Read,
    places: &'a Places,
    /// What was asked for before it was saved.
    before: Option<&'a Outlook>,
    conflicts: &'a [Conflict],
    newer: &'a [String],
    /// Facts whose field shows what was typed, by the mark the form came with.
    typed: &'a [String],
    held_at: Option<i64>,
}

impl<'a> Sent<'a> {
    fn new(form: &'a Form, read: &'a Read, places: &'a Places) -> Sent<'a> {
        Sent { form, read, places, before: None, conflicts: &[], newer: &[], typed: &[], held_at: None }
    }

    fn saved(&self) -> Saved {
        match (self.conflicts.len(), self.read.problems.len()) {
            (0, 0) => Saved::All,
            (0, wrong) => Saved::Wrong(wrong),
            (conflicts, _) => Saved::Conflict(conflicts),
        }
    }
}

/// The questions of this case, whether they apply or not.
fn asked(own: &Own) -> Vec<Fact> {
    let all = facts::questions(&own.rules.playbook, own.rules.service(), &own.facts).into_iter();
    all.filter(|fact| own.may_fill(&fact_field(&fact.name))).cloned().collect()
}

/// The lists of every place that is asked for.
async fn places(ctx: &Ctx, own: &Own, form: &Form) -> Result<Places, Stop> {
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
    let answers_page = own.path_to("answers");
    if held::thrown_away(&ctx, &form).await? {
        return ctx.redirect(&answers_page);
    }
    let places = places(&ctx, &own, &form).await?;
    let mut read = form_read::read(&asked(&own), &own.facts, &places, &form, ctx.app.today());
    // the next list of a place, or more rows: the person has not finished
    let unfinished = form.has("pick") || form.has("rows");
    let before = outlook::outlook(&own);
    let merged = keep(&ctx, own, &place, &form, &mut read).await?;
    let own = own::load(&ctx, &place).await?;
    let typed = typed(&own, &read, &merged);
    if unfinished {
        read.problems.clear();
    }
    let settled: Vec<String> = asked(&own).into_iter().map(|fact| fact.name).filter(|n| !typed.contains(n)).collect();
    let shown = merge::without(&form, &settled);
    let (conflicts, newer) = (&merged.conflicts[..], &merged.newer[..]);
    let sent = Sent { before: Some(&before), conflicts, newer, typed: &typed, ..Sent::new(&shown, &read, &places) };
    if form.has("autosave") {
        let questions = questions(&ctx, &own, &sent).await?;
        let w = ctx.say("approvals");
        let words = saved::words(w, sent.saved(), ctx.app.now_ms());
        let notes = notes(w, &own, sent.before);
        return saved::reply(&words, sent.saved(), &questions, &notes.render()?);
    }
    let after = outlook::outlook(&own);
    let ends = outlook::end(ctx.say("approvals"), &own).is_some();
    let stays = !own.is_invited() && (after.asks_more_than(&before) || ends);
    match (sent.saved() == Saved::All && !unfinished, form.get("do")) {
        (false, _) | (true, "see") => show(&ctx, &own, &sent).await,
        (true, "continue") if stays => show(&ctx, &own, &sent).await,
        (true, "continue" | "insist") => ctx.redirect(&own.path_to("papers")),
        (true, _) => ctx.redirect(own.list()),
    }
}

/// Keeps what can be kept, in one transaction with its entry in the journal.
async fn keep(ctx: &Ctx, own: Own, place: &Place, form: &Form, read: &mut Read) -> Result<Merged, Stop> {
    let (answers, emptied) = (std::mem::take(&mut read.answers), std::mem::take(&mut read.emptied));
    let (hand, at, rules, form) = (Hand::of(ctx)?, place.clone(), own.rules, form.clone());
    let (region, path, name) = (ctx.signed()?.region.clone(), ctx.path.clone(), ctx.signed()?.name.clone());
    let write = move |tx: &mut store::Tx| -> Result<Merged, CaseRefusal> {
        let (case, known) = own::take(tx, &hand, &at, &rules)?;
        own::must_be_editable(&case)?;
        let merged = merge::merge(tx, &hand.app, &at, &known, &form, (&answers, &emptied))?;
        for fact in &merged.put {
            ground::cases::put_fact(tx, &at.0, &at.1, fact)?;
        }
        for name in &merged.drop {
            ground::cases::drop_fact(tx, &at.0, &at.1, name)?;
        }
        let names: Vec<&str> = merged.put.iter().map(|f| &f.fact).chain(&merged.drop).map(String::as_str).collect();
        if !names.is_empty() {
            let page: String = form.get("page").chars().filter(char::is_ascii_alphanumeric).take(26).collect();
            let parts: Vec<String> = names.iter().map(|name| fact_field(name)).collect();
            joint::wrote(tx, &hand, &case, &name, &parts)?;
            hand.journal(tx, &at.0, &at.1, "case/save", json!({ "facts": names, "page": page }))?;
        }
        if form.has("held") {
            held::forget(tx, &region, &hand.actor, &path)?;
        }
        Ok(merged)
    };
    Ok(ctx.app.db().write(write).await?)
}

/// The facts whose field shows again what was typed: it cannot be kept, or waits for a choice.
fn typed(own: &Own, read: &Read, merged: &Merged) -> Vec<String> {
    let wrong = |fact: &Fact| {
        let field = fact_field(&fact.name);
        let at = |problem: &civic::Problem| {
            problem.field.strip_prefix(&field).is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
        };
        read.problems.iter().any(at) || merged.conflicts.iter().any(|conflict| conflict.fact == fact.name)
    };
    asked(own).into_iter().filter(wrong).map(|fact| fact.name).collect()
}

fn notes(w: Say, own: &Own, before: Option<&Outlook>) -> Notes {
    let changes = before.and_then(|before| outlook::changes(w, own, before, &outlook::outlook(own)));
    Notes { w, changes, end: outlook::end(w, own) }
}

/// The questions that apply, as they stand.
async fn questions(ctx: &Ctx, own: &Own, sent: &Sent<'_>) -> Result<Vec<Asked>, Stop> {
    let mut versions = versions::of(ctx, own, sent.conflicts).await?;
    let applying = applies::applying(&own.rules.book(), &own.facts);
    let mut questions = Vec::new();
    for fact in asked(own).iter().filter(|fact| own.is_invited() || applying.contains(&fact.name)) {
        let name = &fact.name;
        let known = own.facts.fact(name).map(|f| &f.value);
        let shown = Shown {
            known,
            form: sent.form,
            problems: &sent.read.problems,
            place: sent.places.get(name),
            rows: sent.read.rows.get(name),
        };
        let was = sent.form.get(&merge::was_field(name));
        let holds = sent.held_at.is_some() || sent.typed.contains(name);
        let was = match holds && !was.is_empty() {
            true => was.to_owned(),
            false => merge::mark(&ctx.app, &own.whole.case.id, name, known),
        };
        questions.push(Asked {
            fact: name.clone(),
            was,
            newer: sent.newer.contains(name),
            conflict: versions.remove(name),
            question: question(ctx.lang, fact, &shown),
        });
    }
    Ok(questions)
}

async fn show(ctx: &Ctx, own: &Own, sent: &Sent<'_>) -> Reply {
    let w = ctx.say("approvals");
    let mut problems = sent.read.problems.clone();
    problems.extend(sent.conflicts.iter().map(|conflict| versions::problem(own, conflict)));
    let notes = notes(w, own, sent.before);
    let may_insist = notes.end.as_ref().is_some_and(|end| end.may_insist);
    let with_files = asked(own).iter().any(|fact| matches!(fact.shape, Shape::Table(_)));
    let answers_page = own.path_to("answers");
    let (told, failed) = match sent.before {
        Some(_) => (saved::words(w, sent.saved(), ctx.app.now_ms()), sent.saved() != Saved::All),
        None => (saved::last(w, own), false),
    };
    let content = AnswersPage {
        w,
        moved: own.moved.clone(),
        name: w.text(&own.rules.service().name).to_owned(),
        steps: steps(w, own, 1),
        held: sent.held_at.map(|at_ms| {
            Notice::new(Kind::Caution, w.with("held-about", &[("time", &w.time_ms(at_ms))])).title(w.t("held-title"))
        }),
        notes,
        summary: Summary::new(w, &problems),
        consent: own.has_consents.then(|| own.path_to("consent")),
        reuse: own.has_earlier.then(|| own.path_to("reuse")),
        joint: (own.side == own::Side::Applicant).then(|| own.path_to("joint")),
        any_held: !own.is_invited() && own.facts.all().any(|f| !f.answered),
        held_facts: super::objections::held(w, own),
        resume: web::held::note(&ctx.app, ctx.signed()?, &answers_page),
        begin: begin_form(answers_page, ctx.app.new_id(), with_files).autosave(w),
        page: page_id(ctx, sent),
        questions: questions(ctx, own, sent).await?,
        may_insist,
        saved: told,
        failed,
        actions: actions(w, may_insist, sent.held_at.is_some()),
        end_form: end_form(),
        script: web::assets::path("draft.js"),
    };
    let status = if problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    crumbs(ctx, own).page_with(status, "answers-title", content)
}

/// Names this page in the journal; a form that comes back keeps its name, so that it is not taken for another's.
fn page_id(ctx: &Ctx, sent: &Sent) -> String {
    match sent.form.get("page") {
        "" => ctx.app.new_id(),
        kept => kept.to_owned(),
    }
}

fn actions(w: Say, may_insist: bool, held: bool) -> Actions {
    let second = |words: &str, value: &str| Button::new(w.t(words)).secondary().sends("do", value);
    let mut actions = Actions::new().add(Button::new(w.t("continue")).sends("do", "continue"));
    if may_insist {
        actions = actions.add(second("answers-insist", "insist"));
    }
    actions = actions.add(second("answers-see", "see")).add(second("answers-later", "later"));
    if held { actions.add(second("held-discard", "discard")) } else { actions }
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
