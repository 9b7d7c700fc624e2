//! What is still missing: all of it at once (一次性告知), each with its place and next step.

use civic::{Date, Problem, Text};
use playbook::finder::Finding;
use playbook::{EvidenceKind, Need, Playbook};
use rules::Truth;

use crate::cases::acts::Book;
use crate::cases::applies;
use crate::cases::facts::CaseFacts;
use crate::cases::model::{CaseStep, Material, StepState, Verdict};

/// Longest reason an officer may write, characters.
pub const REASON_MAX: usize = 2_000;

/// Form field of a fact.
pub fn fact_field(fact: &str) -> String {
    format!("fact-{fact}")
}

/// Form field of a demand.
pub fn need_field(need: &str) -> String {
    format!("need-{need}")
}

/// The state keeps this paper already, so nobody is asked for it.
pub fn already_held(book: &Playbook, need: &Need, evidence: &str) -> bool {
    !need.ask_every_time && book.evidence.get(evidence).is_some_and(|e| !e.held_by.is_empty())
}

/// A demand is answered: enough of its papers are handed in and not too old, promised, or held by the state.
pub fn answered(book: &Playbook, need: &Need, materials: &[Material], on: Date) -> bool {
    let handed_in = |e: &str| {
        let mut mine = materials.iter().filter(|m| m.need == need.id && m.evidence == e);
        mine.any(|m| !too_old(need, m, on))
    };
    let have = need.demand.evidence().iter().filter(|e| already_held(book, need, e) || handed_in(e));
    have.count() >= need.demand.enough()
}

/// The paper is older than the demand allows; a paper without a date counts from the day it was handed in.
pub fn too_old(need: &Need, material: &Material, on: Date) -> bool {
    let Some(days) = need.max_age_days else { return false };
    let added = civic::Timestamp::from_millisecond(material.added_at).map(civic::clock::local_date);
    let Some(issued) = material.issued_on.or(added.ok()) else { return false };
    age_days(issued, on) > i64::from(days)
}

/// Days from the date of a paper to `on`; negative when it lies ahead.
pub fn age_days(issued: Date, on: Date) -> i64 {
    issued.until(on).map_or(0, |span| i64::from(span.get_days()))
}

/// Everything that keeps a case from being filed.
pub fn problems(book: &Book, finding: &Finding, facts: &CaseFacts, materials: &[Material]) -> Vec<Problem> {
    if finding.must_ask == Truth::False {
        return vec![not_needed(book)];
    }
    let mut problems = Vec::new();
    if finding.eligible.as_ref().is_some_and(|(truth, _)| *truth == Truth::False) {
        problems.push(not_eligible(book, finding));
    }
    problems.extend(unanswered_of(book, facts, |_| true));
    for found in finding.needs.iter().filter(|n| n.truth == Truth::True) {
        if !answered(book.playbook, &found.need, materials, book.on) {
            problems.push(missing_paper(book, &found.need, materials));
        }
    }
    problems
}

/// Papers an agency asked to have replaced and that are still as they were.
///
/// An answer sent back may rightly stay as it is, so answers are not compared.
pub fn uncorrected(book: &Book, steps: &[CaseStep], materials: &[Material]) -> Vec<Problem> {
    let mut asked: Vec<(&Need, i64)> = Vec::new();
    for step in steps.iter().filter(|s| s.state == StepState::Correction) {
        let since = step.decided_at.unwrap_or(0);
        let needs = book.service.needs.iter().filter(|n| step.asks_for.contains(&need_field(&n.id)));
        asked.extend(needs.map(|need| (need, since)));
    }
    asked.sort_by(|a, b| a.0.id.cmp(&b.0.id));
    asked.dedup_by(|a, b| a.0.id == b.0.id);
    let fresh = |need: &Need, since: i64| materials.iter().any(|m| m.need == need.id && m.added_at >= since);
    asked
        .into_iter()
        .filter(|(need, since)| !fresh(need, *since))
        .map(|(need, _)| not_replaced(book.playbook, need))
        .collect()
}

/// What is wrong with an officer's decision.
pub fn decision_problems(verdict: &Verdict, reason: &str) -> Vec<Problem> {
    let mut problems = Vec::new();
    let length = reason.trim().chars().count();
    if length == 0 && *verdict != Verdict::Approve {
        problems.push(Problem::new(
            "reason",
            "cases/reason-missing",
            Text::new("没有写理由", "the reason is missing"),
            Text::new(
                "请写明依据和需要申请人做什么，申请人会原样看到",
                "say on what ground and what the applicant can do; the applicant reads it as it is",
            ),
        ));
    }
    if length > REASON_MAX {
        problems.push(Problem::new(
            "reason",
            "cases/reason-too-long",
            Text::new(
                format!("理由有 {length} 字，最多 {REASON_MAX} 字"),
                format!("the reason has {length} characters, at most {REASON_MAX} fit"),
            ),
            Text::new("请写要点", "keep to the main points"),
        ));
    }
    if matches!(verdict, Verdict::AskCorrection(asks) if asks.is_empty()) {
        problems.push(Problem::new(
            "asks",
            "cases/nothing-to-correct",
            Text::new("没有选要补正的材料或信息", "nothing is chosen to be put right"),
            Text::new(
                "请勾选所有要补正的项目；补正只能一次提全",
                "tick everything that has to be put right; say all of it at once",
            ),
        ));
    }
    problems
}

/// A filing or commitment took effect when it was filed; an agency records it, it cannot refuse it.
pub fn in_effect_already() -> Problem {
    Problem::new(
        "verdict",
        "cases/in-effect-already",
        Text::new("这件事项提交时已经生效，这里只能登记", "it took effect when it was filed; here it is only recorded"),
        Text::new(
            "发现承诺不实的，请按事后监管程序处理",
            "if a commitment turns out false, follow the procedure for supervision afterwards",
        ),
    )
}

fn not_needed(book: &Book) -> Problem {
    let name = &book.service.name;
    Problem::new(
        "service",
        "cases/not-needed",
        Text::new(
            format!("按所填情况，不需要办“{}”", name.zh),
            format!("on these facts nobody has to ask for `{}`", name.en),
        ),
        Text::new("可以直接开展，不用提交任何材料", "you may go ahead; no paper is needed"),
    )
}

pub(crate) fn not_eligible(book: &Book, finding: &Finding) -> Problem {
    let why = |zh: bool| {
        let Some((_, explanation)) = &finding.eligible else { return String::new() };
        let failing = explanation.failing();
        let words: Vec<&str> =
            failing.iter().map(|n| if zh { n.words.zh.as_str() } else { n.words.en.as_str() }).collect();
        words.join(if zh { "；" } else { "; " })
    };
    let recourse = book.service.recourse.clone().unwrap_or_else(|| {
        Text::new(
            "认为事实有误的，请改正答案后再提交，或向牵头部门反映",
            "if a fact is wrong, correct the answer and file again, or turn to the lead agency",
        )
    });
    Problem::new(
        "service",
        "cases/not-eligible",
        Text::new(
            format!("不符合条件，没有满足：{}", why(true)),
            format!("the conditions are not met; this does not hold: {}", why(false)),
        ),
        recourse,
    )
}

/// Questions that apply and are not answered. What a source still has to tell keeps nobody from filing: the decision
/// waits for it.
pub(crate) fn unanswered_of(book: &Book, facts: &CaseFacts, which: impl Fn(&str) -> bool) -> Vec<Problem> {
    let applying = applies::applying(book, facts);
    let open = applying.iter().filter(|fact| facts.fact(fact).is_none() && which(fact));
    open.map(|fact| unanswered(book.playbook, fact)).collect()
}

fn unanswered(book: &Playbook, fact: &str) -> Problem {
    let words = book.catalogue.get(fact).map(|f| f.words.clone()).unwrap_or_else(|| Text::new(fact, fact));
    Problem::new(
        fact_field(fact),
        "cases/answer-missing",
        Text::new(format!("“{}”还没有填", words.zh), format!("`{}` has not been answered", words.en)),
        Text::new("请填写后再提交", "answer it, then file again"),
    )
}

fn missing_paper(book: &Book, need: &Need, materials: &[Material]) -> Problem {
    let names = evidence_names(book.playbook, need);
    let field = need_field(&need.id);
    let days = need.max_age_days.unwrap_or_default();
    if materials.iter().any(|m| m.need == need.id && too_old(need, m, book.on)) {
        return Problem::new(
            field,
            "cases/paper-too-old",
            Text::new(
                format!("“{}”已经超过 {days} 天", names.zh),
                format!("`{}` is more than {days} days old", names.en),
            ),
            Text::new("请换成新的一份", "replace it by a newer one"),
        );
    }
    Problem::new(
        field,
        "cases/paper-missing",
        Text::new(format!("缺少材料：{}", names.zh), format!("missing: {}", names.en)),
        how_to_hand_in(book.playbook, need),
    )
}

fn how_to_hand_in(book: &Playbook, need: &Need) -> Text {
    let of = need.demand.evidence();
    let promise = of.iter().all(|id| book.evidence.get(id).is_some_and(|e| e.kind == EvidenceKind::Commitment));
    match (promise, need.demand.enough(), of.len()) {
        (true, ..) => Text::new("请阅读并勾选承诺", "read the commitment and tick it"),
        (_, _, 1) => Text::new("请上传这份材料", "upload it"),
        (_, 1, _) => Text::new("任选其中一份上传即可", "any one of them will do"),
        (_, n, _) => Text::new(format!("请至少上传其中 {n} 份"), format!("upload at least {n} of them")),
    }
}

fn not_replaced(book: &Playbook, need: &Need) -> Problem {
    let names = evidence_names(book, need);
    Problem::new(
        need_field(&need.id),
        "cases/not-corrected",
        Text::new(
            format!("部门要求补正的“{}”还没有换成新的", names.zh),
            format!("`{}` was sent back and has not been replaced", names.en),
        ),
        Text::new("请上传补正后的材料", "upload the corrected one"),
    )
}

/// The names of a demand's papers, alternatives joined by “or”.
pub fn evidence_names(book: &Playbook, need: &Need) -> Text {
    let names: Vec<Text> = need.demand.evidence().iter().map(|id| book.evidence_name(id)).collect();
    let zh: Vec<&str> = names.iter().map(|n| n.zh.as_str()).collect();
    let en: Vec<&str> = names.iter().map(|n| n.en.as_str()).collect();
    let optional = need.demand.enough() < names.len();
    match (optional, need.demand.enough()) {
        (false, _) => Text::new(zh.join("、"), en.join(", ")),
        (true, 1) => Text::new(zh.join("或"), en.join(" or ")),
        (true, n) => Text::new(format!("{}（任 {n} 份）", zh.join("、")), format!("{n} of: {}", en.join(", "))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_without_a_reason_is_not_taken() {
        let problems = decision_problems(&Verdict::Refuse, "  ");
        assert_eq!(problems.len(), 1);
        assert_eq!(problems[0].code, "cases/reason-missing");
        assert!(decision_problems(&Verdict::Approve, "").is_empty());
    }

    #[test]
    fn a_correction_names_what_and_why_both_missing_told_at_once() {
        let problems = decision_problems(&Verdict::AskCorrection(Vec::new()), "");
        let codes: Vec<&str> = problems.iter().map(|p| p.code).collect();
        assert_eq!(codes, ["cases/reason-missing", "cases/nothing-to-correct"]);
    }

    #[test]
    fn a_reason_of_more_than_the_limit_is_refused_with_the_limit() {
        let problems = decision_problems(&Verdict::Refuse, &"理".repeat(REASON_MAX + 1));
        assert!(problems[0].message.zh.contains("2000"));
    }
}
