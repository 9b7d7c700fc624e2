//! The words of a queue's lines: services and steps as their rule books name them, colleagues by name.

use std::collections::HashMap;
use std::sync::Arc;

use civic::division::RegionCode;
use playbook::{Playbook, Service};
use web::{Ctx, Say, Session, Stop};

use crate::accounts::{self, Colleague};
use crate::cases::queue::Line;
use crate::cases::words;
use crate::playbooks;

/// The effective rule books of the cases on one page, each merged once.
#[derive(Default)]
pub(super) struct Books(HashMap<(String, String), Arc<Playbook>>);

impl Books {
    pub async fn of(ctx: &Ctx, lines: &[Line]) -> Result<Books, Stop> {
        let mut books = Books::default();
        for line in lines {
            books.learn(ctx, &line.digest, &line.region).await?;
        }
        Ok(books)
    }

    /// Takes in the book with this digest as it holds in a county.
    pub async fn learn(&mut self, ctx: &Ctx, digest: &str, region: &str) -> Result<(), Stop> {
        let key = (digest.to_owned(), region.to_owned());
        if self.0.contains_key(&key) {
            return Ok(());
        }
        if let Some(published) = playbooks::by_digest(&ctx.app, digest).await? {
            let region = RegionCode::parse(region).ok();
            self.0.insert(key, published.effective(region.as_ref(), ctx.app.today()));
        }
        Ok(())
    }

    /// The services in which an agency of this region has a step by the rules in force, by id and name.
    pub async fn services(ctx: &Ctx, w: Say, agency: &str, region: &str) -> Result<Vec<(String, String)>, Stop> {
        let (today, area) = (ctx.app.today(), RegionCode::parse(region).ok());
        let mut named = Vec::new();
        for published in playbooks::all_current(&ctx.app, region, today).await? {
            let book = published.effective(area.as_ref(), today);
            let at_work =
                |service: &&Service| service.lead == agency || service.steps.iter().any(|s| s.agency == agency);
            let ours = book.services.iter().filter(|(_, service)| at_work(service));
            named.extend(ours.map(|(id, service)| (id.clone(), w.text(&service.name).to_owned())));
        }
        Ok(named)
    }

    pub fn service_named(&self, w: Say, (digest, region): (&str, &str), service: &str) -> String {
        let book = self.0.get(&(digest.to_owned(), region.to_owned()));
        let known = book.and_then(|book| book.services.get(service));
        known.map_or_else(|| service.to_owned(), |s| w.text(&s.name).to_owned())
    }

    pub fn service(&self, w: Say, line: &Line) -> String {
        self.service_named(w, (&line.digest, &line.region), &line.service)
    }

    pub fn step(&self, w: Say, line: &Line) -> String {
        self.step_named(w, (&line.digest, &line.region), (&line.service, &line.step))
    }

    pub fn step_named(&self, w: Say, (digest, region): (&str, &str), (service, step): (&str, &str)) -> String {
        let book = self.0.get(&(digest.to_owned(), region.to_owned()));
        let service = book.and_then(|book| book.services.get(service));
        service.map_or_else(|| step.to_owned(), |s| words::step_name(w, s, step))
    }

    pub fn agency(&self, w: Say, agency: &str) -> String {
        let found = self.0.values().find_map(|book| book.agencies.get(agency));
        found.map_or_else(String::new, |a| w.text(&a.name).to_owned())
    }
}

/// The officers one desk can share its work with.
#[derive(Clone, Debug, Default)]
pub(super) struct Team {
    pub all: Vec<Colleague>,
    me: String,
}

impl Team {
    pub async fn of(ctx: &Ctx, session: &Session, agency: &str) -> Result<Team, Stop> {
        let (agency, region) = (agency.to_owned(), session.region.clone());
        let all = ctx.app.db().read(move |tx| accounts::colleagues(tx, &agency, &region)).await?;
        Ok(Team { all, me: session.person.clone() })
    }

    /// Everybody but the reader.
    pub fn others(&self) -> impl Iterator<Item = &Colleague> {
        self.all.iter().filter(|colleague| colleague.id != self.me)
    }

    /// Who a step is given to, in the reader's words; `None` for nobody.
    pub fn name(&self, w: Say, person: Option<&str>) -> Option<String> {
        let person = person?;
        if person == self.me {
            return Some(w.t("who-me").to_owned());
        }
        let known = self.all.iter().find(|colleague| colleague.id == person);
        Some(known.map_or_else(|| w.t("who-elsewhere").to_owned(), |colleague| colleague.name.clone()))
    }
}
