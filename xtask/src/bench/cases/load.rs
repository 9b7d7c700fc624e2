//! Answers under load: at the pace of a hundred officers, and as fast as the program can.

use super::county::County;
use super::measured::lost;
use super::town::{Officer, Site, Told, Town, officers};
use super::work::{Done, Hand, Pace};
use super::{Figure, Wish, pass};
use crate::chance::Chance;
use anyhow::{Result, bail};
use std::io::Write;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// What came of a load.
pub struct Borne {
    told: Vec<Told>,
    done: Done,
    seconds: f64,
    /// Processor time of the program.
    cpu_ms: f64,
    memory_mb: f64,
    /// The machine's load average when it began and when it ended.
    load: (String, String),
}

/// Medians at the pace of officers, to be held beside a peer's.
pub struct Medians {
    /// A queue page, ms.
    pub queue: f64,
    /// A decision, ms.
    pub decision: f64,
}

/// The officers work at the pace of people, then without a pause; what the program says of its answers.
pub fn load(site: &Site, wish: &Wish) -> Result<(Vec<Figure>, Medians)> {
    let people = officers(wish.officers);
    site.hire(&people)?;
    let town = site.start()?;
    let pace = Pace::Open { page_ms: wish.page_every, decision_ms: wish.decision_every };
    let paced = borne(&town, site, &people, (pace, wish.seed), wish.seconds)?;
    let (mut figures, medians) = at_pace(&paced, wish, sync_ms(site)?);
    let without_pause = borne(&town, site, &people, (Pace::Closed, wish.seed + 1), wish.seconds.div_ceil(4))?;
    drop(town);
    figures.extend(at_most(&without_pause));
    lost(site, &[paced.done.acknowledged, without_pause.done.acknowledged].concat())?;
    Ok((figures, medians))
}

fn borne(town: &Town, site: &Site, people: &[Officer], (pace, seed): (Pace, u64), seconds: u64) -> Result<Borne> {
    let hands = hands(town, &site.county, people, pace, seed)?;
    let (stop, done) = (AtomicBool::new(false), Mutex::new(Done::default()));
    let mut measured = None;
    std::thread::scope(|scope| -> Result<()> {
        for hand in hands {
            scope.spawn(|| hand.work(&stop, &done));
        }
        // The first seconds warm what every running program has warm.
        pass(Duration::from_secs(seconds / 6));
        town.told();
        let (begun, load, cpu_ms) = (Instant::now(), load_average(), town.processor_ms());
        pass(Duration::from_secs(seconds));
        measured = Some((town.told(), begun.elapsed().as_secs_f64(), load, cpu_ms, town.processor_ms()));
        stop.store(true, Ordering::Relaxed);
        Ok(())
    })?;
    let Some((told, seconds, load, cpu_before, cpu_after)) = measured else { bail!("nothing was measured") };
    let done = done.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
    if let Some(wrong) = done.wrong.first() {
        bail!("{} officers gave up, the first: {wrong}", done.wrong.len());
    }
    let (cpu_ms, memory_mb) = (cpu_after? - cpu_before?, town.memory_mb()?);
    Ok(Borne { told, done, seconds, cpu_ms, memory_mb, load: (load, load_average()) })
}

impl Borne {
    /// Times of the answers to one kind of request, sorted, in ms.
    fn times(&self, method: &str, is: fn(&str) -> bool, status: u16) -> Vec<f64> {
        let those = self.told.iter().filter(|t| t.method == method && is(&t.path) && t.status == status);
        let mut times: Vec<f64> = those.map(|t| t.took_us as f64 / 1e3).collect();
        times.sort_by(f64::total_cmp);
        times
    }

    fn queue(&self) -> Vec<f64> {
        self.times("GET", |path| path == "/o", 200)
    }

    fn case(&self) -> Vec<f64> {
        self.times("GET", |path| path.starts_with("/o/case/"), 200)
    }

    fn decision(&self) -> Vec<f64> {
        self.times("POST", |path| path.starts_with("/o/case/"), 303)
    }

    fn rate(&self, count: usize) -> f64 {
        count as f64 / self.seconds
    }
}

fn middle(times: &[f64]) -> String {
    format!("{:.1} ms, {} times", at(times, 0.5), times.len())
}

/// Against the goals, at the pace of people.
fn at_pace(borne: &Borne, wish: &Wish, sync_ms: f64) -> (Vec<Figure>, Medians) {
    let (queue, case, decision) = (borne.queue(), borne.case(), borne.decision());
    let done = &borne.done;
    let offered = format!(
        "{} officers, a queue page every {:.0} s and a decision every {:.0} s each",
        wish.officers,
        wish.page_every as f64 / 1e3,
        wish.decision_every as f64 / 1e3
    );
    let figures = vec![
        Figure::plain(&offered, format!("{:.0} answers a second", borne.rate(borne.told.len()))),
        Figure::plain("load average of the machine, before and after", format!("{} -> {}", borne.load.0, borne.load.1)),
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
        Figure::plain(
            "processor time of the program, an answer",
            format!("{:.2} ms", borne.cpu_ms / borne.told.len().max(1) as f64),
        ),
        Figure::plain("memory of the program", format!("{:.0} MB", borne.memory_mb)),
    ];
    (figures, Medians { queue: at(&queue, 0.5), decision: at(&decision, 0.5) })
}

/// What the program bears when nobody pauses; the time of an answer is then the time in the line.
fn at_most(borne: &Borne) -> Vec<Figure> {
    let (queue, decision) = (borne.queue(), borne.decision());
    let (answers, decisions) = (borne.rate(borne.told.len()), borne.rate(decision.len()));
    vec![
        Figure::plain("without a pause", format!("{answers:.0} answers, {decisions:.0} decisions a second")),
        Figure::plain("without a pause: queue page, p99", format!("{:.1} ms", at(&queue, 0.99))),
        Figure::plain("without a pause: decision, p99", format!("{:.1} ms", at(&decision, 0.99))),
        Figure::most(
            "without a pause: decided and still shown",
            borne.done.late as f64,
            0.0,
            &format!("of {}", borne.done.looked),
        ),
        Figure::plain("without a pause: a colleague was first", borne.done.second.to_string()),
    ]
}

/// The value below which this share of the sorted times lies.
pub fn at(times: &[f64], share: f64) -> f64 {
    let place = ((times.len() as f64 * share).ceil() as usize).saturating_sub(1);
    times.get(place).copied().unwrap_or(f64::NAN)
}

/// Signs officers in, each with a colleague of the same desk who looks too.
pub fn hands(town: &Town, county: &County, people: &[Officer], pace: Pace, seed: u64) -> Result<Vec<Hand>> {
    let lines = town.sign_in(county, people, seed)?;
    let cookies: Vec<String> = lines.iter().map(|line| line.cookie.clone()).collect();
    let mut hands = Vec::new();
    for (n, (officer, line)) in people.iter().zip(lines).enumerate() {
        let colleague = people.iter().zip(&cookies).find(|(other, _)| officer.shares(other)).map(|(_, cookie)| {
            let mut line = super::line::Line::to(town.address());
            line.cookie.clone_from(cookie);
            line
        });
        let chance = Chance(seed.wrapping_mul(1_000_003).wrapping_add(n as u64));
        hands.push(Hand { officer: officer.clone(), line, colleague, chance, pace });
    }
    Ok(hands)
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

/// The machine's load average over the last minute.
fn load_average() -> String {
    let told = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    told.split(' ').next().unwrap_or_default().to_owned()
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
