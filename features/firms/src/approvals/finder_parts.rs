//! The finder's answer in parts: verdict, papers with reasons, agencies side by side.

use ground::cases::completeness::{already_held, evidence_names};
use ground::cases::facts::{CaseFacts, shown};
use ground::cases::whole::Rules;
use playbook::finder::{Finding, NeedFound};
use playbook::{Evidence, Issuer, Mode, Silence};
use rules::{Fact, Node, Truth};
use web::Say;
use web::ui::{Cell, Column, Empty, Facts, Kind, Milestone, Notice, Road, State, Table};

use super::list;

/// The hint of a question that decides something: its own hint, and that it does.
pub fn hint(w: Say, fact: &Fact) -> String {
    match &fact.hint {
        Some(hint) => format!("{}{}{}", w.t("finder-decides"), w.t("sentence-gap"), w.text(hint)),
        None => w.t("finder-decides").to_owned(),
    }
}

/// Has it to be asked for at all?
pub fn verdict(w: Say, finding: &Finding) -> Notice {
    match finding.must_ask {
        Truth::True => Notice::new(Kind::Caution, w.t("verdict-needed-about")).title(w.t("verdict-needed")),
        Truth::False => Notice::new(Kind::Ok, w.t("verdict-free-about")).title(w.t("verdict-free")),
        Truth::Unknown => Notice::new(Kind::Unknown, w.t("verdict-open-about")).title(w.t("verdict-open")),
    }
}

/// Can it be granted? Nothing to say where everybody may or it is not needed.
pub fn eligible(w: Say, finding: &Finding) -> Option<Notice> {
    let (truth, why) = finding.eligible.as_ref().filter(|_| finding.must_ask != Truth::False)?;
    match truth {
        Truth::True => Some(Notice::new(Kind::Ok, w.t("eligible-yes-about")).title(w.t("eligible-yes"))),
        Truth::Unknown => None,
        Truth::False => {
            let failing: Vec<&str> = why.failing().into_iter().map(|node| w.text(&node.words)).collect();
            let words = w.with("eligible-no-about", &[("conditions", &failing.join(w.t("list-semicolon")))]);
            Some(Notice::new(Kind::Stop, words).title(w.t("eligible-no")))
        }
    }
}

/// What registers hold of this enterprise and the service uses.
pub fn held(w: Say, rules: &Rules, facts: &CaseFacts) -> Facts {
    let used = facts.used_by(rules.service());
    used.iter().filter(|f| !f.answered).fold(Facts::new(), |list, fact| {
        let known = rules.playbook.catalogue.get(&fact.fact);
        let term = known.map_or(fact.fact.as_str(), |k| w.text(&k.words));
        let day = fact.as_of.map(|d| d.to_string()).unwrap_or_default();
        list.fact_from(term, shown(known, &fact.value, w.lang), format!("{} {day}", w.text(&fact.source)).trim())
    })
}

/// The papers: which, from where, why.
pub fn needs(w: Say, rules: &Rules, finding: &Finding) -> Table {
    let columns =
        vec![Column::new(w.t("needs-paper")), Column::new(w.t("needs-asked")), Column::new(w.t("needs-where"))];
    let rows = finding.needs.iter().filter(|n| n.truth != Truth::False).map(|found| {
        let basis = found.need.basis.as_deref().unwrap_or_default();
        vec![paper(w, rules, found), asked(w, found).and(basis), source(w, rules, found)]
    });
    Table::new(w.t("finder-needs"), columns)
        .rows(rows)
        .caption_hidden()
        .empty(Empty::new(w.t("needs-none"), w.t("needs-none-fills")))
}

fn paper(w: Say, rules: &Rules, found: &NeedFound) -> Cell {
    let name = Cell::text(w.text(&evidence_names(&rules.playbook, &found.need)));
    match found.need.max_age_days {
        Some(days) => name.and(w.n("needs-age", days)),
        None => name,
    }
}

fn asked(w: Say, found: &NeedFound) -> Cell {
    let state = match found.truth {
        Truth::True => State::new(Kind::Caution, w.t("needs-yes")),
        _ => State::unknown(w.t("needs-perhaps")),
    };
    match &found.why {
        Some(why) => Cell::from(state).and(in_a_line(w, &why.root)),
        None => Cell::from(state),
    }
}

/// A condition with those it joins: `at least one of these: tier is high; staff of 100 or more`.
pub fn in_a_line(w: Say, node: &Node) -> String {
    let words = w.text(&node.words);
    if node.children.is_empty() {
        return words.to_owned();
    }
    let joined: Vec<String> = node.children.iter().map(|child| in_a_line(w, child)).collect();
    format!("{words}{}{}", w.t("colon"), joined.join(w.t("list-semicolon")))
}

fn source(w: Say, rules: &Rules, found: &NeedFound) -> Cell {
    let book = &rules.playbook;
    let mut cells = found.need.demand.evidence().iter().filter_map(|id| {
        let evidence = book.evidence.get(id)?;
        if already_held(book, &found.need, id) {
            return Some(Cell::from(State::ok(w.t("needs-held"))));
        }
        Some(Cell::text(issuers(w, rules, evidence)).and(effort(w, evidence)))
    });
    let first = cells.next().unwrap_or_default();
    cells.fold(first, Cell::and)
}

fn issuers(w: Say, rules: &Rules, evidence: &Evidence) -> String {
    let name = |issuer: &Issuer| match issuer {
        Issuer::Applicant => w.t("issuer-applicant").to_owned(),
        Issuer::Market => w.t("issuer-market").to_owned(),
        Issuer::Agency(id) => rules.playbook.agencies.get(id).map_or(id.clone(), |a| w.text(&a.name).to_owned()),
        Issuer::Service(id) => rules.playbook.services.get(id).map_or(id.clone(), |s| w.text(&s.name).to_owned()),
    };
    let names: Vec<String> = evidence.issuers.iter().map(name).collect();
    format!("{}{}{}", w.text(&evidence.name), w.t("colon"), names.join(w.t("list-or")))
}

fn effort(w: Say, evidence: &Evidence) -> String {
    let mut parts = Vec::new();
    if evidence.minutes > 0 {
        parts.push(w.n("effort-minutes", evidence.minutes));
    }
    if evidence.visits > 0 {
        parts.push(w.n("effort-visits", evidence.visits));
    }
    if evidence.fee > 0 {
        parts.push(w.with("effort-fee", &[("amount", &civic::money::Fen(evidence.fee).show())]));
    }
    if parts.is_empty() { w.t("effort-none").to_owned() } else { parts.join(w.t("list-comma")) }
}

/// Mode, days, fee, silence, basis.
pub fn outline(w: Say, rules: &Rules, finding: &Finding) -> Facts {
    let service = rules.service();
    let lead = rules.playbook.agencies.get(&service.lead).map_or(service.lead.as_str(), |a| w.text(&a.name));
    let silence = match service.silence {
        Silence::Granted => w.t("silence-granted"),
        Silence::Refused => w.t("silence-refused"),
        Silence::None => w.t("silence-none"),
    };
    let fee = match service.fee {
        0 => w.t("fee-none").to_owned(),
        fen => w.with("effort-fee", &[("amount", &civic::money::Fen(fen).show())]),
    };
    let promise = format!("{}{}", list::days(w, service), w.n("outline-statutory", service.statutory_working_days));
    let list = Facts::new()
        .fact(w.t("outline-mode"), list::mode_word(w, service.mode))
        .fact(w.t("outline-lead"), lead)
        .fact(w.t("outline-days"), promise)
        .fact(w.t("outline-fee"), fee)
        .fact(w.t("outline-silence"), silence)
        .fact(w.t("outline-basis"), service.basis.as_deref().unwrap_or("—"));
    if finding.steps.is_empty() {
        list
    } else {
        list.fact(w.t("outline-path"), w.n("working-days", finding.working_days))
    }
}

/// The agencies in waves: what stands in one wave runs side by side. Where nobody decides, the result comes
/// first and the agencies record it afterwards.
pub fn road(w: Say, rules: &Rules, finding: &Finding) -> Road {
    let review = rules.service().mode == Mode::Review;
    let road = Road::new(w).stop(Milestone::Now, w.t("road-file"));
    if review {
        agencies(w, rules, finding, road).stop(Milestone::Todo, w.t("road-certificate"))
    } else {
        let road = road.stop(Milestone::Todo, w.t("road-certificate")).detail(w.t("at-once"));
        agencies(w, rules, finding, road)
    }
}

fn agencies(w: Say, rules: &Rules, finding: &Finding, mut road: Road) -> Road {
    for wave in &finding.waves {
        let steps: Vec<_> = rules.service().steps.iter().filter(|s| wave.contains(&s.id)).collect();
        let names: Vec<&str> = steps.iter().map(|s| w.text(&s.name)).collect();
        road = road.stop(Milestone::Todo, names.join(w.t("list-and")));
        for step in &steps {
            let agency = rules.playbook.agencies.get(&step.agency).map_or(step.agency.as_str(), |a| w.text(&a.name));
            let days = match step.working_days {
                0 => w.t("at-once").to_owned(),
                days => w.n("working-days", days),
            };
            road = road.detail(w.with("road-step", &[("agency", &agency), ("days", &days)]));
        }
        if rules.service().mode != Mode::Review {
            road = road.detail(w.t("road-afterwards"));
        } else if steps.len() > 1 {
            road = road.detail(w.t("road-together"));
        }
    }
    road
}
