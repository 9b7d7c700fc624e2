//! Every named query is prepared on both engines, and every key begins with the region.

use std::path::Path;

use testkit::{Db, TestTown};

use crate::house::{DAY, HOUSE};

testkit::on_both_engines!(every_query_fits_the_engine, every_key_begins_with_the_region);

/// Tables which every node holds whole.
const REFERENCE: &[&str] = &[];

/// All `.sql` files of all services: migrations begin with a number.
fn queries() -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("../features")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).expect("a folder of the repository") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if is_query(&path) {
                let text = std::fs::read_to_string(&path).expect("text");
                found.push((path.display().to_string(), text));
            }
        }
    }
    found
}

fn is_query(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let below_sql = path.parent().is_some_and(|folder| folder.ends_with("sql"));
    below_sql && name.ends_with(".sql") && !name.starts_with(|c: char| c.is_ascii_digit())
}

async fn every_query_fits_the_engine(db: Db) {
    let town = TestTown::on(db, DAY, &HOUSE).await;
    let queries = queries();
    assert!(queries.len() > 50, "{} queries", queries.len());
    let texts: Vec<(&str, &str)> = queries.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    let refused = store::catalogue::prepare_all(town.app().db(), &texts).await;
    assert!(refused.is_empty(), "{refused:#?}");
}

async fn every_key_begins_with_the_region(db: Db) {
    let town = TestTown::on(db, DAY, &HOUSE).await;
    let misplaced = store::schema::schema_check(town.app().db(), REFERENCE).await.expect("the schema is read");
    assert!(misplaced.is_empty(), "{misplaced:#?}");
}
