//! A case of the database as the measuring of logs takes it: the same that its exports say.

use civic::Date;
use process::observed::{Act, Observed, Observer, Standstill, Story};
use serde_json::Value;
use store::{Db, Fault};

use super::event::kind;
use super::reading::CasePages;
use crate::cases::clocks::{Turn, WHOLE_CASE};
use crate::cases::log::{Logged, Window};

/// The case as a story: no person, no enterprise, no words of anybody.
pub fn story(logged: &Logged) -> Story {
    let case = &logged.case;
    let filed = case.filed_at.unwrap_or(i64::MIN);
    let acts = logged.history.iter().filter(|entry| entry.at_ms >= filed && entry.act != "case/begin");
    let whole = || logged.clock.iter().filter(|event| event.clock == WHOLE_CASE);
    let begun = whole().find(|event| matches!(event.turn, Turn::Start { .. })).map(|event| event.on);
    Story {
        name: case.number.clone().unwrap_or_else(|| case.id.clone()),
        region: case.region.clone(),
        playbook: case.playbook.clone(),
        version: case.digest.clone(),
        service: case.service.clone(),
        kind: case.kind.as_str().to_owned(),
        begun,
        due: case.due_on.filter(|_| case.days_left_stopped.is_none()),
        stops: begun.map(|_| stops(logged)),
        papers: logged.papers.clone(),
        at_counter: logged.at_counter,
        acts: acts.map(|entry| act(logged, entry)).collect(),
        place: 0,
    }
}

fn act(logged: &Logged, entry: &store::journal::Recorded) -> Act {
    let detail: Value = serde_json::from_str(&entry.detail).unwrap_or_default();
    let step = detail.get("step").and_then(Value::as_str).map(str::to_owned);
    let stands = step.as_ref().and_then(|step| logged.steps.iter().find(|there| there.step == *step));
    let asks = detail.get("asks_for").and_then(Value::as_array).into_iter().flatten();
    Act {
        at_ms: entry.at_ms,
        kind: kind(&entry.act),
        opened_ms: stands.and_then(|step| step.opened_at),
        asks_for: asks.filter_map(Value::as_str).map(str::to_owned).collect(),
        step,
    }
}

/// When the clock of the whole case stood still; what stood for one step names it.
fn stops(logged: &Logged) -> Vec<Standstill> {
    let mut named: Vec<(&str, Standstill)> = Vec::new();
    for event in logged.clock.iter().filter(|event| event.clock == WHOLE_CASE) {
        match &event.turn {
            Turn::Stop { name, cause, .. } => {
                let step = name.split_once(' ').map(|(_, step)| step.to_owned());
                let cause = cause.as_str().to_owned();
                named.push((name, Standstill { cause, step, from: event.on, until: None }));
            }
            Turn::Continue { name } => {
                close(&mut named, Some(name), event.on);
            }
            Turn::End(_) => close(&mut named, None, event.on),
            _ => {}
        }
    }
    named.into_iter().map(|(_, stop)| stop).collect()
}

fn close(stops: &mut [(&str, Standstill)], name: Option<&String>, on: Date) {
    for (own, stop) in stops.iter_mut().filter(|(_, stop)| stop.until.is_none()) {
        if name.is_none_or(|name| name == own) {
            stop.until = Some(on);
        }
    }
}

/// The figures of the cases of a window, of one rule book; read page by page, so that memory does not grow with them.
/// Open cases are judged by `as_of`, or by the last day of the log. After `most` cases of any rule book no page more is
/// read.
///
/// # Errors
/// A database fault.
pub async fn observe(
    db: &Db,
    window: &Window,
    playbook: &str,
    mut observer: Observer,
    (as_of, most): (Option<Date>, u64),
) -> Result<Observed, Fault> {
    let mut pages = CasePages::new(db, window);
    while pages.count < most
        && let Some(page) = pages.next().await?
    {
        for logged in page.iter().filter(|logged| logged.case.playbook == playbook) {
            let story = story(logged);
            story.acts.iter().for_each(|_| observer.event());
            observer.take(story);
        }
    }
    Ok(observer.finish(as_of))
}
