//! Auditors: what was done and by whom, whether the record is whole, who looked at whose data and what proves it.

use ground::audit::check_now;
use store::{Fault, params};
use testkit::{Db, TestTown};

use crate::counter::{self, desk_of};
use crate::house::{DAY, HOUSE, REGION};
use crate::silence::jobs_run;

testkit::on_both_engines!(
    the_journal_is_filtered_by_person_act_case_and_day,
    a_whole_chain_says_until_where_and_a_broken_one_names_the_entry,
    each_look_stands_in_the_chain_once_and_a_changed_or_removed_line_is_found,
);

async fn the_journal_is_filtered_by_person_act_case_and_day(db: Db) {
    let town = TestTown::on(db, DAY, &HOUSE).await;
    let mut clerk = town.person("clerk").await;
    let case = counter::files(&mut clerk).await;
    let number = clerk.fact("编号");
    counter::files(&mut clerk).await;
    counter::decides(&town, "officer-health", &case, "health-review", "同意", "").await;
    let mut auditor = town.person("auditor").await;
    auditor.opens(&format!("/audit?case={number}&act=case/step-approved")).await.sees("共 1 条").sees("刘佳宁");
    auditor.sees("卫生健康局");
    auditor.opens("/audit?act=case/file").await.sees("共 2 条");
    auditor.opens("/audit?who=officer-health&act=case/").await.sees("共 1 条");
    auditor.opens("/audit?who=health&act=case/step-approved").await.sees("共 1 条");
    auditor.opens("/audit?who=nobody-of-this-name").await.sees("没有符合条件的记录");
    auditor.opens("/audit?act=case/file&from=2020-03-16&to=2020-03-16").await.sees("共 2 条");
    auditor.opens("/audit?act=case/file&from=2020-03-17").await.sees("没有符合条件的记录");
    assert_eq!(auditor.tries("/audit?from=soon&to=2020-02-30").await, 422);
    auditor.is_told(&["`soon` 不是日期", "`2020-02-30` 不是日期"]);
    assert_eq!(auditor.tries("/audit?from=2020-03-17&to=2020-03-16").await, 422);
    auditor.is_told(&["结束日期早于开始日期"]);
    for hostile in
        ["/audit?who=%27%20OR%201--&act=%27&case=%27&thing=%27&sort=%27", "/audit?case=%E2%82%AC&page=99999999"]
    {
        assert_eq!(auditor.tries(hostile).await, 200, "{hostile}");
    }
    let file = auditor.browser().get(&format!("/audit/export.csv?case={number}")).await;
    let name = file.header("content-disposition").to_owned();
    let text = file.text();
    let lines = text.trim_end().lines().count() - 1;
    assert!(lines > 3 && name.contains(&format!("journal-{lines}.csv")), "{name}: {lines}");
    assert_eq!(auditor.browser().get("/audit/export.csv?from=x").await.status, 422);
    let mut officer = town.person("officer-health").await;
    for path in ["/audit", "/audit/looked", "/audit/export.csv"] {
        assert_eq!(officer.tries(path).await, 403, "{path}");
    }
}

async fn a_whole_chain_says_until_where_and_a_broken_one_names_the_entry(db: Db) {
    let town = TestTown::on(db, DAY, &HOUSE).await;
    let mut clerk = town.person("clerk").await;
    counter::files(&mut clerk).await;
    let mut auditor = town.person("auditor").await;
    auditor.opens("/audit").await.sees("还没有核对过").presses("现在从头核对").await;
    jobs_run(&town).await;
    auditor.opens("/audit").await.sees("条为止完整").sees("末尾校验值");
    // somebody with the database in hand changes an entry
    let changed = town.app().db().write(|tx| -> Result<i64, Fault> {
        let sql = "SELECT seq FROM store_journal WHERE region = $1 AND act = 'case/file'";
        let seq: i64 = tx.one(sql, params![REGION])?.get("seq")?;
        tx.execute("UPDATE store_journal SET detail = '{}' WHERE region = $1 AND seq = $2", params![REGION, seq])?;
        Ok(seq)
    });
    let seq = changed.await.expect("an entry is changed");
    town.days_pass(1);
    let mut auditor = town.person("auditor").await;
    auditor.opens("/audit").await.sees("条为止完整");
    check_now(town.app().db(), town.app().now_ms(), "system").await.expect("the check runs");
    auditor.opens("/audit").await.sees(&format!("{REGION}：第 {seq} 条对不上"));
    auditor.sees("这一条或它前面一条被改过").sees(&format!("到第 {} 条为止是完整的", seq - 1));
}

async fn each_look_stands_in_the_chain_once_and_a_changed_or_removed_line_is_found(db: Db) {
    let town = TestTown::on(db, DAY, &HOUSE).await;
    let mut clerk = town.person("clerk").await;
    let first = counter::files(&mut clerk).await;
    let second = counter::files(&mut clerk).await;
    let mut officer = town.person("officer-health").await;
    for case in [&first, &second, &first] {
        officer.opens(&desk_of(case, "health-review")).await;
    }
    let mut auditor = town.person("auditor").await;
    auditor.opens("/audit?act=data/looked").await.sees("共 2 条");
    auditor.opens("/audit/looked").await.sees("共 2 条").sees("刘佳宁").sees("通河县河滨纺织有限公司");
    auditor.sees("与办理记录第");
    auditor.opens("/audit/looked?who=officer-industry").await.sees("共 0 条");
    auditor.opens("/audit/looked?subject=nobody").await.sees("没有符合条件的查看");
    let file = auditor.browser().get("/audit/looked/export.csv").await.text();
    assert_eq!(file.trim_end().lines().count(), 3, "{file}");
    check_now(town.app().db(), town.app().now_ms(), "system").await.expect("the check runs");
    auditor.opens("/audit").await.does_not_see("查看记录与办理记录对不上");
    // one line gets another reason, another goes
    let done = town.app().db().write(|tx| -> Result<(), Fault> {
        let rows =
            tx.query("SELECT journal_seq FROM data_access WHERE region = $1 ORDER BY journal_seq", params![REGION])?;
        let seqs = rows.iter().map(|row| row.get("journal_seq")).collect::<Result<Vec<i64>, Fault>>()?;
        tx.execute(
            "UPDATE data_access SET why = 'x' WHERE region = $1 AND journal_seq = $2",
            params![REGION, seqs[0]],
        )?;
        tx.execute("DELETE FROM data_access WHERE region = $1 AND journal_seq = $2", params![REGION, seqs[1]])?;
        Ok(())
    });
    done.await.expect("the table is changed");
    town.days_pass(1);
    let mut auditor = town.person("auditor").await;
    auditor.opens("/audit/looked").await.sees("对不上：被改过");
    check_now(town.app().db(), town.app().now_ms(), "system").await.expect("the check runs");
    auditor.opens("/audit").await.sees("登记内容被改过").sees("登记不见了").sees("条为止完整");
}
