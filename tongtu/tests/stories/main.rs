//! Stories of the whole house: what people do on the site, on both engines where it is cheap.

mod access;
mod access_walk;
mod catalogue;
mod certificates;
mod counter;
mod drafts;
mod exchange;
mod house;
mod journey;
mod lists;
mod outcomes;
mod pages;
mod rules_less;
mod rules_slim;
mod rules_trial;
mod silence;
mod sources;
mod sources_lists;
mod sources_town;
mod strangers;
mod twice;
mod uploads;
mod versions;
