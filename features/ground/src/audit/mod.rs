//! For auditors: what was done, whether the record of it is whole, and who looked at whose data.
#![doc = include_str!("README.md")]

mod acts;
mod checks;
mod journal_page;
mod looked_page;

use web::{Door, Feature, JobKind, Nav, Routes};

pub use checks::{Checked, check_now, stand_tonight};

/// The service's record.
pub const FEATURE: Feature = Feature {
    name: "audit",
    group: "ground",
    needs: &["regions", "enterprises", "accounts", "cases"],
    title: ("审计", "Audit"),
    routes,
    migrations: ::store::migrations!("sql"; "0722_create_journal_check"),
    nav: &[
        Nav { door: Door::Auditor, path: "/audit", key: "audit-journal" },
        Nav { door: Door::Auditor, path: "/audit/looked", key: "audit-looked" },
    ],
    jobs: &[JobKind { kind: checks::KIND, run: checks::run }],
    words: include_str!("words.toml"),
    help: (include_str!("README.zh-CN.md"), include_str!("README.md")),
    ..Feature::EMPTY
};

fn routes() -> Routes {
    Routes::new()
        .get(Door::Auditor, "/audit", journal_page::page)
        .post(Door::Auditor, "/audit/check", journal_page::check)
        .get(Door::Auditor, "/audit/export.csv", journal_page::csv)
        .get(Door::Auditor, "/audit/looked", looked_page::page)
        .get(Door::Auditor, "/audit/looked/export.csv", looked_page::csv)
}
