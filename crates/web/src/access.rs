//! Who may do what to which thing: one table, one pure function.

use civic::division::RegionCode;

use crate::{Role, Session};

/// What is done.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Hash)]
pub enum Act {
    /// Read it.
    See,
    /// File, amend or withdraw it.
    File,
    /// Decide it, ask for a correction, record a step.
    Decide,
    /// Read it with names, numbers and addresses unmasked, giving a reason.
    Unmask,
    /// Change registers, people and desks.
    Manage,
    /// Write and publish rule books.
    Publish,
    /// Read the journal.
    Audit,
}

impl Act {
    pub const ALL: [Act; 7] = [Act::See, Act::File, Act::Decide, Act::Unmask, Act::Manage, Act::Publish, Act::Audit];
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
    /// Everything within the person's region and below.
    Region,
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
}

/// The table. What is not listed is not allowed.
pub const TABLE: &[(Role, Act, Scope)] = &[
    (Role::Enterprise, Act::See, Scope::OwnEnterprise),
    (Role::Enterprise, Act::File, Scope::OwnEnterprise),
    (Role::Worker, Act::See, Scope::OwnPerson),
    (Role::Worker, Act::File, Scope::OwnPerson),
    (Role::Community, Act::See, Scope::Region),
    (Role::Community, Act::File, Scope::Region),
    (Role::Officer, Act::See, Scope::OwnAgency),
    (Role::Officer, Act::Decide, Scope::OwnAgency),
    (Role::Officer, Act::Unmask, Scope::OwnAgency),
    (Role::Dispatched, Act::See, Scope::OwnAgency),
    (Role::Dispatched, Act::File, Scope::OwnAgency),
    (Role::Operator, Act::See, Scope::Region),
    (Role::Operator, Act::File, Scope::Region),
    (Role::Command, Act::See, Scope::Region),
    (Role::Drafter, Act::Publish, Scope::Region),
    (Role::Auditor, Act::See, Scope::Region),
    (Role::Auditor, Act::Audit, Scope::Region),
    (Role::Admin, Act::Manage, Scope::Region),
];

/// Whether this person may do this to that thing. Pure: same values, same answer.
pub fn can(actor: &Session, act: Act, thing: &Thing<'_>) -> bool {
    let mut rows = TABLE.iter().filter(|(role, listed, _)| *role == actor.role && *listed == act);
    rows.any(|(_, _, scope)| reaches(actor, *scope, thing))
}

fn reaches(actor: &Session, scope: Scope, thing: &Thing<'_>) -> bool {
    match scope {
        Scope::OwnEnterprise => actor.enterprise.is_some() && actor.enterprise.as_deref() == thing.enterprise,
        Scope::OwnPerson => thing.person == Some(actor.person.as_str()),
        Scope::OwnAgency => {
            let agency = actor.agency.as_deref();
            agency.is_some_and(|agency| thing.agencies.contains(&agency)) && is_within(thing.region, &actor.region)
        }
        Scope::Region => is_within(thing.region, &actor.region),
        Scope::All => true,
    }
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
    let mut page = String::from("| role |");
    for act in Act::ALL {
        page.push_str(&format!(" {} |", format!("{act:?}").to_lowercase()));
    }
    page.push_str("\n|---|---|---|---|---|---|---|---|\n");
    for role in Role::ALL {
        page.push_str(&format!("| {} |", role.word()));
        for act in Act::ALL {
            let scopes = TABLE.iter().filter(|(r, a, _)| *r == role && *a == act).map(|(_, _, scope)| words(*scope));
            page.push_str(&format!(" {} |", scopes.collect::<Vec<_>>().join(", ")));
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
        Scope::Region => "region and below",
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

    const CASE: Thing<'_> =
        Thing { region: "990121", enterprise: Some("e1"), person: None, agencies: &["market", "health"] };

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
    fn what_is_not_listed_is_not_allowed() {
        for role in Role::ALL {
            for act in Act::ALL {
                let listed = TABLE.iter().any(|(r, a, _)| *r == role && *a == act);
                let own = Thing { person: Some("p"), ..CASE };
                assert_eq!(can(&session(role, "990121"), act, &own), listed, "{role:?} {act:?}");
            }
        }
    }

    #[test]
    fn prints_the_table() {
        let page = markdown();
        assert!(page.starts_with("| role | see | file | decide | unmask | manage | publish | audit |\n"));
        assert_eq!(page.lines().count(), 2 + Role::ALL.len());
    }
}
