//! The one place that puts all services together, group by group.

use std::sync::OnceLock;

use rules::Catalogue;
use web::Feature;

/// Every service, in the order of their needs.
pub fn features() -> &'static [&'static Feature] {
    static ALL: OnceLock<Vec<&'static Feature>> = OnceLock::new();
    ALL.get_or_init(|| [ground::ALL, people::ALL, firms::ALL, board::ALL].concat())
}

/// The facts that registers offer to rules: what a playbook is read against.
pub fn catalogue() -> anyhow::Result<Catalogue> {
    let mut catalogue = Catalogue::default();
    for fact in features().iter().flat_map(|feature| (feature.facts)()) {
        catalogue.add(fact)?;
    }
    Ok(catalogue)
}
