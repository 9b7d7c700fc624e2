//! Lists to take away: comma-separated text with the mark by which spreadsheets know UTF-8.

use crate::{Ctx, Reply};

/// Answers with a list as a file to save; `name` is without its ending.
///
/// # Errors
/// Only a file that cannot be written, which is a fault.
pub fn csv_file(ctx: &Ctx, name: &str, heading: &[&str], rows: Vec<Vec<String>>) -> Reply {
    ctx.attachment(&format!("{name}.csv"), "text/csv; charset=utf-8", write(heading, &rows)?)
}

fn write(heading: &[&str], rows: &[Vec<String>]) -> anyhow::Result<Vec<u8>> {
    let mut writer =
        csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer("\u{feff}".as_bytes().to_vec());
    writer.write_record(heading)?;
    for row in rows {
        writer.write_record(row.iter().map(|cell| harmless(cell)))?;
    }
    Ok(writer.into_inner().map_err(|error| error.into_error())?)
}

/// A cell that begins like a formula would be run by the spreadsheet that opens it.
fn harmless(cell: &str) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{cell}") } else { cell.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_that_looks_like_a_formula_is_made_harmless() {
        let bytes = write(&["名称"], &[vec!["=cmd()".to_owned()], vec!["a,b".to_owned()]]).expect("written");
        assert_eq!(String::from_utf8(bytes).expect("UTF-8"), "\u{feff}名称\r\n'=cmd()\r\n\"a,b\"\r\n");
    }
}
