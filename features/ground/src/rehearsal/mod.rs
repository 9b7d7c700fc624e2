//! Rehearsal: a proposed version tried on the cases of the last weeks, before anybody approves it.
#![doc = include_str!("README.md")]

mod compare;
mod pages;

use web::{Door, Feature, Routes};

/// The service's record.
pub const FEATURE: Feature = Feature {
    name: "rehearsal",
    group: "ground",
    needs: &["regions", "playbooks", "cases"],
    title: ("规则试运行", "Trial runs"),
    routes,
    words: include_str!("words.toml"),
    help: (include_str!("README.zh-CN.md"), include_str!("README.md")),
    ..Feature::EMPTY
};

fn routes() -> Routes {
    Routes::new().get(Door::Drafter, "/p/proposals/{id}/cases", pages::page).get(
        Door::Drafter,
        "/p/proposals/{id}/cases.csv",
        pages::export,
    )
}
