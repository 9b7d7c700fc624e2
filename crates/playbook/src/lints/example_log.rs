//! The short notation in which a lint's page tells how cases went.

use civic::{Date, clock};
use process::observed::{Act, Observed, Observer, Story};

use crate::measured::terms;
use crate::model::Playbook;

/// The figures of a log in the notation of [`super::Example::observed`]; a line that does not follow it counts nothing.
pub(super) fn observed(log: &str, playbook: &Playbook) -> Observed {
    let mut observer = Observer::new(terms(playbook));
    for (at, line) in log.lines().enumerate() {
        let Some((times, story)) = story(line) else { continue };
        for one in 0..times {
            observer.take(Story { name: format!("{at}-{one}"), ..story.clone() });
        }
    }
    observer.finish(None)
}

fn story(line: &str) -> Option<(u32, Story)> {
    let (times, rest) = line.split_once(" cases of ")?;
    let (service, rest) = rest.split_once(": ")?;
    let (acts, papers) = rest.split_once("; papers ").unwrap_or((rest, ""));
    let papers = papers.split_whitespace().map(str::to_owned).collect();
    let acts = acts.split(',').map(|act| self::act(act.trim())).collect::<Option<_>>()?;
    Some((times.trim().parse().ok()?, Story { service: service.to_owned(), papers, acts, ..Story::default() }))
}

fn act(said: &str) -> Option<Act> {
    let (said, asked) = said.split_once(" for ").unwrap_or((said, ""));
    let words: Vec<&str> = said.split_whitespace().collect();
    let (kind, step, day) = match words.as_slice() {
        [kind, day] => (*kind, None, *day),
        [kind, step, day] => (*kind, Some((*step).to_owned()), *day),
        _ => return None,
    };
    let at_ms = clock::start_of(day.parse::<Date>().ok()?).as_millisecond();
    let asks_for = asked.split_whitespace().map(str::to_owned).collect();
    Some(Act { at_ms, kind: kind.to_owned(), step, opened_ms: None, asks_for })
}
