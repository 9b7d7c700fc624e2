//! `Form`: what a person sent, urlencoded or multipart, as plain text values and files.

use axum::body::Bytes;
use axum::extract::{FromRequest, Multipart, Request};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse;
use civic::problem::Problem;
use civic::text::Text;

use crate::{App, Stop};

/// Most fields one form may have.
const FIELDS_MAX: usize = 2000;

/// Most files one form may have.
const FILES_MAX: usize = 100;

/// The fields and files of a form.
#[derive(Clone, Debug, Default)]
pub struct Form {
    fields: Vec<(String, String)>,
    files: Vec<(String, Upload)>,
}

/// One file, in memory; its type must still be checked by its content.
#[derive(Clone, Debug)]
pub struct Upload {
    /// The name on the person's device, without folders; show it, never use it as a path.
    pub filename: String,
    /// What the browser says it is; not to be trusted.
    pub content_type: String,
    pub bytes: Bytes,
}

impl Form {
    /// A form from pairs, for tests and for pages that fill themselves.
    pub fn from_pairs<N: Into<String>, V: Into<String>>(pairs: impl IntoIterator<Item = (N, V)>) -> Form {
        Form { fields: pairs.into_iter().map(|(n, v)| (n.into(), v.into())).collect(), files: Vec::new() }
    }

    /// The first value of a field without white space around it; `""` if absent.
    pub fn get(&self, name: &str) -> &str {
        self.fields.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value.trim())
    }

    /// All values of a field, trimmed.
    pub fn all(&self, name: &str) -> Vec<&str> {
        self.fields.iter().filter(|(key, _)| key == name).map(|(_, value)| value.trim()).collect()
    }

    /// All fields in the order sent, untrimmed.
    pub fn pairs(&self) -> &[(String, String)] {
        &self.fields
    }

    /// True if the box `name` was ticked or the button `name` pressed.
    pub fn has(&self, name: &str) -> bool {
        self.fields.iter().any(|(key, _)| key == name)
    }

    /// The files of a field; a file input left empty sends none.
    pub fn files(&self, name: &str) -> Vec<&Upload> {
        self.files.iter().filter(|(key, _)| key == name).map(|(_, file)| file).collect()
    }

    /// The transaction id of the form, so that a repeated submit does one thing once.
    ///
    /// # Errors
    /// 422 when it is absent or no id: the form was not made by [`crate::ui::begin_form`].
    pub fn txid(&self) -> Result<String, Stop> {
        let txid = self.get("txid");
        let clean = (8..=64).contains(&txid.len()) && txid.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
        if clean { Ok(txid.to_owned()) } else { Err(unusable_txid().into()) }
    }
}

fn unusable_txid() -> Problem {
    Problem::new(
        "",
        "web/no-txid",
        Text::new("这份表单缺少提交编号", "the form has no submission number"),
        Text::new("请返回上一页，刷新后重新提交", "go back, reload the page and send it again"),
    )
}

impl FromRequest<App> for Form {
    type Rejection = Stop;

    async fn from_request(request: Request, app: &App) -> Result<Form, Stop> {
        let kind = request.headers().get(CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or_default();
        if kind.starts_with("multipart/form-data") {
            read_multipart(request, app).await
        } else if kind.starts_with("application/x-www-form-urlencoded") {
            read_urlencoded(request, app).await
        } else {
            Err(Stop::Refused { status: StatusCode::UNSUPPORTED_MEDIA_TYPE, problems: Vec::new() })
        }
    }
}

async fn read_urlencoded(request: Request, app: &App) -> Result<Form, Stop> {
    let bytes = Bytes::from_request(request, app).await.map_err(|r| unreadable(r.into_response().status()))?;
    let fields = pairs(&bytes);
    if fields.len() > FIELDS_MAX {
        return Err(Stop::TooLarge);
    }
    Ok(Form { fields, files: Vec::new() })
}

async fn read_multipart(request: Request, app: &App) -> Result<Form, Stop> {
    let mut parts = Multipart::from_request(request, app).await.map_err(|r| unreadable(r.into_response().status()))?;
    let mut form = Form::default();
    while let Some(part) = parts.next_field().await.map_err(|e| unreadable(e.status()))? {
        let name = part.name().unwrap_or_default().to_owned();
        let filename = part.file_name().map(base_name);
        let content_type = part.content_type().unwrap_or("application/octet-stream").to_owned();
        let bytes = part.bytes().await.map_err(|e| unreadable(e.status()))?;
        match filename {
            Some(filename) if filename.is_empty() && bytes.is_empty() => {}
            Some(filename) => form.files.push((name, Upload { filename, content_type, bytes })),
            None => form.fields.push((name, String::from_utf8_lossy(&bytes).into_owned())),
        }
        if form.fields.len() > FIELDS_MAX || form.files.len() > FILES_MAX {
            return Err(Stop::TooLarge);
        }
    }
    Ok(form)
}

fn unreadable(status: StatusCode) -> Stop {
    if status == StatusCode::PAYLOAD_TOO_LARGE {
        return Stop::TooLarge;
    }
    Stop::Refused { status: StatusCode::BAD_REQUEST, problems: Vec::new() }
}

/// The last part of a path in either system's writing, without control signs, at most 200 characters.
fn base_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    last.chars().filter(|c| !c.is_control()).take(200).collect()
}

/// Pairs of `a=1&b=2`, decoded; wrong UTF-8 becomes replacement signs.
pub(crate) fn pairs(bytes: &[u8]) -> Vec<(String, String)> {
    bytes
        .split(|b| *b == b'&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| {
            let at = pair.iter().position(|b| *b == b'=').unwrap_or(pair.len());
            (decode(&pair[..at]), decode(pair.get(at + 1..).unwrap_or_default()))
        })
        .collect()
}

fn decode(bytes: &[u8]) -> String {
    let mut plain = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let hex = bytes.get(at + 1..at + 3).and_then(|two| std::str::from_utf8(two).ok());
        match (bytes[at], hex.and_then(|two| u8::from_str_radix(two, 16).ok())) {
            (b'%', Some(byte)) => {
                plain.push(byte);
                at += 3;
                continue;
            }
            (b'+', _) => plain.push(b' '),
            (byte, _) => plain.push(byte),
        }
        at += 1;
    }
    String::from_utf8_lossy(&plain).into_owned()
}

/// Encodes text for a query value.
pub fn encode(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => encoded.push(byte as char),
            other => encoded.push_str(&format!("%{other:02X}")),
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decodes_chinese_plus_and_stray_percent() {
        let sent = pairs("name=%E5%BC%A0+%E4%B8%89&rate=100%&&empty=&flag".as_bytes());
        let expected = [("name", "张 三"), ("rate", "100%"), ("empty", ""), ("flag", "")];
        assert_eq!(sent, expected.map(|(n, v)| (n.to_owned(), v.to_owned())));
    }

    #[test]
    fn decoding_undoes_encoding() {
        let text = "通途 & a=b%+/?";
        assert_eq!(decode(encode(text).as_bytes()), text);
    }

    #[test]
    fn reads_single_and_repeated_fields_trimmed() {
        let form = Form::from_pairs([("a", " 1 "), ("b", "x"), ("a", "2")]);
        assert_eq!((form.get("a"), form.all("a"), form.get("none")), ("1", vec!["1", "2"], ""));
    }

    #[test]
    fn a_form_without_a_transaction_id_is_refused() {
        assert!(Form::from_pairs([("txid", "01J00000000000000000000000")]).txid().is_ok());
        for bad in ["", "short", "with space 1234", "<script>1234"] {
            assert!(matches!(Form::from_pairs([("txid", bad)]).txid(), Err(Stop::Refused { .. })), "{bad}");
        }
    }

    #[test]
    fn a_file_name_loses_its_folders() {
        assert_eq!(base_name("C:\\data\\..\\花名册.xlsx"), "花名册.xlsx");
        assert_eq!(base_name("../../etc/passwd"), "passwd");
    }
}
