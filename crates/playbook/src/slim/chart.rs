//! The parallel schedule of a service drawn as text: a bar for each step.

use civic::text::{Lang, Text};
use rules::Truth;
use unblock::schedule;

use super::count::Asked;
use super::table::{left, plain, width};
use crate::finder::Finding;
use crate::model::{Playbook, Service};
use crate::plan;

/// Most cells a bar takes; a longer schedule is drawn to scale.
const CELLS_MAX: u64 = 48;

/// When one step runs, in working days from the start.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bar {
    /// Its id.
    pub step: String,
    /// Its name.
    pub name: Text,
    /// Who does it.
    pub agency: Text,
    /// When it can begin.
    pub start: u64,
    /// When it is done.
    pub finish: u64,
    /// It lies on the longest chain.
    pub critical: bool,
}

/// The bars of the steps that are done, or may be, in the order of the file.
pub(super) fn bars(playbook: &Playbook, service: &Service, finding: &Finding) -> Vec<Bar> {
    let done: Vec<bool> = finding.steps.iter().map(|step| step.truth != Truth::False).collect();
    let days: Vec<u32> =
        service.steps.iter().zip(&done).map(|(step, done)| if *done { step.working_days } else { 0 }).collect();
    // a ring was refused when the playbook was read
    let Ok(plan) = schedule(&days, &plan::waits(&service.steps)) else { return Vec::new() };
    let steps = service.steps.iter().enumerate().filter(|(at, _)| done[*at]);
    let bar = |(at, step): (usize, &crate::model::Step)| Bar {
        step: step.id.clone(),
        name: step.name.clone(),
        agency: playbook.agencies.get(&step.agency).map(|agency| agency.name.clone()).unwrap_or_default(),
        start: plan.start[at],
        finish: plan.finish[at],
        critical: plan.critical.contains(&u32::try_from(at).unwrap_or(u32::MAX)),
    };
    steps.map(bar).collect()
}

pub(super) fn of_asked(playbook: &Playbook, asked: &Asked<'_>, lang: Lang) -> String {
    chart(playbook, asked.service, &asked.finding, lang)
}

/// Draws a service's steps: name, agency, a bar where a full block is on the longest chain, and the days.
pub fn chart(playbook: &Playbook, service: &Service, finding: &Finding, lang: Lang) -> String {
    let bars = bars(playbook, service, finding);
    let total = bars.iter().map(|bar| bar.finish).max().unwrap_or(0);
    let head = |bar: &Bar| (plain(bar.name.get(lang)), plain(bar.agency.get(lang)));
    let names = bars.iter().map(|bar| width(&head(bar).0)).max().unwrap_or(0);
    let agencies = bars.iter().map(|bar| width(&head(bar).1)).max().unwrap_or(0);
    let each = (CELLS_MAX / total.max(1)).clamp(1, 4);
    let cells = total.saturating_mul(each).clamp(1, CELLS_MAX);
    let at = |day: u64| {
        let cell = u128::from(day) * u128::from(cells) / u128::from(total.max(1));
        usize::try_from(cell).unwrap_or(usize::MAX)
    };
    let mut text = String::new();
    for bar in &bars {
        let (name, agency) = head(bar);
        let (from, to) = (at(bar.start), at(bar.finish));
        let fill = if bar.critical { "█" } else { "▒" };
        let length = if bar.finish > bar.start { to.saturating_sub(from).max(1) } else { 0 };
        let mut line = "·".repeat(from);
        line.push_str(&fill.repeat(length));
        line.push_str(&"·".repeat((cells as usize).saturating_sub(from + length)));
        let days = bar.finish - bar.start;
        text.push_str(&format!("    {}  {}  {line} {days}\n", left(&name, names), left(&agency, agencies)));
    }
    text
}
