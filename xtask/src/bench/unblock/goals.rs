//! The goals of the unblock engine, each with where its number is found.

use super::measured::Told;

/// One goal: at how many things it holds, what is measured, the most it may be.
pub struct Goal {
    /// Catalogues of this size.
    pub things: u64,
    /// What, for people.
    pub what: &'static str,
    /// The most it may be.
    pub most: f64,
    /// Of both.
    pub unit: &'static str,
    /// The number of a run; none where it was not measured.
    pub of: fn(&Told) -> Option<f64>,
}

/// All goals that this bench can measure.
pub const GOALS: &[Goal] = &[
    Goal { things: 100_000, what: SOLVE, most: 15.0, unit: "ms", of: |told| Some(told.solve_s * 1e3) },
    Goal { things: 100_000, what: MEMORY, most: 60.0, unit: "MiB", of: |told| Some(told.peak_mib) },
    Goal { things: 100_000, what: WHOLE, most: 150.0, unit: "ms", of: whole },
    Goal { things: 100_000, what: CLASSES, most: 60.0, unit: "ms", of: classes },
    Goal { things: 100_000, what: FASTEST, most: 20.0, unit: "ms", of: |told| Some(told.fastest_s? * 1e3) },
    Goal { things: 1_000_000, what: SOLVE, most: 300.0, unit: "ms", of: |told| Some(told.solve_s * 1e3) },
    Goal { things: 1_000_000, what: MEMORY, most: 500.0, unit: "MiB", of: |told| Some(told.peak_mib) },
    Goal { things: 1_000_000, what: WHOLE, most: 1200.0, unit: "ms", of: whole },
];

const SOLVE: &str = "fixpoint, dead set and root causes";
const MEMORY: &str = "memory, reading included";
const WHOLE: &str = "the same with reading the file";
const CLASSES: &str = "fixpoint for all profile classes (96 at least)";
const FASTEST: &str = "fastest plan for every thing";

fn whole(told: &Told) -> Option<f64> {
    Some((told.read_s + told.solve_s) * 1e3)
}

fn classes(told: &Told) -> Option<f64> {
    told.classes_s.filter(|_| told.classes.is_some_and(|count| count >= 96)).map(|seconds| seconds * 1e3)
}
