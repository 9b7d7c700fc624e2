//! How both engines go about the queries that officers and programs send most: by an index, never through the table.

use store::{Db, Engine, Fault, MigrationSet, Tx, Value, params};
use web::{Role, Session};

use super::queue::{self, Look};
use super::search::{self, Order, Search};

/// Cases in the table; with fewer, reading all of them is the better way.
const CASES: i64 = 6_000;

/// A desk's cases: one in twenty of its county waits.
async fn filled(db: &Db) {
    let sets = [MigrationSet { feature: "cases", files: super::FEATURE.migrations }];
    db.migrate(&sets).await.expect("tables");
    let engine = db.engine();
    let filled = db.write(move |tx| -> Result<(), Fault> {
        let numbers = "WITH RECURSIVE n(i) AS (SELECT 1 AS i UNION ALL SELECT i + 1 FROM n WHERE i < $1) ";
        let county = "CASE i % 4 WHEN 0 THEN '990121' WHEN 1 THEN '990122' WHEN 2 THEN '990123' ELSE '990200' END";
        let cases = format!(
            "INSERT INTO case_file (region, id, playbook, digest, service, subject_id, subject_name, subject_code, state,
                                    filed_at, due_on, due_provisional, created_at, updated_at)
             {numbers} SELECT {county}, 'case' || i, 'p', 'd', 's', 'firm' || (i % 500), 'n', 'c', 'under-review',
                              i, '2020-03-17', 0, 0, 0 FROM n"
        );
        tx.execute(&cases, params![CASES])?;
        let steps = format!(
            "INSERT INTO case_step (region, case_id, step, agency, position, state, waits_for, working_days, due_on,
                                    reason, asks_for)
             {numbers} SELECT {county}, 'case' || i, 'look', CASE (i / 4) % 2 WHEN 0 THEN 'health' ELSE 'industry' END, 0,
                              CASE WHEN (i / 8) % 20 = 0 THEN 'open' ELSE 'approved' END, '[]', 1, '2020-03-17', '', ''
                         FROM n"
        );
        tx.execute(&steps, params![CASES])?;
        // PostgreSQL counts by itself in the background; SQLite is never asked to.
        if engine == Engine::Postgres {
            tx.execute("ANALYZE", &[])?;
        }
        Ok(())
    });
    filled.await.expect("rows");
}

/// The engine's own account of how it would run a query.
fn plan(tx: &mut Tx, engine: Engine, (sql, values): (String, Vec<Value>)) -> Result<String, Fault> {
    let rows = match engine {
        Engine::Sqlite => tx.query(&format!("EXPLAIN QUERY PLAN {sql}"), &values)?,
        Engine::Postgres => tx.query(&format!("EXPLAIN {}", written_out(&sql, &values)), &[])?,
    };
    let column = if engine == Engine::Sqlite { "detail" } else { "QUERY PLAN" };
    let lines: Vec<String> = rows.iter().map(|row| row.get(column)).collect::<Result<_, _>>()?;
    Ok(lines.join("\n"))
}

/// PostgreSQL explains no statement with parameters, so they are written out, the last first: `$1` begins `$12`.
fn written_out(sql: &str, values: &[Value]) -> String {
    let mut text = sql.to_owned();
    for (at, value) in values.iter().enumerate().rev() {
        let literal = match value {
            Value::Int(number) => number.to_string(),
            Value::Text(text) => format!("'{text}'"),
            other => panic!("no such parameter is sent: {other:?}"),
        };
        text = text.replace(&format!("${}", at + 1), &literal);
    }
    text
}

fn officer(region: &str) -> Session {
    Session {
        id: "s".into(),
        person: "p".into(),
        name: "n".into(),
        role: Role::Officer,
        region: region.into(),
        agency: Some("health".into()),
        enterprise: None,
        started_ms: 0,
    }
}

fn look(region: &str) -> Look {
    let reader = officer(region);
    Look {
        region_prefix: queue::subtree_prefix(region),
        agency: "health".into(),
        reader: Some(reader),
        today: "2020-03-16".into(),
        soon: "2020-03-19".into(),
        ..Look::default()
    }
}

async fn explained(query: impl Fn() -> (String, Vec<Value>)) -> Vec<String> {
    let mut told = Vec::new();
    for db in store::testing::engines().await {
        filled(&db).await;
        let (engine, asked) = (db.engine(), query());
        told.push(db.read(move |tx| plan(tx, engine, asked)).await.expect("a plan"));
    }
    told
}

/// No table is read from one end to the other, and nothing is sorted that an index could give in order.
fn goes_by(plans: &[String], index: &str) {
    for plan in plans {
        assert!(plan.contains(index), "{index} is not used:\n{plan}");
        assert!(!plan.contains("Seq Scan") && !plan.contains("SCAN c") && !plan.contains("SCAN s"), "{plan}");
        let sorted = plan.contains("USE TEMP B-TREE") || plan.lines().any(|line| line.trim() == "Sort");
        assert!(!sorted, "what comes in order is sorted:\n{plan}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_countys_queue_comes_in_order_from_the_index_of_its_desk() {
    goes_by(&explained(|| queue::page_query(&look("990121"))).await, "case_step_waiting");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_citys_queue_comes_from_an_index_of_its_agency_alone() {
    for plan in explained(|| queue::page_query(&look("990100"))).await {
        assert!(plan.contains("case_step_waiting_wide"), "{plan}");
        // With as few lines as here PostgreSQL may as well sort them.
        assert!(!plan.contains("Seq Scan on case_step") && !plan.contains("USE TEMP B-TREE"), "{plan}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_load_of_a_desk_is_counted_in_an_index_of_what_waits() {
    for plan in explained(|| queue::load_query(&look("990121"))).await {
        assert!(plan.contains("case_step_waiting"), "{plan}");
        assert!(!plan.contains("Seq Scan") && !plan.contains("SCAN s"), "{plan}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_search_goes_on_where_the_last_page_ended_by_the_index_of_its_order() {
    let after = |key: &str| Some(search::Cursor { key: key.into(), region: "990121".into(), id: "case3000".into() });
    for order in [Order::Oldest, Order::Newest] {
        let page = || Search { order, after: after("3000"), ..Search::default() };
        goes_by(&explained(|| search::query(&officer("990121"), &page(), 51)).await, "case_file_filed");
        goes_by(&explained(|| search::query(&officer("990100"), &page(), 51)).await, "case_file_filed_wide");
    }
    let page = || Search { order: Order::Due, after: after("2020-03-17"), ..Search::default() };
    goes_by(&explained(|| search::query(&officer("990121"), &page(), 51)).await, "case_file_due");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_enterprise_reads_its_own_cases_and_no_others() {
    let reader =
        Session { role: Role::Enterprise, agency: None, enterprise: Some("firm7".into()), ..officer("990121") };
    let plans = explained(|| search::query(&reader, &Search::default(), 51)).await;
    for plan in plans {
        assert!(plan.contains("case_file_filed_by") || plan.contains("case_file_by_subject"), "{plan}");
        assert!(!plan.contains("Seq Scan") && !plan.contains("SCAN c"), "{plan}");
    }
}
