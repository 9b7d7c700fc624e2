//! The table an officer can read, and the same for programs.

use super::goals::GOALS;
use super::make::Cause;
use super::measured::{End, Root, Roots, Told};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// One program's run.
pub struct Entry {
    /// Its name.
    pub name: &'static str,
    /// How it ended.
    pub end: End,
}

/// One catalogue and all who were asked about it, ours first.
pub struct Size {
    /// Things in it.
    pub things: u64,
    /// Of the file.
    pub mib: f64,
    /// Planted.
    pub causes: BTreeSet<Cause>,
    /// Planted.
    pub blocked: BTreeSet<u64>,
    /// Ours, then the others.
    pub entries: Vec<Entry>,
}

/// How well the causes told match the planted ones.
struct Found {
    told: usize,
    right: usize,
    minimal: usize,
}

impl Size {
    fn ours(&self) -> Option<&Told> {
        self.entries.iter().find_map(|entry| match &entry.end {
            End::Told(told) if entry.name == "tongtu" => Some(&**told),
            _ => None,
        })
    }

    fn found(&self) -> Option<Found> {
        let ours = self.ours()?;
        let Roots::Causes(roots) = &ours.roots else { return None };
        let cause = |root: &Root| (root.kind.clone(), root.core.clone());
        let right = roots.iter().filter(|root| self.causes.contains(&cause(root))).count();
        Some(Found { told: roots.len(), right, minimal: ours.minimal.unwrap_or(0) })
    }

    /// Every answer agrees, every cause is told and no other, every goal of this size is met.
    pub fn is_well(&self) -> bool {
        let agree = self.entries.iter().all(|entry| self.agrees(entry) != Some(false));
        let goals = GOALS.iter().filter(|goal| goal.things == self.things);
        let met = goals.clone().all(|goal| self.ours().and_then(goal.of).is_none_or(|here| here <= goal.most));
        let found = self.found().is_some_and(|found| {
            found.right == self.causes.len() && found.told == found.right && found.minimal == found.told
        });
        agree && met && found
    }

    /// The blocked ids are the planted ones; none where there is no answer.
    fn agrees(&self, entry: &Entry) -> Option<bool> {
        match &entry.end {
            End::Told(told) => Some(told.blocked == self.blocked),
            End::Late(_) => None,
        }
    }
}

/// The tables, one a size, each with its goals.
pub fn human(sizes: &[Size]) -> String {
    let mut text = String::from("Seconds of processor time; every program uses one thread.\n");
    for size in sizes {
        text += &table(size);
        text += &roots(size);
        text += &goals(size);
    }
    text
}

fn table(size: &Size) -> String {
    let (things, blocked) = (size.things, size.blocked.len());
    let mut text = format!("\n{things} things, {:.1} MiB, {blocked} of them blocked\n", size.mib);
    text += &format!(
        "{:<10} {:>10} {:>10} {:>10} {:>10} {:>8}  {}\n",
        "", "read s", "solve s", "times ours", "memory MiB", "roots", "blocked set"
    );
    for entry in &size.entries {
        text += &match &entry.end {
            End::Late(limit) => format!("{:<10} {:>10}\n", entry.name, format!("> {limit} s")),
            End::Told(told) => {
                let ours = size.ours().map_or(told.solve_s, |ours| ours.solve_s);
                let roots = match &told.roots {
                    Roots::None => "-".to_owned(),
                    Roots::Count(count) => count.to_string(),
                    Roots::Causes(causes) => causes.len().to_string(),
                };
                let agrees = if told.blocked == size.blocked { "agrees" } else { "DIFFERS" };
                format!(
                    "{:<10} {:>10.4} {:>10.4} {:>10.1} {:>10.1} {roots:>8}  {agrees}\n",
                    entry.name,
                    told.read_s,
                    told.solve_s,
                    told.solve_s / ours,
                    told.peak_mib
                )
            }
        };
    }
    text
}

fn roots(size: &Size) -> String {
    let Some(found) = size.found() else { return String::new() };
    let percent = |part: usize, whole: usize| if whole == 0 { 100.0 } else { 100.0 * part as f64 / whole as f64 };
    let planted = size.causes.len();
    let mut text = format!(
        "planted causes {planted}: recall {:.1} %, precision {:.1} %, inclusion-minimal {} of {}\n",
        percent(found.right, planted),
        percent(found.right, found.told),
        found.minimal,
        found.told
    );
    let cycles = size.entries.iter().find_map(|entry| match &entry.end {
        End::Told(told) => told.on_cycles,
        End::Late(_) => None,
    });
    if let Some(cycles) = cycles {
        let blocked = size.blocked.len();
        text += &format!("a lister of cycles would name {cycles} things, where {blocked} are blocked\n");
    }
    text
}

fn goals(size: &Size) -> String {
    let mut text = String::new();
    for goal in GOALS.iter().filter(|goal| goal.things == size.things) {
        let Some(here) = size.ours().and_then(goal.of) else { continue };
        let met = if here <= goal.most { "met" } else { "MISSED" };
        text += &format!("goal: {:<48} {here:>8.1} <= {} {}  {met}\n", goal.what, goal.most, goal.unit);
    }
    text
}

/// All that was measured.
pub fn json(sizes: &[Size]) -> Value {
    sizes.iter().map(one).collect()
}

fn one(size: &Size) -> Value {
    let programs: Vec<Value> = size
        .entries
        .iter()
        .map(|entry| match &entry.end {
            End::Late(limit) => json!({"name": entry.name, "stopped_after_s": limit}),
            End::Told(told) => json!({
                "name": entry.name,
                "read_s": told.read_s,
                "solve_s": told.solve_s,
                "peak_mib": told.peak_mib,
                "fastest_s": told.fastest_s,
                "classes_s": told.classes_s,
                "classes": told.classes,
                "on_cycles": told.on_cycles,
                "agrees": told.blocked == size.blocked,
            }),
        })
        .collect();
    let goals: Vec<Value> = GOALS
        .iter()
        .filter(|goal| goal.things == size.things)
        .filter_map(|goal| {
            let here = size.ours().and_then(goal.of)?;
            Some(json!({"what": goal.what, "most": goal.most, "here": here, "unit": goal.unit, "met": here <= goal.most}))
        })
        .collect();
    let found = size.found().map(|found| json!({"told": found.told, "right": found.right, "minimal": found.minimal}));
    json!({
        "things": size.things,
        "mib": size.mib,
        "blocked": size.blocked.len(),
        "planted": size.causes.len(),
        "causes": found,
        "programs": programs,
        "goals": goals,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> End {
        End::Told(serde_json::from_str(text).unwrap())
    }

    fn size(ours: &str) -> Size {
        Size {
            things: 100_000,
            mib: 1.0,
            causes: BTreeSet::from([("missing".to_owned(), BTreeSet::from([3]))]),
            blocked: BTreeSet::from([3, 4]),
            entries: vec![Entry { name: "tongtu", end: told(ours) }, Entry { name: "clingo", end: End::Late(20) }],
        }
    }

    const GOOD: &str = r#"{"read_s":0.05,"solve_s":0.01,"peak_mib":50,"minimal":1,"blocked":[3,4],"fastest_s":0.01,
        "classes_s":0.05,"classes":96,"roots":[{"kind":"missing","core":[3]}]}"#;

    #[test]
    fn a_run_that_meets_all_is_well_and_a_late_one_is_shown() {
        let size = size(GOOD);
        assert!(size.is_well());
        let text = human(&[size]);
        assert!(text.contains("clingo") && text.contains("> 20 s"), "{text}");
        assert!(text.contains("recall 100.0 %, precision 100.0 %, inclusion-minimal 1 of 1"), "{text}");
        assert_eq!(text.matches("  met\n").count(), 5, "{text}");
    }

    #[test]
    fn a_cause_of_another_kind_or_a_slow_answer_is_not_well() {
        assert!(!size(&GOOD.replace("\"missing\"", "\"circular\"")).is_well());
        let slow = size(&GOOD.replace("\"solve_s\":0.01", "\"solve_s\":0.02"));
        assert!(!slow.is_well());
        assert!(human(&[slow]).contains("20.0 <= 15 ms  MISSED"));
        assert!(!size(&GOOD.replace("[3,4]", "[3]")).is_well());
    }
}
