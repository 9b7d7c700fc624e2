//! How a fact is filled in: the words of `type` that mean more than a kind of value, and the columns of a table.

use civic::Text;
use rules::{Column, Fact, FactKind, Shape};

use crate::build::codes;
use crate::diagnostic::Diagnostic;
use crate::source::Span;
use crate::view::{View, Word};

/// What `type` of a fact may be.
pub(crate) const TYPES: &[&str] = &[
    "boolean",
    "integer",
    "money",
    "text",
    "date",
    "code",
    "long-text",
    "uscc",
    "resident-id",
    "phone",
    "division",
    "address",
    "declaration",
    "signature",
    "table",
];

/// What `type` of a column may be: whatever fits one cell.
pub(crate) const COLUMN_TYPES: &[&str] =
    &["boolean", "integer", "money", "text", "date", "code", "uscc", "resident-id", "phone"];

/// Most columns of a table: more do not fit a page.
const COLUMNS_MAX: usize = 12;

/// Kind of value and shape of a `type`; `None` for a word that is none.
pub(crate) fn kind_and_shape(word: &str, codes: Vec<(String, Text)>) -> Option<(FactKind, Shape)> {
    let (kind, shape) = match word {
        "boolean" => (FactKind::Bool, Shape::Plain),
        "integer" => (FactKind::Int, Shape::Plain),
        "money" => (FactKind::Money, Shape::Plain),
        "text" => (FactKind::Text, Shape::Plain),
        "date" => (FactKind::Date, Shape::Plain),
        "code" => (FactKind::Code(codes), Shape::Plain),
        "declaration" => (FactKind::Bool, Shape::Declaration),
        "long-text" => (FactKind::Text, Shape::Long),
        "uscc" => (FactKind::Text, Shape::Uscc),
        "resident-id" => (FactKind::Text, Shape::ResidentId),
        "phone" => (FactKind::Text, Shape::Phone),
        "division" => (FactKind::Text, Shape::Division),
        "address" => (FactKind::Text, Shape::Address),
        "signature" => (FactKind::Text, Shape::Signature),
        "table" => (FactKind::Text, Shape::Table(Vec::new())),
        _ => return None,
    };
    Some((kind, shape))
}

/// The shape with the columns its table needs; columns elsewhere, none, too many or twice the same are told.
pub(crate) fn with_columns(id: &Word<'_>, view: &View<'_>, shape: Shape, out: &mut Vec<Diagnostic>) -> Shape {
    let name = id.text;
    let place = || view.span_of("columns").unwrap_or_else(|| id.span.clone());
    let mut tell = |code: &str, span: Span, zh: String, en: String| {
        out.push(Diagnostic::error(code, span, Text::new(zh, en)));
    };
    if !matches!(shape, Shape::Table(_)) {
        if view.has("columns") {
            let (zh, en) = ("只有表格类型才有 `columns`", "only type table has `columns`");
            tell("misplaced-key", place(), format!("{zh}，`{name}` 不是"), format!("{en}; `{name}` is not"));
        }
        return shape;
    }
    let columns: Vec<Column> = view.views("columns").iter().filter_map(column).collect();
    if columns.is_empty() {
        let (zh, en) = ("是表格类型，要用 `columns` 列出各栏", "is of type table and needs its `columns`");
        tell("missing-key", place(), format!("`{name}` {zh}"), format!("`{name}` {en}"));
    }
    if columns.len() > COLUMNS_MAX {
        tell(
            "out-of-range",
            place(),
            format!("`{name}` 有 {} 栏，最多 {COLUMNS_MAX} 栏", columns.len()),
            format!("`{name}` has {} columns; at most {COLUMNS_MAX} fit", columns.len()),
        );
    }
    for (at, column) in columns.iter().enumerate() {
        let id = &column.cell.name;
        if columns[..at].iter().any(|other| other.cell.name == *id) {
            let (zh, en) =
                (format!("`{name}` 的 `{id}` 栏写了两次"), format!("`{name}` lists the column `{id}` twice"));
            tell("duplicate-id", place(), zh, en);
        }
        if matches!(&column.cell.kind, FactKind::Code(codes) if codes.is_empty()) {
            let zh = format!("`{name}` 的 `{id}` 栏是代码类型，要用 `values` 列出代码");
            tell(
                "missing-key",
                place(),
                zh,
                format!("the column `{id}` of `{name}` is of type code and needs `values`"),
            );
        }
    }
    Shape::Table(columns)
}

fn column(view: &View<'_>) -> Option<Column> {
    let (kind, shape) = kind_and_shape(view.str("type")?, codes(view))?;
    let cell = Fact {
        name: view.string("id")?.replace('-', "_"),
        kind,
        shape,
        unit: None,
        words: view.text("name")?,
        question: None,
        hint: None,
        register: None,
        min: view.int("min"),
        max: view.int("max"),
    };
    Some(Column { cell, optional: view.bool("optional").unwrap_or(false) })
}
