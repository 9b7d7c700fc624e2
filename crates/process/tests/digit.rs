//! Workflow configurations of DIGIT, in the shapes in which they are found.

use process::{Kind, Severity, lints, read};

/// As an answer of the workflow service has it: audit details, uuids in `nextState`, numbers as text, nulls.
const ANSWER: &str = r#"{
  "ResponseInfo": {"status": "successful"},
  "BusinessServices": [{
    "tenantId": "xx", "uuid": "b-1", "businessService": "WELL.PERMIT", "business": "well-permits",
    "businessServiceSla": "259200000",
    "states": [
      {"uuid": "s-0", "sla": null, "state": null, "applicationStatus": null, "docUploadRequired": false,
       "isStartState": true, "isTerminateState": false,
       "actions": [{"uuid": "a-0", "currentState": "s-0", "action": "APPLY", "nextState": "s-1", "roles": ["CITIZEN"], "active": true}]},
      {"uuid": "s-1", "sla": 172800000, "state": "DOCVERIFY", "docUploadRequired": true, "isStartState": false,
       "isTerminateState": false, "isStateUpdatable": false,
       "actions": [
         {"uuid": "a-1", "action": "FORWARD", "nextState": "s-2", "roles": ["WELL_DOC"], "active": true},
         {"uuid": "a-2", "action": "OLD_WAY", "nextState": "s-9", "roles": ["WELL_DOC"], "active": false},
         {"uuid": "a-3", "action": "SEND_BACK", "nextState": "s-4", "roles": ["WELL_DOC"], "active": true}]},
      {"uuid": "s-2", "sla": 172800000.0, "state": "FIELD", "isTerminateState": false,
       "actions": [{"action": "APPROVE", "nextState": "s-3", "roles": ["WELL_FIELD", "WELL_CHIEF"]}]},
      {"uuid": "s-3", "sla": null, "state": "GRANTED", "isTerminateState": true, "actions": null},
      {"uuid": "s-4", "sla": 0, "state": "WITH_CITIZEN", "isTerminateState": false,
       "actions": [{"action": "RESUBMIT", "nextState": "s-1", "roles": ["CITIZEN"]}]}
    ]
  }]
}"#;

fn codes(text: &str) -> Vec<&'static str> {
    let reading = read(text.as_bytes());
    let found = reading.found.into_iter().chain(reading.model.iter().flat_map(lints::run));
    found.map(|finding| finding.code).collect()
}

#[test]
fn an_answer_of_the_service_is_read_with_uuids_and_nulls() {
    let reading = read(ANSWER.as_bytes());
    assert_eq!(reading.found, []);
    let model = reading.model.expect("a model");
    let [process] = &model.processes[..] else { panic!("one service") };
    assert_eq!((process.name.as_str(), process.limit), ("WELL.PERMIT", Some(3 * process::DAY)));
    assert_eq!(process.nodes[0].kind, Kind::Start);
    assert_eq!(process.nodes[2].who, ["WELL_FIELD", "WELL_CHIEF"]);
    assert_eq!(process.nodes[4].limit, None, "0 says that there is no limit");
    let flows: Vec<_> = process.flows.iter().map(|flow| (flow.from, flow.to)).collect();
    assert_eq!(flows, [(0, 1), (1, 2), (1, 4), (2, 3), (4, 1)], "an action that is not active is none");
    assert_eq!(&ANSWER[process.nodes[1].place.clone()], "\"DOCVERIFY\"");
}

#[test]
fn limits_that_add_up_to_more_than_the_whole_are_told_with_their_way() {
    let model = read(ANSWER.as_bytes()).model.expect("a model");
    let found = lints::run(&model);
    let over = found.iter().find(|finding| finding.code == "limit-exceeded").expect("4 days in 3");
    assert!(
        over.message.en.contains("3 days in all") && over.message.en.contains("1 day too many"),
        "{}",
        over.message.en
    );
    let places: Vec<&str> = over.labels.iter().map(|(place, _)| &ANSWER[place.clone()]).collect();
    assert_eq!(places, ["\"DOCVERIFY\"", "\"FIELD\""]);
    assert!(over.help[0].en.contains("`WITH_CITIZEN`"), "the way back is told: {:?}", over.help);
    let codes: Vec<&str> = found.iter().map(|finding| finding.code).collect();
    assert!(codes.contains(&"endless-correction") && codes.contains(&"no-state-limit"), "{codes:?}");
    assert!(found.iter().all(|finding| finding.severity != Severity::Error), "{found:#?}");
}

#[test]
fn services_are_found_wherever_they_lie() {
    let one = r#"{"businessService":"A","states":[{"state":"X","isStartState":true,"actions":[{"action":"GO","nextState":"Y","roles":["R"]}]},{"state":"Y","isTerminateState":true}]}"#;
    for text in [
        one.to_owned(),
        format!("[{one}]"),
        format!("\u{feff}{{\"tenantId\":\"pg\",\"moduleName\":\"wf\",\"BusinessServiceConfig\":[{one}]}}"),
        format!("{{\"request\":{{\"body\":{{\"BusinessServices\":[{one},{}]}}}}}}", one.replace("\"A\"", "\"B\"")),
    ] {
        let reading = read(text.as_bytes());
        let model = reading.model.unwrap_or_else(|| panic!("{text}: {:?}", reading.found));
        assert!(!model.processes.is_empty() && reading.found.is_empty(), "{text}");
        let place = model.processes[0].nodes[0].place.clone();
        assert_eq!(&text[place], "\"X\"");
    }
}

#[test]
fn everything_wrong_is_told_at_once_and_the_rest_is_read() {
    let text = r#"{"businessService":"A","businessServiceSla":"soon","states":[
      {"state":"X","isStartState":true,"sla":-5,"actions":[{"action":"GO","nextState":"NOWHERE","roles":["R"]},{"action":"ON","roles":["R"]}, 7]},
      {"state":"X","isTerminateState":true},
      "Y"
    ]}"#;
    assert_eq!(
        codes(text)[..6],
        ["wrong-kind", "wrong-kind", "wrong-kind", "double-name", "wrong-kind", "unknown-next"]
    );
}

#[test]
fn a_state_nobody_leaves_is_told_once_with_all_that_cannot_get_out() {
    let text = r#"{"businessService":"A","states":[
      {"state":"X","isStartState":true,"actions":[{"action":"GO","nextState":"P","roles":["R"]},{"action":"END","nextState":"E","roles":["R"]}]},
      {"state":"P","actions":[{"action":"GO","nextState":"Q","roles":["S"]}]},
      {"state":"Q","actions":[{"action":"BACK","nextState":"P","roles":["T"]}]},
      {"state":"E","isTerminateState":true}]}"#;
    let model = read(text.as_bytes()).model.expect("a model");
    let found = lints::run(&model);
    let dead: Vec<_> = found.iter().filter(|finding| finding.code == "dead-end").collect();
    assert_eq!(dead.len(), 1);
    assert!(dead[0].message.en.contains("`P` → `Q`"), "{}", dead[0].message.en);
}
