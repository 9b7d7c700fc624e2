//! Keys of other computers: made after the password once more, shown once, bounded, revocable.

use crate::real;
use web::testing::{Answer, Browser, TestApp};

async fn make(admin: &mut Browser, scopes: &[&str], per_minute: &str) -> Answer {
    let txid = admin.get("/a/keys/new").await.txid();
    let mut fields = vec![
        ("txid", txid.as_str()),
        ("name", "县卫健局审批系统"),
        ("region", "990121"),
        ("per_minute", per_minute),
        ("expires", "2020-06-01"),
    ];
    fields.extend(scopes.iter().map(|scope| ("scopes", *scope)));
    admin.post("/a/keys", &fields).await
}

fn key_of(page: &Answer) -> String {
    let text = page.text();
    let start = text.find("tt_").unwrap_or_else(|| panic!("no key on the page: {text}"));
    text[start..].chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect()
}

async fn probe(site: &TestApp, key: &str) -> Answer {
    site.browser().header("authorization", &format!("Bearer {key}")).get("/probe").await
}

#[tokio::test]
async fn a_key_is_made_after_the_password_once_more_and_shown_once() {
    let site = real::site().await;
    let mut admin = real::chief(&site).await;
    let asked = admin.get("/a/keys/new").await;
    assert_eq!(asked.location(), "/account/confirm?next=%2Fa%2Fkeys%2Fnew");
    assert_eq!(real::confirm(&mut admin, "not the password").await.status, 422);
    assert_eq!(admin.get("/a/keys/new").await.status, 303, "a wrong password confirms nothing");
    assert_eq!(real::confirm(&mut admin, real::PASSWORD).await.location(), "/a/keys/new");

    let txid = admin.get("/a/keys/new").await.txid();
    let bad = admin.post("/a/keys", &[("txid", &txid), ("region", "330106"), ("scopes", "everything")]).await;
    assert_eq!(bad.status, 422);
    for id in ["f-name", "f-region", "f-scopes", "f-per_minute", "f-expires"] {
        assert!(bad.text().contains(&format!("href=\"#{id}\"")), "{id}");
    }
    let made = make(&mut admin, &["cases:read"], "60").await;
    assert_eq!(made.status, 200, "{}", made.text());
    let key = key_of(&made);
    let answer = probe(&site, &key).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert_eq!(answer.header("ratelimit-policy"), "\"key\";q=60;w=60");
    let list = admin.get("/a/keys").await.text();
    assert!(list.contains(&key[..11]) && !list.contains(&key), "the list shows how it begins and no more");

    site.clock.advance_ms(5 * 60 * 1000);
    assert_eq!(admin.get("/a/keys/new").await.status, 303, "a confirmation holds for five minutes");
}

#[tokio::test]
async fn a_key_opens_what_its_scopes_say_until_it_is_revoked_or_expires() {
    let site = real::site().await;
    let mut admin = real::chief(&site).await;
    real::confirm(&mut admin, real::PASSWORD).await;
    let reader = key_of(&make(&mut admin, &["cases:read"], "60").await);
    let logger = key_of(&make(&mut admin, &["log:read"], "60").await);
    let refused = probe(&site, &logger).await;
    assert_eq!((refused.status.as_u16(), refused.header("content-type")), (403, "application/problem+json"));
    assert!(refused.text().contains("cases:read"), "it says what is missing");
    assert_eq!(probe(&site, "tt_0000").await.status, 401);
    assert_eq!(site.browser().get("/probe").await.header("www-authenticate"), "Bearer");
    let by_cookie = admin.get("/probe").await;
    assert_eq!(by_cookie.status, 401, "a session is no key");

    let list = admin.get("/a/keys").await.text();
    let href = list.split("href=\"").find(|part| part.starts_with("/a/keys/990121/")).expect("a key");
    for path in list.split("href=\"").filter(|part| part.starts_with("/a/keys/990121/")) {
        let path = path.split('"').next().expect("a link").to_owned();
        let txid = admin.get(&path).await.txid();
        assert_eq!(admin.post(&path, &[("txid", &txid), ("reason", "")]).await.status, 422, "a reason is asked");
        let done = admin.post(&path, &[("txid", &txid), ("reason", "系统已经下线")]).await;
        assert_eq!(done.status, 303);
    }
    assert_eq!(probe(&site, &reader).await.status, 401, "{href}");

    let late = key_of(&make(&mut admin, &["cases:read"], "60").await);
    assert_eq!(probe(&site, &late).await.status, 200);
    site.clock.advance_ms(200 * 24 * 60 * 60 * 1000);
    assert_eq!(probe(&site, &late).await.status, 401, "expired");
}

#[tokio::test]
async fn a_key_that_asks_too_often_waits_out_its_minute() {
    let site = real::site().await;
    let mut admin = real::chief(&site).await;
    real::confirm(&mut admin, real::PASSWORD).await;
    let key = key_of(&make(&mut admin, &["cases:read"], "2").await);
    assert_eq!(probe(&site, &key).await.header("ratelimit"), "\"key\";r=1;t=60");
    assert_eq!(probe(&site, &key).await.status, 200);
    let stopped = probe(&site, &key).await;
    assert_eq!(stopped.status, 429);
    assert_eq!((stopped.header("retry-after"), stopped.header("ratelimit")), ("60", "\"key\";r=0;t=60"));
    site.clock.advance_ms(60_000);
    assert_eq!(probe(&site, &key).await.status, 200);
}

#[tokio::test]
async fn an_enterprises_key_cannot_read_the_log() {
    let site = real::site().await;
    let mut admin = real::chief(&site).await;
    real::confirm(&mut admin, real::PASSWORD).await;
    let txid = admin.get("/a/keys/new").await.txid();
    let mut fields = vec![
        ("txid", txid.as_str()),
        ("name", "企业系统"),
        ("region", "990121"),
        ("per_minute", "60"),
        ("expires", "2020-06-01"),
        ("uscc", "91990121MA0001018U"),
        ("scopes", "cases:read"),
        ("scopes", "log:read"),
    ];
    assert_eq!(admin.post("/a/keys", &fields).await.status, 422);
    fields.pop();
    let made = admin.post("/a/keys", &fields).await;
    assert_eq!(made.status, 200, "{}", made.text());
    let again = admin.post("/a/keys", &fields).await;
    assert_eq!((again.status.as_u16(), again.location()), (303, "/a/keys"), "sent twice: one key, shown once");
    assert_eq!(admin.get("/a/keys/export?format=csv").await.text().lines().count(), 2);
}
