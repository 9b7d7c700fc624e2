//! Statements as compact JWS (RFC 7515) with EdDSA (RFC 8037): three parts of base64url with dots between.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ed25519_dalek::{Signature, Signer as _};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::keys::{KeySet, Signer};

/// Longest statement that is looked at, bytes.
const BYTES_MAX: usize = 64 * 1024;

/// Why a statement is not believed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// Not three parts of base64url, or parts that are no JSON.
    #[error("this is no signed statement")]
    Unreadable,
    /// Another algorithm, or a header that must be understood and is not.
    #[error("this statement is signed in a way that is not accepted here")]
    Method,
    /// Signed by a key that is not in the set; its name.
    #[error("the key `{0}` is not one of those trusted")]
    UnknownKey(String),
    /// The signature is not that of the text: altered, or signed by somebody else.
    #[error("the signature does not fit the text")]
    Altered,
}

#[derive(Serialize, Deserialize)]
struct Header {
    alg: String,
    kid: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    typ: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    crit: Option<Vec<String>>,
}

/// Signs a statement; `kind` is its media type without `application/`, such as `tongtu-certificate+jws`.
pub fn sign(signer: &Signer, kind: &str, statement: &Value) -> String {
    let header = Header { alg: "EdDSA".into(), kid: signer.id().into(), typ: Some(kind.into()), crit: None };
    let header = serde_json::to_string(&header).expect("strings are JSON");
    let text = format!("{}.{}", URL_SAFE_NO_PAD.encode(header), URL_SAFE_NO_PAD.encode(statement.to_string()));
    let signature = signer.key.sign(text.as_bytes());
    format!("{text}.{}", URL_SAFE_NO_PAD.encode(signature.to_bytes()))
}

/// The statement, if a key of the set signed it as a statement of this kind.
///
/// Says nothing of whether it is still in force: that is written inside.
///
/// # Errors
/// See [`Refused`].
pub fn verify(keys: &KeySet, kind: &str, signed: &str) -> Result<Value, Refused> {
    let signed = signed.trim();
    if signed.len() > BYTES_MAX {
        return Err(Refused::Unreadable);
    }
    let (text, signature) = signed.rsplit_once('.').ok_or(Refused::Unreadable)?;
    let (header, statement) = text.split_once('.').ok_or(Refused::Unreadable)?;
    let header: Header = json(header)?;
    if header.alg != "EdDSA" || header.crit.is_some() || header.typ.as_deref() != Some(kind) {
        return Err(Refused::Method);
    }
    let key = keys.find(&header.kid).ok_or(Refused::UnknownKey(header.kid))?;
    let signature = URL_SAFE_NO_PAD.decode(signature).map_err(|_| Refused::Unreadable)?;
    let signature = Signature::from_slice(&signature).map_err(|_| Refused::Altered)?;
    key.key.verify_strict(text.as_bytes(), &signature).map_err(|_| Refused::Altered)?;
    json(statement)
}

fn json<T: serde::de::DeserializeOwned>(part: &str) -> Result<T, Refused> {
    let bytes = URL_SAFE_NO_PAD.decode(part).map_err(|_| Refused::Unreadable)?;
    serde_json::from_slice(&bytes).map_err(|_| Refused::Unreadable)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    const KIND: &str = "tongtu-test+jws";

    fn signer() -> Signer {
        Signer::from_seed(&[7; 32])
    }

    fn trusted() -> KeySet {
        KeySet::new([signer().public()])
    }

    #[test]
    fn what_was_signed_reads_back() {
        let statement = json!({"number": "C1", "name": "通河县河滨纺织有限公司"});
        let signed = sign(&signer(), KIND, &statement);
        assert_eq!(verify(&trusted(), KIND, &signed), Ok(statement));
    }

    #[test]
    fn a_stranger_s_key_another_kind_or_another_method_is_refused() {
        let stranger = Signer::from_seed(&[8; 32]);
        let foreign = sign(&stranger, KIND, &json!({}));
        assert_eq!(verify(&trusted(), KIND, &foreign), Err(Refused::UnknownKey(stranger.id().to_owned())));
        let own = sign(&signer(), KIND, &json!({}));
        assert_eq!(verify(&trusted(), "health-code+jws", &own), Err(Refused::Method));
        let (_, rest) = own.split_once('.').expect("three parts");
        for header in [
            format!(r#"{{"alg":"none","kid":"{}","typ":"{KIND}"}}"#, signer().id()),
            format!(r#"{{"alg":"HS256","kid":"{}","typ":"{KIND}"}}"#, signer().id()),
            format!(r#"{{"alg":"EdDSA","kid":"{}","typ":"{KIND}","crit":["exp"]}}"#, signer().id()),
        ] {
            let forged = format!("{}.{rest}", URL_SAFE_NO_PAD.encode(header));
            assert_eq!(verify(&trusted(), KIND, &forged), Err(Refused::Method));
        }
    }

    #[test]
    fn what_is_no_statement_is_refused() {
        for text in ["", ".", "..", "a.b.c", "æ.ø.å", &"x".repeat(100_000)] {
            assert_eq!(verify(&trusted(), KIND, text), Err(Refused::Unreadable), "{text:.20}");
        }
    }

    proptest! {
        #[test]
        fn no_change_of_any_letter_goes_unseen(place in 0usize..10_000, letter in "[A-Za-z0-9_.-]") {
            let signed = sign(&signer(), KIND, &json!({"number": "C990121-20200316-0001-X", "until": "2020-04-15"}));
            let at = place % signed.len();
            prop_assume!(signed[at..=at] != letter);
            let changed = format!("{}{letter}{}", &signed[..at], &signed[at + 1..]);
            prop_assert!(verify(&trusted(), KIND, &changed).is_err(), "{}", changed);
        }
    }
}
