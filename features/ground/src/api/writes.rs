//! Writing: begin, answer, hand in, file, withdraw, decide. The acts of the pages, each done once.

mod described;
mod in_parts;

use axum::body::Bytes;
use axum::extract::Path;
use axum::http::header::LOCATION;
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use base64::Engine as _;
use civic::{Problem, Text};
use playbook::{EvidenceKind, Need};
use serde::Deserialize;
use serde_json::json;
use store::{Tx, once};
use web::access::Act;
use web::openapi::{act_of, transaction};
use web::{Ctx, Reply, Session, Stop};

pub use described::{
    begin_operation, decide_operation, facts_operation, file_operation, paper_operation, withdraw_operation,
};

use super::case_calls::told;
use super::given::{self, Given};
use super::own::{self, Own, Place, asker};
use crate::cases::acts::{self, Hand};
use crate::cases::applies;
use crate::cases::completeness::need_field;
use crate::cases::facts::names_used;
use crate::cases::upload;
use crate::cases::whole::{self, Rules};
use crate::cases::{self, CaseRefusal, CaseState, Material, Subject, Verdict, bundle, insist, parts};
use crate::enterprises;

pub(super) const SCOPE: &str = "cases:write";

/// Runs an act of this key on a case once, and answers with the case as it is then.
pub(super) async fn once_on(
    ctx: &Ctx,
    session: &Session,
    place: Place,
    act: (&'static str, String),
    txid: String,
    run: impl FnOnce(&mut Tx, &Hand) -> Result<(), Stop> + Send + 'static,
) -> Result<Own, Stop> {
    let hand = Hand::of(ctx)?;
    let (at, name) = (place.clone(), act.1);
    ctx.app.db().write(move |tx| once::once(tx, &at.0, &txid, &name, hand.now_ms, |tx| run(tx, &hand))).await?;
    tracing::debug!(act = act.0, "written through a key");
    own::load(ctx, session, &place, Act::See).await
}

#[derive(Deserialize)]
struct Begun {
    playbook: String,
    service: String,
    #[serde(default)]
    facts: Given,
}

/// `POST /api/v1/cases`.
pub async fn begin(ctx: Ctx, headers: HeaderMap, body: Bytes) -> Reply {
    let (ctx, session) = asker(&ctx, SCOPE)?;
    let enterprise = session.enterprise.clone().ok_or(Stop::Forbidden)?;
    let txid = transaction(&ctx, &headers)?;
    let sent: Begun = begin_operation().read(&headers, &body)?;
    let region = session.region.clone();
    let rules = Rules::now(&ctx.app, &sent.playbook, &sent.service, &region)
        .await
        .map_err(|stop| if matches!(stop, Stop::NotFound) { no_service().into() } else { stop })?;
    let (hand, act, at) = (Hand::of(&ctx)?, act_of("begin", "", &body), region.clone());
    let (id, _) = ctx
        .app
        .db()
        .write(move |tx| {
            once::once(tx, &at, &txid, &act, hand.now_ms, |tx| {
                let known = enterprises::find(tx, &at, &enterprise)?.ok_or(Stop::NotFound)?;
                let subject = Subject {
                    id: known.id.clone(),
                    name: known.name().to_owned(),
                    code: known.uscc.as_str().to_owned(),
                };
                let service = (rules.playbook.id.as_str(), rules.digest.as_str(), rules.service().id.as_str());
                let case = acts::begin(tx, &hand, &at, service, subject)?;
                let place = (at.clone(), case.id.clone());
                put_facts(tx, &hand, &place, &rules, &sent.facts)?;
                Ok::<_, Stop>(case.id)
            })
        })
        .await?;
    let path = format!("/api/v1/cases/{region}/{id}");
    let mut answer = told(&ctx, &own::load(&ctx, &session, &(region, id), Act::See).await?).await?;
    *answer.status_mut() = StatusCode::CREATED;
    if let Ok(path) = HeaderValue::try_from(path) {
        answer.headers_mut().insert(LOCATION, path);
    }
    Ok(answer)
}

fn put_facts(tx: &mut Tx, hand: &Hand, place: &Place, rules: &Rules, sent: &Given) -> Result<(), Stop> {
    let (case, known) = own::take(tx, hand, place, rules)?;
    if !own::is_editable(case.state) {
        return Err(CaseRefusal::wrong_state(&case).into());
    }
    let names = names_used(rules.service());
    let (answers, dropped) = given::read(rules, &names, &known, sent, hand.today).map_err(Stop::refused)?;
    let mut changed = Vec::new();
    for fact in &answers {
        if known.fact(&fact.fact).is_none_or(|k| k.value != fact.value) {
            cases::put_fact(tx, &place.0, &place.1, fact)?;
            changed.push(fact.fact.as_str());
        }
    }
    for name in dropped.iter().filter(|name| known.fact(name).is_some_and(|k| k.answered)) {
        cases::drop_fact(tx, &place.0, &place.1, name)?;
    }
    if !changed.is_empty() {
        hand.journal(tx, &place.0, &place.1, "case/save", json!({ "facts": changed }))?;
    }
    Ok(())
}

#[derive(Deserialize)]
struct Facts {
    facts: Given,
}

/// `PUT /api/v1/cases/{region}/{id}/facts`.
pub async fn facts(ctx: Ctx, Path(place): Path<Place>, headers: HeaderMap, body: Bytes) -> Reply {
    let (ctx, session) = asker(&ctx, SCOPE)?;
    let txid = transaction(&ctx, &headers)?;
    let sent: Facts = facts_operation().read(&headers, &body)?;
    let rules = own::load(&ctx, &session, &place, Act::File).await?.rules;
    let (act, at) = (("facts", act_of("facts", &place.1, &body)), place.clone());
    let after = once_on(&ctx, &session, place, act, txid, move |tx, hand| {
        let before = whole::read(tx, &at.0, &at.1)?.ok_or(Stop::NotFound)?;
        own::unchanged(&headers, &before)?;
        put_facts(tx, hand, &at, &rules, &sent.facts)
    });
    told(&ctx, &after.await?).await
}

#[derive(Deserialize)]
struct Paper {
    need: String,
    evidence: Option<String>,
    #[serde(default)]
    promised: bool,
    #[serde(default)]
    file_name: String,
    #[serde(default)]
    content: String,
    #[serde(default)]
    issued_on: String,
    /// The file of a form in parts, as it came.
    #[serde(skip)]
    bytes: Option<Bytes>,
}

/// `POST /api/v1/cases/{region}/{id}/papers`.
pub async fn paper(ctx: Ctx, Path(place): Path<Place>, headers: HeaderMap, body: Bytes) -> Reply {
    let (ctx, session) = asker(&ctx, SCOPE)?;
    let txid = transaction(&ctx, &headers)?;
    let (sent, same) = match in_parts::is_so(&headers) {
        true => in_parts::paper(&ctx, &headers, body).await?,
        false => {
            let sent: Paper = paper_operation().read(&headers, &body)?;
            (sent, body)
        }
    };
    let own = own::load(&ctx, &session, &place, Act::File).await?;
    let (material, content) = read_paper(&ctx, &own, sent).map_err(Stop::refused)?;
    let (act, at, rules) = (("paper", act_of("paper", &place.1, &same)), place.clone(), own.rules);
    let after = once_on(&ctx, &session, place, act, txid, move |tx, hand| {
        let (case, _) = own::take(tx, hand, &at, &rules)?;
        if !own::is_editable(case.state) {
            return Err(CaseRefusal::wrong_state(&case).into());
        }
        let there = cases::materials(tx, &at.0, &at.1)?;
        let problems = bundle::problems(|_| "/content".to_owned(), std::slice::from_ref(&material), &there);
        if !problems.is_empty() {
            return Err(Stop::refused(problems));
        }
        let detail = json!({"need": material.need, "evidence": material.evidence, "sha256": material.sha256});
        cases::add_material(tx, &at.0, &at.1, &material, content)?;
        hand.journal(tx, &at.0, &at.1, "case/material-added", detail)?;
        Ok(())
    });
    let mut answer = told(&ctx, &after.await?).await?;
    *answer.status_mut() = StatusCode::CREATED;
    Ok(answer)
}

/// The paper or promise in the body, with its content.
fn read_paper(ctx: &Ctx, own: &Own, sent: Paper) -> Result<(Material, Option<Vec<u8>>), Vec<Problem>> {
    let Some(need) = own.rules.service().needs.iter().find(|need| need.id == sent.need) else {
        return Err(vec![refuse("/need", "api/need", ("没有这项材料要求", "there is no such need"))]);
    };
    let of = need.demand.evidence();
    let evidence = match (of, sent.evidence) {
        ([only], None) => only.clone(),
        (_, Some(chosen)) if of.contains(&chosen) => chosen,
        _ => {
            return Err(vec![refuse(
                "/evidence",
                "api/evidence",
                ("没有说明是哪一种材料", "it does not say which of them it is"),
            )]);
        }
    };
    let mut material = empty(ctx, need, &evidence, sent.promised);
    let promise = own.rules.playbook.evidence.get(&evidence).is_some_and(|e| e.kind == EvidenceKind::Commitment);
    if promise != sent.promised {
        let words = if promise {
            ("这是承诺，应为 true", "this is a promise: `true`")
        } else {
            ("这要交文件，不能承诺", "this is a paper, not a promise")
        };
        return Err(vec![refuse("/promised", "api/promised", words)]);
    }
    if promise {
        return Ok((material, None));
    }
    let field = need_field(&need.id);
    let mut problems = Vec::new();
    match upload::issued("/issued_on", need, &sent.issued_on, ctx.app.today()) {
        Ok(day) => material.issued_on = day,
        Err(problem) => problems.push(problem),
    }
    let bytes = match sent.bytes {
        Some(bytes) => bytes.to_vec(),
        None => match base64::engine::general_purpose::STANDARD.decode(&sent.content) {
            Ok(bytes) => bytes,
            Err(_) => {
                problems.push(refuse("/content", "api/base64", ("不是 base64", "is not base64")));
                return Err(problems);
            }
        },
    };
    let checked = upload::check(&field, &sent.file_name, &bytes).map_err(|problem| problems.push(problem));
    let (Ok(checked), true) = (checked, problems.is_empty()) else { return Err(problems) };
    material.file_name = checked.name;
    material.content_type = checked.content_type.to_owned();
    material.size = i64::try_from(bytes.len()).unwrap_or(i64::MAX);
    material.sha256 = upload::sha256(&bytes);
    Ok((material, Some(bytes)))
}

fn empty(ctx: &Ctx, need: &Need, evidence: &str, promised: bool) -> Material {
    Material {
        id: ctx.app.new_id(),
        need: need.id.clone(),
        evidence: evidence.to_owned(),
        file_name: String::new(),
        content_type: String::new(),
        size: 0,
        sha256: String::new(),
        promised,
        issued_on: None,
        added_at: ctx.app.now_ms(),
    }
}

#[derive(Deserialize)]
struct Declared {
    declared: bool,
    #[serde(default)]
    insist: bool,
}

/// `POST /api/v1/cases/{region}/{id}/file`: files a draft, or sends a corrected case back.
pub async fn file(ctx: Ctx, Path(place): Path<Place>, headers: HeaderMap, body: Bytes) -> Reply {
    let (ctx, session) = asker(&ctx, SCOPE)?;
    let txid = transaction(&ctx, &headers)?;
    let sent: Declared = file_operation().read(&headers, &body)?;
    let rules = own::load(&ctx, &session, &place, Act::File).await?.rules;
    let (act, at) = (("file", act_of("file", &place.1, &body)), place.clone());
    let after = once_on(&ctx, &session, place, act, txid, move |tx, hand| {
        let (case, facts) = own::take(tx, hand, &at, &rules)?;
        if !sent.declared {
            let book = rules.book();
            let materials = cases::materials(tx, &at.0, &at.1)?;
            let mut problems = vec![refuse(
                "/declared",
                "api/not-declared",
                ("没有确认内容属实", "it is not confirmed that all of it is true"),
            )];
            let facts = applies::kept(&book, &facts);
            let finding = book.find(&facts);
            let insists = sent.insist && insist::may(&finding);
            problems.extend(insist::problems(&book, &finding, &facts, &materials, insists));
            return Err(Stop::refused(problems));
        }
        let send = if case.state == CaseState::Correction { acts::resubmit } else { acts::file };
        send(tx, hand, case, &rules.book(), &facts, sent.insist)?;
        Ok(())
    });
    told(&ctx, &after.await?).await
}

#[derive(Deserialize)]
struct Withdrawn {
    #[serde(default)]
    reason: String,
}

/// `POST /api/v1/cases/{region}/{id}/withdraw`.
pub async fn withdraw(ctx: Ctx, Path(place): Path<Place>, headers: HeaderMap, body: Bytes) -> Reply {
    let (ctx, session) = asker(&ctx, SCOPE)?;
    let txid = transaction(&ctx, &headers)?;
    let sent: Withdrawn = withdraw_operation().read(&headers, &body)?;
    let rules = own::load(&ctx, &session, &place, Act::File).await?.rules;
    let (act, at) = (("withdraw", act_of("withdraw", &place.1, &body)), place.clone());
    let after = once_on(&ctx, &session, place, act, txid, move |tx, hand| {
        let (case, _) = own::take(tx, hand, &at, &rules)?;
        acts::withdraw(tx, hand, case, &sent.reason)?;
        Ok(())
    });
    told(&ctx, &after.await?).await
}

#[derive(Deserialize)]
struct Word {
    verdict: String,
    #[serde(default)]
    reason: String,
    #[serde(default)]
    asks: Vec<String>,
}

/// `POST /api/v1/cases/{region}/{id}/steps/{step}/decide`.
pub async fn decide(
    ctx: Ctx,
    Path((region, id, step)): Path<(String, String, String)>,
    headers: HeaderMap,
    body: Bytes,
) -> Reply {
    let (ctx, session) = asker(&ctx, SCOPE)?;
    let txid = transaction(&ctx, &headers)?;
    let sent: Word = decide_operation().read(&headers, &body)?;
    let place = (region, id);
    let own = own::load(&ctx, &session, &place, Act::Decide).await?;
    let mine = own.whole.steps.iter().any(|s| s.step == step && Some(&s.agency) == session.agency.as_ref());
    if !mine {
        return Err(Stop::NotFound);
    }
    let verdict = verdict(&own, &sent).map_err(Stop::refused)?;
    let act = ("decide", act_of("decide", &format!("{}/{step}", place.1), &body));
    let (at, rules) = (place.clone(), own.rules);
    let after = once_on(&ctx, &session, place, act, txid, move |tx, hand| {
        let case = acts::take(tx, &at.0, &at.1)?;
        acts::decide(tx, hand, case, &step, verdict, &sent.reason, &rules.book())?;
        Ok(())
    });
    told(&ctx, &after.await?).await
}

fn verdict(own: &Own, sent: &Word) -> Result<Verdict, Vec<Problem>> {
    match sent.verdict.as_str() {
        "approve" => Ok(Verdict::Approve),
        "refuse" => Ok(Verdict::Refuse),
        _ => {
            let known = parts::correctable_ids(&own.rules, &own.whole);
            let strange = sent.asks.iter().enumerate().filter(|(_, ask)| !known.contains(ask));
            let words = ("这个办件里没有这一项", "there is no such thing in this case");
            let problems: Vec<Problem> =
                strange.map(|(n, _)| refuse(&format!("/asks/{n}"), "api/asks", words)).collect();
            if problems.is_empty() { Ok(Verdict::AskCorrection(sent.asks.clone())) } else { Err(problems) }
        }
    }
}

fn no_service() -> Problem {
    refuse("/service", "api/service", ("今天没有这个事项", "there is no such service in force"))
}

fn refuse(field: &str, code: &'static str, (zh, en): (&str, &str)) -> Problem {
    Problem::new(
        field,
        code,
        Text::new(zh, en),
        Text::new("请对照事项说明改正后重新发送", "compare it with the service and send it again"),
    )
}
