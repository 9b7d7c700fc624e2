//! A playbook that has been read: every clause knows the file, line and region it comes from.

use std::collections::BTreeMap;
use std::sync::Arc;

use civic::Date;
use civic::division::{Level, RegionCode};
use civic::text::Text;
use rules::{Catalogue, Parameters, Rule};

use crate::after::After;
pub use crate::demand::Demand;
use crate::diagnostic::Severity;
use crate::overlay::{Layer, Overlay};
use crate::source::Span;

/// Where a clause was written, and by which level.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Provenance {
    /// Path inside the playbook.
    pub file: Arc<str>,
    /// Line, from 1.
    pub line: u32,
    /// The region whose overlay wrote it; none = the playbook itself.
    pub region: Option<RegionCode>,
}

impl Provenance {
    /// The level that wrote it; none = the playbook itself.
    pub fn level(&self) -> Option<Level> {
        self.region.as_ref().map(RegionCode::level)
    }
}

/// A whole playbook, or with [`Playbook::effective`] the one in force in a region on a day.
#[derive(Clone, Debug)]
pub struct Playbook {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: Text,
    /// One paragraph about it.
    pub about: Option<Text>,
    /// Its version.
    pub version: String,
    /// First day in force.
    pub from: Date,
    /// Last day in force.
    pub until: Option<Date>,
    /// The document it rests on.
    pub basis: String,
    /// Dated values of rules.
    pub parameters: Parameters,
    /// What rules may ask about: the registers' facts and those of facts.toml.
    pub catalogue: Catalogue,
    /// Why a fact is asked, by its name in rules.
    pub purposes: BTreeMap<String, Text>,
    /// Agencies by id.
    pub agencies: BTreeMap<String, Agency>,
    /// Evidence by id.
    pub evidence: BTreeMap<String, Evidence>,
    /// Services by id.
    pub services: BTreeMap<String, Service>,
    /// Changes of lower levels; empty in an effective playbook.
    pub overlays: Vec<Overlay>,
    /// The overlays merged into this one, from the top; empty in a playbook as read.
    pub layers: Vec<Layer>,
    /// Levels set for lints; none = off.
    pub lint_levels: BTreeMap<String, Option<Severity>>,
    /// Findings tolerated.
    pub allows: Vec<Allow>,
    /// Files read by other parts of the program, whole: path to contents.
    pub kept: BTreeMap<String, toml::Table>,
}

impl Playbook {
    /// The day of the playbook's life nearest to `today`: what to judge it on when no day is given.
    pub fn day_nearest(&self, today: Date) -> Date {
        let until = self.until.unwrap_or(Date::MAX).max(self.from);
        today.clamp(self.from, until)
    }

    /// The evidence of an id as people call it; the id itself if there is none.
    pub fn evidence_name(&self, id: &str) -> Text {
        let found = self.evidence.get(id).map(|evidence| evidence.name.clone());
        found.unwrap_or_else(|| Text::new(id, id))
    }
}

/// An `[[allow]]` entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Allow {
    /// The lint.
    pub lint: String,
    /// `file#id` of the thing.
    pub at: String,
    /// Why it is tolerated.
    pub reason: String,
    /// Last day of tolerance.
    pub until: Date,
    /// Where it stands.
    pub span: Span,
}

/// An authority.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Agency {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: Text,
    /// Its level.
    pub level: Level,
    /// Evidence it already holds.
    pub keeps: Vec<String>,
    /// Telephone.
    pub phone: Option<String>,
    /// Where it is written.
    pub span: Span,
    /// Who wrote it.
    pub from: Provenance,
}

/// What evidence is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EvidenceKind {
    /// Filled in by the applicant.
    Form,
    /// Issued by somebody.
    Certificate,
    /// A promise signed by the applicant (告知承诺).
    Commitment,
    /// A fact, taken from a register.
    Fact,
    /// A picture.
    Photo,
    /// A visit by an officer.
    Inspection,
}

/// Who issues evidence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Issuer {
    /// The applicant writes it.
    Applicant,
    /// It is bought.
    Market,
    /// An agency, by id.
    Agency(String),
    /// A service of this playbook, by id.
    Service(String),
}

impl Issuer {
    /// Reads `applicant`, `market`, `agency:ID` or `service:ID`.
    pub fn parse(word: &str) -> Option<Issuer> {
        match word.split_once(':') {
            None if word == "applicant" => Some(Issuer::Applicant),
            None if word == "market" => Some(Issuer::Market),
            Some(("agency", id)) => Some(Issuer::Agency(id.to_owned())),
            Some(("service", id)) => Some(Issuer::Service(id.to_owned())),
            _ => None,
        }
    }
}

/// A paper, fact or visit that can be demanded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evidence {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: Text,
    /// What it is.
    pub kind: EvidenceKind,
    /// Who issues it; empty = nobody.
    pub issuers: Vec<Issuer>,
    /// Agencies that hold it already, by their `keeps` or its `held_by`.
    pub held_by: Vec<String>,
    /// Facts it proves, by their names in rules.
    pub proves: Vec<String>,
    /// The document since which nobody may issue it.
    pub abolished_by: Option<String>,
    /// The document or report that says the market is short of it.
    pub scarce_by: Option<String>,
    /// Fee in fen.
    pub fee: i64,
    /// Minutes of the applicant's work.
    pub minutes: u32,
    /// Visits it takes.
    pub visits: u32,
    /// Days it stays valid.
    pub valid_days: Option<u32>,
    /// Seals it must carry.
    pub stamps: u32,
    /// What to hand in.
    pub hint: Option<Text>,
    /// Evidence its issuer demands first.
    pub requires: Vec<String>,
    /// Document number and article.
    pub basis: Option<String>,
    /// Where it is written.
    pub span: Span,
    /// Who wrote it.
    pub from: Provenance,
}

/// Who applies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Audience {
    /// An enterprise.
    Enterprise,
    /// A person.
    Person,
}

/// How a service is handled, from the lightest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Mode {
    /// 自动: granted by the program from facts.
    Automatic,
    /// 备案: filed, takes effect at once.
    Filing,
    /// 告知承诺: granted on a signed promise.
    Commitment,
    /// 审批: decided by an officer.
    Review,
}

/// What it means when no answer comes in time, the best for the applicant last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Silence {
    /// Counts as refused.
    Refused,
    /// Means nothing.
    None,
    /// Counts as granted.
    Granted,
}

/// How many apply in a year, and who says so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Yearly {
    /// Applications a year.
    pub number: u64,
    /// The report or table the figure is taken from.
    pub basis: String,
}

/// An approval or other public service.
#[derive(Clone, Debug)]
pub struct Service {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: Text,
    /// One or two sentences for applicants.
    pub about: Option<Text>,
    /// The one window that takes it in (一口受理): an agency.
    pub lead: String,
    /// Who applies.
    pub audience: Audience,
    /// How it is handled.
    pub mode: Mode,
    /// Who must ask at all; none = everybody.
    pub when: Option<Rule>,
    /// Who may be granted; none = everybody.
    pub eligible: Option<Rule>,
    /// Evidence it issues.
    pub yields: Vec<String>,
    /// Document number and article.
    pub basis: Option<String>,
    /// Working days the law gives.
    pub statutory_working_days: u32,
    /// Working days promised.
    pub promised_working_days: u32,
    /// Days its result is valid.
    pub valid_days: Option<u32>,
    /// What silence means.
    pub silence: Silence,
    /// Where to turn against a refusal.
    pub recourse: Option<Text>,
    /// Fee in fen.
    pub fee: i64,
    /// Terms for what may follow a filing.
    pub after: After,
    /// How many apply in a year, where somebody has counted.
    pub yearly: Option<Yearly>,
    /// Facts asked beside those in rules.
    pub asks: Vec<Ask>,
    /// What must be handed in.
    pub needs: Vec<Need>,
    /// What agencies do.
    pub steps: Vec<Step>,
    /// Where it is written.
    pub span: Span,
    /// Who wrote it.
    pub from: Provenance,
    /// Where the value of each key of `[service]` stands.
    pub places: BTreeMap<String, Span>,
    /// Keys of `[service]` rewritten by an overlay, and by whom.
    pub changed: BTreeMap<&'static str, Provenance>,
}

/// A fact asked in the form beside those in rules.
#[derive(Clone, Debug)]
pub struct Ask {
    /// Its name in rules.
    pub fact: String,
    /// When it is asked; none = always.
    pub when: Option<Rule>,
    /// Where it is written.
    pub span: Span,
    /// The whole entry, if it is a `[[…]]` table of its own that can be taken out.
    pub whole: Option<Span>,
}

/// One demand of a service.
#[derive(Clone, Debug)]
pub struct Need {
    /// Its id, unique in the service.
    pub id: String,
    /// What satisfies it.
    pub demand: Demand,
    /// When it is demanded; none = always.
    pub when: Option<Rule>,
    /// How old the evidence may be, in days.
    pub max_age_days: Option<u32>,
    /// Asked every time, even if held.
    pub ask_every_time: bool,
    /// Document number and article.
    pub basis: Option<String>,
    /// Where it is written.
    pub span: Span,
    /// The whole entry, if it is a `[[…]]` table of its own that can be taken out.
    pub whole: Option<Span>,
    /// Who wrote it.
    pub from: Provenance,
}

/// One thing an agency does in a service.
#[derive(Clone, Debug)]
pub struct Step {
    /// Its id, unique in the service.
    pub id: String,
    /// Its name.
    pub name: Text,
    /// Who does it.
    pub agency: String,
    /// Evidence, or results of other steps, that it reads.
    pub reads: Vec<String>,
    /// Results other steps may read.
    pub gives: Vec<String>,
    /// Steps ordered before it.
    pub after: Vec<String>,
    /// Working days it takes.
    pub working_days: u32,
    /// Visits by the applicant.
    pub visits: u32,
    /// When it is done; none = always.
    pub when: Option<Rule>,
    /// Document number and article; for an `after` without data, its reason.
    pub basis: Option<String>,
    /// Where it is written.
    pub span: Span,
    /// Where each of `reads` stands.
    pub read_spans: Vec<Span>,
    /// Where each of `after` stands.
    pub after_spans: Vec<Span>,
    /// Who wrote it.
    pub from: Provenance,
}
