//! Cases, services and findings as the JSON that programs read; in one language, and nothing a page would not show.

use civic::Text;
use civic::text::Lang;
use playbook::finder::Finding;
use playbook::{Audience, EvidenceKind, Need, Playbook, Service};
use rules::{Explanation, Fact, FactKind, Node, Truth, Value as FactValue};
use serde_json::{Value, json};
use store::journal::Recorded;

use crate::cases::completeness::{already_held, evidence_names};
use crate::cases::facts::{self, CaseFacts};
use crate::cases::whole::{Rules, Whole};
use crate::cases::{Case, CaseFact, mode};

/// One case in a list.
pub fn line(case: &Case) -> Value {
    json!({
        "region": case.region,
        "id": case.id,
        "number": case.number,
        "playbook": case.playbook,
        "service": case.service,
        "kind": case.kind.as_str(),
        "mode": case.mode.map(mode::word),
        "express": case.express,
        "state": case.state.as_str(),
        "applicant": {"name": case.subject.name, "code": case.subject.code},
        "filed_at": case.filed_at.map(time),
        "due_on": case.due_on.map(|day| day.to_string()),
        "due_provisional": case.due_provisional,
        "decided_at": case.decided_at.map(time),
        "updated_at": time(case.updated_at),
    })
}

/// A whole case.
pub fn case(lang: Lang, whole: &Whole, rules: &Rules, facts: &CaseFacts) -> Value {
    let mut told = line(&whole.case);
    told["steps"] = whole
        .steps
        .iter()
        .map(|s| {
            json!({
                "step": s.step,
                "agency": s.agency,
                "state": s.state.as_str(),
                "due_on": s.due_on.map(|day| day.to_string()),
                "decided_at": s.decided_at.map(time),
                "reason": s.reason,
                "asks": s.asks_for,
            })
        })
        .collect();
    told["papers"] = whole
        .materials
        .iter()
        .map(|m| {
            json!({
                "id": m.id,
                "need": m.need,
                "evidence": m.evidence,
                "file_name": m.file_name,
                "content_type": m.content_type,
                "bytes": m.size,
                "sha256": m.sha256,
                "promised": m.promised,
                "issued_on": m.issued_on.map(|day| day.to_string()),
                "added_at": time(m.added_at),
            })
        })
        .collect();
    told["facts"] = facts.used_by(rules.service()).iter().map(|f| case_fact(lang, &rules.playbook, f)).collect();
    told["awaited"] = facts.awaited().map(|f| Value::from(f.fact.as_str())).collect();
    told["certificates"] = whole
        .certificates
        .iter()
        .map(|c| {
            json!({
                "number": c.number,
                "evidence": c.evidence,
                "valid_until": c.valid_until.map(|day| day.to_string()),
                "revoked": c.revoked_at.is_some(),
                "revoked_on": c.revoked_on().map(|day| day.to_string()),
                "verify": c.verify_path(),
            })
        })
        .collect();
    told
}

/// A fact of a case; a person's number is masked, as on every page.
fn case_fact(lang: Lang, book: &Playbook, fact: &CaseFact) -> Value {
    let known = book.catalogue.get(&fact.fact);
    let value = match &fact.value {
        _ if known.is_some_and(facts::is_personal) => Value::from(facts::shown(known, &fact.value, lang)),
        FactValue::Bool(yes) => Value::from(*yes),
        FactValue::Int(number) => Value::from(*number),
        FactValue::Date(day) => Value::from(day.to_string()),
        FactValue::Text(text) => Value::from(text.as_str()),
    };
    json!({
        "fact": fact.fact,
        "value": value,
        "said_by_applicant": fact.answered,
        "source": fact.source.get(lang),
        "as_of": fact.as_of.map(|day| day.to_string()),
    })
}

/// One line of the history: the office, never the person.
pub fn entry(recorded: &Recorded) -> Value {
    let detail: Value = serde_json::from_str(&recorded.detail).unwrap_or_default();
    json!({"at": time(recorded.at_ms), "act": recorded.act, "office": recorded.office, "step": detail["step"].as_str()})
}

/// One service in the catalogue.
pub fn service(lang: Lang, book: &Playbook, service: &Service) -> Value {
    json!({
        "playbook": book.id,
        "version": book.version,
        "service": service.id,
        "name": service.name.get(lang),
        "about": words(lang, service.about.as_ref()),
        "audience": if service.audience == Audience::Person { "person" } else { "enterprise" },
        "mode": mode::word(service.mode),
        "lead": service.lead,
        "promised_working_days": service.promised_working_days,
        "statutory_working_days": service.statutory_working_days,
        "fee_fen": service.fee,
        "basis": service.basis,
    })
}

/// What a service asks of somebody with these facts.
pub fn finding(lang: Lang, book: &Playbook, found: &Finding) -> Value {
    let needs = found.needs.iter().map(|n| {
        let mut told = need(lang, book, &n.need);
        told["demanded"] = truth(n.truth).into();
        told["why"] = why(lang, n.why.as_ref());
        told
    });
    let steps = found.steps.iter().map(|s| {
        json!({
            "step": s.step.id,
            "words": s.step.name.get(lang),
            "agency": s.step.agency,
            "working_days": s.step.working_days,
            "visits": s.step.visits,
            "basis": s.step.basis,
            "done": truth(s.truth),
            "why": why(lang, s.why.as_ref()),
        })
    });
    let missing = found.missing.iter().filter_map(|name| book.catalogue.get(name)).map(|f| fact(lang, f));
    json!({
        "must_ask": truth(found.must_ask),
        "must_ask_why": why(lang, found.must_ask_why.as_ref()),
        "eligible": truth(found.eligible.as_ref().map_or(Truth::True, |(truth, _)| *truth)),
        "eligible_why": why(lang, found.eligible.as_ref().map(|(_, why)| why)),
        "needs": needs.collect::<Vec<_>>(),
        "steps": steps.collect::<Vec<_>>(),
        "waves": found.waves,
        "working_days": found.working_days,
        "missing": missing.collect::<Vec<_>>(),
    })
}

fn need(lang: Lang, book: &Playbook, need: &Need) -> Value {
    let of = need.demand.evidence();
    let promise = |id: &str| book.evidence.get(id).is_some_and(|e| e.kind == EvidenceKind::Commitment);
    let any_of =
        of.iter().map(|id| json!({"evidence": id, "words": book.evidence_name(id).get(lang), "promise": promise(id)}));
    json!({
        "need": need.id,
        "words": evidence_names(book, need).get(lang),
        "any_of": any_of.collect::<Vec<_>>(),
        "enough": need.demand.enough(),
        "max_age_days": need.max_age_days,
        "basis": need.basis,
        "held": of.iter().filter(|id| already_held(book, need, id)).count() >= need.demand.enough(),
    })
}

/// A fact that may be told, with what it can hold.
pub fn fact(lang: Lang, fact: &Fact) -> Value {
    let (kind, choices) = match &fact.kind {
        FactKind::Bool => ("yes-no", &[][..]),
        FactKind::Int => ("whole", &[][..]),
        FactKind::Money => ("money-fen", &[][..]),
        FactKind::Date => ("day", &[][..]),
        FactKind::Code(codes) => ("choice", &codes[..]),
        FactKind::Text => ("text", &[][..]),
    };
    let choices = choices.iter().map(|(code, name)| json!({"code": code, "words": name.get(lang)}));
    json!({
        "fact": fact.name,
        "kind": kind,
        "words": fact.words.get(lang),
        "question": words(lang, fact.question.as_ref()),
        "unit": fact.unit,
        "min": fact.min,
        "max": fact.max,
        "choices": choices.collect::<Vec<_>>(),
    })
}

fn why(lang: Lang, why: Option<&Explanation>) -> Value {
    why.map_or(Value::Null, |why| node(lang, &why.root))
}

fn node(lang: Lang, node_: &Node) -> Value {
    json!({
        "verdict": truth(node_.truth),
        "words": node_.words.get(lang),
        "fact": node_.fact,
        "value": node_.met.as_ref().map(|known| known.value.show(lang)),
        "parts": node_.children.iter().map(|child| node(lang, child)).collect::<Vec<_>>(),
    })
}

const fn truth(truth: Truth) -> &'static str {
    match truth {
        Truth::True => "yes",
        Truth::False => "no",
        Truth::Unknown => "unknown",
    }
}

fn words(lang: Lang, text: Option<&Text>) -> Option<&str> {
    text.map(|text| text.get(lang))
}

/// RFC 3339 in UTC.
fn time(at_ms: i64) -> String {
    civic::Timestamp::from_millisecond(at_ms).map(|at| at.to_string()).unwrap_or_default()
}
