//! BPMN files as several modelling programs write them.

use process::{Finding, Kind, lints, read};

const MODEL: &str = "http://www.omg.org/spec/BPMN/20100524/MODEL";

/// A file with a prefix of the writer's choice before every name.
fn file(prefix: &str, body: &str) -> String {
    let (mark, bind) = if prefix.is_empty() {
        (String::new(), "xmlns".to_owned())
    } else {
        (format!("{prefix}:"), format!("xmlns:{prefix}"))
    };
    let body = body
        .replace("</", "</\u{1}")
        .replace('<', &format!("<{mark}"))
        .replace(&format!("<{mark}/\u{1}"), &format!("</{mark}"));
    format!("<{mark}definitions {bind}=\"{MODEL}\" id=\"d\" targetNamespace=\"t\">{body}</{mark}definitions>")
}

fn found(text: &str) -> Vec<Finding> {
    let reading = read(text.as_bytes());
    assert_eq!(reading.found, [], "{text}");
    lints::run(&reading.model.expect("a model"))
}

fn codes(text: &str) -> Vec<&'static str> {
    found(text).into_iter().filter(|finding| finding.code != "no-state-limit").map(|finding| finding.code).collect()
}

const POOLS: &str = r#"<collaboration id="c"><participant id="office" name="Trade office" processRef="p"/><participant id="firm" name="Firm"/>
<messageFlow id="m" sourceRef="firm" targetRef="filed"/></collaboration>
<process id="p"><laneSet id="ls"><lane id="l1" name="Desk"><flowNodeRef>filed</flowNodeRef><flowNodeRef>check</flowNodeRef><flowNodeRef>late</flowNodeRef></lane>
<lane id="l2" name="Chief"><flowNodeRef>sign</flowNodeRef><flowNodeRef>out</flowNodeRef><flowNodeRef>told</flowNodeRef></lane></laneSet>
<startEvent id="filed" name="Filed"><outgoing>a</outgoing><messageEventDefinition/></startEvent>
<userTask id="check" name="Check&#10;papers"><dataOutputAssociation id="o"><targetRef>report</targetRef></dataOutputAssociation></userTask>
<boundaryEvent id="late" attachedToRef="check"><timerEventDefinition><timeDuration>P2D</timeDuration></timerEventDefinition></boundaryEvent>
<subProcess id="sign" name="Sign"><startEvent id="s1"/><manualTask id="s2" name="Seal"/><endEvent id="s3"/>
<sequenceFlow id="s4" sourceRef="s1" targetRef="s2"/><sequenceFlow id="s5" sourceRef="s2" targetRef="s3"/></subProcess>
<endEvent id="out" name="Granted"/><endEvent id="told" name="Superior told"/>
<dataObjectReference id="report"/>
<sequenceFlow id="a" sourceRef="filed" targetRef="check"/><sequenceFlow id="b" sourceRef="check" targetRef="sign"/>
<sequenceFlow id="c1" sourceRef="sign" targetRef="out"/><sequenceFlow id="c2" sourceRef="late" targetRef="told"/></process>"#;

#[test]
fn any_prefix_is_read_with_pools_lanes_timers_and_subprocesses() {
    for prefix in ["", "bpmn", "bpmn2", "semantic", "x"] {
        let text = file(prefix, POOLS);
        let reading = read(text.as_bytes());
        assert_eq!(reading.found, []);
        let model = reading.model.expect("a model");
        let [office, inside] = &model.processes[..] else { panic!("a process and what is in it") };
        assert_eq!(office.name, "Trade office");
        let of = |id: &str| office.nodes.iter().find(|node| node.id == id).expect("it is there");
        assert_eq!((of("check").name.as_str(), of("check").who[0].as_str()), ("Check papers", "Desk"));
        assert_eq!(of("check").limit, Some(2 * process::DAY), "the timer at its edge");
        assert_eq!((of("check").gives[0].as_str(), of("sign").kind), ("report", Kind::Sub(1)));
        assert_eq!((inside.part_of, inside.nodes[1].name.as_str()), (Some((0, 3)), "Seal"));
        assert_eq!(inside.nodes[1].who, ["Chief"], "what stands inside is done by the same people");
        assert!(text[of("sign").place.clone()].ends_with("name=\"Sign\">"));
        assert_eq!(codes(&text), [""; 0]);
    }
}

/// A process from lines `kind id` and `from>to`.
fn drawn(lines: &str) -> String {
    let mut body = "<process id=\"p\">".to_owned();
    for (at, line) in lines.split(';').map(str::trim).enumerate() {
        body += &match line.split_once('>') {
            Some((from, to)) => format!("<sequenceFlow id=\"f{at}\" sourceRef=\"{from}\" targetRef=\"{to}\"/>"),
            None => {
                let (kind, id) = line.split_once(' ').expect("kind and id");
                let kind = match kind {
                    "x" => "exclusiveGateway",
                    "and" => "parallelGateway",
                    "or" => "inclusiveGateway",
                    "start" => "startEvent",
                    "end" => "endEvent",
                    kind => kind,
                };
                format!("<{kind} id=\"{id}\"/>")
            }
        };
    }
    file("bpmn", &(body + "</process>"))
}

#[test]
fn gateways_that_fit_are_left_alone() {
    for fits in [
        "start s; and a; task t; task u; and b; end e; s>a; a>t; a>u; t>b; u>b; b>e",
        "start s; x a; task t; task u; x b; end e; s>a; a>t; a>u; t>b; u>b; b>e",
        "start s; or a; task t; task u; or b; end e; s>a; a>t; a>u; t>b; u>b; b>e",
        // a choice inside one of two branches, joined there
        "start s; and a; x c; task t; task u; task v; x d; and b; end e; s>a; a>c; c>t; c>u; t>d; u>d; a>v; d>b; v>b; b>e",
        // branches that each end by themselves need no join
        "start s; and a; task t; task u; end e; end f; s>a; a>t; a>u; t>e; u>f",
        // the same by a task with two ways out
        "start s; task a; task t; task u; and b; end e; s>a; a>t; a>u; t>b; u>b; b>e",
    ] {
        let wrong: Vec<_> = codes(&drawn(fits)).into_iter().filter(|code| *code != "lanes-in-series").collect();
        assert_eq!(wrong, [""; 0], "{fits}");
    }
}

#[test]
fn gateways_that_do_not_fit_are_told_however_far_apart_they_stand() {
    for (lines, code) in [
        ("start s; x a; task t; task u; task v; and b; end e; s>a; a>t; t>v; a>u; v>b; u>b; b>e", "waits-for-ever"),
        ("start s; and a; task t; task u; x b; task v; end e; s>a; a>t; a>u; t>b; u>b; b>v; v>e", "runs-twice"),
        ("start s; or a; task t; task u; and b; end e; s>a; a>t; a>u; t>b; u>b; b>e", "waits-for-ever"),
        // one branch may leave to an end of its own: the join waits for it
        (
            "start s; and a; x c; task t; task u; and b; end e; end f; s>a; a>c; c>t; c>f; a>u; t>b; u>b; b>e",
            "waits-for-ever",
        ),
        // a way back into the join itself
        ("start s; and j; task t; x c; end e; s>j; j>t; t>c; c>e; c>j", "waits-for-ever"),
        // two branches into one task: it runs twice, and nobody drew a gateway
        ("start s; and a; task t; task u; task v; end e; s>a; a>t; a>u; t>v; u>v; v>e", "runs-twice"),
    ] {
        let codes = codes(&drawn(lines));
        assert!(codes.contains(&code), "{lines}: {codes:?}");
    }
}

#[test]
fn a_lock_is_told_with_the_choice_that_leads_into_it() {
    let text =
        drawn("start s; and a; x c; task t; task u; and b; end e; end f; s>a; a>c; c>t; c>f; a>u; t>b; u>b; b>e");
    let found = found(&text);
    let lock = found.iter().find(|finding| finding.code == "waits-for-ever").expect("a lock");
    assert_eq!(lock.message.en, "`b` can wait for ever: `u` has come, `t` never will");
    let labels: Vec<&str> = lock.labels.iter().map(|(_, words)| words.en.as_str()).collect();
    assert!(labels.contains(&"when `f` is chosen at `c`"), "{labels:?}");
}

#[test]
fn two_offices_that_wait_for_each_others_message_are_told() {
    let office = |id: &str, waits_first: bool| {
        let (first, then) = if waits_first { ("receiveTask", "sendTask") } else { ("sendTask", "receiveTask") };
        format!(
            "<process id=\"{id}\"><startEvent id=\"{id}s\"/><{first} id=\"{id}1\"/><{then} id=\"{id}2\"/><endEvent id=\"{id}e\"/>\
             <sequenceFlow id=\"{id}a\" sourceRef=\"{id}s\" targetRef=\"{id}1\"/><sequenceFlow id=\"{id}b\" sourceRef=\"{id}1\" targetRef=\"{id}2\"/>\
             <sequenceFlow id=\"{id}c\" sourceRef=\"{id}2\" targetRef=\"{id}e\"/></process>"
        )
    };
    let pools = |body: &str, messages: &str| {
        let pools = "<participant id=\"A\" processRef=\"a\"/><participant id=\"B\" processRef=\"b\"/>";
        file("", &format!("<collaboration id=\"c\">{pools}{messages}</collaboration>{body}"))
    };
    let message =
        |from: &str, to: &str| format!("<messageFlow id=\"{from}{to}\" sourceRef=\"{from}\" targetRef=\"{to}\"/>");
    let both = pools(&(office("a", true) + &office("b", true)), &(message("a2", "b1") + &message("b2", "a1")));
    let codes_of = codes(&both);
    assert_eq!(codes_of, ["waits-for-ever"]);
    let one = pools(&(office("a", false) + &office("b", true)), &(message("a1", "b1") + &message("b2", "a2")));
    assert_eq!(codes(&one), [""; 0]);
}

#[test]
fn ids_given_twice_and_flows_to_nowhere_are_told_with_both_places() {
    let text = drawn("start s; task t; task t; end e; s>t; t>e; t>gone; elsewhere>e");
    let reading = read(text.as_bytes());
    let codes: Vec<&str> = reading.found.iter().map(|finding| finding.code).collect();
    assert_eq!(codes, ["double-name", "unknown-next", "unknown-next"]);
    assert_eq!(reading.found[0].labels.len(), 0, "{:?}", reading.found[0]);
    assert!(reading.found[1].message.en.contains("`targetRef` of this sequence flow is `gone`"));
}

#[test]
fn what_a_file_says_comes_back_from_the_file_that_is_written() {
    let text = file("bpmn", POOLS);
    let before = read(text.as_bytes()).model.expect("a model");
    let written = process::to_bpmn(&before);
    let reading = read(written.as_bytes());
    assert_eq!(reading.found, [], "{written}");
    let after = reading.model.expect("a model");
    for (before, after) in before.processes.iter().zip(&after.processes) {
        let names = |process: &process::Process| -> Vec<(String, Vec<String>)> {
            process.nodes.iter().map(|node| (node.name.clone(), node.who.clone())).collect()
        };
        let flows =
            |process: &process::Process| -> Vec<_> { process.flows.iter().map(|flow| (flow.from, flow.to)).collect() };
        assert_eq!((names(before), flows(before)), (names(after), flows(after)));
    }
    assert_eq!(after.processes[0].nodes[1].limit, Some(2 * process::DAY));
}
