//! Published playbooks: immutable versions, which of them hold where and when, and the drafter's desk.
#![doc = include_str!("README.md")]

mod draft_pages;
mod model;
mod pages;
mod shelf;
mod store;

pub use self::store::{Publication, publish};
pub use model::{Published, Version};
pub use shelf::{all_current, by_digest, current};

use web::{Door, Feature, Nav, Routes};

/// The service's record.
pub const FEATURE: Feature = Feature {
    name: "playbooks",
    group: "ground",
    needs: &["regions", "enterprises"],
    title: ("现行规则", "Rules in force"),
    routes,
    migrations: ::store::migrations!(
        "sql"; "0010_create_playbook_version", "0020_index_playbook_version_digest"
    ),
    nav: &[
        Nav { door: Door::Open, path: "/playbooks", key: "playbooks-title" },
        Nav { door: Door::Drafter, path: "/p/playbooks", key: "playbooks-versions" },
    ],
    words: include_str!("words.toml"),
    help: (include_str!("README.zh-CN.md"), include_str!("README.md")),
    ..Feature::EMPTY
};

fn routes() -> Routes {
    Routes::new()
        .get(Door::Open, "/playbooks", pages::list)
        .get(Door::Open, "/playbooks/{id}", pages::book)
        .get(Door::Open, "/playbooks/{id}/services/{service}", pages::service)
        .get(Door::Drafter, "/p/playbooks", draft_pages::versions)
        .get(Door::Drafter, "/p/playbooks/{region}/{id}/{version}", draft_pages::version)
        .get(Door::Drafter, "/p/playbooks/{region}/{id}/{version}/zip", draft_pages::zip)
}
