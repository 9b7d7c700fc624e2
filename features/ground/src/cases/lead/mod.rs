//! The whole case on one page: every agency's part beside the others, who holds what, everything said and done.

mod page;
mod timeline;

pub(super) use page::{page, paper};
