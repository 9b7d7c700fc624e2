//! The receipt of a filed case as paper: its QR code leads to a public page that confirms it and says how far the case is.

use askama::Template;
use axum::extract::Path;
use web::ui::{Facts, Notice, Qr};
use web::{App, Ctx, Reply, Say, Stop};

use crate::cases::model::Case;
use crate::cases::whole::{self, Rules};
use crate::cases::words;

#[derive(Template)]
#[template(path = "cases/pages/receipt_check.html")]
struct CheckPage {
    w: Say,
    notice: Notice,
    facts: Facts,
}

/// The code on the receipt; `None` while the case is not filed.
pub fn qr(ctx: &Ctx, case: &Case) -> Option<Qr> {
    case.filed_at?;
    Qr::new(format!("{}{}", ctx.app.settings().site_url, check_path(&ctx.app, case)), ctx.say("cases").t("receipt-qr"))
}

/// Where the code leads.
pub fn check_path(app: &App, case: &Case) -> String {
    format!("/receipt/{}/{}/{}", case.region, case.id, mark_of(app, &case.region, &case.id))
}

/// Nobody can guess it, and nothing about it has to be stored.
fn mark_of(app: &App, region: &str, id: &str) -> String {
    let mut mark = app.keys().fingerprint("receipt", &format!("{region} {id}"));
    mark.truncate(32);
    mark
}

/// `GET /receipt/{region}/{case}/{mark}`: it confirms the paper, and tells of the rest only how far the case is.
pub async fn check(ctx: Ctx, Path((region, id, mark)): Path<(String, String, String)>) -> Reply {
    if mark != mark_of(&ctx.app, &region, &id) {
        return Err(Stop::NotFound);
    }
    let found = ctx.app.db().read(move |tx| whole::read(tx, &region, &id)).await?;
    let whole = found.filter(|whole| whole.case.filed_at.is_some()).ok_or(Stop::NotFound)?;
    let (w, case) = (ctx.say("cases"), &whole.case);
    let rules = Rules::of_case(&ctx.app, case).await?;
    let filed = case.filed_at.map_or_else(String::new, |at| w.time_ms(at));
    let mut facts = Facts::new()
        .fact(w.t("decision-number"), web::ui::Cell::code(case.number.as_deref().unwrap_or_default()))
        .fact(w.t("receipt-check-service"), w.text(&rules.service().name))
        .fact(w.t("decision-applicant"), case.subject.name.as_str())
        .fact(w.t("decision-filed"), filed)
        .fact(w.t("receipt-check-state"), words::case_state(w, case.state));
    if let Some(due) = case.due_on.filter(|_| !case.state.is_closed()) {
        facts = facts.fact(w.t("receipt-check-due"), w.date_with_year(due));
    }
    let notice = Notice::new(web::ui::Kind::Ok, w.t("receipt-check-about")).title(w.t("receipt-check-genuine"));
    ctx.page("receipt-check", CheckPage { w, notice, facts })
}
