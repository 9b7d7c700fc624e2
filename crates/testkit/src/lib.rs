//! A whole town in memory, with its own clock, used as people use it: for stories in tests.
#![doc = include_str!("../README.md")]

mod form;
mod page;
pub mod papers;
mod person;
mod town;

pub use form::{Entry, FieldOnPage, FormOnPage, Letter};
pub use page::{Link, Page};
pub use person::Person;
pub use store::Db;
pub use town::{Doors, House, TestTown};

/// An empty database in memory on SQLite.
///
/// # Panics
/// When none can be made.
pub fn sqlite() -> Db {
    Db::memory().expect("a database in memory opens")
}

/// An empty database on PostgreSQL; `None`, with the reason on stderr, where no server is installed.
pub async fn postgres() -> Option<Db> {
    Some(store::testing::PgCluster::shared()?.db().await)
}

/// Makes two tests of each story, `async fn story(db: testkit::Db)`: on SQLite and on PostgreSQL.
#[macro_export]
macro_rules! on_both_engines {
    ($($story:ident),+ $(,)?) => {$(
        mod $story {
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn on_sqlite() {
                super::$story($crate::sqlite()).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn on_postgres() {
                if let Some(db) = $crate::postgres().await {
                    super::$story(db).await;
                }
            }
        }
    )+};
}
