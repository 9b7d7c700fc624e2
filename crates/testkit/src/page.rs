//! A page as a person reads it: title, words, what is wrong, facts, rows, links, forms.

use axum::http::StatusCode;
use scraper::{ElementRef, Html, Selector};
use web::testing::Answer;

use crate::form::{self, FormOnPage};

/// A link and what is written on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// Visible words.
    pub words: String,
    /// Path it leads to.
    pub href: String,
    /// It looks like a button.
    pub button: bool,
}

/// What came back for a request, read.
#[derive(Clone, Debug)]
pub struct Page {
    /// Path that was asked for, after redirects.
    pub path: String,
    /// Status of the answer.
    pub status: StatusCode,
    /// Title of the window.
    pub title: String,
    /// Everything wrong, as the summary on top lists it; without what to do next.
    pub summary: Vec<String>,
    /// All visible words of the main part, a space between elements.
    pub text: String,
    /// Terms and values of the lists of facts.
    pub facts: Vec<(String, String)>,
    /// Rows of all tables, the cells of each joined by ` | `.
    pub rows: Vec<String>,
    /// Links of the main part and the navigation.
    pub links: Vec<Link>,
    /// Forms of the whole page, in order.
    pub forms: Vec<FormOnPage>,
    /// The bytes as text.
    pub html: String,
}

impl Page {
    /// Reads an answer; one that is no HTML has its text only.
    pub fn read(path: &str, answer: &Answer) -> Page {
        let html = answer.text();
        let is_html = answer.header("content-type").starts_with("text/html");
        let document = Html::parse_document(if is_html { &html } else { "" });
        let main = first(&document, "main").unwrap_or_else(|| document.root_element());
        Page {
            path: path.to_owned(),
            status: answer.status,
            title: first(&document, "title").map(words).unwrap_or_default(),
            summary: summary(&document),
            text: if is_html { words(main) } else { html.clone() },
            facts: facts(&document),
            rows: rows(&document),
            links: links(&document),
            forms: form::read(&document),
            html,
        }
    }

    /// True if the words stand somewhere in the main part; white space does not count.
    pub fn says(&self, words: &str) -> bool {
        squeeze(&self.text).contains(&squeeze(words))
    }

    /// The value of a fact by its term.
    pub fn fact(&self, term: &str) -> Option<&str> {
        self.facts.iter().find(|(known, _)| known == term).map(|(_, value)| value.as_str())
    }

    /// The first row that holds these words.
    pub fn row(&self, words: &str) -> Option<&str> {
        self.rows.iter().map(String::as_str).find(|row| squeeze(row).contains(&squeeze(words)))
    }

    /// What a failing story tells about the page.
    pub fn told(&self) -> String {
        let mut told = format!("\n  {} {}\n  title: {}\n", self.status.as_u16(), self.path, self.title);
        for line in &self.summary {
            told.push_str(&format!("  wrong: {line}\n"));
        }
        for form in self.forms.iter().filter(|form| !form.fields.is_empty()) {
            told.push_str(&format!("  form {} [{}]\n", form.action, form.heading));
            for field in form.fields.iter().filter(|field| !field.is_hidden()) {
                told.push_str(&format!("    {}\n", field.told()));
            }
        }
        let buttons = self.forms.iter().flat_map(|form| &form.buttons).map(|b| b.words.as_str());
        told.push_str(&format!("  buttons: {}\n", buttons.collect::<Vec<_>>().join(" / ")));
        let links = self.links.iter().map(|link| link.words.as_str());
        told.push_str(&format!("  links: {}\n", links.collect::<Vec<_>>().join(" / ")));
        told.push_str(&format!("  words: {}\n", self.text.chars().take(1500).collect::<String>()));
        told
    }
}

/// Without any white space: Chinese and English are compared alike, however the lines are broken.
pub(crate) fn squeeze(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

pub(crate) fn selector(text: &str) -> Selector {
    Selector::parse(text).expect("the selectors of this crate are well formed")
}

/// Every element that a selector finds, in order.
pub(crate) fn all<'a>(document: &'a Html, text: &str) -> Vec<ElementRef<'a>> {
    document.select(&selector(text)).collect()
}

fn first<'a>(document: &'a Html, text: &str) -> Option<ElementRef<'a>> {
    document.select(&selector(text)).next()
}

/// Visible words of an element, one space between the words of its parts.
pub(crate) fn words(element: ElementRef) -> String {
    let hidden = |name: &str| matches!(name, "script" | "style" | "svg" | "textarea" | "select");
    let mut found = Vec::new();
    let mut open = vec![*element];
    while let Some(node) = open.pop() {
        if let Some(text) = node.value().as_text() {
            found.extend(text.split_whitespace().map(str::to_owned));
        } else if !node.value().as_element().is_some_and(|e| hidden(e.name())) {
            let below: Vec<_> = node.children().collect();
            open.extend(below.into_iter().rev());
        }
    }
    found.join(" ")
}

fn summary(document: &Html) -> Vec<String> {
    let next = selector(".summary-next");
    let lines = all(document, ".summary li").into_iter().map(|line| {
        let whole = words(line);
        let advice = line.select(&next).next().map(words).unwrap_or_default();
        whole.strip_suffix(&advice).unwrap_or(&whole).trim().to_owned()
    });
    lines.collect()
}

fn facts(document: &Html) -> Vec<(String, String)> {
    let (term, value) = (selector("dt"), selector("dd:not(.fact-do)"));
    let mut found = Vec::new();
    for list in all(document, "dl") {
        let values: Vec<String> = list.select(&value).map(words).collect();
        found.extend(list.select(&term).map(words).zip(values));
    }
    found
}

fn rows(document: &Html) -> Vec<String> {
    let cell = selector("th, td");
    let rows = all(document, "tbody tr").into_iter();
    rows.map(|row| row.select(&cell).map(words).collect::<Vec<_>>().join(" | ")).collect()
}

fn links(document: &Html) -> Vec<Link> {
    let links = all(document, "main a[href], nav a[href]").into_iter().map(|link| Link {
        words: words(link),
        href: link.attr("href").unwrap_or_default().to_owned(),
        button: link.value().classes().any(|class| class == "button"),
    });
    links.collect()
}
