//! Reads checked tables by key; what the check refused is simply absent here.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use civic::Date;
use civic::text::Text;
use toml::de::{DeTable, DeValue};

use crate::check::SpannedValue;
use crate::source::Span;
use crate::values;

/// One table of a file.
#[derive(Clone, Copy)]
pub(crate) struct View<'a> {
    pub file: &'a Arc<str>,
    pub table: &'a DeTable<'a>,
    at: (usize, usize),
}

/// A string and where it stands, quotes and all.
#[derive(Clone)]
pub(crate) struct Word<'a> {
    pub text: &'a str,
    pub span: Span,
}

impl<'a> View<'a> {
    /// The top of a file.
    pub(crate) fn root(file: &'a Arc<str>, table: &'a DeTable<'a>) -> View<'a> {
        View { file, table, at: (0, 0) }
    }

    /// Where the table is announced: its header, or the whole of an inline table.
    pub(crate) fn span(&self) -> Span {
        Span::new(self.file, self.at.0..self.at.1)
    }

    /// From the header of a `[[…]]` table to the end of its last value; none for an inline table.
    pub(crate) fn whole(&self) -> Option<Span> {
        let ends = self.table.iter().map(|(_, value)| value.span().end);
        let end = ends.max().filter(|end| *end > self.at.1)?;
        Some(Span::new(self.file, self.at.0..end))
    }

    /// Where the value of each key stands.
    pub(crate) fn places(&self) -> BTreeMap<String, Span> {
        let values = self.table.iter().filter(|(_, value)| value.span() != (0..0));
        values.map(|(key, value)| (key.get_ref().to_string(), Span::new(self.file, value.span()))).collect()
    }

    fn value(&self, key: &str) -> Option<&'a SpannedValue<'a>> {
        let value = self.table.get(key)?;
        (value.span() != (0..0)).then_some(value)
    }

    /// Where the value of a key stands.
    pub(crate) fn span_of(&self, key: &str) -> Option<Span> {
        self.value(key).map(|v| Span::new(self.file, v.span()))
    }

    pub(crate) fn has(&self, key: &str) -> bool {
        self.table.contains_key(key)
    }

    pub(crate) fn word(&self, key: &str) -> Option<Word<'a>> {
        word(self.file, self.value(key)?)
    }

    pub(crate) fn str(&self, key: &str) -> Option<&'a str> {
        self.value(key)?.get_ref().as_str()
    }

    pub(crate) fn string(&self, key: &str) -> Option<String> {
        self.str(key).map(str::to_owned)
    }

    pub(crate) fn int(&self, key: &str) -> Option<i64> {
        values::int(self.value(key)?.get_ref().as_integer()?)
    }

    /// A count whose bounds the table of keys holds below four billion.
    pub(crate) fn count(&self, key: &str) -> Option<u32> {
        u32::try_from(self.int(key)?).ok()
    }

    pub(crate) fn bool(&self, key: &str) -> Option<bool> {
        self.value(key)?.get_ref().as_bool()
    }

    pub(crate) fn date(&self, key: &str) -> Option<Date> {
        values::date(self.value(key)?.get_ref().as_datetime()?)
    }

    pub(crate) fn text(&self, key: &str) -> Option<Text> {
        let table = self.value(key)?.get_ref().as_table()?;
        let wording = |lang| table.get(lang).and_then(|v| v.get_ref().as_str());
        Some(Text::new(wording("zh-CN")?, wording("en")?))
    }

    pub(crate) fn words(&self, key: &str) -> Vec<Word<'a>> {
        let list = self.value(key).and_then(|v| v.get_ref().as_array());
        let items = list.into_iter().flat_map(|list| list.iter());
        items.filter_map(|item| word(self.file, item)).collect()
    }

    pub(crate) fn strings(&self, key: &str) -> Vec<String> {
        let words = self.words(key).into_iter();
        words.map(|word| word.text.to_owned()).collect()
    }

    /// A parameter's value.
    pub(crate) fn scalar(&self, key: &str) -> Option<rules::Value> {
        match self.value(key)?.get_ref() {
            DeValue::Boolean(b) => Some(rules::Value::Bool(*b)),
            DeValue::Integer(n) => values::int(n).map(rules::Value::Int),
            DeValue::String(s) => Some(rules::Value::Text(s.clone().into_owned())),
            DeValue::Datetime(d) => values::date(d).map(rules::Value::Date),
            _ => None,
        }
    }

    pub(crate) fn view(&self, key: &str) -> Option<View<'a>> {
        self.below(self.value(key)?)
    }

    /// `[[key]]` tables in the order of the file.
    pub(crate) fn views(&self, key: &str) -> Vec<View<'a>> {
        let list = self.value(key).and_then(|v| v.get_ref().as_array());
        let items = list.into_iter().flat_map(|list| list.iter());
        items.filter_map(|item| self.below(item)).collect()
    }

    /// The entries of a map whose values are tables, in the order of the file.
    pub(crate) fn entries(&self, key: &str) -> Vec<(Word<'a>, View<'a>)> {
        let table = self.value(key).and_then(|v| v.get_ref().as_table());
        let mut found: Vec<_> = table
            .into_iter()
            .flat_map(|table| table.iter())
            .filter_map(|(key, value)| {
                let word = Word { text: key.get_ref(), span: Span::new(self.file, key.span()) };
                Some((word, self.below(value)?))
            })
            .collect();
        found.sort_by_key(|(word, _)| word.span.range.start);
        found
    }

    /// The entries of a map whose values are strings.
    pub(crate) fn pairs(&self, key: &str) -> Vec<(&'a str, Word<'a>)> {
        let table = self.value(key).and_then(|v| v.get_ref().as_table());
        let entries = table.into_iter().flat_map(|table| table.iter());
        entries.filter_map(|(key, value)| Some((&**key.get_ref(), word(self.file, value)?))).collect()
    }

    fn below(&self, value: &'a SpannedValue<'a>) -> Option<View<'a>> {
        let Range { start, end } = value.span();
        Some(View { file: self.file, table: value.get_ref().as_table()?, at: (start, end) })
    }
}

fn word<'a>(file: &Arc<str>, value: &'a SpannedValue<'a>) -> Option<Word<'a>> {
    Some(Word { text: value.get_ref().as_str()?, span: Span::new(file, value.span()) })
}
