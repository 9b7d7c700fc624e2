//! Just enough reading of Rust text for the checks: what is code, what is a test, how long a function is.

/// The same text with comments and the insides of strings blanked; lengths and lines stay as they were.
pub fn code_only(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = bytes.to_vec();
    let mut at = 0;
    while at < bytes.len() {
        let end = match bytes[at] {
            b'/' if bytes[at..].starts_with(b"//") => line_end(bytes, at),
            b'/' if bytes[at..].starts_with(b"/*") => comment_end(bytes, at),
            b'"' => string_end(bytes, at),
            b'r' if !follows_name(bytes, at) => raw_end(bytes, at),
            b'\'' => char_end(bytes, at),
            _ => at,
        };
        if end > at {
            blank(&mut out[at..end]);
            at = end;
        } else {
            at += 1;
        }
    }
    String::from_utf8(out).expect("only whole characters are replaced, by spaces")
}

fn blank(bytes: &mut [u8]) {
    for byte in bytes {
        if *byte != b'\n' {
            *byte = b' ';
        }
    }
}

fn follows_name(bytes: &[u8], at: usize) -> bool {
    let Some(before) = at.checked_sub(1).map(|i| bytes[i]) else { return false };
    (before.is_ascii_alphanumeric() || before == b'_') && before != b'b'
}

fn line_end(bytes: &[u8], at: usize) -> usize {
    bytes[at..].iter().position(|b| *b == b'\n').map_or(bytes.len(), |n| at + n)
}

fn comment_end(bytes: &[u8], at: usize) -> usize {
    let (mut depth, mut i) = (0, at);
    while i < bytes.len() {
        if bytes[i..].starts_with(b"/*") {
            depth += 1;
            i += 2;
        } else if bytes[i..].starts_with(b"*/") {
            depth -= 1;
            i += 2;
            if depth == 0 {
                return i;
            }
        } else {
            i += 1;
        }
    }
    bytes.len()
}

fn string_end(bytes: &[u8], at: usize) -> usize {
    let mut i = at + 1;
    while i < bytes.len() {
        match bytes[i] {
            b'\\' => i += 2,
            b'"' => return i + 1,
            _ => i += 1,
        }
    }
    bytes.len()
}

fn raw_end(bytes: &[u8], at: usize) -> usize {
    let hashes = bytes[at + 1..].iter().take_while(|b| **b == b'#').count();
    let open = at + 1 + hashes;
    if bytes.get(open) != Some(&b'"') {
        return at;
    }
    let close: Vec<u8> = std::iter::once(b'"').chain(std::iter::repeat_n(b'#', hashes)).collect();
    let inside = open + 1;
    let found = bytes[inside..].windows(close.len()).position(|w| w == close);
    found.map_or(bytes.len(), |n| inside + n + close.len())
}

/// The end of a character literal, or `at` when the quote begins a lifetime.
fn char_end(bytes: &[u8], at: usize) -> usize {
    if bytes.get(at + 1) == Some(&b'\\') {
        let close = bytes.get(at + 3..).and_then(|rest| rest.iter().position(|b| *b == b'\''));
        return close.map_or(bytes.len(), |n| at + 3 + n + 1);
    }
    let width = match bytes.get(at + 1) {
        Some(b) if *b < 0x80 => 1,
        Some(b) if *b < 0xe0 => 2,
        Some(b) if *b < 0xf0 => 3,
        _ => 4,
    };
    if bytes.get(at + 1 + width) == Some(&b'\'') { at + width + 2 } else { at }
}

/// A function found in a file.
#[derive(Debug, PartialEq, Eq)]
pub struct Function {
    /// Its bare name.
    pub name: String,
    /// The line of its `fn`, counted from 1.
    pub line: usize,
    /// How many lines it covers, from `fn` to the closing brace.
    pub lines: usize,
}

/// Every function with a body, in order; `code` comes from [`code_only`].
pub fn functions(code: &str) -> Vec<Function> {
    let mut found = Vec::new();
    for (at, _) in code.match_indices("fn ") {
        let before = code[..at].chars().next_back();
        if before.is_some_and(|c| c.is_alphanumeric() || c == '_') {
            continue;
        }
        let name: String = code[at + 3..].chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
        let Some(body) = body(code, at) else { continue };
        if name.is_empty() {
            continue;
        }
        let lines = code[at..body].matches('\n').count() + 1;
        found.push(Function { name, line: line_of(code, at), lines });
    }
    found
}

/// The end of the first `{…}` after `at` that stands outside of brackets, unless a `;` comes before it.
fn body(code: &str, at: usize) -> Option<usize> {
    let mut depth = 0i32;
    for (n, c) in code[at..].char_indices() {
        match c {
            '(' | '[' => depth += 1,
            ')' | ']' => depth -= 1,
            ';' if depth == 0 => return None,
            '{' if depth == 0 => return block_end(code, at + n),
            _ => {}
        }
    }
    None
}

fn block_end(code: &str, open: usize) -> Option<usize> {
    let mut depth = 0i32;
    for (n, c) in code[open..].char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => continue,
        }
        if depth == 0 {
            return Some(open + n + 1);
        }
    }
    None
}

/// The same text with the bodies of `#[cfg(test)]` items blanked; `code` comes from [`code_only`].
pub fn without_tests(code: &str) -> String {
    let mut out = code.as_bytes().to_vec();
    for (at, mark) in code.match_indices("#[cfg(test)]") {
        if let Some(end) = body(code, at + mark.len()) {
            blank(&mut out[at..end]);
        }
    }
    String::from_utf8(out).expect("whole items are replaced, by spaces")
}

/// How many lines of the file are not tests.
pub fn lines_without_tests(text: &str) -> usize {
    let code = code_only(text);
    let kept = without_tests(&code);
    let tests: usize = (code.lines().zip(kept.lines()))
        .filter(|(whole, left)| !whole.trim().is_empty() && left.trim().is_empty())
        .count();
    text.lines().count() - tests
}

/// Is the whole file a test or an example of one?
pub fn is_test(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    path.starts_with("tests/")
        || path.contains("/tests/")
        || path.contains("/testing/")
        || path.contains("/benches/")
        || matches!(name, "tests.rs" | "testing.rs")
        || name.ends_with("_tests.rs")
}

/// String literals of one line each with the byte offset of their first inner character.
pub fn strings(text: &str) -> Vec<(usize, &str)> {
    let bytes = text.as_bytes();
    let (mut found, mut at) = (Vec::new(), 0);
    while at < bytes.len() {
        let (open, end) = match bytes[at] {
            b'/' if bytes[at..].starts_with(b"//") => (0, line_end(bytes, at)),
            b'/' if bytes[at..].starts_with(b"/*") => (0, comment_end(bytes, at)),
            b'"' => (1, string_end(bytes, at)),
            b'r' if !follows_name(bytes, at) => {
                (2 + bytes[at + 1..].iter().take_while(|b| **b == b'#').count(), raw_end(bytes, at))
            }
            b'\'' => (0, char_end(bytes, at)),
            _ => (0, at),
        };
        let close = if open > 1 { open - 1 } else { open };
        if open > 0 && end >= at + open + close {
            found.push((at + open, &text[at + open..end - close]));
        }
        at = end.max(at + 1);
    }
    found
}

/// The line, counted from 1, of a byte offset.
pub fn line_of(text: &str, at: usize) -> usize {
    text.as_bytes()[..at.min(text.len())].iter().filter(|b| **b == b'\n').count() + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_strings_and_characters_are_not_code() {
        let code = code_only("a /* { */ b // {\nc \"{\\\"\" r#\"{\"#, b'{' '{' &'a x '\\n' \"中{\"");
        assert!(!code.contains('{'), "{code}");
        assert!(code.contains("&'a x"));
        assert_eq!(code.lines().count(), 2);
    }

    #[test]
    fn functions_are_measured_from_their_first_word_to_their_brace() {
        let code = code_only("trait T { fn a(&self); }\npub fn b(x: [u8; 3]) -> u8 {\n  \"}\";\n  1\n}\n");
        assert_eq!(functions(&code), [Function { name: "b".into(), line: 2, lines: 4 }]);
    }

    #[test]
    fn tests_at_the_bottom_are_not_counted() {
        let text = "//! A.\nfn a() {}\n\n#[cfg(test)]\nmod tests {\n    #[test]\n    fn t() {}\n}\n";
        assert_eq!(lines_without_tests(text), 3);
        assert!(!without_tests(&code_only(text)).contains("fn t"));
    }

    #[test]
    fn strings_are_read_whole() {
        let text = r##"f("a", r#"b"c"#); // "no"
        g('"', "中")"##;
        let found: Vec<&str> = strings(text).into_iter().map(|(_, s)| s).collect();
        assert_eq!(found, ["a", "b\"c", "中"]);
    }
}
