//! Services for enterprises, each in its folder.

pub mod approvals;

/// Every service of this group, in order.
pub const ALL: &[&web::Feature] = &[&approvals::FEATURE];
