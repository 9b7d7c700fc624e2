//! A fact another office keeps: never asked of the applicant, never in the way of filing, waited for by the decision.

use testkit::{Db, Person, TestTown};

use crate::counter::{self, decides, desk_of};
use crate::house::{DAY, HOUSE};
use crate::sources_town::{Folder, MEDIUM, Manner, Office, has_sources, says, sources_run, tier_source};

/// The clerk begins without being asked for the tier.
async fn begins(clerk: &mut Person) -> String {
    clerk.opens("/find/epidemic/resume-work").await;
    clerk.presses("开始办理").await;
    let path = clerk.page().path.clone();
    path.strip_suffix("/answers").expect("the first page of the application").to_owned()
}

async fn files(clerk: &mut Person) -> String {
    let case = begins(clerk).await;
    clerk.opens(&format!("{case}/answers")).await;
    counter::answers(clerk).await;
    counter::hands_in(clerk).await;
    counter::sends(clerk).await;
    clerk.sees("已经收到");
    case
}

async fn what_a_source_holds_is_shown_and_never_asked(db: Db) {
    let town = TestTown::on(db, DAY, &HOUSE).await;
    let folder = Folder::new();
    let office = Office::opens(says(MEDIUM));
    std::fs::write(folder.0.join("secrets/tier.key"), "s3cret\n").expect("a file");
    let source = tier_source(office.port).replace("timeout_seconds", "secret_file = \"tier.key\"\ntimeout_seconds");
    has_sources(&town, &folder, &source).await;
    let mut clerk = town.person("clerk").await;
    let case = begins(&mut clerk).await;
    sources_run(&town).await;
    clerk.opens(&format!("{case}/answers")).await;
    assert!(clerk.fact("所在县风险等级").starts_with("中风险 疫情分级系统"), "{}", clerk.fact("所在县风险等级"));
    assert!(clerk.page().forms.iter().flat_map(|f| &f.fields).all(|f| f.name != "fact-region_tier"));
    let letters = office.heard();
    assert_eq!(letters.len(), 1, "asked once: {letters:?}");
    assert!(letters[0].starts_with("GET /tier/990121 ") && letters[0].contains("Bearer s3cret"), "{}", letters[0]);
    // opened again and saved again, it is not fetched again
    counter::answers(&mut clerk).await;
    sources_run(&town).await;
    assert_eq!(office.asked(), 1);
}

async fn a_source_that_is_down_lets_filing_go_on_and_holds_the_decision(db: Db) {
    let town = TestTown::on(db, DAY, &HOUSE).await;
    let folder = Folder::new();
    let office = Office::opens(Manner::Says(500, "oops".into()));
    has_sources(&town, &folder, &tier_source(office.port)).await;
    let mut clerk = town.person("clerk").await;
    let case = files(&mut clerk).await;
    sources_run(&town).await;
    clerk.opens(&case).await;
    clerk.sees("办理中").sees("来源中断").sees("有信息还在从来源获取，决定先等待");

    // an opinion that does not need the fact is given meanwhile; one that may need a paper because of it is not
    let mut officer = town.person("officer-health").await;
    officer.opens(&desk_of(&case, "health-review")).await;
    officer.sees("疫情分级系统").sees("来源中断");
    officer.chooses("意见", "同意").presses("提交意见").await;
    officer.is_told(&["“所在县风险等级”要等疫情分级系统恢复"]);
    decides(&town, "officer-industry", &case, "industry-review", "同意", "").await;

    // nothing is left to do but wait: the clock stands still
    clerk.opens(&case).await;
    clerk.sees("办理中").does_not_see("截止");

    // silence grants nothing while the clock stands still
    town.days_pass(10);
    sources_run(&town).await;
    clerk.opens(&case).await;
    clerk.sees("办理中").does_not_see("视为同意");

    office.turns(says(MEDIUM));
    town.days_pass(1);
    sources_run(&town).await;
    clerk.opens(&case).await;
    clerk.sees("来源已提供信息，继续办理");
    assert!(clerk.fact("所在县风险等级").starts_with("中风险"), "{}", clerk.fact("所在县风险等级"));
    decides(&town, "officer-health", &case, "health-review", "同意", "").await;
    decides(&town, "officer-street", &case, "site-check", "同意", "").await;
    decides(&town, "officer-industry", &case, "decision", "同意", "").await;
    clerk.opens(&case).await;
    clerk.sees("准予").sees("复工通知书");
    let report = store::journal::verify(town.app().db()).await.expect("the journal is read");
    assert!(report.is_sound(), "{report:?}");
}

testkit::on_both_engines!(
    what_a_source_holds_is_shown_and_never_asked,
    a_source_that_is_down_lets_filing_go_on_and_holds_the_decision,
);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_kind_of_trouble_is_borne_and_none_is_taken_for_an_answer() {
    for manner in [
        Manner::Silent,
        Manner::HangsUp,
        Manner::Says(429, String::new()),
        Manner::Says(302, String::new()),
        Manner::Says(401, String::new()),
        says("<html>not json"),
        says(&format!("{{\"data\": \"{}\"}}", "x".repeat(5_000))),
        says(r#"{"data": {"tier": 9}}"#),
        says(r#"{"data": {"tier": [1]}}"#),
    ] {
        let town = TestTown::start(DAY, &HOUSE).await;
        let folder = Folder::new();
        let office = Office::opens(manner.clone());
        let impatient = tier_source(office.port).replace("seconds = 30", "seconds = 1");
        has_sources(&town, &folder, &impatient).await;
        let mut clerk = town.person("clerk").await;
        let case = begins(&mut clerk).await;
        sources_run(&town).await;
        has_sources(&town, &folder, &tier_source(office.port)).await;
        assert!(office.asked() > 0, "{manner:?}");
        clerk.opens(&format!("{case}/check")).await;
        clerk.sees("来源中断").does_not_see("“所在县风险等级”还没有填");
        office.turns(says(MEDIUM));
        town.hours_pass(2);
        sources_run(&town).await;
        clerk.opens(&format!("{case}/check")).await;
        assert!(clerk.fact("所在县风险等级").starts_with("中风险"), "{manner:?}: {}", clerk.fact("所在县风险等级"));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_source_does_not_hold_the_applicant_is_asked() {
    for manner in [Manner::Says(404, String::new()), says(r#"{"data": {}}"#)] {
        let town = TestTown::start(DAY, &HOUSE).await;
        let folder = Folder::new();
        let office = Office::opens(manner);
        has_sources(&town, &folder, &tier_source(office.port)).await;
        let mut clerk = town.person("clerk").await;
        let case = begins(&mut clerk).await;
        sources_run(&town).await;
        clerk.opens(&format!("{case}/answers")).await;
        clerk.chooses("所在县风险等级", "中风险");
        counter::answers(&mut clerk).await;
        counter::hands_in(&mut clerk).await;
        counter::sends(&mut clerk).await;
        clerk.sees("已经收到");
    }
}

/// A source of a fact that a paper proves too.
fn arrivals_source(port: u16) -> String {
    tier_source(port)
        .replace("疫情分级系统", "到达登记系统")
        .replace("key = \"region\"", "key = \"uscc\"")
        .replace("source.tiers", "source.arrivals")
        .replace("fact.region-tier", "fact.from-high-headcount")
        .replace("codes = { \"1\" = \"low\", \"2\" = \"medium\", \"3\" = \"high\" }", "")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_officer_records_an_awaited_fact_from_another_paper_with_a_reason() {
    let town = TestTown::start(DAY, &HOUSE).await;
    let folder = Folder::new();
    let office = Office::opens(Manner::Says(500, String::new()));
    has_sources(&town, &folder, &arrivals_source(office.port)).await;
    let mut clerk = town.person("clerk").await;
    let case = counter::begins(&mut clerk).await;
    clerk.fills("有发热、咳嗽等症状的有几人", "0").fills("其中最近到达的一人，复工当天到达已满几天？", "3");
    clerk.fills("实际经营地址在哪里？", "城关镇河滨路 18 号").fills("打算哪一天复工？", "2020-03-20");
    clerk.fills("经办人的手机号码是多少？", "13800000000").presses("继续").await;
    counter::hands_in(&mut clerk).await;
    counter::sends(&mut clerk).await;
    clerk.sees("已经收到");
    sources_run(&town).await;
    decides(&town, "officer-health", &case, "health-review", "同意", "").await;
    decides(&town, "officer-industry", &case, "industry-review", "同意", "").await;
    let mut lead = town.person("officer-industry").await;
    let desk = desk_of(&case, "decision");
    lead.opens(&desk).await;
    lead.chooses("意见", "同意").presses("提交意见").await;
    lead.is_told(&["“高风险地区来岗人数”要等到达登记系统恢复"]);
    lead.follows("看等待到什么时候，或凭其他材料记录").await;
    lead.sees("到达登记系统").sees("来源中断").sees("2020-03-16 09:0");
    let button = "记录并继续办理 高风险地区来岗人数";
    lead.presses(button).await;
    lead.is_told(&["没有填这项信息", "没有选凭哪一种材料", "没有写理由"]);
    lead.fills("近14天从高风险地区来岗的有几人", "0").chooses("凭哪一种材料", "返岗人员名册");
    lead.fills("理由", "名册上没有从高风险地区来的人").presses(button).await;
    assert_eq!(lead.page().path, desk);
    lead.sees("工作人员凭返岗人员名册记录").sees("凭其他材料记录信息");
    lead.chooses("意见", "同意").presses("提交意见").await;
    clerk.opens(&case).await;
    clerk.sees("准予");
}
