//! The playbooks that are shipped read with the facts this group offers.

use std::path::{Path, PathBuf};

use crate::town::Town;

fn files_below(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("a folder").filter_map(Result::ok) {
        let path = entry.path();
        if path.is_dir() { files_below(&path, files) } else { files.push(path) }
    }
}

#[tokio::test]
async fn the_shipped_playbooks_read_with_the_facts_of_the_registers() {
    let town = Town::new().await;
    for name in ["epidemic", "safety-restart"] {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../playbooks").join(name);
        let mut paths = Vec::new();
        files_below(&folder, &mut paths);
        let files: playbook::Files = paths
            .iter()
            .map(|path| {
                let inside = path.strip_prefix(&folder).expect("inside").to_string_lossy().replace('\\', "/");
                (inside, std::fs::read(path).expect("readable"))
            })
            .collect();
        let reading = playbook::read(&files, town.site.app.catalogue());
        let told = playbook::render::human(&reading.diagnostics, &reading.sources, civic::Lang::En, false);
        assert!(reading.playbook.is_some(), "{name}:\n{told}");
    }
}
