//! “This is not right”: an applicant objects to a value that a register or another office holds, and is answered.
//!
//! The objection changes nothing by itself and keeps nobody from filing: the officer reads it beside the fact, the
//! owner of the value looks into it and says, with a reason, that it was corrected or that it stands. Where it was
//! corrected at a source that can be asked, the value is fetched anew.

use civic::{Date, Problem, Text};
use rules::Fact;
use serde_json::json;
use store::Tx;

use crate::cases::acts::{self, Hand};
use crate::cases::completeness::fact_field;
use crate::cases::facts::{CaseFacts, shown};
use crate::cases::model::{Case, CaseFact, CaseRefusal};
pub use crate::cases::objection_store::{Look, of_case, one, page};
use crate::cases::{objection_store as table, said};
use crate::sources::{self, Set, SourceFacts};

/// Where an objection stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ObjectionState {
    /// Nobody has answered.
    Open,
    /// The owner corrected the value.
    Corrected,
    /// The owner says that the value is right.
    Kept,
}

impl ObjectionState {
    /// Every state.
    pub const ALL: [ObjectionState; 3] = [ObjectionState::Open, ObjectionState::Corrected, ObjectionState::Kept];

    /// The word stored.
    pub const fn as_str(self) -> &'static str {
        match self {
            ObjectionState::Open => "open",
            ObjectionState::Corrected => "corrected",
            ObjectionState::Kept => "kept",
        }
    }

    /// Reads the stored word.
    pub fn parse(word: &str) -> Option<ObjectionState> {
        ObjectionState::ALL.into_iter().find(|state| state.as_str() == word)
    }
}

/// One objection, with the value as it stood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Objection {
    /// County of the case.
    pub region: String,
    /// Its id.
    pub id: String,
    /// The case in which it was raised.
    pub case: String,
    /// Id of the enterprise that objects.
    pub subject_id: String,
    /// Its name and public code.
    pub subject: (String, String),
    /// Fact name with `_`.
    pub fact: String,
    /// Its name for people.
    pub words: Text,
    /// The value that was held, as people read it.
    pub held: Text,
    /// Who holds it.
    pub source: Text,
    /// The day of the held value.
    pub as_of: Option<Date>,
    /// Id of the source; empty = a register of this house.
    pub source_id: String,
    /// Key the source knows the subject by.
    pub source_key: String,
    /// Agency that answers; empty = the administrators.
    pub owner: String,
    /// What is right, as people read it.
    pub right: Text,
    /// Why.
    pub reason: String,
    /// When, epoch milliseconds.
    pub made_at: i64,
    /// Where it stands.
    pub state: ObjectionState,
    /// What the owner said.
    pub answer: String,
    /// When, epoch milliseconds.
    pub answered_at: Option<i64>,
}

/// A value somebody objects to: the fact, what is right, why.
pub struct Said<'a> {
    /// The fact, from the catalogue.
    pub fact: &'a Fact,
    /// The right value.
    pub right: &'a CaseFact,
    /// Why.
    pub reason: &'a str,
}

/// The held facts of a case that can be objected to.
pub fn held(facts: &CaseFacts) -> impl Iterator<Item = &CaseFact> {
    facts.all().filter(|fact| !fact.answered)
}

/// Records an objection; filing goes on.
///
/// # Errors
/// A closed case, a value that nobody holds, one that is the same, or one that waits for an answer already.
pub fn object(
    tx: &mut Tx,
    hand: &Hand,
    case: &Case,
    (facts, told, set): (&CaseFacts, &SourceFacts, &Set),
    said: &Said,
) -> Result<(), CaseRefusal> {
    if case.state.is_closed() {
        return Err(CaseRefusal::wrong_state(case));
    }
    let reason = said::required("reason", said.reason).map_err(|problem| CaseRefusal::Incomplete(vec![problem]))?;
    let name = &said.fact.name;
    let known = held(facts).find(|fact| fact.fact == *name);
    let known = known.ok_or_else(|| CaseRefusal::Incomplete(vec![not_held()]))?;
    if known.value == said.right.value {
        return Err(CaseRefusal::Incomplete(vec![the_same(name)]));
    }
    let before = of_case(tx, &case.region, &case.id)?;
    if before.iter().any(|it| it.fact == *name && it.state == ObjectionState::Open) {
        return Err(CaseRefusal::Incomplete(vec![waits_already()]));
    }
    let from = told.get(name).filter(|told| told.words == known.source);
    let spec = from.and_then(|told| set.config.get(&told.source));
    let both = |fact: &CaseFact| {
        use civic::text::Lang;
        Text::new(shown(Some(said.fact), &fact.value, Lang::Zh), shown(Some(said.fact), &fact.value, Lang::En))
    };
    let objection = Objection {
        region: case.region.clone(),
        id: hand.app.new_id(),
        case: case.id.clone(),
        subject_id: case.subject.id.clone(),
        subject: (case.subject.name.clone(), case.subject.code.clone()),
        fact: name.clone(),
        words: said.fact.words.clone(),
        held: both(known),
        source: known.source.clone(),
        as_of: known.as_of,
        source_id: from.map_or_else(String::new, |told| told.source.clone()),
        source_key: from.map_or_else(String::new, |told| told.subject.clone()),
        owner: spec.and_then(|spec| spec.owner.clone()).unwrap_or_default(),
        right: both(said.right),
        reason,
        made_at: hand.now_ms,
        state: ObjectionState::Open,
        answer: String::new(),
        answered_at: None,
    };
    table::insert(tx, &objection, &hand.actor)?;
    let detail = json!({"objection": objection.id, "fact": name});
    hand.journal(tx, &case.region, &case.id, "case/objected", detail)?;
    Ok(())
}

/// The owner's answer, once; the applicant reads it in the case.
///
/// # Errors
/// No such objection, one that is answered already, or no reason.
pub fn answer(
    tx: &mut Tx,
    hand: &Hand,
    objection: &Objection,
    (state, reason): (ObjectionState, &str),
    set: &Set,
) -> Result<(), CaseRefusal> {
    let reason = said::required("reason", reason).map_err(|problem| CaseRefusal::Incomplete(vec![problem]))?;
    acts::take(tx, &objection.region, &objection.case)?;
    if !table::answer(tx, objection, (state, &reason), (hand.now_ms, &hand.actor, &hand.office))? {
        return Err(CaseRefusal::WrongState(Text::new(
            "这条异议已经有人答复了，请刷新页面查看；您的答复没有提交",
            "this objection has been answered already; reload the page. Your answer was not taken",
        )));
    }
    let spec = set.config.get(&objection.source_id).filter(|_| state == ObjectionState::Corrected);
    if let Some(spec) = spec {
        sources::ask_anew(tx, spec, &objection.source_key, &objection.fact, hand.now_ms)?;
    }
    let act = match state {
        ObjectionState::Corrected => "case/objection-corrected",
        _ => "case/objection-kept",
    };
    let detail = json!({"objection": objection.id, "fact": objection.fact, "reason": reason});
    hand.journal(tx, &objection.region, &objection.case, act, detail)?;
    Ok(())
}

/// Said to whoever objects to something that nobody holds.
pub fn not_held() -> Problem {
    Problem::new(
        "fact",
        "cases/not-held",
        Text::new(
            "没有选哪一条信息，或者这条信息不是登记或其他部门提供的",
            "no fact is chosen, or nobody else holds it",
        ),
        Text::new(
            "请从列出的信息中选一条；自己填写的可以直接修改",
            "choose one of the list; what you said yourself you can change",
        ),
    )
}

fn the_same(fact: &str) -> Problem {
    Problem::new(
        fact_field(fact),
        "cases/same-value",
        Text::new("填的和现有信息一样", "this is the value that is held"),
        Text::new("请填正确的信息", "say what is right"),
    )
}

fn waits_already() -> Problem {
    Problem::new(
        "fact",
        "cases/objection-waits",
        Text::new(
            "这条信息已经提过异议，正在等答复",
            "there is an objection to this value already; it waits for its answer",
        ),
        Text::new("请等答复，不影响继续办理", "wait for the answer; the application goes on meanwhile"),
    )
}
