//! Stories of places, enterprises and people who sign in, told through the real router.

mod accounts;
mod engines;
mod lists;
mod pages;
mod rules;
mod town;
