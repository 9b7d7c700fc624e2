//! A published version of a playbook: what it is, since when it holds, and which of several holds.

use std::sync::Arc;

use civic::{Date, RegionCode};
use playbook::Playbook;

/// A line of the table of versions, without the files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    /// The division that published it; it holds there and below.
    pub region: RegionCode,
    /// Id of the playbook.
    pub playbook: String,
    /// Its version.
    pub version: String,
    /// SHA-256 over all files, hex.
    pub digest: String,
    /// First day it holds.
    pub from: Date,
    /// Last day it holds.
    pub until: Option<Date>,
    /// Who published it.
    pub published_by: String,
    /// When, epoch milliseconds.
    pub published_ms: i64,
}

/// A version with its parsed text.
#[derive(Clone, Debug)]
pub struct Published {
    /// What it is.
    pub version: Version,
    /// SHA-256 over all files, hex.
    pub digest: String,
    /// The playbook as read; [`Playbook::effective`] gives the one of a region and day.
    pub playbook: Arc<Playbook>,
}

/// Of the versions in force on a day, the one that holds in a region for each playbook: published nearest to it,
/// then with the later first day, then published last.
pub fn holding(in_force: Vec<Version>, region: &RegionCode) -> Vec<Version> {
    let mut best: Vec<Version> = Vec::new();
    for version in in_force.into_iter().filter(|version| region.is_within(&version.region)) {
        match best.iter_mut().find(|known| known.playbook == version.playbook) {
            Some(known) => {
                let rank = |v: &Version| (v.region.level(), v.from, v.published_ms);
                if rank(&version) >= rank(known) {
                    *known = version;
                }
            }
            None => best.push(version),
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;

    fn version(region: &str, name: &str, from: &str, published_ms: i64) -> Version {
        Version {
            region: RegionCode::parse(region).expect("a code"),
            playbook: "epidemic".to_owned(),
            version: name.to_owned(),
            digest: name.to_owned(),
            from: from.parse().expect("a date"),
            until: None,
            published_by: "system".to_owned(),
            published_ms,
        }
    }

    fn holds(region: &str, versions: &[Version]) -> Vec<String> {
        let region = RegionCode::parse(region).expect("a code");
        holding(versions.to_vec(), &region).into_iter().map(|version| version.version).collect()
    }

    #[test]
    fn the_version_published_nearest_to_a_region_holds_there() {
        let versions = [version("990000", "province", "2020-03-03", 2), version("990121", "county", "2020-02-01", 1)];
        assert_eq!(holds("990121", &versions), ["county"]);
        assert_eq!(holds("990122", &versions), ["province"]);
        assert_eq!(holds("990121001", &versions), ["county"]);
        assert_eq!(holds("330106", &versions), [""; 0]);
    }

    #[test]
    fn of_two_of_one_region_the_later_one_holds() {
        let later = [version("990000", "b", "2020-03-10", 1), version("990000", "a", "2020-03-03", 2)];
        assert_eq!(holds("990121", &later), ["b"]);
        let corrected = [version("990000", "a", "2020-03-03", 1), version("990000", "a2", "2020-03-03", 2)];
        assert_eq!(holds("990121", &corrected), ["a2"]);
    }
}
