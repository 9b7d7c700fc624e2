//! The same story on every database engine, and keys that begin with the region.

use crate::town::{Town, page};

const PASSWORD: &str = "三棵老槐树在河滨路上";

#[tokio::test(flavor = "multi_thread")]
async fn the_same_story_on_every_engine() {
    for db in store::testing::engines().await {
        let engine = db.engine();
        let town = Town::on(db).await;
        register_and_sign_in(&town).await;
        bring_in_a_list(&town).await;
        let mut officer = town.browser("officer-industry").await;
        for sort in ["name", "-uscc", "headcount", "-headcount", "-updated"] {
            let path = format!("/o/enterprises?q=%E9%80%9A%E6%B2%B3&section=C&county=990121&sort={sort}");
            let text = page(&mut officer, &path).await.text();
            assert!(text.contains("91990121MA000100XU"), "{engine:?} {sort}");
        }
        let mut admin = town.browser("admin").await;
        for sort in ["sign_in", "-name", "role", "state", "-created_at"] {
            let path = format!("/a/accounts?q=officer&role=officer&state=active&sort={sort}");
            assert!(page(&mut admin, &path).await.text().contains("officer-health"), "{engine:?} {sort}");
        }
        page(&mut admin, "/a/desks").await;
        assert!(page(&mut admin, "/regions?q=100%25_%5C").await.text().contains("这里没有区域"));
        assert!(page(&mut admin, "/regions?q=tonghe").await.text().contains("990121"));
        let journal = store::journal::verify(town.site.app.db()).await.expect("readable");
        assert!(journal.regions.iter().all(|region| region.outcome.is_ok()), "{engine:?}");
    }
}

async fn register_and_sign_in(town: &Town) {
    let mut browser = town.site.browser();
    let txid = browser.get("/register").await.txid();
    let fields = [
        ("txid", txid.as_str()),
        ("uscc", "91350100M000100Y43"),
        ("name", "云岭青禾农机有限公司"),
        ("region-1", "990000"),
        ("region-2", "990100"),
        ("region-3", "990121"),
        ("person", "丁香"),
        ("sign_in", "dingxiang"),
        ("password", PASSWORD),
    ];
    assert_eq!(browser.post("/register", &fields).await.location(), "/e/enterprise");
    let again = browser.post("/register", &fields).await;
    assert_eq!(again.location(), "/sign-in?next=/e/enterprise", "sent twice, done once");
    let other = [&[("txid", "01SOMETHINGELSE")], &fields[1..]].concat();
    let taken = browser.post("/register", &other).await;
    assert_eq!(taken.status, 422);
    assert!(taken.text().contains("这个登录名已有人使用"));
    page(&mut browser, "/account/devices").await;
}

async fn bring_in_a_list(town: &Town) {
    let mut officer = town.browser("officer-industry").await;
    let table = "信用代码,名称,人数,营业收入（万元）\n\
        91990121MA000100XU,通河县河滨纺织有限公司,90,1300\n91330100799655058B,通河县新来的工厂,7,80.5\n";
    let txid = page(&mut officer, "/o/enterprises/import").await.txid();
    let file: (&str, &str, &str, &[u8]) = ("file", "a.csv", "text/csv", table.as_bytes());
    let kept = officer.upload("/o/enterprises/import", &[("txid", &txid)], &[file]).await;
    let path = kept.location().to_owned();
    let txid = page(&mut officer, &path).await.txid();
    assert_eq!(officer.post(&path, &[("txid", &txid)]).await.status, 303);
    let one = page(&mut officer, "/o/enterprises/91330100799655058B").await.text();
    assert!(one.contains("805,000.00"), "ten thousands became yuan");
    page(&mut officer, &path).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_key_begins_with_the_region() {
    for db in store::testing::engines().await {
        let town = Town::on(db).await;
        let wrong = store::schema::schema_check(town.site.app.db(), &[]).await.expect("readable");
        assert_eq!(wrong, []);
    }
}
