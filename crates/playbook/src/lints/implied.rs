//! implied: a paper is demanded although another demanded paper proves all it does.

use std::collections::BTreeSet;

use civic::text::Text;

use super::demands::{facts, goes_with, only, taken_out};
use super::{Book, Lint};
use crate::diagnostic::{Diagnostic, Severity};
use crate::model::{Evidence, EvidenceKind, Need, Playbook, Service};

pub(super) const LINT: Lint = Lint {
    name: "implied",
    severity: Severity::Warning,
    summary: ("已有材料证明的，还要另一份来证明", "other demanded papers already prove what this one proves"),
    prose_en: include_str!("implied.md"),
    prose_zh: include_str!("implied.zh-CN.md"),
    check,
};

fn check(playbook: &Book<'_>, out: &mut Vec<Diagnostic>) {
    for service in playbook.services.values() {
        let demands: Vec<Told<'_>> = service.needs.iter().map(|need| Told::of(playbook, need)).collect();
        let mut in_vain = vec![false; demands.len()];
        // of two that prove the same the later one is told
        for at in (0..demands.len()).rev() {
            let kept = (0..demands.len()).filter(|other| *other != at && !in_vain[*other]).map(|other| &demands[other]);
            if let Some((proves, by)) = proven_by(&demands[at], kept) {
                in_vain[at] = true;
                out.push(finding(playbook, service, demands[at].need, &proves, &by));
            }
        }
    }
}

/// A demand and what it tells the office.
struct Told<'p> {
    need: &'p Need,
    /// Its papers that say what they prove. A promise binds beyond what it proves.
    papers: Vec<&'p Evidence>,
    /// What is proven whichever of its papers are handed in.
    surely: BTreeSet<&'p str>,
}

impl<'p> Told<'p> {
    fn of<'b: 'p>(playbook: &Book<'b>, need: &'p Need) -> Told<'p> {
        let listed = need.demand.evidence();
        let papers = listed.iter().filter_map(|id| playbook.paper(id));
        let counts = |paper: &&Evidence| !paper.proves.is_empty() && paper.kind != EvidenceKind::Commitment;
        let papers: Vec<&Evidence> = papers.filter(counts).collect();
        // so many may be left out, and one that proves it is still among those handed in
        let left_out = listed.len().saturating_sub(need.demand.enough());
        let facts = papers.iter().flat_map(|paper| &paper.proves);
        let surely = |fact: &&String| papers.iter().filter(|paper| paper.proves.contains(fact)).count() > left_out;
        Told { need, surely: facts.filter(surely).map(String::as_str).collect(), papers }
    }

    /// The same facts from the same hand: synonyms, or one paper twice, which other lints find.
    fn is_synonym(&self, other: &Told<'_>) -> bool {
        let [ours, theirs] = [self, other].map(|told| only(told.need).and_then(|_| told.papers.first().copied()));
        matches!((ours, theirs), (Some(ours), Some(theirs))
            if ours.issuers == theirs.issuers && self.surely == other.surely)
    }
}

/// What a demand would prove, and the fewest of the others, first ones first, that together prove it.
fn proven_by<'a, 'p>(
    demand: &Told<'p>,
    others: impl Iterator<Item = &'a Told<'p>>,
) -> Option<(Vec<&'p String>, Vec<&'a Told<'p>>)>
where
    'p: 'a,
{
    let (need, enough) = (demand.need, demand.need.demand.enough());
    if need.ask_every_time || demand.papers.len() < enough {
        return None;
    }
    let counts = |other: &&Told<'_>| {
        let covers = goes_with(other.need, need) && no_older(other.need, need) && !other.need.ask_every_time;
        covers && !other.surely.is_empty() && !other.is_synonym(demand)
    };
    let others: Vec<&Told<'_>> = others.filter(counts).collect();
    let proven = |fact: &str, by: &[&Told<'_>]| by.iter().any(|other| other.surely.contains(fact));
    let all = |paper: &&&Evidence| paper.proves.iter().all(|fact| proven(fact, &others));
    let papers: Vec<&&Evidence> = demand.papers.iter().filter(all).take(enough).collect();
    if papers.len() < enough {
        return None;
    }
    let mut proves: Vec<&String> = papers.iter().flat_map(|paper| &paper.proves).collect();
    proves.sort();
    proves.dedup();
    let do_all = |by: &[&Told<'_>]| proves.iter().all(|fact| proven(fact, by));
    let mut by = match others.iter().find(|other| do_all(&[**other])) {
        Some(other) => vec![*other],
        None => others,
    };
    for at in (0..by.len()).rev() {
        let mut fewer = by.clone();
        fewer.remove(at);
        if do_all(&fewer) {
            by = fewer;
        }
    }
    Some((proves, by))
}

/// The other demand is at least as strict about age.
fn no_older(other: &Need, need: &Need) -> bool {
    need.max_age_days.is_none_or(|ours| other.max_age_days.is_some_and(|theirs| theirs <= ours))
}

/// The papers of a demand: `"A"`, `"A" or "B"`, `2 of "A", "B"`.
fn choice(playbook: &Playbook, need: &Need) -> Text {
    let names: Vec<Text> = need.demand.evidence().iter().map(|id| playbook.evidence_name(id)).collect();
    let zh: Vec<String> = names.iter().map(|name| format!("“{}”", name.zh)).collect();
    let en: Vec<String> = names.iter().map(|name| format!("\"{}\"", name.en)).collect();
    match need.demand.enough() {
        1 => Text::new(zh.join("或"), en.join(" or ")),
        n => Text::new(format!("{}中的 {n} 份", zh.join("、")), format!("{n} of {}", en.join(", "))),
    }
}

fn finding(playbook: &Book<'_>, service: &Service, need: &Need, proves: &[&String], by: &[&Told<'_>]) -> Diagnostic {
    let proves = facts(playbook, proves.iter().copied());
    let (asked, by_words) = (choice(playbook, need), by.iter().map(|told| choice(playbook, told.need)));
    let (zh, en): (Vec<String>, Vec<String>) = by_words.map(|words| (words.zh, words.en)).unzip();
    let message = match by.len() {
        1 => Text::new(
            format!("“{}”要求提交{}，它证明的（{}）已由{}证明", service.name.zh, asked.zh, proves.zh, zh[0]),
            format!(
                "\"{}\" demands {}, but {} already proves all it does: {}",
                service.name.en, asked.en, en[0], proves.en
            ),
        ),
        _ => Text::new(
            format!(
                "“{}”要求提交{}，它证明的（{}）由{}合起来已经证明",
                service.name.zh,
                asked.zh,
                proves.zh,
                zh.join("和")
            ),
            format!(
                "\"{}\" demands {}, but {} together already prove all it does: {}",
                service.name.en,
                asked.en,
                en.join(" and "),
                proves.en
            ),
        ),
    };
    let mut found = LINT.finding(need.span.clone(), message);
    for told in by {
        found = found.label(told.need.span.clone(), Text::new("这一份也要提交", "this one is demanded too"));
        if let Some(paper) = only(told.need).and(told.papers.first()) {
            let words = match by.len() {
                1 => Text::new("它证明得更全", "it proves as much or more"),
                _ => Text::new("它证明了其中一部分", "it proves a part of it"),
            };
            found = found.label(paper.span.clone(), words);
        }
    }
    let found = found.help(Text::new(
        "删去这项要求；这份材料另有所证的，把所证的事项写全（`proves`）",
        "drop the demand; if the paper proves something of its own, write out what in `proves`",
    ));
    taken_out(found, need, is_plain(playbook, need, by)).about(&need.span.file, &need.id)
}

/// A mere statement of facts that one other paper makes as well, under no fewer seals: nothing is lost.
fn is_plain(playbook: &Book<'_>, need: &Need, by: &[&Told<'_>]) -> bool {
    let gone = only(need).and_then(|id| playbook.paper(id));
    let kept = match by {
        [told] => only(told.need).and_then(|id| playbook.paper(id)),
        _ => None,
    };
    matches!((gone, kept), (Some(gone), Some(kept))
        if matches!(gone.kind, EvidenceKind::Form | EvidenceKind::Fact) && gone.stamps <= kept.stamps)
}
