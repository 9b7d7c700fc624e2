//! One question of a form: its label, hint, error and input, tied together by ids.

use askama::Template;
use askama::filters::HtmlSafe;
use civic::problem::Problem;

use crate::Say;
use crate::ui::{Example, field_id};

/// More choices than this become a list to pick from instead of radio buttons.
const RADIOS_MAX: usize = 7;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Input {
    Line(&'static str),
    Area,
    Radios,
    Select,
    Boxes,
    Box,
    File,
}

#[derive(Clone, Debug)]
struct Choice {
    id: String,
    value: String,
    words: String,
    hint: String,
    chosen: bool,
}

/// One question. `Field::text("name", w.t("name")).hint(…).value(form.get("name")).problems(w, &problems)`.
#[derive(Clone, Debug, Template)]
#[template(path = "ui/components/field.html")]
pub struct Field {
    input: Input,
    id: String,
    name: String,
    label: String,
    hint: String,
    value: String,
    errors: Vec<String>,
    required: bool,
    optional: &'static str,
    unit: String,
    choices: Vec<Choice>,
    autocomplete: &'static str,
    inputmode: &'static str,
    length_max: u32,
    width: &'static str,
    accept: String,
    several: bool,
    list_blank: String,
    label_hidden: bool,
}

impl HtmlSafe for Field {}

impl Field {
    fn new(input: Input, name: impl Into<String>, label: impl Into<String>) -> Field {
        let name = name.into();
        Field {
            input,
            id: field_id(&name),
            name,
            label: label.into(),
            hint: String::new(),
            value: String::new(),
            errors: Vec::new(),
            required: false,
            optional: "",
            unit: String::new(),
            choices: Vec::new(),
            autocomplete: "",
            inputmode: "",
            length_max: 0,
            width: "",
            accept: String::new(),
            several: false,
            list_blank: String::new(),
            label_hidden: false,
        }
    }

    /// One line of text.
    pub fn text(name: impl Into<String>, label: impl Into<String>) -> Field {
        Field::new(Input::Line("text"), name, label)
    }

    /// A whole number; add [`Field::unit`].
    pub fn number(name: impl Into<String>, label: impl Into<String>) -> Field {
        Field { inputmode: "numeric", width: "field-short", ..Field::new(Input::Line("text"), name, label) }
    }

    /// An amount of money, typed as `1,234.50`; add the unit.
    pub fn money(name: impl Into<String>, label: impl Into<String>) -> Field {
        Field { inputmode: "decimal", width: "field-short", ..Field::new(Input::Line("text"), name, label) }
    }

    /// A date; its value is ISO, `2020-03-03`.
    pub fn date(name: impl Into<String>, label: impl Into<String>) -> Field {
        Field { width: "field-short", ..Field::new(Input::Line("date"), name, label) }
    }

    /// A telephone number.
    pub fn phone(name: impl Into<String>, label: impl Into<String>) -> Field {
        Field { inputmode: "tel", width: "field-short", ..Field::new(Input::Line("tel"), name, label) }
    }

    /// A password; never filled in again.
    pub fn password(name: impl Into<String>, label: impl Into<String>) -> Field {
        Field { autocomplete: "current-password", ..Field::new(Input::Line("password"), name, label) }
    }

    /// Words to search for.
    pub fn search(name: impl Into<String>, label: impl Into<String>) -> Field {
        Field::new(Input::Line("search"), name, label)
    }

    /// Several lines of text.
    pub fn textarea(name: impl Into<String>, label: impl Into<String>) -> Field {
        Field::new(Input::Area, name, label)
    }

    /// One of several: `(value, words)`. Radio buttons, or a list from eight on.
    pub fn choice<V, W>(
        name: impl Into<String>,
        label: impl Into<String>,
        options: impl IntoIterator<Item = (V, W)>,
    ) -> Field
    where
        V: Into<String>,
        W: Into<String>,
    {
        let mut field = Field::new(Input::Radios, name, label).options(options);
        if field.choices.len() > RADIOS_MAX {
            field.input = Input::Select;
        }
        field
    }

    /// One of several, always as a list to pick from.
    pub fn select<V, W>(
        name: impl Into<String>,
        label: impl Into<String>,
        options: impl IntoIterator<Item = (V, W)>,
    ) -> Field
    where
        V: Into<String>,
        W: Into<String>,
    {
        Field::new(Input::Select, name, label).options(options)
    }

    /// Yes or no as two radio buttons; values `yes`, `no`, and neither chosen while unknown.
    pub fn yes_no(w: Say, name: impl Into<String>, label: impl Into<String>) -> Field {
        Field::choice(name, label, [("yes", w.t("yes")), ("no", w.t("no"))])
    }

    /// Any of several: `(value, words)`.
    pub fn checkboxes<V, W>(
        name: impl Into<String>,
        label: impl Into<String>,
        options: impl IntoIterator<Item = (V, W)>,
    ) -> Field
    where
        V: Into<String>,
        W: Into<String>,
    {
        Field::new(Input::Boxes, name, label).options(options)
    }

    /// A single box to tick; its value is `yes`.
    pub fn checkbox(name: impl Into<String>, label: impl Into<String>) -> Field {
        Field::new(Input::Box, name, label)
    }

    /// A file to send; the form must be multipart.
    pub fn file(name: impl Into<String>, label: impl Into<String>) -> Field {
        Field::new(Input::File, name, label)
    }

    /// A sentence of help under the label.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Field {
        self.hint = hint.into();
        self
    }

    /// What stands in it; for choices the chosen value.
    #[must_use]
    pub fn value(mut self, value: impl Into<String>) -> Field {
        let value = value.into();
        for choice in &mut self.choices {
            choice.chosen = choice.value == value;
        }
        if self.input != Input::Line("password") {
            self.value = value;
        }
        self
    }

    /// The chosen values of [`Field::checkboxes`].
    #[must_use]
    pub fn values<'a>(mut self, values: impl IntoIterator<Item = &'a str>) -> Field {
        let values: Vec<&str> = values.into_iter().collect();
        for choice in &mut self.choices {
            choice.chosen = values.contains(&choice.value.as_str());
        }
        self
    }

    /// What is wrong with it.
    #[must_use]
    pub fn error(mut self, error: impl Into<String>) -> Field {
        self.errors.push(error.into());
        self
    }

    /// Takes those of the problems that name this field.
    #[must_use]
    pub fn problems(mut self, w: Say, problems: &[Problem]) -> Field {
        let mine = problems.iter().filter(|problem| problem.field == self.name);
        self.errors.extend(mine.map(|problem| problem.line(w.lang)));
        self
    }

    /// Must be answered.
    #[must_use]
    pub fn required(mut self) -> Field {
        self.required = true;
        self
    }

    /// May be left out, and says so.
    #[must_use]
    pub fn optional(mut self, w: Say) -> Field {
        self.optional = w.t("optional");
        self
    }

    /// What is counted: 人, 元.
    #[must_use]
    pub fn unit(mut self, unit: impl Into<String>) -> Field {
        self.unit = unit.into();
        self
    }

    /// Most characters.
    #[must_use]
    pub fn length_max(mut self, characters: u32) -> Field {
        self.length_max = characters;
        self
    }

    /// What the browser may fill in: `name`, `tel`, `username`, `one-time-code`, …
    #[must_use]
    pub fn autocomplete(mut self, token: &'static str) -> Field {
        self.autocomplete = token;
        self
    }

    /// File types a browser offers: `.pdf,.jpg`. The server checks again by content.
    #[must_use]
    pub fn accept(mut self, types: impl Into<String>) -> Field {
        self.accept = types.into();
        self
    }

    /// Takes more than one file.
    #[must_use]
    pub fn several(mut self) -> Field {
        self.several = true;
        self
    }

    /// For a code of fixed length; the input is as narrow as its content.
    #[must_use]
    pub fn short(mut self) -> Field {
        self.width = "field-short";
        self
    }

    /// The words of a list's first, empty entry: 请选择, 全部.
    #[must_use]
    pub fn blank(mut self, words: impl Into<String>) -> Field {
        self.list_blank = words.into();
        self
    }

    /// A hint for one choice.
    #[must_use]
    pub fn choice_hint(mut self, value: &str, hint: impl Into<String>) -> Field {
        if let Some(choice) = self.choices.iter_mut().find(|choice| choice.value == value) {
            choice.hint = hint.into();
        }
        self
    }

    /// Another id, where one page asks the same name twice.
    #[must_use]
    pub fn id(mut self, id: impl Into<String>) -> Field {
        self.id = id.into();
        self.number_choices();
        self
    }

    /// Keeps the label for screen readers only, where the place makes it plain to the eye.
    #[must_use]
    pub fn label_hidden(mut self) -> Field {
        self.label_hidden = true;
        self
    }

    fn options<V: Into<String>, W: Into<String>>(mut self, options: impl IntoIterator<Item = (V, W)>) -> Field {
        let choice = |(value, words): (V, W)| Choice {
            id: String::new(),
            value: value.into(),
            words: words.into(),
            hint: String::new(),
            chosen: false,
        };
        self.choices = options.into_iter().map(choice).collect();
        self.number_choices();
        self
    }

    fn number_choices(&mut self) {
        for (n, choice) in self.choices.iter_mut().enumerate() {
            choice.id = if n == 0 { self.id.clone() } else { format!("{}-{}", self.id, n + 1) };
        }
    }

    fn is_group(&self) -> bool {
        matches!(self.input, Input::Radios | Input::Boxes)
    }

    fn described_by(&self) -> String {
        let mut ids = Vec::new();
        if !self.hint.is_empty() {
            ids.push(format!("{}-hint", self.id));
        }
        if !self.errors.is_empty() {
            ids.push(format!("{}-error", self.id));
        }
        ids.join(" ")
    }
}

pub fn examples(w: Say) -> Vec<Example> {
    let places = |n: usize| (1..=n).map(|i| (i.to_string(), format!("{} {i}", w.t("example-place"))));
    vec![
        Example::new("text", Field::text("ex-name", w.t("example-name")).hint(w.t("example-hint")).required()),
        Example::new(
            "text with an error",
            Field::text("ex-code", w.t("example-code")).value("91<b>\"'").error(w.t("example-error")),
        ),
        Example::new("number", Field::number("ex-people", w.t("example-people")).unit(w.t("unit-people")).value("120")),
        Example::new("money", Field::money("ex-amount", w.t("example-amount")).unit(w.t("unit-yuan")).optional(w)),
        Example::new("date", Field::date("ex-date", w.t("example-date")).value("2020-03-03")),
        Example::new("phone", Field::phone("ex-phone", w.t("example-phone")).autocomplete("tel")),
        Example::new("password", Field::password("ex-password", w.t("example-password")).value("never shown")),
        Example::new("yes or no", Field::yes_no(w, "ex-resume", w.t("example-question")).value("yes")),
        Example::new(
            "choice with an error",
            Field::choice("ex-mode", w.t("example-place"), places(3))
                .choice_hint("2", w.t("example-hint"))
                .error(w.t("example-error")),
        ),
        Example::new(
            "long choice",
            Field::choice("ex-list", w.t("example-place"), places(12)).blank(w.t("choose")).value("3"),
        ),
        Example::new("checkboxes", Field::checkboxes("ex-boxes", w.t("example-place"), places(3)).values(["1", "3"])),
        Example::new("checkbox", Field::checkbox("ex-promise", w.t("example-promise")).value("yes").required()),
        Example::new("textarea", Field::textarea("ex-reason", w.t("example-reason")).length_max(500).value("<script>")),
        Example::new(
            "file",
            Field::file("ex-file", w.t("example-file")).accept(".pdf,.jpg,.png").hint(w.t("example-file-hint")),
        ),
    ]
}
