//! Second page of an application: the papers, one block a demand; alternatives are offered, held ones not asked.

use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use civic::{Date, Problem, Text};
use ground::cases::acts::Hand;
use ground::cases::completeness::{already_held, answered, evidence_names, need_field};
use ground::cases::joint;
use ground::cases::upload::{self, FILES_MAX};
use ground::cases::{CaseRefusal, Material};
use playbook::{EvidenceKind, Need};
use rules::Truth;
use serde_json::json;
use store::once;
use web::ui::{BeginForm, Field, State, Steps, Summary, begin_form};
use web::{Ctx, Form, Reply, Say, Stop};

use super::answers::{crumbs, steps};
use super::own::{self, Own, Place};

#[derive(Template)]
#[template(path = "approvals/pages/papers.html")]
struct PapersPage {
    w: Say,
    moved: Option<ground::playbooks::MovedOn>,
    name: String,
    steps: Steps,
    summary: Summary,
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
}

/// Something handed in, with its remove button.
struct There {
    words: String,
    href: Option<String>,
    remove: BeginForm,
    id: String,
}

/// `GET /e/case/{region}/{id}/papers`.
pub async fn page(ctx: Ctx, Path(place): Path<Place>) -> Reply {
    let own = own::load(&ctx, &place).await?;
    if !own.is_editable() {
        return ctx.redirect(&own.path());
    }
    show(&ctx, &own, &Form::default(), &[])
}

/// `POST /e/case/{region}/{id}/papers`: one paper or promise, added once.
pub async fn add(ctx: Ctx, Path(place): Path<Place>, form: Form) -> Reply {
    let own = own::load(&ctx, &place).await?;
    let (need, evidence) = match asked(&own, &form) {
        Ok(found) => found,
        Err(problem) => {
            let need = own.rules.service().needs.iter().find(|n| n.id == form.get("need"));
            let date = need.and_then(|need| issued(&ctx, &form, need).err());
            return show(&ctx, &own, &form, &[vec![problem], date.into_iter().collect()].concat());
        }
    };
    let (material, content) = match read(&ctx, &own, &form, &need, &evidence) {
        Ok(found) => found,
        Err(problems) => return show(&ctx, &own, &form, &problems),
    };
    let (txid, hand) = (form.txid()?, Hand::of(&ctx)?);
    let (back, person) = (own.path_to("papers"), ctx.signed()?.name.clone());
    let rules = own.rules;
    let at = place.clone();
    ctx.app
        .db()
        .write(move |tx| {
            once::once(tx, &at.0, &txid, "case/paper", hand.now_ms, |tx| {
                let (case, _) = own::take(tx, &hand, &at, &rules)?;
                own::must_be_editable(&case)?;
                let detail = json!({"need": material.need, "evidence": material.evidence, "sha256": material.sha256});
                ground::cases::add_material(tx, &at.0, &at.1, &material, content)?;
                joint::wrote(tx, &hand, &case, &person, &[need_field(&material.need)])?;
                hand.journal(tx, &at.0, &at.1, "case/material-added", detail)?;
                Ok::<_, CaseRefusal>(())
            })
        })
        .await?;
    ctx.redirect(&format!("{back}#{}", need_field(&need.id)))
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
    ctx.attachment(&name, &content_type, bytes)
}

/// The demand a paper answers, if this hand may see it.
fn its_need(own: &Own, material: &str) -> Result<String, Stop> {
    let there = own.whole.materials.iter().find(|m| m.id == material).ok_or(Stop::NotFound)?;
    Some(need_field(&there.need)).filter(|part| own.may_fill(part)).ok_or(Stop::NotFound)
}

/// Which demand and which of its papers the form is about.
fn asked(own: &Own, form: &Form) -> Result<(Need, String), Problem> {
    let unknown = || {
        Problem::new(
            "need",
            "approvals/paper-unknown",
            Text::new("这份材料不在本事项的要求之内", "this paper is not asked for here"),
            Text::new("请刷新页面，按列出的要求上传", "reload the page and upload what is listed"),
        )
    };
    let need = own.rules.service().needs.iter().find(|n| n.id == form.get("need"));
    let need = need.filter(|need| own.may_fill(&need_field(&need.id))).ok_or_else(unknown)?;
    let evidence = match (need.demand.evidence(), form.get("evidence")) {
        ([only], _) => only.clone(),
        (of, chosen) if of.iter().any(|e| e == chosen) => chosen.to_owned(),
        _ => {
            return Err(Problem::new(
                format!("evidence-{}", need.id),
                "approvals/paper-which",
                Text::new("没有选交的是哪一种", "which of them it is was not chosen"),
                Text::new("请先选一种，再选文件", "choose one of them, then the file"),
            ));
        }
    };
    Ok((need.clone(), evidence))
}

/// The paper or promise in the form.
fn read(
    ctx: &Ctx,
    own: &Own,
    form: &Form,
    need: &Need,
    evidence: &str,
) -> Result<(Material, Option<Vec<u8>>), Vec<Problem>> {
    let field = need_field(&need.id);
    let mut material = Material {
        id: ctx.app.new_id(),
        need: need.id.clone(),
        evidence: evidence.to_owned(),
        file_name: String::new(),
        content_type: String::new(),
        size: 0,
        sha256: String::new(),
        promised: false,
        issued_on: None,
        added_at: ctx.app.now_ms(),
    };
    if is_promise(own, evidence) {
        material.promised = form.has(&field);
        return if material.promised { Ok((material, None)) } else { Err(vec![not_ticked(&field)]) };
    }
    let mut problems = Vec::new();
    match issued(ctx, form, need) {
        Ok(day) => material.issued_on = day,
        Err(problem) => problems.push(problem),
    }
    let [file] = form.files(&field)[..] else {
        problems.push(no_file(&field));
        return Err(problems);
    };
    let checked = upload::check(&field, &file.filename, &file.bytes).map_err(|problem| problems.push(problem));
    let files = own.whole.materials.iter().filter(|m| !m.promised).count();
    if files >= FILES_MAX {
        problems.push(too_many(&field));
    }
    let (Ok(checked), true) = (checked, problems.is_empty()) else { return Err(problems) };
    material.file_name = checked.name;
    material.content_type = checked.content_type.to_owned();
    material.size = i64::try_from(file.bytes.len()).unwrap_or(i64::MAX);
    material.sha256 = upload::sha256(&file.bytes);
    Ok((material, Some(file.bytes.to_vec())))
}

/// The day the paper bears, where the demand says how old it may be.
fn issued(ctx: &Ctx, form: &Form, need: &Need) -> Result<Option<Date>, Problem> {
    let field = issued_field(need);
    upload::issued(&field, need, form.get(&field), ctx.app.today())
}

fn issued_field(need: &Need) -> String {
    format!("issued-{}", need.id)
}

fn is_promise(own: &Own, evidence: &str) -> bool {
    own.rules.playbook.evidence.get(evidence).is_some_and(|e| e.kind == EvidenceKind::Commitment)
}

fn no_file(field: &str) -> Problem {
    Problem::new(
        field,
        "approvals/no-file",
        Text::new("没有选文件", "no file was chosen"),
        Text::new("请选一个文件再上传；手机上可以直接拍照", "choose one file; on a phone you can take a photo"),
    )
}

fn not_ticked(field: &str) -> Problem {
    Problem::new(
        field,
        "approvals/not-promised",
        Text::new("承诺没有勾选", "the commitment is not ticked"),
        Text::new("请阅读后勾选", "read it and tick the box"),
    )
}

fn too_many(field: &str) -> Problem {
    Problem::new(
        field,
        "approvals/too-many-files",
        Text::new(
            format!("一件申请最多 {FILES_MAX} 个文件"),
            format!("one application takes at most {FILES_MAX} files"),
        ),
        Text::new("请把几页合并成一个 PDF", "put several pages into one PDF"),
    )
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
        there: own.whole.materials.iter().filter(|m| m.need == need.id).map(|m| there(ctx, w, own, m)).collect(),
        begin: begin_form(own.path_to("papers"), ctx.app.new_id(), true),
        fields: fields(w, own, need, promise, sent),
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
        Field::file(field, w.t("papers-file"))
            .hint(w.t("papers-file-hint"))
            .accept(".pdf,.jpg,.jpeg,.png,.docx,.xlsx,image/*")
            .problems(w, problems)
    });
    fields
}

fn there(ctx: &Ctx, w: Say, own: &Own, material: &Material) -> There {
    let name = own.rules.playbook.evidence_name(&material.evidence);
    let words = if material.promised {
        format!("{} · {}", w.t("papers-promised"), w.time_ms(material.added_at))
    } else {
        let kib = (material.size + 1023) / 1024;
        format!("{}（{} · {kib} KB）", w.text(&name), material.file_name)
    };
    There {
        words,
        href: (!material.promised).then(|| own.path_to(&format!("paper/{}", material.id))),
        remove: begin_form(own.path_to("papers/remove"), ctx.app.new_id(), false),
        id: material.id.clone(),
    }
}
