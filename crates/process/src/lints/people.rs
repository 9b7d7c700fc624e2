//! Who may act: nobody-may-act, same-hands-twice.

use super::{Judged, Lint};
use crate::finding::Finding;
use crate::model::Form;

pub(super) fn nobody(lint: &Lint, judged: &Judged<'_>, out: &mut Vec<Finding>) {
    if judged.model.form != Form::Digit {
        return;
    }
    for (_, process) in judged.processes() {
        for flow in process.flows.iter().filter(|flow| flow.who.is_empty()) {
            let (from, to) = (process.nodes[flow.from].called(), process.nodes[flow.to].called());
            let finding = lint.finding(
                &flow.place,
                format!("`{from}` 的动作 `{}`（到 `{to}`）没有角色可办", flow.name),
                format!("no role may take action `{}` of `{from}` (to `{to}`)", flow.name),
            );
            out.push(
                finding
                    .help("在 `roles` 里写上可办的角色，或删去此动作", "name a role in `roles`, or delete the action"),
            );
        }
    }
}

/// A role that hands a case to a state where again only it may act, or keeps it for ever by handing it to itself.
pub(super) fn same_hands(lint: &Lint, judged: &Judged<'_>, out: &mut Vec<Finding>) {
    if judged.model.form != Form::Digit {
        return;
    }
    for (number, process) in judged.processes() {
        let net = &judged.nets[number];
        for (at, node) in process.nodes.iter().enumerate() {
            let [role] = &node.who[..] else { continue };
            for flow in net.out[at].iter().map(|flow| &process.flows[*flow]) {
                let next = &process.nodes[flow.to];
                let finding = if flow.to == at && node.limit.is_some() {
                    let message =
                        format!("`{role}` 可在 `{}` 用 `{}` 交给自己，时限便管不住", node.called(), flow.name);
                    let en = format!(
                        "`{role}` can pass `{}` to itself by `{}`, and so outlast its limit",
                        node.called(),
                        flow.name
                    );
                    lint.finding(&flow.place, message, en).help(
                        "时限从首次进入起算，或去掉此动作",
                        "count the limit from the first time, or delete the action",
                    )
                } else if flow.to > at && next.who == node.who {
                    let zh = format!(
                        "`{role}` 在 `{}` 办完，下一步 `{}` 还是只有 `{role}` 能办",
                        node.called(),
                        next.called()
                    );
                    let en = format!(
                        "after `{}` by `{role}` comes `{}`, which again only `{role}` can do",
                        node.called(),
                        next.called()
                    );
                    lint.finding(&flow.place, zh, en).label(next.place.clone(), "下一步", "the next step").help(
                        "合为一步；若要复核，交给另一个角色",
                        "make it one step; if it is to be checked, give it to another role",
                    )
                } else {
                    continue;
                };
                out.push(finding);
            }
        }
    }
}
