//! output-asked-again: an office asks for what was handed in, or issued, on the way to it.

use std::collections::BTreeSet;

use civic::text::Text;

use super::demands::{asked, only, taken_out};
use super::{Book, Lint};
use crate::diagnostic::{Diagnostic, Severity};
use crate::model::{Issuer, Need, Service};

pub(super) const LINT: Lint = Lint {
    name: "output-asked-again",
    severity: Severity::Warning,
    summary: ("前面环节已经交过、发过的，后面又要", "what an earlier service took in or gave out is asked for again"),
    prose_en: include_str!("output-asked-again.md"),
    prose_zh: include_str!("output-asked-again.zh-CN.md"),
    check,
};

fn check(playbook: &Book<'_>, out: &mut Vec<Diagnostic>) {
    for service in playbook.services.values() {
        for need in &service.needs {
            out.extend(own_result(playbook, service, need));
            out.extend(taken_before(playbook, service, need));
        }
    }
}

/// Asks for its own result back, from those who have one.
fn own_result(playbook: &Book<'_>, service: &Service, need: &Need) -> Option<Diagnostic> {
    let id = only(need).filter(|id| service.yields.iter().any(|given| given == id))?;
    let evidence = playbook.paper(id)?;
    let elsewhere = evidence.issuers.iter().any(|issuer| *issuer != Issuer::Service(service.id.clone()));
    if need.when.is_none() && !elsewhere {
        return None; // nobody can have it yet: that is a deadlock, not a copy
    }
    let message = Text::new(
        format!("“{}”要求提交它自己出具的“{}”", service.name.zh, evidence.name.zh),
        format!("\"{}\" demands \"{}\", which it issues itself", service.name.en, evidence.name.en),
    );
    let found = LINT
        .finding(need.span.clone(), message)
        .label(service.span.clone(), Text::new("由它出具", "issued here"))
        .help(Text::new("查自己的记录，不再要申请人提交", "look in the office's own record instead of asking for it"));
    Some(taken_out(found, need, false).about(&need.span.file, &need.id))
}

/// Asks for a paper that everyone who has another demanded paper has handed in before.
fn taken_before(playbook: &Book<'_>, service: &Service, need: &Need) -> Option<Diagnostic> {
    let id = only(need)?;
    let lasts = playbook.paper(id)?.valid_days.is_none();
    if need.ask_every_time || need.max_age_days.is_some() || !lasts {
        return None; // a fresh one is wanted
    }
    let (via, earlier) =
        service.needs.iter().filter(|other| other.id != need.id && surely(other)).find_map(|other| {
            let giver = giver(playbook, only(other)?)?;
            let earlier = on_the_way(playbook, giver, id, &service.id)?;
            Some((other, earlier))
        })?;
    let (names, result) = (asked(playbook, need), asked(playbook, via));
    let message = Text::new(
        format!("“{}”要求“{}”，办“{}”时已在“{}”交过", service.name.zh, names.zh, result.zh, earlier.name.zh),
        format!(
            "\"{}\" demands \"{}\", which was handed in for \"{}\" to get \"{}\"",
            service.name.en, names.en, earlier.name.en, result.en
        ),
    );
    let place = earlier.needs.iter().find(|n| only(n) == Some(id)).map_or(&earlier.span, |n| &n.span);
    let found = LINT
        .finding(need.span.clone(), message)
        .label(via.span.clone(), Text::new("有这一份，就必定交过", "whoever has this one handed it in before"))
        .label(place.clone(), Text::new("在这里交过", "handed in here"))
        .help(Text::new("由前一部门共享，删去这项要求", "share it between the offices and drop the demand"));
    Some(taken_out(found, need, false).about(&need.span.file, &need.id))
}

/// Demanded of everybody.
fn surely(need: &Need) -> bool {
    need.when.is_none()
}

/// The one service that gives a paper, where there is no other way to it.
fn giver<'p>(playbook: &Book<'p>, id: &str) -> Option<&'p Service> {
    match playbook.paper(id)?.issuers.as_slice() {
        [Issuer::Service(giver)] => playbook.service(giver),
        _ => None,
    }
}

/// The service, from `start` upwards, that always takes in the paper `id`.
fn on_the_way<'p>(playbook: &Book<'p>, start: &'p Service, id: &str, asking: &str) -> Option<&'p Service> {
    let mut open = vec![start];
    let mut seen: BTreeSet<&str> = BTreeSet::from([asking]);
    while let Some(service) = open.pop().filter(|service| service.id != asking) {
        if !seen.insert(&service.id) {
            continue;
        }
        for paper in service.needs.iter().filter(|need| surely(need)).filter_map(only) {
            if paper == id {
                return Some(service);
            }
            open.extend(giver(playbook, paper).filter(|giver| giver.id != asking));
        }
    }
    None
}
