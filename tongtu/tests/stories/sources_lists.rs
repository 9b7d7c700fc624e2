//! Lists in a folder: read whole and once, bad rows told with their lines, while another source is dead.

use testkit::{Db, TestTown};

use crate::counter;
use crate::house::{DAY, HOUSE};
use crate::sources_town::{Folder, Manner, Office, has_sources, sources_run, tier_source};

const ROSTER: &str = r#"
[source.roster]
name = { zh-CN = "参保名册", en = "Roster of the insured" }
key = "uscc"
way = "csv"
folder = "roster"
key_column = "信用代码"
[source.roster.fact.headcount]
column = "人数"
"#;

const GOOD: &str = "91990121MA000100XU";

async fn a_list_is_read_once_and_every_bad_row_is_told(db: Db) {
    let town = TestTown::on(db, DAY, &HOUSE).await;
    let folder = Folder::new();
    let dead = Office::opens(Manner::HangsUp);
    has_sources(&town, &folder, &format!("{ROSTER}{}", tier_source(dead.port))).await;
    let list = format!(
        "信用代码,人数\n{GOOD},120\n123,4\n91330100799655058B,many\n91350100M000100Y43,7\n91350100M000100Y43,8\n"
    );
    folder.receives("roster", "名册-2020-03-10.csv", list.as_bytes());
    folder.receives("roster", "未完成-2020-03-11.csv.part", b"half");
    let mut clerk = town.person("clerk").await;
    let case = counter::begins(&mut clerk).await;
    sources_run(&town).await;
    let report = folder.text("drop/roster/done/名册-2020-03-10.csv.report.txt");
    for told in [
        "读入 1 行",
        "有误 4 行",
        "第 3 行",
        "第 4 行：“人数”不是数字",
        "第 5 行：与第 6 行矛盾",
        "第 6 行：与第 5 行矛盾",
    ] {
        assert!(report.contains(told), "{told}: {report}");
    }
    assert!(!report.contains("many"), "a report tells no values");
    // the dead source stopped nothing
    clerk.opens(&format!("{case}/check")).await;
    assert_eq!(clerk.fact("职工人数"), "120 参保名册 2020-03-10");
    clerk.sees("来源中断");

    // an older list comes late, the same list comes again, a broken one comes at all
    let older = format!("信用代码,人数\n{GOOD},50\n");
    folder.receives("roster", "名册-2020-03-01.csv", older.as_bytes());
    folder.receives("roster", "又一次-2020-03-12.csv", list.as_bytes());
    folder.receives("roster", "坏的-2020-03-12.csv", "代码,人数\n1,2\n".as_bytes());
    folder.receives("roster", "没日期.csv", older.replace("50", "51").as_bytes());
    folder.receives("roster", "以后-2020-05-01.csv", older.replace("50", "52").as_bytes());
    sources_run(&town).await;
    clerk.opens(&format!("{case}/check")).await;
    assert_eq!(clerk.fact("职工人数"), "120 参保名册 2020-03-10");
    assert!(folder.text("drop/roster/done/名册-2020-03-01.csv.report.txt").contains("较旧未用 1 行"));
    assert!(folder.text("drop/roster/done/又一次-2020-03-12.csv.report.txt").contains("内容相同"));
    assert!(folder.text("drop/roster/refused/坏的-2020-03-12.csv.report.txt").contains("没有“信用代码”这一列"));
    assert!(folder.text("drop/roster/refused/没日期.csv.report.txt").contains("不知道是哪一天的数据"));
    assert!(folder.text("drop/roster/done/以后-2020-05-01.csv.report.txt").contains("在今天以后"));

    let mut admin = town.person("admin").await;
    admin.opens("/a/sources").await;
    admin.sees("参保名册").sees("疫情分级系统");
    admin.follows("参保名册").await;
    admin.sees("没日期.csv").sees("部分有误").sees("第 4 行：“人数”不是数字");
}

async fn the_administrator_sees_who_is_down_and_tries_at_once(db: Db) {
    let town = TestTown::on(db, DAY, &HOUSE).await;
    let folder = Folder::new();
    let office = Office::opens(Manner::Says(500, String::new()));
    has_sources(&town, &folder, &tier_source(office.port)).await;
    let mut admin = town.person("admin").await;
    admin.opens("/a/sources/tiers").await;
    admin.sees("还没有查询过");
    let mut clerk = town.person("clerk").await;
    let case = counter::begins(&mut clerk).await;
    // each failure is followed by a longer pause; the third in a row takes the source down
    for asked in 1..=3 {
        sources_run(&town).await;
        assert_eq!(office.asked(), asked, "asked once a time");
        if asked == 1 {
            // what failed once is neither untried nor down, and it is said when it is asked again
            admin.opens("/a/sources/tiers").await.does_not_see("还没有查询过").does_not_see("中断自");
            admin.sees("最近一次没有回应").sees("回应状态 500");
            assert_ne!(admin.fact("下次重试"), "随时", "{}", admin.page().told());
            admin.opens("/a/sources").await.sees("查询失败").sees("再查询").sees("回应状态 500");
        }
        town.hours_pass(1);
    }
    admin.opens("/a/sources/tiers").await;
    admin.sees("中断自").sees("回应状态 500");
    assert_eq!(admin.fact("排队的查询"), "1");
    office.turns(crate::sources_town::says(crate::sources_town::MEDIUM));
    admin.presses("立即重试").await;
    sources_run(&town).await;
    admin.opens("/a/sources/tiers").await;
    admin.sees("正常").sees("恢复，中断 60 分钟");
    assert_eq!(admin.fact("排队的查询"), "0");
    clerk.opens(&format!("{case}/check")).await;
    assert!(clerk.fact("所在县风险等级").starts_with("中风险"), "{}", clerk.page().told());
}

testkit::on_both_engines!(
    a_list_is_read_once_and_every_bad_row_is_told,
    the_administrator_sees_who_is_down_and_tries_at_once,
);

#[tokio::test]
async fn a_wrong_file_is_not_used_and_every_mistake_is_told() {
    let town = TestTown::start(DAY, &HOUSE).await;
    let folder = Folder::new();
    has_sources(&town, &folder, ROSTER).await;
    let mut admin = town.person("admin").await;
    admin.opens("/a/sources/file").await;
    let wrong = ROSTER.replace("key_column", "key_colum").replace("fact.headcount", "fact.headcuont");
    admin.fills("sources.toml 的内容", &wrong).presses("检查并启用").await;
    admin.is_told(&[
        "第 1 行：[source] 缺少 `key_column`",
        "第 6 行：[source] 里没有 `key_colum` 这个键",
        "第 7 行：没有规则用到信息 `headcuont`",
    ]);
    assert_eq!(folder.text("sources.toml"), ROSTER, "nothing was written");
    admin.fills("sources.toml 的内容", "").presses("检查并启用").await;
    admin.sees("还没有数据来源");
    let mut clerk = town.person("clerk").await;
    assert_eq!(clerk.tries("/a/sources").await, 403);
}
