//! The service catalogue as other systems read it: CPSV-AP for the Semantic Web, GB/T 39046 for provincial platforms.

mod cpsv;
mod gbt39046;
mod rdf;

pub use cpsv::turtle;
pub use gbt39046::{Column, Sheet, sheets};

use civic::Text;

/// Who publishes the catalogue and under which addresses its things are known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Publisher {
    /// What every address begins with, ending in `/`, `#` or `:`; an address of the site or a `urn:`.
    pub base: String,
    /// Division code of the area the catalogue is for; empty for the playbook as written, without an area.
    pub region: String,
    /// What that area is called.
    pub region_name: Text,
}

impl Publisher {
    /// A publisher without a site: addresses are names, not places to look.
    pub fn by_name(region: &str, region_name: Text) -> Publisher {
        Publisher { base: "urn:tongtu:".to_owned(), region: region.to_owned(), region_name }
    }
}
