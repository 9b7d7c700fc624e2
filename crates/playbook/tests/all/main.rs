//! Tests of the playbook crate through its public door: files in, findings or verdicts out.

mod bad;
mod blocked;
mod cases;
mod catalogues;
mod comparing;
mod documented_cases;
mod linting;
mod never_panics;
mod overlays;
mod real;
mod safe_fixes;
mod slim;
mod small;
