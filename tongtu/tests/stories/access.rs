//! Who looked at my data: an officer reads a case and sees a telephone number whole, and the enterprise learns of it.

use testkit::{Db, TestTown};

use crate::counter::{self, desk_of};
use crate::house::{DAY, HOUSE};

testkit::on_both_engines!(
    what_an_officer_reads_is_told_to_whom_it_is_about,
    one_masked_number_of_a_case_is_shown_for_a_purpose_and_a_minute,
    whoever_unmasks_too_much_in_an_hour_is_stopped_and_the_auditor_sees_it
);

/// A mobile number, eleven digits from 1 on, as it must not stand in a page.
fn shows_a_number(html: &str) -> bool {
    let digits = html.split(|c: char| !c.is_ascii_digit());
    digits.filter(|run| run.len() == 11).any(|run| run.starts_with('1'))
}

async fn what_an_officer_reads_is_told_to_whom_it_is_about(db: Db) {
    let town = TestTown::on(db, DAY, &HOUSE).await;
    let mut clerk = town.person("clerk").await;
    clerk.opens("/account/looked").await.sees("还没有人看过");
    clerk.opens("/e/enterprise/edit").await.fills("contact_phone", "13800001234").presses("保存").await;
    let case = counter::files(&mut clerk).await;

    let mut officer = town.person("officer-health").await;
    officer.opens(&desk_of(&case, "health-review")).await;
    officer.opens(&desk_of(&case, "health-review")).await;
    officer.follows("查看申请人的联系方式").await;
    let contact = officer.page().path.clone();
    assert!(!shows_a_number(&officer.browser().get(&contact).await.text()), "masked at first");

    officer.chooses("查看的用途", "联系本人").fills("为什么要看", "电话核实厂区地址").presses("显示一分钟").await;
    officer.sees("再次确认").presses("确认是我本人").await;
    officer.presses("显示一分钟").await;
    officer.is_told(&["没有选查看的用途", "没有写明理由，或不在 4 至 300 字之间"]);
    officer.chooses("查看的用途", "联系本人").fills("为什么要看", "电话核实厂区地址").presses("显示一分钟").await;
    assert!(shows_a_number(&officer.browser().get(&contact).await.text()), "whole for a minute");
    let mut other = town.person("officer-industry").await;
    assert!(!shows_a_number(&other.browser().get(&contact).await.text()), "in this session alone");
    town.hours_pass(1);
    assert!(!shows_a_number(&officer.browser().get(&contact).await.text()), "masked again");

    clerk.opens("/account/looked").await.sees("卫生健康局").sees("打开了办件").sees("联系本人：电话核实厂区地址");
    let list = clerk.browser().get("/account/looked/export?format=csv").await.text();
    assert_eq!(list.lines().count(), 3, "one line for a day's reading, one for the unmasking: {list}");
    assert!(!list.contains("刘佳宁"), "the office, never the officer");

    let foreign = contact.replace("990121", "990122");
    assert_eq!(officer.tries(&foreign).await, 404);
    assert_eq!(clerk.tries(&contact).await, 403);
}

/// The applicant's number as the counter's story files it.
const PHONE: &str = "13800000000";

/// Path of the masked numbers of a case whose own path is `/e/…/REGION/ID`.
fn sealed_of(case: &str) -> String {
    let desk = desk_of(case, "x");
    let mut parts = desk.trim_start_matches("/o/case/").split('/');
    let (region, id) = (parts.next().expect("a county"), parts.next().expect("a case"));
    format!("/o/sealed/{region}/{id}")
}

async fn one_masked_number_of_a_case_is_shown_for_a_purpose_and_a_minute(db: Db) {
    let town = TestTown::on(db, DAY, &HOUSE).await;
    let mut clerk = town.person("clerk").await;
    let case = counter::files(&mut clerk).await;
    let sealed = sealed_of(&case);

    let mut officer = town.person("officer-health").await;
    officer.opens(&desk_of(&case, "health-review")).await;
    officer.follows("查看隐去的号码").await.sees("138****0000");
    assert_eq!(officer.page().path, sealed);
    officer.presses("显示一分钟").await.presses("确认是我本人").await;
    officer.presses("显示一分钟").await;
    officer.is_told(&["没有选查看的用途", "没有写明理由，或不在 4 至 300 字之间"]);
    assert!(!officer.page().html.contains(PHONE), "a refusal shows nothing");
    officer.chooses("查看的用途", "与材料或登记信息核对").fills("为什么要看", "与名册上的电话核对");
    officer.presses("显示一分钟").await.sees(PHONE).sees("完整显示到");
    let again = officer.browser().get(&sealed).await;
    assert_eq!(again.header("refresh"), "61", "the page masks it by itself");
    assert!(again.text().contains(PHONE));
    assert!(!officer.browser().get(&desk_of(&case, "health-review")).await.text().contains(PHONE), "one page alone");

    officer.opens(&sealed).await.presses("现在就隐去").await;
    assert!(!officer.page().html.contains(PHONE), "masked before its minute is over");
    officer
        .chooses("查看的用途", "联系本人")
        .fills("为什么要看", "通知现场查看时间")
        .presses("显示一分钟")
        .await
        .sees(PHONE);
    town.hours_pass(1);
    assert!(!officer.browser().get(&sealed).await.text().contains(PHONE), "masked after it");

    clerk.opens("/account/looked").await.sees("查看了完整的内容：联系电话");
    clerk.sees("与材料或登记信息核对：与名册上的电话核对").sees("联系本人：通知现场查看时间");
    assert_eq!(clerk.tries(&sealed).await, 403);
    assert_eq!(officer.tries(&sealed.replace("990121", "990122")).await, 404);
    let mut auditor = town.person("auditor").await;
    auditor.opens("/audit/looked").await.sees("查看完整内容：联系电话").sees("与名册上的电话核对");
    auditor.opens("/audit?act=data/unmasked").await.sees("查看");
    assert!(!auditor.page().html.contains(PHONE), "the journal has no value");
}

async fn whoever_unmasks_too_much_in_an_hour_is_stopped_and_the_auditor_sees_it(db: Db) {
    let town = TestTown::on(db, DAY, &HOUSE).await;
    let mut clerk = town.person("clerk").await;
    let case = counter::files(&mut clerk).await;
    let sealed = sealed_of(&case);
    let mut officer = town.person("officer-health").await;
    officer.opens(&sealed).await.presses("显示一分钟").await.presses("确认是我本人").await;
    for _ in 0..20 {
        officer.opens(&sealed).await.chooses("查看的用途", "联系本人").fills("为什么要看", "逐个拨打电话");
        officer.presses("显示一分钟").await.presses("现在就隐去").await;
    }
    for _ in 0..2 {
        officer.opens(&sealed).await.chooses("查看的用途", "联系本人").fills("为什么要看", "逐个拨打电话");
        assert_eq!(officer.tries_pressing("显示一分钟").await, 429);
    }
    assert!(!officer.browser().get(&sealed).await.text().contains(PHONE));
    let mut auditor = town.person("auditor").await;
    auditor.opens("/audit/looked").await.sees("每人查看完整内容的次数").sees("2 次");
    auditor.opens("/audit?act=data/unmask-stopped").await.sees("共 1 条");
    town.hours_pass(1);
    officer.opens(&sealed).await.presses("显示一分钟").await.presses("确认是我本人").await;
    officer.chooses("查看的用途", "联系本人").fills("为什么要看", "下一个小时再打");
    officer.presses("显示一分钟").await.sees(PHONE);
}
