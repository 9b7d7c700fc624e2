//! A drafter changes a text and tries it: nothing is kept, nothing typed is lost.

use testkit::TestTown;

use crate::house::{DAY, HOUSE};
use crate::rules_slim::slims;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_mistake_is_shown_at_its_line_and_the_text_comes_back() {
    let town = TestTown::start(DAY, &HOUSE).await;
    let (mut drafter, digest) = slims(&town, "twenty-one-papers").await;
    drafter.opens(&format!("/p/{digest}/trial")).await;
    let text = drafter.value("text");
    assert!(text.contains("evidence = \"restart-application\""), "{text}");
    let wrong = text.replacen("evidence = ", "evidense = ", 1);
    drafter.fills("text", &wrong).presses("试一试").await;
    drafter.sees("改后的文本读不通").sees("没有键 `evidense`").sees("到第 16 行");
    assert!(drafter.page().html.contains("<li id=\"L16\" class=\"line-found\">evidense = "), "the line is marked");
    assert_eq!(drafter.value("text").trim(), wrong.trim());
    // the text of one file is carried along while another is looked at
    drafter.chooses("open", "evidence.toml").presses("打开").await;
    drafter.sees("已改动的文件： services/resume-work.toml").presses("试一试").await;
    drafter.sees("没有键 `evidense`");
    drafter.chooses("open", "services/resume-work.toml").presses("打开").await.presses("恢复这个文件").await;
    assert_eq!(drafter.value("text").trim(), text.trim());
    drafter.does_not_see("已改动的文件：");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_offered_change_is_taken_counted_and_carried_away_but_not_kept() {
    let town = TestTown::start(DAY, &HOUSE).await;
    let (mut drafter, digest) = slims(&town, "twenty-one-papers").await;
    drafter.presses("试试这处修改：“企业复工”不再要求提交“在岗人员登记表”").await;
    drafter.sees("试改后：5 个工作日，20 份材料").sees("减少：材料、表格、重复填、盖章").sees("消除的问题");
    drafter.sees("不再成立的算例");
    drafter.presses("试试这处修改：“企业复工”不再要求提交“在岗人员统计表”").await;
    drafter.sees("试改后：5 个工作日，19 份材料");
    let letter = drafter.letter("下载补丁");
    let patch = drafter.posts(&letter).await;
    assert_eq!(patch.status, 200);
    assert!(patch.text().contains("--- a/services/resume-work.toml"), "{}", patch.text());
    let letter = drafter.letter("下载整个文件夹");
    let folder = drafter.posts(&letter).await;
    assert!(folder.bytes.starts_with(b"PK"), "a zip file");
    // the published version is as it was
    drafter.opens(&format!("/p/{digest}/slim")).await.sees("现状：5 个工作日，21 份材料");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn hostile_texts_are_refused_or_read_without_harm() {
    let town = TestTown::start(DAY, &HOUSE).await;
    let (mut drafter, digest) = slims(&town, "twenty-one-papers").await;
    drafter.opens(&format!("/p/{digest}/trial?file=../../etc/passwd")).await;
    for text in ["", "<script>alert(1)</script>", &"[".repeat(5_000), "[service]\nid = \"\u{202e}x\"\n"] {
        drafter.opens(&format!("/p/{digest}/trial")).await.fills("text", text).presses("试一试").await;
        drafter.sees("试改结果");
        assert!(!drafter.page().html.contains("<script>alert"), "escaped");
    }
    let huge = "# 很长\n".repeat(200_000);
    drafter.opens(&format!("/p/{digest}/trial")).await.fills("text", &huge).presses("试一试").await;
    drafter.is_told(&["services/resume-work.toml 超过 1024 KiB"]);
    let mut clerk = town.person("clerk").await;
    assert_eq!(clerk.tries(&format!("/p/{digest}/trial")).await, 403);
}
