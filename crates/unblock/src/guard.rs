//! For whom a way is there: attributes compared with values, and the profile they are asked of.

use std::collections::BTreeMap;

/// "attribute is value", or "attribute is not value". Attributes and values are the caller's numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Atom {
    /// Which attribute.
    pub attribute: u32,
    /// The value it is compared with.
    pub value: u32,
    /// True for "is", false for "is not".
    pub equal: bool,
}

impl Atom {
    /// True of profiles whose attribute has this value.
    pub fn is(attribute: u32, value: u32) -> Atom {
        Atom { attribute, value, equal: true }
    }

    /// True of all other profiles, those without the attribute among them.
    pub fn is_not(attribute: u32, value: u32) -> Atom {
        Atom { attribute, value, equal: false }
    }
}

/// Who asks: a value for some attributes. An attribute without a value equals nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Profile(pub BTreeMap<u32, u32>);

impl Profile {
    /// True when the atom is true of this profile.
    pub fn satisfies(&self, atom: Atom) -> bool {
        (self.0.get(&atom.attribute) == Some(&atom.value)) == atom.equal
    }
}

impl<const N: usize> From<[(u32, u32); N]> for Profile {
    fn from(values: [(u32, u32); N]) -> Profile {
        Profile(BTreeMap::from(values))
    }
}
