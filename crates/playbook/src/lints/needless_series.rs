//! needless-series: a step waits for another whose result it does not read.

use std::collections::BTreeSet;

use civic::text::Text;

use super::{Book, Lint};
use crate::diagnostic::{Diagnostic, Severity};
use crate::model::{Playbook, Service, Step};
use crate::plan;

pub(super) const LINT: Lint = Lint {
    name: "needless-series",
    severity: Severity::Warning,
    summary: ("环节先后串联，后者却不用前者的结果", "a step waits for another whose result it does not use"),
    prose_en: include_str!("needless-series.md"),
    prose_zh: include_str!("needless-series.zh-CN.md"),
    check,
};

fn check(playbook: &Book<'_>, out: &mut Vec<Diagnostic>) {
    for service in playbook.services.values() {
        for (at, step) in service.steps.iter().enumerate() {
            if step.basis.is_some() {
                continue; // the order has its reason
            }
            let fed_by = fed_by(&service.steps, step);
            for (place, before) in step.after.iter().enumerate() {
                if !fed_by.contains(&**before) {
                    out.extend(finding(playbook, service, at, place));
                }
            }
        }
    }
}

/// Every step whose results reach this one, directly or through others.
fn fed_by<'a>(steps: &'a [Step], step: &'a Step) -> BTreeSet<&'a str> {
    let mut found = BTreeSet::new();
    let mut open: Vec<&Step> = vec![step];
    while let Some(reader) = open.pop() {
        let gives_to_it = |giver: &&Step| giver.gives.iter().any(|g| reader.reads.contains(g));
        for giver in steps.iter().filter(gives_to_it) {
            if found.insert(&*giver.id) {
                open.push(giver);
            }
        }
    }
    found
}

fn finding(playbook: &Playbook, service: &Service, at: usize, place: usize) -> Option<Diagnostic> {
    let step = &service.steps[at];
    let before = service.steps.iter().find(|s| s.id == step.after[place])?;
    let agency = |id: &str| playbook.agencies.get(id).map(|agency| agency.name.clone());
    let (waits, first) = (agency(&step.agency)?, agency(&before.agency)?);
    let message = Text::new(
        format!("“{}”（{}）要等“{}”（{}）办完，却不用它的结果", step.name.zh, waits.zh, before.name.zh, first.zh),
        format!(
            "\"{}\" ({}) waits for \"{}\" ({}) but uses none of its results",
            step.name.en, waits.en, before.name.en, first.en
        ),
    );
    let days = plan::of_all(&service.steps).ok()?.total;
    let mut freed = service.steps.clone();
    freed[at].after.remove(place);
    let days_freed = plan::of_all(&freed).ok()?.total;
    let saved = match days - days_freed {
        0 => Text::new(
            format!("去掉这个 `after` 即可并联；总时间仍为 {days} 个工作日，由其他环节决定"),
            format!("without this `after` they run in parallel; other steps still take {days} working days"),
        ),
        saved => Text::new(
            format!("去掉这个 `after` 即可并联：{days} 个工作日变为 {days_freed} 个，省 {saved} 个"),
            format!(
                "without this `after` they run in parallel: {days_freed} working day{} instead of {days}, {saved} saved",
                if days_freed == 1 { "" } else { "s" }
            ),
        ),
    };
    let found = LINT
        .finding(step.after_spans[place].clone(), message)
        .label(before.span.clone(), Text::new("先办的环节", "the step it waits for"))
        .help(saved)
        .help(Text::new(
            "若确需先后，写明所读的结果（`reads`）或先后的依据（`basis`）",
            "if the order is needed, say what it `reads` or give the order's `basis`",
        ))
        .about(&step.span.file, &step.id);
    Some(found)
}
