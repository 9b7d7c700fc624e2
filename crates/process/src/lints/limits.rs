//! Time: limit-exceeded, no-state-limit, endless-correction.

use std::collections::BTreeMap;

use super::{Judged, Lint};
use crate::duration::say;
use crate::finding::{Finding, names};
use crate::model::{Form, Kind};
use crate::paths::{shortest, takes_time};

/// Loops told in one process.
const LOOPS_MAX: usize = 50;

pub(super) fn exceeded(lint: &Lint, judged: &Judged<'_>, out: &mut Vec<Finding>) {
    for ((_, process), way) in judged.processes().zip(&judged.longest) {
        let Some(limit) = process.limit.filter(|limit| way.total > *limit) else { continue };
        let (sum, whole, over) = (say(way.total), say(limit), say(way.total - limit));
        let mut finding = lint.finding(
            &process.place,
            format!("`{}` 总时限 {}，最长一路各环节合计 {}，超出 {}", process.name, whole.zh, sum.zh, over.zh),
            format!(
                "`{}` may take {} in all, but the limits on its longest way add up to {}: {} too many",
                process.name, whole.en, sum.en, over.en
            ),
        );
        for at in way.nodes.iter().take(12) {
            let node = &process.nodes[*at];
            let own = say(node.limit.unwrap_or(0));
            let (zh, en) = (format!("`{}`：{}", node.called(), own.zh), format!("`{}`: {}", node.called(), own.en));
            finding = finding.label(node.place.clone(), zh, en);
        }
        if !way.back.is_empty() {
            let from = |flow: &usize| process.nodes[process.flows[*flow].from].called();
            let back = names(way.back.iter().map(from), "、", ", ");
            finding = finding.help(
                format!("退回的路（自 {}）没有重复计算；每退回一次还要更久", back.zh),
                format!(
                    "ways back (from {}) are not counted again: each time it is sent back takes longer still",
                    back.en
                ),
            );
        }
        out.push(finding.help(
            "压缩最长一路上的时限，或让互不相干的环节同时办",
            "shorten limits on the longest way, or let steps that do not need each other run side by side",
        ));
    }
}

pub(super) fn none(lint: &Lint, judged: &Judged<'_>, out: &mut Vec<Finding>) {
    for (_, process) in judged.processes() {
        let digit = judged.model.form == Form::Digit;
        let work = process.nodes.iter().filter(|node| node.is_work() && (digit || !node.apart));
        let (without, with): (Vec<_>, Vec<_>) = work.partition(|node| node.limit.is_none());
        let Some(first) = without.first() else { continue };
        let all = names(without.iter().map(|node| node.called()), "、", ", ");
        let (n, of) = (without.len(), without.len() + with.len());
        let finding = lint.finding(
            &first.place,
            format!("`{}` 的 {of} 个环节中 {n} 个没有时限：{}", process.name, all.zh),
            format!("`{}`: {n} of {of} steps have no time limit: {}", process.name, all.en),
        );
        out.push(if digit {
            finding.help("在状态里写 `sla`（毫秒）", "write `sla` (milliseconds) in the state")
        } else {
            finding.help("在任务边上加定时边界事件", "put a timer boundary event at the task")
        });
    }
}

pub(super) fn endless(lint: &Lint, judged: &Judged<'_>, out: &mut Vec<Finding>) {
    for ((number, process), way) in judged.processes().zip(&judged.longest) {
        let net = &judged.nets[number];
        let mut heads: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for flow in way.back.iter().filter(|flow| process.flows[**flow].from != process.flows[**flow].to) {
            heads.entry(process.flows[*flow].to).or_default().push(*flow);
        }
        for (head, back) in heads.into_iter().take(LOOPS_MAX) {
            let first = &process.flows[back[0]];
            let ring = shortest(net, head, first.from);
            // a loop in which nothing takes time or nobody acts is no correction
            if !ring.iter().any(|at| takes_time(process.nodes[*at].kind) || process.nodes[*at].kind == Kind::Start) {
                continue;
            }
            let road = names(
                ring.iter().chain([&head]).map(|at| process.nodes[*at].called()).collect::<Vec<_>>().into_iter(),
                " → ",
                " → ",
            );
            let mut finding = lint.finding(
                &process.nodes[head].place,
                format!("可以一再回到 `{}`，没有次数限制：{}", process.nodes[head].called(), road.zh),
                format!("it may come back to `{}` any number of times: {}", process.nodes[head].called(), road.en),
            );
            for flow in back.iter().take(8) {
                finding = finding.label(process.flows[*flow].place.clone(), "由此退回", "sent back here");
            }
            out.push(finding.help(
                "规定最多退回几次、一次告知全部问题",
                "say how often it may be sent back, and that everything wrong is told at once",
            ));
        }
    }
}
