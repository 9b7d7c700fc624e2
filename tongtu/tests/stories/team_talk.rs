//! Messages between applicant and agencies: there and back, read or new, with files; notes stay in the office.

use testkit::{Db, TestTown, papers};

use crate::counter::{self};
use crate::house::{DAY, HOUSE};

testkit::on_both_engines!(
    a_message_goes_there_and_back_and_says_who_has_read_it,
    a_note_and_its_file_stay_in_the_office,
    a_message_that_says_nothing_or_brings_a_program_is_refused,
);

fn talk_of(case: &str, side: &str) -> String {
    case.replace("/e/case/", &format!("/{side}/talk/"))
}

async fn a_message_goes_there_and_back_and_says_who_has_read_it(db: Db) {
    let town = TestTown::on(db, DAY, &HOUSE).await;
    let mut clerk = town.person("clerk").await;
    let case = counter::files(&mut clerk).await;
    let mut officer = town.person("officer-health").await;
    officer.opens(&talk_of(&case, "o")).await.sees("还没有消息");
    let letter = officer.fills("body", "食堂怎么分时段就餐？").letter("发送");
    for _ in 0..2 {
        assert_eq!(officer.sends(&letter).await, 200);
    }
    assert_eq!(officer.page().text.matches("食堂怎么分时段就餐").count(), 1, "sent twice, there once");
    officer.does_not_see("对方已读");

    town.hours_pass(1);
    clerk.opens("/e").await.sees("部门发来 1 条新消息");
    clerk.opens(&talk_of(&case, "e")).await.sees("卫生健康局").sees("食堂怎么分时段就餐？").sees("新");
    clerk.opens("/e").await.does_not_see("条新消息");
    clerk.opens(&talk_of(&case, "e")).await;
    clerk.fills("body", "分三批，每批 30 人").attaches("file", "就餐安排.pdf", &papers::pdf()).presses("发送").await;
    clerk.sees("就餐安排.pdf");
    officer.opens(&talk_of(&case, "o")).await.sees("分三批，每批 30 人").sees("对方已读");
    let file =
        officer.page().links.iter().find(|l| l.words.starts_with("就餐安排.pdf")).expect("the file").href.clone();
    assert_eq!(officer.browser().get(&file).await.bytes, papers::pdf());

    let mut foreign = town.person("officer-emergency").await;
    assert_eq!(foreign.tries(&talk_of(&case, "o")).await, 404);
    assert_eq!(foreign.tries(&file).await, 404);
    officer.opens(&counter::desk_of(&case, "health-review")).await.sees("发送消息");
}

async fn a_note_and_its_file_stay_in_the_office(db: Db) {
    let town = TestTown::on(db, DAY, &HOUSE).await;
    let mut clerk = town.person("clerk").await;
    let case = counter::files(&mut clerk).await;
    let mut officer = town.person("officer-health").await;
    officer.opens(&talk_of(&case, "o")).await;
    officer.chooses("写给谁", "内部备注").fills("body", "现场看过，通风不够");
    officer.attaches("file", "现场.png", &papers::png()).presses("发送").await;
    let file = officer.page().links.iter().find(|l| l.words.starts_with("现场.png")).expect("the file").href.clone();
    let mut industry = town.person("officer-industry").await;
    industry.opens(&talk_of(&case, "o")).await.sees("现场看过，通风不够");
    clerk.opens("/e").await.does_not_see("条新消息");
    clerk.opens(&talk_of(&case, "e")).await.does_not_see("通风不够").does_not_see("现场.png");
    assert_eq!(clerk.tries(&file.replace("/o/", "/e/")).await, 404);
    assert_eq!(clerk.tries(&file).await, 403);
}

async fn a_message_that_says_nothing_or_brings_a_program_is_refused(db: Db) {
    let town = TestTown::on(db, DAY, &HOUSE).await;
    let mut clerk = town.person("clerk").await;
    let case = counter::files(&mut clerk).await;
    clerk.opens(&talk_of(&case, "e")).await.attaches("file", "名册.pdf", b"MZ\x90\x00").presses("发送").await;
    clerk.is_told(&["没有写内容", "文件“名册.pdf”的内容不是 PDF、JPG、PNG、Word 或 Excel"]);
    clerk.fills("body", &"长".repeat(2001)).presses("发送").await;
    clerk.is_told(&["内容有 2001 字，最多 2000 字"]);
    clerk.fills("body", "<script>alert(1)</script>").presses("发送").await;
    clerk.sees("<script>alert(1)</script>");
    assert!(!clerk.page().html.contains("<script>alert"));
}
