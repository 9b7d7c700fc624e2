//! The same thing sent twice, or by two at once: done once, and the second learns it calmly.

use testkit::{Db, TestTown};
use web::Role;

use crate::counter::{self, desk_of};
use crate::house::{DAY, HOUSE, REGION, newcomer};

testkit::on_both_engines!(
    a_form_sent_twice_files_once,
    a_form_sent_twice_at_the_same_moment_files_once,
    of_two_decisions_at_once_the_second_learns_of_the_first,
    a_decision_clicked_twice_is_one_decision,
    two_windows_of_one_clerk_file_once,
    cases_filed_at_the_same_moment_have_numbers_of_their_own,
    an_application_begun_twice_is_one_draft,
);

/// Numbers of filed cases and certificates in the journal.
async fn acts(town: &TestTown, act: &'static str) -> i64 {
    let count = town.app().db().read(move |tx| -> Result<i64, store::Fault> {
        let sql = "SELECT COUNT(*) AS n FROM store_journal WHERE region = $1 AND act = $2";
        tx.one(sql, store::params![REGION, act])?.get("n")
    });
    count.await.expect("the journal is there")
}

async fn a_form_sent_twice_files_once(db: Db) {
    let town = TestTown::on(db, DAY, &HOUSE).await;
    let mut clerk = town.person("clerk").await;
    counter::begins(&mut clerk).await;
    counter::answers(&mut clerk).await;
    counter::hands_in(&mut clerk).await;
    let letter = clerk.ticks("以上内容已核对，真实有效").letter("提交申请");
    assert_eq!(clerk.sends(&letter).await, 200);
    let number = clerk.fact("编号");
    assert_eq!(clerk.sends(&letter).await, 200);
    assert_eq!(clerk.fact("编号"), number);
    assert_eq!(acts(&town, "case/file").await, 1);
}

async fn a_form_sent_twice_at_the_same_moment_files_once(db: Db) {
    let town = TestTown::on(db, DAY, &HOUSE).await;
    let mut clerk = town.person("clerk").await;
    let case = counter::begins(&mut clerk).await;
    counter::answers(&mut clerk).await;
    counter::hands_in(&mut clerk).await;
    let letter = clerk.ticks("以上内容已核对，真实有效").letter("提交申请");
    let windows = (0..6).map(|_| {
        let (mut window, letter) = (clerk.clone(), letter.clone());
        tokio::spawn(async move { window.posts(&letter).await })
    });
    for window in windows.collect::<Vec<_>>() {
        let answer = window.await.expect("no window panics");
        assert_eq!((answer.status.as_u16(), answer.location()), (303, format!("{case}/receipt").as_str()));
    }
    assert_eq!(acts(&town, "case/file").await, 1);
    let mut officer = town.person("officer-health").await;
    officer.opens("/o").await.sees("共 1 件");
}

async fn of_two_decisions_at_once_the_second_learns_of_the_first(db: Db) {
    let town = TestTown::on(db, DAY, &HOUSE).await;
    let mut clerk = town.person("clerk").await;
    let case = counter::files(&mut clerk).await;
    let (mut first, mut second) =
        (town.person("officer-industry").await, newcomer(&town, "second", Role::Officer, "industry", "").await);
    let desk = desk_of(&case, "industry-review");
    for officer in [&mut first, &mut second] {
        officer.opens(&desk).await;
    }
    let agrees = first.chooses("意见", "同意").letter("提交意见");
    let refuses = second.chooses("意见", "不同意").fills("理由", "名册不全").letter("提交意见");
    let (one, other) = tokio::join!(
        tokio::spawn(async move { first.posts(&agrees).await }),
        tokio::spawn(async move { second.posts(&refuses).await }),
    );
    let (one, other) = (one.expect("no panic"), other.expect("no panic"));
    let mut statuses = [one.status.as_u16(), other.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [303, 409]);
    let late = if one.status == 409 { one } else { other };
    let told = late.text();
    assert!(told.contains("这一步已经办过（工业和信息化局）") && told.contains("您的意见没有提交"), "{told}");
    assert_eq!(acts(&town, "case/step-approved").await + acts(&town, "case/step-refused").await, 1);
}

async fn a_decision_clicked_twice_is_one_decision(db: Db) {
    let town = TestTown::on(db, DAY, &HOUSE).await;
    let mut clerk = town.person("clerk").await;
    let case = counter::files(&mut clerk).await;
    let mut officer = town.person("officer-health").await;
    officer.opens(&desk_of(&case, "health-review")).await;
    let letter = officer.chooses("意见", "同意").letter("提交意见");
    let mut again = officer.clone();
    let (one, other) = tokio::join!(officer.posts(&letter), again.posts(&letter));
    assert_eq!((one.location(), other.location()), ("/o", "/o"));
    assert_eq!(acts(&town, "case/step-approved").await, 1);
}

async fn two_windows_of_one_clerk_file_once(db: Db) {
    let town = TestTown::on(db, DAY, &HOUSE).await;
    let mut clerk = town.person("clerk").await;
    counter::begins(&mut clerk).await;
    counter::answers(&mut clerk).await;
    counter::hands_in(&mut clerk).await;
    let mut second = clerk.clone();
    let here = clerk.page().path.clone();
    second.opens(&here).await;
    let one = clerk.ticks("以上内容已核对，真实有效").letter("提交申请");
    let other = second.ticks("以上内容已核对，真实有效").letter("提交申请");
    let (one, other) = tokio::join!(
        tokio::spawn(async move { clerk.posts(&one).await.status.as_u16() }),
        tokio::spawn(async move { second.posts(&other).await.status.as_u16() }),
    );
    let mut statuses = [one.expect("no panic"), other.expect("no panic")];
    statuses.sort_unstable();
    assert_eq!(statuses, [303, 409]);
    assert_eq!(acts(&town, "case/file").await, 1);
}

async fn cases_filed_at_the_same_moment_have_numbers_of_their_own(db: Db) {
    let town = TestTown::on(db, DAY, &HOUSE).await;
    let mut letters = Vec::new();
    for _ in 0..6 {
        let mut clerk = town.person("clerk").await;
        counter::begins(&mut clerk).await;
        counter::answers(&mut clerk).await;
        counter::hands_in(&mut clerk).await;
        let letter = clerk.ticks("以上内容已核对，真实有效").letter("提交申请");
        letters.push((clerk, letter));
    }
    let filing = letters.into_iter().map(|(mut clerk, letter)| {
        tokio::spawn(async move {
            assert_eq!(clerk.sends(&letter).await, 200);
            clerk.fact("编号")
        })
    });
    let mut numbers = Vec::new();
    for number in filing.collect::<Vec<_>>() {
        let number = number.await.expect("no panic");
        numbers.push(number["990121-20200316-".len()..][..4].to_owned());
    }
    numbers.sort_unstable();
    assert_eq!(numbers, ["0001", "0002", "0003", "0004", "0005", "0006"]);
    assert!(store::journal::verify(town.app().db()).await.expect("the journal is read").is_sound());
}

async fn an_application_begun_twice_is_one_draft(db: Db) {
    let town = TestTown::on(db, DAY, &HOUSE).await;
    let mut clerk = town.person("clerk").await;
    clerk.opens("/find/epidemic/resume-work?fact-region_tier=medium").await;
    let letter = clerk.letter("开始办理");
    clerk.sends(&letter).await;
    let path = clerk.page().path.clone();
    clerk.sends(&letter).await;
    assert_eq!(clerk.page().path, path);
    clerk.opens("/e").await.sees("共 1 件");
}
