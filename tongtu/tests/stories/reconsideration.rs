//! Reconsideration: another officer looks again; upheld, changed, sent back.

use testkit::{Db, Person, TestTown};
use web::Role;

use crate::counter::{self, decides, own_more_of};
use crate::house::{DAY, HOUSE, newcomer};

testkit::on_both_engines!(
    a_refusal_is_changed_by_somebody_who_had_no_part_in_it,
    a_refusal_is_upheld_with_the_next_way_named,
    a_case_is_sent_back_and_decided_anew,
);

/// A case that both agencies refused, with the clerk who filed it.
async fn refused(town: &TestTown) -> (Person, String) {
    let mut clerk = town.person("clerk").await;
    let case = counter::files(&mut clerk).await;
    decides(town, "officer-health", &case, "health-review", "不同意", "没有设测温点").await;
    decides(town, "officer-industry", &case, "industry-review", "不同意", "名册与参保人数不符").await;
    clerk.opens(&case).await.sees("不予批准");
    (clerk, case)
}

/// The clerk asks for reconsideration; the path of its own page.
async fn asks(clerk: &mut Person, case: &str) -> String {
    clerk.opens(&own_more_of(case)).await.at("复核").presses("申请复核").await.is_told(&["没有写理由"]);
    clerk.at("复核").fills("对什么不服", "名册与参保一致，已附证明").presses("申请复核").await;
    clerk.sees("正在复核").sees("被复核的办件");
    clerk.page().path.clone()
}

async fn ends(officer: &mut Person, review: &str, outcome: &str, reason: &str) {
    officer.opens(&review.replace("/e/", "/o/")).await.at("复核");
    officer.chooses("复核决定", outcome).fills("理由和依据", reason).presses("作出复核决定").await;
}

async fn a_refusal_is_changed_by_somebody_who_had_no_part_in_it(db: Db) {
    let town = TestTown::on(db, DAY, &HOUSE).await;
    let (mut clerk, case) = refused(&town).await;
    let review = asks(&mut clerk, &case).await;
    clerk.opens("/e").await;
    assert_eq!(clerk.page().rows.len(), 2, "{:?}", clerk.page().rows);

    let mut same = town.person("officer-industry").await;
    same.opens("/o").await.sees("复核");
    ends(&mut same, &review, "改变，准予申请人", "").await;
    same.is_told(&["没有写理由", "您办理过原来的申请，不能由您复核"]);

    let mut other = newcomer(&town, "second-industry", Role::Officer, "industry", "").await;
    other.opens(&review.replace("/e/", "/o/")).await.at("复核");
    other.chooses("复核决定", "改变，准予申请人").fills("理由和依据", "名册属实");
    let letter = other.letter("作出复核决定");
    other.sends(&letter).await;
    other.sees("复核决定：改变，准予");
    assert_eq!(other.sends(&letter.with("txid", "01E3GDNJM00000000000000009")).await, 409, "decided already");

    clerk.opens(&case).await.sees("准予").sees("复工通知书").sees("作出复核决定");
    clerk.opens(&own_more_of(&case)).await.sees("复核决定：改变，准予").sees("名册属实").does_not_see("对什么不服");
    assert!(store::journal::verify(town.app().db()).await.expect("the journal is read").is_sound());
}

async fn a_refusal_is_upheld_with_the_next_way_named(db: Db) {
    let town = TestTown::on(db, DAY, &HOUSE).await;
    let (mut clerk, case) = refused(&town).await;
    clerk.opens(&own_more_of(&case)).await.at("复核").fills("对什么不服", "请再看一次");
    let letter = clerk.letter("申请复核");
    clerk.sends(&letter).await;
    let review = clerk.page().path.clone();
    clerk.sends(&letter).await;
    assert_eq!(clerk.page().path, review, "the same press again is the same request");
    assert_eq!(clerk.sends(&letter.with("txid", "01E3GDNJM00000000000000009")).await, 409, "asked already");
    let mut other = newcomer(&town, "second-industry", Role::Officer, "industry", "").await;
    ends(&mut other, &review, "维持", "确未设测温点").await;
    clerk.opens(&case).await.sees("不予批准").does_not_see("复工通知书");
    clerk.opens(&own_more_of(&case)).await.sees("复核决定：维持").sees("确未设测温点").sees("提起行政诉讼");
}

async fn a_case_is_sent_back_and_decided_anew(db: Db) {
    let town = TestTown::on(db, DAY, &HOUSE).await;
    let (mut clerk, case) = refused(&town).await;
    let review = asks(&mut clerk, &case).await;
    let mut other = newcomer(&town, "second-industry", Role::Officer, "industry", "").await;
    ends(&mut other, &review, "发回重新办理", "核对参保记录后重新办理").await;
    clerk.opens(&case).await.sees("办理中").sees("3月18日");
    counter::all_agree(&town, &case).await;
    clerk.opens(&case).await.sees("准予").sees("复工通知书");
}

#[tokio::test]
async fn after_sixty_days_it_is_too_late() {
    let town = TestTown::start(DAY, &HOUSE).await;
    let (mut clerk, case) = refused(&town).await;
    clerk.opens(&own_more_of(&case)).await.sees("5月15日").at("复核").fills("对什么不服", "请再看一次");
    let letter = clerk.letter("申请复核");
    town.days_pass(61);
    let mut clerk = town.person("clerk").await;
    clerk.opens(&own_more_of(&case)).await.does_not_see("对什么不服");
    assert_eq!(clerk.sends(&letter).await, 409);
}

#[tokio::test]
async fn nobody_else_finds_the_pages_of_a_case() {
    let town = TestTown::start(DAY, &HOUSE).await;
    let (_, case) = refused(&town).await;
    let mut other = newcomer(&town, "clerk-shop", Role::Enterprise, "", "91990121MA00010507").await;
    assert_eq!(other.tries(&own_more_of(&case)).await, 404);
    let mut stranger = newcomer(&town, "officer-farm", Role::Officer, "agriculture", "").await;
    assert_eq!(stranger.tries(&counter::more_of(&case)).await, 404);
}
