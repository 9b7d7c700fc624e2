//! A paper of several files: seen, looked at, none twice, taken out one by one, shown to the office side by side.

use testkit::{Db, Person, TestTown, papers};

use crate::counter::{self, MASKS};
use crate::house::{DAY, HOUSE};

/// A file of its own content.
fn page(of: Vec<u8>, number: usize) -> Vec<u8> {
    [of, format!("% page {number}").into_bytes()].concat()
}

/// The addresses of the files a page shows, without those that look at them.
fn files(person: &Person) -> Vec<(String, String)> {
    let links = person.page().links.iter();
    let files = links.filter(|link| link.href.contains("/paper/") && !link.href.ends_with("?look"));
    files.map(|link| (link.words.clone(), link.href.clone())).collect()
}

fn names(person: &Person) -> Vec<String> {
    files(person).into_iter().map(|(name, _)| name).collect()
}

/// As [`names`], by name: the clock of the town stands still between two uploads.
fn sorted(person: &Person) -> Vec<String> {
    let mut names = names(person);
    names.sort();
    names
}

testkit::on_both_engines!(a_paper_takes_several_files_and_the_office_sees_them_all);

async fn a_paper_takes_several_files_and_the_office_sees_them_all(db: Db) {
    let town = TestTown::on(db, DAY, &HOUSE).await;
    let mut clerk = town.person("clerk").await;
    let case = counter::begins(&mut clerk).await;
    counter::answers(&mut clerk).await;
    let (first, second) = (page(papers::pdf(), 1), page(papers::pdf(), 2));
    clerk.at("防控方案").attaches("选择文件", "第2页.pdf", &second).attaches("选择文件", "第1页.pdf", &first);
    let letter = clerk.at("防控方案").letter("上传");
    clerk.sends(&letter).await;
    // pressed twice, added once; and again for one more
    clerk.sends(&letter).await;
    assert_eq!(names(&clerk), ["第2页.pdf", "第1页.pdf"], "in the order they were chosen");
    clerk.at("防控方案").attaches("选择文件", "车间.png", &papers::png()).presses("上传").await;
    assert_eq!(sorted(&clerk), ["第1页.pdf", "第2页.pdf", "车间.png"]);
    clerk.sees("PDF · ").sees("图片 · ").sees("打开 车间.png");

    // the same content under another name is refused, and nothing of that upload is kept
    clerk.at("防控方案").attaches("选择文件", "又一页.pdf", &page(papers::pdf(), 3));
    clerk.at("防控方案").attaches("选择文件", "同一页.pdf", &first).presses("上传").await;
    assert_eq!(clerk.page().status, 422);
    let told = "文件“同一页.pdf”与这份材料里的“第1页.pdf”内容完全相同";
    clerk.is_told(&[told, "这次选的文件一个也没有保存"]);
    assert_eq!(sorted(&clerk), ["第1页.pdf", "第2页.pdf", "车间.png"]);

    clerk.at("防控方案").presses("撤下 第2页.pdf").await;
    assert_eq!(sorted(&clerk), ["第1页.pdf", "车间.png"]);
    counter::uploads(&mut clerk, "返岗人员名册", "名册.pdf", &papers::pdf()).await;
    clerk.at("复工承诺书").ticks("已阅读《复工承诺书》").presses("作出承诺").await;
    clerk.at(MASKS).chooses("交哪一种", "口罩库存照片");
    counter::uploads(&mut clerk, MASKS, "库存.png", &papers::png()).await;
    clerk.presses("下一步：核对").await;
    assert_eq!(sorted(&clerk), ["名册.pdf", "库存.png", "第1页.pdf", "车间.png"]);
    counter::sends(&mut clerk).await;
    clerk.sees("已经收到");

    let mut officer = town.person("officer-health").await;
    officer.opens(&counter::desk_of(&case, "health-review")).await;
    let shown = files(&officer);
    assert!(shown.iter().any(|(name, _)| name == "第1页.pdf") && shown.iter().any(|(name, _)| name == "车间.png"));
    for (name, href) in shown {
        let file = officer.browser().get(&href).await;
        assert!(file.header("content-disposition").starts_with("attachment"), "{name}");
        let look = officer.browser().get(&format!("{href}?look")).await;
        assert_eq!((look.status.as_u16(), look.header("content-disposition")), (200, "inline"), "{name}");
        // whoever has nothing to do with it sees neither
        assert_eq!(town.person("officer-emergency").await.tries(&format!("{href}?look")).await, 404);
    }
    // offered again at the next application, one by one
    counter::begins(&mut clerk).await;
    clerk.follows("以前填过、交过的内容可以沿用，去看看").await;
    clerk.sees("防控方案：第1页.pdf").sees("防控方案：车间.png").does_not_see("第2页.pdf");
}

#[tokio::test]
async fn what_is_looked_at_runs_nothing_and_what_cannot_be_shown_is_only_kept() {
    let town = TestTown::start(DAY, &HOUSE).await;
    let mut clerk = town.person("clerk").await;
    let case = counter::begins(&mut clerk).await;
    clerk.opens(&format!("{case}/papers")).await;
    let mut sheet = b"PK\x03\x04 xl/workbook.xml".to_vec();
    sheet.extend(b"<script>alert(1)</script>");
    // a picture that is a page as well
    let both = [papers::png(), b"<html><script>alert(1)</script>".to_vec()].concat();
    for (name, bytes) in [("图.html", &both), ("方案.pdf", &papers::pdf()), ("表.svg", &sheet)] {
        clerk.at("防控方案").attaches("选择文件", name, bytes);
    }
    clerk.at("防控方案").presses("上传").await;
    clerk.is_told(&[]);
    let expected = [
        ("image/png", "inline", "default-src 'none'; sandbox"),
        ("application/pdf", "inline", "default-src 'none'; object-src 'self'"),
        (
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            "attachment",
            "default-src 'none'; script",
        ),
    ];
    for ((name, href), (kind, way, policy)) in files(&clerk).into_iter().zip(expected) {
        let look = clerk.browser().get(&format!("{href}?look")).await;
        assert_eq!(look.header("content-type"), kind, "{name}");
        assert!(look.header("content-disposition").starts_with(way), "{name}");
        assert!(look.header("content-security-policy").starts_with(policy), "{name}");
        assert_eq!((look.header("x-content-type-options"), look.header("cache-control")), ("nosniff", "no-store"));
    }
    let unknown = town.stranger().browser().get(&format!("{}?look", files(&clerk)[0].1)).await;
    assert_eq!(unknown.status, 303, "nobody is signed in");
}

#[tokio::test]
async fn a_paper_has_an_end_and_says_so_in_both_languages() {
    let town = TestTown::start(DAY, &HOUSE).await;
    let mut clerk = town.person("clerk").await;
    let case = counter::begins(&mut clerk).await;
    clerk.opens(&format!("{case}/papers")).await;
    for number in 0..21 {
        clerk.at("防控方案").attaches("选择文件", &format!("{number}.pdf"), &page(papers::pdf(), number));
    }
    let too_many = clerk.at("防控方案").letter("上传");
    assert_eq!(clerk.sends(&too_many).await, 422);
    clerk.is_told(&["这份材料加上所选文件共 21 个，最多 20 个", "这次选的文件一个也没有保存"]);
    assert!(names(&clerk).is_empty(), "half of an upload is none");
    let mut clerk = clerk.reading_english();
    assert_eq!(clerk.sends(&too_many).await, 422);
    let told = "with the files chosen this paper would have 21 files; at most 20 fit";
    clerk.is_told(&[told, "none of the files chosen this time was kept"]);
    let mut fits = too_many;
    fits.files.pop();
    assert_eq!(clerk.sends(&fits).await, 200);
    assert_eq!(names(&clerk).len(), 20);
}
