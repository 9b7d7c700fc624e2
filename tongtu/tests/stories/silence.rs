//! Time passes: what silence means, and papers that grow old.

use store::Db;
use testkit::{TestTown, papers};

use crate::counter::{self, uploads};
use crate::house::{DAY, HOUSE};

/// Runs what stands ready, as the server does all the time.
pub async fn jobs_run(town: &TestTown) {
    while web::jobs::run_due(town.app(), "story").await.expect("the jobs run") > 0 {}
}

async fn no_answer_in_time_counts_as_granted(db: Db) {
    let town = TestTown::on(db, DAY, &HOUSE).await;
    let mut clerk = town.person("clerk").await;
    let case = counter::files(&mut clerk).await;
    // filed on Monday 16 March, promised within two working days
    town.days_pass(2);
    jobs_run(&town).await;
    clerk.opens(&case).await;
    clerk.sees("办理中");
    town.days_pass(1);
    jobs_run(&town).await;
    clerk.opens(&case).await;
    clerk.sees("准予").sees("到期没有答复，按规则视为同意").sees("复工通知书");
    // the officers find it closed, with nothing left to decide
    let mut officer = town.person("officer-health").await;
    officer.opens("/o?state=open").await;
    officer.does_not_see("通河县河滨纺织有限公司");
}

async fn a_stopped_clock_is_not_silence(db: Db) {
    let town = TestTown::on(db, DAY, &HOUSE).await;
    let mut clerk = town.person("clerk").await;
    let case = counter::files(&mut clerk).await;
    let mut officer = town.person("officer-health").await;
    officer.opens(&counter::desk_of(&case, "health-review")).await;
    officer.chooses("意见", "要求补正");
    officer.chooses("要求补正的内容", "返岗人员名册").fills("理由", "缺少到达日期").presses("提交意见").await;
    town.days_pass(10);
    jobs_run(&town).await;
    clerk.opens(&case).await;
    clerk.sees("待补正").does_not_see("视为同意");
}

testkit::on_both_engines!(no_answer_in_time_counts_as_granted, a_stopped_clock_is_not_silence);

#[tokio::test]
async fn a_paper_that_grew_too_old_in_a_draft_is_asked_again() {
    let town = TestTown::start(DAY, &HOUSE).await;
    let mut clerk = town.person("clerk").await;
    let case = counter::begins(&mut clerk).await;
    counter::answers(&mut clerk).await;
    counter::hands_in(&mut clerk).await;
    clerk.is_told(&[]);
    town.days_pass(15);
    let mut clerk = town.person("clerk").await;
    clerk.opens(&format!("{case}/check")).await;
    clerk.is_told(&["“返岗人员名册”已经超过 14 天", "“口罩库存照片或口罩订单或防护用品求助单”已经超过 7 天"]);
}

#[tokio::test]
async fn the_date_of_a_paper_is_checked_with_the_paper() {
    let town = TestTown::start(DAY, &HOUSE).await;
    let mut clerk = town.person("clerk").await;
    let case = counter::begins(&mut clerk).await;
    for (date, told) in [
        ("2020-02-30", "没有填材料日期，或日期不对"),
        ("2020-03-17", "材料日期在今天以后"),
        ("2020-03-01", "这份材料已有 15 天，要求 14 天以内"),
    ] {
        clerk.opens(&format!("{case}/papers")).await;
        clerk.at("返岗人员名册").fills("材料日期", date).presses("上传").await;
        clerk.is_told(&[told, "没有选文件"]);
    }
    clerk.opens(&format!("{case}/papers")).await;
    uploads(&mut clerk, "返岗人员名册", "名册.pdf", &papers::pdf()).await;
    clerk.sees("名册.pdf");
}
