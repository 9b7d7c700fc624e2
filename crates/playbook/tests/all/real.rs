//! The playbooks of this repository: sound, their examples hold, and no slip in them breaks reading.

use std::path::Path;

use civic::text::Lang;
use playbook::{Files, Severity, examples, lints, read, render};
use rules::Catalogue;

/// Every playbook under `playbooks/`: its name and files.
pub fn playbooks() -> Vec<(String, Files)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../playbooks");
    let mut found: Vec<(String, Files)> = std::fs::read_dir(root)
        .expect("the repository has playbooks")
        .map(|entry| entry.expect("readable").path())
        .filter(|path| path.join("playbook.toml").is_file())
        .map(|path| {
            let mut files = Files::new();
            take(&path, "", &mut files);
            let name = path.file_name().expect("a folder").to_string_lossy();
            (name.into_owned(), files)
        })
        .collect();
    found.sort();
    found
}

pub fn take(folder: &Path, prefix: &str, files: &mut Files) {
    for entry in std::fs::read_dir(folder).expect("readable") {
        let entry = entry.expect("readable");
        let path = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if entry.path().is_dir() {
            take(&entry.path(), &format!("{path}/"), files);
        } else {
            files.insert(path, std::fs::read(entry.path()).expect("readable"));
        }
    }
}

#[test]
fn every_playbook_here_is_sound_and_its_examples_hold() {
    let mut told = String::new();
    for (name, files) in playbooks() {
        let reading = read(&files, &Catalogue::default());
        let mut found = reading.diagnostics;
        if let Some(playbook) = &reading.playbook {
            assert!(playbook.services.len() >= 4, "{name}");
            let graves = lints::run(playbook).into_iter();
            found.extend(graves.filter(|finding| finding.severity == Severity::Error));
            for case in examples::run(playbook, &files) {
                for difference in case.differences {
                    let place = format!("{name}/{}:{}", case.file, case.line);
                    told.push_str(&format!("{place} {}: {}\n", case.title, difference.en));
                }
            }
        }
        let shown = render::human(&found, &reading.sources, Lang::En, false);
        if !shown.is_empty() {
            told.push_str(&format!("== {name}\n{shown}"));
        }
    }
    assert!(told.is_empty(), "{told}");
}
