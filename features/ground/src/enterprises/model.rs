//! An enterprise in the register: its items, each with where it comes from and since when it holds.

use std::collections::BTreeMap;

use civic::uscc::Uscc;
use civic::{Date, RegionCode, Text};
use serde::{Deserialize, Serialize};

use super::item::{Item, ItemValue};

/// An enterprise of the register.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Enterprise {
    /// Id drawn by the application.
    pub id: String,
    /// County it is registered in, six digits; fixed for the life of the row.
    pub region: RegionCode,
    /// Unified social credit code.
    pub uscc: Uscc,
    /// What is known.
    pub items: BTreeMap<Item, Held>,
    /// First entry, epoch milliseconds.
    pub created_ms: i64,
    /// Last change, epoch milliseconds.
    pub updated_ms: i64,
}

impl Enterprise {
    /// The registered name.
    pub fn name(&self) -> &str {
        self.words(Item::Name)
    }

    /// An item as text, empty when unknown.
    pub fn words(&self, item: Item) -> &str {
        match self.items.get(&item).map(|held| &held.value) {
            Some(ItemValue::Words(words)) => words,
            _ => "",
        }
    }

    /// A count or an amount in fen.
    pub fn int(&self, item: Item) -> Option<i64> {
        self.items.get(&item)?.value.int()
    }
}

/// A value with its origin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    /// The value.
    pub value: ItemValue,
    /// Where it comes from.
    pub origin: Origin,
}

/// Where a value comes from and the day it was true.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Origin {
    /// Who said it.
    pub source: Source,
    /// The day it was true.
    pub as_of: Date,
}

/// Who said it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum Source {
    /// The enterprise itself.
    Enterprise,
    /// A list that an office brought in; the name of the file.
    List {
        /// Name of the file.
        file: String,
    },
}

impl Source {
    /// The words shown behind a value.
    pub fn words(&self) -> Text {
        match self {
            Source::Enterprise => Text::new("企业自报", "stated by the enterprise"),
            Source::List { file } => {
                Text::new(format!("部门导入（{file}）"), format!("brought in by an office ({file})"))
            }
        }
    }
}

/// What somebody says about an enterprise: a form or a line of a list, read and free of problems.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    /// Line of the file, 0 for a form.
    pub row: u32,
    /// Whom it concerns.
    pub uscc: String,
    /// County, six digits.
    pub region: RegionCode,
    /// What is said; items left empty are absent and change nothing.
    pub items: BTreeMap<Item, ItemValue>,
    /// The day it was true, if the list says so.
    pub as_of: Option<Date>,
}

/// What a statement would do to the register.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// A new enterprise.
    Adds,
    /// Changes these items: item, what it was, what it becomes.
    Changes(Vec<(Item, Option<ItemValue>, ItemValue)>),
    /// Nothing: all of it is known already, or the register knows later figures.
    Nothing {
        /// Some of it is older than what the register holds.
        older: bool,
    },
    /// The enterprise is registered in another county, which this list cannot change.
    Elsewhere(RegionCode),
}

/// Compares a statement with the register. An older figure never replaces a later one.
pub fn effect(statement: &Statement, known: Option<&Enterprise>, today: Date) -> Effect {
    let Some(known) = known else {
        return Effect::Adds;
    };
    if known.region != statement.region {
        return Effect::Elsewhere(known.region.clone());
    }
    let as_of = statement.as_of.unwrap_or(today);
    let mut older = false;
    let mut changes = Vec::new();
    for (item, value) in &statement.items {
        match known.items.get(item) {
            Some(held) if held.value == *value => {}
            Some(held) if held.origin.as_of > as_of => older = true,
            held => changes.push((*item, held.map(|held| held.value.clone()), value.clone())),
        }
    }
    if changes.is_empty() { Effect::Nothing { older } } else { Effect::Changes(changes) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        text.parse().expect("a date")
    }

    fn region(code: &str) -> RegionCode {
        RegionCode::parse(code).expect("a code")
    }

    fn known(headcount: i64, as_of: &str) -> Enterprise {
        Enterprise {
            id: "e1".into(),
            region: region("990121"),
            uscc: Uscc::parse("91350100M000100Y43").expect("a code"),
            items: [(
                Item::Headcount,
                Held {
                    value: ItemValue::Int(headcount),
                    origin: Origin { source: Source::Enterprise, as_of: day(as_of) },
                },
            )]
            .into(),
            created_ms: 0,
            updated_ms: 0,
        }
    }

    fn says(headcount: i64, as_of: Option<&str>) -> Statement {
        Statement {
            row: 2,
            uscc: "91350100M000100Y43".into(),
            region: region("990121"),
            items: [(Item::Headcount, ItemValue::Int(headcount))].into(),
            as_of: as_of.map(day),
        }
    }

    #[test]
    fn the_same_statement_again_changes_nothing() {
        let today = day("2020-03-01");
        let effect = effect(&says(12, None), Some(&known(12, "2020-02-20")), today);
        assert_eq!(effect, Effect::Nothing { older: false });
    }

    #[test]
    fn an_older_figure_does_not_replace_a_later_one() {
        let today = day("2020-03-01");
        let register = known(12, "2020-02-20");
        assert_eq!(effect(&says(9, Some("2020-02-19")), Some(&register), today), Effect::Nothing { older: true });
        assert_eq!(
            effect(&says(9, Some("2020-02-20")), Some(&register), today),
            Effect::Changes(vec![(Item::Headcount, Some(ItemValue::Int(12)), ItemValue::Int(9))])
        );
    }

    #[test]
    fn a_list_cannot_move_an_enterprise_to_another_county() {
        let mut statement = says(12, None);
        statement.region = region("990122");
        assert_eq!(
            effect(&statement, Some(&known(12, "2020-02-20")), day("2020-03-01")),
            Effect::Elsewhere(region("990121"))
        );
    }

    #[test]
    fn an_unknown_code_is_a_new_enterprise() {
        assert_eq!(effect(&says(1, None), None, day("2020-03-01")), Effect::Adds);
    }
}
