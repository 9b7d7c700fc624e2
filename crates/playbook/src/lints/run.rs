//! Runs lints over a playbook and all its overlays, with the levels and allowances it sets.

use civic::Date;
use civic::text::Text;

use super::{ALL, Lint};
use crate::diagnostic::{Diagnostic, Severity, sort};
use crate::markdown::{Piece, pieces};
use crate::model::Playbook;
use crate::source::Files;

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
    let mut found = Vec::new();
    for lint in ALL {
        let level = playbook.lint_levels.get(lint.name);
        let Some(severity) = *level.unwrap_or(&Some(lint.severity)) else {
            continue;
        };
        let mut of_lint = Vec::new();
        (lint.check)(playbook, &mut of_lint);
        for overlay in &playbook.overlays {
            let ended = overlay.until.is_some_and(|until| until < on);
            let day = if ended { overlay.from } else { on.max(overlay.from) };
            let there = playbook.effective(Some(&overlay.region), day);
            (lint.check)(&there, &mut of_lint);
        }
        let raised = level.is_some();
        found.extend(of_lint.into_iter().map(|d| {
            // what a lint itself calls a mere hint stays one unless the playbook speaks up
            let severity = if raised { severity } else { d.severity };
            d.severity(severity)
        }));
    }
    sort(&mut found);
    found.dedup_by(|a, b| (&a.code, &a.span, &a.message) == (&b.code, &b.span, &b.message));
    let mut found = without_allowed(playbook, found, on);
    sort(&mut found);
    found
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
            let files = files_of(body);
            Some(Example { good, files })
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
