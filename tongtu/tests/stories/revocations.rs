//! A certificate is taken back by two officers after its holder could speak; a receipt's code leads to its page.

use axum::http::Method;
use serde_json::{Value, json};
use testkit::{Db, Person, TestTown};
use web::Role;

use crate::api::{Owner, System, files};
use crate::counter::{self, more_of, own_more_of};
use crate::house::{DAY, HOUSE, newcomer};
use ground::enterprises::CLERKS_USCC;

testkit::on_both_engines!(
    two_officers_take_a_certificate_back_after_its_holder_was_heard,
    systems_take_a_certificate_back_by_the_same_rules,
);

async fn proposes(officer: &mut Person, case: &str) {
    officer.opens(&more_of(case)).await.at("撤销证件").fills("撤销理由", "名册系伪造");
    officer.fills("依据", "行政许可法第六十九条").presses("提出撤销").await.sees("拟撤销证件");
}

async fn decides(officer: &mut Person, case: &str, word: &str) {
    officer.opens(&more_of(case)).await.at("撤销证件").chooses("决定", word).fills("决定说明", "已核实");
    officer.presses("作出决定").await;
}

async fn two_officers_take_a_certificate_back_after_its_holder_was_heard(db: Db) {
    let town = TestTown::on(db, DAY, &HOUSE).await;
    let mut clerk = town.person("clerk").await;
    let case = counter::files(&mut clerk).await;
    counter::all_agree(&town, &case).await;
    clerk.opens(&case).await.follows("复工通知书").await.follows("在线核验这份证件").await.sees("真实、有效");
    let verify = clerk.page().path.clone();

    let mut first = town.person("officer-industry").await;
    first.opens(&more_of(&case)).await.at("撤销证件").presses("提出撤销").await;
    first.is_told(&["没有写理由", "没有写明依据"]);
    proposes(&mut first, &case).await;
    let mut stranger = town.person("officer-health").await;
    stranger.opens(&more_of(&case)).await.sees("拟撤销证件").does_not_see("作出决定");
    decides(&mut first, &case, "撤销").await;
    assert_eq!(first.page().summary.len(), 2, "one's own, and nobody was heard: {:?}", first.page().summary);
    let mut second = newcomer(&town, "second-industry", Role::Officer, "industry", "").await;
    decides(&mut second, &case, "撤销").await;
    assert_eq!(second.page().summary.len(), 1, "the holder may still speak: {:?}", second.page().summary);
    clerk.opens(&verify).await.sees("真实、有效");

    clerk.opens(&own_more_of(&case)).await.sees("名册系伪造").sees("行政许可法第六十九条");
    clerk.at("撤销证件").fills("您的意见", "名册无误，请当面核对").presses("提交意见").await;
    clerk.sees("名册无误，请当面核对").does_not_see("提交意见");
    decides(&mut second, &case, "撤销").await;
    second.sees("已决定撤销");
    clerk.opens(&verify).await.sees("已被撤销").sees("行政许可法第六十九条").does_not_see("名册系伪造");
    let mut anybody = town.browser().header("accept", "application/json");
    let told: Value = serde_json::from_str(&anybody.get(&verify).await.text()).expect("JSON");
    assert_eq!((&told["valid"], &told["status"]["revoked"]), (&json!(false), &json!(true)), "{told}");
    assert_eq!(told["status"]["revoked_on"], DAY, "{told}");
    clerk.opens(&case).await.sees("撤销证件");

    // what undoes it is a new certificate; the old one stays as it is
    first.opens(&more_of(&case)).await.at("重新办理").fills("reason", "核对后名册无误");
    first.presses("重新办理").await;
    for step in ["industry-review", "decision"] {
        counter::decides(&town, "officer-industry", &case, step, "同意", "").await;
    }
    let numbers = town.app().db().read(|tx| -> Result<Vec<bool>, store::Fault> {
        let rows = tx.query("SELECT revoked_at FROM certificate ORDER BY number", &[])?;
        rows.iter().map(|row| Ok(row.get::<Option<i64>>("revoked_at")?.is_some())).collect()
    });
    assert_eq!(numbers.await.expect("rows"), [true, false], "a new number beside the old one");
    clerk.opens(&verify).await.sees("已被撤销");
}

async fn systems_take_a_certificate_back_by_the_same_rules(db: Db) {
    let town = TestTown::on(db, DAY, &HOUSE).await;
    const ALL: &[&str] = &["cases:read", "cases:write", "catalogue:read"];
    let mut firm = System::with(&town, "firm", Owner::Enterprise(CLERKS_USCC), ALL).await;
    let mut health = System::with(&town, "health", Owner::Agency("health"), ALL).await;
    let mut industry = System::with(&town, "industry", Owner::Agency("industry"), ALL).await;
    let mut other = System::with(&town, "other", Owner::Agency("industry"), ALL).await;
    let at = files(&mut firm).await;
    let path = format!("{at}/revocations");
    let propose =
        |number: &Value| json!({"act": "propose", "reason": "forged roster", "basis": "art. 69", "number": number});
    assert_eq!(industry.posts(&path, propose(&json!("C1"))).await.0, 409, "nothing was granted");
    for (system, step) in [(&mut health, "health-review"), (&mut industry, "industry-review")] {
        system.posts(&format!("{at}/steps/{step}/decide"), json!({"verdict": "approve"})).await;
    }
    industry.posts(&format!("{at}/steps/decision/decide"), json!({"verdict": "approve"})).await;
    let (_, case) = firm.get(&at).await;
    let number = case["certificates"][0]["number"].clone();
    assert_eq!(health.posts(&path, propose(&number)).await.0, 403, "not in the lead");
    assert_eq!(firm.posts(&path, propose(&number)).await.0, 403);
    assert_eq!(industry.posts(&path, propose(&json!("C1"))).await.0, 422, "no such certificate");
    let once = industry.repeats(Method::POST, &path, &propose(&number), "take-back-1").await;
    let again = industry.repeats(Method::POST, &path, &propose(&number), "take-back-1").await;
    assert_eq!((once.status.as_u16(), once.text()), (200, again.text()));
    let told: Value = serde_json::from_str(&once.text()).expect("JSON");
    let id = told["revocations"][0]["id"].clone();
    let revoke = json!({"act": "revoke", "reason": "confirmed", "revocation": id});
    assert_eq!(industry.posts(&path, revoke.clone()).await.0, 422, "who proposed does not decide");
    assert_eq!(other.posts(&path, revoke.clone()).await.0, 422, "the holder may still speak");
    town.days_pass(6);
    let late = json!({"act": "answer", "reason": "it is genuine", "revocation": id});
    assert_eq!(firm.posts(&path, late).await.0, 409, "too late");
    let (status, told) = other.posts(&path, revoke.clone()).await;
    assert_eq!((status, &told["revocations"][0]["state"]), (200, &json!("done")), "{told}");
    assert_eq!(other.posts(&path, revoke).await.0, 409, "decided already");
    let (_, case) = firm.get(&at).await;
    assert_eq!(case["certificates"][0]["revoked"], true, "{case}");
}

/// The dark modules of the code on a page, row by row, as a scanner sees them: 4 points a module.
fn scanned(html: &str) -> String {
    let between = |text: &str, from: &str, to: &str| {
        let at = text.find(from).expect("there") + from.len();
        let end = text[at..].find(to).expect("ended");
        text[at..at + end].to_owned()
    };
    let figure = between(html, "<figure class=\"qr\">", "</figure>");
    let size: usize = between(&figure, "viewBox=\"0 0 ", " ").parse().expect("a number");
    let path = between(&figure, "<path fill=\"#000\" d=\"", "\"");
    let mut dark = vec![vec![false; size]; size];
    for run in path.split('M').filter(|run| !run.is_empty()) {
        let numbers: Vec<usize> = run.split([' ', 'h', 'v']).take(3).map(|n| n.parse().expect("a number")).collect();
        let [x, y, length] = numbers[..] else { panic!("{run}") };
        dark[y][x..x + length].fill(true);
    }
    let scale = 4;
    let mut image = rqrr::PreparedImage::prepare_from_greyscale(size * scale, size * scale, |x, y| {
        if dark[y / scale][x / scale] { 0 } else { 255 }
    });
    let grids = image.detect_grids();
    assert_eq!(grids.len(), 1, "one code");
    grids[0].decode().expect("it can be read").1
}

#[tokio::test]
async fn the_code_on_a_receipt_leads_to_the_page_that_confirms_it() {
    let town = TestTown::start(DAY, &HOUSE).await;
    let mut clerk = town.person("clerk").await;
    let case = counter::files(&mut clerk).await;
    clerk.opens(&format!("{case}/receipt")).await;
    let address = scanned(&clerk.page().html);
    let site = &town.app().settings().site_url;
    let path = address.strip_prefix(site.as_str()).expect("an address of this site").to_owned();
    let mut anybody = town.stranger();
    anybody.opens(&path).await.sees("这份回执属实").sees("通河县河滨纺织有限公司").sees("企业复工");
    anybody.does_not_see("13800000000").does_not_see("河滨路");
    assert_eq!(anybody.tries(&format!("{}0", &path[..path.len() - 1])).await, 404, "nobody guesses a mark");
    counter::all_agree(&town, &case).await;
    anybody.opens(&path).await.sees("准予");
    clerk.opens(&case).await.follows("复工通知书").await;
    assert!(scanned(&clerk.page().html).contains("/verify/990121/"), "and the certificate's to its own");
}
