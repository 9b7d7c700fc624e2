//! overlay-adds: what a lower level asks beyond the levels above it (层层加码), for everyone to see.

use civic::text::Text;

use super::{Book, Lint};
use crate::compare::{Comparison, Kind, More, logic_of};
use crate::diagnostic::{Diagnostic, Severity};
use crate::model::{Playbook, Service};
use crate::overlay::{Change, ChangeKind, Overlay};

pub(super) const LINT: Lint = Lint {
    name: "overlay-adds",
    severity: Severity::Hint,
    summary: ("下级在上级要求之外加码", "a lower level asks for more than the levels above it"),
    prose_en: include_str!("overlay-adds.md"),
    prose_zh: include_str!("overlay-adds.zh-CN.md"),
    check,
};

fn check(playbook: &Book<'_>, out: &mut Vec<Diagnostic>) {
    for overlay in playbook.overlays.iter().filter(|overlay| !overlay.changes.is_empty()) {
        let above = playbook.effective(overlay.extends.as_ref(), overlay.from);
        let mut so_far: std::collections::BTreeMap<&str, Service> = std::collections::BTreeMap::new();
        for change in &overlay.changes {
            let below = || above.services.get(&change.service).or_else(|| own(overlay, change)).cloned();
            let Some(before) = so_far.remove(&*change.service).or_else(below) else { continue };
            // what says that it relaxes was held to it when the overlay was read
            if change.kind != ChangeKind::Relaxes {
                out.extend(finding(playbook, overlay, change, &before));
            }
            let mut after = before;
            change.apply(&mut after);
            so_far.insert(&change.service, after);
        }
    }
}

fn own<'o>(overlay: &'o Overlay, change: &Change) -> Option<&'o Service> {
    overlay.services.iter().find(|service| service.id == change.service)
}

fn finding(playbook: &Playbook, overlay: &Overlay, change: &Change, before: &Service) -> Option<Diagnostic> {
    let named = |id: &str| -> Text {
        let theirs = overlay.evidence.iter().find(|evidence| evidence.id == id);
        theirs.map_or_else(|| playbook.evidence_name(id), |evidence| evidence.name.clone())
    };
    let more = Comparison::new(logic_of(playbook, overlay, change), &named).more(before, change);
    if more.is_empty() {
        return None;
    }
    let told: Vec<Text> = more.iter().map(told).collect();
    let added = super::demands::joined(told.iter());
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
    for one in &more {
        let words = match one.kind {
            Kind::Need => Text::new("加的材料", "a paper added"),
            Kind::Step => Text::new("加的环节", "a step added"),
            Kind::Key => Text::new("改严的规定", "made stricter"),
        };
        found = found.label(one.span.clone(), words);
    }
    let help = Text::new(
        format!("依据：{basis}；{until_zh}。对外公示，到期自动失效"),
        format!("basis: {basis}; {until_en}. It is shown to the public and lapses by itself"),
    );
    Some(found.help(help).about(&change.span.file, &change.service))
}

fn told(more: &More) -> Text {
    match &more.how {
        None => more.what.clone(),
        Some(how) => Text::new(format!("{}（{}）", more.what.zh, how.zh), format!("{} ({})", more.what.en, how.en)),
    }
}
