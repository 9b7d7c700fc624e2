//! Circles: smallest sets of clauses in which everything waits for something else of the set.

use civic::Date;
use unblock::NodeId;

use super::guards::{Guards, TooManyClasses};
use super::papers::{Papers, Thing, has_no_source, only_bought};
use super::who::Profile;

/// So many circles may share services; of any more each service is in one.
const SHARED_MAX: usize = 64;

/// A circular core: nothing in it can be had before something else in it, and without any one of
/// its clauses the rest comes free.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Circle {
    /// Services, papers and demands, in order of number.
    pub nodes: Vec<NodeId>,
    /// The smallest profile it blocks; empty = everybody who asks.
    pub profile: Profile,
    /// The day on which a new value of a parameter closes it; none = from the first day on.
    pub since: Option<Date>,
    /// What else is blocked, or not demanded of everybody: taken for granted when one asks what a
    /// repair of this circle alone would free.
    pub beside: Vec<NodeId>,
}

impl<'p> Papers<'p> {
    /// The circles that block everybody who must ask, whatever their circumstances.
    ///
    /// Papers that nobody issues are taken for granted: they block by themselves, and are told so.
    pub fn circles(&self) -> &[Circle] {
        self.circles.get_or_init(|| self.circles_for_all())
    }

    fn circles_for_all(&self) -> Vec<Circle> {
        let mut lifted = self.conditional();
        lifted.extend(self.without_source());
        let mut found = Vec::new();
        loop {
            let roots = self.roots(&self.obtainable(&lifted));
            if roots.is_empty() {
                return self.beside_each(found, &lifted);
            }
            for core in roots {
                lifted.extend(self.mended(&core, found.len()));
                if self.somebody_must_ask(&core) {
                    found.push(circle(core, Profile::new(), None));
                }
            }
        }
    }

    /// The circles that block only some, each with the fewest circumstances under which it is
    /// closed for certain. Conditions over yes-or-no facts, codes, words, numbers, amounts and days
    /// are weighed; where a rule reckons, or compares facts with one another, nothing is claimed.
    pub fn circles_for_some(&self) -> &[Circle] {
        self.circles_for_some.get_or_init(|| self.circles_under_conditions())
    }

    fn circles_under_conditions(&self) -> Vec<Circle> {
        let mut lifted = self.without_source();
        let always = self.circles();
        lifted.extend(always.iter().flat_map(|circle| self.mended(&circle.nodes, 0)));
        let stuck = self.obtainable(&lifted).blocked();
        let mut found = Vec::new();
        for day in self.days(&stuck) {
            let since = (day > self.playbook.from).then_some(day);
            match self.closed_on(&stuck, &mut lifted, day, since) {
                Ok(circles) => found.extend(circles),
                Err(TooManyClasses) => found.extend(self.closed_one_by_one(&stuck, &mut lifted, day, since)),
            }
        }
        lifted.extend(self.conditional());
        self.beside_each(found, &lifted)
    }

    /// The circles among `nodes` for every class of applicants; `lifted` grows by what is found.
    fn closed_on(
        &self,
        nodes: &[NodeId],
        lifted: &mut Vec<NodeId>,
        day: Date,
        since: Option<Date>,
    ) -> Result<Vec<Circle>, TooManyClasses> {
        let guards = Guards::of(self, nodes, day)?;
        let mut found: Vec<Circle> = Vec::new();
        loop {
            let graph = guards.graph(lifted);
            let classes = guards.classes(&graph).ok_or(TooManyClasses)?;
            let had = graph.by_class(&classes);
            let stuck = |class: &usize| nodes.iter().any(|node| !had.has(*class, *node));
            let Some(class) = (0..classes.count()).find(stuck) else { return Ok(found) };
            let there = graph.under(&classes.profile(class));
            for root in there.roots(&there.obtainable()) {
                let mut core = root.core;
                core.retain(|node| (*node as usize) < self.len());
                if core.is_empty() {
                    continue; // the node that only names cells
                }
                core.sort_unstable();
                let (mut blocked, mut spared) = (Vec::new(), Vec::new());
                for class in 0..classes.count() {
                    let cells = guards.cells_of(&classes, class);
                    if core.iter().all(|node| !had.has(class, *node)) {
                        blocked.push(cells);
                    } else if !guards.is_asked(&core, &cells) {
                        spared.push(cells);
                    }
                }
                lifted.extend(self.mended(&core, found.len()));
                found.push(circle(core, guards.smallest(&blocked, &spared), since));
            }
        }
    }

    /// The same where there are too many classes: root after root of what is stuck were all
    /// conditions true, each over its own conditions alone.
    fn closed_one_by_one(
        &self,
        stuck: &[NodeId],
        lifted: &mut Vec<NodeId>,
        day: Date,
        since: Option<Date>,
    ) -> Vec<Circle> {
        let mut found = Vec::new();
        let mut passed: Vec<NodeId> = Vec::new();
        loop {
            let there: Vec<NodeId> = lifted.iter().chain(&passed).copied().collect();
            let roots = self.roots(&self.obtainable(&there));
            if roots.is_empty() {
                return found;
            }
            for core in roots {
                let others = stuck.iter().filter(|node| self.is_conditional(**node) && !core.contains(node));
                let mut there: Vec<NodeId> = there.iter().chain(others).copied().collect();
                let closed = self.closed_on(&core, &mut there, day, since).unwrap_or_default();
                match core.iter().find(|node| closed.is_empty() && self.is_conditional(**node)) {
                    // conditions that never hold together: without one of them another may show
                    Some(node) => passed.push(*node),
                    None => lifted.extend(self.mended(&core, found.len())),
                }
                found.extend(closed);
            }
        }
    }

    /// Days on which the conditions of these nodes may change: the first, and those on which a
    /// parameter they use gets another value.
    fn days(&self, nodes: &[NodeId]) -> Vec<Date> {
        if nodes.is_empty() {
            return Vec::new();
        }
        let (first, last) = (self.playbook.from, self.playbook.until.unwrap_or(Date::MAX));
        let rules = nodes.iter().filter_map(|node| match self.thing(*node) {
            Thing::Demand(clause) => clause.when(),
            Thing::Service(service) => service.when.as_ref(),
            Thing::Evidence(_) => None,
        });
        let used = rules.flat_map(|rule| rule.parameters());
        let entries = used.flat_map(|name| self.playbook.parameters.entries(name));
        let changes = entries.flat_map(|entry| [Some(entry.from), entry.until.and_then(|until| until.tomorrow().ok())]);
        let mut days: Vec<Date> = changes.flatten().filter(|day| (first..=last).contains(day)).chain([first]).collect();
        days.sort();
        days.dedup();
        days
    }

    /// True for a circle that closes in the shops: something in it must be bought.
    pub fn is_through_market(&self, circle: &Circle) -> bool {
        circle.nodes.iter().any(|node| matches!(self.thing(*node), Thing::Evidence(paper) if only_bought(paper)))
    }

    /// The demands of a circle.
    pub fn demands_in(&self, circle: &Circle) -> Vec<NodeId> {
        self.demands_among(&circle.nodes)
    }

    fn demands_among(&self, nodes: &[NodeId]) -> Vec<NodeId> {
        nodes.iter().copied().filter(|node| matches!(self.thing(*node), Thing::Demand(_))).collect()
    }

    /// What is taken for granted so that a core no longer blocks: its demands, so that another circle
    /// through the same service shows; the whole core where there are many already.
    fn mended(&self, core: &[NodeId], found: usize) -> Vec<NodeId> {
        let demands = self.demands_among(core);
        if demands.is_empty() || found >= SHARED_MAX { core.to_vec() } else { demands }
    }

    fn conditional(&self) -> Vec<NodeId> {
        self.nodes().filter(|node| self.is_conditional(*node)).collect()
    }

    fn is_conditional(&self, node: NodeId) -> bool {
        matches!(self.thing(node), Thing::Demand(clause) if clause.when().is_some())
    }

    /// False when the services of a circle are never all for the same subject.
    fn somebody_must_ask(&self, core: &[NodeId]) -> bool {
        match Guards::of(self, core, self.playbook.from) {
            Ok(guards) => guards.choices().iter().any(|cells| guards.is_asked(core, cells)),
            Err(TooManyClasses) => true,
        }
    }

    /// True for a paper nobody issues and nobody holds.
    pub fn has_no_source(&self, node: NodeId) -> bool {
        matches!(self.thing(node), Thing::Evidence(evidence) if has_no_source(evidence))
    }

    fn beside_each(&self, mut circles: Vec<Circle>, lifted: &[NodeId]) -> Vec<Circle> {
        for circle in &mut circles {
            circle.beside = lifted.iter().copied().filter(|node| circle.nodes.binary_search(node).is_err()).collect();
        }
        circles
    }
}

fn circle(mut nodes: Vec<NodeId>, profile: Profile, since: Option<Date>) -> Circle {
    nodes.sort_unstable();
    Circle { nodes, profile, since, beside: Vec::new() }
}
