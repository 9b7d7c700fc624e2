//! Any bytes as a playbook: files begin with a line `# file: PATH`. Read, linted, tried, shown: never a crash.
#![no_main]

use civic::text::Lang;
use libfuzzer_sys::fuzz_target;
use playbook::{Files, examples, lints, render};
use rules::Catalogue;

fn files_of(bytes: &[u8]) -> Files {
    let mut files = Files::new();
    let mut path = "playbook.toml".to_owned();
    for line in bytes.split_inclusive(|byte| *byte == b'\n') {
        if let Some(next) = line.strip_prefix(b"# file:") {
            path = String::from_utf8_lossy(next).trim().to_owned();
        } else {
            files.entry(path.clone()).or_default().extend(line);
        }
    }
    files
}

/// Findings shown: more of the same show nothing new.
const SHOWN_MAX: usize = 20;

fuzz_target!(|bytes: &[u8]| {
    let files = files_of(bytes);
    let reading = playbook::read(&files, &Catalogue::default());
    let mut found = reading.diagnostics;
    if let Some(book) = &reading.playbook {
        let on = "2020-03-03".parse().expect("a day of the calendar");
        found.extend(lints::run_with(book, on, lints::Preset::Strict));
        if files.keys().any(|path| path.starts_with("cases/")) {
            examples::run(book, &files);
        }
    }
    playbook::sort(&mut found);
    found.truncate(SHOWN_MAX);
    for lang in [Lang::Zh, Lang::En] {
        render::human(&found, &reading.sources, lang, false);
    }
    render::json(&found, &reading.sources);
});
