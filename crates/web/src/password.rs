//! Passwords: argon2id with a salt of its own for each.

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use tokio::sync::Semaphore;

/// Hashings at the same time: each takes 19 MiB, so that a rush at the sign-in page cannot take the memory.
static AT_ONCE: Semaphore = Semaphore::const_new(4);

/// Most bytes of a password; longer ones are never verified.
pub const BYTES_MAX: usize = 1024;

/// Hashes a password as a PHC string. Takes about 20 ms; in a handler use [`hash_aside`].
pub fn hash(password: &str) -> String {
    Argon2::default()
        .hash_password(password.as_bytes())
        .expect("the default parameters are valid and the operating system gives a salt")
        .to_string()
}

/// Compares a password with a hash. Takes about 20 ms; in a handler use [`verify_aside`].
pub fn verify(hash: &str, password: &str) -> bool {
    let Ok(known) = PasswordHash::new(hash) else { return false };
    password.len() <= BYTES_MAX && Argon2::default().verify_password(password.as_bytes(), &known).is_ok()
}

/// [`hash`] on a thread for slow work.
///
/// # Errors
/// Only when the program is stopping.
pub async fn hash_aside(password: String) -> anyhow::Result<String> {
    let _turn = AT_ONCE.acquire().await?;
    Ok(tokio::task::spawn_blocking(move || hash(&password)).await?)
}

/// [`verify`] on a thread for slow work. Without a known hash it takes as long and says no, so that nobody
/// learns which accounts exist.
///
/// # Errors
/// Only when the program is stopping.
pub async fn verify_aside(known: Option<String>, password: String) -> anyhow::Result<bool> {
    let _turn = AT_ONCE.acquire().await?;
    let work = move || match known {
        Some(known) => verify(&known, &password),
        None => {
            hash(&password.chars().take(BYTES_MAX / 4).collect::<String>());
            false
        }
    };
    Ok(tokio::task::spawn_blocking(work).await?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn verifies_its_own_hash_and_nothing_else() {
        let known = hash("云岭-2020");
        assert!(known.starts_with("$argon2id$"));
        assert!(verify(&known, "云岭-2020"));
        assert!(!verify(&known, "云岭-2021"));
        assert!(!verify("not a hash", "云岭-2020"));
        assert_ne!(known, hash("云岭-2020"), "each hash has its own salt");
    }
}
