//! Third page: check your answers, everything missing at once, then file or send back corrected.

use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use civic::{Problem, Text};
use ground::accounts::held;
use ground::cases::acts::{self, Hand};
use ground::cases::joint;
use ground::cases::{CaseRefusal, CaseState, applies, completeness, insist, on_behalf, parts, words};
use store::once;
use web::ui::{BeginForm, Facts, Field, Notice, Steps, Table, begin_form, field_id};
use web::{Ctx, Form, Reply, Say, Stop};

use super::answers::{crumbs, steps};
use super::outlook;
use super::own::{self, Own, Place};
use super::sign;

#[derive(Template)]
#[template(path = "approvals/pages/check.html")]
struct CheckPage {
    w: Say,
    moved: Option<ground::playbooks::MovedOn>,
    name: String,
    steps: Steps,
    /// Link, what is wrong, what to do.
    problems: Vec<(String, String, String)>,
    problems_title: String,
    facts: Facts,
    papers: Table,
    answers: String,
    papers_page: String,
    held: Option<Notice>,
    begin: BeginForm,
    signatures: Vec<Field>,
    /// Where the rules say no: to have it decided in writing all the same.
    insist: Option<Field>,
    declare: Field,
    button: String,
    correction: bool,
}

/// `GET /e/case/{region}/{id}/check`: what would be filed, and what still keeps it from being filed.
pub async fn page(ctx: Ctx, Path(place): Path<Place>) -> Reply {
    let own = own::load(&ctx, &place).await?;
    if !own.is_editable() {
        return ctx.redirect(&own.path());
    }
    let problems = open_problems(&ctx, &own).await?;
    let form = held::form(&ctx).await?;
    // what was typed comes back; that it is true is said anew
    let typed = form.pairs().iter().filter(|(name, _)| name != "declare" && name != "insist").cloned();
    show(&ctx, &own, &Form::from_pairs(typed), &problems, StatusCode::OK)
}

/// `POST /e/case/{region}/{id}/check`: files a draft, or sends a corrected case back; once.
pub async fn send(ctx: Ctx, Path(place): Path<Place>, form: Form) -> Reply {
    let own = own::load(&ctx, &place).await?;
    if held::thrown_away(&ctx, &form).await? {
        return ctx.redirect(&ctx.path);
    }
    let path = own.path();
    let (session, here, kept) = (ctx.signed()?.clone(), ctx.path.clone(), form.clone());
    let (txid, hand) = (form.txid()?, Hand::of(&ctx)?);
    let (declared, insists) = (form.has("declare"), form.has("insist"));
    let (signed, unsigned) = sign::read(&own, &form, ctx.app.today());
    let rules = own.rules;
    let at = place.clone();
    let outcome = ctx
        .app
        .db()
        .write(move |tx| {
            once::once(tx, &at.0, &txid, "case/send", hand.now_ms, |tx| {
                sign::write(tx, &hand, &at, &signed)?;
                let (case, facts) = own::take(tx, &hand, &at, &rules)?;
                if !declared || !unsigned.is_empty() {
                    let mut problems = unsigned.clone();
                    if !declared {
                        problems.push(not_declared());
                    }
                    let materials = ground::cases::materials(tx, &at.0, &at.1)?;
                    let book = rules.book();
                    let facts = applies::kept(&book, &facts);
                    let finding = book.find(&facts);
                    let insists = insists && insist::may(&finding);
                    let open = insist::problems(&book, &finding, &facts, &materials, insists);
                    let named: Vec<String> = problems.iter().map(|problem| problem.field.clone()).collect();
                    problems.extend(open.into_iter().filter(|problem| !named.contains(&problem.field)));
                    return Err(CaseRefusal::Incomplete(problems));
                }
                let correcting = case.state == CaseState::Correction;
                let sent = if correcting { acts::resubmit } else { acts::file };
                sent(tx, &hand, case, &rules.book(), &facts, insists)?;
                held::done(tx, &session, &here, &kept)?;
                Ok(correcting)
            })
        })
        .await;
    match outcome {
        Ok((true, _)) => ctx.redirect(&path),
        Ok((false, _)) => ctx.redirect(&format!("{path}/receipt")),
        Err(CaseRefusal::Incomplete(problems)) => {
            let own = own::load(&ctx, &place).await?;
            show(&ctx, &own, &form, &problems, StatusCode::UNPROCESSABLE_ENTITY)
        }
        Err(other) => Err(other.into()),
    }
}

/// What would be refused now.
async fn open_problems(ctx: &Ctx, own: &Own) -> Result<Vec<Problem>, Stop> {
    let book = own.rules.book();
    let facts = outlook::kept(own);
    let mut problems = completeness::problems(&book, &book.find(&facts), &facts, &own.whole.materials);
    problems.extend(completeness::uncorrected(&book, &own.whole.steps, &own.whole.materials));
    // a signature is given here, below
    problems.retain(|problem| !sign::is_signature(own, &problem.field));
    if own.is_counter() && own.whole.case.state == CaseState::Draft {
        let (region, id) = (own.whole.case.region.clone(), own.whole.case.id.clone());
        let scans = ctx.app.db().read(move |tx| on_behalf::scans(tx, &region, &id)).await?;
        problems.extend(on_behalf::unscanned(&scans));
    }
    problems.extend(joint::unfinished(&own.whole.invites, ctx.app.now_ms()));
    Ok(problems)
}

fn not_declared() -> Problem {
    Problem::new(
        "declare",
        "approvals/not-declared",
        Text::new("没有确认填写内容属实", "it is not confirmed that all of it is true"),
        Text::new("请核对后勾选", "check it and tick the box"),
    )
}

fn show(ctx: &Ctx, own: &Own, form: &Form, problems: &[Problem], status: StatusCode) -> Reply {
    let w = ctx.say("approvals");
    let shared = words::say(ctx.lang);
    let correction = own.whole.case.state == CaseState::Correction;
    let refused = status != StatusCode::OK;
    let mut whole = own.whole.clone();
    whole.facts = outlook::kept(own);
    let may_insist = insist::may(&own.rules.book().find(&whole.facts));
    let insist =
        Field::checkbox("insist", w.t("check-insist")).hint(w.t("check-insist-hint")).value(form.get("insist"));
    let counter = own.is_counter();
    let signatures = if counter { Vec::new() } else { sign::asked(own) }.into_iter();
    let typed = |name: &str| form.has(name).then(|| form.get(name).to_owned());
    let sign_field = |fact: &rules::Fact| {
        let entered = typed(&completeness::fact_field(&fact.name));
        ground::cases::field(ctx.lang, fact, None, entered.as_deref(), problems).hint(w.t("check-sign-hint"))
    };
    let declare = Field::checkbox("declare", w.t(if counter { "window-declare" } else { "check-declare" }))
        .value(form.get("declare"));
    let content = CheckPage {
        w,
        moved: own.moved.clone(),
        name: w.text(&own.rules.service().name).to_owned(),
        steps: steps(w, own, 3),
        problems: problems.iter().map(|p| line(w, own, p)).collect(),
        problems_title: w.n(if refused { "check-refused" } else { "check-open" }, problems.len() as i64),
        facts: parts::used_facts(shared, &own.rules, &whole.facts),
        papers: parts::papers(shared, &own.rules, &whole, &own.path_to("paper")),
        answers: own.path_to("answers"),
        papers_page: own.path_to("papers"),
        held: held::notice(w, form),
        begin: begin_form(own.path_to("check"), ctx.app.new_id(), false)
            .resumes(web::held::note(&ctx.app, ctx.signed()?, &ctx.path), form.get("held")),
        signatures: signatures.map(sign_field).collect(),
        insist: may_insist.then_some(insist),
        declare: declare.problems(w, problems),
        button: w.t(if correction { "check-resend" } else { "check-send" }).to_owned(),
        correction,
    };
    crumbs(ctx, own).page_with(status, "check-title", content)
}

/// A problem with the page and field where it is put right.
fn line(w: Say, own: &Own, problem: &Problem) -> (String, String, String) {
    let field = problem.field.as_str();
    let href = if field == "declare" || sign::is_signature(own, field) {
        format!("#{}", field_id(field))
    } else if field == "joint" {
        own.path_to("joint")
    } else if field == "scan" {
        format!("{}#{}", own.path(), field_id(field))
    } else if field.starts_with("fact-") {
        format!("{}#{}", own.path_to("answers"), field_id(field))
    } else if field.starts_with("need-") {
        format!("{}#{field}", own.path_to("papers"))
    } else {
        own.path_to("answers")
    };
    (href, w.text(&problem.message).to_owned(), w.text(&problem.next).to_owned())
}
