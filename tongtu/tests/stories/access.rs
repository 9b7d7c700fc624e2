//! Who looked at my data: an officer reads a case and sees a telephone number whole, and the enterprise learns of it.

use testkit::{Db, TestTown};

use crate::counter::{self, desk_of};
use crate::house::{DAY, HOUSE};

testkit::on_both_engines!(what_an_officer_reads_is_told_to_whom_it_is_about);

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

    officer.fills("为什么要看", "电话核实厂区地址").presses("显示一分钟").await;
    officer.sees("再次确认").presses("确认是我本人").await;
    officer.presses("显示一分钟").await.is_told(&["没有写明理由，或不在 4 至 300 字之间"]);
    officer.fills("为什么要看", "电话核实厂区地址").presses("显示一分钟").await;
    assert!(shows_a_number(&officer.browser().get(&contact).await.text()), "whole for a minute");
    let mut other = town.person("officer-industry").await;
    assert!(!shows_a_number(&other.browser().get(&contact).await.text()), "in this session alone");
    town.hours_pass(1);
    assert!(!shows_a_number(&officer.browser().get(&contact).await.text()), "masked again");

    clerk.opens("/account/looked").await.sees("卫生健康局").sees("打开了办件").sees("电话核实厂区地址");
    let list = clerk.browser().get("/account/looked/export?format=csv").await.text();
    assert_eq!(list.lines().count(), 3, "one line for a day's reading, one for the unmasking: {list}");
    assert!(!list.contains("刘佳宁"), "the office, never the officer");

    let foreign = contact.replace("990121", "990122");
    assert_eq!(officer.tries(&foreign).await, 404);
    assert_eq!(clerk.tries(&contact).await, 403);
}
