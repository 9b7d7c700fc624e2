//! CSV as offices write it: UTF-8 with or without a mark, GBK, UTF-16; comma, tab or semicolon.

use std::borrow::Cow;

use civic::Problem;
use encoding_rs::{Encoding, GB18030, UTF_8};

use super::{Collector, FORMULA_SIGNS, Line, refuse, unreadable};

/// Reads CSV text of any encoding that spreadsheet programs here write.
pub(super) fn read(bytes: &[u8]) -> Result<Vec<Line>, Problem> {
    let text = decode(bytes)?;
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter(&text))
        .from_reader(text.as_bytes());
    let mut lines = Collector::new();
    let mut number = 0u32;
    for record in reader.records() {
        let record = record.map_err(|_| unreadable())?;
        // the reader passes over empty lines; a spreadsheet program counts them
        let start = record.position().map_or(0, csv::Position::byte);
        let start = usize::try_from(start).unwrap_or(usize::MAX);
        number = number.saturating_add(1).saturating_add(empty_lines(text.get(start..).unwrap_or_default()));
        lines.push(number, record.iter().map(cell).collect())?;
    }
    Ok(lines.lines)
}

/// How many empty lines a text begins with.
fn empty_lines(text: &str) -> u32 {
    let ends = text.chars().take_while(|c| matches!(c, '\r' | '\n')).filter(|c| *c == '\n').count();
    u32::try_from(ends).unwrap_or(u32::MAX)
}

/// A cell as it was meant: trimmed, and without the `'` our own export puts before a formula sign.
fn cell(written: &str) -> String {
    let trimmed = written.trim();
    match trimmed.strip_prefix('\'') {
        Some(rest) if rest.starts_with(FORMULA_SIGNS) => rest.trim().to_owned(),
        _ => trimmed.to_owned(),
    }
}

fn decode(bytes: &[u8]) -> Result<Cow<'_, str>, Problem> {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return whole(encoding, &bytes[mark..]);
    }
    if bytes.contains(&0) {
        return Err(unreadable());
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(Cow::Borrowed(text)),
        // a file cut off inside a character is UTF-8 still
        Err(error) if error.error_len().is_none() => whole(UTF_8, &bytes[..error.valid_up_to()]),
        Err(_) => whole(GB18030, bytes),
    }
}

fn whole(encoding: &'static Encoding, bytes: &[u8]) -> Result<Cow<'static, str>, Problem> {
    let (text, broken) = encoding.decode_without_bom_handling(bytes);
    if broken || text.contains('\0') {
        return Err(refuse(
            "enterprises/file-encoding",
            "文件的文字编码读不懂（既不是 UTF-8 也不是 GBK）",
            "the file's encoding cannot be read: it is neither UTF-8 nor GBK",
            "请在表格软件中另存为 .xlsx 或“CSV UTF-8”后再上传",
            "save it as .xlsx or \"CSV UTF-8\" and upload that",
        ));
    }
    Ok(Cow::Owned(text.into_owned()))
}

/// The sign that parts the heading into most cells.
fn delimiter(text: &str) -> u8 {
    let heading = text.lines().find(|line| !line.trim().is_empty()).unwrap_or("");
    let count = |sign: u8| heading.bytes().filter(|b| *b == sign).count();
    [b',', b'\t', b';']
        .into_iter()
        // `max_by_key` takes the last of equals; the comma is meant to win
        .rev()
        .max_by_key(|sign| count(*sign))
        .unwrap_or(b',')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(bytes: &[u8]) -> Vec<Vec<String>> {
        read(bytes).expect("readable").into_iter().map(|line| line.cells).collect()
    }

    #[test]
    fn reads_the_encodings_of_the_office() {
        let text = "名称,人数\n通河纺织厂,12\n";
        let expected = [["名称", "人数"], ["通河纺织厂", "12"]];
        let utf16: Vec<u8> = [0xff, 0xfe].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect();
        let marked = format!("\u{feff}{text}");
        let gbk = GB18030.encode(text).0;
        for bytes in [text.as_bytes(), marked.as_bytes(), &gbk, &utf16] {
            assert_eq!(cells(bytes), expected);
        }
    }

    #[test]
    fn tells_the_delimiter_from_the_heading() {
        assert_eq!(cells(b"a\tb\n1,5\t2\n")[1], ["1,5", "2"]);
        assert_eq!(cells(b"a;b\n1;2\n")[1], ["1", "2"]);
        assert_eq!(cells(b"one column\nx\n")[1], ["x"]);
    }

    #[test]
    fn counts_rows_as_a_spreadsheet_program_does() {
        let lines = read(b"a,b\n\n\"two\nlines\",x\nlast,y\n").expect("readable");
        let numbers: Vec<u32> = lines.iter().map(|line| line.number).collect();
        assert_eq!(numbers, [1, 3, 4]);
        assert_eq!(lines[1].cells[0], "two\nlines");
    }

    #[test]
    fn takes_back_what_the_export_made_harmless() {
        assert_eq!(cells(b"'=1+1,'plain\n")[0], ["=1+1", "'plain"]);
    }

    #[test]
    fn refuses_bytes_of_no_known_encoding() {
        assert_eq!(read(b"a,\xff\xff\xff").expect_err("no text").code, "enterprises/file-encoding");
    }
}
