//! Signatures: a name typed at the end, asked anew each time something is sent, never reused, journaled.

use civic::{Date, Problem, Text};
use ground::cases::acts::Hand;
use ground::cases::facts::read_answer;
use ground::cases::on_behalf::OnBehalf;
use ground::cases::{CaseFact, CaseRefusal, applies, completeness};
use rules::{Fact, Shape};
use serde_json::json;
use store::Tx;

use super::own::{Own, Place};

/// The signatures this case asks for.
pub fn asked(own: &Own) -> Vec<&Fact> {
    let names = applies::applying(&own.rules.book(), &own.facts);
    let facts = names.iter().filter_map(|name| own.rules.playbook.catalogue.get(name));
    facts.filter(|fact| fact.shape == Shape::Signature).collect()
}

/// The signature stands on the paper that was handed in at the counter.
pub fn on_paper(own: &Own) -> Option<&OnBehalf> {
    own.whole.on_behalf.as_ref().filter(|_| own.is_counter())
}

/// The form field is that of a signature.
pub fn is_signature(own: &Own, field: &str) -> bool {
    asked(own).iter().any(|fact| completeness::fact_field(&fact.name) == field)
}

/// The signatures of the form, and what is missing or unusable among them.
pub fn read(own: &Own, form: &web::Form, today: Date) -> (Vec<CaseFact>, Vec<Problem>) {
    let (mut signed, mut problems) = (Vec::new(), Vec::new());
    if let Some(it) = on_paper(own) {
        let name = |fact: &Fact| read_answer(fact, &it.visit.visitor, today).ok().flatten();
        let source = Text::new("纸质申请上的签名，扫描件随办件保存", "signed on paper, the scan is kept with the case");
        let paper = |fact| CaseFact { source: source.clone(), as_of: Some(it.visit.received_on), ..fact };
        return (asked(own).into_iter().filter_map(name).map(paper).collect(), problems);
    }
    for fact in asked(own) {
        let field = completeness::fact_field(&fact.name);
        match read_answer(fact, form.get(&field), today) {
            Ok(Some(name)) => signed.push(CaseFact { source: Text::new("本人签名", "signed"), ..name }),
            Ok(None) => problems.push(missing(field)),
            Err(problem) => problems.push(problem),
        }
    }
    (signed, problems)
}

/// Keeps the signatures with their day. The journal says who signed what and when, not the name as typed: the journal
/// outlives the case's personal data.
///
/// # Errors
/// The store's.
pub fn write(tx: &mut Tx, hand: &Hand, place: &Place, signed: &[CaseFact]) -> Result<(), CaseRefusal> {
    for name in signed {
        ground::cases::put_fact(tx, &place.0, &place.1, name)?;
        let detail = json!({"fact": name.fact, "on": name.as_of.map(|day| day.to_string())});
        hand.journal(tx, &place.0, &place.1, "case/sign", detail)?;
    }
    Ok(())
}

fn missing(field: String) -> Problem {
    Problem::new(
        field,
        "approvals/not-signed",
        Text::new("还没有签名", "it is not signed"),
        Text::new("请填写本人姓名；每次提交都要重新签", "type your own name; each time it is sent it is signed anew"),
    )
}
