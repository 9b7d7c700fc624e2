//! What sources hold of a subject, and asking them: the register side of every source, for cases and pages.

use std::sync::{Arc, Mutex, PoisonError};

use rules::Catalogue;
use store::{Fault, Tx};
use web::App;

use super::config::{Config, KeyKind, SourceSpec};
use super::model::{FactState, SourceFact, SourceFacts};
use super::store as table;

const DAY_MS: i64 = 24 * 60 * 60 * 1000;

/// The sources of this house as they are set now.
#[derive(Default)]
pub struct Setting(Mutex<Arc<Set>>);

/// A configuration and where it came from.
#[derive(Default)]
pub struct Set {
    /// The sources.
    pub config: Config,
    /// The file it was read from, where there is one.
    pub file: Option<std::path::PathBuf>,
}

impl Setting {
    /// As it is now.
    pub fn now(&self) -> Arc<Set> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// From now on.
    pub fn set(&self, set: Set) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Arc::new(set);
    }
}

/// The sources as they are set now.
pub fn set_now(app: &App) -> Arc<Set> {
    app.extension::<Setting>().now()
}

/// Whom facts are wanted of.
#[derive(Clone, Copy, Debug)]
pub struct About<'a> {
    /// County whose books hold the case.
    pub region: &'a str,
    /// Unified social credit code.
    pub uscc: &'a str,
}

impl<'a> About<'a> {
    /// The key by which a source knows the subject.
    pub fn key(&self, spec: &SourceSpec) -> &'a str {
        match spec.key {
            KeyKind::Uscc => self.uscc,
            KeyKind::Region => self.region,
        }
    }
}

/// What the sources hold of a subject. Where several offer a fact, the first of the file counts, unless it has
/// nothing to say.
pub fn facts_of(tx: &mut Tx, config: &Config, subject: About, now_ms: i64) -> Result<SourceFacts, Fault> {
    let mut all = SourceFacts::new();
    for spec in config.serving(subject.region) {
        let key = subject.key(spec);
        if spec.consent && !table::has_consent(tx, spec, key)? {
            continue;
        }
        let rows = table::facts(tx, spec, key)?;
        for mut fact in rows.into_iter().filter(|row| spec.offer(&row.fact).is_some()) {
            fact.state = state_now(spec, &fact, now_ms);
            let says_more = |there: &SourceFact| there.state != FactState::Known && fact.state != FactState::Refused;
            match all.get(&fact.fact) {
                Some(there)
                    if there.state != FactState::Refused && !(fact.state == FactState::Known && says_more(there)) => {}
                _ => {
                    all.insert(fact.fact.clone(), fact);
                }
            }
        }
    }
    Ok(all)
}

/// A value that has grown too old is no value: asked again, or waiting for the next list.
fn state_now(spec: &SourceSpec, fact: &SourceFact, now_ms: i64) -> FactState {
    match fact.state {
        FactState::Known if is_old(spec, fact, now_ms) && spec.is_asked() => FactState::Pending,
        FactState::Known if is_old(spec, fact, now_ms) => FactState::Degraded,
        state => state,
    }
}

fn is_old(spec: &SourceSpec, fact: &SourceFact, now_ms: i64) -> bool {
    let Some(days) = spec.max_age_days else { return false };
    let got = fact.value.as_ref().map_or(0, |value| value.got_ms);
    now_ms - got > days * DAY_MS
}

/// Asks every source that could tell one of the wanted facts and has not told it lately. Nothing waits for it.
pub fn ask(tx: &mut Tx, config: &Config, subject: About, wanted: &[&str], now_ms: i64) -> Result<(), Fault> {
    for spec in config.serving(subject.region).filter(|spec| spec.is_asked()) {
        let key = subject.key(spec);
        if !spec.offers.iter().any(|offer| wanted.contains(&offer.fact.as_str())) {
            continue;
        }
        if spec.consent && !table::has_consent(tx, spec, key)? {
            continue;
        }
        let there = table::facts(tx, spec, key)?;
        let known = |name: &str| there.iter().find(|fact| fact.fact == name);
        let fresh = |name: &str| {
            known(name).is_some_and(|f| !matches!(f.state, FactState::Unknown) && !is_stale(spec, f, now_ms))
        };
        if spec.offers.iter().all(|offer| fresh(&offer.fact)) {
            continue;
        }
        table::ask(tx, spec, key, now_ms)?;
        let (health, _) = table::health(tx, spec)?;
        let state = if health.down_since_ms.is_some() { FactState::Degraded } else { FactState::Pending };
        for offer in spec.offers.iter().filter(|offer| !fresh(&offer.fact)) {
            table::set_state(tx, spec, key, &offer.fact, state, now_ms)?;
        }
    }
    Ok(())
}

/// A refusal is asked again after a day, a value when it is too old; what is on its way is not asked twice.
fn is_stale(spec: &SourceSpec, fact: &SourceFact, now_ms: i64) -> bool {
    match fact.state {
        FactState::Known => is_old(spec, fact, now_ms),
        FactState::Refused => now_ms - fact.since_ms > DAY_MS,
        FactState::Unknown => true,
        FactState::Pending | FactState::Degraded => false,
    }
}

/// The owner has put a value right: a source that can be asked is asked again, and until then the fact is awaited.
/// One that brings lists tells the new value with its next list.
pub fn ask_anew(tx: &mut Tx, spec: &SourceSpec, subject: &str, fact: &str, now_ms: i64) -> Result<(), Fault> {
    if !spec.is_asked() || spec.offer(fact).is_none() {
        return Ok(());
    }
    table::ask(tx, spec, subject, now_ms)?;
    let (health, _) = table::health(tx, spec)?;
    let state = if health.down_since_ms.is_some() { FactState::Degraded } else { FactState::Pending };
    table::set_state(tx, spec, subject, fact, state, now_ms)
}

/// When the source of an awaited fact is tried next; `None` when nothing is queued.
pub fn next_try(tx: &mut Tx, spec: &SourceSpec, subject: &str) -> Result<Option<i64>, Fault> {
    let Some(next) = table::next_ask(tx, spec, subject)? else { return Ok(None) };
    let (health, _) = table::health(tx, spec)?;
    Ok(Some(next.max(health.next_ms)))
}

/// Every fact that rules of the area ask about today: those of the registers and those of the rule books in force.
pub async fn known_facts(app: &App, region: &str) -> Catalogue {
    let mut all = app.catalogue().clone();
    if let Ok(books) = crate::playbooks::all_current(app, region, app.today()).await {
        for fact in books.iter().flat_map(|book| book.playbook.catalogue.facts()) {
            // the register's own words come first where two books tell a fact differently
            let _ = all.add(fact.clone());
        }
    }
    all
}

/// The sources that ask for consent and could tell one of the wanted facts, each with whether it was given.
pub fn consents<'c>(
    tx: &mut Tx,
    config: &'c Config,
    subject: About,
    wanted: &[&str],
) -> Result<Vec<(&'c SourceSpec, bool)>, Fault> {
    let offers = |spec: &&SourceSpec| spec.offers.iter().any(|offer| wanted.contains(&offer.fact.as_str()));
    let asking = config.serving(subject.region).filter(|spec| spec.consent).filter(offers);
    asking.map(|spec| Ok((spec, table::has_consent(tx, spec, subject.key(spec))?))).collect()
}

/// Some source would tell one of the wanted facts if somebody agreed, or tells it because somebody did.
pub fn asks_consent(app: &App, subject: About, wanted: &[&str]) -> bool {
    let set = set_now(app);
    let offers = |spec: &SourceSpec| spec.offers.iter().any(|offer| wanted.contains(&offer.fact.as_str()));
    set.config.serving(subject.region).any(|spec| spec.consent && offers(spec))
}

/// Keeps that somebody agrees to a source being asked, or takes it back. What was told before is not used any more then.
pub fn agree(tx: &mut Tx, spec: &SourceSpec, subject: About, by: &str, given: bool, now_ms: i64) -> Result<(), Fault> {
    let key = subject.key(spec);
    if !given {
        table::drop_ask(tx, spec, key)?;
    }
    table::put_consent(tx, spec, key, by, given, now_ms)
}
