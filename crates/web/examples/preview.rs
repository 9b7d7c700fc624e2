//! Serves the component preview alone, to look at while working on a component:
//! `cargo run -p web --example preview --features testing`, then open `/preview`.

use web::testing::TestApp;
use web::{Feature, Settings};

static FEATURES: [&Feature; 0] = [];

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let settings = Settings { secure_cookies: false, demo: true, ..Settings::default() };
    let app = TestApp::with(&FEATURES, settings).await.app;
    let listener = tokio::net::TcpListener::bind("127.0.0.1:8090").await?;
    println!("http://{}/preview", listener.local_addr()?);
    web::serve(app, listener, async {
        // ends when the terminal says so
        let _ = tokio::signal::ctrl_c().await;
    })
    .await
}
