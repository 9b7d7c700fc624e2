//! What a made-up enterprise answers and hands in: exactly what its case would be refused without.

use ground::cases::acts::{Book, Hand};
use ground::cases::facts::{CaseFacts, read_answer};
use ground::cases::whole::Rules;
use ground::cases::{Case, CaseFact, CaseRefusal, Material, StepState, completeness, upload};
use ground::enterprises;
use playbook::{EvidenceKind, Need};
use rules::{Fact, FactKind, Shape};
use serde_json::json;
use store::{Fault, Tx};

use super::story::Past;

/// Rounds of "what is still missing": an answer may raise a question, hardly ever three in a row.
const ROUNDS_MAX: usize = 8;

/// Answers and papers until nothing is missing; what still is, filing will say.
pub fn complete(tx: &mut Tx, hand: &Hand, case: &Case, rules: &Rules, past: &Past) -> Result<CaseFacts, CaseRefusal> {
    for (name, typed) in past.answers {
        answer(tx, hand, case, rules, (name, typed))?;
    }
    let book = Book { on: hand.today, ..rules.book() };
    for _ in 0..ROUNDS_MAX {
        let facts = facts_of(tx, case, rules)?;
        let materials = ground::cases::materials(tx, &case.region, &case.id)?;
        let open = completeness::problems(&book, &book.find(&facts), &facts, &materials);
        let (asked, wanted): (Vec<_>, Vec<_>) =
            open.iter().map(|p| p.field.as_str()).partition(|f| f.starts_with("fact-"));
        if open.is_empty() {
            break;
        }
        for name in asked.iter().filter_map(|field| field.strip_prefix("fact-")) {
            let fact = rules.playbook.catalogue.get(name);
            answer(tx, hand, case, rules, (name, &fact.map_or_else(String::new, |fact| plain(fact, hand))))?;
        }
        for need in rules.service().needs.iter().filter(|n| wanted.contains(&completeness::need_field(&n.id).as_str()))
        {
            hand_in(tx, hand, case, rules, need)?;
        }
    }
    facts_of(tx, case, rules).map_err(CaseRefusal::from)
}

/// Hands in anew what the agencies asked for.
pub fn replace(tx: &mut Tx, hand: &Hand, case: &Case, rules: &Rules) -> Result<CaseFacts, CaseRefusal> {
    let whole = ground::cases::whole::read(tx, &case.region, &case.id)?.ok_or(CaseRefusal::NotFound)?;
    let sent_back = whole.steps.iter().filter(|step| step.state == StepState::Correction);
    let asked: Vec<&String> = sent_back.flat_map(|step| &step.asks_for).collect();
    for need in rules.service().needs.iter().filter(|n| asked.contains(&&completeness::need_field(&n.id))) {
        hand_in(tx, hand, case, rules, need)?;
    }
    facts_of(tx, case, rules).map_err(CaseRefusal::from)
}

fn facts_of(tx: &mut Tx, case: &Case, rules: &Rules) -> Result<CaseFacts, Fault> {
    let register = enterprises::facts_of(tx, &case.region, &case.subject.id)?.unwrap_or_default();
    let answers = ground::cases::facts_of(tx, &case.region, &case.id)?;
    Ok(CaseFacts::gather(&rules.playbook.catalogue, &register, answers))
}

fn answer(
    tx: &mut Tx,
    hand: &Hand,
    case: &Case,
    rules: &Rules,
    (name, typed): (&str, &str),
) -> Result<(), CaseRefusal> {
    let fact = rules.playbook.catalogue.get(name).ok_or(CaseRefusal::NotFound)?;
    let read: Option<CaseFact> =
        read_answer(fact, typed, hand.today).map_err(|problem| CaseRefusal::Incomplete(vec![problem]))?;
    if let Some(read) = read {
        ground::cases::put_fact(tx, &case.region, &case.id, &read)?;
        hand.journal(tx, &case.region, &case.id, "case/save", json!({ "facts": [name] }))?;
    }
    Ok(())
}

/// The answer of an enterprise of which nothing special is to be told.
fn plain(fact: &Fact, hand: &Hand) -> String {
    match (&fact.shape, &fact.kind) {
        (Shape::Phone, _) => "13800000000".to_owned(),
        (Shape::Declaration, _) => "yes".to_owned(),
        (Shape::Division, _) => "990121 云岭省平川市通河县".to_owned(),
        (Shape::Address, _) => "990121 云岭省平川市通河县 城关镇河滨路 20 号".to_owned(),
        (_, FactKind::Bool) => "no".to_owned(),
        (_, FactKind::Int | FactKind::Money) => fact.min.unwrap_or(0).max(0).to_string(),
        (_, FactKind::Date) => hand.today.checked_add(jiff::Span::new().days(4)).unwrap_or(hand.today).to_string(),
        (_, FactKind::Code(codes)) => codes.first().map_or_else(String::new, |(code, _)| code.clone()),
        (_, FactKind::Text) => "城关镇河滨路 20 号".to_owned(),
    }
}

fn hand_in(tx: &mut Tx, hand: &Hand, case: &Case, rules: &Rules, need: &Need) -> Result<(), CaseRefusal> {
    for evidence in need.demand.evidence().iter().take(need.demand.enough()) {
        let known = rules.playbook.evidence.get(evidence);
        let promised = known.is_some_and(|e| e.kind == EvidenceKind::Commitment);
        let content = (!promised).then(|| sheet(evidence));
        let bytes = content.as_deref().unwrap_or_default();
        let name = known.map_or(evidence.as_str(), |e| e.name.zh.as_str());
        let material = Material {
            id: hand.app.new_id(),
            need: need.id.clone(),
            evidence: evidence.clone(),
            file_name: if promised { String::new() } else { format!("{name}.pdf") },
            content_type: if promised { String::new() } else { "application/pdf".to_owned() },
            size: i64::try_from(bytes.len()).unwrap_or_default(),
            sha256: if promised { String::new() } else { upload::sha256(bytes) },
            promised,
            issued_on: need.max_age_days.map(|_| hand.today),
            added_at: hand.now_ms,
        };
        let detail = json!({"need": material.need, "evidence": material.evidence, "sha256": material.sha256});
        ground::cases::add_material(tx, &case.region, &case.id, &material, content)?;
        hand.journal(tx, &case.region, &case.id, "case/material-added", detail)?;
    }
    Ok(())
}

/// A PDF of one A4 page that says what it stands for.
fn sheet(evidence: &str) -> Vec<u8> {
    let drawn = format!("BT /F1 16 Tf 72 740 Td (Made up for the demonstration: {evidence}) Tj ET");
    let objects = [
        "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
        "<</Type/Pages/Kids[3 0 R]/Count 1>>".to_owned(),
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>".to_owned(),
        format!("<</Length {}>>stream\n{drawn}\nendstream", drawn.len()),
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>".to_owned(),
    ];
    let mut pdf = String::from("%PDF-1.4\n");
    let mut table = String::from("0000000000 65535 f \n");
    for (object, number) in objects.iter().zip(1..) {
        table += &format!("{:010} 00000 n \n", pdf.len());
        pdf += &format!("{number} 0 obj{object}endobj\n");
    }
    let begin = pdf.len();
    let count = objects.len() + 1;
    pdf += &format!("xref\n0 {count}\n{table}trailer<</Root 1 0 R/Size {count}>>\nstartxref\n{begin}\n%%EOF\n");
    pdf.into_bytes()
}
