//! A drafter sees drawn what a version asks of people, before and after.

use testkit::{Person, TestTown};

use crate::house::{DAY, HOUSE, shipped};

/// Publishes one of the documented cases and opens its slimming as the drafter.
pub async fn slims(town: &TestTown, case: &str) -> (Person, String) {
    let files = shipped(&format!("cases/{case}"));
    let digest = ground::playbooks::publish_files(town.app(), files, "system").await.expect("a sound book");
    let mut drafter = town.person("drafter").await;
    drafter.opens(&format!("/p/{digest}/slim")).await;
    (drafter, digest)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_way_is_drawn_before_and_after_with_its_figures() {
    let town = TestTown::start(DAY, &HOUSE).await;
    let (mut drafter, digest) = slims(&town, "eight-seals").await;
    drafter.sees("现状：2 个工作日，1 份材料").sees("全部改完：1 个工作日，1 份材料");
    let html = drafter.page().html.clone();
    assert_eq!(html.matches("class=\"lanes table-scroll\"").count(), 2, "before and after");
    assert_eq!(html.matches("class=\"bars-bar").count() % 3, 0, "each figure has its three bars");
    drafter.sees("盖章8 现状8 可直接改的改完1 全部改完");
    // every change shows what it would alter
    drafter.sees("-stamps = 8").sees("试试这处修改");
    // after the safe changes alone nothing changes here, and the address says so
    drafter.opens(&format!("/p/{digest}/slim?after=safe")).await.sees("可直接改的改完：2 个工作日");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_applicant_stands_in_the_address() {
    let town = TestTown::start(DAY, &HOUSE).await;
    let mut drafter = town.person("drafter").await;
    let digest = ground::playbooks::publish_files(town.app(), shipped("epidemic"), "system").await.expect("there");
    let page = format!("/p/{digest}/slim?service=resume-work&fact-region_tier=medium");
    drafter.opens(&format!("{page}&fact-headcount=8")).await.sees("现状：2 个工作日，5 份材料");
    assert_eq!(drafter.value("fact-headcount"), "8");
    drafter.opens(&format!("{page}&fact-headcount=800")).await.does_not_see("现状：2 个工作日，5 份材料");
    drafter.opens(&format!("{page}&fact-headcount=many")).await;
    assert_eq!(drafter.page().summary.len(), 1, "{}", drafter.page().told());
    assert_eq!(drafter.value("fact-headcount"), "many");
    assert_eq!(drafter.tries("/p/no-such-version/slim").await, 404);
}
