//! The corner of SQL that rules are written in: what may begin an expression, and nothing else.

use sqlparser::ast::{DataType, Expr, Ident, TypedString, UnaryOperator, Value as SqlValue, ValueWithSpan};
use sqlparser::dialect::{Dialect, Precedence};
use sqlparser::keywords::Keyword;
use sqlparser::parser::{Parser, ParserError};
use sqlparser::tokenizer::{Span, Token};

/// The keywords of rules. Every other word is a name, whatever SQL makes of it.
pub(crate) const KEYWORDS: &[Keyword] = &[
    Keyword::AND,
    Keyword::OR,
    Keyword::NOT,
    Keyword::IN,
    Keyword::BETWEEN,
    Keyword::IS,
    Keyword::NULL,
    Keyword::LIKE,
    Keyword::DATE,
    Keyword::TRUE,
    Keyword::FALSE,
];

/// SQL without anything that begins with a special word: no SELECT, CASE, CAST, functions.
#[derive(Debug)]
pub(crate) struct RuleDialect;

impl Dialect for RuleDialect {
    fn is_identifier_start(&self, ch: char) -> bool {
        ch.is_alphabetic() || ch == '_'
    }

    fn is_identifier_part(&self, ch: char) -> bool {
        ch.is_alphanumeric() || ch == '_'
    }

    fn parse_prefix(&self, parser: &mut Parser) -> Option<Result<Expr, ParserError>> {
        Some(prefix(self, parser))
    }
}

fn prefix(dialect: &RuleDialect, parser: &mut Parser) -> Result<Expr, ParserError> {
    let next = parser.next_token();
    let span = next.span;
    let unary = |parser: &mut Parser, op, precedence| {
        let expr = parser.parse_subexpr(dialect.prec_value(precedence))?;
        Ok(Expr::UnaryOp { op, expr: Box::new(expr) })
    };
    match next.token {
        Token::Word(ref word) => match word.keyword {
            Keyword::NOT => unary(parser, UnaryOperator::Not, Precedence::UnaryNot),
            Keyword::TRUE => Ok(value(SqlValue::Boolean(true), span)),
            Keyword::FALSE => Ok(value(SqlValue::Boolean(false), span)),
            Keyword::NULL => Ok(value(SqlValue::Null, span)),
            Keyword::DATE => day(parser, span),
            Keyword::NoKeyword => Ok(Expr::Identifier(Ident::with_span(span, &word.value))),
            _ => parser.expected("an expression", next),
        },
        Token::Number(number, _) => Ok(value(SqlValue::Number(number, false), span)),
        Token::SingleQuotedString(text) => Ok(value(SqlValue::SingleQuotedString(text), span)),
        Token::Placeholder(name) => Ok(value(SqlValue::Placeholder(name), span)),
        Token::Minus => unary(parser, UnaryOperator::Minus, Precedence::MulDivModOp),
        Token::Plus => unary(parser, UnaryOperator::Plus, Precedence::MulDivModOp),
        Token::LParen => {
            let inner = parser.parse_expr()?;
            parser.expect_token(&Token::RParen)?;
            Ok(Expr::Nested(Box::new(inner)))
        }
        _ => parser.expected("an expression", next),
    }
}

fn value(value: SqlValue, span: Span) -> Expr {
    Expr::Value(ValueWithSpan { value, span })
}

/// `DATE '2020-03-03'`; the span covers both words.
fn day(parser: &mut Parser, start: Span) -> Result<Expr, ParserError> {
    let next = parser.next_token();
    let Token::SingleQuotedString(text) = next.token else {
        return parser.expected("a day in quotes", next);
    };
    Ok(Expr::TypedString(TypedString {
        data_type: DataType::Date,
        value: ValueWithSpan { value: SqlValue::SingleQuotedString(text), span: start.union(&next.span) },
        uses_odbc_syntax: false,
    }))
}
