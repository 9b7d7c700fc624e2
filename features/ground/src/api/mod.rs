//! Programming interface: what systems of enterprises and agencies do here without a page, by the same acts.
#![doc = include_str!("README.md")]

mod case_calls;
mod described;
mod documents;
mod given;
mod more_calls;
pub(crate) mod own;
mod revocation_calls;
pub(crate) mod schemas;
mod service_calls;
mod shown;
mod writes;

use web::{Door, Feature, Nav, Routes};

/// The service's record.
pub const FEATURE: Feature = Feature {
    name: "api",
    group: "ground",
    needs: &["regions", "enterprises", "accounts", "playbooks", "sources", "cases"],
    title: ("系统接口", "Programming interface"),
    routes,
    api: described::api,
    nav: &[Nav { door: Door::Open, path: "/api", key: "api-title" }],
    words: include_str!("words.toml"),
    help: (include_str!("README.zh-CN.md"), include_str!("README.md")),
    ..Feature::EMPTY
};

fn routes() -> Routes {
    Routes::new()
        .get(Door::Open, "/api", documents::page)
        .get(Door::Open, "/api/openapi.json", documents::openapi)
        .get(Door::Machine, "/api/v1/services", service_calls::list)
        .get(Door::Machine, "/api/v1/services/{playbook}/{service}", service_calls::one)
        .post(Door::Machine, "/api/v1/services/{playbook}/{service}/check", service_calls::check)
        .post(Door::Machine, "/api/v1/cases", writes::begin)
        .post(Door::Machine, "/api/v1/cases/search", case_calls::search)
        .get(Door::Machine, "/api/v1/cases/{region}/{id}", case_calls::one)
        .get(Door::Machine, "/api/v1/cases/{region}/{id}/history", case_calls::history)
        .put(Door::Machine, "/api/v1/cases/{region}/{id}/facts", writes::facts)
        .post_upload(Door::Machine, "/api/v1/cases/{region}/{id}/papers", writes::paper)
        .delete(Door::Machine, "/api/v1/cases/{region}/{id}/papers/{paper}", more_calls::remove_paper)
        .post(Door::Machine, "/api/v1/cases/{region}/{id}/file", writes::file)
        .post(Door::Machine, "/api/v1/cases/{region}/{id}/withdraw", writes::withdraw)
        .post(Door::Machine, "/api/v1/cases/{region}/{id}/reopen", more_calls::take_up)
        .post(Door::Machine, "/api/v1/cases/{region}/{id}/reconsider", more_calls::reconsider)
        .get(Door::Machine, "/api/v1/cases/{region}/{id}/messages", more_calls::messages)
        .post(Door::Machine, "/api/v1/cases/{region}/{id}/messages", more_calls::send)
        .get(Door::Machine, "/api/v1/cases/{region}/{id}/revocations", revocation_calls::list)
        .post(Door::Machine, "/api/v1/cases/{region}/{id}/revocations", revocation_calls::write)
        .post(Door::Machine, "/api/v1/cases/{region}/{id}/steps/{step}/decide", writes::decide)
}
