//! The one case machinery: applications, and later appeals and corrections, on their way through agencies.
#![doc = include_str!("README.md")]

pub mod acts;
pub mod after_check;
pub mod answer;
pub mod applies;
mod approver;
pub mod asks;
pub mod bundle;
pub mod certificate;
pub mod clock;
pub mod clocks;
pub mod completeness;
mod decide;
mod decision;
mod deputy_page;
mod desk;
mod desk_books;
mod desk_export;
mod desk_list;
pub mod facts;
pub mod filed;
mod filing;
pub mod flow;
mod form;
pub mod form_read;
mod form_shapes;
pub mod form_table;
pub mod insist;
pub mod joint;
mod lead;
mod link_hand;
pub mod links;
pub mod log;
pub mod mode;
mod model;
mod more;
mod more_desk;
mod more_extras;
mod more_own;
mod number;
pub mod objection;
mod objection_desk;
mod objection_store;
pub mod on_behalf;
pub mod on_behalf_desk;
mod on_behalf_visit;
pub mod opinion;
mod opinion_page;
pub mod parts;
mod plan;
#[cfg(test)]
mod plans;
mod queue;
pub mod receipt;
pub mod reopen;
pub mod reuse;
mod reuse_store;
pub mod review;
pub mod revocation;
mod revocation_parts;
pub mod said;
mod seal_job;
mod sealed;
pub mod search;
mod settle;
pub mod signed;
mod silence;
mod sources_desk;
pub mod sources_hold;
mod sources_return;
pub mod special;
mod store;
pub mod supervise;
pub mod team;
mod together;
pub mod upload;
mod verify;
pub mod whole;
pub mod words;

pub use form::{Question, Shown, field, question};
pub use model::{Case, CaseFact, CaseKind, CaseRefusal, CaseState, CaseStep, Material, StepState, Subject, Verdict};
pub use queue::{counties_of, subtree_prefix};
pub use seal_job::seal_earlier;
pub use store::{
    add_material, by_id, content, drop_fact, facts as facts_of, id_of_number, materials, of_reader, of_subject,
    put_fact, remove_material, steps,
};

use web::{Door, Feature, JobKind, Nav, Routes};

/// The service's record.
pub const FEATURE: Feature = Feature {
    name: "cases",
    group: "ground",
    needs: &["regions", "enterprises", "accounts", "playbooks", "sources"],
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
        "0200_alter_case_file_kind",
        "0201_alter_case_file_mode",
        "0202_alter_case_file_express",
        "0203_alter_case_step_express",
        "0204_alter_case_step_stopped_for",
        "0205_alter_case_step_decided_person",
        "0206_alter_certificate_revoked_at",
        "0207_alter_certificate_revoked_reason",
        "0210_create_case_clock",
        "0211_create_case_clock_by_due",
        "0212_create_case_clock_event",
        "0213_create_case_alert",
        "0214_create_case_alert_by_told",
        "0220_create_case_ask",
        "0230_create_case_check",
        "0231_create_case_check_by_agency",
        "0232_create_commitment_bar",
        "0240_create_case_link",
        "0241_create_case_link_by_other",
        "0242_create_case_review",
        "0243_create_case_review_by_original",
        "0300_alter_case_step_assignee",
        "0301_alter_case_step_assigned_note",
        "0302_create_case_step_by_assignee",
        "0310_create_desk_view",
        "0311_create_desk_view_by_person",
        "0400_create_case_awaited",
        "0401_index_case_awaited_source",
        "0410_create_case_reuse",
        "0411_create_case_paper_link",
        "0415_create_case_objection",
        "0416_index_case_objection_case",
        "0417_index_case_objection_owner",
        "0550_create_case_message",
        "0551_create_case_message_by_subject",
        "0552_create_case_message_file",
        "0553_create_case_message_read",
        "0600_create_signing_key",
        "0601_alter_certificate_signed",
        "0723_create_desk_deputy",
        "0724_alter_case_link_reason",
        "0725_alter_case_link_office",
        "0726_create_case_opinion",
        "0727_index_case_opinion_agency",
        "0728_create_case_opinion_file",
        "0744_create_certificate_revocation",
        "0745_index_certificate_revocation",
        "0760_drop_case_step_by_desk",
        "0761_index_case_step_waiting",
        "0762_index_case_step_waiting_wide",
        "0764_index_case_step_of_desk",
        "0765_index_case_file_filed",
        "0766_index_case_file_filed_wide",
        "0767_index_case_file_filed_by",
        "0768_index_case_file_due",
        "0769_index_case_file_due_wide",
        "0780_create_case_on_behalf",
        "0781_index_case_on_behalf_agency",
        "0782_create_case_on_behalf_scan",
        "0783_create_case_invite",
        "0784_index_case_invite_to",
        "0785_create_case_written",
    ),
    nav: &[
        Nav { door: Door::Officer, path: "/o", key: "queue-title" },
        Nav { door: Door::Officer, path: "/o/alerts", key: "told-title" },
        Nav { door: Door::Officer, path: "/o/objections", key: "objections-title" },
        Nav { door: Door::Supervisor, path: "/s", key: "watch-title" },
        Nav { door: Door::Supervisor, path: "/s/alerts", key: "told-title" },
        Nav { door: Door::Command, path: "/c/alerts", key: "told-title" },
        Nav { door: Door::Admin, path: "/a/objections", key: "objections-title" },
        Nav { door: Door::Open, path: "/verify", key: "verify-title" },
    ],
    jobs: &[
        JobKind { kind: seal_job::KIND, run: seal_job::run },
        JobKind { kind: silence::KIND, run: silence::run },
        JobKind { kind: clocks::ALERT_KIND, run: clocks::run_alert },
        JobKind { kind: crate::sources::ARRIVED, run: sources_return::run },
        JobKind { kind: crate::accounts::LEFT, run: team::left::run },
        JobKind { kind: clocks::RECOUNT_KIND, run: clocks::run_recount },
    ],
    words: include_str!("words.toml"),
    help: (include_str!("README.zh-CN.md"), include_str!("README.md")),
    ..Feature::EMPTY
};

fn routes() -> Routes {
    together::routes(Routes::new())
        .get(Door::Officer, "/o", desk::page)
        .post(Door::Officer, "/o", team::views::save)
        .get(Door::Officer, "/o/export.csv", desk_export::csv)
        .get(Door::Officer, "/o/export.xlsx", desk_export::xlsx)
        .get(Door::Officer, "/o/view/{region}/{id}", team::views::open)
        .post(Door::Officer, "/o/views/{id}/forget", team::views::forget)
        .post(Door::Officer, "/o/assign/{region}/{id}/{step}", team::assign_page::act)
        .get(Door::Officer, "/o/hand-over", team::hand_over::page)
        .post(Door::Officer, "/o/hand-over", team::hand_over::act)
        .post(Door::Officer, "/o/batch", team::batch::act)
        .get(Door::Officer, "/o/talk/{region}/{id}", team::talk_pages::desk)
        .post_upload(Door::Officer, "/o/talk/{region}/{id}", team::talk_pages::desk_write)
        .get(Door::Officer, "/o/talk/{region}/{id}/file/{message}", team::talk_pages::desk_file)
        .get(Door::Enterprise, "/e/talk/{region}/{id}", team::talk_pages::own)
        .post_upload(Door::Enterprise, "/e/talk/{region}/{id}", team::talk_pages::own_write)
        .get(Door::Enterprise, "/e/talk/{region}/{id}/file/{message}", team::talk_pages::own_file)
        .get(Door::Officer, "/o/case/{region}/{id}/{step}", decide::page)
        .post(Door::Officer, "/o/case/{region}/{id}/{step}", decide::decide)
        .get(Door::Officer, "/o/case/{region}/{id}/{step}/paper/{material}", decide::paper)
        .get(Door::Officer, "/o/case/{region}/{id}/{step}/awaited", sources_desk::page)
        .post(Door::Officer, "/o/case/{region}/{id}/{step}/awaited", sources_desk::record)
        .get(Door::Officer, "/o/objections", objection_desk::list)
        .get(Door::Officer, "/o/objections/export.csv", objection_desk::export)
        .get(Door::Officer, "/o/objections/{region}/{id}", objection_desk::one)
        .post(Door::Officer, "/o/objections/{region}/{id}", objection_desk::answer)
        .get(Door::Admin, "/a/objections", objection_desk::list)
        .get(Door::Admin, "/a/objections/export.csv", objection_desk::export)
        .get(Door::Admin, "/a/objections/{region}/{id}", objection_desk::one)
        .post(Door::Admin, "/a/objections/{region}/{id}", objection_desk::answer)
        .get(Door::Officer, "/o/entered/{region}/{id}", on_behalf_desk::page)
        .post(Door::Officer, "/o/entered/{region}/{id}", on_behalf_desk::answer)
        .get(Door::Officer, "/o/entered/{region}/{id}/scan/{scan}", on_behalf_desk::scan)
        .get(Door::Officer, "/o/sealed/{region}/{id}", sealed::page)
        .post(Door::Officer, "/o/sealed/{region}/{id}", sealed::act)
        .get(Door::Officer, "/o/more/{region}/{id}", more_desk::page)
        .post(Door::Officer, "/o/more/{region}/{id}/{act}", more_desk::act)
        .get(Door::Enterprise, "/e/more/{region}/{id}", more_own::page)
        .post(Door::Enterprise, "/e/more/{region}/{id}/{act}", more_own::act)
        .and(on_paper())
}

/// What stands on paper, and the public pages that confirm it.
fn on_paper() -> Routes {
    Routes::new()
        .get(Door::Open, "/certificate/{region}/{token}", verify::certificate)
        .get(Door::Open, "/certificate/{region}/{token}/signed", verify::signed_file)
        .get(Door::Open, "/.well-known/jwks.json", verify::public_keys)
        .get(Door::SignedIn, "/decision/{region}/{case}", decision::page)
        .get(Door::Open, "/decision/{region}/{case}/{mark}", decision::check)
        .get(Door::Open, "/receipt/{region}/{case}/{mark}", receipt::check)
        .get(Door::Open, "/verify", verify::verify_number)
        .get(Door::Open, "/verify/{region}/{token}", verify::verify)
}
