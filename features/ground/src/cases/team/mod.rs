//! How a desk shares its work: who has which step, hand-over, acts on several, saved views, messages.

pub mod assign;
pub(super) mod assign_page;
pub(super) mod batch;
pub(super) mod batch_do;
pub(super) mod hand_over;
pub(super) mod left;
pub mod talk;
pub(super) mod talk_pages;
pub(super) mod views;
