//! The derivation: from what cannot be had down to the clauses that are the reason.

use std::collections::BTreeMap;

use civic::text::{Lang, Text};
use unblock::NodeId;

use super::place::{listed, of_clause, of_paper, quoted};
use crate::graph::{Clause, Papers, Thing};
use crate::model::{Evidence, Issuer};

/// Most lines told; a longer reason is cut short and says so.
const LINES_MAX: usize = 40;

/// Why `goal` cannot be had, one line a clause. `blocked` are the nodes it may rest on: those of a
/// circle, or all that cannot be had.
pub fn derivation(papers: &Papers<'_>, goal: NodeId, blocked: &[NodeId]) -> Text {
    let mut is_blocked = vec![false; papers.len()];
    blocked.iter().for_each(|node| is_blocked[*node as usize] = true);
    let reasons = Reasons { papers, blocked: is_blocked };
    let shared = reasons.shared(goal);
    let tell = |lang| {
        let mut teller = Teller {
            reasons: &reasons,
            lang,
            shared: &shared,
            numbers: BTreeMap::new(),
            path: Vec::new(),
            lines: Vec::new(),
        };
        teller.tell(goal, 0);
        teller.lines.join("\n")
    };
    Text::new(tell(Lang::Zh), tell(Lang::En))
}

/// What one thing rests on.
struct Reason<'p> {
    /// The demand that is not met; none = the issuers themselves are blocked, or there is none.
    clause: Option<Clause<'p>>,
    rests_on: Vec<NodeId>,
}

struct Reasons<'a, 'p> {
    papers: &'a Papers<'p>,
    blocked: Vec<bool>,
}

impl<'p> Reasons<'_, 'p> {
    fn is_blocked(&self, node: NodeId) -> bool {
        self.blocked[node as usize]
    }

    fn of(&self, node: NodeId) -> Reason<'p> {
        let demand = self.papers.demands_of(node).iter().find(|demand| self.is_blocked(**demand));
        let clause = demand.and_then(|demand| match self.papers.thing(*demand) {
            Thing::Demand(clause) => Some(clause),
            _ => None,
        });
        let asked = clause.map_or(&[][..], |clause| clause.papers()).iter().filter_map(|id| self.papers.evidence(id));
        let mut rests_on: Vec<NodeId> = asked.filter(|node| self.is_blocked(*node)).collect();
        if let Thing::Evidence(paper) = self.papers.thing(node)
            && paper.abolished_by.is_none()
        {
            let services = paper.issuers.iter().filter_map(|issuer| match issuer {
                Issuer::Service(id) => self.papers.service(id),
                _ => None,
            });
            rests_on.extend(services.filter(|node| self.is_blocked(*node)));
        }
        rests_on.dedup();
        Reason { clause, rests_on }
    }

    /// Everything the goal rests on that is named more than once, the goal itself if it comes back.
    fn shared(&self, goal: NodeId) -> Vec<NodeId> {
        let mut named = BTreeMap::from([(goal, 1_u32)]);
        let mut open = vec![goal];
        while let Some(node) = open.pop() {
            for cause in self.of(node).rests_on {
                let times = named.entry(cause).or_insert(0);
                *times += 1;
                if *times == 1 {
                    open.push(cause);
                }
            }
        }
        named.into_iter().filter(|(_, times)| *times > 1).map(|(node, _)| node).collect()
    }
}

struct Teller<'a, 'p> {
    reasons: &'a Reasons<'a, 'p>,
    lang: Lang,
    shared: &'a [NodeId],
    /// numbers of the shared causes told so far
    numbers: BTreeMap<NodeId, usize>,
    /// what led from the goal to the line being told
    path: Vec<NodeId>,
    lines: Vec<String>,
}

impl<'p> Teller<'_, 'p> {
    fn say<'t>(&self, zh: &'t str, en: &'t str) -> &'t str {
        match self.lang {
            Lang::Zh => zh,
            Lang::En => en,
        }
    }

    fn line(&mut self, depth: usize, words: String) {
        match self.lines.len() {
            LINES_MAX => self.lines.push(self.say("……其余从略", "… and so on").to_owned()),
            told if told < LINES_MAX => self.lines.push(format!("{}{words}", "  ".repeat(depth))),
            _ => {}
        }
    }

    /// Follows single causes in one list; branches go one deeper. Every line is counted, so the
    /// depth is bounded too.
    fn tell(&mut self, goal: NodeId, depth: usize) {
        let (mut node, mut first) = (goal, true);
        while self.lines.len() <= LINES_MAX {
            if let Some(number) = self.numbers.get(&node) {
                let name = self.name(node);
                let words = match (self.lang, self.path.contains(&node)) {
                    (Lang::Zh, true) => format!("所以又回到 [{number}]：{name}"),
                    (Lang::Zh, false) => format!("而{name}见 [{number}]"),
                    (Lang::En, true) => format!("therefore it comes back to [{number}]: {name}"),
                    (Lang::En, false) => format!("and {name} is told at [{number}]"),
                };
                return self.line(depth, words);
            }
            self.path.push(node);
            let mark = self.number(node);
            let reason = self.reasons.of(node);
            let begin = if first { self.say("因为", "because ") } else { self.say("而", "and ") };
            let words = format!("{mark}{begin}{}", self.clause(node, &reason));
            self.line(depth, words);
            match reason.rests_on[..] {
                [] => return,
                [next] => node = next,
                _ => return self.branches(node, &reason.rests_on, depth),
            }
            first = false;
        }
    }

    fn branches(&mut self, node: NodeId, causes: &[NodeId], depth: usize) {
        let open = self.path.len();
        for cause in causes {
            self.tell(*cause, depth + 1);
            self.path.truncate(open);
        }
        let name = self.name(node);
        let words = match self.lang {
            Lang::Zh => format!("所以{name}办不成"),
            Lang::En => format!("therefore {name} cannot be had"),
        };
        self.line(depth, words);
    }

    /// `[1] ` before a cause that is named again later.
    fn number(&mut self, node: NodeId) -> String {
        if !self.shared.contains(&node) {
            return String::new();
        }
        let number = self.numbers.len() + 1;
        self.numbers.insert(node, number);
        format!("[{number}] ")
    }

    fn name(&self, node: NodeId) -> String {
        match self.reasons.papers.thing(node) {
            Thing::Service(service) => quoted(&service.name, self.lang),
            Thing::Evidence(paper) => quoted(&paper.name, self.lang),
            Thing::Demand(clause) => clause.id().to_owned(),
        }
    }

    /// The one clause that says why: who demands what, who alone issues it, since when nobody does.
    fn clause(&self, node: NodeId, reason: &Reason<'p>) -> String {
        let papers = self.reasons.papers;
        let name = self.name(node);
        match (papers.thing(node), reason.clause) {
            (Thing::Evidence(paper), _) if papers.has_no_source(node) => self.no_source(paper, &name),
            (Thing::Evidence(paper), None) => {
                let from: Vec<String> = reason.rests_on.iter().map(|node| self.name(*node)).collect();
                let (from, place) = (listed(&from, self.lang), of_paper(papers, paper, self.lang));
                match self.lang {
                    Lang::Zh => format!("{name}只由{from}出具{place}"),
                    Lang::En => format!("{name} comes only from {from}{place}"),
                }
            }
            (_, Some(clause)) => self.demand(clause, &name),
            (_, None) => name,
        }
    }

    fn demand(&self, clause: Clause<'p>, name: &str) -> String {
        let papers = self.reasons.papers;
        let asked: Vec<String> =
            clause.papers().iter().map(|id| quoted(&papers.playbook.evidence_name(id), self.lang)).collect();
        let (n, of) = (clause.enough(), asked.len());
        let (asked, place) = (listed(&asked, self.lang), of_clause(papers, clause, self.lang));
        let n = match (self.lang, n) {
            (Lang::Zh, n) => format!("{n} 份"),
            (Lang::En, 1) => "one".to_owned(),
            (Lang::En, n) => n.to_string(),
        };
        match (self.lang, clause, of) {
            (Lang::Zh, Clause::Requires { .. }, _) => format!("出具{name}要先有{asked}{place}"),
            (Lang::En, Clause::Requires { .. }, _) => format!("{name} is issued only against {asked}{place}"),
            (Lang::Zh, _, 1) => format!("{name}要求{asked}{place}"),
            (Lang::En, _, 1) => format!("{name} demands {asked}{place}"),
            (Lang::Zh, ..) => format!("{name}要求{asked}中的 {n}{place}"),
            (Lang::En, ..) => format!("{name} demands {n} of {asked}{place}"),
        }
    }

    fn no_source(&self, paper: &Evidence, name: &str) -> String {
        let place = of_paper(self.reasons.papers, paper, self.lang);
        match (self.lang, paper.abolished_by.is_some()) {
            (Lang::Zh, true) => format!("{name}已明令取消，无人再出具{place}"),
            (Lang::Zh, false) => format!("{name}无人出具{place}"),
            (Lang::En, true) => format!("{name} was abolished and nobody issues it any more{place}"),
            (Lang::En, false) => format!("nobody issues {name}{place}"),
        }
    }
}
