//! Findings as SARIF 2.1.0, the form in which code scanners exchange results (OASIS, 2020).

use std::collections::BTreeSet;

use civic::text::Lang;
use serde_json::{Value, json};

use crate::diagnostic::{Diagnostic, Severity};
use crate::foreign::prose;
use crate::render_github::below;
use crate::source::{Sources, Span};

/// A whole SARIF log of one run. `root` is the playbook's folder as the repository names it, without
/// a `/` at its end; `version` that of the program.
pub fn sarif(found: &[Diagnostic], sources: &Sources, root: &str, version: &str, lang: Lang) -> Value {
    let codes: BTreeSet<&str> = found.iter().map(|finding| &*finding.code).collect();
    let codes: Vec<&str> = codes.into_iter().collect();
    let page = Page { sources, root, lang };
    json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "tongtu",
                "version": version,
                "rules": codes.iter().map(|code| rule(code, lang)).collect::<Vec<_>>(),
            }},
            "language": lang.tag(),
            "columnKind": "unicodeCodePoints",
            "results": found.iter().map(|finding| page.result(finding, &codes)).collect::<Vec<_>>(),
        }],
    })
}

/// What is looked for; a lint brings its page, a mistake of form only its name.
fn rule(code: &str, lang: Lang) -> Value {
    let Some((summary, prose, severity)) = prose(code, lang) else {
        return json!({ "id": code });
    };
    json!({
        "id": code,
        "shortDescription": { "text": summary.get(lang) },
        "help": { "text": prose, "markdown": prose },
        "defaultConfiguration": { "level": level(severity) },
    })
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Hint => "note",
    }
}

struct Page<'a> {
    sources: &'a Sources,
    root: &'a str,
    lang: Lang,
}

impl Page<'_> {
    fn result(&self, finding: &Diagnostic, codes: &[&str]) -> Value {
        let words = std::iter::once(&finding.message).chain(&finding.help);
        let words: Vec<&str> = words.map(|words| words.get(self.lang)).collect();
        let mut result = json!({
            "ruleId": finding.code,
            "ruleIndex": codes.binary_search(&&*finding.code).ok(),
            "level": level(finding.severity),
            "message": { "text": words.join("\n") },
            "locations": finding.span.iter().map(|span| self.location(span)).collect::<Vec<_>>(),
        });
        if !finding.labels.is_empty() {
            let related = finding.labels.iter().zip(1..).map(|((span, words), id)| {
                let mut place = self.location(span);
                place["id"] = json!(id);
                place["message"] = json!({ "text": words.get(self.lang) });
                place
            });
            result["relatedLocations"] = related.collect();
        }
        if let Some(at) = &finding.at {
            result["partialFingerprints"] = json!({ "thing/v1": at });
        }
        if let Some(fix) = &finding.fix {
            let kind = match fix.safe {
                true => "safe",
                false => "needs-decision",
            };
            result["fixes"] = json!([{
                "description": { "text": kind },
                "artifactChanges": [{
                    "artifactLocation": self.artifact(&fix.span),
                    "replacements": [{
                        "deletedRegion": self.region(&fix.span),
                        "insertedContent": { "text": fix.replacement },
                    }],
                }],
            }]);
        }
        result
    }

    fn location(&self, span: &Span) -> Value {
        json!({ "physicalLocation": { "artifactLocation": self.artifact(span), "region": self.region(span) } })
    }

    fn artifact(&self, span: &Span) -> Value {
        json!({ "uri": uri(&below(self.root, &span.file)) })
    }

    fn region(&self, span: &Span) -> Value {
        let (start, end) = (self.sources.place(span), self.sources.place_at(&span.file, span.range.end));
        json!({
            "startLine": start.line,
            "startColumn": start.column,
            "endLine": end.line,
            "endColumn": end.column,
        })
    }
}

/// A relative path as a URI reference: everything but plain signs is percent-encoded (RFC 3986).
fn uri(path: &str) -> String {
    let mut uri = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'-' | b'.' | b'_' | b'~' => uri.push(char::from(byte)),
            _ => uri.push_str(&format!("%{byte:02X}")),
        }
    }
    uri
}
