//! dominated-alternative: a choice nobody would take, because another choice asks for less.

use civic::text::Text;

use super::{Book, Lint};
use crate::diagnostic::{Diagnostic, Severity};
use crate::model::{Demand, Evidence, Issuer, Need, Service};

pub(super) const LINT: Lint = Lint {
    name: "dominated-alternative",
    severity: Severity::Hint,
    summary: ("任选其一的材料中，有一项处处更难", "of papers to choose from, one is harder in every way"),
    prose_en: include_str!("dominated-alternative.md"),
    prose_zh: include_str!("dominated-alternative.zh-CN.md"),
    check,
};

fn check(playbook: &Book<'_>, out: &mut Vec<Diagnostic>) {
    for service in playbook.services.values() {
        for need in &service.needs {
            let Demand::Any(ids) = &need.demand else { continue };
            let choices: Vec<&Evidence> = ids.iter().filter_map(|id| playbook.paper(id)).collect();
            for worse in &choices {
                if let Some(better) = choices.iter().find(|better| dominates(better, worse)) {
                    out.push(finding(service, need, better, worse));
                }
            }
        }
    }
}

/// Who can have `worse` can have `better`, for less work and to the same effect.
fn dominates(better: &Evidence, worse: &Evidence) -> bool {
    if better.id == worse.id || better.abolished_by.is_some() {
        return false;
    }
    if worse.requires.contains(&better.id) {
        return only_bought_with(worse);
    }
    let mine = |issuer: &Issuer| better.issuers.contains(issuer);
    let same_hands = !worse.issuers.is_empty() && worse.issuers.iter().all(mine);
    let as_good = !worse.proves.is_empty() && worse.proves.iter().all(|fact| better.proves.contains(fact));
    let no_more = better.requires.iter().all(|id| worse.requires.contains(id));
    let costs = |e: &Evidence| [e.fee, i64::from(e.minutes), i64::from(e.visits), i64::from(e.stamps)];
    let (less, more) = (costs(better), costs(worse));
    let nowhere_worse = less.iter().zip(more).all(|(a, b)| *a <= b);
    same_hands && as_good && no_more && nowhere_worse && less != more
}

/// It cannot be had without what its issuer demands first.
fn only_bought_with(evidence: &Evidence) -> bool {
    let demands = |issuer: &Issuer| matches!(issuer, Issuer::Agency(_) | Issuer::Market);
    evidence.held_by.is_empty() && evidence.issuers.iter().all(demands)
}

fn finding(service: &Service, need: &Need, better: &Evidence, worse: &Evidence) -> Diagnostic {
    let message = Text::new(
        format!("“{}”可选的“{}”处处不如“{}”", service.name.zh, worse.name.zh, better.name.zh),
        format!(
            "\"{}\" offers \"{}\", which is harder in every way than \"{}\"",
            service.name.en, worse.name.en, better.name.en
        ),
    );
    let left: Vec<String> = need.demand.evidence().iter().filter(|id| **id != worse.id).cloned().collect();
    let left = left.iter().map(|id| format!("\"{id}\"")).collect::<Vec<_>>().join(", ");
    LINT.finding(need.span.clone(), message)
        .label(better.span.clone(), Text::new("更省事的一项", "the easier one"))
        .label(worse.span.clone(), Text::new("更难的一项", "the harder one"))
        .help(Text::new(
            "没有人会选它，删去即可；另有好处的，写明它还证明什么（`proves`）",
            "nobody would choose it: strike it; if it is good for more, say what it `proves`",
        ))
        .fix(need.span.clone(), format!("[{left}]"), false)
        .about(&need.span.file, &need.id)
}
