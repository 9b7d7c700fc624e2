//! Tables that people bring and take away: CSV in the encodings of the office, and XLSX.

mod csv_text;
mod workbook;

pub use web::sheets::{Format, SheetFile, file, write};

use civic::{Problem, Text};
use web::sheets::FORMULA_SIGNS;

/// Largest file taken in, in bytes (20 MiB).
pub const BYTES_MAX: usize = 20 * 1024 * 1024;
/// Most rows of data in one file, the heading not counted.
pub const ROWS_MAX: usize = 50_000;
/// Most columns read; more than that is not a list of enterprises.
pub const COLUMNS_MAX: usize = 100;
/// Longest text of one cell, in bytes.
pub const CELL_BYTES_MAX: usize = 4_000;

/// One line of a table and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Number as the spreadsheet program shows it, from 1.
    pub number: u32,
    /// The cells, trimmed, from the first column.
    pub cells: Vec<String>,
}

/// Reads the first sheet of a file; empty lines are left out.
///
/// The kind is told by content, not by name. Dates come out as `2020-02-20`, whole numbers
/// without a decimal point.
///
/// # Errors
/// Everything that keeps the file as a whole from being read: `enterprises/file-empty`,
/// `file-too-large`, `file-too-many-rows`, `file-unreadable`, `file-old-excel`, `file-encoding`.
pub fn read(bytes: &[u8]) -> Result<Vec<Line>, Problem> {
    if bytes.len() > BYTES_MAX {
        return Err(refuse(
            "enterprises/file-too-large",
            "文件超过 20 MiB",
            "the file is larger than 20 MiB",
            "请分成几个文件，每个不超过 20 MiB、50000 行",
            "split it into files of at most 20 MiB and 50,000 rows each",
        ));
    }
    let lines = if bytes.starts_with(b"PK\x03\x04") {
        workbook::read(bytes)?
    } else if bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) {
        return Err(refuse(
            "enterprises/file-old-excel",
            "这是旧版 Excel 文件（.xls）或加了密码的文件",
            "this is an old Excel file (.xls) or one with a password",
            "请在表格软件中去掉密码，另存为 .xlsx 或 CSV 后再上传",
            "remove the password, save it as .xlsx or CSV and upload that",
        ));
    } else {
        csv_text::read(bytes)?
    };
    if lines.is_empty() {
        return Err(refuse(
            "enterprises/file-empty",
            "文件里没有内容",
            "the file has no content",
            "请下载模板，填写后再上传",
            "download the template, fill it in and upload it",
        ));
    }
    Ok(lines)
}

/// Collects lines and holds the limits on the way, so that a huge file stops early.
struct Collector {
    lines: Vec<Line>,
}

impl Collector {
    fn new() -> Collector {
        Collector { lines: Vec::new() }
    }

    fn push(&mut self, number: u32, mut cells: Vec<String>) -> Result<(), Problem> {
        while cells.last().is_some_and(String::is_empty) {
            cells.pop();
        }
        if cells.is_empty() {
            return Ok(());
        }
        // the heading is one line more
        if self.lines.len() > ROWS_MAX {
            return Err(too_many_rows());
        }
        if cells.len() > COLUMNS_MAX {
            return Err(too_wide(number));
        }
        if cells.iter().any(|cell| cell.len() > CELL_BYTES_MAX) {
            return Err(cell_too_long(number));
        }
        self.lines.push(Line { number, cells });
        Ok(())
    }
}

fn too_many_rows() -> Problem {
    refuse(
        "enterprises/file-too-many-rows",
        "文件超过 50000 行",
        "the file has more than 50,000 rows",
        "请分成几个文件，每个不超过 50000 行",
        "split it into files of at most 50,000 rows each",
    )
}

fn too_wide(number: u32) -> Problem {
    Problem::new(
        "file",
        "enterprises/file-too-wide",
        Text::new(
            format!("第 {number} 行超过 {COLUMNS_MAX} 列"),
            format!("row {number} has more than {COLUMNS_MAX} columns"),
        ),
        Text::new("请按模板的列整理后再上传", "arrange it in the template's columns and upload it again"),
    )
}

fn cell_too_long(number: u32) -> Problem {
    Problem::new(
        "file",
        "enterprises/file-long-cell",
        Text::new(
            format!("第 {number} 行有一格超过 {CELL_BYTES_MAX} 字节"),
            format!("row {number} has a cell of more than {CELL_BYTES_MAX} bytes"),
        ),
        Text::new("请检查引号是否成对，或缩短这一格", "check that quotes come in pairs, or shorten the cell"),
    )
}

fn refuse(code: &'static str, zh: &str, en: &str, next_zh: &str, next_en: &str) -> Problem {
    Problem::new("file", code, Text::new(zh, en), Text::new(next_zh, next_en))
}

fn unreadable() -> Problem {
    refuse(
        "enterprises/file-unreadable",
        "文件不是能读懂的 CSV 或 XLSX 表格",
        "the file is not a CSV or XLSX table that can be read",
        "请用表格软件打开检查，另存为 .xlsx 或 CSV 后再上传",
        "open it in a spreadsheet program, save it as .xlsx or CSV and upload that",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(bytes: &[u8]) -> &'static str {
        read(bytes).expect_err("should be refused").code
    }

    #[test]
    fn what_is_written_reads_back_the_same_in_both_kinds() {
        let list = SheetFile {
            heading: vec!["名称".into(), "代码".into()],
            rows: vec![vec!["通河“纺织”厂, 一车间".into(), "0012".into()], vec!["=cmd()".into(), "-1".into()]],
        };
        for format in [Format::Csv, Format::Xlsx] {
            let bytes = write(&list, format).expect("written");
            let cells: Vec<_> = read(&bytes).expect("readable").into_iter().map(|line| line.cells).collect();
            let mut expected = vec![list.heading.clone()];
            expected.extend(list.rows.clone());
            assert_eq!(cells, expected, "{format:?}");
        }
    }

    #[test]
    fn refuses_files_that_are_no_table_and_says_why() {
        assert_eq!(code(b""), "enterprises/file-empty");
        assert_eq!(code(b" \r\n,,\r\n"), "enterprises/file-empty");
        assert_eq!(code(b"PK\x03\x04 not a zip at all"), "enterprises/file-unreadable");
        assert_eq!(code(&[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1]), "enterprises/file-old-excel");
        assert_eq!(code(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"), "enterprises/file-unreadable");
    }

    #[test]
    fn names_the_limit_a_file_breaks() {
        let long = "a\n".repeat(ROWS_MAX + 2);
        assert_eq!(code(long.as_bytes()), "enterprises/file-too-many-rows");
        let just = "a\n".repeat(ROWS_MAX + 1);
        assert_eq!(read(just.as_bytes()).expect("within").len(), ROWS_MAX + 1);
        assert_eq!(code(&vec![b'a'; BYTES_MAX + 1]), "enterprises/file-too-large");
        assert_eq!(code(",x".repeat(COLUMNS_MAX + 1).as_bytes()), "enterprises/file-too-wide");
        assert_eq!(code("x".repeat(CELL_BYTES_MAX + 1).as_bytes()), "enterprises/file-long-cell");
    }
    proptest::proptest! {
        #[test]
        fn no_bytes_make_the_reader_panic(bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..400)) {
            let _ = read(&bytes);
            let _ = read(&[&b"PK\x03\x04"[..], &bytes].concat());
        }

        #[test]
        fn what_is_written_as_csv_reads_back_the_same(cell in "[^\\pC\\pZ']{1,20}", other in "[a-z,\"\n;\t ]{0,20}x") {
            let list = SheetFile { heading: vec!["a".into(), "b".into()], rows: vec![vec![cell.clone(), other.clone()]] };
            let lines = read(&write(&list, Format::Csv).expect("written")).expect("readable");
            proptest::prop_assert_eq!(&lines[1].cells, &vec![cell, other.trim().to_owned()]);
        }
    }
}
