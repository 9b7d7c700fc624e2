//! What was answered and handed in once is offered at the next application, and used only where it is ticked.

use testkit::{Db, Person, TestTown};

use crate::counter;
use crate::house::{DAY, HOUSE};

const WHICH: &str = "要沿用哪些";
const PLAN: &str = "防控方案：防控方案.pdf";
const ADDRESS: &str = "经营地址：云岭省平川市通河县 城关镇河滨路 18 号";

/// The clerk begins once more; the path of the draft, with the offers open before the clerk.
async fn begins_again(clerk: &mut Person) -> String {
    let draft = counter::begins(clerk).await;
    clerk.follows("以前填过、交过的内容可以沿用，去看看").await;
    draft
}

async fn what_was_given_once_is_offered_and_taken_only_when_ticked(db: Db) {
    let town = TestTown::on(db, DAY, &HOUSE).await;
    let mut clerk = town.person("clerk").await;
    counter::begins(&mut clerk).await;
    // who has filed nothing is offered nothing
    clerk.does_not_see("以前填过、交过的内容可以沿用");
    counter::answers(&mut clerk).await;
    counter::hands_in(&mut clerk).await;
    counter::sends(&mut clerk).await;
    let number = clerk.fact("编号");
    town.days_pass(1);

    let draft = begins_again(&mut clerk).await;
    clerk.sees(&number).sees("2020-03-16").sees(ADDRESS).sees(PLAN);
    // a promise is given anew every time
    clerk.does_not_see("复工承诺书");
    clerk.opens(&format!("{draft}/answers")).await;
    assert_eq!(clerk.value("实际经营地址在哪里？"), "", "nothing is taken silently");

    // nothing ticked is said, not guessed
    clerk.opens(&format!("{draft}/reuse")).await;
    assert_eq!(clerk.tries_pressing("沿用勾选的内容").await, 422);
    clerk.is_told(&["没有勾选要沿用的内容"]);
    clerk.chooses(WHICH, ADDRESS).chooses(WHICH, PLAN);
    let letter = clerk.letter("沿用勾选的内容");
    clerk.sends(&letter).await;
    // the same letter twice takes it once
    clerk.sends(&letter).await;
    clerk.opens(&format!("{draft}/answers")).await;
    assert_eq!(clerk.value("实际经营地址在哪里？"), "城关镇河滨路 18 号");
    assert_eq!(clerk.value("打算哪一天复工？"), "", "what was not ticked was not taken");
    clerk.opens(&format!("{draft}/papers")).await;
    clerk.sees("防控方案.pdf").does_not_see("名册.pdf");

    // the paper is the same file, kept once
    let (bytes, links) = kept(&town).await;
    assert_eq!((bytes, links), (3, 1));
    let href = clerk.page().links.iter().find(|l| l.words.contains("防控方案.pdf")).expect("a link").href.clone();
    assert_eq!(clerk.tries(&href).await, 200);

    // taken back, both leave the draft again
    for thing in [ADDRESS, PLAN] {
        clerk.opens(&format!("{draft}/reuse")).await;
        clerk.presses(&format!("撤回 {thing}")).await;
    }
    clerk.opens(&format!("{draft}/answers")).await;
    assert_eq!(clerk.value("实际经营地址在哪里？"), "");
    clerk.opens(&format!("{draft}/papers")).await;
    clerk.does_not_see("防控方案.pdf");

    // all at once, and the officer reads where it comes from
    clerk.opens(&format!("{draft}/reuse")).await;
    clerk.presses("全部沿用").await;
    clerk.opens(&format!("{draft}/papers")).await;
    clerk.at("复工承诺书").ticks("已阅读《复工承诺书》").presses("作出承诺").await;
    clerk.presses("下一步：核对").await;
    clerk.is_told(&[]);
    counter::sends(&mut clerk).await;
    clerk.sees("已经收到");
    let mut officer = town.person("officer-health").await;
    officer.opens(&counter::desk_of(&draft, "health-review")).await;
    officer.sees(&format!("申请人填写，沿用 {number}")).sees("同意沿用以前交过的内容").sees("材料日期 2020-03-16");
    let href = officer.page().links.iter().find(|l| l.words == "防控方案.pdf").expect("a link").href.clone();
    assert_eq!(officer.tries(&href).await, 200, "the linked paper opens on the desk");

    // filed, nothing can be taken back or taken over any more
    assert!(clerk.tries(&format!("{draft}/reuse")).await < 400);
    assert_eq!(clerk.page().path, draft);
    assert_eq!(clerk.sends(&letter.clone().with("txid", "01E3GDNJM0000000000000REUSE")).await, 409);
    let report = store::journal::verify(town.app().db()).await.expect("the journal is read");
    assert!(report.is_sound(), "{report:?}");
}

/// How many contents and how many links the books hold.
async fn kept(town: &TestTown) -> (i64, i64) {
    let count = |tx: &mut store::Tx, sql: &str| tx.one(sql, &[])?.get::<i64>("n");
    let read = town.app().db().read(move |tx| {
        let contents = count(tx, "SELECT COUNT(*) AS n FROM case_content")?;
        Ok::<_, store::Fault>((contents, count(tx, "SELECT COUNT(*) AS n FROM case_paper_link")?))
    });
    read.await.expect("two counts")
}

async fn what_has_grown_old_or_belongs_to_others_is_not_offered(db: Db) {
    let town = TestTown::on(db, DAY, &HOUSE).await;
    let mut clerk = town.person("clerk").await;
    counter::files(&mut clerk).await;
    // the roster may be fourteen days old, the plan as old as it likes
    town.days_pass(20);
    let draft = begins_again(&mut clerk).await;
    clerk.sees(PLAN).does_not_see("名册.pdf");
    // a forged offer takes nothing, not even the one beside it
    let mut letter = clerk.chooses(WHICH, PLAN).letter("沿用勾选的内容");
    letter.pairs.push(("reuse".into(), "paper:no-need:X:Y".into()));
    assert_eq!(clerk.sends(&letter).await, 422);
    clerk.is_told(&["勾选的内容里有现在不能沿用的"]);
    clerk.opens(&format!("{draft}/papers")).await;
    clerk.does_not_see("防控方案.pdf");
    // typed anew, an answer is no longer the one taken over
    clerk.opens(&format!("{draft}/reuse")).await;
    clerk.chooses(WHICH, ADDRESS).presses("沿用勾选的内容").await;
    clerk.fills("实际经营地址在哪里？", "城关镇南街 2 号").presses("继续").await;
    clerk.opens(&format!("{draft}/reuse")).await;
    clerk.does_not_see("已经沿用的").does_not_see(ADDRESS);
}

testkit::on_both_engines!(
    what_was_given_once_is_offered_and_taken_only_when_ticked,
    what_has_grown_old_or_belongs_to_others_is_not_offered,
);
