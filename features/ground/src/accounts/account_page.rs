//! One account before the administrator: open, close, unlock, a new password, the second proof taken away.

use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use civic::Problem;
use serde_json::json;
use store::{Fault, once};
use web::ui::{Actions, BeginForm, Button, EndForm, Facts, Field, State as Badge, Summary, begin_form, end_form};
use web::{Ctx, Form, Reply, Stop};

use super::admin_pages::{role_words, state_badge};
use super::model::{Person, State, read_reason};
use super::{lock, problems, second, step_up, store as accounts};
use crate::enterprises::By;

#[derive(Template)]
#[template(path = "accounts/pages/one.html")]
struct One {
    summary: Summary,
    facts: Facts,
    begin: BeginForm,
    buttons: Actions,
    help: Option<Help>,
    end: EndForm,
}

/// What an administrator does for somebody who cannot get in; each needs a reason.
struct Help {
    title: &'static str,
    about: &'static str,
    begin: BeginForm,
    reason: Field,
    buttons: Actions,
}

/// One account, to open, close or help.
pub async fn one(ctx: Ctx, Path((region, id)): Path<(String, String)>) -> Reply {
    let person = within(&ctx, region, id).await?;
    one_page(&ctx, person, &[], StatusCode::OK).await
}

/// The page of an account, with what was wrong.
pub async fn one_page(ctx: &Ctx, person: Person, problems: &[Problem], status: StatusCode) -> Reply {
    let w = ctx.say("accounts");
    let (asked, app, now_ms) = (person.clone(), ctx.app.clone(), ctx.app.now_ms());
    let (enterprise, second, locked) = ctx
        .app
        .db()
        .read(move |tx| -> Result<_, Fault> {
            let enterprise = match &asked.enterprise {
                Some(id) => crate::enterprises::find(tx, &asked.region, id)?,
                None => None,
            };
            let second = second::of(tx, &asked.region, &asked.id)?.and_then(|second| second.confirmed_ms);
            Ok((enterprise, second, lock::locked(tx, &app, &asked.sign_in, now_ms)?))
        })
        .await?;
    let mut facts = Facts::new()
        .fact(w.t("accounts-sign-in-name"), person.sign_in.as_str())
        .fact(w.t("accounts-name"), civic::mask::name(&person.name))
        .fact(w.t("accounts-role"), role_words(w, person.role))
        .fact(w.t("accounts-state"), state_badge(w, person.state));
    if let Some(enterprise) = enterprise {
        let words = format!("{} {}", enterprise.name(), enterprise.uscc.as_str());
        facts = facts.fact(w.t("accounts-enterprise"), words);
    }
    if let Some(seconds) = locked {
        let words = w.with("accounts-locked", &[("minutes", &seconds.div_ceil(60))]);
        facts = facts.fact(w.t("accounts-lock"), Badge::caution(words));
    }
    facts = match second {
        Some(since) => {
            facts.fact(w.t("accounts-second"), w.with("accounts-second-since", &[("time", &w.time_ms(since))]))
        }
        None => facts.fact(w.t("accounts-second"), w.t("accounts-second-none")),
    };
    let mut buttons = Actions::new();
    if person.state != State::Active {
        buttons = buttons.add(Button::new(w.t("accounts-open")).sends("state", "active"));
    }
    if person.state != State::Disabled {
        buttons = buttons.add(Button::new(w.t("accounts-close")).warning().sends("state", "disabled"));
    }
    let here = format!("/a/accounts/{}/{}", person.region, person.id);
    let help = help(ctx, &person, &here, (locked.is_some(), second.is_some()), problems)?;
    let view = One {
        summary: Summary::new(w, problems),
        facts,
        begin: begin_form(here, ctx.app.new_id(), false),
        buttons,
        help,
        end: end_form(),
    };
    ctx.clone().crumb("/a/accounts", w.t("accounts-title")).page_with(status, &person.sign_in, view)
}

/// The part that helps somebody else in; nobody helps the own account.
fn help(
    ctx: &Ctx,
    person: &Person,
    here: &str,
    (locked, second): (bool, bool),
    problems: &[Problem],
) -> Result<Option<Help>, Stop> {
    let w = ctx.say("accounts");
    if person.id == ctx.signed()?.person || person.state != State::Active {
        return Ok(None);
    }
    let mut buttons = Actions::new().add(Button::new(w.t("accounts-reset-issue")).to(format!("{here}/reset-link")));
    if locked {
        buttons = buttons.add(Button::new(w.t("accounts-unlock")).secondary().to(format!("{here}/unlock")));
    }
    if second {
        buttons = buttons.add(Button::new(w.t("accounts-second-reset")).warning().to(format!("{here}/second")));
    }
    Ok(Some(Help {
        title: w.t("accounts-help"),
        about: w.t("accounts-help-about"),
        begin: begin_form(format!("{here}/reset-link"), ctx.app.new_id(), false),
        reason: Field::text("reason", w.t("accounts-reason")).required().problems(w, problems),
        buttons,
    }))
}

/// An account of the administrator's own area; others are not there.
pub async fn within(ctx: &Ctx, region: String, id: String) -> Result<Person, Stop> {
    if !web::access::is_within(&region, &ctx.signed()?.region) {
        return Err(Stop::NotFound);
    }
    ctx.app.db().read(move |tx| accounts::by_id(tx, &region, &id)).await?.ok_or(Stop::NotFound)
}

/// Somebody else's account and the reason given; what is refused comes back as a page.
pub async fn helped(
    ctx: &Ctx,
    region: String,
    id: String,
    form: &Form,
) -> Result<Result<(Person, String), Stop>, Stop> {
    let person = within(ctx, region, id).await?;
    // nobody helps the own account in: that is what a second administrator is for
    if person.id == ctx.signed()?.person {
        return Err(Stop::Forbidden);
    }
    Ok(read_reason("reason", form.get("reason")).map(|reason| (person, reason)).map_err(Stop::from))
}

/// Opens or closes an account; nobody closes the own one.
pub async fn set_state(ctx: Ctx, Path((region, id)): Path<(String, String)>, form: Form) -> Reply {
    let person = within(&ctx, region, id).await?;
    let state = State::parse(form.get("state")).filter(|state| *state != State::Waiting);
    let state = state.ok_or_else(|| Stop::from(problems::not_on_list("state")))?;
    if person.id == ctx.signed()?.person {
        return Err(Stop::Forbidden);
    }
    let (txid, by) = (form.txid()?, By::of(&ctx));
    let there = format!("/a/accounts/{}/{}", person.region, person.id);
    ctx.app
        .db()
        .write(move |tx| {
            once::once(tx, &person.region, &txid, "accounts/state", by.now_ms, |tx| {
                accounts::set_state(tx, &person.region, &person.id, state, &by)
            })
        })
        .await?;
    ctx.redirect(&there)
}

/// Forgets the failures at the sign-in page of somebody who is locked out.
pub async fn unlock(ctx: Ctx, Path((region, id)): Path<(String, String)>, form: Form) -> Reply {
    let person = within(&ctx, region.clone(), id.clone()).await?;
    let (person, reason) = match helped(&ctx, region, id, &form).await? {
        Ok(good) => good,
        Err(Stop::Refused { status, problems }) => return one_page(&ctx, person, &problems, status).await,
        Err(stop) => return Err(stop),
    };
    let (txid, by, app) = (form.txid()?, By::of(&ctx), ctx.app.clone());
    let there = format!("/a/accounts/{}/{}", person.region, person.id);
    ctx.app
        .db()
        .write(move |tx| {
            once::once(tx, &person.region, &txid, "accounts/unlock", by.now_ms, |tx| -> Result<(), Stop> {
                lock::clear(tx, &app, &person.sign_in, by.now_ms)?;
                let detail = json!({ "reason": reason });
                Ok(accounts::note(tx, &person.region, &person.id, "account/unlocked", detail, &by)?)
            })
        })
        .await?;
    ctx.redirect(&there)
}

/// Takes the second proof of somebody away who has lost the phone; never one's own.
pub async fn remove_second(ctx: Ctx, Path((region, id)): Path<(String, String)>, form: Form) -> Reply {
    let person = within(&ctx, region.clone(), id.clone()).await?;
    let there = format!("/a/accounts/{}/{}", person.region, person.id);
    if let Some(asks) = step_up::first(&ctx, &there).await? {
        return Ok(asks);
    }
    let (person, reason) = match helped(&ctx, region, id, &form).await? {
        Ok(good) => good,
        Err(Stop::Refused { status, problems }) => return one_page(&ctx, person, &problems, status).await,
        Err(stop) => return Err(stop),
    };
    let (txid, by) = (form.txid()?, By::of(&ctx));
    ctx.app
        .db()
        .write(move |tx| {
            once::once(tx, &person.region, &txid, "accounts/second-reset", by.now_ms, |tx| -> Result<bool, Stop> {
                Ok(second::remove(tx, &person.region, &person.id, &reason, &by)?)
            })
        })
        .await?;
    ctx.redirect(&there)
}
