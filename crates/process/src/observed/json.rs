//! The figures of a log for programs.

use serde_json::{Map, Value, json};

use super::bounds::Share;
use super::figures::{Observed, PaperSeen, ServiceSeen, StepSeen};
use super::spread::Spread;

/// Orders of steps told; the rest is a sum.
const WAYS_TOLD: usize = 20;

/// Everything measured. A share carries the bounds of 95 % confidence; `null` means that the log does not say.
pub fn json(seen: &Observed) -> Value {
    let refused = seen.refused.iter().map(|(why, count, shown)| {
        let words = why.words();
        let places = shown.iter().map(|(place, what)| json!({ "place": place, "what": what }));
        json!({ "code": why.code(), "count": count, "zh-CN": words.zh, "en": words.en, "first": places.collect::<Vec<_>>() })
    });
    let services = seen.services.iter().map(|(id, it)| (id.clone(), service(it)));
    json!({
        "cases": seen.cases,
        "events": seen.events,
        "as_of": seen.as_of.map(|day| day.to_string()),
        "services": Value::Object(services.collect::<Map<_, _>>()),
        "refused": refused.collect::<Vec<_>>(),
    })
}

fn service(it: &ServiceSeen) -> Value {
    let ways = it.ways();
    let rest: u64 = ways.iter().skip(WAYS_TOLD).map(|(_, times)| times).sum::<u64>() + it.other_variants;
    let steps = it.steps.iter().map(|(id, seen)| (id.clone(), step(seen)));
    let papers = it.papers.iter().map(|(id, seen)| (id.clone(), paper(*seen)));
    json!({
        "cases": it.cases,
        "first_filed": it.filed.map(|(first, _)| first.to_string()),
        "last_filed": it.filed.map(|(_, last)| last.to_string()),
        "granted": it.granted, "refused": it.refused, "by_silence": it.by_silence,
        "withdrawn": it.withdrawn, "open": it.open, "open_late": it.open_late,
        "refusal": share(it.refusal()), "correction": share(it.correction()), "corrections": it.corrections,
        "calendar_days": spread(&it.calendar_days), "working_days": spread(&it.working_days),
        "counted_days": spread(&it.counted_days), "applicant_days": spread(&it.applicant_days),
        "elsewhere_days": spread(&it.elsewhere_days), "nobody_days": it.nobody_days,
        "late_by_law": share(it.late_by_law), "late_by_promise": share(it.late_by_promise),
        "asked_again": it.asked_again, "at_counter": it.at_counter,
        "papers": Value::Object(papers.collect()), "steps": Value::Object(steps.collect()),
        "ways": ways.iter().take(WAYS_TOLD).map(|(way, times)| json!({ "steps": way, "cases": times })).collect::<Vec<_>>(),
        "other_ways": rest,
    })
}

fn step(it: &StepSeen) -> Value {
    json!({
        "cases": it.cases, "waited": spread(&it.waited), "handled": spread(&it.handled), "held_days": it.held_days,
        "corrected": it.corrected, "refused": it.refused, "change": share(it.change()), "late": share(it.late),
    })
}

fn paper(it: PaperSeen) -> Value {
    json!({ "cases": it.cases, "asked_again": it.asked_again, "refused": it.refused, "change": share(it.change()) })
}

fn share(it: Share) -> Value {
    let rounded = |share: f64| (share * 10_000.0).round() / 10_000.0;
    let bounds = it.bounds().map(|(least, most)| json!([rounded(least), rounded(most)]));
    json!({ "part": it.part, "of": it.of, "share": it.value().map(rounded), "between": bounds })
}

fn spread(it: &Spread) -> Value {
    json!({ "median": it.median(), "nine_of_ten": it.most_of_ten(), "max": it.max(),
            "mean_tenths": it.mean_tenths(), "sum": it.sum() })
}
