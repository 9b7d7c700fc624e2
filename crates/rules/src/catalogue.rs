//! The fact catalogue: what rules may ask about, of which kind, in which words.

use std::collections::BTreeMap;
use std::sync::Arc;

use civic::text::Text;

use crate::near;

/// What values a fact can hold.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum FactKind {
    /// Yes or no.
    Bool,
    /// A whole number; its unit is [`Fact::unit`].
    Int,
    /// Money in fen.
    Money,
    /// Free text.
    Text,
    /// A calendar day.
    Date,
    /// One of a list of codes, each with its name.
    Code(Vec<(String, Text)>),
}

/// How a value is filled in. Rules see nothing of it: every shape is a text but [`Shape::Declaration`], a yes.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub enum Shape {
    /// As its kind says.
    #[default]
    Plain,
    /// Several lines of text.
    Long,
    /// A unified social credit code, GB 32100.
    Uscc,
    /// The number of a resident identity card, GB 11643; personal.
    ResidentId,
    /// A telephone number; personal.
    Phone,
    /// A division: its code, a space, its full name.
    Division,
    /// A division as above, a space, street and number.
    Address,
    /// A sentence that is ticked.
    Declaration,
    /// A typed name, asked anew each time something is sent.
    Signature,
    /// Rows of these columns: one line a row, cells parted by tabs.
    Table(Vec<Column>),
}

impl Shape {
    /// A text with its own way of being read and shown.
    pub fn is_text_of_its_own(&self) -> bool {
        !matches!(self, Shape::Plain | Shape::Declaration)
    }
}

/// A column of a [`Shape::Table`].
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Column {
    /// What stands in it: name, kind, words and bounds.
    pub cell: Fact,
    /// A row may leave it empty.
    pub optional: bool,
}

/// One thing that can be known about a subject.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Fact {
    /// Its name in rules: lower-case letters, digits and `_`.
    pub name: String,
    /// What it can hold.
    pub kind: FactKind,
    /// How it is filled in.
    pub shape: Shape,
    /// Unit of a whole number, such as `person`; `None` = a bare number.
    pub unit: Option<String>,
    /// Its name for people.
    pub words: Text,
    /// How a person is asked for it.
    pub question: Option<Text>,
    /// Help beside the question.
    pub hint: Option<Text>,
    /// The register that already holds it; without one the applicant is asked.
    pub register: Option<String>,
    /// Smallest possible value, for numbers and money.
    pub min: Option<i64>,
    /// Largest possible value, for numbers and money.
    pub max: Option<i64>,
}

/// Why a fact cannot join the catalogue.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum Clash {
    /// The name is taken by a fact that differs.
    #[error("the fact `{0}` is already declared otherwise")]
    Taken(String),
    /// The name is a word of the rule language.
    #[error("`{0}` is a word of the rule language and cannot name a fact")]
    Reserved(String),
    /// The name is not made of lower-case letters, digits and `_`, starting with a letter.
    #[error("`{0}` is not a fact name: use lower-case letters, digits and `_`, at most 64")]
    BadName(String),
}

/// All facts known to rules. `-` and `_` in names are the same: files write `-`, rules write `_`.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Catalogue {
    /// Shared with the rules that read them.
    facts: BTreeMap<String, Arc<Fact>>,
}

/// Words with a meaning of their own in rules; no fact may bear one.
pub(crate) const RESERVED: &[&str] =
    &["and", "or", "not", "in", "between", "is", "null", "like", "date", "true", "false", "day", "days", "yuan"];

/// Longest name of a fact or parameter, in bytes.
pub(crate) const NAME_MAX: usize = 64;

impl Catalogue {
    /// Adds a fact. Adding an equal one again is allowed: two features may share it.
    pub fn add(&mut self, mut fact: Fact) -> Result<(), Clash> {
        fact.name = under(&fact.name);
        if !is_name(&fact.name) {
            return Err(Clash::BadName(fact.name));
        }
        if RESERVED.contains(&fact.name.as_str()) {
            return Err(Clash::Reserved(fact.name));
        }
        match self.facts.get(&fact.name) {
            Some(there) if **there != fact => Err(Clash::Taken(fact.name)),
            _ => {
                self.facts.insert(fact.name.clone(), Arc::new(fact));
                Ok(())
            }
        }
    }

    /// The fact of that name.
    pub fn get(&self, name: &str) -> Option<&Fact> {
        self.shared(name).map(|fact| &**fact)
    }

    /// The fact of that name, to be kept without a copy.
    pub(crate) fn shared(&self, name: &str) -> Option<&Arc<Fact>> {
        match self.facts.get(name) {
            None if name.contains('-') => self.facts.get(&under(name)),
            found => found,
        }
    }

    /// All names, sorted.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.facts.keys().map(String::as_str)
    }

    /// All facts, sorted by name.
    pub fn facts(&self) -> impl Iterator<Item = &Fact> {
        self.facts.values().map(|fact| &**fact)
    }

    /// The name most like the one given, if one is near enough to be meant.
    pub fn nearest(&self, name: &str) -> Option<&str> {
        near::nearest(&under(name), self.names())
    }
}

/// The form of a name used inside rules.
pub(crate) fn under(name: &str) -> String {
    name.replace('-', "_")
}

fn is_name(name: &str) -> bool {
    name.len() <= NAME_MAX
        && name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fact(name: &str) -> Fact {
        Fact {
            name: name.to_owned(),
            kind: FactKind::Int,
            shape: Shape::Plain,
            unit: None,
            words: Text::new("数", "number"),
            question: None,
            hint: None,
            register: None,
            min: None,
            max: None,
        }
    }

    #[test]
    fn an_equal_fact_may_come_twice_but_not_a_different_one() {
        let mut catalogue = Catalogue::default();
        assert_eq!(catalogue.add(fact("region-tier")), Ok(()));
        assert_eq!(catalogue.add(fact("region_tier")), Ok(()));
        let mut other = fact("region_tier");
        other.kind = FactKind::Bool;
        assert_eq!(catalogue.add(other), Err(Clash::Taken("region_tier".to_owned())));
        assert_eq!(catalogue.get("region-tier").map(|f| f.name.as_str()), Some("region_tier"));
    }

    #[test]
    fn refuses_names_that_rules_cannot_write() {
        let mut catalogue = Catalogue::default();
        for name in ["", "1st", "在岗", "Headcount", "a b", &"x".repeat(65)] {
            assert_eq!(catalogue.add(fact(name)), Err(Clash::BadName(name.to_owned())));
        }
        assert_eq!(catalogue.add(fact("between")), Err(Clash::Reserved("between".to_owned())));
    }

    #[test]
    fn suggests_the_name_that_was_meant() {
        let mut catalogue = Catalogue::default();
        for name in ["headcount", "region_tier", "rent"] {
            catalogue.add(fact(name)).expect("a good name");
        }
        assert_eq!(catalogue.nearest("headcuont"), Some("headcount"));
        assert_eq!(catalogue.nearest("regiontier"), Some("region_tier"));
        assert_eq!(catalogue.nearest("weather"), None);
        assert_eq!(catalogue.nearest(&"headcount".repeat(9000)), None);
    }
}
