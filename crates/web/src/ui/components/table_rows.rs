//! Rows of a form: a grid to type in, a box to paste into, a file to upload; each wrong cell says so in its place.

use askama::Template;
use askama::filters::HtmlSafe;
use civic::problem::Problem;

use crate::Say;
use crate::ui::{Example, field_id};

#[derive(Clone, Debug)]
struct Column {
    id: String,
    words: String,
    mark: &'static str,
    date: bool,
    options: Vec<(String, String)>,
}

#[derive(Clone, Debug)]
struct Cell {
    id: String,
    name: String,
    label: String,
    value: String,
    errors: Vec<String>,
}

/// A question answered in rows. Cells are called `NAME-ROW-COLUMN`, the box `NAME-paste`, the file `NAME-file`; the
/// button for more rows sends `rows=NAME`.
#[derive(Clone, Debug, Template)]
#[template(path = "ui/components/table_rows.html")]
pub struct TableRows {
    w: Say,
    id: String,
    name: String,
    label: String,
    hint: String,
    errors: Vec<String>,
    file_errors: Vec<String>,
    columns: Vec<Column>,
    cells: Vec<Vec<Cell>>,
}

impl HtmlSafe for TableRows {}

impl TableRows {
    /// Without columns and rows yet.
    pub fn new(w: Say, name: impl Into<String>, label: impl Into<String>) -> TableRows {
        let name = name.into();
        TableRows {
            w,
            id: field_id(&name),
            name,
            label: label.into(),
            hint: String::new(),
            errors: Vec::new(),
            file_errors: Vec::new(),
            columns: Vec::new(),
            cells: Vec::new(),
        }
    }

    /// A sentence of help.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> TableRows {
        self.hint = hint.into();
        self
    }

    /// One more column; `options` (value, words) make its cells lists to pick from.
    #[must_use]
    pub fn column(
        mut self,
        id: &str,
        words: &str,
        optional: bool,
        date: bool,
        options: Vec<(String, String)>,
    ) -> TableRows {
        let mark = if optional { self.w.t("optional") } else { "" };
        self.columns.push(Column { id: id.to_owned(), words: words.to_owned(), mark, date, options });
        self
    }

    /// The rows filled in, and empty ones up to `total`.
    #[must_use]
    pub fn rows(mut self, filled: Vec<Vec<String>>, total: usize) -> TableRows {
        let mut filled = filled.into_iter();
        for row in 1..=total {
            let mut values = filled.next().unwrap_or_default().into_iter();
            let cell = |column: &Column| {
                let name = format!("{}-{row}-{}", self.name, column.id);
                Cell {
                    id: field_id(&name),
                    name,
                    label: self.w.with("rows-cell", &[("row", &row), ("column", &column.words)]),
                    value: values.next().unwrap_or_default(),
                    errors: Vec::new(),
                }
            };
            let cells = self.columns.iter().map(cell).collect();
            self.cells.push(cells);
        }
        self
    }

    /// Takes those of the problems that name this question, its file or one of its cells.
    #[must_use]
    pub fn problems(mut self, w: Say, problems: &[Problem]) -> TableRows {
        for problem in problems {
            let line = problem.line(w.lang);
            if problem.field == self.name {
                self.errors.push(line);
            } else if problem.field == format!("{}-file", self.name) {
                self.file_errors.push(line);
            } else if let Some(cell) = self.cells.iter_mut().flatten().find(|cell| cell.name == problem.field) {
                cell.errors.push(line);
            }
        }
        self
    }

    /// The heading a pasted table may bear.
    fn heading(&self) -> String {
        let words: Vec<&str> = self.columns.iter().map(|column| column.words.as_str()).collect();
        words.join(self.w.t("rows-comma"))
    }
}

pub fn examples(w: Say) -> Vec<Example> {
    let rows = vec![vec!["李明".into(), "138****0000".into(), "1".into()], vec!["王芳".into(), "12".into()]];
    let table = |name: &str| {
        let places = (1..=2).map(|n| (n.to_string(), format!("{} {n}", w.t("example-place")))).collect();
        TableRows::new(w, name, w.t("example-question"))
            .hint(w.t("example-hint"))
            .column("name", w.t("example-name"), false, false, Vec::new())
            .column("phone", w.t("example-phone"), false, false, Vec::new())
            .column("place", w.t("example-place"), true, false, places)
    };
    let wrong = Problem::new(
        "ex-wrong-2-phone",
        "example",
        civic::text::Text::same(w.t("example-error")),
        civic::text::Text::same(""),
    );
    vec![
        Example::new("rows", table("ex-rows").rows(rows.clone(), 3)),
        Example::new("rows with a wrong cell", table("ex-wrong").rows(rows, 2).problems(w, &[wrong])),
    ]
}
