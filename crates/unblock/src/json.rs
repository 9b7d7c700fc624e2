//! Reads the JSON of one line, value by value, without building a tree: numbers, words, lists, objects.

use std::borrow::Cow;

/// A place in one line.
#[derive(Clone, Debug)]
pub(crate) struct Cursor<'a> {
    line: &'a [u8],
    at: usize,
}

/// What is wrong, in words for whoever wrote the line; the byte it was found at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Wrong {
    pub(crate) at: usize,
    pub(crate) zh: String,
    pub(crate) en: String,
}

pub(crate) type Read<T> = Result<T, Wrong>;

/// A number or a word; a word without escapes is not copied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Scalar<'a> {
    Int(i64),
    Word(Cow<'a, str>),
}

impl<'a> Cursor<'a> {
    pub(crate) fn new(line: &'a [u8]) -> Cursor<'a> {
        Cursor { line, at: 0 }
    }

    pub(crate) fn wrong<T>(&self, zh: impl Into<String>, en: impl Into<String>) -> Read<T> {
        Err(Wrong { at: self.at, zh: zh.into(), en: en.into() })
    }

    /// The next byte that is no blank, not taken.
    pub(crate) fn peek(&mut self) -> Option<u8> {
        while let Some(b' ' | b'\t' | b'\r' | b'\n') = self.line.get(self.at) {
            self.at += 1;
        }
        self.line.get(self.at).copied()
    }

    fn take(&mut self, byte: u8) -> bool {
        let there = self.peek() == Some(byte);
        self.at += usize::from(there);
        there
    }

    fn expect(&mut self, byte: u8) -> Read<()> {
        let sign = char::from(byte);
        if self.take(byte) { Ok(()) } else { self.wrong(format!("应为 `{sign}`"), format!("expected `{sign}`")) }
    }

    /// Nothing may follow.
    pub(crate) fn end(&mut self) -> Read<()> {
        if self.peek().is_none() {
            Ok(())
        } else {
            self.wrong("对象结束之后还有内容", "something follows after the end of the object")
        }
    }

    /// An object: `each` is called with every key and must read its value.
    pub(crate) fn object(&mut self, mut each: impl FnMut(&mut Self, &str) -> Read<()>) -> Read<()> {
        self.expect(b'{')?;
        if self.take(b'}') {
            return Ok(());
        }
        loop {
            let key = self.word()?;
            self.expect(b':')?;
            each(self, &key)?;
            if !self.take(b',') {
                return self.expect(b'}');
            }
        }
    }

    /// A list: `each` must read one item.
    pub(crate) fn list(&mut self, mut each: impl FnMut(&mut Self) -> Read<()>) -> Read<()> {
        self.expect(b'[')?;
        if self.take(b']') {
            return Ok(());
        }
        loop {
            each(self)?;
            if !self.take(b',') {
                return self.expect(b']');
            }
        }
    }

    /// A whole number or a word.
    pub(crate) fn scalar(&mut self) -> Read<Scalar<'a>> {
        if self.peek() == Some(b'"') { self.word().map(Scalar::Word) } else { self.int().map(Scalar::Int) }
    }

    /// A whole number that fits 64 bits.
    pub(crate) fn int(&mut self) -> Read<i64> {
        self.peek();
        let rest = &self.line[self.at..];
        let below = rest.first() == Some(&b'-');
        let mut size = usize::from(below);
        let mut number = Some(0_i64);
        while let Some(digit) = rest.get(size).map(|byte| byte.wrapping_sub(b'0')).filter(|digit| *digit < 10) {
            // downwards where it is below zero: the smallest number has no counterpart above
            let digit = if below { -i64::from(digit) } else { i64::from(digit) };
            number = number.and_then(|number| number.checked_mul(10)?.checked_add(digit));
            size += 1;
        }
        if size == usize::from(below) {
            return self.wrong("应为整数或带引号的文字", "expected a whole number or a word in quotes");
        }
        match (number, rest.get(size)) {
            (Some(number), next) if !matches!(next, Some(b'.' | b'e' | b'E')) => {
                self.at += size;
                Ok(number)
            }
            _ => self.wrong("应为不超过 64 位的整数", "expected a whole number of at most 64 bits"),
        }
    }

    /// A whole number from 0 that fits 32 bits.
    pub(crate) fn small(&mut self) -> Read<u32> {
        let before = self.at;
        let number = self.int()?;
        u32::try_from(number).map_err(|_| Wrong {
            at: before,
            zh: format!("{number} 不在 0 到 {} 之间", u32::MAX),
            en: format!("{number} is not between 0 and {}", u32::MAX),
        })
    }

    /// A word in quotes.
    pub(crate) fn word(&mut self) -> Read<Cow<'a, str>> {
        self.expect(b'"')?;
        let from = self.at;
        let plain = self.line[from..].iter().position(|byte| matches!(byte, b'"' | b'\\' | 0..0x20));
        self.at = plain.map_or(self.line.len(), |size| from + size);
        let line = self.line;
        let read = &line[from..self.at];
        if line.get(self.at) == Some(&b'"') {
            self.at += 1;
            return std::str::from_utf8(read)
                .map(Cow::Borrowed)
                .or_else(|_| self.wrong("不是 UTF-8 文本", "not UTF-8"));
        }
        self.rest_of_word(read.to_vec()).map(Cow::Owned)
    }

    /// From the first byte on that does not stand for itself.
    fn rest_of_word(&mut self, mut bytes: Vec<u8>) -> Read<String> {
        loop {
            let Some(&byte) = self.line.get(self.at) else {
                return self.wrong("引号没有闭合", "the quotes are not closed");
            };
            self.at += 1;
            match byte {
                b'"' => break,
                b'\\' => self.escape(&mut bytes)?,
                0..0x20 => return self.wrong("引号之间有控制字符", "a control character stands between quotes"),
                _ => bytes.push(byte),
            }
        }
        String::from_utf8(bytes).or_else(|_| self.wrong("不是 UTF-8 文本", "not UTF-8"))
    }

    fn escape(&mut self, bytes: &mut Vec<u8>) -> Read<()> {
        let letter = self.line.get(self.at).copied().unwrap_or(b' ');
        self.at += 1;
        let plain = match letter {
            b'"' | b'\\' | b'/' => letter,
            b'b' => 8,
            b'f' => 12,
            b'n' => b'\n',
            b'r' => b'\r',
            b't' => b'\t',
            b'u' => {
                let mut code = self.hex()?;
                if (0xD800..0xDC00).contains(&code) && self.line[self.at..].starts_with(b"\\u") {
                    self.at += 2;
                    let low = self.hex()?;
                    code = 0x10000 + ((code - 0xD800) << 10) + (low.wrapping_sub(0xDC00) & 0x3FF);
                }
                let Some(letter) = char::from_u32(code) else {
                    return self.wrong("代理对不完整", "half a surrogate pair");
                };
                bytes.extend_from_slice(letter.encode_utf8(&mut [0; 4]).as_bytes());
                return Ok(());
            }
            _ => return self.wrong("无法识别的转义", "unknown escape"),
        };
        bytes.push(plain);
        Ok(())
    }

    fn hex(&mut self) -> Read<u32> {
        let digits = self.line.get(self.at..self.at + 4).and_then(|hex| std::str::from_utf8(hex).ok());
        match digits.filter(|hex| hex.bytes().all(|b| b.is_ascii_hexdigit())).map(|hex| u32::from_str_radix(hex, 16)) {
            Some(Ok(code)) => {
                self.at += 4;
                Ok(code)
            }
            _ => self.wrong("应为四位十六进制数字", "expected four hexadecimal digits"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn reads_words_with_escapes() {
        fn word(text: &str) -> Read<Cow<'_, str>> {
            Cursor::new(text.as_bytes()).word()
        }
        assert_eq!(word(r#""通\u9014 \"\n\ud83d\ude00""#).as_deref(), Ok("通途 \"\n😀"));
        assert!(matches!(word(r#""通途""#), Ok(Cow::Borrowed("通途"))));
        assert!(word(r#""\ud83d""#).is_err());
        assert!(word(r#""open"#).is_err());
    }

    #[test]
    fn a_number_too_large_or_broken_is_refused() {
        for text in ["9223372036854775808", "1.5", "1e3", "-", "+1", ""] {
            assert!(Cursor::new(text.as_bytes()).int().is_err(), "{text}");
        }
        assert_eq!(Cursor::new(b" -12,").int(), Ok(-12));
        assert_eq!(Cursor::new(b"-9223372036854775808").int(), Ok(i64::MIN));
    }

    proptest! {
        #[test]
        fn never_panics(line in prop::collection::vec(any::<u8>(), 0..40)) {
            let _ = Cursor::new(&line).word();
            let _ = Cursor::new(&line).int();
            let mut cursor = Cursor::new(&line);
            let _ = cursor.object(|cursor, _| cursor.list(|cursor| cursor.scalar().map(drop)));
        }
    }
}
