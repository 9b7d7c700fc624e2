//! A value that a register or another office holds and that is not right: said, seen by who decides, answered.

use testkit::{Db, TestTown};

use crate::counter;
use crate::house::{DAY, HOUSE};
use crate::sources_town::{Folder, MEDIUM, Office, has_sources, says, sources_run, tier_source};

const LOW: &str = r#"{"data": {"tier": 1, "day": "2020-03-16"}}"#;
const FIELD: &str = "所在县风险等级";

async fn an_objection_goes_beside_the_case_to_the_owner_of_the_value(db: Db) {
    let town = TestTown::on(db, DAY, &HOUSE).await;
    let folder = Folder::new();
    let office = Office::opens(says(MEDIUM));
    has_sources(&town, &folder, &tier_source(office.port)).await;
    let mut clerk = town.person("clerk").await;
    clerk.opens("/find/epidemic/resume-work").await;
    clerk.presses("开始办理").await;
    let case = clerk.page().path.strip_suffix("/answers").expect("a draft").to_owned();
    sources_run(&town).await;

    clerk.opens(&format!("{case}/answers")).await;
    clerk.follows("这条信息不对？所在县风险等级").await;
    clerk.sees("中风险").sees("2020-03-15");
    assert_eq!(clerk.tries_pressing("提出异议").await, 422);
    clerk.is_told(&["没有填正确的信息", "没有写理由"]);
    clerk.chooses(FIELD, "中风险").fills("为什么不对", "昨天公告已经降级");
    assert_eq!(clerk.tries_pressing("提出异议").await, 422);
    clerk.is_told(&["填的和现有信息一样"]);
    clerk.chooses(FIELD, "低风险");
    let letter = clerk.letter("提出异议");
    clerk.sends(&letter).await;
    clerk.sends(&letter).await;
    clerk.sees("昨天公告已经降级").sees("等待答复");
    assert_eq!(clerk.sends(&letter.clone().with("txid", "01E3GDNJM000000000000AGAIN")).await, 422);
    clerk.is_told(&["这条信息已经提过异议，正在等答复"]);
    // what one says oneself, or nobody holds, is not objected to
    for fact in ["workplace_address", "no_such_fact", ""] {
        assert_eq!(clerk.sends(&letter.clone().with("fact", fact)).await, 422, "{fact}");
    }

    // the value is used as it stands until somebody corrects it, and filing goes on
    clerk.opens(&format!("{case}/answers")).await;
    counter::answers(&mut clerk).await;
    counter::hands_in(&mut clerk).await;
    counter::sends(&mut clerk).await;
    clerk.sees("已经收到");
    let mut officer = town.person("officer-health").await;
    officer.opens(&counter::desk_of(&case, "health-review")).await;
    assert!(officer.fact(FIELD).contains("应为：低风险。昨天公告已经降级"), "{}", officer.fact(FIELD));

    // others have nothing to do with it
    let mut other = town.person("officer-industry").await;
    other.opens("/o/objections").await;
    other.sees("没有异议");
    let answered = office.asked();
    officer.opens("/o/objections").await;
    officer.sees("等待答复").follows(FIELD).await;
    let page = officer.page().path.clone();
    assert_eq!(other.tries(&page).await, 404);
    assert_eq!(officer.tries_pressing("提交答复").await, 422);
    officer.is_told(&["没有选答复", "没有写理由"]);
    office.turns(says(LOW));
    officer.chooses("答复", "已更正").fills("理由", "3月16日起为低风险");
    let letter = officer.letter("提交答复");
    officer.sends(&letter).await;
    officer.sees("已更正").sees("3月16日起为低风险");
    assert_eq!(officer.sends(&letter.clone().with("txid", "01E3GDNJM000000000000AGAIN")).await, 409);
    let file = officer.browser().get("/o/objections/export.csv").await;
    assert!(file.text().contains("昨天公告已经降级"), "{}", file.text());

    // the applicant is told, and the source was asked again
    sources_run(&town).await;
    assert_eq!(office.asked(), answered + 1);
    clerk.opens(&case).await;
    clerk.sees("信息异议已答复：已更正");
    clerk.follows("登记的信息不对？提出异议或看答复").await;
    clerk.sees("3月16日起为低风险");
    clerk.opens("/find/epidemic/resume-work").await;
    assert!(clerk.fact(FIELD).starts_with("低风险"), "{}", clerk.fact(FIELD));
    let report = store::journal::verify(town.app().db()).await.expect("the journal is read");
    assert!(report.is_sound(), "{report:?}");
}

async fn what_the_registers_of_the_house_hold_the_administrator_answers_for(db: Db) {
    let town = TestTown::on(db, DAY, &HOUSE).await;
    let mut clerk = town.person("clerk").await;
    let case = counter::begins(&mut clerk).await;
    clerk.opens(&format!("{case}/objections?fact=headcount")).await;
    clerk.fills("职工人数", "12").fills("为什么不对", "<script>上月裁员</script>").presses("提出异议").await;
    clerk.sees("<script>上月裁员</script>");
    let mut admin = town.person("admin").await;
    admin.opens("/a/objections?state=kept").await;
    admin.sees("没有异议");
    admin.opens("/a/objections").await;
    admin.follows("职工人数").await;
    admin.chooses("答复", "维持原信息").fills("理由", "与本月申报一致").presses("提交答复").await;
    clerk.opens(&format!("{case}/objections")).await;
    clerk.sees("维持原信息").sees("与本月申报一致");
}

testkit::on_both_engines!(
    an_objection_goes_beside_the_case_to_the_owner_of_the_value,
    what_the_registers_of_the_house_hold_the_administrator_answers_for,
);
