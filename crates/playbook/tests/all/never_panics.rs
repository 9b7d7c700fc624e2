//! Whatever the bytes, reading ends with findings and places inside the text.

use playbook::{Files, read, render};
use proptest::prelude::*;
use rules::Catalogue;

use crate::real::playbooks;
use crate::small::files;

const OVERLAY: &str = "[overlay]\nregion = \"990121\"\nname = { zh-CN = \"县\", en = \"County\" }\n\
    from = 2020-03-10\nbasis = \"b\"\n[[change]]\nservice = \"resume-work\"\nkind = \"relaxes\"\n\
    drop_steps = [\"health-review\"]\ndrop_needs = [\"masks\"]\nset = { fee = 0, mode = \"filing\" }\n";
const CASES: &str = "## A\n```facts\nservice = \"resume-work\"\nas_of = 2020-03-15\nheadcount = 3\n\
    ```\n```expect\nmust_ask = true\nsteps = [[\"a\"]]\n```\n";

/// What a slip of the hand or of a disk does to a text.
#[derive(Clone, Debug)]
enum Slip {
    Cut(usize, usize),
    Put(usize, &'static str),
    Byte(usize, u8),
    Copy(usize, usize, usize),
}

fn slip() -> impl Strategy<Value = Slip> {
    let pieces = prop::sample::select(vec![
        "\"",
        "'",
        "\"\"\"",
        "[",
        "]",
        "[[",
        "{",
        "}",
        "=",
        ".",
        ",",
        "#",
        "\n",
        "\\u",
        "\\",
        "[service]",
        "[[step]]",
        "[[need]]",
        "after = [\"decision\"]",
        "复工",
        "\u{feff}",
        "\u{0}",
        "2020-13-45",
        "1e999",
        "0x",
        "```",
        "```facts\n",
        "## ",
        "extends = \"990121\"\n",
        "\r",
    ]);
    prop_oneof![
        (any::<usize>(), 0..40_usize).prop_map(|(at, len)| Slip::Cut(at, len)),
        (any::<usize>(), pieces).prop_map(|(at, text)| Slip::Put(at, text)),
        (any::<usize>(), any::<u8>()).prop_map(|(at, byte)| Slip::Byte(at, byte)),
        (any::<usize>(), 0..60_usize, any::<usize>()).prop_map(|(a, l, b)| Slip::Copy(a, l, b)),
    ]
}

fn apply(bytes: &mut Vec<u8>, slip: &Slip) {
    let len = bytes.len().max(1);
    let slice = |at: usize, n: usize, bytes: &Vec<u8>| {
        let from = (at % len).min(bytes.len());
        from..(from + n).min(bytes.len())
    };
    match slip {
        Slip::Cut(at, n) => drop(bytes.drain(slice(*at, *n, bytes))),
        Slip::Put(at, text) => {
            let at = slice(*at, 0, bytes);
            bytes.splice(at, text.bytes());
        }
        Slip::Byte(at, byte) => {
            let at = slice(*at, 1, bytes);
            bytes.splice(at, [*byte]);
        }
        Slip::Copy(from, n, to) => {
            let copied = bytes[slice(*from, *n, bytes)].to_vec();
            let at = slice(*to, 0, bytes);
            bytes.splice(at, copied);
        }
    }
}

fn read_and_show(files: &Files) -> Result<(), TestCaseError> {
    let reading = read(files, &Catalogue::default());
    for found in &reading.diagnostics {
        for span in found.span.iter().chain(found.labels.iter().map(|(span, _)| span)) {
            let text = reading.sources.text(&span.file).unwrap_or_default();
            prop_assert!(text.get(span.range.clone()).is_some(), "{:?}", found);
        }
    }
    for lang in civic::text::Lang::ALL {
        render::human(&reading.diagnostics, &reading.sources, lang, false);
    }
    render::json(&reading.diagnostics, &reading.sources);
    if let Some(playbook) = reading.playbook {
        playbook::lints::run(&playbook);
        playbook::examples::run(&playbook, files);
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_mutated_playbook_is_read_to_the_end(
        slips in prop::collection::vec((any::<prop::sample::Index>(), slip()), 1..12),
    ) {
        let mut files = files(&[
            ("overlays/990121/overlay.toml", OVERLAY),
            ("cases/a.md", CASES),
            ("tiers.toml", "a = [1, { b.c = 2 }]\n"),
        ]);
        let paths: Vec<String> = files.keys().cloned().collect();
        for (index, slip) in &slips {
            let path = index.get(&paths);
            apply(files.get_mut(path).expect("listed"), slip);
        }
        read_and_show(&files)?;
    }

    #[test]
    fn a_mutated_real_playbook_is_read_to_the_end(
        which in any::<prop::sample::Index>(),
        slips in prop::collection::vec((any::<prop::sample::Index>(), slip()), 1..12),
    ) {
        let real = playbooks();
        prop_assume!(!real.is_empty());
        let mut files = which.get(&real).1.clone();
        let paths: Vec<String> = files.keys().cloned().collect();
        for (index, slip) in &slips {
            let path = index.get(&paths);
            apply(files.get_mut(path).expect("listed"), slip);
        }
        read_and_show(&files)?;
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_at_all_are_read_to_the_end(
        bytes in prop::collection::vec(any::<u8>(), 0..200),
        text in "[\\[\\]{}=\"'.,#\\\\a-c0-9 \n复]{0,120}",
    ) {
        read_and_show(&files(&[("facts.toml", &text), ("cases/x.md", &text)]))?;
        let mut raw = files(&[]);
        raw.insert("services/resume-work.toml".into(), bytes);
        read_and_show(&raw)?;
    }
}
