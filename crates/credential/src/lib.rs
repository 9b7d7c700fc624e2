//! Signed statements that anybody can check, and the keys to check them with.
#![doc = include_str!("../README.md")]

mod jws;
mod keys;

pub use jws::{Refused, sign, verify};
pub use keys::{KeyFault, KeySet, PublicKey, Signer};
