//! unreachable-state: what no case ever comes to.

use super::{Judged, Lint};
use crate::finding::{Finding, names};
use crate::model::Kind;
use crate::net::Join;
use crate::reach::{At, Cause};

/// A step to which nothing leads, or that is reached only from itself. What waits at a join or for a message is told
/// by waits-for-ever.
pub(super) fn unreachable(lint: &Lint, judged: &Judged<'_>, out: &mut Vec<Finding>) {
    for cause in judged.reached.causes.iter().filter(|cause| waiting(judged, cause).is_none()) {
        let node = at(judged, cause.core[0]);
        if judged.starts[cause.core[0].0].is_empty() {
            continue; // that it begins nowhere is told once
        }
        let all = names(cause.core.iter().map(|node| at(judged, *node).called()), "、", ", ");
        let mut finding = if cause.core.len() == 1 {
            let name = node.called();
            lint.finding(&node.place, format!("没有任何一步通向 `{name}`"), format!("nothing leads to `{name}`"))
        } else {
            lint.finding(
                &node.place,
                format!("{} 只能互相到达，从起点走不到", all.zh),
                format!("{} are reached only from one another, never from the start", all.en),
            )
        };
        if !cause.behind.is_empty() {
            let behind = names(cause.behind.iter().map(|node| at(judged, *node).called()), "、", ", ");
            let (zh, en) =
                (format!("因此也走不到：{}", behind.zh), format!("so these are not reached either: {}", behind.en));
            finding = finding.help(zh, en);
        }
        for other in cause.core.iter().skip(1).take(8) {
            finding = finding.label(at(judged, *other).place.clone(), "也走不到", "not reached either");
        }
        out.push(finding.help("从前面的环节连过来，或删去", "lead a way to it from an earlier step, or delete it"));
    }
}

pub(super) fn at<'a>(judged: &Judged<'a>, (process, node): At) -> &'a crate::model::Node {
    &judged.model.processes[process].nodes[node]
}

/// Of a cause, the node at which something that was reached waits in vain: at a join, or for a message.
pub(super) fn waiting(judged: &Judged<'_>, cause: &Cause) -> Option<At> {
    let waits = |&(number, node): &At| {
        let (process, net) = (&judged.model.processes[number], &judged.nets[number]);
        let came = net.into[node].iter().any(|flow| judged.reached.has((number, process.flows[*flow].from)));
        let begins = process.nodes[node].kind == Kind::Start;
        (net.join(node) == Join::All && came) || (process.nodes[node].waits_for_message && (came || begins))
    };
    if cause.nothing { None } else { cause.core.iter().copied().find(waits) }
}
