//! What officers do, by the clock or without a pause: read the queue, open a case, decide it, and look whether it is gone.

use super::line::Line;
use super::town::Officer;
use crate::chance::Chance;
use anyhow::{Context, Result, bail};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// A decision that the program acknowledged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Acknowledged {
    /// County.
    pub region: String,
    /// Case.
    pub case: String,
    /// Step.
    pub step: String,
    /// The step's state afterwards.
    pub state: &'static str,
}

/// What came of a time of work.
#[derive(Default)]
pub struct Done {
    /// Decisions that stand.
    pub acknowledged: Vec<Acknowledged>,
    /// Decisions refused because a colleague was first.
    pub second: usize,
    /// Queue pages looked at right after a decision, by the same officer and by a colleague.
    pub looked: usize,
    /// Of these, pages that still showed what was decided.
    pub late: usize,
    /// Anything else, in words.
    pub wrong: Vec<String>,
}

/// An officer at work.
pub struct Hand {
    /// Who.
    pub officer: Officer,
    /// The officer's own line.
    pub line: Line,
    /// The line of a colleague at the same desk, who looks too.
    pub colleague: Option<Line>,
    /// Which line of the queue is taken.
    pub chance: Chance,
    /// How fast.
    pub pace: Pace,
}

/// How fast an officer works.
#[derive(Clone, Copy, Debug)]
pub enum Pace {
    /// One case after another without a pause: what the program can bear.
    Closed,
    /// A page of the queue and a decision once in so many milliseconds each, whether or not the program keeps up.
    Open {
        /// Milliseconds from a queue page to the next.
        page_ms: u64,
        /// Milliseconds from a decision to the next.
        decision_ms: u64,
    },
}

impl Hand {
    /// Works until it is told to stop or the program goes away.
    pub fn work(mut self, stop: &AtomicBool, done: &Mutex<Done>) {
        let worked = match self.pace {
            Pace::Closed => self.without_pause(stop, done),
            Pace::Open { page_ms, decision_ms } => self.by_the_clock((page_ms, decision_ms), stop, done),
        };
        if let (Err(error), false) = (worked, stop.load(Ordering::Relaxed)) {
            tell(done, |done| done.wrong.push(format!("{}: {error:#}", self.officer.id)));
        }
    }

    fn without_pause(&mut self, stop: &AtomicBool, done: &Mutex<Done>) -> Result<()> {
        while !stop.load(Ordering::Relaxed) {
            self.one(done)?;
        }
        Ok(())
    }

    /// Pages and decisions each begin somewhere in their first interval, so that officers do not come all at once.
    fn by_the_clock(&mut self, every: (u64, u64), stop: &AtomicBool, done: &Mutex<Done>) -> Result<()> {
        let begun = Instant::now();
        let (mut page_at, mut decision_at) = (self.chance.below(every.0.max(1)), self.chance.below(every.1.max(1)));
        while !stop.load(Ordering::Relaxed) {
            let now = u64::try_from(begun.elapsed().as_millis())?;
            let next = page_at.min(decision_at);
            if now < next {
                super::pass(Duration::from_millis((next - now).min(100)));
            } else if page_at <= decision_at {
                page_at += every.0.max(1);
                let queue = self.line.get("/o")?;
                if queue.status != 200 {
                    bail!("the queue answered {}", queue.status);
                }
            } else {
                decision_at += every.1.max(1);
                self.one(done)?;
            }
        }
        Ok(())
    }

    fn one(&mut self, done: &Mutex<Done>) -> Result<()> {
        let queue = self.line.get("/o")?;
        let links = links(&queue.body);
        if queue.status != 200 {
            bail!("the queue answered {}", queue.status);
        }
        if links.is_empty() {
            // All done here; look again in a moment.
            super::pass(Duration::from_millis(100));
            return Ok(());
        }
        let link = links[usize::try_from(self.chance.below(links.len() as u64))?].to_owned();
        let page = self.line.get(&link)?;
        let Some(txid) = txid(&page.body) else {
            // A colleague has decided it meanwhile, and the page says so.
            tell(done, |done| done.second += 1);
            return Ok(());
        };
        let refuse = self.chance.once_in(10);
        let verdict = if refuse { "refuse" } else { "approve" };
        let form = [("txid", txid), ("verdict", verdict), ("reason", "as the rules say")];
        let answer = self.line.post(&link, &form)?;
        match answer.status {
            303 => {
                let one = acknowledged(&link, if refuse { "refused" } else { "approved" })?;
                tell(done, |done| done.acknowledged.push(one));
                self.look(&link, done)
            }
            409 => {
                tell(done, |done| done.second += 1);
                Ok(())
            }
            status => bail!("the decision on {link} was answered {status}"),
        }
    }

    /// The next queue page, one's own and a colleague's, does not show what was just decided.
    fn look(&mut self, link: &str, done: &Mutex<Done>) -> Result<()> {
        for line in std::iter::once(&mut self.line).chain(&mut self.colleague) {
            let page = line.get("/o")?;
            if page.status != 200 {
                bail!("the queue answered {} after a decision", page.status);
            }
            let late = links(&page.body).contains(&link);
            tell(done, |done| {
                done.looked += 1;
                done.late += usize::from(late);
            });
        }
        Ok(())
    }
}

fn tell(done: &Mutex<Done>, say: impl FnOnce(&mut Done)) {
    say(&mut done.lock().unwrap_or_else(std::sync::PoisonError::into_inner));
}

fn acknowledged(link: &str, state: &'static str) -> Result<Acknowledged> {
    let mut parts = link.trim_start_matches("/o/case/").split('/').map(str::to_owned);
    let mut next = || parts.next().context("county, case and step in an address");
    Ok(Acknowledged { region: next()?, case: next()?, step: next()?, state })
}

/// The cases of a queue page, in its order.
fn links(page: &str) -> Vec<&str> {
    page.match_indices("href=\"/o/case/")
        .filter_map(|(at, _)| page[at + 6..].split('"').next())
        .filter(|link| link.split('/').count() == 6)
        .collect()
}

/// The submission number of the form that decides; there is none where nothing can be decided.
fn txid(page: &str) -> Option<&str> {
    let form = &page[..page.find("name=\"verdict\"")?];
    let at = form.rfind("name=\"txid\"")?;
    form[at..].split("value=\"").nth(1)?.split('"').next()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_and_numbers_are_found_in_pages() {
        let page = "<a href=\"/o/case/990121/01X/health-review\">1</a><a href=\"/o/case/990121/01X/s/paper/2\">";
        assert_eq!(links(page), ["/o/case/990121/01X/health-review"]);
        let form = "<input name=\"txid\" value=\"A1\"><input name=\"txid\" value=\"B2\"><input name=\"verdict\">";
        assert_eq!(txid(form), Some("B2"));
        assert_eq!(txid("<p>decided</p>"), None);
    }

    #[test]
    fn an_address_tells_county_case_and_step() {
        let one = acknowledged("/o/case/990121/01X/decision", "approved").unwrap();
        assert_eq!((one.region.as_str(), one.case.as_str(), one.step.as_str()), ("990121", "01X", "decision"));
    }
}
