//! Catalogues of any origin, one JSON object a line: `{"held":7}` and `{"service":888,"needs":[…]}`.

use std::collections::HashMap;
use std::fmt;
use std::io::{self, BufRead};

use crate::NodeId;
use crate::graph::{Builder, Graph, WayId};
use crate::guard::{Atom, Profile};
use crate::json::Read;
use crate::line::{Called, Condition, Line};
use crate::numbers::Numbers;

/// Bad lines kept; the others are only counted.
pub const BAD_LINES_MAX: usize = 1000;
/// The longest line read, in bytes.
pub const LINE_MAX: usize = 16 << 20;

/// What a catalogue calls a thing: a whole number or a word. 7 and "7" are two things.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Name {
    /// A whole number.
    Int(i64),
    /// A word.
    Word(String),
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Name::Int(number) => write!(f, "{number}"),
            Name::Word(word) => f.write_str(word),
        }
    }
}

/// A line that could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadLine {
    /// Its number, from 1.
    pub line: u64,
    /// The byte of the line at which it went wrong, from 1.
    pub column: usize,
    /// What is wrong, in English.
    pub what: String,
}

/// A catalogue as a graph, with the names of its nodes.
#[derive(Clone, Debug)]
pub struct Catalogue {
    /// A node for each thing named, and inner nodes for needs with a choice or a condition.
    pub graph: Graph,
    /// Per way of the graph: working days; 0 for ways of inner nodes. Likewise fee, visits, minutes.
    pub days: Vec<u32>,
    /// Per way: what it costs, in the unit of the file.
    pub fee: Vec<u32>,
    /// Per way: visits in person.
    pub visits: Vec<u32>,
    /// Per way: minutes of the applicant's work.
    pub minutes: Vec<u32>,
    /// Lines read, blank ones among them.
    pub lines: u64,
    /// Lines that begin a service.
    pub services: usize,
    /// The first [`BAD_LINES_MAX`] lines that could not be read; nothing of them is in the graph.
    pub bad: Vec<BadLine>,
    /// How many there are in all.
    pub bad_count: u64,
    /// of things, in the order of their nodes
    names: Vec<Name>,
    /// per node, the place in `names` of the thing it is or whose need it is
    owner: Vec<u32>,
    attributes: Table<String>,
    values: Table<Name>,
}

#[derive(Clone, Debug)]
struct Table<T> {
    known: HashMap<T, u32>,
    list: Vec<T>,
}

impl<T> Default for Table<T> {
    fn default() -> Table<T> {
        Table { known: HashMap::new(), list: Vec::new() }
    }
}

impl<T: Clone + Eq + std::hash::Hash> Table<T> {
    fn number(&mut self, thing: T) -> u32 {
        let list = &mut self.list;
        *self.known.entry(thing).or_insert_with_key(|thing| {
            list.push(thing.clone());
            list.len() as u32 - 1
        })
    }
}

/// Reads a catalogue. `progress` is told the number of lines after every 65,536.
///
/// Ids are whole numbers or words. Keys of a service: `service`, `needs` (each with `any`,
/// `at_least` (1 where it is left out) and `if`), `if`, `days`, `fee`, `visits`, `minutes`. Several
/// lines for one service are alternatives. A thing demanded that no line issues or holds has no
/// issuer. Errors are those of the reader; a bad line is no error but listed in the catalogue.
pub fn read(mut reader: impl BufRead, mut progress: impl FnMut(u64)) -> io::Result<Catalogue> {
    let mut writer = Writer::default();
    let mut line = Vec::new();
    let mut number = 0_u64;
    loop {
        line.clear();
        let size = io::Read::take(&mut reader, LINE_MAX as u64 + 1).read_until(b'\n', &mut line)?;
        if size == 0 {
            break;
        }
        number += 1;
        if size > LINE_MAX {
            writer.bad(number, 1, format!("longer than {LINE_MAX} bytes"));
            skip_line(&mut reader)?;
        } else if let Err(wrong) = writer.line(&line) {
            writer.bad(number, wrong.at + 1, wrong.what);
        }
        if number.is_multiple_of(65_536) {
            progress(number);
        }
    }
    Ok(writer.finish(number))
}

fn skip_line(reader: &mut impl BufRead) -> io::Result<()> {
    loop {
        let chunk = reader.fill_buf()?;
        let end = chunk.iter().position(|byte| *byte == b'\n');
        let size = end.map_or(chunk.len(), |at| at + 1);
        reader.consume(size);
        if end.is_some() || size == 0 {
            return Ok(());
        }
    }
}

impl Catalogue {
    /// The name of a node; for an inner node that of the service whose need it is.
    pub fn name(&self, node: NodeId) -> &Name {
        &self.names[self.owner[node as usize] as usize]
    }

    /// The names of nodes, each once, in the order given; inner nodes are left out unless there is
    /// nothing else.
    pub fn names(&self, nodes: &[NodeId]) -> Vec<&Name> {
        let things: Vec<NodeId> = nodes.iter().copied().filter(|node| !self.graph.is_inner(*node)).collect();
        let shown = if things.is_empty() { nodes } else { &things };
        shown.iter().map(|node| self.name(*node)).collect()
    }

    /// The things of the catalogue, inner nodes left out.
    pub fn things(&self) -> impl Iterator<Item = NodeId> + '_ {
        (0..self.graph.len() as NodeId).filter(|node| !self.graph.is_inner(*node))
    }

    /// The name of an attribute of profiles.
    pub fn attribute(&self, attribute: u32) -> &str {
        &self.attributes.list[attribute as usize]
    }

    /// The value that an attribute is compared with.
    pub fn value(&self, value: u32) -> &Name {
        &self.values.list[value as usize]
    }

    /// A profile from `attribute=value` pairs. A value of digits stands for the number where the
    /// file compares with the number. Errors: the attributes that no line asks about; a value no
    /// line compares with is simply another value.
    pub fn profile(&self, pairs: &[(&str, &str)]) -> Result<Profile, Vec<String>> {
        let (mut profile, mut unknown) = (Profile::default(), Vec::new());
        for (attribute, value) in pairs {
            let Some(attribute) = self.attributes.known.get(*attribute) else {
                unknown.push((*attribute).to_owned());
                continue;
            };
            let number = value.parse().ok().and_then(|number| self.values.known.get(&Name::Int(number)));
            let word = self.values.known.get(&Name::Word((*value).to_owned()));
            let of_attribute = |value: &&u32| {
                self.graph.guards().iter().any(|(_, atom)| atom.attribute == *attribute && atom.value == **value)
            };
            if let Some(value) = number.into_iter().chain(word).find(of_attribute) {
                profile.0.insert(*attribute, *value);
            }
        }
        if unknown.is_empty() { Ok(profile) } else { Err(unknown) }
    }
}

#[derive(Default)]
struct Writer {
    builder: Builder,
    numbers: Numbers,
    words: HashMap<String, NodeId>,
    names: Vec<Name>,
    owner: Vec<u32>,
    /// days, fee, visits, minutes per way
    columns: [Vec<u32>; 4],
    attributes: Table<String>,
    values: Table<Name>,
    services: usize,
    bad: Vec<BadLine>,
    bad_count: u64,
    line: Line,
    demands: Vec<NodeId>,
    choice: Vec<NodeId>,
}

impl Writer {
    fn bad(&mut self, line: u64, column: usize, what: String) {
        self.bad_count += 1;
        if self.bad.len() < BAD_LINES_MAX {
            self.bad.push(BadLine { line, column, what });
        }
    }

    fn line(&mut self, text: &[u8]) -> Read<()> {
        // taken out while it is read from, put back for its room
        let mut line = std::mem::take(&mut self.line);
        let read = line.read(text);
        if let Ok(true) = read {
            self.add(&line);
        }
        self.line = line;
        read.map(drop)
    }

    fn add(&mut self, line: &Line) {
        if let Some(held) = line.held {
            let node = self.node(line, held);
            let way = self.way(node, 0, &[], line.weights);
            self.only_if(line, way);
        } else if let Some(service) = line.service {
            self.services += 1;
            let node = self.node(line, service);
            let mut demands = std::mem::take(&mut self.demands);
            demands.clear();
            let (mut any, mut when) = (0, 0);
            for need in &line.needs {
                let least = need.at_least.unwrap_or(1) as usize;
                demands.extend(self.need(
                    line,
                    node,
                    least,
                    &line.any[any..need.any_end],
                    &line.need_when[when..need.when_end],
                ));
                (any, when) = (need.any_end, need.when_end);
            }
            let way = self.way(node, demands.len(), &demands, line.weights);
            self.only_if(line, way);
            self.demands = demands;
        }
    }

    /// The way is there only for those whom the line names.
    fn only_if(&mut self, line: &Line, way: WayId) {
        for condition in &line.when {
            let (attribute, value) = self.compared(line, *condition);
            self.builder.when(way, Atom::is(attribute, value));
        }
    }

    /// What a service must have for one need: the thing itself where there is no choice and no
    /// condition, otherwise an inner node.
    fn need(
        &mut self,
        line: &Line,
        service: NodeId,
        least: usize,
        any: &[Called],
        when: &[Condition],
    ) -> Option<NodeId> {
        let mut choice = std::mem::take(&mut self.choice);
        choice.clear();
        for called in any {
            choice.push(self.node(line, *called));
        }
        choice.sort_unstable();
        choice.dedup();
        let demand = if least == 0 {
            None
        } else if least == 1 && choice.len() == 1 && when.is_empty() {
            Some(choice[0])
        } else {
            let inner = self.builder.inner();
            self.owner.push(self.owner[service as usize]);
            self.way(inner, least, &choice, [0; 4]);
            // where any part of the condition is false, nothing is needed
            for condition in when {
                let (attribute, value) = self.compared(line, *condition);
                let way = self.way(inner, 0, &[], [0; 4]);
                self.builder.when(way, Atom::is_not(attribute, value));
            }
            Some(inner)
        };
        self.choice = choice;
        demand
    }

    fn way(&mut self, node: NodeId, least: usize, demands: &[NodeId], weights: [u32; 4]) -> WayId {
        for (column, weight) in self.columns.iter_mut().zip(weights) {
            column.push(weight);
        }
        self.builder.way(node, least, demands)
    }

    fn compared(&mut self, line: &Line, (attribute, value): Condition) -> (u32, u32) {
        let attribute = self.attributes.number(line.text(attribute).to_owned());
        let value = self.values.number(match value {
            Called::Int(number) => Name::Int(number),
            Called::Word(word) => Name::Word(line.text(word).to_owned()),
        });
        (attribute, value)
    }

    fn node(&mut self, line: &Line, called: Called) -> NodeId {
        let known = match called {
            Called::Int(number) => self.numbers.get(number),
            Called::Word(word) => self.words.get(line.text(word)).copied(),
        };
        if let Some(node) = known {
            return node;
        }
        let node = self.builder.node();
        self.owner.push(self.names.len() as u32);
        self.names.push(match called {
            Called::Int(number) => {
                self.numbers.insert(number, node);
                Name::Int(number)
            }
            Called::Word(word) => {
                self.words.insert(line.text(word).to_owned(), node);
                Name::Word(line.text(word).to_owned())
            }
        });
        node
    }

    fn finish(self, lines: u64) -> Catalogue {
        drop((self.numbers, self.words));
        let [days, fee, visits, minutes] = self.columns;
        Catalogue {
            days,
            fee,
            visits,
            minutes,
            graph: self.builder.build(),
            lines,
            services: self.services,
            bad: self.bad,
            bad_count: self.bad_count,
            names: self.names,
            owner: self.owner,
            attributes: self.attributes,
            values: self.values,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Classes, Kind};
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    fn catalogue(text: &str) -> Catalogue {
        read(text.as_bytes(), |_| ()).expect("memory can be read")
    }

    #[test]
    fn finds_whom_a_conditional_need_blocks() {
        let found = catalogue(
            r#"{"held":"id card"}
{"service":888,"needs":[{"any":[680],"if":{"ind":7}},{"any":["id card"]}],"days":2,"fee":5}
{"service":680,"needs":[{"any":[888]}]}
"#,
        );
        assert_eq!((found.bad_count, found.lines, found.services), (0, 3, 2));
        let graph = found.graph.under(&found.profile(&[("ind", "7")]).expect("known"));
        let roots = graph.roots(&graph.obtainable());
        assert_eq!(roots[0].kind, Kind::Circular);
        assert_eq!(found.names(&roots[0].core), [&Name::Int(888), &Name::Int(680)]);
        assert!(found.graph.obtainable().blocked().is_empty());
        let node = found.things().find(|node| *found.name(*node) == Name::Int(888)).expect("named");
        let classes = Classes::of(&found.graph, &found.graph.cone(&[node]), 64).expect("two");
        let smallest = found.graph.by_class(&classes).smallest_profile(node);
        assert_eq!(smallest.map(|p| p.len()), Some(1));
        assert_eq!(found.profile(&[("size", "1")]), Err(vec!["size".to_owned()]));
    }

    #[test]
    fn bad_lines_are_told_with_their_numbers_and_leave_no_trace() {
        let found = catalogue(
            "{\"held\":1}\n\n{\"service\":2,\"needs\":[{\"any\":[3]},{}]}\nnonsense\n{\"holds\":4}\n{\"held\":1,\"service\":2}",
        );
        let lines: Vec<u64> = found.bad.iter().map(|bad| bad.line).collect();
        assert_eq!(lines, [3, 4, 5, 6]);
        assert_eq!((found.lines, found.graph.len()), (6, 1));
    }

    #[test]
    fn at_least_two_of_three_counts() {
        let text = "{\"held\":1}\n{\"held\":2}\n{\"service\":9,\"needs\":[{\"any\":[1,2,3],\"at_least\":2}]}\n";
        let found = catalogue(text);
        assert_eq!(found.names(&found.graph.obtainable().blocked()), [&Name::Int(3)]);
    }

    #[test]
    fn numbers_and_words_are_different_names() {
        let found = catalogue("{\"held\":7}\n{\"service\":1,\"needs\":[{\"any\":[\"7\"]}]}");
        assert_eq!(found.graph.obtainable().blocked().len(), 2);
        let names: BTreeMap<&Name, NodeId> = found.things().map(|node| (found.name(node), node)).collect();
        assert_eq!(names.len(), 3);
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_or_told(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let found = read(&bytes[..], |_| ()).expect("memory can be read");
            prop_assert!(found.bad_count <= found.lines);
        }

        #[test]
        fn broken_lines_are_read_or_told(cut in 0..80_usize, at in 0..80_usize, byte in any::<u8>()) {
            let mut line = br#"{"service":"a\u00e9","needs":[{"any":[1,-2],"at_least":2,"if":{"x":1}}],"days":3}"#.to_vec();
            if let Some(slot) = line.get_mut(at) {
                *slot = byte;
            }
            line.truncate(line.len() - cut.min(line.len()));
            prop_assert!(read(&line[..], |_| ()).is_ok());
        }
    }
}
