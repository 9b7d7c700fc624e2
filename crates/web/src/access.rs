//! Who may do what to which thing: one table, one pure function; the same table makes the SQL of lists.

mod predicate;

use civic::division::RegionCode;

pub use predicate::{AgencyIn, Columns, Predicate, predicate};

use crate::{Role, Session};

/// What is done.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Hash)]
pub enum Act {
    /// Read it.
    See,
    /// File, amend or withdraw it.
    File,
    /// Enter it at the counter for somebody who came with a signed paper.
    Enter,
    /// Decide it, ask for a correction, record a step.
    Decide,
    /// Give it to one officer, take it over, hand it over.
    Assign,
    /// Agree to what somebody else has proposed: a second pair of eyes.
    Approve,
    /// Write into its messages.
    Message,
    /// Take it out of the house as a file.
    Export,
    /// Read it with names, numbers and addresses unmasked, giving a reason.
    Unmask,
    /// Revoke what it yielded.
    Revoke,
    /// Change registers, people and desks.
    Manage,
    /// Make and revoke keys of other computers.
    ManageKeys,
    /// Have events sent to another computer.
    Subscribe,
    /// Write a version of a rule book and propose it.
    Propose,
    /// Put a version in force that somebody else has proposed.
    ApproveRules,
    /// Publish rule books.
    Publish,
    /// Read the journal.
    Audit,
}

impl Act {
    /// Every act, in the order of the documents.
    pub const ALL: [Act; 17] = [
        Act::See,
        Act::File,
        Act::Enter,
        Act::Decide,
        Act::Assign,
        Act::Approve,
        Act::Message,
        Act::Export,
        Act::Unmask,
        Act::Revoke,
        Act::Manage,
        Act::ManageKeys,
        Act::Subscribe,
        Act::Propose,
        Act::ApproveRules,
        Act::Publish,
        Act::Audit,
    ];

    /// The word in the documents.
    pub fn word(self) -> &'static str {
        match self {
            Act::See => "see",
            Act::File => "file",
            Act::Enter => "enter for somebody",
            Act::Decide => "decide",
            Act::Assign => "assign",
            Act::Approve => "approve",
            Act::Message => "message",
            Act::Export => "export",
            Act::Unmask => "unmask",
            Act::Revoke => "revoke",
            Act::Manage => "manage",
            Act::ManageKeys => "manage keys",
            Act::Subscribe => "subscribe",
            Act::Propose => "propose rules",
            Act::ApproveRules => "approve rules",
            Act::Publish => "publish",
            Act::Audit => "audit",
        }
    }

    /// Whether it must be said what for: what was collected for one purpose is not taken for another unseen.
    pub fn needs_purpose(self) -> bool {
        matches!(self, Act::Export | Act::Unmask)
    }
}

/// How far a permission reaches.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Scope {
    /// Things of the person's own enterprise.
    OwnEnterprise,
    /// Things about the person alone.
    OwnPerson,
    /// Things the person's agency takes part in, within the person's region and below.
    OwnAgency,
    /// As [`Scope::OwnAgency`], assigned to nobody or to this person, and not entered at the counter by this person.
    Assigned,
    /// As [`Scope::OwnAgency`], and proposed by somebody else.
    AgencyOther,
    /// Everything within the person's region and below.
    Region,
    /// As [`Scope::Region`], and proposed by somebody else.
    RegionOther,
    /// Everything.
    All,
}

/// What a decision about access needs to know of a thing.
#[derive(Clone, Copy, Debug, Default)]
pub struct Thing<'a> {
    /// Division code it belongs to.
    pub region: &'a str,
    /// Enterprise it belongs to.
    pub enterprise: Option<&'a str>,
    /// Person it is about.
    pub person: Option<&'a str>,
    /// Agencies that take part in it.
    pub agencies: &'a [&'a str],
    /// Officer it is assigned to.
    pub assignee: Option<&'a str>,
    /// Person who proposed what is to be approved.
    pub proposer: Option<&'a str>,
    /// Officer who entered it at the counter for somebody else.
    pub entered_by: Option<&'a str>,
    /// What it is wanted for, where [`Act::needs_purpose`]; empty is none.
    pub purpose: &'a str,
}

/// The table. What is not listed is not allowed.
pub const TABLE: &[(Role, Act, Scope)] = &[
    (Role::Enterprise, Act::See, Scope::OwnEnterprise),
    (Role::Enterprise, Act::File, Scope::OwnEnterprise),
    (Role::Enterprise, Act::Message, Scope::OwnEnterprise),
    (Role::Enterprise, Act::Export, Scope::OwnEnterprise),
    (Role::Enterprise, Act::Subscribe, Scope::OwnEnterprise),
    (Role::Worker, Act::See, Scope::OwnPerson),
    (Role::Worker, Act::File, Scope::OwnPerson),
    (Role::Worker, Act::Message, Scope::OwnPerson),
    (Role::Community, Act::See, Scope::Region),
    (Role::Community, Act::File, Scope::Region),
    (Role::Officer, Act::See, Scope::OwnAgency),
    (Role::Officer, Act::Enter, Scope::OwnAgency),
    (Role::Officer, Act::Decide, Scope::Assigned),
    (Role::Officer, Act::Assign, Scope::OwnAgency),
    (Role::Officer, Act::Approve, Scope::AgencyOther),
    (Role::Officer, Act::Message, Scope::OwnAgency),
    (Role::Officer, Act::Export, Scope::OwnAgency),
    (Role::Officer, Act::Unmask, Scope::OwnAgency),
    (Role::Officer, Act::Revoke, Scope::OwnAgency),
    (Role::Officer, Act::Subscribe, Scope::OwnAgency),
    (Role::Head, Act::See, Scope::OwnAgency),
    (Role::Head, Act::Enter, Scope::OwnAgency),
    (Role::Head, Act::Decide, Scope::Assigned),
    (Role::Head, Act::Assign, Scope::OwnAgency),
    (Role::Head, Act::Approve, Scope::AgencyOther),
    (Role::Head, Act::Message, Scope::OwnAgency),
    (Role::Head, Act::Export, Scope::OwnAgency),
    (Role::Head, Act::Unmask, Scope::OwnAgency),
    (Role::Head, Act::Revoke, Scope::OwnAgency),
    (Role::Head, Act::Subscribe, Scope::OwnAgency),
    (Role::Supervisor, Act::See, Scope::Region),
    (Role::Supervisor, Act::Approve, Scope::RegionOther),
    (Role::Supervisor, Act::Export, Scope::Region),
    (Role::Dispatched, Act::See, Scope::OwnAgency),
    (Role::Dispatched, Act::File, Scope::OwnAgency),
    (Role::Dispatched, Act::Message, Scope::OwnAgency),
    (Role::Operator, Act::See, Scope::Region),
    (Role::Operator, Act::File, Scope::Region),
    (Role::Command, Act::See, Scope::Region),
    (Role::Drafter, Act::Propose, Scope::Region),
    (Role::Drafter, Act::ApproveRules, Scope::RegionOther),
    (Role::Drafter, Act::Publish, Scope::Region),
    (Role::Auditor, Act::See, Scope::Region),
    (Role::Auditor, Act::Export, Scope::Region),
    (Role::Auditor, Act::Audit, Scope::Region),
    (Role::Admin, Act::Manage, Scope::Region),
    (Role::Admin, Act::ManageKeys, Scope::Region),
    (Role::Admin, Act::Subscribe, Scope::Region),
];

/// How far this role may do this; a role may be listed more than once.
fn scopes(role: Role, act: Act) -> impl Iterator<Item = Scope> {
    TABLE.iter().filter(move |(listed, done, _)| *listed == role && *done == act).map(|(_, _, scope)| *scope)
}

/// Whether this person may do this to that thing. Pure: same values, same answer.
pub fn can(actor: &Session, act: Act, thing: &Thing<'_>) -> bool {
    let stated = !act.needs_purpose() || !thing.purpose.trim().is_empty();
    stated && scopes(actor.role, act).any(|scope| reaches(actor, scope, thing))
}

fn reaches(actor: &Session, scope: Scope, thing: &Thing<'_>) -> bool {
    let own = |who: Option<&str>| who == Some(actor.person.as_str());
    match scope {
        Scope::OwnEnterprise => actor.enterprise.is_some() && actor.enterprise.as_deref() == thing.enterprise,
        Scope::OwnPerson => own(thing.person),
        Scope::OwnAgency => {
            let agency = actor.agency.as_deref();
            agency.is_some_and(|agency| thing.agencies.contains(&agency)) && is_within(thing.region, &actor.region)
        }
        Scope::Assigned => {
            let free = thing.assignee.is_none() || own(thing.assignee);
            free && !has_entered(&actor.person, thing) && reaches(actor, Scope::OwnAgency, thing)
        }
        Scope::AgencyOther => !own(thing.proposer) && reaches(actor, Scope::OwnAgency, thing),
        Scope::Region => is_within(thing.region, &actor.region),
        Scope::RegionOther => !own(thing.proposer) && reaches(actor, Scope::Region, thing),
        Scope::All => true,
    }
}

/// Whether this person entered the thing for somebody else: then another decides it.
pub fn has_entered(person: &str, thing: &Thing<'_>) -> bool {
    thing.entered_by == Some(person)
}

/// Whether a division code lies in another's subtree; codes that cannot be read lie nowhere.
pub fn is_within(region: &str, top: &str) -> bool {
    match (RegionCode::parse(region), RegionCode::parse(top)) {
        (Ok(region), Ok(top)) => region.is_within(&top),
        _ => false,
    }
}

/// The table as Markdown, for the generated documents.
pub fn markdown() -> String {
    let mut page = String::from("| act |");
    for role in Role::ALL {
        page.push_str(&format!(" {} |", role.word()));
    }
    page.push_str(&format!("\n|---|{}\n", "---|".repeat(Role::ALL.len())));
    for act in Act::ALL {
        let mark = if act.needs_purpose() { " (purpose stated)" } else { "" };
        page.push_str(&format!("| {}{mark} |", act.word()));
        for role in Role::ALL {
            let words: Vec<&str> = scopes(role, act).map(words).collect();
            page.push_str(&format!(" {} |", words.join(", ")));
        }
        page.push('\n');
    }
    page
}

fn words(scope: Scope) -> &'static str {
    match scope {
        Scope::OwnEnterprise => "own enterprise",
        Scope::OwnPerson => "own person",
        Scope::OwnAgency => "own agency, region and below",
        Scope::Assigned => "own agency, region and below, not another officer's, not entered by oneself",
        Scope::AgencyOther => "own agency, region and below, proposed by another",
        Scope::Region => "region and below",
        Scope::RegionOther => "region and below, proposed by another",
        Scope::All => "all",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn session(role: Role, region: &str) -> Session {
        Session {
            id: "s".into(),
            person: "p".into(),
            name: "n".into(),
            role,
            region: region.into(),
            agency: Some("market".into()),
            enterprise: Some("e1".into()),
            started_ms: 0,
        }
    }

    const CASE: Thing<'_> = Thing {
        region: "990121",
        enterprise: Some("e1"),
        person: None,
        agencies: &["market", "health"],
        assignee: None,
        proposer: None,
        entered_by: None,
        purpose: "",
    };

    #[test]
    fn an_enterprise_sees_its_own_cases_and_no_others() {
        let clerk = session(Role::Enterprise, "990121");
        assert!(can(&clerk, Act::See, &CASE));
        assert!(!can(&clerk, Act::See, &Thing { enterprise: Some("e2"), ..CASE }));
        assert!(!can(&clerk, Act::Decide, &CASE));
        let nobody = Session { enterprise: None, ..clerk };
        assert!(!can(&nobody, Act::See, &Thing { enterprise: None, ..CASE }), "no enterprise is not the same one");
    }

    #[test]
    fn an_officer_decides_for_own_agency_in_own_area() {
        let county = session(Role::Officer, "990121");
        assert!(can(&county, Act::Decide, &CASE));
        assert!(!can(&county, Act::Decide, &Thing { agencies: &["fire"], ..CASE }));
        assert!(!can(&county, Act::Decide, &Thing { region: "990122", ..CASE }));
        assert!(can(&session(Role::Officer, "990100"), Act::See, &CASE), "the city sees its county");
    }

    #[test]
    fn a_case_given_to_one_officer_is_decided_by_no_other() {
        let officer = session(Role::Officer, "990121");
        assert!(can(&officer, Act::Decide, &Thing { assignee: Some("p"), ..CASE }));
        let anothers = Thing { assignee: Some("q"), ..CASE };
        assert!(!can(&officer, Act::Decide, &anothers));
        assert!(can(&officer, Act::See, &anothers) && can(&officer, Act::Assign, &anothers), "but can be taken over");
    }

    #[test]
    fn who_entered_a_case_at_the_counter_does_not_decide_it() {
        let officer = session(Role::Officer, "990121");
        let own = Thing { entered_by: Some("p"), ..CASE };
        assert!(can(&officer, Act::Enter, &own) && can(&officer, Act::See, &own));
        assert!(!can(&officer, Act::Decide, &own));
        assert!(!can(&officer, Act::Decide, &Thing { assignee: Some("p"), ..own }), "nor when it is given to them");
        assert!(can(&officer, Act::Decide, &Thing { entered_by: Some("q"), ..CASE }));
        assert!(!can(&officer, Act::Enter, &Thing { agencies: &["fire"], ..CASE }), "another agency's counter");
    }

    #[test]
    fn nobody_approves_what_they_proposed() {
        for (role, act) in
            [(Role::Head, Act::Approve), (Role::Supervisor, Act::Approve), (Role::Drafter, Act::ApproveRules)]
        {
            let person = session(role, "990121");
            assert!(can(&person, act, &Thing { proposer: Some("q"), ..CASE }), "{act:?}");
            assert!(!can(&person, act, &Thing { proposer: Some("p"), ..CASE }), "{act:?}");
        }
    }

    #[test]
    fn unmasking_and_export_say_what_for() {
        let officer = session(Role::Officer, "990121");
        for act in Act::ALL.into_iter().filter(|act| act.needs_purpose()) {
            assert!(!can(&officer, act, &CASE), "{act:?}");
            assert!(!can(&officer, act, &Thing { purpose: "  ", ..CASE }), "{act:?}");
            assert!(can(&officer, act, &Thing { purpose: "电话核实地址", ..CASE }), "{act:?}");
        }
    }

    #[test]
    fn what_is_not_listed_is_not_allowed() {
        for role in Role::ALL {
            for act in Act::ALL {
                let listed = TABLE.iter().any(|(r, a, _)| *r == role && *a == act);
                let own = Thing { person: Some("p"), purpose: "why", ..CASE };
                assert_eq!(can(&session(role, "990121"), act, &own), listed, "{role:?} {act:?}");
            }
        }
    }

    #[test]
    fn prints_the_table() {
        let page = markdown();
        assert!(page.starts_with("| act | enterprise | worker |"));
        assert_eq!(page.lines().count(), 2 + Act::ALL.len());
        let columns: Vec<usize> = page.lines().map(|line| line.matches('|').count()).collect();
        assert!(columns.iter().all(|n| *n == Role::ALL.len() + 2), "{page}");
    }
}
