//! Ed25519 keys: one that signs, and sets of those that check.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ed25519_dalek::{SigningKey, VerifyingKey};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// A key that signs. Its name follows from its public half, so that two keys never share one.
pub struct Signer {
    pub(crate) key: SigningKey,
    id: String,
}

impl Signer {
    /// The key of a seed of 32 secret bytes.
    pub fn from_seed(seed: &[u8; 32]) -> Signer {
        let key = SigningKey::from_bytes(seed);
        let id = name(&key.verifying_key());
        Signer { key, id }
    }

    /// Its name: RFC 7638 thumbprint of the public key.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Its public half.
    pub fn public(&self) -> PublicKey {
        PublicKey { id: self.id.clone(), key: self.key.verifying_key() }
    }
}

/// A key that checks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicKey {
    /// Its name.
    pub id: String,
    pub(crate) key: VerifyingKey,
}

impl PublicKey {
    /// Reads the 32 bytes of a key in base64url, as a JWK holds them.
    ///
    /// # Errors
    /// [`KeyFault::NoKey`] for anything that is no point of the curve, or one of its weak points.
    pub fn parse(x: &str) -> Result<PublicKey, KeyFault> {
        let bytes = URL_SAFE_NO_PAD.decode(x).map_err(|_| KeyFault::NoKey)?;
        let bytes: [u8; 32] = bytes.try_into().map_err(|_| KeyFault::NoKey)?;
        let key = VerifyingKey::from_bytes(&bytes).map_err(|_| KeyFault::NoKey)?;
        if key.is_weak() {
            return Err(KeyFault::NoKey);
        }
        Ok(PublicKey { id: name(&key), key })
    }

    /// The key in base64url.
    pub fn x(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.key.as_bytes())
    }
}

/// RFC 7638: SHA-256 over the required members in order.
fn name(key: &VerifyingKey) -> String {
    let x = URL_SAFE_NO_PAD.encode(key.as_bytes());
    URL_SAFE_NO_PAD.encode(Sha256::digest(format!(r#"{{"crv":"Ed25519","kty":"OKP","x":"{x}"}}"#)))
}

/// The keys one trusts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KeySet(Vec<PublicKey>);

/// Why a text is no set of keys.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyFault {
    /// Not a point of the curve.
    #[error("this is no Ed25519 public key")]
    NoKey,
    /// Not a JSON object with `keys`.
    #[error("this is no key set (a JSON object with `keys`): {0}")]
    NoSet(String),
    /// No key of a kind this program knows.
    #[error("the key set holds no Ed25519 key")]
    Empty,
    /// A key whose stated name is not its own.
    #[error("the key named `{0}` in the set is another key")]
    WrongName(String),
}

#[derive(Serialize, Deserialize)]
struct Set {
    keys: Vec<Jwk>,
}

#[derive(Serialize, Deserialize)]
struct Jwk {
    kty: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    crv: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    x: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    kid: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    alg: Option<String>,
    #[serde(default, rename = "use", skip_serializing_if = "Option::is_none")]
    used_for: Option<String>,
}

impl KeySet {
    /// A set of these keys.
    pub fn new(keys: impl IntoIterator<Item = PublicKey>) -> KeySet {
        KeySet(keys.into_iter().collect())
    }

    /// Reads a JWKS. Keys of other kinds are passed over, as RFC 7517 says.
    ///
    /// # Errors
    /// A text that is no set, a key that is none, a name that belongs to another key, or no key of ours at all.
    pub fn parse(json: &str) -> Result<KeySet, KeyFault> {
        let set: Set = serde_json::from_str(json).map_err(|error| KeyFault::NoSet(error.to_string()))?;
        let mut keys = Vec::new();
        for jwk in set.keys.iter().filter(|k| k.kty == "OKP" && k.crv.as_deref() == Some("Ed25519")) {
            let mut key = PublicKey::parse(jwk.x.as_deref().unwrap_or_default())?;
            if let Some(kid) = &jwk.kid {
                // thumbprint names must be right; names of another making are taken as they are
                let thumbprint = kid.len() == key.id.len() && URL_SAFE_NO_PAD.decode(kid).is_ok_and(|b| b.len() == 32);
                if thumbprint && *kid != key.id {
                    return Err(KeyFault::WrongName(kid.clone()));
                }
                key.id.clone_from(kid);
            }
            keys.push(key);
        }
        if keys.is_empty() { Err(KeyFault::Empty) } else { Ok(KeySet(keys)) }
    }

    /// The set as a JWKS.
    pub fn json(&self) -> String {
        let keys = self.0.iter().map(|key| Jwk {
            kty: "OKP".to_owned(),
            crv: Some("Ed25519".to_owned()),
            x: Some(key.x()),
            kid: Some(key.id.clone()),
            alg: Some("EdDSA".to_owned()),
            used_for: Some("sig".to_owned()),
        });
        let set = Set { keys: keys.collect() };
        serde_json::to_string_pretty(&set).expect("strings are JSON")
    }

    /// The key of a name.
    pub fn find(&self, id: &str) -> Option<&PublicKey> {
        self.0.iter().find(|key| key.id == id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_public_key_and_its_name_are_those_of_the_standards() {
        // RFC 8037, appendix A.1 to A.3
        let seed = URL_SAFE_NO_PAD.decode("nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A").expect("base64url");
        let signer = Signer::from_seed(&seed.try_into().expect("32 bytes"));
        assert_eq!(signer.public().x(), "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo");
        assert_eq!(signer.id(), "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
    }

    #[test]
    fn a_set_reads_back() {
        let set = KeySet::new([Signer::from_seed(&[1; 32]).public(), Signer::from_seed(&[2; 32]).public()]);
        assert_eq!(KeySet::parse(&set.json()), Ok(set));
    }

    #[test]
    fn what_is_no_set_is_refused() {
        for (text, told) in [
            ("", "no key set"),
            ("[]", "no key set"),
            (r#"{"keys":[]}"#, "holds no Ed25519"),
            (r#"{"keys":[{"kty":"RSA","n":"AQ"}]}"#, "holds no Ed25519"),
            (r#"{"keys":[{"kty":"OKP","crv":"Ed25519","x":"AQ"}]}"#, "no Ed25519 public key"),
            // the neutral point: every signature would fit it
            (
                r#"{"keys":[{"kty":"OKP","crv":"Ed25519","x":"AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}]}"#,
                "no Ed25519 public key",
            ),
        ] {
            let fault = KeySet::parse(text).expect_err(text);
            assert!(fault.to_string().contains(told), "{text}: {fault}");
        }
    }

    #[test]
    fn a_key_under_the_name_of_another_is_refused() {
        let (one, two) = (Signer::from_seed(&[1; 32]).public(), Signer::from_seed(&[2; 32]).public());
        let swapped = KeySet::new([one.clone()]).json().replace(&one.id, &two.id);
        assert_eq!(KeySet::parse(&swapped), Err(KeyFault::WrongName(two.id)));
    }
}
