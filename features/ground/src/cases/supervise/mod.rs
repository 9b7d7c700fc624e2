//! Watching over deadlines (督办): how much lies where, what is late, and whom the program has told.

mod figures;
mod list_page;
mod look;
mod names;
mod page;
pub(super) mod told;
pub(super) mod told_page;

pub use look::{Watch, Watched, lines};

pub(super) use list_page::{csv, list, xlsx};
pub(super) use names::Names;
pub(super) use page::page;
