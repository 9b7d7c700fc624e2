//! A model told in words: each step in order, who acts, how long, where it leads; then the figures.

use civic::text::{Lang, Text};

use crate::duration::say;
use crate::model::{Form, Gate, Kind, Model, Node, Process};
use crate::net::Net;
use crate::paths::{back_flows, forward, longest};

/// All processes as text; names are those of the file.
pub fn road(model: &Model, lang: Lang) -> String {
    let mut text = String::new();
    for process in model.processes.iter().filter(|process| !process.nodes.is_empty()) {
        tell(&mut text, process, model.form, lang);
        text.push('\n');
    }
    if !model.messages.is_empty() {
        let count = model.messages.len();
        text.push_str(
            Text::new(format!("泳池之间的消息：{count} 条\n"), format!("messages between pools: {count}\n")).get(lang),
        );
    }
    text
}

fn tell(text: &mut String, process: &Process, form: Form, lang: Lang) {
    let mut out = |line: Text| {
        text.push_str(&plain(line.get(lang)));
        text.push('\n');
    };
    let inside = match (process.part_of.is_some(), process.by_event) {
        (false, _) => Text::default(),
        (true, false) => Text::new("（子流程）", " (subprocess)"),
        (true, true) => Text::new("（由事件随时开始）", " (begun by an event, at any time)"),
    };
    let limit = process.limit.map_or(Text::default(), |limit| {
        Text::new(format!("，总时限 {}", say(limit).zh), format!(", {} in all", say(limit).en))
    });
    let name = &process.name;
    out(Text::new(format!("{name}{}{}", inside.zh, limit.zh), format!("{name}{}{}", inside.en, limit.en)));
    let net = Net::of(process, form);
    let plan = unblock::schedule(&vec![1; process.nodes.len()], &forward(&net, &back_flows(&net)));
    let wave = plan.expect("flows that lead back were taken out").wave;
    let mut order: Vec<usize> = (0..process.nodes.len()).collect();
    order.sort_by_key(|at| wave[*at]);
    let mut number = vec![0; order.len()];
    order.iter().zip(1..).for_each(|(at, n)| number[*at] = n);
    for &at in &order {
        let node = &process.nodes[at];
        let who = if node.who.is_empty() { String::new() } else { format!(" [{}]", node.who.join(", ")) };
        let time = node
            .limit
            .filter(|limit| *limit > 0)
            .map_or(Text::default(), |limit| Text::new(format!("，{}", say(limit).zh), format!(", {}", say(limit).en)));
        let what = what(node, process, form);
        let (n, name) = (number[at], title(node));
        out(Text::new(
            format!("{n:>4}  {name}{who}：{}{}", what.zh, time.zh),
            format!("{n:>4}  {name}{who}: {}{}", what.en, time.en),
        ));
        for flow in net.out[at].iter().map(|flow| &process.flows[*flow]) {
            let words = if flow.name.is_empty() { flow.condition.as_deref().unwrap_or_default() } else { &flow.name };
            let words = if words.is_empty() { String::new() } else { format!(": {words}") };
            let who = if flow.who.is_empty() { String::new() } else { format!(" ({})", flow.who.join(", ")) };
            let line = format!("        → {} {}{words}{who}", number[flow.to], title(&process.nodes[flow.to]));
            out(Text::new(line.clone(), line));
        }
    }
    out(figures(process, form));
}

/// A node's name; gateways often have none, and their ids say nothing.
fn title(node: &Node) -> &str {
    match node.kind {
        Kind::Gate(_) if node.name.is_empty() => "◇",
        _ => node.called(),
    }
}

fn what(node: &Node, process: &Process, form: Form) -> Text {
    let (zh, en) = match node.kind {
        Kind::Start => ("从这里开始", "begins here"),
        Kind::Task if form == Form::Digit => ("等人办理", "waits until somebody acts"),
        Kind::Task => ("办理", "work"),
        Kind::Sub(_) => ("子流程，另述", "a subprocess, told below"),
        Kind::Event => ("途中事件", "an event on the way"),
        Kind::Boundary(host, breaks_off) => {
            let host = process.nodes[host].called();
            return match breaks_off {
                true => Text::new(format!("打断 {host}"), format!("breaks off {host}")),
                false => Text::new(format!("{host} 进行中发生"), format!("happens while {host} goes on")),
            };
        }
        Kind::Gate(Gate::One) => ("择一", "one way is taken"),
        Kind::Gate(Gate::All) => ("全部：同时走，或等齐", "all: side by side, or until all are there"),
        Kind::Gate(Gate::Some) => ("凡符合条件的", "every way that applies"),
        Kind::Gate(Gate::Event) => ("哪件事先发生走哪路", "the way of what happens first"),
        Kind::End(true) => ("结束，其余一并终止", "ends, and everything else with it"),
        Kind::End(false) => ("结束", "ends here"),
    };
    Text::new(zh, en)
}

fn figures(process: &Process, form: Form) -> Text {
    let work = process.nodes.iter().filter(|node| node.is_work() && !node.apart).count();
    let mut who: Vec<&str> = process.nodes.iter().flat_map(|node| node.who.iter().map(String::as_str)).collect();
    who.sort_unstable();
    who.dedup();
    let way = longest(process, form);
    let (time, back, people) = (say(way.total), way.back.len(), who.len());
    let names: Vec<&str> = way.nodes.iter().map(|at| process.nodes[*at].called()).collect();
    let road = if names.is_empty() { String::new() } else { format!(" ({})", names.join(" → ")) };
    Text::new(
        format!("      环节 {work} 个，办理方 {people} 个，退回的路 {back} 条；最长一路 {}{road}", time.zh),
        format!("      steps: {work}; who act: {people}; ways back: {back}; the longest way takes {}{road}", time.en),
    )
}

/// What a file says must not steer a terminal.
fn plain(words: &str) -> String {
    words.chars().filter(|sign| !sign.is_control()).collect()
}
