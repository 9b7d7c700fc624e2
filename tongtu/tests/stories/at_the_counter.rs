//! An officer enters an application for an enterprise that came to the counter with a signed paper.

use testkit::{Db, Person, TestTown, papers};
use web::Role;

use crate::counter;
use crate::house::{DAY, HOUSE, REGION, newcomer};

/// A made-up enterprise nobody has registered.
const CODE: &str = "91990121MA00001379";

/// The officer finds the clerk's enterprise and notes who came; the path of the entry.
async fn begins(officer: &mut Person, received_on: &str) -> String {
    officer.opens("/o/window/new").await;
    officer.fills("企业名称或统一社会信用代码", "河滨纺织").presses("搜索").await;
    officer.follows("通河县河滨纺织有限公司").await;
    notes(officer, received_on).await
}

async fn notes(officer: &mut Person, received_on: &str) -> String {
    officer.chooses("要办的事项", "企业复工").fills("来人", "王五");
    officer.chooses("来人身份", "受托人，持授权委托书").chooses("身份核对方式", "当面查验居民身份证原件");
    officer.fills("收到纸质申请", received_on).presses("登记来人，开始填写").await;
    officer.page().path.clone()
}

async fn scans(officer: &mut Person) {
    officer.attaches("选择文件", "签名申请.pdf", &papers::pdf()).presses("上传扫描件").await;
    officer.sees("签名申请.pdf");
}

/// Fills and files it; the path of the entry.
async fn enters(officer: &mut Person, received_on: &str) -> String {
    let entry = begins(officer, received_on).await;
    scans(officer).await;
    officer.follows("填写申请").await;
    officer.chooses("所在县风险等级", "中风险");
    counter::answers(officer).await;
    counter::hands_in(officer).await;
    officer.ticks("已与来人签名的纸质申请逐项核对一致").presses("提交申请").await;
    officer.sees("已经收到");
    entry
}

async fn an_officer_enters_it_and_another_decides(db: Db) {
    let town = TestTown::on(db, DAY, &HOUSE).await;
    let mut officer = town.person("officer-industry").await;
    let entry = begins(&mut officer, "2020-03-12").await;
    officer.sees("王*").does_not_see("王五").sees("还没有扫描件");

    // without the scan nothing is filed, and everything else missing is told with it
    officer.follows("填写申请").await;
    officer.chooses("所在县风险等级", "中风险");
    counter::answers(&mut officer).await;
    counter::hands_in(&mut officer).await;
    officer.sees("还没有上传签名的纸质申请");
    officer.ticks("已与来人签名的纸质申请逐项核对一致");
    assert_eq!(officer.tries_pressing("提交申请").await, 422);
    officer.is_told(&["还没有上传签名的纸质申请"]);

    // meanwhile the enterprise sees it, does not write into it, and a colleague or another agency finds nothing
    let case = entry.replace("/o/window/case/", "/e/case/");
    let mut clerk = town.person("clerk").await;
    clerk.opens(&case).await;
    clerk.sees("正在窗口为您代录这份申请").does_not_see("继续填写");
    clerk.opens(&format!("{case}/answers")).await;
    assert_eq!(clerk.page().path, case, "led back to the case");
    for other in ["officer-industry-2", "officer-health"] {
        let mut other = town.person(other).await;
        for page in ["", "/answers", "/papers", "/check", "/receipt"] {
            assert_eq!(other.tries(&format!("{entry}{page}")).await, 404, "{page}");
        }
    }

    officer.opens(&entry).await;
    scans(&mut officer).await;
    officer.opens(&format!("{entry}/check")).await;
    officer.ticks("已与来人签名的纸质申请逐项核对一致");
    let letter = officer.letter("提交申请");
    officer.sends(&letter).await;
    officer.sends(&letter).await;
    officer.sees("已经收到").sees("收到纸质申请");
    // two working days from the day the paper came: Friday and Monday
    assert!(officer.fact("收到纸质申请").contains("2020-03-12"), "{}", officer.page().told());
    assert!(officer.fact("答复期限").contains("3月16日"), "{}", officer.fact("答复期限"));

    // the applicant reads who entered it from which paper, and not which officer by name
    clerk.opens(&case).await;
    clerk.sees("工业和信息化局在窗口代录").does_not_see("陈志远");
    clerk.follows("查看来人、核对方式和扫描件").await;
    clerk.sees("签名申请.pdf").sees("当面查验居民身份证原件").does_not_see("陈志远").does_not_see("王五");

    // who entered it decides nothing; a colleague does
    counter::decides(&town, "officer-health", &case, "health-review", "同意", "").await;
    officer.opens(&counter::desk_of(&case, "industry-review")).await;
    officer.sees("这一件由您代录，不能由您办理").does_not_see("提交意见");
    let mut colleague = town.person("officer-industry-2").await;
    colleague.opens(&counter::desk_of(&case, "industry-review")).await;
    colleague.sees("工业和信息化局在窗口代录").chooses("意见", "同意");
    let stolen = colleague.letter("提交意见");
    assert_eq!(officer.sends(&stolen).await, 422, "a form from a colleague's page is no way round");
    officer.is_told(&["这一件由您在窗口代录，不能由您办理"]);
    colleague.sends(&stolen).await;
    counter::decides(&town, "officer-industry-2", &case, "decision", "同意", "").await;
    clerk.opens(&case).await;
    clerk.sees("准予");

    // and it stands in the list of the counter and in its file
    officer.opens("/o/window").await;
    officer.sees("通河县河滨纺织有限公司").sees("陈志远");
    let file = officer.browser().get("/o/window/export.csv?who=me").await;
    assert!(file.text().contains("2020-03-12"), "{}", file.text());
}

async fn the_applicant_objects_and_puts_it_right(db: Db) {
    let town = TestTown::on(db, DAY, &HOUSE).await;
    let mut officer = town.person("officer-industry").await;
    let entry = enters(&mut officer, DAY).await;
    let case = entry.replace("/o/window/case/", "/e/case/");
    let mut clerk = town.person("clerk").await;
    clerk.opens(&format!("{case}/entered")).await;
    assert_eq!(clerk.tries_pressing("提出异议").await, 422);
    clerk.is_told(&["没有写理由"]);
    clerk.fills("哪里不对", "我们没有委托王某").presses("提出异议").await;
    clerk.sees("我们没有委托王某").does_not_see("提出异议");

    // nothing is decided over it, one by one or in a row; a correction may be asked for
    let mut health = town.person("officer-health").await;
    health.opens(&counter::desk_of(&case, "health-review")).await;
    health.sees("申请人说代录的内容有误").chooses("意见", "同意");
    assert_eq!(health.tries_pressing("提交意见").await, 422);
    health.is_told(&["申请人对窗口代录的内容有异议，还没有答复"]);
    // who entered it does not answer for it
    let answer = entry.replace("/o/window/case/", "/o/entered/");
    officer.opens(&answer).await;
    officer.sees("我们没有委托王某").does_not_see("提交答复");
    health.opens(&answer).await;
    let letter = health.fills("答复", "已电话核实，授权委托书属实").letter("提交答复");
    assert_eq!(officer.sends(&letter).await, 422);
    officer.is_told(&["这一件由您在窗口代录，不能由您办理"]);
    health.sends(&letter).await;
    health.sees("已电话核实，授权委托书属实");
    assert_eq!(health.sends(&letter.clone().with("txid", "01E3GDNJM000000000000AGAIN")).await, 409);

    // the correction is the applicant's to make, in the own account
    let mut industry = town.person("officer-industry-2").await;
    industry.opens(&counter::desk_of(&case, "industry-review")).await;
    industry.chooses("意见", "要求补正").chooses("要求补正的内容", "拟复工日期").fills("理由", "日期与纸质申请不一致");
    industry.presses("提交意见").await;
    clerk.opens(&case).await;
    clerk.sees("已电话核实，授权委托书属实").presses("去补正").await;
    clerk.fills("打算哪一天复工？", "2020-03-21").presses("继续").await;
    clerk.opens(&format!("{case}/check")).await;
    clerk.ticks("以上内容已核对，真实有效").presses("补正完成，重新提交").await;
    assert_eq!(clerk.page().path, case, "{}", clerk.page().told());
}

async fn a_new_enterprise_is_registered_and_takes_it_back(db: Db) {
    let town = TestTown::on(db, DAY, &HOUSE).await;
    let mut officer = town.person("officer-industry").await;
    officer.opens(&format!("/o/window/new?q={CODE}")).await;
    officer.sees("登记库里没有找到").follows("登记企业").await;
    officer.fills("name", "");
    assert_eq!(officer.tries_pressing("登记，继续代录").await, 422);
    officer.fills("name", "河东木器厂").presses("登记，继续代录").await;
    officer.sees("河东木器厂");
    assert_eq!(officer.tries_pressing("登记来人，开始填写").await, 422);
    officer.is_told(&["没有选要办的事项", "没有填写来人姓名，或超过 100 字", "没有选来人的身份", "没有选怎样核对身份"]);
    officer.fills("收到纸质申请", "2020-03-17").chooses("要办的事项", "企业复工").fills("来人", "王五");
    officer.chooses("来人身份", "受托人，持授权委托书").chooses("身份核对方式", "当面查验居民身份证原件");
    assert_eq!(officer.tries_pressing("登记来人，开始填写").await, 422);
    officer.is_told(&["收到纸质申请的日期没有填，或不在最近 30 天以内"]);
    let entry = notes(&mut officer, DAY).await;
    // whoever opens an account of that enterprise later finds the draft, and may take it back
    let mut clerk = newcomer(&town, "hedong", Role::Enterprise, "", CODE).await;
    let case = entry.replace("/o/window/case/", "/e/case/");
    clerk.opens(&case).await;
    clerk.presses("撤回申请").await;
    clerk.sees("已撤回");
    officer.opens(&entry).await;
    officer.sees("已撤回").does_not_see("填写申请");

    // an agency that takes in no service has nothing to enter
    let mut other = newcomer(&town, "fire", Role::Officer, "fire-rescue", "").await;
    other.opens(&format!("/o/window/new?firm={CODE}")).await;
    other.sees("本部门没有牵头受理的企业事项");
    let mut auditor = town.person("auditor").await;
    assert_eq!(auditor.tries("/o/window").await, 403);
    assert_eq!(officer.tries(&format!("/e/case/{REGION}/nothing")).await, 403);
}

testkit::on_both_engines!(
    an_officer_enters_it_and_another_decides,
    the_applicant_objects_and_puts_it_right,
    a_new_enterprise_is_registered_and_takes_it_back,
);
