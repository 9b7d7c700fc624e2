//! One SQL text for two engines: a small reader of SQL that knows literals, names and comments.

use std::borrow::Cow;

/// What a piece of SQL text is, as far as rewriting needs to know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Keyword or unquoted name.
    Word,
    /// `$1`.
    Parameter,
    /// `'literal'` or `"name"`, or a literal that never ends.
    Quoted,
    /// `-- comment` or `/* comment */`.
    Comment,
    /// White space.
    Space,
    /// One other character.
    Sign,
}

/// Cuts SQL text into pieces; joined again they are the text.
pub(crate) fn pieces(sql: &str) -> Vec<(Kind, &str)> {
    let mut found = Vec::new();
    let mut rest = sql;
    while let Some(first) = rest.chars().next() {
        let (kind, length) = piece(first, rest);
        let (text, after) = rest.split_at(length);
        found.push((kind, text));
        rest = after;
    }
    found
}

fn piece(first: char, rest: &str) -> (Kind, usize) {
    let run = |wanted: fn(char) -> bool| rest.find(|c| !wanted(c)).unwrap_or(rest.len());
    match first {
        '\'' | '"' => (Kind::Quoted, quoted(rest, first)),
        '-' if rest.starts_with("--") => (Kind::Comment, rest.find('\n').unwrap_or(rest.len())),
        '/' if rest.starts_with("/*") => (Kind::Comment, rest[2..].find("*/").map_or(rest.len(), |at| at + 4)),
        '$' if rest[1..].starts_with(|c: char| c.is_ascii_digit()) => {
            (Kind::Parameter, 1 + rest[1..].find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len() - 1))
        }
        c if c.is_whitespace() => (Kind::Space, run(char::is_whitespace)),
        c if c.is_alphanumeric() || c == '_' => (Kind::Word, run(|c| c.is_alphanumeric() || c == '_' || c == '$')),
        c => (Kind::Sign, c.len_utf8()),
    }
}

/// Length of a quoted piece; a doubled quote stands for itself.
fn quoted(rest: &str, quote: char) -> usize {
    let mut at = 1;
    while let Some(found) = rest[at..].find(quote) {
        at += found + 1;
        if !rest[at..].starts_with(quote) {
            return at;
        }
        at += 1;
    }
    rest.len()
}

/// `$1` becomes `?1`, which SQLite numbers as PostgreSQL numbers `$1`; everything else stays.
pub(crate) fn placeholders(sql: &str) -> Cow<'_, str> {
    let pieces = pieces(sql);
    if !pieces.iter().any(|(kind, _)| *kind == Kind::Parameter) {
        return Cow::Borrowed(sql);
    }
    let mut text = String::with_capacity(sql.len());
    for (kind, piece) in pieces {
        match kind {
            Kind::Parameter => {
                text.push('?');
                text.push_str(&piece[1..]);
            }
            _ => text.push_str(piece),
        }
    }
    Cow::Owned(text)
}

/// Words that would end or open the transaction the store holds, or change the connection for the next user.
const HELD_BY_STORE: &[&str] = &[
    "BEGIN",
    "START",
    "COMMIT",
    "END",
    "ROLLBACK",
    "ABORT",
    "SAVEPOINT",
    "RELEASE",
    "SET",
    "RESET",
    "PRAGMA",
    "ATTACH",
    "DETACH",
    "VACUUM",
    "LOCK",
];

/// Why a statement must not run inside a closure, if so.
pub(crate) fn refusal(sql: &str) -> Option<String> {
    let pieces = pieces(sql);
    let mut words = pieces.iter().filter(|(kind, _)| !matches!(kind, Kind::Space | Kind::Comment));
    let Some((_, first)) = words.clone().next() else { return Some("the statement is empty".into()) };
    if HELD_BY_STORE.iter().any(|word| word.eq_ignore_ascii_case(first)) {
        return Some(format!("`{first}` belongs to the store; use Db::write, Db::read or Tx::attempt"));
    }
    if words.by_ref().any(|(_, text)| *text == ";") && words.next().is_some() {
        return Some("more than one statement in one text".into());
    }
    let nested =
        |(kind, text): &(Kind, &str)| *kind == Kind::Comment && text.starts_with("/*") && text[2..].contains("/*");
    pieces.iter().any(nested).then(|| "a comment inside a comment is read differently by the two engines".into())
}

/// DDL in PostgreSQL's words as SQLite takes it: types renamed, tables STRICT, views replaced by drop and create.
pub(crate) fn ddl_for_sqlite(sql: &str) -> String {
    let view = view_name(sql);
    let mut text = String::with_capacity(sql.len() + 16);
    let mut double = false;
    for (kind, piece) in pieces(sql) {
        let word = if kind == Kind::Word { piece.to_ascii_uppercase() } else { String::new() };
        match word.as_str() {
            "BIGINT" | "SMALLINT" => text.push_str("INTEGER"),
            "BYTEA" => text.push_str("BLOB"),
            "DOUBLE" => {
                double = true;
                text.push_str("REAL");
            }
            "PRECISION" if double => {
                double = false;
                text.truncate(text.trim_end().len());
            }
            _ => text.push_str(piece),
        }
    }
    if let Some((name, body)) = view {
        return format!("DROP VIEW IF EXISTS {name};\nCREATE VIEW {name}{body}");
    }
    if starts_with_words(sql, &["CREATE", "TABLE"]) {
        return strict(&text);
    }
    text
}

/// PostgreSQL has no `CREATE VIEW IF NOT EXISTS`; a view is replaced on both engines.
pub(crate) fn ddl_for_postgres(sql: &str) -> Cow<'_, str> {
    match view_name(sql) {
        Some((name, body)) => Cow::Owned(format!("CREATE OR REPLACE VIEW {name}{body}")),
        None => Cow::Borrowed(sql),
    }
}

/// Name and remaining text of a CREATE VIEW statement.
fn view_name(sql: &str) -> Option<(&str, &str)> {
    let mut at = 0;
    let mut named = None;
    let mut is_view = false;
    for (kind, piece) in pieces(sql) {
        let start = at;
        at += piece.len();
        match kind {
            Kind::Space | Kind::Comment => continue,
            Kind::Word => match piece.to_ascii_uppercase().as_str() {
                "CREATE" | "OR" | "REPLACE" | "IF" | "NOT" | "EXISTS" => continue,
                "VIEW" if !is_view => {
                    is_view = true;
                    continue;
                }
                _ => {}
            },
            _ => {}
        }
        named = Some(start);
        break;
    }
    let start = named.filter(|_| is_view)?;
    let name = pieces(&sql[start..]).first().map(|(_, piece)| piece.len())?;
    Some((&sql[start..start + name], &sql[start + name..]))
}

fn starts_with_words(sql: &str, wanted: &[&str]) -> bool {
    let pieces = pieces(sql);
    let words = pieces.iter().filter(|(kind, _)| !matches!(kind, Kind::Space | Kind::Comment));
    words.map(|(_, text)| *text).zip(wanted).filter(|(a, b)| a.eq_ignore_ascii_case(b)).count() == wanted.len()
}

/// Puts STRICT behind the closing bracket, before a final semicolon or comment.
fn strict(sql: &str) -> String {
    let mut at = 0;
    let mut close = sql.len();
    for (kind, piece) in pieces(sql) {
        at += piece.len();
        if kind == Kind::Sign && piece == ")" {
            close = at;
        }
    }
    format!("{} STRICT{}", &sql[..close], &sql[close..])
}
