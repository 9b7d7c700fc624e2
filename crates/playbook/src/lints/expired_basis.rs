//! expired-basis: a rule goes on after the day its document, overlay or parameter ended.

use civic::Date;
use civic::text::Text;
use rules::Rule;

use super::{Book, Lint};
use crate::diagnostic::{Diagnostic, Severity};
use crate::model::{Playbook, Service};
use crate::overlay::Overlay;
use crate::source::Span;

pub(super) const LINT: Lint = Lint {
    name: "expired-basis",
    severity: Severity::Warning,
    summary: ("依据或期限已过，要求还在", "a demand lives on after what it rests on has ended"),
    prose_en: include_str!("expired-basis.md"),
    prose_zh: include_str!("expired-basis.zh-CN.md"),
    check,
};

fn check(playbook: &Book<'_>, out: &mut Vec<Diagnostic>) {
    for overlay in &playbook.overlays {
        out.extend(overlay_over(playbook, overlay));
        for change in &overlay.changes {
            let last = [overlay.until, playbook.until].into_iter().flatten().min();
            if let (Some(until), Some(last)) = (change.until, last)
                && until > last
            {
                let message = Text::new(
                    format!("这项变更写到 {until}，而它所属的规定 {last} 已止"),
                    format!("this change runs until {until}, but what it belongs to ends on {last}"),
                );
                let found = LINT
                    .finding(change.span.clone(), message)
                    .label(overlay.span.clone(), Text::new("所属的规定", "what it belongs to"))
                    .help(Text::new("两处期限写成一致", "let both end on the same day"));
                out.push(found.about(&change.span.file, &change.service));
            }
        }
    }
    for service in playbook.services.values() {
        for (rule, span, id) in rules_of(service) {
            out.extend(value_over(playbook, rule, span, id));
        }
    }
}

/// What has lapsed by itself before a day and still stands in the text: hints.
pub(super) fn over(playbook: &Playbook, on: Date) -> Vec<Diagnostic> {
    let mut out = Vec::new();
    for overlay in &playbook.overlays {
        let told = |span: &Span, until: Date, id: &str| {
            let message = Text::new(
                format!("“{}”的这一部分 {until} 已止，仍留在规则书里", overlay.name.zh),
                format!("this part of \"{}\" ended on {until} and still stands here", overlay.name.en),
            );
            let found = LINT.finding(span.clone(), message).severity(Severity::Hint).help(Text::new(
                "不再施行的，删去；确需延长的，重新写明依据和期限",
                "delete it; if it is to go on, give its basis and last day anew",
            ));
            found.about(&span.file, id)
        };
        if let Some(until) = overlay.until.filter(|until| *until < on) {
            out.push(told(&overlay.span, until, overlay.region.as_str()));
            continue;
        }
        let lapsed =
            overlay.changes.iter().filter_map(|change| Some((change, change.until.filter(|until| *until < on)?)));
        out.extend(lapsed.map(|(change, until)| told(&change.span, until, &change.service)));
    }
    out
}

/// An overlay that outlives the playbook, or ended before it began.
fn overlay_over(playbook: &Playbook, overlay: &Overlay) -> Option<Diagnostic> {
    let (name_zh, name_en) = (&overlay.name.zh, &overlay.name.en);
    let message = match (overlay.until, playbook.until) {
        (Some(until), _) if until < playbook.from => Text::new(
            format!("“{name_zh}”{until} 已止，早于规则书施行之日 {}", playbook.from),
            format!("\"{name_en}\" ended on {until}, before the playbook began on {}", playbook.from),
        ),
        (Some(until), Some(last)) if until > last => Text::new(
            format!("“{name_zh}”写到 {until}，而规则书 {last} 已止"),
            format!("\"{name_en}\" runs until {until}, but the playbook ends on {last}"),
        ),
        _ => return None,
    };
    let found = LINT.finding(overlay.span.clone(), message).help(Text::new(
        "写上或改正 `until`；已经失效的，删去",
        "write or correct `until`; delete what is no longer in force",
    ));
    Some(found.about(&overlay.span.file, overlay.region.as_str()))
}

fn rules_of(service: &Service) -> Vec<(&Rule, &Span, &str)> {
    let place = |key: &str| service.places.get(key).unwrap_or(&service.span);
    let heads = [(&service.when, place("when")), (&service.eligible, place("eligible"))];
    let heads = heads.into_iter().map(|(rule, span)| (rule, span, &*service.id));
    let needs = service.needs.iter().map(|need| (&need.when, &need.span, &*need.id));
    let steps = service.steps.iter().map(|step| (&step.when, &step.span, &*step.id));
    heads.chain(needs).chain(steps).filter_map(|(rule, span, id)| Some((rule.as_ref()?, span, id))).collect()
}

/// A rule that uses a value with no entry for the playbook's last days: it then decides nothing.
fn value_over(playbook: &Playbook, rule: &Rule, span: &Span, id: &str) -> Option<Diagnostic> {
    let (name, last) = rule.parameters().into_iter().find_map(|name| {
        let last = last_day(playbook, name)?;
        playbook.until.is_none_or(|until| last < until).then_some((name, last))
    })?;
    let message = Text::new(
        format!("规则用到 `:{name}`，它的值 {last} 已止，规则书还在施行"),
        format!("the rule uses `:{name}`, whose value ends on {last} while the playbook goes on"),
    );
    let found = LINT.finding(span.clone(), message).help(Text::new(
        "补一条新的 `[[parameter]]`（值、起止、依据），或者连同规则一并取消；否则此后无从判断",
        "add a new `[[parameter]]` with value, period and basis, or drop the rule with it; after that day it decides nothing",
    ));
    Some(found.about(&span.file, id))
}

/// The day after which a parameter has no value any more; none if it never ends.
fn last_day(playbook: &Playbook, name: &str) -> Option<Date> {
    let latest = playbook.parameters.entries(name).max_by_key(|entry| entry.from)?;
    latest.until
}
