//! A certificate as a signed statement: whoever has the county's public keys can check it without asking the county.
//!
//! The key follows from the site's key file, so nothing secret stands in the database; its public half is kept
//! there for good, so that what an old key signed can be checked after the file has moved on.

use civic::Date;
use credential::{KeySet, PublicKey, Refused, Signer};
use serde_json::{Value, json};
use store::{Fault, Tx, params};
use web::App;

use crate::cases::certificate::Certificate;
use crate::cases::store::sql;

/// Media type of a signed certificate, without `application/`.
pub const KIND: &str = "tongtu-certificate+jws";

/// What the signing key is drawn for; another purpose gives another key.
const PURPOSE: &str = "certificate signing 1";

/// How a stored certificate stands to its signature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Seal {
    /// It was issued before certificates were signed.
    None,
    /// It says what was signed.
    Fits,
    /// The record or the signature was changed.
    Altered,
}

fn signer(app: &App) -> Signer {
    Signer::from_seed(&app.keys().derived(PURPOSE))
}

/// What is signed: names of RFC 7519 where it has them, the rest ours. Only what the certificate shows.
pub fn statement(site: &str, it: &Certificate) -> Value {
    json!({
        "iss": site,
        "jti": it.number,
        "iat": it.issued_at / 1000,
        "exp": it.valid_until.map(last_second),
        "sub": it.subject_code,
        "name": it.subject_name,
        "region": it.region,
        "kind": it.evidence,
        "service": it.service,
        "rules": it.digest,
        "verify": format!("{site}{}", it.verify_path()),
    })
}

/// The last second of a day, seconds since 1970.
fn last_second(day: Date) -> i64 {
    day.tomorrow().map_or(i64::MAX, |next| civic::clock::start_of(next).as_second() - 1)
}

/// Signs a certificate that was just written, in the same transaction.
pub(super) fn sign(tx: &mut Tx, app: &App, it: &Certificate) -> Result<(), Fault> {
    let signer = signer(app);
    let key = signer.public();
    tx.execute(sql!("insert_signing_key"), params![&it.region, &key.id, key.x(), it.issued_at])?;
    let signed = credential::sign(&signer, KIND, &statement(&app.settings().site_url, it));
    tx.execute(sql!("sign_certificate"), params![&it.region, &it.number, signed])?;
    Ok(())
}

/// The signed statement of a certificate.
pub fn of(tx: &mut Tx, it: &Certificate) -> Result<Option<String>, Fault> {
    let row = tx.maybe(sql!("signed_certificate"), params![&it.region, &it.number])?;
    row.map_or(Ok(None), |row| row.get("signed"))
}

/// Every key that ever signed here, and the one that signs now.
pub fn keys(tx: &mut Tx, app: &App) -> Result<KeySet, Fault> {
    let rows = tx.query(sql!("signing_keys"), params![])?;
    let mut all: Vec<PublicKey> = Vec::new();
    for row in &rows {
        // a stored key that is none was changed by hand: what it signed then fails to verify, which is right
        all.extend(PublicKey::parse(&row.get::<String>("x")?).ok().filter(|key| !all.contains(key)));
    }
    let now = signer(app).public();
    if !all.contains(&now) {
        all.push(now);
    }
    Ok(KeySet::new(all))
}

/// Whether the record still says what was signed. The site's address may have changed since; nothing else may.
pub fn check(keys: &KeySet, it: &Certificate, signed: Option<&str>) -> Seal {
    let Some(signed) = signed else { return Seal::None };
    let said: Result<Value, Refused> = credential::verify(keys, KIND, signed);
    let Ok(said) = said else { return Seal::Altered };
    let site = said["iss"].as_str().unwrap_or_default();
    if said == statement(site, it) { Seal::Fits } else { Seal::Altered }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn certificate() -> Certificate {
        Certificate {
            region: "990121".into(),
            number: "C990121-20200316-0001-X".into(),
            case_id: "01E3".into(),
            evidence: "resumption-notice".into(),
            digest: "d".into(),
            service: "resume-work".into(),
            subject_name: "通河县河滨纺织有限公司".into(),
            subject_code: "91990121MA000100XU".into(),
            issued_at: 1_584_320_400_000,
            valid_until: Some(Date::constant(2020, 4, 15)),
            token: "0".repeat(32),
            revoked_at: None,
            revoked_reason: None,
        }
    }

    #[test]
    fn a_changed_record_no_longer_fits_what_was_signed() {
        let signer = Signer::from_seed(&[3; 32]);
        let keys = KeySet::new([signer.public()]);
        let it = certificate();
        let signed = credential::sign(&signer, KIND, &statement("https://tonghe.example", &it));
        assert_eq!(check(&keys, &it, Some(&signed)), Seal::Fits);
        assert_eq!(check(&keys, &it, None), Seal::None);
        for changed in [
            Certificate { subject_name: "别的公司".into(), ..it.clone() },
            Certificate { valid_until: None, ..it.clone() },
            Certificate { evidence: "other".into(), ..it.clone() },
        ] {
            assert_eq!(check(&keys, &changed, Some(&signed)), Seal::Altered, "{changed:?}");
        }
        let stranger = KeySet::new([Signer::from_seed(&[4; 32]).public()]);
        assert_eq!(check(&stranger, &it, Some(&signed)), Seal::Altered);
    }

    #[test]
    fn it_expires_with_the_last_second_of_its_last_day() {
        // 16 April 2020, 00:00 in China is 15 April, 16:00 in UTC
        assert_eq!(statement("", &certificate())["exp"], 1_586_966_399);
    }
}
