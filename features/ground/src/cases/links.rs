//! Cases that belong together: what follows, reconsiders, corrects or repeats what.

use store::{Fault, Tx, params};

use crate::cases::store::{broken, sql};

/// How one case stands to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum LinkKind {
    /// It came after, on the same matter.
    Follows,
    /// It asks to look at the other again.
    Reconsiders,
    /// It puts an error of the other right.
    Corrects,
    /// It asks for the same as the other.
    Duplicate,
    /// They have to do with each other in another way.
    Related,
}

impl LinkKind {
    /// Every kind.
    pub const ALL: [LinkKind; 5] =
        [LinkKind::Follows, LinkKind::Reconsiders, LinkKind::Corrects, LinkKind::Duplicate, LinkKind::Related];

    /// Those that an officer may make by hand; a reconsideration makes its own.
    pub const BY_HAND: [LinkKind; 4] = [LinkKind::Follows, LinkKind::Corrects, LinkKind::Duplicate, LinkKind::Related];

    /// The word stored.
    pub const fn as_str(self) -> &'static str {
        match self {
            LinkKind::Follows => "follows",
            LinkKind::Reconsiders => "reconsiders",
            LinkKind::Corrects => "corrects",
            LinkKind::Duplicate => "duplicate",
            LinkKind::Related => "related",
        }
    }

    /// Reads the stored word.
    pub fn parse(word: &str) -> Option<LinkKind> {
        LinkKind::ALL.into_iter().find(|kind| kind.as_str() == word)
    }
}

/// One link, seen from one of its ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// The case that stands so to the other.
    pub from: String,
    /// How.
    pub kind: LinkKind,
    /// The other.
    pub to: String,
    /// Why, where an officer made it by hand; `None` = the program made it.
    pub reason: Option<String>,
    /// Number of the case at the far end.
    pub number: String,
    /// Applicant of the case at the far end.
    pub subject_id: String,
}

/// Links a case to another; the same link twice is one.
pub fn add(tx: &mut Tx, region: &str, from: &str, kind: LinkKind, to: &str, now_ms: i64) -> Result<(), Fault> {
    tx.execute(sql!("insert_link"), params![region, from, kind.as_str(), to, now_ms])?;
    Ok(())
}

/// The links of a case in both directions, oldest first.
pub fn of_case(tx: &mut Tx, region: &str, case: &str) -> Result<Vec<Link>, Fault> {
    let rows = tx.query(sql!("links_of_case"), params![region, case])?;
    rows.iter()
        .map(|row| {
            let kind: String = row.get("kind")?;
            let kind = LinkKind::parse(&kind).ok_or_else(|| broken("kind", &kind))?;
            Ok(Link {
                from: row.get("case_id")?,
                kind,
                to: row.get("other_id")?,
                reason: row.get("reason")?,
                number: row.get::<Option<String>>("number")?.unwrap_or_default(),
                subject_id: row.get("subject_id")?,
            })
        })
        .collect()
}
