//! A case as a key reaches it: found only by those whom the table of access lets see it, with its rules and facts.

use axum::http::{HeaderMap, StatusCode};
use civic::{Problem, Text};
use store::{Fault, Tx};
use web::access::{Act, Thing, can};
use web::{Ctx, Session, Stop};

use crate::cases::acts::{self, Hand};
use crate::cases::facts::{self, CaseFacts};
use crate::cases::whole::{self, Rules, Whole};
use crate::cases::{Case, CaseState, StepState, sources_hold};
use crate::enterprises::{self, EnterpriseFacts};
use crate::sources::{self, About, SourceFacts};

/// County and id.
pub type Place = (String, String);

/// A case with what it is judged by.
pub struct Own {
    /// As stored.
    pub whole: Whole,
    /// Of a draft those in force, of a filed case those of its filing.
    pub rules: Rules,
    /// Of a case in the applicant's hands the registers as they are today, else as filed.
    pub facts: CaseFacts,
}

/// The request as the key's owner makes it.
///
/// # Errors
/// No key, or one without this scope.
pub fn asker(ctx: &Ctx, scope: &str) -> Result<(Ctx, Session), Stop> {
    let machine = ctx.machine()?;
    machine.needs(scope)?;
    let session = machine.actor();
    let mut asking = ctx.clone();
    asking.session = Some(session.clone());
    Ok((asking, session))
}

/// Whether this key may do this to the case; a draft is its applicant's alone.
pub fn may(session: &Session, act: Act, whole: &Whole) -> bool {
    let there = whole.steps.iter().filter(|step| step.state != StepState::Waiting);
    let agencies: Vec<&str> = there.map(|step| step.agency.as_str()).collect();
    let case = &whole.case;
    let thing =
        Thing { region: &case.region, enterprise: Some(&case.subject.id), agencies: &agencies, ..Thing::default() };
    let own = session.enterprise.as_ref() == Some(&case.subject.id);
    (case.state != CaseState::Draft || own) && can(session, act, &thing)
}

/// Loads a case that the key may do this to.
///
/// # Errors
/// [`Stop::NotFound`] for one it may not see, [`Stop::Forbidden`] for one it may only see.
pub async fn load(ctx: &Ctx, session: &Session, place: &Place, act: Act) -> Result<Own, Stop> {
    let (region, id) = place.clone();
    let (set, now_ms) = (sources::set_now(&ctx.app), ctx.app.now_ms());
    let found = ctx.app.db().read(move |tx| -> Result<_, Fault> {
        let Some(whole) = whole::read(tx, &region, &id)? else { return Ok(None) };
        let told = sources::facts_of(tx, &set.config, about(&whole.case), now_ms)?;
        let register = enterprises::facts_of(tx, &whole.case.region, &whole.case.subject.id)?;
        Ok(Some((whole, told, register.unwrap_or_default())))
    });
    let (whole, told, register) = found.await?.filter(|(w, ..)| may(session, Act::See, w)).ok_or(Stop::NotFound)?;
    if !may(session, act, &whole) {
        return Err(Stop::Forbidden);
    }
    let rules = match whole.case.state {
        CaseState::Draft => Rules::now(&ctx.app, &whole.case.playbook, &whole.case.service, &whole.case.region).await?,
        _ => Rules::of_case(&ctx.app, &whole.case).await?,
    };
    let facts = gather(&rules, whole.case.state, &register, told, whole.facts.clone());
    Ok(Own { whole, rules, facts })
}

/// Takes the key's own case inside a writing transaction, with its facts as they are now.
///
/// # Errors
/// [`Stop::NotFound`] for anybody else's case.
pub fn take(tx: &mut Tx, hand: &Hand, place: &Place, rules: &Rules) -> Result<(Case, CaseFacts), Stop> {
    let case = acts::take(tx, &place.0, &place.1)?;
    if case.subject.id != hand.office {
        return Err(Stop::NotFound);
    }
    let register = enterprises::facts_of(tx, &case.region, &case.subject.id)?.unwrap_or_default();
    let stored = sources_hold::facts_of(tx, &case.region, &case.id)?;
    let set = sources::set_now(&hand.app);
    if is_editable(case.state) {
        sources::ask(tx, &set.config, about(&case), &facts::names_used(rules.service()), hand.now_ms)?;
    }
    let told = sources::facts_of(tx, &set.config, about(&case), hand.now_ms)?;
    let facts = gather(rules, case.state, &register, told, stored);
    Ok((case, facts))
}

/// Answers and papers change in a draft and while an agency waits for a correction.
pub fn is_editable(state: CaseState) -> bool {
    matches!(state, CaseState::Draft | CaseState::Correction)
}

fn gather(
    rules: &Rules,
    state: CaseState,
    register: &EnterpriseFacts,
    told: SourceFacts,
    stored: CaseFacts,
) -> CaseFacts {
    if !is_editable(state) {
        return stored;
    }
    let answers = stored.all().cloned().collect();
    CaseFacts::gather(&rules.playbook.catalogue, register, answers).with_sources(told, &stored)
}

/// Whom sources are asked about.
pub fn about(case: &Case) -> About<'_> {
    About { region: &case.region, uscc: &case.subject.code }
}

/// A mark of everything a case holds: another one as soon as any of it changes.
pub fn mark(whole: &Whole) -> String {
    let facts: Vec<_> = whole.facts.all().map(|fact| (&fact.fact, &fact.value)).collect();
    let all = format!("{:?} {:?} {:?} {facts:?}", whole.case, whole.steps, whole.materials);
    format!("\"{}\"", &web::cookie::token_hash(&all)[..32])
}

/// Goes on when the case is still as the caller read it, or the caller did not say.
///
/// # Errors
/// 412 when it has changed.
pub fn unchanged(headers: &HeaderMap, whole: &Whole) -> Result<(), Stop> {
    let Some(wanted) = headers.get("if-match") else { return Ok(()) };
    let wanted = wanted.to_str().unwrap_or_default();
    let mark = mark(whole);
    if wanted.split(',').any(|one| matches!(one.trim(), "*") || one.trim() == mark) {
        return Ok(());
    }
    let problem = Problem::new(
        "If-Match",
        "api/changed",
        Text::new("办件在此期间变了，没有写入", "the case has changed meanwhile; nothing was written"),
        Text::new("请重新读取办件，再决定是否写入", "read the case again and decide anew"),
    );
    Err(Stop::Refused { status: StatusCode::PRECONDITION_FAILED, problems: vec![problem] })
}
