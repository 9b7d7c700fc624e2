//! A draft survives: saved while one types, after a wrong answer, after the session has ended.

use testkit::{Db, TestTown};

use crate::counter;
use crate::house::{DAY, HOUSE};

testkit::on_both_engines!(what_was_typed_is_there_when_one_comes_back);

async fn what_was_typed_is_there_when_one_comes_back(db: Db) {
    let town = TestTown::on(db, DAY, &HOUSE).await;
    let mut clerk = town.person("clerk").await;
    let case = counter::begins(&mut clerk).await;
    let answers = format!("{case}/answers");
    clerk.fills("实际经营地址在哪里？", "河滨路").fills("有发热、咳嗽等症状的有几人", "很多");
    clerk.presses("继续").await;
    clerk.is_told(&["“有症状人数”要填整数"]);
    assert_eq!(clerk.value("有发热、咳嗽等症状的有几人"), "很多", "what was typed stays to be mended");
    assert_eq!(clerk.value("实际经营地址在哪里？"), "河滨路");
    clerk.opens(&answers).await;
    assert_eq!(clerk.value("实际经营地址在哪里？"), "河滨路", "usable answers were kept");

    // while typing: without a submission number, and twice
    let letter = clerk.fills("实际经营地址在哪里？", "河滨路 18 号").letter("存草稿，以后再填");
    let typing = letter.without("txid").without("do").with("autosave", "1");
    for _ in 0..2 {
        assert_eq!(clerk.posts(&typing).await.status, 200);
    }
    let unusable = typing.clone().with("fact-resume_on", "2020-02-30");
    assert_eq!(clerk.posts(&unusable).await.status, 422);

    town.days_pass(31);
    clerk.opens(&answers).await;
    assert!(clerk.page().path.starts_with("/sign-in"), "the session has ended: {}", clerk.page().path);
    assert_eq!(clerk.posts(&typing).await.status, 303, "who is not signed in saves nothing");
    let mut clerk = town.person("clerk").await;
    clerk.opens("/e").await.follows("企业复工").await.sees("草稿").presses("继续填写").await;
    assert_eq!(clerk.value("实际经营地址在哪里？"), "河滨路 18 号");
    assert_eq!(clerk.value("打算哪一天复工？"), "");
    assert_eq!(clerk.value("所在县风险等级"), "中风险");
}

#[tokio::test]
async fn an_answer_that_is_emptied_is_gone() {
    let town = TestTown::start(DAY, &HOUSE).await;
    let mut clerk = town.person("clerk").await;
    let case = counter::begins(&mut clerk).await;
    clerk.fills("实际经营地址在哪里？", "河滨路").presses("存草稿，以后再填").await;
    clerk.opens(&format!("{case}/answers")).await;
    clerk.fills("实际经营地址在哪里？", "").presses("存草稿，以后再填").await;
    clerk.opens(&format!("{case}/answers")).await;
    assert_eq!(clerk.value("实际经营地址在哪里？"), "");
}

#[tokio::test]
async fn a_filed_case_is_not_changed_any_more() {
    let town = TestTown::start(DAY, &HOUSE).await;
    let mut clerk = town.person("clerk").await;
    let case = counter::begins(&mut clerk).await;
    let mut answers = clerk.fills("实际经营地址在哪里？", "别处").letter("继续");
    counter::answers(&mut clerk).await;
    counter::hands_in(&mut clerk).await;
    let upload = {
        let mut other = clerk.clone();
        other.opens(&format!("{case}/papers")).await;
        other.at("防控方案").attaches("选择文件", "b.pdf", &testkit::papers::pdf()).letter("上传")
    };
    counter::sends(&mut clerk).await;
    answers = answers.with("fact-workplace_address", "别处");
    assert_eq!(clerk.posts(&answers).await.status, 409);
    assert_eq!(clerk.posts(&upload).await.status, 409);
    clerk.opens(&case).await.does_not_see("别处").does_not_see("b.pdf");
}
