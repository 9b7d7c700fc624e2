//! implied: a paper is demanded although another demanded paper proves all it does.

use civic::text::Text;

use super::Lint;
use super::demands::{facts, goes_with, only, taken_out};
use crate::diagnostic::{Diagnostic, Severity};
use crate::model::{Evidence, Need, Playbook, Service};

pub(super) const LINT: Lint = Lint {
    name: "implied",
    severity: Severity::Warning,
    summary: ("一份材料已经证明的，还要另一份来证明", "another demanded paper already proves what this one proves"),
    prose_en: include_str!("implied.md"),
    prose_zh: include_str!("implied.zh-CN.md"),
    check,
};

fn check(playbook: &Playbook, out: &mut Vec<Diagnostic>) {
    for service in playbook.services.values() {
        for (at, need) in service.needs.iter().enumerate() {
            let Some(evidence) = paper(playbook, need) else { continue };
            let others = service.needs.iter().enumerate();
            let proof = others.filter(|(other, _)| *other != at).find_map(|(place, other)| {
                let stronger = paper(playbook, other)?;
                let covers = goes_with(other, need) && no_older(other, need);
                (covers && proves_more(stronger, evidence, place < at)).then_some((other, stronger))
            });
            if let Some((other, stronger)) = proof {
                out.push(finding(playbook, service, (need, evidence), (other, stronger)));
            }
        }
    }
}

/// The one paper demanded, if it says what it proves. A promise binds beyond what it proves.
fn paper<'p>(playbook: &'p Playbook, need: &Need) -> Option<&'p Evidence> {
    let evidence = playbook.evidence.get(only(need)?)?;
    let counts = !evidence.proves.is_empty() && evidence.kind != crate::model::EvidenceKind::Commitment;
    (counts && !need.ask_every_time).then_some(evidence)
}

/// The other demand is at least as strict about age.
fn no_older(other: &Need, need: &Need) -> bool {
    need.max_age_days.is_none_or(|ours| other.max_age_days.is_some_and(|theirs| theirs <= ours))
}

/// Of two that prove the same the later one is told, unless both come from the same hand: those are
/// synonyms, which another lint finds.
fn proves_more(stronger: &Evidence, evidence: &Evidence, earlier: bool) -> bool {
    let covers = evidence.proves.iter().all(|fact| stronger.proves.contains(fact));
    let same = covers && stronger.proves.iter().all(|fact| evidence.proves.contains(fact));
    covers && (!same || (earlier && stronger.issuers != evidence.issuers))
}

fn finding(
    playbook: &Playbook,
    service: &Service,
    (need, evidence): (&Need, &Evidence),
    (other, stronger): (&Need, &Evidence),
) -> Diagnostic {
    let proves = facts(playbook, evidence.proves.iter());
    let message = Text::new(
        format!(
            "“{}”要求提交“{}”，它证明的（{}）已由“{}”证明",
            service.name.zh, evidence.name.zh, proves.zh, stronger.name.zh
        ),
        format!(
            "\"{}\" demands \"{}\", but \"{}\" already proves all it does: {}",
            service.name.en, evidence.name.en, stronger.name.en, proves.en
        ),
    );
    let found = LINT
        .finding(need.span.clone(), message)
        .label(other.span.clone(), Text::new("这一份也要提交", "this one is demanded too"))
        .label(stronger.span.clone(), Text::new("它证明得更全", "it proves as much or more"))
        .help(Text::new(
            "删去这项要求；两份材料各有所证的，把所证的事项写全（`proves`）",
            "drop the demand; if each proves something of its own, write out what in `proves`",
        ));
    taken_out(found, need, false).about(&need.span.file, &need.id)
}
