//! Lists that people take away: XLSX, or CSV with the mark by which spreadsheets know UTF-8.

use crate::{Ctx, Reply};
use rust_xlsxwriter::{Format as Style, Workbook, Worksheet};

/// What a cell may not begin with: a spreadsheet would run it as a formula.
pub const FORMULA_SIGNS: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

/// The two kinds of file a list comes in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Format {
    /// Comma-separated text in UTF-8 with a byte-order mark.
    Csv,
    /// A workbook with one sheet.
    Xlsx,
}

impl Format {
    /// Reads `csv` or `xlsx`, as in a URL.
    pub fn parse(name: &str) -> Option<Format> {
        match name {
            "csv" => Some(Format::Csv),
            "xlsx" => Some(Format::Xlsx),
            _ => None,
        }
    }

    /// The ending of the file's name.
    pub const fn ending(self) -> &'static str {
        match self {
            Format::Csv => "csv",
            Format::Xlsx => "xlsx",
        }
    }

    /// Its media type.
    pub const fn content_type(self) -> &'static str {
        match self {
            Format::Csv => "text/csv; charset=utf-8",
            Format::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        }
    }
}

/// A list ready to be written: a heading and rows of the same width.
#[derive(Clone, Debug, Default)]
pub struct SheetFile {
    /// Words above the columns.
    pub heading: Vec<String>,
    /// The rows; every cell is text, so that codes keep their zeros.
    pub rows: Vec<Vec<String>>,
}

/// Writes the list as bytes of this kind.
///
/// # Errors
/// When the workbook cannot hold it (over 1,048,576 rows or 32,767 characters in a cell).
pub fn write(list: &SheetFile, format: Format) -> anyhow::Result<Vec<u8>> {
    match format {
        Format::Csv => csv(list),
        Format::Xlsx => xlsx(list),
    }
}

fn csv(list: &SheetFile) -> anyhow::Result<Vec<u8>> {
    let mut text = "\u{feff}".as_bytes().to_vec();
    text.extend(csv_lines(std::iter::once(&list.heading))?);
    text.extend(csv_lines(&list.rows)?);
    Ok(text)
}

/// Rows as lines of comma-separated text, without the mark at the head of a file: for lists written piece by piece.
///
/// # Errors
/// None in practice: writing to memory does not fail.
pub fn csv_lines<'a>(rows: impl IntoIterator<Item = &'a Vec<String>>) -> anyhow::Result<Vec<u8>> {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    for row in rows {
        writer.write_record(row.iter().map(|cell| harmless(cell)))?;
    }
    Ok(writer.into_inner().map_err(|error| error.into_error())?)
}

/// A cell that begins like a formula would be run by the spreadsheet that opens it: a mark before
/// it makes it text.
fn harmless(cell: &str) -> String {
    if cell.starts_with(FORMULA_SIGNS) { format!("'{cell}") } else { cell.to_owned() }
}

fn xlsx(list: &SheetFile) -> anyhow::Result<Vec<u8>> {
    workbook(&[("", list)])
}

/// A workbook of several sheets, each with its name; an empty name leaves the program's own.
///
/// # Errors
/// As [`write`], and a name no sheet can have.
pub fn workbook(sheets: &[(&str, &SheetFile)]) -> anyhow::Result<Vec<u8>> {
    let mut book = Workbook::new();
    for (name, list) in sheets {
        let sheet = book.add_worksheet();
        if !name.is_empty() {
            sheet.set_name(*name)?;
        }
        fill(sheet, list)?;
    }
    Ok(book.save_to_buffer()?)
}

fn fill(sheet: &mut Worksheet, list: &SheetFile) -> anyhow::Result<()> {
    let bold = Style::new().set_bold();
    let text = Style::new().set_num_format("@");
    sheet.set_freeze_panes(1, 0)?;
    for (column, words) in (0u16..).zip(&list.heading) {
        // a column of codes written by hand later keeps its zeros too
        sheet.set_column_format(column, &text)?;
        sheet.set_column_width(column, 18)?;
        sheet.write_string_with_format(0, column, words, &bold)?;
    }
    for (line, row) in (1u32..).zip(&list.rows) {
        for (column, cell) in (0u16..).zip(row) {
            sheet.write_string_with_format(line, column, cell, &text)?;
        }
    }
    Ok(())
}

/// Answers with a list as a CSV file to save; `name` is without its ending.
///
/// # Errors
/// Only a file that cannot be written, which is a fault.
pub fn csv_file(ctx: &Ctx, name: &str, heading: &[&str], rows: Vec<Vec<String>>) -> Reply {
    let list = SheetFile { heading: heading.iter().map(|h| (*h).to_owned()).collect(), rows };
    ctx.attachment(&format!("{name}.csv"), Format::Csv.content_type(), csv(&list)?)
}

/// Answers with the list as a file to save; `name` is without its ending. Written on a thread for slow work.
///
/// # Errors
/// As [`write`].
pub async fn file(ctx: &Ctx, list: SheetFile, name: &str, format: Format) -> Reply {
    let bytes = tokio::task::spawn_blocking(move || write(&list, format)).await.map_err(anyhow::Error::from)??;
    ctx.attachment(&format!("{name}.{}", format.ending()), format.content_type(), bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list() -> SheetFile {
        SheetFile {
            heading: vec!["名称".into(), "代码".into()],
            rows: vec![vec!["通河“纺织”厂, 一车间".into(), "0012".into()], vec!["=cmd()".into(), "-1".into()]],
        }
    }

    #[test]
    fn a_cell_that_looks_like_a_formula_is_made_harmless() {
        let bytes = write(&list(), Format::Csv).expect("written");
        let text = String::from_utf8(bytes).expect("UTF-8");
        assert!(text.starts_with('\u{feff}'));
        assert!(text.contains("'=cmd(),'-1"), "{text}");
    }
}
