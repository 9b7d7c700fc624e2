//! One name in the spellings that files, code and people use.

use anyhow::{Result, bail};

/// A name as lower-case words.
#[derive(Debug, Clone)]
pub struct Name(Vec<String>);

impl Name {
    /// Reads `two-words`, `two_words` or `word`.
    pub fn read(text: &str) -> Result<Name> {
        let words: Vec<String> = text.split(['-', '_']).map(str::to_owned).collect();
        let plain =
            |word: &String| !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
        if !words.iter().all(plain) || words[0].starts_with(|c: char| c.is_ascii_digit()) {
            bail!("`{text}` is not a name: use lower-case words, for example `circular-proof`");
        }
        Ok(Name(words))
    }

    /// `two_words`: folders, modules, tables.
    pub fn snake(&self) -> String {
        self.0.join("_")
    }

    /// `two-words`: addresses, keys, lint names.
    pub fn kebab(&self) -> String {
        self.0.join("-")
    }

    /// `TwoWords`: types.
    pub fn camel(&self) -> String {
        self.0.iter().map(|word| capital(word)).collect()
    }

    /// `Two words`: titles.
    pub fn title(&self) -> String {
        capital(&self.0.join(" "))
    }
}

fn capital(word: &str) -> String {
    let (first, rest) = word.split_at(1);
    first.to_ascii_uppercase() + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_name_has_four_spellings() {
        let name = Name::read("circular-proof").unwrap();
        assert_eq!(
            [name.snake(), name.kebab(), name.camel(), name.title()],
            ["circular_proof", "circular-proof", "CircularProof", "Circular proof"]
        );
    }

    #[test]
    fn what_is_no_name_is_refused() {
        for bad in ["", "Big", "a b", "2fast", "a--b", "../a"] {
            assert!(Name::read(bad).is_err(), "{bad}");
        }
    }
}
