//! From text to the words of the language: limits, allowed signs, known names, places in bytes.

use sqlparser::tokenizer::{Token, TokenWithSpan, Tokenizer};

use crate::dialect::RuleDialect;
use crate::places::Places;
use crate::scanner::Scanner;
use crate::{Catalogue, Parameters, RuleError, characters, mistakes};

/// Longest rule text, in bytes.
pub(crate) const TEXT_MAX: usize = 20_000;
/// Most terms: facts, literals and parameters, each time they occur.
pub(crate) const TERMS_MAX: usize = 2_000;
/// Deepest nesting of brackets, NOT, AND, OR, signs and operators.
pub(crate) const DEPTH_MAX: usize = 200;
/// The built-in parameter that is the day of evaluation.
pub(crate) const TODAY: &str = "today";

/// The words of a rule.
pub(crate) struct Scanned {
    /// Without blanks; `:name` and `14 days` are one token each.
    pub tokens: Vec<TokenWithSpan>,
    pub places: Places,
    /// Mistakes that do not keep the structure from being read.
    pub errors: Vec<RuleError>,
    /// A mistake was found that does.
    pub broken: bool,
}

/// Reads the words of a rule text; `Err` where nothing more can be said about it.
pub(crate) fn scan(text: &str, catalogue: &Catalogue, parameters: &Parameters) -> Result<Scanned, Vec<RuleError>> {
    if text.len() > TEXT_MAX {
        return Err(vec![mistakes::too_long(text.len())]);
    }
    if text.trim().is_empty() {
        return Err(vec![
            RuleError::new("empty", 0..text.len(), "规则是空的", "the rule is empty")
                .help("写一个条件，例如 headcount >= 10", "write a condition, such as headcount >= 10"),
        ]);
    }
    let errors = characters::check(text);
    if !errors.is_empty() {
        return Err(errors);
    }
    let places = Places::new(text);
    let raw = Tokenizer::new(&RuleDialect, text).tokenize_with_location().map_err(|error| {
        let at = places.byte(error.location);
        vec![RuleError::new("unreadable", at..text.len(), "从这里起读不懂", "unreadable from here on")]
    })?;
    let raw = raw.into_iter().filter(|token| !matches!(token.token, Token::Whitespace(_) | Token::EOF)).collect();
    Ok(Scanner::new(raw, places, catalogue, parameters).finish())
}
