//! A form as a person fills it, and what the browser then sends.

use scraper::{ElementRef, Html};

use crate::page::{all, selector, squeeze, words};

/// What stands in a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Entry {
    /// Not for the person: sent as it is.
    Hidden(String),
    /// Typed.
    Typed(String),
    /// Chosen of options (value, words); `many` of them or one.
    Chosen { options: Vec<(String, String)>, chosen: Vec<usize>, many: bool },
    /// A file: name and content.
    File {
        /// It takes more than one.
        several: bool,
        /// Name and content of each file chosen.
        files: Vec<(String, Vec<u8>)>,
    },
}

/// A field of a form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldOnPage {
    /// Name it is sent under.
    pub name: String,
    /// Words beside it: its label, or the legend of its group.
    pub label: String,
    /// What stands in it.
    pub entry: Entry,
}

impl FieldOnPage {
    /// Not for the person.
    pub fn is_hidden(&self) -> bool {
        matches!(self.entry, Entry::Hidden(_))
    }

    /// The words of the options, none for other fields.
    pub fn options(&self) -> Vec<&str> {
        match &self.entry {
            Entry::Chosen { options, .. } => options.iter().map(|(_, words)| words.as_str()).collect(),
            _ => Vec::new(),
        }
    }

    /// What stands in it, as a person would read it out.
    pub fn value(&self) -> String {
        match &self.entry {
            Entry::Hidden(text) | Entry::Typed(text) => text.clone(),
            Entry::Chosen { options, chosen, .. } => {
                chosen.iter().map(|at| options[*at].1.as_str()).collect::<Vec<_>>().join(", ")
            }
            Entry::File { files, .. } => files.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>().join("\n"),
        }
    }

    pub(crate) fn told(&self) -> String {
        let options = self.options();
        let options = if options.is_empty() { String::new() } else { format!(" ({})", options.join(" / ")) };
        format!("{} `{}`{options} = {:?}", self.label, self.name, self.value())
    }
}

/// A button that sends the form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ButtonOnPage {
    /// Words on it, those for screen readers too.
    pub words: String,
    /// Sent when it is pressed, unless without a name.
    pub sends: Option<(String, String)>,
    /// Its own target.
    pub action: Option<String>,
}

/// A form of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormOnPage {
    /// Target.
    pub action: String,
    /// Sent with POST; else its fields become the query of the address.
    pub post: bool,
    /// Sent in parts, with files.
    pub multipart: bool,
    /// Heading of the section it stands in.
    pub heading: String,
    /// Fields in order.
    pub fields: Vec<FieldOnPage>,
    /// Buttons in order.
    pub buttons: Vec<ButtonOnPage>,
}

/// What a browser sends when a button is pressed.
#[derive(Clone, Debug)]
pub struct Letter {
    /// Target.
    pub path: String,
    /// Sent with POST.
    pub post: bool,
    /// Sent in parts.
    pub multipart: bool,
    /// Fields in order.
    pub pairs: Vec<(String, String)>,
    /// Files: field, name, content.
    pub files: Vec<(String, String, Vec<u8>)>,
}

impl Letter {
    /// The same with a field set to something else, as a forger would.
    #[must_use]
    pub fn with(mut self, name: &str, value: &str) -> Letter {
        self.pairs.retain(|(known, _)| known != name);
        self.pairs.push((name.to_owned(), value.to_owned()));
        self
    }

    /// The same without a field.
    #[must_use]
    pub fn without(mut self, name: &str) -> Letter {
        self.pairs.retain(|(known, _)| known != name);
        self
    }
}

impl FormOnPage {
    /// What pressing the button sends.
    pub fn letter(&self, button: &ButtonOnPage) -> Letter {
        let mut letter = Letter {
            path: button.action.clone().unwrap_or_else(|| self.action.clone()),
            post: self.post,
            multipart: self.multipart,
            pairs: Vec::new(),
            files: Vec::new(),
        };
        for field in &self.fields {
            let name = field.name.clone();
            match &field.entry {
                Entry::Hidden(text) | Entry::Typed(text) => letter.pairs.push((name, text.clone())),
                Entry::Chosen { options, chosen, .. } => {
                    letter.pairs.extend(chosen.iter().map(|at| (name.clone(), options[*at].0.clone())));
                }
                // an empty file field is sent without a name and without content
                Entry::File { files, .. } if files.is_empty() => letter.files.push((name, String::new(), Vec::new())),
                Entry::File { files, .. } => {
                    letter.files.extend(files.iter().map(|(file, bytes)| (name.clone(), file.clone(), bytes.clone())));
                }
            }
        }
        letter.pairs.extend(button.sends.clone());
        letter
    }
}

/// Reads every form of a page.
pub(crate) fn read(document: &Html) -> Vec<FormOnPage> {
    let forms = all(document, "form").into_iter().map(|form| FormOnPage {
        action: form.attr("action").unwrap_or_default().to_owned(),
        post: form.attr("method").is_some_and(|method| method.eq_ignore_ascii_case("post")),
        multipart: form.attr("enctype") == Some("multipart/form-data"),
        heading: heading(form),
        fields: fields(document, form),
        buttons: form.select(&selector("button")).map(button).collect(),
    });
    forms.collect()
}

fn button(element: ElementRef) -> ButtonOnPage {
    let value = element.attr("value").unwrap_or_default();
    ButtonOnPage {
        words: words(element),
        sends: element.attr("name").map(|name| (name.to_owned(), value.to_owned())),
        action: element.attr("formaction").map(str::to_owned),
    }
}

/// The first heading of the nearest section around an element.
fn heading(element: ElementRef) -> String {
    let sections = element
        .ancestors()
        .filter_map(ElementRef::wrap)
        .filter(|e| matches!(e.value().name(), "section" | "main" | "details" | "article"));
    let mut headings = sections.filter_map(|section| section.select(&selector("h1, h2, h3, summary")).next());
    headings.next().map(words).unwrap_or_default()
}

fn fields(document: &Html, form: ElementRef) -> Vec<FieldOnPage> {
    let mut fields: Vec<FieldOnPage> = Vec::new();
    for element in form.select(&selector("input, select, textarea")) {
        let Some(name) = element.attr("name") else { continue };
        let kind = if element.value().name() == "input" {
            element.attr("type").unwrap_or("text")
        } else {
            element.value().name()
        };
        let (label, entry) = match kind {
            "hidden" => (String::new(), Entry::Hidden(value(element))),
            "radio" | "checkbox" => {
                let option = (element.attr("value").unwrap_or("on").to_owned(), label(document, element));
                let ticked = element.attr("checked").is_some();
                let group = legend(element);
                let same = |f: &&mut FieldOnPage| f.name == name && matches!(f.entry, Entry::Chosen { .. });
                if let Some(FieldOnPage { entry: Entry::Chosen { options, chosen, .. }, .. }) =
                    fields.iter_mut().find(same)
                {
                    chosen.extend(ticked.then_some(options.len()));
                    options.push(option);
                    continue;
                }
                let words = group.unwrap_or_else(|| option.1.clone());
                let chosen = if ticked { vec![0] } else { Vec::new() };
                (words, Entry::Chosen { options: vec![option], chosen, many: kind == "checkbox" })
            }
            "select" => (label(document, element), select(element)),
            "file" => {
                let several = element.attr("multiple").is_some();
                (label(document, element), Entry::File { several, files: Vec::new() })
            }
            "textarea" => (label(document, element), Entry::Typed(area(element))),
            _ => (label(document, element), Entry::Typed(value(element))),
        };
        fields.push(FieldOnPage { name: name.to_owned(), label, entry });
    }
    fields
}

fn value(element: ElementRef) -> String {
    element.attr("value").unwrap_or_default().to_owned()
}

/// What stands in a text area; the first line break belongs to the tag.
fn area(element: ElementRef) -> String {
    let text: String = element.text().collect();
    text.strip_prefix('\n').unwrap_or(&text).to_owned()
}

fn select(element: ElementRef) -> Entry {
    let mut options = Vec::new();
    let mut chosen = Vec::new();
    for option in element.select(&selector("option")) {
        chosen.extend(option.attr("selected").is_some().then_some(options.len()));
        options.push((value(option), words(option)));
    }
    // a drop-down of which nothing is chosen sends its first line
    if chosen.is_empty() && !options.is_empty() {
        chosen.push(0);
    }
    Entry::Chosen { options, chosen, many: false }
}

fn label(document: &Html, element: ElementRef) -> String {
    let Some(id) = element.attr("id") else { return String::new() };
    let labels = all(document, "label").into_iter();
    labels.filter(|label| label.attr("for") == Some(id)).map(bare).next().unwrap_or_default()
}

fn legend(element: ElementRef) -> Option<String> {
    let mut groups = element.ancestors().filter_map(ElementRef::wrap).filter(|e| e.value().name() == "fieldset");
    groups.next()?.select(&selector("legend")).next().map(bare)
}

/// The words of a label without the mark that the field may be left empty.
fn bare(label: ElementRef) -> String {
    let mark = label.select(&selector(".field-optional")).next().map(words).unwrap_or_default();
    let whole = words(label);
    whole.strip_suffix(&mark).unwrap_or(&whole).trim().to_owned()
}

/// Which of several fields or buttons `wanted` means: the one written exactly so, else the only one that has it.
pub(crate) fn meant<T>(all: Vec<(T, &str, &str)>, wanted: &str) -> Result<T, String> {
    let sought = squeeze(wanted);
    let exact = all.iter().filter(|(_, label, name)| squeeze(label) == sought || *name == wanted).count();
    let fits = |label: &str, name: &str| match exact {
        0 => squeeze(label).contains(&sought),
        _ => squeeze(label) == sought || name == wanted,
    };
    let mut found: Vec<T> = all.into_iter().filter(|(_, label, name)| fits(label, name)).map(|(it, ..)| it).collect();
    match found.len() {
        1 => Ok(found.remove(0)),
        0 => Err(format!("there is no `{wanted}`")),
        n => Err(format!("`{wanted}` could be any of {n}; say `at(heading)` or give the name")),
    }
}
