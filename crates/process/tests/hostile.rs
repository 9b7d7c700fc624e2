//! What nobody in good faith would send: an answer, and soon.

use process::{FILE_BYTES_MAX, lints, read, road, svg, to_bpmn};

fn codes(bytes: &[u8]) -> Vec<&'static str> {
    let reading = read(bytes);
    let found = reading.found.iter().map(|finding| finding.code);
    found.collect()
}

fn bpmn(body: &str) -> String {
    format!(
        "<definitions xmlns=\"http://www.omg.org/spec/BPMN/20100524/MODEL\"><process id=\"p\">{body}</process></definitions>"
    )
}

#[test]
fn what_is_no_process_is_refused_with_the_reason_and_the_next_step() {
    let bomb = "<!DOCTYPE a [<!ENTITY b \"bbbbbbbb\"><!ENTITY c \"&b;&b;&b;&b;\">]><definitions>&c;</definitions>";
    let fetch = "<?xml version=\"1.0\"?>\n<!DOCTYPE a SYSTEM \"file:///etc/passwd\"><a/>";
    for (bytes, code) in [
        (&b""[..], "empty"),
        (b" \n\t", "empty"),
        (b"<", "not-xml"),
        (b"<definitions>", "not-xml"),
        (b"<definitions></process>", "not-xml"),
        (b"{\"businessService\":", "not-json"),
        (b"{\"businessService\":1,}", "not-json"),
        (b"[1, 2", "not-json"),
        (b"{}", "unknown-kind"),
        (b"<html/>", "unknown-kind"),
        (b"<definitions xmlns=\"http://www.omg.org/spec/BPMN/20100524/MODEL\"/>", "unknown-kind"),
        (b"hello", "unknown-kind"),
        (b"\xff\xfe<\0", "not-utf-8"),
        (bomb.as_bytes(), "has-doctype"),
        (fetch.as_bytes(), "has-doctype"),
        (&vec![b' '; FILE_BYTES_MAX + 1], "too-large"),
    ] {
        let reading = read(bytes);
        let found: Vec<_> = reading.found.iter().map(|finding| finding.code).collect();
        assert_eq!(found, [code], "{:?}", String::from_utf8_lossy(&bytes[..bytes.len().min(60)]));
        assert!(reading.model.is_none() && !reading.found[0].help.is_empty());
    }
}

#[test]
fn a_broken_file_is_told_where_it_breaks() {
    let text = "<definitions>\n  <process>\n  </proces>\n</definitions>";
    let reading = read(text.as_bytes());
    assert!(text[..reading.found[0].place.start].lines().count() == 3, "{:?}", reading.found[0]);
    let text = "{\n  \"a\": 1\n  \"b\": 2\n}";
    let reading = read(text.as_bytes());
    let start = reading.found[0].place.start;
    assert!(
        (text.find('1').expect("it is there")..=text.find("\"b\"").expect("it is there")).contains(&start),
        "{start}"
    );
}

#[test]
fn depth_is_no_danger() {
    let deep = bpmn(&("<subProcess id=\"s\">".repeat(100_000) + &"</subProcess>".repeat(100_000)));
    assert!(codes(deep.as_bytes()).contains(&"double-name"));
    let unnamed: String = (0..20_000).map(|at| format!("<subProcess id=\"s{at}\"><task id=\"t{at}\"/>")).collect();
    let deep = bpmn(&(unnamed + &"</subProcess>".repeat(20_000)));
    let model = read(deep.as_bytes()).model.expect("a model");
    assert_eq!(model.processes.len(), 20_001);
    assert!(!lints::run(&model).is_empty());
    assert!(road(&model, civic::text::Lang::En).contains("t19999"));
    assert!(svg(&model, civic::text::Lang::Zh).ends_with("</svg>\n"));
    assert!(to_bpmn(&model).ends_with("</bpmn:definitions>\n"));
    assert_eq!(codes("[".repeat(1_000_000).as_bytes()), ["not-json"]);
    assert_eq!(codes(("{\"a\":".repeat(500_000) + "1").as_bytes()), ["not-json"]);
}

#[test]
fn breadth_ends_too() {
    let n = 20_000;
    let tasks: String = (0..n).map(|at| format!("<task id=\"t{at}\"/><sequenceFlow id=\"f{at}\" sourceRef=\"a\" targetRef=\"t{at}\"/><sequenceFlow id=\"g{at}\" sourceRef=\"t{at}\" targetRef=\"b\"/>")).collect();
    for (split, join) in
        [("parallel", "parallel"), ("parallel", "exclusive"), ("inclusive", "inclusive"), ("exclusive", "parallel")]
    {
        let ends = "<startEvent id=\"s\"/><endEvent id=\"e\"/><sequenceFlow id=\"x\" sourceRef=\"s\" targetRef=\"a\"/><sequenceFlow id=\"y\" sourceRef=\"b\" targetRef=\"e\"/>";
        let text = bpmn(&format!("{ends}<{split}Gateway id=\"a\"/><{join}Gateway id=\"b\"/>{tasks}"));
        let model = read(text.as_bytes()).model.expect("a model");
        let found = lints::run(&model);
        assert!(found.len() < 300, "{split} {join}: {}", found.len());
    }
    // many that nothing leads to: a hundred are told, and how many more there are
    let lone: String = (0..n).map(|at| format!("<task id=\"t{at}\"/>")).collect();
    let text = bpmn(&format!(
        "<startEvent id=\"s\"/><endEvent id=\"e\"/><sequenceFlow id=\"x\" sourceRef=\"s\" targetRef=\"e\"/>{lone}"
    ));
    let found = lints::run(&read(text.as_bytes()).model.expect("a model"));
    let lone: Vec<_> = found.iter().filter(|finding| finding.code == "unreachable-state").collect();
    assert_eq!(lone.len(), 100);
    assert!(lone[99].help.iter().any(|help| help.en.contains("19900 more")), "{:?}", lone[99].help);
}

#[test]
fn names_that_would_steer_a_terminal_or_a_page_are_only_text() {
    let text = "{\"businessService\":\"<script>\\u001b[31m\",\"states\":[{\"state\":\"a\\\"&<b>\",\"isStartState\":true,\"isTerminateState\":true}]}";
    let model = read(text.as_bytes()).model.expect("a model");
    assert!(!road(&model, civic::text::Lang::En).contains('\u{1b}'));
    let drawn = svg(&model, civic::text::Lang::En);
    assert!(!drawn.contains("<script>") && !drawn.contains('\u{1b}') && drawn.contains("&lt;script&gt;"));
    assert!(read(to_bpmn(&model).as_bytes()).found.is_empty());
}
