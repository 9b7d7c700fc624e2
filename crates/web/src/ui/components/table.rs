//! A table that stays readable: caption, sticky head, links to sort, sideways scroll of its own.

use askama::Template;
use askama::filters::HtmlSafe;

use crate::ui::{Empty, Example, State};
use crate::{Ctx, Say};

/// One cell: text, a link or a component.
#[derive(Clone, Debug, Default, Template)]
#[template(ext = "html", source = "{{ html|safe }}")]
pub struct Cell {
    html: String,
}

impl HtmlSafe for Cell {}

impl Cell {
    /// Plain text, escaped.
    pub fn text(text: impl AsRef<str>) -> Cell {
        Cell { html: escape(text.as_ref()) }
    }

    /// A component.
    pub fn html(component: impl HtmlSafe) -> Cell {
        Cell { html: component.to_string() }
    }

    /// A link.
    pub fn link(href: impl AsRef<str>, words: impl AsRef<str>) -> Cell {
        Cell { html: format!("<a href=\"{}\">{}</a>", escape(href.as_ref()), escape(words.as_ref())) }
    }

    /// A code or name that must not be broken over lines.
    pub fn code(code: impl AsRef<str>) -> Cell {
        Cell { html: format!("<span class=\"code\">{}</span>", escape(code.as_ref())) }
    }

    /// Another cell after this one, on its own line.
    #[must_use]
    pub fn and(mut self, other: impl Into<Cell>) -> Cell {
        self.html.push_str("<br>");
        self.html.push_str(&other.into().html);
        self
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Cell {
        Cell::text(text)
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Cell {
        Cell::text(text)
    }
}

impl From<State> for Cell {
    fn from(state: State) -> Cell {
        Cell::html(state)
    }
}

/// Escapes text for HTML content and quoted attributes.
fn escape(text: &str) -> String {
    askama::filters::escape(text, askama::filters::Html).map_or_else(|never| match never {}, |safe| safe.to_string())
}

/// How a list is ordered, from `?sort=name` or `?sort=-name`.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Order {
    /// Key of the column; check it against your own list before it nears SQL.
    pub key: String,
    pub descending: bool,
}

impl Order {
    /// Reads the query; a key that is not in `known` becomes the first of them.
    pub fn from_query(ctx: &Ctx, known: &[&str]) -> Order {
        let asked = ctx.query("sort");
        let (key, descending) = asked.strip_prefix('-').map_or((asked.as_str(), false), |key| (key, true));
        match known.contains(&key) {
            true => Order { key: key.to_owned(), descending },
            false => Order { key: known.first().copied().unwrap_or_default().to_owned(), descending: false },
        }
    }
}

/// The head of a column.
#[derive(Clone, Debug)]
pub struct Column {
    words: String,
    number: bool,
    href: String,
    sorted: &'static str,
}

impl Column {
    pub fn new(words: impl Into<String>) -> Column {
        Column { words: words.into(), number: false, href: String::new(), sorted: "" }
    }

    /// Figures, flush right.
    #[must_use]
    pub fn number(mut self) -> Column {
        self.number = true;
        self
    }

    /// Sorts by this column: a link that keeps the rest of the address.
    #[must_use]
    pub fn sortable(mut self, ctx: &Ctx, key: &str, order: &Order) -> Column {
        let mine = order.key == key;
        self.sorted = match (mine, order.descending) {
            (false, _) => "none",
            (true, false) => "ascending",
            (true, true) => "descending",
        };
        let next = if mine && !order.descending { format!("-{key}") } else { key.to_owned() };
        self.href = ctx.address_with(&[("sort", &next), ("page", "")]);
        self
    }
}

/// A table. The first cell of a row is its heading.
#[derive(Clone, Debug, Template)]
#[template(path = "ui/components/table.html")]
pub struct Table {
    caption: String,
    columns: Vec<Column>,
    rows: Vec<Vec<Cell>>,
    empty: Option<Empty>,
    dense: bool,
    caption_hidden: bool,
}

impl HtmlSafe for Table {}

impl Table {
    pub fn new(caption: impl Into<String>, columns: Vec<Column>) -> Table {
        Table { caption: caption.into(), columns, rows: Vec::new(), empty: None, dense: false, caption_hidden: false }
    }

    /// Adds one row; give as many cells as there are columns.
    #[must_use]
    pub fn row(mut self, cells: Vec<Cell>) -> Table {
        self.rows.push(cells);
        self
    }

    /// Adds many rows.
    #[must_use]
    pub fn rows(mut self, rows: impl IntoIterator<Item = Vec<Cell>>) -> Table {
        self.rows.extend(rows);
        self
    }

    /// What stands there while there are no rows.
    #[must_use]
    pub fn empty(mut self, empty: Empty) -> Table {
        self.empty = Some(empty);
        self
    }

    /// Keeps the caption for screen readers only, where a heading above says the same.
    #[must_use]
    pub fn caption_hidden(mut self) -> Table {
        self.caption_hidden = true;
        self
    }

    /// Small type for officers' long lists.
    #[must_use]
    pub fn dense(mut self) -> Table {
        self.dense = true;
        self
    }
}

pub fn examples(w: Say) -> Vec<Example> {
    let columns = || {
        let mut name = Column::new(w.t("example-name"));
        name.href = "/preview?sort=-name".to_owned();
        name.sorted = "ascending";
        vec![name, Column::new(w.t("example-people")).number(), Column::new(w.t("example-plain"))]
    };
    let row = |name: &str, n: &str| vec![Cell::link("/preview", name), n.into(), State::ok(w.t("example-ok")).into()];
    let filled = Table::new(w.t("example-caption"), columns()).row(row("<b>甲</b>", "1,234")).row(row("乙", "56"));
    let empty =
        Table::new(w.t("example-caption"), columns()).empty(Empty::new(w.t("example-empty"), w.t("example-fills")));
    vec![Example::new("sorted", filled), Example::new("empty", empty)]
}
