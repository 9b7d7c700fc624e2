//! A promise in the place of a proof: kept, broken, and what follows; automatic mode beside it.

use testkit::{Db, Person, TestTown};
use web::Role;

use crate::counter::{self, more_of, own_more_of};
use crate::house::{DAY, HOUSE, newcomer};

testkit::on_both_engines!(a_broken_promise_has_consequences_after_a_hearing);

const CHECK: &str = "事后核查：";

async fn shop(town: &TestTown) -> Person {
    newcomer(town, "clerk-shop", Role::Enterprise, "", "91990121MA00010507").await
}

/// The clerk of a farm shop promises and files; the path of the case.
async fn promises(clerk: &mut Person) -> String {
    clerk.opens("/find/epidemic/farm-shop?fact-region_tier=medium&fact-sells_farm_goods=yes").await;
    clerk.presses("开始办理").await;
    let case = clerk.page().path.replace("/answers", "");
    clerk.fills("fact-symptom_headcount", "0").fills("fact-workplace_address", "东坪乡上坪村 2 组");
    clerk.fills("fact-contact_phone", "13800000001").chooses("fact-sells_pesticide", "否").presses("继续").await;
    clerk.opens(&format!("{case}/papers")).await;
    clerk.ticks("已阅读《").presses("作出承诺").await;
    clerk.presses("下一步：核对").await;
    counter::sends(clerk).await;
    case
}

async fn finds(officer: &mut Person, case: &str, found: &str, words: &str) {
    officer.opens(&more_of(case)).await.at(CHECK);
    officer.chooses("核查结果", found).fills("核查情况", words).presses("记录核查结果").await;
}

async fn a_broken_promise_has_consequences_after_a_hearing(db: Db) {
    let town = TestTown::on(db, DAY, &HOUSE).await;
    let mut clerk = shop(&town).await;
    let case = promises(&mut clerk).await;
    clerk.sees("已经办成");
    clerk.opens(&case).await.sees("准予");
    let certificate =
        clerk.page().links.iter().find(|l| l.href.starts_with("/certificate/")).expect("one").href.clone();
    clerk.opens(&own_more_of(&case)).await.sees(CHECK).sees("待核查");

    let mut officer = newcomer(&town, "officer-farm", Role::Officer, "agriculture", "").await;
    officer.opens(&more_of(&case)).await.at(CHECK);
    let broken = officer.chooses("核查结果", "发现疑点").fills("核查情况", "有人发热仍在卖货").letter("记录核查结果");
    assert_eq!(officer.sends(&broken.clone().with("found", "broken")).await, 409, "nobody is judged unheard");
    officer.sends(&broken).await;
    officer.sees("发现疑点，请陈述申辩");
    officer.at(CHECK).chooses("核查结果", "认定承诺不实").fills("核查情况", "属实");
    let early = officer.letter("记录核查结果");
    assert_eq!(officer.sends(&early).await, 409, "the days to answer have not passed");

    clerk.opens(&own_more_of(&case)).await.sees("有人发热仍在卖货").at(CHECK).presses("提交陈述申辩").await;
    clerk.is_told(&["没有写理由"]);
    clerk.at(CHECK).fills("您的陈述申辩", "当天下午已停业").presses("提交陈述申辩").await;
    clerk.sees("当天下午已停业");
    finds(&mut officer, &case, "认定承诺不实", "停业前已卖货两天").await;
    officer.sees("已撤销").sees("停业前已卖货两天");

    clerk.opens(&case).await.sees("已撤销").sees("拨打12345");
    clerk.opens(&certificate.replace("/certificate/", "/verify/")).await.sees("这份证件已被撤销");
    let again = promises(&mut clerk).await;
    clerk.sees("已经收到");
    clerk.opens(&again).await.sees("办理中").sees("受理告知");
    clerk.opens(&own_more_of(&again)).await.sees("不适用告知承诺").sees("2020年9月12日");

    // who decided against the shop does not decide again; somebody else finds for it, and the bar ends
    clerk.opens(&own_more_of(&case)).await.at("复核").fills("对什么不服", "停业有监控为证").presses("申请复核").await;
    let review = clerk.page().path.replace("/e/", "/o/");
    officer.opens(&review).await.at("复核");
    officer.chooses("复核决定", "维持").fills("理由和依据", "同前").presses("作出复核决定").await;
    officer.is_told(&["您办理过原来的申请，不能由您复核"]);
    let mut other = newcomer(&town, "second-farm", Role::Officer, "agriculture", "").await;
    other.opens(&review).await.at("复核");
    other.chooses("复核决定", "改变，准予申请人").fills("理由和依据", "监控显示已停业").presses("作出复核决定").await;
    clerk.opens(&case).await.sees("准予");
    promises(&mut clerk).await;
    clerk.sees("已经办成");
}

#[tokio::test]
async fn a_kept_promise_is_recorded_and_cannot_be_judged_again() {
    let town = TestTown::start(DAY, &HOUSE).await;
    let mut clerk = shop(&town).await;
    let case = promises(&mut clerk).await;
    let mut officer = newcomer(&town, "officer-farm", Role::Officer, "agriculture", "").await;
    officer.opens(&more_of(&case)).await.at(CHECK).presses("记录核查结果").await;
    officer.is_told(&["没有选择", "没有写理由"]);
    officer.at(CHECK).chooses("核查结果", "属实").fills("核查情况", "现场查看，无异常");
    let letter = officer.letter("记录核查结果");
    officer.sends(&letter).await;
    officer.sees("承诺属实");
    assert_eq!(officer.sends(&letter.with("txid", "01E3GDNJM00000000000000009")).await, 409);
    clerk.opens(&own_more_of(&case)).await.sees("承诺属实").sees("现场查看，无异常");
}

#[tokio::test]
async fn an_unanswered_doubt_is_decided_when_the_days_have_passed() {
    let town = TestTown::start(DAY, &HOUSE).await;
    let mut clerk = shop(&town).await;
    let case = promises(&mut clerk).await;
    let mut officer = newcomer(&town, "officer-farm", Role::Officer, "agriculture", "").await;
    finds(&mut officer, &case, "发现疑点", "没有测温").await;
    // five working days from Monday the 16th: Monday the 23rd
    officer.sees("3月23日");
    clerk.opens(&own_more_of(&case)).await.at(CHECK).fills("您的陈述申辩", "设备坏了");
    let late = clerk.letter("提交陈述申辩");
    town.days_pass(8);
    assert_eq!(clerk.sends(&late).await, 409, "the day to answer has passed");
    let mut officer = newcomer(&town, "second-farm", Role::Officer, "agriculture", "").await;
    finds(&mut officer, &case, "认定承诺不实", "未测温，未答复").await;
    clerk.opens(&case).await.sees("已撤销");
}

#[tokio::test]
async fn automatic_mode_grants_by_rule_alone_and_opens_no_check() {
    let town = TestTown::start(DAY, &HOUSE).await;
    let files = [("playbook.toml", BOOK), ("agencies.toml", AGENCIES), ("evidence.toml", EVIDENCE)];
    let files = files.into_iter().chain([("services/list-entry.toml", ENTRY)]);
    let files = files.map(|(path, text)| (path.to_owned(), text.as_bytes().to_vec())).collect();
    ground::playbooks::publish_files(town.app(), files, "system").await.expect("a sound book");
    let mut clerk = town.person("clerk").await;
    clerk.opens("/find/lists/list-entry").await.presses("开始办理").await;
    let case = clerk.page().path.replace("/answers", "");
    clerk.opens(&format!("{case}/check")).await;
    counter::sends(&mut clerk).await;
    clerk.sees("已经办成");
    clerk.opens(&case).await.sees("准予").follows("名录凭证").await;
    clerk.opens(&own_more_of(&case)).await.does_not_see(CHECK);
}

const BOOK: &str = r#"[playbook]
id = "lists"
name = { zh-CN = "名录", en = "Lists" }
version = "2020.1"
from = 2020-01-01
basis = "通河县工信〔2020〕2号"
"#;

const AGENCIES: &str = r#"[agency.industry]
name = { zh-CN = "工业和信息化局", en = "Industry Bureau" }
level = "county"
"#;

const EVIDENCE: &str = r#"[evidence.list-proof]
name = { zh-CN = "名录凭证", en = "Proof of listing" }
kind = "certificate"
issuer = ["service:list-entry"]
basis = "通河县工信〔2020〕2号 二"
"#;

const ENTRY: &str = r#"[service]
id = "list-entry"
name = { zh-CN = "列入名录", en = "Be listed" }
lead = "industry"
for = "enterprise"
mode = "automatic"
eligible = "headcount >= 10"
yields = ["list-proof"]
basis = "通河县工信〔2020〕2号 一"
statutory_working_days = 1
promised_working_days = 1
silence = "granted"
fee = 0
"#;
