//! The days the demonstration has behind it: lived through real acts, in order, once.

use testkit::{Db, TestTown};

use crate::house::{DAY, HOUSE};
use crate::silence::jobs_run;

testkit::on_both_engines!(no_desk_of_the_demonstration_is_bare);

async fn no_desk_of_the_demonstration_is_bare(db: Db) {
    let town = TestTown::on(db, DAY, &HOUSE).await;
    firms::approvals::fill_past(town.app()).await.expect("the past is lived");
    jobs_run(&town).await;
    let mut health = town.person("officer-health").await;
    health.opens("/o?state=all").await;
    health.sees("通河县柳河食品加工有限公司").sees("逾期");
    let mut industry = town.person("officer-industry").await;
    industry.opens("/o?state=all").await.sees("通河县城关农贸市场管理有限公司");
    let report = store::journal::verify(town.app().db()).await.expect("the journal is read");
    assert!(report.is_sound(), "{report:?}");
}

#[tokio::test]
async fn the_past_is_lived_once_and_never_ahead_of_the_clock() {
    let town = TestTown::start(DAY, &HOUSE).await;
    firms::approvals::fill_past(town.app()).await.expect("the past is lived");
    let before = entries(&town).await;
    firms::approvals::fill_past(town.app()).await.expect("again");
    assert_eq!(entries(&town).await, before, "run again, it changes nothing");
    let cases = before.iter().filter(|(_, act)| act.starts_with("case/"));
    let times: Vec<i64> = cases.map(|(at_ms, _)| *at_ms).collect();
    assert!(times.len() > 100, "only {} deeds", times.len());
    assert!(times.is_sorted(), "the journal is in the order of time");
    assert!(times.iter().all(|at_ms| *at_ms <= town.app().now_ms()), "nothing lies ahead");
}

#[tokio::test]
async fn under_other_rules_nobody_applied_and_nothing_is_half_written() {
    for day in ["2026-02-25", "2020-03-05"] {
        let town = TestTown::start(day, &HOUSE).await;
        let lived = firms::approvals::fill_past(town.app()).await;
        let acts = entries(&town).await;
        let filed = acts.iter().filter(|(_, act)| act == "case/file").count();
        let begun = acts.iter().filter(|(_, act)| act == "case/begin").count();
        assert_eq!(filed, begun, "{day}: {lived:?}");
    }
}

/// Time and deed of every entry of the journal, in its order.
async fn entries(town: &TestTown) -> Vec<(i64, String)> {
    let read = |tx: &mut store::Tx| -> Result<Vec<(i64, String)>, store::Fault> {
        let rows = tx.query("SELECT done_at, act FROM store_journal WHERE region = '990121' ORDER BY seq", &[])?;
        rows.iter().map(|row| Ok((row.get("done_at")?, row.get("act")?))).collect()
    };
    town.app().db().read(read).await.expect("the journal is read")
}
