//! From words to SQL's own tree, with a located message where they do not fit together.

use std::ops::Range;

use sqlparser::ast::Expr;
use sqlparser::keywords::Keyword;
use sqlparser::parser::{Parser, ParserError};
use sqlparser::tokenizer::{Location, Token, TokenWithSpan};

use crate::dialect::RuleDialect;
use crate::places::Places;
use crate::scan::{DEPTH_MAX, Scanned};
use crate::{RuleError, mistakes};

/// Rules with at most this many brackets and prefixes are parsed on the caller's stack.
const SHALLOW_MAX: usize = 8;
/// Stack for the others: SQL's parser takes up to 15 KB for each of 200 levels, measured.
const STACK: usize = 8 << 20;

/// Parses the scanned words with SQL's precedence.
pub(crate) fn parse(scanned: &Scanned) -> Result<Expr, Box<RuleError>> {
    let nesting = |token: &&TokenWithSpan| {
        matches!(&token.token, Token::LParen | Token::Minus | Token::Plus)
            || matches!(&token.token, Token::Word(word) if word.keyword == Keyword::NOT)
    };
    if scanned.tokens.iter().filter(nesting).count() <= SHALLOW_MAX {
        return parse_here(scanned);
    }
    let deep = std::thread::scope(|scope| {
        std::thread::Builder::new()
            .stack_size(STACK)
            .spawn_scoped(scope, || parse_here(scanned))
            .ok()
            .and_then(|parsing| parsing.join().ok())
    });
    // no thread to be had: refusing is the safe answer
    deep.unwrap_or_else(|| Err(Box::new(mistakes::too_deep(0..0))))
}

fn parse_here(scanned: &Scanned) -> Result<Expr, Box<RuleError>> {
    let mut parser =
        Parser::new(&RuleDialect).with_recursion_limit(DEPTH_MAX).with_tokens_with_locations(scanned.tokens.clone());
    let places = &scanned.places;
    match parser.parse_expr() {
        Ok(expr) => {
            let next = parser.peek_token();
            if next.token == Token::EOF {
                return Ok(expr);
            }
            dismantle(expr);
            Err(Box::new(unexpected(&next.token, places.bytes(next.span), true)))
        }
        Err(ParserError::RecursionLimitExceeded) => {
            let here = parser.get_current_token().span;
            Err(Box::new(mistakes::too_deep(places.bytes(here))))
        }
        Err(ParserError::ParserError(message) | ParserError::TokenizerError(message)) => {
            Err(Box::new(located(&message, &scanned.tokens, places)))
        }
    }
}

/// Takes a tree apart without recursion: a chain of a thousand conditions is a thousand deep.
pub(crate) fn dismantle(expr: Expr) {
    let mut waiting = vec![expr];
    while let Some(next) = waiting.pop() {
        match next {
            Expr::BinaryOp { left, right, .. } => waiting.extend([*left, *right]),
            Expr::Nested(inner) | Expr::UnaryOp { expr: inner, .. } | Expr::IsNull(inner) | Expr::IsNotNull(inner) => {
                waiting.push(*inner)
            }
            Expr::InList { expr, list, .. } => {
                waiting.push(*expr);
                waiting.extend(list);
            }
            Expr::Between { expr, low, high, .. } => waiting.extend([*expr, *low, *high]),
            Expr::Like { expr, pattern, .. } => waiting.extend([*expr, *pattern]),
            _ => {}
        }
    }
}

/// Finds the place that the parser's message names.
fn located(message: &str, tokens: &[TokenWithSpan], places: &Places) -> RuleError {
    let found = message.rsplit_once(" at Line: ").and_then(|(_, place)| {
        let (line, column) = place.split_once(", Column: ")?;
        let start = Location { line: line.trim().parse().ok()?, column: column.trim().parse().ok()? };
        tokens.iter().find(|token| token.span.start == start)
    });
    match found {
        Some(token) => unexpected(&token.token, places.bytes(token.span), false),
        None => {
            let end = tokens.last().map_or(0, |last| places.bytes(last.span).end);
            RuleError::new("unfinished", end..end, "规则没有写完", "the rule ends too early")
                .help("末尾还缺一个条件或一个值", "a condition or a value is still missing at the end")
        }
    }
}

fn unexpected(token: &Token, place: Range<usize>, after_condition: bool) -> RuleError {
    let shown = match token {
        Token::Placeholder(name) => name.clone(),
        other => other.to_string(),
    };
    let error =
        RuleError::new("unexpected", place, format!("这里不能出现 `{shown}`"), format!("`{shown}` cannot stand here"));
    let operand = matches!(
        token,
        Token::Word(_) | Token::Number(..) | Token::SingleQuotedString(_) | Token::Placeholder(_) | Token::LParen
    );
    if after_condition && operand {
        error.help(
            "前面的条件已经完整；两个条件之间写 AND 或 OR",
            "the condition before it is complete: join two conditions with AND or OR",
        )
    } else {
        error.help(
            "这里应当是事实、参数、值或括号，或者前面多写了一个符号",
            "a fact, a parameter, a value or a bracket belongs here, or the sign before is one too many",
        )
    }
}
