//! Webhooks: events of cases sent to the systems of agencies and enterprises, signed, tried again, never lost unseen.
#![doc = include_str!("README.md")]

pub mod acts;
mod calls;
mod calls_on_one;
mod deliver;
mod described;
mod fan_out;
mod form_pages;
mod list_pages;
mod model;
mod one_page;
mod own_acts;
mod runner;
mod signing;
mod store;
mod target;
pub mod wanted;

pub use deliver::deliver_due;
pub use model::{ATTEMPTS_MAX, Pause};
pub use runner::run_until;
pub use target::allow_inside;

use web::{Door, Feature, Nav, Routes};

/// The service's record.
pub const FEATURE: Feature = Feature {
    name: "webhooks",
    group: "ground",
    needs: &["regions", "enterprises", "accounts", "playbooks", "cases", "api"],
    title: ("事件推送", "Webhooks"),
    routes,
    api: described::api,
    nav: &[
        Nav { door: Door::Admin, path: "/webhooks", key: "webhooks-title" },
        Nav { door: Door::Officer, path: "/webhooks", key: "webhooks-title" },
        Nav { door: Door::Enterprise, path: "/webhooks", key: "webhooks-title" },
    ],
    notices: Some(list_pages::notices),
    words: include_str!("words.toml"),
    migrations: ::store::migrations!(
        "sql";
        "0740_create_webhook",
        "0741_create_webhook_delivery",
        "0742_index_webhook_delivery",
        "0743_create_webhook_cursor",
    ),
    help: (include_str!("README.zh-CN.md"), include_str!("README.md")),
    ..Feature::EMPTY
};

fn routes() -> Routes {
    Routes::new()
        .get(Door::SignedIn, "/webhooks", list_pages::list)
        .get(Door::SignedIn, "/webhooks/export", list_pages::export)
        .get(Door::SignedIn, "/webhooks/new", form_pages::new)
        .post(Door::SignedIn, "/webhooks/new", form_pages::create)
        .get(Door::SignedIn, "/webhooks/{region}/{id}", one_page::page)
        .get(Door::SignedIn, "/webhooks/{region}/{id}/export", one_page::export)
        .get(Door::SignedIn, "/webhooks/{region}/{id}/change", form_pages::change)
        .post(Door::SignedIn, "/webhooks/{region}/{id}/change", form_pages::save)
        .get(Door::SignedIn, "/webhooks/{region}/{id}/secret", own_acts::secret)
        .post(Door::SignedIn, "/webhooks/{region}/{id}/secret", own_acts::rotate)
        .post(Door::SignedIn, "/webhooks/{region}/{id}/act", own_acts::act)
        .get(Door::SignedIn, "/webhooks/{region}/{id}/deliveries/{message}", own_acts::delivery)
        .post(Door::SignedIn, "/webhooks/{region}/{id}/deliveries/{message}", own_acts::replay)
        .get(Door::Machine, "/api/v1/webhooks", calls::list)
        .post(Door::Machine, "/api/v1/webhooks", calls::create)
        .get(Door::Machine, "/api/v1/webhooks/{region}/{id}", calls::one)
        .put(Door::Machine, "/api/v1/webhooks/{region}/{id}", calls::change)
        .delete(Door::Machine, "/api/v1/webhooks/{region}/{id}", calls_on_one::remove)
        .post(Door::Machine, "/api/v1/webhooks/{region}/{id}/pause", calls_on_one::pause)
        .post(Door::Machine, "/api/v1/webhooks/{region}/{id}/resume", calls_on_one::resume)
        .post(Door::Machine, "/api/v1/webhooks/{region}/{id}/secret", calls_on_one::rotate)
        .post(Door::Machine, "/api/v1/webhooks/{region}/{id}/test", calls_on_one::test)
        .get(Door::Machine, "/api/v1/webhooks/{region}/{id}/deliveries", calls_on_one::deliveries)
        .post(Door::Machine, "/api/v1/webhooks/{region}/{id}/deliveries/{message}/replay", calls_on_one::replay)
}
