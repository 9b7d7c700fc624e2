//! Linking cases by hand: how, to which, why; both ends see it, and both journals tell when it is made and undone.

use civic::{Problem, Text};
use serde_json::json;
use store::{Tx, params};

use crate::cases::acts::Hand;
use crate::cases::links::{self, LinkKind};
use crate::cases::model::{Case, CaseRefusal, StepState};
use crate::cases::store::{self as cases, sql};

/// Most links of one case.
const LINKS_MAX: usize = 100;

/// Links a case to the one with this number. Both must be the agency's to read: no link tells of a case one may not see.
///
/// # Errors
/// No such case within reach, the case itself, the same link already, or too many.
pub(super) fn link(
    tx: &mut Tx,
    hand: &Hand,
    case: &Case,
    (kind, number, reason): (LinkKind, &str, &str),
) -> Result<(), CaseRefusal> {
    let other = match cases::id_of_number(tx, number.trim())? {
        Some(id) if id != case.id => cases::by_id(tx, &case.region, &id)?,
        _ => None,
    };
    let Some(other) = other.filter(|other| other.filed_at.is_some()) else { return Err(refused(not_found(number))) };
    let takes_part = |steps: &[crate::cases::CaseStep]| {
        steps.iter().any(|step| step.agency == hand.office && step.state != StepState::Waiting)
    };
    if !takes_part(&cases::steps(tx, &other.region, &other.id)?) {
        return Err(refused(not_found(number)));
    }
    let known = links::of_case(tx, &case.region, &case.id)?;
    if known.iter().any(|link| link.kind == kind && (link.to == other.id || link.from == other.id)) {
        return Err(refused(linked_already(number)));
    }
    if known.len() >= LINKS_MAX {
        return Err(refused(too_many()));
    }
    let values = params![&case.region, &case.id, kind.as_str(), &other.id, hand.now_ms, reason, &hand.office];
    tx.execute(sql!("insert_hand_link"), values)?;
    both(tx, hand, (case, &other.id), "case/linked", (kind, reason))
}

/// Undoes a link made by hand; those of the program stay.
///
/// # Errors
/// There is no such link.
pub(super) fn unlink(
    tx: &mut Tx,
    hand: &Hand,
    case: &Case,
    (kind, other, reason): (LinkKind, &str, &str),
) -> Result<(), CaseRefusal> {
    let known = links::of_case(tx, &case.region, &case.id)?;
    let it = known
        .into_iter()
        .find(|link| link.kind == kind && link.reason.is_some() && (link.to == other || link.from == other));
    let it = it.ok_or(CaseRefusal::NotFound)?;
    tx.execute(sql!("remove_hand_link"), params![&case.region, &it.from, kind.as_str(), &it.to])?;
    both(tx, hand, (case, other), "case/unlinked", (kind, reason))
}

/// Writes it into the journal of both cases.
fn both(
    tx: &mut Tx,
    hand: &Hand,
    (case, other): (&Case, &str),
    act: &str,
    (kind, reason): (LinkKind, &str),
) -> Result<(), CaseRefusal> {
    for (at, to) in [(case.id.as_str(), other), (other, case.id.as_str())] {
        let detail = json!({ "kind": kind.as_str(), "other": to, "reason": reason });
        hand.journal(tx, &case.region, at, act, detail)?;
    }
    Ok(())
}

fn refused(problem: Problem) -> CaseRefusal {
    CaseRefusal::Incomplete(vec![problem])
}

fn not_found(number: &str) -> Problem {
    Problem::new(
        "number",
        "cases/link-not-found",
        Text::new(
            format!("没有编号为 `{number}` 的其他办件，或本部门没有参与办理"),
            format!("there is no other case `{number}`, or your agency has no part in it"),
        ),
        Text::new(
            "请核对编号；别的部门的办件请由他们关联",
            "check the number; let agencies that have a part in it link it",
        ),
    )
}

fn linked_already(number: &str) -> Problem {
    Problem::new(
        "number",
        "cases/linked-already",
        Text::new(format!("已经这样关联了 `{number}`"), format!("it is linked to `{number}` like this already")),
        Text::new("不用再关联", "nothing more is needed"),
    )
}

fn too_many() -> Problem {
    Problem::new(
        "number",
        "cases/links-too-many",
        Text::new(format!("已经关联了 {LINKS_MAX} 件"), format!("it has {LINKS_MAX} links already")),
        Text::new("请先取消不再需要的", "undo those that are no longer needed first"),
    )
}
