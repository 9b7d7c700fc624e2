//! Watching over deadlines: figures that lead to their lists, alerts to whom they are for, the whole case on one page.

use testkit::{Db, TestTown};
use web::Role;

use crate::counter::{self, desk_of};
use crate::house::{DAY, HOUSE, REGION, newcomer};
use crate::silence::jobs_run;

testkit::on_both_engines!(
    every_figure_leads_to_exactly_its_lines,
    the_file_holds_the_lines_the_filter_leaves,
    each_desk_is_told_what_is_for_it_and_no_more,
    the_lead_agency_reads_the_whole_case_on_one_page,
);

/// Where each figure of the page leads, by its words.
fn figure(person: &testkit::Person, words: &str) -> (i64, String) {
    let link = person.page().links.iter().find(|link| link.words.ends_with(words));
    let link = link.unwrap_or_else(|| panic!("no figure `{words}` in {}", person.page().told()));
    let number = link.words.split_whitespace().next().unwrap_or_default();
    (number.parse().unwrap_or_else(|_| panic!("`{}` begins with no number", link.words)), link.href.clone())
}

async fn every_figure_leads_to_exactly_its_lines(db: Db) {
    let town = TestTown::on(db, DAY, &HOUSE).await;
    let mut clerk = town.person("clerk").await;
    let first = counter::files(&mut clerk).await;
    counter::files(&mut clerk).await;
    let mut health = town.person("officer-health").await;
    health.opens(&desk_of(&first, "health-review")).await;
    health.chooses("意见", "要求补正").chooses("要求补正的内容", "返岗人员名册");
    health.fills("理由", "缺少到达日期").presses("提交意见").await;
    let mut industry = town.person("officer-industry").await;
    industry.opens(&counter::more_of(&first)).await.at("急事急办").fills("理由", "防疫物资企业");
    industry.presses("提请批准").await;

    let mut watcher = town.person("supervisor").await;
    watcher.opens("/s").await;
    let words = [
        "件已逾期",
        "件今天到期",
        "个环节三个工作日内到期",
        "个环节在部门手上",
        "个环节等申请人补正",
        "个环节要求补正两次以上",
        "个环节停止计时",
        "个环节急事急办",
        "个环节提请延期，等批准",
        "个环节已延长期限",
        "个环节交办或移交给了他人",
    ];
    let figures: Vec<(i64, String)> = words.iter().map(|words| figure(&watcher, words)).collect();
    assert_eq!(figures.iter().map(|(n, _)| *n).collect::<Vec<_>>(), [0, 0, 3, 3, 1, 0, 0, 0, 0, 0, 0]);
    for (n, href) in &figures {
        watcher.opens(href).await.sees(&format!("共 {n} 行"));
    }
    // a filter on the page goes with every figure
    watcher.opens("/s?agency=health").await;
    let (n, href) = figure(&watcher, "个环节在部门手上");
    assert_eq!((n, href.as_str()), (1, "/s/list?agency=health&mark=open"));
    watcher.opens(&href).await.sees("共 1 行").sees("卫生健康局");
    watcher.opens("/s?agency=no-such").await.sees("没有在办的环节");
    for hostile in
        ["/s?agency=%27%20OR%201%3D1--&service=%25", "/s/list?who=%27--&sort=%27&page=0&age=9&mark=x&due=%25"]
    {
        assert_eq!(watcher.tries(hostile).await, 200, "{hostile}");
    }
    town.days_pass(3);
    let mut watcher = town.person("supervisor").await;
    watcher.opens("/s").await;
    let (n, href) = figure(&watcher, "件已逾期");
    assert_eq!(n, 3);
    watcher.opens(&href).await.sees("共 3 行");
    watcher.opens("/s/list?age=2").await.sees("共 4 行");
    watcher.opens("/s/list?mark=correction").await.sees("要求补正 1 次");
    let mut stranger = town.person("officer-health").await;
    assert_eq!(stranger.tries("/s").await, 403);
}

async fn the_file_holds_the_lines_the_filter_leaves(db: Db) {
    let town = TestTown::on(db, DAY, &HOUSE).await;
    let mut clerk = town.person("clerk").await;
    for _ in 0..2 {
        counter::files(&mut clerk).await;
    }
    let mut watcher = town.person("supervisor").await;
    watcher.opens("/s/list?agency=health").await.sees("导出 2 行（CSV）").sees("导出 2 行（XLSX）");
    let file = watcher.browser().get("/s/list/export.csv?agency=health").await;
    assert!(file.header("content-disposition").contains("watched-2.csv"), "{}", file.header("content-disposition"));
    let text = file.text();
    assert_eq!(text.trim_end().lines().count(), 3, "{text}");
    assert!(text.contains("卫生健康局") && !text.contains("工业和信息化局"), "{text}");
    let book = watcher.browser().get("/s/list/export.xlsx?agency=health").await;
    assert!(book.header("content-disposition").contains("watched-2.xlsx"));
    let none = watcher.browser().get("/s/list/export.csv?q=nobody").await.text();
    assert_eq!(none.trim_end().lines().count(), 1);
}

async fn each_desk_is_told_what_is_for_it_and_no_more(db: Db) {
    let town = TestTown::on(db, DAY, &HOUSE).await;
    let mut clerk = town.person("clerk").await;
    let case = counter::files(&mut clerk).await;
    town.days_pass(1);
    jobs_run(&town).await;
    let mut officer = town.person("officer-health").await;
    officer.opens("/o/alerts").await.sees("今天是最后一天").sees("共 1 行").does_not_see("工业和信息化局");
    officer.opens("/o/alerts?agency=industry").await.sees("共 1 行").sees("卫生健康局");
    officer.opens("/o/alerts?kind=late").await.sees("没有要提醒的事");
    let mut head = town.person("head-health").await;
    head.opens("/o/alerts").await.sees("共 1 行");
    town.days_pass(1);
    jobs_run(&town).await;
    let mut head = town.person("head-health").await;
    head.opens("/o/alerts?kind=late").await.sees("已逾期，提醒部门负责人").sees("共 1 行");
    let mut watcher = town.person("supervisor").await;
    watcher.opens("/s/alerts?kind=late&agency=health").await.sees("共 1 行");
    let file = watcher.browser().get("/s/alerts/export.csv?kind=late&agency=health").await.text();
    assert_eq!(file.trim_end().lines().count(), 2, "{file}");
    town.days_pass(1);
    jobs_run(&town).await;
    // nobody answered: the rule did, and whoever should have is told
    let mut head = town.person("head-health").await;
    head.opens("/o/alerts").await.sees("到期没有答复，已按规则处理").does_not_see("提醒部门负责人");
    let mut command = town.person("command").await;
    command.opens("/c/alerts").await.does_not_see("通河县河滨纺织有限公司");
    clerk.opens(&case).await.sees("准予");
}

async fn the_lead_agency_reads_the_whole_case_on_one_page(db: Db) {
    let town = TestTown::on(db, DAY, &HOUSE).await;
    let mut clerk = town.person("clerk").await;
    let case = counter::files(&mut clerk).await;
    let id = case.rsplit('/').next().expect("an id").to_owned();
    let whole = format!("/o/whole/{REGION}/{id}");
    let mut industry = town.person("officer-industry").await;
    industry.opens(&case.replace("/e/case/", "/o/talk/")).await.chooses("写给谁", "内部备注");
    industry.fills("内容", "请卫健先看通风").presses("发送").await;
    counter::decides(&town, "officer-health", &case, "health-review", "同意", "通风符合要求").await;
    industry.opens(&desk_of(&case, "industry-review")).await.follows("全案").await;
    assert_eq!(industry.page().path, whole);
    industry.sees("卫生健康局").sees("工业和信息化局").sees("通风符合要求").sees("请卫健先看通风");
    industry.sees("谁在办、办到何时").sees("部门在办").sees("防控方案.pdf").sees("办理记录");
    let paper = industry.page().links.iter().find(|link| link.words == "防控方案.pdf").expect("a paper").href.clone();
    assert_eq!(industry.browser().get(&paper).await.status, 200);

    let mut watcher = town.person("supervisor").await;
    watcher.opens(&format!("/s/case/{REGION}/{id}")).await.sees("请卫健先看通风");
    // who takes part without leading reads the own step alone
    let mut health = town.person("officer-health").await;
    assert_eq!(health.tries(&whole).await, 404);
    assert_eq!(health.tries(&paper).await, 404);
    let mut elsewhere = newcomer(&town, "fire", Role::Officer, "fire-rescue", "").await;
    assert_eq!(elsewhere.tries(&whole).await, 404);
    assert_eq!(elsewhere.tries(&format!("/o/whole/{REGION}/no-such")).await, 404);
    // who read it stands where the applicant can see it
    clerk.opens("/account/looked").await.sees("工业和信息化局");
}
