//! `sources.toml` as the program uses it: each source with its way, its key and the facts it offers.

use std::collections::BTreeMap;
use std::path::PathBuf;

use civic::Text;

/// Most time a source may take, seconds.
pub const TIMEOUT_SECONDS_MAX: i64 = 60;
/// Most bytes of one answer that may be allowed.
pub const BYTES_MAX: i64 = 4 * 1024 * 1024;

/// Every source of this house.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Config {
    /// Folder of the file; secrets and drop folders lie below it.
    pub home: PathBuf,
    /// In the order of the file: where two offer the same fact, the first one counts.
    pub sources: Vec<SourceSpec>,
}

impl Config {
    /// The source of that id.
    pub fn get(&self, id: &str) -> Option<&SourceSpec> {
        self.sources.iter().find(|source| source.id == id)
    }

    /// Those whose area contains a county.
    pub fn serving(&self, region: &str) -> impl Iterator<Item = &SourceSpec> {
        self.sources.iter().filter(move |source| source.serves(region))
    }
}

/// What the subjects of a source are named by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyKind {
    /// Unified social credit code of the enterprise.
    Uscc,
    /// Division code of the county.
    Region,
}

/// One source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceSpec {
    /// Its id in the file.
    pub id: String,
    /// Its name for people.
    pub words: Text,
    /// Agency that answers objections to what it holds.
    pub owner: Option<String>,
    /// Area it serves.
    pub region: String,
    /// What its subjects are named by.
    pub key: KeyKind,
    /// The person agrees before it is asked.
    pub consent: bool,
    /// A value older than this is fetched anew.
    pub max_age_days: Option<i64>,
    /// How it is reached.
    pub way: Way,
    /// What it offers.
    pub offers: Vec<Offer>,
}

impl SourceSpec {
    /// It knows subjects of this county.
    pub fn serves(&self, region: &str) -> bool {
        region.starts_with(self.region.trim_end_matches("00"))
    }

    /// How it offers a fact.
    pub fn offer(&self, fact: &str) -> Option<&Offer> {
        self.offers.iter().find(|offer| offer.fact == fact)
    }

    /// It is asked; otherwise it brings lists by itself.
    pub fn is_asked(&self) -> bool {
        matches!(self.way, Way::Http(_))
    }
}

/// How a source is reached.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Way {
    /// One question a subject, answered in JSON.
    Http(HttpWay),
    /// Whole lists in a folder.
    Csv(CsvWay),
}

/// A JSON interface.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HttpWay {
    /// Address with `{key}` in it.
    pub url: String,
    /// Header that carries the secret; `None` = `Authorization: Bearer`.
    pub header: Option<String>,
    /// Where the secret is.
    pub secret: Option<Secret>,
    /// Time for the whole answer, seconds.
    pub timeout_seconds: i64,
    /// Longest answer, bytes.
    pub bytes_max: i64,
    /// Addresses inside the office's own network are allowed.
    pub private_network: bool,
    /// Statuses that mean: not held, or not told.
    pub refused: Vec<i64>,
}

/// Where a secret is; never the secret itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Secret {
    /// A file in the folder `secrets` beside `sources.toml`.
    File(String),
    /// An environment variable that begins with `TONGTU_SOURCE_`.
    Env(String),
}

/// A folder into which another office puts lists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CsvWay {
    /// Folder below `drop` beside `sources.toml`.
    pub folder: String,
    /// Heading of the column with the key.
    pub key_column: String,
    /// Heading of the column with the day; without one the file's name bears it.
    pub as_of_column: Option<String>,
}

/// One fact a source offers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// Fact name with `_`.
    pub fact: String,
    /// JSON pointer or heading of the column.
    pub from: String,
    /// JSON pointer of the day it was true.
    pub as_of: Option<String>,
    /// What its numbers are multiplied with: the unit.
    pub times: i64,
    /// Its codes in the words of the fact.
    pub codes: BTreeMap<String, String>,
}
