//! days-lost: as a log shows, most working days of a service go to one step, or to waiting for the applicant.

use civic::text::Text;
use process::observed::{ServiceSeen, Share};

use super::demands::agency;
use super::{Book, Lint};
use crate::diagnostic::{Diagnostic, Severity};
use crate::model::Service;

/// Fewer answered cases say little.
const CASES_MIN: u64 = 20;
/// A holder of fewer days than this a case is no bottleneck: tenths of working days.
const MEAN_TENTHS_MIN: u64 = 20;

pub(super) const LINT: Lint = Lint {
    name: "days-lost",
    severity: Severity::Hint,
    summary: ("日志表明：时间大半耗在一处", "most days of the log were spent in one place"),
    prose_en: include_str!("days-lost.md"),
    prose_zh: include_str!("days-lost.zh-CN.md"),
    check,
};

fn check(playbook: &Book<'_>, out: &mut Vec<Diagnostic>) {
    let Some(observed) = playbook.observed() else { return };
    for service in playbook.services.values() {
        let Some(seen) = observed.services.get(&service.id).filter(|seen| seen.answered() >= CASES_MIN) else {
            continue;
        };
        let (total, cases) = (seen.held_in_all(), seen.answered());
        let most = |held: u64| held * 2 > total && held * 10 >= cases * MEAN_TENTHS_MIN;
        for step in service.steps.iter().filter(|_| service.steps.len() > 1) {
            let held = seen.steps.get(&step.id).map_or(0, |step| step.held_days);
            if !most(held) {
                continue;
            }
            let office = agency(playbook, &step.agency);
            let (percent, each) = (Share::new(held, total).percent().unwrap_or(0), tenths(held, cases));
            let message = Text::new(
                format!("{cases} 件“{}”的工作日，{percent}% 耗在“{}”（{}）", service.name.zh, step.name.zh, office.zh),
                format!(
                    "of the working days of {cases} cases of \"{}\", {percent} % went to \"{}\" ({})",
                    service.name.en, step.name.en, office.en
                ),
            );
            let given = step.working_days;
            let help = Text::new(
                format!("平均每件等它 {each} 个工作日，规定 {given} 个；先压缩这一步"),
                format!(
                    "a case waited {each} working days for it on average, {given} are given; shorten this step first"
                ),
            );
            out.push(LINT.finding(step.span.clone(), message).help(help).about(&step.span.file, &step.id));
        }
        if most(seen.applicant_days.sum()) {
            out.push(applicant(service, seen));
        }
    }
}

fn tenths(days: u64, cases: u64) -> String {
    let tenths = (days * 10 + cases / 2) / cases.max(1);
    format!("{}.{}", tenths / 10, tenths % 10)
}

/// Most days went to corrections: told at the service, with what had to be put right most often.
fn applicant(service: &Service, seen: &ServiceSeen) -> Diagnostic {
    let (held, cases) = (seen.applicant_days.sum(), seen.answered());
    let percent = Share::new(held, seen.held_in_all()).percent().unwrap_or(0);
    let message = Text::new(
        format!("{cases} 件“{}”的工作日，{percent}% 在等申请人补正", service.name.zh),
        format!(
            "of the working days of {cases} cases of \"{}\", {percent} % were spent waiting for corrections",
            service.name.en
        ),
    );
    let top = seen.asked_again.iter().max_by_key(|(thing, times)| (**times, std::cmp::Reverse(*thing)));
    let (thing, times) = top.map_or(("", 0), |(thing, times)| (thing.as_str(), *times));
    let help = Text::new(
        format!("补正最多的是 `{thing}`（{times} 件）；把要求写清楚，或者在提交时就检查"),
        format!("put right most often: `{thing}` ({times} cases); say better what is wanted, or check it at filing"),
    );
    LINT.finding(service.span.clone(), message).help(help).about(&service.span.file, &service.id)
}
