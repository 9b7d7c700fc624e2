//! Taken up again: by the applicant who had withdrawn, by the lead agency over an error.

use testkit::{Db, TestTown};

use crate::counter::{self, decides, desk_of, more_of, own_more_of};
use crate::house::{DAY, HOUSE};

testkit::on_both_engines!(
    what_was_withdrawn_can_be_taken_up_again_for_some_days,
    an_error_in_a_closed_case_is_put_right_by_the_lead_agency,
);

async fn what_was_withdrawn_can_be_taken_up_again_for_some_days(db: Db) {
    let town = TestTown::on(db, DAY, &HOUSE).await;
    let mut clerk = town.person("clerk").await;
    let case = counter::files(&mut clerk).await;
    decides(&town, "officer-health", &case, "health-review", "同意", "看过").await;
    clerk.opens(&case).await.fills("撤回的原因", "订单推迟").presses("撤回申请").await;
    clerk.sees("已撤回");
    clerk.opens(&own_more_of(&case)).await.at("恢复办理");
    let letter = clerk.letter("恢复办理");
    town.days_pass(3);
    clerk.sends(&letter).await;
    // Thursday the 19th and two working days; what was approved stands
    clerk.sees("办理中").sees("3月23日").sees("看过");
    assert_eq!(clerk.sends(&letter.clone().with("txid", "01E3GDNJM00000000000000009")).await, 409, "it runs already");
    decides(&town, "officer-industry", &case, "industry-review", "同意", "").await;
    clerk.opens(&case).await.presses("撤回申请").await;
    town.days_pass(16);
    clerk.opens(&own_more_of(&case)).await.does_not_see("撤回后 15 日内可以恢复办理");
    assert_eq!(clerk.sends(&letter.with("txid", "01E3GDNJM00000000000000008")).await, 409, "the days have passed");
}

async fn an_error_in_a_closed_case_is_put_right_by_the_lead_agency(db: Db) {
    let town = TestTown::on(db, DAY, &HOUSE).await;
    let mut clerk = town.person("clerk").await;
    let case = counter::files(&mut clerk).await;
    counter::all_agree(&town, &case).await;
    clerk.opens(&case).await.sees("准予");
    let certificate =
        clerk.page().links.iter().find(|l| l.href.starts_with("/certificate/")).expect("one").href.clone();
    let mut health = town.person("officer-health").await;
    health.opens(&more_of(&case)).await.does_not_see("原办理有什么错误");
    let mut lead = town.person("officer-industry").await;
    lead.opens(&more_of(&case)).await.at("重新办理").presses("重新办理").await.is_told(&["没有写理由"]);
    lead.at("重新办理").fills("原办理有什么错误", "单位名称写错").presses("重新办理").await;
    let verify = certificate.replace("/certificate/", "/verify/");
    clerk.opens(&verify).await.sees("这份证件已被撤销");
    clerk.opens(&case).await.sees("办理中").sees("复工通知书（已撤销）").sees("重新办理");
    assert_eq!(lead.tries(&desk_of(&case, "decision")).await, 404, "the review of the lead agency comes first");
    decides(&town, "officer-industry", &case, "industry-review", "同意", "").await;
    decides(&town, "officer-industry", &case, "decision", "同意", "已更正").await;
    clerk.opens(&case).await.sees("准予");
    let links = &clerk.page().links;
    assert_eq!(links.iter().filter(|l| l.href.starts_with("/certificate/")).count(), 2);
    assert!(store::journal::verify(town.app().db()).await.expect("the journal is read").is_sound());
}
