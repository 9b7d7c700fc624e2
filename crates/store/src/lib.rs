//! One database façade over SQLite (the default) and PostgreSQL (many nodes).
#![doc = include_str!("../README.md")]

pub mod backup;
pub mod catalogue;
mod db;
mod fault;
pub mod ids;
pub mod jobs;
pub mod journal;
mod migrate;
pub mod once;
mod postgres;
mod row;
pub mod schema;
mod sql;
mod sqlite;
#[cfg(feature = "testing")]
pub mod testing;
mod tx;
mod value;
pub mod vault;

pub use db::{Db, Engine};
pub use fault::Fault;
pub use migrate::{Migration, MigrationSet};
pub use row::{FromValue, Row};
pub use sqlite::Options;
pub use tx::Tx;
pub use value::Value;
pub use vault::Vault;

/// Parameters of a statement: `params![region, id, 3]` is a `&[Value]`.
#[macro_export]
macro_rules! params {
    () => { &[] as &[$crate::Value] };
    ($($value:expr),+ $(,)?) => { &[$($crate::Value::from($value)),+] as &[$crate::Value] };
}

/// Migrations of one feature, read at compile time from a folder beside the calling file:
/// `migrations!("sql"; "0010_create_offer", "0020_create_claim")`.
#[macro_export]
macro_rules! migrations {
    ($folder:literal; $($name:literal),* $(,)?) => {
        &[$($crate::Migration {
            name: $name,
            sql: include_str!(concat!($folder, "/", $name, ".sql")),
        }),*]
    };
}
