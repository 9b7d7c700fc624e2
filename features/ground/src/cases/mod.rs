//! The one case machinery: applications, and later appeals and corrections, on their way through agencies.
#![doc = include_str!("README.md")]

pub mod acts;
pub mod certificate;
pub mod clock;
pub mod completeness;
mod decide;
mod desk;
pub mod facts;
pub mod flow;
mod form;
mod model;
mod number;
pub mod parts;
mod plan;
mod queue;
mod settle;
mod silence;
mod store;
pub mod upload;
mod verify;
pub mod whole;
pub mod words;

pub use form::field;
pub use model::{Case, CaseFact, CaseRefusal, CaseState, CaseStep, Material, StepState, Subject, Verdict};
pub use store::{
    add_material, content, drop_fact, facts as facts_of, materials, of_subject, put_fact, remove_material,
};

use web::{Door, Feature, JobKind, Nav, Routes};

/// The service's record.
pub const FEATURE: Feature = Feature {
    name: "cases",
    group: "ground",
    needs: &["regions", "accounts", "playbooks"],
    title: ("办件", "Cases"),
    routes,
    migrations: ::store::migrations!(
        "sql";
        "0010_create_case_file",
        "0020_create_case_file_by_subject",
        "0030_create_case_fact",
        "0040_create_case_material",
        "0050_create_case_content",
        "0060_create_case_step",
        "0070_create_case_step_by_desk",
        "0080_create_case_series",
        "0090_create_certificate",
        "0100_create_certificate_by_case",
    ),
    nav: &[
        Nav { door: Door::Officer, path: "/o", key: "queue-title" },
        Nav { door: Door::Open, path: "/verify", key: "verify-title" },
    ],
    jobs: &[JobKind { kind: silence::KIND, run: silence::run }],
    words: include_str!("words.toml"),
    help: (include_str!("README.zh-CN.md"), include_str!("README.md")),
    ..Feature::EMPTY
};

fn routes() -> Routes {
    Routes::new()
        .get(Door::Officer, "/o", desk::page)
        .get(Door::Officer, "/o/export.csv", desk::export)
        .get(Door::Officer, "/o/case/{region}/{id}/{step}", decide::page)
        .post(Door::Officer, "/o/case/{region}/{id}/{step}", decide::decide)
        .get(Door::Officer, "/o/case/{region}/{id}/{step}/paper/{material}", decide::paper)
        .get(Door::Open, "/certificate/{region}/{token}", verify::certificate)
        .get(Door::Open, "/verify", verify::verify_number)
        .get(Door::Open, "/verify/{region}/{token}", verify::verify)
}
