//! From the text of `sources.toml` to the sources, or to everything that is wrong with it, each with its place.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use civic::{RegionCode, Text};
use playbook::{Diagnostic, Severity, Sources, Span};
use rules::{Catalogue, Fact, FactKind};
use toml::de::{DeTable, DeValue};

use super::config::{BYTES_MAX, Config, CsvWay, HttpWay, KeyKind, Offer, Secret, SourceSpec, TIMEOUT_SECONDS_MAX, Way};
use super::section::Section;

/// Longest file, bytes.
const FILE_MAX: usize = 256 * 1024;
/// Most sources of one house.
const SOURCES_MAX: usize = 200;

/// What came of reading the file.
pub struct Reading {
    /// The sources; only those without an error.
    pub config: Config,
    /// Everything that is wrong or doubtful.
    pub diagnostics: Vec<Diagnostic>,
    /// The text, for showing places.
    pub texts: Sources,
}

impl Reading {
    /// Nothing in it forbids its use.
    pub fn is_sound(&self) -> bool {
        self.diagnostics.iter().all(|d| d.severity != Severity::Error)
    }
}

/// Reads the text; `known` are the facts that rules ask about, `region` the area of the house.
pub fn read(text: &str, home: &Path, known: &Catalogue, region: &str) -> Reading {
    let file: Arc<str> = "sources.toml".into();
    let mut texts = Sources::default();
    let mut reader = Reader { file: file.clone(), found: Vec::new(), known, region };
    let mut config = Config { home: home.to_path_buf(), sources: Vec::new() };
    if text.len() > FILE_MAX || text.bytes().filter(|b| matches!(b, b'[' | b'{')).count() > 20_000 {
        let words = Text::new("文件超过 256 KiB", "the file is larger than 256 KiB");
        return Reading { config, diagnostics: vec![Diagnostic::error_nowhere("too-large", words)], texts };
    }
    texts.add(&file, text);
    let (table, errors) = DeTable::parse_recoverable(text);
    for error in errors.iter().take(50) {
        let span = Span::new(&file, whole_characters(text, error.span().unwrap_or(0..0)));
        let words =
            Text::new(format!("不符合 TOML 语法：{}", error.message()), format!("not valid TOML: {}", error.message()));
        reader.found.push(Diagnostic::error("syntax", span, words));
    }
    config.sources = reader.sources(table.get_ref());
    let mut diagnostics = reader.found;
    playbook::sort(&mut diagnostics);
    Reading { config, diagnostics, texts }
}

fn whole_characters(text: &str, range: std::ops::Range<usize>) -> std::ops::Range<usize> {
    let start = text.floor_char_boundary(range.start.min(text.len()));
    start..text.ceil_char_boundary(range.end.min(text.len())).max(start)
}

/// Reads tables and collects what is wrong.
pub(super) struct Reader<'k> {
    pub(super) file: Arc<str>,
    pub(super) found: Vec<Diagnostic>,
    known: &'k Catalogue,
    region: &'k str,
}

impl Reader<'_> {
    pub(super) fn wrong(&mut self, code: &str, at: std::ops::Range<usize>, words: Text, help: Text) {
        let span = Span::new(&self.file, at);
        self.found.push(Diagnostic::error(code, span, words).help(help));
    }

    fn sources(&mut self, root: &DeTable) -> Vec<SourceSpec> {
        let mut top = Section::new(root, 0..0, "sources.toml");
        let mut sources = Vec::new();
        for (id, span, table) in top.tables(self, "source") {
            let before = self.found.len();
            if sources.len() >= SOURCES_MAX {
                let words = Text::new(format!("来源超过 {SOURCES_MAX} 个"), format!("more than {SOURCES_MAX} sources"));
                self.wrong("too-many", span, words, Text::new("请合并或删去一些", "merge or drop some"));
                break;
            }
            if let Some(source) = self.source(&id, span, table)
                && self.found.len() == before
            {
                sources.push(source);
            }
        }
        top.finish(self);
        sources
    }

    fn source(&mut self, id: &str, span: std::ops::Range<usize>, table: &DeTable) -> Option<SourceSpec> {
        let mut section = Section::new(table, span.clone(), "[source]");
        let fine = !id.is_empty()
            && id.len() <= 60
            && id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        if !fine {
            let words = Text::new(format!("来源代号 `{id}` 不合要求"), format!("`{id}` cannot name a source"));
            self.wrong(
                "bad-id",
                span,
                words,
                Text::new("请用小写字母、数字和 -", "use lower-case letters, digits and -"),
            );
        }
        let words = section.words(self, "name");
        let key = section.choice(self, "key", &[("uscc", KeyKind::Uscc), ("region", KeyKind::Region)]);
        let way = section.choice(self, "way", &[("http", true), ("csv", false)]);
        let owner = section.text(self, "owner", false);
        let region = self.area(&mut section);
        let consent = section.flag(self, "consent");
        let max_age_days = section.int(self, "max_age_days", 1, 3_650);
        let (chosen, http) = (way.is_some(), way == Some(true));
        let way = match way {
            Some(true) => self.http(&mut section).map(Way::Http),
            Some(false) => self.csv(&mut section).map(Way::Csv),
            None => None,
        };
        let offers = self.offers(&mut section, http);
        if chosen {
            section.finish(self);
        }
        Some(SourceSpec {
            id: id.to_owned(),
            words: words?,
            owner,
            region,
            key: key?,
            consent,
            max_age_days,
            way: way?,
            offers,
        })
    }

    fn area(&mut self, section: &mut Section) -> String {
        let at = section.place("region");
        let Some(written) = section.text(self, "region", false) else { return self.region.to_owned() };
        match RegionCode::parse(&written) {
            Ok(code) => code.as_str().to_owned(),
            Err(problem) => {
                self.wrong("bad-region", at, problem.message, *problem.next);
                written
            }
        }
    }

    fn http(&mut self, section: &mut Section) -> Option<HttpWay> {
        let at = section.place("url");
        let url = section.text(self, "url", true);
        let private_network = section.flag(self, "private_network");
        let trouble = url.as_ref().and_then(|url| super::address::url_trouble(url, private_network));
        if let Some((words, help)) = trouble {
            self.wrong("bad-url", at, words, help);
        }
        let at = section.place("header");
        let header = section.text(self, "header", false);
        let plain = |h: &String| !h.is_empty() && h.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
        if header.as_ref().is_some_and(|h| !plain(h)) {
            let words = Text::new("请求头名称只能用字母、数字和 -", "a header's name has letters, digits and - only");
            self.wrong("bad-header", at, words, Text::new("例如 X-Api-Key", "for example X-Api-Key"));
        }
        Some(HttpWay {
            header,
            secret: self.secret(section),
            timeout_seconds: section.int(self, "timeout_seconds", 1, TIMEOUT_SECONDS_MAX).unwrap_or(10),
            bytes_max: section.int(self, "bytes_max", 1, BYTES_MAX).unwrap_or(64 * 1024),
            private_network,
            refused: section.numbers(self, "refused_status", 400, 499).unwrap_or_else(|| vec![404, 410]),
            url: url?,
        })
    }

    fn secret(&mut self, section: &mut Section) -> Option<Secret> {
        let (at_file, at_env) = (section.place("secret_file"), section.place("secret_env"));
        let file = section.text(self, "secret_file", false);
        let env = section.text(self, "secret_env", false);
        let (at, words, help) = match (file, env) {
            (Some(_), Some(_)) => (
                at_env,
                Text::new("密钥只能写一处", "the secret can stand in one place only"),
                Text::new("请删去 secret_file 或 secret_env", "drop secret_file or secret_env"),
            ),
            (Some(name), None) if !plain_name(&name) => (
                at_file,
                Text::new("密钥文件只写文件名，不带文件夹", "the secret's file is a plain name without folders"),
                Text::new(
                    "文件放在 sources.toml 旁边的 secrets 文件夹里",
                    "it lies in the folder `secrets` beside sources.toml",
                ),
            ),
            (None, Some(name)) if !name.starts_with("TONGTU_SOURCE_") => (
                at_env,
                Text::new("环境变量要以 TONGTU_SOURCE_ 开头", "the variable has to begin with TONGTU_SOURCE_"),
                Text::new("例如 TONGTU_SOURCE_TAX", "for example TONGTU_SOURCE_TAX"),
            ),
            (file, env) => return file.map(Secret::File).or(env.map(Secret::Env)),
        };
        self.wrong("bad-secret", at, words, help);
        None
    }

    fn csv(&mut self, section: &mut Section) -> Option<CsvWay> {
        let at = section.place("folder");
        let folder = section.text(self, "folder", true);
        if folder.as_ref().is_some_and(|f| !plain_name(f)) {
            let words = Text::new("文件夹只写名称，不带路径", "the folder is a plain name without a path");
            self.wrong(
                "bad-folder",
                at,
                words,
                Text::new("它在 sources.toml 旁边的 drop 文件夹里", "it lies in the folder `drop` beside sources.toml"),
            );
        }
        let key_column = section.text(self, "key_column", true);
        let as_of_column = section.text(self, "as_of_column", false);
        Some(CsvWay { folder: folder?, key_column: key_column?, as_of_column })
    }

    fn offers(&mut self, section: &mut Section, http: bool) -> Vec<Offer> {
        let mut offers: Vec<Offer> = Vec::new();
        let place = section.place("fact");
        for (name, span, table) in section.tables(self, "fact") {
            let Some(fact) = self.known.get(&name).cloned() else {
                let words = Text::new(format!("没有规则用到信息 `{name}`"), format!("no rule asks about `{name}`"));
                let found = Diagnostic::error("unknown-fact", Span::new(&self.file, span), words);
                self.found.push(found.did_you_mean(self.known.nearest(&name), None));
                continue;
            };
            let mut inner = Section::new(table, span, "[source.….fact]");
            let offer = self.offer(&fact, &mut inner, http);
            inner.finish(self);
            offers.extend(offer);
        }
        if offers.is_empty() && !section.has("fact") {
            let words = Text::new("这个来源没有列出可以提供的信息", "this source offers no fact");
            self.wrong(
                "no-fact",
                place,
                words,
                Text::new("请写 [source.代号.fact.信息名]", "write [source.ID.fact.NAME]"),
            );
        }
        offers
    }

    fn offer(&mut self, fact: &Fact, section: &mut Section, http: bool) -> Option<Offer> {
        let key = if http { "pointer" } else { "column" };
        let at = section.place(key);
        let from = section.text(self, key, true);
        if http && from.as_ref().is_some_and(|p| !p.starts_with('/')) {
            let words = Text::new("JSON 指针要以 / 开头", "a JSON pointer begins with /");
            self.wrong("bad-pointer", at, words, Text::new("例如 /data/0/count", "for example /data/0/count"));
        }
        let as_of = if http { section.text(self, "as_of", false) } else { None };
        let units: &[(&str, i64)] = match fact.kind {
            FactKind::Money => &[("yuan", 100), ("fen", 1), ("ten-thousand-yuan", 1_000_000)],
            FactKind::Int => &[("one", 1), ("thousand", 1_000), ("ten-thousand", 10_000)],
            _ => &[],
        };
        let default = units.first().map_or(1, |(_, times)| *times);
        let times = if units.is_empty() || !section.has("unit") {
            default
        } else {
            section.choice(self, "unit", units).unwrap_or(default)
        };
        let codes = section.map(self, "codes");
        self.codes_exist(fact, &codes, section);
        Some(Offer { fact: fact.name.clone(), from: from?, as_of, times, codes })
    }

    fn codes_exist(&mut self, fact: &Fact, codes: &BTreeMap<String, String>, section: &Section) {
        let FactKind::Code(list) = &fact.kind else { return };
        for code in codes.values().filter(|code| !list.iter().any(|(known, _)| known == *code)) {
            let words = Text::new(
                format!("`{code}` 不在代码表里"),
                format!("`{code}` is none of the codes of `{}`", fact.name),
            );
            let found = Diagnostic::error("unknown-code", Span::new(&self.file, section.place("codes")), words);
            let near = playbook::nearest(code, list.iter().map(|(known, _)| known.as_str()));
            self.found.push(found.did_you_mean(near, None));
        }
    }
}

fn plain_name(name: &str) -> bool {
    let plain = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.');
    !name.is_empty() && name.len() <= 120 && !name.starts_with('.') && name.chars().all(plain)
}

/// A string of a value, if it is one.
pub(super) fn string(value: &DeValue) -> Option<String> {
    match value {
        DeValue::String(text) => Some(text.to_string()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use civic::text::Lang;

    fn known() -> Catalogue {
        let mut all = Catalogue::default();
        for (name, kind) in [
            ("headcount", FactKind::Int),
            ("revenue", FactKind::Money),
            ("region_tier", FactKind::Code(vec![("low".into(), Text::new("低", "low"))])),
        ] {
            let fact = Fact {
                name: name.into(),
                kind,
                shape: rules::Shape::Plain,
                unit: None,
                words: Text::same(name),
                question: None,
                hint: None,
                register: None,
                min: None,
                max: None,
            };
            all.add(fact).expect("a new name");
        }
        all
    }

    const GOOD: &str = r#"
[source.tax]
name = { zh-CN = "税务", en = "Tax office" }
key = "uscc"
way = "http"
url = "https://tax.example.gov.cn/firm/{key}"
secret_file = "tax.key"
max_age_days = 30
[source.tax.fact.revenue]
pointer = "/data/revenue"
unit = "ten-thousand-yuan"

[source.roster]
name = { zh-CN = "参保名册", en = "Roster" }
key = "uscc"
way = "csv"
folder = "roster"
key_column = "信用代码"
[source.roster.fact.headcount]
column = "人数"
"#;

    fn codes(text: &str) -> Vec<String> {
        let reading = read(text, Path::new("/x"), &known(), "990121");
        reading.diagnostics.iter().map(|d| d.code.clone()).collect()
    }

    #[test]
    fn reads_both_ways_with_units_and_defaults() {
        let reading = read(GOOD, Path::new("/x"), &known(), "990121");
        assert!(reading.is_sound(), "{:?}", reading.diagnostics);
        let [tax, roster] = &reading.config.sources[..] else { panic!("two sources") };
        assert_eq!(tax.offers[0].times, 1_000_000);
        assert!(tax.is_asked() && !roster.is_asked());
        assert!(tax.serves("990121") && !tax.serves("990122"));
        let Way::Http(way) = &tax.way else { panic!("asked by http") };
        assert_eq!((way.timeout_seconds, way.refused.clone()), (10, vec![404, 410]));
    }

    #[test]
    fn every_mistake_is_told_at_once_with_the_word_that_was_meant() {
        let text = GOOD.replace("max_age_days", "max_age_dais").replace("fact.headcount", "fact.headcuont");
        let reading = read(&text, Path::new("/x"), &known(), "990121");
        let help: Vec<&str> = reading.diagnostics.iter().flat_map(|d| &d.help).map(|h| h.get(Lang::En)).collect();
        assert!(help.contains(&"did you mean `max_age_days`?"), "{help:?}");
        assert!(help.contains(&"did you mean `headcount`?"), "{help:?}");
        assert!(reading.config.sources.is_empty());
    }

    #[test]
    fn a_mistake_in_one_source_leaves_the_other() {
        let text = GOOD.replace("https://tax.example.gov.cn/firm/{key}", "ftp://tax");
        let reading = read(&text, Path::new("/x"), &known(), "990121");
        assert_eq!(reading.config.sources.iter().map(|s| s.id.as_str()).collect::<Vec<_>>(), ["roster"]);
    }

    #[test]
    fn hostile_text_is_refused_in_words() {
        assert_eq!(codes(&GOOD.replace("\"tax.key\"", "\"../../etc/passwd\"")), ["bad-secret"]);
        assert_eq!(codes(&GOOD.replace("folder = \"roster\"", "folder = \"/etc\"")), ["bad-folder"]);
        assert_eq!(codes(&"[".repeat(30_000)), ["too-large"]);
        assert!(codes("source = 3").contains(&"wrong-shape".to_owned()));
        assert!(codes("a = \n[x").contains(&"syntax".to_owned()));
        assert_eq!(codes(""), Vec::<String>::new());
    }
}
