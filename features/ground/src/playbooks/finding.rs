//! One finding on a page: what is wrong, where, what to do.

use askama::Template;
use askama::filters::HtmlSafe;
use playbook::{Diagnostic, Sources};
use web::Say;
use web::ui::State;

use super::excerpt::Excerpt;
use super::wording;

/// A finding with the text it speaks of.
#[derive(Clone, Debug, Template)]
#[template(path = "playbooks/pages/finding.html")]
pub struct Finding {
    w: Say,
    state: State,
    message: String,
    code: String,
    lint: Option<String>,
    leads: Option<(String, String)>,
    excerpt: Option<Excerpt>,
    others: Vec<(String, Excerpt)>,
    help: Vec<String>,
    fix: Option<(String, String)>,
}

impl HtmlSafe for Finding {}

impl Finding {
    /// The finding in the texts it was found in.
    pub fn new(w: Say, found: &Diagnostic, sources: &Sources) -> Finding {
        let others = found.labels.iter();
        Finding {
            w,
            state: wording::severity(w, found.severity),
            message: w.text(&found.message).to_owned(),
            code: found.code.clone(),
            lint: ::playbook::lints::explain(&found.code).map(|lint| format!("/p/lints/{}", lint.name)),
            leads: None,
            excerpt: found.span.as_ref().and_then(|span| Excerpt::new(sources, span)),
            others: others
                .filter_map(|(span, words)| Some((w.text(words).to_owned(), Excerpt::new(sources, span)?)))
                .collect(),
            help: found.help.iter().map(|help| w.text(help).to_owned()).collect(),
            fix: found.fix.as_ref().map(|fix| {
                let key = if fix.safe { "playbooks-fix-safe" } else { "playbooks-fix-check" };
                (w.t(key).to_owned(), fix.replacement.clone())
            }),
        }
    }

    /// A link to the line on the same page.
    #[must_use]
    pub fn leads(mut self, href: String, words: String) -> Finding {
        self.leads = Some((href, words));
        self
    }
}
