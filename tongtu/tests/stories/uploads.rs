//! Files that are refused: each with its reason, none of them kept.

use testkit::{TestTown, papers};

use crate::counter::{self, uploads};
use crate::house::{DAY, HOUSE};

#[tokio::test]
async fn a_file_is_judged_by_its_content_and_size() {
    let town = TestTown::start(DAY, &HOUSE).await;
    let mut clerk = town.person("clerk").await;
    let case = counter::begins(&mut clerk).await;
    let page = format!("{case}/papers");
    clerk.opens(&page).await;
    let mut large = papers::pdf();
    large.resize(10 * 1024 * 1024 + 1, b' ');
    for (name, bytes, told) in [
        ("方案.pdf", papers::program(), "文件“方案.pdf”的内容不是 PDF、JPG、PNG、Word 或 Excel"),
        ("空.pdf", Vec::new(), "文件“空.pdf”是空的"),
        ("大.pdf", large, "文件“大.pdf”超过 10 MB"),
        ("../../x.sh", b"#!/bin/sh".to_vec(), "文件“x.sh”的内容不是 PDF、JPG、PNG、Word 或 Excel"),
    ] {
        uploads(&mut clerk, "防控方案", name, &bytes).await;
        assert_eq!(clerk.page().status, 422, "{name}");
        clerk.is_told(&[told]);
    }
    clerk.at("防控方案").presses("上传").await;
    clerk.is_told(&["没有选文件"]);
    clerk.at(counter::MASKS).attaches("选择文件", "a.png", &papers::png()).presses("上传").await;
    clerk.is_told(&["没有选交的是哪一种", "没有填材料日期，或日期不对"]);
    clerk.at("复工承诺书").presses("作出承诺").await;
    clerk.is_told(&["承诺没有勾选"]);

    let foreign = clerk.at("防控方案").attaches("选择文件", "a.pdf", &papers::pdf()).letter("上传");
    assert_eq!(clerk.sends(&foreign.clone().with("need", "no-such-need")).await, 422);
    clerk.is_told(&["这份材料不在本事项的要求之内"]);

    let mut huge = foreign.clone();
    huge.files[0].2.resize(21 * 1024 * 1024, b' ');
    assert_eq!(clerk.sends(&huge).await, 413);
    clerk.opens(&format!("{case}/check")).await;
    assert!(clerk.page().summary.contains(&"缺少材料：防控方案".to_owned()), "nothing of it was kept");
}

#[tokio::test]
async fn a_paper_is_called_what_it_is_and_can_be_taken_out_again() {
    let town = TestTown::start(DAY, &HOUSE).await;
    let mut clerk = town.person("clerk").await;
    let case = counter::begins(&mut clerk).await;
    clerk.opens(&format!("{case}/papers")).await;
    uploads(&mut clerk, "防控方案", "C:\\文件\\防控方案.exe", &papers::png()).await;
    let link = clerk.page().links.iter().find(|l| l.href.contains("/paper/")).cloned().expect("a link to the paper");
    let file = clerk.browser().get(&link.href).await;
    assert_eq!((file.status.as_u16(), file.header("content-type")), (200, "image/png"));
    assert!(file.header("content-disposition").starts_with("attachment"), "{:?}", file.headers);
    assert_eq!(file.header("x-content-type-options"), "nosniff");
    assert_eq!(file.bytes, papers::png());
    clerk.at("防控方案").presses("撤下").await;
    clerk.does_not_see("防控方案.exe");
    assert_eq!(clerk.tries(&link.href).await, 404);
}

#[tokio::test]
async fn an_upload_sent_twice_is_answered_the_same_and_kept_once() {
    let town = TestTown::start(DAY, &HOUSE).await;
    let mut clerk = town.person("clerk").await;
    let case = counter::begins(&mut clerk).await;
    counter::answers(&mut clerk).await;
    clerk.opens(&format!("{case}/papers")).await;
    let upload = clerk.at("防控方案").attaches("选择文件", "plan.pdf", &testkit::papers::pdf()).letter("上传");
    assert_eq!(clerk.posts(&upload).await.status, 303);
    assert_eq!(clerk.posts(&upload).await.status, 303, "the phone lost the first answer");
    clerk.opens(&format!("{case}/papers")).await;
    assert_eq!(clerk.page().links.iter().filter(|l| l.href.ends_with("?look")).count(), 1);
}
