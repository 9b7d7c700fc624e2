//! The words of what is watched: agencies by their desks, services and steps by their rule books, officers by name.

use std::collections::HashMap;

use civic::Text;
use store::Fault;
use web::{Ctx, Say, Stop};

use crate::accounts::{self, AtDesk};
use crate::cases::desk_books::Books;
use crate::cases::queue::subtree_prefix;

/// Everything a page needs to name what it shows.
pub(in crate::cases) struct Names {
    /// By id.
    pub agencies: HashMap<String, Text>,
    /// By agency and name.
    pub people: Vec<AtDesk>,
    /// Of the versions that occur.
    pub books: Books,
}

impl Names {
    /// Reads desks and people of the reader's region, and the books with these digests and counties.
    pub async fn of<'a>(ctx: &Ctx, versions: impl Iterator<Item = (&'a str, &'a str)>) -> Result<Names, Stop> {
        let prefix = subtree_prefix(&ctx.signed()?.region);
        let read = ctx.app.db().read(move |tx| -> Result<_, Fault> {
            let desks = accounts::desks(tx, &format!("{prefix}%"))?;
            let people = accounts::at_desks(tx, (&format!("{prefix:0<6}"), &format!("{prefix:9<12}")))?;
            Ok((desks, people))
        });
        let (desks, people) = read.await?;
        let mut books = Books::default();
        for (digest, region) in versions {
            books.learn(ctx, digest, region).await?;
        }
        Ok(Names { agencies: desks.into_iter().map(|desk| (desk.id, desk.name)).collect(), people, books })
    }

    /// An agency by its desk, else by a rule book, else by its id.
    pub fn agency(&self, w: Say, id: &str) -> String {
        match self.agencies.get(id) {
            Some(name) => w.text(name).to_owned(),
            None => Some(self.books.agency(w, id)).filter(|name| !name.is_empty()).unwrap_or_else(|| id.to_owned()),
        }
    }

    /// An officer by name; nobody where a step is everybody's.
    pub fn person(&self, w: Say, id: Option<&str>) -> String {
        let Some(id) = id else { return w.t("who-nobody").to_owned() };
        let known = self.people.iter().find(|person| person.id == id);
        known.map_or_else(|| w.t("who-elsewhere").to_owned(), |person| person.name.clone())
    }

    /// Agencies to choose from, by id.
    pub fn agency_choices(&self, w: Say) -> Vec<(String, String)> {
        let mut all: Vec<(String, String)> =
            self.agencies.iter().map(|(id, name)| (id.clone(), w.text(name).to_owned())).collect();
        all.sort();
        all
    }
}
