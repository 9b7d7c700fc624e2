//! Contact data of one enterprise, shown whole for a minute: one record, one reason, noted for it to see.

use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use civic::{Problem, Text};
use store::once;
use web::access::{Act, Thing, can};
use web::ui::{BeginForm, Button, EndForm, Facts, Field, Kind as Shape, Notice, Summary, begin_form, end_form};
use web::{Ctx, Form, Reply, Stop};

use super::step_up;
use super::unmask::{self, Unmasked, Unmasking};
use crate::enterprises::{self, By, Enterprise, Item};

#[derive(Template)]
#[template(path = "accounts/pages/reveal.html")]
struct Reveal {
    summary: Summary,
    notice: Option<Notice>,
    facts: Facts,
    ask: Option<(BeginForm, [Field; 2], Button)>,
    end: EndForm,
}

/// Masked, with the question what for; whole while the minute lasts.
pub async fn page(ctx: Ctx, Path((region, id)): Path<(String, String)>) -> Reply {
    let enterprise = within(&ctx, region, id).await?;
    show(&ctx, &enterprise, &Form::default(), &[]).await
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

async fn show(ctx: &Ctx, enterprise: &Enterprise, form: &Form, problems: &[Problem]) -> Reply {
    let w = ctx.say("accounts");
    let until = unmask::whole_now(ctx, enterprise.region.as_str()).await?.remove(&thing_of(enterprise));
    let (name, phone) = (enterprise.words(Item::ContactName), enterprise.words(Item::ContactPhone));
    let shown = |plain: &str, masked: String| match (plain.is_empty(), until) {
        (true, _) => "—".to_owned(),
        (false, Some(_)) => plain.to_owned(),
        (false, None) => masked,
    };
    let (name_words, phone_words) = (Item::ContactName.words(), Item::ContactPhone.words());
    let facts = Facts::new()
        .fact(w.t("accounts-enterprise"), enterprise.name())
        .fact(w.text(&name_words), shown(name, civic::mask::name(name)))
        .fact(w.text(&phone_words), shown(phone, civic::mask::phone(phone)));
    let begin = begin_form(address_of(enterprise), ctx.app.new_id(), false);
    let view = Reveal {
        summary: Summary::new(w, problems),
        notice: until.map(|until| {
            Notice::new(Shape::Caution, w.with("accounts-reveal-until", &[("time", &unmask::clock(until))]))
        }),
        facts,
        ask: until.is_none().then(|| (begin, unmask::fields(w, form, problems), Button::new(w.t("accounts-reveal")))),
        end: end_form(),
    };
    let status = if problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let page = ctx.page_with(status, "accounts-reveal-title", view)?;
    Ok(unmask::masked_again(page, until, ctx.app.now_ms()))
}

/// Shows the data for a minute, after the password once more and a reason.
pub async fn reveal(ctx: Ctx, Path((region, id)): Path<(String, String)>, form: Form) -> Reply {
    let enterprise = within(&ctx, region, id).await?;
    let there = address_of(&enterprise);
    if let Some(asks) = step_up::first(&ctx, &there).await? {
        return Ok(asks);
    }
    let why = match unmask::read_why(&form) {
        Ok(why) => why,
        Err(problems) => return show(&ctx, &enterprise, &form, &problems).await,
    };
    let (session, txid, by) = (ctx.signed()?.clone(), form.txid()?, By::of(&ctx));
    let (name, phone) = (Item::ContactName.words(), Item::ContactPhone.words());
    let it = Unmasking {
        region: enterprise.region.to_string(),
        subject: thing_of(&enterprise),
        thing: thing_of(&enterprise),
        fields: vec!["contact-name".to_owned(), "contact-phone".to_owned()],
        what: Text::new(format!("{}、{}", name.zh, phone.zh), format!("{}, {}", name.en, phone.en)),
        why,
    };
    let done = ctx.app.db().write(move |tx| {
        once::once(tx, &it.region, &txid, "accounts/unmask", by.now_ms, |tx| -> Result<Unmasked, Stop> {
            Ok(unmask::unmask(tx, &session, &it, &by)?)
        })
    });
    match done.await?.0 {
        Unmasked::Shown => ctx.redirect(&there),
        Unmasked::Stopped(seconds) => Err(Stop::TooMany(seconds)),
    }
}
