//! Seeded catalogues with planted deadlocks of every kind: what is found can be held against what was hidden.

use crate::chance::Chance;
use std::collections::BTreeSet;
use std::fmt::Write as _;

/// Who asks: for others the needs planted for this profile alone do not count.
pub const PROFILE: &str = "ind=3,tier=1,size=0";
/// Numbers given to one planted cause: its core, then those who wait for it.
const ROOM: u64 = 8;

/// What was hidden, by the name of its shape.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Shape {
    /// Three things, each waiting for the next.
    Cycle,
    /// A thing that demands itself.
    Oneself,
    /// Two things that demand each other.
    Mutual,
    /// Two of three are asked for; one can be had, the others wait for it.
    TooFewLeft,
    /// More are asked for than are listed.
    TooFewListed,
    /// A thing that nobody issues.
    NoIssuer,
    /// The only issuer may issue it no more; the demand was left standing.
    Orphaned,
    /// Two things that demand each other of one profile only.
    ProfileOnly,
    /// Two alternatives, both waiting for the thing itself.
    DeadAlternatives,
}

/// All shapes; planted in turn.
pub const SHAPES: [Shape; 9] = [
    Shape::Cycle,
    Shape::Oneself,
    Shape::Mutual,
    Shape::TooFewLeft,
    Shape::TooFewListed,
    Shape::NoIssuer,
    Shape::Orphaned,
    Shape::ProfileOnly,
    Shape::DeadAlternatives,
];

/// A root cause: what it is called, and the ids of its core.
pub type Cause = (String, BTreeSet<u64>);

/// A catalogue, and what is hidden in it.
#[derive(Debug, Default)]
pub struct Made {
    /// One JSON object a line.
    pub text: String,
    /// The causes planted, and no others are in it.
    pub causes: BTreeSet<Cause>,
    /// All ids that cannot be had for [`PROFILE`].
    pub blocked: BTreeSet<u64>,
}

/// `things` things: a tenth held, services over earlier things, 30 % of the needs with alternatives
/// of which many lead forward, so that rings with a way out abound; and about eight in a thousand dead.
pub fn make(things: u64, seed: u64) -> Made {
    let mut chance = Chance(seed);
    let mut made = Made::default();
    let plants = (things / 1000).max(SHAPES.len() as u64);
    let (held, usual) = (things / 10, things - plants * ROOM);
    for id in 0..held {
        made.line(format_args!("{{\"held\":{id}}}"));
    }
    for id in held..usual {
        let needs: Vec<String> = (0..=chance.below(3)).map(|_| need(&mut chance, id, usual)).collect();
        let days = chance.below(20);
        let (needs, fee) = (needs.join(","), days * 3);
        made.line(format_args!("{{\"service\":{id},\"needs\":[{needs}],\"days\":{days},\"fee\":{fee}}}"));
    }
    for plant in 0..plants {
        made.plant(SHAPES[plant as usize % SHAPES.len()], usual + plant * ROOM);
    }
    made
}

/// Can always be met: as many earlier things stand in it as it asks for.
fn need(chance: &mut Chance, id: u64, usual: u64) -> String {
    let earlier = chance.below(id);
    let only = if chance.once_in(10) {
        let (attribute, values) = [("ind", 7), ("tier", 3), ("size", 2)][chance.below(3) as usize];
        format!(",\"if\":{{\"{attribute}\":{}}}", chance.below(values))
    } else {
        String::new()
    };
    match chance.below(10) {
        0 => {
            let other = (earlier + 1 + chance.below(id - 1)) % id;
            format!("{{\"any\":[{earlier},{other},{}],\"at_least\":2{only}}}", chance.below(usual))
        }
        1 | 2 => format!("{{\"any\":[{earlier},{}]{only}}}", chance.below(usual)),
        _ => format!("{{\"any\":[{earlier}]{only}}}"),
    }
}

impl Made {
    fn line(&mut self, line: std::fmt::Arguments) {
        writeln!(self.text, "{line}").expect("a string takes any text");
    }

    fn service(&mut self, id: u64, needs: &str) {
        self.line(format_args!("{{\"service\":{id},\"needs\":[{{{needs}}}],\"days\":1}}"));
    }

    /// A core from `at` on; what is left of its room waits for it, one for another.
    fn plant(&mut self, shape: Shape, at: u64) {
        let (b, c) = (at + 1, at + 2);
        let one = |id: u64| format!("\"any\":[{id}]");
        let (kind, size) = match shape {
            Shape::Cycle => {
                (0..3).for_each(|step| self.service(at + step, &one(at + (step + 1) % 3)));
                ("circular", 3)
            }
            Shape::Oneself => {
                self.service(at, &one(at));
                ("circular", 1)
            }
            Shape::Mutual => {
                self.service(at, &one(b));
                self.service(b, &one(at));
                ("circular", 2)
            }
            Shape::TooFewLeft => {
                self.service(at, &format!("\"any\":[0,{b},{c}],\"at_least\":2"));
                self.service(b, &one(at));
                self.service(c, &one(at));
                ("too-few", 3)
            }
            Shape::TooFewListed => {
                self.service(at, "\"any\":[0,1],\"at_least\":3");
                ("too-few", 1)
            }
            Shape::NoIssuer => ("missing", 1),
            Shape::Orphaned => {
                // it may still issue, but not to this profile; a value that other lines compare with, too
                self.line(format_args!("{{\"service\":{at},\"needs\":[],\"if\":{{\"ind\":6}}}}"));
                ("missing", 1)
            }
            Shape::ProfileOnly => {
                self.service(at, &format!("\"any\":[{b}],\"if\":{{\"ind\":3}}"));
                self.service(b, &one(at));
                ("circular", 2)
            }
            Shape::DeadAlternatives => {
                self.service(at, &format!("\"any\":[{b},{c}]"));
                self.service(b, &one(at));
                self.service(c, &one(at));
                ("circular", 3)
            }
        };
        (at + size..at + ROOM).for_each(|id| self.service(id, &one(id - size)));
        self.blocked.extend(at..at + ROOM);
        self.causes.insert((kind.to_owned(), (at..at + size).collect()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_shape_is_planted_and_nothing_else_is_dead_by_design() {
        let made = make(1000, 7);
        assert_eq!((made.causes.len(), made.blocked.len()), (9, 72));
        assert_eq!(made.text, make(1000, 7).text);
        assert_ne!(made.text, make(1000, 8).text);
        let kinds: BTreeSet<&str> = made.causes.iter().map(|(kind, _)| kind.as_str()).collect();
        assert_eq!(kinds, BTreeSet::from(["circular", "missing", "too-few"]));
    }

    #[test]
    fn about_three_needs_in_ten_have_alternatives() {
        let text = make(10_000, 7).text;
        let needs = text.matches("\"any\"").count();
        let plain =
            text.split("\"any\":[").skip(1).filter(|need| !need.split(']').next().unwrap().contains(',')).count();
        let share = 100 * (needs - plain) / needs;
        assert!((28..=32).contains(&share), "{share} %");
    }
}
