//! A service as a process: what the applicant hands in, what agencies do in which order, what silence means.

use std::collections::BTreeSet;

use civic::text::{Lang, Text};
use process::{DAY, Flow, Form, Gate, Kind, Model, Node, Process};

use crate::model::{Mode, Need, Playbook, Service, Silence, Step};
use crate::plan;

/// What the applicant gives and every step reads.
const APPLICATION: &str = "application";

/// The process of a service. `playbook` is the one in force in the region on that day; None when it has no such
/// service.
///
/// Each agency is a lane, and so is the applicant. Steps that wait for nobody run side by side behind a parallel
/// gateway. A rule stands as text at the exclusive gateway that asks it. What silence means is an event subprocess
/// whose timer breaks off all else. Sending back for correction is not drawn.
pub fn process_of(playbook: &Playbook, service: &str, lang: Lang) -> Option<Model> {
    let service = playbook.services.get(service)?;
    let mut drawing = Drawing { playbook, lang, process: Process::default() };
    drawing.process.id = service.id.clone();
    drawing.process.name = service.name.get(lang).to_owned();
    drawing.process.about = about(service, lang);
    drawing.process.limit = Some(u64::from(service.statutory_working_days) * DAY).filter(|limit| *limit > 0);
    drawing.ask(service);
    let mut outer = drawing.process;
    let silence = silence(playbook, service, lang, &mut outer);
    let processes = std::iter::once(outer).chain(silence).collect();
    Some(Model { form: Form::Bpmn, processes, messages: Vec::new() })
}

fn about(service: &Service, lang: Lang) -> Option<String> {
    let words = service.about.iter().map(|about| about.get(lang).to_owned());
    let basis = service.basis.iter().map(|basis| format!("{}{basis}", Text::new("依据：", "Basis: ").get(lang)));
    let all: Vec<String> = words.chain(basis).collect();
    (!all.is_empty()).then(|| all.join(" "))
}

struct Drawing<'a> {
    playbook: &'a Playbook,
    lang: Lang,
    process: Process,
}

impl Drawing<'_> {
    fn say(&self, zh: &str, en: &str) -> String {
        Text::new(zh, en).get(self.lang).to_owned()
    }

    fn agency(&self, id: &str) -> String {
        self.playbook.agencies.get(id).map_or_else(|| id.to_owned(), |agency| agency.name.get(self.lang).to_owned())
    }

    fn applicant(&self) -> String {
        self.say("申请人", "Applicant")
    }

    fn node(&mut self, id: impl Into<String>, name: impl Into<String>, kind: Kind, who: &str) -> usize {
        let mut node = Node::new(id, name, kind);
        node.who = vec![who.to_owned()];
        self.process.nodes.push(node);
        self.process.nodes.len() - 1
    }

    fn flow(&mut self, from: usize, to: usize) -> &mut Flow {
        let id = format!("{from}-{to}");
        self.process.flows.push(Flow { id, from, to, ..Flow::default() });
        self.process.flows.last_mut().expect("it was just put there")
    }

    /// A gateway that asks a rule, and the node that goes on where it holds.
    fn where_holds(&mut self, gate: usize, rule: &str, to: usize) {
        let flow = self.flow(gate, to);
        flow.name = rule.to_owned();
        flow.condition = Some(rule.to_owned());
    }

    fn otherwise(&mut self, gate: usize, to: usize) {
        let words = self.say("否则", "otherwise");
        let flow = self.flow(gate, to);
        flow.name = words;
        flow.otherwise = true;
    }

    /// From the start to the papers handed in, then on to the agencies.
    fn ask(&mut self, service: &Service) {
        let applicant = self.applicant();
        let start = self.node("start", self.say("要办这件事", "Service wanted"), Kind::Start, &applicant);
        let name = match service.needs.is_empty() {
            true => self.say("提出申请", "Apply"),
            false => self.say("填表、备齐材料，提交", "Fill in the form, hand in the papers"),
        };
        let file = match &service.when {
            None => {
                let file = self.node("file", name, Kind::Task, &applicant);
                self.flow(start, file);
                file
            }
            Some(rule) => {
                let gate = self.node(
                    "must-ask",
                    self.say("要办吗？", "Must it be asked for?"),
                    Kind::Gate(Gate::One),
                    &applicant,
                );
                let file = self.node("file", name, Kind::Task, &applicant);
                let nothing =
                    self.node("nothing", self.say("不用办", "Nothing to ask for"), Kind::End(false), &applicant);
                self.flow(start, gate);
                self.where_holds(gate, rule.text(), file);
                self.otherwise(gate, nothing);
                file
            }
        };
        let needs: Vec<String> = service.needs.iter().map(|need| self.need(need)).collect();
        self.process.nodes[file].about = (!needs.is_empty()).then(|| needs.join("; "));
        // every office reads the application; the office's clock does not run while it is being written
        let papers = service.needs.iter().flat_map(|need| need.demand.evidence().iter().cloned());
        self.process.nodes[file].gives = std::iter::once(APPLICATION.to_owned()).chain(papers).collect();
        self.process.nodes[file].limit = Some(0);
        let last = self.steps(service, file);
        self.decide(service, last);
    }

    /// One demand in words.
    fn need(&self, need: &Need) -> String {
        let names = need.demand.evidence().iter().map(|id| self.playbook.evidence_name(id).get(self.lang).to_owned());
        let names = names.collect::<Vec<_>>().join(&self.say("或", " or "));
        let many = match need.demand.enough() {
            1 => String::new(),
            n => self.say(&format!("（其中 {n} 种）"), &format!(" ({n} of them)")),
        };
        let when = need.when.as_ref().map_or(String::new(), |rule| format!(" [{}]", rule.text()));
        let basis = need.basis.as_ref().map_or(String::new(), |basis| format!(" ({basis})"));
        format!("{names}{many}{when}{basis}")
    }

    /// All steps behind `first`; gives back the node behind the last of them.
    fn steps(&mut self, service: &Service, first: usize) -> usize {
        let steps = &service.steps;
        let pairs = without_shortcuts(steps.len(), &plan::waits(steps));
        let lead = self.agency(&service.lead);
        let ends: Vec<(usize, usize)> = steps.iter().map(|step| self.step(step)).collect();
        let before = |at: usize| pairs.iter().filter(move |(_, later)| *later == at).map(|(earlier, _)| *earlier);
        let after = |at: usize| pairs.iter().filter(move |(earlier, _)| *earlier == at).map(|(_, later)| *later);
        let roots: Vec<usize> = (0..steps.len()).filter(|at| before(*at).next().is_none()).collect();
        let leaves: Vec<usize> = (0..steps.len()).filter(|at| after(*at).next().is_none()).collect();
        let begin = match roots.len() {
            0 => return first,
            1 => first,
            _ => self.gate_behind(first, "fork", &lead),
        };
        let mut into: Vec<usize> = ends.iter().map(|(begin, _)| *begin).collect();
        let mut out: Vec<usize> = ends.iter().map(|(_, end)| *end).collect();
        for at in 0..steps.len() {
            let agency = self.agency(&steps[at].agency);
            if before(at).count() > 1 {
                into[at] = self.node(format!("join-{}", steps[at].id), "", Kind::Gate(Gate::All), &agency);
                self.flow(into[at], ends[at].0);
            }
            if after(at).count() > 1 {
                out[at] = self.gate_behind(ends[at].1, &format!("fork-{}", steps[at].id), &agency);
            }
        }
        for root in &roots {
            self.flow(begin, into[*root]);
        }
        for (earlier, later) in &pairs {
            self.flow(out[*earlier], into[*later]);
        }
        match leaves[..] {
            [only] => out[only],
            _ => {
                let join = self.node("join", "", Kind::Gate(Gate::All), &lead);
                for leaf in &leaves {
                    self.flow(out[*leaf], join);
                }
                join
            }
        }
    }

    fn gate_behind(&mut self, node: usize, id: &str, who: &str) -> usize {
        let gate = self.node(id, "", Kind::Gate(Gate::All), who);
        self.flow(node, gate);
        gate
    }

    /// One step; the nodes at which it begins and ends, different where a rule says whether it is done.
    fn step(&mut self, step: &Step) -> (usize, usize) {
        let agency = self.agency(&step.agency);
        let task = self.node(step.id.clone(), step.name.get(self.lang), Kind::Task, &agency);
        let node = &mut self.process.nodes[task];
        node.step = Some(step.id.clone());
        node.limit = Some(u64::from(step.working_days) * DAY);
        node.reads = std::iter::once(APPLICATION.to_owned()).chain(step.reads.iter().cloned()).collect();
        node.gives.clone_from(&step.gives);
        node.about.clone_from(&step.basis);
        let Some(rule) = &step.when else { return (task, task) };
        let name = self.say("要办这一步吗？", "Is this step done?");
        let gate = self.node(format!("if-{}", step.id), name, Kind::Gate(Gate::One), &agency);
        let joined = self.node(format!("end-if-{}", step.id), "", Kind::Gate(Gate::One), &agency);
        self.where_holds(gate, rule.text(), task);
        self.otherwise(gate, joined);
        self.flow(task, joined);
        (gate, joined)
    }

    fn decide(&mut self, service: &Service, last: usize) {
        let lead = self.agency(&service.lead);
        let results: Vec<String> =
            service.yields.iter().map(|id| self.playbook.evidence_name(id).get(self.lang).to_owned()).collect();
        let granted = match results.is_empty() {
            true => self.say("准予", "Granted"),
            false => format!("{}{}", self.say("准予：", "Granted: "), results.join(&self.say("、", ", "))),
        };
        let rule = service.eligible.as_ref().map(|rule| rule.text().to_owned());
        if rule.is_none() && service.mode != Mode::Review {
            let granted = self.node("granted", granted, Kind::End(false), &lead);
            self.flow(last, granted);
            return;
        }
        let gate =
            self.node("may-be-granted", self.say("符合条件吗？", "May it be granted?"), Kind::Gate(Gate::One), &lead);
        let granted = self.node("granted", granted, Kind::End(false), &lead);
        let refused =
            self.node("refused", self.say("不予，并告知理由", "Refused, with reasons"), Kind::End(false), &lead);
        self.process.nodes[refused].about =
            service.recourse.as_ref().map(|recourse| recourse.get(self.lang).to_owned());
        self.flow(last, gate);
        match rule {
            Some(rule) => self.where_holds(gate, &rule, granted),
            None => {
                let agreed = self.say("同意", "agreed");
                self.where_holds(gate, &agreed, granted);
            }
        }
        self.otherwise(gate, refused);
    }
}

/// What silence means, as a process that begins when the time is over; its node is added to the outer one.
fn silence(playbook: &Playbook, service: &Service, lang: Lang, outer: &mut Process) -> Option<Process> {
    let (id, zh, en) = match service.silence {
        Silence::Granted => ("granted-by-silence", "逾期未答复，视为同意", "No answer in time: granted"),
        Silence::Refused => ("refused-by-silence", "逾期未答复，视为不予", "No answer in time: refused"),
        Silence::None => return None,
    };
    let limit = outer.limit?;
    let days = service.statutory_working_days;
    let lead = playbook.agencies.get(&service.lead).map_or(&*service.lead, |agency| agency.name.get(lang));
    let say = |zh: String, en: String| Text::new(zh, en).get(lang).to_owned();
    let node = |id: &str, name: String, kind: Kind| {
        let mut node = Node::new(id, name, kind);
        node.who = vec![lead.to_owned()];
        node
    };
    let mut sub = node("silence", say("到期".into(), "Time is over".into()), Kind::Sub(1));
    sub.apart = true;
    outer.nodes.push(sub);
    let name = say(format!("满 {days} 个工作日"), format!("{days} working days"));
    Some(Process {
        id: "silence".to_owned(),
        name: say("到期".into(), "Time is over".into()),
        nodes: vec![node("time-over", name, Kind::Start), node(id, say(zh.into(), en.into()), Kind::End(false))],
        flows: vec![Flow { id: "silence-0-1".to_owned(), from: 0, to: 1, ..Flow::default() }],
        limit: Some(limit),
        part_of: Some((0, outer.nodes.len() - 1)),
        by_event: true,
        ..Process::default()
    })
}

/// Pairs that do not follow from others: of A→B, B→C, A→C the last is left out.
fn without_shortcuts(count: usize, pairs: &[(u32, u32)]) -> Vec<(usize, usize)> {
    let pairs: Vec<(usize, usize)> = pairs.iter().map(|(a, b)| (*a as usize, *b as usize)).collect();
    let mut next = vec![Vec::new(); count];
    pairs.iter().for_each(|(earlier, later)| next[*earlier].push(*later));
    let goes_round = |from: usize, to: usize| {
        let mut open: Vec<usize> = next[from].iter().copied().filter(|node| *node != to).collect();
        let mut seen: BTreeSet<usize> = open.iter().copied().collect();
        while let Some(node) = open.pop() {
            if node == to {
                return true;
            }
            open.extend(next[node].iter().copied().filter(|node| seen.insert(*node)));
        }
        false
    };
    pairs.iter().copied().filter(|(earlier, later)| !goes_round(*earlier, *later)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_order_that_follows_from_others_is_left_out() {
        assert_eq!(without_shortcuts(3, &[(0, 1), (0, 2), (1, 2)]), [(0, 1), (1, 2)]);
        assert_eq!(without_shortcuts(3, &[(0, 2), (1, 2)]), [(0, 2), (1, 2)]);
    }
}
