//! The files of one paper, or a promise, as a form brings them: read whole, refused whole, all reasons at once.

use civic::{Date, Problem, Text};
use ground::cases::completeness::need_field;
use ground::cases::{Material, bundle, upload};
use playbook::{EvidenceKind, Need};
use web::{Ctx, Form};

use super::own::Own;

/// A paper to add, with its content; a promise has none.
pub type New = (Material, Option<Vec<u8>>);

/// What the form adds.
///
/// # Errors
/// Everything wrong with it: the demand, the kind of paper, its date, each file, all files together.
pub fn read(ctx: &Ctx, own: &Own, form: &Form) -> Result<Vec<New>, Vec<Problem>> {
    let (need, evidence) = match asked(own, form) {
        Ok(found) => found,
        Err(problem) => {
            let need = own.rules.service().needs.iter().find(|n| n.id == form.get("need"));
            let date = need.and_then(|need| issued(ctx, form, need).err());
            return Err([vec![problem], date.into_iter().collect()].concat());
        }
    };
    let field = need_field(&need.id);
    let mut blank = Material {
        id: ctx.app.new_id(),
        need: need.id.clone(),
        evidence,
        file_name: String::new(),
        content_type: String::new(),
        size: 0,
        sha256: String::new(),
        promised: false,
        issued_on: None,
        added_at: ctx.app.now_ms(),
    };
    if is_promise(own, &blank.evidence) {
        blank.promised = form.has(&field);
        return if blank.promised { Ok(vec![(blank, None)]) } else { Err(vec![not_ticked(&field)]) };
    }
    let mut problems = Vec::new();
    match issued(ctx, form, &need) {
        Ok(day) => blank.issued_on = day,
        Err(problem) => problems.push(problem),
    }
    let (new, wrong) = files(ctx, form, &blank);
    let sent = new.len() + wrong.len();
    problems.extend(wrong);
    if sent == 0 {
        problems.push(no_file(&field));
    }
    if problems.is_empty() {
        return Ok(new);
    }
    problems.extend(together(&new, &own.whole.materials));
    if sent > 1 {
        problems.push(none_kept(&field));
    }
    Err(problems)
}

/// What is wrong with the files beside those that are there. Whether they are taken is judged by this with the write:
/// the same form sent twice is then answered as it was the first time, and a case already filed as one that is.
#[must_use]
pub fn together(new: &[New], there: &[Material]) -> Vec<Problem> {
    let materials: Vec<Material> = new.iter().map(|(material, _)| material.clone()).collect();
    bundle::problems(need_field, &materials, there)
}

/// The files of the form in the order they were chosen, and what is wrong with the others.
fn files(ctx: &Ctx, form: &Form, blank: &Material) -> (Vec<New>, Vec<Problem>) {
    let field = need_field(&blank.need);
    let sent = form.files(&field);
    // ids of one moment stand in no order of their own
    let mut ids: Vec<String> = sent.iter().map(|_| ctx.app.new_id()).collect();
    ids.sort();
    let (mut new, mut problems) = (Vec::new(), Vec::new());
    for (file, id) in sent.iter().zip(ids) {
        match upload::check(&field, &file.filename, &file.bytes) {
            Ok(checked) => {
                let material = Material {
                    id,
                    file_name: checked.name,
                    content_type: checked.content_type.to_owned(),
                    size: i64::try_from(file.bytes.len()).unwrap_or(i64::MAX),
                    sha256: upload::sha256(&file.bytes),
                    ..blank.clone()
                };
                new.push((material, Some(file.bytes.to_vec())));
            }
            Err(problem) => problems.push(problem),
        }
    }
    (new, problems)
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

/// The day the paper bears, where the demand says how old it may be.
fn issued(ctx: &Ctx, form: &Form, need: &Need) -> Result<Option<Date>, Problem> {
    let field = issued_field(need);
    upload::issued(&field, need, form.get(&field), ctx.app.today())
}

/// The form field of the day on a paper.
pub fn issued_field(need: &Need) -> String {
    format!("issued-{}", need.id)
}

/// This evidence is given by a word, not by a file.
pub fn is_promise(own: &Own, evidence: &str) -> bool {
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

/// The word that a whole upload was refused for some of its files.
#[must_use]
pub fn none_kept(field: &str) -> Problem {
    Problem::new(
        field,
        "approvals/none-kept",
        Text::new("这次选的文件一个也没有保存", "none of the files chosen this time was kept"),
        Text::new(
            "请去掉有问题的，把其余的重新选上再上传",
            "leave out what is wrong, choose the others again and upload",
        ),
    )
}
