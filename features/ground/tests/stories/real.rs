//! A site that is no demonstration: passwords are asked, and other computers come with keys.

use web::testing::{Answer, Browser, TestApp};
use web::{Ctx, Door, Feature, Reply, Routes, Settings};

/// Password of everybody here.
pub const PASSWORD: &str = "三棵老槐树在河滨路上";

/// A door for other computers, as an API has them.
static PROBE: Feature = Feature {
    name: "probe",
    group: "ground",
    title: ("试", "Probe"),
    words: "",
    routes: || Routes::new().get(Door::Machine, "/probe", probe),
    ..Feature::EMPTY
};

static FEATURES: &[&Feature] =
    &[&ground::regions::FEATURE, &ground::enterprises::FEATURE, &ground::accounts::FEATURE, &PROBE];

async fn probe(ctx: Ctx) -> Reply {
    let machine = ctx.machine()?;
    machine.needs("cases:read")?;
    let actor = machine.actor();
    ctx.json(&serde_json::json!({ "actor": actor.person, "region": actor.region, "agency": actor.agency }))
}

/// A site with the county's registers, a desk and an administrator called `chief`.
pub async fn site() -> TestApp {
    site_with(Settings::default()).await
}

/// The same with settings of one's own.
pub async fn site_with(settings: Settings) -> TestApp {
    let site = TestApp::with(FEATURES, Settings { secure_cookies: false, ..settings }).await;
    let fill = ground::enterprises::FEATURE.demo.expect("made-up enterprises");
    for fill in [ground::regions::FEATURE.demo, Some(fill)].into_iter().flatten() {
        fill(site.app.clone()).await.expect("the registers fill");
    }
    for name in ["chief", "second"] {
        let made = ground::accounts::add_admin(&site.app, "990121", name, "曹立", PASSWORD).await;
        made.expect("an administrator");
    }
    site
}

/// Signs in with name and password.
pub async fn enter(browser: &mut Browser, name: &str, password: &str) -> Answer {
    let txid = browser.get("/sign-in").await.txid();
    let fields = [("txid", txid.as_str()), ("sign_in", name), ("password", password), ("next", "/account/devices")];
    browser.post("/sign-in", &fields).await
}

/// The administrator, signed in.
pub async fn chief(site: &TestApp) -> Browser {
    let mut browser = site.browser();
    assert_eq!(enter(&mut browser, "chief", PASSWORD).await.status, 303);
    browser
}

/// Gives the password once more.
pub async fn confirm(browser: &mut Browser, password: &str) -> Answer {
    let txid = browser.get("/account/confirm").await.txid();
    browser.post("/account/confirm", &[("txid", &txid), ("password", password), ("next", "/a/keys/new")]).await
}
