//! Findings for people (source lines with carets) and for programs (JSON, SARIF, GitHub).

use std::borrow::Cow;
use std::ops::Range;

use annotate_snippets::{AnnotationKind, Group, Level, Patch, Renderer, Snippet};
use civic::text::{Lang, Text};
use serde_json::{Value, json};

use crate::diagnostic::{Diagnostic, Severity};
use crate::explain::{Freed, Way};
use crate::source::{Sources, Span, whole_characters};

pub use crate::render_github::github;
pub use crate::render_sarif::sarif;

/// All findings as text, each followed by an empty line.
pub fn human(found: &[Diagnostic], sources: &Sources, lang: Lang, color: bool) -> String {
    let renderer = if color { Renderer::styled() } else { Renderer::plain() };
    let mut text = String::new();
    for diagnostic in found {
        let page = Page { sources, lang };
        text.push_str(&renderer.render(&page.report(diagnostic)));
        text.push_str("\n\n");
    }
    text
}

/// All findings as a JSON array. Places have line and column from 1 and bytes from 0.
pub fn json(found: &[Diagnostic], sources: &Sources) -> Value {
    found.iter().map(|d| one_json(d, sources)).collect()
}

fn one_json(found: &Diagnostic, sources: &Sources) -> Value {
    let words = |text: &Text| json!({ "zh-CN": text.zh, "en": text.en });
    let labels = found.labels.iter().map(|(span, text)| {
        let mut place = place_json(span, sources);
        place["message"] = words(text);
        place
    });
    let fix = found.fix.as_ref().map(|fix| {
        let mut place = place_json(&fix.span, sources);
        place["replacement"] = json!(fix.replacement);
        place["safe"] = json!(fix.safe);
        place
    });
    json!({
        "code": found.code,
        "severity": found.severity.id(),
        "message": words(&found.message),
        "place": found.span.as_ref().map(|span| place_json(span, sources)),
        "labels": labels.collect::<Vec<_>>(),
        "help": found.help.iter().map(words).collect::<Vec<_>>(),
        "ways_out": ways_json(&found.ways),
        "fix": fix,
        "at": found.at,
    })
}

/// Ways out, the easiest first. `applications_a_year` is null where the playbook states no figure.
pub(crate) fn ways_json(ways: &[Way]) -> Vec<Value> {
    let words = |text: &Text| json!({ "zh-CN": text.zh, "en": text.en });
    let freed = |freed: &Freed| {
        json!({
            "service": freed.service,
            "name": words(&freed.name),
            "applications_a_year": freed.yearly.as_ref().map(|yearly| yearly.number),
            "according_to": freed.yearly.as_ref().map(|yearly| &yearly.basis),
            "working_days": freed.working_days,
        })
    };
    let way = |way: &Way| {
        json!({
            "rank": way.rank,
            "what": words(&way.what),
            "file": way.file,
            "line": way.line,
            "frees": way.frees.iter().map(freed).collect::<Vec<_>>(),
        })
    };
    ways.iter().map(way).collect()
}

fn place_json(span: &Span, sources: &Sources) -> Value {
    let start = sources.place(span);
    let end = sources.place_at(&span.file, span.range.end);
    json!({
        "file": &*span.file,
        "line": start.line,
        "column": start.column,
        "end_line": end.line,
        "end_column": end.column,
        "start_byte": span.range.start,
        "end_byte": span.range.end,
    })
}

/// Longest title, in characters: what a drafter wrote is quoted, not poured out.
const TITLE_CHARS_MAX: usize = 400;
/// Longest line of a help text, in characters.
const HELP_CHARS_MAX: usize = 1_000;
/// Longest line shown whole, in bytes; of longer ones only what is around the mark.
const LINE_BYTES_MAX: usize = 400;

struct Page<'a> {
    sources: &'a Sources,
    lang: Lang,
}

impl<'a> Page<'a> {
    fn say(&self, text: &'a Text) -> &'a str {
        text.get(self.lang)
    }

    fn report(&self, found: &'a Diagnostic) -> Vec<Group<'a>> {
        let level = match found.severity {
            Severity::Error => Level::ERROR,
            Severity::Warning => Level::WARNING,
            Severity::Hint => Level::NOTE,
        };
        let level = level.with_name(found.severity.word(self.lang));
        let title = level.primary_title(cut(self.say(&found.message), TITLE_CHARS_MAX)).id(&found.code);
        let mut group = Group::with_title(title);
        for snippet in self.snippets(found) {
            group = group.element(snippet);
        }
        for help in &found.help {
            group = group.element(self.help_level().message(plain(&lines_cut(self.say(help)))));
        }
        let mut report = vec![group];
        report.extend(self.fix(found));
        report
    }

    fn help_level(&self) -> Level<'a> {
        Level::HELP.with_name(match self.lang {
            Lang::Zh => "建议",
            Lang::En => "help",
        })
    }

    /// One piece of source per file: the finding's own first, only the lines that matter.
    fn snippets(&self, found: &'a Diagnostic) -> Vec<Snippet<'a, annotate_snippets::Annotation<'a>>> {
        let own = found.span.iter().map(|span| (span, None));
        let others = found.labels.iter().map(|(span, text)| (span, Some(text)));
        let marks: Vec<(&Span, Option<&Text>)> = own.chain(others).collect();
        let mut files: Vec<&str> = Vec::new();
        for (span, _) in &marks {
            if !files.contains(&&*span.file) {
                files.push(&span.file);
            }
        }
        let in_file = |file: &&'a str| self.snippet(file, &marks);
        files.iter().filter_map(in_file).collect()
    }

    fn snippet(
        &self,
        file: &&'a str,
        marks: &[(&'a Span, Option<&'a Text>)],
    ) -> Option<Snippet<'a, annotate_snippets::Annotation<'a>>> {
        let text = self.sources.text(file)?;
        let here: Vec<_> = marks.iter().filter(|(span, _)| &*span.file == *file).collect();
        let start = here.iter().map(|(span, _)| span.range.start).min()?;
        let end = here.iter().map(|(span, _)| span.range.end).max()?;
        let (lines, first) = self.sources.lines_around(file, &(start..end));
        let mut snippet = Snippet::source(&text[lines.clone()]).line_start(first).path(*file).fold(true);
        for (span, words) in here {
            let kind = match words {
                None => AnnotationKind::Primary,
                Some(_) => AnnotationKind::Context,
            };
            let range = on_short_lines(&text[lines.clone()], inside(text, span, &lines));
            let mark = kind.span(range);
            snippet = snippet.annotation(match words {
                Some(words) => mark.label(self.say(words)),
                None => mark,
            });
        }
        Some(snippet)
    }

    fn fix(&self, found: &'a Diagnostic) -> Option<Group<'a>> {
        let fix = found.fix.as_ref()?;
        let text = self.sources.text(&fix.span.file)?;
        let (lines, first) = self.sources.lines_around(&fix.span.file, &fix.span.range);
        let title = match (self.lang, fix.safe) {
            (Lang::Zh, true) => "可直接这样改",
            (Lang::Zh, false) => "可以这样改（请核对）",
            (Lang::En, true) => "this change is safe",
            (Lang::En, false) => "a possible change (check that it is meant)",
        };
        if text[lines.clone()].lines().any(|line| line.len() > LINE_BYTES_MAX) {
            let replacement = cut(&fix.replacement, TITLE_CHARS_MAX);
            let words = match self.lang {
                Lang::Zh => format!("{title}：第 {first} 行写 `{replacement}`"),
                Lang::En => format!("{title}: write `{replacement}` in line {first}"),
            };
            return Some(Group::with_title(self.help_level().secondary_title(plain(&words))));
        }
        let patch = Patch::new(inside(text, &fix.span, &lines), &*fix.replacement);
        let snippet = Snippet::source(&text[lines]).line_start(first).path(&*fix.span.file).patch(patch);
        Some(self.help_level().secondary_title(title).element(snippet))
    }
}

/// A span counted from the first of the lines shown, widened to whole characters.
fn inside(text: &str, span: &Span, lines: &Range<usize>) -> Range<usize> {
    let shown = &text[lines.clone()];
    let start = span.range.start.clamp(lines.start, lines.end) - lines.start;
    let end = span.range.end.clamp(lines.start, lines.end) - lines.start;
    whole_characters(shown, start..end)
}

/// A mark that runs over several lines, one of them very long, stays on its first line: the printer
/// cuts a line around a mark only if the mark ends there.
fn on_short_lines(shown: &str, range: Range<usize>) -> Range<usize> {
    let marked = &shown[range.clone()];
    let around = shown[range.start..].lines().next().map_or(0, str::len);
    let long = shown.lines().any(|line| line.len() > LINE_BYTES_MAX);
    match long && marked.contains('\n') {
        true => range.start..range.start + around,
        false => range,
    }
}

fn lines_cut(words: &str) -> String {
    words.lines().map(|line| cut(line, HELP_CHARS_MAX)).collect::<Vec<_>>().join("\n")
}

/// The beginning of a text that is too long to be shown whole.
fn cut(words: &str, chars_max: usize) -> Cow<'_, str> {
    match words.char_indices().nth(chars_max) {
        Some((end, _)) => format!("{}…", &words[..end]).into(),
        None => words.into(),
    }
}

/// Help texts quote what drafters wrote: control characters in it must not reach a terminal.
fn plain(words: &str) -> String {
    annotate_snippets::normalize_untrusted_str(words)
}
