//! The filter bar above a list: a GET form, so that the filter lives in the address.

use askama::Template;
use askama::filters::HtmlSafe;

use crate::Say;
use crate::ui::{Example, Field};

/// A filter form. With script it swaps only the list.
#[derive(Clone, Debug, Template)]
#[template(path = "ui/components/filter.html")]
pub struct Filter {
    w: Say,
    action: String,
    target: String,
    fields: Vec<Field>,
    kept: Vec<(String, String)>,
    search: bool,
}

impl HtmlSafe for Filter {}

impl Filter {
    /// `action` is the page itself; `target` the id of the element that holds the list.
    pub fn new(w: Say, action: impl Into<String>, target: impl Into<String>) -> Filter {
        Filter { w, action: action.into(), target: target.into(), fields: Vec::new(), kept: Vec::new(), search: false }
    }

    /// A search that leads to another page: its button says so and there is nothing to clear.
    #[must_use]
    pub fn search(mut self) -> Filter {
        self.search = true;
        self
    }

    #[must_use]
    pub fn field(mut self, field: Field) -> Filter {
        self.fields.push(field);
        self
    }

    /// A value of the address that filtering keeps, such as the order.
    #[must_use]
    pub fn keep(mut self, name: impl Into<String>, value: impl Into<String>) -> Filter {
        self.kept.push((name.into(), value.into()));
        self
    }
}

pub fn examples(w: Say) -> Vec<Example> {
    let filter = Filter::new(w, "/preview", "ex-results")
        .field(Field::search("ex-q", w.t("search")).value("\"><script>"))
        .field(Field::select("ex-state", w.t("example-plain"), [("ok", w.t("example-ok"))]).blank(w.t("all")))
        .keep("sort", "-name");
    vec![Example::new("search and state", filter)]
}
