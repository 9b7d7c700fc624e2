//! An event log as an OCEL 2.0 SQLite file: the tables of the specification, one per type of event and object.

use std::collections::BTreeSet;
use std::path::Path;

use anyhow::Context;
use rusqlite::{Connection, Transaction, params_from_iter};

use super::CasePages;
use super::ocel::{self, Act, EVENT_ATTRIBUTES, OBJECT_TYPES, Object};
use crate::cases::log::Window;

/// Tables that every OCEL file has; those of a type are made when the type first occurs.
const TABLES: &str = "
CREATE TABLE event_map_type (ocel_type TEXT PRIMARY KEY, ocel_type_map TEXT);
CREATE TABLE object_map_type (ocel_type TEXT PRIMARY KEY, ocel_type_map TEXT);
CREATE TABLE event (ocel_id TEXT PRIMARY KEY, ocel_type TEXT REFERENCES event_map_type (ocel_type));
CREATE TABLE object (ocel_id TEXT PRIMARY KEY, ocel_type TEXT REFERENCES object_map_type (ocel_type));
CREATE TABLE event_object (
  ocel_event_id TEXT REFERENCES event (ocel_id), ocel_object_id TEXT REFERENCES object (ocel_id), ocel_qualifier TEXT,
  PRIMARY KEY (ocel_event_id, ocel_object_id, ocel_qualifier));
CREATE TABLE object_object (
  ocel_source_id TEXT REFERENCES object (ocel_id), ocel_target_id TEXT REFERENCES object (ocel_id), ocel_qualifier TEXT,
  PRIMARY KEY (ocel_source_id, ocel_target_id, ocel_qualifier));
";

/// Writes the file, whole or not at all; returns the number of cases.
///
/// # Errors
/// A file that is there already or cannot be written, or a database fault.
pub async fn write(db: &store::Db, window: &Window, path: &Path) -> anyhow::Result<u64> {
    anyhow::ensure!(!path.exists(), "`{}` is there already; name a new file", path.display());
    let half = path.with_extension("half-written");
    let _ = std::fs::remove_file(&half);
    let count = fill(db, window, &half).await;
    if count.is_err() {
        let _ = std::fs::remove_file(&half);
    }
    let count = count?;
    std::fs::rename(&half, path).with_context(|| format!("cannot write `{}`", path.display()))?;
    Ok(count)
}

async fn fill(db: &store::Db, window: &Window, path: &Path) -> anyhow::Result<u64> {
    let mut file = Connection::open(path).with_context(|| format!("cannot write `{}`", path.display()))?;
    file.execute_batch(TABLES)?;
    let (mut told, mut kinds) = (BTreeSet::new(), BTreeSet::new());
    {
        let tx = file.transaction()?;
        for (kind, attributes) in OBJECT_TYPES {
            let columns: String = attributes.iter().map(|name| format!(", {name} TEXT")).collect();
            let name = table_name(kind);
            tx.execute("INSERT INTO object_map_type VALUES (?1, ?2)", [*kind, &name])?;
            tx.execute_batch(&format!(
                "CREATE TABLE object_{name} (ocel_id TEXT REFERENCES object (ocel_id), ocel_time TIMESTAMP, \
                 ocel_changed_field TEXT{columns})"
            ))?;
        }
        tx.commit()?;
    }
    let mut pages = CasePages::new(db, window);
    while let Some(page) = pages.next().await? {
        let objects: Vec<Object> = page.iter().flat_map(|logged| ocel::objects(logged, &mut told)).collect();
        let acts: Vec<Act> = page.iter().flat_map(ocel::acts).collect();
        let tx = file.transaction()?;
        // all objects first: what relates them must find both
        objects.iter().try_for_each(|object| put_object(&tx, object))?;
        objects.iter().try_for_each(|object| relate(&tx, object))?;
        for act in &acts {
            if kinds.insert(act.event.kind.clone()) {
                new_event_type(&tx, &act.event.kind)?;
            }
            put_act(&tx, act)?;
        }
        tx.commit()?;
    }
    Ok(pages.count)
}

fn put_object(tx: &Transaction, object: &Object) -> anyhow::Result<()> {
    tx.prepare_cached("INSERT INTO object VALUES (?1, ?2)")?.execute([&*object.id, object.kind])?;
    let marks: String = (0..object.values.len()).map(|n| format!(", ?{}", n + 3)).collect();
    let sql = format!("INSERT INTO object_{} VALUES (?1, ?2, NULL{marks})", table_name(object.kind));
    let values = [&object.id, &object.since].into_iter().chain(object.values.iter().map(|(_, value)| value));
    tx.prepare_cached(&sql)?.execute(params_from_iter(values))?;
    Ok(())
}

fn relate(tx: &Transaction, object: &Object) -> anyhow::Result<()> {
    for (other, how) in &object.related {
        tx.prepare_cached("INSERT INTO object_object VALUES (?1, ?2, ?3)")?.execute([&*object.id, &**other, how])?;
    }
    Ok(())
}

fn new_event_type(tx: &Transaction, kind: &str) -> anyhow::Result<()> {
    let name = table_name(kind);
    let columns: String = EVENT_ATTRIBUTES.iter().map(|name| format!(", {name} TEXT")).collect();
    tx.execute("INSERT INTO event_map_type VALUES (?1, ?2)", [kind, &name])?;
    tx.execute_batch(&format!(
        "CREATE TABLE event_{name} (ocel_id TEXT PRIMARY KEY REFERENCES event (ocel_id), ocel_time TIMESTAMP{columns})"
    ))?;
    Ok(())
}

fn put_act(tx: &Transaction, act: &Act) -> anyhow::Result<()> {
    tx.prepare_cached("INSERT INTO event VALUES (?1, ?2)")?.execute([&act.id, &act.event.kind])?;
    let sql = format!("INSERT INTO event_{} VALUES (?1, ?2, ?3, ?4, ?5, ?6)", table_name(&act.event.kind));
    let values = ocel::values(&act.event);
    let all = [&act.id, &act.event.at].into_iter().chain(&values);
    tx.prepare_cached(&sql)?.execute(params_from_iter(all))?;
    for (object, part) in &act.related {
        tx.prepare_cached("INSERT INTO event_object VALUES (?1, ?2, ?3)")?.execute([&*act.id, &**object, part])?;
    }
    Ok(())
}

/// `step-approved` → `StepApproved`: a name that needs no quotes.
fn table_name(kind: &str) -> String {
    let words = kind.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    words.map(|word| word[..1].to_ascii_uppercase() + &word[1..]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_type_gives_a_table_name_without_quotes() {
        assert_eq!(table_name("step-approved"), "StepApproved");
        assert_eq!(table_name("x'; DROP TABLE event"), "XDROPTABLEEvent");
    }
}
