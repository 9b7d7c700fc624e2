//! Lists that another office puts into a folder: each read whole and once, with a report of every row left out.
//!
//! The other side writes under another name (`x.csv.part`) and renames when done; only names that end in `.csv` or
//! `.xlsx` are read. Afterwards the file lies in `done` or `refused`, its report beside it.

use std::path::{Path, PathBuf};

use anyhow::Context;
use sha2::{Digest, Sha256};
use store::Fault;
use web::App;

use super::config::{Config, CsvWay, SourceSpec, Way};
use super::fetch;
use super::list::{self, List};
use super::model::ToldValue;
use super::register::known_facts;
use super::store::{self as table, Delivery};
use crate::enterprises::sheet;

/// Most files looked at in one round.
const FILES_MAX: usize = 100;

/// Reads every list that lies ready, of every source; one after another.
///
/// # Errors
/// When the database cannot be reached.
pub async fn import_due(app: &App) -> Result<Vec<Delivery>, Fault> {
    let set = super::register::set_now(app);
    let mut all = Vec::new();
    for spec in &set.config.sources {
        if let Way::Csv(way) = &spec.way {
            all.extend(import_source(app, &set.config, spec, way).await?);
        }
    }
    Ok(all)
}

/// Reads the lists of one source; a file that cannot be read stops no other.
///
/// # Errors
/// When the database cannot be reached.
pub async fn import_source(
    app: &App,
    config: &Config,
    spec: &SourceSpec,
    way: &CsvWay,
) -> Result<Vec<Delivery>, Fault> {
    let folder = config.home.join("drop").join(&way.folder);
    let mut all = Vec::new();
    for path in aside(folder.clone(), ready).await {
        let Some((name, bytes)) = aside(path, read_whole).await else { continue };
        let delivery = import(app, spec, way, &name, &bytes).await?;
        let (at, report) = (folder.clone(), delivery.clone());
        let moved = tokio::task::spawn_blocking(move || put_away(&at, &name, &report)).await;
        if let Ok(Err(error)) = moved {
            tracing::warn!(source = %spec.id, error = %format!("{error:#}"), "a list cannot be put away");
        }
        all.push(delivery);
    }
    Ok(all)
}

async fn aside<I: Send + 'static, T: Send + Default + 'static>(input: I, work: fn(I) -> T) -> T {
    tokio::task::spawn_blocking(move || work(input)).await.unwrap_or_default()
}

/// The files that are complete, by name.
fn ready(folder: PathBuf) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let complete = |path: &PathBuf| {
        let name = path.file_name().and_then(|n| n.to_str()).unwrap_or_default();
        let ending = path.extension().and_then(|e| e.to_str()).unwrap_or_default().to_lowercase();
        !name.starts_with('.') && matches!(ending.as_str(), "csv" | "xlsx")
    };
    // a link may lead anywhere, so only real files are read
    let files = entries.flatten().filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_file()));
    let mut all: Vec<PathBuf> = files.map(|entry| entry.path()).filter(complete).collect();
    all.sort();
    all.truncate(FILES_MAX);
    all
}

fn read_whole(path: PathBuf) -> Option<(String, Vec<u8>)> {
    use std::io::Read;
    let name = path.file_name()?.to_str()?.to_owned();
    let mut bytes = Vec::new();
    let file = std::fs::File::open(path).ok()?;
    file.take(sheet::BYTES_MAX as u64 + 1).read_to_end(&mut bytes).ok()?;
    Some((name, bytes))
}

/// Reads one list into the register in one transaction; the same content again changes nothing.
///
/// # Errors
/// When the database cannot be reached.
pub async fn import(app: &App, spec: &SourceSpec, way: &CsvWay, name: &str, bytes: &[u8]) -> Result<Delivery, Fault> {
    let digest = hex::encode(Sha256::digest(bytes));
    let (at, asked) = (spec.clone(), digest.clone());
    if let Some(before) = app.db().read(move |tx| table::delivered(tx, &at, &asked)).await? {
        let report =
            format!("已于 {} 读入过，内容相同\nread before, the same content\n\n{}", before.file_name, before.report);
        return Ok(Delivery { report, file_name: name.to_owned(), ..before });
    }
    let known = known_facts(app, &spec.region).await;
    let list = list::read(spec, way, name, bytes, &known, app.today());
    let (spec, name, now_ms) = (spec.clone(), name.to_owned(), app.now_ms());
    let ids: (String, String) = (app.new_id(), app.new_id());
    app.db().write(move |tx| take(tx, &spec, list, (&name, digest), &ids, now_ms)).await
}

fn take(
    tx: &mut store::Tx,
    spec: &SourceSpec,
    list: List,
    (name, digest): (&str, String),
    (event, news): &(String, String),
    now_ms: i64,
) -> Result<Delivery, Fault> {
    tx.guard(&spec.region, &format!("source {}", spec.id))?;
    let (mut good, mut old) = (0, 0);
    for row in list.rows.iter().filter(|_| list.refused.is_none()) {
        let there = table::facts(tx, spec, &row.key)?;
        let mut newer = false;
        for (fact, value) in &row.values {
            let known = there.iter().find(|f| f.fact == *fact).and_then(|f| f.value.as_ref());
            if known.and_then(|v| v.as_of).is_some_and(|day| day > row.as_of) {
                continue;
            }
            newer = true;
            let told = ToldValue { value: value.clone(), as_of: Some(row.as_of), got_ms: now_ms };
            table::put(tx, spec, &row.key, fact, &told, now_ms)?;
        }
        if newer {
            good += 1;
            fetch::tell(tx, spec, &row.key, &format!("{news} {}", row.line), now_ms)?;
        } else {
            old += 1;
        }
    }
    let delivery = Delivery {
        digest,
        file_name: name.to_owned(),
        at_ms: now_ms,
        as_of: list.as_of,
        taken: list.refused.is_none(),
        good,
        old,
        bad: i64::try_from(list.bad.len()).unwrap_or(i64::MAX),
        report: list.report(good, old),
    };
    table::put_delivery(tx, spec, &delivery)?;
    let words = civic::Text::new(
        format!("{name}：读入 {good} 行，较旧 {old} 行，有误 {} 行", list.bad.len()),
        format!("{name}: {good} rows taken, {old} older, {} wrong", list.bad.len()),
    );
    table::note(tx, spec, event, now_ms, if delivery.taken { "list" } else { "list-refused" }, &words)?;
    if delivery.taken {
        let (health, trouble) = table::health(tx, spec)?;
        table::put_health(tx, spec, &health.answered(now_ms), &trouble)?;
    }
    Ok(delivery)
}

/// Moves the file out of the way and writes the report beside it, each under its own name before it gets its last one.
fn put_away(folder: &Path, name: &str, delivery: &Delivery) -> anyhow::Result<()> {
    let to = folder.join(if delivery.taken { "done" } else { "refused" });
    std::fs::create_dir_all(&to).with_context(|| format!("cannot make `{}`", to.display()))?;
    let mut target = to.join(name);
    if target.exists() {
        target = to.join(format!("{}-{name}", &delivery.digest[..8]));
    }
    let report =
        target.with_file_name(format!("{}.report.txt", target.file_name().and_then(|n| n.to_str()).unwrap_or(name)));
    let part = report.with_extension("part");
    std::fs::write(&part, &delivery.report)?;
    std::fs::rename(&part, &report)?;
    std::fs::rename(folder.join(name), &target)?;
    Ok(())
}
