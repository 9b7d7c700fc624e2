//! Whom the rules refuse may have it in writing: the lead agency alone decides, cannot agree, and silence grants nothing.

use serde_json::json;
use testkit::{Db, Person, TestTown};

use crate::counter::{self, begins, desk_of};
use crate::house::{DAY, HOUSE};

/// Files an application that the rules refuse, and insists on a decision; the path of the case.
async fn insists(clerk: &mut Person) -> String {
    let case = begins(clerk).await;
    clerk.fills("有发热、咳嗽等症状的有几人", "2").presses("继续").await;
    clerk.sees("目前不符合条件").sees("2").sees("12345").sees("国办发明电〔2020〕6号");
    clerk.fills("实际经营地址在哪里？", "河滨路").fills("打算哪一天复工？", "2020-03-20");
    clerk.fills("经办人的手机号码是多少？", "13800000000").presses("仍然要求书面决定").await;
    clerk.opens(&format!("{case}/check")).await;
    clerk.ticks("以上内容已核对，真实有效").presses("提交申请").await;
    assert_eq!(clerk.page().status, 422, "without insisting it is refused as before");
    clerk.ticks("以上内容已核对，真实有效").ticks("我已知道不符合条件，仍要求书面决定").presses("提交申请").await;
    clerk.sees("已经收到");
    case
}

testkit::on_both_engines!(a_written_refusal_can_be_had_and_no_grant);

async fn a_written_refusal_can_be_had_and_no_grant(db: Db) {
    let town = TestTown::on(db, DAY, &HOUSE).await;
    let mut clerk = town.person("clerk").await;
    let case = insists(&mut clerk).await;
    let mut health = town.person("officer-health").await;
    assert_eq!(health.tries(&desk_of(&case, "health-review")).await, 404, "other agencies are not troubled");
    let mut lead = town.person("officer-industry").await;
    lead.opens(&desk_of(&case, "review")).await.sees("要求书面决定");
    lead.chooses("意见", "同意").presses("提交意见").await;
    lead.is_told(&["按已有事实不符合条件，不能同意"]);
    counter::decides(&town, "officer-industry", &case, "review", "不同意", "有 2 人有症状").await;
    clerk.opens(&case).await.sees("不予批准").sees("有 2 人有症状").sees("12345");
}

#[tokio::test]
async fn silence_grants_nothing_that_the_rules_refuse() {
    let town = TestTown::start(DAY, &HOUSE).await;
    let mut clerk = town.person("clerk").await;
    let case = insists(&mut clerk).await;
    town.days_pass(10);
    crate::silence::jobs_run(&town).await;
    let mut clerk = town.person("clerk").await;
    clerk.opens(&case).await.does_not_see("准予").sees("办理中");
}

#[tokio::test]
async fn an_answer_put_right_makes_it_a_case_like_any_other() {
    let town = TestTown::start(DAY, &HOUSE).await;
    let mut clerk = town.person("clerk").await;
    let case = insists(&mut clerk).await;
    let mut lead = town.person("officer-industry").await;
    lead.opens(&desk_of(&case, "review")).await;
    let letter = lead.chooses("意见", "要求补正").fills("理由", "请核对有症状人数").letter("提交意见");
    lead.sends(&letter.with("asks", "fact-symptom_headcount")).await;
    clerk.opens(&format!("{case}/answers")).await;
    clerk.fills("有发热、咳嗽等症状的有几人", "0").presses("保存并查看变化").await;
    clerk.sees("新增要填：高风险地区来岗人数").fills("近14天从高风险地区来岗的有几人", "0").presses("继续").await;
    clerk.opens(&format!("{case}/check")).await.does_not_see("我已知道不符合条件");
    clerk.ticks("以上内容已核对，真实有效").presses("重新提交").await;
    assert_eq!(clerk.page().status, 422, "now its papers are asked for");
    clerk.opens(&format!("{case}/papers")).await;
    counter::hands_in(&mut clerk).await;
    clerk.ticks("以上内容已核对，真实有效").presses("重新提交").await;
    let mut health = town.person("officer-health").await;
    health.opens(&desk_of(&case, "health-review")).await.sees("提交意见");
}

testkit::on_both_engines!(another_system_insists_as_a_page_does);

async fn another_system_insists_as_a_page_does(db: Db) {
    let town = TestTown::on(db, DAY, &HOUSE).await;
    let owner = crate::api::Owner::Enterprise(ground::enterprises::CLERKS_USCC);
    let mut system = crate::api::System::new(&town, "firm", owner).await;
    let mut facts = crate::api::answers();
    facts["symptom_headcount"] = json!(2);
    let draft = json!({"playbook": "epidemic", "service": "resume-work", "facts": facts});
    let (status, case) = system.posts("/api/v1/cases", draft).await;
    assert_eq!(status, 201, "{case}");
    let file = format!("{}/file", crate::api::path(&case));
    // not confirmed and not insisted on: all of it is told at once, the papers too
    let (status, told) = system.posts(&file, json!({"declared": false})).await;
    assert_eq!(status, 422);
    assert!(crate::api::codes(&told).contains(&"cases/not-eligible"), "{told}");
    let (status, told) = system.posts(&file, json!({"declared": false, "insist": true})).await;
    assert_eq!((status, crate::api::codes(&told)), (422, vec!["api/not-declared"]), "{told}");
    let (status, told) = system.posts(&file, json!({"declared": true})).await;
    assert_eq!(status, 422, "{told}");
    let (status, case) = system.posts(&file, json!({"declared": true, "insist": true})).await;
    assert_eq!((status, &case["state"]), (200, &json!("under-review")), "{case}");
    let steps: Vec<&str> = case["steps"].as_array().expect("steps").iter().filter_map(|s| s["step"].as_str()).collect();
    assert_eq!(steps, ["review"], "the lead agency alone: {case}");
}

#[tokio::test]
async fn insisting_where_the_rules_do_not_refuse_changes_nothing() {
    let town = TestTown::start(DAY, &HOUSE).await;
    let owner = crate::api::Owner::Enterprise(ground::enterprises::CLERKS_USCC);
    let mut system = crate::api::System::new(&town, "firm", owner).await;
    let draft = json!({"playbook": "epidemic", "service": "resume-work", "facts": crate::api::answers()});
    let (_, case) = system.posts("/api/v1/cases", draft).await;
    let (status, told) =
        system.posts(&format!("{}/file", crate::api::path(&case)), json!({"declared": true, "insist": true})).await;
    assert_eq!(status, 422, "the papers are still asked for");
    assert!(crate::api::codes(&told).contains(&"cases/paper-missing"), "{told}");
}
