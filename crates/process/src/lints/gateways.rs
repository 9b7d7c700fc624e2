//! Gateways that do not fit each other: waits-for-ever, runs-twice; found by running the process.

use super::reachable::{at, waiting};
use super::{Judged, Lint};
use crate::finding::{Finding, names};
use crate::model::Process;

/// Choices told in one finding.
const CHOICES_MAX: usize = 6;

pub(super) fn stuck(lint: &Lint, judged: &Judged<'_>, out: &mut Vec<Finding>) {
    let mut told = Vec::new();
    for cause in &judged.reached.causes {
        let Some(first) = waiting(judged, cause) else { continue };
        told.push(first);
        let node = at(judged, first);
        let ring = names(cause.core.iter().map(|node| at(judged, *node).called()), "、", ", ");
        let mut finding = lint.finding(
            &node.place,
            format!("`{}` 在等的，要它先过去才会来：{} 互相等待", node.called(), ring.zh),
            format!("`{}` waits for what comes only after it: {} wait for one another", node.called(), ring.en),
        );
        for other in cause.core.iter().filter(|other| **other != first).take(8) {
            finding = finding.label(at(judged, *other).place.clone(), "也在等", "waits too");
        }
        if !cause.behind.is_empty() {
            let behind = names(cause.behind.iter().map(|node| at(judged, *node).called()), "、", ", ");
            let (zh, en) = (format!("因此走不到：{}", behind.zh), format!("so these are never reached: {}", behind.en));
            finding = finding.help(zh, en);
        }
        out.push(finding.help(
            "环内的退回不要接回并行汇合；两家互等消息的，让一家先发",
            "lead a way back to before the join, not into it; of two who wait for each other's message let one send first",
        ));
    }
    for ((number, process), ran) in judged.processes().zip(&judged.ran) {
        for stuck in ran.stuck.iter().filter(|stuck| !told.contains(&(number, stuck.join))) {
            if !judged.reached.has((number, stuck.join)) {
                continue; // that it is never passed is told by its cause
            }
            let node = &process.nodes[stuck.join];
            let from = |flow: &usize| process.nodes[process.flows[*flow].from].called();
            let (there, missing) =
                (names(stuck.there.iter().map(from), "、", ", "), names(stuck.missing.iter().map(from), "、", ", "));
            let finding = lint.finding(
                &node.place,
                format!("`{}` 会永远等下去：{} 已到，{} 不会来", node.called(), there.zh, missing.zh),
                format!("`{}` can wait for ever: {} has come, {} never will", node.called(), there.en, missing.en),
            );
            let finding = stuck.missing.iter().take(8).fold(finding, |finding, flow| {
                finding.label(process.flows[*flow].place.clone(), "从这里不会来", "nothing comes along here")
            });
            out.push(with_choices(finding, process, &stuck.choices).help(
                "前面是择一（排他）分开的，汇合也用排他；要并行，就从并行网关分开",
                "what was split by a choice is joined by an exclusive gateway; to run side by side, split by a parallel one",
            ));
        }
    }
}

pub(super) fn twice(lint: &Lint, judged: &Judged<'_>, out: &mut Vec<Finding>) {
    for ((_, process), ran) in judged.processes().zip(&judged.ran) {
        for (flow, choices) in &ran.doubled {
            let flow = &process.flows[*flow];
            let (merge, next) = (&process.nodes[flow.from], &process.nodes[flow.to]);
            let finding = lint
                .finding(
                    &merge.place,
                    format!("并行的几路在 `{}` 没有汇合：其后的 `{}` 会办不止一遍", merge.called(), next.called()),
                    format!(
                        "branches side by side are not joined at `{}`: `{}` behind it runs more than once",
                        merge.called(),
                        next.called()
                    ),
                )
                .label(flow.place.clone(), "每路各走一遍", "each branch comes along here by itself");
            out.push(with_choices(finding, process, choices).help(
                "用并行网关汇合；若只走其中一路，前面改用排他网关",
                "join them by a parallel gateway; if only one of them is to be taken, split by an exclusive one",
            ));
        }
    }
}

/// Says which choices lead there, each with its place.
fn with_choices(finding: Finding, process: &Process, choices: &[usize]) -> Finding {
    let first = choices.len().saturating_sub(CHOICES_MAX);
    choices[first..].iter().fold(finding, |finding, flow| {
        let flow = &process.flows[*flow];
        let way = if flow.name.is_empty() { process.nodes[flow.to].called() } else { &flow.name };
        let at = process.nodes[flow.from].called();
        finding.label(
            flow.place.clone(),
            format!("`{at}` 选了 `{way}` 时"),
            format!("when `{way}` is chosen at `{at}`"),
        )
    })
}

pub(super) fn not_whole(lint: &Lint, judged: &Judged<'_>, out: &mut Vec<Finding>) {
    for ((_, process), _) in judged.processes().zip(&judged.ran).filter(|(_, ran)| !ran.whole) {
        let name = &process.name;
        let (zh, en) = (
            format!("`{name}` 的走法太多，没有全部推演"),
            format!("`{name}` can run in too many ways to try them all"),
        );
        out.push(
            lint.finding(&process.place, zh, en)
                .help("把一部分放进子流程，各自推演", "put parts of it into subprocesses: each is tried by itself"),
        );
    }
}
