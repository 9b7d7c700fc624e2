//! Beyond the decision, for the applicant: urgent handling, answering a check, taking up again, reconsideration.

use axum::extract::Path;
use civic::Problem;
use store::{Tx, once};
use web::ui::{Field, Kind, Notice};
use web::{Ctx, Form, Reply, Say, Stop};

use crate::cases::acts::{self, Book, Hand};
use crate::cases::after_check::{self, CheckState};
use crate::cases::asks::{self, AskKind, AskState};
use crate::cases::model::{CaseKind, CaseRefusal, CaseState};
use crate::cases::more::{self, More, Part, Sent};
use crate::cases::more_desk::{check_notice, more_title};
use crate::cases::{mode, reopen, review, revocation, revocation_parts, said};

const ROOT: &str = "/e/more";

enum Do {
    Express(String),
    Answer(String, String),
    Resume,
    Review(String),
    Speak(String, String),
}

/// `GET /e/more/{region}/{id}`.
pub async fn page(ctx: Ctx, Path((region, id)): Path<(String, String)>) -> Reply {
    let it = load(&ctx, &region, &id).await?;
    show(&ctx, &it, &Sent { act: "", form: &Form::default(), problems: &[] })
}

/// `POST /e/more/{region}/{id}/{act}`: one act, once.
pub async fn act(ctx: Ctx, Path((region, id, act)): Path<(String, String, String)>, form: Form) -> Reply {
    let it = load(&ctx, &region, &id).await?;
    let what = match read(&act, &form)? {
        Ok(what) => what,
        Err(problem) => return show(&ctx, &it, &Sent { act: &act, form: &form, problems: &[problem] }),
    };
    let (txid, hand, rules) = (form.txid()?, Hand::of(&ctx)?, it.rules);
    let (place, name) = ((region.clone(), id.clone()), format!("case/{act}"));
    let done = ctx.app.db().write(move |tx| {
        let (region, id) = &place;
        once::once(tx, region, &txid, &name, hand.now_ms, |tx| perform(tx, &hand, (region, id), what, &rules.book()))
    });
    match done.await {
        Ok((leads_to, _)) => ctx.redirect(&leads_to),
        Err(CaseRefusal::Incomplete(problems)) => {
            let it = load(&ctx, &region, &id).await?;
            show(&ctx, &it, &Sent { act: &act, form: &form, problems: &problems })
        }
        Err(other) => Err(other.into()),
    }
}

/// A filed case of the signed-in enterprise; anybody else's is not found.
pub(super) async fn load(ctx: &Ctx, region: &str, id: &str) -> Result<More, Stop> {
    let enterprise = ctx.signed()?.enterprise.clone().ok_or(Stop::Forbidden)?;
    let it = more::read(ctx, region, id).await?.ok_or(Stop::NotFound)?;
    if it.whole.case.subject.id == enterprise { Ok(it) } else { Err(Stop::NotFound) }
}

fn read(act: &str, form: &Form) -> Result<Result<Do, Problem>, Stop> {
    let reason = || said::required("reason", form.get("reason"));
    Ok(match act {
        "express" => reason().map(Do::Express),
        "check" => reason().map(|words| Do::Answer(form.get("check").to_owned(), words)),
        "resume" => Ok(Do::Resume),
        "revocation" => reason().map(|words| Do::Speak(form.get("revocation").to_owned(), words)),
        "review" => said::required("grounds", form.get("grounds")).map(Do::Review),
        _ => return Err(Stop::NotFound),
    })
}

/// Does it and says which page comes next.
fn perform(tx: &mut Tx, hand: &Hand, (region, id): (&str, &str), what: Do, book: &Book) -> Result<String, CaseRefusal> {
    let case = acts::take(tx, region, id)?;
    if case.subject.id != hand.office {
        return Err(CaseRefusal::NotFound);
    }
    let here = format!("{ROOT}/{region}/{id}");
    match what {
        Do::Express(reason) => {
            let days = i64::from(book.service.express_days());
            asks::ask(tx, hand, &case, (AskKind::Express, days, &reason)).map(|()| here)
        }
        Do::Answer(check, words) => after_check::answer(tx, hand, &case, &check, &words).map(|()| here),
        Do::Speak(id, words) => revocation::answer(tx, hand, &case, &id, &words).map(|()| here),
        Do::Resume => reopen::by_applicant(tx, hand, case, book).map(|_| format!("/e/case/{region}/{id}")),
        Do::Review(grounds) => {
            review::ask(tx, hand, &case, &grounds, book).map(|made| format!("{ROOT}/{region}/{}", made.id))
        }
    }
}

fn show(ctx: &Ctx, it: &More, sent: &Sent) -> Reply {
    let w = ctx.say("cases");
    let case = &it.whole.case;
    let mut parts: Vec<Part> = Vec::new();
    parts.extend(handled_part(w, it));
    parts.extend(asks_part(ctx, w, it, sent));
    for check in &it.checks {
        let mut part =
            Part::new(format!("check-{}", check.id), more_title(w, it, check)).notice(check_notice(w, check));
        if check.state == CheckState::Heard && check.answered_at.is_none() {
            let mut form = more::form(ctx, ROOT, it, "check", w.t("check-answer-send"));
            form.hidden.push(("check", check.id.clone()));
            let field = Field::textarea("reason", w.t("check-answer-label"));
            form.fields.push(sent.fill(w, ("check", &check.id), "reason", field));
            part = part.form(form);
        } else if !check.answer.is_empty() {
            part = part.notice(Notice::new(Kind::Plain, check.answer.as_str()).title(w.t("check-answer-given")));
        }
        parts.push(part);
    }
    parts.extend(revocation_parts::own(ctx, w, it, ROOT, sent));
    parts.extend(review_part(ctx, w, it, sent));
    if reopen::may_resume(case, &it.rules.book(), ctx.app.today()) {
        let form = more::form(ctx, ROOT, it, "resume", w.t("resume-button"));
        let about = w.n("resume-about", it.rules.service().reopening_days());
        parts.push(Part::new("resume", w.t("resume-title")).notice(Notice::new(Kind::Plain, about)).form(form));
    }
    let back = match case.kind {
        CaseKind::Application => format!("/e/case/{}/{}", case.region, case.id),
        CaseKind::Reconsideration => "/e".to_owned(),
    };
    more::show(&ctx.clone().crumb("/e", w.t("more-cases")), it, ROOT, back, parts, sent.problems)
}

/// Why the case is handled otherwise than its service says, and what stands on the record.
fn handled_part(w: Say, it: &More) -> Option<Part> {
    let instead = it.whole.history.iter().find(|e| e.act == "case/handled-as-review")?;
    let barred = instead.detail.contains(mode::Instead::Barred(civic::Date::MIN).word());
    let words = match it.barred_until.filter(|_| barred) {
        Some(until) => w.with("handled-barred", &[("date", &w.date_with_year(until))]),
        None if barred => w.t("handled-barred-then").to_owned(),
        None => w.t("handled-unknown").to_owned(),
    };
    Some(Part::new("handled", w.t("handled-title")).notice(Notice::new(Kind::Caution, words)))
}

fn asks_part(ctx: &Ctx, w: Say, it: &More, sent: &Sent) -> Option<Part> {
    let case = &it.whole.case;
    let running = matches!(case.state, CaseState::UnderReview | CaseState::Correction);
    let told = |a: &&asks::CaseAsk| a.kind == AskKind::Express || a.state == AskState::Granted;
    let mut part = Part::new("express", w.t("express-title"));
    for ask in it.asks.iter().filter(told) {
        part = part.notice(more::ask_notice(w, ask));
    }
    let may = it.asks.iter().filter(|a| a.kind == AskKind::Express).all(|a| a.state == AskState::Declined);
    if running && may && case.kind == CaseKind::Application {
        let days = it.rules.service().express_days();
        let mut form = more::form(ctx, ROOT, it, "express", w.t("express-send"));
        let field = Field::textarea("reason", w.t("express-reason")).hint(w.n("express-about", days));
        form.fields.push(sent.fill(w, ("express", ""), "reason", field));
        part = part.form(form);
    }
    (!part.notices.is_empty() || !part.forms.is_empty()).then_some(part)
}

fn review_part(ctx: &Ctx, w: Say, it: &More, sent: &Sent) -> Option<Part> {
    let mut part = Part::new("review", w.t("review-title"));
    for review in &it.reviews {
        part = part.notice(more::review_notice(w, review));
    }
    let until = review::open_until(&it.whole.case, &it.rules.book()).filter(|until| ctx.app.today() <= *until);
    let first = it.reviews.iter().all(|r| r.outcome == Some(review::Outcome::SentBack));
    if let Some(until) = until.filter(|_| first) {
        let mut form = more::form(ctx, ROOT, it, "review", w.t("review-ask"));
        let hint = w.with("review-about", &[("date", &w.date_with_year(until))]);
        let field = Field::textarea("grounds", w.t("review-grounds")).hint(hint);
        form.fields.push(sent.fill(w, ("review", ""), "grounds", field));
        part = part.form(form);
    }
    (!part.notices.is_empty() || !part.forms.is_empty()).then_some(part)
}
