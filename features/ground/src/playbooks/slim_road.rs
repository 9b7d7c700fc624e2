//! The way through a service drawn, and its figures: from what the slimmer counted.

use playbook::Playbook;
use playbook::slim::{self, COLUMNS, Figures, Question, State};
use web::Say;
use web::ui::{self, Bars, Cell, Column, Empty, Lanes, Table};

/// The road of one service in one state.
pub struct Drawn {
    /// In which state, and in how many days.
    pub title: String,
    /// The picture.
    pub road: Lanes,
    /// The same as a table.
    pub table: Table,
}

/// A service's road. None when the state has no such service for this applicant.
pub fn road(w: Say, state: &State, question: &Question, service: &str, title: &str) -> Option<Drawn> {
    let row = state.tally.services.iter().find(|row| row.service == service)?;
    let (figures, book) = (&row.figures, &state.playbook);
    let mut legs = state.schedule(question, service);
    let own = book.services.get(service)?;
    if legs.is_empty() {
        // a service without steps takes the days it promises
        let promised = u64::from(own.promised_working_days);
        let agency = book.agencies.get(&own.lead).map(|agency| agency.name.clone()).unwrap_or_default();
        legs.push(slim::Bar {
            step: own.id.clone(),
            name: own.name.clone(),
            agency,
            start: 0,
            finish: promised,
            critical: true,
        });
    }
    let last = legs.iter().map(|leg| leg.finish).max().unwrap_or(0);
    // days before filing, while others issue what is demanded
    let before = figures.days.map_or(0, |days| days.saturating_sub(last));
    let days = figures.days.map_or_else(|| w.t("slim-never").to_owned(), |n| w.n("playbooks-working-days", signed(n)));
    let title = w.with(
        "slim-road-title",
        &[("state", &title), ("days", &days), ("papers", &w.n("slim-papers", signed(figures.materials)))],
    );
    let name = w.text(&row.name);
    let mut road = Lanes::new(
        w.with("slim-road-label", &[("name", &name), ("title", &title)]),
        w.t("slim-road-axis"),
        w.t("picture-applicant"),
        w.n("slim-road-filed", signed(figures.materials)),
        w.t("slim-road-answer"),
    );
    if before > 0 {
        road = road.leg(w.t("slim-road-issuers"), w.t("slim-road-papers"), 0, before, true);
    }
    for leg in &legs {
        let words = w.with("slim-road-leg", &[("name", &w.text(&leg.name)), ("days", &(leg.finish - leg.start))]);
        road = road.leg(w.text(&leg.agency), words, leg.start + before, leg.finish + before, leg.critical);
    }
    let table = table(w, &legs, before, &title);
    if figures.days.is_none() {
        road = road.blocked(stuck(w, book, question, service));
    }
    Some(Drawn { title, road, table })
}

/// Why nobody gets through: the papers that cannot be had.
fn stuck(w: Say, book: &Playbook, question: &Question, service: &str) -> String {
    let found = slim::route(book, service, &question.facts, question.on, slim::Aim::Fastest);
    let papers = match found {
        Some(Err(stuck)) => stuck.papers,
        _ => Vec::new(),
    };
    match papers.first() {
        None => w.t("slim-never").to_owned(),
        Some((_, first)) if papers.len() == 1 => w.with("slim-stuck-one", &[("paper", &w.text(first))]),
        Some((_, first)) => w.with("slim-stuck-more", &[("paper", &w.text(first)), ("n", &(papers.len() - 1))]),
    }
}

fn table(w: Say, legs: &[slim::Bar], before: u64, title: &str) -> Table {
    let columns = vec![
        Column::new(w.t("slim-step")),
        Column::new(w.t("slim-agency")),
        Column::new(w.t("slim-start")).number(),
        Column::new(w.t("slim-finish")).number(),
        Column::new(w.t("slim-critical")),
    ];
    let rows = legs.iter().map(|leg| {
        let critical = if leg.critical { w.t("yes") } else { w.t("no") };
        vec![
            w.text(&leg.name).into(),
            w.text(&leg.agency).into(),
            Cell::text((leg.start + before).to_string()),
            Cell::text((leg.finish + before).to_string()),
            critical.into(),
        ]
    });
    Table::new(title, columns)
        .rows(rows)
        .dense()
        .empty(Empty::new(w.t("slim-nothing-done"), w.t("slim-nothing-done-fills")))
}

fn signed(n: u64) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

/// A figure as it is said: yuan for fees, `∞` for never.
pub fn says(column: &slim::Column, figures: &Figures) -> String {
    match (column.id, (column.of)(figures)) {
        ("fee_fen", Some(fen)) => civic::money::Fen(signed(fen)).show(),
        (_, Some(number)) => number.to_string(),
        (_, None) => "∞".to_owned(),
    }
}

/// Every figure that is not nothing throughout as bars, one for each state; `only_changed` leaves the others out.
pub fn bars(w: Say, states: &[(&str, &Figures)], only_changed: bool) -> Bars {
    COLUMNS.iter().fold(Bars::new(), |bars, column| {
        let amounts: Vec<Option<u64>> = states.iter().map(|(_, figures)| (column.of)(figures)).collect();
        let changed = amounts.iter().any(|amount| *amount != amounts[0]);
        if !changed && (only_changed || amounts[0] == Some(0)) {
            return bars;
        }
        let each = states.iter().zip(&amounts).map(|((words, figures), amount)| ui::Bar {
            words: (*words).to_owned(),
            amount: *amount,
            says: says(column, figures),
        });
        bars.figure(w.text(&column.heading()), each.collect())
    })
}
