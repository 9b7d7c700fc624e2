//! Urgent cases: asked with a reason, approved by the lead agency, first on every desk, and no step skipped.

use testkit::{Db, TestTown};

use crate::counter::{self, desk_of, more_of, own_more_of};
use crate::house::{DAY, HOUSE};

testkit::on_both_engines!(an_urgent_case_comes_first_and_is_promised_sooner);

async fn an_urgent_case_comes_first_and_is_promised_sooner(db: Db) {
    let town = TestTown::on(db, DAY, &HOUSE).await;
    let mut clerk = town.person("clerk").await;
    let (mut first, mut case) = (counter::files(&mut clerk).await, String::new());
    let mut number = clerk.fact("编号");
    let mut health = town.person("officer-health").await;
    health.opens("/o").await.sees("共 1 件");
    let second = counter::files(&mut clerk).await;
    let second_number = clerk.fact("编号");
    health.opens("/o").await;
    if health.page().rows[1].contains(&second_number) {
        (case, number) = (second, second_number);
    } else {
        std::mem::swap(&mut first, &mut case);
        first = second;
    }
    assert!(health.page().rows[1].contains(&number), "the one below is the urgent one: {:?}", health.page().rows);

    clerk.opens(&own_more_of(&case)).await.at("急事急办").presses("请求急事急办").await;
    clerk.is_told(&["没有写理由"]);
    clerk.at("急事急办").fills("为什么紧急", "隔离病区等着口罩布").presses("请求急事急办").await;
    clerk.sees("请求急事急办，等待牵头部门批准");
    assert_eq!(health.tries(&format!("{}/answer", more_of(&case))).await, 405, "a decision is not a link");
    health.opens(&more_of(&case)).await.sees("隔离病区等着口罩布").does_not_see("是否批准");

    let mut lead = town.person("officer-industry").await;
    lead.opens(&more_of(&case)).await.sees("由 许向东 批准").does_not_see("是否批准");
    let mut head = town.person("head-industry").await;
    head.opens(&more_of(&case)).await.at("急事急办");
    head.chooses("是否批准", "批准").fills("批复理由", "属实").presses("提交批复").await;
    head.sees("急事急办：承诺 1 个工作日内办结");
    clerk.opens(&case).await.sees("3月17日").does_not_see("3月18日").sees("防控条件审核").sees("作出决定");
    clerk.opens(&own_more_of(&case)).await.sees("缩短为 1 个工作日").sees("急事急办：承诺 1 个工作日内办结");
    clerk.opens(&first).await.sees("3月18日");

    health.opens("/o").await;
    assert!(health.page().rows[0].contains(&number), "{:?}", health.page().rows);
    assert_eq!(lead.tries(&desk_of(&case, "decision")).await, 404, "the decision still waits for both opinions");
    counter::all_agree(&town, &case).await;
    clerk.opens(&case).await.sees("准予");
}
