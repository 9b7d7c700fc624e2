//! Resolves references: does the thing named exist where it is named?

use std::collections::BTreeSet;

use civic::text::Text;
use rules::Catalogue;

use crate::check::RefUse;
use crate::diagnostic::Diagnostic;
use crate::intake::Doc;
use crate::keys::Target;
use crate::nearest::nearest;
use crate::source::Span;
use crate::view::View;

/// The ids that can be named at one level: the playbook's, or those of an overlay's stack.
#[derive(Clone, Default)]
pub(crate) struct Names {
    agencies: BTreeSet<String>,
    evidence: BTreeSet<String>,
    services: BTreeSet<String>,
}

impl Names {
    /// Adds all that a file defines, even where the definition itself is faulty.
    pub(crate) fn add(&mut self, doc: &Doc<'_>) {
        let view = View::root(&doc.file, &doc.table);
        let ids = |key| view.entries(key).into_iter().map(|(id, _)| id.text.to_owned());
        match doc.kind.name {
            "agencies" => self.agencies.extend(ids("agency")),
            "evidence" => self.evidence.extend(ids("evidence")),
            "service" => {
                let id = view.view("service").and_then(|head| head.string("id"));
                self.services.extend(id);
            }
            _ => {}
        }
    }

    pub(crate) fn has_evidence(&self, id: &str) -> bool {
        self.evidence.contains(id)
    }

    pub(crate) fn evidence(&self) -> impl Iterator<Item = &str> {
        self.evidence.iter().map(String::as_str)
    }

    fn set(&self, target: Target) -> &BTreeSet<String> {
        match target {
            Target::Agency => &self.agencies,
            Target::Service => &self.services,
            _ => &self.evidence,
        }
    }
}

/// The file in which a target is defined, for [`crate::intake::Intake::doubtful`].
fn home(target: Target) -> &'static str {
    match target {
        Target::Agency => "agencies",
        Target::Evidence => "evidence",
        Target::Service => "service",
        Target::Fact => "facts",
        Target::Issuer | Target::Lint => "",
    }
}

fn noun(target: Target) -> (&'static str, &'static str) {
    match target {
        Target::Agency => ("部门", "agency"),
        Target::Evidence => ("材料", "evidence"),
        Target::Service => ("事项", "service"),
        Target::Fact => ("情况", "fact"),
        Target::Issuer => ("出具机构", "issuer"),
        Target::Lint => ("检查", "lint"),
    }
}

/// Resolves one reference. `doubtful` kinds could not be read whole: what is missing there may
/// only have been lost, and is not told.
pub(crate) fn resolve(
    used: &RefUse,
    names: &Names,
    facts: &Catalogue,
    lints: &[&str],
    doubtful: &[&str],
) -> Option<Diagnostic> {
    let RefUse { target, word, span } = used;
    if doubtful.contains(&home(*target)) {
        return None;
    }
    let inner = inside_quotes(span, word);
    match target {
        Target::Issuer => issuer(used, names, facts, doubtful),
        Target::Fact => {
            let known = facts.get(word).is_some();
            let near = || facts.nearest(word).map(|near| near.replace('_', "-"));
            (!known).then(|| unknown(*target, word, near().as_deref(), span, inner))
        }
        Target::Lint => {
            let known = lints.contains(&word.as_str());
            let near = || nearest(word, lints.iter().copied());
            (!known).then(|| unknown(*target, word, near(), span, inner))
        }
        _ => {
            let set = names.set(*target);
            let near = || nearest(word, set.iter().map(String::as_str));
            (!set.contains(word)).then(|| unknown(*target, word, near(), span, inner))
        }
    }
}

fn issuer(used: &RefUse, names: &Names, facts: &Catalogue, doubtful: &[&str]) -> Option<Diagnostic> {
    let RefUse { word, span, .. } = used;
    let target = match word.split_once(':') {
        Some(("agency", _)) => Target::Agency,
        Some(("service", _)) => Target::Service,
        _ if ["applicant", "market"].contains(&word.as_str()) => return None,
        _ => {
            let near = nearest(word, ["applicant", "market"]);
            let inner = inside_quotes(span, word);
            let found = unknown(Target::Issuer, word, near, span, inner);
            return Some(found.help(Text::new(
                "写 `applicant`、`market`、`agency:部门编号` 或 `service:事项编号`",
                "write `applicant`, `market`, `agency:ID` or `service:ID`",
            )));
        }
    };
    let (prefix, id) = word.split_once(':')?;
    let skip = span.range.start + 1 + prefix.len() + 1;
    let part = RefUse {
        target,
        word: id.to_owned(),
        span: Span::new(&span.file, skip..(skip + id.len()).min(span.range.end)),
    };
    resolve(&part, names, facts, &[], doubtful)
}

/// The place of the word itself, if it is written plainly between quotation marks or bare.
fn inside_quotes(span: &Span, word: &str) -> Option<Span> {
    let range = &span.range;
    match range.len().checked_sub(word.len())? {
        0 => Some(span.clone()),
        2 => Some(Span::new(&span.file, range.start + 1..range.end - 1)),
        _ => None,
    }
}

pub(crate) fn unknown(target: Target, word: &str, near: Option<&str>, span: &Span, inner: Option<Span>) -> Diagnostic {
    let (zh, en) = noun(target);
    let message = Text::new(format!("没有名为 `{word}` 的{zh}"), format!("there is no {en} `{word}`"));
    Diagnostic::error("unknown-reference", span.clone(), message).did_you_mean(near, inner)
}
