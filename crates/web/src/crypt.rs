//! Personal fields at rest: sealed one by one with AES-256-GCM-SIV, found again by a keyed hash.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use aes_gcm_siv::aead::{Aead, KeyInit, Payload};
use aes_gcm_siv::{Aes256GcmSiv, Nonce};
use hmac::{Hmac, Mac};
use rand::rngs::{StdRng, SysRng};
use rand::{Rng, SeedableRng};
use sha2::Sha256;

use crate::App;

/// Name of the line of a key file whose key matches; it never rotates, or nothing would be found again.
const MATCHES: &str = "match";

/// The keys of a site, oldest first: all of them read, the newest writes.
#[derive(Clone)]
pub struct Keys {
    matching: [u8; 32],
    sealing: Vec<(String, [u8; 32])>,
}

/// Why a key file or a sealed value cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CryptFault {
    /// The key file does not have the lines it should.
    #[error("line {0} of the key file is not `name key` with 64 hexadecimal signs")]
    Line(usize),
    /// There is no key to match with, or none to seal with.
    #[error("the key file lacks `{MATCHES}` or a sealing key")]
    Short,
    /// A value was sealed with a key that is not in the file.
    #[error("a value was sealed with key `{0}`, which the key file does not have")]
    NoKey(String),
    /// A value was changed, moved to another place, or is no sealed value.
    #[error("a sealed value was changed or moved")]
    Changed,
}

impl Keys {
    /// Fresh keys out of two draws of 32 bytes in hex, as [`App::random_token`] gives them.
    pub fn draw(first: &str, second: &str) -> Option<Keys> {
        Some(Keys { matching: bytes(first)?, sealing: vec![("k1".to_owned(), bytes(second)?)] })
    }

    /// Reads a key file: `match …`, then `k1 …`, `k2 …`, oldest first; empty lines and `#` are passed over.
    ///
    /// # Errors
    /// [`CryptFault::Line`] and [`CryptFault::Short`].
    pub fn parse(text: &str) -> Result<Keys, CryptFault> {
        let (mut matching, mut sealing) = (None, Vec::new());
        for (line, number) in text.lines().map(str::trim).zip(1..) {
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let (name, key) = line.split_once(' ').ok_or(CryptFault::Line(number))?;
            let key = bytes(key.trim()).ok_or(CryptFault::Line(number))?;
            let named = !name.contains('.') && sealing.iter().all(|(known, _)| known != name);
            match name {
                MATCHES => matching = Some(key),
                _ if named => sealing.push((name.to_owned(), key)),
                _ => return Err(CryptFault::Line(number)),
            }
        }
        let matching = matching.filter(|_| !sealing.is_empty()).ok_or(CryptFault::Short)?;
        Ok(Keys { matching, sealing })
    }

    /// The key file.
    pub fn file(&self) -> String {
        let mut text =
            String::from("# keys of personal fields: keep this file apart from the database and its backups\n");
        text.push_str(&format!("{MATCHES} {}\n", hex::encode(self.matching)));
        for (name, key) in &self.sealing {
            text.push_str(&format!("{name} {}\n", hex::encode(key)));
        }
        text
    }

    /// The same keys and a newer one that seals from now on, out of 32 bytes in hex.
    pub fn rotated(&self, drawn: &str) -> Option<Keys> {
        let mut keys = self.clone();
        keys.sealing.push((format!("k{}", self.sealing.len() + 1), bytes(drawn)?));
        Some(keys)
    }

    /// Secret bytes for another purpose, out of the newest sealing key: the same for the same file and purpose, and
    /// telling nothing of the key itself.
    pub fn derived(&self, purpose: &str) -> [u8; 32] {
        let (_, key) = self.sealing.last().expect("keys are made with at least one that seals");
        keyed(key, "derived", purpose)
    }

    /// Names of the sealing keys with a mark each that tells whether another file has the same key.
    pub fn marks(&self) -> Vec<(String, String)> {
        let all = std::iter::once((MATCHES.to_owned(), self.matching)).chain(self.sealing.iter().cloned());
        all.map(|(name, key)| (name, hex::encode(keyed(&key, "tongtu-mark-1", "")))).collect()
    }

    /// Seals a value for one place, such as `person_totp:990121:01H…`; elsewhere it does not open.
    fn seal(&self, place: &str, nonce: [u8; 12], plain: &str) -> String {
        let (name, key) = self.sealing.last().expect("keys are made with at least one that seals");
        let payload = Payload { msg: plain.as_bytes(), aad: place.as_bytes() };
        let sealed = cipher(key).encrypt(&Nonce::from(nonce), payload).expect("a field is far below 64 GiB");
        format!("{name}.{}.{}", hex::encode(nonce), hex::encode(sealed))
    }

    /// Opens what was sealed for this place.
    ///
    /// # Errors
    /// [`CryptFault::NoKey`] and [`CryptFault::Changed`].
    pub fn open(&self, place: &str, sealed: &str) -> Result<String, CryptFault> {
        let mut parts = sealed.splitn(3, '.');
        let (name, nonce, text) = (parts.next().unwrap_or_default(), parts.next(), parts.next());
        let nonce: Option<[u8; 12]> = nonce.and_then(|hex| hex::decode(hex).ok()?.try_into().ok());
        let text = text.and_then(|hex| hex::decode(hex).ok());
        let (Some(nonce), Some(text)) = (nonce, text) else { return Err(CryptFault::Changed) };
        let key = self.sealing.iter().find(|(known, _)| known == name);
        let (_, key) = key.ok_or_else(|| CryptFault::NoKey(name.to_owned()))?;
        let payload = Payload { msg: &text, aad: place.as_bytes() };
        let plain = cipher(key).decrypt(&Nonce::from(nonce), payload).map_err(|_| CryptFault::Changed)?;
        String::from_utf8(plain).map_err(|_| CryptFault::Changed)
    }

    /// HMAC-SHA-256 in hex by which equal values of one kind (`phone`, `id-number`) are found; it tells nothing else.
    pub fn fingerprint(&self, kind: &str, plain: &str) -> String {
        hex::encode(keyed(&self.matching, kind, plain))
    }
}

impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Keys").field("sealing", &self.sealing.len()).finish_non_exhaustive()
    }
}

impl App {
    /// Seals a value for one place with the newest key.
    pub fn seal(&self, place: &str, plain: &str) -> String {
        let drawn = bytes(&self.random_token()).expect("a token is 32 bytes in hex");
        let nonce = std::array::from_fn(|at| drawn[at]);
        self.keys().seal(place, nonce, plain)
    }
}

/// The keys as transactions of the database take them, with chance of their own for nonces.
pub(crate) struct FieldVault {
    keys: Arc<Keys>,
    rng: Mutex<StdRng>,
}

impl FieldVault {
    /// Chance comes from the operating system; from `seed` in tests.
    pub(crate) fn new(keys: Arc<Keys>, seed: Option<u64>) -> anyhow::Result<FieldVault> {
        let rng = match seed {
            Some(seed) => StdRng::seed_from_u64(!seed),
            None => StdRng::try_from_rng(&mut SysRng)?,
        };
        Ok(FieldVault { keys, rng: Mutex::new(rng) })
    }
}

impl store::Vault for FieldVault {
    fn seal(&self, place: &str, plain: &str) -> String {
        let mut nonce = [0u8; 12];
        self.rng.lock().unwrap_or_else(PoisonError::into_inner).fill_bytes(&mut nonce);
        self.keys.seal(place, nonce, plain)
    }

    fn open(&self, place: &str, sealed: &str) -> anyhow::Result<String> {
        Ok(self.keys.open(place, sealed)?)
    }
}

fn bytes(hex: &str) -> Option<[u8; 32]> {
    hex::decode(hex).ok()?.try_into().ok()
}

/// A key of its own for each use, so that one file serves all.
fn cipher(key: &[u8; 32]) -> Aes256GcmSiv {
    Aes256GcmSiv::new(&keyed(key, "tongtu-field-1", "").into())
}

fn keyed(key: &[u8; 32], kind: &str, text: &str) -> [u8; 32] {
    let mut mac = <Hmac<Sha256> as hmac::KeyInit>::new_from_slice(key).expect("HMAC takes keys of any length");
    mac.update(&(kind.len() as u64).to_be_bytes());
    mac.update(kind.as_bytes());
    mac.update(text.as_bytes());
    mac.finalize().into_bytes().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys() -> Keys {
        Keys::draw(&"01".repeat(32), &"02".repeat(32)).expect("two keys")
    }

    #[test]
    fn a_value_opens_at_its_place_and_nowhere_else() {
        let keys = keys();
        let sealed = keys.seal("person:1", [7; 12], "13812345678");
        assert!(sealed.starts_with("k1.") && !sealed.contains("13812345678"));
        assert_eq!(keys.open("person:1", &sealed), Ok("13812345678".to_owned()));
        assert_eq!(keys.open("person:2", &sealed), Err(CryptFault::Changed), "moved to another row");
        let last = if sealed.ends_with('0') { '1' } else { '0' };
        let changed = format!("{}{last}", &sealed[..sealed.len() - 1]);
        assert_eq!(keys.open("person:1", &changed), Err(CryptFault::Changed));
        for broken in ["", "k1", "k1.00", "k1..", "13812345678"] {
            assert!(keys.open("person:1", broken).is_err(), "{broken}");
        }
        assert_eq!(keys.open("p", &sealed.replacen("k1", "k9", 1)), Err(CryptFault::NoKey("k9".into())));
    }

    #[test]
    fn every_purpose_has_secret_bytes_of_its_own_until_the_next_rotation() {
        let keys = keys();
        assert_eq!(keys.derived("signing"), keys.derived("signing"));
        assert_ne!(keys.derived("signing"), keys.derived("other"));
        let rotated = keys.rotated(&"03".repeat(32)).expect("a key");
        assert_ne!(keys.derived("signing"), rotated.derived("signing"));
    }

    #[test]
    fn after_a_rotation_old_values_open_and_new_ones_take_the_new_key() {
        let old = keys();
        let sealed = old.seal("p", [1; 12], "旧");
        let new = old.rotated(&"03".repeat(32)).expect("a key");
        assert_eq!(new.open("p", &sealed), Ok("旧".to_owned()));
        let fresh = new.seal("p", [2; 12], "新");
        assert!(fresh.starts_with("k2."));
        assert_eq!(old.open("p", &fresh), Err(CryptFault::NoKey("k2".into())));
        assert_eq!(old.fingerprint("phone", "1"), new.fingerprint("phone", "1"), "still found after a rotation");
        assert_ne!(old.fingerprint("phone", "1"), old.fingerprint("id-number", "1"));
    }

    #[test]
    fn a_key_file_reads_back_and_a_broken_one_is_refused() {
        let keys = keys().rotated(&"03".repeat(32)).expect("a key");
        let read = Keys::parse(&keys.file()).expect("our own file");
        assert_eq!(read.marks(), keys.marks());
        assert_eq!(format!("{keys:?}"), "Keys { sealing: 2, .. }", "never printed");
        let line = "0".repeat(64);
        for (text, fault) in [
            ("", CryptFault::Short),
            (&*format!("match {line}"), CryptFault::Short),
            (&*format!("k1 {line}"), CryptFault::Short),
            ("match 00", CryptFault::Line(1)),
            (&*format!("match {line}\nk1 {line}\nk1 {line}"), CryptFault::Line(3)),
        ] {
            assert_eq!(Keys::parse(text).map(|_| ()), Err(fault), "{text}");
        }
    }

    #[test]
    fn the_cipher_is_the_one_of_the_standard() {
        // RFC 8452, appendix C.2, first case with a plaintext of 8 bytes
        let mut key = [0u8; 32];
        key[0] = 1;
        let mut nonce = [0u8; 12];
        nonce[0] = 3;
        let plain = hex::decode("0100000000000000").expect("hex");
        let sealed = Aes256GcmSiv::new(&key.into()).encrypt(&Nonce::from(nonce), plain.as_slice()).expect("short");
        assert_eq!(hex::encode(sealed), "c2ef328e5c71c83b843122130f7364b761e0b97427e3df28");
    }
}
