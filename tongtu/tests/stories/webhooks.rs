//! Events go to the systems of agencies and enterprises: signed, once each, tried again, and nowhere they must not.

use axum::http::Method;
use ground::enterprises::CLERKS_USCC;
use ground::webhooks::{ATTEMPTS_MAX, allow_inside, deliver_due};
use serde_json::{Value, json};
use testkit::{Db, TestTown};

use crate::api::{Owner, System, codes, files};
use crate::house::{DAY, HOUSE};
use crate::webhooks_receiver::{Manner, Receiver};

const SCOPES: &[&str] = &["cases:read", "cases:write", "catalogue:read", "webhooks"];

async fn town_on(db: Db) -> TestTown {
    let town = TestTown::on(db, DAY, &HOUSE).await;
    allow_inside(town.app(), ["127.0.0.1".to_owned()]);
    town
}

async fn firm(town: &TestTown) -> System {
    System::with(town, "firm", Owner::Enterprise(CLERKS_USCC), SCOPES).await
}

async fn health(town: &TestTown) -> System {
    System::with(town, "health", Owner::Agency("health"), SCOPES).await
}

/// Subscribes; the path of the subscription and its secret.
async fn subscribes(system: &mut System, url: &str, kinds: &[&str]) -> (String, String) {
    let body = json!({"name": "intake", "url": url, "kinds": kinds, "timeout_seconds": 1});
    let (status, made) = system.posts("/api/v1/webhooks", body).await;
    assert_eq!(status, 201, "{made}");
    let text = |name: &str| made[name].as_str().expect("text").to_owned();
    (format!("/api/v1/webhooks/{}/{}", text("region"), text("id")), text("secret"))
}

async fn sent(town: &TestTown) -> usize {
    deliver_due(town.app()).await.expect("the database answers")
}

/// The page of a subscription.
fn page(path: &str) -> String {
    path.replace("/api/v1", "")
}

testkit::on_both_engines!(
    what_happens_to_a_case_is_told_once_and_signed,
    a_receiver_that_fails_is_tried_again_and_loses_nothing,
    after_sixteen_failures_the_subscription_stops_and_its_owner_is_told,
    a_secret_changes_with_a_day_of_both,
    nobody_hears_of_what_is_not_theirs,
);

async fn what_happens_to_a_case_is_told_once_and_signed(db: Db) {
    let town = town_on(db).await;
    let receiver = Receiver::opens().await;
    let mut firm = firm(&town).await;
    let (path, secret) = subscribes(&mut firm, &receiver.url(), &[]).await;
    let at = files(&mut firm).await;
    assert_eq!(receiver.got().len(), 0, "nothing is sent in the way of an act");
    assert_eq!(sent(&town).await, 1);
    let approve = || json!({"verdict": "approve"});
    let mut health = health(&town).await;
    health.posts(&format!("{at}/steps/health-review/decide"), approve()).await;
    let mut industry = System::with(&town, "industry", Owner::Agency("industry"), SCOPES).await;
    industry.posts(&format!("{at}/steps/industry-review/decide"), approve()).await;
    industry.posts(&format!("{at}/steps/decision/decide"), approve()).await;
    assert_eq!(sent(&town).await, 5);
    assert_eq!(sent(&town).await, 0, "nothing twice");

    let got = receiver.got();
    assert_eq!(receiver.kinds()[0], "case.filed");
    let mut rest = receiver.kinds();
    rest.sort();
    let expected = [
        "case.filed",
        "case.granted",
        "case.step-approved",
        "case.step-approved",
        "case.step-approved",
        "certificate.issued",
    ];
    assert_eq!(rest, expected);
    assert!(got.iter().all(|letter| letter.is_signed_with(&secret)), "{got:?}");
    assert!(got.iter().all(|letter| letter.id.starts_with("msg_990121_")));
    let numbers: Vec<i64> = got.iter().filter_map(|l| l.json()["data"]["sequence"].as_i64()).collect();
    assert!(numbers.is_sorted() && numbers.len() == 6, "{numbers:?}");
    let filed = got[0].json();
    assert_eq!(filed["data"]["case_url"].as_str().map(|url| url.ends_with(&at)), Some(true), "{filed}");
    for private in ["13800000000", "河滨", CLERKS_USCC] {
        assert!(got.iter().all(|letter| !letter.body.contains(private)), "{private}");
    }

    let (_, told) = firm.get(&format!("{path}/deliveries")).await;
    let states: Vec<&str> =
        told["deliveries"].as_array().expect("a list").iter().filter_map(|d| d["state"].as_str()).collect();
    assert_eq!(states, ["delivered"; 6]);
    let (_, again) = firm.posts(&format!("{path}/deliveries/{}/replay", got[0].id), json!({})).await;
    assert_eq!(again["state"], "active", "{again}");
    assert_eq!(sent(&town).await, 1);
    let last = receiver.got().pop().expect("it came again");
    assert_eq!((&last.id, &last.body), (&got[0].id, &got[0].body), "known by its id");
}

async fn a_receiver_that_fails_is_tried_again_and_loses_nothing(db: Db) {
    let town = town_on(db).await;
    let mut receiver = Receiver::opens().await;
    let mut firm = firm(&town).await;
    let (path, _) = subscribes(&mut firm, &receiver.url(), &["case.filed", "case.withdrawn"]).await;
    let at = files(&mut firm).await;
    receiver.turns(Manner::Says(500));
    assert_eq!(sent(&town).await, 1);
    firm.posts(&format!("{at}/withdraw"), json!({})).await;
    assert_eq!(sent(&town).await, 0, "it is left alone for a while");
    let (_, it) = firm.get(&path).await;
    assert_eq!((&it["failures"], &it["last_status"]), (&json!(1), &json!(500)), "{it}");

    receiver.turns(Manner::Silent);
    town.hours_pass(1);
    assert_eq!(sent(&town).await, 1, "one attempt, after which nothing more is asked of it");
    receiver.goes_away().await;
    town.hours_pass(1);
    assert_eq!(sent(&town).await, 1);
    receiver.returns().await;
    receiver.turns(Manner::Asks("7200"));
    town.hours_pass(1);
    assert_eq!(sent(&town).await, 1);
    receiver.turns(Manner::Redirects);
    town.hours_pass(1);
    assert_eq!(sent(&town).await, 0, "it asked for two hours");
    town.hours_pass(1);
    assert_eq!(sent(&town).await, 2, "a redirect is a refusal of this message and of no other");
    receiver.turns(Manner::Says(200));
    town.hours_pass(8);
    assert_eq!(sent(&town).await, 2);
    let ids: Vec<String> = receiver.got().into_iter().map(|letter| letter.id).collect();
    assert_eq!(ids.first(), ids.get(1), "the same id each time: {ids:?}");
    assert_eq!(receiver.kinds()[ids.len() - 2..], ["case.filed", "case.withdrawn"]);
    let (_, told) = firm.get(&format!("{path}/deliveries")).await;
    assert!(told["deliveries"].as_array().expect("a list").iter().all(|d| d["state"] == "delivered"), "{told}");
}

async fn after_sixteen_failures_the_subscription_stops_and_its_owner_is_told(db: Db) {
    let town = town_on(db).await;
    let receiver = Receiver::opens().await;
    let mut health = health(&town).await;
    let (path, _) = subscribes(&mut health, &receiver.url(), &["case.filed"]).await;
    let mut firm = firm(&town).await;
    files(&mut firm).await;
    receiver.turns(Manner::Says(502));
    for attempt in 1..=ATTEMPTS_MAX {
        assert_eq!(sent(&town).await, 1, "attempt {attempt}");
        town.hours_pass(8);
    }
    assert_eq!(sent(&town).await, 0);
    let (_, it) = health.get(&path).await;
    assert_eq!((&it["state"], &it["paused_why"]), (&json!("paused"), &json!("given-up")), "{it}");
    let mut officer = town.person("officer-health").await;
    officer.opens("/o").await.sees("有订阅停发了").sees("intake").follows("查看并恢复").await.sees("多次失败，已停发");
    let mut stranger = town.person("officer-industry").await;
    stranger.opens("/o").await.does_not_see("有订阅停发了");
    officer.opens("/webhooks").await.sees("有订阅停发了").sees("intake").sees("多次失败，已停发");
    officer.opens(&page(&path)).await.sees("已放弃").sees("回应状态 502").sees("16");
    assert_eq!(officer.browser().get("/webhooks/export?format=csv").await.status, 200);
    let rows = officer.browser().get(&format!("{}/export?format=csv", page(&path))).await.text();
    assert!(rows.contains("case.filed") && rows.contains("502"), "{rows}");

    receiver.turns(Manner::Says(200));
    officer.opens(&page(&path)).await.presses("恢复发送").await.does_not_see("停发");
    officer.opens("/o").await.does_not_see("有订阅停发了");
    assert_eq!(sent(&town).await, 1, "nothing was lost");
    officer.opens(&page(&path)).await.presses("试发一条").await;
    assert_eq!(sent(&town).await, 1);
    assert_eq!(receiver.kinds().last().map(String::as_str), Some("webhook.test"));
    receiver.turns(Manner::Says(410));
    officer.opens(&page(&path)).await.presses("试发一条").await;
    assert_eq!(sent(&town).await, 1);
    officer.opens(&page(&path)).await.sees("对方已停用");
    officer.presses("删除订阅").await.sees("还没有订阅");
    assert_eq!(health.get(&path).await.0, 404);
}

async fn a_secret_changes_with_a_day_of_both(db: Db) {
    let town = town_on(db).await;
    let receiver = Receiver::opens().await;
    let mut firm = firm(&town).await;
    let (path, old) = subscribes(&mut firm, &receiver.url(), &[]).await;
    let secret_at = format!("{path}/secret");
    let first = firm.repeats(Method::POST, &secret_at, &json!({}), "rotate-once").await;
    let again = firm.repeats(Method::POST, &secret_at, &json!({}), "rotate-once").await;
    let read = |text: String| serde_json::from_str::<Value>(&text).expect("JSON");
    let new = read(first.text())["secret"].as_str().expect("shown once").to_owned();
    assert_eq!(read(again.text())["secret"], Value::Null, "and never again");
    let (_, it) = firm.get(&path).await;
    assert!(it.get("secret").is_none(), "{it}");
    firm.posts(&format!("{path}/test"), json!({})).await;
    sent(&town).await;
    town.hours_pass(25);
    firm.posts(&format!("{path}/test"), json!({})).await;
    sent(&town).await;
    let got = receiver.got();
    assert!(got[0].is_signed_with(&old) && got[0].is_signed_with(&new), "both for a day");
    assert!(!got[1].is_signed_with(&old) && got[1].is_signed_with(&new), "then the new one alone");
    let stored = town
        .app()
        .db()
        .read(|tx| -> Result<String, store::Fault> {
            tx.one("SELECT secret, secret_before FROM webhook", &[])?.get("secret")
        })
        .await
        .expect("a row");
    assert!(!stored.contains("whsec_") && !stored.contains(&new[6..]), "sealed at rest");
}

async fn nobody_hears_of_what_is_not_theirs(db: Db) {
    let town = town_on(db).await;
    let receiver = Receiver::opens().await;
    let mut neighbour = System::with(&town, "neighbour", Owner::Enterprise("91990121MA0001026N"), SCOPES).await;
    let mut fire = System::with(&town, "fire", Owner::Agency("fire"), SCOPES).await;
    let mut health = health(&town).await;
    let (theirs, _) = subscribes(&mut neighbour, &receiver.url(), &[]).await;
    subscribes(&mut fire, &receiver.url(), &[]).await;
    let (path, _) = subscribes(&mut health, &receiver.url(), &[]).await;
    let mut firm = firm(&town).await;
    firm.posts("/api/v1/cases", json!({"playbook": "epidemic", "service": "resume-work"})).await;
    assert_eq!(sent(&town).await, 0, "a draft is its applicant's alone");
    files(&mut firm).await;
    assert_eq!(sent(&town).await, 1, "health takes part, the others do not");
    for foreign in [&theirs, &path] {
        assert_eq!(firm.get(foreign).await.0, 404);
        assert_eq!(firm.posts(&format!("{foreign}/pause"), json!({})).await.0, 404);
        assert_eq!(firm.acts(Method::DELETE, foreign, json!({})).await.0, 404);
    }
    let mut clerk = town.person("clerk").await;
    assert_eq!(clerk.tries(&page(&path)).await, 404);
    let mut reader = System::with(&town, "reader", Owner::Agency("health"), &["cases:read"]).await;
    assert_eq!(reader.get("/api/v1/webhooks").await.0, 403, "without the scope");
}

#[tokio::test]
async fn an_address_that_leads_inside_or_in_the_clear_is_refused() {
    let town = TestTown::start(DAY, &HOUSE).await;
    let mut firm = firm(&town).await;
    let mut refused = async |url: &str| {
        let (status, told) = firm.posts("/api/v1/webhooks", json!({"name": "x", "url": url})).await;
        assert_eq!(status, 422, "{url}: {told}");
        codes(&told).join(" ")
    };
    for (url, code) in [
        ("http://intake.example.gov.cn/", "webhooks/url-clear"),
        ("https://127.0.0.1/", "webhooks/url-inside"),
        ("https://[::ffff:10.0.0.1]/", "webhooks/url-inside"),
        ("https://169.254.169.254/latest/meta-data", "webhooks/url-inside"),
        ("https://localhost:8443/", "webhooks/url-inside"),
        ("https://a:b@intake.example.gov.cn/", "webhooks/url-account"),
        ("ftp://intake.example.gov.cn/", "webhooks/url"),
        ("not an address", "webhooks/url"),
    ] {
        assert_eq!(refused(url).await, code, "{url}");
    }
    // a name that leads inside is found out when it is asked, however it was written down
    let receiver = Receiver::opens().await;
    allow_inside(town.app(), ["127.0.0.1".to_owned()]);
    let (path, _) = subscribes(&mut firm, &receiver.url(), &[]).await;
    allow_inside(town.app(), []);
    firm.posts(&format!("{path}/test"), json!({})).await;
    assert_eq!(sent(&town).await, 1);
    assert_eq!(receiver.got().len(), 0, "not allowed any more, so nothing left the house");
    let mut clerk = town.person("clerk").await;
    clerk.opens(&page(&path)).await.sees("这个网址不再允许");
}

#[tokio::test]
async fn an_administrator_subscribes_on_a_page_and_sees_the_secret_once() {
    let town = TestTown::start(DAY, &HOUSE).await;
    let receiver = Receiver::opens().await;
    allow_inside(town.app(), ["127.0.0.1".to_owned()]);
    let mut admin = town.person("admin").await;
    admin.opens("/webhooks").await.sees("还没有订阅").sees("填写接收网址新建一个订阅");
    admin.opens("/webhooks/new").await.presses("确认").await.sees("签名密钥在建好后显示一次");
    assert_eq!(admin.tries_pressing("建立").await, 422);
    admin.fills("name", "county intake").fills("url", &receiver.url());
    let letter = admin.letter("建立");
    admin.presses("建立").await.sees("whsec_");
    admin.sends(&letter).await;
    admin.opens("/webhooks").await.sees("county intake").sees("还没有发过").does_not_see("whsec_");
    assert_eq!(admin.page().rows.len(), 1, "sent twice, made once");
    let mut firm = firm(&town).await;
    files(&mut firm).await;
    assert_eq!(sent(&town).await, 1);
    assert_eq!(receiver.kinds(), ["case.filed"]);
    let mut english = town.person("admin").await.reading_english();
    english.opens("/webhooks?state=active&q=county").await.sees("county intake").sees("Working");
}
