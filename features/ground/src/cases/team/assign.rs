//! Who has a step: given to one officer, taken over, put back; every change by one act, in the journal.

use civic::Text;
use serde_json::json;
use store::{Fault, Tx, params};

use crate::cases::acts::{self, Hand};
use crate::cases::model::{CaseRefusal, CaseState};
use crate::cases::store::sql;

/// A step of a case: county, case, step.
pub type Place = (String, String, String);

/// Who has a step, and what was said when it was given.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Given {
    /// Person id; `None` = nobody, whoever comes first.
    pub to: Option<String>,
    /// What was said; empty = nothing.
    pub note: String,
}

/// Who has this step.
pub fn of_step(tx: &mut Tx, region: &str, case: &str, step: &str) -> Result<Given, Fault> {
    let Some(row) = tx.maybe(sql!("step_assignee"), params![region, case, step])? else { return Ok(Given::default()) };
    Ok(Given { to: row.get("assignee")?, note: row.get::<Option<String>>("assigned_note")?.unwrap_or_default() })
}

/// A step given to one officer is decided by no other.
///
/// # Errors
/// [`CaseRefusal::WrongState`] when it is another's.
pub fn permits(tx: &mut Tx, hand: &Hand, region: &str, case: &str, step: &str) -> Result<(), CaseRefusal> {
    let given = of_step(tx, region, case, step)?;
    if given.to.is_none_or(|person| person == hand.actor) {
        return Ok(());
    }
    Err(CaseRefusal::WrongState(Text::new(
        "这一步已交给同事办理，您的意见没有提交；要由您办理，请先在办件页面接手",
        "this step has been given to a colleague, so your decision was not taken; take it over on the case's page first",
    )))
}

/// Gives a step of `agency` to somebody, or back to the desk. `was` is who had it when the page was read.
///
/// # Errors
/// A step that is done, or that somebody else has given away meanwhile.
pub fn give(
    tx: &mut Tx,
    hand: &Hand,
    (region, case, step): (&str, &str, &str),
    agency: &str,
    was: Option<&str>,
    given: &Given,
) -> Result<(), CaseRefusal> {
    let file = acts::take(tx, region, case)?;
    let steps = crate::cases::store::steps(tx, region, case)?;
    let at = steps.iter().find(|s| s.step == step && s.agency == agency).ok_or(CaseRefusal::NotFound)?;
    if at.state.is_done() || file.state == CaseState::Draft {
        return Err(CaseRefusal::WrongState(Text::new(
            "这一步已经办结，不用再交给谁；请刷新页面查看结果",
            "this step is done, so nobody needs to be given it; reload the page to see how",
        )));
    }
    let now = of_step(tx, region, case, step)?;
    if now.to.as_deref() != was {
        return Err(CaseRefusal::WrongState(Text::new(
            "这一步刚刚由同事接手或改派，您的操作没有生效；请刷新页面查看由谁办理",
            "a colleague has just taken this step over or given it away, so nothing was changed; reload the page to see who has it",
        )));
    }
    write(tx, hand, (region, case, step), agency, given)
}

/// Writes who has a step, with its entry in the journal.
pub(super) fn write(
    tx: &mut Tx,
    hand: &Hand,
    (region, case, step): (&str, &str, &str),
    agency: &str,
    given: &Given,
) -> Result<(), CaseRefusal> {
    let note = Some(given.note.as_str()).filter(|note| !note.is_empty());
    tx.execute(sql!("assign_step"), params![region, case, step, given.to.as_deref(), note])?;
    let act = if given.to.is_some() { "case/assigned" } else { "case/unassigned" };
    let detail = json!({ "step": step, "agency": agency, "to": given.to, "note": note });
    hand.journal(tx, region, case, act, detail)?;
    Ok(())
}

/// The steps a person has that are not done yet, in the counties from `from` to `to`; each with its agency.
pub(super) fn of_person(tx: &mut Tx, (from, to): (&str, &str), person: &str) -> Result<Vec<(Place, String)>, Fault> {
    tx.query(sql!("steps_of_assignee"), params![from, to, person])?
        .iter()
        .map(|row| Ok(((row.get("region")?, row.get("case_id")?, row.get("step")?), row.get("agency")?)))
        .collect()
}
