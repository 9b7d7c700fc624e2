//! What the writing calls take and answer.

use axum::http::Method;
use civic::Text;
use serde_json::{Value, json};
use web::openapi::{Operation, Param};

use super::super::schemas;
use super::SCOPE;
use crate::cases::completeness::REASON_MAX;

/// Statuses of every call that writes to a case there is.
const STOPS: &[u16] = &[400, 404, 409, 413, 415, 422];

/// Longest base64 of a paper: that of the largest file, rounded up.
const CONTENT_MAX: usize = crate::cases::upload::FILE_MAX / 3 * 4 + 8;

fn write(path: &'static str, id: &'static str, title: (&str, &str), about: (&str, &str), body: Value) -> Operation {
    Operation {
        method: Method::POST,
        path,
        id,
        title: Text::new(title.0, title.1),
        about: Text::new(about.0, about.1),
        scope: Some(SCOPE),
        params: on_a_case(),
        body: Some(body),
        answer: schemas::good(200, "办件现在的内容", "The case as it is now", schemas::named("Case")),
        form: None,
        stops: STOPS,
    }
}

fn on_a_case() -> Vec<Param> {
    let mut all = schemas::case_place();
    all.push(schemas::idempotency_key());
    all
}

/// Describes [`super::begin`].
pub fn begin_operation() -> Operation {
    let id = || json!({"type": "string", "minLength": 1, "maxLength": 80});
    let body = schemas::body(
        &["playbook", "service"],
        &[("playbook", id()), ("service", id()), ("facts", schemas::given_facts())],
    );
    let title = ("新建草稿", "Begin a draft");
    let about = (
        "为密钥所属企业新建一份草稿，可同时填写事实。Location 是办件地址。",
        "A draft for the enterprise that owns the key, with facts if given. Location leads to it.",
    );
    Operation {
        params: vec![schemas::idempotency_key()],
        answer: schemas::good(201, "草稿", "The draft", schemas::named("Case")),
        stops: &[400, 404, 409, 413, 415, 422],
        ..write("/api/v1/cases", "beginCase", title, about, body)
    }
}

/// Describes [`super::facts`].
pub fn facts_operation() -> Operation {
    let body = schemas::body(&["facts"], &[("facts", schemas::given_facts())]);
    let title = ("填写事实", "Answer");
    let about = (
        "写入列出的事实，null 表示收回，没有列出的不变。草稿和补正期间可用；带 If-Match 时，内容已变则不写入。",
        "Sets the facts named, takes back those that are null, leaves the others. In a draft and during a correction; \
         with If-Match nothing is written when the case has changed.",
    );
    let mut params = on_a_case();
    params.push(schemas::if_match());
    Operation {
        method: Method::PUT,
        params,
        stops: &[400, 404, 409, 412, 413, 415, 422],
        ..write("/api/v1/cases/{region}/{id}/facts", "putFacts", title, about, body)
    }
}

/// Describes [`super::paper`].
pub fn paper_operation() -> Operation {
    let body = schemas::body(
        &["need"],
        &[
            ("need", json!({"type": "string", "minLength": 1, "maxLength": 80})),
            ("evidence", json!({"type": ["string", "null"], "maxLength": 80})),
            ("promised", json!({"type": "boolean"})),
            ("file_name", schemas::short(200)),
            ("content", json!({"type": "string", "maxLength": CONTENT_MAX, "contentEncoding": "base64"})),
            ("issued_on", schemas::short(20)),
        ],
    );
    let title = ("交一份材料", "Hand in a paper");
    let about = (
        "文件内容用 base64，或用 multipart/form-data 原样上传（字段 file）；最大 10 MB，按内容识别：PDF、JPG、PNG、Word、Excel。\
         承诺书用 promised 代替文件。",
        "The file as base64, or as it is in the field `file` of multipart/form-data; at most 10 MB, known by its content: \
         PDF, JPG, PNG, Word, Excel. A promise is made with `promised` instead of a file.",
    );
    let form = schemas::body(
        &["need"],
        &[
            ("need", json!({"type": "string", "minLength": 1, "maxLength": 80})),
            ("evidence", schemas::short(80)),
            ("issued_on", schemas::short(20)),
            ("file", json!({"type": "string", "format": "binary"})),
        ],
    );
    Operation {
        form: Some(form),
        answer: schemas::good(201, "办件现在的内容", "The case as it is now", schemas::named("Case")),
        ..write("/api/v1/cases/{region}/{id}/papers", "addPaper", title, about, body)
    }
}

/// Describes [`super::file`].
pub fn file_operation() -> Operation {
    let yes_no = json!({"type": "boolean"});
    let body = schemas::body(&["declared"], &[("declared", yes_no.clone()), ("insist", yes_no)]);
    let title = ("提交", "File");
    let about = (
        "提交草稿，或把补正好的办件交回。缺什么一次全部告知。declared 表示确认内容属实。\
         按规则不符合条件而仍要书面决定的，insist 为 true：由牵头部门直接作出，不要求交材料。",
        "Files a draft, or sends a corrected case back. Everything missing is told at once. `declared` confirms that \
         all of it is true. Where the rules already say no, `insist` asks for a written decision all the same: the \
         lead agency alone gives it, without papers.",
    );
    write("/api/v1/cases/{region}/{id}/file", "fileCase", title, about, body)
}

/// Describes [`super::withdraw`].
pub fn withdraw_operation() -> Operation {
    let body = schemas::body(&[], &[("reason", schemas::short(REASON_MAX))]);
    let title = ("撤回", "Withdraw");
    let about = ("办结之前可以撤回，理由可不写。", "Possible until it is decided; a reason may be given.");
    write("/api/v1/cases/{region}/{id}/withdraw", "withdrawCase", title, about, body)
}

/// Describes [`super::decide`].
pub fn decide_operation() -> Operation {
    let body = schemas::body(
        &["verdict"],
        &[
            ("verdict", json!({"type": "string", "enum": ["approve", "refuse", "correct"]})),
            ("reason", schemas::short(REASON_MAX)),
            ("asks", json!({"type": "array", "items": schemas::short(120), "maxItems": 200})),
        ],
    );
    let title = ("办理一个环节", "Decide a step");
    let about = (
        "部门密钥办理本部门的环节。不同意和要求补正须写理由；补正用 asks 列出 need-… 和 fact-…。已办过的环节答复 409。",
        "An agency's key decides a step of its agency. Refusing and asking for a correction need a reason; a correction \
         names `need-…` and `fact-…` in `asks`. A step dealt with already answers 409.",
    );
    let mut params = on_a_case();
    params.push(schemas::step());
    Operation { params, ..write("/api/v1/cases/{region}/{id}/steps/{step}/decide", "decideStep", title, about, body) }
}
