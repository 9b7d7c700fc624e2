//! Word by word through a rule: only words of the language, only known names, brackets in pairs.

use std::collections::BTreeSet;

use sqlparser::keywords::Keyword;
use sqlparser::tokenizer::{Location, Span, Token, TokenWithSpan, Word};

use crate::catalogue::under;
use crate::dialect::KEYWORDS;
use crate::mistakes::{self, FOREIGN};
use crate::places::Places;
use crate::scan::{DEPTH_MAX, Scanned, TERMS_MAX, TODAY};
use crate::{Catalogue, Parameters, RuleError};

pub(crate) struct Scanner<'a> {
    scanned: Scanned,
    raw: Vec<TokenWithSpan>,
    at: usize,
    catalogue: &'a Catalogue,
    parameters: Vec<String>,
    told: BTreeSet<String>,
}

impl<'a> Scanner<'a> {
    pub fn new(
        raw: Vec<TokenWithSpan>,
        places: Places,
        catalogue: &'a Catalogue,
        parameters: &Parameters,
    ) -> Scanner<'a> {
        Scanner {
            scanned: Scanned { tokens: Vec::with_capacity(raw.len()), places, errors: Vec::new(), broken: false },
            raw,
            at: 0,
            catalogue,
            parameters: parameters.names(),
            told: BTreeSet::new(),
        }
    }

    pub fn finish(mut self) -> Scanned {
        self.run();
        self.brackets();
        self.count();
        self.scanned
    }

    fn run(&mut self) {
        while let Some(next) = self.raw.get(self.at).cloned() {
            self.at += 1;
            match next.token {
                Token::Word(word) => self.word(word, next.span),
                Token::Number(digits, long) => self.number(digits, long, next.span),
                Token::Colon => self.parameter(next.span),
                Token::SingleQuotedString(_)
                | Token::Comma
                | Token::Eq
                | Token::Neq
                | Token::Lt
                | Token::Gt
                | Token::LtEq
                | Token::GtEq
                | Token::Plus
                | Token::Minus
                | Token::Mul
                | Token::LParen
                | Token::RParen => self.scanned.tokens.push(next),
                other => self.foreign(&other, next.span),
            }
        }
    }

    fn push(&mut self, token: Token, span: Span) {
        self.scanned.tokens.push(TokenWithSpan { token, span });
    }

    fn report(&mut self, error: RuleError) {
        self.scanned.errors.push(error);
    }

    fn fatal(&mut self, error: RuleError) {
        self.scanned.broken = true;
        self.report(error);
    }

    fn word(&mut self, mut word: Word, span: Span) {
        let called = matches!(self.raw.get(self.at), Some(next) if next.token == Token::LParen);
        if KEYWORDS.contains(&word.keyword) {
            // `date` is a keyword only before a quoted day
            self.push(Token::Word(word), span);
            return;
        }
        let place = self.scanned.places.bytes(span);
        word.keyword = Keyword::NoKeyword;
        if self.catalogue.get(&word.value).is_none() {
            if FOREIGN.contains(&word.value.to_ascii_uppercase().as_str()) {
                self.fatal(mistakes::foreign_word(&word.value, place));
            } else if called {
                self.fatal(mistakes::no_function(&word.value, place));
            } else if self.told.insert(word.value.clone()) {
                let error = mistakes::unknown_fact(&word.value, place, self.catalogue);
                self.report(error);
            }
        } else if called {
            self.fatal(mistakes::no_function(&word.value, place));
        }
        self.push(Token::Word(word), span);
    }

    /// A number, with the unit after it: `14 days`, `3000 yuan`.
    fn number(&mut self, digits: String, long: bool, span: Span) {
        if long {
            let place = self.scanned.places.bytes(span);
            self.fatal(mistakes::bad_number(&digits, place));
        }
        let unit = match self.raw.get(self.at).map(|next| (&next.token, next.span)) {
            Some((Token::Word(word), end)) => match word.value.to_ascii_lowercase().as_str() {
                "day" | "days" => Some(("days", end)),
                "yuan" => Some(("yuan", end)),
                _ => None,
            },
            _ => None,
        };
        match unit {
            Some((unit, end)) => {
                self.at += 1;
                self.push(Token::Number(format!("{digits} {unit}"), false), span.union(&end));
            }
            None => self.push(Token::Number(digits, false), span),
        }
    }

    /// `:name`, where `-` inside the name belongs to it if a parameter is called so.
    fn parameter(&mut self, colon: Span) {
        let mut name = String::new();
        let mut end = colon.end;
        let mut best: Option<(String, Location, usize)> = None;
        let mut at = self.at;
        while let Some(TokenWithSpan { token: Token::Word(word), span }) = self.raw.get(at)
            && span.start == end
        {
            name.push_str(&word.value);
            end = span.end;
            at += 1;
            if best.is_none() || self.is_parameter(&name) {
                best = Some((under(&name), end, at));
            }
            match self.raw.get(at) {
                Some(next) if next.token == Token::Minus && next.span.start == end => {
                    name.push('_');
                    end = next.span.end;
                    at += 1;
                }
                _ => break,
            }
        }
        let Some((name, end, at)) = best else {
            let place = self.scanned.places.bytes(colon);
            self.fatal(mistakes::stray_colon(place));
            return;
        };
        self.at = at;
        let span = Span::new(colon.start, end);
        if !self.is_parameter(&name) && self.told.insert(format!(":{name}")) {
            let place = self.scanned.places.bytes(span);
            let error = mistakes::unknown_parameter(&name, place, &self.parameters);
            self.report(error);
        }
        self.push(Token::Placeholder(format!(":{name}")), span);
    }

    fn is_parameter(&self, name: &str) -> bool {
        let name = under(name);
        name == TODAY || self.parameters.contains(&name)
    }

    fn foreign(&mut self, token: &Token, span: Span) {
        let place = self.scanned.places.bytes(span);
        self.fatal(mistakes::foreign_sign(token, place));
    }

    /// Brackets must pair; an IN list holds no brackets. Beyond the limit of depth that alone is
    /// told: thousands of open brackets are one slip.
    fn brackets(&mut self) {
        let mut open: Vec<Span> = Vec::new();
        let mut errors = Vec::new();
        let mut previous: Option<&Token> = None;
        let mut before: Option<&Token> = None;
        for TokenWithSpan { token, span } in &self.scanned.tokens {
            match token {
                Token::LParen => {
                    let list = is_word(before, Keyword::IN) && previous == Some(&Token::LParen);
                    if list {
                        errors.push(mistakes::nested_list(self.scanned.places.bytes(*span)));
                    }
                    open.push(*span);
                    if open.len() > DEPTH_MAX {
                        errors.push(mistakes::too_deep(self.scanned.places.bytes(*span)));
                        open.clear();
                        break;
                    }
                }
                Token::RParen if open.pop().is_none() => {
                    errors.push(mistakes::lone_bracket(self.scanned.places.bytes(*span), ')'));
                }
                _ => {}
            }
            before = previous;
            previous = Some(token);
        }
        for span in open {
            errors.push(mistakes::lone_bracket(self.scanned.places.bytes(span), '('));
        }
        self.scanned.broken |= !errors.is_empty();
        self.scanned.errors.extend(errors);
    }

    fn count(&mut self) {
        let operands = self.scanned.tokens.iter().filter(|token| {
            matches!(&token.token, Token::Number(..) | Token::SingleQuotedString(_) | Token::Placeholder(_))
                || matches!(&token.token, Token::Word(word)
                    if matches!(word.keyword, Keyword::NoKeyword | Keyword::TRUE | Keyword::FALSE | Keyword::NULL))
        });
        let count = operands.clone().count();
        if count > TERMS_MAX {
            let first_over = operands.clone().nth(TERMS_MAX).map(|token| token.span);
            let place = first_over.map_or(0..0, |span| self.scanned.places.bytes(span));
            self.fatal(mistakes::too_many_terms(count, place));
        }
    }
}

fn is_word(token: Option<&Token>, keyword: Keyword) -> bool {
    matches!(token, Some(Token::Word(word)) if word.keyword == keyword)
}
