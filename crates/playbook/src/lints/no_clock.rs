//! no-clock: a service that sets itself no day by which it answers.

use civic::text::Text;

use super::{Book, Lint};
use crate::diagnostic::{Diagnostic, Severity};
use crate::model::Mode;

pub(super) const LINT: Lint = Lint {
    name: "no-clock",
    severity: Severity::Warning,
    summary: ("没有办结时限", "no day by which an answer is due"),
    prose_en: include_str!("no-clock.md"),
    prose_zh: include_str!("no-clock.zh-CN.md"),
    check,
};

fn check(playbook: &Book<'_>, out: &mut Vec<Diagnostic>) {
    for service in playbook.services.values() {
        // what the program grants by itself, and what takes no work, is done at once
        let at_once = service.mode == Mode::Automatic
            || (!service.steps.is_empty() && service.steps.iter().all(|step| step.working_days == 0));
        if at_once || service.promised_working_days > 0 {
            continue;
        }
        let law = service.statutory_working_days;
        let message = Text::new(
            format!("“{}”没有承诺办结时限", service.name.zh),
            format!("\"{}\" promises no day by which it answers", service.name.en),
        );
        let place = service.places.get("promised_working_days").unwrap_or(&service.span).clone();
        let mut found = LINT
            .finding(place.clone(), message)
            .label(service.span.clone(), Text::new("这个事项", "this service"))
            .help(Text::new(
                "写明承诺的工作日数（`promised_working_days`）；没有时限，也就谈不上超期和默许",
                "promise a number of working days (`promised_working_days`); without one nothing is ever late",
            ));
        if law > 0 && place != service.span {
            found = found.fix(place.clone(), law.to_string(), false);
        }
        out.push(found.about(&place.file, &service.id));
    }
}
