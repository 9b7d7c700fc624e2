//! One act of a case as an event: what, when, by which office, on which step. No person appears.

use civic::Timestamp;
use serde_json::Value;
use store::journal::Recorded;

use crate::cases::log::Logged;

/// An act, ready for any event log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// Number in the chain of the region: unique with the region.
    pub seq: i64,
    /// What was done: `file`, `step-approved`, `certificate-issue` …
    pub kind: String,
    /// What was done to which step, as process mining wants it: `step-approved health-review`.
    pub activity: String,
    /// Moment with offset, RFC 3339.
    pub at: String,
    /// Agency id, `applicant`, or `system`.
    pub office: String,
    /// Step it was done to.
    pub step: Option<String>,
    /// When that step reached the desk, RFC 3339.
    pub opened: Option<String>,
    /// What the applicant was asked to put right: demands and facts by id.
    pub asks_for: Vec<String>,
    /// Number of the certificate it issued.
    pub certificate: Option<String>,
}

/// The acts of a case from its filing on, oldest first. What an applicant did to the draft is left out.
pub fn events(logged: &Logged) -> Vec<Event> {
    let filed = logged.case.filed_at.unwrap_or(i64::MIN);
    logged
        .history
        .iter()
        .filter(|entry| entry.at_ms >= filed && entry.act != "case/begin")
        .map(|e| event(logged, e))
        .collect()
}

fn event(logged: &Logged, entry: &Recorded) -> Event {
    let detail: Value = serde_json::from_str(&entry.detail).unwrap_or_default();
    let said = |key: &str| detail.get(key).and_then(Value::as_str).map(str::to_owned);
    let step = said("step");
    let kind = kind(&entry.act);
    let activity = step.as_ref().map_or_else(|| kind.clone(), |step| format!("{kind} {step}"));
    let certificate = (entry.act == "certificate/issue").then(|| said("number")).flatten();
    let asks = detail.get("asks_for").and_then(Value::as_array).into_iter().flatten();
    let asks_for = asks.filter_map(Value::as_str).map(str::to_owned).collect();
    let stands = step.as_ref().and_then(|step| logged.steps.iter().find(|there| there.step == *step));
    let opened = stands.and_then(|step| step.opened_at).map(moment);
    let (at, office) = (moment(entry.at_ms), office(logged, entry));
    Event { seq: entry.seq, at, office, kind, activity, step, opened, asks_for, certificate }
}

/// What an act is called in a log: `case/step-approved` is `step-approved`, `certificate/issue` is `certificate-issue`.
pub fn kind(act: &str) -> String {
    act.strip_prefix("case/").map_or_else(|| act.replace('/', "-"), str::to_owned)
}

/// An office by its agency; whoever is no agency of the case is its applicant.
fn office(logged: &Logged, entry: &Recorded) -> String {
    if entry.actor == "system" {
        return "system".to_owned();
    }
    let agency = logged.steps.iter().find(|step| step.agency == entry.office);
    let applicant = entry.office == logged.case.subject.id || entry.office == logged.case.subject.code;
    match agency {
        Some(step) => step.agency.clone(),
        None if applicant || entry.office.chars().any(|c| c.is_ascii_digit()) => "applicant".to_owned(),
        None => entry.office.clone(),
    }
}

/// A moment in local time with its offset, as other programs read it.
pub fn moment(at_ms: i64) -> String {
    let Ok(at) = Timestamp::from_millisecond(at_ms) else { return "1970-01-01T08:00:00.000+08:00".to_owned() };
    let local = at.to_zoned(jiff::tz::TimeZone::fixed(jiff::tz::offset(8)));
    local.strftime("%Y-%m-%dT%H:%M:%S%.3f%:z").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_carries_milliseconds_and_offset() {
        assert_eq!(moment(1_583_200_000_007), "2020-03-03T09:46:40.007+08:00");
        assert_eq!(moment(i64::MAX), "1970-01-01T08:00:00.000+08:00");
    }
}
