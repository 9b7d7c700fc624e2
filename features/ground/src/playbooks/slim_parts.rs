//! Notices, tables and bars of the slimmer's page.

use playbook::slim::{COLUMNS, Edit, Figures, Slimming};
use web::Say;
use web::ui::{Bars, Cell, Column, Empty, Kind, Notice, State, Table};

use super::slim_road;

pub fn sum(w: Say, found: &Slimming) -> Notice {
    let (safe, all) = (found.edits.iter().filter(|e| e.decide.is_none()).count(), found.edits.len());
    if all == 0 {
        return Notice::new(Kind::Ok, w.t("slim-nothing-fills")).title(w.t("slim-nothing"));
    }
    let numbers = w.with("slim-sum", &[("safe", &safe), ("decide", &(all - safe))]);
    Notice::new(Kind::Caution, numbers).title(w.t("slim-something"))
}

pub(super) fn head(w: Say) -> Vec<Column> {
    let figures = COLUMNS.iter().map(|column| Column::new(w.text(&column.heading())).number());
    std::iter::once(Column::new(w.t("slim-what"))).chain(figures).collect()
}

pub(super) fn row(w: Say, name: impl Into<Cell>, figures: &Figures) -> Vec<Cell> {
    let cells = COLUMNS.iter().map(|column| match (column.of)(figures) {
        Some(_) => Cell::text(slim_road::says(column, figures)),
        None => Cell::from(State::stop(w.t("slim-never"))),
    });
    std::iter::once(name.into()).chain(cells).collect()
}

pub fn bundle(w: Say, found: &Slimming) -> Table {
    Table::new(w.t("slim-bundle"), head(w))
        .row(row(w, w.t("slim-before"), &found.before.tally.bundle))
        .row(row(w, w.t("slim-safe"), &found.safe.tally.bundle))
        .row(row(w, w.t("slim-all"), &found.all.tally.bundle))
}

pub fn bundle_bars(w: Say, found: &Slimming) -> Bars {
    let states = [
        (w.t("slim-before"), &found.before.tally.bundle),
        (w.t("slim-safe"), &found.safe.tally.bundle),
        (w.t("slim-all"), &found.all.tally.bundle),
    ];
    let drawn = if found.edits.is_empty() { &states[..1] } else { &states[..] };
    slim_road::bars(w, drawn, false)
}

/// Ids of the services whose figures change.
pub fn changed(found: &Slimming) -> Vec<&str> {
    let after = |id: &str| found.all.tally.services.iter().find(|row| row.service == id);
    let rows = found.before.tally.services.iter();
    let rows = rows.filter(|row| after(&row.service).is_none_or(|after| after.figures != row.figures));
    rows.map(|row| &*row.service).collect()
}

pub fn services(w: Say, found: &Slimming) -> Table {
    let rows = found.before.tally.services.iter().flat_map(|before| {
        let after = found.all.tally.services.iter().find(|s| s.service == before.service);
        let name = Cell::text(w.text(&before.name)).and(w.t("slim-before"));
        let changed = after.filter(|after| after.figures != before.figures);
        let then = changed.map(|after| row(w, Cell::text(w.text(&before.name)).and(w.t("slim-all")), &after.figures));
        std::iter::once(row(w, name, &before.figures)).chain(then)
    });
    Table::new(w.t("slim-services"), head(w)).rows(rows).dense()
}

/// What one change makes less, in words.
pub fn saves(w: Say, edit: &Edit) -> String {
    let fewer = COLUMNS.iter().filter_map(|column| {
        let (before, after) = (slim_road::says(column, &edit.before), slim_road::says(column, &edit.after));
        (before != after).then(|| format!("{} {before} → {after}", w.text(&column.heading())))
    });
    fewer.collect::<Vec<_>>().join(w.t("slim-comma"))
}

pub fn stays(w: Say, found: &Slimming) -> Table {
    let columns = ["slim-stays-what", "slim-stays-basis", "slim-stays-place"].map(|key| Column::new(w.t(key)));
    let rows = found.stays.iter().map(|stay| {
        let basis = stay.basis.as_deref().unwrap_or_else(|| w.t("slim-no-basis"));
        vec![w.text(&stay.name).into(), basis.into(), Cell::code(format!("{}:{}", stay.file, stay.line))]
    });
    Table::new(w.t("slim-stays"), columns.into())
        .rows(rows)
        .dense()
        .empty(Empty::new(w.t("slim-stays-none"), w.t("slim-stays-none-fills")))
}
