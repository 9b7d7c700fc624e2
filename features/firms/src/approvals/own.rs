//! The applicant's own case: found by the enterprise it belongs to, or by the officer who entered it at the counter.

use civic::Text;
use ground::cases::acts::{self, Hand};
use ground::cases::facts::{CaseFacts, names_used};
use ground::cases::joint::{self, Invite};
use ground::cases::whole::{self, Rules, Whole};
use ground::cases::{Case, CaseRefusal, CaseState, on_behalf};
use ground::enterprises::{self, EnterpriseFacts};
use ground::playbooks::{MovedOn, moved_on};
use ground::sources::{self, About, SourceFacts};
use store::{Fault, Tx};
use web::{Ctx, Session, Stop};

/// Which case: county and id.
pub type Place = (String, String);

/// Whose hand fills the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// The enterprise's clerk.
    Applicant,
    /// The officer who entered the case at the counter.
    Counter,
    /// Somebody whom the applicant invited to fill some parts.
    Invited,
}

/// A case with everything its pages need.
pub struct Own {
    /// Whose hand fills it.
    pub side: Side,
    /// The invitation that lets this hand write, where the applicant's own does not.
    pub invite: Option<Invite>,
    /// As stored.
    pub whole: Whole,
    /// What it is judged by: a draft by the rules in force, a filed case by those of its filing.
    pub rules: Rules,
    /// Register facts now, and answers.
    pub facts: CaseFacts,
    /// For a draft: what changed in the rules since it was begun.
    pub moved: Option<MovedOn>,
    /// For a draft: the enterprise has filed something before that may hold answers and papers for it.
    pub has_earlier: bool,
    /// For a draft: some source would tell more if the applicant agreed.
    pub has_consents: bool,
}

impl Own {
    /// The applicant may still change answers and papers.
    pub fn is_editable(&self) -> bool {
        if self.side == Side::Invited {
            return self.invite.is_some() && editable(self.whole.case.state);
        }
        let case = &self.whole.case;
        let anothers = case.state == CaseState::Draft && self.whole.on_behalf.is_some() && !self.is_counter();
        editable(case.state) && !anothers
    }

    /// An officer fills it at the counter.
    pub fn is_counter(&self) -> bool {
        self.side == Side::Counter
    }

    /// Path of the case's own page.
    pub fn path(&self) -> String {
        format!("{}/case/{}/{}", self.home(), self.whole.case.region, self.whole.case.id)
    }

    /// Path of the list the case stands in.
    pub fn home(&self) -> &'static str {
        match self.side {
            Side::Applicant => "/e",
            Side::Counter => "/o/window",
            Side::Invited => "/e/joint",
        }
    }

    /// Path of the page to which its pages lead.
    pub fn list(&self) -> &'static str {
        if self.is_counter() { "/o/window" } else { "/e" }
    }

    /// Somebody whom the applicant invited fills it.
    pub fn is_invited(&self) -> bool {
        self.side == Side::Invited
    }

    /// This hand may see and write the part, `fact-…` or `need-…`.
    pub fn may_fill(&self, part: &str) -> bool {
        !self.is_invited() || self.invite.as_ref().is_some_and(|it| it.parts.iter().any(|named| named == part))
    }

    /// Path of one of its pages.
    pub fn path_to(&self, page: &str) -> String {
        format!("{}/{page}", self.path())
    }
}

/// The signed-in clerk's session and enterprise id.
pub fn clerk(ctx: &Ctx) -> Result<(&Session, String), Stop> {
    let session = ctx.signed()?;
    let enterprise = session.enterprise.clone().ok_or(Stop::Forbidden)?;
    Ok((session, enterprise))
}

/// Loads a case of the signed-in enterprise; anybody else's is not found.
pub async fn load(ctx: &Ctx, place: &Place) -> Result<Own, Stop> {
    let session = ctx.signed()?;
    let (enterprise, person) = (session.enterprise.clone(), session.person.clone());
    let side = match enterprise {
        Some(_) if ctx.path.starts_with("/e/joint/") => Side::Invited,
        Some(_) => Side::Applicant,
        None => Side::Counter,
    };
    let (region, id) = place.clone();
    let (set, now_ms) = (sources::set_now(&ctx.app), ctx.app.now_ms());
    let (whole, register, told, has_earlier) = ctx
        .app
        .db()
        .read(move |tx| -> Result<_, Fault> {
            let mine = |w: &Whole| match &enterprise {
                Some(_) if side == Side::Invited => w.invites.iter().any(|it| it.is_of(&person)),
                Some(enterprise) => w.case.subject.id == *enterprise,
                None => w.on_behalf.as_ref().is_some_and(|it| it.entered_by == person),
            };
            let Some(whole) = whole::read(tx, &region, &id)?.filter(mine) else { return Ok(None) };
            let case = &whole.case;
            let told = sources::facts_of(tx, &set.config, subject(case), now_ms)?;
            let has_earlier = case.state == CaseState::Draft
                && side == Side::Applicant
                && ground::cases::reuse::has_earlier(tx, case)?;
            let register = enterprises::facts_of(tx, &case.region, &case.subject.id)?;
            Ok(Some((whole, register, told, has_earlier)))
        })
        .await?
        .ok_or(Stop::NotFound)?;
    let person = &ctx.signed()?.person;
    let invite = whole.invites.iter().find(|it| it.lets_write(person, now_ms)).filter(|_| side == Side::Invited);
    let invite = invite.cloned();
    let rules = rules_of(ctx, &whole.case).await?;
    let facts = gather(&rules, whole.case.state, register.unwrap_or_default(), told, whole.facts.clone());
    let moved = match whole.case.state {
        CaseState::Draft => {
            let versions = (whole.case.digest.as_str(), rules.digest.as_str());
            moved_on(ctx, versions, &whole.case.service, &whole.case.region, rules.on).await?
        }
        _ => None,
    };
    let has_consents = match whole.case.state {
        CaseState::Draft if side == Side::Applicant => {
            sources::asks_consent(&ctx.app, subject(&whole.case), &names_used(rules.service()))
        }
        _ => false,
    };
    Ok(Own { side, invite, whole, rules, facts, moved, has_earlier, has_consents })
}

/// Drafts move forward with the rules; a filed case keeps those it was filed under.
pub async fn rules_of(ctx: &Ctx, case: &Case) -> Result<Rules, Stop> {
    match case.state {
        CaseState::Draft => Rules::now(&ctx.app, &case.playbook, &case.service, &case.region).await,
        _ => Rules::of_case(&ctx.app, case).await,
    }
}

/// What is known: of a case still in the applicant's hands the registers as they are today, else as filed.
pub fn gather(
    rules: &Rules,
    state: CaseState,
    register: EnterpriseFacts,
    told: SourceFacts,
    stored: CaseFacts,
) -> CaseFacts {
    match state {
        CaseState::Draft | CaseState::Correction => {
            let answers = stored.all().cloned().collect();
            CaseFacts::gather(&rules.playbook.catalogue, &register, answers).with_sources(told, &stored)
        }
        _ => stored,
    }
}

/// Whom sources are asked about.
fn subject(case: &Case) -> About<'_> {
    About { region: &case.region, uscc: &case.subject.code }
}

fn editable(state: CaseState) -> bool {
    matches!(state, CaseState::Draft | CaseState::Correction)
}

/// A draft, or a case that an agency has sent back.
pub fn is_open(case: &Case) -> bool {
    editable(case.state)
}

/// Answers and papers change only in a draft and while an agency waits for a correction.
///
/// # Errors
/// [`CaseRefusal::WrongState`] otherwise.
pub fn must_be_editable(case: &Case) -> Result<(), CaseRefusal> {
    if editable(case.state) {
        return Ok(());
    }
    Err(CaseRefusal::WrongState(Text::new(
        "申请已经提交，现在不能修改；需要补正时会通知您",
        "the application has been filed and cannot be changed now; you will be told if an agency needs a correction",
    )))
}

/// Takes the applicant's own case inside a writing transaction, with its facts as they are now.
///
/// # Errors
/// [`CaseRefusal::NotFound`] for anybody else's case.
pub fn take(tx: &mut Tx, hand: &Hand, place: &Place, rules: &Rules) -> Result<(Case, CaseFacts), CaseRefusal> {
    let (case, facts) = take_any(tx, hand, place, rules)?;
    let entry = on_behalf::of_case(tx, &case.region, &case.id)?;
    match entry {
        Some(it) if case.state == CaseState::Draft && it.entered_by != hand.actor => Err(on_behalf::another_enters()),
        _ => Ok((case, facts)),
    }
}

/// As [`take`], also where an officer is entering the case for the applicant, who may always take it back.
///
/// # Errors
/// As [`take`].
pub fn take_any(tx: &mut Tx, hand: &Hand, place: &Place, rules: &Rules) -> Result<(Case, CaseFacts), CaseRefusal> {
    let case = acts::take(tx, &place.0, &place.1)?;
    let counter = on_behalf::of_case(tx, &place.0, &place.1)?.is_some_and(|it| it.entered_by == hand.actor);
    let invited = joint::of_case(tx, &place.0, &place.1)?.iter().any(|it| it.lets_write(&hand.actor, hand.now_ms));
    if case.subject.id != hand.office && !counter && !invited {
        return Err(CaseRefusal::NotFound);
    }
    let register = enterprises::facts_of(tx, &case.region, &case.subject.id)?.unwrap_or_default();
    let stored = ground::cases::sources_hold::facts_of(tx, &case.region, &case.id)?;
    let set = sources::set_now(&hand.app);
    if editable(case.state) {
        let wanted = ground::cases::facts::names_used(rules.service());
        sources::ask(tx, &set.config, subject(&case), &wanted, hand.now_ms)?;
    }
    let told = sources::facts_of(tx, &set.config, subject(&case), hand.now_ms)?;
    let facts = gather(rules, case.state, register, told, stored);
    Ok((case, facts))
}
