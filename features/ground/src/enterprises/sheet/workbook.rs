//! XLSX workbooks: the first sheet, cell by cell, with the unpacked size checked beforehand.

use std::io::{Cursor, Read, copy, sink};

use calamine::{DataRef, Reader, Xlsx};
use civic::Problem;

use super::{COLUMNS_MAX, Collector, Line, refuse, too_wide, unreadable};

/// Largest unpacked size: a zip of 20 MiB can hold a thousand times that.
const UNPACKED_MAX: u64 = 200 * 1024 * 1024;

/// Reads the first sheet.
pub(super) fn read(bytes: &[u8]) -> Result<Vec<Line>, Problem> {
    check_unpacked_size(bytes)?;
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|_| unreadable())?;
    let name = book.sheet_names().first().cloned().ok_or_else(unreadable)?;
    let mut reader = book.worksheet_cells_reader(&name).map_err(|_| unreadable())?;
    let mut lines = Collector::new();
    let mut row: Option<(u32, Vec<String>)> = None;
    while let Some(cell) = reader.next_cell().map_err(|_| unreadable())? {
        let (line, column) = cell.get_position();
        let text = shown(cell.get_value());
        if text.is_empty() {
            continue;
        }
        if row.as_ref().is_none_or(|(current, _)| *current != line)
            && let Some((done, cells)) = row.replace((line, Vec::new()))
        {
            lines.push(done.saturating_add(1), cells)?;
        }
        let column = usize::try_from(column).unwrap_or(usize::MAX);
        if column >= COLUMNS_MAX {
            return Err(too_wide(line.saturating_add(1)));
        }
        if let Some((_, cells)) = &mut row {
            if cells.len() <= column {
                cells.resize(column + 1, String::new());
            }
            cells[column] = text;
        }
    }
    if let Some((last, cells)) = row {
        lines.push(last.saturating_add(1), cells)?;
    }
    Ok(lines.lines)
}

/// Unpacks every part into nothing and counts: the sizes a zip states about itself may be lies.
fn check_unpacked_size(bytes: &[u8]) -> Result<(), Problem> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|_| unreadable())?;
    let mut left = UNPACKED_MAX;
    for index in 0..archive.len() {
        let part = archive.by_index(index).map_err(|_| unreadable())?;
        let size = copy(&mut part.take(left.saturating_add(1)), &mut sink()).map_err(|_| unreadable())?;
        left = left.checked_sub(size).ok_or_else(|| {
            refuse(
                "enterprises/file-unpacked",
                "表格解压后超过 200 MiB",
                "the workbook is larger than 200 MiB when unpacked",
                "请删去图片和多余的工作表，或另存为 CSV 后再上传",
                "remove pictures and other sheets, or save it as CSV and upload that",
            )
        })?;
    }
    Ok(())
}

/// A cell as text: whole numbers without a point, dates as ISO.
fn shown(value: &DataRef<'_>) -> String {
    match value {
        DataRef::String(text) => text.trim().to_owned(),
        DataRef::SharedString(text) => text.trim().to_owned(),
        DataRef::Int(number) => number.to_string(),
        // `Display` of a float prints every digit and no exponent
        DataRef::Float(number) => number.to_string(),
        DataRef::Bool(yes) => yes.to_string(),
        DataRef::DateTime(moment) => {
            let (year, month, day, ..) = moment.to_ymd_hms_milli();
            format!("{year:04}-{month:02}-{day:02}")
        }
        DataRef::DateTimeIso(text) => text.get(..10).unwrap_or(text).to_owned(),
        DataRef::DurationIso(text) => text.clone(),
        DataRef::Error(error) => error.to_string(),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};

    use super::*;

    #[test]
    fn reads_numbers_texts_and_dates_with_the_rows_they_stand_in() {
        let mut book = Workbook::new();
        let sheet = book.add_worksheet();
        let date = ExcelDateTime::from_ymd(2020, 2, 20).expect("a date");
        let format = Format::new().set_num_format("yyyy-mm-dd");
        sheet.write_string(0, 0, "名称").expect("written");
        sheet.write_number(2, 1, 12.0).expect("written");
        sheet.write_number(2, 2, 12.5).expect("written");
        sheet.write_datetime_with_format(3, 0, &date, &format).expect("written");
        let bytes = book.save_to_buffer().expect("saved");
        let lines = read(&bytes).expect("readable");
        let seen: Vec<(u32, Vec<&str>)> =
            lines.iter().map(|line| (line.number, line.cells.iter().map(String::as_str).collect())).collect();
        assert_eq!(seen, [(1, vec!["名称"]), (3, vec!["", "12", "12.5"]), (4, vec!["2020-02-20"])]);
    }

    #[test]
    fn refuses_a_workbook_that_unpacks_beyond_measure() {
        let mut bytes = Vec::new();
        let mut writer = zip::ZipWriter::new(Cursor::new(&mut bytes));
        let options = zip::write::SimpleFileOptions::default();
        writer.start_file("xl/bomb.xml", options).expect("started");
        let zeros = vec![0u8; 1024 * 1024];
        for _ in 0..=(UNPACKED_MAX / (1024 * 1024)) {
            std::io::Write::write_all(&mut writer, &zeros).expect("written");
        }
        writer.finish().expect("finished");
        assert_eq!(read(&bytes).expect_err("too much").code, "enterprises/file-unpacked");
    }
}
