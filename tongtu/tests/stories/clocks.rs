//! Clocks: special procedures, the one extension, who is told when a last day comes near, silence after a stop.

use ground::cases::clocks::{Told, alerts_of_desk};
use testkit::{Db, TestTown};

use crate::counter::{self, desk_of, more_of, own_more_of};
use crate::house::{DAY, HOUSE, REGION};
use crate::silence::jobs_run;

testkit::on_both_engines!(
    a_special_procedure_stops_the_clock_is_told_in_writing_and_silence_waits_for_it,
    the_one_extension_needs_another_hand_and_is_told,
    who_has_to_know_is_told_as_the_last_day_comes_and_goes,
);

async fn a_special_procedure_stops_the_clock_is_told_in_writing_and_silence_waits_for_it(db: Db) {
    let town = TestTown::on(db, DAY, &HOUSE).await;
    let mut clerk = town.person("clerk").await;
    let case = counter::files(&mut clerk).await;
    // filed on Monday the 16th, due on Wednesday the 18th; one day has passed on Tuesday
    town.days_pass(1);
    let mut health = town.person("officer-health").await;
    health.opens(&desk_of(&case, "health-review")).await.follows("期限说明、特别程序").await;
    health.at("特别程序：防控条件审核").presses("开始特别程序，停止计时").await;
    health.is_told(&["没有选择", "没有填日期，或日期不在今天以后", "没有写理由"]);
    health.at("特别程序：防控条件审核").chooses("种类", "现场勘验");
    health.fills("预计恢复计时的日期", "2020-03-17").fills("事由和依据", "要看车间通风");
    health.presses("开始特别程序，停止计时").await.is_told(&["没有填日期，或日期不在今天以后"]);
    health.at("特别程序：防控条件审核").fills("预计恢复计时的日期", "2020-03-20");
    let letter = health.letter("开始特别程序，停止计时");
    health.sends(&letter).await;
    health.sees("停止计时：现场勘验");
    assert_eq!(health.sends(&letter).await, 200, "the same press again changes nothing");
    assert_eq!(health.sends(&letter.with("txid", "01E3GDNJM00000000000000009")).await, 409, "it stands still already");

    clerk.opens(&case).await.sees("办理中").does_not_see("3月18日");
    clerk.follows("期限怎么算的").await.sees("停止计时：现场勘验").sees("要看车间通风").sees("3月20日");
    town.days_pass(10);
    jobs_run(&town).await;
    clerk.opens(&case).await.sees("办理中").does_not_see("视为同意");

    let mut health = town.person("officer-health").await;
    health.opens(&more_of(&case)).await.at("特别程序：防控条件审核");
    health.fills("结果", "通风符合要求").presses("结束特别程序，恢复计时").await;
    // one day was left; it is given on Monday the 30th
    clerk.opens(&case).await.sees("3月30日");
    clerk.opens(&own_more_of(&case)).await.sees("通风符合要求").sees("第 1 个工作日").sees("停止计时：现场勘验");
    town.days_pass(4);
    jobs_run(&town).await;
    clerk.opens(&case).await.sees("准予").sees("到期没有答复，按规则视为同意");
}

async fn the_one_extension_needs_another_hand_and_is_told(db: Db) {
    let town = TestTown::on(db, DAY, &HOUSE).await;
    let mut clerk = town.person("clerk").await;
    let case = counter::files(&mut clerk).await;
    let mut asker = town.person("officer-industry").await;
    asker.opens(&more_of(&case)).await.at("延长期限").fills("延长几个工作日", "6").presses("提请批准").await;
    asker.is_told(&["天数应是 1 到 3 的整数", "没有写理由"]);
    asker.at("延长期限").fills("延长几个工作日", "3").fills("理由", "名册要向外省核对");
    let asks = asker.letter("提请批准");
    asker.sends(&asks).await;
    asker.sees("提请延长 3 个工作日，等待批准");
    asker.sees("由 许向东 批准").does_not_see("是否批准");
    clerk.opens(&case).await.sees("3月18日");

    let mut head = town.person("head-industry").await;
    head.opens(&more_of(&case)).await.at("延长期限");
    head.chooses("是否批准", "批准").fills("批复理由", "情况属实");
    let grants = head.letter("提交批复");
    head.sends(&grants).await;
    head.sees("已批准延长 3 个工作日");
    assert_eq!(head.sends(&grants.with("txid", "01E3GDNJM00000000000000008")).await, 409, "answered already");
    assert_eq!(asker.sends(&asks.with("txid", "01E3GDNJM00000000000000007")).await, 409, "only once");

    clerk.opens(&case).await.sees("3月23日").does_not_see("3月18日");
    clerk.opens(&own_more_of(&case)).await.sees("已批准延长 3 个工作日").sees("名册要向外省核对");
    town.days_pass(3);
    jobs_run(&town).await;
    clerk.opens(&case).await.sees("办理中");
    town.days_pass(5);
    jobs_run(&town).await;
    clerk.opens(&case).await.sees("准予").sees("到期没有答复");
}

async fn who_has_to_know_is_told_as_the_last_day_comes_and_goes(db: Db) {
    let town = TestTown::on(db, DAY, &HOUSE).await;
    let mut clerk = town.person("clerk").await;
    let case = counter::files(&mut clerk).await;
    jobs_run(&town).await;
    assert_eq!(told(&town, Told::Officer, "health").await, Vec::<String>::new());
    town.days_pass(1);
    jobs_run(&town).await;
    assert_eq!(told(&town, Told::Officer, "health").await, ["health-review last-day"]);
    assert_eq!(told(&town, Told::Officer, "industry").await, [" one-day-left", "industry-review last-day"]);
    town.days_pass(1);
    jobs_run(&town).await;
    assert_eq!(told(&town, Told::Head, "health").await, ["health-review late"]);
    assert_eq!(told(&town, Told::Supervisor, "industry").await, Vec::<String>::new());
    counter::decides(&town, "officer-health", &case, "health-review", "同意", "").await;
    assert_eq!(told(&town, Told::Head, "health").await, Vec::<String>::new(), "it has been done");
    town.days_pass(1);
    jobs_run(&town).await;
    for agency in ["health", "industry"] {
        for who in [Told::Officer, Told::Head, Told::Supervisor, Told::Command] {
            assert_eq!(told(&town, who, agency).await, Vec::<String>::new(), "silence ended every clock");
        }
    }
    assert!(store::journal::verify(town.app().db()).await.expect("the journal is read").is_sound());
}

/// Which clocks somebody is told of now, with the rung, by name.
async fn told(town: &TestTown, who: Told, agency: &'static str) -> Vec<String> {
    let read = town.app().db().read(move |tx| alerts_of_desk(tx, (REGION, REGION), who, agency, 50)).await;
    let mut all: Vec<String> =
        read.expect("the alerts").iter().map(|a| format!("{} {}", a.clock, a.rung.as_str())).collect();
    all.sort();
    all
}

#[tokio::test]
async fn a_holiday_published_later_moves_the_last_day() {
    let town = TestTown::start(DAY, &HOUSE).await;
    let mut clerk = town.person("clerk").await;
    let case = counter::files(&mut clerk).await;
    let id = case.rsplit('/').next().expect("an id").to_owned();
    let off = civic::calendar::SpecialDay {
        date: civic::Date::constant(2020, 3, 18),
        working: false,
        name: civic::Text::new("放假", "Day off"),
    };
    let calendar = civic::calendar::Calendar::national().with_overlay([off]);
    let hand = ground::cases::acts::Hand::of_the_house(town.app());
    let moved = town.app().db().write(move |tx| {
        let case = ground::cases::acts::take(tx, REGION, &id)?;
        ground::cases::clocks::recount(tx, &hand, case, &calendar)
    });
    assert!(moved.await.expect("it is counted"));
    clerk.opens(&case).await.sees("3月19日").sees("放假安排公布，期限重新计算");
}
