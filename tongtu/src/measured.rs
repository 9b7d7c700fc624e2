//! `tongtu slim PLAYBOOK --log`: declared and measured side by side, from a file or a running database.

use std::fs::File;
use std::io::{BufRead, BufReader, stdout};
use std::path::Path;

use anyhow::Context;
use ground::cases::log::Window;
use ground::exchange::observe;
use playbook::slim::{self, Slimming};
use playbook::{Playbook, Reading, Severity, measured, render};
use process::observed::{Observed, Observer, Refusal, read_ocel, read_xes};
use serde_json::json;

use crate::ask::{self, ReportFormat, ReportManner, say};
use crate::{exit, house};

/// Bytes read in one go.
const CHUNK: usize = 1 << 18;

/// Prints what a log says beside what the rules say; exit 1 when a limit is not kept or the log breaks off.
pub fn slim(
    log: &str,
    book: &Playbook,
    found: &Slimming,
    reading: &Reading,
    (root, manner): (&Path, ReportManner),
) -> anyhow::Result<u8> {
    let seen = read(log, &found.before.playbook)?;
    let (findings, lang) = (slim::measured_findings(book, found, &seen), manner.lang());
    let (sources, root) = (&reading.sources, root.to_string_lossy());
    match manner.format {
        ReportFormat::Json => {
            let mut told = slim::json(found);
            told["measured"] = slim::measured_json(found, &seen);
            told["findings"] = render::json(&findings, sources);
            told["written"] = json!([]);
            println!("{told:#}");
        }
        ReportFormat::Sarif => {
            println!("{:#}", render::sarif(&findings, sources, &root, env!("CARGO_PKG_VERSION"), lang));
        }
        ReportFormat::Github => print!("{}", render::github(&findings, sources, &root, lang)),
        ReportFormat::Human => {
            print!("{}", slim::human(found, lang));
            print!("{}", slim::measured_human(found, &seen, lang));
            println!();
            print!("{}", render::human(&findings, sources, lang, ask::colour(&stdout())));
        }
    }
    let serious = findings.iter().any(|finding| finding.severity != Severity::Hint);
    let broken = seen.refused.count(Refusal::Broken) > 0;
    Ok(if serious || broken { exit::FINDINGS } else { exit::OK })
}

/// A log of any of the forms, told apart by what it begins with.
fn read(log: &str, book: &Playbook) -> anyhow::Result<Observed> {
    let mut observer = Observer::new(measured::terms(book));
    if let Some(address) = log.strip_prefix("db:") {
        return house::block_on(from_database(address, book, observer));
    }
    let file = File::open(log).with_context(|| format!("--log `{log}`"))?;
    let mut input: Box<dyn BufRead> = Box::new(BufReader::with_capacity(CHUNK, file));
    if input.fill_buf()?.starts_with(&[0x1f, 0x8b]) {
        let unpacked = flate2::bufread::MultiGzDecoder::new(input);
        input = Box::new(BufReader::with_capacity(CHUNK, unpacked));
    }
    let first = input.fill_buf().with_context(|| format!("--log `{log}`"))?;
    let text = first.strip_prefix(b"\xef\xbb\xbf").unwrap_or(first);
    match text.iter().find(|byte| !byte.is_ascii_whitespace()) {
        Some(b'<') => read_xes(input, &mut observer),
        Some(b'{') => read_ocel(input, &mut observer),
        _ => anyhow::bail!(
            "--log `{log}`: {}",
            say("既不是 XES，也不是 OCEL 2.0 的 JSON", "neither XES nor OCEL 2.0 JSON")
        ),
    }
    Ok(observer.finish(None))
}

async fn from_database(address: &str, book: &Playbook, observer: Observer) -> anyhow::Result<Observed> {
    house::start_log();
    let db = store::Db::open(address).await?;
    let window = Window { from_ms: i64::MIN, to_ms: i64::MAX, within: "%".to_owned(), ..Window::default() };
    Ok(observe(&db, &window, &book.id, observer, (None, u64::MAX)).await?)
}
