//! Who insists on a decision although the rules say no: it is refused in writing, with reasons and recourse.
//!
//! Whoever applies may have it decided in writing (行政许可法 第三十二条、第三十八条), so a form that ends early never
//! shuts the door. Such a case goes to the lead agency alone, whatever the mode of the service; papers that could not
//! change the answer are not asked for. It cannot be agreed to while its facts stand as they are, and silence does not
//! grant it: who is right about a fact has it corrected, and then it is a case like any other.

use civic::{Problem, Text};
use playbook::finder::Finding;
use rules::Truth;
use store::{Fault, Tx};

use crate::cases::acts::Book;
use crate::cases::completeness;
use crate::cases::facts::CaseFacts;
use crate::cases::model::{Case, Material, Verdict};
use crate::cases::sources_hold;

/// The rules already say that it cannot be granted. Where nothing has to be asked for, there is nothing to decide.
pub fn may(finding: &Finding) -> bool {
    finding.must_ask != Truth::False && finding.eligible.as_ref().is_some_and(|(truth, _)| *truth == Truth::False)
}

/// Everything that keeps a case from being filed; of who insists only what the form asks besides the rules.
pub fn problems(
    book: &Book,
    finding: &Finding,
    facts: &CaseFacts,
    materials: &[Material],
    insists: bool,
) -> Vec<Problem> {
    if !insists {
        return completeness::problems(book, finding, facts, materials);
    }
    completeness::unanswered_of(book, facts, |fact| book.service.asks.iter().any(|ask| ask.fact == fact))
}

/// Why an officer cannot agree: the facts of the case as they stand do not allow it.
pub fn decision_problem(finding: &Finding, verdict: &Verdict) -> Option<Problem> {
    let agrees = *verdict == Verdict::Approve && may(finding);
    agrees.then(|| {
        Problem::new(
            "verdict",
            "cases/rules-say-no",
            Text::new(
                "按已有事实不符合条件，不能同意",
                "on the facts of this case the conditions are not met, so it cannot be agreed to",
            ),
            Text::new(
                "认为事实有误的，请要求补正；否则请写明理由不予同意",
                "if a fact seems wrong, ask for a correction; otherwise do not agree, and say why",
            ),
        )
    })
}

/// The facts of the case as they stand make its rule false.
///
/// # Errors
/// The store's.
pub fn refused_by_rule(tx: &mut Tx, case: &Case, book: &Book) -> Result<bool, Fault> {
    let facts = sources_hold::facts_of(tx, &case.region, &case.id)?;
    Ok(may(&book.find(&facts)))
}
