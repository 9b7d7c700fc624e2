//! Walks a file along the table of keys: unknown and missing keys, wrong types, references met.

use std::ops::Range;
use std::sync::Arc;

use civic::division::RegionCode;
use civic::text::Text;
use toml::de::{DeTable, DeValue};

use crate::diagnostic::Diagnostic;
use crate::keys::{Key, MapKey, Shape, Table, Target};
use crate::nearest::nearest;
use crate::source::Span;
use crate::values::{self, word_for};

/// A value of a parsed file with its byte range.
pub(crate) type SpannedValue<'a> = toml::Spanned<DeValue<'a>>;

/// A reference met on the way, to be resolved when everything has been read.
#[derive(Clone, Debug)]
pub(crate) struct RefUse {
    pub target: Target,
    pub word: String,
    pub span: Span,
}

/// What a walk found.
#[derive(Debug, Default)]
pub(crate) struct Checked {
    pub diagnostics: Vec<Diagnostic>,
    pub refs: Vec<RefUse>,
}

/// Checks one file. `broken` says that its syntax was faulty: then a key may be missing only
/// because the parser gave up on its line, and is not asked for again.
pub(crate) fn check(file: &Arc<str>, root: &DeTable<'_>, spec: &Table, broken: bool) -> Checked {
    let mut walk = Walk { file, broken, out: Checked::default() };
    walk.table(root, spec, 0..0);
    walk.out
}

struct Walk<'f> {
    file: &'f Arc<str>,
    broken: bool,
    out: Checked,
}

impl Walk<'_> {
    fn span(&self, range: Range<usize>) -> Span {
        Span::new(self.file, range)
    }

    fn report(&mut self, code: &str, range: Range<usize>, zh: String, en: String) {
        let found = Diagnostic::error(code, self.span(range), Text::new(zh, en));
        self.out.diagnostics.push(found);
    }

    fn table(&mut self, table: &DeTable<'_>, spec: &Table, at: Range<usize>) {
        for (key, value) in table.iter() {
            match spec.key(key.get_ref()) {
                Some(known) => self.value(value, &known.shape, key.get_ref()),
                None => self.unknown_key(key.get_ref(), key.span(), spec),
            }
        }
        if self.broken {
            return;
        }
        // a required key that was only misspelt is told once, as unknown
        let meant: Vec<&str> = table
            .keys()
            .filter(|key| spec.key(key.get_ref()).is_none())
            .filter_map(|key| nearest(key.get_ref(), spec.keys.iter().map(|key| key.name)))
            .collect();
        for key in spec.keys.iter().filter(|key| key.required) {
            if !table.contains_key(key.name) && !meant.contains(&key.name) {
                self.missing_key(key, spec, at.clone());
            }
        }
    }

    fn unknown_key(&mut self, key: &str, range: Range<usize>, spec: &Table) {
        let bare = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
        if self.broken && !key.chars().all(bare) {
            return; // the parser told that such a key cannot be written
        }
        let names = || spec.keys.iter().map(|key| key.name);
        let list = names().collect::<Vec<_>>().join(", ");
        let span = self.span(range);
        let message = Text::new(format!("{} 没有键 `{key}`", spec.name), format!("{} has no key `{key}`", spec.name));
        let near = nearest(key, names());
        let mut found = Diagnostic::error("unknown-key", span.clone(), message).did_you_mean(near, Some(span));
        if near.is_none() {
            found = found.help(Text::new(format!("可用的键：{list}"), format!("its keys: {list}")));
        }
        self.out.diagnostics.push(found);
    }

    fn missing_key(&mut self, key: &Key, spec: &Table, at: Range<usize>) {
        let message = Text::new(
            format!("{} 缺少必填的键 `{}`", spec.name, key.name),
            format!("{} lacks the key `{}`", spec.name, key.name),
        );
        let help = Text::new(format!("`{}`：{}", key.name, key.zh), format!("`{}`: {}", key.name, key.en));
        let found = Diagnostic::error("missing-key", self.span(at), message).help(help);
        self.out.diagnostics.push(found);
    }

    fn value(&mut self, value: &SpannedValue<'_>, shape: &Shape, name: &str) {
        let range = value.span();
        if range == (0..0) {
            return; // put in by the parser where a syntax error was told already
        }
        match (shape, value.get_ref()) {
            (Shape::Bool, DeValue::Boolean(_)) => {}
            (Shape::Int { min, max }, DeValue::Integer(n)) => {
                self.int(values::int(n), *min, *max, range, name);
            }
            (Shape::Str, DeValue::String(s)) => self.filled(s, range, name),
            (Shape::Rule, DeValue::String(s)) => self.filled(s, range, name),
            (Shape::Id, DeValue::String(s)) => self.id(s, range),
            (Shape::Region, DeValue::String(s)) => self.region(s, range),
            (Shape::Text, DeValue::Table(t)) => self.text(t, range, name),
            (Shape::Date, DeValue::Datetime(d)) => self.date(d, range, name),
            (Shape::Scalar, DeValue::Datetime(d)) => self.date(d, range, name),
            (Shape::Scalar, DeValue::Integer(n)) => {
                self.int(values::int(n), i64::MIN, i64::MAX, range, name);
            }
            (Shape::Scalar, DeValue::String(_) | DeValue::Boolean(_)) => {}
            (Shape::Choice(words), DeValue::String(s)) => self.choice(s, words, range, name),
            (Shape::Ref(target), DeValue::String(s)) => self.reference(*target, s, range),
            (Shape::List(item), DeValue::Array(list)) => {
                for entry in list.iter() {
                    self.value(entry, item, name);
                }
            }
            (Shape::Table(spec), DeValue::Table(t)) => self.table(t, spec, range),
            (Shape::Map(keys, item), DeValue::Table(t)) => {
                for (key, entry) in t.iter() {
                    match keys {
                        MapKey::Id => self.id(key.get_ref(), key.span()),
                        MapKey::Lint => self.reference(Target::Lint, key.get_ref(), key.span()),
                    }
                    self.value(entry, item, key.get_ref());
                }
            }
            (Shape::Tables(spec), DeValue::Array(list)) => self.tables(list.iter(), spec, name),
            (shape, found) => self.wrong_type(shape, found, range, name),
        }
    }

    fn tables<'v>(&mut self, list: impl Iterator<Item = &'v SpannedValue<'v>>, spec: &'static Table, name: &str) {
        for entry in list {
            match entry.get_ref() {
                DeValue::Table(t) => self.table(t, spec, entry.span()),
                _ => self.value(entry, &Shape::Table(spec), name),
            }
        }
    }

    fn wrong_type(&mut self, shape: &Shape, found: &DeValue<'_>, range: Range<usize>, name: &str) {
        let expected = values::expected(shape);
        let met = word_for(found);
        let span = self.span(range);
        let message = Text::new(
            format!("`{name}` 应为{}，实际是{}", expected.zh, met.zh),
            format!("`{name}` should be {}, found {}", expected.en, met.en),
        );
        let mut told = Diagnostic::error("wrong-type", span.clone(), message);
        if let Some(better) = values::rewritten(shape, found) {
            told = told
                .help(Text::new(format!("写成 `{name} = {better}`"), format!("write `{name} = {better}`")))
                .fix(span, better, false);
        }
        self.out.diagnostics.push(told);
    }

    fn int(&mut self, n: Option<i64>, min: i64, max: i64, range: Range<usize>, name: &str) {
        if n.is_none_or(|n| n < min || n > max) {
            self.report(
                "out-of-range",
                range,
                format!("`{name}` 应在 {min} 到 {max} 之间"),
                format!("`{name}` must lie between {min} and {max}"),
            );
        }
    }

    fn filled(&mut self, s: &str, range: Range<usize>, name: &str) {
        if s.trim().is_empty() {
            self.report("empty", range, format!("`{name}` 不能为空"), format!("`{name}` is empty"));
        }
    }

    fn id(&mut self, s: &str, range: Range<usize>) {
        if values::is_id(s) {
            return;
        }
        let span = self.span(range);
        let message = Text::new(format!("`{s}` 不是合规的编号"), format!("`{s}` is not an id"));
        let mut found = Diagnostic::error("bad-id", span.clone(), message).help(Text::new(
            "编号只用小写字母、数字和 `-`，以字母开头",
            "an id has lower-case letters, digits and `-`, and starts with a letter",
        ));
        let better = s.trim().to_lowercase().replace(['_', ' '], "-");
        if values::is_id(&better) {
            found = found.did_you_mean(Some(&better), None);
        }
        self.out.diagnostics.push(found);
    }

    fn region(&mut self, s: &str, range: Range<usize>) {
        if let Err(problem) = RegionCode::parse(s) {
            let found = Diagnostic::error("bad-region", self.span(range), Text::clone(&problem.message))
                .help(Text::clone(&problem.next));
            self.out.diagnostics.push(found);
        }
    }

    fn text(&mut self, table: &DeTable<'_>, range: Range<usize>, name: &str) {
        for (key, value) in table.iter() {
            if ["zh-CN", "en"].contains(&&**key.get_ref()) {
                self.value(value, &Shape::Str, key.get_ref());
            } else {
                self.report(
                    "unknown-key",
                    key.span(),
                    format!("文字只有 `zh-CN` 和 `en` 两种语言，没有 `{}`", key.get_ref()),
                    format!("a text has `zh-CN` and `en`, not `{}`", key.get_ref()),
                );
            }
        }
        for lang in ["zh-CN", "en"] {
            if !self.broken && !table.contains_key(lang) {
                self.report(
                    "missing-language",
                    range.clone(),
                    format!("`{name}` 缺少 `{lang}` 文字，两种语言都要写"),
                    format!("`{name}` lacks its `{lang}` wording; both languages are required"),
                );
            }
        }
    }

    fn date(&mut self, d: &toml::value::Datetime, range: Range<usize>, name: &str) {
        let told_by_parser = d.date.is_none() && d.time.is_none();
        if told_by_parser || values::date(d).is_some() {
            return;
        }
        self.report(
            "bad-date",
            range,
            format!("`{name}` 应为公历日期，如 2020-03-03，不带时间"),
            format!("`{name}` must be a date of the calendar such as 2020-03-03, without a time"),
        );
    }

    fn choice(&mut self, s: &str, words: &[&'static str], range: Range<usize>, name: &str) {
        if words.contains(&s) {
            return;
        }
        let list = words.join(" | ");
        let span = self.span(range.clone());
        let inner = self.span(range.start + 1..range.end.saturating_sub(1).max(range.start + 1));
        let message = Text::new(format!("`{name}` 不能是 `{s}`"), format!("`{name}` cannot be `{s}`"));
        let found = Diagnostic::error("unknown-word", span, message)
            .did_you_mean(nearest(s, words.iter().copied()), Some(inner))
            .help(Text::new(format!("可选：{list}"), format!("one of: {list}")));
        self.out.diagnostics.push(found);
    }

    fn reference(&mut self, target: Target, s: &str, range: Range<usize>) {
        let span = self.span(range);
        self.out.refs.push(RefUse { target, word: s.to_owned(), span });
    }
}
