//! A refusal for a person: where it is, what is wrong, and what to do next.

use serde::Serialize;

use crate::text::{Lang, Text};

/// One thing wrong with what a person gave, worded for that person.
///
/// `message` says what was found; `next` says what to do about it. A guess ("did you mean") is
/// only ever part of `next`: nothing is corrected behind the person's back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// The field it concerns, by its form name; readers of one value name their own kind
    /// (`uscc`), and a form puts its field in with [`Problem::at`].
    pub field: String,
    /// Stable name of the reason, `part/reason`, such as `civic/uscc-check`.
    pub code: &'static str,
    /// What is wrong.
    pub message: Text,
    /// What to do next; boxed to keep every `Result<_, Problem>` small.
    pub next: Box<Text>,
}

impl Problem {
    /// Puts a refusal together.
    pub fn new(field: impl Into<String>, code: &'static str, message: Text, next: Text) -> Problem {
        Problem { field: field.into(), code, message, next: Box::new(next) }
    }

    /// The same refusal, said of another field.
    #[must_use]
    pub fn at(mut self, field: impl Into<String>) -> Problem {
        self.field = field.into();
        self
    }

    /// Both sentences in one line, for a log of an import or a command line.
    pub fn line(&self, lang: Lang) -> String {
        let (message, next) = (self.message.get(lang), self.next.get(lang));
        match lang {
            Lang::Zh => format!("{message}；{next}"),
            Lang::En => format!("{message}; {next}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn says_what_is_wrong_and_what_to_do_in_one_line() {
        let problem = Problem::new(
            "uscc",
            "civic/uscc-length",
            Text::new("应为 18 位", "must have 18 characters"),
            Text::new("请照营业执照填写", "copy it from the business licence"),
        )
        .at("employer");
        assert_eq!(problem.field, "employer");
        assert_eq!(problem.line(Lang::En), "must have 18 characters; copy it from the business licence");
        assert_eq!(problem.line(Lang::Zh), "应为 18 位；请照营业执照填写");
    }
}
