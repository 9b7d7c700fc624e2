//! What is filed: the facts that apply, what keeps them from being filed, the steps they lead to.

use playbook::Mode;
use playbook::finder::Finding;
use serde_json::json;
use store::{Fault, Tx};

use crate::cases::acts::{Book, Hand};
use crate::cases::facts::CaseFacts;
use crate::cases::model::{Case, CaseStep, Material};
use crate::cases::{applies, insist, joint, mode, plan, sources_hold, store as cases};
use civic::Problem;

/// A case looked at before it is filed or sent back.
pub(super) struct Looked {
    /// The facts that go with it.
    pub facts: CaseFacts,
    /// What the service asks of them.
    pub finding: Finding,
    /// Its papers.
    pub materials: Vec<Material>,
    /// The rules refuse it and the applicant wants that in writing.
    pub insists: bool,
    /// What keeps it from being filed.
    pub problems: Vec<Problem>,
}

/// Looks at a case; answers that do not apply are forgotten.
pub(super) fn look(
    tx: &mut Tx,
    hand: &Hand,
    case: &Case,
    book: &Book,
    facts: &CaseFacts,
    insists: bool,
) -> Result<Looked, Fault> {
    let kept = applies::kept(book, facts);
    applies::forget(tx, (&case.region, &case.id), facts, &kept)?;
    let finding = book.find(&kept);
    let materials = cases::materials(tx, &case.region, &case.id)?;
    let insists = insists && insist::may(&finding);
    let mut problems = insist::problems(book, &finding, &kept, &materials, insists);
    problems.extend(joint::unfinished(&joint::of_case(tx, &case.region, &case.id)?, hand.now_ms));
    Ok(Looked { facts: kept, finding, materials, insists, problems })
}

impl Looked {
    /// Keeps the facts with the case, and that the applicant insists.
    pub(super) fn keep(&self, tx: &mut Tx, hand: &Hand, case: &Case, book: &Book) -> Result<(), Fault> {
        for fact in self.facts.used_by(book.service) {
            cases::put_fact(tx, &case.region, &case.id, &fact)?;
        }
        if self.insists {
            hand.journal(tx, &case.region, &case.id, "case/insist", json!({}))?;
        }
        sources_hold::keep(tx, hand, case, book, &self.facts)
    }

    /// The steps its facts call for; who insists goes to the lead agency alone.
    pub(super) fn planned(&self, book: &Book) -> Vec<CaseStep> {
        if self.insists { Vec::new() } else { plan::steps(book.service, &self.finding) }
    }

    /// The steps of a case that is filed, written.
    pub(super) fn steps(&self, tx: &mut Tx, case: &Case, book: &Book, mode: Mode) -> Result<Vec<CaseStep>, Fault> {
        let mut steps = self.planned(book);
        if mode == Mode::Review && steps.is_empty() {
            let days = i64::from(book.service.promised_working_days);
            steps.push(CaseStep::waiting(mode::REVIEW_STEP, &book.service.lead, 0, days));
        }
        for step in &steps {
            cases::insert_step(tx, &case.region, &case.id, step)?;
        }
        Ok(steps)
    }
}
