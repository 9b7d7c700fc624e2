//! The published rule books: immutable versions, which of them hold where and when, and what they ask.
#![doc = include_str!("README.md")]

mod conditions;
mod desk_pages;
mod differences;
mod excerpt;
mod finding;
mod findings_pages;
mod folder;
mod less;
mod less_pages;
mod library;
mod model;
mod moved_on;
mod picture;
mod picture_pages;
mod place;
mod profile;
mod proposal_list;
mod proposal_pages;
mod proposal_view;
mod proposals;
mod publish;
mod rules_pages;
mod service_page;
mod slim_pages;
mod slim_parts;
mod slim_road;
mod source_lines;
mod store;
#[cfg(test)]
mod tests;
mod trial;
mod trial_pages;
mod trial_view;
mod wording;

pub use folder::packed;
pub use library::{all_current, by_digest, current, versions};
pub use model::{Hand, Published, Refusal, Standing, Version, in_force};
pub use moved_on::{MovedOn, moved_on};
pub use proposal_view::{Proposed, proposed, proposed_in};
pub use publish::{publish, publish_files};

use web::{Door, Feature, Nav, Routes};

/// The service's record.
pub const FEATURE: Feature = Feature {
    name: "playbooks",
    group: "ground",
    needs: &["regions"],
    title: ("规则书", "Rule books"),
    routes,
    migrations: ::store::migrations!(
        "sql"; "0010_create_playbook_version", "0020_index_playbook_version_digest", "0200_create_playbook_proposal"
    ),
    nav: &[
        Nav { door: Door::Open, path: "/rules", key: "playbooks-rules" },
        Nav { door: Door::Open, path: "/leave-out", key: "less-nav" },
        Nav { door: Door::Drafter, path: "/p", key: "playbooks-desk" },
    ],
    words: include_str!("words.toml"),
    help: (include_str!("README.zh-CN.md"), include_str!("README.md")),
    ..Feature::EMPTY
};

fn routes() -> Routes {
    Routes::new()
        .get(Door::Open, "/rules", rules_pages::rules)
        .get(Door::Open, "/rules.csv", rules_pages::export)
        .get(Door::Open, "/rules/{playbook}", rules_pages::book)
        .get(Door::Open, "/rules/{playbook}/{service}", service_page::service)
        .get(Door::Open, "/rules/{playbook}/{service}/demands.csv", service_page::export)
        .get(Door::Open, "/leave-out", less_pages::page)
        .get(Door::Open, "/leave-out.csv", less_pages::export)
        .get(Door::Drafter, "/p", desk_pages::desk)
        .get(Door::Drafter, "/p.csv", desk_pages::export)
        .get(Door::Drafter, "/p/lints/{name}", findings_pages::lint)
        .get(Door::Drafter, "/p/propose", proposal_pages::page)
        .post_upload(Door::Drafter, "/p/propose", proposal_pages::propose)
        .get(Door::Drafter, "/p/proposals", proposal_list::page)
        .get(Door::Drafter, "/p/proposals.csv", proposal_list::export)
        .get(Door::Drafter, "/p/proposals/{id}", proposal_view::page)
        .post(Door::Drafter, "/p/proposals/{id}", proposal_view::decide)
        .get(Door::Drafter, "/p/{digest}", findings_pages::version)
        .get(Door::Drafter, "/p/{digest}/findings.csv", findings_pages::export)
        .get(Door::Drafter, "/p/{digest}/picture", picture_pages::page)
        .get(Door::Drafter, "/p/{digest}/slim", slim_pages::page)
        .get(Door::Drafter, "/p/{digest}/slim.patch", slim_pages::patch)
        .get(Door::Drafter, "/p/{digest}/trial", trial_pages::page)
        .post_upload(Door::Drafter, "/p/{digest}/trial", trial_pages::act)
        .post_upload(Door::Drafter, "/p/{digest}/trial/folder.zip", trial_pages::zip)
        .post_upload(Door::Drafter, "/p/{digest}/trial/changes.patch", trial_pages::patch)
        .post_upload(Door::Drafter, "/p/{digest}/trial/proposal", trial_pages::propose)
}
