//! From checked tables to things of the model: facts, parameters, agencies, evidence.

use std::collections::HashMap;
use std::sync::Mutex;

use civic::Date;
use civic::division::{Level, RegionCode};
use civic::text::Text;
use rules::{Catalogue, Clash, Fact, FactKind, Parameter, Parameters, Rule};

use crate::build_shape;
use crate::diagnostic::Diagnostic;
use crate::escapes;
use crate::model::{Agency, Allow, Evidence, EvidenceKind, Issuer, Provenance};
use crate::source::{Sources, Span};
use crate::view::{View, Word};

/// What building needs to know and where it tells what is wrong.
pub(crate) struct Builder<'b> {
    pub sources: &'b Sources,
    pub catalogue: &'b Catalogue,
    pub parameters: &'b Parameters,
    /// False when facts or parameters could not be read: then rules that name unknown ones are not
    /// blamed for it.
    pub vocabulary_whole: bool,
    pub region: Option<RegionCode>,
    pub rules: &'b SoundRules,
    pub out: &'b mut Vec<Diagnostic>,
}

/// Rules read so far over the same facts and parameters, by their text: many services say the same.
pub(crate) type SoundRules = Mutex<HashMap<String, Rule>>;

impl Builder<'_> {
    pub(crate) fn from(&self, span: &Span) -> Provenance {
        Provenance {
            file: span.file.clone(),
            line: u32::try_from(self.sources.place(span).line).unwrap_or(u32::MAX),
            region: self.region.clone(),
        }
    }

    /// Reads a rule; every mistake in it is told at its place in the file.
    pub(crate) fn rule(&mut self, view: &View<'_>, key: &str) -> Option<Rule> {
        let word = view.word(key).filter(|word| !word.text.trim().is_empty())?;
        let there = |rules: &SoundRules| rules.lock().ok()?.get(word.text).cloned();
        if let Some(rule) = there(self.rules) {
            return Some(rule);
        }
        let errors = match Rule::parse(word.text, self.catalogue, self.parameters) {
            Ok(rule) => {
                if let Ok(mut rules) = self.rules.lock() {
                    rules.insert(word.text.to_owned(), rule.clone());
                }
                return Some(rule);
            }
            Err(errors) => errors,
        };
        let all = self.sources.text(&word.span.file).unwrap_or_default();
        let token = all.get(word.span.range.clone()).unwrap_or_default();
        for error in errors {
            let unknown = matches!(error.code, "unknown-fact" | "unknown-parameter");
            if unknown && !self.vocabulary_whole {
                continue;
            }
            let at = word.span.range.start;
            let range = escapes::in_file(token, at, word.text, &error.span);
            let span = Span::new(&word.span.file, range);
            let mut found = Diagnostic::error(error.code, span, error.message);
            found.help.extend(error.help);
            self.out.push(found);
        }
        None
    }

    pub(crate) fn agency(&self, id: &Word<'_>, view: &View<'_>) -> Option<Agency> {
        Some(Agency {
            id: id.text.to_owned(),
            name: view.text("name")?,
            level: Level::parse(view.str("level")?)?,
            keeps: view.strings("keeps"),
            phone: view.string("phone"),
            span: id.span.clone(),
            from: self.from(&id.span),
        })
    }

    pub(crate) fn evidence(&self, id: &Word<'_>, view: &View<'_>) -> Option<Evidence> {
        let issuers = view.strings("issuer");
        let proves = view.strings("proves").into_iter();
        Some(Evidence {
            id: id.text.to_owned(),
            name: view.text("name")?,
            kind: match view.str("kind")? {
                "form" => EvidenceKind::Form,
                "certificate" => EvidenceKind::Certificate,
                "commitment" => EvidenceKind::Commitment,
                "fact" => EvidenceKind::Fact,
                "photo" => EvidenceKind::Photo,
                "inspection" => EvidenceKind::Inspection,
                _ => return None,
            },
            issuers: issuers.iter().filter_map(|s| Issuer::parse(s)).collect(),
            held_by: view.strings("held_by"),
            proves: proves.map(|fact| fact.replace('-', "_")).collect(),
            abolished_by: view.string("abolished_by"),
            scarce_by: view.string("scarce_by"),
            fee: view.int("fee").unwrap_or(0),
            minutes: view.count("minutes").unwrap_or(0),
            visits: view.count("visits").unwrap_or(0),
            valid_days: view.count("valid_days"),
            stamps: view.count("stamps").unwrap_or(0),
            hint: view.text("hint"),
            requires: view.strings("requires"),
            basis: view.string("basis"),
            span: id.span.clone(),
            from: self.from(&id.span),
        })
    }
}

/// The facts of a facts.toml, each with why it is asked; what is wrong with them goes to `out`.
pub(crate) fn facts(view: &View<'_>, out: &mut Vec<Diagnostic>) -> Vec<(Fact, Option<Text>, Span)> {
    let mut found = Vec::new();
    for (id, entry) in view.entries("fact") {
        if let Some(fact) = fact(&id, &entry, out) {
            found.push((fact, entry.text("purpose"), id.span));
        }
    }
    found
}

fn fact(id: &Word<'_>, view: &View<'_>, out: &mut Vec<Diagnostic>) -> Option<Fact> {
    let (kind, shape) = build_shape::kind_and_shape(view.str("type")?, codes(view))?;
    let shape = build_shape::with_columns(id, view, shape, out);
    fact_sense(id, view, &kind, out);
    Some(Fact {
        name: id.text.replace('-', "_"),
        kind,
        shape,
        unit: view.string("unit"),
        words: view.text("name")?,
        question: view.text("question"),
        hint: view.text("hint"),
        register: view.string("register"),
        min: view.int("min"),
        max: view.int("max"),
    })
}

pub(crate) fn codes(view: &View<'_>) -> Vec<(String, Text)> {
    let values = view.views("values").into_iter();
    values.filter_map(|v| Some((v.string("code")?, v.text("name")?))).collect()
}

/// What the table of keys cannot say: which keys go together.
fn fact_sense(id: &Word<'_>, view: &View<'_>, kind: &FactKind, out: &mut Vec<Diagnostic>) {
    let name = id.text;
    let mut tell = |code: &str, span: Span, zh: String, en: String| {
        out.push(Diagnostic::error(code, span, Text::new(zh, en)));
    };
    if let FactKind::Code(codes) = kind {
        if codes.is_empty() {
            tell(
                "missing-key",
                id.span.clone(),
                format!("`{name}` 是代码类型，要用 `values` 列出代码"),
                format!("`{name}` is of type code and needs its `values`"),
            );
        }
        for (at, (code, _)) in codes.iter().enumerate() {
            if codes[..at].iter().any(|(other, _)| other == code) {
                let span = view.span_of("values").unwrap_or_else(|| id.span.clone());
                tell(
                    "duplicate-id",
                    span,
                    format!("`{name}` 的代码 `{code}` 写了两次"),
                    format!("`{name}` lists the code `{code}` twice"),
                );
            }
        }
    } else if let Some(span) = view.span_of("values") {
        tell(
            "misplaced-key",
            span,
            format!("只有代码类型才有 `values`，`{name}` 不是"),
            format!("only type code has `values`; `{name}` is not"),
        );
    }
    if !view.has("register") && !view.has("question") {
        tell(
            "missing-key",
            id.span.clone(),
            format!("`{name}` 没有登记库提供（`register`），就要写 `question` 问申请人"),
            format!("`{name}` comes from no `register`, so it needs a `question` for the applicant"),
        );
    }
    bounds_sense(id, view, kind, out);
}

/// `min` and `max` are for numbers, and in this order.
fn bounds_sense(id: &Word<'_>, view: &View<'_>, kind: &FactKind, out: &mut Vec<Diagnostic>) {
    let name = id.text;
    let mut tell = |code: &str, span: Span, zh: String, en: String| {
        out.push(Diagnostic::error(code, span, Text::new(zh, en)));
    };
    for key in ["min", "max"] {
        if let Some(span) = view.span_of(key)
            && !matches!(kind, FactKind::Int | FactKind::Money)
        {
            tell(
                "misplaced-key",
                span,
                format!("`{key}` 只用于整数和金额，`{name}` 不是"),
                format!("`{key}` is for integer and money; `{name}` is neither"),
            );
        }
    }
    if let (Some(min), Some(max)) = (view.int("min"), view.int("max"))
        && min > max
    {
        tell(
            "out-of-range",
            view.span_of("min").unwrap_or_else(|| id.span.clone()),
            format!("`min` {min} 大于 `max` {max}"),
            format!("`min` {min} is greater than `max` {max}"),
        );
    }
}

/// Adds declared facts to a catalogue; a name taken by a fact of another type is an error, a
/// register's fact of the same type takes the playbook's wording.
pub(crate) fn join_facts(
    declared: &[(Fact, Option<Text>, Span)],
    known: &Catalogue,
    out: &mut Vec<Diagnostic>,
) -> Catalogue {
    let mut catalogue = Catalogue::default();
    for (fact, _, span) in declared {
        let theirs = known.get(&fact.name);
        let same_kind =
            theirs.is_none_or(|there| std::mem::discriminant(&there.kind) == std::mem::discriminant(&fact.kind));
        let clash = match catalogue.add(fact.clone()) {
            _ if !same_kind => Some(Clash::Taken(fact.name.clone())),
            Ok(()) => None,
            Err(clash) => Some(clash),
        };
        if let Some(clash) = clash {
            out.push(told_clash(&clash, span));
        }
    }
    for fact in known.facts() {
        if catalogue.get(&fact.name).is_none() {
            // facts of registers carry good names: they joined a catalogue before
            let _ = catalogue.add(fact.clone());
        }
    }
    catalogue
}

pub(crate) fn told_clash(clash: &Clash, span: &Span) -> Diagnostic {
    let (code, zh, en) = match clash {
        Clash::Taken(name) => (
            "duplicate-id",
            format!("`{name}` 已在登记库或上级定义，且与此处不同"),
            format!("`{name}` is already defined otherwise, by a register or a level above"),
        ),
        Clash::Reserved(name) => (
            "bad-id",
            format!("`{name}` 是规则语言的保留词，不能作名称"),
            format!("`{name}` is a word of the rule language and cannot be a name"),
        ),
        Clash::BadName(name) => {
            ("bad-id", format!("`{name}` 不能作情况的名称"), format!("`{name}` cannot name a fact"))
        }
    };
    Diagnostic::error(code, span.clone(), Text::new(zh, en))
}

/// `[[parameter]]` entries of playbook.toml.
pub(crate) fn parameters(view: &View<'_>, out: &mut Vec<Diagnostic>) -> Parameters {
    let mut found: Vec<Parameter> = Vec::new();
    for entry in view.views("parameter") {
        check_period(&entry, out);
        let Some(parameter) = parameter(&entry) else {
            continue;
        };
        let kind = std::mem::discriminant(&parameter.value);
        let earlier = found.iter().find(|p| p.name == parameter.name);
        if earlier.is_some_and(|p| std::mem::discriminant(&p.value) != kind) {
            let span = entry.span_of("value").unwrap_or_else(|| entry.span());
            let name = &parameter.name;
            out.push(Diagnostic::error(
                "wrong-type",
                span,
                Text::new(
                    format!("`{name}` 前面的取值是另一种类型"),
                    format!("an earlier entry of `{name}` has a value of another type"),
                ),
            ));
        }
        found.push(parameter);
    }
    Parameters(found)
}

fn parameter(view: &View<'_>) -> Option<Parameter> {
    Some(Parameter {
        name: view.string("name")?,
        value: view.scalar("value")?,
        unit: view.string("unit"),
        from: view.date("from")?,
        until: view.date("until"),
        basis: view.string("basis")?,
    })
}

/// `[[allow]]` entries of playbook.toml.
pub(crate) fn allows(view: &View<'_>) -> Vec<Allow> {
    let read = |entry: &View<'_>| {
        Some(Allow {
            lint: entry.string("lint")?,
            at: entry.string("at")?,
            reason: entry.string("reason")?,
            until: entry.date("until")?,
            span: entry.span_of("at")?,
        })
    };
    view.views("allow").iter().filter_map(read).collect()
}

/// `until` may not lie before `from`.
pub(crate) fn check_period(view: &View<'_>, out: &mut Vec<Diagnostic>) -> Option<(Date, Date)> {
    let (from, until) = (view.date("from")?, view.date("until")?);
    if until < from {
        let span = view.span_of("until")?;
        let found = Diagnostic::error(
            "bad-period",
            span,
            Text::new(
                format!("失效日 {until} 早于生效日 {from}"),
                format!("it ends on {until}, before it begins on {from}"),
            ),
        );
        out.push(match view.span_of("from") {
            Some(span) => found.label(span, Text::new("生效日", "begins here")),
            None => found,
        });
    }
    Some((from, until))
}
