//! Second page of an application: the papers, one block a demand; alternatives are offered, held ones not asked.

use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use civic::Problem;
use ground::accounts::held;
use ground::cases::acts::Hand;
use ground::cases::completeness::{already_held, answered, evidence_names, need_field};
use ground::cases::{Case, CaseRefusal, Material, joint};
use playbook::Need;
use rules::Truth;
use serde_json::json;
use store::{Tx, once};
use web::ui::{BeginForm, Field, FileCard, Notice, State, Steps, Summary, begin_form};
use web::{Ctx, Form, Reply, Say, Stop};

use super::answers::{crumbs, steps};
use super::own::{self, Own, Place};
use super::papers_read::{self, New, is_promise, issued_field};

#[derive(Template)]
#[template(path = "approvals/pages/papers.html")]
struct PapersPage {
    w: Say,
    moved: Option<ground::playbooks::MovedOn>,
    name: String,
    steps: Steps,
    summary: Summary,
    held: Option<Notice>,
    note: String,
    blocks: Vec<Block>,
    next: String,
    back: String,
}

/// One demand on the page.
struct Block {
    id: String,
    need: String,
    title: String,
    state: State,
    hints: Vec<String>,
    basis: String,
    held: bool,
    there: Vec<There>,
    begin: BeginForm,
    fields: Vec<Field>,
    button: String,
    /// The time of what came too late for it and stands in its form again.
    held_at: String,
}

/// Something handed in, with its remove button.
struct There {
    words: String,
    card: Option<FileCard>,
    remove: BeginForm,
    id: String,
}

/// `GET /e/case/{region}/{id}/papers`.
pub async fn page(ctx: Ctx, Path(place): Path<Place>) -> Reply {
    let own = own::load(&ctx, &place).await?;
    if !own.is_editable() {
        return ctx.redirect(&own.path());
    }
    show(&ctx, &own, &held::form(&ctx).await?, &[])
}

/// `POST /e/case/{region}/{id}/papers`: the files of one paper, or a promise; all of them once, or none.
pub async fn add(ctx: Ctx, Path(place): Path<Place>, form: Form) -> Reply {
    let own = own::load(&ctx, &place).await?;
    if held::thrown_away(&ctx, &form).await? {
        return ctx.redirect(&ctx.path);
    }
    let need = form.get("need").to_owned();
    let (session, here, kept) = (ctx.signed()?.clone(), ctx.path.clone(), form.clone());
    let new = match papers_read::read(&ctx, &own, &form) {
        Ok(new) => new,
        Err(problems) => return show(&ctx, &own, &form, &problems),
    };
    let (txid, hand) = (form.txid()?, Hand::of(&ctx)?);
    let (back, person) = (own.path_to("papers"), ctx.signed()?.name.clone());
    let rules = own.rules;
    let at = place.clone();
    let added = ctx.app.db().write(move |tx| {
        once::once(tx, &at.0, &txid, "case/paper", hand.now_ms, |tx| {
            let (case, _) = own::take(tx, &hand, &at, &rules)?;
            own::must_be_editable(&case)?;
            add_all(tx, &hand, &case, new)?;
            held::done(tx, &session, &here, &kept)?;
            Ok::<_, CaseRefusal>(joint::wrote(tx, &hand, &case, &person, &[need_field(&need)])?)
        })
    });
    match added.await {
        Ok(_) => ctx.redirect(&format!("{back}#{}", need_field(form.get("need")))),
        Err(CaseRefusal::Incomplete(problems)) => {
            let own = own::load(&ctx, &place).await?;
            show(&ctx, &own, &form, &problems)
        }
        Err(other) => Err(other.into()),
    }
}

/// Adds the files to the case as it stands now, whatever another window did meanwhile.
fn add_all(tx: &mut Tx, hand: &Hand, case: &Case, new: Vec<New>) -> Result<(), CaseRefusal> {
    let there = ground::cases::materials(tx, &case.region, &case.id)?;
    let mut problems = papers_read::together(&new, &there);
    if !problems.is_empty() {
        if let [(first, _), _, ..] = new.as_slice() {
            problems.push(papers_read::none_kept(&need_field(&first.need)));
        }
        return Err(CaseRefusal::Incomplete(problems));
    }
    for (material, content) in new {
        let detail = json!({"need": material.need, "evidence": material.evidence, "sha256": material.sha256});
        ground::cases::add_material(tx, &case.region, &case.id, &material, content)?;
        hand.journal(tx, &case.region, &case.id, "case/material-added", detail)?;
    }
    Ok(())
}

/// `POST /e/case/{region}/{id}/papers/remove`.
pub async fn remove(ctx: Ctx, Path(place): Path<Place>, form: Form) -> Reply {
    let own = own::load(&ctx, &place).await?;
    let (txid, hand, material) = (form.txid()?, Hand::of(&ctx)?, form.get("material").to_owned());
    if own.is_invited() {
        its_need(&own, &material)?;
    }
    let there = own.whole.materials.iter().find(|m| m.id == material);
    let need: Vec<String> = there.map(|m| need_field(&m.need)).into_iter().collect();
    let (back, person) = (own.path_to("papers"), ctx.signed()?.name.clone());
    let rules = own.rules;
    let at = place.clone();
    ctx.app
        .db()
        .write(move |tx| {
            once::once(tx, &at.0, &txid, "case/paper-remove", hand.now_ms, |tx| {
                let (case, _) = own::take(tx, &hand, &at, &rules)?;
                own::must_be_editable(&case)?;
                if !ground::cases::remove_material(tx, &at.0, &at.1, &material, hand.now_ms)? {
                    return Err(CaseRefusal::NotFound);
                }
                joint::wrote(tx, &hand, &case, &person, &need)?;
                hand.journal(tx, &at.0, &at.1, "case/material-removed", json!({"material": material}))?;
                Ok(())
            })
        })
        .await?;
    ctx.redirect(&back)
}

/// `GET /e/case/{region}/{id}/paper/{material}`: one's own paper back, as an attachment.
pub async fn download(ctx: Ctx, Path((region, id, material)): Path<(String, String, String)>) -> Reply {
    let own = own::load(&ctx, &(region.clone(), id.clone())).await?;
    if own.is_invited() {
        its_need(&own, &material)?;
    }
    let found = ctx.app.db().read(move |tx| ground::cases::content(tx, &region, &id, &material)).await?;
    let (name, content_type, bytes) = found.ok_or(Stop::NotFound)?;
    ctx.file(&name, &content_type, bytes)
}

/// The demand a paper answers, if this hand may see it.
fn its_need(own: &Own, material: &str) -> Result<String, Stop> {
    let there = own.whole.materials.iter().find(|m| m.id == material).ok_or(Stop::NotFound)?;
    Some(need_field(&there.need)).filter(|part| own.may_fill(part)).ok_or(Stop::NotFound)
}

fn show(ctx: &Ctx, own: &Own, form: &Form, problems: &[Problem]) -> Reply {
    let w = ctx.say("approvals");
    let finding = own.rules.book().find(&own.facts);
    let blocks = finding
        .needs
        .iter()
        .filter(|n| n.truth != Truth::False && own.may_fill(&need_field(&n.need.id)))
        .map(|n| block(ctx, w, own, &n.need, (form, problems)));
    let content = PapersPage {
        w,
        moved: own.moved.clone(),
        name: w.text(&own.rules.service().name).to_owned(),
        steps: steps(w, own, 2),
        summary: Summary::new(w, problems),
        held: held::notice(w, form),
        note: web::held::note(&ctx.app, ctx.signed()?, &ctx.path),
        blocks: blocks.collect(),
        next: if own.is_invited() { own.path() } else { own.path_to("check") },
        back: own.path_to("answers"),
    };
    let status = if problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    crumbs(ctx, own).page_with(status, "papers-title", content)
}

fn block(ctx: &Ctx, w: Say, own: &Own, need: &Need, sent: (&Form, &[Problem])) -> Block {
    let book = &own.rules.playbook;
    let of = need.demand.evidence();
    let promise = of.iter().all(|e| is_promise(own, e));
    let done = answered(book, need, &own.whole.materials, own.rules.on);
    let hint = |id: &String| {
        let evidence = book.evidence.get(id)?;
        let hint = evidence.hint.as_ref()?;
        Some(if of.len() == 1 {
            w.text(hint).to_owned()
        } else {
            format!("{}{}{}", w.text(&evidence.name), w.t("colon"), w.text(hint))
        })
    };
    Block {
        id: need_field(&need.id),
        need: need.id.clone(),
        title: w.text(&evidence_names(book, need)).to_owned(),
        state: if done { State::ok(w.t("papers-done")) } else { State::unknown(w.t("papers-open")) },
        hints: of.iter().filter_map(hint).collect(),
        basis: need.basis.clone().unwrap_or_default(),
        held: of.iter().any(|e| already_held(book, need, e)),
        there: own
            .whole
            .materials
            .iter()
            .filter(|m| m.need == need.id)
            .map(|m| there(ctx, w, own, of.len() > 1, m))
            .collect(),
        begin: begin_form(own.path_to("papers"), ctx.app.new_id(), true),
        fields: fields(w, own, need, promise, sent),
        held_at: if sent.0.get("need") == need.id { sent.0.get("held").to_owned() } else { String::new() },
        button: w.t(if promise { "papers-promise" } else { "papers-upload" }).to_owned(),
    }
}

/// The fields of one demand; what was typed for it is kept, but a file has to be chosen again.
fn fields(w: Say, own: &Own, need: &Need, promise: bool, (form, problems): (&Form, &[Problem])) -> Vec<Field> {
    let typed = |name: &str| if form.get("need") == need.id { form.get(name).to_owned() } else { String::new() };
    let book = &own.rules.playbook;
    let of = need.demand.evidence();
    let mut fields = Vec::new();
    if of.len() > 1 {
        let options = of.iter().map(|id| (id.clone(), w.text(&book.evidence_name(id)).to_owned()));
        let name = format!("evidence-{}", need.id);
        fields.push(
            Field::choice("evidence", w.t("papers-which"), options)
                .id(web::ui::field_id(&name))
                .value(typed("evidence")),
        );
    }
    let field = need_field(&need.id);
    let title = evidence_names(book, need);
    if need.max_age_days.is_some() && !promise {
        fields.push(
            Field::date(issued_field(need), w.t("papers-issued"))
                .value(typed(&issued_field(need)))
                .problems(w, problems),
        );
    }
    fields.push(if promise {
        Field::checkbox(field, w.with("papers-promise-words", &[("paper", &w.text(&title))])).problems(w, problems)
    } else {
        Field::file(field, w.t("papers-files"))
            .several()
            .hint(w.t("papers-file-hint"))
            .accept(".pdf,.jpg,.jpeg,.png,.docx,.xlsx,image/*")
            .problems(w, problems)
    });
    fields
}

fn there(ctx: &Ctx, w: Say, own: &Own, several: bool, material: &Material) -> There {
    let name = own.rules.playbook.evidence_name(&material.evidence);
    let remove = begin_form(own.path_to("papers/remove"), ctx.app.new_id(), false);
    if material.promised {
        let words = format!("{} · {}", w.t("papers-promised"), w.time_ms(material.added_at));
        return There { words, card: None, remove, id: material.id.clone() };
    }
    let href = own.path_to(&format!("paper/{}", material.id));
    let mut card = FileCard::new(w, href, &material.file_name, &material.content_type, material.size);
    if several {
        card = card.note(w.text(&name));
    }
    if let Some(day) = material.issued_on {
        card = card.note(format!("{}{}{}", w.t("papers-issued"), w.t("colon"), w.date_with_year(day)));
    }
    There { words: material.file_name.clone(), card: Some(card), remove, id: material.id.clone() }
}
