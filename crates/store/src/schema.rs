//! Reads the schema and names every key that would keep a table from being spread by region.

use std::collections::BTreeMap;

use crate::{Db, Engine, Fault, Row, Tx};

/// A primary key or unique index and its columns in order.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Key {
    /// Table.
    pub table: String,
    /// Name of the key; SQLite makes one up where the author gave none.
    pub name: String,
    /// Columns in order; an expression is empty text. No columns at all: the table has no primary key.
    pub columns: Vec<String>,
}

/// Keys that do not begin with `region`, and tables without a primary key. `reference` names the tables which every
/// node holds whole (regions, calendar, published playbooks); the ledger of migrations is one of them.
pub async fn schema_check(db: &Db, reference: &[&str]) -> Result<Vec<Key>, Fault> {
    let reference: Vec<String> = reference.iter().map(|table| (*table).to_owned()).collect();
    let keys = keys(db).await?;
    let excused = |key: &Key| key.table == "store_migration" || reference.contains(&key.table);
    let misplaced = |key: &Key| key.columns.first().is_none_or(|column| column != "region");
    Ok(keys.into_iter().filter(|key| !excused(key) && misplaced(key)).collect())
}

/// All primary keys and unique indexes of the database, by table and name.
pub async fn keys(db: &Db) -> Result<Vec<Key>, Fault> {
    db.read(|tx| {
        let sql = match tx.engine() {
            Engine::Sqlite => SQLITE,
            Engine::Postgres => POSTGRES,
        };
        read(tx, sql)
    })
    .await
}

fn read(tx: &mut Tx, sql: &str) -> Result<Vec<Key>, Fault> {
    let mut found: BTreeMap<(String, String), Vec<String>> = BTreeMap::new();
    for row in tx.query(sql, &[])? {
        add(&mut found, &row)?;
    }
    Ok(found.into_iter().map(|((table, name), columns)| Key { table, name, columns }).collect())
}

fn add(found: &mut BTreeMap<(String, String), Vec<String>>, row: &Row) -> Result<(), Fault> {
    let name: Option<String> = row.get("key_name")?;
    let columns = found.entry((row.get("table_name")?, name.clone().unwrap_or_default())).or_default();
    if name.is_some() {
        columns.push(row.get::<Option<String>>("column_name")?.unwrap_or_default());
    }
    Ok(())
}

/// A table without a primary key comes back with NULL as its key. An `INTEGER PRIMARY KEY` has no index in SQLite.
const SQLITE: &str = "
    SELECT t.name AS table_name, i.name AS key_name, c.name AS column_name, c.seqno AS place
    FROM pragma_table_list AS t, pragma_index_list(t.name) AS i, pragma_index_info(i.name) AS c
    WHERE t.schema = 'main' AND t.type = 'table' AND t.name NOT LIKE 'sqlite_%' AND i.\"unique\" = 1
    UNION ALL
    SELECT t.name, 'rowid', c.name, 0
    FROM pragma_table_list AS t, pragma_table_info(t.name) AS c
    WHERE t.schema = 'main' AND t.type = 'table' AND t.name NOT LIKE 'sqlite_%' AND c.pk = 1
      AND NOT EXISTS (SELECT 1 FROM pragma_index_list(t.name) AS i WHERE i.origin = 'pk')
    UNION ALL
    SELECT t.name, NULL, NULL, 0
    FROM pragma_table_list AS t
    WHERE t.schema = 'main' AND t.type = 'table' AND t.name NOT LIKE 'sqlite_%'
      AND NOT EXISTS (SELECT 1 FROM pragma_table_info(t.name) AS c WHERE c.pk > 0)
    ORDER BY 1, 2, 4";

const POSTGRES: &str = "
    SELECT t.relname AS table_name, i.relname AS key_name, a.attname AS column_name, k.place AS place
    FROM pg_index AS x
    JOIN pg_class AS i ON i.oid = x.indexrelid
    JOIN pg_class AS t ON t.oid = x.indrelid
    JOIN pg_namespace AS n ON n.oid = t.relnamespace
    CROSS JOIN LATERAL unnest(x.indkey) WITH ORDINALITY AS k(number, place)
    LEFT JOIN pg_attribute AS a ON a.attrelid = t.oid AND a.attnum = k.number AND k.number > 0
    WHERE n.nspname = current_schema() AND x.indisunique AND t.relkind IN ('r', 'p') AND k.place <= x.indnkeyatts
    UNION ALL
    SELECT t.relname, NULL, NULL, 0
    FROM pg_class AS t JOIN pg_namespace AS n ON n.oid = t.relnamespace
    WHERE n.nspname = current_schema() AND t.relkind IN ('r', 'p')
      AND NOT EXISTS (SELECT 1 FROM pg_index AS x WHERE x.indrelid = t.oid AND x.indisprimary)
    ORDER BY 1, 2, 4";
