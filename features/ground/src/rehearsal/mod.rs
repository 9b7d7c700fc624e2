//! Rehearsal: a proposed version tried on the cases of the last weeks, before anybody approves it.
#![doc = include_str!("README.md")]

mod compare;
mod export;
mod job;
mod kept;
mod pages;
mod run_page;
mod runs;

use web::{Door, Feature, JobKind, Routes};

/// The service's record.
pub const FEATURE: Feature = Feature {
    name: "rehearsal",
    group: "ground",
    needs: &["regions", "playbooks", "cases"],
    title: ("规则试运行", "Trial runs"),
    routes,
    migrations: ::store::migrations!(
        "sql";
        "0790_create_rehearsal_run",
        "0791_index_rehearsal_run_proposal",
        "0792_create_rehearsal_case",
    ),
    jobs: &[JobKind { kind: job::KIND, run: job::run }],
    words: include_str!("words.toml"),
    help: (include_str!("README.zh-CN.md"), include_str!("README.md")),
    ..Feature::EMPTY
};

fn routes() -> Routes {
    Routes::new()
        .get(Door::Drafter, "/p/proposals/{id}/cases", pages::page)
        .post(Door::Drafter, "/p/proposals/{id}/cases", pages::start)
        .get(Door::Drafter, "/p/proposals/{id}/cases/{run}", run_page::page)
        .post(Door::Drafter, "/p/proposals/{id}/cases/{run}/cancel", run_page::cancel)
        .get(Door::Drafter, "/p/proposals/{id}/cases/{run}/lines.csv", export::csv)
        .get(Door::Drafter, "/p/proposals/{id}/cases/{run}/lines.xlsx", export::xlsx)
}
