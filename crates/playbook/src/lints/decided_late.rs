//! decided-late: as a log shows, cases are decided after the days promised, or after those the law gives.

use civic::text::Text;
use process::observed::{ServiceSeen, Share};

use super::{Book, Lint};
use crate::diagnostic::{Diagnostic, Severity};
use crate::model::{Mode, Service};

/// Fewer answered cases say little.
const CASES_MIN: u64 = 20;
/// Told where, at 95 % confidence, at least one case in twenty is late.
const LEAST: f64 = 0.05;

pub(super) const LINT: Lint = Lint {
    name: "decided-late",
    severity: Severity::Warning,
    summary: ("日志表明：时限守不住", "a limit that, as the log shows, is not kept"),
    prose_en: include_str!("decided-late.md"),
    prose_zh: include_str!("decided-late.zh-CN.md"),
    check,
};

fn check(playbook: &Book<'_>, out: &mut Vec<Diagnostic>) {
    let Some(observed) = playbook.observed() else { return };
    for service in playbook.services.values().filter(|service| service.mode != Mode::Automatic) {
        let Some(seen) = observed.services.get(&service.id) else { continue };
        let (law, promise) = (service.statutory_working_days, service.promised_working_days);
        let late = |share: Share| share.of >= CASES_MIN && share.least() >= LEAST;
        if law > 0 && late(seen.late_by_law) {
            let words = Text::new(format!("法定的 {law} 个工作日"), format!("the {law} working days the law gives"));
            out.push(found(service, seen, seen.late_by_law, "statutory_working_days", &words));
        } else if promise > 0 && late(seen.late_by_promise) {
            let words = Text::new(format!("承诺的 {promise} 个工作日"), format!("the {promise} working days promised"));
            out.push(found(service, seen, seen.late_by_promise, "promised_working_days", &words));
        }
    }
}

fn found(service: &Service, seen: &ServiceSeen, share: Share, key: &str, limit: &Text) -> Diagnostic {
    let percent = share.percent().unwrap_or(0);
    let message = Text::new(
        format!("“{}”办结 {} 件，{} 件（{percent}%）超过了{}", service.name.zh, share.of, share.part, limit.zh),
        format!(
            "of {} answered cases of \"{}\", {} ({percent} %) took longer than {}",
            share.of, service.name.en, share.part, limit.en
        ),
    );
    let place = service.places.get(key).unwrap_or(&service.span).clone();
    let mut finding = LINT.finding(place.clone(), message);
    // the steps that exceed their own days more often than not
    for step in &service.steps {
        let late = seen.steps.get(&step.id).map(|step| step.late).filter(|late| late.part * 2 > late.of);
        if let Some(late) = late {
            let words = Text::new(
                format!("{} 件中 {} 件超过这里的 {} 个工作日", late.of, late.part, step.working_days),
                format!("{} of {} took longer than the {} working days here", late.part, late.of, step.working_days),
            );
            finding = finding.label(step.span.clone(), words);
        }
    }
    let (half, most) = (seen.counted_days.median().unwrap_or(0), seen.counted_days.most_of_ten().unwrap_or(0));
    let help = Text::new(
        format!(
            "除去停止计时的日子，一半用了 {half} 个工作日以内，九成用了 {most} 个以内；压缩环节，或者如实写明能办到的时限"
        ),
        format!(
            "without standstills half took up to {half} working days, nine of ten up to {most}; shorten the steps, or promise what can be kept"
        ),
    );
    finding.help(help).about(&place.file, &service.id)
}
