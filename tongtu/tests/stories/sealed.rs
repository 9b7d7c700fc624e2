//! Numbers of people are sealed in the database: pages mask them as ever, and what was there before is sealed by a job.

use store::{Fault, params};
use testkit::{Db, TestTown};
use web::jobs::run_due;

use crate::counter;
use crate::house::{DAY, HOUSE};

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
        Ok(())
    });
    earlier.await.expect("written as before");
    assert_eq!(column(&town, PHONES).await, [PHONE]);
    for _ in 0..2 {
        ground::cases::seal_earlier(town.app()).await.expect("wished");
        run_due(town.app(), "w").await.expect("run");
    }
    for sql in [PHONES, CONTACTS] {
        let found = column(&town, sql).await;
        assert!(!found.is_empty() && found.iter().all(|text| text.starts_with("sealed:")), "{sql}: {found:?}");
    }
    let noted = column(&town, "SELECT act AS text FROM store_journal WHERE act = 'data/sealed'").await;
    assert_eq!(noted.len(), 1, "once, however often it is wished");
    let mut officer = town.person("officer-health").await;
    officer.opens(&counter::desk_of(&case, "health-review")).await.sees("138****0000");
}
