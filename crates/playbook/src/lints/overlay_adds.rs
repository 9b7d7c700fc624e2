//! overlay-adds: what a lower level asks beyond the levels above it (层层加码), for everyone to see.

use civic::text::Text;

use super::Lint;
use super::demands::{asked, goes_with, only};
use crate::diagnostic::{Diagnostic, Severity};
use crate::model::{Need, Playbook, Service};
use crate::overlay::{Change, ChangeKind, Overlay};

pub(super) const LINT: Lint = Lint {
    name: "overlay-adds",
    severity: Severity::Hint,
    summary: ("下级在上级要求之外加码", "a lower level asks for more than the levels above it"),
    prose_en: include_str!("overlay-adds.md"),
    prose_zh: include_str!("overlay-adds.zh-CN.md"),
    check,
};

fn check(playbook: &Playbook, out: &mut Vec<Diagnostic>) {
    for overlay in &playbook.overlays {
        let above = overlay.extends.as_ref().map_or_else(
            || playbook.effective(None, overlay.from),
            |region| playbook.effective(Some(region), overlay.from),
        );
        for change in overlay.changes.iter().filter(|change| change.kind != ChangeKind::Relaxes) {
            let before = above.services.get(&change.service);
            out.extend(finding(playbook, overlay, change, before.or_else(|| own(overlay, change))));
        }
    }
}

fn own<'o>(overlay: &'o Overlay, change: &Change) -> Option<&'o Service> {
    overlay.services.iter().find(|service| service.id == change.service)
}

fn finding(playbook: &Playbook, overlay: &Overlay, change: &Change, before: Option<&Service>) -> Option<Diagnostic> {
    let before = before?;
    let named = |id: &str| -> Text {
        let theirs = overlay.evidence.iter().find(|evidence| evidence.id == id);
        theirs.map_or_else(|| playbook.evidence_name(id), |evidence| evidence.name.clone())
    };
    let mut more: Vec<Text> = Vec::new();
    for need in change.add_needs.iter().filter(|need| !asked_above(before, need)) {
        more.push(match only(need) {
            Some(id) => named(id),
            None => asked(playbook, need),
        });
    }
    more.extend(change.add_steps.iter().map(|step| step.name.clone()));
    let stricter = change.set.iter().filter(|(setting, _)| !setting.relaxes(before));
    more.extend(stricter.map(|(setting, _)| Text::new(setting.key(), setting.key())));
    if more.is_empty() {
        return None;
    }
    let added = super::demands::joined(more.iter());
    let message = Text::new(
        format!("{}在“{}”上加码：{}", overlay.name.zh, before.name.zh, added.zh),
        format!("more is asked for \"{}\" by {}: {}", before.name.en, overlay.name.en, added.en),
    );
    let basis = change.basis.as_deref().unwrap_or(&overlay.basis);
    let until = change.until.or(overlay.until);
    let until_zh = until.map_or_else(|| "没有写明截止日期".to_owned(), |day| format!("到 {day} 为止"));
    let until_en = until.map_or_else(|| "no last day is given".to_owned(), |day| format!("until {day}"));
    let mut found = LINT
        .finding(change.span.clone(), message)
        .label(before.span.clone(), Text::new("上级规定的事项", "the service as the level above has it"));
    for need in change.add_needs.iter().filter(|need| !asked_above(before, need)) {
        found = found.label(need.span.clone(), Text::new("加的材料", "a paper added"));
    }
    for step in &change.add_steps {
        found = found.label(step.span.clone(), Text::new("加的环节", "a step added"));
    }
    let help = Text::new(
        format!("依据：{basis}；{until_zh}。对外公示，到期自动失效"),
        format!("basis: {basis}; {until_en}. It is shown to the public and lapses by itself"),
    );
    Some(found.help(help).about(&change.span.file, &change.service))
}

/// The levels above surely demand the same of the same applicants, at least as fresh.
fn asked_above(before: &Service, need: &Need) -> bool {
    let fresh =
        |other: &Need| need.max_age_days.is_none_or(|ours| other.max_age_days.is_some_and(|theirs| theirs <= ours));
    before.needs.iter().any(|other| other.demand == need.demand && goes_with(other, need) && fresh(other))
}
