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

/// Why a migration is not safe to run twice, if so.
pub(crate) fn not_repeatable(sql: &str) -> Option<String> {
    let pieces = pieces(sql);
    let has = |wanted: &str| pieces.iter().any(|(kind, text)| *kind == Kind::Word && text.eq_ignore_ascii_case(wanted));
    let wanted = [("CREATE", "IF NOT EXISTS"), ("DROP", "IF EXISTS")];
    let (word, phrase) = wanted.into_iter().find(|(word, _)| starts_with_words(sql, &[word]))?;
    let safe = has("EXISTS") || has("REPLACE");
    (!safe).then(|| format!("`{word}` needs `{phrase}`, so that it is safe to run twice"))
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn check(sql: &str, expected: &str) {
        assert_eq!(placeholders(sql), expected);
    }

    #[test]
    fn only_real_parameters_are_rewritten() {
        check("SELECT $1, $23", "SELECT ?1, ?23");
        check("SELECT '$1', \"$2\", 'it''s $3', $4", "SELECT '$1', \"$2\", 'it''s $3', ?4");
        check("SELECT 1 -- $1\n, $2 /* $3 */", "SELECT 1 -- $1\n, ?2 /* $3 */");
        check("SELECT a$1, $x, $", "SELECT a$1, $x, $");
        check("SELECT '未完 $1", "SELECT '未完 $1");
        check("a=$1AND b=$2", "a=?1AND b=?2");
    }

    #[test]
    fn statements_that_belong_to_the_store_are_refused() {
        for sql in [
            "BEGIN",
            "/* x */ Commit;",
            "savepoint a",
            "",
            " -- nothing",
            "SELECT 1; DROP TABLE a",
            "SELECT 1 /* a /* b */",
        ] {
            assert!(refusal(sql).is_some(), "{sql}");
        }
        for sql in
            ["SELECT 1;", "UPDATE t SET a = 'x;y' -- ; z\n", "SELECT 1; -- end", "INSERT INTO endings VALUES (1)"]
        {
            assert_eq!(refusal(sql), None, "{sql}");
        }
    }

    #[test]
    fn tables_become_strict_with_sqlite_types() {
        let sql = "-- BIGINT )\nCREATE TABLE IF NOT EXISTS t (a BIGINT, b smallint DEFAULT 0, c BYTEA, d DOUBLE PRECISION NOT NULL, e TEXT DEFAULT 'BIGINT)'); -- )";
        let expected = "-- BIGINT )\nCREATE TABLE IF NOT EXISTS t (a INTEGER, b INTEGER DEFAULT 0, c BLOB, d REAL NOT NULL, e TEXT DEFAULT 'BIGINT)') STRICT; -- )";
        assert_eq!(ddl_for_sqlite(sql), expected);
        assert_eq!(ddl_for_sqlite("CREATE INDEX IF NOT EXISTS i ON t (a)"), "CREATE INDEX IF NOT EXISTS i ON t (a)");
    }

    #[test]
    fn views_are_replaced_on_both_engines() {
        for sql in [
            "CREATE VIEW IF NOT EXISTS v AS SELECT 1 AS a",
            "create or replace view v AS SELECT 1 AS a",
            "-- x\nCREATE VIEW v AS SELECT 1 AS a",
        ] {
            assert_eq!(ddl_for_sqlite(sql), "DROP VIEW IF EXISTS v;\nCREATE VIEW v AS SELECT 1 AS a");
            assert_eq!(ddl_for_postgres(sql), "CREATE OR REPLACE VIEW v AS SELECT 1 AS a");
        }
    }

    /// Pieces whose meaning does not depend on their neighbours, as (text, text after the rewrite).
    fn part() -> impl Strategy<Value = (String, String)> {
        let same = |text: String| (text.clone(), text);
        prop_oneof![
            "[a-z_][a-z0-9_$]{0,6}".prop_map(same),
            "[ \n\t]{1,3}".prop_map(same),
            "[-+*/=<>(),.;]".prop_map(same),
            "('[^']{0,8}')".prop_map(same),
            "(\"[^\"]{0,8}\")".prop_map(same),
            "--[^\n]{0,8}\n".prop_map(same),
            "/\\*[^*/]{0,8}\\*/".prop_map(same),
            (1u32..100).prop_map(|n| (format!("${n}"), format!("?{n}"))),
        ]
    }

    proptest! {
        #[test]
        fn pieces_joined_are_the_text(sql in "\\PC*") {
            let joined: String = pieces(&sql).into_iter().map(|(_, text)| text).collect();
            prop_assert_eq!(joined, sql);
        }

        #[test]
        fn no_text_makes_the_rewrites_panic(sql in "[a-zA-Z$'\"*/;() \n0-9-]{0,60}") {
            placeholders(&sql);
            refusal(&sql);
            ddl_for_sqlite(&sql);
            ddl_for_postgres(&sql);
        }

        #[test]
        fn parameters_change_and_nothing_else(parts in proptest::collection::vec(part(), 0..20)) {
            let sql: Vec<&str> = parts.iter().map(|(text, _)| text.as_str()).collect();
            let expected: Vec<&str> = parts.iter().map(|(_, text)| text.as_str()).collect();
            // A space between the parts keeps signs from forming comments and words from growing.
            let sql = sql.join(" ");
            prop_assert_eq!(placeholders(&sql), expected.join(" "));
        }
    }
}
