//! “You gave this before”: what an enterprise's earlier cases hold for this draft; used only where it is ticked.

use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use civic::Problem;
use ground::cases::acts::Hand;
use ground::cases::completeness::evidence_names;
use ground::cases::facts::shown;
use ground::cases::reuse::{self, Chosen, Earlier, Offer, Reuse, ReuseKind, Thing};
use ground::cases::{CaseRefusal, CaseState};
use store::{Fault, once};
use web::ui::{Actions, BeginForm, Button, EndForm, Field, Summary, begin_form, end_form};
use web::{Ctx, Form, Reply, Say, Stop};

use super::answers::crumbs;
use super::own::{self, Own, Place};

#[derive(Template)]
#[template(path = "approvals/pages/reuse.html")]
struct ReusePage {
    w: Say,
    name: String,
    summary: Summary,
    begin: BeginForm,
    offers: Option<Field>,
    actions: Actions,
    end: EndForm,
    /// Papers to look at before one agrees: words and address.
    papers: Vec<(String, String)>,
    taken: Vec<Taken>,
    next: String,
}

/// Something taken over, with the button that takes it out again.
struct Taken {
    words: String,
    from: String,
    begin: BeginForm,
    kind: &'static str,
    name: String,
}

/// `GET /e/case/{region}/{id}/reuse`.
pub async fn page(ctx: Ctx, Path(place): Path<Place>) -> Reply {
    let own = own::load(&ctx, &place).await?;
    if own.whole.case.state != CaseState::Draft {
        return ctx.redirect(&own.path());
    }
    show(&ctx, own, &Form::default(), &[]).await
}

enum Do {
    Take(Chosen),
    Withdraw(ReuseKind, String),
}

/// `POST /e/case/{region}/{id}/reuse`: takes what is ticked, or all, or gives one thing back; once.
pub async fn act(ctx: Ctx, Path(place): Path<Place>, form: Form) -> Reply {
    let own = own::load(&ctx, &place).await?;
    let what = match form.get("do") {
        "withdraw" => {
            let kind = ReuseKind::parse(form.get("kind")).ok_or(Stop::NotFound)?;
            Do::Withdraw(kind, form.get("name").to_owned())
        }
        "all" => Do::Take(Chosen::All),
        _ => Do::Take(Chosen::These(form.all("reuse").into_iter().map(str::to_owned).collect())),
    };
    let (txid, hand, rules, at) = (form.txid()?, Hand::of(&ctx)?, own.rules, place.clone());
    let taking = matches!(what, Do::Take(_));
    let outcome = ctx
        .app
        .db()
        .write(move |tx| {
            once::once(tx, &at.0, &txid, "case/reuse", hand.now_ms, |tx| {
                let (case, facts) = own::take(tx, &hand, &at, &rules)?;
                match &what {
                    Do::Take(chosen) => {
                        reuse::take(tx, &hand, &case, (&rules.book(), &facts), (None, chosen)).map(drop)
                    }
                    Do::Withdraw(kind, name) => reuse::withdraw(tx, &hand, &case, *kind, name),
                }
            })
        })
        .await;
    match outcome {
        Ok(_) if taking => ctx.redirect(&format!("/e/case/{}/{}/answers", place.0, place.1)),
        Ok(_) => ctx.redirect(&format!("/e/case/{}/{}/reuse", place.0, place.1)),
        Err(CaseRefusal::Incomplete(problems)) => {
            let own = own::load(&ctx, &place).await?;
            show(&ctx, own, &form, &problems).await
        }
        Err(other) => Err(other.into()),
    }
}

async fn show(ctx: &Ctx, own: Own, form: &Form, problems: &[Problem]) -> Reply {
    let w = ctx.say("approvals");
    let case = own.whole.case.clone();
    let facts = own.facts.clone();
    let rules = own.rules;
    let (rules, offers, taken) = ctx
        .app
        .db()
        .read(move |tx| -> Result<_, Fault> {
            let offers = reuse::offers(tx, &case, &rules.book(), &facts, None)?;
            let taken = reuse::taken(tx, &case.region, &case.id)?;
            Ok((rules, offers, taken))
        })
        .await?;
    let own = Own { rules, ..own };
    let names = Names::of(ctx, &own).await;
    let ticked = form.all("reuse");
    let content = ReusePage {
        w,
        name: w.text(&own.rules.service().name).to_owned(),
        summary: Summary::new(w, problems),
        begin: begin_form(own.path_to("reuse"), ctx.app.new_id(), false),
        offers: (!offers.is_empty()).then(|| field(w, &own, &names, &offers).values(ticked).problems(w, problems)),
        actions: Actions::new()
            .add(Button::new(w.t("reuse-take")).sends("do", "chosen"))
            .add(Button::new(w.t("reuse-all")).secondary().sends("do", "all")),
        end: end_form(),
        papers: offers.iter().filter_map(|offer| paper(w, &own, offer)).collect(),
        taken: taken.iter().filter_map(|it| line(ctx, w, &own, it)).collect(),
        next: own.path_to("answers"),
    };
    let status = if problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    crumbs(ctx, &own).page_with(status, "reuse-title", content)
}

/// What services are called today.
struct Names(Vec<std::sync::Arc<playbook::Playbook>>);

impl Names {
    async fn of(ctx: &Ctx, own: &Own) -> Names {
        let mut books = vec![own.rules.playbook.clone()];
        let today = ctx.app.today();
        if let Ok(all) = ground::playbooks::all_current(&ctx.app, &own.whole.case.region, today).await {
            let code = civic::RegionCode::parse(&own.whole.case.region).ok();
            let others = all.iter().filter(|book| book.playbook.id != own.rules.playbook.id);
            books.extend(others.map(|book| std::sync::Arc::new(book.playbook.effective(code.as_ref(), today))));
        }
        Names(books)
    }

    fn service(&self, w: Say, from: &Earlier) -> String {
        let book = self.0.iter().find(|book| book.id == from.playbook);
        let service = book.and_then(|book| book.services.get(&from.service));
        service.map_or_else(|| from.service.clone(), |s| w.text(&s.name).to_owned())
    }
}

fn field(w: Say, own: &Own, names: &Names, offers: &[Offer]) -> Field {
    let options = offers.iter().map(|offer| (offer.id.clone(), words(w, own, offer)));
    let field = Field::checkboxes("reuse", w.t("reuse-which"), options).hint(w.t("reuse-which-hint"));
    offers.iter().fold(field, |field, offer| {
        let service = names.service(w, &offer.from);
        let day = offer.on.to_string();
        let number = &offer.from.number;
        let hint = w.with("reuse-from", &[("service", &service), ("number", number), ("day", &day)]);
        field.choice_hint(&offer.id, hint)
    })
}

fn words(w: Say, own: &Own, offer: &Offer) -> String {
    match &offer.thing {
        Thing::Answer(fact) => {
            let known = own.rules.playbook.catalogue.get(&fact.fact);
            let term = known.map_or(fact.fact.as_str(), |k| w.text(&k.words));
            format!("{term}{}{}", w.t("colon"), shown(known, &fact.value, w.lang))
        }
        Thing::Paper { need, material } => {
            let need = own.rules.service().needs.iter().find(|n| n.id == *need);
            let title = need.map_or_else(
                || own.rules.playbook.evidence_name(&material.evidence),
                |need| evidence_names(&own.rules.playbook, need),
            );
            format!("{}{}{}", w.text(&title), w.t("colon"), material.file_name)
        }
    }
}

fn paper(w: Say, own: &Own, offer: &Offer) -> Option<(String, String)> {
    let Thing::Paper { material, .. } = &offer.thing else { return None };
    let href = format!("/e/case/{}/{}/paper/{}", own.whole.case.region, offer.from.case, material.id);
    Some((w.with("reuse-look", &[("file", &material.file_name), ("number", &offer.from.number)]), href))
}

/// What stands in the draft because it was taken over; what has been replaced since is not listed.
fn line(ctx: &Ctx, w: Say, own: &Own, it: &Reuse) -> Option<Taken> {
    let book = &own.rules.playbook;
    let words = match it.kind {
        ReuseKind::Answer => {
            let fact = own.whole.facts.fact(&it.name).filter(|f| reuse::is_from(f, it))?;
            let known = book.catalogue.get(&it.name);
            let term = known.map_or(it.name.as_str(), |k| w.text(&k.words));
            format!("{term}{}{}", w.t("colon"), shown(known, &fact.value, w.lang))
        }
        ReuseKind::Paper => {
            let material = own.whole.materials.iter().find(|m| m.id == it.name)?;
            format!("{}{}{}", w.text(&book.evidence_name(&material.evidence)), w.t("colon"), material.file_name)
        }
    };
    let (number, day) = (&it.from_number, it.from_on.to_string());
    Some(Taken {
        words,
        from: w.with("reuse-taken-from", &[("number", number), ("day", &day), ("time", &w.time_ms(it.agreed_at))]),
        begin: begin_form(own.path_to("reuse"), ctx.app.new_id(), false),
        kind: it.kind.as_str(),
        name: it.name.clone(),
    })
}
