//! asked-twice: one service asks for the same paper, or the same fact, more than once.

use civic::text::Text;

use super::demands::{asked, facts, goes_with, in_rules, only, taken_out};
use super::{Book, Lint};
use crate::diagnostic::{Diagnostic, Severity};
use crate::model::{Ask, Evidence, EvidenceKind, Need, Playbook, Service};

pub(super) const LINT: Lint = Lint {
    name: "asked-twice",
    severity: Severity::Warning,
    summary: ("同一事项里，同一材料或信息要了两次", "one service asks for the same paper or fact twice"),
    prose_en: include_str!("asked-twice.md"),
    prose_zh: include_str!("asked-twice.zh-CN.md"),
    check,
};

fn check(playbook: &Book<'_>, out: &mut Vec<Diagnostic>) {
    for service in playbook.services.values() {
        for (at, need) in service.needs.iter().enumerate() {
            let met: Vec<&Need> = met_by(service, at);
            if met.len() >= need.demand.enough() {
                out.push(same_paper(playbook, service, need, &met));
                continue;
            }
            for earlier in &service.needs[..at] {
                out.extend(same_fact(playbook, earlier, need));
            }
        }
        let asks = service.asks.iter().enumerate();
        out.extend(asks.filter_map(|(at, ask)| asked_and_proved(playbook, service, &service.asks[..at], ask)));
    }
}

/// Other demands that, whenever this one is made, already bring papers it would take.
fn met_by(service: &Service, at: usize) -> Vec<&Need> {
    let need = &service.needs[at];
    let others = service.needs.iter().enumerate().filter(|(place, _)| *place != at);
    let mut taken: Vec<&str> = Vec::new();
    let brings = others.filter(|(place, other)| {
        let Some(id) = only(other) else { return false };
        // of two that ask for the same, only the later is told
        let counts = *place < at || !(only(need) == Some(id) && goes_with(need, other));
        let fresh = need.max_age_days.is_none_or(|ours| other.max_age_days.is_some_and(|theirs| theirs <= ours));
        let wanted = need.demand.evidence().iter().any(|ours| ours == id);
        let first = !taken.contains(&id);
        let brings = wanted && counts && fresh && first && goes_with(other, need);
        if brings {
            taken.push(id);
        }
        brings
    });
    brings.map(|(_, other)| other).collect()
}

fn same_paper(playbook: &Playbook, service: &Service, need: &Need, met: &[&Need]) -> Diagnostic {
    let names = asked(playbook, need);
    let message = Text::new(
        format!("“{}”要求“{}”，另一项要求已经包含", service.name.zh, names.zh),
        format!("\"{}\" asks for \"{}\", which another demand of it already brings", service.name.en, names.en),
    );
    let mut found = LINT.finding(need.span.clone(), message);
    for other in met {
        found = found.label(other.span.clone(), Text::new("在这里已经要求", "already asked for here"));
    }
    let help = Text::new("只留一项", "keep one of them");
    taken_out(found.help(help), need, true).about(&need.span.file, &need.id)
}

/// Two forms that overlap in what they ask; where one covers the other, other lints speak.
fn same_fact(playbook: &Book<'_>, earlier: &Need, need: &Need) -> Option<Diagnostic> {
    let form = |need: &Need| -> Option<&Evidence> {
        let evidence = playbook.paper(only(need)?)?;
        (evidence.kind == EvidenceKind::Form).then_some(evidence)
    };
    let (first, second) = (form(earlier)?, form(need)?);
    let both: Vec<&String> = first.proves.iter().filter(|fact| second.proves.contains(fact)).collect();
    let overlaps = !both.is_empty() && both.len() < first.proves.len() && both.len() < second.proves.len();
    if !overlaps || !(goes_with(earlier, need) || goes_with(need, earlier)) {
        return None;
    }
    let named = facts(playbook, both.into_iter());
    let message = Text::new(
        format!("“{}”和“{}”都要填：{}", first.name.zh, second.name.zh, named.zh),
        format!("\"{}\" and \"{}\" both ask for: {}", first.name.en, second.name.en, named.en),
    );
    let found = LINT
        .finding(need.span.clone(), message)
        .label(earlier.span.clone(), Text::new("在这里已经填过", "already filled in here"))
        .label(second.span.clone(), Text::new("重复的表", "the form that repeats it"))
        .help(Text::new(
            format!("合并两张表，或者从“{}”中删去重复的栏目", second.name.zh),
            format!("merge the two forms, or strike the repeated entries from \"{}\"", second.name.en),
        ));
    Some(found.about(&need.span.file, &need.id))
}

/// A question of the form that a demanded paper answers, or that has been asked before.
fn asked_and_proved(playbook: &Book<'_>, service: &Service, before: &[Ask], ask: &Ask) -> Option<Diagnostic> {
    let named = facts(playbook, std::iter::once(&ask.fact));
    let always =
        |when: Option<&rules::Rule>| when.is_none_or(|rule| ask.when.as_ref().is_some_and(|a| a.text() == rule.text()));
    let (span, message) = if let Some(first) = before.iter().find(|b| b.fact == ask.fact && always(b.when.as_ref())) {
        let message = Text::new(
            format!("“{}”把“{}”问了两次", service.name.zh, named.zh),
            format!("\"{}\" asks \"{}\" twice", service.name.en, named.en),
        );
        (first.span.clone(), message)
    } else {
        if in_rules(service, &ask.fact) {
            return None; // a rule needs the figure itself; the paper only proves it
        }
        let tells = |need: &&Need| {
            let evidence = only(need).and_then(|id| playbook.paper(id));
            evidence.is_some_and(|e| e.proves.contains(&ask.fact)) && always(need.when.as_ref())
        };
        let need = service.needs.iter().find(tells)?;
        let paper = asked(playbook, need);
        let message = Text::new(
            format!("“{}”先问“{}”，又要提交写有它的“{}”", service.name.zh, named.zh, paper.zh),
            format!("\"{}\" asks \"{}\" and also demands \"{}\", which tells it", service.name.en, named.en, paper.en),
        );
        (need.span.clone(), message)
    };
    let mut found = LINT
        .finding(ask.span.clone(), message)
        .label(span, Text::new("这里已经要了", "already asked for here"))
        .help(Text::new("删去这个问题", "drop the question"));
    if let Some(whole) = &ask.whole {
        found = found.fix(whole.clone(), "", true);
    }
    Some(found.about(&ask.span.file, &ask.fact.replace('_', "-")))
}
