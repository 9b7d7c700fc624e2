//! The SQL of the access table picks exactly the rows for which `can` is true, on both engines.

use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use store::{Db, Fault, params};
use web::access::{Act, AgencyIn, Columns, Thing, can, predicate};
use web::{Role, Session};

const REGIONS: [&str; 8] = ["990000", "990100", "990121", "990122", "990200", "990121001", "990121001001", "330106"];
const AGENCIES: [&str; 3] = ["health", "market", "fire"];
const WHO: [&str; 3] = ["p", "q", "r"];

const TABLES: &[store::Migration] = &[
    store::Migration {
        name: "0010_create_thing",
        sql: "CREATE TABLE IF NOT EXISTS thing (region TEXT NOT NULL, id TEXT NOT NULL, enterprise TEXT, person TEXT,
              assignee TEXT, proposer TEXT, entered_by TEXT, PRIMARY KEY (region, id))",
    },
    store::Migration {
        name: "0020_create_thing_agency",
        sql: "CREATE TABLE IF NOT EXISTS thing_agency (region TEXT NOT NULL, id TEXT NOT NULL, agency TEXT NOT NULL,
              PRIMARY KEY (region, id, agency))",
    },
];

struct Row {
    id: String,
    region: &'static str,
    enterprise: Option<&'static str>,
    person: Option<&'static str>,
    agencies: Vec<&'static str>,
    assignee: Option<&'static str>,
    proposer: Option<&'static str>,
    entered_by: Option<&'static str>,
}

fn rows(seed: u64) -> Vec<Row> {
    let mut rng = StdRng::seed_from_u64(seed);
    let mut all = Vec::new();
    for n in 0..300 {
        let mut maybe = |from: &[&'static str]| match rng.random_range(0..=from.len()) {
            0 => None,
            at => Some(from[at - 1]),
        };
        let (enterprise, person, assignee, proposer) = (maybe(&["e1", "e2"]), maybe(&WHO), maybe(&WHO), maybe(&WHO));
        let entered_by = maybe(&WHO);
        let region = maybe(&REGIONS).unwrap_or("990121");
        let agencies = AGENCIES.into_iter().filter(|_| rng.random_range(0..2) == 1).collect();
        all.push(Row { id: format!("{n:03}"), region, enterprise, person, agencies, assignee, proposer, entered_by });
    }
    all
}

fn actors() -> Vec<Session> {
    let mut all = Vec::new();
    for role in Role::ALL {
        for region in ["990000", "990100", "990121", "990121001", "000000", "nowhere"] {
            for (agency, enterprise) in [(None, None), (Some("health"), Some("e1"))] {
                all.push(Session {
                    id: "s".to_owned(),
                    person: "p".to_owned(),
                    name: String::new(),
                    role,
                    region: region.to_owned(),
                    agency: agency.map(str::to_owned),
                    enterprise: enterprise.map(str::to_owned),
                    started_ms: 0,
                });
            }
        }
    }
    all
}

async fn fill(db: &Db, rows: &[Row]) {
    db.migrate(&[store::MigrationSet { feature: "access", files: TABLES }]).await.expect("two tables");
    for row in rows {
        let (region, id) = (row.region, row.id.clone());
        let (enterprise, person, assignee, proposer) = (row.enterprise, row.person, row.assignee, row.proposer);
        let (agencies, entered_by) = (row.agencies.clone(), row.entered_by);
        db.write(move |tx| -> Result<(), Fault> {
            let own = |text: Option<&'static str>| text.map(str::to_owned);
            tx.execute(
                "INSERT INTO thing (region, id, enterprise, person, assignee, proposer, entered_by)
                 VALUES ($1, $2, $3, $4, $5, $6, $7)",
                params![region, &id, own(enterprise), own(person), own(assignee), own(proposer), own(entered_by)],
            )?;
            for agency in agencies {
                let row = params![region, &id, agency];
                tx.execute("INSERT INTO thing_agency (region, id, agency) VALUES ($1, $2, $3)", row)?;
            }
            Ok(())
        })
        .await
        .expect("a row");
    }
}

async fn selected(db: &Db, actor: &Session, act: Act, purpose: &str) -> Vec<String> {
    let columns = Columns {
        region: "t.region",
        enterprise: Some("t.enterprise"),
        person: Some("t.person"),
        agency: AgencyIn::Exists(
            "EXISTS (SELECT 1 FROM thing_agency a WHERE a.region = t.region AND a.id = t.id AND a.agency = {})",
        ),
        assignee: Some("t.assignee"),
        proposer: Some("t.proposer"),
        entered_by: Some("t.entered_by"),
        purpose,
    };
    let made = predicate(actor, act, &columns, 2);
    let sql = format!("SELECT t.id FROM thing t WHERE t.id <> $1 AND {} ORDER BY t.id", made.sql);
    let mut values = params![""].to_vec();
    values.extend(made.params);
    let found = db.read(move |tx| tx.query(&sql, &values)?.iter().map(|row| row.get("id")).collect()).await;
    found.unwrap_or_else(|fault: Fault| panic!("{act:?} {actor:?}: {fault}"))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn lists_show_exactly_what_the_table_allows_on_both_engines() {
    for db in store::testing::engines().await {
        let rows = rows(2020);
        fill(&db, &rows).await;
        let mut shown = 0;
        for actor in actors() {
            for act in Act::ALL {
                for purpose in ["", "why"] {
                    let found = selected(&db, &actor, act, purpose).await;
                    let allowed: Vec<String> = rows
                        .iter()
                        .filter(|row| {
                            let thing = Thing {
                                region: row.region,
                                enterprise: row.enterprise,
                                person: row.person,
                                agencies: &row.agencies,
                                assignee: row.assignee,
                                proposer: row.proposer,
                                entered_by: row.entered_by,
                                purpose,
                            };
                            can(&actor, act, &thing)
                        })
                        .map(|row| row.id.clone())
                        .collect();
                    assert_eq!(found, allowed, "{act:?} {actor:?} `{purpose}`");
                    shown += found.len();
                }
            }
        }
        assert!(shown > 1000, "the comparison is about something: {shown}");
    }
}
