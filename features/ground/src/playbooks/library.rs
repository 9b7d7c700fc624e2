//! The shelf of published books: each is read once and kept at hand, the least used making room.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use ::playbook::Files;
use anyhow::Context;
use civic::{Date, RegionCode, Text};
use store::Fault;
use web::{App, Stop};

use super::model::{Published, Version, in_force};
use super::store as table;

/// Most books kept read; the largest of them takes a few megabytes.
const KEPT_MAX: usize = 32;

/// The books at hand, the one used last at the end.
#[derive(Default)]
struct Shelf(Mutex<Vec<Arc<Published>>>);

impl Shelf {
    fn find(&self, digest: &str) -> Option<Arc<Published>> {
        let mut books = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let at = books.iter().position(|book| book.digest == digest)?;
        let book = books.remove(at);
        books.push(Arc::clone(&book));
        Some(book)
    }

    fn keep(&self, book: &Arc<Published>) {
        let mut books = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        books.retain(|there| there.digest != book.digest);
        if books.len() >= KEPT_MAX {
            books.remove(0);
        }
        books.push(Arc::clone(book));
    }
}

/// The published version with this fingerprint, whether or not it is in force.
///
/// # Errors
/// A database fault, or a stored book that this program cannot read.
pub async fn by_digest(app: &App, digest: &str) -> Result<Option<Arc<Published>>, Stop> {
    let shelf = app.extension::<Shelf>();
    if let Some(book) = shelf.find(digest) {
        return Ok(Some(book));
    }
    let asked = digest.to_owned();
    let found = app.db().read(move |tx| -> Result<_, Fault> { table::by_digest(tx, &asked) }).await?;
    let Some((version, files)) = found else { return Ok(None) };
    let known = app.catalogue().clone();
    let book = tokio::task::spawn_blocking(move || read(version, files, &known)).await.context("reading a book")??;
    let book = Arc::new(book);
    shelf.keep(&book);
    Ok(Some(book))
}

fn read(version: Version, files: Files, known: &rules::Catalogue) -> anyhow::Result<Published> {
    let name = format!("{} {}", version.playbook, version.version);
    let digest = ::playbook::Playbook::digest(&files);
    anyhow::ensure!(digest == version.digest, "the stored text of {name} is not the text that was published");
    let reading = ::playbook::read(&files, known);
    let Some(playbook) = reading.playbook else {
        let first = reading.diagnostics.iter().find(|found| found.severity == ::playbook::Severity::Error);
        let why = first.map_or("no reason given", |found| &found.message.en);
        anyhow::bail!("the published book {name} cannot be read by this program: {why}");
    };
    Ok(Published::new(version, playbook, files, reading.sources, reading.diagnostics))
}

/// All versions that concern an area, the newest first.
///
/// # Errors
/// A database fault.
pub async fn versions(app: &App, area: &RegionCode) -> Result<Vec<Version>, Stop> {
    let area = area.clone();
    Ok(app.db().read(move |tx| -> Result<_, Fault> { table::of_area(tx, &area) }).await?)
}

/// What playbooks are called, by their ids.
pub(super) type Names = BTreeMap<String, Text>;

/// The name of each playbook of these versions, as its newest version says it; `versions` newest first.
pub(super) async fn names(app: &App, versions: &[Version]) -> Result<Names, Stop> {
    let mut names = Names::new();
    for version in versions {
        if names.contains_key(&version.playbook) {
            continue;
        }
        if let Some(book) = by_digest(app, &version.digest).await? {
            names.insert(version.playbook.clone(), book.playbook.name.clone());
        }
    }
    Ok(names)
}

/// The version of a playbook in force in a region on a day; see [`in_force`]. None also for a
/// region that is no code.
///
/// # Errors
/// As [`by_digest`].
pub async fn current(app: &App, playbook: &str, region: &str, on: Date) -> Result<Option<Arc<Published>>, Stop> {
    let Ok(area) = RegionCode::parse(region) else { return Ok(None) };
    let all = versions(app, &area).await?;
    match in_force(&all, &area, on).into_iter().find(|version| version.playbook == playbook) {
        Some(version) => by_digest(app, &version.digest).await,
        None => Ok(None),
    }
}

/// Every book in force in a region on a day, by the playbooks' ids; see [`in_force`].
///
/// # Errors
/// As [`by_digest`].
pub async fn all_current(app: &App, region: &str, on: Date) -> Result<Vec<Arc<Published>>, Stop> {
    let Ok(area) = RegionCode::parse(region) else { return Ok(Vec::new()) };
    let all = versions(app, &area).await?;
    let mut books = Vec::new();
    for version in in_force(&all, &area, on) {
        books.extend(by_digest(app, &version.digest).await?);
    }
    Ok(books)
}
