//! A version goes into force by two keys: one drafter proposes, another approves.

use ground::playbooks::packed;
use playbook::Files;
use testkit::{Db, Person, TestTown};
use web::Role;

use crate::house::{DAY, HOUSE, newcomer, shipped};

testkit::on_both_engines!(a_version_takes_two_keys_and_is_told_in_words);

pub fn change(files: &mut Files, path: &str, from: &str, to: &str) {
    let text = String::from_utf8(files[path].clone()).expect("text");
    assert!(text.contains(from), "{path} has `{from}`");
    files.insert(path.to_owned(), text.replacen(from, to, 1).into_bytes());
}

/// The epidemic book from the next day on: an observation room whatever the tier and size.
pub fn stricter() -> Files {
    let mut files = shipped("epidemic");
    change(&mut files, "playbook.toml", "version = \"2020.3\"", "version = \"2020.4\"");
    change(
        &mut files,
        "playbook.toml",
        "from = 2020-03-03\nuntil = 2020-12-31\nbasis = \"国办",
        "from = 2020-03-17\nuntil = 2020-12-31\nbasis = \"国办",
    );
    change(&mut files, "services/resume-work.toml", "promised_working_days = 2", "promised_working_days = 1");
    files
}

pub async fn proposes(drafter: &mut Person, files: &Files, reason: &str) {
    drafter.opens("/p/propose").await.attaches("files", "book.zip", &packed(files).expect("packed"));
    drafter.fills("reason", reason).presses("提出").await;
}

async fn a_version_takes_two_keys_and_is_told_in_words(db: Db) {
    let town = TestTown::on(db, DAY, &HOUSE).await;
    let mut first = town.person("drafter").await;
    proposes(&mut first, &stricter(), "企业要求提速").await;
    first.sees("待批准").sees("承诺时限由 2 个工作日改为 1 个").sees("等待另一位起草人员批准");
    let place = first.page().path.clone();
    // nobody turns both keys
    let mut own = first.letter("撤回");
    own.pairs.retain(|(name, _)| name != "do" && name != "reason");
    own.pairs.push(("do".to_owned(), "approve".to_owned()));
    own.pairs.push(("reason".to_owned(), "自己批准".to_owned()));
    assert_eq!(first.sends(&own).await, 422);
    first.sees("提出人不能批准或退回自己提出的版本");

    let mut second = newcomer(&town, "drafter-two", Role::Drafter, "headquarters", "").await;
    second.opens("/p").await.follows("版本提议").await.sees("企业要求提速");
    second.opens(&place).await.presses("批准并发布").await.is_told(&["没有写理由"]);
    let letter = {
        second.fills("reason", "已与指挥部核对");
        second.letter("批准并发布")
    };
    assert_eq!(second.sends(&letter).await, 200);
    second.sees("已发布").sees("已与指挥部核对");
    // the same form once more does nothing more
    assert_eq!(second.sends(&letter).await, 200);
    first.opens(&place).await.sees("已发布").does_not_see("撤回");
    let mut stranger = town.stranger();
    stranger.opens("/rules/epidemic?on=2020-03-17").await.sees("2020.4");
    stranger.opens("/rules/epidemic?on=2020-03-16").await.sees("2020.3");
    let mut clerk = town.person("clerk").await;
    assert_eq!(clerk.tries(&place).await, 403);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn everything_wrong_with_a_proposal_is_told_at_once() {
    let town = TestTown::start(DAY, &HOUSE).await;
    let mut drafter = town.person("drafter").await;
    drafter.opens("/p/propose").await.presses("提出").await;
    drafter.is_told(&["没有写理由", "没有选规则书文件夹"]);
    drafter.opens("/p/propose").await.attaches("files", "x.zip", b"MZ").fills("reason", "试").presses("提出").await;
    drafter.is_told(&["这不是可以打开的 zip 文件"]);
    // the published text itself: its first day is past
    proposes(&mut drafter, &shipped("epidemic"), "再来一次").await;
    drafter.is_told(&["施行之日早于今天，规则不溯及既往"]);
    let mut files = stricter();
    change(&mut files, "services/resume-work.toml", "lead = ", "lead = \"nobody\" # ");
    proposes(&mut drafter, &files, "写错了").await;
    assert!(!drafter.page().summary.is_empty(), "{}", drafter.page().told());
    assert_eq!(drafter.value("reason"), "写错了");
    drafter.opens("/p/proposals").await.sees("没有相符的提议");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_tried_text_is_proposed_and_refused_or_withdrawn_with_a_reason() {
    let town = TestTown::start(DAY, &HOUSE).await;
    let mut first = town.person("drafter").await;
    let digest = ground::playbooks::publish_files(town.app(), shipped("epidemic"), "system").await.expect("there");
    let playbook = String::from_utf8(stricter()["playbook.toml"].clone()).expect("text");
    first.opens(&format!("/p/{digest}/trial?file=playbook.toml")).await.fills("text", &playbook);
    first.presses("提出发布").await.sees("已改动的文件： playbook.toml");
    first.fills("reason", "试行一天").presses("提出").await.sees("各事项要求不变");
    let place = first.page().path.clone();
    let mut second = newcomer(&town, "drafter-two", Role::Drafter, "headquarters", "").await;
    second.opens(&place).await.fills("reason", "版本号有误").presses("退回").await.sees("已退回").sees("版本号有误");
    first.opens("/p/proposals?state=refused").await.sees("试行一天");
    proposes(&mut first, &stricter(), "再提").await;
    first.fills("reason", "还要再改").presses("撤回").await.sees("已撤回");
    let file = first.browser().get("/p/proposals.csv").await;
    assert!(file.text().contains("还要再改") && file.text().contains("版本号有误"), "{}", file.text());
}
