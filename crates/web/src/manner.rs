//! How to answer a request: language, theme, page or JSON; read from the address, cookies and headers.

use axum::http::header::{ACCEPT, ACCEPT_LANGUAGE};
use axum::http::{HeaderMap, Uri};
use civic::text::Lang;

use crate::cookie;

/// Light, dark, or as the device says.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Theme {
    #[default]
    Auto,
    Light,
    Dark,
}

impl Theme {
    pub const ALL: [Theme; 3] = [Theme::Auto, Theme::Light, Theme::Dark];

    /// `auto`, `light`, `dark`: value of the cookie and of `html[data-theme]`.
    pub fn word(self) -> &'static str {
        match self {
            Theme::Auto => "auto",
            Theme::Light => "light",
            Theme::Dark => "dark",
        }
    }

    pub fn parse(word: &str) -> Option<Theme> {
        Theme::ALL.into_iter().find(|theme| theme.word() == word)
    }
}

/// Language by `?lang=`, then cookie, then `Accept-Language`, then Chinese.
pub(crate) fn language(uri: &Uri, headers: &HeaderMap) -> Lang {
    asked_language(uri)
        .or_else(|| cookie::read(headers, cookie::LANG).and_then(|word| Lang::parse(&word)))
        .or_else(|| preferred_language(headers))
        .unwrap_or_default()
}

/// The language named in the address, which is then remembered in a cookie.
pub(crate) fn asked_language(uri: &Uri) -> Option<Lang> {
    let query = uri.query()?;
    query.split('&').find_map(|pair| pair.strip_prefix("lang=")).and_then(Lang::parse)
}

fn preferred_language(headers: &HeaderMap) -> Option<Lang> {
    let header = headers.get(ACCEPT_LANGUAGE)?.to_str().ok()?;
    let mut best: Option<(f32, Lang)> = None;
    for part in header.split(',').take(20) {
        let mut pieces = part.split(';');
        let tag = pieces.next().unwrap_or_default().trim();
        let weight = pieces.find_map(|p| p.trim().strip_prefix("q=")).map_or(Some(1.0), |q| q.parse().ok());
        let (Some(lang), Some(weight)) = (language_of_tag(tag), weight) else { continue };
        if weight > 0.0 && best.is_none_or(|(known, _)| weight > known) {
            best = Some((weight, lang));
        }
    }
    best.map(|(_, lang)| lang)
}

fn language_of_tag(tag: &str) -> Option<Lang> {
    match tag.split('-').next().unwrap_or_default().to_ascii_lowercase().as_str() {
        "zh" => Some(Lang::Zh),
        "en" => Some(Lang::En),
        _ => None,
    }
}

pub(crate) fn theme(headers: &HeaderMap) -> Theme {
    cookie::read(headers, cookie::THEME).and_then(|word| Theme::parse(&word)).unwrap_or_default()
}

/// True for a program: `Accept` names JSON and not HTML.
pub(crate) fn wants_json(headers: &HeaderMap) -> bool {
    let accept = headers.get(ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    accept.contains("json") && !accept.contains("text/html")
}

/// The address with the other language, for the switch: `/finder?q=1&lang=en`.
pub(crate) fn address_in(uri: &Uri, lang: Lang) -> String {
    let mut address = format!("{}?", uri.path());
    for pair in uri.query().unwrap_or_default().split('&') {
        if !pair.is_empty() && !pair.starts_with("lang=") {
            address.push_str(pair);
            address.push('&');
        }
    }
    address.push_str("lang=");
    address.push_str(lang.tag());
    address
}

/// A path on this site, or `/`: an address from a form is never followed elsewhere.
pub(crate) fn safe_path(path: &str) -> &str {
    let second = path.as_bytes().get(1);
    let clean = path.starts_with('/')
        && !matches!(second, Some(b'/' | b'\\'))
        && path.bytes().all(|b| b.is_ascii_graphic())
        && !path.contains('\\');
    if clean { path } else { "/" }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lang(uri: &str, cookie: &str, accept: &str) -> Lang {
        let mut headers = HeaderMap::new();
        headers.insert("cookie", cookie.parse().unwrap());
        headers.insert("accept-language", accept.parse().unwrap());
        language(&uri.parse().unwrap(), &headers)
    }

    #[test]
    fn the_address_beats_the_cookie_beats_the_header() {
        assert_eq!(lang("/a?x=1&lang=en", "lang=zh-CN", "zh-CN"), Lang::En);
        assert_eq!(lang("/a", "lang=en", "zh-CN"), Lang::En);
        assert_eq!(lang("/a", "", "fr, en;q=0.4, zh;q=0.9"), Lang::Zh);
        assert_eq!(lang("/a", "", "en-GB,en;q=0.9"), Lang::En);
        assert_eq!(lang("/a?lang=xx", "lang=??", "fr"), Lang::Zh);
    }

    #[test]
    fn the_language_switch_keeps_the_rest_of_the_address() {
        let uri: Uri = "/a?q=1&lang=zh-CN&p=2".parse().unwrap();
        assert_eq!(address_in(&uri, Lang::En), "/a?q=1&p=2&lang=en");
    }

    #[test]
    fn never_leads_away_from_the_site() {
        for bad in ["https://x.org", "//x.org", "/\\x.org", "x", "", "/a\r\nb", "/\t/x.org", "/a\\b"] {
            assert_eq!(safe_path(bad), "/", "{bad:?}");
        }
        assert_eq!(safe_path("/cases/1?tab=2"), "/cases/1?tab=2");
    }
}
