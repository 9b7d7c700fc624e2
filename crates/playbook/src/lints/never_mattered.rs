//! never-mattered: a step or a paper that, as a log shows, changed nothing in any case.

use civic::text::Text;
use process::observed::Share;

use super::demands::{agency, asked};
use super::{Book, Lint};
use crate::diagnostic::{Diagnostic, Severity};
use crate::model::{Mode, Service};

/// Told only where, at 95 % confidence, at most one case in twenty could have been changed: that takes 73 cases.
const MOST: f64 = 0.05;

pub(super) const LINT: Lint = Lint {
    name: "never-mattered",
    severity: Severity::Hint,
    summary: (
        "日志表明：这一步或这份材料从未改变任何结果",
        "a step or paper that changed nothing in any case of the log",
    ),
    prose_en: include_str!("never-mattered.md"),
    prose_zh: include_str!("never-mattered.zh-CN.md"),
    check,
};

/// True where nothing happened in so many cases that it hardly ever would.
fn never(share: Share) -> bool {
    share.part == 0 && share.most() <= MOST
}

fn check(playbook: &Book<'_>, out: &mut Vec<Diagnostic>) {
    let Some(observed) = playbook.observed() else { return };
    // what takes effect with its filing is looked at afterwards: a step there has nothing to change
    for service in playbook.services.values().filter(|service| service.mode == Mode::Review) {
        let Some(seen) = observed.services.get(&service.id) else { continue };
        for step in &service.steps {
            let Some(share) = seen.steps.get(&step.id).map(|step| step.change()).filter(|share| never(*share)) else {
                continue;
            };
            let office = agency(playbook, &step.agency);
            let days = seen.steps.get(&step.id).and_then(|step| step.handled.median()).unwrap_or(0);
            let message = Text::new(
                format!("“{}”（{}）办了 {} 件，没有一件不同意或者要求补正", step.name.zh, office.zh, share.of),
                format!(
                    "in {} cases \"{}\" ({}) neither refused nor had anything put right",
                    share.of, step.name.en, office.en
                ),
            );
            let help = Text::new(
                format!("半数案件在这里用了 {days} 个工作日以上；{}。改为事后抽查，或者并入另一步", sure_zh(share)),
                format!(
                    "half of them took {days} working days or more here; {}. Check samples afterwards, or let another step do it",
                    sure_en(share)
                ),
            );
            out.push(LINT.finding(step.span.clone(), message).help(help).about(&step.span.file, &step.id));
        }
        papers(playbook, service, &seen.papers, out);
    }
}

fn papers(
    playbook: &Book<'_>,
    service: &Service,
    seen: &std::collections::BTreeMap<String, process::observed::PaperSeen>,
    out: &mut Vec<Diagnostic>,
) {
    for need in service.needs.iter().filter(|need| !need.ask_every_time) {
        let Some(share) = seen.get(&need.id).map(|paper| paper.change()).filter(|share| never(*share)) else {
            continue;
        };
        let name = asked(playbook, need);
        let message = Text::new(
            format!("“{}”交了 {} 件，没有一件要求补正，也没有一件最后不予批准", name.zh, share.of),
            format!(
                "\"{}\" was handed in {} times; it was never put right, and no such case was refused",
                name.en, share.of
            ),
        );
        let help = Text::new(
            format!("{}。看看谁还在读它：改为承诺、共享，或者不再要求", sure_zh(share)),
            format!("{}. See who still reads it: take a promise, share the record, or stop asking", sure_en(share)),
        );
        out.push(LINT.finding(need.span.clone(), message).help(help).about(&need.span.file, &need.id));
    }
}

fn sure_zh(share: Share) -> String {
    format!("按 95% 的把握，会改变结果的至多占 {:.1}%", share.most() * 100.0)
}

fn sure_en(share: Share) -> String {
    format!("at 95 % confidence it changes at most {:.1} % of cases", share.most() * 100.0)
}
