//! Exit codes, so that scripts can tell a finding from a fault.

/// All well.
pub const OK: u8 = 0;
/// The thing looked at has findings.
pub const FINDINGS: u8 = 1;
/// Wrong usage, or something failed.
pub const FAULT: u8 = 2;
