//! What is left after kill -9 under load, and whether the journal verifies.

use super::grow::{COUNTIES, county_code};
use super::load::hands;
use super::town::{Site, officers};
use super::work::{Acknowledged, Done, Pace};
use super::{Figure, Wish, pass};
use crate::chance::Chance;
use anyhow::{Context, Result, bail};
use std::collections::BTreeSet;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// Officers at work when the program is killed.
const KILLED_OFFICERS: usize = 40;

/// The journal verifies.
pub fn journal(site: &Site, what: &str) -> Result<Vec<Figure>> {
    let begun = Instant::now();
    let entries = site.journal()?;
    let seconds = begun.elapsed().as_secs_f64();
    Ok(vec![Figure {
        goal: "whole".into(),
        met: Some(true),
        ..Figure::plain(what, format!("{entries} entries, {seconds:.1} s"))
    }])
}

/// Kills the program while officers decide without a pause, again and again; nothing acknowledged is lost.
pub fn kills(site: &Site, wish: &Wish, rounds: usize) -> Result<Vec<Figure>> {
    if rounds == 0 {
        return Ok(Vec::new());
    }
    let people = officers(KILLED_OFFICERS.min(wish.officers));
    site.hire(&people)?;
    let mut chance = Chance(wish.seed ^ 0x6b69_6c6c);
    let (mut acknowledged, mut entries) = (0, 0);
    for round in 0..rounds {
        let town = site.start()?;
        let seed = wish.seed + 1000 * (round as u64 + 1);
        let hands = hands(&town, &site.county, &people, Pace::Closed, seed)?;
        let (stop, done) = (AtomicBool::new(false), Mutex::new(Done::default()));
        let after = Duration::from_millis(500 + chance.below(2500));
        std::thread::scope(|scope| {
            for hand in hands {
                scope.spawn(|| hand.work(&stop, &done));
            }
            pass(after);
            stop.store(true, Ordering::Relaxed);
            town.kill()
        })?;
        let done = done.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
        if let Some(wrong) = done.wrong.first() {
            bail!("before the kill of round {}: {wrong}", round + 1);
        }
        lost(site, &done.acknowledged).with_context(|| format!("round {}", round + 1))?;
        entries = site.journal().with_context(|| format!("round {}", round + 1))?;
        acknowledged += done.acknowledged.len();
        println!("  kill -9, round {}: {} acknowledged, all there", round + 1, done.acknowledged.len());
    }
    let zero = |what: String| Figure { goal: "0 lost".into(), met: Some(true), ..Figure::plain(&what, "0".into()) };
    Ok(vec![
        zero(format!("kill -9 under load, {rounds} rounds, {acknowledged} acknowledged decisions: lost")),
        Figure {
            goal: "whole".into(),
            met: Some(true),
            ..Figure::plain("journal after every kill", format!("{entries} entries"))
        },
    ])
}

/// Every acknowledged decision stands on its step and in the journal.
///
/// # Errors
/// Names the first that does not.
pub fn lost(site: &Site, acknowledged: &[Acknowledged]) -> Result<()> {
    let counties: Vec<String> = (0..COUNTIES).map(|n| format!("'{}'", county_code(n))).collect();
    let counties = counties.join(", ");
    for part in acknowledged.chunks(500) {
        let cases: Vec<String> = part.iter().map(|one| format!("'{}'", one.case)).collect();
        let steps = site.county.rows(&format!(
            "SELECT case_id, step, state FROM case_step WHERE region IN ({counties}) AND case_id IN ({})",
            cases.join(", ")
        ))?;
        let steps: BTreeSet<Vec<String>> = steps.into_iter().collect();
        let things: Vec<String> = part.iter().map(|one| format!("'case:{}'", one.case)).collect();
        let journal = site.county.rows(&format!(
            "SELECT thing, act, detail FROM store_journal WHERE region IN ({counties}) AND thing IN ({}) AND act LIKE 'case/step-%'",
            things.join(", ")
        ))?;
        for one in part {
            let stands = steps.contains(&vec![one.case.clone(), one.step.clone(), one.state.to_owned()]);
            let (thing, act) = (format!("case:{}", one.case), format!("case/step-{}", one.state));
            let step = format!("\"step\":\"{}\"", one.step);
            let told = journal.iter().any(|row| row[0] == thing && row[1] == act && row[2].contains(&step));
            if !stands || !told {
                bail!("acknowledged and lost: {one:?} (on its step: {stands}, in the journal: {told})");
            }
        }
    }
    Ok(())
}
