//! Stories of places, enterprises and people who sign in, told through the real router.

mod accounts;
mod engines;
mod keys;
mod lists;
mod pages;
mod real;
mod rules;
mod second;
mod town;
