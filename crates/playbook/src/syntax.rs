//! From text to a table with spans; syntax errors collected and said in both languages.

use std::sync::Arc;

use civic::text::Text;
use toml::de::DeTable;

use crate::diagnostic::Diagnostic;
use crate::limits;
use crate::source::{Span, whole_characters};

/// Parses one file, or a block that stands `base` bytes into it, as far as it can be understood.
///
/// None of the table when the file is nested too deeply to be given to the parser.
pub(crate) fn parse<'a>(file: &Arc<str>, text: &'a str, base: usize) -> (Option<DeTable<'a>>, Vec<Diagnostic>) {
    if let Some(refusal) = limits::too_deep(file, text, base) {
        return (None, vec![refusal]);
    }
    let (table, errors) = DeTable::parse_recoverable(text);
    let mut found: Vec<Diagnostic> = errors
        .iter()
        .take(limits::FINDINGS_PER_FILE_MAX)
        .map(|error| {
            let range = error.span().unwrap_or(0..0);
            let range = whole_characters(text, range);
            let span = Span::new(file, base + range.start..base + range.end);
            Diagnostic::error("syntax", span, in_words(error.message()))
        })
        .collect();
    found.dedup();
    (Some(table.into_inner()), found)
}

/// The parser speaks English; its usual sentences are said in Chinese too.
fn in_words(message: &str) -> Text {
    let found = PHRASES.iter().find(|(start, _)| message.starts_with(start)).map(|(_, zh)| *zh);
    let zh = match found {
        Some(zh) => format!("{zh}（TOML：{message}）"),
        None => format!("不符合 TOML 语法：{message}"),
    };
    Text::new(zh, format!("not valid TOML: {message}"))
}

const PHRASES: &[(&str, &str)] = &[
    ("duplicate key", "同一个键写了两次"),
    ("unclosed array", "数组缺少右方括号 `]`"),
    ("unclosed inline table", "内联表缺少右花括号 `}`"),
    ("unclosed table", "表头缺少右方括号 `]`"),
    ("unclosed array table", "表头缺少右方括号 `]]`"),
    ("invalid basic string", "字符串没有用双引号正确闭合"),
    ("invalid literal string", "字符串没有用单引号正确闭合"),
    ("invalid multi-line", "多行字符串没有正确闭合"),
    ("missing escaped value", "反斜杠后缺少转义字符"),
    ("invalid escape", "反斜杠转义有误"),
    ("key with no value", "键后面缺少 `=` 和值"),
    ("missing value", "缺少值"),
    ("missing key", "缺少键名"),
    ("missing assignment", "缺少等号 `=`"),
    ("missing comma", "各项之间缺少逗号"),
    ("extra comma", "多了一个逗号"),
    ("unexpected key or value", "多余的内容，一行只写一个键"),
    ("unexpected", "出现了不该有的内容"),
    ("extra", "出现了多余的内容"),
    ("unquoted string", "字符串要加引号"),
    ("invalid unquoted", "未加引号的键或值含有不允许的字符"),
    ("string values must be quoted", "字符串要加引号"),
    ("cannot extend value", "这个键已经是另一种值，不能再往下写"),
    ("cannot recurse", "嵌套过深"),
    ("value is out of range", "数值或日期超出范围"),
    ("invalid datetime", "日期或时间写错了"),
    ("invalid", "写法有误"),
];

#[cfg(test)]
mod tests {
    use super::*;
    use civic::text::Lang;

    fn messages(text: &str) -> Vec<String> {
        let (_, found) = parse(&"a.toml".into(), text, 0);
        let words = |d: &Diagnostic| d.message.get(Lang::Zh).to_owned();
        found.iter().map(words).collect()
    }

    #[test]
    fn all_syntax_errors_are_told_at_once() {
        let found = messages("a = \nb = [1\nc = 'x'\nc = 2\n");
        assert!(found.len() >= 2, "{found:?}");
        let found = messages("a = 1\na = 2\nb = hello\nd = 2020-13-40\n");
        assert_eq!(found.len(), 3, "{found:?}");
        assert!(found.iter().all(|m| !m.starts_with("不符合")), "{found:?}");
    }
}
