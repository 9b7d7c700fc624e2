//! The answer to a form that is saved while one types: its state in words, the questions as they stand now.

use askama::Template;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use serde_json::json;
use web::{Reply, Say, Stop};

use super::answers::Asked;
use super::own::Own;

/// How a save ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Saved {
    /// Everything is kept.
    All,
    /// So many answers cannot be kept as they are typed.
    Wrong(usize),
    /// So many answers were saved otherwise elsewhere and wait for a choice.
    Conflict(usize),
}

/// The clock time of a moment: `14:03`.
pub fn clock(w: Say, at_ms: i64) -> String {
    let time = w.time_ms(at_ms);
    time.rsplit(' ').next().unwrap_or_default().to_owned()
}

/// What the line below the form says.
pub fn words(w: Say, saved: Saved, at_ms: i64) -> String {
    let time = clock(w, at_ms);
    match saved {
        Saved::All => w.with("saved-at", &[("time", &time)]),
        Saved::Wrong(n) => w.n_with("saved-but-wrong", n as i64, &[("time", &time)]),
        Saved::Conflict(n) => w.n_with("saved-but-conflict", n as i64, &[("time", &time)]),
    }
}

/// The JSON for the page's script: no rule is judged there, it puts in what it is told.
///
/// # Errors
/// A template that cannot be written, which is a fault.
pub fn reply(words: &str, saved: Saved, questions: &[Asked], notes: &str) -> Reply {
    let mut list = Vec::new();
    for asked in questions {
        let html = asked.render().map_err(Stop::from)?;
        list.push(json!({ "fact": asked.fact, "html": html, "mark": asked.was, "newer": asked.newer,
                          "conflict": asked.conflict.is_some() }));
    }
    let state = match saved {
        Saved::All => "saved",
        Saved::Wrong(_) | Saved::Conflict(_) => "failed",
    };
    let status = if saved == Saved::All { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let told = json!({ "state": state, "words": words, "questions": list, "notes": notes });
    Ok((status, axum::Json(told)).into_response())
}

/// When the draft was last saved; empty for one that never was.
pub fn last(w: Say, own: &Own) -> String {
    let last = own.whole.history.iter().rev().find(|entry| entry.act == "case/save");
    last.map_or_else(String::new, |entry| w.with("saved-last", &[("time", &w.time_ms(entry.at_ms))]))
}
