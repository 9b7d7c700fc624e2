//! Buttons and links that act, in one row: the main one first.

use askama::Template;
use askama::filters::HtmlSafe;

use crate::Say;
use crate::ui::Example;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Weight {
    Main,
    Second,
    Warning,
}

/// A button of a form, or a link that looks like one.
#[derive(Clone, Debug, Template)]
#[template(path = "ui/components/button.html")]
pub struct Button {
    words: String,
    href: String,
    name: String,
    value: String,
    form_action: String,
    weight: Weight,
}

impl HtmlSafe for Button {}

impl Button {
    /// Submits the form it stands in.
    pub fn new(words: impl Into<String>) -> Button {
        Button {
            words: words.into(),
            href: String::new(),
            name: String::new(),
            value: String::new(),
            form_action: String::new(),
            weight: Weight::Main,
        }
    }

    /// A link to a page where something is done.
    pub fn link(href: impl Into<String>, words: impl Into<String>) -> Button {
        Button { href: href.into(), ..Button::new(words) }
    }

    /// One of several things one may do.
    #[must_use]
    pub fn secondary(mut self) -> Button {
        self.weight = Weight::Second;
        self
    }

    /// Something that cannot be undone.
    #[must_use]
    pub fn warning(mut self) -> Button {
        self.weight = Weight::Warning;
        self
    }

    /// What the form sends when this button was pressed.
    #[must_use]
    pub fn sends(mut self, name: impl Into<String>, value: impl Into<String>) -> Button {
        self.name = name.into();
        self.value = value.into();
        self
    }

    /// Sends the form elsewhere than its own action.
    #[must_use]
    pub fn to(mut self, action: impl Into<String>) -> Button {
        self.form_action = action.into();
        self
    }

    fn class(&self) -> &'static str {
        match self.weight {
            Weight::Main => "button",
            Weight::Second => "button button-second",
            Weight::Warning => "button button-warning",
        }
    }
}

/// A row of buttons.
#[derive(Clone, Debug, Default, Template)]
#[template(ext = "html", source = "<div class=\"actions\">{% for button in buttons %}{{ button }}{% endfor %}</div>")]
pub struct Actions {
    buttons: Vec<Button>,
}

impl HtmlSafe for Actions {}

impl Actions {
    pub fn new() -> Actions {
        Actions::default()
    }

    /// The next button; the main one first.
    #[must_use]
    #[expect(clippy::should_implement_trait, reason = "a builder adds to itself; nobody reads it as a sum")]
    pub fn add(mut self, button: Button) -> Actions {
        self.buttons.push(button);
        self
    }
}

pub fn examples(w: Say) -> Vec<Example> {
    let row = Actions::new()
        .add(Button::new(w.t("save")).sends("do", "save"))
        .add(Button::link("/preview", w.t("back")).secondary())
        .add(Button::new(w.t("withdraw")).warning().to("/preview"));
    vec![Example::new("a row", row), Example::new("one button", Button::new(w.t("continue")))]
}
