//! What stands around a case: papers taken back, messages, taking up again, reconsideration. The acts of the pages.

use axum::body::Bytes;
use axum::extract::Path;
use axum::http::{HeaderMap, Method, StatusCode};
use civic::{Text, Timestamp};
use serde::Deserialize;
use serde_json::{Value, json};
use store::{Fault, once};
use web::access::Act;
use web::openapi::{Operation, Param, Place as At, act_of, transaction};
use web::{Ctx, Reply, Session, Stop};

use super::case_calls::told;
use super::own::{self, Place, asker};
use super::schemas;
use super::writes::{SCOPE, once_on};
use crate::cases::acts::{self, Hand};
use crate::cases::completeness::REASON_MAX;
use crate::cases::team::talk::{self, BODY_MAX, Kind, Letter, Message};
use crate::cases::{self, CaseRefusal, reopen, review, said};

/// Statuses of every call that writes to a case there is.
const STOPS: &[u16] = &[400, 404, 409, 413, 415, 422];

fn on_a_case() -> Vec<Param> {
    let mut all = schemas::case_place();
    all.push(schemas::idempotency_key());
    all
}

fn write(path: &'static str, id: &'static str, title: (&str, &str), about: (&str, &str), body: Value) -> Operation {
    Operation {
        method: Method::POST,
        path,
        id,
        title: Text::new(title.0, title.1),
        about: Text::new(about.0, about.1),
        scope: Some(SCOPE),
        params: on_a_case(),
        body: Some(body),
        answer: schemas::good(200, "办件现在的内容", "The case as it is now", schemas::named("Case")),
        form: None,
        stops: STOPS,
    }
}

/// Describes [`remove_paper`].
pub fn remove_paper_operation() -> Operation {
    let mut params = on_a_case();
    params.push(Param {
        place: At::Path,
        name: "paper",
        required: true,
        schema: json!({"type": "string", "minLength": 1}),
        about: Text::new("材料编号", "id of the paper"),
    });
    let about = ("草稿和补正期间可以撤下材料。", "Possible in a draft and during a correction.");
    Operation {
        method: Method::DELETE,
        params,
        body: None,
        stops: &[400, 404, 409, 422],
        ..write(
            "/api/v1/cases/{region}/{id}/papers/{paper}",
            "removePaper",
            ("撤下材料", "Take a paper back"),
            about,
            json!({}),
        )
    }
}

/// `DELETE /api/v1/cases/{region}/{id}/papers/{paper}`.
pub async fn remove_paper(
    ctx: Ctx,
    Path((region, id, paper)): Path<(String, String, String)>,
    headers: HeaderMap,
) -> Reply {
    let (ctx, session) = asker(&ctx, SCOPE)?;
    let (txid, place) = (transaction(&ctx, &headers)?, (region, id));
    let rules = own::load(&ctx, &session, &place, Act::File).await?.rules;
    let act = ("paper-remove", act_of("paper-remove", &format!("{}/{paper}", place.1), b""));
    let at = place.clone();
    let after = once_on(&ctx, &session, place, act, txid, move |tx, hand| {
        let (case, _) = own::take(tx, hand, &at, &rules)?;
        if !own::is_editable(case.state) {
            return Err(CaseRefusal::wrong_state(&case).into());
        }
        if !cases::remove_material(tx, &at.0, &at.1, &paper, hand.now_ms)? {
            return Err(Stop::NotFound);
        }
        hand.journal(tx, &at.0, &at.1, "case/material-removed", json!({ "material": paper }))?;
        Ok(())
    });
    told(&ctx, &after.await?).await
}

fn message_schema() -> Value {
    schemas::object(&[
        ("id", schemas::text()),
        ("kind", json!({"type": "string", "enum": ["message", "note"]})),
        ("from_applicant", json!({"type": "boolean"})),
        ("office", schemas::text()),
        ("body", schemas::text()),
        ("sent_at", json!({"type": "string", "format": "date-time"})),
        ("file_name", schemas::maybe_text()),
    ])
}

fn messages_answer() -> Value {
    schemas::object(&[("messages", schemas::list(&message_schema()))])
}

fn shown(message: &Message) -> Value {
    let at = Timestamp::from_millisecond(message.sent_at).map(|at| at.to_string()).unwrap_or_default();
    json!({
        "id": message.id,
        "kind": message.kind.as_str(),
        "from_applicant": message.from_applicant,
        "office": message.office,
        "body": message.body,
        "sent_at": at,
        "file_name": message.file.as_ref().map(|(name, _)| name),
    })
}

/// Describes [`messages`].
pub fn messages_operation() -> Operation {
    let about = (
        "双方的留言，从先到后；部门的密钥还能读到内部备注。",
        "What both sides wrote, oldest first; an agency's key reads internal notes too.",
    );
    Operation {
        method: Method::GET,
        scope: Some("cases:read"),
        params: schemas::case_place(),
        body: None,
        answer: schemas::good(200, "留言", "The messages", messages_answer()),
        stops: &[400, 404, 422],
        ..write("/api/v1/cases/{region}/{id}/messages", "readMessages", ("留言", "Messages"), about, json!({}))
    }
}

/// `GET /api/v1/cases/{region}/{id}/messages`.
pub async fn messages(ctx: Ctx, Path(place): Path<Place>) -> Reply {
    let (ctx, session) = asker(&ctx, "cases:read")?;
    let own = own::load(&ctx, &session, &place, Act::See).await?;
    super::case_calls::note(&ctx, &own).await?;
    answer_messages(&ctx, &session, place).await
}

/// Reads them as this key may, and notes that it has read.
async fn answer_messages(ctx: &Ctx, session: &Session, (region, id): Place) -> Reply {
    let agency = session.agency.is_some();
    let found = ctx.app.db().read(move |tx| -> Result<_, Fault> { talk::of_case(tx, &region, &id) }).await?;
    let list: Vec<Value> = found.iter().filter(|m| agency || m.kind == Kind::Message).map(shown).collect();
    ctx.json(&json!({ "messages": list }))
}

#[derive(Deserialize)]
struct Written {
    body: String,
    #[serde(default)]
    note: bool,
}

/// Describes [`send`].
pub fn send_operation() -> Operation {
    let body = schemas::body(
        &["body"],
        &[
            ("body", json!({"type": "string", "minLength": 1, "maxLength": BODY_MAX})),
            ("note", json!({"type": "boolean"})),
        ],
    );
    let about = (
        "提交后的办件可以留言。note 为 true 是内部备注，只有部门的密钥可以写，申请人看不到。",
        "Into a filed case. With `note` it is an internal note, which only agencies write and read.",
    );
    Operation {
        answer: schemas::good(201, "全部留言", "All messages", messages_answer()),
        ..write("/api/v1/cases/{region}/{id}/messages", "sendMessage", ("写留言", "Write a message"), about, body)
    }
}

/// `POST /api/v1/cases/{region}/{id}/messages`.
pub async fn send(ctx: Ctx, Path(place): Path<Place>, headers: HeaderMap, body: Bytes) -> Reply {
    let (ctx, session) = asker(&ctx, SCOPE)?;
    let txid = transaction(&ctx, &headers)?;
    let sent: Written = send_operation().read(&headers, &body)?;
    own::load(&ctx, &session, &place, Act::Message).await?;
    if sent.note && session.agency.is_none() {
        return Err(Stop::Forbidden);
    }
    let kind = if sent.note { Kind::Note } else { Kind::Message };
    let letter = Letter { kind, from_applicant: session.enterprise.is_some(), body: sent.body, file: None };
    let (hand, act, at) = (Hand::of(&ctx)?, act_of("message", &place.1, &body), place.clone());
    let written = ctx.app.db().write(move |tx| -> Result<_, Stop> {
        Ok(once::once(tx, &at.0, &txid, &act, hand.now_ms, |tx| talk::send(tx, &hand, (&at.0, &at.1), letter))?)
    });
    written.await?;
    let mut answer = answer_messages(&ctx, &session, place).await?;
    *answer.status_mut() = StatusCode::CREATED;
    Ok(answer)
}

#[derive(Deserialize)]
struct Again {
    #[serde(default)]
    reason: String,
}

/// Describes [`take_up`].
pub fn take_up_operation() -> Operation {
    let body = schemas::body(&[], &[("reason", schemas::short(REASON_MAX))]);
    let about = (
        "企业的密钥继续办理自己撤回的办件；牵头部门的密钥对已办结的办件重新办理，须写理由。",
        "An enterprise's key takes up again what it withdrew; the lead agency's key a closed case, with a reason.",
    );
    write("/api/v1/cases/{region}/{id}/reopen", "reopenCase", ("重新办理", "Take up again"), about, body)
}

/// `POST /api/v1/cases/{region}/{id}/reopen`.
pub async fn take_up(ctx: Ctx, Path(place): Path<Place>, headers: HeaderMap, body: Bytes) -> Reply {
    let (ctx, session) = asker(&ctx, SCOPE)?;
    let txid = transaction(&ctx, &headers)?;
    let sent: Again = take_up_operation().read(&headers, &body)?;
    let own_case = session.enterprise.is_some();
    let whole = own::load(&ctx, &session, &place, if own_case { Act::File } else { Act::See }).await?;
    let rules = whole.rules;
    if !own_case && session.agency.as_deref() != Some(rules.service().lead.as_str()) {
        return Err(Stop::Forbidden);
    }
    let (act, at) = (("reopen", act_of("reopen", &place.1, &body)), place.clone());
    let after = once_on(&ctx, &session, place, act, txid, move |tx, hand| {
        let case = acts::take(tx, &at.0, &at.1)?;
        if own_case {
            reopen::by_applicant(tx, hand, case, &rules.book())?;
        } else {
            let reason = said::required("/reason", &sent.reason).map_err(|problem| Stop::refused(vec![problem]))?;
            reopen::by_lead(tx, hand, case, &reason, &rules.book())?;
        }
        Ok(())
    });
    told(&ctx, &after.await?).await
}

#[derive(Deserialize)]
struct Grounds {
    grounds: String,
}

/// Describes [`reconsider`].
pub fn reconsider_operation() -> Operation {
    let body = schemas::body(&["grounds"], &[("grounds", schemas::short(REASON_MAX))]);
    let about = (
        "企业的密钥在期限内对决定申请复核，由没有参与原决定的工作人员办理；答复是新的复核办件。",
        "An enterprise's key asks in time for another officer's look at a decision; the answer is the new case.",
    );
    Operation {
        answer: schemas::good(201, "复核办件", "The reconsideration", schemas::named("Case")),
        ..write(
            "/api/v1/cases/{region}/{id}/reconsider",
            "reconsiderCase",
            ("申请复核", "Ask for reconsideration"),
            about,
            body,
        )
    }
}

/// `POST /api/v1/cases/{region}/{id}/reconsider`.
pub async fn reconsider(ctx: Ctx, Path(place): Path<Place>, headers: HeaderMap, body: Bytes) -> Reply {
    let (ctx, session) = asker(&ctx, SCOPE)?;
    let txid = transaction(&ctx, &headers)?;
    let sent: Grounds = reconsider_operation().read(&headers, &body)?;
    let rules = own::load(&ctx, &session, &place, Act::File).await?.rules;
    let (hand, act, at) = (Hand::of(&ctx)?, act_of("reconsider", &place.1, &body), place.clone());
    let made = ctx.app.db().write(move |tx| -> Result<_, Stop> {
        let asked = once::once(tx, &at.0, &txid, &act, hand.now_ms, |tx| {
            let case = acts::take(tx, &at.0, &at.1)?;
            review::ask(tx, &hand, &case, &sent.grounds, &rules.book()).map(|made| made.id)
        });
        Ok(asked?)
    });
    let (id, _) = made.await?;
    let mut answer = told(&ctx, &own::load(&ctx, &session, &(place.0, id), Act::See).await?).await?;
    *answer.status_mut() = StatusCode::CREATED;
    Ok(answer)
}
