//! The second proof, the lock-out and the way back in, on a site that asks for passwords.

use crate::real::{self, PASSWORD};
use web::testing::{Answer, Browser, TestApp};
use web::{Settings, totp};

/// The secret on a page, as a person types it into an app.
fn secret_of(page: &Answer) -> Vec<u8> {
    let text = page.text();
    let after = text.split("otpauth://totp/").nth(1).unwrap_or_else(|| panic!("no secret on {text}"));
    let signs = after.split("secret=").nth(1).expect("a secret").split('&').next().expect("an end");
    let (mut bytes, mut held, mut bits) = (Vec::new(), 0u32, 0);
    for sign in signs.bytes() {
        let value = if sign.is_ascii_uppercase() { sign - b'A' } else { sign - b'2' + 26 };
        held = (held << 5 | u32::from(value)) & 0xffff;
        bits += 5;
        if bits >= 8 {
            bits -= 8;
            bytes.push(u8::try_from(held >> bits & 0xff).expect("a byte"));
        }
    }
    bytes
}

fn hidden(page: &Answer, name: &str) -> String {
    let text = page.text();
    let after = text.split_once(&format!("name=\"{name}\" value=\"")).unwrap_or_else(|| panic!("no {name}: {text}"));
    after.1.split('"').next().expect("a value").to_owned()
}

fn code(site: &TestApp, secret: &[u8]) -> String {
    totp::code(secret, totp::step(site.app.now_ms()))
}

async fn types(browser: &mut Browser, page: &Answer, code: &str) -> Answer {
    let (pending, txid) = (hidden(page, "pending"), page.txid());
    let next = "/account/devices";
    browser.post("/sign-in/code", &[("txid", &txid), ("pending", &pending), ("next", next), ("code", code)]).await
}

/// Switches codes on for `chief`; the secret and the recovery codes.
async fn set_up(site: &TestApp, browser: &mut Browser) -> (Vec<u8>, Vec<String>) {
    let txid = browser.get("/account/second").await.txid();
    let asked = browser.post("/account/second", &[("txid", &txid)]).await;
    assert_eq!(asked.location(), "/account/confirm?next=%2Faccount%2Fsecond", "the password first");
    real::confirm(browser, PASSWORD).await;
    assert_eq!(browser.post("/account/second", &[("txid", &txid)]).await.location(), "/account/second");
    let page = browser.get("/account/second").await;
    let secret = secret_of(&page);
    let wrong = browser.post("/account/second/confirm", &[("txid", &page.txid()), ("code", "000000")]).await;
    assert_eq!(wrong.status, 422);
    let fields = [("txid", page.txid()), ("code", code(site, &secret))];
    let fields = fields.each_ref().map(|(name, value)| (*name, value.as_str()));
    let shown = browser.post("/account/second/confirm", &fields).await;
    assert_eq!(shown.status, 200, "{}", shown.text());
    let text = shown.text();
    let codes: Vec<String> = text
        .split("<code>")
        .skip(1)
        .filter_map(|part| part.split('<').next())
        .filter(|text| text.len() == 11)
        .map(str::to_owned)
        .collect();
    assert_eq!(codes.len(), 8, "{text}");
    let again = browser.post("/account/second/confirm", &fields).await;
    assert_eq!(again.location(), "/account/second", "sent twice: the codes are shown once");
    (secret, codes)
}

#[tokio::test]
async fn a_code_is_asked_after_the_password_and_works_once() {
    let site = real::site().await;
    let mut chief = real::chief(&site).await;
    let (secret, _) = set_up(&site, &mut chief).await;
    site.clock.advance_ms(60_000);

    let mut browser = site.browser();
    let page = real::enter(&mut browser, "chief", PASSWORD).await;
    assert_eq!(page.status, 200);
    assert_eq!(browser.get("/account/devices").await.status, 303, "the password alone opens nothing");
    assert_eq!(types(&mut browser, &page, "123456").await.status, 422);
    let right = code(&site, &secret);
    assert_eq!(types(&mut browser, &page, &right).await.location(), "/account/devices");
    assert_eq!(browser.get("/account/devices").await.status, 200);

    let mut thief = site.browser();
    let page = real::enter(&mut thief, "chief", PASSWORD).await;
    assert_eq!(types(&mut thief, &page, &right).await.status, 422, "a code seen over the shoulder is used up");
    site.clock.advance_ms(6 * 60 * 1000);
    let late = types(&mut thief, &page, &code(&site, &secret)).await;
    assert!(late.text().contains("五分钟"), "{}", late.text());
}

#[tokio::test]
async fn a_recovery_code_signs_in_once_and_a_second_administrator_helps() {
    let site = real::site().await;
    let mut chief = real::chief(&site).await;
    let (_, codes) = set_up(&site, &mut chief).await;
    let mut browser = site.browser();
    let page = real::enter(&mut browser, "chief", PASSWORD).await;
    assert_eq!(types(&mut browser, &page, &codes[0].to_uppercase()).await.status, 303);
    let page = real::enter(&mut browser, "chief", PASSWORD).await;
    let _ = page;
    let mut other = site.browser();
    let page = real::enter(&mut other, "chief", PASSWORD).await;
    assert_eq!(types(&mut other, &page, &codes[0]).await.status, 422, "each code once");

    let account = account_of(&mut chief, "chief").await;
    let txid = chief.get(&account).await.txid();
    let own = chief.post(&format!("{account}/second"), &[("txid", &txid), ("reason", "手机丢了")]).await;
    assert_eq!(own.status, 403, "nobody resets the own codes");
    let mut second = site.browser();
    real::enter(&mut second, "second", PASSWORD).await;
    let txid = second.get(&account).await.txid();
    let reset = format!("{account}/second");
    let asked = second.post(&reset, &[("txid", &txid), ("reason", "手机丢了")]).await;
    assert!(asked.location().starts_with("/account/confirm"), "the password first");
    real::confirm(&mut second, PASSWORD).await;
    assert_eq!(second.post(&reset, &[("txid", &txid), ("reason", "")]).await.status, 422, "a reason is asked");
    assert_eq!(second.post(&reset, &[("txid", &txid), ("reason", "手机丢了")]).await.location(), account);
    let mut back = site.browser();
    assert_eq!(real::enter(&mut back, "chief", PASSWORD).await.status, 303, "the password is enough again");
}

async fn account_of(admin: &mut Browser, name: &str) -> String {
    let list = admin.get(&format!("/a/accounts?q={name}")).await.text();
    let href = list.split("href=\"").find(|part| part.starts_with("/a/accounts/990121/")).expect("the account");
    href.split('"').next().expect("a link").to_owned()
}

#[tokio::test]
async fn where_codes_are_required_nobody_gets_in_without_setting_them_up() {
    let site = real::site_with(Settings { require_totp: true, ..Settings::default() }).await;
    let mut browser = site.browser();
    let page = real::enter(&mut browser, "chief", PASSWORD).await;
    assert_eq!(page.status, 200);
    assert_eq!(browser.get("/a/accounts").await.status, 303, "no session yet");
    let shown = types(&mut browser, &page, &code(&site, &secret_of(&page))).await;
    assert_eq!(shown.status, 200);
    assert_eq!(shown.text().matches("<code>").count(), 8, "recovery codes");
    assert_eq!(browser.get("/a/accounts").await.status, 200);
    let txid = browser.get("/account/second").await.txid();
    assert_eq!(browser.post("/account/second/remove", &[("txid", &txid)]).await.status, 403);
    let mut again = site.browser();
    let page = real::enter(&mut again, "chief", PASSWORD).await;
    assert!(!page.text().contains("otpauth"), "the secret is shown once");
}

#[tokio::test]
async fn who_guesses_waits_longer_each_time_and_an_administrator_unlocks() {
    let site = real::site().await;
    let mut browser = site.browser();
    for _ in 0..5 {
        assert_eq!(real::enter(&mut browser, "second", "wrong password").await.status, 422);
    }
    let mut waits = Vec::new();
    for _ in 0..3 {
        let stopped = real::enter(&mut browser, "second", PASSWORD).await;
        assert_eq!(stopped.status, 429, "even the right password waits");
        let wait: i64 = stopped.header("retry-after").parse().expect("seconds");
        waits.push(wait);
        site.clock.advance_ms(wait * 1000);
        assert_eq!(real::enter(&mut browser, "second", "wrong password").await.status, 422);
    }
    assert_eq!(waits, [30, 60, 120]);
    let mut chief = real::chief(&site).await;
    let account = account_of(&mut chief, "second").await;
    let page = chief.get(&account).await;
    assert!(page.text().contains("多次试错"), "{}", page.text());
    let unlock = format!("{account}/unlock");
    assert_eq!(chief.post(&unlock, &[("txid", &page.txid()), ("reason", "电话核实是本人")]).await.status, 303);
    assert_eq!(real::enter(&mut browser, "second", PASSWORD).await.status, 303);
}

#[tokio::test]
async fn a_link_from_an_administrator_sets_a_password_once() {
    let site = real::site().await;
    let mut chief = real::chief(&site).await;
    let mut second = site.browser();
    real::enter(&mut second, "second", PASSWORD).await;
    let account = account_of(&mut chief, "second").await;
    real::confirm(&mut chief, PASSWORD).await;
    let txid = chief.get(&account).await.txid();
    let made = chief.post(&format!("{account}/reset-link"), &[("txid", &txid), ("reason", "本人忘记密码")]).await;
    let text = made.text();
    let path = text.split("/reset?token=").nth(1).and_then(|rest| rest.split('<').next()).expect("a link");
    let (token, path) = (path.to_owned(), format!("/reset?token={path}"));

    let mut person = site.browser();
    let txid = person.get(&path).await.txid();
    let short = person.post("/reset", &[("txid", &txid), ("token", &token), ("password", "short")]).await;
    assert_eq!(short.status, 422);
    let fields = [("txid", txid.as_str()), ("token", &token), ("password", "另外几个不相干的词语")];
    assert_eq!(person.post("/reset", &fields).await.location(), "/sign-in");
    assert_eq!(second.get("/account/devices").await.status, 303, "every device is signed out");
    assert_eq!(person.post("/reset", &fields).await.status, 422, "once");
    assert_eq!(person.get(&path).await.status, 422);
    assert_eq!(real::enter(&mut person, "second", PASSWORD).await.status, 422);
    assert_eq!(real::enter(&mut person, "second", "另外几个不相干的词语").await.status, 303);

    let txid = chief.get(&account).await.txid();
    let made = chief.post(&format!("{account}/reset-link"), &[("txid", &txid), ("reason", "本人忘记密码")]).await;
    let text = made.text();
    let path = text.split("/reset?token=").nth(1).and_then(|rest| rest.split('<').next()).expect("a link");
    let path = format!("/reset?token={path}");
    site.clock.advance_ms(24 * 60 * 60 * 1000);
    assert_eq!(site.browser().get(&path).await.status, 422, "too old");
}
