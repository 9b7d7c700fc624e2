//! `Ctx`: who asks, in which language, and the ways to answer.

use std::convert::Infallible;
use std::sync::Arc;

use askama::Template;
use axum::extract::FromRequestParts;
use axum::http::header::{CACHE_CONTROL, LOCATION};
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode, Uri};
use axum::response::{Html, IntoResponse};
use civic::text::Lang;

use crate::pieces::Pieces;
use crate::shell::{Crumb, Shell};
use crate::{App, Machine, Reply, Say, Session, Stop, Theme};

/// The request as handlers see it. An extractor that never fails.
#[derive(Clone)]
pub struct Ctx {
    pub app: App,
    pub lang: Lang,
    pub theme: Theme,
    pub session: Option<Session>,
    /// Path of the request, without query.
    pub path: String,
    /// Number of this request, shown on fault pages and in the log.
    pub request_id: String,
    /// Address of the client for rate limits; empty when unknown. Never logged.
    pub client: String,
    pub(crate) uri: Uri,
    pub(crate) json: bool,
    pub(crate) machine: Option<Arc<Machine>>,
    pub(crate) feature: &'static str,
    pub(crate) crumbs: Vec<Crumb>,
}

impl Ctx {
    /// Words of a feature by its name.
    pub fn say(&self, feature: &str) -> Say {
        let words = self.app.features().iter().find(|f| f.name == feature).map_or("", |f| f.words);
        Say::of(words, self.lang)
    }

    /// The session, or the way to the sign-in page.
    ///
    /// # Errors
    /// [`Stop::SignIn`] when nobody is signed in.
    pub fn signed(&self) -> Result<&Session, Stop> {
        self.session.as_ref().ok_or(Stop::SignIn)
    }

    /// What all features have to say on top of a desk to whoever is signed in.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn notices(&self) -> Result<Vec<crate::ui::Notice>, Stop> {
        let mut all = Vec::new();
        for told in self.app.features().iter().filter_map(|feature| feature.notices) {
            all.extend(told(self).await?);
        }
        Ok(all)
    }

    /// One value of the query, `""` if absent; the first if there are several.
    pub fn query(&self, name: &str) -> String {
        self.query_pairs().into_iter().find(|(key, _)| key == name).map(|(_, value)| value).unwrap_or_default()
    }

    /// All pairs of the query, decoded, in order.
    pub fn query_pairs(&self) -> Vec<(String, String)> {
        crate::form::pairs(self.uri.query().unwrap_or_default().as_bytes())
    }

    /// This page's address with some values of the query set; an empty value leaves it out.
    pub fn address_with(&self, changes: &[(&str, &str)]) -> String {
        let mut pairs: Vec<(String, String)> = self.query_pairs();
        pairs.retain(|(key, _)| key != "lang" && !changes.iter().any(|(changed, _)| changed == key));
        let set = changes.iter().filter(|(_, value)| !value.is_empty());
        pairs.extend(set.map(|(key, value)| ((*key).to_owned(), (*value).to_owned())));
        let encode = crate::form::encode;
        let query: Vec<String> = pairs.iter().map(|(k, v)| format!("{}={}", encode(k), encode(v))).collect();
        if query.is_empty() { self.path.clone() } else { format!("{}?{}", self.path, query.join("&")) }
    }

    /// Adds a breadcrumb: a page above this one.
    #[must_use]
    pub fn crumb(mut self, href: &str, words: &str) -> Ctx {
        self.crumbs.push(Crumb { href: href.to_owned(), words: words.to_owned() });
        self
    }

    /// A page: the shell around the template. `title` is a key of the feature's words or plain text.
    ///
    /// # Errors
    /// Only a template that cannot be written, which is a fault.
    pub fn page(&self, title: &str, content: impl Template) -> Reply {
        self.page_with(StatusCode::OK, title, content)
    }

    /// A page with a status; a failed submit is 422 and its title then starts with `错误：` / `Error:`.
    ///
    /// # Errors
    /// As [`Ctx::page`].
    pub fn page_with(&self, status: StatusCode, title: &str, content: impl Template) -> Reply {
        let content = content.render()?;
        let title = self.say(self.feature).maybe(title).unwrap_or(title);
        let html = Shell::new(self, title, status, &content).render()?;
        let mut response = (status, Html(html)).into_response();
        if self.session.is_some() {
            response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        }
        Ok(response)
    }

    /// 303 to a path of this site.
    ///
    /// # Errors
    /// A path that is no header value, which is a fault.
    pub fn redirect(&self, path: &str) -> Reply {
        let location = HeaderValue::try_from(path).map_err(|error| Stop::Fault(error.into()))?;
        let mut response = StatusCode::SEE_OTHER.into_response();
        response.headers_mut().insert(LOCATION, location);
        Ok(response)
    }

    /// True when a program asks: `Accept` names JSON and not HTML.
    pub fn wants_json(&self) -> bool {
        self.json
    }

    /// A JSON answer.
    ///
    /// # Errors
    /// A value that cannot be written as JSON, which is a fault.
    pub fn json(&self, value: &impl serde::Serialize) -> Reply {
        let value = serde_json::to_value(value).map_err(|error| Stop::Fault(error.into()))?;
        Ok(axum::Json(value).into_response())
    }

    /// A file to keep: an attachment, never shown in the page.
    ///
    /// # Errors
    /// A content type that is no header value, which is a fault.
    pub fn attachment(&self, filename: &str, content_type: &str, bytes: Vec<u8>) -> Reply {
        crate::headers::attachment(filename, content_type, bytes)
    }

    /// A file somebody handed in: an attachment, or, where the address says `?look` and its kind is a picture or a PDF,
    /// shown in the browser under a policy of its own. `content_type` must have been found in the content.
    ///
    /// # Errors
    /// As [`Ctx::attachment`].
    pub fn file(&self, filename: &str, content_type: &str, bytes: Vec<u8>) -> Reply {
        match self.query_pairs().iter().any(|(name, _)| name == "look") {
            true => crate::headers::look(filename, content_type, bytes),
            false => self.attachment(filename, content_type, bytes),
        }
    }

    /// A file to keep that is made while it is sent, however long it grows.
    ///
    /// # Errors
    /// As [`Ctx::attachment`].
    pub fn attachment_in_pieces(&self, filename: &str, content_type: &str, pieces: Pieces) -> Reply {
        crate::headers::attachment(filename, content_type, pieces.into_body())
    }
}

impl FromRequestParts<App> for Ctx {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Ctx, Infallible> {
        match parts.extensions.get::<Ctx>() {
            Some(ctx) => Ok(ctx.clone()),
            None => Ok(crate::edge::context(app, parts)),
        }
    }
}
