//! The measurements: answers under load, and what is left after kill -9.

use super::county::County;
use super::grow::{COUNTIES, county_code};
use super::town::{Officer, Site, Told, Town, officers};
use super::work::{Acknowledged, Done, Hand};
use super::{Figure, Wish, pass};
use crate::chance::Chance;
use anyhow::{Context, Result, bail};
use std::collections::BTreeSet;
use std::io::Write;
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

/// The officers work; what the program says of its answers.
pub fn load(site: &Site, wish: &Wish) -> Result<Vec<Figure>> {
    let people = officers(wish.officers);
    site.hire(&people)?;
    let town = site.start()?;
    let hands = hands(&town, &site.county, &people, wish.pause, wish.seed)?;
    let (stop, done) = (AtomicBool::new(false), Mutex::new(Done::default()));
    std::thread::scope(|scope| {
        for hand in hands {
            scope.spawn(|| hand.work(&stop, &done));
        }
        // The first seconds warm what every running program has warm.
        pass(Duration::from_secs(wish.seconds / 6));
        town.told();
        pass(Duration::from_secs(wish.seconds));
        stop.store(true, Ordering::Relaxed);
    });
    let told = town.told();
    let memory = town.memory_mb()?;
    drop(town);
    let done = done.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
    if let Some(wrong) = done.wrong.first() {
        bail!("{} officers gave up, the first: {wrong}", done.wrong.len());
    }
    lost(site, &done.acknowledged)?;
    Ok(figures(&told, &done, wish, memory, sync_ms(site)?))
}

fn figures(told: &[Told], done: &Done, wish: &Wish, memory: f64, sync_ms: f64) -> Vec<Figure> {
    let of = |method: &str, is: fn(&str) -> bool, status: u16| -> Vec<f64> {
        let those = told.iter().filter(|t| t.method == method && is(&t.path) && t.status == status);
        let mut times: Vec<f64> = those.map(|t| t.took_us as f64 / 1e3).collect();
        times.sort_by(f64::total_cmp);
        times
    };
    let queue = of("GET", |path| path == "/o", 200);
    let case = of("GET", |path| path.starts_with("/o/case/"), 200);
    let decision = of("POST", |path| path.starts_with("/o/case/"), 303);
    let middle = |times: &[f64]| format!("{:.1} ms, {} times", at(times, 0.5), times.len());
    vec![
        Figure::most("queue page, p99 at the server", at(&queue, 0.99), 20.0, "ms"),
        Figure::plain("queue page, median", middle(&queue)),
        Figure::most("decision, p99 at the server, durable", at(&decision, 0.99), 50.0, "ms"),
        Figure::plain("decision, median", middle(&decision)),
        Figure::plain(
            "decision p99 in writes to this disk (4 KiB, synced)",
            format!("{:.1}", at(&decision, 0.99) / sync_ms),
        ),
        Figure::plain("one officer's page of a case, p99", format!("{:.1} ms", at(&case, 0.99))),
        Figure::most("decided and still shown on the next page", done.late as f64, 0.0, &format!("of {}", done.looked)),
        Figure::plain("a colleague was first", done.second.to_string()),
        Figure::plain("answers a second", format!("{:.0}", told.len() as f64 / wish.seconds.max(1) as f64)),
        Figure::plain("memory of the program", format!("{memory:.0} MB")),
    ]
}

/// The value below which this share of the sorted times lies.
fn at(times: &[f64], share: f64) -> f64 {
    let place = ((times.len() as f64 * share).ceil() as usize).saturating_sub(1);
    times.get(place).copied().unwrap_or(f64::NAN)
}

fn hands(town: &Town, county: &County, people: &[Officer], pause_ms: u64, seed: u64) -> Result<Vec<Hand>> {
    let lines = town.sign_in(county, people)?;
    let cookies: Vec<String> = lines.iter().map(|line| line.cookie.clone()).collect();
    let mut hands = Vec::new();
    for (n, (officer, line)) in people.iter().zip(lines).enumerate() {
        let colleague = people.iter().zip(&cookies).find(|(other, _)| officer.shares(other)).map(|(_, cookie)| {
            let mut line = super::line::Line::to(town.address());
            line.cookie.clone_from(cookie);
            line
        });
        let chance = Chance(seed.wrapping_mul(1_000_003).wrapping_add(n as u64));
        hands.push(Hand { officer: officer.clone(), line, colleague, chance, pause_ms });
    }
    Ok(hands)
}

/// Kills the program while officers decide without a pause, again and again; nothing acknowledged is lost.
pub fn kills(site: &Site, wish: &Wish, rounds: usize) -> Result<Vec<Figure>> {
    if rounds == 0 {
        return Ok(Vec::new());
    }
    let people = officers(KILLED_OFFICERS.min(wish.officers));
    let mut chance = Chance(wish.seed ^ 0x6b69_6c6c);
    let (mut acknowledged, mut entries) = (0, 0);
    for round in 0..rounds {
        let town = site.start()?;
        let seed = wish.seed + 1000 * (round as u64 + 1);
        let hands = hands(&town, &site.county, &people, 0, seed)?;
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
fn lost(site: &Site, acknowledged: &[Acknowledged]) -> Result<()> {
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

/// What a write of one page that reaches the disk takes here, in milliseconds, p99 of 200: the yardstick of a decision.
fn sync_ms(site: &Site) -> Result<f64> {
    let path = site.folder.join("yardstick");
    let mut file = std::fs::File::create(&path)?;
    let mut times = Vec::new();
    for _ in 0..200 {
        let begun = Instant::now();
        file.write_all(&[7; 4096])?;
        file.sync_data()?;
        times.push(begun.elapsed().as_secs_f64() * 1e3);
    }
    std::fs::remove_file(path)?;
    times.sort_by(f64::total_cmp);
    Ok(at(&times, 0.99))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ninety_ninth_of_a_hundred_is_the_p99() {
        let times: Vec<f64> = (1..=100).map(f64::from).collect();
        assert_eq!((at(&times, 0.99), at(&times, 0.5)), (99.0, 50.0));
        assert!(at(&[], 0.5).is_nan());
    }
}
