//! The one table of keys: the reader checks with it, the JSON Schema is printed from it.

pub use crate::tables::FILES;

/// A key of a table.
#[derive(Debug)]
pub struct Key {
    /// As written in the file.
    pub name: &'static str,
    /// What may stand there.
    pub shape: Shape,
    /// Whether it must be there.
    pub required: bool,
    /// What it means, in Chinese.
    pub zh: &'static str,
    /// What it means, in English.
    pub en: &'static str,
}

/// A table and its keys.
#[derive(Debug)]
pub struct Table {
    /// What the table is, for messages: "`[service]`".
    pub name: &'static str,
    /// Its keys, in the order in which the format page lists them.
    pub keys: &'static [Key],
}

impl Table {
    /// The key of that name.
    pub fn key(&self, name: &str) -> Option<&'static Key> {
        self.keys.iter().find(|key| key.name == name)
    }
}

/// What a value must look like.
#[derive(Clone, Copy, Debug)]
pub enum Shape {
    /// `true` or `false`.
    Bool,
    /// A whole number within bounds.
    Int {
        /// Least.
        min: i64,
        /// Greatest.
        max: i64,
    },
    /// A string that is not empty.
    Str,
    /// An id: lower-case letters, digits and `-`, starting with a letter.
    Id,
    /// A division code.
    Region,
    /// A text in both languages.
    Text,
    /// A TOML local date.
    Date,
    /// A rule: a boolean expression over facts.
    Rule,
    /// A value of a parameter: integer, string, boolean or date.
    Scalar,
    /// One of these words.
    Choice(&'static [&'static str]),
    /// The id of a thing that must exist.
    Ref(Target),
    /// A list, each item of this shape.
    List(&'static Shape),
    /// A table.
    Table(&'static Table),
    /// A table whose keys are names given by the drafter.
    Map(MapKey, &'static Shape),
    /// `[[name]]`: a list of tables.
    Tables(&'static Table),
}

/// What the keys of a map are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MapKey {
    /// Ids of the things defined.
    Id,
    /// Names of lints.
    Lint,
}

/// What a reference points at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Target {
    /// `[agency.ID]`
    Agency,
    /// `[evidence.ID]`
    Evidence,
    /// `services/ID.toml`
    Service,
    /// A fact of facts.toml or of a register.
    Fact,
    /// `applicant`, `market`, `agency:ID` or `service:ID`.
    Issuer,
    /// The name of a lint.
    Lint,
}

/// A kind of file.
#[derive(Debug)]
pub struct FileKind {
    /// Short name, used for the schema: `service`.
    pub name: &'static str,
    /// Where such files lie, for messages and the schema: `services/*.toml`.
    pub pattern: &'static str,
    /// The keys at its top; none for files that are kept whole.
    pub root: Option<&'static Table>,
}

impl FileKind {
    /// The kind of a file by its path inside the playbook or inside `overlays/REGION/`.
    fn of_local(path: &str) -> Option<&'static FileKind> {
        FILES.iter().find(|kind| {
            kind.pattern.split_once('*').map_or(path == kind.pattern, |(folder, ending)| {
                path.strip_prefix(folder)
                    .and_then(|rest| rest.strip_suffix(ending))
                    .is_some_and(|stem| !stem.is_empty() && !stem.contains('/'))
            })
        })
    }

    /// The kind of a file and, inside `overlays/REGION/`, the region.
    pub fn of(path: &str) -> Option<(&'static FileKind, Option<&str>)> {
        let Some(rest) = path.strip_prefix("overlays/") else {
            return FileKind::of_local(path).filter(|kind| kind.name != "overlay").map(|kind| (kind, None));
        };
        let (region, local) = rest.split_once('/')?;
        FileKind::of_local(local).filter(|kind| kind.name != "playbook").map(|kind| (kind, Some(region)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_known_by_their_place() {
        let kind = |path| FileKind::of(path).map(|(kind, region)| (kind.name, region));
        assert_eq!(kind("playbook.toml"), Some(("playbook", None)));
        assert_eq!(kind("services/a.toml"), Some(("service", None)));
        assert_eq!(kind("services/a/b.toml"), None);
        assert_eq!(kind("services/.toml"), None);
        assert_eq!(kind("overlay.toml"), None);
        let county = Some(("overlay", Some("990121")));
        assert_eq!(kind("overlays/990121/overlay.toml"), county);
        let service = Some(("service", Some("990121")));
        assert_eq!(kind("overlays/990121/services/a.toml"), service);
        assert_eq!(kind("overlays/990121/playbook.toml"), None);
        assert_eq!(kind("overlays/x.toml"), None);
    }
}
