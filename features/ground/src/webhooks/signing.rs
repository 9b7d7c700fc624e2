//! How a message is signed: Standard Webhooks 1.0.0, HMAC-SHA-256 over id, time and body.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// How every secret begins, so that one left in a file is recognised.
pub const SECRET_START: &str = "whsec_";

/// A secret of 256 bits out of a draw in hex, as [`web::App::random_token`] gives it.
pub fn secret(drawn: &str) -> String {
    let bytes = hex::decode(drawn).expect("a token is hexadecimal");
    format!("{SECRET_START}{}", STANDARD.encode(bytes))
}

/// What stands in `webhook-signature`: one signature a secret, the newest first.
pub fn signatures(secrets: &[&str], message: &str, at_seconds: i64, body: &str) -> String {
    let one = |secret: &&str| format!("v1,{}", STANDARD.encode(signed(secret, message, at_seconds, body)));
    secrets.iter().map(one).collect::<Vec<_>>().join(" ")
}

fn signed(secret: &str, message: &str, at_seconds: i64, body: &str) -> Vec<u8> {
    let written = secret.strip_prefix(SECRET_START).unwrap_or(secret);
    let key = STANDARD.decode(written).expect("secrets are drawn here, in base64");
    let mut mac = Hmac::<Sha256>::new_from_slice(&key).expect("HMAC takes keys of any length");
    mac.update(format!("{message}.{at_seconds}.{body}").as_bytes());
    mac.finalize().into_bytes().to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_signs_as_the_libraries_of_the_specification_do() {
        let secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
        let told = signatures(&[secret], "msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, r#"{"test": 2432232314}"#);
        assert_eq!(told, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    #[test]
    fn while_a_secret_is_changed_both_sign() {
        let (old, new) = (secret(&"0".repeat(64)), secret(&"1".repeat(64)));
        let both = signatures(&[&new, &old], "m", 1, "{}");
        let alone = |secret: &str| signatures(&[secret], "m", 1, "{}");
        assert_eq!(both, format!("{} {}", alone(&new), alone(&old)));
        assert_ne!(alone(&new), alone(&old));
    }
}
