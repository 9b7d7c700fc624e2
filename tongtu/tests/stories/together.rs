//! Agencies working together: heads and deputies who approve, experts who are asked, cases linked by hand.

use testkit::{Db, TestTown};
use web::Role;

use crate::counter::{self, desk_of, more_of, own_more_of};
use crate::house::{DAY, HOUSE, REGION, newcomer};

testkit::on_both_engines!(
    a_deputy_approves_while_named_and_what_the_head_asks_goes_to_the_supervisor,
    an_expert_answers_with_reasons_and_the_deciding_officer_reads_it,
    a_link_is_seen_from_both_ends_and_undone_with_a_reason,
);

async fn a_deputy_approves_while_named_and_what_the_head_asks_goes_to_the_supervisor(db: Db) {
    let town = TestTown::on(db, DAY, &HOUSE).await;
    let mut clerk = town.person("clerk").await;
    let case = counter::files(&mut clerk).await;
    let mut asker = town.person("officer-industry").await;
    asker.opens(&more_of(&case)).await.at("延长期限").fills("延长几个工作日", "3").fills("理由", "名册要核对");
    asker.presses("提请批准").await.sees("由 许向东 批准");

    let mut head = town.person("head-industry").await;
    head.opens("/o/deputy").await.presses("指定代理人").await;
    head.is_told(&["没有选代理人", "没有填日期，或日期不在今天起 90 天内", "没有写理由"]);
    head.chooses("代理人", "罗海燕")
        .fills("代理到哪天", "2020-03-20")
        .fills("原因", "出差")
        .presses("指定代理人")
        .await;
    head.sees("罗海燕").sees("出差");
    assert_eq!(asker.tries("/o/deputy").await, 200);
    asker.sees("罗海燕").does_not_see("结束代理");
    let mut deputy = town.person("officer-industry-2").await;
    deputy.opens(&more_of(&case)).await.at("延长期限");
    deputy.chooses("是否批准", "批准").fills("批复理由", "情况属实").presses("提交批复").await;
    deputy.sees("已批准延长 3 个工作日");

    // what the head asks is not for the own deputy
    head.opens(&more_of(&case)).await.at("急事急办").fills("理由", "防疫物资").presses("提请批准").await;
    head.sees("由 林静 批准");
    deputy.opens(&more_of(&case)).await.sees("由 林静 批准").does_not_see("是否批准");
    let id = case.rsplit('/').next().expect("an id");
    let mut watcher = town.person("supervisor").await;
    watcher.opens(&format!("/s/case/{REGION}/{id}")).await.presses("提交批复").await;
    watcher.is_told(&["没有选择", "没有写理由"]);
    watcher.chooses("是否批准", "批准").fills("批复理由", "同意").presses("提交批复").await;
    watcher.sees("急事急办：承诺 1 个工作日内办结");
    head.opens("/o/deputy").await.presses("结束代理 罗海燕").await.sees("现在没有人代理");
    assert_eq!(clerk.tries("/o/deputy").await, 403);
}

async fn an_expert_answers_with_reasons_and_the_deciding_officer_reads_it(db: Db) {
    let town = TestTown::on(db, DAY, &HOUSE).await;
    let mut clerk = town.person("clerk").await;
    let case = counter::files(&mut clerk).await;
    let mut health = town.person("officer-health").await;
    health.opens(&more_of(&case)).await.at("专家意见").presses("征求意见").await;
    health.is_told(&["没有选向谁征求意见", "没有写理由", "没有填日期，或日期不在今天以后"]);
    for who in ["应急管理局 · 何大勇", "人力资源和社会保障局"] {
        health.opens(&more_of(&case)).await.at("专家意见").chooses("防控条件审核：向谁征求意见", who);
        health.fills("征求的问题", "车间通风够不够").fills("请在哪天前答复", "2020-03-17").presses("征求意见").await;
    }
    health.sees("等待答复");
    clerk.opens(&case).await.sees("3月18日").does_not_see("停止计时");

    let mut expert = town.person("officer-emergency").await;
    expert.opens("/o/opinions").await.sees("共 1 行").sees("车间通风够不够");
    let request =
        expert.page().links.iter().find(|l| l.href.contains("/o/opinions/99")).expect("a request").href.clone();
    expert.opens(&request).await.sees("防控方案.pdf").presses("提交意见").await;
    expert.is_told(&["没有选意见", "没有写理由"]);
    town.days_pass(2);
    let mut expert = town.person("officer-emergency").await;
    expert.opens(&request).await.chooses("意见", "有条件支持").fills("理由", "每班开窗两次");
    let letter = expert.letter("提交意见");
    expert.sends(&letter).await;
    expert.sees("有条件支持").sees("逾期");
    assert_eq!(expert.sends(&letter.with("txid", "01E3GDNJM00000000000000011")).await, 409, "answered once");
    // not asked, not shown
    let mut colleague = newcomer(&town, "emergency-2", Role::Officer, "emergency", "").await;
    assert_eq!(colleague.tries(&request).await, 404, "one officer was asked by name");
    let mut stranger = town.person("officer-street").await;
    assert_eq!(stranger.tries(&request).await, 404);

    let mut health = town.person("officer-health").await;
    health.opens(&desk_of(&case, "health-review")).await.sees("每班开窗两次").sees("有条件支持");
    health.opens(&more_of(&case)).await.at("专家意见").fills("为什么不再需要", "已经够了");
    health.presses("撤回向人力资源和社会保障局征求的意见").await.sees("已撤回");
    clerk.opens(&own_more_of(&case)).await.does_not_see("每班开窗两次");
}

async fn a_link_is_seen_from_both_ends_and_undone_with_a_reason(db: Db) {
    let town = TestTown::on(db, DAY, &HOUSE).await;
    let mut clerk = town.person("clerk").await;
    let first = counter::files(&mut clerk).await;
    let number = clerk.fact("编号");
    let second = counter::files(&mut clerk).await;
    let mut officer = town.person("officer-industry").await;
    officer.opens(&more_of(&second)).await.at("关联办件").presses("关联").await;
    officer.is_told(&["没有选怎样关联", "没有写理由"]);
    officer.at("关联办件").chooses("怎样关联", "两件重复").fills("另一件的编号", "990121-20200101-0001-1");
    officer.fills("为什么关联", "同一车间").presses("关联").await;
    officer.is_told(&["没有编号为 `990121-20200101-0001-1` 的其他办件，或本部门没有参与办理"]);
    officer.at("关联办件").fills("另一件的编号", &number).presses("关联").await;
    officer.sees("同一车间").sees(&number);
    officer.at("关联办件").chooses("怎样关联", "两件重复").fills("另一件的编号", &number);
    officer.fills("为什么关联", "再来一次").presses("关联").await;
    officer.is_told(&[&format!("已经这样关联了 `{number}`")]);
    let mut other = town.person("officer-health").await;
    other.opens(&more_of(&first)).await.sees("同一车间");
    clerk.opens(&own_more_of(&first)).await.does_not_see("同一车间").sees("相关办件");
    officer.opens(&more_of(&second)).await.at("关联办件").fills("为什么取消", "弄错了");
    officer.presses(&format!("取消与 {number} 的关联")).await.sees("没有关联的办件");
    other.opens(&more_of(&first)).await.does_not_see("同一车间");
    let mut auditor = town.person("auditor").await;
    auditor.opens("/audit?act=case/linked").await.sees("共 2 条");
    auditor.opens("/audit?act=case/unlinked").await.sees("共 2 条").sees("弄错了");
}
