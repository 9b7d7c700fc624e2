//! What was done, in words: every act that can stand in the journal.

use web::Say;

use crate::cases;

/// Acts beyond those of a case, which `cases/words.rs` tells.
const ACTS: &[&str] = &[
    "account/confirmed",
    "account/created",
    "account/locked",
    "account/password",
    "account/recovery-new",
    "account/recovery-used",
    "account/reset-link",
    "account/second-off",
    "account/second-on",
    "account/signed-in",
    "account/signed-out",
    "account/state",
    "account/unlocked",
    "area/added",
    "case/sign",
    "data/looked",
    "data/sealed",
    "data/unmask-stopped",
    "data/unmasked",
    "desk/added",
    "desk/deputy-ended",
    "desk/deputy-named",
    "enterprise/list",
    "enterprise/registered",
    "enterprise/restated",
    "journal/check-asked",
    "key/created",
    "key/revoked",
    "playbook/proposed",
    "playbook/published",
    "playbook/refused",
    "playbook/withdrawn",
    "rehearsal/cancelled",
    "rehearsal/started",
    "source/file-replaced",
    "source/retry",
    "webhook/changed",
    "webhook/created",
    "webhook/paused",
    "webhook/removed",
    "webhook/replayed",
    "webhook/resumed",
    "webhook/secret-changed",
    "webhook/tried",
];

/// The act as a person reads it; one that an earlier program wrote and this one does not know, as it is.
pub(super) fn words(w: Say, act: &str) -> String {
    match ACTS.contains(&act) {
        true => w.t(&format!("audit-act-{}", act.replace('/', "-"))).to_owned(),
        false => cases::words::act_word(cases::words::say(w.lang), act),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::{Path, PathBuf};

    use super::*;

    /// What stands before a name of this form that is no act of the journal: a problem, an act done once, an address.
    const OTHER: &[&str] = &["Problem::new(", "once(", "starts_with(", "begin_form("];

    /// Names under which a form acts once and which the journal tells by another.
    const ONCE_ALONE: &[&str] = &["case/assign", "case/decide"];

    /// Calls and fields that take the name of an act of the journal.
    const TAKES: &[&str] = &["journal(", "note(", "record(", "write_down(", "act:", "ACT:"];

    fn files(folder: &Path, all: &mut Vec<PathBuf>) {
        for entry in std::fs::read_dir(folder).expect("a folder of the sources").flatten() {
            let path = entry.path();
            match path.is_dir() {
                true => files(&path, all),
                false if path.extension().is_some_and(|end| end == "rs") => all.push(path),
                false => {}
            }
        }
    }

    /// A text of the form `thing/act-done`, with its thing.
    fn thing_of(text: &str) -> Option<&str> {
        let (thing, done) = text.split_once('/')?;
        let plain = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase() || b == b'-');
        (plain(thing) && plain(done)).then_some(thing)
    }

    /// The names of acts in a source, its tests left out: what a call that writes them is given, and whatever has the
    /// form of an act of a known thing.
    fn acts_in(source: &str, things: &BTreeSet<&str>) -> BTreeSet<String> {
        let source = source.split("#[cfg(test)]\nmod ").next().unwrap_or_default();
        let mut found = BTreeSet::new();
        let mut texts = source.split('"');
        let mut statement = String::new();
        while let (Some(before), Some(text)) = (texts.next(), texts.next()) {
            statement.push_str(before);
            if let Some(at) = statement.rfind([';', '{', '}']) {
                statement.drain(..=at);
            }
            let Some(thing) = thing_of(text) else { continue };
            let takes = TAKES.iter().any(|call| statement.contains(call));
            let other = OTHER.iter().any(|call| statement.contains(call));
            if !other && (takes || things.contains(thing)) {
                found.insert(text.to_owned());
            }
        }
        found
    }

    #[test]
    fn every_act_of_the_journal_has_words() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let mut all = Vec::new();
        for group in ["ground", "people", "firms", "board"] {
            files(&folder.join(group).join("src"), &mut all);
        }
        let say = cases::words::say(civic::text::Lang::Zh);
        let things: BTreeSet<&str> = ACTS
            .iter()
            .chain(&["case/file", "clock/told", "check/kept", "joint/signed"])
            .filter_map(|act| thing_of(act))
            .collect();
        let mut found = BTreeSet::new();
        // this list names them, and writes none
        for path in all.iter().filter(|path| !path.ends_with("audit/acts.rs")) {
            found.extend(acts_in(&std::fs::read_to_string(path).expect("a source"), &things));
        }
        assert!(found.len() > 80 && found.contains("data/looked") && found.contains("case/file"), "{found:?}");
        let dumb = |act: &&String| {
            let told = cases::words::act_word(say, act);
            !ACTS.contains(&act.as_str()) && told == **act && !ONCE_ALONE.contains(&act.as_str())
        };
        let dumb: Vec<&String> = found.iter().filter(dumb).collect();
        assert!(dumb.is_empty(), "no words for {dumb:?}: add them to ACTS and words.toml");
        let gone: Vec<&&str> = ACTS.iter().filter(|act| !found.contains(**act)).collect();
        assert!(gone.is_empty(), "no source writes {gone:?}");
    }

    #[test]
    fn an_act_is_found_where_it_is_written_and_a_problem_is_none() {
        let source = r#"note(tx, by, "moon/landed"); Problem::new("x", "case/odd"); match it { A => "case/new" }"#;
        let found = acts_in(source, &BTreeSet::from(["case"]));
        assert_eq!(found.into_iter().collect::<Vec<_>>(), ["case/new", "moon/landed"]);
    }
}
