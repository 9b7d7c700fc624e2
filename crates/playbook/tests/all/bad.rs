//! Bad playbooks: each mistake is told where it is, all at once, with a way out.

use playbook::Files;

use crate::small::{files, lines, reading, rewritten, sound, told};

fn expect(files: &Files, expected: &[&str]) {
    let reading = reading(files);
    assert_eq!(lines(&reading), expected, "{}", told(&reading));
    assert!(reading.playbook.is_none());
}

const SERVICE: &str = "services/resume-work.toml";

#[test]
fn a_sound_playbook_is_read_without_a_word() {
    let playbook = sound(&files(&[]));
    assert_eq!(playbook.services["resume-work"].needs.len(), 2);
    assert_eq!(playbook.evidence["licence"].held_by, ["industry"]);
    assert_eq!(playbook.services["resume-work"].from.line, 2);
}

#[test]
fn an_unknown_key_is_told_with_the_key_that_was_meant() {
    let files = rewritten(SERVICE, "promised_working_days", "promised_workingdays");
    let reading = reading(&files);
    insta::assert_snapshot!(told(&reading), @r#"
    error[unknown-key]: [service] has no key `promised_workingdays`
      --> services/resume-work.toml:11:1
       |
    11 | promised_workingdays = 4
       | ^^^^^^^^^^^^^^^^^^^^
       |
       = help: did you mean `promised_working_days`?
    help: a possible change (check that it is meant)
       |
    11 | promised_working_days = 4
       |                 +
    "#);
}

#[test]
fn a_wrong_type_says_what_was_found_and_what_is_expected() {
    let files = rewritten("playbook.toml", "from = 2020-03-03\nuntil", "from = \"2020-03-03\"\nuntil");
    let reading = reading(&files);
    insta::assert_snapshot!(told(&reading), @r#"
    error[wrong-type]: `from` should be a date (without quotation marks), found a string
     --> playbook.toml:5:8
      |
    5 | from = "2020-03-03"
      |        ^^^^^^^^^^^^
      |
      = help: write `from = 2020-03-03`
    help: a possible change (check that it is meant)
      |
    5 - from = "2020-03-03"
    5 + from = 2020-03-03
      |
    "#);
}

#[test]
fn chinese_text_keeps_the_carets_in_place() {
    let files = rewritten("agencies.toml", "level = \"county\"\n\n", "级别 = 1\nlevel = \"区县\" # 县\n\n");
    let reading = reading(&files);
    let lang = civic::text::Lang::Zh;
    let shown = playbook::render::human(&reading.diagnostics, &reading.sources, lang, false);
    insta::assert_snapshot!(shown, @r#"
    错误[syntax]: 未加引号的键或值含有不允许的字符（TOML：invalid unquoted key, expected letters, numbers, `-`, `_`）
     --> agencies.toml:3:1
      |
    3 | 级别 = 1
      | ^^^^

    错误[unknown-word]: `level` 不能是 `区县`
     --> agencies.toml:4:9
      |
    4 | level = "区县" # 县
      |         ^^^^^^
      |
      = 建议: 可选：nation | province | city | county | street | village
    "#);
}

#[test]
fn unknown_references_are_told_with_what_was_meant() {
    expect(
        &rewritten(SERVICE, "lead = \"industry\"", "lead = \"industri\""),
        &["unknown-reference services/resume-work.toml:4:8 there is no agency `industri`"],
    );
    expect(
        &rewritten("evidence.toml", "service:resume-work", "service:resume"),
        &["unknown-reference evidence.toml:30:20 there is no service `resume`"],
    );
    expect(
        &rewritten("evidence.toml", "[\"market\"]", "[\"markt\"]"),
        &["unknown-reference evidence.toml:20:11 there is no issuer `markt`"],
    );
    expect(
        &rewritten("evidence.toml", "[\"headcount\"]", "[\"headcuont\"]"),
        &["unknown-reference evidence.toml:5:11 there is no fact `headcuont`"],
    );
    expect(
        &rewritten(SERVICE, "reads = [\"plan\"]", "reads = [\"plane\"]"),
        &["unknown-reference services/resume-work.toml:29:10 step `health-review` reads `plane`, \
           neither evidence nor a step's result"],
    );
}

#[test]
fn errors_of_all_files_are_told_at_once() {
    let mut files = rewritten(SERVICE, "mode = \"review\"", "mode = \"reviews\"");
    files.insert("facts.toml".into(), b"[fact.headcount]\ntype = 'int'\n".to_vec());
    files.insert("agencies.toml".into(), b"[agency.health\n".to_vec());
    files.insert("evidence.toml".into(), vec![b'a', 0xB8, 0xB4]);
    files.insert("service/x.toml".into(), Vec::new());
    let codes: Vec<String> = reading(&files).diagnostics.into_iter().map(|d| d.code).collect();
    for code in ["unknown-word", "syntax", "not-utf8", "unknown-file", "missing-key"] {
        assert!(codes.iter().any(|c| c == code), "{code} in {codes:?}");
    }
    // what is missing only because a file could not be read is not told
    assert!(codes.iter().all(|c| c != "unknown-reference"), "{codes:?}");
}

#[test]
fn a_folder_without_a_playbook_is_told() {
    expect(&Files::new(), &["empty-playbook the folder is empty"]);
    let mut files = files(&[]);
    files.remove("playbook.toml");
    expect(&files, &["missing-file there is no `playbook.toml`"]);
}

#[test]
fn bad_dates_and_periods_are_told() {
    let head = "playbook.toml";
    expect(
        &rewritten(head, "from = 2020-03-03\nuntil", "from = 2020-03-03T08:00:00\nuntil"),
        &["bad-date playbook.toml:5:8 `from` must be a date of the calendar such as 2020-03-03, \
           without a time"],
    );
    expect(
        &rewritten(head, "2020-12-31", "2019-12-31"),
        &["bad-period playbook.toml:6:9 it ends on 2019-12-31, before it begins on 2020-03-03"],
    );
    let impossible = rewritten(head, "2020-12-31", "2020-02-31");
    let found = lines(&reading(&impossible));
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].contains("playbook.toml:6:9"), "{found:?}");
}

#[test]
fn ten_megabytes_of_brackets_are_refused_at_once() {
    let brackets = "[".repeat(10 << 20);
    expect(
        &files(&[("facts.toml", &brackets)]),
        &["too-big `facts.toml` has 10240 KiB, more than the 1024 KiB a file may have; not read"],
    );
    let deep = format!("a = {}", "[".repeat(900_000));
    expect(
        &files(&[("tiers.toml", &deep)]),
        &["too-deep tiers.toml:1:37 nested more than 32 deep; the rest of this file is not read"],
    );
    let dotted = format!("{} = 1", "a.".repeat(400_000));
    let found = lines(&reading(&files(&[("tiers.toml", &dotted)])));
    assert!(found[0].starts_with("too-deep"), "{found:?}");
}

#[test]
fn a_file_of_very_many_mistakes_is_cut_short_and_says_so() {
    let many: String = (0..5_000).map(|n| format!("x{n} = 1\n")).collect();
    let found = lines(&reading(&files(&[("facts.toml", &many)])));
    assert!(found.last().is_some_and(|l| l.contains("4800 more")), "{:?}", found.last());
}

#[test]
fn ids_defined_twice_are_told_with_both_places() {
    expect(
        &rewritten(SERVICE, "id = \"industry-review\"", "id = \"health-review\""),
        &["duplicate-id services/resume-work.toml:34:6 step `health-review` is defined twice"],
    );
    let copy = String::from_utf8(files(&[])[SERVICE].clone()).expect("text");
    expect(
        &files(&[("services/again.toml", &copy)]),
        &[
            "file-name services/again.toml:2:6 the id `resume-work` is not the name of its file, \
             `again`",
            "duplicate-id services/resume-work.toml:2:6 service `resume-work` is defined twice",
        ],
    );
}

#[test]
fn a_need_says_exactly_one_thing() {
    let wrong = "bad-need services/resume-work.toml:15:1 a need says exactly one of `evidence`, \
                 `any`, or `at_least` with `of`";
    expect(&rewritten(SERVICE, "evidence = \"roster\"", "evidence = \"roster\"\nany = [\"plan\"]"), &[wrong]);
    expect(&rewritten(SERVICE, "evidence = \"roster\"", "at_least = 1"), &[wrong]);
    expect(
        &rewritten(SERVICE, "evidence = \"roster\"", "at_least = 3\nof = [\"roster\", \"plan\"]"),
        &["bad-need services/resume-work.toml:17:6 asks for 3 but lists only 2"],
    );
}

#[test]
fn steps_that_wait_for_each_other_are_told_as_a_ring() {
    expect(
        &rewritten(SERVICE, "reads = [\"plan\"]", "reads = [\"plan\"]\nafter = [\"decision\"]"),
        &["step-cycle services/resume-work.toml:26:6 steps wait for each other, so none can \
           start: health-review → decision → health-review"],
    );
}

#[test]
fn facts_must_make_sense() {
    let question = "question = { zh-CN = \"多少人？\", en = \"How many people?\" }\n";
    expect(
        &rewritten("facts.toml", question, ""),
        &["missing-key facts.toml:1:7 `headcount` comes from no `register`, so it needs a \
           `question` for the applicant"],
    );
}

#[test]
fn a_text_lacks_neither_language() {
    expect(
        &rewritten(SERVICE, ", en = \"Resume work\"", ""),
        &["missing-language services/resume-work.toml:3:8 `name` lacks its `en` wording; both \
           languages are required"],
    );
}

#[test]
fn a_bad_rule_is_told_at_its_word_behind_escapes() {
    let files = rewritten(
        SERVICE,
        "when = \"region_tier <> 'low'\"",
        "when = \"region_tier <> '\\u006cow' AND headcuont > 3\"",
    );
    let reading = reading(&files);
    let found = &reading.diagnostics;
    assert_eq!(found.len(), 1, "{}", told(&reading));
    let span = found[0].span.clone().expect("a rule has a place");
    let text = reading.sources.text(SERVICE).expect("kept");
    assert_eq!(&text[span.range], "headcuont");
}

#[test]
fn json_tells_the_same_as_the_text() {
    let reading = reading(&rewritten(SERVICE, "\"industry\"", "\"industri\""));
    let json = playbook::render::json(&reading.diagnostics, &reading.sources);
    assert_eq!(json[0]["place"]["line"], 4);
    assert_eq!(json[0]["place"]["column"], 8);
    assert_eq!(json[0]["fix"]["replacement"], "industry");
    assert_eq!(json[0]["message"]["en"], "there is no agency `industri`");
}

#[test]
fn a_very_long_line_is_cut_around_the_mark() {
    let long = "x".repeat(50_000);
    let texts = [
        format!(
            "[agency.health]\nname = {{ zh-CN = \"卫\", en = \"{long}\" }}\nlevell = \"county\"\nlevel = \"{long}\"\n"
        ),
        format!(
            "[agency.health]\nname = {{ zh-CN = \"卫\", en = \"{long}\", zz = 1 }}\nlevel = \"countyy\" # {long}\n"
        ),
        format!("[agency.health]\nname = '''\n{long}\n'''\nlevel = \"county\"\n"),
    ];
    for text in texts {
        let reading = reading(&files(&[("agencies.toml", &text)]));
        let shown = playbook::render::human(&reading.diagnostics, &reading.sources, civic::text::Lang::En, false);
        assert!(!reading.diagnostics.is_empty());
        let longest = shown.lines().map(str::len).max();
        assert!(longest < Some(1_300), "{shown:.3000}");
    }
}
