//! Parts of a case's pages that the desk and the applicant share: facts, papers, road, history.

use civic::Date;
use civic::calendar::Calendar;
use playbook::{Need, Playbook};
use rules::Truth;
use store::journal::Recorded;
use web::Say;
use web::ui::{Cell, Column, Deadline, Empty, Facts, FileCard, Files, Kind, Notice, Road, State, Table, Why};

use crate::cases::clocks::calendar_of;
use crate::cases::completeness::{already_held, answered, evidence_names, fact_field, need_field};
use crate::cases::facts::{self, Awaited, CaseFacts, FactState};
use crate::cases::model::{Case, CaseFact, CaseState, CaseStep, Material, StepState};
use crate::cases::objection::Objection;
use crate::cases::whole::{Rules, Whole};
use crate::cases::{clock, words};

/// The facts with their source and date, and what the applicant objects to beside it.
pub fn facts(w: Say, book: &Playbook, facts: &CaseFacts, objections: &[Objection]) -> Facts {
    awaited(w, book, facts.awaited(), list_facts(w, book, facts.all(), objections))
}

/// Those facts that the service uses: what is shown to an applicant before filing.
pub fn used_facts(w: Say, rules: &Rules, facts: &CaseFacts) -> Facts {
    let known = list_facts(w, &rules.playbook, facts.used_by(rules.service()).iter(), &[]);
    let used = facts::names_used(rules.service());
    awaited(w, &rules.playbook, facts.awaited().filter(|f| used.contains(&f.fact.as_str())), known)
}

/// What sources have not told, with its state; the last value stands apart and says that it decides nothing.
fn awaited<'a>(w: Say, book: &Playbook, awaited: impl Iterator<Item = &'a Awaited>, list: Facts) -> Facts {
    awaited.fold(list, |list, it| {
        let known = book.catalogue.get(&it.fact);
        let term = known.map_or(it.fact.as_str(), |k| w.text(&k.words));
        let mut cell = Cell::from(words::fact_state(w, it.state));
        if let Some(last) = &it.last {
            let value = facts::shown(known, &last.value, w.lang);
            let day = last.as_of.map(|d| d.to_string()).unwrap_or_default();
            cell = cell.and(w.with("fact-last", &[("value", &value), ("day", &day)]));
        }
        let since = w.with("fact-since", &[("time", &w.time_ms(it.since_ms))]);
        list.fact_from(term, cell, format!("{} {since}", w.text(&it.words)))
    })
}

fn list_facts<'a>(
    w: Say,
    book: &Playbook,
    facts: impl Iterator<Item = &'a CaseFact>,
    objections: &[Objection],
) -> Facts {
    facts.fold(Facts::new(), |list, fact| {
        let known = book.catalogue.get(&fact.fact);
        let term = known.map_or(fact.fact.as_str(), |k| w.text(&k.words));
        let value = facts::shown(known, &fact.value, w.lang);
        let mut lines = value.lines();
        let first = Cell::from(lines.next().unwrap_or_default());
        let value = lines.fold(first, Cell::and);
        let day = fact.as_of.map(|d| d.to_string()).unwrap_or_default();
        let about = objections.iter().filter(|it| it.fact == fact.fact && !fact.answered);
        let value = about.fold(value, |cell, it| {
            let said = w.with("objection-beside", &[("value", &w.text(&it.right)), ("reason", &it.reason)]);
            cell.and(words::objection_state(w, it.state)).and(said).and(it.answer.as_str())
        });
        list.fact_from(term, value, format!("{} {day}", w.text(&fact.source)).trim())
    })
}

/// The demands in force with what was handed in for each; `root` is the folder of the download links.
pub fn papers(w: Say, rules: &Rules, whole: &Whole, root: &str) -> Table {
    let finding = rules.book().find(&whole.facts);
    let columns = vec![Column::new(w.t("papers-demand")), Column::new(w.t("papers-there"))];
    let rows = finding.needs.iter().filter(|n| n.truth != Truth::False).map(|found| {
        let names = evidence_names(&rules.playbook, &found.need);
        let basis = found.need.basis.clone().unwrap_or_default();
        vec![Cell::text(w.text(&names)).and(Cell::text(basis)), there(w, rules, &found.need, whole, root)]
    });
    Table::new(w.t("papers-title"), columns)
        .rows(rows)
        .caption_hidden()
        .empty(Empty::new(w.t("papers-none"), w.t("papers-none-fills")))
}

fn there(w: Say, rules: &Rules, need: &Need, whole: &Whole, root: &str) -> Cell {
    let mut cells: Vec<Cell> = Vec::new();
    for evidence in need.demand.evidence().iter().filter(|e| already_held(&rules.playbook, need, e)) {
        let held = rules.playbook.evidence.get(evidence).map(|e| e.held_by.clone()).unwrap_or_default();
        let names: Vec<&str> =
            held.iter().map(|a| rules.playbook.agencies.get(a).map_or(a.as_str(), |a| w.text(&a.name))).collect();
        cells.push(Cell::text(w.with("papers-held", &[("agency", &names.join(w.t("list-comma")))])));
    }
    let mine: Vec<&Material> = whole.materials.iter().filter(|m| m.need == need.id).collect();
    for promise in mine.iter().filter(|m| m.promised) {
        cells.push(Cell::from(State::ok(w.t("papers-promised"))).and(w.time_ms(promise.added_at)));
    }
    let files: Vec<FileCard> = mine.iter().filter(|m| !m.promised).map(|m| file(w, rules, need, m, root)).collect();
    if !files.is_empty() {
        cells.push(Cell::html(Files::new(files)));
    }
    let mut cells = cells.into_iter();
    match cells.next() {
        Some(first) => cells.fold(first, Cell::and),
        None => State::new(Kind::Unknown, w.t("papers-not-there")).into(),
    }
}

fn file(w: Say, rules: &Rules, need: &Need, material: &Material, root: &str) -> FileCard {
    let href = format!("{root}/{}", material.id);
    let mut card = FileCard::new(w, href, &material.file_name, &material.content_type, material.size);
    if need.demand.evidence().len() > 1 {
        card = card.note(w.text(&rules.playbook.evidence_name(&material.evidence)));
    }
    if let Some(day) = material.issued_on {
        card = card.note(w.with("papers-issued", &[("date", &day)]));
    }
    card.note(w.time_ms(material.added_at))
}

/// Why the case is asked for and may be granted: each rule with its conditions.
pub fn whys(w: Say, rules: &Rules, facts: &CaseFacts) -> Vec<(String, Why)> {
    let finding = rules.book().find(facts);
    let mut whys = Vec::new();
    if let Some(why) = &finding.must_ask_why {
        whys.push((w.t("why-must-ask").to_owned(), Why::new(w, why)));
    }
    if let Some((_, why)) = &finding.eligible {
        whys.push((w.t("why-eligible").to_owned(), Why::new(w, why)));
    }
    whys
}

/// The case's way through the agencies.
pub fn road(w: Say, rules: &Rules, whole: &Whole) -> Road {
    let mut road = Road::new(w);
    if let Some(at) = whole.case.filed_at {
        road = road.stop(web::ui::Milestone::Done, w.t("road-filed")).detail(w.time_ms(at));
    }
    // a case that has ended, a promise kept by itself say, waits for nobody: a step still to come is no part of its way
    let taken = |step: &&CaseStep| !whole.case.state.is_closed() || step.state.is_done();
    for step in whole.steps.iter().filter(taken) {
        let agency = rules.playbook.agencies.get(&step.agency);
        road = road
            .stop(words::milestone(step.state), words::step_name(w, rules.service(), &step.step))
            .detail(agency.map_or(step.agency.as_str(), |a| w.text(&a.name)))
            .detail(words::step_state(w, step.state));
        if let Some(at) = step.decided_at {
            road = road.detail(w.time_ms(at));
        }
        if !step.reason.is_empty() {
            road = road.detail(step.reason.as_str());
        }
    }
    match whole.case.state {
        CaseState::Granted => road.stop(web::ui::Milestone::Done, words::case_word(w, whole.case.state)),
        CaseState::Refused | CaseState::Withdrawn | CaseState::Revoked => {
            road.stop(web::ui::Milestone::Blocked, words::case_word(w, whole.case.state))
        }
        _ => road.stop(web::ui::Milestone::Todo, w.t("road-answer")),
    }
}

/// What was done, oldest first; offices, not people.
pub fn history(w: Say, rules: &Rules, whole: &Whole) -> Table {
    let office = |entry: &Recorded| match rules.playbook.agencies.get(&entry.office) {
        Some(agency) => w.text(&agency.name).to_owned(),
        None => self::office(w, whole, &entry.office),
    };
    let columns =
        vec![Column::new(w.t("history-time")), Column::new(w.t("history-act")), Column::new(w.t("history-office"))];
    let rows = whole
        .history
        .iter()
        .map(|entry| vec![w.time_ms(entry.at_ms).into(), words::act_word(w, &entry.act).into(), office(entry).into()]);
    Table::new(w.t("history-title"), columns)
        .rows(rows)
        .caption_hidden()
        .dense()
        .empty(Empty::new(w.t("history-none"), w.t("history-none-fills")))
}

/// Who stands behind an office that is no agency: the applicant, or the program.
pub fn office(w: Say, whole: &Whole, office: &str) -> String {
    match office {
        "" => w.t("history-house").to_owned(),
        id if id == whole.case.subject.id => whole.case.subject.name.clone(),
        // an id of the register that is not the applicant's: somebody the applicant invited
        id if id.len() > 12 && whole.invites.iter().any(|it| it.accepted.is_some()) => w.t("history-joint").to_owned(),
        other => other.to_owned(),
    }
}

/// Who filled it together with the applicant: what, and whether signed.
pub fn joint(w: Say, rules: &Rules, whole: &Whole, now_ms: i64) -> Option<Table> {
    let columns = ["joint-who", "joint-parts", "joint-state"].map(|key| Column::new(w.t(key)));
    let rows = whole.invites.iter().filter(|it| it.accepted.is_some() && it.revoked_at.is_none()).map(|it| {
        let parts: Vec<String> = it.parts.iter().map(|part| part_name(w, rules, part)).collect();
        let who = Cell::text(&it.to_name).and(Cell::code(&it.to_code));
        let who = match &it.signed {
            Some(name) if !name.is_empty() => who.and(w.with("joint-signed-by", &[("name", &civic::mask::name(name))])),
            _ => who,
        };
        vec![who, Cell::text(parts.join(w.t("list-comma"))), words::invite_state(w, it.state(now_ms)).into()]
    });
    let rows: Vec<_> = rows.collect();
    (!rows.is_empty()).then(|| Table::new(w.t("joint-title"), columns.into()).rows(rows).caption_hidden())
}

/// What a `fact-…` or `need-…` is called.
pub fn part_name(w: Say, rules: &Rules, part: &str) -> String {
    if let Some(fact) = part.strip_prefix("fact-") {
        return rules.playbook.catalogue.get(fact).map_or(fact.to_owned(), |f| w.text(&f.words).to_owned());
    }
    let need = rules.service().needs.iter().find(|n| need_field(&n.id) == part);
    need.map_or(part.to_owned(), |n| w.text(&evidence_names(&rules.playbook, n)).to_owned())
}

/// The due day of a step on a desk.
pub fn step_deadline(w: Say, step: &CaseStep, today: Date) -> Option<Deadline> {
    let due = step.due_on.filter(|_| step.state == StepState::Open && step.stopped_for.is_none())?;
    Some(Deadline::new(w, due, clock::days_left(&Calendar::national(), today, due), false))
}

/// The due day of a whole case while its clock runs.
pub fn case_deadline(w: Say, case: &Case, today: Date) -> Option<Deadline> {
    let runs = case.state == CaseState::UnderReview && case.days_left_stopped.is_none();
    let due = case.due_on.filter(|_| runs)?;
    Some(Deadline::new(w, due, clock::days_left(&calendar_of(&case.region), today, due), case.due_provisional))
}

/// What became of a step that is not on the desk any more.
pub fn step_notice(w: Say, step: &CaseStep) -> Notice {
    let kind = match step.state {
        StepState::Approved => Kind::Ok,
        StepState::Correction => Kind::Caution,
        StepState::Refused => Kind::Stop,
        _ => Kind::Plain,
    };
    let when = step.decided_at.map(|at| w.time_ms(at)).unwrap_or_default();
    Notice::new(kind, format!("{when} {}", step.reason).trim()).title(words::step_word(w, step.state))
}

/// What an officer can ask to have put right: demands in force, and answers of the applicant.
pub fn correctable(w: Say, rules: &Rules, whole: &Whole) -> Vec<(String, String)> {
    let name = |id: &String| {
        if let Some(fact) = id.strip_prefix("fact-") {
            return rules.playbook.catalogue.get(fact).map_or(fact.to_owned(), |f| w.text(&f.words).to_owned());
        }
        let need = rules.service().needs.iter().find(|n| need_field(&n.id) == *id);
        need.map_or(id.clone(), |n| w.text(&evidence_names(&rules.playbook, n)).to_owned())
    };
    correctable_ids(rules, whole).into_iter().map(|id| (id.clone(), name(&id))).collect()
}

/// The ids of [`correctable`] things: `need-…` and `fact-…`.
pub fn correctable_ids(rules: &Rules, whole: &Whole) -> Vec<String> {
    let finding = rules.book().find(&whole.facts);
    let there = |need: &Need| whole.materials.iter().any(|m| m.need == need.id);
    let lacks = |need: &Need| !answered(&rules.playbook, need, &whole.materials, rules.on);
    let needs = finding.needs.iter().filter(|n| there(&n.need) || (n.truth == Truth::True && lacks(&n.need)));
    let answers = whole.facts.all().filter(|f| f.answered).map(|f| &f.fact);
    // what its source does not hold, the applicant can tell
    let refused = whole.facts.awaited().filter(|f| f.state == FactState::Refused).map(|f| &f.fact);
    needs.map(|n| need_field(&n.need.id)).chain(answers.chain(refused).map(|f| fact_field(f))).collect()
}
