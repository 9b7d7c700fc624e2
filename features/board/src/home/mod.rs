//! The front page: find what you need, the rules in force, verify a certificate.
#![doc = include_str!("README.md")]

mod pages;

use web::{Door, Feature, Routes};

/// The service's record.
pub const FEATURE: Feature = Feature {
    name: "home",
    group: "board",
    needs: &["regions", "playbooks", "approvals"],
    title: ("首页", "Front page"),
    routes,
    words: include_str!("words.toml"),
    help: (include_str!("README.zh-CN.md"), include_str!("README.md")),
    ..Feature::EMPTY
};

fn routes() -> Routes {
    Routes::new().get(Door::Open, "/", pages::home)
}
