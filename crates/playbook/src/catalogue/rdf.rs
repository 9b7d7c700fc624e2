//! A small graph in the words of the vocabularies that CPSV-AP is made of.

use civic::Text;
use oxrdf::vocab::{rdf, xsd};
use oxrdf::{Literal, NamedNode, NamedNodeRef, Term, Triple};
use oxttl::TurtleSerializer;

/// Prefixes of the vocabularies used, as they stand at the head of the file.
const PREFIXES: &[(&str, &str)] = &[
    ("atu", "http://data.europa.eu/88u/dataset/"),
    ("adms", "http://www.w3.org/ns/adms#"),
    ("cpsv", "http://purl.org/vocab/cpsv#"),
    ("cv", "http://data.europa.eu/m8g/"),
    ("dcat", "http://www.w3.org/ns/dcat#"),
    ("dct", "http://purl.org/dc/terms/"),
    ("eli", "http://data.europa.eu/eli/ontology#"),
    ("foaf", "http://xmlns.com/foaf/0.1/"),
    ("skos", "http://www.w3.org/2004/02/skos/core#"),
    ("xsd", "http://www.w3.org/2001/XMLSchema#"),
];

/// Statements in the order they were made; those about one thing stand together.
pub(super) struct Graph {
    base: String,
    triples: Vec<Triple>,
}

impl Graph {
    pub fn new(base: &str) -> Graph {
        Graph { base: base.to_owned(), triples: Vec::new() }
    }

    /// The address of a thing of ours; what an address cannot hold is escaped.
    pub fn address(&self, parts: &[&str]) -> NamedNode {
        let mut text = self.base.clone();
        for (n, part) in parts.iter().enumerate() {
            if n > 0 {
                text.push(if self.base.starts_with("urn:") { ':' } else { '/' });
            }
            escape(part, &mut text);
        }
        NamedNode::new(text).unwrap_or_else(|_| NamedNode::new_unchecked("urn:tongtu:invalid-base"))
    }

    /// `thing` is one of `class` (`prefix:Name`).
    pub fn is_a(&mut self, thing: &NamedNode, class: &str) {
        let class = term(class);
        self.say(thing, rdf::TYPE, class);
    }

    /// A link from thing to thing.
    pub fn link(&mut self, thing: &NamedNode, property: &str, other: &NamedNode) {
        let property = term(property);
        self.say(thing, property.as_ref(), other.clone());
    }

    /// A text in both languages; a language that says nothing is left out.
    pub fn text(&mut self, thing: &NamedNode, property: &str, text: &Text) {
        let property = term(property);
        for (words, tag) in [(&text.zh, "zh-cn"), (&text.en, "en")] {
            if !words.trim().is_empty() {
                self.say(thing, property.as_ref(), Literal::new_language_tagged_literal_unchecked(words.as_str(), tag));
            }
        }
    }

    /// A plain value: a code, a number as written.
    pub fn value(&mut self, thing: &NamedNode, property: &str, value: &str) {
        let property = term(property);
        self.say(thing, property.as_ref(), Literal::new_simple_literal(value));
    }

    /// A length of time in days, `P2D`.
    pub fn days(&mut self, thing: &NamedNode, property: &str, days: u32) {
        let property = term(property);
        self.say(thing, property.as_ref(), Literal::new_typed_literal(format!("P{days}D"), xsd::DURATION));
    }

    /// An amount of money in fen, said in yuan.
    pub fn yuan(&mut self, thing: &NamedNode, property: &str, fen: i64) {
        let property = term(property);
        let yuan = format!("{}.{:02}", fen / 100, (fen % 100).abs());
        self.say(thing, property.as_ref(), Literal::new_typed_literal(yuan, xsd::DOUBLE));
    }

    /// A concept of a list of our own, typed where it is used, as CPSV-AP 3.2 wants it.
    pub fn concept(&mut self, thing: &NamedNode, property: &str, list: &str, code: &str, words: &Text) {
        let concept = self.address(&["code", list, code]);
        self.link(thing, property, &concept);
        self.is_a(&concept, "skos:Concept");
        self.text(&concept, "skos:prefLabel", words);
    }

    /// The graph as Turtle, statements about one thing together.
    pub fn turtle(mut self) -> String {
        let mut order: Vec<NamedNode> = Vec::new();
        let mut seen = std::collections::HashMap::new();
        for triple in &self.triples {
            if let oxrdf::NamedOrBlankNode::NamedNode(subject) = &triple.subject {
                seen.entry(subject.clone()).or_insert_with(|| {
                    order.push(subject.clone());
                    order.len()
                });
            }
        }
        self.triples.sort_by_key(|t| match &t.subject {
            oxrdf::NamedOrBlankNode::NamedNode(subject) => seen.get(subject).copied().unwrap_or_default(),
            oxrdf::NamedOrBlankNode::BlankNode(_) => 0,
        });
        let mut told = std::collections::HashSet::new();
        let mut serializer = TurtleSerializer::new();
        for (prefix, iri) in PREFIXES {
            serializer = serializer.with_prefix(*prefix, *iri).expect("the prefixes above are addresses");
        }
        let mut writer = serializer.for_writer(Vec::new());
        for triple in self.triples.into_iter().filter(|t| told.insert(t.clone())) {
            writer.serialize_triple(&triple).expect("writing to memory does not fail");
        }
        String::from_utf8(writer.finish().expect("writing to memory does not fail")).expect("Turtle is UTF-8")
    }

    fn say(&mut self, thing: &NamedNode, property: NamedNodeRef<'_>, object: impl Into<Term>) {
        self.triples.push(Triple::new(thing.clone(), property.into_owned(), object));
    }
}

/// `prefix:Name` in full.
fn term(short: &str) -> NamedNode {
    let (prefix, name) = short.split_once(':').expect("written as prefix:Name");
    let iri = PREFIXES.iter().find(|(p, _)| *p == prefix).map(|(_, iri)| *iri).expect("a prefix of the list");
    NamedNode::new_unchecked(format!("{iri}{name}"))
}

fn escape(part: &str, into: &mut String) {
    for byte in part.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' => into.push(char::from(byte)),
            other => into.push_str(&format!("%{other:02X}")),
        }
    }
}
