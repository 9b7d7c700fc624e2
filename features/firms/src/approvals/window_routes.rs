//! The addresses of the counter: the same form as the applicant's, filled by an officer.

use web::{Door, Routes};

use super::{answers, check, papers, progress, window, window_case, window_firm, window_new};

/// The same form, filled by an officer for somebody who came with a signed paper.
pub fn routes() -> Routes {
    Routes::new()
        .get(Door::Officer, "/o/window", window::page)
        .get(Door::Officer, "/o/window/export.csv", window::export)
        .get(Door::Officer, "/o/window/new", window_new::page)
        .post(Door::Officer, "/o/window/new", window_new::begin)
        .get(Door::Officer, "/o/window/firm", window_firm::page)
        .post(Door::Officer, "/o/window/firm", window_firm::register)
        .get(Door::Officer, "/o/window/case/{region}/{id}", window_case::page)
        .post_upload(Door::Officer, "/o/window/case/{region}/{id}/scan", window_case::add)
        .post(Door::Officer, "/o/window/case/{region}/{id}/scan/remove", window_case::remove)
        .get(Door::Officer, "/o/window/case/{region}/{id}/scan/{scan}", window_case::scan)
        .post(Door::Officer, "/o/window/case/{region}/{id}/withdraw", progress::withdraw)
        .get(Door::Officer, "/o/window/case/{region}/{id}/answers", answers::page)
        .post_upload(Door::Officer, "/o/window/case/{region}/{id}/answers", answers::save)
        .get(Door::Officer, "/o/window/case/{region}/{id}/papers", papers::page)
        .post_upload(Door::Officer, "/o/window/case/{region}/{id}/papers", papers::add)
        .post(Door::Officer, "/o/window/case/{region}/{id}/papers/remove", papers::remove)
        .get(Door::Officer, "/o/window/case/{region}/{id}/paper/{material}", papers::download)
        .get(Door::Officer, "/o/window/case/{region}/{id}/check", check::page)
        .post(Door::Officer, "/o/window/case/{region}/{id}/check", check::send)
        .get(Door::Officer, "/o/window/case/{region}/{id}/receipt", progress::receipt)
}
