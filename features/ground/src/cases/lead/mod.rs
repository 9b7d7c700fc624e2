//! The whole case on one page: every agency's part beside the others, who holds what, everything said and done.

mod answer;
mod page;
mod timeline;

pub(super) use answer::answer;
pub(super) use page::{page, paper};
