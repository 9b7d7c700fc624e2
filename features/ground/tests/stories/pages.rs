//! Every page of this group opens for whom it is meant, in both languages, and for nobody else.

use crate::town::{Town, page};

#[tokio::test]
async fn pages_for_everybody_open_without_signing_in() {
    let town = Town::new().await;
    let mut browser = town.site.browser();
    for path in [
        "/regions",
        "/regions?in=990100",
        "/regions?in=330106",
        "/regions?in=110103",
        "/regions?q=110103",
        "/regions?q=%E9%80%9A%E6%B2%B3",
        "/sign-in",
        "/register",
        "/register/waiting",
    ] {
        page(&mut browser, path).await;
    }
    assert_eq!(browser.get("/regions?in=123456").await.status, 404);
}

#[tokio::test]
async fn each_role_finds_its_own_pages() {
    let town = Town::new().await;
    for (sign_in, paths) in [
        ("clerk", &["/e/enterprise", "/e/enterprise/edit", "/account/devices", "/account/password"][..]),
        (
            "officer-industry",
            &[
                "/o/enterprises",
                "/o/enterprises?q=%25&section=C&sort=-headcount&page=2",
                "/o/enterprises/import",
                "/o/enterprises/91990121MA000100XU",
            ],
        ),
        (
            "admin",
            &["/a/accounts", "/a/accounts?role=officer&sort=-name", "/a/accounts/new", "/a/desks", "/a/regions/new"],
        ),
    ] {
        let mut browser = town.browser(sign_in).await;
        for path in paths {
            page(&mut browser, path).await;
            let stranger = town.site.browser().get(path).await;
            assert_eq!(stranger.status, 303, "{path} to a stranger");
            assert!(stranger.location().starts_with("/sign-in?next="), "{path}");
        }
    }
}

#[tokio::test]
async fn people_are_masked_and_other_areas_are_not_there() {
    let town = Town::new().await;
    let mut officer = town.browser("officer-industry").await;
    let other = officer.get("/o/enterprises/91990122MA0009001D").await;
    assert_eq!(other.status, 404, "an enterprise of another county");
    let mut admin = town.browser("admin").await;
    let list = page(&mut admin, "/a/accounts").await.text();
    assert!(list.contains("李**") && !list.contains("李晓梅"), "names are masked");
    assert_eq!(admin.get("/a/accounts/990122/01ABCDEFGH").await.status, 404);
    let exported = admin.get("/a/accounts/export?format=csv").await;
    assert_eq!(exported.status, 200);
    assert!(!exported.text().contains("李晓梅"));
}

#[tokio::test]
async fn programs_read_the_areas_below_one() {
    let town = Town::new().await;
    let answer = town.site.browser().get("/api/regions?parent=990100").await;
    let value: serde_json::Value = serde_json::from_slice(&answer.bytes).expect("JSON");
    let codes: Vec<&str> =
        value["regions"].as_array().expect("a list").iter().filter_map(|r| r["code"].as_str()).collect();
    assert_eq!(codes, ["990121", "990122"]);
}

#[tokio::test]
async fn an_administrator_adds_a_village_below_the_own_county_only() {
    let town = Town::new().await;
    let mut admin = town.browser("admin").await;
    let form = page(&mut admin, "/a/regions/new?in=990121").await;
    let send = [("txid", form.txid()), ("code", "990122001".into()), ("name_zh", "安渡镇".into())];
    let fields: Vec<(&str, &str)> = send.iter().map(|(k, v)| (*k, v.as_str())).collect();
    assert_eq!(admin.post("/a/regions", &fields).await.status, 422, "another county");
    let send = [("txid", form.txid()), ("code", "990121004".into()), ("name_zh", "石桥镇".into())];
    let fields: Vec<(&str, &str)> = send.iter().map(|(k, v)| (*k, v.as_str())).collect();
    for _ in 0..2 {
        let answer = admin.post("/a/regions", &fields).await;
        assert_eq!((answer.status.as_u16(), answer.location()), (303, "/regions?in=990121004"));
    }
    assert!(page(&mut admin, "/regions?in=990121").await.text().contains("石桥镇"));
}
