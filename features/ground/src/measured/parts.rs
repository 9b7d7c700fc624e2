//! Facts, tables and bars of one service as it was measured.

use ::playbook::{Playbook, Service};
use process::observed::{ServiceSeen, Share};
use web::Say;
use web::ui::{Bar, Bars, Cell, Column, Empty, Facts, Table};

use super::few;

/// Most orders of steps told.
const WAYS_TOLD: usize = 5;

/// A number, or that it is too small to show.
fn count(w: Say, part: u64, of: u64) -> String {
    if few::shows(part, of) { part.to_string() } else { w.t("measured-hidden").to_owned() }
}

/// A share with its bounds, or that it is too small to show, or that there is nothing.
pub fn share(w: Say, it: Share) -> String {
    let (Some(percent), Some((least, most))) = (it.percent(), it.bounds()) else {
        return w.t("measured-unknown").to_owned();
    };
    if !few::share(it) {
        return w.t("measured-hidden").to_owned();
    }
    let (least, most) = (format!("{:.1}", least * 100.0), format!("{:.1}", most * 100.0));
    let said: [(&str, &dyn std::fmt::Display); 5] =
        [("part", &it.part), ("of", &it.of), ("percent", &percent), ("least", &least), ("most", &most)];
    w.with("measured-share", &said)
}

pub fn facts(w: Say, own: &Service, seen: &ServiceSeen) -> Facts {
    let visits = |id: &str| own.steps.iter().find(|step| step.id == id).map_or(0, |step| u64::from(step.visits));
    let declared: u64 = own.steps.iter().map(|step| u64::from(step.visits)).sum();
    let measured = seen.visits_hundredths(visits);
    let measured = format!("{}.{:02}", measured / 100, measured % 100);
    let answered = count(w, seen.answered(), seen.cases);
    Facts::new()
        .fact(w.t("measured-cases"), w.with("measured-ends", &[("cases", &seen.cases), ("answered", &answered)]))
        .fact(w.t("measured-late-law"), share(w, seen.late_by_law))
        .fact(w.t("measured-late-promise"), share(w, seen.late_by_promise))
        .fact(w.t("measured-corrected"), share(w, seen.correction()))
        .fact(w.t("measured-refused"), share(w, seen.refusal()))
        .fact(
            w.t("measured-visits"),
            w.with("measured-visits-said", &[("declared", &declared), ("measured", &measured)]),
        )
}

/// Heading and rows of the steps: for the table and for the file.
pub fn step_rows(w: Say, own: &Service, seen: &ServiceSeen) -> Vec<Vec<String>> {
    let hidden = || w.t("measured-hidden").to_owned();
    let figure = |days: Option<u64>| days.map_or_else(hidden, |days| days.to_string());
    let [half, nine, max] = few::days(&seen.counted_days).map(figure);
    let promised = own.promised_working_days.to_string();
    let late = share(w, seen.late_by_promise);
    let corrected = count(w, seen.corrected, seen.cases);
    let refused = count(w, seen.refused, seen.answered());
    let whole = w.t("measured-whole").to_owned();
    let mut rows =
        vec![vec![whole, seen.cases.to_string(), promised, String::new(), half, nine, max, late, corrected, refused]];
    for step in &own.steps {
        let Some(it) = seen.steps.get(&step.id) else { continue };
        let [half, nine, max] = few::days(&it.handled).map(figure);
        let shown = it.cases >= few::CASES_MIN;
        rows.push(vec![
            w.text(&step.name).to_owned(),
            if shown { it.cases.to_string() } else { hidden() },
            step.working_days.to_string(),
            figure(few::days(&it.waited)[0]),
            half,
            nine,
            max,
            share(w, it.late),
            count(w, it.corrected, it.cases),
            count(w, it.refused, it.cases),
        ]);
    }
    rows
}

/// Keys of the columns of [`step_rows`].
pub const STEP_COLUMNS: [&str; 10] = [
    "measured-step",
    "measured-cases",
    "measured-declared",
    "measured-waited",
    "measured-half",
    "measured-nine",
    "measured-max",
    "measured-late",
    "measured-asked",
    "measured-said-no",
];

pub fn steps(w: Say, own: &Service, seen: &ServiceSeen) -> Table {
    let columns = STEP_COLUMNS.iter().enumerate();
    let columns = columns.map(|(at, key)| {
        let column = Column::new(w.t(key));
        if (1..7).contains(&at) { column.number() } else { column }
    });
    let rows = step_rows(w, own, seen);
    Table::new(w.t("measured-table"), columns.collect())
        .rows(rows.into_iter().map(|row| row.into_iter().map(Cell::from).collect()))
        .dense()
}

/// Where the working days went: steps, the applicant, others, nobody. Nothing where few were answered.
pub fn held(w: Say, own: &Service, seen: &ServiceSeen) -> Bars {
    let total = seen.held_in_all();
    if seen.answered() < few::CASES_MIN || total == 0 {
        return Bars::new();
    }
    let bar = |words: &str, days: u64| Bar {
        words: words.to_owned(),
        amount: Some(days),
        says: w.with("measured-days", &[("n", &days), ("percent", &Share::new(days, total).percent().unwrap_or(0))]),
    };
    // a step that spoke in few cases would tell their days
    let told = |id: &str| seen.steps.get(id).filter(|it| it.cases >= few::CASES_MIN);
    let mut bars: Vec<Bar> =
        own.steps.iter().filter_map(|step| Some(bar(w.text(&step.name), told(&step.id)?.held_days))).collect();
    if seen.corrected == 0 || seen.corrected >= few::CASES_MIN {
        bars.push(bar(w.t("measured-applicant"), seen.applicant_days.sum()));
    }
    let stood = seen.elsewhere_days.above(0);
    if stood == 0 || stood >= few::CASES_MIN {
        bars.push(bar(w.t("measured-elsewhere"), seen.elsewhere_days.sum()));
    }
    bars.push(bar(w.t("measured-nobody"), seen.nobody_days));
    Bars::new().figure(w.t("measured-held"), bars)
}

pub fn papers(w: Say, book: &Playbook, own: &Service, seen: &ServiceSeen) -> Table {
    let rows = own.needs.iter().filter_map(|need| {
        let it = seen.papers.get(&need.id).filter(|it| it.cases >= few::CASES_MIN)?;
        let names = need.demand.evidence().iter().map(|id| w.text(&book.evidence_name(id)).to_owned());
        let name = names.collect::<Vec<_>>().join(" / ");
        let again = count(w, it.asked_again, it.cases);
        Some(vec![name.into(), it.cases.to_string().into(), again.into(), count(w, it.refused, it.cases).into()])
    });
    let columns = vec![
        Column::new(w.t("measured-paper")),
        Column::new(w.t("measured-handed")).number(),
        Column::new(w.t("measured-again")).number(),
        Column::new(w.t("measured-refused")).number(),
    ];
    Table::new(w.t("measured-papers"), columns)
        .rows(rows.collect::<Vec<_>>())
        .dense()
        .empty(Empty::new(w.t("measured-few"), w.t("measured-none-fills")))
}

/// The most frequent orders of steps that enough cases went.
pub fn ways(w: Say, own: &Service, seen: &ServiceSeen) -> Table {
    let name = |word: &str| {
        let id = word.trim_end_matches(['?', '!']);
        let step = own.steps.iter().find(|step| step.id == id);
        format!("{}{}", step.map_or(id, |step| w.text(&step.name)), &word[id.len()..])
    };
    let enough = |(way, times): &(&str, u64)| !way.is_empty() && *times >= few::CASES_MIN;
    let rows = seen.ways().into_iter().filter(enough).take(WAYS_TOLD).map(|(way, times)| {
        let words: Vec<String> = way.split(" > ").map(name).collect();
        vec![words.join(" → ").into(), times.to_string().into()]
    });
    Table::new(
        w.t("measured-ways"),
        vec![Column::new(w.t("measured-way")), Column::new(w.t("measured-cases")).number()],
    )
    .rows(rows)
    .dense()
    .empty(Empty::new(w.t("measured-no-step"), w.t("measured-no-step-fills")))
}
