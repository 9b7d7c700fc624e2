//! One-stop approval: what do I need, apply once, follow it, hold the certificate.
#![doc = include_str!("README.md")]

mod answers;
mod apply;
mod check;
mod consent;
mod entered;
mod finder;
mod finder_parts;
mod joint;
mod joint_fill;
mod list;
mod merge;
mod objections;
mod outlook;
mod own;
mod papers;
mod papers_read;
mod past;
mod progress;
mod reuse;
mod saved;
mod sign;
mod todo;
mod versions;
mod window;
mod window_case;
mod window_firm;
mod window_new;
mod window_routes;

pub use past::fill as fill_past;

use web::{Door, Feature, Nav, Routes};

/// The service's record.
pub const FEATURE: Feature = Feature {
    name: "approvals",
    group: "firms",
    needs: &["regions", "accounts", "enterprises", "playbooks", "sources", "cases"],
    title: ("我要办", "Approvals"),
    routes,
    nav: &[
        Nav { door: Door::Open, path: "/find", key: "list-title" },
        Nav { door: Door::Enterprise, path: "/e", key: "todo-title" },
        Nav { door: Door::Officer, path: "/o/window", key: "window-title" },
    ],
    words: include_str!("words.toml"),
    help: (include_str!("README.zh-CN.md"), include_str!("README.md")),
    ..Feature::EMPTY
};

fn routes() -> Routes {
    Routes::new()
        .get(Door::Open, "/find", list::page)
        .get(Door::Open, "/find/{playbook}/{service}", finder::page)
        .get(Door::Enterprise, "/e", todo::page)
        .get(Door::Enterprise, "/e/export.csv", todo::export)
        .post(Door::Enterprise, "/e/apply", apply::begin)
        .get(Door::Enterprise, "/e/case/{region}/{id}", progress::page)
        .get(Door::Enterprise, "/e/case/{region}/{id}/answers", answers::page)
        .post_upload(Door::Enterprise, "/e/case/{region}/{id}/answers", answers::save)
        .get(Door::Enterprise, "/e/case/{region}/{id}/papers", papers::page)
        .post_upload(Door::Enterprise, "/e/case/{region}/{id}/papers", papers::add)
        .post(Door::Enterprise, "/e/case/{region}/{id}/papers/remove", papers::remove)
        .get(Door::Enterprise, "/e/case/{region}/{id}/paper/{material}", papers::download)
        .get(Door::Enterprise, "/e/case/{region}/{id}/consent", consent::page)
        .post(Door::Enterprise, "/e/case/{region}/{id}/consent", consent::give)
        .get(Door::Enterprise, "/e/case/{region}/{id}/objections", objections::page)
        .post(Door::Enterprise, "/e/case/{region}/{id}/objections", objections::add)
        .get(Door::Enterprise, "/e/case/{region}/{id}/reuse", reuse::page)
        .post(Door::Enterprise, "/e/case/{region}/{id}/reuse", reuse::act)
        .get(Door::Enterprise, "/e/case/{region}/{id}/check", check::page)
        .post(Door::Enterprise, "/e/case/{region}/{id}/check", check::send)
        .get(Door::Enterprise, "/e/case/{region}/{id}/receipt", progress::receipt)
        .post(Door::Enterprise, "/e/case/{region}/{id}/withdraw", progress::withdraw)
        .get(Door::Enterprise, "/e/case/{region}/{id}/entered", entered::page)
        .post(Door::Enterprise, "/e/case/{region}/{id}/entered", entered::object)
        .get(Door::Enterprise, "/e/case/{region}/{id}/entered/scan/{scan}", entered::scan)
        .get(Door::Enterprise, "/e/case/{region}/{id}/joint", joint::page)
        .post(Door::Enterprise, "/e/case/{region}/{id}/joint", joint::invite)
        .post(Door::Enterprise, "/e/case/{region}/{id}/joint/revoke", joint::revoke)
        .get(Door::Enterprise, "/e/joint/{region}/{case}/{invite}", joint_fill::invitation)
        .post(Door::Enterprise, "/e/joint/{region}/{case}/{invite}", joint_fill::accept)
        .get(Door::Enterprise, "/e/joint/case/{region}/{id}", joint_fill::page)
        .post(Door::Enterprise, "/e/joint/case/{region}/{id}", joint_fill::finish)
        .get(Door::Enterprise, "/e/joint/case/{region}/{id}/answers", answers::page)
        .post_upload(Door::Enterprise, "/e/joint/case/{region}/{id}/answers", answers::save)
        .get(Door::Enterprise, "/e/joint/case/{region}/{id}/papers", papers::page)
        .post_upload(Door::Enterprise, "/e/joint/case/{region}/{id}/papers", papers::add)
        .post(Door::Enterprise, "/e/joint/case/{region}/{id}/papers/remove", papers::remove)
        .get(Door::Enterprise, "/e/joint/case/{region}/{id}/paper/{material}", papers::download)
        .and(window_routes::routes())
}
