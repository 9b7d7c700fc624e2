//! The certificate as a page to print, and the public page its QR code leads to.

use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use civic::{Problem, Text};
use serde_json::json;
use web::ui::{Facts, Field, Filter, Kind, Notice, Qr, Summary};
use web::{Ctx, Reply, Say, Stop};

use crate::cases::certificate::{self, Certificate};
use crate::cases::number;
use crate::cases::revocation;
use crate::cases::signed::{self, Seal};
use crate::playbooks;

#[derive(Template)]
#[template(path = "cases/pages/certificate.html")]
struct CertificatePage {
    w: Say,
    title: String,
    over: Option<Notice>,
    it: Certificate,
    region: String,
    facts: Facts,
    basis: String,
    qr: Option<Qr>,
}

#[derive(Template)]
#[template(path = "cases/pages/verify.html")]
struct VerifyPage {
    w: Say,
    title: String,
    notice: Notice,
    facts: Facts,
    certificate: String,
    signed: Option<String>,
}

#[derive(Template)]
#[template(path = "cases/pages/verify_form.html")]
struct VerifyForm {
    w: Say,
    summary: Summary,
    filter: Filter,
}

/// `GET /certificate/{region}/{token}`: one clean A4 page.
pub async fn certificate(ctx: Ctx, Path((region, token)): Path<(String, String)>) -> Reply {
    let it = find(&ctx, region, token).await?;
    let w = ctx.say("cases");
    let (title, basis, office) = told(&ctx, w, &it).await?;
    let address = format!("{}{}", ctx.app.settings().site_url, it.verify_path());
    let content = CertificatePage {
        w,
        title: title.clone(),
        over: over(&ctx.app, w, &it),
        region: office.clone(),
        facts: facts(&ctx, w, &it, &office),
        basis,
        qr: Qr::new(address, w.t("certificate-qr")),
        it,
    };
    ctx.page("certificate-title", content)
}

/// `GET /verify/{region}/{token}`: genuine or not, valid or not, in one look.
pub async fn verify(ctx: Ctx, Path((region, token)): Path<(String, String)>) -> Reply {
    let w = ctx.say("cases");
    let it = match find(&ctx, region, token).await {
        Ok(it) => it,
        Err(Stop::NotFound) => return form_page(&ctx, "", StatusCode::NOT_FOUND, &[unknown()]),
        Err(other) => return Err(other),
    };
    show(&ctx, w, it).await
}

/// `GET /verify?number=…`: for a number read off paper.
pub async fn verify_number(ctx: Ctx) -> Reply {
    let typed = ctx.query("number");
    if typed.is_empty() {
        return form_page(&ctx, "", StatusCode::OK, &[]);
    }
    let digits = typed.trim().trim_start_matches(['C', 'c', 'Ｃ']);
    let Some(number) = number::normalise(digits) else {
        return form_page(&ctx, &typed, StatusCode::UNPROCESSABLE_ENTITY, &[misread()]);
    };
    let (region, number) = (number[..6].to_owned(), format!("C{number}"));
    let found = ctx.app.db().read(move |tx| certificate::by_number(tx, &region, &number)).await?;
    match found {
        Some(it) => show(&ctx, ctx.say("cases"), it).await,
        None => form_page(&ctx, &typed, StatusCode::NOT_FOUND, &[unknown()]),
    }
}

/// `GET /certificate/{region}/{token}/signed`: the statement with its signature, for checking without asking here.
pub async fn signed_file(ctx: Ctx, Path((region, token)): Path<(String, String)>) -> Reply {
    let it = find(&ctx, region, token).await?;
    let name = format!("{}.jws", it.number);
    let found = ctx.app.db().read(move |tx| signed::of(tx, &it)).await?.ok_or(Stop::NotFound)?;
    ctx.attachment(&name, "application/jose", found.into_bytes())
}

/// `GET /.well-known/jwks.json`: the public keys of this site.
pub async fn public_keys(ctx: Ctx) -> Reply {
    let app = ctx.app.clone();
    let keys = ctx.app.db().read(move |tx| signed::keys(tx, &app)).await?;
    ctx.attachment("jwks.json", "application/jwk-set+json", keys.json().into_bytes())
}

async fn seal(ctx: &Ctx, it: &Certificate) -> Result<Seal, Stop> {
    let (app, it) = (ctx.app.clone(), it.clone());
    let sealed = ctx.app.db().read(move |tx| -> Result<_, store::Fault> {
        Ok(signed::check(&signed::keys(tx, &app)?, &it, signed::of(tx, &it)?.as_deref()))
    });
    Ok(sealed.await?)
}

/// Says that a certificate was taken back or has run out; `None` while it is valid.
fn over(app: &web::App, w: Say, it: &Certificate) -> Option<Notice> {
    if it.is_valid_on(app.today()) {
        return None;
    }
    Some(match it.revoked_at {
        Some(at) => {
            let hint = w.with("verify-revoked-hint", &[("time", &w.time_ms(at))]);
            Notice::new(Kind::Stop, hint).title(w.t("verify-revoked"))
        }
        None => Notice::new(Kind::Stop, w.t("verify-expired-hint")).title(w.t("verify-expired")),
    })
}

async fn show(ctx: &Ctx, w: Say, it: Certificate) -> Reply {
    let (title, _, office) = told(ctx, w, &it).await?;
    let seal = seal(ctx, &it).await?;
    if ctx.wants_json() {
        let valid = seal != Seal::Altered && it.is_valid_on(ctx.app.today());
        let statement = signed::statement(&ctx.app.settings().site_url, &it);
        let on = it.revoked_on().map(|day| day.to_string());
        let revoked = it.is_revoked_on(ctx.app.today());
        let status = json!({"revoked": revoked, "revoked_on": on, "basis": basis_of(ctx, &it).await?});
        return ctx.json(&json!({"valid": valid, "revoked": revoked, "status": status, "certificate": statement}));
    }
    let notice = if seal == Seal::Altered {
        Notice::new(Kind::Stop, w.t("verify-altered-hint")).title(w.t("verify-altered"))
    } else {
        let valid = || Notice::new(Kind::Ok, w.t("verify-valid-hint")).title(w.t("verify-valid"));
        over(&ctx.app, w, &it).unwrap_or_else(valid)
    };
    let told = match seal {
        Seal::Fits => "certificate-signature-fits",
        Seal::None => "certificate-signature-none",
        Seal::Altered => "certificate-signature-altered",
    };
    let mut facts = facts(ctx, w, &it, &office).fact(w.t("certificate-signature"), w.t(told));
    if let Some(day) = it.revoked_on() {
        facts = facts.fact(w.t("verify-revoked-on"), w.date_with_year(day));
    }
    if let Some(basis) = basis_of(ctx, &it).await? {
        facts = facts.fact(w.t("verify-revoked-basis"), basis);
    }
    let signed = (seal == Seal::Fits).then(|| format!("/certificate/{}/{}/signed", it.region, it.token));
    let certificate = format!("/certificate/{}/{}", it.region, it.token);
    ctx.page("verify-title", VerifyPage { w, title, notice, facts, certificate, signed })
}

/// On what basis it was taken back by hand. The reason stays with its holder.
async fn basis_of(ctx: &Ctx, it: &Certificate) -> Result<Option<String>, Stop> {
    let (region, number) = (it.region.clone(), it.number.clone());
    let found = ctx.app.db().read(move |tx| revocation::of_certificate(tx, &region, &number)).await?;
    Ok(found.map(|one| one.basis))
}

fn form_page(ctx: &Ctx, typed: &str, status: StatusCode, problems: &[Problem]) -> Reply {
    let w = ctx.say("cases");
    let field = Field::search("number", w.t("verify-number")).hint(w.t("verify-number-hint")).value(typed);
    let content = VerifyForm {
        w,
        summary: Summary::new(w, problems),
        filter: Filter::new(w, "/verify", "main").search().field(field.problems(w, problems)),
    };
    ctx.page_with(status, "verify-title", content)
}

async fn find(ctx: &Ctx, region: String, token: String) -> Result<Certificate, Stop> {
    let plain = |text: &str| text.len() <= 80 && text.bytes().all(|b| b.is_ascii_alphanumeric());
    if !plain(&region) || !plain(&token) {
        return Err(Stop::NotFound);
    }
    ctx.app.db().read(move |tx| certificate::by_token(tx, &region, &token)).await?.ok_or(Stop::NotFound)
}

/// What it is called, its basis, and the place that issued it.
async fn told(ctx: &Ctx, w: Say, it: &Certificate) -> Result<(String, String, String), Stop> {
    let published = playbooks::by_digest(&ctx.app, &it.digest).await?;
    let region = civic::RegionCode::parse(&it.region).ok();
    let issued = civic::Timestamp::from_millisecond(it.issued_at).map_or(ctx.app.today(), civic::clock::local_date);
    let book = published.map(|p| p.playbook.effective(region.as_ref(), issued));
    let title =
        book.as_ref().map_or_else(|| it.evidence.clone(), |b| w.text(&b.evidence_name(&it.evidence)).to_owned());
    let basis = book.and_then(|b| b.services.get(&it.service).and_then(|s| s.basis.clone())).unwrap_or_default();
    let office = match region {
        Some(code) => {
            let name = ctx.app.db().read(move |tx| crate::regions::full_name(tx, &code)).await?;
            w.text(&name).to_owned()
        }
        None => it.region.clone(),
    };
    Ok((title, basis, office))
}

fn facts(ctx: &Ctx, w: Say, it: &Certificate, office: &str) -> Facts {
    let issued = civic::Timestamp::from_millisecond(it.issued_at).map_or(ctx.app.today(), civic::clock::local_date);
    let until = it.valid_until.map_or_else(|| w.t("certificate-open-end").to_owned(), |d| w.date_with_year(d));
    Facts::new()
        .fact(w.t("certificate-holder"), it.subject_name.as_str())
        .fact(w.t("certificate-code"), web::ui::Cell::code(&it.subject_code))
        .fact(w.t("certificate-office"), office)
        .fact(w.t("certificate-issued"), w.date_with_year(issued))
        .fact(w.t("certificate-until"), until)
        .fact(w.t("certificate-number"), web::ui::Cell::code(&it.number))
}

fn misread() -> Problem {
    Problem::new(
        "number",
        "cases/number-misread",
        Text::new("这个编号不完整或抄错了一位", "this number is incomplete or one digit is wrong"),
        Text::new(
            "请对照证件重新输入，最后一位是校验位",
            "type it again from the paper; its last character is a check digit",
        ),
    )
}

fn unknown() -> Problem {
    Problem::new(
        "number",
        "cases/certificate-unknown",
        Text::new("没有查到这份证件", "no such certificate was issued here"),
        Text::new(
            "请核对编号；仍查不到的，这份证件不是本系统发出的，请向发证机关核实",
            "check the number; if it is right, the paper was not issued here: ask the office named on it",
        ),
    )
}
