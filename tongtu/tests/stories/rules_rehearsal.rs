//! A proposed version is tried on cases filed before: who would be decided otherwise, and why.

use testkit::{Db, TestTown};

use crate::counter;
use crate::house::{DAY, HOUSE};
use crate::rules_proposal::{change, proposes, stricter};

testkit::on_both_engines!(a_proposal_is_tried_on_the_cases_of_the_last_weeks);

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
    drafter.follows("用已提交的办件试运行").await.sees("共 1 件，1 件结果不同");
    drafter.sees("多交：观察室照片").does_not_see("没有结果不同的办件");
    let place = drafter.page().path.clone();
    let file = drafter.browser().get(&place.replace("/cases", "/cases.csv")).await;
    assert!(file.text().contains("观察室照片"), "{}", file.text());
    drafter.opens(&format!("{place}?kind=must-ask")).await.sees("没有结果不同的办件");
    drafter.opens(&format!("{place}?from=2020-01-01&to=2020-01-31")).await.sees("共 0 件");
    drafter.opens(&format!("{place}?from=yesterday")).await;
    assert_eq!(drafter.page().summary.len(), 1, "{}", drafter.page().told());
    assert_eq!(clerk.tries(&place).await, 403);
}
