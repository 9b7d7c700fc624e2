//! The shell around every page: head, header, navigation, main, footer.

use askama::Template;
use axum::http::StatusCode;
use civic::text::Lang;

use crate::{Ctx, Door, Say, Theme, assets, manner};

/// A page above this one.
#[derive(Clone, Debug)]
pub(crate) struct Crumb {
    pub(crate) href: String,
    pub(crate) words: String,
}

struct NavItem {
    href: &'static str,
    words: &'static str,
    current: bool,
}

/// The whole document; `content` is HTML that a template has already escaped.
#[derive(Template)]
#[template(path = "shell.html")]
pub(crate) struct Shell<'a> {
    w: Say,
    title: &'a str,
    prefix: &'static str,
    nav: Vec<NavItem>,
    crumbs: &'a [Crumb],
    other_lang: Lang,
    other_lang_href: String,
    back: String,
    theme: Theme,
    signed_in_as: Option<&'a str>,
    content: &'a str,
    /// False when the content begins with a heading of its own.
    heading: bool,
    css: &'static str,
    js: &'static str,
    icon: &'static str,
}

impl<'a> Shell<'a> {
    pub(crate) fn new(ctx: &'a Ctx, title: &'a str, status: StatusCode, content: &'a str) -> Shell<'a> {
        let w = Say::common(ctx.lang);
        Shell {
            w,
            title,
            prefix: if status == StatusCode::UNPROCESSABLE_ENTITY { w.t("error-prefix") } else { "" },
            nav: nav(ctx),
            crumbs: &ctx.crumbs,
            other_lang: ctx.lang.other(),
            other_lang_href: manner::address_in(&ctx.uri, ctx.lang.other()),
            back: ctx.uri.path_and_query().map_or("/", |all| all.as_str()).to_owned(),
            theme: ctx.theme,
            signed_in_as: ctx.session.as_ref().map(|session| session.name.as_str()),
            content,
            heading: !content.contains("<h1"),
            css: assets::path("app.css"),
            js: assets::path("enhance.js"),
            icon: assets::path("favicon.svg"),
        }
    }

    fn other_lang_name(&self) -> &'static str {
        match self.other_lang {
            Lang::Zh => "中文",
            Lang::En => "English",
        }
    }

    fn colour_scheme(&self) -> &'static str {
        match self.theme {
            Theme::Auto => "light dark",
            Theme::Light => "light",
            Theme::Dark => "dark",
        }
    }
}

/// Entries whose door lets this person pass: the own desk first, then what is open to all, then the rest.
fn nav(ctx: &Ctx) -> Vec<NavItem> {
    let role = ctx.session.as_ref().map(|session| session.role);
    let entries = ctx.app.features().iter().flat_map(|feature| feature.nav.iter().map(move |nav| (feature, nav)));
    let mut entries: Vec<_> = entries.filter(|(_, nav)| nav.door.lets(role)).collect();
    entries.sort_by_key(|(_, nav)| match nav.door {
        Door::SignedIn => (2, 0),
        Door::Open => (1, 0),
        _ => (0, nav.path.len()),
    });
    entries
        .into_iter()
        .map(|(feature, nav)| NavItem {
            href: nav.path,
            words: Say::of(feature.words, ctx.lang).t(nav.key),
            current: is_below(&ctx.path, nav.path),
        })
        .collect()
}

fn is_below(path: &str, top: &str) -> bool {
    path == top || (top != "/" && path.strip_prefix(top).is_some_and(|rest| rest.starts_with('/')))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_below_an_entry_marks_it_current() {
        assert!(is_below("/cases", "/cases"));
        assert!(is_below("/cases/1", "/cases"));
        assert!(!is_below("/casesx", "/cases"));
        assert!(!is_below("/cases", "/"));
    }
}
