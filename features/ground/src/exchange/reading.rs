//! Reads a log page by page and hands each piece of the file on: any length, little memory.

use std::collections::BTreeSet;
use std::future::Future;

use store::{Db, Fault};

use super::{ocel, xes};
use crate::cases::log::{Logged, Window, filed};

/// Cases read in one go.
const PAGE: i64 = 200;

/// Where the pieces of a file go; false = nobody reads any more, so that making it may stop.
pub trait Sink: Send {
    /// Takes a piece.
    fn take(&mut self, piece: String) -> impl Future<Output = anyhow::Result<bool>> + Send;
}

/// The cases of a window, page by page, by region and id.
pub struct CasePages {
    db: Db,
    window: Window,
    after: (String, String),
    /// Cases read so far.
    pub count: u64,
}

impl CasePages {
    /// Before the first page.
    pub fn new(db: &Db, window: &Window) -> CasePages {
        CasePages { db: db.clone(), window: window.clone(), after: Default::default(), count: 0 }
    }

    /// The next page; `None` after the last.
    ///
    /// # Errors
    /// A database fault.
    pub async fn next(&mut self) -> Result<Option<Vec<Logged>>, Fault> {
        let (window, after) = (self.window.clone(), self.after.clone());
        let page: Vec<Logged> =
            self.db.read(move |tx| -> Result<_, Fault> { filed(tx, &window, (&after.0, &after.1), PAGE) }).await?;
        let Some(last) = page.last() else { return Ok(None) };
        self.after = (last.case.region.clone(), last.case.id.clone());
        self.count += page.len() as u64;
        Ok(Some(page))
    }
}

/// The log as XES; returns the number of cases.
///
/// # Errors
/// A database fault, or a file that cannot be written.
pub async fn write_xes(db: &Db, window: &Window, out: &mut impl Sink) -> anyhow::Result<u64> {
    let mut pages = CasePages::new(db, window);
    out.take(xes::HEAD.to_owned()).await?;
    while let Some(page) = pages.next().await? {
        if !out.take(page.iter().map(xes::trace).collect()).await? {
            return Ok(pages.count);
        }
    }
    out.take(xes::TAIL.to_owned()).await?;
    Ok(pages.count)
}

/// The log as OCEL 2.0 JSON; returns the number of cases. The cases are read twice: objects first, then events.
///
/// # Errors
/// As [`write_xes`].
pub async fn write_ocel(db: &Db, window: &Window, out: &mut impl Sink) -> anyhow::Result<u64> {
    let (mut told, mut kinds) = (BTreeSet::new(), BTreeSet::new());
    out.take("{\"objects\":[\n".to_owned()).await?;
    let (mut pages, mut list) = (CasePages::new(db, window), Commas::default());
    while let Some(page) = pages.next().await? {
        let objects = page.iter().flat_map(|logged| ocel::objects(logged, &mut told));
        if !out.take(list.join(objects.map(|object| ocel::object_json(&object).to_string()))).await? {
            return Ok(pages.count);
        }
    }
    out.take("\n],\"events\":[\n".to_owned()).await?;
    let (mut pages, mut list) = (CasePages::new(db, window), Commas::default());
    while let Some(page) = pages.next().await? {
        let acts: Vec<ocel::Act> = page.iter().flat_map(ocel::acts).collect();
        kinds.extend(acts.iter().map(|act| act.event.kind.clone()));
        if !out.take(list.join(acts.iter().map(|act| ocel::act_json(act).to_string()))).await? {
            return Ok(pages.count);
        }
    }
    let (objects, events) = ocel::types_json(&kinds);
    out.take(format!("\n],\"objectTypes\":{objects},\"eventTypes\":{events}}}\n")).await?;
    Ok(pages.count)
}

/// Entries of a JSON list written in several pieces.
#[derive(Default)]
struct Commas {
    begun: bool,
}

impl Commas {
    fn join(&mut self, entries: impl Iterator<Item = String>) -> String {
        let mut piece = String::new();
        for entry in entries {
            if std::mem::replace(&mut self.begun, true) {
                piece.push_str(",\n");
            }
            piece.push_str(&entry);
        }
        piece
    }
}
