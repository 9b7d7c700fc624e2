//! Conditions as guards of a graph: which demands a class of applicants is spared.

use std::collections::BTreeMap;

use civic::Date;
use rules::{Rule, Truth, Value};
use unblock::{Atom, Classes, Graph, NodeId};

use super::cells::{Among, Cut, asks_for_records, cuts};
use super::papers::{Papers, Thing};
use super::who::Profile;

/// Most classes of applicants looked at together.
const CLASSES_MAX: usize = 16_384;
/// Up to so many facts all sets of them are tried; beyond, one after another is dropped.
const FACTS_TRIED: usize = 8;

/// The conditions of some nodes on one day, over facts cut into cells. Attributes are the places of
/// facts in `cuts`, their values the places of cells.
pub(super) struct Guards<'a, 'p> {
    papers: &'a Papers<'p>,
    day: Date,
    cuts: Vec<Cut>,
    /// node, its condition, and whether it is had where the condition is not surely true (a demand
    /// that is spared) or only where it surely is not (a service nobody has to ask for)
    conditions: Vec<(NodeId, &'p Rule, bool)>,
}

/// Why there are no guards: more classes than can be looked at.
pub(super) struct TooManyClasses;

impl<'a, 'p> Guards<'a, 'p> {
    /// The guards of `nodes`.
    pub fn of(papers: &'a Papers<'p>, nodes: &[NodeId], day: Date) -> Result<Guards<'a, 'p>, TooManyClasses> {
        let conditions: Vec<(NodeId, &Rule, bool)> = nodes
            .iter()
            .filter_map(|node| match papers.thing(*node) {
                Thing::Demand(clause) => Some((*node, clause.when()?, true)),
                Thing::Service(service) => Some((*node, service.when.as_ref()?, false)),
                Thing::Evidence(_) => None,
            })
            .collect();
        let rules: Vec<&Rule> = conditions.iter().map(|(_, rule, _)| *rule).collect();
        let cuts = cuts(papers.playbook, &rules, day);
        let count = cuts.iter().fold(1_usize, |all, cut| all.saturating_mul(cut.cells.len()));
        if count > CLASSES_MAX { Err(TooManyClasses) } else { Ok(Guards { papers, day, cuts, conditions }) }
    }

    fn truth(&self, rule: &Rule, facts: &BTreeMap<String, Value>) -> Truth {
        rule.evaluate(facts, &self.papers.playbook.parameters, self.day)
    }

    /// The graph as each class meets it, `there` given; one node more than the papers have, which
    /// names every cell, so that "any other value" stands for the last.
    pub fn graph(&self, there: &[NodeId]) -> Graph {
        let mut graph = self.papers.draft();
        for node in there {
            graph.given(*node);
        }
        for (node, rule, is_demand) in &self.conditions {
            for spared in self.cells_where(rule, *is_demand) {
                let way = graph.given(*node);
                for (fact, cell) in spared {
                    self.atoms(fact, cell).for_each(|atom| graph.when(way, atom));
                }
            }
        }
        let every = graph.inner();
        for (fact, cut) in (0..).zip(&self.cuts) {
            for cell in (0..).take(cut.cells.len() - 1) {
                let way = graph.given(every);
                graph.when(way, Atom::is(fact, cell));
            }
        }
        graph.build()
    }

    /// "The fact lies in this cell"; in the last one where it lies in none before.
    fn atoms(&self, fact: u32, cell: u32) -> impl Iterator<Item = Atom> + use<> {
        let last = (self.cuts[fact as usize].cells.len() - 1) as u32;
        let (is, is_not) = if cell < last { (Some(cell), 0) } else { (None, last) };
        is.map(|cell| Atom::is(fact, cell)).into_iter().chain((0..is_not).map(move |other| Atom::is_not(fact, other)))
    }

    /// The choices of cells for which a rule spares its node, each as short as evaluating fact after
    /// fact makes it.
    fn cells_where(&self, rule: &Rule, is_demand: bool) -> Vec<Vec<(u32, u32)>> {
        if asks_for_records(rule) {
            return if is_demand { vec![Vec::new()] } else { Vec::new() };
        }
        let read = rule.facts();
        let cuts: Vec<(u32, &Cut)> = (0..).zip(&self.cuts).filter(|(_, cut)| read.contains(&&*cut.fact)).collect();
        let (mut spared, mut open) = (Vec::new(), vec![Vec::<(u32, u32)>::new()]);
        while let Some(chosen) = open.pop() {
            let value = |(fact, cell): &(u32, u32)| {
                let cut = &self.cuts[*fact as usize];
                (cut.fact.clone(), cut.cells[*cell as usize].sample.clone())
            };
            match self.truth(rule, &chosen.iter().map(value).collect()) {
                Truth::True => {}
                Truth::False => spared.push(chosen),
                Truth::Unknown => match cuts.get(chosen.len()) {
                    Some((fact, cut)) => {
                        let cells = (0..).take(cut.cells.len());
                        open.extend(cells.map(|cell| [&chosen[..], &[(*fact, cell)]].concat()));
                    }
                    None if is_demand => spared.push(chosen),
                    None => {}
                },
            }
        }
        spared
    }

    /// The classes of the graph made here.
    pub fn classes(&self, graph: &Graph) -> Option<Classes> {
        let all: Vec<NodeId> = (0..graph.len() as u32).collect();
        Classes::of(graph, &all, CLASSES_MAX).ok()
    }

    /// The cell of each fact in a class.
    pub fn cells_of(&self, classes: &Classes, class: usize) -> Vec<usize> {
        let cell = |(fact, cut): (u32, &Cut)| match classes.value(class, fact) {
            Some(cell) => cell as usize,
            None => cut.cells.len() - 1,
        };
        (0..).zip(&self.cuts).map(cell).collect()
    }

    /// True where every service of `core` may have to be asked for by somebody of these cells.
    pub fn is_asked(&self, core: &[NodeId], cells: &[usize]) -> bool {
        let mut asked = self.conditions.iter().filter(|(node, _, is_demand)| !is_demand && core.contains(node));
        let facts = self.cuts.iter().zip(cells);
        let facts = facts.map(|(cut, cell)| (cut.fact.clone(), cut.cells[*cell].sample.clone())).collect();
        asked.all(|(_, rule, _)| self.truth(rule, &facts) != Truth::False)
    }

    /// All choices of cells, one a fact.
    pub fn choices(&self) -> Vec<Vec<usize>> {
        self.cuts.iter().fold(vec![Vec::new()], |before, cut| {
            let longer = |chosen: &Vec<usize>| {
                let chosen = chosen.clone();
                (0..cut.cells.len()).map(move |cell| [&chosen[..], &[cell]].concat())
            };
            before.iter().flat_map(longer).collect()
        })
    }

    /// The profile of fewest facts under which everybody who must ask is blocked, each fact as wide
    /// as it may be. `blocked` and `spared` are classes by their cells; all others block nobody.
    pub fn smallest(&self, blocked: &[Vec<usize>], spared: &[Vec<usize>]) -> Profile {
        let keys = self.fewest_facts(blocked, spared);
        let first = blocked.iter().find(|class| self.holds(&boxed(&keys, class), blocked, spared));
        let Some(first) = first else { return Profile::new() };
        let mut chosen = boxed(&keys, first);
        for fact in &keys {
            self.widen(*fact, &mut chosen, blocked, spared);
        }
        let told = |(fact, cells): (usize, Vec<usize>)| {
            let cut = &self.cuts[fact];
            let all = cells.iter().map(|cell| cut.cells[*cell].among.clone());
            let among = all.reduce(|whole: Among, next| whole.with(&next))?;
            (cells.len() < cut.cells.len()).then(|| (cut.fact.clone(), among))
        };
        chosen.into_iter().filter_map(told).collect()
    }

    fn fewest_facts(&self, blocked: &[Vec<usize>], spared: &[Vec<usize>]) -> Vec<usize> {
        let facts: Vec<usize> = (0..self.cuts.len()).collect();
        let enough = |keys: &[usize]| self.some_choice(keys, blocked, spared);
        if facts.len() <= FACTS_TRIED {
            let mut sets: Vec<u32> = (0..1_u32 << facts.len()).collect();
            sets.sort_by_key(|set| set.count_ones());
            let chosen = |set: u32| facts.iter().copied().filter(|at| set >> at & 1 == 1).collect::<Vec<_>>();
            return sets.into_iter().map(chosen).find(|keys| enough(keys)).unwrap_or(facts);
        }
        facts.iter().fold(facts.clone(), |keys, fact| {
            let fewer: Vec<usize> = keys.iter().copied().filter(|key| key != fact).collect();
            if enough(&fewer) { fewer } else { keys }
        })
    }

    /// True when some cells of `keys` block all who must ask.
    fn some_choice(&self, keys: &[usize], blocked: &[Vec<usize>], spared: &[Vec<usize>]) -> bool {
        let mut groups: BTreeMap<Vec<usize>, (usize, bool)> = BTreeMap::new();
        for (class, is_blocked) in blocked.iter().map(|c| (c, true)).chain(spared.iter().map(|c| (c, false))) {
            let group = groups.entry(keys.iter().map(|key| class[*key]).collect()).or_default();
            *group = (group.0 + 1, group.1 || is_blocked);
        }
        let others = self.cuts.iter().enumerate().filter(|(at, _)| !keys.contains(at));
        let size: usize = others.map(|(_, cut)| cut.cells.len()).product();
        groups.values().any(|(count, some)| *count == size && *some)
    }

    /// True when all classes within the box are blocked or spared, and some of them blocked.
    fn holds(&self, chosen: &BTreeMap<usize, Vec<usize>>, blocked: &[Vec<usize>], spared: &[Vec<usize>]) -> bool {
        let within = |class: &&Vec<usize>| chosen.iter().all(|(fact, cells)| cells.contains(&class[*fact]));
        let cells = |(at, cut): (usize, &Cut)| chosen.get(&at).map_or(cut.cells.len(), Vec::len);
        let size: usize = self.cuts.iter().enumerate().map(cells).product();
        let blocked = blocked.iter().filter(within).count();
        blocked > 0 && blocked + spared.iter().filter(within).count() == size
    }

    /// Takes in cells of one fact as long as all within stay blocked: neighbours of a range, any
    /// code of a list.
    fn widen(
        &self,
        fact: usize,
        chosen: &mut BTreeMap<usize, Vec<usize>>,
        blocked: &[Vec<usize>],
        spared: &[Vec<usize>],
    ) {
        let (start, cut) = (chosen[&fact][0], &self.cuts[fact]);
        let fits = |cell: usize| {
            let mut only = chosen.clone();
            only.insert(fact, vec![cell]);
            self.holds(&only, blocked, spared)
        };
        let mut cells = vec![start];
        if cut.in_order() {
            cells.extend((0..start).rev().take_while(|cell| fits(*cell)));
            cells.extend((start + 1..cut.cells.len()).take_while(|cell| fits(*cell)));
        } else {
            cells.extend((0..cut.cells.len()).filter(|cell| *cell != start && fits(*cell)));
        }
        cells.sort_unstable();
        chosen.insert(fact, cells);
    }
}

fn boxed(keys: &[usize], class: &[usize]) -> BTreeMap<usize, Vec<usize>> {
    keys.iter().map(|key| (*key, vec![class[*key]])).collect()
}
