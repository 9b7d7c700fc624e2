//! What the stories do again and again: begin, answer, hand in, file, decide.

use testkit::{Person, TestTown, papers};

use crate::house::{DAY, REGION};

/// The heading of the demand for protection supplies: any of three papers.
pub const MASKS: &str = "口罩库存照片或口罩订单或防护用品求助单";

/// The clerk begins an application to resume work in a medium-risk county; the path of the draft.
pub async fn begins(clerk: &mut Person) -> String {
    clerk.opens("/find/epidemic/resume-work").await;
    clerk.chooses("所在县风险等级", "中风险").presses("看看要办什么").await;
    clerk.sees("需要办理").presses("开始办理").await;
    let path = clerk.page().path.clone();
    path.strip_suffix("/answers").expect("the first page of the application").to_owned()
}

/// Answers every question of the form that stands open and goes on to the papers.
pub async fn answers(clerk: &mut Person) {
    clerk.fills("有发热、咳嗽等症状的有几人", "0").fills("近14天从高风险地区来岗的有几人", "0");
    clerk.fills("实际经营地址在哪里？", "城关镇河滨路 18 号").fills("打算哪一天复工？", "2020-03-20");
    clerk.fills("经办人的手机号码是多少？", "13800000000").presses("继续").await;
    assert!(clerk.page().path.ends_with("/papers"), "{}", clerk.page().told());
}

/// Hands in every paper the form asks for and goes on to the check.
pub async fn hands_in(clerk: &mut Person) {
    uploads(clerk, "防控方案", "防控方案.pdf", &papers::pdf()).await;
    uploads(clerk, "返岗人员名册", "名册.pdf", &papers::pdf()).await;
    clerk.at("复工承诺书").ticks("已阅读《复工承诺书》").presses("作出承诺").await;
    clerk.at(MASKS).chooses("交哪一种", "口罩库存照片");
    uploads(clerk, MASKS, "库存.png", &papers::png()).await;
    clerk.presses("下一步：核对").await;
}

/// Headings of demands that say how old the paper may be.
const DATED: &[&str] = &[MASKS, "返岗人员名册"];

/// Uploads one paper under its heading, dated the first day of the story where a date is asked.
pub async fn uploads(clerk: &mut Person, heading: &str, name: &str, bytes: &[u8]) {
    if DATED.contains(&heading) {
        clerk.at(heading).fills("材料日期", DAY);
    }
    clerk.at(heading).attaches("选择文件", name, bytes).presses("上传").await;
}

/// The clerk begins, answers, hands in and files; the path of the case. The receipt lies before the clerk.
pub async fn files(clerk: &mut Person) -> String {
    let case = begins(clerk).await;
    answers(clerk).await;
    hands_in(clerk).await;
    clerk.is_told(&[]);
    sends(clerk).await;
    clerk.sees("已经收到");
    case
}

/// Ticks that all is true and files.
pub async fn sends(clerk: &mut Person) {
    clerk.ticks("以上内容已核对，真实有效").presses("提交申请").await;
}

/// The page on which an agency decides a step of a case.
pub fn desk_of(case: &str, step: &str) -> String {
    let id = case.rsplit('/').next().expect("a case has an id");
    format!("/o/case/{REGION}/{id}/{step}")
}

/// The page on which officers do what goes beyond the decision.
pub fn more_of(case: &str) -> String {
    case.replace("/e/case/", "/o/more/")
}

/// The page on which the applicant reads how the deadline is counted and does what goes beyond it.
pub fn own_more_of(case: &str) -> String {
    case.replace("/e/case/", "/e/more/")
}

/// An officer says a word about a step; the reason only where one is given.
pub async fn decides(town: &TestTown, who: &str, case: &str, step: &str, verdict: &str, reason: &str) {
    let mut officer = town.person(who).await;
    officer.opens(&desk_of(case, step)).await;
    officer.chooses("意见", verdict).fills("理由", reason).presses("提交意见").await;
    assert_eq!(officer.page().path, "/o", "{}", officer.page().told());
}

/// Both agencies agree, then the lead agency decides for the applicant.
pub async fn all_agree(town: &TestTown, case: &str) {
    decides(town, "officer-health", case, "health-review", "同意", "").await;
    decides(town, "officer-industry", case, "industry-review", "同意", "").await;
    decides(town, "officer-industry", case, "decision", "同意", "").await;
}
