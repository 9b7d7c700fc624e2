//! What satisfies a need: one paper, any of several, or so many of a list.

/// What satisfies a need.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Demand {
    /// This evidence.
    One(String),
    /// Any one of these.
    Any(Vec<String>),
    /// At least `n` of these.
    AtLeast {
        /// How many.
        n: usize,
        /// Out of which.
        of: Vec<String>,
    },
}

impl Demand {
    /// All evidence it names.
    pub fn evidence(&self) -> &[String] {
        match self {
            Demand::One(id) => std::slice::from_ref(id),
            Demand::Any(of) | Demand::AtLeast { of, .. } => of,
        }
    }

    /// How many of [`Demand::evidence`] are enough.
    pub fn enough(&self) -> usize {
        match self {
            Demand::One(_) | Demand::Any(_) => 1,
            Demand::AtLeast { n, .. } => *n,
        }
    }
}
