//! Areas of the country: names, codes, what lies in what, and what became of old codes.
#![doc = include_str!("README.md")]

mod api;
mod demo;
mod lookup;
mod model;
mod pages;
mod picker;

pub use lookup::{add, children, counties, find, full_name, path, search};
pub use model::{Area, county_of, like_escaped, within_pattern};
pub use picker::{Picker, PickerHtml, asked, picked};

use web::{Door, Feature, Nav, Routes};

/// The service's record.
pub const FEATURE: Feature = Feature {
    name: "regions",
    group: "ground",
    title: ("行政区划", "Regions"),
    routes,
    api: api::described,
    migrations: store::migrations!("sql"; "0010_create_area", "0020_index_area_parent"),
    nav: &[Nav { door: Door::Admin, path: "/regions", key: "regions-title" }],
    words: include_str!("words.toml"),
    help: (include_str!("README.zh-CN.md"), include_str!("README.md")),
    demo: Some(demo::fill),
    ..Feature::EMPTY
};

fn routes() -> Routes {
    Routes::new()
        .get(Door::Open, "/regions", pages::browse)
        .get(Door::Open, "/api/regions", api::regions)
        .get(Door::Admin, "/a/regions/new", pages::new)
        .post(Door::Admin, "/a/regions", pages::add)
}
