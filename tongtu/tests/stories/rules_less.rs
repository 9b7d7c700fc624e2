//! Anybody reads what may be left out of an application, and how to object.

use testkit::TestTown;

use crate::house::{DAY, HOUSE, shipped};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stranger_reads_what_may_be_left_out_and_how_to_object() {
    let town = TestTown::start(DAY, &HOUSE).await;
    let mut stranger = town.stranger();
    stranger.opens("/").await.follows("可以少交什么").await;
    stranger.sees("批发市场恢复营业").sees("下级增设").sees("不服怎么办").sees("12345");
    // what registers know is named, so that nobody asks for it
    assert!(stranger.page().row("企业复工").is_some_and(|row| row.contains("职工人数")), "{}", stranger.page().told());
    stranger.opens("/leave-out?ground=held").await.sees("没有相符的内容");
    assert_eq!(stranger.tries("/leave-out?on=nonsense").await, 422);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn papers_asked_twice_are_told_in_plain_words_with_the_service_they_belong_to() {
    let town = TestTown::start(DAY, &HOUSE).await;
    let mut files = shipped("cases/twenty-one-papers");
    let book = String::from_utf8(files["playbook.toml"].clone()).expect("text");
    // as if it held today
    let (head, rest) = book.split_once("until = ").expect("a last day");
    let rest = rest.split_once('\n').map_or("", |(_, rest)| rest);
    let book = format!("{head}until = 2020-12-31\n{rest}");
    files.insert("playbook.toml".to_owned(), book.into_bytes());
    ground::playbooks::publish_files(town.app(), files, "system").await.expect("a sound book");
    let mut stranger = town.stranger();
    stranger.opens("/leave-out?ground=twice").await.sees("“企业复工”不再要求提交“在岗人员登记表”").sees("重复要");
    let file = town.browser().get("/leave-out.csv?ground=twice").await;
    assert!(file.text().contains("在岗人员统计表"), "{}", file.text());
    stranger.opens("/rules/twenty-one-papers/resume-work").await.follows("这个事项可以少交什么").await;
    stranger.sees("在岗人员汇总表").does_not_see("批发市场恢复营业");
}
