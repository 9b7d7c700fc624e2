//! A proposed version is tried on cases filed before: who would be decided otherwise, and why; as a job, kept, repeatable.

use testkit::{Db, Person, TestTown};

use crate::counter;
use crate::house::{DAY, HOUSE};
use crate::rules_proposal::{change, proposes, stricter};

testkit::on_both_engines!(
    a_proposal_is_tried_on_the_cases_of_the_last_weeks,
    a_run_whose_worker_was_killed_goes_on_there_and_counts_no_case_twice,
);

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

/// How many cases a slice of a run has at most, and then some.
const MORE_THAN_A_SLICE: i64 = 230;

/// Copies of the one case that was filed, so that a run has more than one slice.
async fn many_are_filed(town: &TestTown) {
    let copied = town.app().db().write(|tx| -> Result<(), store::Fault> {
        let columns = "playbook, digest, service, kind, mode, express, subject_id, subject_name, subject_code, state, \
                       filed_at, due_on, due_provisional, created_at, updated_at";
        for n in 1..MORE_THAN_A_SLICE {
            let insert = format!(
                "INSERT INTO case_file (region, id, number, {columns})
                 SELECT region, CAST($1 AS TEXT), CAST($2 AS TEXT), {columns} FROM case_file WHERE number IS NOT NULL
                 ORDER BY created_at, number LIMIT 1"
            );
            tx.execute(&insert, store::params![format!("copy-{n:04}"), format!("copy-{n:04}")])?;
        }
        Ok(())
    });
    copied.await.expect("copied");
}

/// Lines kept of a run.
async fn lines_of(town: &TestTown, run: &str) -> i64 {
    let id = run.rsplit('/').next().expect("an id").to_owned();
    let counted = town.app().db().read(move |tx| -> Result<i64, store::Fault> {
        tx.one("SELECT COUNT(*) AS n FROM rehearsal_case WHERE run_id = $1", store::params![id])?.get("n")
    });
    counted.await.expect("counted")
}

async fn a_run_whose_worker_was_killed_goes_on_there_and_counts_no_case_twice(db: Db) {
    let town = TestTown::on(db, DAY, &HOUSE).await;
    let mut clerk = town.person("clerk").await;
    counter::files(&mut clerk).await;
    many_are_filed(&town).await;
    jobs_run(&town).await;
    let mut drafter = town.person("drafter").await;
    proposes(&mut drafter, &stricter(), "一律设观察室").await;
    drafter.follows("用已提交的办件试运行").await;
    let list = drafter.page().path.clone();
    drafter.presses("开始试运行").await;
    let run = drafter.page().path.clone();

    // one slice is judged and kept; then the process that has taken the next one is killed
    assert_eq!(web::jobs::run_due(town.app(), "first").await.expect("the jobs run"), 1);
    drafter.opens(&run).await.sees("正在判断").sees("200 / 230");
    let now_ms = town.app().now_ms();
    let taken = town.app().db().write(move |tx| store::jobs::claim(tx, now_ms, "first", 10, 60_000)).await;
    assert_eq!(taken.expect("taken").len(), 1, "the next slice");

    // whoever comes meanwhile leaves it alone, and the page says how far it is
    assert_eq!(web::jobs::run_due(town.app(), "second").await.expect("the jobs run"), 0);
    drafter.opens(&run).await.sees("正在判断").sees("200 / 230");
    assert_eq!(lines_of(&town, &run).await, 200);

    // when the lease has ended another takes it up where it stood
    town.hours_pass(1);
    jobs_run(&town).await;
    drafter.opens(&run).await.sees("230 / 230").does_not_see("正在判断");
    assert_eq!(lines_of(&town, &run).await, 230);
    let result = drafter.fact("结果摘要");
    let whole = runs(&town, &mut drafter, &list).await;
    assert_ne!(whole, run);
    assert_eq!(drafter.fact("结果摘要"), result, "the same as a run nobody disturbed");
}
