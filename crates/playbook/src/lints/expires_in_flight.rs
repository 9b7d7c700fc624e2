//! expires-in-flight: a paper lapses before the last step that reads it is done.

use civic::text::Text;

use super::{Book, Lint};
use crate::diagnostic::{Diagnostic, Severity};
use crate::model::{Evidence, Need, Service};
use crate::plan;

pub(super) const LINT: Lint = Lint {
    name: "expires-in-flight",
    severity: Severity::Warning,
    summary: ("材料在办结之前就过期", "a paper lapses before its last use"),
    prose_en: include_str!("expires-in-flight.md"),
    prose_zh: include_str!("expires-in-flight.zh-CN.md"),
    check,
};

fn check(playbook: &Book<'_>, out: &mut Vec<Diagnostic>) {
    for service in playbook.services.values() {
        let Ok(schedule) = plan::of_all(&service.steps) else { continue };
        for need in &service.needs {
            let papers = need.demand.evidence().iter().filter_map(|id| playbook.paper(id));
            let papers: Vec<&Evidence> = papers.collect();
            let lapses = |evidence: &&&Evidence| lapse(service, &schedule.finish, evidence).is_some();
            let lapsing: Vec<&&Evidence> = papers.iter().filter(lapses).collect();
            if papers.len() - lapsing.len() >= need.demand.enough() {
                continue; // a paper that lasts may be chosen
            }
            for evidence in lapsing {
                if let Some((at, days)) = lapse(service, &schedule.finish, evidence) {
                    out.push(finding(service, need, evidence, (at, days)));
                }
            }
        }
    }
}

/// The last step that reads a paper, and the days it is done after filing, if the paper lapses
/// before. Working days are read as days: with weekends it can only be later.
fn lapse(service: &Service, finish: &[u64], evidence: &Evidence) -> Option<(usize, u64)> {
    let valid = u64::from(evidence.valid_days?);
    let reads = |at: &usize| service.steps[*at].reads.contains(&evidence.id);
    let last = (0..service.steps.len()).filter(reads).max_by_key(|at| finish[*at])?;
    (valid < finish[last]).then_some((last, finish[last]))
}

fn finding(service: &Service, need: &Need, evidence: &Evidence, (at, days): (usize, u64)) -> Diagnostic {
    let step = &service.steps[at];
    let valid = evidence.valid_days.unwrap_or_default();
    let message = Text::new(
        format!("“{}”有效 {valid} 天，“{}”要到第 {days} 个工作日才看完", evidence.name.zh, step.name.zh),
        format!(
            "\"{}\" is valid for {valid} days, but \"{}\" is done with it only on working day {days}",
            evidence.name.en, step.name.en
        ),
    );
    let found = LINT
        .finding(need.span.clone(), message)
        .label(evidence.span.clone(), Text::new("有效期在这里", "its validity is set here"))
        .label(step.span.clone(), Text::new("最后读取它的环节", "the last step that reads it"))
        .help(Text::new(
            "以受理之日是否有效为准并延长有效期，或者提前读取它的环节；否则申请人只能一再补办",
            "let it count if valid on the day of filing and lengthen its validity, or read it earlier; else it is fetched again and again",
        ));
    found.about(&need.span.file, &need.id)
}
