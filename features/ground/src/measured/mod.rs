//! Practice: what a rule book measures in the cases that were really handled, for its drafters.
#![doc = include_str!("README.md")]

mod drawn;
mod few;
mod page;
mod parts;

use web::{Door, Feature, Routes};

/// The service's record.
pub const FEATURE: Feature = Feature {
    name: "measured",
    group: "ground",
    needs: &["regions", "playbooks", "cases", "exchange"],
    title: ("实际办理情况", "Practice"),
    routes,
    words: include_str!("words.toml"),
    help: (include_str!("README.zh-CN.md"), include_str!("README.md")),
    ..Feature::EMPTY
};

fn routes() -> Routes {
    Routes::new().get(Door::Drafter, "/p/{digest}/practice", page::page).get(
        Door::Drafter,
        "/p/{digest}/practice.csv",
        page::export,
    )
}
