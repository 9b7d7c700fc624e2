//! Sources that are asked only with consent: what is asked of whom and why, agreeing, and taking it back.

use askama::Template;
use axum::extract::Path;
use ground::cases::acts::Hand;
use ground::cases::facts::names_used;
use ground::cases::{CaseRefusal, CaseState};
use ground::sources::{self, About, KeyKind, SourceSpec};
use serde_json::json;
use store::{Fault, once};
use web::ui::{BeginForm, EndForm, Facts, State, begin_form, end_form};
use web::{Ctx, Form, Reply, Say};

use super::answers::crumbs;
use super::own::{self, Own, Place};

#[derive(Template)]
#[template(path = "approvals/pages/consent.html")]
struct ConsentPage {
    w: Say,
    name: String,
    parts: Vec<Part>,
    next: String,
}

/// One source that asks for consent.
struct Part {
    name: String,
    facts: Facts,
    begin: BeginForm,
    end: EndForm,
    source: String,
    given: bool,
}

/// `GET /e/case/{region}/{id}/consent`.
pub async fn page(ctx: Ctx, Path(place): Path<Place>) -> Reply {
    let own = own::load(&ctx, &place).await?;
    if own.whole.case.state != CaseState::Draft {
        return ctx.redirect(&own.path());
    }
    let w = ctx.say("approvals");
    let (case, set) = (own.whole.case.clone(), sources::set_now(&ctx.app));
    let wanted: Vec<String> = names_used(own.rules.service()).into_iter().map(str::to_owned).collect();
    let asking = ctx
        .app
        .db()
        .read(move |tx| -> Result<_, Fault> {
            let names: Vec<&str> = wanted.iter().map(String::as_str).collect();
            let about = About { region: &case.region, uscc: &case.subject.code };
            let all = sources::consents(tx, &set.config, about, &names)?;
            Ok(all.into_iter().map(|(spec, given)| (spec.clone(), given)).collect::<Vec<_>>())
        })
        .await?;
    let content = ConsentPage {
        w,
        name: w.text(&own.rules.service().name).to_owned(),
        parts: asking.iter().map(|(spec, given)| part(&ctx, w, &own, spec, *given)).collect(),
        next: own.path_to("answers"),
    };
    crumbs(&ctx, &own).page("consent-title", content)
}

/// `POST /e/case/{region}/{id}/consent`: agrees that a source is asked, or takes it back; once.
pub async fn give(ctx: Ctx, Path(place): Path<Place>, form: Form) -> Reply {
    let own = own::load(&ctx, &place).await?;
    let (source, given) = (form.get("source").to_owned(), form.get("do") == "agree");
    let (txid, hand, rules, at) = (form.txid()?, Hand::of(&ctx)?, own.rules, place.clone());
    ctx.app
        .db()
        .write(move |tx| {
            once::once(tx, &at.0, &txid, "case/consent", hand.now_ms, |tx| {
                let (case, _) = own::take(tx, &hand, &at, &rules)?;
                if case.state != CaseState::Draft {
                    return Err(CaseRefusal::wrong_state(&case));
                }
                let (set, wanted) = (sources::set_now(&hand.app), names_used(rules.service()));
                let about = About { region: &case.region, uscc: &case.subject.code };
                let asking = sources::consents(tx, &set.config, about, &wanted)?;
                let spec = asking.iter().map(|(spec, _)| *spec).find(|spec| spec.id == source);
                let spec = spec.ok_or(CaseRefusal::NotFound)?;
                sources::agree(tx, spec, about, &hand.actor, given, hand.now_ms)?;
                if given {
                    sources::ask(tx, &set.config, about, &wanted, hand.now_ms)?;
                }
                let act = if given { "case/consent-given" } else { "case/consent-withdrawn" };
                hand.journal(tx, &case.region, &case.id, act, json!({ "source": source }))?;
                Ok(())
            })
        })
        .await?;
    ctx.redirect(&format!("/e/case/{}/{}/consent", place.0, place.1))
}

fn part(ctx: &Ctx, w: Say, own: &Own, spec: &SourceSpec, given: bool) -> Part {
    let book = &own.rules.playbook;
    let used = names_used(own.rules.service());
    let wanted = spec.offers.iter().filter(|offer| used.contains(&offer.fact.as_str()));
    let names: Vec<&str> = wanted
        .clone()
        .map(|offer| book.catalogue.get(&offer.fact).map_or(offer.fact.as_str(), |fact| w.text(&fact.words)))
        .collect();
    let mut why: Vec<&str> =
        wanted.filter_map(|offer| book.purposes.get(&offer.fact)).map(|purpose| w.text(purpose)).collect();
    why.dedup();
    let service = w.text(&own.rules.service().name);
    let why = match why.is_empty() {
        true => w.with("consent-why-rule", &[("service", &service)]),
        false => why.join(w.t("list-semicolon")),
    };
    let case = &own.whole.case;
    let whom = match spec.key {
        KeyKind::Uscc => w.with("consent-by-uscc", &[("code", &case.subject.code)]),
        KeyKind::Region => w.with("consent-by-region", &[("code", &case.region)]),
    };
    let state = if given { State::ok(w.t("consent-given")) } else { State::unknown(w.t("consent-not")) };
    Part {
        name: w.text(&spec.words).to_owned(),
        facts: Facts::new()
            .fact(w.t("consent-what"), names.join(w.t("list-comma")))
            .fact(w.t("consent-whom"), whom)
            .fact(w.t("consent-why"), why)
            .fact(w.t("consent-state"), state),
        begin: begin_form(own.path_to("consent"), ctx.app.new_id(), false),
        end: end_form(),
        source: spec.id.clone(),
        given,
    }
}
