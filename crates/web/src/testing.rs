//! An application in memory with a clock one sets, asked through its real router.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use axum::body::{Body, to_bytes};
use axum::http::header::{CONTENT_TYPE, COOKIE, HeaderName, LOCATION};
use axum::http::{HeaderMap, Method, Request, StatusCode};
use civic::Timestamp;
use tower::ServiceExt;

use crate::{App, AppParts, Feature, Settings, cookie, form, router};

/// Where every test begins: 2020-02-20 09:00 in China.
pub const START_MS: i64 = 1_582_160_400_000;

/// A clock that stands still until it is moved.
#[derive(Clone, Debug)]
pub struct TestClock(Arc<AtomicI64>);

impl TestClock {
    /// A clock at epoch milliseconds.
    pub fn at_ms(ms: i64) -> TestClock {
        TestClock(Arc::new(AtomicI64::new(ms)))
    }

    pub fn set_ms(&self, ms: i64) {
        self.0.store(ms, Ordering::SeqCst);
    }

    pub fn advance_ms(&self, ms: i64) {
        self.0.fetch_add(ms, Ordering::SeqCst);
    }

    pub fn now(&self) -> Timestamp {
        Timestamp::from_millisecond(self.0.load(Ordering::SeqCst)).expect("tests stay within the years 1 to 9999")
    }

    /// The function an [`App`] takes.
    pub fn function(&self) -> Arc<dyn Fn() -> Timestamp + Send + Sync> {
        let clock = self.clone();
        Arc::new(move || clock.now())
    }
}

/// An application on a database in memory, with seeded chance.
#[derive(Clone)]
pub struct TestApp {
    pub app: App,
    pub clock: TestClock,
    router: axum::Router,
}

impl TestApp {
    /// Builds and migrates it.
    ///
    /// # Panics
    /// When the composition is wrong; a test should stop there.
    pub async fn new(features: &'static [&'static Feature]) -> TestApp {
        TestApp::with(features, Settings { secure_cookies: false, ..Settings::default() }).await
    }

    /// With settings of one's own.
    ///
    /// # Panics
    /// As [`TestApp::new`].
    pub async fn with(features: &'static [&'static Feature], settings: Settings) -> TestApp {
        let db = store::Db::memory().expect("a database in memory opens");
        TestApp::on(db, features, settings).await
    }

    /// On a given database, for the same test on PostgreSQL.
    ///
    /// # Panics
    /// As [`TestApp::new`].
    pub async fn on(db: store::Db, features: &'static [&'static Feature], settings: Settings) -> TestApp {
        let clock = TestClock::at_ms(START_MS);
        let parts = AppParts { db, clock: clock.function(), rng_seed: Some(2020), features, settings };
        let app = App::new(parts).expect("the composition of features is right");
        app.migrate().await.expect("migrations run");
        TestApp { router: router(app.clone()), app, clock }
    }

    /// A browser that is not signed in.
    pub fn browser(&self) -> Browser {
        Browser { router: self.router.clone(), cookies: Vec::new(), headers: HeaderMap::new() }
    }

    /// A browser that holds a session token.
    pub fn signed_in(&self, token: &str) -> Browser {
        let mut browser = self.browser();
        browser.cookies.push((cookie::session_name(&self.app).to_owned(), token.to_owned()));
        browser
    }
}

/// Sends requests as a browser does: from the same site, keeping cookies. Does not follow redirects.
#[derive(Clone)]
pub struct Browser {
    router: axum::Router,
    cookies: Vec<(String, String)>,
    headers: HeaderMap,
}

impl Browser {
    /// Adds a header to every request.
    ///
    /// # Panics
    /// When name or value are no header.
    #[must_use]
    pub fn header(mut self, name: &'static str, value: &str) -> Browser {
        self.headers.insert(HeaderName::from_static(name), value.parse().expect("a header value"));
        self
    }

    pub async fn get(&mut self, path: &str) -> Answer {
        self.send(Method::GET, path, None, Vec::new()).await
    }

    /// Posts a form, urlencoded.
    pub async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let pairs: Vec<String> =
            fields.iter().map(|(k, v)| format!("{}={}", form::encode(k), form::encode(v))).collect();
        let kind = "application/x-www-form-urlencoded";
        self.send(Method::POST, path, Some(kind), pairs.join("&").into_bytes()).await
    }

    /// Posts a form with files: `(field, filename, content type, bytes)`.
    pub async fn upload(&mut self, path: &str, fields: &[(&str, &str)], files: &[(&str, &str, &str, &[u8])]) -> Answer {
        const EDGE: &str = "tongtu-test-boundary";
        let mut body = Vec::new();
        for (name, value) in fields {
            let head = format!("--{EDGE}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
            body.extend_from_slice(head.as_bytes());
        }
        for (name, filename, kind, bytes) in files {
            let head = format!(
                "--{EDGE}\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"{filename}\"\r\nContent-Type: {kind}\r\n\r\n"
            );
            body.extend_from_slice(head.as_bytes());
            body.extend_from_slice(bytes);
            body.extend_from_slice(b"\r\n");
        }
        body.extend_from_slice(format!("--{EDGE}--\r\n").as_bytes());
        self.send(Method::POST, path, Some(&format!("multipart/form-data; boundary={EDGE}")), body).await
    }

    /// Sends anything.
    ///
    /// # Panics
    /// When path or headers make no request.
    pub async fn send(&mut self, method: Method, path: &str, content_type: Option<&str>, body: Vec<u8>) -> Answer {
        let mut request = Request::builder().method(method).uri(path).header("host", "127.0.0.1:8080");
        if !self.headers.contains_key("sec-fetch-site") {
            request = request.header("sec-fetch-site", "same-origin");
        }
        if let Some(kind) = content_type {
            request = request.header(CONTENT_TYPE, kind);
        }
        if !self.cookies.is_empty() {
            let line: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
            request = request.header(COOKIE, line.join("; "));
        }
        let mut request = request.body(Body::from(body)).expect("a request");
        request.headers_mut().extend(self.headers.clone());
        let answer = self.router.clone().oneshot(request).await.expect("the router always answers");
        let (parts, body) = answer.into_parts();
        let bytes = to_bytes(body, usize::MAX).await.expect("the body is in memory");
        self.keep_cookies(&parts.headers);
        Answer { status: parts.status, headers: parts.headers, bytes: bytes.to_vec() }
    }

    fn keep_cookies(&mut self, headers: &HeaderMap) {
        for line in headers.get_all("set-cookie").iter().filter_map(|value| value.to_str().ok()) {
            let pair = line.split(';').next().unwrap_or_default();
            let Some((name, value)) = pair.split_once('=') else { continue };
            self.cookies.retain(|(known, _)| known != name);
            if !line.contains("Max-Age=0") {
                self.cookies.push((name.to_owned(), value.to_owned()));
            }
        }
    }
}

/// What the site answered.
#[derive(Clone, Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub bytes: Vec<u8>,
}

impl Answer {
    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    /// A header, `""` if absent.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// Where a redirect leads, `""` if nowhere.
    pub fn location(&self) -> &str {
        self.header(LOCATION.as_str())
    }

    /// The hidden transaction id of the first form on the page.
    pub fn txid(&self) -> String {
        let text = self.text();
        let after = text.split_once("name=\"txid\" value=\"").map_or("", |(_, rest)| rest);
        after.split('"').next().unwrap_or_default().to_owned()
    }
}
