//! The drafter's page says what the program does: its examples run, in both languages.

use civic::text::Lang;
use rules::Truth;

use crate::town::{TODAY, catalogue, day, facts, parameters, parse, rule};

const PAGES: [(Lang, &str); 2] = [
    (Lang::En, include_str!("../../../../docs/rule-language.md")),
    (Lang::Zh, include_str!("../../../../docs/rule-language.zh-CN.md")),
];

/// The fenced blocks of a page: kind and parts between `---` lines.
fn blocks(page: &str) -> Vec<(String, Vec<String>)> {
    let mut blocks = Vec::new();
    let mut open: Option<(String, String)> = None;
    for line in page.lines() {
        match (line.strip_prefix("```"), &mut open) {
            (Some(kind), None) => open = Some((kind.to_owned(), String::new())),
            (Some(_), Some((kind, body))) => {
                let parts = body.split("---\n").map(str::to_owned).collect();
                blocks.push((std::mem::take(kind), parts));
                open = None;
            }
            (None, Some((_, body))) => {
                body.push_str(line);
                body.push('\n');
            }
            (None, None) => {}
        }
    }
    blocks
}

fn verdicts(text: &str, rows: &str) {
    let rule = rule(text);
    for row in rows.lines() {
        let (known, expected) = row.split_once('→').expect("facts → verdict");
        let known = facts(&known.replace("= no", "= false").replace("= yes", "= true"));
        let expected = match expected.trim() {
            "true" => Truth::True,
            "false" => Truth::False,
            "unknown" => Truth::Unknown,
            other => panic!("no verdict: {other}"),
        };
        let found = rule.evaluate(&known, &parameters(), day(TODAY));
        assert_eq!(found, expected, "{text}: {row}");
    }
}

fn mistakes(lang: Lang, text: &str) -> String {
    let (colon, stop) = match lang {
        Lang::Zh => ("：", "；"),
        Lang::En => (": ", "; "),
    };
    let mut lines = String::new();
    for error in parse(text).expect_err("a mistake") {
        lines.push_str(&text[error.span.clone()]);
        lines.push_str(colon);
        lines.push_str(error.message.get(lang));
        if let Some(help) = &error.help {
            lines.push_str(stop);
            lines.push_str(help.get(lang));
        }
        lines.push('\n');
    }
    lines
}

#[test]
fn every_example_on_the_page_is_true() {
    for (lang, page) in PAGES {
        let mut run = 0;
        for (kind, parts) in blocks(page) {
            let text = parts[0].trim();
            match kind.as_str() {
                "rule" => verdicts(text, &parts[1]),
                "mistake" => assert_eq!(mistakes(lang, text), parts[1], "{text}"),
                "explain" => {
                    let known = facts(parts[1].trim());
                    let told = rule(text).explain(&known, &parameters(), day(TODAY), &catalogue());
                    assert_eq!(told.in_words(lang), parts[2]);
                }
                other => panic!("a block that nothing runs: {other}"),
            }
            run += 1;
        }
        assert!(run >= 15, "{lang:?}: {run}");
    }
}

#[test]
fn both_pages_show_the_same_examples() {
    let texts = |page: &str| -> Vec<(String, String)> {
        blocks(page).into_iter().map(|(kind, parts)| (kind, parts[0].clone())).collect()
    };
    assert_eq!(texts(PAGES[0].1), texts(PAGES[1].1));
}
