//! Keys of other computers: what one is good for, its hash in the table, never the key itself.

use serde_json::json;
use store::{Fault, Row, Tx, Value, journal, params};
use web::{App, Machine, Role, Stop};

use crate::enterprises::By;
use crate::regions;

/// The last use is noted at most this often, in milliseconds, so that reading through the key writes little.
const USED_EVERY_MS: i64 = 5 * 60 * 1000;

/// How much of a key is kept readable, so that its owner finds it in the list.
const STARTS_CHARS: usize = 11;

/// A key as the table holds it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    /// Division whose subtree it reaches.
    pub region: String,
    /// Id drawn by the application.
    pub id: String,
    /// What the administrator called it.
    pub name: String,
    /// Agency it belongs to.
    pub agency: Option<String>,
    /// Enterprise it belongs to.
    pub enterprise: Option<String>,
    /// Some of [`web::machine::SCOPES`].
    pub scopes: Vec<String>,
    /// Requests a minute.
    pub per_minute: u32,
    /// The first signs of the key.
    pub starts: String,
    /// Epoch milliseconds.
    pub created_ms: i64,
    /// Not good any more from here on.
    pub expires_ms: i64,
    /// When it was revoked.
    pub revoked_ms: Option<i64>,
    /// Last use, to five minutes.
    pub used_ms: Option<i64>,
}

/// Where a key stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It opens doors.
    Good,
    /// Its day has passed.
    Expired,
    /// Somebody took it back.
    Revoked,
}

impl Standing {
    /// Every standing.
    pub const ALL: [Standing; 3] = [Standing::Good, Standing::Expired, Standing::Revoked];

    /// The word in addresses and words.
    pub const fn word(self) -> &'static str {
        match self {
            Standing::Good => "good",
            Standing::Expired => "expired",
            Standing::Revoked => "revoked",
        }
    }
}

impl Key {
    /// Where it stands at `now_ms`.
    pub fn standing(&self, now_ms: i64) -> Standing {
        match self.revoked_ms {
            Some(_) => Standing::Revoked,
            None if self.expires_ms <= now_ms => Standing::Expired,
            None => Standing::Good,
        }
    }

    /// What it acts as: an agency's officer, an enterprise's clerk, else somebody who only reads.
    pub fn role(&self) -> Role {
        match (&self.agency, &self.enterprise) {
            (Some(_), _) => Role::Officer,
            (None, Some(_)) => Role::Enterprise,
            (None, None) => Role::Auditor,
        }
    }

    fn machine(self) -> Machine {
        Machine {
            role: self.role(),
            id: self.id,
            name: self.name,
            region: self.region,
            agency: self.agency,
            enterprise: self.enterprise,
            scopes: self.scopes,
            per_minute: self.per_minute,
        }
    }
}

/// What a new key is made of, free of problems.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewKey {
    /// Division whose subtree it reaches.
    pub region: String,
    /// What to call it.
    pub name: String,
    /// Agency it belongs to.
    pub agency: Option<String>,
    /// Enterprise it belongs to.
    pub enterprise: Option<String>,
    /// Some of [`web::machine::SCOPES`].
    pub scopes: Vec<String>,
    /// Requests a minute.
    pub per_minute: u32,
    /// Not good any more from here on, epoch milliseconds.
    pub expires_ms: i64,
}

/// A fresh key: 256 bits of chance behind a beginning that scanners of files know.
pub fn draw(app: &App) -> String {
    format!("{}{}", web::machine::KEY_START, app.random_token())
}

/// Stores the hash of a key and journals it.
pub fn create(tx: &mut Tx, id: &str, new: &NewKey, key: &str, by: &By) -> Result<(), Fault> {
    let starts: String = key.chars().take(STARTS_CHARS).collect();
    tx.execute(
        include_str!("sql/api_key_insert.sql"),
        params![
            &new.region,
            id,
            &new.name,
            new.agency.clone(),
            new.enterprise.clone(),
            new.scopes.join(" "),
            new.per_minute,
            web::cookie::token_hash(key),
            starts,
            &by.actor,
            by.now_ms,
            new.expires_ms
        ],
    )?;
    let detail = json!({ "scopes": new.scopes, "agency": new.agency, "enterprise": new.enterprise,
        "per_minute": new.per_minute, "expires_at": new.expires_ms });
    note(tx, &new.region, id, "key/created", detail, by)
}

/// Takes a key back at once; `false` when it was taken back before.
///
/// # Errors
/// [`Stop::NotFound`] when there is no such key.
pub fn revoke(tx: &mut Tx, region: &str, id: &str, reason: &str, by: &By) -> Result<bool, Stop> {
    by_id(tx, region, id)?.ok_or(Stop::NotFound)?;
    let revoked = tx.execute(include_str!("sql/api_key_revoke.sql"), params![region, id, by.now_ms])? > 0;
    if revoked {
        note(tx, region, id, "key/revoked", json!({ "reason": reason }), by)?;
    }
    Ok(revoked)
}

fn note(tx: &mut Tx, region: &str, id: &str, act: &str, detail: serde_json::Value, by: &By) -> Result<(), Fault> {
    let (actor, office, thing) = (by.actor.as_str(), by.office.as_str(), format!("key:{id}"));
    let entry = journal::Entry { region, at_ms: by.now_ms, actor, office, act, thing: &thing, detail };
    journal::append(tx, &entry).map(|_| ())
}

/// The computer behind a key that is good now; its use is noted.
pub async fn machine(app: &App, key_hash: String) -> anyhow::Result<Option<Machine>> {
    let now_ms = app.now_ms();
    let found = app
        .db()
        .read(move |tx| -> Result<_, Fault> {
            tx.maybe(include_str!("sql/api_key_by_hash.sql"), params![key_hash])?.as_ref().map(from_row).transpose()
        })
        .await?;
    let Some(key) = found.filter(|key| key.standing(now_ms) == Standing::Good) else { return Ok(None) };
    if key.used_ms.is_none_or(|used| now_ms - used >= USED_EVERY_MS) {
        let (region, id) = (key.region.clone(), key.id.clone());
        app.db()
            .write(move |tx| -> Result<_, Fault> {
                tx.execute(include_str!("sql/api_key_used.sql"), params![region, id, now_ms])
            })
            .await?;
    }
    Ok(Some(key.machine()))
}

/// The key with this id.
pub fn by_id(tx: &mut Tx, region: &str, id: &str) -> Result<Option<Key>, Fault> {
    tx.maybe(include_str!("sql/api_key_by_id.sql"), params![region, id])?.as_ref().map(from_row).transpose()
}

/// Which keys a list shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Pattern of the administrator's area, from [`regions::within_pattern`].
    pub within: String,
    /// Part of a name.
    pub words: String,
    /// Standing, or empty.
    pub standing: String,
    /// Column to sort by.
    pub column: &'static str,
    /// From the end.
    pub descending: bool,
    /// Against which `expired` is judged.
    pub now_ms: i64,
}

impl Filter {
    fn params(&self) -> Vec<Value> {
        let words = match self.words.as_str() {
            "" => String::new(),
            words => format!("%{}%", regions::like_escaped(&words.to_lowercase())),
        };
        params![&self.within, words, &self.standing, self.now_ms].to_vec()
    }
}

/// How many keys there are.
pub fn count(tx: &mut Tx, filter: &Filter) -> Result<u64, Fault> {
    tx.one(include_str!("sql/api_key_count.sql"), &filter.params())?.get("n")
}

/// Keys `skip..skip + limit`.
pub fn list(tx: &mut Tx, filter: &Filter, skip: u64, limit: u32) -> Result<Vec<Key>, Fault> {
    let direction = if filter.descending { "DESC" } else { "ASC" };
    let sql = format!(
        "{} ORDER BY {} {direction} NULLS LAST, region, id LIMIT $5 OFFSET $6",
        include_str!("sql/api_key_list.sql").trim_end(),
        filter.column
    );
    let mut params = filter.params();
    params.extend_from_slice(params![limit, i64::try_from(skip).unwrap_or(i64::MAX)]);
    tx.query(&sql, &params)?.iter().map(from_row).collect()
}

fn from_row(row: &Row) -> Result<Key, Fault> {
    let scopes: String = row.get("scopes")?;
    Ok(Key {
        region: row.get("region")?,
        id: row.get("id")?,
        name: row.get("name")?,
        agency: row.get("agency")?,
        enterprise: row.get("enterprise")?,
        scopes: scopes.split(' ').filter(|scope| !scope.is_empty()).map(str::to_owned).collect(),
        per_minute: row.get("per_minute")?,
        starts: row.get("starts")?,
        created_ms: row.get("created_at")?,
        expires_ms: row.get("expires_at")?,
        revoked_ms: row.get("revoked_at")?,
        used_ms: row.get("used_at")?,
    })
}
