//! The whole way of an application: what do I need, apply once, two agencies at a time, a correction, a certificate.

use testkit::{Db, Person, TestTown, papers};

use crate::counter::{self, MASKS, decides, desk_of, uploads};
use crate::house::{DAY, HOUSE};

testkit::on_both_engines!(from_the_question_to_the_certificate);

async fn from_the_question_to_the_certificate(db: Db) {
    let town = TestTown::on(db, DAY, &HOUSE).await;
    let mut clerk = town.person("clerk").await;
    finds_out(&mut clerk).await;
    let case = everything_missing_is_told_at_once(&mut clerk).await;
    let number = completes_and_files(&mut clerk, &case).await;
    both_agencies_have_it(&town, &case, &number).await;
    town.days_pass(1);
    is_sent_back_with_the_clock_stopped(&town, &mut clerk, &case).await;
    town.days_pass(3);
    corrects(&mut clerk, &case).await;
    is_granted(&town, &mut clerk, &case).await;
    holds_the_certificate(&town, &mut clerk).await;
    let report = store::journal::verify(town.app().db()).await.expect("the journal is read");
    assert!(report.is_sound(), "{report:?}");
}

async fn finds_out(clerk: &mut Person) {
    clerk.opens("/find").await;
    clerk.follows("企业复工").await;
    clerk.sees("还差一点信息").sees("观察室照片或观察点共用约定");
    clerk.sees("以下至少满足一项：所在县风险等级是「高风险」；职工人数不少于 100 人");
    assert_eq!(clerk.fact("职工人数"), "86 企业自报 2020-03-16");
    assert_eq!(clerk.fact("行业门类"), "制造业 企业自报 2020-03-16");
    clerk.chooses("所在县风险等级", "中风险").presses("看看要办什么").await;
    clerk.sees("需要办理").sees("职工人数不少于 10 人").does_not_see("观察室照片或观察点共用约定");
    for (paper, from) in [("防控方案", "自己准备"), ("返岗人员名册", "最近 14 天内的"), ("复工承诺书", "要交")]
    {
        let row = clerk.page().row(paper).unwrap_or_default();
        assert!(row.contains(from), "{paper}: {row}");
    }
    clerk.sees("卫生健康局，1 个工作日").sees("同时办理");
    assert_eq!(clerk.fact("办理时限"), "2 个工作日（法定 5 个工作日）");
}

async fn everything_missing_is_told_at_once(clerk: &mut Person) -> String {
    clerk.presses("开始办理").await;
    let case = clerk.page().path.trim_end_matches("/answers").to_owned();
    assert_eq!(clerk.value("所在县风险等级"), "中风险", "what the finder was told is not asked again");
    clerk.opens(&format!("{case}/check")).await;
    counter::sends(clerk).await;
    let papers = format!("缺少材料：{MASKS}");
    clerk.is_told(&[
        "“有症状人数”还没有填",
        "“高风险地区来岗人数”还没有填",
        "“最近到达天数”还没有填",
        "“经营地址”还没有填",
        "“拟复工日期”还没有填",
        "“联系电话”还没有填",
        "缺少材料：防控方案",
        "缺少材料：返岗人员名册",
        "缺少材料：复工承诺书",
        &papers,
    ]);
    clerk.opens(&case).await.sees("草稿");
    case
}

async fn completes_and_files(clerk: &mut Person, case: &str) -> String {
    clerk.presses("继续填写").await;
    counter::answers(clerk).await;
    clerk.opens(&format!("{case}/check")).await;
    let papers = format!("缺少材料：{MASKS}");
    // nobody came from a high-risk area, so nobody asks how long ago
    clerk.is_told(&["缺少材料：防控方案", "缺少材料：返岗人员名册", "缺少材料：复工承诺书", &papers]);
    clerk.follows("修改材料").await;
    counter::hands_in(clerk).await;
    clerk.is_told(&[]);
    counter::sends(clerk).await;
    clerk.sees("已经收到").sees("防控条件审核").sees("复工条件审核");
    assert!(clerk.fact("答复期限").contains("3月18日"), "{}", clerk.fact("答复期限"));
    let number = clerk.fact("编号");
    assert!(number.starts_with("990121-20200316-0001-"), "{number}");
    number
}

async fn both_agencies_have_it(town: &TestTown, case: &str, number: &str) {
    for (who, step) in [("officer-industry", "复工条件审核"), ("officer-health", "防控条件审核")] {
        let mut officer = town.person(who).await;
        officer.opens("/o").await;
        let row = officer.page().row(number).unwrap_or_default().to_owned();
        assert!(row.contains(step) && row.contains("待办") && row.contains("3月17日"), "{who}: {row}");
        officer.does_not_see("作出决定");
    }
    let mut lead = town.person("officer-industry").await;
    assert_eq!(lead.tries(&desk_of(case, "decision")).await, 404, "the decision waits for both opinions");
}

async fn is_sent_back_with_the_clock_stopped(town: &TestTown, clerk: &mut Person, case: &str) {
    let mut officer = town.person("officer-health").await;
    officer.opens(&desk_of(case, "health-review")).await;
    officer.sees("中风险").sees("申请人填写");
    officer.follows("防控方案.pdf").await.sees("%PDF-1.4");
    officer.opens(&desk_of(case, "health-review")).await;
    officer.presses("提交意见").await.is_told(&["没有选办理意见"]);
    officer.chooses("意见", "要求补正").presses("提交意见").await;
    officer.is_told(&["没有写理由", "没有选要补正的材料或信息"]);
    officer.chooses("要求补正的内容", "防控方案").fills("理由", "没有写明每日消毒的责任人").presses("提交意见").await;
    assert_eq!(officer.page().path, "/o");

    clerk.opens("/e").await.sees("1 件");
    clerk.opens(case).await;
    clerk.sees("待补正").sees("卫生健康局 · 防控条件审核").sees("没有写明每日消毒的责任人");
    clerk.does_not_see("3月18日");
    decides(town, "officer-industry", case, "industry-review", "同意", "").await;
    clerk.opens(case).await.sees("待补正");
}

async fn corrects(clerk: &mut Person, case: &str) {
    clerk.opens(&format!("{case}/check")).await;
    clerk.is_told(&["部门要求补正的“防控方案”还没有换成新的"]);
    clerk.ticks("以上内容已核对，真实有效").presses("补正完成，重新提交").await;
    clerk.is_told(&["部门要求补正的“防控方案”还没有换成新的"]);
    clerk.opens(&format!("{case}/papers")).await;
    // the file that was sent back is no correction
    uploads(clerk, "防控方案", "防控方案（补正）.pdf", &papers::pdf()).await;
    clerk.is_told(&["文件“防控方案（补正）.pdf”与这份材料里的“防控方案.pdf”内容完全相同"]);
    let put_right = [papers::pdf(), b"% put right".to_vec()].concat();
    uploads(clerk, "防控方案", "防控方案（补正）.pdf", &put_right).await;
    clerk.presses("下一步：核对").await;
    clerk.is_told(&[]).sees("防控方案（补正）.pdf");
    clerk.ticks("以上内容已核对，真实有效").presses("补正完成，重新提交").await;
    // one working day was left on Tuesday the 17th; it begins again on Friday the 20th and ends on Monday
    clerk.sees("办理中").sees("3月23日").does_not_see("3月18日");
}

async fn is_granted(town: &TestTown, clerk: &mut Person, case: &str) {
    let mut lead = town.person("officer-industry").await;
    assert_eq!(lead.tries(&desk_of(case, "decision")).await, 404, "the health opinion is still open");
    decides(town, "officer-health", case, "health-review", "同意", "补正后符合要求").await;
    lead.opens("/o").await.sees("作出决定");
    decides(town, "officer-industry", case, "decision", "同意", "").await;
    clerk.opens(case).await;
    clerk.sees("准予").sees("补正后符合要求").does_not_see("撤回申请");
    for act in ["提交申请", "要求补正", "补正后提交", "环节同意", "办结：准予", "发出证件"] {
        assert!(clerk.page().row(act).is_some(), "the history tells of `{act}`: {:?}", clerk.page().rows);
    }
    assert!(!clerk.page().text.contains("刘佳宁"), "offices, not people");
}

async fn holds_the_certificate(town: &TestTown, clerk: &mut Person) {
    clerk.follows("复工通知书").await;
    clerk.sees("通河县河滨纺织有限公司").sees("91990121MA000100XU").sees("国办发明电〔2020〕6号");
    let number = clerk.fact("编号");
    let address =
        clerk.page().links.iter().find(|link| link.href.starts_with("/verify/")).map(|link| link.href.clone());
    let address = address.expect("the page leads to its verification");
    assert!(clerk.page().html.contains("<svg"), "the QR code is drawn");

    let mut guard = town.stranger();
    guard.opens(&address).await.sees("真实、有效").sees("通河县河滨纺织有限公司");
    guard.opens("/verify").await;
    guard.fills("number", &number).presses("搜索").await;
    guard.sees("真实、有效");
    town.days_pass(180);
    guard.opens(&address).await.sees("真实、有效");
    town.days_pass(1);
    guard.opens(&address).await.sees("真实，但已过有效期").does_not_see("真实、有效");
}
