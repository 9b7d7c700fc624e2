//! What a service could do without, for everybody: from the slimmer's changes and the findings about blocked demands.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use ::playbook::slim::{self, Edit, Question};
use ::playbook::{Diagnostic, Playbook, Service};
use civic::{Date, RegionCode, Text};
use rules::Catalogue;
use web::{App, Stop};

use super::model::Published;

/// Most answers kept.
const KEPT_MAX: usize = 64;

/// Why a thing might be left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Ground {
    /// Nobody can have it: the demand cannot be met.
    Blocked,
    /// The state keeps it already.
    Held,
    /// It is asked twice, or another paper proves it.
    Twice,
    /// No document asks for it.
    NoBasis,
    /// A lower level added it.
    Added,
    /// A trip, a seal, a wait that could be spared.
    Trouble,
}

impl Ground {
    /// All of them, the gravest first.
    pub const ALL: [Ground; 6] =
        [Ground::Blocked, Ground::Held, Ground::Twice, Ground::NoBasis, Ground::Added, Ground::Trouble];

    /// Its name in addresses and word keys.
    pub fn id(self) -> &'static str {
        match self {
            Ground::Blocked => "blocked",
            Ground::Held => "held",
            Ground::Twice => "twice",
            Ground::NoBasis => "no-basis",
            Ground::Added => "added",
            Ground::Trouble => "trouble",
        }
    }

    /// What a pattern means for the people asked.
    fn of(code: &str) -> Ground {
        match code {
            "mutual-prerequisite"
            | "profile-deadlock"
            | "missing-issuer"
            | "orphaned-demand"
            | "too-few-alternatives" => Ground::Blocked,
            "already-held" | "output-asked-again" => Ground::Held,
            "asked-twice"
            | "implied"
            | "synonymous-evidence"
            | "asked-at-two-windows"
            | "dominated-alternative"
            | "useless-document" => Ground::Twice,
            "no-basis" | "outside-list" | "expired-basis" => Ground::NoBasis,
            "overlay-adds" => Ground::Added,
            _ => Ground::Trouble,
        }
    }
}

/// One thing that could be left out.
#[derive(Clone, Debug)]
pub struct Item {
    pub ground: Ground,
    /// What, and what was found.
    pub what: Text,
    /// Why.
    pub why: Text,
    /// What must be decided first; none = nothing.
    pub decide: Option<Text>,
    /// The document the demand rests on, if one is named.
    pub basis: Option<String>,
}

/// A service with what was found.
#[derive(Clone, Debug)]
pub struct Found {
    pub service: Service,
    pub items: Vec<Item>,
    /// Facts its rules use that registers hold: nobody is asked for them.
    pub known: Vec<Text>,
}

/// All services of a book in force in an area on a day, in the order of the book.
pub fn find(published: &Published, catalogue: &Catalogue, region: &RegionCode, on: Date) -> Vec<Found> {
    let here = published.playbook.effective(Some(region), on);
    let question = Question {
        region: Some(region.clone()),
        services: Vec::new(),
        facts: BTreeMap::new(),
        on,
        rate: None,
        applicants: None,
    };
    let edits = slim::slim(&published.files, catalogue, &question).map(|found| found.edits).unwrap_or_default();
    let lints = ::playbook::lints::run_on(&published.playbook, on);
    let services = here.services.values();
    services
        .map(|service| {
            let mut items: Vec<Item> = edits
                .iter()
                .filter(|edit| is_about(&here, service, &edit.file, &edit.at))
                .map(|edit| of_edit(service, edit))
                .collect();
            let told = |found: &&Diagnostic| {
                let file = found.span.as_ref().map_or("", |span| &*span.file);
                let about = found.at.as_deref().unwrap_or_default();
                matches!(Ground::of(&found.code), Ground::Blocked | Ground::Added)
                    && is_about(&here, service, file, about)
                    && !edits.iter().any(|edit| (&*edit.code, &*edit.at) == (&*found.code, about))
            };
            items.extend(lints.iter().filter(told).map(|found| of_lint(service, found)));
            items.sort_by_key(|item| item.ground);
            let names = service.facts_in_rules().into_iter();
            let known = names.filter_map(|name| catalogue.get(name)).map(|fact| fact.words.clone());
            Found { service: service.clone(), items, known: known.collect() }
        })
        .collect()
}

/// Whether `file#id` names the service, a demand or step of it, or a paper it demands.
fn is_about(book: &Playbook, service: &Service, file: &str, at: &str) -> bool {
    let id = at.rsplit_once('#').map_or("", |(_, id)| id);
    let need = service.needs.iter().any(|need| need.id == id && &*need.span.file == file);
    let step = service.steps.iter().any(|step| step.id == id && &*step.span.file == file);
    let own = service.id == id || &*service.span.file == file;
    let paper = book.evidence.contains_key(id)
        && service.needs.iter().any(|need| need.demand.evidence().iter().any(|evidence| evidence == id));
    need || step || own || paper
}

fn basis(service: &Service, at: &str) -> Option<String> {
    let id = at.rsplit_once('#').map_or("", |(_, id)| id);
    let need = service.needs.iter().find(|need| need.id == id).and_then(|need| need.basis.clone());
    let step = || service.steps.iter().find(|step| step.id == id).and_then(|step| step.basis.clone());
    // a change to one paper rests on what its demand rests on
    let asks = |need: &&playbook::Need| need.demand.evidence().iter().any(|evidence| evidence == id);
    let paper = || service.needs.iter().find(asks).and_then(|need| need.basis.clone());
    need.or_else(step).or_else(paper)
}

fn of_edit(service: &Service, edit: &Edit) -> Item {
    Item {
        ground: Ground::of(&edit.code),
        what: edit.what.clone(),
        why: edit.why.clone(),
        decide: edit.decide.clone(),
        basis: basis(service, &edit.at),
    }
}

fn of_lint(service: &Service, found: &Diagnostic) -> Item {
    let join = |words: Vec<&str>, by: &str| words.join(by);
    let why = Text::new(
        join(found.help.iter().map(|help| &*help.zh).collect(), "；"),
        join(found.help.iter().map(|help| &*help.en).collect(), "; "),
    );
    Item {
        ground: Ground::of(&found.code),
        what: found.message.clone(),
        why,
        decide: None,
        basis: basis(service, found.at.as_deref().unwrap_or_default()),
    }
}

type Key = (String, String, Date);

/// Answers at hand, the oldest first: finding them takes a while, and they change only with book, area and day.
#[derive(Default)]
struct Kept(Mutex<Vec<(Key, Arc<Vec<Found>>)>>);

/// [`find`], kept.
///
/// # Errors
/// Only a thread that died.
pub async fn kept(app: &App, book: &Arc<Published>, region: &RegionCode, on: Date) -> Result<Arc<Vec<Found>>, Stop> {
    let shelf = app.extension::<Kept>();
    let key = (book.digest.clone(), region.to_string(), on);
    let there = |shelf: &Kept| {
        let answers = shelf.0.lock().unwrap_or_else(PoisonError::into_inner);
        answers.iter().find(|(there, _)| *there == key).map(|(_, found)| Arc::clone(found))
    };
    if let Some(found) = there(&shelf) {
        return Ok(found);
    }
    let (published, catalogue, region) = (Arc::clone(book), app.catalogue().clone(), region.clone());
    let found = tokio::task::spawn_blocking(move || find(&published, &catalogue, &region, on)).await;
    let found = Arc::new(found.map_err(anyhow::Error::from)?);
    let mut answers = shelf.0.lock().unwrap_or_else(PoisonError::into_inner);
    if answers.len() >= KEPT_MAX {
        answers.remove(0);
    }
    answers.push((key, Arc::clone(&found)));
    Ok(found)
}
