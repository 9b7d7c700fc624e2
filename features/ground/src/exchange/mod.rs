//! Exchange: what other systems read from here, in the formats they know.
#![doc = include_str!("README.md")]

mod calls;
pub mod event;
pub mod ocel;
pub mod ocel_sqlite;
mod pages;
mod reading;
mod story;
mod xes;

pub use pages::{catalogue_workbook, sheet_file};
pub use reading::{CasePages, Sink, write_ocel, write_xes};
pub use story::{observe, story};

use web::{Door, Feature, Nav, Routes};

/// The service's record.
pub const FEATURE: Feature = Feature {
    name: "exchange",
    group: "ground",
    needs: &["regions", "playbooks", "cases", "api"],
    title: ("数据开放", "Open data"),
    routes,
    api: calls::api,
    nav: &[Nav { door: Door::Open, path: "/data", key: "exchange-title" }],
    words: include_str!("words.toml"),
    help: (include_str!("README.zh-CN.md"), include_str!("README.md")),
    ..Feature::EMPTY
};

fn routes() -> Routes {
    Routes::new()
        .get(Door::Open, "/data", pages::overview)
        .get(Door::Open, "/data/catalogue/{playbook}/{file}", pages::catalogue)
        .get(Door::Auditor, "/data/log/{file}", pages::log)
        .get(Door::Machine, "/api/v1/logs/xes", calls::xes)
        .get(Door::Machine, "/api/v1/logs/ocel", calls::ocel)
        .get(Door::Machine, "/api/v1/logs/ocel.sqlite", calls::sqlite)
}
