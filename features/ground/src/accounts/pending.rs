//! Between the password and the session: who has shown the first proof shows the second, within five minutes.

use askama::Template;
use axum::http::header::SET_COOKIE;
use axum::http::{HeaderMap, StatusCode};
use civic::{Problem, Text};
use store::{Fault, Tx, params};
use web::ui::{BeginForm, Button, EndForm, Field, Kind, Notice, Qr, Summary, begin_form, end_form};
use web::{Ctx, Form, Reply, Stop, cookie, totp};

use super::lock::Guards;
use super::model::{Person, State};
use super::sign_in::{again, device_of, local, with_session, wrong_attempt};
use super::{lock, second, sessions, store as accounts};
use crate::enterprises::By;

const LASTS_MS: i64 = 5 * 60 * 1000;
const FAILURES_MAX: i64 = 5;

/// Somebody who knows the password of an account.
struct Pending {
    person: Person,
    /// Sealed secret of somebody who must have a second proof and has none yet.
    secret: Option<String>,
}

#[derive(Template)]
#[template(path = "accounts/pages/code.html")]
struct CodePage {
    summary: Summary,
    about: &'static str,
    setup: Option<Setup>,
    begin: BeginForm,
    pending: String,
    next: String,
    field: Field,
    button: Button,
    end: EndForm,
}

/// What an app needs to give codes: the same page part at sign-in and in the own account.
#[derive(Template)]
#[template(path = "accounts/pages/setup.html")]
pub struct Setup {
    w: web::Say,
    qr: Option<Qr>,
    secret: String,
}

impl askama::filters::HtmlSafe for Setup {}

impl Setup {
    /// From the plain secret and the sign-in name.
    pub fn new(ctx: &Ctx, secret: &[u8], sign_in: &str) -> Setup {
        let w = ctx.say("accounts");
        let address = totp::address(secret, w.t("site-name"), sign_in);
        let signs: Vec<char> = totp::base32(secret).chars().collect();
        let groups: Vec<String> = signs.chunks(4).map(|four| four.iter().collect()).collect();
        Setup { w, qr: Qr::new(address, w.t("accounts-second-qr")), secret: groups.join(" ") }
    }
}

/// Whether the right password is not enough, and if so the page that asks for more.
///
/// # Errors
/// A fault of the database.
pub async fn ask(ctx: &Ctx, person: &Person, next: &str) -> Result<Option<axum::response::Response>, Stop> {
    let (app, asked) = (ctx.app.clone(), person.clone());
    let (token, now_ms) = (ctx.app.random_token(), ctx.app.now_ms());
    let hash = cookie::token_hash(&token);
    let pending = ctx
        .app
        .db()
        .write(move |tx| -> Result<_, Fault> {
            let has = second::of(tx, &asked.region, &asked.id)?.is_some_and(|second| second.confirmed_ms.is_some());
            if !has && !second::is_required(&app, asked.role) {
                return Ok(None);
            }
            let secret = (!has).then(|| second::draw(&app, &asked.region, &asked.id));
            let row = params![&asked.region, hash, &asked.id, secret.clone(), now_ms + LASTS_MS];
            tx.execute(include_str!("sql/pending_insert.sql"), row)?;
            Ok(Some(Pending { person: asked, secret }))
        })
        .await?;
    match pending {
        Some(pending) => code_page(ctx, &pending, &token, next, &[], StatusCode::OK).map(Some),
        None => Ok(None),
    }
}

fn code_page(ctx: &Ctx, pending: &Pending, token: &str, next: &str, problems: &[Problem], status: StatusCode) -> Reply {
    let w = ctx.say("accounts");
    let person = &pending.person;
    let setup = match &pending.secret {
        Some(sealed) => {
            let secret = second::open(&ctx.app, &person.region, &person.id, sealed)?;
            Some(Setup::new(ctx, &secret, &person.sign_in))
        }
        None => None,
    };
    let field = Field::text("code", w.t("accounts-code")).autocomplete("one-time-code").short().required();
    let field = if setup.is_none() { field.hint(w.t("accounts-code-hint")) } else { field };
    let view = CodePage {
        summary: Summary::new(w, problems),
        about: w.t(if setup.is_some() { "accounts-second-must" } else { "accounts-code-about" }),
        setup,
        begin: begin_form("/sign-in/code", ctx.app.new_id(), false),
        pending: token.to_owned(),
        next: next.to_owned(),
        field: field.problems(w, problems),
        button: Button::new(w.t("sign-in")),
        end: end_form(),
    };
    ctx.page_with(status, "accounts-code-title", view)
}

/// What became of a code.
enum Outcome {
    Right { person: Box<Person>, token: String, recovery: Vec<String> },
    Wrong(Box<Pending>),
    Over,
}

/// Takes the code; the session starts here.
pub async fn enter(ctx: Ctx, headers: HeaderMap, form: Form) -> Reply {
    let (pending, next) = (form.get("pending").to_owned(), local(form.get("next")).to_owned());
    let (hash, typed) = (cookie::token_hash(&pending), form.get("code").to_owned());
    let (app, client, device, by) = (ctx.app.clone(), ctx.client.clone(), device_of(&ctx, &headers), By::of(&ctx));
    let (session, token) = (ctx.app.new_id(), ctx.app.random_token());
    let outcome = ctx
        .app
        .db()
        .write(move |tx| -> Result<Outcome, Stop> {
            let Some(pending) = find(tx, &hash, by.now_ms)? else { return Ok(Outcome::Over) };
            let person = pending.person.clone();
            let by = By { actor: person.id.clone(), ..by };
            let guards = Guards::of(&app, &person.sign_in, &client);
            lock::check(tx, &guards, by.now_ms)?;
            let recovery = match pending.secret {
                Some(_) => second::draw_recovery(&app),
                None => Vec::new(),
            };
            let right = match &pending.secret {
                Some(sealed) => second::confirm(tx, &app, &person, sealed, &typed, &recovery, &by)?,
                None => second::verify(tx, &app, &person, &typed, &by)?,
            };
            if !right {
                tx.execute(include_str!("sql/pending_fail.sql"), params![&person.region, &hash])?;
                wrong_attempt(tx, &guards, Some(&person), by.now_ms)?;
                return Ok(Outcome::Wrong(Box::new(pending)));
            }
            tx.execute(include_str!("sql/pending_end.sql"), params![&person.region, &hash, by.now_ms])?;
            lock::clear(tx, &app, &person.sign_in, by.now_ms)?;
            sessions::start(tx, &session, &person, &token, &device, &by)?;
            Ok(Outcome::Right { person: Box::new(person), token, recovery })
        })
        .await?;
    match outcome {
        Outcome::Right { token, recovery, .. } if recovery.is_empty() => with_session(&ctx, &token, &next),
        Outcome::Right { person, token, recovery } => {
            let mut page = recovery_page(&ctx, &recovery, &next, &person.sign_in)?;
            page.headers_mut().append(SET_COOKIE, cookie::start_session(&ctx.app, &token));
            Ok(page)
        }
        Outcome::Wrong(asked) => {
            code_page(&ctx, &asked, &pending, &next, &[wrong_code()], StatusCode::UNPROCESSABLE_ENTITY)
        }
        Outcome::Over => again(&ctx, &next, over()),
    }
}

fn find(tx: &mut Tx, hash: &str, now_ms: i64) -> Result<Option<Pending>, Fault> {
    let Some(row) = tx.maybe(include_str!("sql/pending_find.sql"), params![hash, now_ms])? else { return Ok(None) };
    let person = accounts::by_id(tx, &row.get::<String>("region")?, &row.get::<String>("person")?)?;
    let good = row.get::<i64>("failures")? < FAILURES_MAX;
    let secret = row.get("secret")?;
    Ok(person.filter(|person| good && person.state == State::Active).map(|person| Pending { person, secret }))
}

#[derive(Template)]
#[template(path = "accounts/pages/recovery.html")]
struct RecoveryPage {
    notice: Notice,
    codes: Vec<String>,
    on: Button,
}

/// The recovery codes, shown this once.
pub fn recovery_page(ctx: &Ctx, codes: &[String], next: &str, sign_in: &str) -> Reply {
    let w = ctx.say("accounts");
    let view = RecoveryPage {
        notice: Notice::new(Kind::Caution, w.with("accounts-recovery-once", &[("name", &sign_in)]))
            .title(w.t("accounts-recovery-title")),
        codes: codes.to_vec(),
        on: Button::link(next, w.t("accounts-recovery-kept")),
    };
    ctx.page("accounts-recovery-title", view)
}

/// The code was not right.
pub fn wrong_code() -> Problem {
    Problem::new(
        "code",
        "accounts/wrong-code",
        Text::new("动态码不对，或已经用过", "the code is wrong or was used before"),
        Text::new(
            "请等应用显示下一个动态码再填；也可以填恢复码",
            "wait for the next code of your app, or use a recovery code",
        ),
    )
}

fn over() -> Problem {
    Problem::new(
        "",
        "accounts/code-late",
        Text::new("没有在五分钟内完成登录，或试错太多次", "five minutes have passed, or too many codes were wrong"),
        Text::new("请从登录名和密码重新开始", "begin again with name and password"),
    )
}
