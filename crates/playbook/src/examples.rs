//! Worked examples (`cases/*.md`): facts in, and what the finder must say of them.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use civic::Date;
use civic::division::RegionCode;
use civic::text::Text;
use rules::{Catalogue, FactKind, Truth, Value};
use toml::de::{DeTable, DeValue};

use crate::diagnostic::Diagnostic;
use crate::finder::{self, Finding};
use crate::intake;
use crate::markdown::{Piece, pieces};
use crate::model::Playbook;
use crate::nearest::nearest;
use crate::source::{Files, Span};
use crate::{syntax, values};

/// How one example came out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseResult {
    /// The page it stands on.
    pub file: String,
    /// The line of its heading.
    pub line: usize,
    /// Its heading.
    pub title: String,
    /// True when nothing differs.
    pub passed: bool,
    /// What differs: expected and found.
    pub differences: Vec<Text>,
}

/// Runs all examples of a playbook in the order of the files.
pub fn run(playbook: &Playbook, files: &Files) -> Vec<CaseResult> {
    let intake = intake::take(files);
    let cases = intake.cases.iter();
    cases.flat_map(|(file, text)| parse(file, text).0).map(|case| judge(playbook, &case)).collect()
}

/// An example as written.
pub(crate) struct Case<'a> {
    file: Arc<str>,
    line: usize,
    title: &'a str,
    facts: Vec<(String, Entry)>,
    expect: Vec<(String, Entry)>,
}

/// A value of an example, without its place.
#[derive(Clone, Debug, PartialEq)]
enum Entry {
    One(Value),
    List(Vec<Entry>),
}

const HEAD_KEYS: [&str; 3] = ["service", "region", "as_of"];
const EXPECT_KEYS: [&str; 7] = ["must_ask", "eligible", "needs", "open_needs", "missing", "steps", "working_days"];

/// The examples of a page and what is wrong with how they are written.
pub(crate) fn parse<'a>(file: &Arc<str>, page: &'a str) -> (Vec<Case<'a>>, Vec<Diagnostic>) {
    let mut reader = CaseReader { file, cases: Vec::new(), found: Vec::new() };
    let mut heading: Option<(&str, usize)> = None;
    for piece in pieces(page) {
        match piece {
            Piece::Heading { title, line } => heading = Some((title, line)),
            Piece::Block { info, body, range, fence } => match (info, heading) {
                ("facts", Some((title, line))) => reader.facts(title, line, body, &range, fence),
                ("expect", Some(_)) => reader.expect(body, &range, fence),
                ("facts" | "expect", None) => reader.tell(
                    "bad-case",
                    fence,
                    "算例前面要有二级标题 `## …`",
                    "an example needs a heading `## …` above it",
                ),
                _ => {}
            },
        }
    }
    (reader.cases, reader.found)
}

struct CaseReader<'f, 'a> {
    file: &'f Arc<str>,
    cases: Vec<Case<'a>>,
    found: Vec<Diagnostic>,
}

impl<'a> CaseReader<'_, 'a> {
    fn tell(&mut self, code: &str, range: Range<usize>, zh: &str, en: &str) {
        let span = Span::new(self.file, range);
        let found = Diagnostic::error(code, span, Text::new(zh, en));
        self.found.push(found);
    }

    fn facts(&mut self, title: &'a str, line: usize, body: &'a str, range: &Range<usize>, fence: Range<usize>) {
        let facts = self.entries(body, range);
        for key in ["service", "as_of"] {
            if facts.iter().all(|(name, _)| name != key) {
                let (zh, en) = (format!("`facts` 缺少 `{key}`"), format!("`facts` lacks `{key}`"));
                self.tell("missing-key", fence.clone(), &zh, &en);
            }
        }
        let file = Arc::clone(self.file);
        self.cases.push(Case { file, line, title, facts, expect: Vec::new() });
    }

    fn expect(&mut self, body: &'a str, range: &Range<usize>, fence: Range<usize>) {
        let entries = self.entries(body, range);
        if entries.is_empty() {
            self.tell("bad-case", fence.clone(), "`expect` 是空的", "`expect` is empty");
        }
        match self.cases.last_mut() {
            Some(case) if case.expect.is_empty() => case.expect = entries,
            _ => self.tell(
                "bad-case",
                fence,
                "`expect` 前面要有自己的 `facts`",
                "an `expect` needs a `facts` of its own above it",
            ),
        }
    }

    fn entries(&mut self, body: &'a str, range: &Range<usize>) -> Vec<(String, Entry)> {
        let (table, errors) = syntax::parse(self.file, body, range.start);
        self.found.extend(errors);
        let table: DeTable<'_> = table.unwrap_or_default();
        let mut entries = Vec::new();
        for (key, value) in table.iter() {
            let at = value.span();
            match entry(value.get_ref()) {
                Some(found) => entries.push((key.get_ref().clone().into_owned(), found)),
                None if at == (0..0) => {}
                None => self.tell(
                    "wrong-type",
                    range.start + at.start..range.start + at.end,
                    "这里只能写整数、字符串、true/false、日期或其列表",
                    "only integers, strings, true, false, dates and lists of them stand here",
                ),
            }
        }
        entries
    }
}

fn entry(value: &DeValue<'_>) -> Option<Entry> {
    Some(Entry::One(match value {
        DeValue::Boolean(b) => Value::Bool(*b),
        DeValue::Integer(n) => Value::Int(values::int(n)?),
        DeValue::String(s) => Value::Text(s.clone().into_owned()),
        DeValue::Datetime(d) => Value::Date(values::date(d)?),
        DeValue::Array(list) => {
            let items = list.iter().map(|item| entry(item.get_ref()));
            return items.collect::<Option<Vec<_>>>().map(Entry::List);
        }
        DeValue::Float(_) | DeValue::Table(_) => return None,
    }))
}

fn judge(playbook: &Playbook, case: &Case<'_>) -> CaseResult {
    let differences = match find(playbook, case) {
        Ok(finding) => differences(&finding, case),
        Err(problems) => problems,
    };
    CaseResult {
        file: case.file.to_string(),
        line: case.line,
        title: case.title.to_owned(),
        passed: differences.is_empty(),
        differences,
    }
}

fn find(playbook: &Playbook, case: &Case<'_>) -> Result<Finding, Vec<Text>> {
    let mut problems = Vec::new();
    let on = match case.head("as_of") {
        Some(Value::Date(day)) => *day,
        _ => Date::ZERO,
    };
    if on == Date::ZERO {
        problems.push(Text::new("`as_of` 应为日期", "`as_of` must be a date"));
    }
    let region = match case.head("region") {
        None => None,
        Some(Value::Text(code)) => {
            RegionCode::parse(code).map_err(|problem| problems.push(Text::clone(&problem.message))).ok()
        }
        Some(_) => {
            problems.push(Text::new("`region` 应为字符串", "`region` must be a string"));
            None
        }
    };
    let there = playbook.effective(region.as_ref(), on);
    let facts = facts(&there.catalogue, case, &mut problems);
    let id = match case.head("service") {
        Some(Value::Text(id)) => id.as_str(),
        _ => "",
    };
    let Some(service) = there.services.get(id) else {
        let ids = there.services.keys().map(String::as_str);
        problems.push(no_such("事项", "service", id, nearest(id, ids)));
        return Err(problems);
    };
    if problems.is_empty() { Ok(finder::find(service, &there, &facts, on)) } else { Err(problems) }
}

impl Case<'_> {
    fn head(&self, key: &str) -> Option<&Value> {
        self.facts.iter().find_map(|(name, entry)| match entry {
            Entry::One(value) if name == key => Some(value),
            _ => None,
        })
    }
}

fn no_such(zh: &str, en: &str, word: &str, near: Option<&str>) -> Text {
    match near {
        Some(near) => Text::new(
            format!("没有{zh} `{word}`，是否想写 `{near}`？"),
            format!("there is no {en} `{word}`; did you mean `{near}`?"),
        ),
        None => Text::new(format!("没有{zh} `{word}`"), format!("there is no {en} `{word}`")),
    }
}

fn facts(catalogue: &Catalogue, case: &Case<'_>, problems: &mut Vec<Text>) -> BTreeMap<String, Value> {
    let mut known = BTreeMap::new();
    let given = case.facts.iter();
    for (name, entry) in given.filter(|(name, _)| !HEAD_KEYS.contains(&name.as_str())) {
        let Some(fact) = catalogue.get(name) else {
            problems.push(no_such("情况", "fact", name, catalogue.nearest(name)));
            continue;
        };
        match entry {
            Entry::One(value) if fits(value, &fact.kind) => {
                known.insert(fact.name.clone(), value.clone());
            }
            _ => problems.push(Text::new(
                format!("`{name}` 的值与其类型不符"),
                format!("the value of `{name}` is not of its type"),
            )),
        }
    }
    known
}

fn fits(value: &Value, kind: &FactKind) -> bool {
    match (value, kind) {
        (Value::Text(code), FactKind::Code(codes)) => codes.iter().any(|(known, _)| known == code),
        (value, kind) => matches!(
            (value, kind),
            (Value::Bool(_), FactKind::Bool)
                | (Value::Int(_), FactKind::Int | FactKind::Money)
                | (Value::Text(_), FactKind::Text)
                | (Value::Date(_), FactKind::Date)
        ),
    }
}

fn differences(finding: &Finding, case: &Case<'_>) -> Vec<Text> {
    if case.expect.is_empty() {
        return vec![Text::new("没有写 `expect`", "there is no `expect`")];
    }
    let mut found = Vec::new();
    for (key, expected) in &case.expect {
        let Some(actual) = actual(finding, key) else {
            let near = nearest(key, EXPECT_KEYS);
            found.push(no_such("键", "key", key, near));
            continue;
        };
        let expected = comparable(expected, key);
        if expected != actual {
            let (expected, actual) = (show(&expected), show(&actual));
            found.push(Text::new(
                format!("`{key}` 应为 {expected}，实际为 {actual}"),
                format!("`{key}` should be {expected}, found {actual}"),
            ));
        }
    }
    found
}

fn actual(finding: &Finding, key: &str) -> Option<Entry> {
    let truth = |truth: Truth| match truth {
        Truth::True => Entry::One(Value::Bool(true)),
        Truth::False => Entry::One(Value::Bool(false)),
        Truth::Unknown => Entry::One(Value::from("unknown")),
    };
    let needs = |wanted: Truth| {
        let needs = finding.needs.iter().filter(|n| n.truth == wanted);
        needs.map(|n| n.need.id.clone()).collect::<Vec<_>>()
    };
    Some(match key {
        "must_ask" => truth(finding.must_ask),
        "eligible" => truth(finding.eligible.as_ref().map_or(Truth::True, |(t, _)| *t)),
        "needs" => set(needs(Truth::True)),
        "open_needs" => set(needs(Truth::Unknown)),
        "missing" => set(finding.missing.iter().map(|n| n.replace('_', "-")).collect()),
        "steps" => Entry::List(finding.waves.iter().map(|w| set(w.clone())).collect()),
        "working_days" => Entry::One(Value::Int(i64::from(finding.working_days))),
        _ => return None,
    })
}

/// Lists of ids are compared as sets, waves as a list of sets.
fn comparable(entry: &Entry, key: &str) -> Entry {
    match entry {
        Entry::List(items) if key == "steps" => Entry::List(items.iter().map(|wave| comparable(wave, "")).collect()),
        Entry::List(items) => {
            let mut words: Vec<String> = items.iter().map(show).collect();
            if key == "missing" {
                words.iter_mut().for_each(|word| *word = word.replace('_', "-"));
            }
            set(words)
        }
        one => one.clone(),
    }
}

fn set(mut words: Vec<String>) -> Entry {
    words.sort();
    let words = words.into_iter().map(|word| Entry::One(Value::Text(word)));
    Entry::List(words.collect())
}

fn show(entry: &Entry) -> String {
    match entry {
        Entry::One(Value::Bool(value)) => value.to_string(),
        Entry::One(value) => value.show(civic::text::Lang::En),
        Entry::List(items) => {
            let items: Vec<String> = items.iter().map(show).collect();
            format!("[{}]", items.join(", "))
        }
    }
}
