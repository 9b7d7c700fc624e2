//! Seals, once and part by part, the people's numbers that were written before they were sealed.

use serde_json::json;
use store::jobs::{self, Job, NewJob};
use store::{Fault, journal};
use web::{App, BoxFuture};

use crate::{cases, enterprises, sources};

/// Kind of the job.
pub const KIND: &str = "seal-personal";

/// What is looked through; another key where more columns came to be sealed, so that a database sealed before is looked
/// through again.
const KEY: &str = "numbers of people, values of sources";

/// Rows looked at in one transaction.
const PART: i64 = 500;

/// Has everything written so far looked through once; asked again it does nothing.
///
/// # Errors
/// A fault of the database.
pub async fn seal_earlier(app: &App) -> Result<(), Fault> {
    let (region, now_ms) = (app.settings().region.clone(), app.now_ms());
    app.db()
        .write(move |tx| {
            let job = NewJob { region: &region, kind: KIND, key: KEY, payload: json!({}), run_at_ms: now_ms };
            jobs::enqueue(tx, &job).map(|_| ())
        })
        .await
}

/// The job.
pub fn run(app: App, job: Job) -> BoxFuture<'static, anyhow::Result<()>> {
    Box::pin(async move {
        let mut firm: Option<[String; 2]> = Some(Default::default());
        while let Some(after) = firm {
            firm = app.db().write(move |tx| enterprises::seal_earlier(tx, &after, PART)).await?;
        }
        let mut fact: Option<[String; 3]> = Some(Default::default());
        while let Some(after) = fact {
            fact = app.db().write(move |tx| cases::store::seal_earlier(tx, &after, PART)).await?;
        }
        let mut told: Option<[String; 4]> = Some(Default::default());
        while let Some(after) = told {
            told = app.db().write(move |tx| sources::seal_earlier(tx, &after, PART)).await?;
        }
        let mut awaited: Option<[String; 3]> = Some(Default::default());
        while let Some(after) = awaited {
            awaited = app.db().write(move |tx| cases::sources_hold::seal_earlier(tx, &after, PART)).await?;
        }
        let at_ms = app.now_ms();
        let noted = app.db().write(move |tx| {
            let detail = json!({
                "enterprises": ["contact-name", "contact-phone"],
                "cases": ["telephone", "identity number", "last value awaited"],
                "sources": ["every value told"],
            });
            let (region, thing) = (job.region.as_str(), "people's numbers");
            let entry =
                journal::Entry { region, at_ms, actor: "system", office: "", act: "data/sealed", thing, detail };
            journal::append(tx, &entry).map(|_| ())
        });
        Ok::<_, anyhow::Error>(noted.await?)
    })
}
