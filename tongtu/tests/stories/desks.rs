//! The officer's queue: filters in the address, saved views, files that hold the list, and a desk that sees its own.

use testkit::{Db, TestTown};
use web::Role;

use crate::counter::{self, desk_of};
use crate::house::{DAY, HOUSE, REGION, newcomer};

testkit::on_both_engines!(
    filters_stand_in_the_address_and_tell_what_they_leave,
    a_view_is_saved_once_and_opened_by_colleagues_alone,
    the_file_holds_exactly_the_lines_of_the_list,
    a_desk_sees_nothing_of_another,
    two_thousand_lines_make_a_small_page,
);

async fn filters_stand_in_the_address_and_tell_what_they_leave(db: Db) {
    let town = TestTown::on(db, DAY, &HOUSE).await;
    let mut clerk = town.person("clerk").await;
    let case = counter::files(&mut clerk).await;
    let number = clerk.fact("编号");
    counter::files(&mut clerk).await;
    let mut officer = town.person("officer-health").await;
    officer.opens("/o").await.sees("共 2 件").sees("2 件待办").sees("0 件由我办理");
    officer.opens(&format!("/o?q={number}")).await.sees("共 1 件");
    assert_eq!(officer.value("按名称、代码或编号查找"), number);
    officer.opens("/o?service=resume-work&who=nobody").await.sees("共 2 件");
    officer.opens("/o?service=no-such-service").await.sees("共 0 件").sees("没有符合条件的办件");
    officer.opens("/o?due=overdue").await.sees("共 0 件");
    counter::decides(&town, "officer-health", &case, "health-review", "同意", "").await;
    officer.opens("/o").await.sees("共 1 件");
    officer.opens("/o?state=all").await.sees("共 2 件");
    officer.opens("/o?state=approved").await.sees("共 1 件");
    town.days_pass(30);
    let mut officer = town.person("officer-health").await;
    officer.opens("/o?due=overdue").await.sees("共 1 件");
    for hostile in ["/o?who=%27%20OR%201%3D1--", "/o?sort=%27%3BDROP", "/o?per=-1&page=0&due=%00&state=waiting"] {
        assert_eq!(officer.tries(hostile).await, 200, "{hostile}");
    }
}

async fn a_view_is_saved_once_and_opened_by_colleagues_alone(db: Db) {
    let town = TestTown::on(db, DAY, &HOUSE).await;
    let mut officer = town.person("officer-health").await;
    officer.opens("/o?due=today&who=me&page=3").await.presses("保存视图").await;
    officer.is_told(&["视图没有名称，或名称超过 40 字"]);
    let letter = officer.fills("name", "今天到期的").letter("保存视图");
    for _ in 0..2 {
        assert_eq!(officer.sends(&letter).await, 200);
    }
    assert_eq!(officer.page().path, "/o?due=today&who=me");
    let views = officer.page().links.iter().filter(|link| link.words == "今天到期的");
    let address = views.map(|link| link.href.clone()).collect::<Vec<_>>();
    assert_eq!(address.len(), 1, "sent twice, kept once");
    officer.fills("name", "今天到期的").presses("保存视图").await;
    officer.is_told(&["已经有叫“今天到期的”的视图"]);

    let mut colleague = newcomer(&town, "colleague", Role::Officer, "health", "").await;
    colleague.opens(&address[0]).await;
    assert_eq!(colleague.page().path, "/o?due=today&who=me");
    assert!(
        colleague.page().links.iter().all(|link| link.words != "今天到期的"),
        "it is not among the colleague's own"
    );
    let mut stranger = town.person("officer-industry").await;
    assert_eq!(stranger.tries(&address[0]).await, 404);
    officer.opens("/o").await.presses("删除 今天到期的").await;
    assert_eq!(colleague.tries(&address[0]).await, 404);
}

async fn the_file_holds_exactly_the_lines_of_the_list(db: Db) {
    let town = TestTown::on(db, DAY, &HOUSE).await;
    let mut clerk = town.person("clerk").await;
    for _ in 0..3 {
        counter::files(&mut clerk).await;
    }
    let mut officer = town.person("officer-health").await;
    officer.opens("/o?sort=-filed").await.sees("导出 3 行（CSV）").sees("导出 3 行（XLSX）");
    let numbers = |lines: Vec<String>| -> Vec<String> {
        let number = |line: String| line.split(['|', ',']).next().unwrap_or_default().trim().to_owned();
        lines.into_iter().map(|line| number(line).rsplit(' ').next().unwrap_or_default().to_owned()).collect()
    };
    let shown = numbers(officer.page().rows.clone());
    let file = officer.browser().get("/o/export.csv?sort=-filed").await;
    assert!(file.header("content-disposition").contains("queue-3.csv"), "{}", file.header("content-disposition"));
    let text = file.text();
    let lines: Vec<String> = text.trim_end().lines().map(str::to_owned).collect();
    assert_eq!(lines.len(), 4, "a heading and three lines: {text}");
    assert_eq!(numbers(lines[1..].to_vec()), shown);
    let book = officer.browser().get("/o/export.xlsx?sort=-filed").await;
    assert!(book.header("content-disposition").contains("queue-3.xlsx"));
    let none = officer.browser().get("/o/export.csv?q=nobody").await.text();
    assert_eq!(none.trim_end().lines().count(), 1);
}

async fn a_desk_sees_nothing_of_another(db: Db) {
    let town = TestTown::on(db, DAY, &HOUSE).await;
    let mut clerk = town.person("clerk").await;
    let case = counter::files(&mut clerk).await;
    let mut foreign = town.person("officer-emergency").await;
    foreign.opens("/o?state=all").await.sees("共 0 件");
    assert_eq!(foreign.browser().get("/o/export.csv?state=all").await.text().trim_end().lines().count(), 1);
    let desk = desk_of(&case, "health-review");
    assert_eq!(foreign.tries(&desk).await, 404);
    let mut officer = town.person("officer-health").await;
    officer.opens(&desk).await;
    let take = officer.letter("由我办理");
    assert_eq!(foreign.sends(&take).await, 404);
    let id = case.rsplit('/').next().expect("an id");
    let forged = officer.opens("/o").await.letter("一起同意…").with("pick", &format!("{REGION}/{id}/health-review"));
    assert_eq!(foreign.sends(&forged).await, 422);
    foreign.sees("没有勾选任何一件");
}

async fn two_thousand_lines_make_a_small_page(db: Db) {
    let town = TestTown::on(db, DAY, &HOUSE).await;
    let mut clerk = town.person("clerk").await;
    let case = counter::files(&mut clerk).await;
    let id = case.rsplit('/').next().expect("an id").to_owned();
    let many = town.app().db().write(move |tx| -> Result<(), store::Fault> {
        for n in 1..2000 {
            let copy = format!("COPY{n:022}");
            let number = format!("{REGION}-20200316-9{n:04}");
            tx.execute(
                "INSERT INTO case_file (region, id, number, playbook, digest, service, subject_id, subject_name, subject_code,
                    state, filed_at, due_on, due_provisional, created_at, updated_at)
                 SELECT region, $3, $4, playbook, digest, service, subject_id, subject_name, subject_code,
                    state, filed_at, due_on, due_provisional, created_at, updated_at
                 FROM case_file WHERE region = $1 AND id = $2",
                store::params![REGION, &id, &copy, &number],
            )?;
            tx.execute(
                "INSERT INTO case_step (region, case_id, step, agency, position, state, waits_for, working_days, opened_at,
                    due_on, reason, asks_for)
                 SELECT region, $3, step, agency, position, state, waits_for, working_days, opened_at, due_on, reason, asks_for
                 FROM case_step WHERE region = $1 AND case_id = $2",
                store::params![REGION, &id, &copy],
            )?;
        }
        Ok(())
    });
    many.await.expect("two thousand cases");
    let mut officer = town.person("officer-health").await;
    officer.opens("/o?per=2000").await.sees("共 2,000 件");
    assert_eq!(officer.page().rows.len(), 2000);
    let answer = officer.browser().clone().header("accept-encoding", "gzip").get("/o?per=2000").await;
    assert_eq!(answer.header("content-encoding"), "gzip");
    assert!(answer.bytes.len() < 300 * 1024, "{} bytes", answer.bytes.len());
    let file = officer.browser().get("/o/export.csv").await.text();
    assert_eq!(file.trim_end().lines().count(), 2001);
}
