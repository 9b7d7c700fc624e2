//! The web floor: one shell, one set of components and one way through the doors for every page.
#![doc = include_str!("../README.md")]

pub mod access;
mod app;
pub mod assets;
pub mod cookie;
pub mod crypt;
mod ctx;
mod door;
mod edge;
mod feature;
mod form;
pub mod headers;
pub mod held;
mod house;
pub mod jobs;
pub mod limiter;
pub mod machine;
mod manner;
mod markdown;
mod metrics;
pub mod openapi;
pub mod password;
pub mod pieces;
mod router;
mod routes;
mod say;
mod serve;
pub mod sheets;
mod shell;
mod stop;
mod stop_page;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
pub mod totp;
pub mod ui;
pub mod words;

pub use app::{App, AppParts, Settings};
pub use ctx::Ctx;
pub use door::{Door, Role, Session, SessionKeeper};
pub use feature::{BoxFuture, DemoFill, Feature, JobKind, Nav, Notices};
pub use form::{Form, Upload, encode};
pub use house::routes as house_routes;
pub use machine::Machine;
pub use manner::Theme;
pub use router::router;
pub use routes::{Route, Routes, UPLOAD_BYTES_MAX};
pub use say::Say;
pub use serve::serve;
pub use sheets::csv_file;
pub use stop::{Reply, Stop};
