//! Runs lints over a playbook and all its overlays, with the levels and allowances it sets.

use civic::Date;
use civic::text::Text;
use process::observed::Observed;

use super::{ALL, Book, Lint, example_log, expired_basis};
use crate::diagnostic::{Diagnostic, Severity, sort};
use crate::markdown::{Piece, pieces};
use crate::model::Playbook;
use crate::source::Files;
use crate::spread::spread;

/// Fewer services are not worth several threads.
const SERVICES_FEW: usize = 100;

/// The names of all lints, sorted.
pub fn names() -> impl Iterator<Item = &'static str> {
    ALL.iter().map(|lint| lint.name)
}

/// The lint of a name.
pub fn explain(name: &str) -> Option<&'static Lint> {
    ALL.iter().copied().find(|lint| lint.name == name)
}

/// Runs all lints as of the playbook's first day. See [`run_on`].
pub fn run(playbook: &Playbook) -> Vec<Diagnostic> {
    run_on(playbook, playbook.from)
}

/// Runs all lints on the playbook and on every overlay's effective playbook, each finding told
/// once. Levels set by the playbook apply. Findings it allows are left out, but an allowance that
/// matches nothing, or that ended before `on`, is itself a finding.
pub fn run_on(playbook: &Playbook, on: Date) -> Vec<Diagnostic> {
    run_with(playbook, on, Preset::Recommended)
}

/// How severely findings are judged whose level the playbook does not set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Preset {
    /// As each lint says.
    #[default]
    Recommended,
    /// One level graver: hints count as warnings, warnings as errors.
    Strict,
}

impl Preset {
    fn judge(self, finding: Diagnostic) -> Diagnostic {
        let graver = match (self, finding.severity) {
            (Preset::Strict, Severity::Hint) => Severity::Warning,
            (Preset::Strict, _) => Severity::Error,
            (Preset::Recommended, as_said) => as_said,
        };
        finding.severity(graver)
    }
}

/// The same under a preset.
pub fn run_with(playbook: &Playbook, on: Date, preset: Preset) -> Vec<Diagnostic> {
    run_observed(playbook, on, preset, None)
}

/// The same, and with a log also the lints of what is measured in it.
pub fn run_observed(playbook: &Playbook, on: Date, preset: Preset, log: Option<&Observed>) -> Vec<Diagnostic> {
    let mut found = judged(playbook, expired_basis::LINT.name, preset, expired_basis::over(playbook, on));
    check((playbook, log), playbook, preset, &mut found);
    for overlay in &playbook.overlays {
        let ended = overlay.until.is_some_and(|until| until < on);
        let day = if ended { overlay.from } else { on.max(overlay.from) };
        let there = playbook.effective(Some(&overlay.region), day);
        check((playbook, log), &there, preset, &mut found);
    }
    sort(&mut found);
    found.dedup_by(|a, b| (&a.code, &a.span, &a.message) == (&b.code, &b.span, &b.message));
    let mut found = without_allowed(playbook, found, on);
    sort(&mut found);
    found
}

/// Runs the lints that are on over one form of the playbook.
fn check((playbook, log): (&Playbook, Option<&Observed>), form: &Playbook, preset: Preset, out: &mut Vec<Diagnostic>) {
    let book = Book::with(form, log);
    let on: Vec<&Lint> =
        ALL.iter().copied().filter(|lint| playbook.lint_levels.get(lint.name) != Some(&None)).collect();
    let each = |lint: &&Lint| {
        let mut found = Vec::new();
        (lint.check)(&book, &mut found);
        judged(playbook, lint.name, preset, found)
    };
    let least = if form.services.len() < SERVICES_FEW { ALL.len() } else { 1 };
    out.extend(spread(&on, least, each).into_iter().flatten());
}

/// Findings of one lint at the level the playbook or the preset sets; none if it is off.
fn judged(playbook: &Playbook, lint: &str, preset: Preset, found: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let level = playbook.lint_levels.get(lint);
    let each = found.into_iter().filter(|_| level != Some(&None));
    each.map(|finding| match level {
        Some(Some(severity)) => finding.severity(*severity),
        // what a lint itself calls a mere hint stays one unless the playbook speaks up
        _ => preset.judge(finding),
    })
    .collect()
}

fn without_allowed(playbook: &Playbook, found: Vec<Diagnostic>, on: Date) -> Vec<Diagnostic> {
    let mut used = vec![false; playbook.allows.len()];
    let mut kept = Vec::new();
    for finding in found {
        let at = finding.at.as_deref();
        let place = playbook.allows.iter().position(|allow| allow.lint == finding.code && Some(&*allow.at) == at);
        match place {
            Some(place) => {
                used[place] = true;
                if playbook.allows[place].until < on {
                    kept.push(finding);
                }
            }
            None => kept.push(finding),
        }
    }
    for (allow, used) in playbook.allows.iter().zip(used) {
        let (lint, at, until) = (&allow.lint, &allow.at, allow.until);
        let (code, zh, en) = if !used {
            (
                "unused-allow",
                format!("`{at}` 没有 `{lint}` 这一发现，此条容忍多余"),
                format!("`{at}` has no finding `{lint}`; this allowance is unused"),
            )
        } else if until < on {
            (
                "expired-allow",
                format!("对 `{lint}` 的容忍已于 {until} 到期"),
                format!("this allowance of `{lint}` ended on {until}"),
            )
        } else {
            continue;
        };
        let finding = Diagnostic::error(code, allow.span.clone(), Text::new(zh, en));
        kept.push(
            finding
                .severity(Severity::Warning)
                .help(Text::new("改正问题，并删去这条 `[[allow]]`", "mend what it allows and delete this `[[allow]]`")),
        );
    }
    kept
}

/// An example of a lint's page: a small playbook that shows the pattern, or its cure.
#[derive(Clone, Debug)]
pub struct Example {
    /// True for the cured one.
    pub good: bool,
    /// Its files.
    pub files: Files,
    /// How its cases went, a kind of case a line; see [`Example::observed`].
    pub log: String,
}

/// The file of an example that tells how cases went.
const LOG: &str = "cases.log";

impl Example {
    /// Its log as figures; none where it shows none. A line: `100 cases of SERVICE: file 2020-03-02, step-approved STEP
    /// 2020-03-04, correction-asked STEP 2020-03-04 for NEED, granted 2020-03-05; papers NEED NEED`.
    pub fn observed(&self, playbook: &Playbook) -> Option<Observed> {
        (!self.log.trim().is_empty()).then(|| example_log::observed(&self.log, playbook))
    }
}

/// The examples of a page: blocks marked `toml bad` or `toml good`, in which a line `# file: PATH`
/// begins each file. A playbook.toml that is not shown is filled in.
pub fn examples(prose: &str) -> Vec<Example> {
    let blocks = pieces(prose).into_iter().filter_map(|piece| match piece {
        Piece::Block { info, body, .. } => Some((info, body)),
        Piece::Heading { .. } => None,
    });
    blocks
        .filter_map(|(info, body)| {
            let good = match info {
                "toml bad" => false,
                "toml good" => true,
                _ => return None,
            };
            let mut files = files_of(body);
            let log = files.remove(LOG).and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_default();
            Some(Example { good, files, log })
        })
        .collect()
}

const PLAYBOOK: &str = r#"[playbook]
id = "example"
name = { zh-CN = "示例", en = "Example" }
version = "1"
from = 2020-03-03
basis = "示例"
"#;

fn files_of(body: &str) -> Files {
    let mut files = Files::new();
    let mut path = "playbook.toml".to_owned();
    for line in body.lines() {
        if let Some(next) = line.strip_prefix("# file:") {
            path = next.trim().to_owned();
        } else {
            let file = files.entry(path.clone()).or_default();
            file.extend(line.as_bytes());
            file.push(b'\n');
        }
    }
    let shown = files.get("playbook.toml");
    if shown.is_none_or(|bytes| bytes.iter().all(u8::is_ascii_whitespace)) {
        files.insert("playbook.toml".to_owned(), PLAYBOOK.as_bytes().to_vec());
    }
    files
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::read;

    fn findings(lint: &Lint, example: &Example) -> Vec<String> {
        let reading = read(&example.files, &rules::Catalogue::default());
        let playbook = reading.playbook;
        let playbook = playbook.unwrap_or_else(|| panic!("{}: {:?}", lint.name, reading.diagnostics));
        let log = example.observed(&playbook);
        run_observed(&playbook, playbook.from, Preset::Recommended, log.as_ref())
            .into_iter()
            .map(|found| found.code)
            .collect()
    }

    #[test]
    fn every_page_shows_the_pattern_and_its_cure() {
        for lint in ALL {
            for prose in [lint.prose_en, lint.prose_zh] {
                let examples = examples(prose);
                for good in [true, false] {
                    assert!(examples.iter().any(|e| e.good == good), "{}: {good}", lint.name);
                }
                for example in &examples {
                    let found = findings(lint, example);
                    let right = match example.good {
                        true => found.is_empty(),
                        false => !found.is_empty() && found.iter().all(|code| code == lint.name),
                    };
                    assert!(right, "{}, good: {}, found: {found:?}", lint.name, example.good);
                }
            }
        }
    }

    #[test]
    fn every_page_is_told_alike_in_both_languages() {
        for lint in ALL {
            assert!(lint.prose_en.starts_with(&format!("# {}: ", lint.name)));
            assert!(lint.prose_zh.starts_with(&format!("# {}：", lint.name)));
            let shown = |prose| -> Vec<_> { examples(prose).into_iter().map(|e| (e.good, e.files, e.log)).collect() };
            assert_eq!(shown(lint.prose_en), shown(lint.prose_zh), "{}", lint.name);
        }
    }
}
