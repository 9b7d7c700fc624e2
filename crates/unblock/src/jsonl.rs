//! Catalogues of any origin, one JSON object a line: `{"held":7}` and `{"service":888,"needs":[…]}`.

use std::collections::HashMap;
use std::io::{self, BufRead};

pub use crate::catalogue::{BadLine, Catalogue, Name};

use crate::NodeId;
use crate::catalogue::Table;
use crate::graph::{Builder, WayId};
use crate::guard::Atom;
use crate::json::{Read, Wrong};
use crate::line::{Called, Condition, Line};
use crate::numbers::Numbers;

/// Bad lines kept; the others are only counted.
pub const BAD_LINES_MAX: usize = 1000;
/// The longest line read, in bytes.
pub const LINE_MAX: usize = 16 << 20;

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
            writer.bad(
                number,
                Wrong { at: 0, zh: format!("超过 {LINE_MAX} 字节"), en: format!("longer than {LINE_MAX} bytes") },
            );
            skip_line(&mut reader)?;
        } else if let Err(wrong) = writer.line(&line) {
            writer.bad(number, wrong);
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
    fn bad(&mut self, line: u64, Wrong { at, zh, en }: Wrong) {
        self.bad_count += 1;
        if self.bad.len() < BAD_LINES_MAX {
            self.bad.push(BadLine { line, column: at + 1, what: en, what_zh: zh });
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
