//! Services for workers, residents and communities, each in its folder.

/// Every service of this group, in order.
pub const ALL: &[&web::Feature] = &[];
