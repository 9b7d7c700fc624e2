//! What a file really is: looked up in its first bytes, never in its name.

use civic::{Date, Problem, Text};
use playbook::Need;

use crate::cases::completeness::age_days;

/// Largest single file, bytes.
pub const FILE_MAX: usize = 10 * 1024 * 1024;

/// Most files in one application.
pub const FILES_MAX: usize = 60;

/// A file whose content has been looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checked {
    /// Name to show, cleaned of paths and control characters, at most 120 characters.
    pub name: String,
    /// Content type found in the content.
    pub content_type: &'static str,
}

/// Looks at a file. `field` is the form field the problem points to.
///
/// # Errors
/// An empty file, one over [`FILE_MAX`], or one that is neither PDF, JPEG, PNG
/// nor an Office document.
pub fn check(field: &str, name: &str, bytes: &[u8]) -> Result<Checked, Problem> {
    let shown = clean_name(name);
    if bytes.is_empty() {
        return Err(Problem::new(
            field,
            "cases/file-empty",
            Text::new(format!("文件“{shown}”是空的"), format!("the file `{shown}` is empty")),
            Text::new(
                "请重新选择文件；如果是照片，请先在手机上打开看一眼",
                "choose the file again; if it is a photo, open it once on the phone first",
            ),
        ));
    }
    if bytes.len() > FILE_MAX {
        return Err(Problem::new(
            field,
            "cases/file-too-large",
            Text::new(format!("文件“{shown}”超过 10 MB"), format!("the file `{shown}` is larger than 10 MB")),
            Text::new("请缩小照片，或分成几个文件上传", "make the photo smaller or split it into several files"),
        ));
    }
    match content_type(bytes) {
        Some(content_type) => Ok(Checked { name: shown, content_type }),
        None => Err(Problem::new(
            field,
            "cases/file-kind",
            Text::new(
                format!("文件“{shown}”的内容不是 PDF、JPG、PNG、Word 或 Excel"),
                format!("the content of `{shown}` is not PDF, JPG, PNG, Word or Excel"),
            ),
            Text::new(
                "请另存为 PDF 或拍照后上传；改文件名不起作用",
                "save it as PDF or take a photo; renaming the file does not help",
            ),
        )),
    }
}

/// SHA-256 of a file's content, hex.
pub fn sha256(bytes: &[u8]) -> String {
    use sha2::Digest;
    hex::encode(sha2::Sha256::digest(bytes))
}

/// The day a paper bears, where the demand says how old it may be; `None` where it is not asked.
///
/// # Errors
/// No day, one in the future, or one too long ago; `field` is where it was typed.
pub fn issued(field: &str, need: &Need, typed: &str, today: Date) -> Result<Option<Date>, Problem> {
    let Some(days) = need.max_age_days else { return Ok(None) };
    let refuse = |code, zh: String, en: String| {
        let next = Text::new("请填写材料上写明的日期", "type the date that stands on the paper");
        Err(Problem::new(field, code, Text::new(zh, en), next))
    };
    let Ok(day) = civic::dates::parse(typed) else {
        return refuse(
            "approvals/paper-date",
            "没有填材料日期，或日期不对".to_owned(),
            "the date of the paper is missing or wrong".to_owned(),
        );
    };
    let age = age_days(day, today);
    if age < 0 {
        let (zh, en) = ("材料日期在今天以后", "the date of the paper lies in the future");
        return refuse("approvals/paper-date-future", zh.to_owned(), en.to_owned());
    }
    if age > i64::from(days) {
        return refuse(
            "approvals/paper-too-old",
            format!("这份材料已有 {age} 天，要求 {days} 天以内"),
            format!("this paper is {age} days old; at most {days} are allowed"),
        );
    }
    Ok(Some(day))
}

fn content_type(bytes: &[u8]) -> Option<&'static str> {
    let zip = bytes.starts_with(b"PK\x03\x04");
    let names = |part: &[u8]| bytes.windows(part.len()).any(|window| window == part);
    match bytes {
        _ if bytes.starts_with(b"%PDF-") => Some("application/pdf"),
        _ if bytes.starts_with(b"\x89PNG\r\n\x1a\n") => Some("image/png"),
        _ if bytes.starts_with(b"\xff\xd8\xff") => Some("image/jpeg"),
        _ if zip && names(b"word/document.xml") => {
            Some("application/vnd.openxmlformats-officedocument.wordprocessingml.document")
        }
        _ if zip && names(b"xl/workbook.xml") => {
            Some("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
        }
        _ => None,
    }
}

fn clean_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let clean: String = last
        .chars()
        .filter(|c| !c.is_control() && !matches!(c, '"' | '<' | '>' | '\u{202a}'..='\u{202e}'))
        .take(120)
        .collect();
    match clean.trim() {
        "" | "." | ".." => "file".to_owned(),
        other => other.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_a_picture_whatever_it_is_called() {
        let file = check("masks", "合同.exe", b"\x89PNG\r\n\x1a\n....").unwrap();
        assert_eq!(file.content_type, "image/png");
    }

    #[test]
    fn refuses_a_program_called_pdf() {
        let problem = check("masks", "合同.pdf", b"MZ\x90\x00").unwrap_err();
        assert_eq!(problem.code, "cases/file-kind");
        assert_eq!(problem.field, "masks");
    }

    #[test]
    fn refuses_an_archive_that_is_no_office_document() {
        assert!(check("masks", "a.docx", b"PK\x03\x04 evil.sh").is_err());
    }

    #[test]
    fn refuses_empty_and_oversized_files_with_the_limit() {
        assert_eq!(check("m", "a.pdf", b"").unwrap_err().code, "cases/file-empty");
        let mut large = b"%PDF-".to_vec();
        large.resize(FILE_MAX + 1, b' ');
        let problem = check("m", "a.pdf", &large).unwrap_err();
        assert_eq!(problem.code, "cases/file-too-large");
        assert!(problem.message.en.contains("10 MB"));
    }

    #[test]
    fn takes_paths_and_tricks_out_of_names() {
        assert_eq!(clean_name("../../etc/passwd"), "passwd");
        assert_eq!(clean_name("C:\\x\\名单\u{202e}.pdf"), "名单.pdf");
        assert_eq!(clean_name("a\"\r\nb.pdf"), "ab.pdf");
        assert_eq!(clean_name(".."), "file");
        assert_eq!(clean_name(&"长".repeat(500)).chars().count(), 120);
    }
}
