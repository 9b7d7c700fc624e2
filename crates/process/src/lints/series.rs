//! lanes-in-series: agencies that work one after another although none reads what the other gives.

use super::{Judged, Lint};
use crate::duration::say;
use crate::finding::{Finding, names};
use crate::model::{Form, Kind, Process};
use crate::net::Net;

pub(super) fn check(lint: &Lint, judged: &Judged<'_>, out: &mut Vec<Finding>) {
    for (number, process) in judged.processes() {
        let net = &judged.nets[number];
        let mut in_chain = vec![false; process.nodes.len()];
        for at in 0..process.nodes.len() {
            if in_chain[at] || !judged.reached.has((number, at)) || !can_begin(net, judged.model.form, at) {
                continue;
            }
            let chain = chain(net, judged.model.form, at);
            chain.iter().for_each(|node| in_chain[*node] = true);
            if chain.len() > 1 {
                out.push(finding(lint, process, &chain));
            }
        }
    }
}

fn is_step(process: &Process, at: usize) -> bool {
    let node = &process.nodes[at];
    node.kind == Kind::Task && !node.who.is_empty() && !node.waits_for_message
}

/// The only way on: for a state the only state not yet passed and not an end, for a task the one behind its flow.
fn on(net: &Net<'_>, form: Form, at: usize) -> Option<usize> {
    let mut ways: Vec<usize> = net.out[at].iter().map(|flow| net.process.flows[*flow].to).collect();
    ways.sort_unstable();
    ways.dedup();
    if form == Form::Digit {
        ways.retain(|to| *to > at && is_step(net.process, *to));
    }
    match ways[..] {
        [only] if is_step(net.process, only) && is_step(net.process, at) => Some(only),
        _ => None,
    }
}

/// Nothing but this chain leads to a node.
fn only_from(net: &Net<'_>, form: Form, at: usize, before: usize) -> bool {
    let mut sources = net.into[at].iter().map(|flow| net.process.flows[*flow].from);
    sources.all(|from| from == before || (form == Form::Digit && from > at))
}

fn can_begin(net: &Net<'_>, form: Form, at: usize) -> bool {
    is_step(net.process, at) && on(net, form, at).is_some()
}

/// The steps in a row from a node on, each by other people than the one before, none reading what another gives.
fn chain(net: &Net<'_>, form: Form, at: usize) -> Vec<usize> {
    let nodes = &net.process.nodes;
    let mut chain = vec![at];
    while let Some(next) = on(net, form, chain[chain.len() - 1]) {
        let last = chain[chain.len() - 1];
        let others = nodes[next].who.iter().all(|who| !nodes[last].who.contains(who));
        let reads = nodes[next].reads.iter().any(|read| chain.iter().any(|at| nodes[*at].gives.contains(read)));
        if chain.contains(&next) || !others || reads || !only_from(net, form, next, last) || chain.len() == 64 {
            break;
        }
        chain.push(next);
    }
    chain
}

fn finding(lint: &Lint, process: &Process, chain: &[usize]) -> Finding {
    let nodes = &process.nodes;
    let road = names(chain.iter().map(|at| nodes[*at].called()), " → ", " → ");
    let finding = lint.finding(
        &nodes[chain[0]].place,
        format!("{} 由不同部门依次办，看不出后者要用前者的结果", road.zh),
        format!(
            "{} are done one after another by different people; nothing says that one needs the other's result",
            road.en
        ),
    );
    let mut finding = chain.iter().skip(1).take(12).fold(finding, |finding, at| {
        let who = nodes[*at].who.join(", ");
        finding.label(nodes[*at].place.clone(), format!("{who} 在等"), format!("{who} waits"))
    });
    let limits: Option<Vec<u64>> = chain.iter().map(|at| nodes[*at].limit).collect();
    if let Some(limits) = limits {
        let (sum, longest) = (limits.iter().sum::<u64>(), limits.iter().copied().max().unwrap_or(0));
        let (before, after, saved) = (say(sum), say(longest), say(sum - longest));
        finding = finding.help(
            format!("同时办：{} 变为 {}，省 {}", before.zh, after.zh, saved.zh),
            format!("side by side: {} instead of {}, {} saved", after.en, before.en, saved.en),
        );
    }
    finding.help(
        "互不相干的改为同时办；确有先后的，写明用到什么（BPMN 用数据关联）",
        "let those that do not need each other run side by side; where one does, say what it reads (in BPMN by a data association)",
    )
}
