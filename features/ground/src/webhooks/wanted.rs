//! What somebody writes about a subscription, judged: all problems at once, the same on the page and for programs.

use civic::{Problem, Text};
use web::App;

use super::acts::Wanted;
use super::model::{KINDS, TIMEOUT, TIMEOUT_MAX};
use super::target;

/// Longest name, characters.
pub const NAME_MAX: usize = 80;

/// As it was written. Fields of problems are named `name`, `url`, `kinds`, `timeout_seconds` behind `at`.
#[derive(Clone, Debug, Default)]
pub struct Written<'a> {
    /// What to call it.
    pub name: &'a str,
    /// Where events go.
    pub url: &'a str,
    /// Kinds; none = all.
    pub kinds: Vec<&'a str>,
    /// Seconds; empty = the usual.
    pub timeout_seconds: &'a str,
}

/// Reads it.
///
/// # Errors
/// Everything that is wrong.
pub fn read(app: &App, at: &str, written: &Written) -> Result<Wanted, Vec<Problem>> {
    let mut problems = Vec::new();
    let field = |name: &str| format!("{at}{name}");
    let name = written.name.trim();
    if name.is_empty() || name.chars().count() > NAME_MAX || name.chars().any(char::is_control) {
        problems.push(Problem::new(
            field("name"),
            "webhooks/name",
            Text::new("名称没有填写，或者太长", "the name is missing or too long"),
            Text::new(format!("请填写 1 至 {NAME_MAX} 个字"), format!("give 1 to {NAME_MAX} characters")),
        ));
    }
    let url = target::check(app, &field("url"), written.url).map_err(|problem| problems.push(problem)).ok();
    let known = |kind: &&str| KINDS.iter().any(|(_, listed, _)| listed == kind);
    if !written.kinds.iter().all(known) {
        problems.push(Problem::new(
            field("kinds"),
            "webhooks/kinds",
            Text::new("有不存在的事件种类", "there is no such kind of event"),
            Text::new("请从列出的种类中选择；不选表示全部", "choose from the list; none means all"),
        ));
    }
    let timeout = match written.timeout_seconds.trim() {
        "" => Some(TIMEOUT),
        text => text.parse::<i64>().ok().filter(|seconds| (1..=TIMEOUT_MAX).contains(seconds)),
    };
    if timeout.is_none() {
        problems.push(Problem::new(
            field("timeout_seconds"),
            "webhooks/timeout",
            Text::new("等待秒数不合要求", "the seconds to wait do not fit"),
            Text::new(format!("请填写 1 至 {TIMEOUT_MAX}"), format!("give 1 to {TIMEOUT_MAX}")),
        ));
    }
    let (Some(url), Some(timeout_seconds), true) = (url, timeout, problems.is_empty()) else { return Err(problems) };
    let kinds = KINDS.iter().map(|(_, kind, _)| *kind).filter(|kind| written.kinds.contains(kind));
    Ok(Wanted { name: name.to_owned(), url, kinds: kinds.map(str::to_owned).collect(), timeout_seconds })
}
