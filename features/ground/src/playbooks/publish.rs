//! Publishing: a faultless book becomes a version that nobody can change any more.

use std::collections::BTreeMap;

use ::playbook::{Diagnostic, Files, Playbook, Reading, Severity};
use ::store::{Tx, journal};
use civic::{Problem, RegionCode, Text};
use serde_json::json;
use web::App;

use super::model::{Hand, Refusal, Version, version_taken};
use super::store;

/// Publishes a book that has been read.
///
/// The same text again gives the version that is there and `true`, and writes nothing.
///
/// # Errors
/// Every error of the book at once; a number that was published with other text; a database fault.
pub fn publish(tx: &mut Tx, hand: &Hand, files: &Files, reading: &Reading) -> Result<(Version, bool), Refusal> {
    let digest = Playbook::digest(files);
    if let Some(there) = store::with_text(tx, hand, &digest)? {
        return Ok((there, true));
    }
    let playbook = faultless(hand, reading)?;
    let text = as_text(files)?;
    let version = Version {
        region: hand.region.clone(),
        id: hand.id.clone(),
        playbook: playbook.id.clone(),
        version: playbook.version.clone(),
        digest,
        published_at: hand.now_ms,
        published_by: hand.person.clone(),
        office: hand.office.clone(),
        from: playbook.from,
        until: playbook.until,
    };
    if !store::add(tx, &version, &text)? {
        // one with this number is there, or somebody else was quicker with the same text
        if let Some(there) = store::with_text(tx, hand, &version.digest)? {
            return Ok((there, true));
        }
        let there = store::with_number(tx, hand, &version.playbook, &version.version)?;
        return Err(version_taken(there.as_ref().unwrap_or(&version)));
    }
    record(tx, hand, &version)?;
    Ok((version, false))
}

fn record(tx: &mut Tx, hand: &Hand, version: &Version) -> Result<(), Refusal> {
    let entry = journal::Entry {
        region: version.region.as_str(),
        at_ms: version.published_at,
        actor: &version.published_by,
        office: &version.office,
        act: "playbook/published",
        thing: &format!("playbook:{}", version.playbook),
        detail: json!({
            "version": version.version,
            "digest": version.digest,
            "from": version.from.to_string(),
            "until": version.until.map(|day| day.to_string()),
            "keys": if hand.proposal.is_some() { 2 } else { 1 },
            "proposal": hand.proposal.as_ref().map(|(id, _)| id),
            "proposed_by": hand.proposal.as_ref().map(|(_, person)| person),
        }),
    };
    journal::append(tx, &entry)?;
    Ok(())
}

/// The book if neither reading nor a lint calls anything in it an error.
fn faultless<'a>(hand: &Hand, reading: &'a Reading) -> Result<&'a Playbook, Refusal> {
    let problems = faults(hand.now_ms, reading);
    match &reading.playbook {
        Some(playbook) if problems.is_empty() => Ok(playbook),
        _ => Err(Refusal::Faulty(problems)),
    }
}

/// Everything that reading or a lint calls an error.
pub(super) fn faults(now_ms: i64, reading: &Reading) -> Vec<Problem> {
    let mut found: Vec<Diagnostic> = reading.diagnostics.clone();
    if let Some(playbook) = &reading.playbook {
        let today = civic::Timestamp::from_millisecond(now_ms).map_or(playbook.from, civic::clock::local_date);
        found.extend(::playbook::lints::run_on(playbook, playbook.day_nearest(today)));
    }
    let errors = found.iter().filter(|diagnostic| diagnostic.severity == Severity::Error);
    errors.map(|diagnostic| problem(diagnostic, reading)).collect()
}

fn problem(found: &Diagnostic, reading: &Reading) -> Problem {
    let place = match &found.span {
        Some(span) => {
            let place = reading.sources.place(span);
            format!("{}:{}:{}", span.file, place.line, place.column)
        }
        None => "playbook".to_owned(),
    };
    let next = match found.help.first() {
        Some(help) => help.clone(),
        None => Text::new("改正后重新发布", "mend it and publish again"),
    };
    let (zh, en) = (&found.message.zh, &found.message.en);
    let message = Text::new(format!("{place}：{zh}（{}）", found.code), format!("{place}: {en} ({})", found.code));
    Problem::new(place, "playbooks/faulty", message, next)
}

pub(super) fn as_text(files: &Files) -> Result<BTreeMap<&str, &str>, Refusal> {
    let (mut text, mut problems) = (BTreeMap::new(), Vec::new());
    for (path, bytes) in files {
        match std::str::from_utf8(bytes) {
            Ok(words) => drop(text.insert(path.as_str(), words)),
            Err(_) => problems.push(no_text(path)),
        }
    }
    if problems.is_empty() { Ok(text) } else { Err(Refusal::Faulty(problems)) }
}

fn no_text(path: &str) -> Problem {
    Problem::new(
        path,
        "playbooks/no-text",
        Text::new(format!("{path} 不是 UTF-8 文本"), format!("`{path}` is no text in UTF-8")),
        Text::new("请另存为 UTF-8 文本，或从规则书中移走", "save it as UTF-8 text, or take it out of the playbook"),
    )
}

/// Publishes a folder of files as a book of the nation, for the command line and the demo: with one key, since whoever
/// runs the program on the machine could reach the database anyway. The journal says so (`keys` is 1).
/// Returns the digest; the same files again give the same one.
///
/// # Errors
/// A [`Refusal`], which can be taken out of the error again to tell all its problems.
pub async fn publish_files(app: &App, files: Files, by: &str) -> anyhow::Result<String> {
    let hand = Hand {
        region: RegionCode::nation(),
        id: app.new_id(),
        now_ms: app.now_ms(),
        person: by.to_owned(),
        office: String::new(),
        proposal: None,
    };
    let known = app.catalogue().clone();
    let (files, reading) = tokio::task::spawn_blocking(move || {
        let reading = ::playbook::read(&files, &known);
        (files, reading)
    })
    .await?;
    let (version, _) = app.db().write(move |tx| publish(tx, &hand, &files, &reading)).await?;
    Ok(version.digest)
}
