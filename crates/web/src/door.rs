//! Who may pass: doors on routes, roles of people, and the session that proves a role.

use std::fmt;

use crate::held::HeldForm;
use crate::{App, BoxFuture, Machine};

/// The door of a route. A route without a door does not compile.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Hash)]
pub enum Door {
    /// Anybody, signed in or not.
    Open,
    /// Anybody who is signed in.
    SignedIn,
    Enterprise,
    Worker,
    Community,
    /// An officer of any agency, its head among them; which cases is decided by [`crate::access::can`].
    Officer,
    /// Who watches over deadlines in a region (督办).
    Supervisor,
    Dispatched,
    Operator,
    Command,
    Drafter,
    Auditor,
    Admin,
    /// Another computer with a bearer key; what it may do say its scopes, see [`crate::machine::Machine::needs`].
    Machine,
}

/// What a door answers.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Passage {
    Come,
    SignInFirst,
    NotYours,
}

impl Door {
    /// Every door, in the order of the documents.
    pub const ALL: [Door; 14] = [
        Door::Open,
        Door::SignedIn,
        Door::Enterprise,
        Door::Worker,
        Door::Community,
        Door::Officer,
        Door::Supervisor,
        Door::Dispatched,
        Door::Operator,
        Door::Command,
        Door::Drafter,
        Door::Auditor,
        Door::Admin,
        Door::Machine,
    ];

    /// The role this door is for; `None` for Open, SignedIn and Machine. A head comes in where officers do.
    pub fn role(self) -> Option<Role> {
        Some(match self {
            Door::Open | Door::SignedIn | Door::Machine => return None,
            Door::Enterprise => Role::Enterprise,
            Door::Worker => Role::Worker,
            Door::Community => Role::Community,
            Door::Officer => Role::Officer,
            Door::Supervisor => Role::Supervisor,
            Door::Dispatched => Role::Dispatched,
            Door::Operator => Role::Operator,
            Door::Command => Role::Command,
            Door::Drafter => Role::Drafter,
            Door::Auditor => Role::Auditor,
            Door::Admin => Role::Admin,
        })
    }

    /// Whether a person with this role (`None`: not signed in) passes.
    pub fn lets(self, role: Option<Role>) -> bool {
        self.passage(role) == Passage::Come
    }

    pub(crate) fn passage(self, role: Option<Role>) -> Passage {
        match (self, role) {
            (Door::Open, _) | (Door::SignedIn, Some(_)) => Passage::Come,
            (Door::Machine, _) => Passage::NotYours,
            (_, None) => Passage::SignInFirst,
            (Door::Officer, Some(Role::Head)) => Passage::Come,
            (door, Some(role)) if door.role() == Some(role) => Passage::Come,
            _ => Passage::NotYours,
        }
    }
}

impl fmt::Display for Door {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self, f)
    }
}

/// What a signed-in person is here. One session, one role.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Hash)]
pub enum Role {
    Enterprise,
    Worker,
    Community,
    Officer,
    /// Head of an agency (部门负责人): an officer who also approves what the others ask.
    Head,
    /// Watches over deadlines in a region (督办人员); decides no case.
    Supervisor,
    Dispatched,
    Operator,
    Command,
    Drafter,
    Auditor,
    Admin,
}

impl Role {
    pub const ALL: [Role; 12] = [
        Role::Enterprise,
        Role::Worker,
        Role::Community,
        Role::Officer,
        Role::Head,
        Role::Supervisor,
        Role::Dispatched,
        Role::Operator,
        Role::Command,
        Role::Drafter,
        Role::Auditor,
        Role::Admin,
    ];

    /// The word kept in the database: `enterprise`, `worker`, …
    pub fn word(self) -> &'static str {
        match self {
            Role::Enterprise => "enterprise",
            Role::Worker => "worker",
            Role::Community => "community",
            Role::Officer => "officer",
            Role::Head => "head",
            Role::Supervisor => "supervisor",
            Role::Dispatched => "dispatched",
            Role::Operator => "operator",
            Role::Command => "command",
            Role::Drafter => "drafter",
            Role::Auditor => "auditor",
            Role::Admin => "admin",
        }
    }

    /// Reads [`Role::word`] back.
    pub fn parse(word: &str) -> Option<Role> {
        Role::ALL.into_iter().find(|role| role.word() == word)
    }

    /// Works at an agency's desk: its officers and its head.
    pub fn is_at_desk(self) -> bool {
        matches!(self, Role::Officer | Role::Head)
    }
}

/// A signed-in person, as the keeper of sessions found it for this request.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Session {
    /// Id of the session row, never the token.
    pub id: String,
    /// Id of the person.
    pub person: String,
    /// Name shown in the header.
    pub name: String,
    pub role: Role,
    /// Division code whose subtree the person works in (an enterprise: where it is registered).
    pub region: String,
    /// Agency of an officer.
    pub agency: Option<String>,
    /// Enterprise of a clerk.
    pub enterprise: Option<String>,
    /// When the person signed in, epoch milliseconds.
    pub started_ms: i64,
}

/// Finds sessions; one feature of the composition (ground/accounts) is the keeper.
pub trait SessionKeeper: Sync {
    /// The live session for the SHA-256 (hex) of a token; `None` when unknown, expired or revoked.
    /// The token itself never reaches the keeper.
    fn find<'a>(&'a self, app: &'a App, token_hash: String) -> BoxFuture<'a, anyhow::Result<Option<Session>>>;

    /// Keeps a form that came after its session had ended, in the place of an earlier one of the same page.
    fn hold<'a>(&'a self, _app: &'a App, _held: HeldForm) -> BoxFuture<'a, anyhow::Result<()>> {
        Box::pin(async { Ok(()) })
    }

    /// The computer whose key has this SHA-256 (hex); `None` when unknown, expired or revoked.
    fn find_machine<'a>(&'a self, _app: &'a App, _key_hash: String) -> BoxFuture<'a, anyhow::Result<Option<Machine>>> {
        Box::pin(async { Ok(None) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn role_words_read_back() {
        for role in Role::ALL {
            assert_eq!(Role::parse(role.word()), Some(role));
        }
        assert_eq!(Role::parse("root"), None);
    }

    #[test]
    fn each_role_passes_its_own_door_and_no_other() {
        for door in Door::ALL {
            for role in Role::ALL {
                let expected = match door {
                    Door::Open | Door::SignedIn => true,
                    Door::Machine => false,
                    Door::Officer => role.is_at_desk(),
                    _ => door.role() == Some(role),
                };
                assert_eq!(door.lets(Some(role)), expected, "{door} {role:?}");
            }
            assert_eq!(door.lets(None), door == Door::Open, "{door}");
        }
    }
}
