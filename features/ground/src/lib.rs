//! What every service stands on: places, enterprises, people who sign in, rules in force.

pub mod accounts;
pub mod api;
pub mod audit;
pub mod cases;
pub mod enterprises;
pub mod exchange;
pub mod measured;
mod outside;
pub mod playbooks;
pub mod regions;
pub mod rehearsal;
pub mod sources;
mod waits;
pub mod webhooks;

/// The services of this group, in order of their needs.
pub const ALL: &[&web::Feature] = &[
    &regions::FEATURE,
    &enterprises::FEATURE,
    &accounts::FEATURE,
    &playbooks::FEATURE,
    &sources::FEATURE,
    &cases::FEATURE,
    &audit::FEATURE,
    &rehearsal::FEATURE,
    &api::FEATURE,
    &exchange::FEATURE,
    &measured::FEATURE,
    &webhooks::FEATURE,
];
