//! A whole case as the desk, the applicant and the certificate read it: one snapshot, one reading.

use std::sync::Arc;

use civic::Date;
use civic::division::RegionCode;
use playbook::{Playbook, Service};
use store::journal::{self, Recorded};
use store::{Fault, Tx};
use web::{App, Stop};

use crate::cases::acts::{self, Book};
use crate::cases::certificate::{self, Certificate};
use crate::cases::facts::CaseFacts;
use crate::cases::joint::{self, Invite};
use crate::cases::model::{Case, CaseStep, Material};
use crate::cases::objection::{self, Objection};
use crate::cases::on_behalf::{self, OnBehalf};
use crate::cases::{sources_hold, store as cases};
use crate::playbooks::{self, Published};

/// Everything stored about one case.
#[derive(Clone, Debug)]
pub struct Whole {
    /// The case.
    pub case: Case,
    /// Its steps in order.
    pub steps: Vec<CaseStep>,
    /// Its papers and promises.
    pub materials: Vec<Material>,
    /// The facts stored with it.
    pub facts: CaseFacts,
    /// Objections of the applicant to what others hold.
    pub objections: Vec<Objection>,
    /// How it was entered, where an officer did at the counter.
    pub on_behalf: Option<OnBehalf>,
    /// Who was invited to fill it together.
    pub invites: Vec<Invite>,
    /// What it yielded.
    pub certificates: Vec<Certificate>,
    /// What was done to it, oldest first.
    pub history: Vec<Recorded>,
}

/// Reads a case; `None` when there is no such case.
pub fn read(tx: &mut Tx, region: &str, id: &str) -> Result<Option<Whole>, Fault> {
    let Some(case) = cases::by_id(tx, region, id)? else { return Ok(None) };
    Ok(Some(Whole {
        steps: cases::steps(tx, region, id)?,
        materials: cases::materials(tx, region, id)?,
        facts: sources_hold::facts_of(tx, region, id)?,
        objections: objection::of_case(tx, region, id)?,
        on_behalf: on_behalf::of_case(tx, region, id)?,
        invites: joint::of_case(tx, region, id)?,
        certificates: certificate::of_case(tx, region, id)?,
        history: journal::for_thing(tx, region, &acts::thing(id))?,
        case,
    }))
}

/// The rules that apply to a case, kept alive.
pub struct Rules {
    /// The effective playbook of the region and day.
    pub playbook: Arc<Playbook>,
    /// Digest of its published version.
    pub digest: String,
    /// The day it is judged on.
    pub on: Date,
    service: String,
}

impl Rules {
    /// The rules a filed case runs under: the version and day of its filing.
    ///
    /// # Errors
    /// [`Stop::NotFound`] when the version or the service in it is not there.
    pub async fn of_case(app: &App, case: &Case) -> Result<Rules, Stop> {
        let published = playbooks::by_digest(app, &case.digest).await?.ok_or(Stop::NotFound)?;
        let on = filed_on(case).unwrap_or_else(|| app.today());
        Rules::new(&published, case.digest.clone(), &case.service, &case.region, on)
    }

    /// The rules in force now.
    ///
    /// # Errors
    /// [`Stop::NotFound`] when no version is in force or it has no such service.
    pub async fn now(app: &App, playbook: &str, service: &str, region: &str) -> Result<Rules, Stop> {
        let today = app.today();
        let published = playbooks::current(app, playbook, region, today).await?.ok_or(Stop::NotFound)?;
        Rules::new(&published, published.digest.clone(), service, region, today)
    }

    fn new(published: &Published, digest: String, service: &str, region: &str, on: Date) -> Result<Rules, Stop> {
        let region = RegionCode::parse(region).ok();
        let playbook = published.effective(region.as_ref(), on);
        if !playbook.services.contains_key(service) {
            return Err(Stop::NotFound);
        }
        Ok(Rules { playbook, digest, on, service: service.to_owned() })
    }

    /// The service asked for.
    pub fn service(&self) -> &Service {
        &self.playbook.services[&self.service]
    }

    /// As the acts take it.
    pub fn book(&self) -> Book<'_> {
        Book { playbook: &self.playbook, digest: &self.digest, service: self.service(), on: self.on }
    }
}

/// The local day a case was filed.
pub fn filed_on(case: &Case) -> Option<Date> {
    local_day(case.filed_at?)
}

/// The local day of a time in milliseconds since 1970.
pub fn local_day(at_ms: i64) -> Option<Date> {
    civic::Timestamp::from_millisecond(at_ms).ok().map(civic::clock::local_date)
}
