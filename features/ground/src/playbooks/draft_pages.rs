//! The drafter's desk: every published version, what the lints say of it, and its files to take away.

use std::io::{Cursor, Write};

use askama::Template;
use axum::extract::Path;
use playbook::{Diagnostic, Files, Severity};
use web::ui::{Actions, Button, Cell, Column, Empty, Facts, State, Table};
use web::{Ctx, Reply, Say, Stop};

use super::model::Version;
use super::pages::period;
use super::store;

#[derive(Template)]
#[template(path = "playbooks/pages/versions.html")]
struct Versions {
    w: Say,
    table: Table,
}

/// Every published version.
pub async fn versions(ctx: Ctx) -> Reply {
    let w = ctx.say("playbooks");
    let all = ctx.app.db().read(store::all).await?;
    let keys = ["playbooks-id", "playbooks-version", "playbooks-region", "playbooks-holds", "playbooks-published"];
    let rows = all.iter().map(|version| {
        vec![
            Cell::link(address(version), &version.playbook),
            version.version.clone().into(),
            Cell::code(version.region.as_str()),
            period(w, version.from, version.until).into(),
            w.time_ms(version.published_ms).into(),
        ]
    });
    let table = Table::new(w.t("playbooks-versions"), keys.map(|key| Column::new(w.t(key))).into())
        .rows(rows)
        .empty(Empty::new(w.t("playbooks-none"), w.t("playbooks-none-fills")));
    ctx.page("playbooks-versions", Versions { w, table })
}

fn address(version: &Version) -> String {
    format!("/p/playbooks/{}/{}/{}", version.region, version.playbook, version.version)
}

/// One finding as the page shows it.
struct Finding {
    badge: State,
    words: String,
    code: String,
    excerpt: String,
    help: Vec<String>,
}

#[derive(Template)]
#[template(path = "playbooks/pages/version.html")]
struct VersionPage {
    w: Say,
    facts: Facts,
    actions: Actions,
    findings: Vec<Finding>,
}

/// One version: its findings, each with the lines it speaks of.
pub async fn version(ctx: Ctx, Path((region, id, version)): Path<(String, String, String)>) -> Reply {
    let w = ctx.say("playbooks");
    let (version, files) = load(&ctx, region, id, version).await?;
    let (known, lang) = (ctx.app.catalogue().clone(), ctx.lang);
    let findings = tokio::task::spawn_blocking(move || {
        let reading = playbook::read(&files, &known);
        let mut found = reading.diagnostics;
        if let Some(book) = &reading.playbook {
            found.extend(playbook::lints::run(book));
        }
        playbook::sort(&mut found);
        found
            .into_iter()
            .map(|finding| {
                let excerpt = playbook::render::human(std::slice::from_ref(&finding), &reading.sources, lang, false);
                (finding, excerpt)
            })
            .collect::<Vec<_>>()
    });
    let findings = findings.await.map_err(anyhow::Error::from)?;
    let view = VersionPage {
        w,
        facts: Facts::new()
            .fact(w.t("playbooks-region"), Cell::code(version.region.as_str()))
            .fact(w.t("playbooks-holds"), period(w, version.from, version.until))
            .fact(w.t("playbooks-published"), w.time_ms(version.published_ms))
            .fact(w.t("playbooks-digest"), Cell::code(&version.digest)),
        actions: Actions::new()
            .add(Button::link(format!("{}/zip", address(&version)), w.t("playbooks-zip")).secondary()),
        findings: findings.into_iter().map(|(finding, excerpt)| shown(w, finding, excerpt)).collect(),
    };
    let title = format!("{} {}", version.playbook, version.version);
    ctx.crumb("/p/playbooks", w.t("playbooks-versions")).page(&title, view)
}

fn shown(w: Say, finding: Diagnostic, excerpt: String) -> Finding {
    let word = finding.severity.word(w.lang);
    Finding {
        badge: match finding.severity {
            Severity::Error => State::stop(word),
            Severity::Warning => State::caution(word),
            Severity::Hint => State::plain(word),
        },
        words: w.text(&finding.message).to_owned(),
        code: finding.code,
        excerpt: excerpt.trim_end().to_owned(),
        help: finding.help.iter().map(|help| w.text(help).to_owned()).collect(),
    }
}

/// The files of a version as a ZIP.
pub async fn zip(ctx: Ctx, Path((region, id, version)): Path<(String, String, String)>) -> Reply {
    let (version, files) = load(&ctx, region, id, version).await?;
    let bytes = zipped(&files).map_err(anyhow::Error::from)?;
    ctx.attachment(&format!("{}-{}.zip", version.playbook, version.version), "application/zip", bytes)
}

fn zipped(files: &Files) -> Result<Vec<u8>, zip::result::ZipError> {
    let mut bytes = Vec::new();
    let mut archive = zip::ZipWriter::new(Cursor::new(&mut bytes));
    let options = zip::write::SimpleFileOptions::default();
    for (path, contents) in files {
        archive.start_file(path, options)?;
        archive.write_all(contents)?;
    }
    archive.finish()?;
    Ok(bytes)
}

async fn load(ctx: &Ctx, region: String, id: String, version: String) -> Result<(Version, Files), Stop> {
    ctx.app
        .db()
        .read(move |tx| {
            let version = store::one(tx, &region, &id, &version)?.ok_or(Stop::NotFound)?;
            let files = store::files(tx, &version.digest)?.ok_or(Stop::NotFound)?;
            Ok((version, files))
        })
        .await
}
