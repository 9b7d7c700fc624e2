//! One entry at the counter: who came, the scans of the signed paper, and the way to the form and the receipt.

use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use civic::{Problem, Text};
use ground::cases::acts::{self, Hand};
use ground::cases::on_behalf::{self, Scan};
use ground::cases::on_behalf_desk::facts;
use ground::cases::{CaseRefusal, CaseState, parts, upload, words};
use store::once;
use web::ui::{BeginForm, Deadline, Facts, Field, State, Summary, begin_form};
use web::{Ctx, Form, Reply, Say, Stop};

use super::own::{self, Own, Place};

#[derive(Template)]
#[template(path = "approvals/pages/window_case.html")]
struct CasePage {
    w: Say,
    shared: Say,
    summary: Summary,
    name: String,
    applicant: String,
    code: String,
    number: String,
    state: State,
    deadline: Option<Deadline>,
    facts: Facts,
    scans: Vec<Shown>,
    upload: Option<(BeginForm, Field)>,
    fill: Option<String>,
    correct: Option<String>,
    receipt: Option<String>,
    withdraw: Option<(BeginForm, Field)>,
}

/// A scan with the form that takes it out.
struct Shown {
    href: String,
    words: String,
    remove: Option<BeginForm>,
    id: String,
}

/// `GET /o/window/case/{region}/{id}`.
pub async fn page(ctx: Ctx, Path(place): Path<Place>) -> Reply {
    let own = load(&ctx, &place).await?;
    show(&ctx, &own, &[]).await
}

/// `POST /o/window/case/{region}/{id}/scan`: one scan, once.
pub async fn add(ctx: Ctx, Path(place): Path<Place>, form: Form) -> Reply {
    let own = load(&ctx, &place).await?;
    let [file] = form.files("scan")[..] else { return show(&ctx, &own, &[no_file()]).await };
    let checked = match upload::check("scan", &file.filename, &file.bytes) {
        Ok(checked) => checked,
        Err(problem) => return show(&ctx, &own, &[problem]).await,
    };
    let (txid, hand, bytes) = (form.txid()?, Hand::of(&ctx)?, file.bytes.to_vec());
    let done = ctx.app.db().write(move |tx| {
        once::once(tx, &place.0, &txid, "case/scan", hand.now_ms, |tx| {
            let case = acts::take(tx, &place.0, &place.1)?;
            on_behalf::add_scan(tx, &hand, &case, &checked, bytes)
        })
    });
    match done.await {
        Ok(_) => ctx.redirect(&own.path()),
        Err(CaseRefusal::Incomplete(problems)) => show(&ctx, &own, &problems).await,
        Err(other) => Err(other.into()),
    }
}

/// `POST /o/window/case/{region}/{id}/scan/remove`.
pub async fn remove(ctx: Ctx, Path(place): Path<Place>, form: Form) -> Reply {
    let own = load(&ctx, &place).await?;
    let (txid, hand, scan) = (form.txid()?, Hand::of(&ctx)?, form.get("scan").to_owned());
    ctx.app
        .db()
        .write(move |tx| {
            once::once(tx, &place.0, &txid, "case/scan-remove", hand.now_ms, |tx| {
                let case = acts::take(tx, &place.0, &place.1)?;
                on_behalf::remove_scan(tx, &hand, &case, &scan)
            })
        })
        .await?;
    ctx.redirect(&own.path())
}

/// `GET /o/window/case/{region}/{id}/scan/{scan}`: as an attachment.
pub async fn scan(ctx: Ctx, Path((region, id, scan)): Path<(String, String, String)>) -> Reply {
    load(&ctx, &(region.clone(), id.clone())).await?;
    let found = ctx.app.db().read(move |tx| on_behalf::scan(tx, &region, &id, &scan)).await?;
    let (name, content_type, bytes) = found.ok_or(Stop::NotFound)?;
    ctx.attachment(&name, &content_type, bytes)
}

async fn load(ctx: &Ctx, place: &Place) -> Result<Own, Stop> {
    let own = own::load(ctx, place).await?;
    ground::accounts::looked(ctx, &place.0, &own.whole.case.subject.id, &place.1).await?;
    Ok(own)
}

async fn show(ctx: &Ctx, own: &Own, problems: &[Problem]) -> Reply {
    let (w, shared) = (ctx.say("approvals"), words::say(ctx.lang));
    let case = &own.whole.case;
    let entry = own.whole.on_behalf.as_ref().ok_or(Stop::NotFound)?;
    let (region, id) = (case.region.clone(), case.id.clone());
    let scans = ctx.app.db().read(move |tx| on_behalf::scans(tx, &region, &id)).await?;
    let draft = case.state == CaseState::Draft;
    let form = |page: &str, files| begin_form(own.path_to(page), ctx.app.new_id(), files);
    let shown = |scan: &Scan| Shown {
        href: own.path_to(&format!("scan/{}", scan.id)),
        words: format!("{} ({} KB)", scan.file_name, (scan.size + 1023) / 1024),
        remove: draft.then(|| form("scan/remove", false)),
        id: scan.id.clone(),
    };
    let file = Field::file("scan", w.t("papers-file"))
        .hint(w.t("window-scan-hint"))
        .accept(".pdf,.jpg,.jpeg,.png,image/*")
        .problems(w, problems);
    let content = CasePage {
        w,
        shared,
        summary: Summary::new(w, problems),
        name: w.text(&own.rules.service().name).to_owned(),
        applicant: case.subject.name.clone(),
        code: case.subject.code.clone(),
        number: case.number.clone().unwrap_or_default(),
        state: words::case_state(shared, case.state),
        deadline: parts::case_deadline(w, case, ctx.app.today()),
        facts: facts(shared, &own.rules, entry, true),
        scans: scans.iter().map(shown).collect(),
        upload: draft.then(|| (form("scan", true), file)),
        fill: draft.then(|| own.path_to("answers")),
        correct: (case.state == CaseState::Correction).then(|| own.path_to("answers")),
        receipt: case.filed_at.map(|_| own.path_to("receipt")),
        withdraw: (!case.state.is_closed())
            .then(|| (form("withdraw", false), Field::textarea("reason", w.t("progress-withdraw-reason")).optional(w))),
    };
    let status = if problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    ctx.clone().crumb("/o/window", w.t("window-title")).page_with(status, "window-case", content)
}

fn no_file() -> Problem {
    Problem::new(
        "scan",
        "approvals/no-file",
        Text::new("没有选文件", "no file was chosen"),
        Text::new(
            "请扫描或拍下签名的申请，选好再上传",
            "scan or photograph the signed paper, choose the file, then upload",
        ),
    )
}
