//! One step on an officer's desk: facts left, papers right, why it is asked, the decision below.

use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use civic::Problem;
use store::once;
use web::access::{self, Act, Thing};
use web::ui::{BeginForm, EndForm, Facts, Field, Notice, Road, Summary, Table, Why, begin_form, end_form};
use web::{Ctx, Form, Reply, Say, Stop};

use crate::accounts::{self, held};
use crate::cases::acts::{self, Hand};
use crate::cases::desk::officer;
use crate::cases::model::{CaseKind, CaseRefusal, CaseState, CaseStep, StepState, Verdict};
use crate::cases::parts;
use crate::cases::queue::subtree_prefix;
use crate::cases::supervise::Names;
use crate::cases::team::assign_page;
use crate::cases::whole::{self, Rules, Whole};
use crate::cases::{on_behalf_desk, sealed, store as cases, words};
use crate::cases::{opinion, opinion_page};

#[derive(Template)]
#[template(path = "cases/pages/decide.html")]
struct DecidePage {
    w: Say,
    number: String,
    service: String,
    step: String,
    applicant: String,
    code: String,
    contact: String,
    sealed: Option<String>,
    state: web::ui::State,
    deadline: Option<web::ui::Deadline>,
    summary: Summary,
    facts: Facts,
    papers: Table,
    joint: Option<Table>,
    whys: Vec<(String, Why)>,
    road: Road,
    history: Table,
    opinions: Option<Table>,
    entered: Option<Notice>,
    decision: Option<Decision>,
    held: Option<Notice>,
    done: Option<Notice>,
    awaited: Option<String>,
    more: String,
    talk: String,
    whole: Option<String>,
    shared: bool,
    who: assign_page::Who,
    keys: &'static str,
}

struct Decision {
    begin: BeginForm,
    verdict: Field,
    asks: Option<Field>,
    reason: Field,
    end: EndForm,
}

/// Which step: county, case, step.
type Place = (String, String, String);

/// `GET /o/case/{region}/{id}/{step}`.
pub async fn page(ctx: Ctx, Path(place): Path<Place>) -> Reply {
    let (whole, rules) = load(&ctx, &place).await?;
    accounts::looked(&ctx, &whole.case.region, &whole.case.subject.id, &whole.case.id).await?;
    if whole.case.kind == CaseKind::Reconsideration {
        return ctx.redirect(&format!("/o/more/{}/{}", place.0, place.1));
    }
    show(&ctx, &place, &whole, &rules, &held::form(&ctx).await?, &[]).await
}

/// `POST /o/case/{region}/{id}/{step}`: the decision, taken once whatever is clicked twice.
pub async fn decide(ctx: Ctx, Path(place): Path<Place>, form: Form) -> Reply {
    let (whole, rules) = load(&ctx, &place).await?;
    if held::thrown_away(&ctx, &form).await? {
        return ctx.redirect(&ctx.path);
    }
    let verdict = match form.get("verdict") {
        "approve" => Verdict::Approve,
        "refuse" => Verdict::Refuse,
        "correct" => Verdict::AskCorrection(chosen(&form, &rules, &whole)),
        _ => return show(&ctx, &place, &whole, &rules, &form, &[no_verdict()]).await,
    };
    let (txid, reason, hand) = (form.txid()?, form.get("reason").to_owned(), Hand::of(&ctx)?);
    let at = place.clone();
    let (session, here, kept) = (ctx.signed()?.clone(), ctx.path.clone(), form.clone());
    let outcome = ctx
        .app
        .db()
        .write(move |tx| {
            let (region, id, step) = &at;
            once::once(tx, region, &txid, "case/decide", hand.now_ms, |tx| {
                held::done(tx, &session, &here, &kept)?;
                let case = acts::take(tx, region, id)?;
                acts::decide(tx, &hand, case, step, verdict, &reason, &rules.book()).map(|_| ())
            })
        })
        .await;
    match outcome {
        Ok(_) => ctx.redirect("/o"),
        Err(CaseRefusal::Incomplete(problems)) => {
            let (whole, rules) = load(&ctx, &place).await?;
            show(&ctx, &place, &whole, &rules, &form, &problems).await
        }
        Err(other) => Err(other.into()),
    }
}

/// `GET /o/case/{region}/{id}/{step}/paper/{material}`: a paper as an attachment.
pub async fn paper(ctx: Ctx, Path((region, id, step, material)): Path<(String, String, String, String)>) -> Reply {
    load(&ctx, &(region.clone(), id.clone(), step)).await?;
    let found = ctx.app.db().read(move |tx| cases::content(tx, &region, &id, &material)).await?;
    let (name, content_type, bytes) = found.ok_or(Stop::NotFound)?;
    ctx.file(&name, &content_type, bytes)
}

/// The case, if this officer's agency has a step of that name in it; 404 for everybody else.
pub(super) async fn load(ctx: &Ctx, place: &Place) -> Result<(Whole, Rules), Stop> {
    let (session, agency) = officer(ctx)?;
    let (region, id, step) = place.clone();
    if !region.starts_with(&subtree_prefix(&session.region)) {
        return Err(Stop::NotFound);
    }
    let whole = ctx.app.db().read(move |tx| whole::read(tx, &region, &id)).await?.ok_or(Stop::NotFound)?;
    let mine = |s: &&CaseStep| s.step == step && s.agency == agency && s.state != StepState::Waiting;
    whole.steps.iter().find(mine).ok_or(Stop::NotFound)?;
    let rules = Rules::of_case(&ctx.app, &whole.case).await?;
    Ok((whole, rules))
}

pub(super) async fn show(
    ctx: &Ctx,
    place: &Place,
    whole: &Whole,
    rules: &Rules,
    form: &Form,
    problems: &[Problem],
) -> Reply {
    let w = ctx.say("cases");
    let who = assign_page::who(ctx, w, place, form, problems).await?;
    let (region, id) = (place.0.clone(), place.1.clone());
    let opinions = ctx.app.db().read(move |tx| opinion::of_case(tx, &region, &id)).await?;
    let names = Names::of(ctx, std::iter::empty()).await?;
    let step = whole.steps.iter().find(|s| s.step == place.2).ok_or(Stop::NotFound)?;
    let service = rules.service();
    let paper_root = format!("/o/case/{}/{}/{}/paper", place.0, place.1, place.2);
    let content = DecidePage {
        w,
        number: whole.case.number.clone().unwrap_or_default(),
        service: w.text(&service.name).to_owned(),
        step: words::step_name(w, service, &step.step),
        applicant: whole.case.subject.name.clone(),
        code: whole.case.subject.code.clone(),
        contact: format!("/o/contact/{}/{}", whole.case.region, whole.case.subject.id),
        sealed: sealed::link(&rules.playbook, whole),
        state: words::step_state(w, step.state),
        deadline: parts::step_deadline(w, step, ctx.app.today()),
        summary: Summary::new(w, problems),
        held: held::notice(w, form),
        facts: parts::facts(w, &rules.playbook, &whole.facts, &whole.objections),
        papers: parts::papers(w, rules, whole, &paper_root),
        joint: parts::joint(w, rules, whole, ctx.app.now_ms()),
        whys: parts::whys(w, rules, &whole.facts),
        road: parts::road(w, rules, whole),
        history: parts::history(w, rules, whole),
        opinions: (!opinions.is_empty()).then(|| opinion_page::told(ctx, w, &opinions, &names)),
        entered: whole.on_behalf.as_ref().map(|it| on_behalf_desk::notice(ctx, w, rules, whole, it)),
        decision: (step.state == StepState::Open && !who.anothers && may_decide(ctx, whole, &step.agency)?)
            .then(|| decision(ctx, w, place, rules, whole, form, problems)),
        awaited: whole.facts.awaited().next().map(|_| format!("/o/case/{}/{}/{}/awaited", place.0, place.1, place.2)),
        more: format!("/o/more/{}/{}", place.0, place.1),
        talk: format!("/o/talk/{}/{}", place.0, place.1),
        whole: (service.lead == step.agency).then(|| format!("/o/whole/{}/{}", place.0, place.1)),
        shared: !step.state.is_done(),
        who,
        keys: web::assets::path("keys.js"),
        done: (step.state != StepState::Open).then(|| parts::step_notice(w, step)),
    };
    let status = if problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    ctx.clone().crumb("/o", w.t("queue-title")).page_with(status, "decide-title", content)
}

/// The access table lets this officer decide: not one who entered the case at the counter.
fn may_decide(ctx: &Ctx, whole: &Whole, agency: &str) -> Result<bool, Stop> {
    let entered_by = whole.on_behalf.as_ref().map(|it| it.entered_by.as_str());
    let thing = Thing { region: &whole.case.region, agencies: &[agency], entered_by, ..Thing::default() };
    Ok(access::can(ctx.signed()?, Act::Decide, &thing))
}

fn decision(
    ctx: &Ctx,
    w: Say,
    place: &Place,
    rules: &Rules,
    whole: &Whole,
    form: &Form,
    problems: &[Problem],
) -> Decision {
    let action = format!("/o/case/{}/{}/{}", place.0, place.1, place.2);
    let note = ctx.session.as_ref().map(|session| web::held::note(&ctx.app, session, &action)).unwrap_or_default();
    let choices =
        [("approve", w.t("verdict-approve")), ("correct", w.t("verdict-correct")), ("refuse", w.t("verdict-refuse"))];
    let afterwards = whole.case.state == CaseState::Granted;
    let choices = if afterwards { vec![("approve", w.t("verdict-recorded"))] } else { choices.to_vec() };
    let things = if afterwards { Vec::new() } else { parts::correctable(w, rules, whole) };
    Decision {
        begin: begin_form(action, ctx.app.new_id(), false).resumes(note, form.get("held")),
        verdict: Field::choice("verdict", w.t("verdict"), choices).value(form.get("verdict")).problems(w, problems),
        asks: (!things.is_empty()).then(|| {
            Field::checkboxes("asks", w.t("decide-asks"), things)
                .hint(w.t("decide-asks-hint"))
                .values(form.all("asks"))
                .problems(w, problems)
        }),
        reason: Field::textarea("reason", w.t("decide-reason"))
            .hint(w.t("decide-reason-hint"))
            .value(form.get("reason"))
            .problems(w, problems),
        end: end_form(),
    }
}

/// The things ticked, of those that can be corrected; anything else in the form is dropped.
fn chosen(form: &Form, rules: &Rules, whole: &Whole) -> Vec<String> {
    let known = parts::correctable_ids(rules, whole);
    form.all("asks").into_iter().filter(|a| known.iter().any(|k| k == a)).map(str::to_owned).collect()
}

fn no_verdict() -> Problem {
    Problem::new(
        "verdict",
        "cases/no-verdict",
        civic::Text::new("没有选办理意见", "no decision is chosen"),
        civic::Text::new("请选同意、要求补正或不同意", "choose agree, ask for a correction, or do not agree"),
    )
}
