//! over-limit: more days promised than the law gives, or more worked than promised.

use civic::text::Text;

use super::{Book, Lint};
use crate::diagnostic::{Diagnostic, Severity};
use crate::model::{Mode, Service, Step};
use crate::plan;

pub(super) const LINT: Lint = Lint {
    name: "over-limit",
    severity: Severity::Warning,
    summary: (
        "承诺时限超过法定时限，或者环节加起来超过承诺时限",
        "more days promised than the law gives, or steps that take longer than promised",
    ),
    prose_en: include_str!("over-limit.md"),
    prose_zh: include_str!("over-limit.zh-CN.md"),
    check,
};

fn check(playbook: &Book<'_>, out: &mut Vec<Diagnostic>) {
    for service in playbook.services.values().filter(|service| service.mode != Mode::Automatic) {
        let (law, promise) = (service.statutory_working_days, service.promised_working_days);
        if law > 0 && promise > law {
            out.push(beyond_law(service));
        }
        out.extend(beyond_promise(service));
    }
}

fn beyond_law(service: &Service) -> Diagnostic {
    let (law, promise) = (service.statutory_working_days, service.promised_working_days);
    let message = Text::new(
        format!("“{}”承诺 {promise} 个工作日，超过法定的 {law} 个", service.name.zh),
        format!("\"{}\" promises {promise} working days, more than the {law} the law gives", service.name.en),
    );
    let place = |key: &str| service.places.get(key).unwrap_or(&service.span).clone();
    let promised = place("promised_working_days");
    let mut found = LINT
        .finding(promised.clone(), message)
        .label(place("statutory_working_days"), Text::new("法定时限", "what the law gives"))
        .help(Text::new("承诺时限只能等于或短于法定时限", "a promise may be as long as the law's limit, or shorter"));
    if promised != service.span {
        found = found.fix(promised.clone(), law.to_string(), false);
    }
    found.about(&promised.file, &service.id)
}

/// The longest chain of steps against the promise. Steps that are not always done make it a hint:
/// no one subject may meet them all.
fn beyond_promise(service: &Service) -> Option<Diagnostic> {
    let promise = u64::from(service.promised_working_days);
    let always: Vec<Step> = service.steps.iter().filter(|step| step.when.is_none()).cloned().collect();
    let (all, sure) = (plan::of_all(&service.steps).ok()?, plan::of_all(&always).ok()?);
    let total = all.total;
    if promise == 0 || total <= promise {
        return None;
    }
    let severity = if sure.total > promise { Severity::Warning } else { Severity::Hint };
    let message = Text::new(
        format!("“{}”承诺 {promise} 个工作日，各环节依次办完要 {total} 个", service.name.zh),
        format!("\"{}\" promises {promise} working days, but its steps take {total} in a row", service.name.en),
    );
    let place = service.places.get("promised_working_days").unwrap_or(&service.span).clone();
    let mut found = LINT.finding(place.clone(), message).severity(severity);
    for at in &all.critical {
        let step = &service.steps[*at as usize];
        let days = step.working_days;
        let words = Text::new(format!("{days} 个工作日"), format!("{days} working days"));
        found = found.label(step.span.clone(), words);
    }
    let help = Text::new(
        "并联办理、压缩环节，或者如实写明能办到的时限",
        "run steps side by side, shorten them, or promise what can be kept",
    );
    Some(found.help(help).about(&place.file, &service.id))
}
