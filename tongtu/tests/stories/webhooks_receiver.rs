//! A foreign system that takes events: a real HTTP server on loopback that can be well, unwell, silent and away.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use hmac::{Hmac, KeyInit, Mac};
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

/// What it does with what arrives.
#[derive(Clone, Copy, Debug)]
pub enum Manner {
    /// Answers with this status.
    Says(u16),
    /// Answers 503 and asks for so many seconds of peace.
    Asks(&'static str),
    /// Sends on to another address.
    Redirects,
    /// Never answers.
    Silent,
}

/// One message as it arrived.
#[derive(Clone, Debug)]
pub struct Letter {
    pub id: String,
    pub at: String,
    pub signature: String,
    pub body: String,
}

impl Letter {
    /// The body.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).expect("JSON")
    }

    /// Whether one of its signatures was made with this secret, checked as the specification says.
    pub fn is_signed_with(&self, secret: &str) -> bool {
        let engine = base64::engine::general_purpose::STANDARD;
        let key = engine.decode(secret.strip_prefix("whsec_").expect("a secret")).expect("base64");
        let mut mac = Hmac::<sha2::Sha256>::new_from_slice(&key).expect("any length");
        mac.update(format!("{}.{}.{}", self.id, self.at, self.body).as_bytes());
        let wanted = format!("v1,{}", engine.encode(mac.finalize().into_bytes()));
        self.signature.split(' ').any(|one| one == wanted)
    }
}

struct Inner {
    manner: Mutex<Manner>,
    got: Mutex<Vec<Letter>>,
}

/// The system.
pub struct Receiver {
    inner: Arc<Inner>,
    port: u16,
    serving: Option<JoinHandle<()>>,
}

impl Receiver {
    /// Begins to listen on a free port.
    pub async fn opens() -> Receiver {
        let inner = Arc::new(Inner { manner: Mutex::new(Manner::Says(204)), got: Mutex::default() });
        let mut receiver = Receiver { inner, port: 0, serving: None };
        receiver.returns().await;
        receiver
    }

    /// Listens again, on the port it had.
    pub async fn returns(&mut self) {
        let listener = TcpListener::bind(("127.0.0.1", self.port)).await.expect("a port");
        self.port = listener.local_addr().expect("an address").port();
        let app = Router::new().fallback(take).with_state(self.inner.clone());
        self.serving = Some(tokio::spawn(async move { axum::serve(listener, app).await.expect("served") }));
    }

    /// Stops listening.
    pub async fn goes_away(&mut self) {
        if let Some(serving) = self.serving.take() {
            serving.abort();
            // until the port is free again
            let _ = serving.await;
        }
    }

    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}/events", self.port)
    }

    pub fn turns(&self, manner: Manner) {
        *self.inner.manner.lock().expect("unpoisoned") = manner;
    }

    /// Everything that arrived, oldest first.
    pub fn got(&self) -> Vec<Letter> {
        self.inner.got.lock().expect("unpoisoned").clone()
    }

    /// The kinds of what arrived.
    pub fn kinds(&self) -> Vec<String> {
        self.got().iter().map(|letter| letter.json()["type"].as_str().unwrap_or_default().to_owned()).collect()
    }
}

async fn take(State(inner): State<Arc<Inner>>, headers: HeaderMap, body: Bytes) -> Response {
    let header = |name: &str| headers.get(name).and_then(|v| v.to_str().ok()).unwrap_or_default().to_owned();
    let manner = *inner.manner.lock().expect("unpoisoned");
    inner.got.lock().expect("unpoisoned").push(Letter {
        id: header("webhook-id"),
        at: header("webhook-timestamp"),
        signature: header("webhook-signature"),
        body: String::from_utf8_lossy(&body).into_owned(),
    });
    match manner {
        Manner::Says(status) => StatusCode::from_u16(status).expect("a status").into_response(),
        Manner::Asks(seconds) => {
            let mut answer = StatusCode::SERVICE_UNAVAILABLE.into_response();
            answer.headers_mut().insert("retry-after", HeaderValue::from_static(seconds));
            answer
        }
        Manner::Redirects => {
            let mut answer = StatusCode::TEMPORARY_REDIRECT.into_response();
            answer.headers_mut().insert("location", HeaderValue::from_static("/elsewhere"));
            answer
        }
        Manner::Silent => std::future::pending().await,
    }
}
