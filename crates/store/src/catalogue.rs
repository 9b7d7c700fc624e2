//! Prepares every named query against the engine, so that no text works on one engine only.

use crate::{Db, Fault};

/// The queries that this engine does not take, with its reason; empty is good. Tables must have been migrated.
pub async fn prepare_all(db: &Db, queries: &[(&str, &str)]) -> Vec<(String, Fault)> {
    let queries: Vec<(String, String)> = queries.iter().map(|(name, sql)| ((*name).into(), (*sql).into())).collect();
    let checked = db.read(move |tx| {
        let mut refused = Vec::new();
        for (name, sql) in queries {
            if let Err(fault) = tx.attempt(|tx| tx.prepare(&sql)) {
                refused.push((name, fault));
            }
        }
        Ok::<_, Fault>(refused)
    });
    checked.await.unwrap_or_else(|fault| vec![("the database itself".to_owned(), fault)])
}
