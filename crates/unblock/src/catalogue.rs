//! A catalogue as a graph whose nodes bear the names of the file it came from.

use std::collections::HashMap;
use std::fmt;

use crate::NodeId;
use crate::graph::Graph;
use crate::guard::Profile;

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
    /// The same in Chinese.
    pub what_zh: String,
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
    pub(crate) names: Vec<Name>,
    /// per node, the place in `names` of the thing it is or whose need it is
    pub(crate) owner: Vec<u32>,
    pub(crate) attributes: Table<String>,
    pub(crate) values: Table<Name>,
}

/// Words numbered in the order in which they were met.
#[derive(Clone, Debug)]
pub(crate) struct Table<T> {
    known: HashMap<T, u32>,
    list: Vec<T>,
}

impl<T> Default for Table<T> {
    fn default() -> Table<T> {
        Table { known: HashMap::new(), list: Vec::new() }
    }
}

impl<T: Clone + Eq + std::hash::Hash> Table<T> {
    pub(crate) fn number(&mut self, thing: T) -> u32 {
        let list = &mut self.list;
        *self.known.entry(thing).or_insert_with_key(|thing| {
            list.push(thing.clone());
            list.len() as u32 - 1
        })
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
