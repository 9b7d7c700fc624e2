//! What reads across all services: the front page today; the desk and the wall screen come later.

pub mod home;

/// Every service of this group, in order.
pub const ALL: &[&web::Feature] = &[&home::FEATURE];
