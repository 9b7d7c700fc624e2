//! A person's own account: devices that are signed in, and the password.

use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use civic::Problem;
use store::once;
use web::ui::{BeginForm, Button, EndForm, Field, State as Badge, Summary, begin_form, end_form};
use web::{Ctx, Form, Reply, Say, Stop, password};

use super::model::check_password;
use super::{problems, sessions, store as accounts};
use crate::enterprises::By;

/// One device as the page shows it.
struct Line {
    words: String,
    times: String,
    here: Option<Badge>,
    begin: BeginForm,
}

#[derive(Template)]
#[template(path = "accounts/pages/devices.html")]
struct Devices {
    w: Say,
    lines: Vec<Line>,
    others: Option<BeginForm>,
    end: EndForm,
    password: Button,
    second: Button,
}

/// The devices on which this person is signed in.
pub async fn devices(ctx: Ctx) -> Reply {
    let w = ctx.say("accounts");
    let session = ctx.signed()?.clone();
    let (region, person, now_ms) = (session.region, session.person, ctx.app.now_ms());
    let found = ctx.app.db().read(move |tx| sessions::devices(tx, &region, &person, now_ms)).await?;
    let lines = found.iter().map(|device| Line {
        words: device.words.clone(),
        times: w.with(
            "accounts-device-times",
            &[
                ("created", &w.time_ms(device.created_ms)),
                ("seen", &w.time_ms(device.seen_ms)),
                ("expires", &w.time_ms(device.expires_ms)),
            ],
        ),
        here: (device.id == session.id).then(|| Badge::ok(w.t("accounts-this-device"))),
        begin: begin_form(format!("/account/devices/{}/end", device.id), ctx.app.new_id(), false),
    });
    let view = Devices {
        w,
        lines: lines.collect(),
        others: (found.len() > 1).then(|| begin_form("/account/devices/end-others", ctx.app.new_id(), false)),
        end: end_form(),
        password: Button::link("/account/password", w.t("accounts-change-password")).secondary(),
        second: Button::link("/account/second", w.t("accounts-second")).secondary(),
    };
    ctx.page("accounts-devices", view)
}

/// Ends one of the own sessions; another person's is not there.
pub async fn end_device(ctx: Ctx, Path(id): Path<String>, form: Form) -> Reply {
    let (session, txid, by) = (ctx.signed()?.clone(), form.txid()?, By::of(&ctx));
    ctx.app
        .db()
        .write(move |tx| {
            once::once(tx, &session.region, &txid, "accounts/end-device", by.now_ms, |tx| -> Result<(), Stop> {
                let mine = sessions::devices(tx, &session.region, &session.person, by.now_ms)?;
                if !mine.iter().any(|device| device.id == id) {
                    return Err(Stop::NotFound);
                }
                sessions::revoke(tx, &session.region, &session.person, &id, &by)?;
                Ok(())
            })
        })
        .await?;
    ctx.redirect("/account/devices")
}

/// Ends every other session.
pub async fn end_others(ctx: Ctx, form: Form) -> Reply {
    let (session, txid, by) = (ctx.signed()?.clone(), form.txid()?, By::of(&ctx));
    ctx.app
        .db()
        .write(move |tx| {
            once::once(tx, &session.region, &txid, "accounts/end-others", by.now_ms, |tx| -> Result<(), Stop> {
                sessions::revoke_others(tx, &session.region, &session.person, &session.id, &by)?;
                Ok(())
            })
        })
        .await?;
    ctx.redirect("/account/devices")
}

#[derive(Template)]
#[template(path = "accounts/pages/plain_form.html")]
struct PlainForm {
    summary: Summary,
    about: String,
    begin: BeginForm,
    fields: Vec<Field>,
    button: Button,
    end: EndForm,
}

/// The form for another password.
pub async fn password_page(ctx: Ctx) -> Reply {
    password_form(&ctx, &[], StatusCode::OK)
}

fn password_form(ctx: &Ctx, problems: &[Problem], status: StatusCode) -> Reply {
    let w = ctx.say("accounts");
    let view = PlainForm {
        summary: Summary::new(w, problems),
        about: w.t("accounts-password-about").to_owned(),
        begin: begin_form("/account/password", ctx.app.new_id(), false),
        fields: vec![
            Field::password("old", w.t("accounts-old-password")).required().problems(w, problems),
            Field::password("password", w.t("accounts-new-password"))
                .hint(w.t("accounts-password-hint"))
                .autocomplete("new-password")
                .required()
                .problems(w, problems),
        ],
        button: Button::new(w.t("save")),
        end: end_form(),
    };
    ctx.clone().crumb("/account/devices", w.t("accounts-devices")).page_with(status, "accounts-change-password", view)
}

/// Changes the password after the old one; every other device is signed out.
pub async fn change_password(ctx: Ctx, form: Form) -> Reply {
    let session = ctx.signed()?.clone();
    let limits = ctx.app.extension::<super::sign_in::Limits>();
    limits.register.attempt(&format!("password\n{}", session.person), ctx.app.now_ms())?;
    let (region, id) = (session.region.clone(), session.person.clone());
    let person = ctx.app.db().read(move |tx| accounts::by_id(tx, &region, &id)).await?.ok_or(Stop::NotFound)?;
    let mut wrong = Vec::new();
    if !password::verify_aside(Some(person.password_hash), form.get("old").to_owned()).await? {
        wrong.push(problems::wrong_old_password());
    }
    if let Err(problem) = check_password("password", form.get("password"), &person.sign_in) {
        wrong.push(problem);
    }
    if !wrong.is_empty() {
        return password_form(&ctx, &wrong, StatusCode::UNPROCESSABLE_ENTITY);
    }
    let hash = password::hash_aside(form.get("password").to_owned()).await?;
    let (txid, by) = (form.txid()?, By::of(&ctx));
    ctx.app
        .db()
        .write(move |tx| {
            once::once(tx, &session.region, &txid, "accounts/password", by.now_ms, |tx| -> Result<(), Stop> {
                accounts::set_password(tx, &session.region, &session.person, &hash, &session.id, &by)?;
                Ok(())
            })
        })
        .await?;
    ctx.redirect("/account/devices")
}
