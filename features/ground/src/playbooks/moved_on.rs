//! For whoever has a draft: the rules have changed since it was begun, and this is what became of its service.

use askama::Template;
use askama::filters::HtmlSafe;
use civic::{Date, RegionCode};
use web::ui::{Kind, Notice, State};
use web::{Ctx, Stop};

use super::differences::{self, Turn};
use super::library;

/// What changed, as a panel for the pages of a draft.
#[derive(Clone, Debug, Template)]
#[template(path = "playbooks/pages/moved_on.html")]
pub struct MovedOn {
    notice: Notice,
    changes: Vec<(State, String)>,
}

impl HtmlSafe for MovedOn {}

/// What changed for a service between the version a draft was begun under and the one it follows now, in an area on a
/// day; none when it is the same version, or the service asks for the same.
///
/// # Errors
/// A database fault.
pub async fn moved_on(
    ctx: &Ctx,
    (begun, now): (&str, &str),
    service: &str,
    region: &str,
    on: Date,
) -> Result<Option<MovedOn>, Stop> {
    if begun == now {
        return Ok(None);
    }
    let Ok(area) = RegionCode::parse(region) else { return Ok(None) };
    let (before, after) = (library::by_digest(&ctx.app, begun).await?, library::by_digest(&ctx.app, now).await?);
    let (Some(before), Some(after)) = (before, after) else { return Ok(None) };
    let w = ctx.say("playbooks");
    let (was, is) = (before.playbook.effective(Some(&area), on), after.playbook.effective(Some(&area), on));
    let (Some(old), Some(new)) = (was.services.get(service), is.services.get(service)) else { return Ok(None) };
    let changes = differences::of_service(w, (&was, old), (&is, new));
    if changes.is_empty() {
        return Ok(None);
    }
    let from = w.date_with_year(after.from);
    let notice = Notice::new(Kind::Caution, w.with("moved-on-about", &[("version", &after.version), ("from", &from)]))
        .title(w.t("moved-on"));
    let shown = changes.into_iter().map(|change| {
        let state = match change.turn {
            Turn::Less => State::ok(w.t("diff-less")),
            Turn::More => State::caution(w.t("diff-more")),
            Turn::Other => State::plain(w.t("diff-other")),
        };
        (state, change.words)
    });
    Ok(Some(MovedOn { notice, changes: shown.collect() }))
}
