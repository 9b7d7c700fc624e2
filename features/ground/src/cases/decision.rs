//! The decision on a case as one page to print: what was decided, on which facts, by which rule, and where to turn.

use askama::Template;
use axum::extract::Path;
use civic::Text;
use web::ui::{Facts, Kind, Notice, Qr, Why};
use web::{Ctx, Reply, Role, Say, Stop};

use crate::cases::model::{CaseState, StepState};
use crate::cases::queue::subtree_prefix;
use crate::cases::whole::{self, Rules, Whole};
use crate::cases::{parts, words};

#[derive(Template)]
#[template(path = "cases/pages/decision.html")]
struct DecisionPage {
    w: Say,
    office: String,
    title: String,
    facts: Facts,
    outcome: Notice,
    reasons: Vec<(String, String)>,
    whys: Vec<(String, Why)>,
    grounds: Facts,
    basis: String,
    recourse: String,
    qr: Option<Qr>,
}

#[derive(Template)]
#[template(path = "cases/pages/decision_check.html")]
struct CheckPage {
    w: Say,
    notice: Notice,
    facts: Facts,
}

/// `GET /decision/{region}/{case}`: for the applicant, the agencies that took part, and auditors.
pub async fn page(ctx: Ctx, Path((region, id)): Path<(String, String)>) -> Reply {
    let whole = load(&ctx, region, id).await?.filter(|whole| may_read(&ctx, whole)).ok_or(Stop::NotFound)?;
    let rules = Rules::of_case(&ctx.app, &whole.case).await?;
    let w = ctx.say("cases");
    let service = rules.service();
    let address = format!("{}{}", ctx.app.settings().site_url, check_path(&ctx, &whole));
    let refused = whole.case.state == CaseState::Refused;
    let content = DecisionPage {
        w,
        office: office(&ctx, w, &whole).await?,
        title: w.with("decision-about", &[("service", &w.text(&service.name))]),
        facts: told(w, &whole),
        outcome: outcome(w, whole.case.state),
        reasons: reasons(w, &rules, &whole),
        whys: if refused { parts::whys(w, &rules, &whole.facts) } else { Vec::new() },
        grounds: parts::used_facts(w, &rules, &whole.facts),
        basis: service.basis.clone().unwrap_or_default(),
        recourse: recourse(w, &rules, refused),
        qr: Qr::new(address, w.t("decision-qr")),
    };
    ctx.page("decision-title", content)
}

/// `GET /decision/{region}/{case}/{mark}`: the page its QR code leads to; it confirms and tells no more than the paper.
pub async fn check(ctx: Ctx, Path((region, id, mark)): Path<(String, String, String)>) -> Reply {
    let whole = load(&ctx, region, id).await?.ok_or(Stop::NotFound)?;
    if mark != mark_of(&ctx, &whole) {
        return Err(Stop::NotFound);
    }
    let w = ctx.say("cases");
    let content = CheckPage { w, notice: outcome(w, whole.case.state), facts: told(w, &whole) };
    ctx.page("decision-check", content)
}

async fn load(ctx: &Ctx, region: String, id: String) -> Result<Option<Whole>, Stop> {
    let plain = |text: &str| text.len() <= 40 && text.bytes().all(|b| b.is_ascii_alphanumeric());
    if !plain(&region) || !plain(&id) {
        return Ok(None);
    }
    let found = ctx.app.db().read(move |tx| whole::read(tx, &region, &id)).await?;
    Ok(found.filter(|whole| whole.case.decided_at.is_some() && whole.case.state.is_closed()))
}

fn may_read(ctx: &Ctx, whole: &Whole) -> bool {
    let Some(session) = &ctx.session else { return false };
    let near = whole.case.region.starts_with(&subtree_prefix(&session.region));
    match session.role {
        Role::Enterprise => session.enterprise.as_deref() == Some(whole.case.subject.id.as_str()),
        Role::Officer | Role::Head => {
            near && whole.steps.iter().any(|step| Some(step.agency.as_str()) == session.agency.as_deref())
        }
        Role::Auditor | Role::Supervisor => near,
        _ => false,
    }
}

/// Nobody can guess it, and nothing about it has to be stored.
fn mark_of(ctx: &Ctx, whole: &Whole) -> String {
    let mut mark = ctx.app.keys().fingerprint("decision", &format!("{} {}", whole.case.region, whole.case.id));
    mark.truncate(32);
    mark
}

fn check_path(ctx: &Ctx, whole: &Whole) -> String {
    format!("/decision/{}/{}/{}", whole.case.region, whole.case.id, mark_of(ctx, whole))
}

async fn office(ctx: &Ctx, w: Say, whole: &Whole) -> Result<String, Stop> {
    let Ok(code) = civic::RegionCode::parse(&whole.case.region) else { return Ok(whole.case.region.clone()) };
    let name = ctx.app.db().read(move |tx| crate::regions::full_name(tx, &code)).await?;
    Ok(w.text(&name).to_owned())
}

fn told(w: Say, whole: &Whole) -> Facts {
    let case = &whole.case;
    let moment = |at: Option<i64>| at.map_or_else(String::new, |at| w.time_ms(at));
    Facts::new()
        .fact(w.t("decision-number"), web::ui::Cell::code(case.number.as_deref().unwrap_or_default()))
        .fact(w.t("decision-applicant"), case.subject.name.as_str())
        .fact(w.t("certificate-code"), web::ui::Cell::code(&case.subject.code))
        .fact(w.t("decision-filed"), moment(case.filed_at))
        .fact(w.t("decision-decided"), moment(case.decided_at))
}

fn outcome(w: Say, state: CaseState) -> Notice {
    let kind = match state {
        CaseState::Granted => Kind::Ok,
        CaseState::Refused | CaseState::Revoked => Kind::Stop,
        _ => Kind::Plain,
    };
    Notice::new(kind, words::case_word(w, state)).title(w.t("decision-outcome"))
}

/// What each agency said; a case that ended by silence says so.
fn reasons(w: Say, rules: &Rules, whole: &Whole) -> Vec<(String, String)> {
    let spoken = whole.steps.iter().filter(|s| matches!(s.state, StepState::Approved | StepState::Refused));
    let mut all: Vec<(String, String)> = spoken
        .map(|step| {
            let none = Text::new(step.agency.as_str(), step.agency.as_str());
            let agency = rules.playbook.agencies.get(&step.agency).map_or(&none, |a| &a.name);
            let word = words::step_word(w, step.state);
            let said = if step.reason.is_empty() { word.to_owned() } else { format!("{word}：{}", step.reason) };
            (w.text(agency).to_owned(), said)
        })
        .collect();
    if whole.history.iter().any(|entry| entry.act.starts_with("case/silence")) {
        all.push((w.t("decision-silence").to_owned(), w.t("decision-silence-about").to_owned()));
    }
    all
}

fn recourse(w: Say, rules: &Rules, refused: bool) -> String {
    let own = rules.service().recourse.as_ref().filter(|_| refused);
    own.map_or_else(String::new, |text| w.text(text).to_owned())
}
