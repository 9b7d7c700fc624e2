//! Other computers: whom a bearer key stands for, what it may do, and how often it may ask.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use axum::http::{HeaderMap, HeaderName, HeaderValue};
use civic::problem::Problem;
use civic::text::Text;

use crate::{App, Ctx, Role, Session, Stop, cookie};

/// What a key may be good for; a key holds some of these and no others.
pub const SCOPES: [&str; 6] = ["cases:read", "cases:write", "catalogue:read", "log:read", "metrics:read", "webhooks"];

/// How every key begins, so that one left in a file is recognised.
pub const KEY_START: &str = "tt_";

/// Requests a minute for a key of the settings, which stands in no table.
const HOUSE_PER_MINUTE: u32 = 600;
const MINUTE_MS: i64 = 60_000;

/// A computer that has shown a key which is known, not revoked and not expired.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Machine {
    /// Id of the key, never the key.
    pub id: String,
    /// What the administrator called it.
    pub name: String,
    /// What it acts as: an officer of an agency, a clerk of an enterprise, an auditor.
    pub role: Role,
    /// Division code whose subtree it may reach.
    pub region: String,
    /// Agency it belongs to.
    pub agency: Option<String>,
    /// Enterprise it belongs to.
    pub enterprise: Option<String>,
    /// Some of [`SCOPES`].
    pub scopes: Vec<String>,
    /// Requests it may make a minute.
    pub per_minute: u32,
}

impl Machine {
    /// Lets it go on if the key has this scope of [`SCOPES`].
    ///
    /// # Errors
    /// 403 that names the scope.
    pub fn needs(&self, scope: &str) -> Result<(), Stop> {
        debug_assert!(SCOPES.contains(&scope), "`{scope}` is no scope");
        if self.scopes.iter().any(|held| held == scope) {
            return Ok(());
        }
        let problem = Problem::new(
            "",
            "web/scope",
            Text::new(format!("这个密钥没有 {scope} 权限"), format!("this key has no scope `{scope}`")),
            Text::new("请管理员签发带有该权限的密钥", "ask the administrator for a key that has it"),
        );
        Err(Stop::Refused { status: axum::http::StatusCode::FORBIDDEN, problems: vec![problem] })
    }

    /// Whom [`crate::access::can`] takes it for; in the journal it stands as `key:` and its id.
    pub fn actor(&self) -> Session {
        Session {
            id: String::new(),
            person: format!("key:{}", self.id),
            name: self.name.clone(),
            role: self.role,
            region: self.region.clone(),
            agency: self.agency.clone(),
            enterprise: self.enterprise.clone(),
            started_ms: 0,
        }
    }

    /// A key of the settings: it reads the metrics and nothing else.
    fn of_house(app: &App, hash: &str) -> Machine {
        Machine {
            id: hash.chars().take(8).collect(),
            name: "settings".to_owned(),
            role: Role::Auditor,
            region: app.settings().region.clone(),
            agency: None,
            enterprise: None,
            scopes: vec!["metrics:read".to_owned()],
            per_minute: HOUSE_PER_MINUTE,
        }
    }
}

/// The key of a request, if it shows one.
pub(crate) fn bearer(headers: &HeaderMap) -> Option<&str> {
    let header = headers.get("authorization")?.to_str().ok()?;
    let (kind, key) = header.split_once(' ')?;
    kind.eq_ignore_ascii_case("bearer").then(|| key.trim())
}

/// Whose key it is; `None` when nobody's.
pub(crate) async fn find(app: &App, headers: &HeaderMap) -> Result<Option<Machine>, Stop> {
    let Some(key) = bearer(headers) else { return Ok(None) };
    let hash = cookie::token_hash(key);
    if app.settings().machine_keys.contains(&hash) {
        return Ok(Some(Machine::of_house(app, &hash)));
    }
    let keeper = app.features().iter().find_map(|feature| feature.keeper);
    match keeper.filter(|_| key.starts_with(KEY_START)) {
        Some(keeper) => Ok(keeper.find_machine(app, hash).await?),
        None => Ok(None),
    }
}

/// What is left of a key's minute.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Rate {
    /// Requests a minute.
    pub limit: u32,
    /// Requests left in this minute.
    pub left: u32,
    /// Seconds until the next one begins.
    pub seconds: u32,
}

impl Rate {
    /// Writes `RateLimit-Policy` and `RateLimit` (draft-ietf-httpapi-ratelimit-headers).
    pub(crate) fn write(self, headers: &mut HeaderMap) {
        let policy = format!("\"key\";q={};w=60", self.limit);
        let now = format!("\"key\";r={};t={}", self.left, self.seconds);
        for (name, value) in [("ratelimit-policy", policy), ("ratelimit", now)] {
            if let Ok(value) = HeaderValue::try_from(value) {
                headers.insert(HeaderName::from_static(name), value);
            }
        }
    }
}

/// Counts the requests of each key, minute by minute; known keys only, so it stays small.
#[derive(Debug, Default)]
pub(crate) struct Meter(Mutex<HashMap<String, (i64, u32)>>);

impl Meter {
    /// Counts one request; `false` when the minute was used up before it.
    pub(crate) fn count(&self, machine: &Machine, now_ms: i64) -> (Rate, bool) {
        let mut minutes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let minute = minutes.entry(machine.id.clone()).or_insert((now_ms, 0));
        if now_ms < minute.0 || now_ms - minute.0 >= MINUTE_MS {
            *minute = (now_ms, 0);
        }
        let allowed = minute.1 < machine.per_minute;
        minute.1 = minute.1.saturating_add(u32::from(allowed));
        let wait_ms = minute.0 + MINUTE_MS - now_ms;
        let seconds = u32::try_from((wait_ms + 999) / 1000).unwrap_or(60).max(1);
        (Rate { limit: machine.per_minute, left: machine.per_minute - minute.1, seconds }, allowed)
    }
}

impl Ctx {
    /// The computer that asks, behind [`crate::Door::Machine`] or wherever a key was shown.
    ///
    /// # Errors
    /// [`Stop::NoKey`] when no good key was shown.
    pub fn machine(&self) -> Result<&Machine, Stop> {
        self.machine.as_deref().ok_or(Stop::NoKey)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn machine(per_minute: u32) -> Machine {
        Machine {
            id: "k".into(),
            name: "n".into(),
            role: Role::Officer,
            region: "990121".into(),
            agency: Some("health".into()),
            enterprise: None,
            scopes: vec!["cases:read".into()],
            per_minute,
        }
    }

    #[test]
    fn a_key_does_what_its_scopes_say_and_nothing_else() {
        let machine = machine(1);
        assert!(machine.needs("cases:read").is_ok());
        for scope in SCOPES.iter().filter(|scope| **scope != "cases:read") {
            assert!(matches!(machine.needs(scope), Err(Stop::Refused { .. })), "{scope}");
        }
        assert_eq!(machine.actor().person, "key:k");
    }

    #[test]
    fn a_minute_ends_and_another_begins() {
        let (meter, machine) = (Meter::default(), machine(2));
        assert_eq!(meter.count(&machine, 0), (Rate { limit: 2, left: 1, seconds: 60 }, true));
        assert_eq!(meter.count(&machine, 30_000), (Rate { limit: 2, left: 0, seconds: 30 }, true));
        assert_eq!(meter.count(&machine, 59_500), (Rate { limit: 2, left: 0, seconds: 1 }, false));
        assert_eq!(meter.count(&machine, 60_000), (Rate { limit: 2, left: 1, seconds: 60 }, true));
        assert!(meter.count(&machine, 10).1, "a clock set back begins a new minute");
    }

    #[test]
    fn reads_bearer_keys_whatever_the_case_of_the_word() {
        let mut headers = HeaderMap::new();
        assert_eq!(bearer(&headers), None);
        for (sent, key) in [("Bearer tt_1", Some("tt_1")), ("bearer  tt_1 ", Some("tt_1")), ("Basic x", None)] {
            headers.insert("authorization", HeaderValue::from_static(sent));
            assert_eq!(bearer(&headers), key, "{sent}");
        }
    }
}
