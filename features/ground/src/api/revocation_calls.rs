//! Taking a certificate back, for programs: proposed and decided by two of the lead agency, answered by its holder.

use axum::body::Bytes;
use axum::extract::Path;
use axum::http::{HeaderMap, Method};
use civic::Text;
use serde::Deserialize;
use serde_json::{Value, json};
use store::{Fault, once};
use web::access::Act;
use web::openapi::{Operation, act_of, transaction};
use web::{Ctx, Reply, Session, Stop};

use super::own::{self, Own, Place, asker};
use super::schemas;
use super::writes::SCOPE;
use crate::cases::acts::{self, Hand};
use crate::cases::completeness::REASON_MAX;
use crate::cases::revocation::{self, Proposal, Revocation};

const PATH: &str = "/api/v1/cases/{region}/{id}/revocations";

fn answer_schema() -> Value {
    let one = schemas::object(&[
        ("id", schemas::text()),
        ("number", schemas::text()),
        ("state", json!({"type": "string", "enum": ["asked", "done", "declined"]})),
        ("reason", schemas::text()),
        ("basis", schemas::text()),
        ("effective_on", json!({"type": "string", "format": "date"})),
        ("hear_until", json!({"type": "string", "format": "date"})),
        ("answer", schemas::maybe_text()),
        ("decided_because", schemas::text()),
    ]);
    schemas::object(&[("revocations", schemas::list(&one))])
}

fn base(method: Method, id: &'static str, title: (&str, &str), about: (&str, &str), body: Option<Value>) -> Operation {
    let mut params = schemas::case_place();
    if body.is_some() {
        params.push(schemas::idempotency_key());
    }
    Operation {
        method,
        path: PATH,
        id,
        title: Text::new(title.0, title.1),
        about: Text::new(about.0, about.1),
        scope: Some(SCOPE),
        params,
        body,
        form: None,
        answer: schemas::good(200, "全部撤销程序", "All proposals of the case", answer_schema()),
        stops: &[400, 404, 409, 413, 415, 422],
    }
}

/// Describes [`list`].
pub fn list_operation() -> Operation {
    let about =
        ("本办件证件的撤销程序和结果。", "What was proposed about certificates of the case, and what became of it.");
    Operation {
        scope: Some("cases:read"),
        stops: &[400, 404, 422],
        ..base(Method::GET, "readRevocations", ("撤销程序", "Proposals to take back"), about, None)
    }
}

/// Describes [`write`].
pub fn write_operation() -> Operation {
    let text = |max: usize| json!({"type": ["string", "null"], "maxLength": max});
    let body = schemas::body(
        &["act", "reason"],
        &[
            ("act", json!({"type": "string", "enum": ["propose", "answer", "revoke", "leave"]})),
            ("reason", schemas::short(REASON_MAX)),
            ("number", text(80)),
            ("basis", text(REASON_MAX)),
            ("effective_on", text(20)),
            ("revocation", text(40)),
        ],
    );
    let about = (
        "propose：牵头部门对证件 number 提出撤销，写明理由、依据 basis，可写生效日期；answer：持证人在 5 天内陈述意见；\
         revoke、leave：牵头部门的另一位决定撤销或不撤销 revocation。撤销后不能恢复，只能另发新证。",
        "`propose`: the lead agency, about the certificate `number`, with reason and `basis`, perhaps a day; `answer`: its \
         holder, within 5 days; `revoke`, `leave`: another of the lead agency decides about `revocation`. It cannot be \
         undone, only issued anew.",
    );
    base(Method::POST, "writeRevocation", ("撤销证件", "Take a certificate back"), about, Some(body))
}

fn shown(it: &Revocation) -> Value {
    json!({
        "id": it.id, "number": it.number, "state": it.state.as_str(), "reason": it.reason, "basis": it.basis,
        "effective_on": it.effective_on.to_string(), "hear_until": it.hear_until.to_string(), "answer": it.answer,
        "decided_because": it.words,
    })
}

/// `GET /api/v1/cases/{region}/{id}/revocations`.
pub async fn list(ctx: Ctx, Path(place): Path<Place>) -> Reply {
    let (ctx, session) = asker(&ctx, "cases:read")?;
    let own = own::load(&ctx, &session, &place, Act::See).await?;
    super::case_calls::note(&ctx, &own).await?;
    all(&ctx, place).await
}

async fn all(ctx: &Ctx, (region, id): Place) -> Reply {
    let found = ctx.app.db().read(move |tx| -> Result<_, Fault> { revocation::of_case(tx, &region, &id) }).await?;
    ctx.json(&json!({ "revocations": found.iter().map(shown).collect::<Vec<_>>() }))
}

#[derive(Deserialize)]
struct Sent {
    act: String,
    reason: String,
    number: Option<String>,
    basis: Option<String>,
    effective_on: Option<String>,
    revocation: Option<String>,
}

/// The holder answers; the rest is the lead agency's.
fn permits(session: &Session, own: &Own, act: &str) -> bool {
    match act {
        "answer" => session.enterprise.is_some(),
        _ => session.agency.as_deref() == Some(own.rules.service().lead.as_str()),
    }
}

/// `POST /api/v1/cases/{region}/{id}/revocations`.
pub async fn write(ctx: Ctx, Path(place): Path<Place>, headers: HeaderMap, body: Bytes) -> Reply {
    let (ctx, session) = asker(&ctx, SCOPE)?;
    let txid = transaction(&ctx, &headers)?;
    let sent: Sent = write_operation().read(&headers, &body)?;
    let own = own::load(&ctx, &session, &place, Act::See).await?;
    if !permits(&session, &own, &sent.act) {
        return Err(Stop::Forbidden);
    }
    let (hand, name, at) = (Hand::of(&ctx)?, act_of("revocation", &place.1, &body), place.clone());
    let done = ctx.app.db().write(move |tx| -> Result<_, Stop> {
        let done = once::once(tx, &at.0, &txid, &name, hand.now_ms, |tx| {
            let case = acts::take(tx, &at.0, &at.1)?;
            let text = |field: &Option<String>| field.clone().unwrap_or_default();
            let (id, reason) = (text(&sent.revocation), sent.reason.as_str());
            let (number, basis, day) = (text(&sent.number), text(&sent.basis), text(&sent.effective_on));
            let proposal = Proposal { number: &number, reason, basis: &basis, effective_on: &day };
            match sent.act.as_str() {
                "propose" => revocation::propose(tx, &hand, &case, &proposal),
                "answer" => revocation::answer(tx, &hand, &case, &id, reason),
                act => revocation::decide(tx, &hand, &case, &id, (act == "revoke", reason)),
            }
        });
        Ok(done?)
    });
    done.await?;
    all(&ctx, place).await
}
