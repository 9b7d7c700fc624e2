//! The words for what a book says in codes: modes, audiences, silence, standing, who wrote a clause.

use civic::money::Fen;
use playbook::{Audience, Demand, Evidence, EvidenceKind, Mode, Playbook, Provenance, Severity, Silence};
use web::Say;
use web::ui::{Cell, Kind, State};

use super::model::Standing;

pub fn mode(w: Say, mode: Mode) -> &'static str {
    w.t(match mode {
        Mode::Automatic => "playbooks-mode-automatic",
        Mode::Filing => "playbooks-mode-filing",
        Mode::Commitment => "playbooks-mode-commitment",
        Mode::Review => "playbooks-mode-review",
    })
}

pub fn audience(w: Say, audience: Audience) -> &'static str {
    w.t(match audience {
        Audience::Enterprise => "playbooks-for-enterprise",
        Audience::Person => "playbooks-for-person",
    })
}

pub fn silence(w: Say, silence: Silence) -> &'static str {
    w.t(match silence {
        Silence::Granted => "playbooks-silence-granted",
        Silence::Refused => "playbooks-silence-refused",
        Silence::None => "playbooks-silence-none",
    })
}

fn kind(w: Say, kind: EvidenceKind) -> &'static str {
    w.t(match kind {
        EvidenceKind::Form => "playbooks-kind-form",
        EvidenceKind::Certificate => "playbooks-kind-certificate",
        EvidenceKind::Commitment => "playbooks-kind-commitment",
        EvidenceKind::Fact => "playbooks-kind-fact",
        EvidenceKind::Photo => "playbooks-kind-photo",
        EvidenceKind::Inspection => "playbooks-kind-inspection",
    })
}

pub fn standing(w: Say, standing: Standing) -> State {
    match standing {
        Standing::InForce => State::ok(w.t("playbooks-in-force")),
        Standing::NotYet => State::unknown(w.t("playbooks-not-yet")),
        Standing::Replaced => State::plain(w.t("playbooks-replaced")),
        Standing::Ended => State::stop(w.t("playbooks-ended")),
    }
}

pub fn severity(w: Say, severity: Severity) -> State {
    let kind = match severity {
        Severity::Error => Kind::Stop,
        Severity::Warning => Kind::Caution,
        Severity::Hint => Kind::Plain,
    };
    State::new(kind, severity.word(w.lang))
}

pub fn fee(w: Say, fen: i64) -> String {
    match fen {
        0 => w.t("playbooks-free").to_owned(),
        fen => format!("{} {}", Fen(fen).show(), w.t("unit-yuan")),
    }
}

pub fn agency(w: Say, book: &Playbook, id: &str) -> String {
    book.agencies.get(id).map_or(id, |agency| w.text(&agency.name)).to_owned()
}

/// Who wrote a clause: the book itself or the rules of a lower level, named.
pub fn author(w: Say, book: &Playbook, from: &Provenance) -> String {
    let Some(region) = &from.region else { return w.t("playbooks-level-base").to_owned() };
    let layer = book.layers.iter().find(|layer| layer.region == *region);
    let name = layer.map_or(region.as_str(), |layer| w.text(&layer.name));
    let level = region.level().name();
    w.with("playbooks-level-below", &[("name", &name), ("level", &w.text(&level))])
}

/// The same with file and line; a clause of a lower level stands out.
pub fn author_cell(w: Say, book: &Playbook, from: &Provenance) -> Cell {
    let author = author(w, book, from);
    let who = if from.region.is_some() { Cell::from(State::caution(author)) } else { Cell::text(author) };
    who.and(format!("{}:{}", from.file, from.line))
}

/// What satisfies a demand, in one line: `甲`, `甲、乙任选一项`.
pub fn demand(w: Say, book: &Playbook, demand: &Demand) -> String {
    let names: Vec<String> = demand.evidence().iter().map(|id| w.text(&book.evidence_name(id)).to_owned()).collect();
    let all = names.join(w.t("playbooks-comma"));
    match demand {
        Demand::One(_) => all,
        Demand::Any(_) => w.with("playbooks-any-of", &[("all", &all)]),
        Demand::AtLeast { n, .. } => w.with("playbooks-at-least", &[("n", n), ("all", &all)]),
    }
}

/// What a paper is: its kind, what to hand in, who issues or already holds it, whether it was abolished.
pub fn evidence_lines(w: Say, book: &Playbook, evidence: &Evidence) -> Vec<String> {
    let mut about = vec![kind(w, evidence.kind).to_owned()];
    if evidence.fee > 0 {
        about.push(w.with("playbooks-costs", &[("fee", &fee(w, evidence.fee))]));
    }
    if evidence.stamps > 0 {
        about.push(w.n("playbooks-stamps", i64::from(evidence.stamps)));
    }
    if let Some(days) = evidence.valid_days {
        about.push(w.n("playbooks-valid", i64::from(days)));
    }
    let mut lines = vec![about.join(w.t("playbooks-comma"))];
    lines.extend(evidence.hint.as_ref().map(|hint| w.text(hint).to_owned()));
    if !evidence.held_by.is_empty() {
        let holders: Vec<String> = evidence.held_by.iter().map(|id| agency(w, book, id)).collect();
        lines.push(w.with("playbooks-held", &[("agencies", &holders.join(w.t("playbooks-comma")))]));
    }
    if let Some(document) = &evidence.abolished_by {
        lines.push(w.with("playbooks-abolished", &[("document", document)]));
    }
    lines
}
