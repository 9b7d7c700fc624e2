//! From a place in a string's value back to the place in the file, through TOML's escapes.

use std::ops::Range;

/// Maps a byte range of a decoded string onto the file.
///
/// `token` is the string as written, quotes and all, `at` its first byte in the file, `value` what
/// it means. If the two do not belong together (which would be an error of ours), the whole token
/// is given.
pub(crate) fn in_file(token: &str, at: usize, value: &str, range: &Range<usize>) -> Range<usize> {
    let whole = at..at + token.len();
    let Some(map) = offsets(token, value) else {
        return whole;
    };
    let find = |byte: usize| map.get(byte.min(value.len())).map(|offset| at + offset);
    match (find(range.start), find(range.end)) {
        (Some(start), Some(end)) if start <= end => start..end,
        _ => whole,
    }
}

/// For each byte of `value` and for its end, the byte of `token` it came from.
fn offsets(token: &str, value: &str) -> Option<Vec<usize>> {
    let quote = token.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let long = token.len() >= 6 && token.starts_with(&[quote; 3].iter().collect::<String>());
    let edge = if long { 3 } else { 1 };
    let inner = token.get(edge..token.len().checked_sub(edge)?)?;
    let mut reader = Reader { rest: inner, at: edge };
    if long {
        reader.skip_first_newline();
    }
    let mut map = Vec::with_capacity(value.len() + 1);
    while !reader.rest.is_empty() {
        if quote == '"' && reader.rest.starts_with('\\') {
            let start = reader.at;
            let len = reader.escape()?;
            map.extend(std::iter::repeat_n(start, len));
        } else {
            let start = reader.at;
            let len = reader.character()?;
            map.extend(start..start + len);
        }
    }
    map.push(reader.at);
    (map.len() == value.len() + 1).then_some(map)
}

struct Reader<'a> {
    rest: &'a str,
    at: usize,
}

impl Reader<'_> {
    fn take(&mut self, bytes: usize) {
        self.rest = &self.rest[bytes..];
        self.at += bytes;
    }

    fn skip_first_newline(&mut self) {
        if self.rest.starts_with("\r\n") {
            self.take(2);
        } else if self.rest.starts_with('\n') {
            self.take(1);
        }
    }

    fn character(&mut self) -> Option<usize> {
        let len = self.rest.chars().next()?.len_utf8();
        self.take(len);
        Some(len)
    }

    /// Steps over one escape and gives the number of bytes it stands for.
    fn escape(&mut self) -> Option<usize> {
        let kind = self.rest[1..].chars().next()?;
        let digits = match kind {
            'x' => 2,
            'u' => 4,
            'U' => 8,
            'b' | 't' | 'n' | 'f' | 'r' | 'e' | '"' | '\\' => {
                self.take(2);
                return Some(1);
            }
            ' ' | '\t' | '\r' | '\n' => {
                let after = self.rest[1..].trim_start_matches([' ', '\t', '\r', '\n']);
                self.take(self.rest.len() - after.len());
                return Some(0);
            }
            _ => return None,
        };
        let code = u32::from_str_radix(self.rest.get(2..2 + digits)?, 16).ok()?;
        self.take(2 + digits);
        char::from_u32(code).map(char::len_utf8)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found<'a>(token: &'a str, value: &str, word: &str) -> &'a str {
        let at = value.find(word).expect("the word is in the value");
        &token[in_file(token, 0, value, &(at..at + word.len()))]
    }

    #[test]
    fn finds_words_behind_escapes() {
        assert_eq!(found("'a = b'", "a = b", "b"), "b");
        assert_eq!(found(r#""a \"x\" b""#, "a \"x\" b", "b"), "b");
        assert_eq!(found(r#""\u590D工 = b""#, "复工 = b", "b"), "b");
        assert_eq!(found(r#""\u590D工""#, "复工", "工"), "工");
        assert_eq!(found("\"\"\"\na \\\n   b\"\"\"", "a b", "b"), "b");
        assert_eq!(found("'''\r\n'x' b'''", "'x' b", "b"), "b");
        assert_eq!(found(r#""\x41 b""#, "A b", "b"), "b");
    }

    #[test]
    fn falls_back_to_the_whole_string() {
        assert_eq!(in_file("'abc'", 10, "other", &(0..1)), 10..15);
        assert_eq!(in_file("bare", 0, "bare", &(0..1)), 0..4);
        assert_eq!(in_file("'", 3, "", &(0..0)), 3..4);
    }
}
