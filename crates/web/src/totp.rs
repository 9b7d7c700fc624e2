//! One-time codes of authenticator apps: RFC 6238 with SHA-1, six digits, thirty seconds.

use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;

/// Bytes of a secret: 160 bits, as RFC 4226 recommends.
pub const SECRET_BYTES: usize = 20;

const STEP_MS: i64 = 30_000;
const DIGITS: usize = 6;

/// The step of an instant.
pub fn step(now_ms: i64) -> i64 {
    now_ms.div_euclid(STEP_MS)
}

/// The code of a step.
pub fn code(secret: &[u8], step: i64) -> String {
    let mut mac = Hmac::<Sha1>::new_from_slice(secret).expect("HMAC takes keys of any length");
    mac.update(&step.to_be_bytes());
    let digest = mac.finalize().into_bytes();
    let at = usize::from(digest[19] & 0x0f);
    let number = u32::from_be_bytes([digest[at] & 0x7f, digest[at + 1], digest[at + 2], digest[at + 3]]);
    format!("{:06}", number % 1_000_000)
}

/// The step whose code was typed: now, or one before or after, and later than `last`, so that a code works once.
pub fn check(secret: &[u8], typed: &str, now_ms: i64, last: i64) -> Option<i64> {
    let typed = read(typed)?;
    let now = step(now_ms);
    (now - 1..=now + 1).filter(|step| *step > last).find(|step| same(&code(secret, *step), &typed))
}

/// Six digits out of what was typed, whatever the width and with spaces; `None` when it is no code.
pub fn read(typed: &str) -> Option<String> {
    let mut digits = String::new();
    for sign in typed.chars().filter(|c| !c.is_whitespace() && *c != '-') {
        let plain = match sign {
            '０'..='９' => char::from_digit(u32::from(sign) - u32::from('０'), 10)?,
            other => other,
        };
        if !plain.is_ascii_digit() || digits.len() == DIGITS {
            return None;
        }
        digits.push(plain);
    }
    (digits.len() == DIGITS).then_some(digits)
}

/// Compares without telling by its time where the two differ.
fn same(known: &str, typed: &str) -> bool {
    known.len() == typed.len() && known.bytes().zip(typed.bytes()).fold(0, |all, (a, b)| all | (a ^ b)) == 0
}

/// RFC 4648 base 32 without padding: how people type a secret into an app.
pub fn base32(bytes: &[u8]) -> String {
    const SIGNS: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let (mut text, mut held, mut bits) = (String::new(), 0u32, 0u32);
    for byte in bytes {
        held = (held << 8 | u32::from(*byte)) & 0xfff;
        bits += 8;
        while bits >= 5 {
            bits -= 5;
            text.push(char::from(SIGNS[(held >> bits & 31) as usize]));
        }
    }
    if bits > 0 {
        text.push(char::from(SIGNS[(held << (5 - bits) & 31) as usize]));
    }
    text
}

/// The address in the QR code that an app reads.
pub fn address(secret: &[u8], site: &str, account: &str) -> String {
    let (site, account) = (crate::form::encode(site), crate::form::encode(account));
    format!("otpauth://totp/{site}:{account}?secret={}&issuer={site}&digits=6&period=30", base32(secret))
}

#[cfg(test)]
mod tests {
    use super::*;

    const RFC: &[u8] = b"12345678901234567890";

    #[test]
    fn gives_the_codes_of_rfc_6238() {
        // appendix B, SHA-1, the last six of eight digits
        for (seconds, expected) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ] {
            assert_eq!(code(RFC, step(seconds * 1000)), expected, "{seconds}");
        }
    }

    #[test]
    fn a_code_works_once_and_half_a_minute_around_its_time() {
        let now_ms = 59_000;
        let at = step(now_ms);
        for (step, good) in [(at - 2, false), (at - 1, true), (at, true), (at + 1, true), (at + 2, false)] {
            assert_eq!(check(RFC, &code(RFC, step), now_ms, -1).is_some(), good, "{step}");
        }
        let used = check(RFC, "287082", now_ms, -1).expect("the code of now");
        assert_eq!(check(RFC, "287082", now_ms, used), None, "the same code again");
        assert_eq!(check(RFC, &code(RFC, used - 1), now_ms, used), None, "an older one after it");
        assert_eq!(check(RFC, "287083", now_ms, -1), None);
    }

    #[test]
    fn reads_codes_as_people_type_them() {
        for (typed, code) in [
            ("287082", Some("287082")),
            (" 287 082 ", Some("287082")),
            ("２８７０８２", Some("287082")),
            ("28708", None),
            ("2870821", None),
            ("28708a", None),
            ("", None),
        ] {
            assert_eq!(read(typed).as_deref(), code, "{typed}");
        }
    }

    #[test]
    fn secrets_are_written_in_base_32() {
        // RFC 4648, section 10
        for (text, expected) in
            [("", ""), ("f", "MY"), ("fo", "MZXQ"), ("foo", "MZXW6"), ("foob", "MZXW6YQ"), ("foobar", "MZXW6YTBOI")]
        {
            assert_eq!(base32(text.as_bytes()), expected);
        }
        assert_eq!(
            address(RFC, "通途", "li.wei"),
            "otpauth://totp/%E9%80%9A%E9%80%94:li.wei?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ\
             &issuer=%E9%80%9A%E9%80%94&digits=6&period=30"
        );
    }
}
