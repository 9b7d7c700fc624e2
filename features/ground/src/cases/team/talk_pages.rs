//! The messages of a case as pages: the office's side with its notes, and the applicant's.

use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use civic::Problem;
use store::{Fault, once};
use web::ui::{BeginForm, EndForm, Field, Notice, Summary, begin_form, end_form};
use web::{Ctx, Form, Reply, Say, Stop};

use super::talk::{self, Kind, Letter, Message};
use crate::accounts::held;
use crate::cases::acts::Hand;
use crate::cases::desk::officer;
use crate::cases::model::CaseRefusal;
use crate::cases::more::More;
use crate::cases::{more_desk, more_own, parts};

/// County and case.
type Place = (String, String);

#[derive(Template)]
#[template(path = "cases/pages/talk.html")]
struct TalkPage {
    w: Say,
    summary: Summary,
    held: Option<Notice>,
    service: String,
    number: String,
    about: &'static str,
    messages: Vec<Shown>,
    begin: BeginForm,
    kind: Option<Field>,
    body: Field,
    file: Field,
    end: EndForm,
    back: String,
}

/// A message in words.
struct Shown {
    from: String,
    when: String,
    body: Vec<String>,
    note: bool,
    fresh: bool,
    read: bool,
    file: Option<(String, String)>,
}

/// Which side the page is for.
struct Side<'a> {
    root: &'static str,
    reader: &'a str,
    officer: bool,
}

/// `GET /o/talk/{region}/{id}`.
pub async fn desk(ctx: Ctx, Path(place): Path<Place>) -> Reply {
    let (it, agency) = more_desk::load(&ctx, &place.0, &place.1).await?;
    crate::accounts::looked(&ctx, &place.0, &it.whole.case.subject.id, &place.1).await?;
    show(&ctx, &it, &Side { root: "/o", reader: &agency, officer: true }, &held::form(&ctx).await?, &[]).await
}

/// `GET /e/talk/{region}/{id}`.
pub async fn own(ctx: Ctx, Path(place): Path<Place>) -> Reply {
    let it = more_own::load(&ctx, &place.0, &place.1).await?;
    let reader = it.whole.case.subject.id.clone();
    show(&ctx, &it, &Side { root: "/e", reader: &reader, officer: false }, &held::form(&ctx).await?, &[]).await
}

/// `POST /o/talk/{region}/{id}`: a message to the applicant, or a note.
pub async fn desk_write(ctx: Ctx, Path(place): Path<Place>, form: Form) -> Reply {
    let (it, agency) = more_desk::load(&ctx, &place.0, &place.1).await?;
    let kind = if form.get("kind") == "note" { Kind::Note } else { Kind::Message };
    write(&ctx, &it, &Side { root: "/o", reader: &agency, officer: true }, &form, kind).await
}

/// `POST /e/talk/{region}/{id}`: a message to the agencies.
pub async fn own_write(ctx: Ctx, Path(place): Path<Place>, form: Form) -> Reply {
    let it = more_own::load(&ctx, &place.0, &place.1).await?;
    let reader = it.whole.case.subject.id.clone();
    write(&ctx, &it, &Side { root: "/e", reader: &reader, officer: false }, &form, Kind::Message).await
}

/// `GET /o/talk/{region}/{id}/file/{message}`.
pub async fn desk_file(ctx: Ctx, Path((region, id, message)): Path<(String, String, String)>) -> Reply {
    more_desk::load(&ctx, &region, &id).await?;
    file(&ctx, (region, id, message), true).await
}

/// `GET /e/talk/{region}/{id}/file/{message}`: never the file of a note.
pub async fn own_file(ctx: Ctx, Path((region, id, message)): Path<(String, String, String)>) -> Reply {
    more_own::load(&ctx, &region, &id).await?;
    file(&ctx, (region, id, message), false).await
}

async fn file(ctx: &Ctx, (region, id, message): (String, String, String), officer: bool) -> Reply {
    let found = ctx.app.db().read(move |tx| talk::file(tx, &region, &id, &message)).await?;
    let (note, name, content_type, bytes) = found.ok_or(Stop::NotFound)?;
    if note && !officer {
        return Err(Stop::NotFound);
    }
    ctx.attachment(&name, &content_type, bytes)
}

async fn write(ctx: &Ctx, it: &More, side: &Side<'_>, form: &Form, kind: Kind) -> Reply {
    if held::thrown_away(ctx, form).await? {
        return ctx.redirect(&ctx.path);
    }
    let (body, file) = match talk::read(form) {
        Ok(read) => read,
        Err(problems) => return show(ctx, it, side, form, &problems).await,
    };
    let (txid, hand) = (form.txid()?, Hand::of(ctx)?);
    let (region, id) = (it.whole.case.region.clone(), it.whole.case.id.clone());
    let here = format!("{}/talk/{region}/{id}", side.root);
    let letter = Letter { kind, from_applicant: !side.officer, body, file };
    let (session, path, kept) = (ctx.signed()?.clone(), ctx.path.clone(), form.clone());
    let sent = ctx.app.db().write(move |tx| {
        once::once(tx, &region, &txid, "case/message", hand.now_ms, |tx| {
            held::done(tx, &session, &path, &kept)?;
            talk::send(tx, &hand, (&region, &id), letter)
        })
    });
    match sent.await {
        Ok(_) => ctx.redirect(&here),
        Err(CaseRefusal::Incomplete(problems)) => show(ctx, it, side, form, &problems).await,
        Err(other) => Err(other.into()),
    }
}

async fn show(ctx: &Ctx, it: &More, side: &Side<'_>, form: &Form, problems: &[Problem]) -> Reply {
    let w = ctx.say("cases");
    let case = &it.whole.case;
    let (region, id) = (case.region.clone(), case.id.clone());
    let read = ctx
        .app
        .db()
        .read(move |tx| -> Result<_, Fault> { Ok((talk::of_case(tx, &region, &id)?, talk::reads(tx, &region, &id)?)) });
    let (messages, reads) = read.await?;
    let seen = |reader: &str| reads.iter().find(|(who, _)| who == reader).map_or(i64::MIN, |(_, at)| *at);
    let mine = seen(side.reader);
    let fresh = |m: &Message| m.office != side.reader && m.sent_at > mine;
    if messages.iter().any(&fresh) {
        let (region, id, reader) = (case.region.clone(), case.id.clone(), side.reader.to_owned());
        let last = messages.iter().map(|m| m.sent_at).max().unwrap_or_default();
        ctx.app.db().write(move |tx| talk::has_read(tx, &region, &id, &reader, last)).await?;
    }
    let applicant = seen(&case.subject.id);
    let agencies = reads.iter().filter(|(who, _)| *who != case.subject.id).map(|(_, at)| *at).max().unwrap_or(i64::MIN);
    let shown = messages.iter().filter(|m| side.officer || m.kind == Kind::Message).map(|m| Shown {
        from: from(w, it, m),
        when: w.time_ms(m.sent_at),
        body: m.body.lines().map(str::to_owned).collect(),
        note: m.kind == Kind::Note,
        fresh: fresh(m),
        read: m.kind == Kind::Message && m.sent_at <= if m.from_applicant { agencies } else { applicant },
        file: m.file.as_ref().map(|(name, size)| {
            let href = format!("{}/talk/{}/{}/file/{}", side.root, case.region, case.id, m.id);
            (href, format!("{name} ({} KB)", (size + 1023) / 1024))
        }),
    });
    let kinds = [("message", w.t("talk-to-applicant")), ("note", w.t("talk-note"))];
    let chosen = if form.get("kind") == "note" { "note" } else { "message" };
    let content = TalkPage {
        w,
        summary: Summary::new(w, problems),
        held: held::notice(w, form),
        service: w.text(&it.rules.service().name).to_owned(),
        number: case.number.clone().unwrap_or_default(),
        about: if side.officer { w.t("talk-about-desk") } else { w.t("talk-about-own") },
        messages: shown.collect(),
        begin: begin_form(format!("{}/talk/{}/{}", side.root, case.region, case.id), ctx.app.new_id(), true)
            .resumes(web::held::note(&ctx.app, ctx.signed()?, &ctx.path), form.get("held")),
        kind: side.officer.then(|| Field::choice("kind", w.t("talk-kind"), kinds).value(chosen)),
        body: Field::textarea("body", w.t("talk-body")).value(form.get("body")).problems(w, problems),
        file: Field::file("file", w.t("talk-file")).optional(w).problems(w, problems),
        end: end_form(),
        back: if side.officer {
            officer(ctx)?;
            format!("/o/more/{}/{}", case.region, case.id)
        } else {
            format!("/e/case/{}/{}", case.region, case.id)
        },
    };
    let status = if problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    ctx.page_with(status, "talk-title", content)
}

fn from(w: Say, it: &More, message: &Message) -> String {
    match it.rules.playbook.agencies.get(&message.office) {
        Some(agency) => w.text(&agency.name).to_owned(),
        None => parts::office(w, &it.whole, &message.office),
    }
}
