//! What is refused before anything parses it: too big, too deep, not text.

use std::sync::Arc;

use civic::text::Text;

use crate::diagnostic::Diagnostic;
use crate::source::Span;

/// Largest file, in bytes. The longest real playbook file we know has 60 KB.
pub const FILE_BYTES_MAX: usize = 1 << 20;
/// Largest playbook, in bytes over all files.
pub const PLAYBOOK_BYTES_MAX: usize = 32 << 20;
/// Most files in one playbook.
pub const FILES_MAX: usize = 5_000;
/// Deepest nesting of brackets outside strings. The format itself needs four.
pub const NESTING_MAX: usize = 32;
/// Most dots on one line outside strings: a key of many parts nests as deeply as brackets do.
const KEY_PARTS_MAX: usize = 16;
/// The same with no regard to strings, should a faulty file be read otherwise than here.
const DOTS_PER_LINE_MAX: usize = 300;
/// Most findings kept per file, so that a broken file does not bury the others.
pub const FINDINGS_PER_FILE_MAX: usize = 200;

/// Reads bytes as text within the limits.
pub(crate) fn text_of<'a>(file: &Arc<str>, bytes: &'a [u8]) -> Result<&'a str, Box<Diagnostic>> {
    if bytes.len() > FILE_BYTES_MAX {
        return Err(Box::new(too_big(file, bytes.len())));
    }
    std::str::from_utf8(bytes).map_err(|error| Box::new(not_utf8(file, bytes, error)))
}

fn too_big(file: &str, len: usize) -> Diagnostic {
    let (kib, max) = (len / 1024, FILE_BYTES_MAX / 1024);
    Diagnostic::error_nowhere(
        "too-big",
        Text::new(
            format!("`{file}` 有 {kib} KiB，超过单个文件 {max} KiB 的上限，未读取"),
            format!("`{file}` has {kib} KiB, more than the {max} KiB a file may have; not read"),
        ),
    )
    .help(Text::new("把内容拆成几个文件，每个事项一个文件", "split it, one service a file"))
}

/// Line and byte are told in words: a text that is none cannot be shown.
fn not_utf8(file: &str, bytes: &[u8], error: std::str::Utf8Error) -> Diagnostic {
    let at = error.valid_up_to();
    let line = bytes[..at].iter().filter(|byte| **byte == b'\n').count() + 1;
    let byte = bytes[at];
    Diagnostic::error_nowhere(
        "not-utf8",
        Text::new(
            format!("`{file}` 第 {line} 行不是 UTF-8 文本（第 {at} 字节为 0x{byte:02X}）"),
            format!("`{file}` line {line} is not UTF-8 text (byte {at} is 0x{byte:02X})"),
        ),
    )
    .help(Text::new(
        "用 UTF-8 编码另存该文件（常见原因：以 GBK 保存）",
        "save the file again as UTF-8 (a common cause: it was saved as GBK)",
    ))
}

/// Finds nesting that no drafter means, before the TOML parser sees it. `text` stands `base` bytes
/// into the file.
pub(crate) fn too_deep(file: &Arc<str>, text: &str, base: usize) -> Option<Diagnostic> {
    let at = deep_bracket(text.as_bytes()).or_else(|| many_dots(text.as_bytes()))?;
    Some(
        Diagnostic::error(
            "too-deep",
            Span::new(file, base + at..base + at + 1),
            Text::new(
                format!("嵌套超过 {NESTING_MAX} 层，该文件其余内容未读取"),
                format!("nested more than {NESTING_MAX} deep; the rest of this file is not read"),
            ),
        )
        .help(Text::new("检查是否有多余的括号或未闭合的引号", "look for stray brackets or an unclosed quotation mark")),
    )
}

fn many_dots(bytes: &[u8]) -> Option<usize> {
    let mut dots = 0;
    for (at, byte) in bytes.iter().enumerate() {
        match byte {
            b'\n' => dots = 0,
            b'.' => dots += 1,
            _ => {}
        }
        if dots > DOTS_PER_LINE_MAX {
            return Some(at);
        }
    }
    None
}

/// The first bracket or key part beyond the limit, minding comments and the four kinds of strings.
fn deep_bracket(bytes: &[u8]) -> Option<usize> {
    let (mut at, mut depth, mut dots) = (0, 0_usize, 0_usize);
    while at < bytes.len() {
        match bytes[at] {
            b'\n' => (dots, at) = (0, at + 1),
            b'.' => {
                dots += 1;
                if dots > KEY_PARTS_MAX {
                    return Some(at);
                }
                at += 1;
            }
            b'#' => at = line_end(bytes, at),
            b'"' | b'\'' => at = string_end(bytes, at),
            b'[' | b'{' => {
                depth += 1;
                if depth > NESTING_MAX {
                    return Some(at);
                }
                at += 1;
            }
            b']' | b'}' => {
                depth = depth.saturating_sub(1);
                at += 1;
            }
            _ => at += 1,
        }
    }
    None
}

fn line_end(bytes: &[u8], from: usize) -> usize {
    let rest = &bytes[from..];
    from + rest.iter().position(|b| *b == b'\n').unwrap_or(rest.len())
}

/// The byte after a string; an unclosed one-line string ends with its line.
fn string_end(bytes: &[u8], from: usize) -> usize {
    let quote = bytes[from];
    let long = bytes[from..].starts_with(&[quote; 3]);
    let mut at = from + if long { 3 } else { 1 };
    while at < bytes.len() {
        match bytes[at] {
            b'\\' if quote == b'"' => at += 2,
            b'\n' if !long => return at,
            byte if byte == quote && !long => return at + 1,
            byte if byte == quote && bytes[at..].starts_with(&[quote; 3]) => {
                // one or two quotation marks may end the string itself, before the closing three
                let more = bytes[at + 3..].iter().take(2);
                return at + 3 + more.take_while(|b| **b == quote).count();
            }
            _ => at += 1,
        }
    }
    bytes.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brackets_in_strings_and_comments_do_not_nest() {
        let open = "[".repeat(100);
        for text in [
            format!("a = '{open}'"),
            format!("a = \"\\\"{open}\""),
            format!("a = \"\"\"\n{open}\"\"\"\nb = 1"),
            format!("a = '''\n'{open}'''"),
            format!("a = '''x''''' # {open}"),
            format!("# {open}"),
        ] {
            assert_eq!(deep_bracket(text.as_bytes()), None, "{text}");
        }
        assert_eq!(deep_bracket(format!("a = {open}").as_bytes()), Some(4 + 32));
        assert!(many_dots("a.".repeat(400).as_bytes()).is_some());
    }
}
