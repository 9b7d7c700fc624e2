//! Takes cases one at a time and keeps the figures.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};

use civic::calendar::{self, Audience, Calendar};
use civic::division::RegionCode;
use civic::{Date, Timestamp, clock};

use super::bounds::Share;
use super::days::{self, Leg, Terms, held, last_day};
use super::figures::{Observed, ServiceSeen, VARIANTS_MAX};
use super::refused::Refusal;
use super::story::{Act, Standstill, Story};

/// Nobody keeps a case open for longer: ten years.
const DAYS_MAX: i32 = 3_653;

/// Keeps the figures of the cases it is shown.
#[derive(Debug, Default)]
pub struct Observer {
    terms: BTreeMap<String, Terms>,
    seen: Observed,
    /// Cases taken, by a hash of region and name: eight bytes each.
    known: HashSet<u64>,
    calendars: HashMap<String, Calendar>,
    /// Last days of open cases, to be held against the end of the log.
    open_due: BTreeMap<(String, Date), u64>,
}

/// How a case ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    Granted,
    Refused,
    Withdrawn,
}

impl Observer {
    /// With what rule books say of services; a service without terms is measured all the same.
    pub fn new(terms: BTreeMap<String, Terms>) -> Observer {
        Observer { terms, ..Observer::default() }
    }

    /// Notes something a reader could not use.
    pub fn refuse(&mut self, why: Refusal, place: u64, what: &str) {
        self.seen.refused.put(why, place, what);
    }

    /// Counts an event read.
    pub fn event(&mut self) {
        self.seen.events += 1;
    }

    /// Takes a case: counted, or refused with its reason.
    pub fn take(&mut self, mut story: Story) {
        self.seen.cases += 1;
        let place = story.place;
        let mut hasher = DefaultHasher::new();
        (&story.region, &story.name).hash(&mut hasher);
        let why = if !self.known.insert(hasher.finish()) {
            Some(Refusal::CaseTwice)
        } else if story.kind == "reconsideration" {
            Some(Refusal::Reconsideration)
        } else if story.service.is_empty() {
            Some(Refusal::NoService)
        } else {
            None
        };
        if let Some(why) = why {
            return self.refuse(why, place, &story.name);
        }
        if !story.acts.is_sorted_by_key(|act| act.at_ms) {
            self.refuse(Refusal::OutOfOrder, place, &story.name);
            story.acts.sort_by_key(|act| act.at_ms);
        }
        // facts are written down several at a moment; a word of somebody comes once
        let twice = story.acts.windows(2).any(|pair| pair[0] == pair[1] && is_decisive(&pair[0]));
        story.acts.dedup();
        if twice {
            self.refuse(Refusal::EventTwice, place, &story.name);
        }
        let Some(filed) = story.acts.iter().find(|act| act.kind == "file").and_then(|act| date(act.at_ms)) else {
            return self.refuse(Refusal::NeverFiled, place, &story.name);
        };
        let last = story.acts.iter().filter_map(|act| date(act.at_ms)).max().unwrap_or(filed);
        let begun = story.begun.unwrap_or(filed);
        if (last - begun).get_days() > DAYS_MAX {
            return self.refuse(Refusal::TooLong, place, &story.name);
        }
        self.seen.as_of = self.seen.as_of.max(Some(last));
        self.count(&story, (begun, filed));
    }

    fn count(&mut self, story: &Story, (begun, filed): (Date, Date)) {
        let calendar = self.calendars.entry(story.region.clone()).or_insert_with(|| calendar_of(&story.region));
        let terms = self.terms.get(&story.service);
        let stops = story.stops.clone().unwrap_or_else(|| stops_of(&story.acts));
        let ended = end(&story.acts);
        let legs = legs(story, begun, terms);
        let seen = self.seen.services.entry(story.service.clone()).or_default();
        seen.cases += 1;
        seen.filed = Some(seen.filed.map_or((filed, filed), |(first, last)| (first.min(filed), last.max(filed))));
        seen.at_counter += u64::from(story.at_counter);
        corrections(seen, story);
        match ended {
            None => {
                seen.open += 1;
                let due = story.due.or_else(|| last_day(calendar, begun, terms?.promised, &stops));
                let still = stops.iter().any(|stop| stop.until.is_none());
                if let Some(due) = due.filter(|_| !still) {
                    *self.open_due.entry((story.service.clone(), due)).or_default() += 1;
                }
            }
            Some((End::Withdrawn, ..)) => seen.withdrawn += 1,
            Some((end, on, silent)) => {
                seen.granted += u64::from(end == End::Granted);
                seen.refused += u64::from(end == End::Refused);
                seen.by_silence += u64::from(silent);
                answered(seen, calendar, (begun, on), &legs, &stops);
                let by_law = terms.filter(|t| t.law > 0).and_then(|t| last_day(calendar, begun, t.law, &stops));
                let promised = terms.filter(|t| t.promised > 0);
                let due = story.due.or_else(|| last_day(calendar, begun, promised?.promised, &stops));
                late(&mut seen.late_by_law, by_law, on);
                late(&mut seen.late_by_promise, due, on);
                papers(seen, story, end);
            }
        }
        steps(seen, calendar, story, &legs, (begun, &stops), terms);
    }

    /// The figures, when the last case has been taken. Open cases are judged by `as_of`, or by the log's last day.
    pub fn finish(mut self, as_of: Option<Date>) -> Observed {
        self.seen.as_of = as_of.or(self.seen.as_of);
        for ((service, due), times) in self.open_due {
            if self.seen.as_of.is_some_and(|day| due < day)
                && let Some(seen) = self.seen.services.get_mut(&service)
            {
                seen.open_late += times;
            }
        }
        self.seen
    }
}

fn date(at_ms: i64) -> Option<Date> {
    Timestamp::from_millisecond(at_ms).ok().map(clock::local_date)
}

/// The working days agencies of a region go by.
fn calendar_of(region: &str) -> Calendar {
    let Ok(code) = RegionCode::parse(region) else { return Calendar::national() };
    let overlays = calendar::overlays(&code).filter(|overlay| overlay.audience == Audience::All);
    Calendar::national().with_overlay(overlays.flat_map(|overlay| overlay.days().collect::<Vec<_>>()))
}

/// The first answer: what was reopened later was answered all the same.
fn end(acts: &[Act]) -> Option<(End, Date, bool)> {
    let mut silent = false;
    for act in acts {
        let (end, by_silence) = match act.kind.as_str() {
            "silence-granted" => (End::Granted, true),
            "silence-refused" | "silence-after-refusal" => (End::Refused, true),
            "granted" => (End::Granted, silent),
            "refused" => (End::Refused, silent),
            "withdraw" => (End::Withdrawn, false),
            _ => continue,
        };
        silent = by_silence;
        return date(act.at_ms).map(|on| (end, on, silent));
    }
    None
}

/// The clock's standstills as the acts tell them.
fn stops_of(acts: &[Act]) -> Vec<Standstill> {
    let mut stops: Vec<Standstill> = Vec::new();
    for act in acts {
        let Some(on) = date(act.at_ms) else { continue };
        let open = |stop: &&mut Standstill| stop.until.is_none();
        match act.kind.as_str() {
            "correction-asked" | "clock-stopped" => {
                let cause = if act.kind == "clock-stopped" { "special" } else { "correction" };
                stops.push(Standstill { cause: cause.to_owned(), step: act.step.clone(), from: on, until: None });
            }
            "resubmit" => stops.iter_mut().filter(open).filter(|s| s.is_applicants()).for_each(|s| s.until = Some(on)),
            "clock-went-on" => {
                let own = stops.iter_mut().filter(open).filter(|s| !s.is_applicants() && s.step == act.step);
                own.for_each(|stop| stop.until = Some(on));
            }
            "granted" | "refused" | "withdraw" => stops.iter_mut().filter(open).for_each(|s| s.until = Some(on)),
            _ => {}
        }
    }
    stops
}

fn is_decisive(act: &Act) -> bool {
    is_word(act) || matches!(act.kind.as_str(), "file" | "resubmit" | "granted" | "refused" | "withdraw")
}

fn is_word(act: &Act) -> bool {
    matches!(act.kind.as_str(), "step-approved" | "step-refused" | "correction-asked")
}

/// The steps that said something, with the day they reached the desk: as the log says, else when all they wait for
/// had agreed, else with the filing.
fn legs(story: &Story, begun: Date, terms: Option<&Terms>) -> Vec<Leg> {
    let mut legs: Vec<Leg> = Vec::new();
    for act in story.acts.iter().filter(|act| is_word(act)) {
        let (Some(step), Some(on)) = (&act.step, date(act.at_ms)) else { continue };
        let word = (act.kind != "correction-asked").then_some(on);
        match legs.iter_mut().find(|leg| leg.step == *step) {
            Some(leg) => leg.done = leg.done.max(word),
            None => {
                let agreed = |other: &String| {
                    let yes = story.acts.iter().filter(|a| a.kind == "step-approved" && a.step.as_ref() == Some(other));
                    yes.filter_map(|act| date(act.at_ms)).max()
                };
                let waits = terms.and_then(|terms| terms.steps.get(step)).map(|(_, waits)| waits.as_slice());
                let after = waits.unwrap_or_default().iter().filter_map(agreed).filter(|day| *day <= on).max();
                let opened = act.opened_ms.and_then(date).or(after).unwrap_or(begun);
                legs.push(Leg { step: step.clone(), opened: opened.clamp(begun.min(on), on), done: word });
            }
        }
    }
    legs
}

fn corrections(seen: &mut ServiceSeen, story: &Story) {
    let asked: Vec<&Act> = story.acts.iter().filter(|act| act.kind == "correction-asked").collect();
    seen.corrections += asked.len() as u64;
    seen.corrected += u64::from(!asked.is_empty());
    let things: BTreeSet<&String> = asked.iter().flat_map(|act| &act.asks_for).collect();
    for thing in things {
        *seen.asked_again.entry(thing.clone()).or_default() += 1;
    }
}

fn answered(
    seen: &mut ServiceSeen,
    calendar: &Calendar,
    (begun, on): (Date, Date),
    legs: &[Leg],
    stops: &[Standstill],
) {
    let days = held(calendar, (begun, on), legs, stops);
    seen.calendar_days.put(u64::try_from((on - begun).get_days()).unwrap_or(0));
    seen.working_days.put(days.working);
    seen.counted_days.put(days.working - days.applicant - days.elsewhere);
    seen.applicant_days.put(days.applicant);
    seen.elsewhere_days.put(days.elsewhere);
    seen.nobody_days += days.nobody;
    for (step, days) in days.steps {
        seen.steps.entry(step).or_default().held_days += days;
    }
}

fn late(share: &mut Share, due: Option<Date>, on: Date) {
    if let Some(due) = due {
        share.of += 1;
        share.part += u64::from(on > due);
    }
}

fn papers(seen: &mut ServiceSeen, story: &Story, end: End) {
    let handed: BTreeSet<&String> = story.papers.iter().collect();
    for need in handed {
        let asked = story.acts.iter().any(|act| act.kind == "correction-asked" && act.asks_for.contains(need));
        let refused = end == End::Refused;
        let paper = seen.papers.entry(need.clone()).or_default();
        paper.cases += 1;
        paper.asked_again += u64::from(asked);
        paper.refused += u64::from(refused);
        paper.changed += u64::from(asked || refused);
    }
}

fn steps(
    seen: &mut ServiceSeen,
    calendar: &Calendar,
    story: &Story,
    legs: &[Leg],
    (begun, stops): (Date, &[Standstill]),
    terms: Option<&Terms>,
) {
    for leg in legs {
        let step = seen.steps.entry(leg.step.clone()).or_default();
        let said = |kind: &str| story.acts.iter().any(|act| act.kind == kind && act.step.as_ref() == Some(&leg.step));
        let (asked, refused) = (said("correction-asked"), said("step-refused"));
        step.cases += 1;
        step.corrected += u64::from(asked);
        step.refused += u64::from(refused);
        step.changed += u64::from(asked || refused);
        step.waited.put(days::working(calendar, begun, leg.opened).count() as u64);
        let Some(done) = leg.done else { continue };
        let handled = days::handled(calendar, leg, done, stops);
        step.handled.put(handled);
        if let Some((given, _)) = terms.and_then(|terms| terms.steps.get(&leg.step)) {
            step.late.of += 1;
            step.late.part += u64::from(handled > u64::from(*given));
        }
    }
    let way: Vec<String> = story.acts.iter().filter(|act| is_word(act)).filter_map(word).collect();
    let way = way.join(" > ");
    if seen.variants.len() < VARIANTS_MAX || seen.variants.contains_key(&way) {
        *seen.variants.entry(way).or_default() += 1;
    } else {
        seen.other_variants += 1;
    }
}

/// `health-review`, `health-review?` where it asked for a correction, `health-review!` where it said no.
fn word(act: &Act) -> Option<String> {
    let mark = match act.kind.as_str() {
        "correction-asked" => "?",
        "step-refused" => "!",
        _ => "",
    };
    act.step.as_ref().map(|step| format!("{step}{mark}"))
}
