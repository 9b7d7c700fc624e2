//! missing-recourse: an applicant can be refused and is not told where to turn.

use civic::text::Text;

use super::{Book, Lint};
use crate::diagnostic::{Diagnostic, Severity};
use crate::model::Silence;

pub(super) const LINT: Lint = Lint {
    name: "missing-recourse",
    severity: Severity::Warning,
    summary: ("可能不予办理，却没有写明救济途径", "an applicant can be refused and is not told where to turn"),
    prose_en: include_str!("missing-recourse.md"),
    prose_zh: include_str!("missing-recourse.zh-CN.md"),
    check,
};

fn check(playbook: &Book<'_>, out: &mut Vec<Diagnostic>) {
    for service in playbook.services.values().filter(|service| service.recourse.is_none()) {
        let place = |key: &str| service.places.get(key).unwrap_or(&service.span).clone();
        let (why, words) = if service.eligible.is_some() {
            (place("eligible"), Text::new("不符合条件的不予办理", "who does not meet this is refused"))
        } else if service.silence == Silence::Refused {
            (place("silence"), Text::new("逾期不答复视为不同意", "no answer in time counts as refused"))
        } else {
            continue;
        };
        let message = Text::new(
            format!("“{}”可能不予办理，却没有写明向谁提出异议", service.name.zh),
            format!("\"{}\" can be refused, but it does not say where to object", service.name.en),
        );
        let found = LINT.finding(service.span.clone(), message).label(why, words).help(Text::new(
            "写上 `recourse`：向谁、用什么方式提出，多久答复",
            "add `recourse`: to whom, by what means, answered when",
        ));
        out.push(found.about(&service.span.file, &service.id));
    }
}
