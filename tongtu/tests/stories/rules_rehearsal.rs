//! A proposed version is tried on cases filed before: who would be decided otherwise, and why; as a job, kept, repeatable.

use testkit::{Db, Person, TestTown};

use crate::counter;
use crate::house::{DAY, HOUSE};
use crate::rules_proposal::{change, proposes, stricter};

testkit::on_both_engines!(a_proposal_is_tried_on_the_cases_of_the_last_weeks);

async fn jobs_run(town: &TestTown) {
    while web::jobs::run_due(town.app(), "story").await.expect("the jobs run") > 0 {}
}

/// The words beside a term of the run.
async fn runs(town: &TestTown, drafter: &mut Person, list: &str) -> String {
    drafter.opens(list).await.presses("开始试运行").await;
    jobs_run(town).await;
    let run = drafter.page().path.clone();
    drafter.opens(&run).await;
    run
}

async fn a_proposal_is_tried_on_the_cases_of_the_last_weeks(db: Db) {
    let town = TestTown::on(db, DAY, &HOUSE).await;
    let mut clerk = town.person("clerk").await;
    counter::files(&mut clerk).await;
    let mut files = stricter();
    change(
        &mut files,
        "services/resume-work.toml",
        "when = \"region_tier = 'high' OR headcount >= :observe_room_min\"\n",
        "",
    );
    // its worked examples are written anew elsewhere
    files.retain(|path, _| !path.starts_with("cases/"));
    let mut drafter = town.person("drafter").await;
    proposes(&mut drafter, &files, "一律设观察室").await;
    drafter.follows("用已提交的办件试运行").await.sees("共 1 件，没有上限").sees("还没有试运行");
    let list = drafter.page().path.clone();

    // it waits in the background, and can be looked at and stopped meanwhile
    let letter = drafter.letter("开始试运行");
    drafter.sends(&letter).await;
    let first = drafter.page().path.clone();
    drafter.sees("正在判断").sees("0 / 1");
    drafter.sends(&letter).await;
    assert_eq!(drafter.page().path, first, "sent twice, one run");
    drafter.presses("停止").await;
    jobs_run(&town).await;
    drafter.opens(&first).await.sees("已停止").sees("0 / 1");

    // whole, with the reason; kept with both digests; the same input gives the same result
    let run = runs(&town, &mut drafter, &list).await;
    drafter.sees("共 1 件，1 件结果不同").sees("多交：观察室照片").sees("1 / 1");
    let result = drafter.fact("结果摘要");
    let again = runs(&town, &mut drafter, &list).await;
    assert_ne!(run, again);
    assert_eq!(drafter.fact("结果摘要"), result);
    drafter.opens(&list).await.sees("每秒");

    for ending in ["csv", "xlsx"] {
        let file = drafter.browser().get(&format!("{run}/lines.{ending}")).await;
        assert_eq!(file.status, 200, "{ending}");
        assert!(ending == "xlsx" || file.text().contains("观察室照片"), "{}", file.text());
    }
    drafter.opens(&format!("{run}?kind=must-ask")).await.sees("没有结果不同的办件");
    drafter.opens(&list).await.fills("from", "2020-01-01").fills("to", "2020-01-31").presses("开始试运行").await;
    drafter.sees("0 / 0");
    drafter.opens(&list).await.fills("from", "yesterday");
    assert_eq!(drafter.tries_pressing("开始试运行").await, 422);
    assert_eq!(clerk.tries(&list).await, 403);
    assert_eq!(clerk.tries(&run).await, 403);
}
