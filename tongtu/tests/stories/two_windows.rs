//! Nothing typed is lost: two windows on one draft, and a session that ends while one types.

use testkit::{Db, Person, TestTown};

use crate::counter;
use crate::house::{DAY, HOUSE};

const ADDRESS: &str = "实际经营地址在哪里？";
const ILL: &str = "有发热、咳嗽等症状的有几人";

/// Two windows of one clerk on one fresh draft.
async fn windows(db: Db) -> (TestTown, Person, Person, String) {
    let town = TestTown::on(db, DAY, &HOUSE).await;
    let mut first = town.person("clerk").await;
    let case = counter::begins(&mut first).await;
    let mut second = first.clone();
    second.opens(&format!("{case}/answers")).await;
    (town, first, second, case)
}

testkit::on_both_engines!(what_two_windows_changed_is_told_and_neither_is_overwritten);

async fn what_two_windows_changed_is_told_and_neither_is_overwritten(db: Db) {
    let (_town, mut first, mut second, case) = windows(db).await;
    first.fills(ADDRESS, "河滨路 1 号").fills(ILL, "0").presses("保存并查看变化").await;
    first.sees("已保存");
    // the older window changed one of them too, and does not know of the other
    second.fills(ADDRESS, "河滨路 2 号").presses("保存并查看变化").await;
    assert_eq!(second.page().status, 422);
    second.sees("您在另一个窗口把这一项存为").sees("河滨路 1 号");
    assert_eq!(second.value(ADDRESS), "河滨路 2 号", "what was typed here is not lost");
    assert_eq!(second.value(ILL), "0", "what it did not touch is shown as saved later");
    // pressing again chooses nothing
    second.presses("保存并查看变化").await;
    assert_eq!(second.page().status, 422);
    first.opens(&format!("{case}/answers")).await;
    assert_eq!(first.value(ADDRESS), "河滨路 1 号");
    second.chooses("保留哪一种？", "我这里填的").presses("保存并查看变化").await;
    assert_eq!(second.page().status, 200, "{}", second.page().told());
    first.opens(&format!("{case}/answers")).await;
    assert_eq!(first.value(ADDRESS), "河滨路 2 号");
}

#[tokio::test]
async fn the_answer_saved_later_can_be_kept_and_one_page_does_not_quarrel_with_itself() {
    let (_town, mut first, mut second, _) = windows(testkit::sqlite()).await;
    let letter = first.fills(ADDRESS, "河滨路 1 号").letter("保存并查看变化").with("autosave", "1");
    assert_eq!(first.posts(&letter).await.status, 200);
    // its answer got lost on the way: the page still has its old mark, and types on
    let letter = letter.with("fact-workplace_address", "河滨路 11 号");
    assert_eq!(first.posts(&letter).await.status, 200);
    second.fills(ADDRESS, "河滨路 2 号").presses("继续").await;
    second.sees("河滨路 11 号").chooses("保留哪一种？", "后来保存的").presses("保存并查看变化").await;
    assert_eq!(second.value(ADDRESS), "河滨路 11 号");
}

testkit::on_both_engines!(what_is_sent_after_the_session_ended_waits_for_its_person);

async fn what_is_sent_after_the_session_ended_waits_for_its_person(db: Db) {
    let (town, mut clerk, _, case) = windows(db).await;
    let letter = clerk.fills(ADDRESS, "河滨路 18 号").letter("继续");
    town.days_pass(31);
    clerk.sends(&letter).await;
    assert!(clerk.page().path.starts_with("/sign-in"), "{}", clerk.page().path);
    clerk.sees("已替您留好");
    let mut clerk = town.person("clerk").await;
    clerk.opens(&format!("{case}/answers")).await;
    clerk.sees("已找回");
    assert_eq!(clerk.value(ADDRESS), "河滨路 18 号");
    clerk.presses("保存并查看变化").await;
    clerk.opens(&format!("{case}/answers")).await.does_not_see("已找回");
    assert_eq!(clerk.value(ADDRESS), "河滨路 18 号");
}

#[tokio::test]
async fn nothing_is_kept_for_a_stranger_or_for_another_page() {
    let (town, clerk, _, case) = windows(testkit::sqlite()).await;
    let letter = clerk.letter("继续");
    let mut stranger = town.stranger();
    let forged = letter.clone().with("resume", "k1.00.00").with("fact-workplace_address", "别处");
    assert_eq!(stranger.posts(&forged).await.status, 303);
    let mut clerk = town.person("clerk").await;
    clerk.opens(&format!("{case}/answers")).await.does_not_see("已找回");
}

/// What `of` sends after the session has ended, and the page it stands in again for the same person.
async fn comes_too_late(town: &TestTown, mut of: Person, who: &str, letter: testkit::Letter) -> Person {
    town.days_pass(31);
    of.sends(&letter).await;
    assert!(of.page().path.starts_with("/sign-in"), "{}", of.page().path);
    of.sees("已替您留好");
    let mut again = town.person(who).await;
    again.opens(&letter.path).await.sees("已找回");
    again
}

testkit::on_both_engines!(a_message_and_a_decision_wait_for_their_person);

async fn a_message_and_a_decision_wait_for_their_person(db: Db) {
    let town = TestTown::on(db, DAY, &HOUSE).await;
    let mut clerk = town.person("clerk").await;
    let case = counter::files(&mut clerk).await;
    let talk = case.replace("/e/case/", "/e/talk/");
    clerk.opens(&talk).await;
    let letter = clerk.fills("body", "方案第三页写错了，怎么换？").letter("发送");
    let mut clerk = comes_too_late(&town, clerk, "clerk", letter).await;
    assert_eq!(clerk.value("body"), "方案第三页写错了，怎么换？");
    clerk.presses("发送").await;
    clerk.does_not_see("已找回").sees("方案第三页写错了，怎么换？");
    assert_eq!(clerk.value("body"), "");
    clerk.opens(&talk).await.does_not_see("已找回");

    let desk = counter::desk_of(&case, "health-review");
    let mut officer = town.person("officer-health").await;
    officer.opens(&desk).await;
    let letter = officer.chooses("意见", "不同意").fills("理由", "没有设测温点").letter("提交意见");
    let mut officer = comes_too_late(&town, officer, "officer-health", letter).await;
    assert_eq!(officer.value("理由"), "没有设测温点");
    officer.presses("不要这些内容").await;
    officer.does_not_see("已找回");
    assert_eq!(officer.value("理由"), "", "thrown away");
}

#[tokio::test]
async fn the_date_of_a_paper_waits_and_the_file_is_chosen_again() {
    let (town, mut clerk, _, case) = windows(testkit::sqlite()).await;
    clerk.opens(&format!("{case}/papers")).await;
    clerk.at("返岗人员名册").fills("材料日期", "2020-03-14");
    let letter = clerk.at("返岗人员名册").attaches("选择文件", "名册.pdf", &testkit::papers::pdf()).letter("上传");
    let mut clerk = comes_too_late(&town, clerk, "clerk", letter).await;
    clerk.sees("选过的文件要重新选").does_not_see("名册.pdf");
    assert_eq!(clerk.at("返岗人员名册").value("材料日期"), "2020-03-14");
    clerk.at("返岗人员名册").fills("材料日期", "2020-04-15");
    clerk.at("返岗人员名册").attaches("选择文件", "名册.pdf", &testkit::papers::pdf()).presses("上传").await;
    clerk.is_told(&[]).sees("名册.pdf").does_not_see("已找回");
}

#[tokio::test]
async fn what_was_confirmed_before_the_session_ended_is_confirmed_anew() {
    let (town, mut clerk, _, case) = windows(testkit::sqlite()).await;
    counter::answers(&mut clerk).await;
    counter::hands_in(&mut clerk).await;
    let letter = clerk.ticks("以上内容已核对，真实有效").letter("提交申请");
    let clerk = comes_too_late(&town, clerk, "clerk", letter).await;
    assert_eq!(clerk.page().path, format!("{case}/check"));
    assert_eq!(clerk.value("declare"), "", "nobody is taken at a word given before");
}
