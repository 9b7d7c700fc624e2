//! Rows of a table in a form: typed, pasted or uploaded; every wrong cell told at once, kept to be mended in place.

use civic::text::Lang;
use civic::{Date, Problem, Text, mask};
use rules::{Column, Fact, FactKind, Shape, Value};
use web::Form;

use crate::cases::completeness::fact_field;
use crate::cases::facts::{is_personal, problem, read_answer, shown as shown_value, typed};
use crate::enterprises::sheet;

/// Most rows of a table in a form.
pub const ROWS_MAX: usize = 100;

/// Wrong cells told one by one; from there on they are counted.
const TOLD_MAX: usize = 50;

/// Rows as typed, cell by cell.
pub type Rows = Vec<Vec<String>>;

/// Name of a cell's field; rows count from 1.
pub fn cell_field(fact: &str, row: usize, column: &str) -> String {
    format!("{}-{row}-{column}", fact_field(fact))
}

/// The rows of a kept text.
pub fn rows(kept: &str) -> Rows {
    kept.lines().map(|line| line.split('\t').map(str::to_owned).collect()).collect()
}

fn kept(rows: &Rows) -> String {
    let lines: Vec<String> = rows.iter().map(|row| row.join("\t")).collect();
    lines.join("\n")
}

/// Reads rows in the form in which they are kept, from a program or an earlier case.
///
/// # Errors
/// The first wrong cell.
pub fn read_kept(fact: &Fact, columns: &[Column], typed: &str, today: Date) -> Result<String, Problem> {
    let (rows, problems) = check(fact, columns, &self::rows(typed), today);
    match problems.into_iter().next() {
        Some(problem) => Err(problem),
        None => Ok(kept(&rows)),
    }
}

/// What a form says about a table: its rows as typed, to be shown again, and the text to keep or what is wrong.
///
/// Typed rows come first, then those pasted, then those of the file. Personal cells come back masked from a page: a
/// mask that fits the kept row stands for what was kept. Text of the form is never trusted to fit the columns.
pub fn read_form(
    fact: &Fact,
    columns: &[Column],
    form: &Form,
    before: &str,
    today: Date,
) -> (Rows, Result<String, Vec<Problem>>) {
    let mut all = typed_rows(fact, columns, form, &rows(before));
    let mut problems = Vec::new();
    let name = fact_field(&fact.name);
    let pasted = form.pairs().iter().find(|(key, _)| *key == format!("{name}-paste"));
    if let Some((_, pasted)) = pasted {
        let lines: Rows = pasted.lines().map(|line| line.split('\t').map(clean).collect()).collect();
        all.extend(in_columns(columns, lines));
    }
    for file in form.files(&format!("{name}-file")) {
        match sheet::read(&file.bytes) {
            Ok(lines) => all.extend(in_columns(columns, lines.into_iter().map(|line| line.cells).collect())),
            Err(problem) => problems.push(problem.at(format!("{name}-file"))),
        }
    }
    if all.len() > ROWS_MAX {
        problems.push(too_many(fact, all.len()));
        all.truncate(ROWS_MAX);
    }
    let (read, wrong) = check(fact, columns, &all, today);
    problems.extend(wrong);
    let outcome = if problems.is_empty() { Ok(kept(&read)) } else { Err(problems) };
    (all, outcome)
}

/// Rows as a form has them, typed and pasted, to be shown again; masks stay masks.
pub fn as_typed(fact: &Fact, columns: &[Column], form: &Form) -> Rows {
    let mut rows = typed_rows(fact, columns, form, &Rows::new());
    let paste = format!("{}-paste", fact_field(&fact.name));
    if let Some((_, pasted)) = form.pairs().iter().find(|(key, _)| *key == paste) {
        rows.extend(in_columns(columns, pasted.lines().map(|line| line.split('\t').map(clean).collect()).collect()));
    }
    rows.truncate(ROWS_MAX);
    rows
}

fn typed_rows(fact: &Fact, columns: &[Column], form: &Form, before: &Rows) -> Rows {
    let mut found = Rows::new();
    for row in 1..=ROWS_MAX {
        let fields: Vec<String> = columns.iter().map(|c| cell_field(&fact.name, row, &c.cell.name)).collect();
        if !fields.iter().any(|field| form.has(field)) {
            break;
        }
        let mut cells: Vec<String> = fields.iter().map(|field| clean(form.get(field))).collect();
        for (at, column) in columns.iter().enumerate().filter(|(_, c)| is_personal(&c.cell)) {
            let was = before.get(row - 1).and_then(|kept| kept.get(at));
            if let Some(was) = was.filter(|was| !was.is_empty() && masked(&column.cell, was) == cells[at]) {
                was.clone_into(&mut cells[at]);
            }
        }
        if cells.iter().any(|cell| !cell.is_empty()) {
            found.push(cells);
        }
    }
    found
}

/// Rows of a spreadsheet put into the order of the columns: by their names where the first row names one, else as
/// they stand.
fn in_columns(columns: &[Column], mut lines: Rows) -> Rows {
    lines.retain(|line| line.iter().any(|cell| !cell.is_empty()));
    let place = |heading: &[String], column: &Column| {
        let words = &column.cell.words;
        heading.iter().position(|cell| *cell == words.zh || cell.eq_ignore_ascii_case(&words.en))
    };
    let named = lines.first().is_some_and(|first| columns.iter().any(|column| place(first, column).is_some()));
    let heading = if named { lines.remove(0) } else { Vec::new() };
    let order: Vec<Option<usize>> =
        columns.iter().enumerate().map(|(at, column)| if named { place(&heading, column) } else { Some(at) }).collect();
    let cell = |line: &Vec<String>, at: Option<usize>| at.and_then(|at| line.get(at)).cloned().unwrap_or_default();
    lines.iter().map(|line| order.iter().map(|at| cell(line, *at)).collect()).collect()
}

fn clean(cell: &str) -> String {
    cell.trim().chars().filter(|c| !c.is_control()).collect()
}

/// The rows as kept, and everything wrong in them.
fn check(fact: &Fact, columns: &[Column], rows: &Rows, today: Date) -> (Rows, Vec<Problem>) {
    let (mut read, mut problems) = (Rows::new(), Vec::new());
    for (at, row) in rows.iter().enumerate() {
        let mut cells = Vec::new();
        for (column, typed) in columns.iter().zip(row.iter().map(String::as_str).chain(std::iter::repeat(""))) {
            match cell(column, typed, today) {
                Ok(text) => cells.push(text),
                Err(problem) => problems.push(in_row(fact, column, at + 1, &problem)),
            }
        }
        read.push(cells);
    }
    if problems.len() > TOLD_MAX {
        let more = problems.len() - TOLD_MAX;
        problems.truncate(TOLD_MAX);
        let what = (format!("另有 {more} 处不对"), format!("has {more} more wrong cells"));
        let next = ("请先改好列出的，再保存", "mend those listed, then save again");
        problems.push(self::problem(fact, "cases/more-wrong-cells", (&what.0, &what.1), next));
    }
    (read, problems)
}

fn cell(column: &Column, text: &str, today: Date) -> Result<String, Problem> {
    let fact = &column.cell;
    let spoken = match &fact.kind {
        FactKind::Bool => match text {
            "是" | "Yes" | "YES" | "true" => "yes",
            "否" | "No" | "NO" | "false" => "no",
            other => other,
        },
        FactKind::Code(codes) => {
            let named = codes.iter().find(|(_, words)| words.zh == text || words.en.eq_ignore_ascii_case(text));
            named.map_or(text, |(code, _)| code.as_str())
        }
        _ => text,
    };
    match read_answer(fact, spoken, today)? {
        Some(found) => Ok(typed(fact, &found.value).replace(['\n', '\t'], " ")),
        None if column.optional => Ok(String::new()),
        None => Err(problem(fact, "cases/cell-empty", ("没有填", "is empty"), ("请填写", "fill it in"))),
    }
}

fn in_row(fact: &Fact, column: &Column, row: usize, wrong: &Problem) -> Problem {
    let message = Text::new(format!("第 {row} 行：{}", wrong.message.zh), format!("row {row}: {}", wrong.message.en));
    Problem::new(cell_field(&fact.name, row, &column.cell.name), wrong.code, message, (*wrong.next).clone())
}

fn too_many(fact: &Fact, rows: usize) -> Problem {
    problem(
        fact,
        "cases/too-many-rows",
        (&format!("有 {rows} 行，最多 {ROWS_MAX} 行"), &format!("has {rows} rows; at most {ROWS_MAX} fit")),
        ("请分成几次申请，或作为材料上传", "split it into several applications, or hand it in as a paper"),
    )
}

/// What stands in a cell of the page: personal numbers only masked.
pub fn masked(fact: &Fact, kept: &str) -> String {
    match fact.shape {
        Shape::Phone => mask::phone(kept),
        Shape::ResidentId => mask::id_number(kept),
        _ => kept.to_owned(),
    }
}

/// The rows as a person reads them, one line a row, personal numbers masked.
pub fn shown(columns: &[Column], kept: &str, lang: Lang) -> String {
    let cell = |(column, text): (&Column, &String)| match read_value(&column.cell, text) {
        Some(value) => shown_value(Some(&column.cell), &value, lang),
        None => masked(&column.cell, text),
    };
    let line = |row: &Vec<String>| {
        let cells: Vec<String> = columns.iter().zip(row).filter(|(_, text)| !text.is_empty()).map(cell).collect();
        cells.join(" · ")
    };
    let lines: Vec<String> = rows(kept).iter().map(line).collect();
    lines.join("\n")
}

fn read_value(fact: &Fact, text: &str) -> Option<Value> {
    read_answer(fact, text, Date::MAX).ok().flatten().map(|found| found.value)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TODAY: Date = Date::constant(2020, 3, 3);

    fn column(name: &str, kind: FactKind, shape: Shape, zh: &str, optional: bool) -> Column {
        let words = Text::new(zh, name);
        let (name, none) = (name.to_owned(), None);
        let cell = Fact {
            name,
            kind,
            shape,
            unit: None,
            words,
            question: None,
            hint: None,
            register: None,
            min: none,
            max: none,
        };
        Column { cell, optional }
    }

    fn arrivals() -> (Fact, Vec<Column>) {
        let columns = vec![
            column("name", FactKind::Text, Shape::Plain, "姓名", false),
            column("phone", FactKind::Text, Shape::Phone, "电话", false),
            column("day", FactKind::Date, Shape::Plain, "到达日期", true),
        ];
        let mut fact = column("arrivals", FactKind::Text, Shape::Table(columns.clone()), "返岗人员", false).cell;
        fact.name = "arrivals".into();
        (fact, columns)
    }

    fn read(pairs: &[(&str, &str)], before: &str) -> (Rows, Result<String, Vec<String>>) {
        let (fact, columns) = arrivals();
        let (rows, outcome) = read_form(&fact, &columns, &Form::from_pairs(pairs.to_vec()), before, TODAY);
        let told = |problems: Vec<Problem>| problems.into_iter().map(|p| format!("{} {}", p.field, p.code)).collect();
        (rows, outcome.map_err(told))
    }

    #[test]
    fn rows_are_typed_and_pasted_in_any_order_of_named_columns() {
        let (_, kept) = read(
            &[
                ("fact-arrivals-1-name", "李明"),
                ("fact-arrivals-1-phone", "138 0000 0000"),
                ("fact-arrivals-1-day", ""),
                ("fact-arrivals-2-name", ""),
                ("fact-arrivals-paste", "电话\t姓名\n13900000000\t王芳\n\n"),
            ],
            "",
        );
        assert_eq!(kept.as_deref(), Ok("李明\t13800000000\t\n王芳\t13900000000\t"));
    }

    #[test]
    fn every_wrong_cell_is_told_at_once_and_every_row_comes_back() {
        let (rows, kept) = read(&[("fact-arrivals-paste", "李明\t12\t2020-02-30\n\t13900000000\n")], "");
        assert_eq!(rows.len(), 2);
        assert_eq!(rows[0], ["李明", "12", "2020-02-30"]);
        assert_eq!(
            kept.unwrap_err(),
            [
                "fact-arrivals-1-phone cases/not-a-phone",
                "fact-arrivals-1-day cases/not-a-day",
                "fact-arrivals-2-name cases/cell-empty",
            ]
        );
    }

    #[test]
    fn a_mask_stands_for_what_was_kept_and_for_nothing_else() {
        let before = "李明\t13800001234\t";
        let row = |phone: &'static str| [("fact-arrivals-1-name", "李明"), ("fact-arrivals-1-phone", phone)];
        assert_eq!(read(&row("138****1234"), before).1.as_deref(), Ok(before));
        assert_eq!(read(&row("139****1234"), before).1.unwrap_err(), ["fact-arrivals-1-phone cases/not-a-phone"]);
        let (_, columns) = arrivals();
        assert_eq!(shown(&columns, before, Lang::Zh), "李明 · 138****1234");
    }

    #[test]
    fn more_rows_than_fit_are_refused_with_the_number() {
        let many = "李明\t13800000000\n".repeat(ROWS_MAX + 1);
        let (rows, kept) = read(&[("fact-arrivals-paste", &many)], "");
        assert_eq!((rows.len(), kept.unwrap_err()), (ROWS_MAX, vec!["fact-arrivals cases/too-many-rows".to_owned()]));
        let wrong = "\t1\tx\n".repeat(ROWS_MAX);
        assert_eq!(read(&[("fact-arrivals-paste", &wrong)], "").1.unwrap_err().len(), TOLD_MAX + 1);
    }
}
