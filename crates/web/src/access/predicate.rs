//! The table of access as a condition in SQL, so that a list never reads what its reader may not see.

use civic::division::RegionCode;
use store::Value;

use super::{Act, Scope, scopes};
use crate::Session;

/// Longest division code: a village's.
const CODE_DIGITS: usize = 12;

/// Where a list's rows keep what the table asks; expressions such as `c.region`, written by us and never by people.
#[derive(Clone, Copy, Debug)]
pub struct Columns<'a> {
    /// Division code; never NULL.
    pub region: &'a str,
    /// Enterprise it belongs to.
    pub enterprise: Option<&'a str>,
    /// Person it is about.
    pub person: Option<&'a str>,
    /// Agencies that take part.
    pub agency: AgencyIn<'a>,
    /// Officer it is assigned to; NULL for nobody.
    pub assignee: Option<&'a str>,
    /// Who proposed it; NULL for nobody.
    pub proposer: Option<&'a str>,
    /// Officer who entered it at the counter; NULL for nobody.
    pub entered_by: Option<&'a str>,
    /// What the list is wanted for, as in [`super::Thing::purpose`].
    pub purpose: &'a str,
}

/// How rows name their agencies.
#[derive(Clone, Copy, Debug)]
pub enum AgencyIn<'a> {
    /// They do not.
    Nowhere,
    /// One agency a row: `s.agency`.
    Column(&'a str),
    /// Several: a condition with `{}` where the agency's parameter comes, such as
    /// `EXISTS (SELECT 1 FROM case_step s WHERE s.region = c.region AND s.case_id = c.id AND s.agency = {})`.
    Exists(&'a str),
}

/// A condition in the one SQL both engines take, with its parameters.
#[derive(Clone, Debug)]
pub struct Predicate {
    /// In parentheses; goes behind `WHERE` or `AND`.
    pub sql: String,
    /// In the order of the placeholders.
    pub params: Vec<Value>,
}

/// True for exactly those rows for which [`super::can`] is true; placeholders are numbered from `first`.
///
/// Division codes must stand in their short form, as [`RegionCode`] writes them.
pub fn predicate(actor: &Session, act: Act, columns: &Columns<'_>, first: usize) -> Predicate {
    let mut made = Making { first, params: Vec::new() };
    let stated = !act.needs_purpose() || !columns.purpose.trim().is_empty();
    let parts: Vec<String> = match stated {
        true => scopes(actor.role, act).map(|scope| made.condition(actor, scope, columns)).collect(),
        false => Vec::new(),
    };
    let sql = if parts.is_empty() { NONE.to_owned() } else { format!("({})", parts.join(" OR ")) };
    Predicate { sql, params: made.params }
}

const NONE: &str = "(1 = 0)";

struct Making {
    first: usize,
    params: Vec<Value>,
}

impl Making {
    fn put(&mut self, text: &str) -> String {
        self.params.push(Value::from(text));
        format!("${}", self.first + self.params.len() - 1)
    }

    fn equal(&mut self, column: Option<&str>, value: Option<&str>) -> String {
        match (column, value) {
            (Some(column), Some(value)) => format!("{column} = {}", self.put(value)),
            _ => NONE.to_owned(),
        }
    }

    fn condition(&mut self, actor: &Session, scope: Scope, columns: &Columns<'_>) -> String {
        match scope {
            Scope::OwnEnterprise => self.equal(columns.enterprise, actor.enterprise.as_deref()),
            Scope::OwnPerson => self.equal(columns.person, Some(&actor.person)),
            Scope::OwnAgency => {
                let region = self.region(actor, columns);
                let agency = self.agency(actor, columns);
                format!("({region} AND {agency})")
            }
            Scope::Assigned => {
                let agency = self.condition(actor, Scope::OwnAgency, columns);
                let free = columns
                    .assignee
                    .map(|column| format!("{column} IS NULL OR {column} = {}", self.put(&actor.person)));
                let given = free.map_or(agency.clone(), |free| format!("({agency} AND ({free}))"));
                self.other_than(actor, given, columns.entered_by)
            }
            Scope::AgencyOther => self.by_another(actor, Scope::OwnAgency, columns),
            Scope::Region => self.region(actor, columns),
            Scope::RegionOther => self.by_another(actor, Scope::Region, columns),
            Scope::All => "(1 = 1)".to_owned(),
        }
    }

    fn by_another(&mut self, actor: &Session, scope: Scope, columns: &Columns<'_>) -> String {
        let reach = self.condition(actor, scope, columns);
        self.other_than(actor, reach, columns.proposer)
    }

    /// Within `reach`, and the column names somebody else or nobody.
    fn other_than(&mut self, actor: &Session, reach: String, column: Option<&str>) -> String {
        let other = column.map(|column| format!("{column} IS NULL OR {column} <> {}", self.put(&actor.person)));
        other.map_or(reach.clone(), |other| format!("({reach} AND ({other}))"))
    }

    /// From the first to the last code of the subtree: digits sort alike under every collation, and an index serves.
    fn region(&mut self, actor: &Session, columns: &Columns<'_>) -> String {
        let Ok(top) = RegionCode::parse(&actor.region) else { return NONE.to_owned() };
        let shared = top.significant();
        let (from, to) = (self.put(shared), self.put(&format!("{shared:9<CODE_DIGITS$}")));
        format!("({} >= {from} AND {} <= {to})", columns.region, columns.region)
    }

    fn agency(&mut self, actor: &Session, columns: &Columns<'_>) -> String {
        let Some(agency) = actor.agency.as_deref() else { return NONE.to_owned() };
        match columns.agency {
            AgencyIn::Nowhere => NONE.to_owned(),
            AgencyIn::Column(column) => format!("{column} = {}", self.put(agency)),
            AgencyIn::Exists(condition) => condition.replace("{}", &self.put(agency)),
        }
    }
}
