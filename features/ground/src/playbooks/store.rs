//! Published versions in the database: written once, never changed.

use std::collections::BTreeMap;

use civic::{Date, Problem, RegionCode, Text};
use playbook::{Files, Severity};
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::{Fault, Row, Tx, journal, params};
use web::Stop;

use super::model::Version;
use crate::enterprises::By;

/// What publishing did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Publication {
    /// Id of the playbook.
    pub playbook: String,
    /// Its version.
    pub version: String,
    /// SHA-256 over all files, hex.
    pub digest: String,
    /// True when exactly this was published before: nothing was written.
    pub already: bool,
}

/// Most findings told in one refusal.
const PROBLEMS_MAX: usize = 50;

/// Publishes a playbook for a region. The same files again change nothing.
///
/// # Errors
/// `playbooks/faulty` for every error found in the text, all at once; `playbooks/version-taken` when this version was
/// published with other contents.
pub fn publish(
    tx: &mut Tx,
    region: &RegionCode,
    files: &Files,
    known: &rules::Catalogue,
    by: &By,
) -> Result<Publication, Stop> {
    let book = checked(files, known)?;
    let digest = playbook::digest(files);
    tx.guard(region.as_str(), "playbook-version")?;
    let publication = |already| Publication {
        playbook: book.id.clone(),
        version: book.version.clone(),
        digest: digest.clone(),
        already,
    };
    if let Some(there) = one(tx, region.as_str(), &book.id, &book.version)? {
        return if there.digest == digest { Ok(publication(true)) } else { Err(version_taken(&there).into()) };
    }
    tx.execute(
        include_str!("sql/insert.sql"),
        params![
            region.as_str(),
            &book.id,
            &book.version,
            &digest,
            files_text(files)?,
            book.from.to_string(),
            book.until.map(|until| until.to_string()),
            &by.actor,
            by.now_ms
        ],
    )?;
    journal::append(
        tx,
        &journal::Entry {
            region: region.as_str(),
            at_ms: by.now_ms,
            actor: &by.actor,
            office: &by.office,
            act: "playbook/published",
            thing: &format!("playbook:{}", book.id),
            detail: json!({ "version": book.version, "sha256": digest }),
        },
    )?;
    Ok(publication(false))
}

/// Reads the files and refuses what has errors, of the text or of the lints.
fn checked(files: &Files, known: &rules::Catalogue) -> Result<playbook::Playbook, Vec<Problem>> {
    let mut reading = playbook::read(files, known);
    let mut found = std::mem::take(&mut reading.diagnostics);
    if let Some(book) = &reading.playbook {
        found.extend(playbook::lints::run(book));
    }
    found.retain(|finding| finding.severity == Severity::Error);
    match reading.playbook {
        Some(book) if found.is_empty() => Ok(book),
        _ => Err(found
            .iter()
            .take(PROBLEMS_MAX)
            .map(|finding| {
                let place = finding.span.as_ref().map(|span| {
                    let at = reading.sources.place(span);
                    format!("{}:{}:{}", span.file, at.line, at.column)
                });
                let place = place.unwrap_or_default();
                let help = finding
                    .help
                    .first()
                    .cloned()
                    .unwrap_or_else(|| Text::new("请改正后再发布", "correct it and publish again"));
                let message =
                    Text::new(format!("{place} {}", finding.message.zh), format!("{place} {}", finding.message.en));
                Problem::new("files", "playbooks/faulty", message, help)
            })
            .collect()),
    }
}

fn version_taken(there: &Version) -> Problem {
    Problem::new(
        "files",
        "playbooks/version-taken",
        Text::new(
            format!("{} 的 {} 版已经发布，内容与此不同", there.playbook, there.version),
            format!("version {} of {} was published with other contents", there.version, there.playbook),
        ),
        Text::new(
            "已发布的版本不能更改，请改用新的版本号",
            "a published version never changes; give the playbook a new version",
        ),
    )
}

/// Every version, by playbook, the latest first.
pub fn all(tx: &mut Tx) -> Result<Vec<Version>, Fault> {
    tx.query(include_str!("sql/all.sql"), params![])?.iter().map(from_row).collect()
}

/// The versions in force on a day, of every region.
pub fn in_force(tx: &mut Tx, on: Date) -> Result<Vec<Version>, Fault> {
    tx.query(include_str!("sql/in_force.sql"), params![on.to_string()])?.iter().map(from_row).collect()
}

/// One version.
pub fn one(tx: &mut Tx, region: &str, playbook: &str, version: &str) -> Result<Option<Version>, Fault> {
    tx.maybe(include_str!("sql/one.sql"), params![region, playbook, version])?.as_ref().map(from_row).transpose()
}

/// The version first published with these contents.
pub fn first_with(tx: &mut Tx, digest: &str) -> Result<Option<Version>, Fault> {
    tx.maybe(include_str!("sql/by_digest.sql"), params![digest])?.as_ref().map(from_row).transpose()
}

/// The files of a digest.
pub fn files(tx: &mut Tx, digest: &str) -> Result<Option<Files>, Fault> {
    let Some(row) = tx.maybe(include_str!("sql/files.sql"), params![digest])? else { return Ok(None) };
    let text: String = row.get("files")?;
    let texts: BTreeMap<String, String> = serde_json::from_str(&text).map_err(|error| Fault::Database(error.into()))?;
    Ok(Some(texts.into_iter().map(|(path, text)| (path, text.into_bytes())).collect()))
}

fn files_text(files: &Files) -> Result<String, Stop> {
    let mut texts = BTreeMap::new();
    for (path, bytes) in files {
        let text = std::str::from_utf8(bytes).map_err(|_| {
            Problem::new(
                "files",
                "playbooks/not-utf8",
                Text::new(format!("{path} 不是 UTF-8 文本"), format!("{path} is not text in UTF-8")),
                Text::new("请删去或另存为 UTF-8", "remove it or save it as UTF-8"),
            )
        })?;
        texts.insert(path, text);
    }
    Ok(serde_json::to_string(&texts).map_err(anyhow::Error::from)?)
}

fn from_row(row: &Row) -> Result<Version, Fault> {
    let bad = |what: &str| Fault::Database(anyhow::anyhow!("column {what} of table playbook_version"));
    let date = |text: String, what: &str| text.parse::<Date>().map_err(|_| bad(what));
    Ok(Version {
        region: RegionCode::parse(&row.get::<String>("region")?).map_err(|_| bad("region"))?,
        playbook: row.get("playbook")?,
        version: row.get("version")?,
        digest: row.get("digest")?,
        from: date(row.get("from_on")?, "from_on")?,
        until: row.get::<Option<String>>("until_on")?.map(|text| date(text, "until_on")).transpose()?,
        published_by: row.get("published_by")?,
        published_ms: row.get("published_at")?,
    })
}
