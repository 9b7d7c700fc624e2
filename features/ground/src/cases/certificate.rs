//! Certificates: what a granted case yields, numbered and publicly verifiable.
//!
//! A certificate carries a random token; the address in its QR code leads to a
//! public page that says whether it is genuine and still valid. Nothing on it
//! is secret: an enterprise's name and code are public register facts.

use civic::Date;
use store::{Fault, Row, Tx, params};

use crate::cases::store::{date, sql};

/// One certificate as issued.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Certificate {
    /// County that issued it, six digits.
    pub region: String,
    /// Its number.
    pub number: String,
    /// The case that yielded it.
    pub case_id: String,
    /// Evidence id in the playbook: what kind of certificate it is.
    pub evidence: String,
    /// Playbook version it was issued under.
    pub digest: String,
    /// Service that yielded it.
    pub service: String,
    /// Holder's name on the day of issue.
    pub subject_name: String,
    /// Holder's public code.
    pub subject_code: String,
    /// Milliseconds since 1970.
    pub issued_at: i64,
    /// Last day on which it is valid; `None` = until further notice.
    pub valid_until: Option<Date>,
    /// Random, unguessable; 32 hex digits or more.
    pub token: String,
    /// Milliseconds since 1970, when it was taken back.
    pub revoked_at: Option<i64>,
    /// Why it was taken back.
    pub revoked_reason: Option<String>,
}

impl Certificate {
    /// Still valid on `day`.
    pub fn is_valid_on(&self, day: Date) -> bool {
        !self.is_revoked_on(day) && self.valid_until.is_none_or(|until| day <= until)
    }

    /// Taken back, and that has taken effect by `day`.
    pub fn is_revoked_on(&self, day: Date) -> bool {
        self.revoked_on().is_some_and(|from| from <= day)
    }

    /// The first day on which it is not valid any more because it was taken back.
    pub fn revoked_on(&self) -> Option<Date> {
        civic::Timestamp::from_millisecond(self.revoked_at?).map(civic::clock::local_date).ok()
    }

    /// Path of the public verification page.
    pub fn verify_path(&self) -> String {
        format!("/verify/{}/{}", self.region, self.token)
    }
}

fn certificate(row: &Row) -> Result<Certificate, Fault> {
    Ok(Certificate {
        region: row.get("region")?,
        number: row.get("number")?,
        case_id: row.get("case_id")?,
        evidence: row.get("evidence")?,
        digest: row.get("digest")?,
        service: row.get("service")?,
        subject_name: row.get("subject_name")?,
        subject_code: row.get("subject_code")?,
        issued_at: row.get("issued_at")?,
        valid_until: date(row, "valid_until")?,
        token: row.get("token")?,
        revoked_at: row.get("revoked_at")?,
        revoked_reason: row.get("revoked_reason")?,
    })
}

/// Writes a new certificate.
pub fn insert(tx: &mut Tx, it: &Certificate) -> Result<(), Fault> {
    tx.execute(
        sql!("insert_certificate"),
        params![
            &it.region,
            &it.number,
            &it.case_id,
            &it.evidence,
            &it.digest,
            &it.service,
            &it.subject_name,
            &it.subject_code,
            it.issued_at,
            it.valid_until.map(|d| d.to_string()),
            &it.token
        ],
    )?;
    Ok(())
}

/// What a case yielded.
pub fn of_case(tx: &mut Tx, region: &str, case: &str) -> Result<Vec<Certificate>, Fault> {
    let rows = tx.query(sql!("certificates_of_case"), params![region, case])?;
    rows.iter().map(certificate).collect()
}

/// The certificate a verification address leads to.
pub fn by_token(tx: &mut Tx, region: &str, token: &str) -> Result<Option<Certificate>, Fault> {
    tx.maybe(sql!("certificate_by_token"), params![region, token])?.map(|row| certificate(&row)).transpose()
}

/// The certificate of a number read off paper.
pub fn by_number(tx: &mut Tx, region: &str, number: &str) -> Result<Option<Certificate>, Fault> {
    tx.maybe(sql!("certificate_by_number"), params![region, number])?.map(|row| certificate(&row)).transpose()
}

/// Takes back every certificate of a case; how many there were.
pub fn revoke(tx: &mut Tx, region: &str, case: &str, now_ms: i64, reason: &str) -> Result<u64, Fault> {
    tx.execute(sql!("revoke_certificates"), params![region, case, now_ms, reason])
}
