//! Facts that other offices keep: fetched or delivered, kept with their state, never asked of the applicant.
#![doc = include_str!("README.md")]

mod address;
mod circuit;
pub mod config;
mod convert;
mod drawing;
mod drop_folder;
mod fetch;
pub mod file;
mod file_page;
mod http;
mod list;
mod model;
mod pages;
mod reading;
mod register;
mod runner;
mod section;
mod store;

pub use config::{KeyKind, SourceSpec};
pub use drop_folder::{import, import_due};
pub use fetch::{ARRIVED, ask_source, fetch_due};
pub use model::{Answer, FactState, SourceFact, SourceFacts, Told, ToldValue, Trouble};
pub use reading::{Reading, read};
pub use register::{
    About, Set, Setting, agree, ask, ask_anew, asks_consent, consents, facts_of, known_facts, next_try, set_now,
};
pub use runner::run_until;
pub(crate) use store::{join, seal_earlier, split};

use web::{Door, Feature, Nav, Routes};

/// The service's record.
pub const FEATURE: Feature = Feature {
    name: "sources",
    group: "ground",
    needs: &["regions", "enterprises", "accounts", "playbooks"],
    title: ("数据来源", "Sources of facts"),
    routes,
    nav: &[Nav { door: Door::Admin, path: "/a/sources", key: "sources-title" }],
    words: include_str!("words.toml"),
    migrations: ::store::migrations!(
        "sql";
        "0010_create_source_fact",
        "0020_create_source_ask",
        "0030_create_source_health",
        "0040_create_source_event",
        "0050_create_source_delivery",
        "0060_create_source_consent",
        "0880_alter_source_health_failed",
    ),
    help: (include_str!("README.zh-CN.md"), include_str!("README.md")),
    ..Feature::EMPTY
};

fn routes() -> Routes {
    Routes::new()
        .get(Door::Admin, "/a/sources", pages::list)
        .get(Door::Admin, "/a/sources/file", file_page::page)
        .post(Door::Admin, "/a/sources/file", file_page::save)
        .get(Door::Admin, "/a/sources/{id}", pages::one)
        .post(Door::Admin, "/a/sources/{id}/retry", pages::retry)
}
