//! Numbers of people are sealed in the database: pages mask them as ever, and what was there before is sealed by a job.

use store::{Fault, params};
use testkit::{Db, TestTown};
use web::jobs::run_due;

use crate::counter;
use crate::forms_town;
use crate::house::{DAY, HOUSE};
use crate::sources_town::Folder;

const PHONE: &str = "13800000000";

testkit::on_both_engines!(
    a_number_given_in_a_case_is_not_in_the_database_to_be_read,
    contacts_of_enterprises_are_sealed_and_shown_as_before,
    what_was_written_before_is_sealed_by_a_job,
);

/// What a column of a table holds.
async fn column(town: &TestTown, sql: &'static str) -> Vec<String> {
    let read = town.app().db().read(move |tx| -> Result<Vec<String>, Fault> {
        tx.query(sql, &[])?.iter().map(|row| row.get("text")).collect()
    });
    read.await.expect("a column")
}

const FACTS: &str = "SELECT value AS text FROM case_fact WHERE kind = 'text' ORDER BY fact";
const PHONES: &str = "SELECT value AS text FROM case_fact WHERE fact = 'contact_phone'";
const CONTACTS: &str = "SELECT contact_phone AS text FROM enterprise WHERE contact_phone IS NOT NULL";

const TOLD: &str = "SELECT value AS text FROM source_fact WHERE value IS NOT NULL";
const AWAITED: &str = "SELECT last_value AS text FROM case_awaited WHERE last_value IS NOT NULL";

const TOLD_EARLIER: &str = "INSERT INTO source_fact (region, source, subject, fact, state, since_at, kind, value, got_at) \
     VALUES ('990121', 's', 'k', 'phone', 'known', 1, 'text', $1, 1)";
const AWAITED_EARLIER: &str = "INSERT INTO case_awaited (region, case_id, fact, state, source, source_zh, source_en, subject, since_at, last_kind, last_value) \
     VALUES ('990121', 'c', 'phone', 'degraded', 's', '', '', 'k', 1, 'text', $1)";

async fn a_number_given_in_a_case_is_not_in_the_database_to_be_read(db: Db) {
    let town = TestTown::on(db, DAY, &HOUSE).await;
    let mut clerk = town.person("clerk").await;
    let case = counter::files(&mut clerk).await;
    assert!(column(&town, PHONES).await.iter().all(|text| text.starts_with("sealed:")), "sealed");
    let facts = column(&town, FACTS).await;
    assert!(!facts.is_empty() && facts.iter().all(|text| !text.contains(PHONE)), "{facts:?}");
    assert!(facts.iter().any(|text| text.contains("河滨路")), "what is nobody's number stands as it is");
    let journal = column(&town, "SELECT detail AS text FROM store_journal").await;
    assert!(journal.iter().all(|text| !text.contains(PHONE)));
    let mut officer = town.person("officer-health").await;
    officer.opens(&counter::desk_of(&case, "health-review")).await.sees("138****0000").does_not_see(PHONE);
}

async fn contacts_of_enterprises_are_sealed_and_shown_as_before(db: Db) {
    let town = TestTown::on(db, DAY, &HOUSE).await;
    let mut clerk = town.person("clerk").await;
    clerk.opens("/e/enterprise/edit").await.fills("contact_phone", PHONE).presses("保存").await;
    assert!(column(&town, CONTACTS).await.iter().all(|text| text.starts_with("sealed:")));
    clerk.opens("/e/enterprise").await.sees("138****0000");
    // said again, it is the same number and no change
    clerk.opens("/e/enterprise/edit").await.fills("contact_phone", PHONE).presses("保存").await;
    let told = column(&town, "SELECT act AS text FROM store_journal WHERE act = 'enterprise/restated'").await;
    assert_eq!(told.len(), 1);
}

async fn what_was_written_before_is_sealed_by_a_job(db: Db) {
    let town = TestTown::on(db, DAY, &HOUSE).await;
    let mut clerk = town.person("clerk").await;
    let case = counter::files(&mut clerk).await;
    clerk.opens("/e/enterprise/edit").await.fills("contact_phone", PHONE).presses("保存").await;
    let earlier = town.app().db().write(|tx| -> Result<(), Fault> {
        tx.execute("UPDATE case_fact SET value = $1 WHERE fact = 'contact_phone'", params![PHONE])?;
        tx.execute("UPDATE enterprise SET contact_phone = $1 WHERE uscc = '91990121MA000100XU'", params![PHONE])?;
        tx.execute(TOLD_EARLIER, params![PHONE])?;
        tx.execute(AWAITED_EARLIER, params![PHONE])?;
        Ok(())
    });
    earlier.await.expect("written as before");
    assert_eq!(column(&town, PHONES).await, [PHONE]);
    for _ in 0..2 {
        ground::cases::seal_earlier(town.app()).await.expect("wished");
        run_due(town.app(), "w").await.expect("run");
    }
    for sql in [PHONES, CONTACTS, TOLD, AWAITED] {
        let found = column(&town, sql).await;
        assert!(!found.is_empty() && found.iter().all(|text| text.starts_with("sealed:")), "{sql}: {found:?}");
    }
    let noted = column(&town, "SELECT act AS text FROM store_journal WHERE act = 'data/sealed'").await;
    assert_eq!(noted.len(), 1, "once, however often it is wished");
    let mut officer = town.person("officer-health").await;
    officer.opens(&counter::desk_of(&case, "health-review")).await.sees("138****0000");
}

/// What the people of the story tell of themselves, and what must stand nowhere in the file of the database.
const TOLD_OF_PEOPLE: [&str; 6] =
    ["13800002222", "13800003333", "13900001111", "13700004444", "11010519491231002X", "欧阳若水"];

/// Which of them stand in the file of a database, its log of changes included.
fn found_in(path: &std::path::Path) -> Vec<&'static str> {
    let log = path.with_extension("db-wal");
    let mut bytes = std::fs::read(path).expect("the file of the database");
    bytes.extend(std::fs::read(log).unwrap_or_default());
    TOLD_OF_PEOPLE.into_iter().filter(|told| bytes.windows(told.len()).any(|part| part == told.as_bytes())).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_told_of_people_stands_in_the_file_of_the_database() {
    let folder = Folder::new();
    let path = folder.0.join("town.db");
    let (town, mut clerk) = forms_town::town(Db::sqlite(&path).expect("a file")).await;
    clerk.opens("/e/enterprise/edit").await.fills("contact_phone", "13700004444").fills("contact_name", "欧阳若水");
    clerk.presses("保存").await;
    let case = forms_town::begins(&mut clerk).await;
    clerk.fills("请说明经过", "第一行").fills("合作单位的代码是什么？", "91350100M000100Y43");
    clerk.fills("负责人的身份证号是什么？", "11010519491231002X").fills("负责人的电话是多少？", "13800002222");
    clerk.fills("住在哪里？", "河滨路 18 号").fills("第 1 行，姓名", "李明").fills("第 1 行，电话", "x");
    // refused once, with everything typed held for the person, then said rightly
    clerk.fills("粘贴", "电话\t姓名\n13900001111\t王芳").chooses("有没有宿舍？", "否").presses("继续").await;
    assert_eq!(clerk.page().status, 422);
    clerk.fills("负责人的身份证号是什么？", "11010519491231002X").fills("负责人的电话是多少？", "13800002222");
    clerk.fills("第 1 行，电话", "13800003333").ticks("以上人员均已体检合格").presses("存草稿，以后再填").await;
    clerk.opens(&format!("{case}/answers")).await;
    let letter = clerk.letter("存草稿，以后再填").with("fact-from_place-1", "330000");
    clerk.sends(&letter).await;
    clerk.opens(&format!("{case}/check")).await.sees("李明 · 138****3333").sees("王芳 · 139****1111");
    clerk.fills("负责人签名", "李明").ticks("以上内容已核对，真实有效").presses("提交申请").await;
    assert!(clerk.page().path.ends_with("/receipt"), "{}", clerk.page().told());
    assert_eq!(found_in(&path), Vec::<&str>::new());

    let planted = town.app().db().write(|tx| -> Result<(), Fault> {
        tx.execute(
            "UPDATE enterprise SET contact_phone = $1 WHERE uscc = '91990121MA000100XU'",
            params!["13700004444"],
        )?;
        Ok(())
    });
    planted.await.expect("planted");
    assert_eq!(found_in(&path), ["13700004444"], "what is planted is found");
}
