//! A paper sent as a form in parts, with its file as it is: what is largest need not grow by a third.

use axum::body::{Body, Bytes};
use axum::extract::{FromRequest, Request};
use axum::http::HeaderMap;
use axum::http::header::CONTENT_TYPE;
use civic::{Problem, Text};
use serde_json::json;
use web::{Ctx, Form, Stop};

use super::Paper;
use crate::cases::upload;

/// The fields a form may have, besides its file.
const FIELDS: [&str; 3] = ["need", "evidence", "issued_on"];

/// Whether the body is a form in parts.
pub fn is_so(headers: &HeaderMap) -> bool {
    let kind = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    kind.to_ascii_lowercase().starts_with("multipart/form-data")
}

/// The paper, and bytes that are the same whenever the same is sent, whatever lies between the parts.
///
/// # Errors
/// A form that cannot be read, a field that is not known, no file or several.
pub async fn paper(ctx: &Ctx, headers: &HeaderMap, body: Bytes) -> Result<(Paper, Bytes), Stop> {
    let mut request = Request::new(Body::from(body));
    request.headers_mut().extend(headers.get(CONTENT_TYPE).map(|kind| (CONTENT_TYPE, kind.clone())));
    let form = Form::from_request(request, &ctx.app).await?;
    let mut problems: Vec<Problem> = Vec::new();
    let strange = form.pairs().iter().filter(|(name, _)| !FIELDS.contains(&name.as_str()));
    problems.extend(strange.map(|(name, _)| unknown(name)));
    if form.get("need").is_empty() {
        problems.push(missing("/need"));
    }
    let files = form.files("file");
    let [file] = files[..] else {
        problems.push(missing("/file"));
        return Err(Stop::refused(problems));
    };
    if !problems.is_empty() {
        return Err(Stop::refused(problems));
    }
    let field = |name: &str| form.get(name).to_owned();
    let same =
        json!([field("need"), field("evidence"), field("issued_on"), file.filename, upload::sha256(&file.bytes)]);
    let paper = Paper {
        need: field("need"),
        evidence: Some(field("evidence")).filter(|evidence| !evidence.is_empty()),
        promised: false,
        file_name: file.filename.clone(),
        content: String::new(),
        issued_on: field("issued_on"),
        bytes: Some(file.bytes.clone()),
    };
    Ok((paper, Bytes::from(same.to_string())))
}

fn unknown(name: &str) -> Problem {
    let shown: String = name.chars().take(60).collect();
    Problem::new(
        format!("/{shown}"),
        "api/unknown-field",
        Text::new(format!("没有“{shown}”这个字段"), format!("there is no field `{shown}`")),
        Text::new("请对照接口说明", "see the description"),
    )
}

fn missing(field: &str) -> Problem {
    Problem::new(
        field,
        "api/required",
        Text::new("缺少这一项，或者给了几个", "it is missing, or given more than once"),
        Text::new("请给一项材料和一个文件", "give one need and one file"),
    )
}
