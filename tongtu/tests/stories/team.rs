//! Officers who share a desk: take, give, hand over, agree to several at once, and somebody who leaves.

use testkit::{Db, TestTown};
use web::Role;

use crate::counter::{self, desk_of};
use crate::house::{DAY, HOUSE, REGION, newcomer};
use crate::silence::jobs_run;

testkit::on_both_engines!(
    a_step_given_to_one_officer_is_decided_by_no_other,
    of_two_who_take_a_step_at_once_one_learns_of_the_other,
    everything_is_handed_over_with_a_note,
    several_are_agreed_to_and_the_one_that_changed_is_told,
    what_somebody_had_who_left_goes_back_to_the_desk,
);

/// How often the journal tells of an act.
async fn acts(town: &TestTown, act: &'static str) -> i64 {
    let count = town.app().db().read(move |tx| -> Result<i64, store::Fault> {
        let sql = "SELECT COUNT(*) AS n FROM store_journal WHERE region = $1 AND act = $2";
        tx.one(sql, store::params![REGION, act])?.get("n")
    });
    count.await.expect("the journal is there")
}

async fn a_step_given_to_one_officer_is_decided_by_no_other(db: Db) {
    let town = TestTown::on(db, DAY, &HOUSE).await;
    let mut clerk = town.person("clerk").await;
    let case = counter::files(&mut clerk).await;
    let desk = desk_of(&case, "health-review");
    let mut second = newcomer(&town, "second", Role::Officer, "health", "").await;
    let mut first = town.person("officer-health").await;
    let early = {
        second.opens(&desk).await;
        second.chooses("意见", "同意").letter("提交意见")
    };
    first.opens(&desk).await.sees("还没有经办人").presses("由我办理").await;
    first.opens("/o?who=me").await.sees("共 1 件").sees("1 件由我办理");
    assert_eq!(second.sends(&early).await, 409);
    second.sees("这一步已交给同事办理，您的意见没有提交");
    second.opens(&desk).await.sees("刘佳宁").sees("要由您填写意见，请先接手");
    assert!(second.page().forms.iter().all(|form| form.buttons.iter().all(|b| b.words != "提交意见")));
    second.presses("由我办理").await;
    second.chooses("意见", "同意").presses("提交意见").await;
    assert_eq!(acts(&town, "case/assigned").await, 2);
    assert_eq!(acts(&town, "case/step-approved").await, 1);
}

async fn of_two_who_take_a_step_at_once_one_learns_of_the_other(db: Db) {
    let town = TestTown::on(db, DAY, &HOUSE).await;
    let mut clerk = town.person("clerk").await;
    let case = counter::files(&mut clerk).await;
    let desk = desk_of(&case, "health-review");
    let (mut first, mut second) =
        (town.person("officer-health").await, newcomer(&town, "second", Role::Officer, "health", "").await);
    first.opens(&desk).await;
    second.opens(&desk).await;
    let (one, other) = (first.letter("由我办理"), second.letter("由我办理"));
    let (one, other) = tokio::join!(
        tokio::spawn(async move { first.posts(&one).await.status.as_u16() }),
        tokio::spawn(async move { second.posts(&other).await.status.as_u16() }),
    );
    let mut statuses = [one.expect("no panic"), other.expect("no panic")];
    statuses.sort_unstable();
    assert_eq!(statuses, [303, 409]);
    assert_eq!(acts(&town, "case/assigned").await, 1);
}

async fn everything_is_handed_over_with_a_note(db: Db) {
    let town = TestTown::on(db, DAY, &HOUSE).await;
    let mut clerk = town.person("clerk").await;
    let mut second = newcomer(&town, "second", Role::Officer, "health", "").await;
    let mut first = town.person("officer-health").await;
    first.opens("/o/hand-over").await.sees("您名下没有要移交的办件");
    let mut cases = Vec::new();
    for _ in 0..2 {
        let case = counter::files(&mut clerk).await;
        first.opens(&desk_of(&case, "health-review")).await.presses("由我办理").await;
        cases.push(case);
    }
    first.opens("/o/hand-over").await.presses("全部移交").await;
    first.is_told(&["没有选同事，或该同事不能办理这个地区的事项", "没有写理由"]);
    let letter = first.chooses("交给谁", "second").fills("移交说明", "休假到下周一").letter("全部移交");
    for _ in 0..2 {
        assert_eq!(first.sends(&letter).await, 200);
    }
    first.sees("共 2 件");
    assert_eq!(acts(&town, "case/assigned").await, 4, "two taken, two handed over, once");
    second.opens("/o?who=me").await.sees("共 2 件");
    second.opens(&desk_of(&cases[0], "health-review")).await.sees("休假到下周一");
    assert!(store::journal::verify(town.app().db()).await.expect("the journal is read").is_sound());
}

async fn several_are_agreed_to_and_the_one_that_changed_is_told(db: Db) {
    let town = TestTown::on(db, DAY, &HOUSE).await;
    let mut clerk = town.person("clerk").await;
    let mut cases = Vec::new();
    for _ in 0..3 {
        cases.push(counter::files(&mut clerk).await);
    }
    let picks: Vec<String> = cases
        .iter()
        .map(|case| format!("{REGION}/{}/health-review", case.rsplit('/').next().expect("an id")))
        .collect();
    let mut officer = town.person("officer-health").await;
    officer.opens("/o").await;
    for pick in &picks {
        officer.chooses("pick", pick);
    }
    officer.presses("一起同意…").await;
    officer.sees("一起同意这些办件").sees("每一件分别办理");
    let sure = officer.letter("确认同意 3 件");
    counter::decides(&town, "officer-health", &cases[1], "health-review", "不同意", "现场没有隔离间").await;
    assert_eq!(officer.sends(&sure).await, 200);
    officer.sees("共 3 件，办成 2 件").sees("这一步已经办过（卫生健康局）");
    assert_eq!((acts(&town, "case/step-approved").await, acts(&town, "case/step-refused").await), (2, 1));
    assert_eq!(officer.sends(&sure).await, 200);
    assert_eq!(acts(&town, "case/step-approved").await, 2, "sent again, nothing is done twice");
    officer.opens("/o").await;
    let empty = officer.letter("保存视图").without("name");
    let mut none = empty.clone();
    "/o/batch".clone_into(&mut none.path);
    assert_eq!(officer.sends(&none).await, 422);
    officer.sees("没有勾选任何一件");
}

async fn what_somebody_had_who_left_goes_back_to_the_desk(db: Db) {
    let town = TestTown::on(db, DAY, &HOUSE).await;
    let mut clerk = town.person("clerk").await;
    let case = counter::files(&mut clerk).await;
    let desk = desk_of(&case, "health-review");
    let mut second = newcomer(&town, "second", Role::Officer, "health", "").await;
    second.opens(&desk).await.presses("由我办理").await;
    let mut admin = town.person("admin").await;
    admin.opens("/a/accounts?q=second").await.follows("second").await;
    admin.presses("停用").await;
    jobs_run(&town).await;
    let mut first = town.person("officer-health").await;
    first.opens(&desk).await.sees("还没有经办人");
    assert_eq!(acts(&town, "case/unassigned").await, 1);
    first.chooses("意见", "同意").presses("提交意见").await;
}
