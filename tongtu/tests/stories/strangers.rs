//! What is not one's own: other enterprises' cases, other agencies' steps, forged ids, requests no page would send.

use axum::http::Method;
use testkit::{Db, Person, TestTown};
use web::Role;

use crate::counter::{self, desk_of};
use crate::house::{DAY, HOUSE, newcomer};

testkit::on_both_engines!(nobody_finds_what_is_not_theirs);

const FORGED: &str = "01E3GDNJM00000000000000000";

async fn nobody_finds_what_is_not_theirs(db: Db) {
    let town = TestTown::on(db, DAY, &HOUSE).await;
    let mut clerk = town.person("clerk").await;
    let case = counter::files(&mut clerk).await;
    clerk.opens(&case).await;
    let papers: Vec<String> = clerk
        .page()
        .links
        .iter()
        .filter(|l| l.href.contains("/paper/") && !l.href.ends_with("?look"))
        .map(|l| l.href.clone())
        .collect();
    assert_eq!(papers.len(), 3);
    let withdraw = clerk.letter("撤回申请");

    let mut other = newcomer(&town, "clerk-masks", Role::Enterprise, "", "91990121MA0001018U").await;
    for page in ["", "/answers", "/papers", "/check", "/receipt"] {
        assert_eq!(other.tries(&format!("{case}{page}")).await, 404, "{page}");
    }
    assert_eq!(other.tries(&papers[0]).await, 404);
    assert_eq!(other.posts(&withdraw).await.status, 404);
    for target in ["answers", "check", "papers", "papers/remove"] {
        let mut forged = withdraw.clone();
        forged.path = format!("{case}/{target}");
        assert_eq!(other.posts(&forged).await.status, 404, "{target}");
    }
    other.opens("/e").await.sees("共 0 件");

    forged_ids(&mut clerk, &case).await;
    other_agencies(&town, &case, &papers[0]).await;
    doors(&town, &mut clerk, &case).await;
    clerk.opens(&case).await.sees("办理中");
}

async fn forged_ids(clerk: &mut Person, case: &str) {
    let another_county = case.replace("990121", "990122");
    for path in [
        "/e/case/990121/01E3GDNJM00000000000000000".to_owned(),
        "/e/case/990121/%27%20OR%201=1".to_owned(),
        "/e/case/990121/..%2f..%2fadmin".to_owned(),
        another_county,
        format!("{case}/paper/{FORGED}"),
        "/certificate/990121/0000000000000000".to_owned(),
        "/verify/990121/0000000000000000".to_owned(),
        "/verify/%00/%00".to_owned(),
    ] {
        let status = clerk.tries(&path).await;
        assert!(matches!(status, 400 | 404), "{path}: {status}");
    }
}

async fn other_agencies(town: &TestTown, case: &str, paper: &str) {
    let mut emergency = town.person("officer-emergency").await;
    assert_eq!(emergency.tries(&desk_of(case, "health-review")).await, 404, "not its step");
    let mut industry = town.person("officer-industry").await;
    assert_eq!(industry.tries(&desk_of(case, "health-review")).await, 404, "not its step");
    assert_eq!(industry.tries(&desk_of(case, "decision")).await, 404, "not yet its turn");
    assert_eq!(industry.tries(&desk_of(case, "no-such-step")).await, 404);
    assert_eq!(industry.tries(&desk_of(FORGED, "industry-review")).await, 404);
    industry.opens(&desk_of(case, "industry-review")).await;
    let mut letter = industry.chooses("意见", "同意").letter("提交意见");
    for step in ["health-review", "decision"] {
        letter.path = desk_of(case, step);
        assert_eq!(industry.posts(&letter).await.status, 404, "{step}");
    }
    assert_eq!(industry.tries(paper).await, 403, "the applicant's own page of a paper");
    let material = paper.rsplit('/').next().expect("an id");
    assert_eq!(industry.tries(&format!("{}/paper/{FORGED}", desk_of(case, "industry-review"))).await, 404);
    assert_eq!(industry.tries(&format!("{}/paper/{material}", desk_of(case, "industry-review"))).await, 200);
}

async fn doors(town: &TestTown, clerk: &mut Person, case: &str) {
    for page in ["/o", "/o/export.csv", &desk_of(case, "health-review"), "/a/accounts", "/p"] {
        assert_eq!(clerk.tries(page).await, 403, "{page}");
    }
    let mut auditor = town.person("auditor").await;
    assert_eq!(auditor.tries("/e").await, 403);
    let mut stranger = town.stranger();
    stranger.opens(case).await;
    assert!(stranger.page().path.starts_with("/sign-in?next="), "{}", stranger.page().path);
}

#[tokio::test]
async fn requests_that_no_page_of_ours_would_send_are_refused() {
    let town = TestTown::start(DAY, &HOUSE).await;
    let mut clerk = town.person("clerk").await;
    let case = counter::begins(&mut clerk).await;
    let answers = format!("{case}/answers");
    let browser = clerk.browser();
    for method in [Method::PUT, Method::DELETE, Method::PATCH] {
        assert_eq!(browser.send(method.clone(), &answers, None, Vec::new()).await.status, 405, "{method}");
    }
    assert_eq!(browser.get("/e/apply").await.status, 405);
    assert_eq!(browser.post("/e", &[]).await.status, 405);

    let kind = Some("application/x-www-form-urlencoded");
    let huge = [b"txid=".to_vec(), vec![b'a'; 3 * 1024 * 1024]].concat();
    let check = format!("{case}/check");
    assert_eq!(browser.send(Method::POST, &check, kind, huge).await.status, 413, "no files are asked for here");
    let json = browser.send(Method::POST, &answers, Some("application/json"), b"{}".to_vec()).await;
    assert_eq!(json.status, 415);
    let broken = browser.send(Method::POST, &answers, Some("multipart/form-data; boundary=x"), b"--y".to_vec()).await;
    assert_eq!(broken.status, 400);
    let none = browser.post(&format!("{case}/check"), &[("declare", "yes")]).await;
    assert_eq!(none.status, 422, "a form without its submission number");

    for site in ["cross-site", "same-site"] {
        let mut elsewhere =
            browser.clone().header("sec-fetch-site", site).header("origin", "https://elsewhere.example");
        assert_eq!(elsewhere.post(&answers, &[("fact-symptom_headcount", "5")]).await.status, 403, "{site}");
    }
    clerk.opens(&answers).await;
    assert_eq!(clerk.value("有发热、咳嗽等症状的有几人"), "");
}
