//! SQL text: one DDL statement a migration, and only what SQLite and PostgreSQL both mean alike.

use super::Finding;
use crate::rust;
use crate::tree::{File, Tree};

/// What one of the engines lacks or means otherwise, and what to write.
const BANNED: &[(&str, &str)] = &[
    ("FOR UPDATE", "claim with a conditional UPDATE … RETURNING"),
    ("SKIP LOCKED", "claim with a conditional UPDATE … RETURNING"),
    ("GREATEST(", "use CASE WHEN"),
    ("LEAST(", "use CASE WHEN"),
    ("NOW(", "pass the time as a parameter"),
    ("DATETIME(", "pass the time as a parameter"),
    ("CURRENT_TIMESTAMP", "pass the time as a parameter"),
    ("INSERT OR", "use ON CONFLICT"),
    ("MERGE", "use INSERT … ON CONFLICT"),
    ("->", "keep what is asked for in a column of its own; JSON is plain TEXT"),
    ("IS UNKNOWN", "use IS NULL"),
    ("SERIAL", "ids are drawn by the application"),
    ("BIGSERIAL", "ids are drawn by the application"),
    ("IDENTITY", "ids are drawn by the application"),
    ("AUTOINCREMENT", "ids are drawn by the application"),
    ("TRIGGER", "do it in the transaction, where it can be read"),
    ("LOCK TABLE", "write a conditional UPDATE"),
    ("ARRAY[", "pass keys as rows of VALUES in a CTE"),
    ("ILIKE", "put lower() around both sides of LIKE"),
];

/// Looks at every .sql file, and at SQL inside the code of features.
pub fn check(tree: &Tree) -> Vec<Finding> {
    let mut found = Vec::new();
    for file in tree.ending(".sql") {
        let text = bare(&file.text);
        found.extend(banned(file, &text, 0));
        found.extend(shape(file, &text));
    }
    for file in tree.under("features/").filter(|file| file.path.ends_with(".rs") && !rust::is_test(&file.path)) {
        for (at, text) in rust::strings(&file.text) {
            let verb = ["SELECT ", "INSERT ", "UPDATE ", "DELETE ", "WITH "]
                .iter()
                .any(|verb| text.trim_start().starts_with(verb));
            if verb {
                found.extend(banned(file, &bare(text), rust::line_of(&file.text, at) - 1));
            }
        }
    }
    found
}

/// SQL with comments and quoted text blanked, lines kept.
pub fn bare(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let (mut chars, mut quoted, mut comment) = (text.chars().peekable(), false, false);
    while let Some(c) = chars.next() {
        match c {
            '\n' => {
                comment = false;
                out.push('\n');
                continue;
            }
            '\'' if !comment => quoted = !quoted,
            '-' if !quoted && chars.peek() == Some(&'-') => comment = true,
            _ => {}
        }
        out.push(if quoted || comment || c == '\'' { ' ' } else { c });
    }
    out
}

fn banned(file: &File, text: &str, lines_before: usize) -> Vec<Finding> {
    let text = text.to_ascii_uppercase();
    let mut found = Vec::new();
    for (word, todo) in BANNED {
        for (at, _) in text.match_indices(word) {
            let letter = |c: char| c.is_alphanumeric() || c == '_';
            let inside = text[..at].ends_with(letter) && word.starts_with(letter);
            let longer = word.ends_with(letter) && text[at + word.len()..].starts_with(letter);
            if !inside && !longer {
                let line = lines_before + rust::line_of(&text, at);
                found.push(Finding::at(&file.path, line, format!("`{word}` is not the same on both engines"), *todo));
            }
        }
    }
    found
}

/// Migrations are named `0010_…`; each is one CREATE, ALTER or DROP that is safe to run twice.
fn shape(file: &File, text: &str) -> Vec<Finding> {
    let statements: Vec<String> = text.split(';').map(words).filter(|s| !s.is_empty()).collect();
    let name = file.path.rsplit('/').next().unwrap_or_default();
    let numbered = name.len() > 5 && name.as_bytes()[..4].iter().all(u8::is_ascii_digit) && name.as_bytes()[4] == b'_';
    let mut found = Vec::new();
    if statements.len() != 1 {
        let what = format!("holds {} statements", statements.len());
        found.push(Finding::at(&file.path, 1, what, "one statement a file"));
    }
    for statement in &statements {
        let ddl = ["CREATE ", "ALTER ", "DROP "].iter().any(|verb| statement.starts_with(verb));
        if numbered && !ddl {
            found.push(Finding::at(
                &file.path,
                1,
                "a migration that is not one CREATE, ALTER or DROP",
                "put data changes into code",
            ));
        } else if !numbered && ddl {
            found.push(Finding::at(
                &file.path,
                1,
                "a named query that changes the schema",
                "name it 0010_… and list it among the migrations",
            ));
        }
        if statement.starts_with("CREATE ")
            && !statement.contains(" IF NOT EXISTS ")
            && !statement.starts_with("CREATE VIEW ")
        {
            found.push(Finding::at(&file.path, 1, "is not safe to run twice", "write IF NOT EXISTS"));
        }
    }
    found
}

fn words(statement: &str) -> String {
    statement.split_whitespace().collect::<Vec<_>>().join(" ").to_ascii_uppercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(path: &str, text: &str) -> Vec<String> {
        check(&Tree::of(&[(path, text)])).into_iter().map(|f| f.what).collect()
    }

    #[test]
    fn the_shared_subset_passes() {
        assert_eq!(
            found("sql/0010_create_a.sql", "-- now() is banned\nCREATE TABLE IF NOT EXISTS a (b TEXT);\n"),
            [""; 0]
        );
        assert_eq!(found("sql/open.sql", "SELECT b FROM a WHERE c = 'x -> y; z' ORDER BY b NULLS LAST"), [""; 0]);
    }

    #[test]
    fn what_one_engine_lacks_is_found_at_its_line() {
        let tree = Tree::of(&[("sql/a.sql", "SELECT a\nFROM b\nFOR UPDATE SKIP LOCKED")]);
        assert_eq!(check(&tree).iter().map(|f| f.line).collect::<Vec<_>>(), [3, 3]);
        assert_eq!(found("sql/a.sql", "SELECT knows(a), serial_number, merged FROM b"), [""; 0]);
        assert_eq!(found("sql/a.sql", "SELECT a->>'b', now() FROM c").len(), 2);
    }

    #[test]
    fn a_migration_is_one_statement_safe_to_run_twice() {
        assert_eq!(found("sql/0010_a.sql", "CREATE TABLE a (b TEXT)"), ["is not safe to run twice"]);
        assert_eq!(found("sql/0010_a.sql", "DROP TABLE a; DROP TABLE b;"), ["holds 2 statements"]);
        assert_eq!(found("sql/0010_a.sql", "UPDATE a SET b = 1").len(), 1);
        assert_eq!(found("sql/a.sql", "DROP TABLE a").len(), 1);
    }

    #[test]
    fn sql_in_the_code_of_a_feature_is_held_to_the_same() {
        let code = "//! A.\nfn f() {\n    tx.query(\"SELECT now()\", &[])\n}\n";
        let found = check(&Tree::of(&[("features/ground/src/a/store.rs", code)]));
        assert_eq!((found.len(), found[0].line), (1, 3));
    }
}
