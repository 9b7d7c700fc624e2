//! The register of enterprises: what is known of each, from whom and since when.
#![doc = include_str!("README.md")]

mod columns;
mod demo;
mod facts;
mod item;
mod list_pages;
mod listing;
mod model;
mod pages;
mod problems;
mod reading;
pub mod sheet;
mod staged;
mod statement_form;
mod store;

pub use self::store::{By, find, find_by_uscc, register, seal_earlier};
pub use demo::CLERKS_USCC;
pub use facts::{EnterpriseFacts, facts_from, facts_of, size_class};
pub use item::{Item, ItemValue, half_width};
pub use listing::search;
pub use model::{Enterprise, Held, Origin, Source, Statement};
pub use problems::already_registered;
pub use statement_form::{fields, read_items};

use web::{Door, Feature, Nav, Routes};

/// The service's record.
pub const FEATURE: Feature = Feature {
    name: "enterprises",
    group: "ground",
    needs: &["regions"],
    title: ("企业库", "Register of enterprises"),
    routes,
    migrations: ::store::migrations!(
        "sql"; "0010_create_enterprise", "0020_index_enterprise_uscc", "0030_create_enterprise_list"
    ),
    facts: facts::facts,
    nav: &[
        Nav { door: Door::Officer, path: "/o/enterprises", key: "enterprises-title" },
        Nav { door: Door::Enterprise, path: "/e/enterprise", key: "enterprises-own" },
    ],
    words: include_str!("words.toml"),
    help: (include_str!("README.zh-CN.md"), include_str!("README.md")),
    demo: Some(demo::fill),
    ..Feature::EMPTY
};

fn routes() -> Routes {
    Routes::new()
        .get(Door::Officer, "/o/enterprises", pages::list)
        .get(Door::Officer, "/o/enterprises/export", pages::export)
        .get(Door::Officer, "/o/enterprises/template", list_pages::template)
        .get(Door::Officer, "/o/enterprises/import", list_pages::upload)
        .post_upload(Door::Officer, "/o/enterprises/import", list_pages::take)
        .get(Door::Officer, "/o/enterprises/import/{id}", list_pages::preview)
        .post(Door::Officer, "/o/enterprises/import/{id}", list_pages::confirm)
        .get(Door::Officer, "/o/enterprises/import/{id}/errors", list_pages::errors)
        .get(Door::Officer, "/o/enterprises/{uscc}", pages::one)
        .get(Door::Enterprise, "/e/enterprise", pages::own)
        .get(Door::Enterprise, "/e/enterprise/edit", pages::edit)
        .post(Door::Enterprise, "/e/enterprise", pages::save)
}
