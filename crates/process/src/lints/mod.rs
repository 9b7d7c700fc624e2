//! What is looked for in a process, each with a page that says why and shows it.

mod ends;
mod gateways;
mod limits;
mod people;
mod reachable;
mod series;

use civic::text::{Lang, Text};

use crate::finding::{Finding, Severity};
use crate::model::{Model, Process};
use crate::net::Net;
use crate::paths::{self, Longest};
use crate::reach::{self, Answer};
use crate::tokens;

/// A way that leads nowhere known; found while reading.
pub(crate) const UNKNOWN_NEXT: &str = "unknown-next";
/// A name or id given twice; found while reading.
pub(crate) const DOUBLE_NAME: &str = "double-name";
/// Findings of one lint told in one file.
const TOLD_MAX: usize = 100;

/// One lint.
#[derive(Debug)]
pub struct Lint {
    /// Its name: the wrong pattern.
    pub name: &'static str,
    /// How grave it is.
    pub severity: Severity,
    /// One line: Chinese, English.
    pub summary: (&'static str, &'static str),
    prose: (&'static str, &'static str),
    check: fn(&Lint, &Judged<'_>, &mut Vec<Finding>),
}

impl Lint {
    /// The summary as a text.
    pub fn summary(&self) -> Text {
        Text::new(self.summary.0, self.summary.1)
    }

    /// The page in a language.
    pub fn prose(&self, lang: Lang) -> &'static str {
        match lang {
            Lang::Zh => self.prose.0,
            Lang::En => self.prose.1,
        }
    }

    fn finding(&self, place: &crate::model::Place, zh: impl Into<String>, en: impl Into<String>) -> Finding {
        Finding::new(self.name, self.severity, place.clone(), Text::new(zh, en))
    }
}

macro_rules! lint {
    ($name:literal, $severity:ident, $zh:literal, $en:literal, $check:expr) => {
        Lint {
            name: $name,
            severity: Severity::$severity,
            summary: ($zh, $en),
            prose: (include_str!(concat!($name, ".zh-CN.md")), include_str!(concat!($name, ".md"))),
            check: $check,
        }
    };
}

/// Found while the file was read, so there is nothing left to do.
fn when_read(_: &Lint, _: &Judged<'_>, _: &mut Vec<Finding>) {}

/// Every lint, sorted by name.
pub const ALL: &[Lint] = &[
    lint!("dead-end", Warning, "进得去、到不了任何终点", "from here no end can be reached", ends::dead_end),
    lint!("double-name", Error, "同一名称或编号写了两次", "one name or id is given twice", when_read),
    lint!("endless-correction", Hint, "退回补正不限次数", "it may be sent back any number of times", limits::endless),
    lint!(
        "lanes-in-series",
        Hint,
        "几个部门依次办，后者不用前者的结果",
        "agencies wait for one another without need",
        series::check
    ),
    lint!(
        "limit-exceeded",
        Warning,
        "各环节时限之和超过总时限",
        "the steps' limits add up to more than the whole may take",
        limits::exceeded
    ),
    lint!("no-end", Warning, "没有终点", "it ends nowhere", ends::no_end),
    lint!("no-start", Error, "没有起点", "it begins nowhere", ends::no_start),
    lint!("no-state-limit", Hint, "环节没有时限", "a step has no time limit", limits::none),
    lint!("nobody-may-act", Error, "没有人有权办的动作", "an action that nobody may take", people::nobody),
    lint!(
        "not-judged-whole",
        Hint,
        "网关组合太多，没有全部推演",
        "too many combinations to try them all",
        gateways::not_whole
    ),
    lint!(
        "runs-twice",
        Error,
        "并行分开却没有汇合，后面会办两遍",
        "branches side by side are not joined: what follows runs twice",
        gateways::twice
    ),
    lint!("same-hands-twice", Hint, "同一角色自己交给自己", "one role hands the case to itself", people::same_hands),
    lint!("several-starts", Hint, "有多个起点", "it begins in several places", ends::several_starts),
    lint!("unknown-next", Error, "下一状态或节点不存在", "a way leads to nothing that exists", when_read),
    lint!("unreachable-state", Warning, "永远走不到的环节", "a step that is never reached", reachable::unreachable),
    lint!("waits-for-ever", Error, "在等永远不会来的", "it waits for what never comes", gateways::stuck),
];

/// The lint of a name.
pub fn explain(name: &str) -> Option<&'static Lint> {
    ALL.iter().find(|lint| lint.name == name)
}

/// A model with all that several lints ask about it.
pub(crate) struct Judged<'a> {
    pub(crate) model: &'a Model,
    pub(crate) nets: Vec<Net<'a>>,
    pub(crate) starts: Vec<Vec<usize>>,
    pub(crate) has_ends: Vec<bool>,
    pub(crate) reached: Answer,
    pub(crate) can_end: Answer,
    pub(crate) ran: Vec<tokens::Found>,
    pub(crate) longest: Vec<Longest>,
}

impl<'a> Judged<'a> {
    fn of(model: &'a Model) -> Judged<'a> {
        let nets: Vec<Net<'a>> = model.processes.iter().map(|process| Net::of(process, model.form)).collect();
        Judged {
            ran: nets.iter().map(tokens::run).collect(),
            longest: model.processes.iter().map(|process| paths::longest(process, model.form)).collect(),
            starts: model.processes.iter().map(Process::starts).collect(),
            has_ends: model.processes.iter().map(Process::has_ends).collect(),
            reached: reach::reached(model),
            can_end: reach::can_end(model),
            nets,
            model,
        }
    }

    /// Processes with their numbers.
    pub(crate) fn processes(&self) -> impl Iterator<Item = (usize, &'a Process)> + use<'a> {
        self.model.processes.iter().enumerate()
    }
}

/// Runs all lints, sorted by place. Of one lint at most a hundred findings are told, then how many there are.
pub fn run(model: &Model) -> Vec<Finding> {
    let judged = Judged::of(model);
    let mut all = Vec::new();
    for lint in ALL {
        let mut found = Vec::new();
        (lint.check)(lint, &judged, &mut found);
        let count = found.len();
        found.truncate(TOLD_MAX);
        if count > TOLD_MAX
            && let Some(last) = found.last_mut()
        {
            let left = count - TOLD_MAX;
            last.help.push(Text::new(format!("这样的另有 {left} 处"), format!("there are {left} more of these")));
        }
        all.extend(found);
    }
    all.sort_by_key(|finding| (finding.place.start, finding.place.end, finding.code));
    all
}
