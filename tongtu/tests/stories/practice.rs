//! What a rule book measures: counted by hand, read alike from the database and from both logs, shown without anybody.

use ground::cases::log::Window;
use ground::exchange::{Sink, observe, write_ocel, write_xes};
use ground::playbooks;
use process::observed::{Observed, Observer, Share, read_ocel, read_xes};
use testkit::{Db, TestTown};

use crate::counter::{self, all_agree};
use crate::house::{DAY, HOUSE, REGION};

struct Text(String);

impl Sink for Text {
    async fn take(&mut self, piece: String) -> anyhow::Result<bool> {
        self.0.push_str(&piece);
        Ok(true)
    }
}

testkit::on_both_engines!(the_figures_are_those_counted_by_hand_and_nobody_is_shown);

/// The same figures three times: from the database, from its XES, from its OCEL.
async fn measured(town: &TestTown) -> (String, Observed) {
    let db = town.app().db();
    let everything = || Window { from_ms: i64::MIN, to_ms: i64::MAX, within: "%".into(), ..Window::default() };
    let published = playbooks::current(town.app(), "epidemic", REGION, town.app().today()).await.expect("read");
    let published = published.expect("in force");
    let observer = || Observer::new(playbook::measured::terms(&published.playbook));
    let (mut xes, mut ocel) = (Text(String::new()), Text(String::new()));
    write_xes(db, &everything(), &mut xes).await.expect("written");
    write_ocel(db, &everything(), &mut ocel).await.expect("written");
    let here = observe(db, &everything(), "epidemic", observer(), (None, u64::MAX)).await.expect("read");
    let (mut from_xes, mut from_ocel) = (observer(), observer());
    read_xes(xes.0.as_bytes(), &mut from_xes);
    read_ocel(ocel.0.as_bytes(), &mut from_ocel);
    for (from, text) in [(from_xes.finish(None), &xes.0), (from_ocel.finish(None), &ocel.0)] {
        assert_eq!((&from.services, from.cases, from.events), (&here.services, here.cases, here.events), "{text}");
        assert!(from.refused.is_empty(), "{:?}", from.refused);
    }
    (published.digest.clone(), here)
}

async fn the_figures_are_those_counted_by_hand_and_nobody_is_shown(db: Db) {
    let town = TestTown::on(db, DAY, &HOUSE).await;
    let mut clerk = town.person("clerk").await;
    let mut drafter = town.person("drafter").await;
    let (digest, nothing) = measured(&town).await;
    assert!(nothing.services.is_empty() && nothing.refused.is_empty());
    let page = format!("/p/{digest}/practice");
    drafter.opens(&page).await.sees("这段时间没有这本规则书的办件");

    // five filed on Monday and granted on Tuesday
    let mut quick = Vec::new();
    for _ in 0..5 {
        quick.push(counter::files(&mut clerk).await);
    }
    // the sixth is asked for a correction on Tuesday, put right on Wednesday, granted on Thursday
    let slow = counter::files(&mut clerk).await;
    town.days_pass(1);
    for case in &quick {
        all_agree(&town, case).await;
    }
    let mut health = town.person("officer-health").await;
    health.opens(&counter::desk_of(&slow, "health-review")).await;
    health.chooses("意见", "要求补正").chooses("要求补正的内容", "有症状人数");
    health.fills("理由", "请核对有症状人数").presses("提交意见").await;
    town.days_pass(1);
    clerk.opens(&format!("{slow}/check")).await;
    clerk.ticks("以上内容已核对，真实有效").presses("补正完成，重新提交").await;
    town.days_pass(1);
    all_agree(&town, &slow).await;

    let (_, all) = measured(&town).await;
    assert!(all.refused.is_empty(), "{:?}", all.refused);
    let seen = &all.services["resume-work"];
    assert_eq!((seen.cases, seen.granted, seen.refused, seen.open), (6, 6, 0, 0));
    assert_eq!((seen.corrected, seen.corrections, seen.correction()), (1, 1, Share::new(1, 6)));
    let days = |spread: &process::observed::Spread| spread.iter().collect::<Vec<_>>();
    assert_eq!(days(&seen.working_days), [(1, 5), (3, 1)]);
    assert_eq!(days(&seen.applicant_days), [(0, 5), (1, 1)], "Wednesday");
    assert_eq!(days(&seen.counted_days), [(1, 5), (2, 1)]);
    assert_eq!(
        (seen.late_by_promise, seen.late_by_law),
        (Share::new(0, 6), Share::new(0, 6)),
        "two promised, five by law"
    );
    let (health, industry) = (&seen.steps["health-review"], &seen.steps["industry-review"]);
    assert_eq!((health.cases, health.corrected, health.change()), (6, 1, Share::new(1, 6)));
    assert_eq!((days(&health.handled), health.late), (vec![(1, 5), (2, 1)], Share::new(1, 6)), "one day is given");
    assert_eq!((health.held_days, industry.held_days, seen.nobody_days), (0, 7, 0), "both ended on one day");
    assert_eq!(seen.asked_again.values().sum::<u64>(), 1);
    assert_eq!(seen.papers.values().map(|paper| paper.changed).sum::<u64>(), 0, "it was an answer, not a paper");

    // a session does not last three days
    let mut drafter = town.person("drafter").await;
    drafter.opens(&page).await.sees("提交 6 件").sees("不足 5").sees("工作日耗在哪里");
    for secret in ["城关镇河滨路", "13800000000", "请核对"] {
        drafter.does_not_see(secret);
    }
    assert_eq!(drafter.tries(&format!("{page}?from=2020-03-20&to=2020-03-01")).await, 422);
    drafter.sees("起始日期在结束日期之后");
    drafter.opens(&format!("{page}?from=2020-03-17")).await.sees("这段时间没有这本规则书的办件");
}
