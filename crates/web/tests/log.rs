//! What stands in the log: one line per request and one per fault, and nothing about a person.

use std::io::Write;
use std::sync::{Arc, Mutex};

use web::testing::TestApp;
use web::{Ctx, Door, Feature, Reply, Routes, Stop};

#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);

impl Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().expect("no test panics while it writes").write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

async fn fault(_ctx: Ctx) -> Reply {
    Err(Stop::Fault(anyhow::anyhow!("the root").context("the middle").context("the top")))
}

static PROBE: Feature = Feature {
    name: "probe",
    routes: || Routes::new().get(Door::Open, "/fault", fault).get(Door::Open, "/fine", async || "fine"),
    ..Feature::EMPTY
};
static FEATURES: [&Feature; 1] = [&PROBE];

#[tokio::test]
async fn a_log_line_names_the_request_and_nobody() {
    let lines = Lines::default();
    let writer = lines.clone();
    let subscriber = tracing_subscriber::fmt().json().with_writer(move || writer.clone()).finish();
    let _kept = tracing::subscriber::set_default(subscriber);
    let town = TestApp::new(&FEATURES).await;
    let mut browser = town.signed_in("a-secret-token").header("x-forwarded-for", "203.0.113.7");
    browser.get("/fine?phone=13800138000").await;
    browser.get("/people/110101199003070000").await;
    browser.post("/fine", &[("name", "李明")]).await;
    let fault = browser.get("/fault").await;

    let log = String::from_utf8(lines.0.lock().expect("the requests are over").clone()).expect("the log is text");
    for personal in ["13800138000", "110101199003070000", "李明", "a-secret-token", "203.0.113.7"] {
        assert!(!log.contains(personal), "{personal} stands in the log:\n{log}");
    }
    let faults: Vec<&str> = log.lines().filter(|line| line.contains("the root")).collect();
    assert_eq!(faults.len(), 1, "a fault is logged once:\n{log}");
    assert!(faults[0].contains("the top: the middle: the root"), "{}", faults[0]);
    assert!(faults[0].contains(fault.header("x-request-id")));
    assert_eq!(log.lines().filter(|line| line.contains("\"access\"")).count(), 4, "{log}");
}
