//! Accounts in the database: people, desks and who may do what from when on.

use serde_json::json;
use store::jobs::{self, NewJob};
use store::{Fault, Row, Tx, Value, journal, params};
use web::{Role, Stop};

use super::colleagues::LEFT;
use super::model::{NewPerson, Person, State};
use super::problems;
use crate::enterprises::By;
use crate::regions;

/// Sign-in names are unique in the whole database: decisions about them pass one at a time.
const GUARD_REGION: &str = "000000";
const GUARD: &str = "person-sign-in";

/// A desk: an agency of a region whose officers sign in. Its id is the agency's in the playbooks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Desk {
    /// Division of the desk.
    pub region: String,
    /// Id, as in `agencies.toml`.
    pub id: String,
    /// Name of the agency.
    pub name: civic::Text,
}

/// The person with this sign-in name.
pub fn by_sign_in(tx: &mut Tx, sign_in: &str) -> Result<Option<Person>, Fault> {
    tx.maybe(include_str!("sql/person_by_sign_in.sql"), params![sign_in])?.as_ref().map(from_row).transpose()
}

/// The person with this id.
pub fn by_id(tx: &mut Tx, region: &str, id: &str) -> Result<Option<Person>, Fault> {
    tx.maybe(include_str!("sql/person_by_id.sql"), params![region, id])?.as_ref().map(from_row).transpose()
}

/// Creates an account and journals it.
///
/// # Errors
/// `accounts/sign-in-taken`.
pub fn create(
    tx: &mut Tx,
    id: &str,
    person: &NewPerson,
    password_hash: &str,
    state: State,
    by: &By,
) -> Result<(), Stop> {
    tx.guard(GUARD_REGION, GUARD)?;
    if by_sign_in(tx, &person.sign_in)?.is_some() {
        return Err(problems::sign_in_taken().into());
    }
    tx.execute(
        include_str!("sql/person_insert.sql"),
        params![
            &person.region,
            id,
            &person.sign_in,
            &person.name,
            person.role.word(),
            person.agency.clone(),
            person.enterprise.clone(),
            password_hash,
            state.word(),
            by.now_ms
        ],
    )?;
    let detail = json!({ "role": person.role.word(), "agency": person.agency, "enterprise": person.enterprise,
        "state": state.word() });
    note(tx, &person.region, id, "account/created", detail, by)?;
    Ok(())
}

/// Lets a person sign in, or no longer; who is disabled is signed out everywhere at once.
///
/// # Errors
/// [`Stop::NotFound`] when there is no such person.
pub fn set_state(tx: &mut Tx, region: &str, id: &str, state: State, by: &By) -> Result<(), Stop> {
    let person = by_id(tx, region, id)?.ok_or(Stop::NotFound)?;
    if person.state == state {
        return Ok(());
    }
    tx.execute(include_str!("sql/person_state.sql"), params![region, id, state.word(), by.now_ms])?;
    if state == State::Disabled {
        tx.execute(include_str!("sql/session_revoke_all.sql"), params![region, id, "", by.now_ms])?;
        // what was given to the person goes back to the desk; whoever keeps such things listens
        let (key, payload) = (format!("{id} {}", by.now_ms), json!({ "person": id }));
        jobs::enqueue(tx, &NewJob { region, kind: LEFT, key: &key, payload, run_at_ms: by.now_ms })?;
    }
    let detail = json!({ "was": person.state.word(), "is": state.word() });
    note(tx, region, id, "account/state", detail, by)?;
    Ok(())
}

/// Sets a password; every other session of the person ends.
pub fn set_password(
    tx: &mut Tx,
    region: &str,
    id: &str,
    password_hash: &str,
    kept_session: &str,
    by: &By,
) -> Result<(), Fault> {
    tx.execute(include_str!("sql/person_password.sql"), params![region, id, password_hash, by.now_ms])?;
    tx.execute(include_str!("sql/session_revoke_all.sql"), params![region, id, kept_session, by.now_ms])?;
    note(tx, region, id, "account/password", json!({}), by)
}

/// Which accounts a list shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Pattern of the administrator's area, from [`regions::within_pattern`].
    pub within: String,
    /// Part of a name.
    pub words: String,
    /// Role, or empty.
    pub role: String,
    /// State, or empty.
    pub state: String,
    /// Column: `sign_in`, `name`, `role`, `state` or `created_at`.
    pub column: &'static str,
    /// From the end.
    pub descending: bool,
}

impl Filter {
    fn params(&self) -> Vec<Value> {
        let words = match self.words.as_str() {
            "" => String::new(),
            words => format!("%{}%", regions::like_escaped(&words.to_lowercase())),
        };
        params![&self.within, words, &self.role, &self.state].to_vec()
    }
}

/// How many accounts there are.
pub fn count(tx: &mut Tx, filter: &Filter) -> Result<u64, Fault> {
    tx.one(include_str!("sql/person_count.sql"), &filter.params())?.get("n")
}

/// Accounts `skip..skip + limit`.
pub fn list(tx: &mut Tx, filter: &Filter, skip: u64, limit: u32) -> Result<Vec<Person>, Fault> {
    let direction = if filter.descending { "DESC" } else { "ASC" };
    let sql = format!(
        "{} ORDER BY {} {direction} NULLS LAST, region, id LIMIT $5 OFFSET $6",
        include_str!("sql/person_list.sql").trim_end(),
        filter.column
    );
    let mut params = filter.params();
    params.extend_from_slice(params![limit, i64::try_from(skip).unwrap_or(i64::MAX)]);
    tx.query(&sql, &params)?.iter().map(from_row).collect()
}

/// The desks of an area.
pub fn desks(tx: &mut Tx, within: &str) -> Result<Vec<Desk>, Fault> {
    let rows = tx.query(include_str!("sql/desk_list.sql"), params![within])?;
    rows.iter()
        .map(|row| {
            let name = civic::Text::new(row.get::<String>("name_zh")?, row.get::<String>("name_en")?);
            Ok(Desk { region: row.get("region")?, id: row.get("id")?, name })
        })
        .collect()
}

/// The name of a person, by id.
pub fn name_of(tx: &mut Tx, id: &str) -> Result<Option<String>, Fault> {
    tx.maybe(include_str!("sql/person_names.sql"), params![id])?.map(|row| row.get("name")).transpose()
}

/// Adds a desk and journals it; `false` when it is there already.
pub fn add_desk(tx: &mut Tx, desk: &Desk, by: &By) -> Result<bool, Fault> {
    let added = tx.execute(
        include_str!("sql/desk_insert.sql"),
        params![&desk.region, &desk.id, &desk.name.zh, &desk.name.en, by.now_ms],
    )?;
    if added > 0 {
        journal::append(
            tx,
            &journal::Entry {
                region: &desk.region,
                at_ms: by.now_ms,
                actor: &by.actor,
                office: &by.office,
                act: "desk/added",
                thing: &format!("desk:{}", desk.id),
                detail: json!({ "name": desk.name }),
            },
        )?;
    }
    Ok(added > 0)
}

/// Journals an act on an account.
pub fn note(
    tx: &mut Tx,
    region: &str,
    person: &str,
    act: &str,
    detail: serde_json::Value,
    by: &By,
) -> Result<(), Fault> {
    journal::append(
        tx,
        &journal::Entry {
            region,
            at_ms: by.now_ms,
            actor: &by.actor,
            office: &by.office,
            act,
            thing: &format!("person:{person}"),
            detail,
        },
    )?;
    Ok(())
}

fn from_row(row: &Row) -> Result<Person, Fault> {
    let role: String = row.get("role")?;
    let state: String = row.get("state")?;
    let unknown = |what: &str| Fault::Database(anyhow::anyhow!("unknown {what} in table person"));
    Ok(Person {
        region: row.get("region")?,
        id: row.get("id")?,
        sign_in: row.get("sign_in")?,
        name: row.get("name")?,
        role: Role::parse(&role).ok_or_else(|| unknown("role"))?,
        agency: row.get("agency")?,
        enterprise: row.get("enterprise")?,
        password_hash: row.get("password_hash")?,
        state: State::parse(&state).ok_or_else(|| unknown("state"))?,
        created_ms: row.get("created_at")?,
    })
}
