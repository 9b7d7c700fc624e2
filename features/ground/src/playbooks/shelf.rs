//! The shelf: versions read once and kept by digest, which never changes its meaning.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use civic::{Date, RegionCode};
use playbook::Playbook;
use web::{App, Stop};

use super::model::{Published, Version, holding};
use super::store;

/// Versions kept at most; more than that are hardly in use at once.
const KEPT_MAX: usize = 64;

/// Parsed playbooks by digest.
#[derive(Debug, Default)]
struct Shelf(Mutex<HashMap<String, Arc<Playbook>>>);

/// The version of a playbook that holds in a region on a day; `None` when none does.
///
/// # Errors
/// Faults of the database, or a version this program can no longer read.
pub async fn current(app: &App, playbook: &str, region: &str, on: Date) -> Result<Option<Arc<Published>>, Stop> {
    let wanted = playbook.to_owned();
    match versions(app, region, on).await?.into_iter().find(|version| version.playbook == wanted) {
        Some(version) => Ok(Some(open(app, version).await?)),
        None => Ok(None),
    }
}

/// Every playbook that holds in a region on a day, by id.
///
/// # Errors
/// As [`current`].
pub async fn all_current(app: &App, region: &str, on: Date) -> Result<Vec<Arc<Published>>, Stop> {
    let mut published = Vec::new();
    for version in versions(app, region, on).await? {
        published.push(open(app, version).await?);
    }
    Ok(published)
}

/// The version with these contents, as first published, whether it still holds or not.
///
/// # Errors
/// As [`current`].
pub async fn by_digest(app: &App, digest: &str) -> Result<Option<Arc<Published>>, Stop> {
    let wanted = digest.to_owned();
    match app.db().read(move |tx| store::first_with(tx, &wanted)).await? {
        Some(version) => Ok(Some(open(app, version).await?)),
        None => Ok(None),
    }
}

async fn versions(app: &App, region: &str, on: Date) -> Result<Vec<Version>, Stop> {
    let Ok(region) = RegionCode::parse(region) else { return Ok(Vec::new()) };
    let in_force = app.db().read(move |tx| store::in_force(tx, on)).await?;
    Ok(holding(in_force, &region))
}

async fn open(app: &App, version: Version) -> Result<Arc<Published>, Stop> {
    let playbook = parsed(app, &version.digest).await?;
    Ok(Arc::new(Published { digest: version.digest.clone(), version, playbook }))
}

async fn parsed(app: &App, digest: &str) -> Result<Arc<Playbook>, Stop> {
    let shelf = app.extension::<Shelf>();
    let kept = |shelf: &Shelf| shelf.0.lock().unwrap_or_else(PoisonError::into_inner).get(digest).cloned();
    if let Some(playbook) = kept(&shelf) {
        return Ok(playbook);
    }
    let wanted = digest.to_owned();
    let files = app.db().read(move |tx| store::files(tx, &wanted)).await?.ok_or(Stop::NotFound)?;
    let known = app.catalogue().clone();
    let reading = tokio::task::spawn_blocking(move || playbook::read(&files, &known));
    let reading = reading.await.map_err(anyhow::Error::from)?;
    let playbook = reading
        .playbook
        .map(Arc::new)
        .ok_or(Stop::fault("a published playbook can no longer be read: a fact it uses is not offered any more"))?;
    let mut shelf = shelf.0.lock().unwrap_or_else(PoisonError::into_inner);
    if shelf.len() >= KEPT_MAX {
        shelf.clear();
    }
    shelf.insert(digest.to_owned(), playbook.clone());
    Ok(playbook)
}
