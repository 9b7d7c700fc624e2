//! Where a process begins and ends: no-start, several-starts, no-end, dead-end.

use super::reachable::at;
use super::{Judged, Lint};
use crate::finding::{Finding, names};
use crate::model::{Form, Kind};

pub(super) fn no_start(lint: &Lint, judged: &Judged<'_>, out: &mut Vec<Finding>) {
    for (_, process) in judged.processes() {
        let named = process.nodes.iter().any(|node| node.kind == Kind::Start);
        // a drawing may leave its starts out; a state machine may not
        let wrong = if judged.model.form == Form::Digit { !named } else { process.starts().is_empty() };
        if wrong && !process.nodes.is_empty() {
            let (zh, en) = (format!("`{}` 没有起点", process.name), format!("`{}` has no start", process.name));
            out.push(lint.finding(&process.place, zh, en).help(
                "标明起点：DIGIT 写 `\"isStartState\": true`，BPMN 画开始事件",
                "say where it begins: `\"isStartState\": true` in DIGIT, a start event in BPMN",
            ));
        } else if process.nodes.is_empty() && process.part_of.is_none() {
            let (zh, en) =
                (format!("`{}` 里什么也没有", process.name), format!("there is nothing in `{}`", process.name));
            out.push(lint.finding(&process.place, zh, en).help("补上环节，或删去", "draw its steps, or delete it"));
        }
    }
}

pub(super) fn several_starts(lint: &Lint, judged: &Judged<'_>, out: &mut Vec<Finding>) {
    for (_, process) in judged.processes() {
        let starts: Vec<_> = process.nodes.iter().filter(|node| node.kind == Kind::Start).collect();
        let [first, others @ ..] = &starts[..] else { continue };
        if others.is_empty() {
            continue;
        }
        let all = names(starts.iter().map(|node| node.called()), "、", ", ");
        let mut finding = lint.finding(
            &first.place,
            format!("`{}` 有 {} 个起点：{}", process.name, starts.len(), all.zh),
            format!("`{}` begins in {} places: {}", process.name, starts.len(), all.en),
        );
        for other in others.iter().take(8) {
            finding = finding.label(other.place.clone(), "也是起点", "a start too");
        }
        out.push(finding.help("若只是中间状态，去掉起点标记", "take the mark from those that lie on the way"));
    }
}

pub(super) fn no_end(lint: &Lint, judged: &Judged<'_>, out: &mut Vec<Finding>) {
    for (_, process) in judged.processes() {
        if process.has_ends() || process.nodes.is_empty() {
            continue;
        }
        // without end events a drawing ends where nothing leads on; that is told only if it goes round for ever
        let mut left = vec![false; process.nodes.len()];
        process.flows.iter().for_each(|flow| left[flow.from] = true);
        if judged.model.form == Form::Bpmn && left.contains(&false) {
            continue;
        }
        let (zh, en) = (format!("`{}` 没有终点", process.name), format!("`{}` has no end", process.name));
        out.push(lint.finding(&process.place, zh, en).help(
            "标明终点：DIGIT 写 `\"isTerminateState\": true`，BPMN 画结束事件",
            "say where it ends: `\"isTerminateState\": true` in DIGIT, an end event in BPMN",
        ));
    }
}

/// Only what is reached is told: the rest is told by unreachable-state.
pub(super) fn dead_end(lint: &Lint, judged: &Judged<'_>, out: &mut Vec<Finding>) {
    for cause in &judged.can_end.causes {
        let stuck: Vec<_> = cause.core.iter().filter(|node| judged.reached.has(**node)).collect();
        let Some(&&first) = stuck.first() else { continue };
        if !judged.has_ends[cause.core[0].0] {
            continue;
        }
        let node = at(judged, first);
        let mut finding = if cause.core.len() == 1 {
            let name = node.called();
            let (zh, en) = (
                format!("到了 `{name}` 就没有下一步，它却不是终点"),
                format!("nothing leads on from `{name}`, and it is no end"),
            );
            lint.finding(&node.place, zh, en)
        } else {
            let all = names(stuck.iter().map(|node| at(judged, **node).called()), " → ", " → ");
            let (zh, en) = (
                format!("{} 之间来回，没有出路", all.zh),
                format!("{} lead only to one another: there is no way out", all.en),
            );
            lint.finding(&node.place, zh, en)
        };
        for other in stuck.iter().skip(1).take(8) {
            finding = finding.label(at(judged, **other).place.clone(), "也没有出路", "no way out from here either");
        }
        if !cause.behind.is_empty() {
            let behind = names(cause.behind.iter().map(|node| at(judged, *node).called()), "、", ", ");
            let (zh, en) = (
                format!("走到 {} 的也出不去", behind.zh),
                format!("what comes to {} cannot get out either", behind.en),
            );
            finding = finding.help(zh, en);
        }
        out.push(
            finding.help("给它一条通向终点的路，或把它标为终点", "lead a way from it to an end, or mark it as an end"),
        );
    }
}
