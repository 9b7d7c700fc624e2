//! bottleneck: one step alone decides how long a service takes.

use civic::text::Text;

use super::demands::agency;
use super::{Book, Lint};
use crate::diagnostic::{Diagnostic, Severity};
use crate::plan;

/// A step shorter than this is no bottleneck, whatever the others take: working days.
const DAYS_MIN: u64 = 3;

pub(super) const LINT: Lint = Lint {
    name: "bottleneck",
    severity: Severity::Hint,
    summary: ("一个环节决定了全部时间", "one step alone decides how long it takes"),
    prose_en: include_str!("bottleneck.md"),
    prose_zh: include_str!("bottleneck.zh-CN.md"),
    check,
};

fn check(playbook: &Book<'_>, out: &mut Vec<Diagnostic>) {
    for service in playbook.services.values() {
        let Ok(now) = plan::of_all(&service.steps) else { continue };
        for at in &now.critical {
            let step = &service.steps[*at as usize];
            let mut without = service.steps.clone();
            without[*at as usize].working_days = 0;
            let Ok(then) = plan::of_all(&without) else { continue };
            let (days, total, left) = (u64::from(step.working_days), now.total, then.total);
            let alone = service.steps.len() == 1;
            if alone || days < DAYS_MIN || left * 2 > total {
                continue;
            }
            let office = agency(playbook, &step.agency);
            let message = Text::new(
                format!("“{}”的 {total} 个工作日，大半在“{}”（{}）", service.name.zh, step.name.zh, office.zh),
                format!(
                    "most of the {total} working days of \"{}\" go to \"{}\" ({})",
                    service.name.en, step.name.en, office.en
                ),
            );
            let mut found = LINT.finding(step.span.clone(), message);
            for other in service.steps.iter().filter(|other| other.id != step.id) {
                let days = other.working_days;
                let words = Text::new(format!("{days} 个工作日"), format!("{days} working days"));
                found = found.label(other.span.clone(), words);
            }
            let help = Text::new(
                format!("这一步（{days} 个工作日）不占时间的话，全程只要 {left} 个；先压缩它，压缩别处省不了多少"),
                format!(
                    "were this step ({days} working days) done at once, {left} would do; shorten it first, others gain little"
                ),
            );
            out.push(found.help(help).about(&step.span.file, &step.id));
        }
    }
}
