//! The first look at a rule text: signs that rules cannot contain, each with the one to use instead.

use crate::RuleError;

/// Every character outside quotes that cannot be part of a rule, and a quote left open.
pub(crate) fn check(text: &str) -> Vec<RuleError> {
    let mut errors = Vec::new();
    let mut quote: Option<usize> = None;
    let mut chars = text.char_indices().peekable();
    while let Some((at, ch)) = chars.next() {
        let span = at..at + ch.len_utf8();
        if let Some(error) = unseen(ch, span.clone()) {
            errors.push(error);
        } else if ch == '\'' {
            quote = match quote {
                Some(_) => None,
                None => Some(at),
            };
        } else if quote.is_none() {
            let next = chars.peek().map(|(_, next)| *next);
            errors.extend(wide_sign(ch, span.clone()).or_else(|| comment(ch, next, at)));
        }
    }
    if let Some(open) = quote {
        errors.push(
            RuleError::new("open-quote", open..text.len(), "单引号没有成对", "a single quote is not closed").help(
                "在文字末尾补上 '；文字里面的单引号要写成 ''",
                "close the text with '; a single quote inside text is written ''",
            ),
        );
    }
    errors
}

fn unseen(ch: char, span: std::ops::Range<usize>) -> Option<RuleError> {
    let hidden = (ch.is_control() && !matches!(ch, '\n' | '\r' | '\t'))
        || matches!(ch, '\u{a0}' | '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202f}' | '\u{2060}'..='\u{206f}' | '\u{feff}');
    hidden.then(|| {
        let code = format!("U+{:04X}", u32::from(ch));
        RuleError::new(
            "invisible-character",
            span,
            format!("有看不见的字符 {code}"),
            format!("there is an invisible character {code}"),
        )
        .help("删除它，或改用普通空格", "delete it or use a plain space")
    })
}

/// Signs of a Chinese keyboard or of mathematics, with what rules use instead.
fn wide_sign(ch: char, span: std::ops::Range<usize>) -> Option<RuleError> {
    let plain = match ch {
        '（' | '【' => "(",
        '）' | '】' => ")",
        '，' | '、' => ",",
        '：' => ":",
        '＝' => "=",
        '＜' | '〈' => "<",
        '＞' | '〉' => ">",
        '≤' | '≦' => "<=",
        '≥' | '≧' => ">=",
        '≠' => "<>",
        '＋' => "+",
        '－' | '−' | '–' | '—' => "-",
        '×' | '＊' => "*",
        '％' => "%",
        '‘' | '’' | '“' | '”' | '「' | '」' | '"' | '`' | '＇' | '＂' => "'",
        '\u{3000}' => " ",
        '０'..='９' => "0-9",
        _ => return None,
    };
    Some(
        RuleError::new(
            "wrong-sign",
            span,
            format!("规则里不能用符号 {ch}"),
            format!("the sign {ch} cannot be used in rules"),
        )
        .help(
            if plain == " " { "改用半角空格".to_owned() } else { format!("改用半角的 {plain}") },
            if plain == " " { "use a plain space".to_owned() } else { format!("write {plain}") },
        ),
    )
}

fn comment(ch: char, next: Option<char>, at: usize) -> Option<RuleError> {
    let comment = matches!((ch, next), ('-', Some('-')) | ('/', Some('*')) | ('#', Some(_) | None));
    comment.then(|| {
        let end = at + if ch == '#' { 1 } else { 2 };
        RuleError::new("comment", at..end, "规则里不能写注释", "a rule cannot contain comments").help(
            "把说明写到规则之外（例如 basis 一栏）；减去负数请用括号",
            "write remarks beside the rule; put a negative number after a minus in brackets",
        )
    })
}
