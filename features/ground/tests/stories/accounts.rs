//! Registering, signing in and out, devices, and what an administrator does.

use crate::town::{Town, page};
use web::testing::{Answer, Browser};

const PASSWORD: &str = "三棵老槐树在河滨路上";
const NEW_USCC: &str = "91350100M000100Y43";

async fn register(browser: &mut Browser, uscc: &str, sign_in: &str) -> Answer {
    let txid = browser.get("/register").await.txid();
    browser
        .post(
            "/register",
            &[
                ("txid", &txid),
                ("uscc", uscc),
                ("name", "云岭青禾农机有限公司"),
                ("industry", "C35"),
                ("headcount", "40"),
                ("region-1", "990000"),
                ("region-2", "990100"),
                ("region-3", "990121"),
                ("person", "丁香"),
                ("sign_in", sign_in),
                ("password", PASSWORD),
            ],
        )
        .await
}

async fn sign_in(browser: &mut Browser, name: &str, password: &str) -> Answer {
    let txid = browser.get("/sign-in").await.txid();
    browser
        .post("/sign-in", &[("txid", &txid), ("sign_in", name), ("password", password), ("next", "/account/devices")])
        .await
}

#[tokio::test]
async fn an_enterprise_registers_and_comes_back() {
    let town = Town::new().await;
    let mut browser = town.site.browser();
    let answer = register(&mut browser, NEW_USCC, "Dingxiang").await;
    assert_eq!((answer.status.as_u16(), answer.location()), (303, "/e/enterprise"), "{}", answer.text());
    let own = page(&mut browser, "/e/enterprise").await.text();
    assert!(own.contains("云岭青禾农机有限公司") && own.contains("企业自报"));
    let out = browser.post("/sign-out", &[]).await;
    assert_eq!(out.status, 303);
    assert_eq!(browser.get("/e/enterprise").await.status, 303, "signed out");
    let back = sign_in(&mut browser, "DINGXIANG", PASSWORD).await;
    assert_eq!((back.status.as_u16(), back.location()), (303, "/account/devices"));
    page(&mut browser, "/e/enterprise").await;
}

#[tokio::test]
async fn a_registration_tells_everything_wrong_at_once() {
    let town = Town::new().await;
    let mut browser = town.site.browser();
    let txid = browser.get("/register").await.txid();
    let fields = [
        ("txid", txid.as_str()),
        ("uscc", "91350100M000100Y4Z"),
        ("headcount", "x"),
        ("sign_in", "a"),
        ("password", "short"),
    ];
    let answer = browser.post("/register", &fields).await;
    assert_eq!(answer.status, 422);
    let text = answer.text();
    for id in ["f-uscc", "f-name", "f-headcount", "f-region", "f-person", "f-sign_in", "f-password"] {
        assert!(text.contains(&format!("href=\"#{id}\"")), "{id} in the summary");
        assert!(text.contains(&format!("id=\"{id}\"")), "{id} in the form");
    }
    assert!(!text.contains("value=\"short\""), "the password is not sent back");
}

#[tokio::test]
async fn the_picker_shows_the_next_level_without_scripts() {
    let town = Town::new().await;
    let mut browser = town.site.browser();
    let txid = browser.get("/register").await.txid();
    let fields = [
        ("txid", txid.as_str()),
        ("pick", "region"),
        ("region-1", "330000"),
        ("region-2", "990100"),
        ("person", "丁香"),
    ];
    let answer = browser.post("/register", &fields).await;
    assert_eq!(answer.status, 200);
    let text = answer.text();
    assert!(text.contains("杭州市") && !text.contains("西湖区") && text.contains("value=\"丁香\""));
}

#[tokio::test]
async fn a_known_enterprise_waits_until_an_administrator_has_checked() {
    let town = Town::new().await;
    let mut browser = town.site.browser();
    let answer = register(&mut browser, "91990121MA0001018U", "hengan").await;
    assert_eq!(answer.location(), "/register/waiting");
    let early = sign_in(&mut browser, "hengan", PASSWORD).await;
    assert_eq!(early.status, 422);
    assert!(early.text().contains("等待核对"));
    let mut admin = town.browser("admin").await;
    let list = page(&mut admin, "/a/accounts?state=waiting").await.text();
    let href = list.split("href=\"").find(|part| part.starts_with("/a/accounts/990121/")).expect("the account");
    let path = href.split('"').next().expect("a link").to_owned();
    let txid = page(&mut admin, &path).await.txid();
    assert_eq!(admin.post(&path, &[("txid", &txid), ("state", "active")]).await.status, 303);
    assert_eq!(sign_in(&mut browser, "hengan", PASSWORD).await.status, 303);
    let txid = page(&mut admin, &path).await.txid();
    assert_eq!(admin.post(&path, &[("txid", &txid), ("state", "disabled")]).await.status, 303);
    assert_eq!(browser.get("/e/enterprise").await.status, 303, "a closed account is signed out at once");
}

#[tokio::test]
async fn unknown_names_and_wrong_passwords_get_the_same_answer_and_a_limit() {
    let town = Town::new().await;
    let mut browser = town.site.browser();
    let unknown = sign_in(&mut browser, "nobody-here", "wrong").await;
    let wrong = sign_in(&mut browser, "admin", "wrong").await;
    assert_eq!((unknown.status.as_u16(), wrong.status.as_u16()), (422, 422));
    for text in [unknown.text(), wrong.text()] {
        assert!(text.contains("登录名或密码不对"));
    }
    let mut last = wrong;
    for _ in 0..10 {
        last = sign_in(&mut browser, "admin", "wrong").await;
    }
    assert_eq!(last.status, 429);
    assert!(last.header("retry-after").parse::<u32>().expect("seconds") <= 15 * 60 + 1);
    assert!(!last.text().contains('⟦'));
}

#[tokio::test]
async fn one_person_ends_the_own_devices_and_nobody_elses() {
    let town = Town::new().await;
    let mut first = town.browser("clerk").await.header("user-agent", "Mozilla/5.0 (X11; Linux x86_64) Firefox/120.0");
    let mut second = town.browser("clerk").await;
    let devices = page(&mut first, "/account/devices").await.text();
    let ends: Vec<&str> = devices
        .split("action=\"")
        .filter(|part| part.starts_with("/account/devices/01"))
        .filter_map(|part| part.split('"').next())
        .collect();
    assert_eq!(ends.len(), 1, "the device at hand has no button of its own");
    let mut stranger = town.browser("worker").await;
    let txid = page(&mut stranger, "/account/password").await.txid();
    assert_eq!(stranger.post(ends[0], &[("txid", &txid)]).await.status, 404);
    let txid = page(&mut first, "/account/devices").await.txid();
    assert_eq!(first.post(ends[0], &[("txid", &txid)]).await.status, 303);
    assert_eq!(second.get("/account/devices").await.status, 303, "the other device is signed out");
    assert_eq!(first.get("/account/devices").await.status, 200);
}

#[tokio::test]
async fn a_session_ends_by_itself() {
    let town = Town::new().await;
    let mut officer = town.browser("officer-health").await;
    assert_eq!(officer.get("/account/devices").await.status, 200);
    town.site.clock.advance_ms(11 * 60 * 60 * 1000);
    assert_eq!(officer.get("/account/devices").await.status, 200);
    town.site.clock.advance_ms(2 * 60 * 60 * 1000);
    assert_eq!(officer.get("/account/devices").await.status, 303);
}

#[tokio::test]
async fn an_administrator_opens_an_account_for_an_officer() {
    let town = Town::new().await;
    let mut admin = town.browser("admin").await;
    let txid = page(&mut admin, "/a/accounts/new").await.txid();
    let bad = admin.post("/a/accounts", &[("txid", &txid), ("role", "officer"), ("region", "330106")]).await;
    assert_eq!(bad.status, 422);
    for id in ["f-person", "f-sign_in", "f-password", "f-agency", "f-region"] {
        assert!(bad.text().contains(&format!("href=\"#{id}\"")), "{id}");
    }
    let fields = [
        ("txid", txid.as_str()),
        ("person", "方圆"),
        ("sign_in", "fangyuan"),
        ("password", PASSWORD),
        ("role", "officer"),
        ("agency", "transport"),
        ("region", "990121"),
    ];
    let made = admin.post("/a/accounts", &fields).await;
    assert_eq!(made.status, 303, "{}", made.text());
    assert_eq!(admin.post("/a/accounts", &fields).await.location(), made.location(), "sent twice, done once");
    let mut officer = town.site.browser();
    assert_eq!(sign_in(&mut officer, "fangyuan", PASSWORD).await.status, 303);
    page(&mut officer, "/o/enterprises").await;
    let txid = page(&mut officer, "/account/password").await.txid();
    let changed = officer
        .post("/account/password", &[("txid", &txid), ("old", PASSWORD), ("password", "另外几个不相干的词语")])
        .await;
    assert_eq!(changed.status, 303);
    assert_eq!(sign_in(&mut town.site.browser(), "fangyuan", PASSWORD).await.status, 422);
}

#[tokio::test]
async fn one_click_sign_in_exists_only_in_the_demonstration() {
    let town = Town::new().await;
    let old = town.links[0].path.clone();
    ground::accounts::demo_links(&town.site.app).await.expect("fresh links");
    assert_eq!(town.site.browser().get(&old).await.status, 404, "links drawn before stop working");
    let settings = web::Settings { secure_cookies: false, ..web::Settings::default() };
    let plain = web::testing::TestApp::with(crate::town::FEATURES, settings).await;
    assert_eq!(plain.browser().get("/sign-in/demo/abc").await.status, 404);
    assert!(ground::accounts::demo_links(&plain.app).await.is_err());
}
