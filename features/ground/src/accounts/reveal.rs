//! Contact data of one enterprise, shown whole for a minute: one record, one reason, noted for it to see.

use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use civic::Problem;
use serde_json::json;
use store::{Fault, journal, once, params};
use web::access::{Act, Thing, can};
use web::ui::{BeginForm, Button, EndForm, Facts, Field, Kind as Shape, Notice, Summary, begin_form, end_form};
use web::{Ctx, Form, Reply, Stop};

use super::looked::{self, Kind, Reading};
use super::model::read_reason;
use super::step_up;
use crate::enterprises::{self, By, Enterprise, Item};

/// How long the data stay whole, in milliseconds.
const SHOWN_MS: i64 = 60_000;

#[derive(Template)]
#[template(path = "accounts/pages/reveal.html")]
struct Reveal {
    summary: Summary,
    notice: Option<Notice>,
    facts: Facts,
    ask: Option<(BeginForm, Field, Button)>,
    end: EndForm,
}

/// Masked, with the question what for; whole while the minute lasts.
pub async fn page(ctx: Ctx, Path((region, id)): Path<(String, String)>) -> Reply {
    let enterprise = within(&ctx, region, id).await?;
    show(&ctx, &enterprise, &[], StatusCode::OK).await
}

/// The enterprise, if this officer may unmask it for some purpose; 404 for everybody else.
async fn within(ctx: &Ctx, region: String, id: String) -> Result<Enterprise, Stop> {
    let session = ctx.signed()?;
    // the register serves every agency of the area: the officer's own takes part in it
    let agencies: Vec<&str> = session.agency.as_deref().into_iter().collect();
    let thing =
        Thing { region: &region, enterprise: Some(&id), agencies: &agencies, purpose: "asked", ..Thing::default() };
    if !can(session, Act::Unmask, &thing) {
        return Err(Stop::NotFound);
    }
    ctx.app.db().read(move |tx| enterprises::find(tx, &region, &id)).await?.ok_or(Stop::NotFound)
}

fn thing_of(enterprise: &Enterprise) -> String {
    format!("enterprise:{}", enterprise.id)
}

fn address_of(enterprise: &Enterprise) -> String {
    format!("/o/contact/{}/{}", enterprise.region, enterprise.id)
}

async fn show(ctx: &Ctx, enterprise: &Enterprise, problems: &[Problem], status: StatusCode) -> Reply {
    let w = ctx.say("accounts");
    let (session, now_ms) = (ctx.signed()?.clone(), ctx.app.now_ms());
    let (region, thing) = (enterprise.region.to_string(), thing_of(enterprise));
    let until: i64 = ctx
        .app
        .db()
        .read(move |tx| -> Result<_, Fault> {
            let row = tx.maybe(include_str!("sql/unmasked_until.sql"), params![region, &session.id, thing])?;
            row.map_or(Ok(0), |row| row.get("until_at"))
        })
        .await?;
    let whole = until > now_ms;
    let (name, phone) = (enterprise.words(Item::ContactName), enterprise.words(Item::ContactPhone));
    let shown = |plain: &str, masked: String| match (plain.is_empty(), whole) {
        (true, _) => "—".to_owned(),
        (false, true) => plain.to_owned(),
        (false, false) => masked,
    };
    let words = Item::ContactName.words();
    let phone_words = Item::ContactPhone.words();
    let facts = Facts::new()
        .fact(w.t("accounts-enterprise"), enterprise.name())
        .fact(w.text(&words), shown(name, civic::mask::name(name)))
        .fact(w.text(&phone_words), shown(phone, civic::mask::phone(phone)));
    let begin = begin_form(address_of(enterprise), ctx.app.new_id(), false);
    let reason = Field::text("reason", w.t("accounts-reveal-why"))
        .hint(w.t("accounts-reveal-hint"))
        .required()
        .problems(w, problems);
    let notice =
        whole.then(|| Notice::new(Shape::Caution, w.with("accounts-reveal-until", &[("time", &clock(until))])));
    let view = Reveal {
        summary: Summary::new(w, problems),
        notice,
        facts,
        ask: (!whole).then(|| (begin, reason, Button::new(w.t("accounts-reveal")))),
        end: end_form(),
    };
    ctx.page_with(status, "accounts-reveal-title", view)
}

/// The time of day in China, to the second.
fn clock(ms: i64) -> String {
    let seconds = (ms / 1000 + 8 * 3600).rem_euclid(24 * 3600);
    format!("{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60)
}

/// Shows the data for a minute, after the password once more and a reason.
pub async fn reveal(ctx: Ctx, Path((region, id)): Path<(String, String)>, form: Form) -> Reply {
    let enterprise = within(&ctx, region, id).await?;
    let there = address_of(&enterprise);
    if let Some(asks) = step_up::first(&ctx, &there).await? {
        return Ok(asks);
    }
    let why = match read_reason("reason", form.get("reason")) {
        Ok(why) => why,
        Err(problem) => return show(&ctx, &enterprise, &[problem], StatusCode::UNPROCESSABLE_ENTITY).await,
    };
    let (session, txid, by) = (ctx.signed()?.clone(), form.txid()?, By::of(&ctx));
    let (region, thing) = (enterprise.region.to_string(), thing_of(&enterprise));
    ctx.app
        .db()
        .write(move |tx| {
            once::once(tx, &region, &txid, "accounts/unmask", by.now_ms, |tx| -> Result<(), Stop> {
                let row = params![&region, &session.id, &thing, by.now_ms + SHOWN_MS];
                tx.execute(include_str!("sql/unmasked_put.sql"), row)?;
                let reading = Reading {
                    region: region.clone(),
                    subject: thing.clone(),
                    // each unmasking is told, not only the first of a day
                    thing: format!("{thing} {}", by.now_ms),
                    kind: Kind::Unmasked,
                    why: why.clone(),
                };
                looked::note(tx, &session, &reading, &by.today.to_string(), by.now_ms)?;
                let (actor, office) = (by.actor.as_str(), by.office.as_str());
                let detail = json!({ "fields": ["contact-name", "contact-phone"], "reason": why });
                let (at_ms, act) = (by.now_ms, "data/unmasked");
                journal::append(
                    tx,
                    &journal::Entry { region: &region, at_ms, actor, office, act, thing: &thing, detail },
                )?;
                Ok(())
            })
        })
        .await?;
    ctx.redirect(&there)
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_clock_is_chinas() {
        assert_eq!(super::clock(0), "08:00:00");
        assert_eq!(super::clock(57_599_000), "23:59:59");
    }
}
