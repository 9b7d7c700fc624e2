//! The messages for texts that are not rules: what stands there, and what to write instead.

use std::ops::Range;

use sqlparser::tokenizer::Token;

use crate::scan::{DEPTH_MAX, TERMS_MAX, TEXT_MAX, TODAY};
use crate::{Catalogue, RuleError, near};

pub(crate) fn foreign_sign(token: &Token, place: Range<usize>) -> RuleError {
    let shown = token.to_string();
    let (zh, en) = match token {
        Token::DoubleEq => ("相等写作 =", "equality is written ="),
        Token::Div => (
            "不用除法：把除数乘到另一边，或写成小数，例如 0.5 * x",
            "there is no division: multiply the other side, or use a decimal such as 0.5 * x",
        ),
        Token::Overlap | Token::Ampersand => ("“并且”写作 AND", "write AND"),
        Token::StringConcat | Token::Pipe => ("“或者”写作 OR", "write OR"),
        Token::ExclamationMark => ("“不”写作 NOT 或 <>", "write NOT or <>"),
        Token::Period => ("事实只写名字，前面不加表名", "a fact is named alone, without a table before it"),
        Token::SemiColon => ("一条规则只是一个条件，末尾不加分号", "a rule is one condition, without a semicolon"),
        _ => (
            "可用：AND OR NOT = <> < <= > >= IN BETWEEN LIKE IS NULL + - * ( )",
            "there are: AND OR NOT = <> < <= > >= IN BETWEEN LIKE IS NULL + - * ( )",
        ),
    };
    RuleError::new(
        "not-in-language",
        place,
        format!("规则语言里没有 `{shown}`"),
        format!("`{shown}` is not part of the rule language"),
    )
    .help(zh, en)
}

pub(crate) fn stray_colon(place: Range<usize>) -> RuleError {
    RuleError::new("stray-colon", place, "冒号后面缺参数名", "a colon without the name of a parameter")
        .help("参数写作 :name，冒号后不留空格", "a parameter is written :name, without a blank after the colon")
}

pub(crate) fn too_many_terms(count: usize, place: Range<usize>) -> RuleError {
    RuleError::new(
        "too-many-terms",
        place,
        format!("规则有 {count} 项，最多 {TERMS_MAX} 项"),
        format!("the rule has {count} terms, the limit is {TERMS_MAX}"),
    )
    .help("拆成几条规则，或把长名单改为代码表或事实", "split it, or turn long lists into a code list or a fact")
}

pub(crate) fn too_long(length: usize) -> RuleError {
    RuleError::new(
        "too-long",
        0..0,
        format!("规则有 {length} 字节，最多 {TEXT_MAX} 字节"),
        format!("the rule has {length} bytes, the limit is {TEXT_MAX}"),
    )
    .help("拆成几条规则，或把长名单改为代码表或事实", "split it, or turn long lists into a code list or a fact")
}

pub(crate) fn too_deep(place: Range<usize>) -> RuleError {
    RuleError::new(
        "too-deep",
        place,
        format!("规则嵌套过深，最多 {DEPTH_MAX} 层"),
        format!("the rule is nested too deep, the limit is {DEPTH_MAX}"),
    )
    .help(
        "每个括号、NOT、AND、OR 和运算符都算一层；去掉多余括号，或拆成几条规则",
        "each bracket, NOT, AND, OR and sign counts; drop needless brackets or split the rule",
    )
}

/// Words of SQL that people try in rules, as opposed to mistyped names.
pub(crate) const FOREIGN: &[&str] = &[
    "SELECT", "FROM", "WHERE", "CASE", "WHEN", "THEN", "ELSE", "END", "EXISTS", "CAST", "ILIKE", "SIMILAR", "RLIKE",
    "REGEXP", "GLOB", "ESCAPE", "INTERVAL", "XOR", "ANY", "ALL", "SOME", "DISTINCT", "COLLATE", "UNKNOWN", "DIV",
    "MOD", "AS", "JOIN", "UNION", "DROP", "DELETE", "UPDATE", "INSERT",
];

pub(crate) fn foreign_word(word: &str, place: Range<usize>) -> RuleError {
    let upper = word.to_ascii_uppercase();
    let (zh, en) = match upper.as_str() {
        "CASE" | "WHEN" | "THEN" | "ELSE" | "END" => {
            ("分情形请用 (A AND x) OR (NOT A AND y)", "for cases write (A AND x) OR (NOT A AND y)")
        }
        "INTERVAL" => ("天数直接写作 14 days", "write days as 14 days"),
        "ILIKE" | "SIMILAR" | "RLIKE" | "REGEXP" | "GLOB" | "ESCAPE" => {
            ("只能按开头匹配：LIKE 'C13%'", "only the beginning can be matched: LIKE 'C13%'")
        }
        "UNKNOWN" => ("没有登记的事实写作 IS NULL", "for a fact that is not on record write IS NULL"),
        _ => (
            "规则只能用本对象的事实；统计数由事实目录提供",
            "a rule uses facts of its subject; counts and sums are offered as facts",
        ),
    };
    RuleError::new(
        "not-in-language",
        place,
        format!("规则语言里没有 `{word}`"),
        format!("`{word}` is not part of the rule language"),
    )
    .help(zh, en)
}

pub(crate) fn no_function(name: &str, place: Range<usize>) -> RuleError {
    RuleError::new(
        "no-functions",
        place,
        format!("规则里不能调用函数 `{name}(…)`"),
        format!("rules have no functions such as `{name}(…)`"),
    )
    .help(
        "统计数、合计数由事实目录提供，直接写事实的名字",
        "counts and sums are offered as facts: write the fact's name",
    )
}

pub(crate) fn unknown_fact(name: &str, place: Range<usize>, catalogue: &Catalogue) -> RuleError {
    let error = RuleError::new(
        "unknown-fact",
        place,
        format!("没有名为 `{name}` 的事实"),
        format!("there is no fact `{name}`"),
    );
    match catalogue.nearest(name) {
        Some(near) => error.help(format!("是不是想写 `{near}`？"), format!("did you mean `{near}`?")),
        None => error.help(
            format!("先在 facts.toml 中定义它；若是文字，加单引号：'{name}'"),
            format!("declare it in facts.toml first; if it is text, quote it: '{name}'"),
        ),
    }
}

pub(crate) fn unknown_parameter(name: &str, place: Range<usize>, known: &[String]) -> RuleError {
    let error = RuleError::new(
        "unknown-parameter",
        place,
        format!("没有名为 `:{name}` 的参数"),
        format!("there is no parameter `:{name}`"),
    );
    let names = known.iter().map(String::as_str).chain([TODAY]);
    match near::nearest(name, names) {
        Some(near) => error.help(format!("是不是想写 `:{near}`？"), format!("did you mean `:{near}`?")),
        None => error
            .help("先在 playbook.toml 中用 [[parameter]] 定义它", "declare it as [[parameter]] in playbook.toml first"),
    }
}

pub(crate) fn bad_number(digits: &str, place: Range<usize>) -> RuleError {
    RuleError::new(
        "bad-number",
        place,
        format!("数 `{digits}` 的写法不对"),
        format!("the number `{digits}` is not written as rules do"),
    )
    .help("写作 12 或 0.7：最多 18 位数字、6 位小数", "write 12 or 0.7: at most 18 digits, 6 of them decimals")
}

pub(crate) fn nested_list(place: Range<usize>) -> RuleError {
    RuleError::new(
        "nested-list",
        place,
        "IN 的括号里直接列值，不再加括号，也不能用子查询",
        "an IN list holds plain values: no brackets, no subquery",
    )
}

pub(crate) fn lone_bracket(place: Range<usize>, bracket: char) -> RuleError {
    let (zh, en) = if bracket == '(' {
        ("这个左括号没有对应的右括号", "this bracket is never closed")
    } else {
        ("这个右括号没有对应的左括号", "this bracket was never opened")
    };
    RuleError::new("lone-bracket", place, zh, en)
}
