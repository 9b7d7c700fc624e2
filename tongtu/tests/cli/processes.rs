//! Processes drawn elsewhere: judged, told, drawn; services written for other programs and read back.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use process::{Model, Severity, lints};

use crate::program::{Folder, playbooks, tongtu};

/// As a district might keep it: a limit of five days, a way back, a state nobody may leave.
const WORKFLOW: &str = r#"{
  "RequestInfo": {"apiId": "Rainmaker"},
  "BusinessServices": [{
    "tenantId": "xx",
    "businessService": "SHOP.LICENCE",
    "business": "shop-licences",
    "businessServiceSla": 432000000,
    "states": [
      {"sla": null, "state": null, "isStartState": true, "isTerminateState": false,
       "actions": [{"action": "APPLY", "nextState": "PAPERS", "roles": ["CITIZEN"]}]},
      {"sla": 172800000, "state": "PAPERS", "isStartState": false, "isTerminateState": false,
       "actions": [{"action": "FORWARD", "nextState": "FIELD", "roles": ["SHOP_DOC"]},
                   {"action": "SEND_BACK", "nextState": "CITIZEN_MENDS", "roles": ["SHOP_DOC"]}]},
      {"sla": 259200000, "state": "FIELD", "isStartState": false, "isTerminateState": false,
       "actions": [{"action": "FORWARD", "nextState": "SIGN", "roles": ["SHOP_FIELD"]},
                   {"action": "PARK", "nextState": "PARKED", "roles": ["SHOP_FIELD"]}]},
      {"sla": 86400000, "state": "SIGN", "isStartState": false, "isTerminateState": false,
       "actions": [{"action": "APPROVE", "nextState": "GRANTED", "roles": []}]},
      {"sla": null, "state": "PARKED", "isStartState": false, "isTerminateState": false, "actions": null},
      {"sla": 432000000, "state": "CITIZEN_MENDS", "isStartState": false, "isTerminateState": false,
       "actions": [{"action": "RESUBMIT", "nextState": "PAPERS", "roles": ["CITIZEN"]}]},
      {"sla": null, "state": "GRANTED", "isStartState": false, "isTerminateState": true, "actions": null}
    ]
  }]
}
"#;

#[test]
fn a_workflow_configuration_is_judged_whatever_its_name() {
    let folder = Folder::new();
    folder.write("workflow.txt", WORKFLOW);
    let path = format!("{}/workflow.txt", folder.path());
    let human = tongtu(&["process", "lint", &path]);
    assert_eq!(human.code, 1);
    for part in [
        "error[nobody-may-act]: no role may take action `APPROVE` of `SIGN`",
        "warning[dead-end]: nothing leads on from `PARKED`",
        "warning[limit-exceeded]: `SHOP.LICENCE` may take 5 days in all",
        "`PAPERS`: 2 days",
        "hint[endless-correction]",
        "workflow.txt:19:",
        "processes: 1",
    ] {
        assert!(human.out.contains(part), "{part}: {}", human.out);
    }
    let chinese = tongtu(&["process", "lint", &path, "--lang", "zh-CN"]);
    assert!(chinese.out.contains("没有角色可办") && chinese.out.contains("1 个流程"), "{}", chinese.out);
    let found = tongtu(&["process", "lint", &path, "--format", "json"]).json();
    let stuck = found.as_array().expect("a list").iter().find(|one| one["code"] == "dead-end").expect("told");
    assert_eq!((&stuck["place"]["line"], &stuck["severity"]), (&19.into(), &"warn".into()));
    let sarif = tongtu(&["process", "lint", &path, "--format", "sarif", "--lang", "en"]).json();
    let rules = sarif["runs"][0]["tool"]["driver"]["rules"].as_array().expect("rules");
    assert!(rules.iter().all(|rule| rule["help"]["markdown"].as_str().is_some_and(|page| page.starts_with("# "))));
    let github = tongtu(&["process", "lint", &path, "--format", "github"]);
    assert!(github.out.contains("::error file=") && github.out.contains("title=nobody-may-act"), "{}", github.out);
}

#[test]
fn several_files_are_judged_together_and_bad_ones_refused_with_place_and_next_step() {
    let folder = Folder::new();
    folder.write("good.json", WORKFLOW.replace("\"roles\": []", "\"roles\": [\"CHIEF\"]"));
    folder.write("broken.json", "{\n  \"businessService\": \"A\",,\n}");
    folder.write("broken.bpmn", "<definitions>\n  <process>\n</definitions>");
    folder.write("bomb.bpmn", "<!DOCTYPE x [<!ENTITY a \"a\">]>\n<definitions/>");
    folder.write("empty.bpmn", "");
    folder.write("huge.bpmn", vec![b'<'; process::FILE_BYTES_MAX + 1]);
    folder.write("page.html", "<html/>");
    let paths: Vec<String> =
        ["good.json", "broken.json", "broken.bpmn", "bomb.bpmn", "empty.bpmn", "huge.bpmn", "page.html"]
            .map(|name| format!("{}/{name}", folder.path()))
            .into();
    let mut arguments = vec!["process", "lint"];
    arguments.extend(paths.iter().map(String::as_str));
    let ended = tongtu(&arguments);
    assert_eq!(ended.code, 1);
    for part in [
        "not-json",
        "broken.json:2:",
        "not-xml",
        "broken.bpmn:3:",
        "has-doctype",
        "delete `<!DOCTYPE",
        "empty",
        "too-large",
        "unknown-kind",
        "files: 7",
    ] {
        assert!(ended.out.contains(part), "{part}: {}", ended.out);
    }
    assert_eq!(tongtu(&["process", "lint", "/no/such/file.bpmn"]).code, 2);
    assert_eq!(tongtu(&["process", "lint", folder.path()]).code, 2, "a folder is no file");
    assert_eq!(tongtu(&["process", "lint"]).code, 2);
}

#[test]
fn a_process_is_told_in_words_and_drawn() {
    let folder = Folder::new();
    folder.write("workflow.json", WORKFLOW);
    let (path, svg) = (format!("{}/workflow.json", folder.path()), format!("{}/road.svg", folder.path()));
    let told = tongtu(&["process", "show", &path, "--svg", &svg, "--lang", "en"]);
    assert_eq!(told.code, 0, "{}", told.err);
    for part in [
        "SHOP.LICENCE, 5 days in all",
        "PAPERS [SHOP_DOC]: waits until somebody acts, 2 days",
        "CITIZEN_MENDS: SEND_BACK (SHOP_DOC)",
        "ways back: 1",
        "6 days (PAPERS → FIELD → SIGN)",
    ] {
        assert!(told.out.contains(part), "{part}: {}", told.out);
    }
    let drawn = std::fs::read_to_string(svg).expect("the drawing");
    assert!(drawn.starts_with("<svg ") && drawn.contains("<title>process: SHOP.LICENCE</title>"), "{drawn}");
}

#[test]
fn lints_of_processes_are_explained_like_the_others() {
    let english = tongtu(&["explain", "waits-for-ever", "--lang", "en"]);
    let chinese = tongtu(&["explain", "waits-for-ever", "--lang", "zh-CN"]);
    assert!(
        english.out.contains("parallel join") && chinese.out.contains("并行汇合"),
        "{}{}",
        english.out,
        chinese.out
    );
    assert!(tongtu(&["explain", "--lang", "en"]).out.contains("lanes-in-series"));
}

/// All rule books of the repository with their services.
fn services() -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    let mut open = vec![playbooks()];
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(&folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
            if path.is_dir() {
                open.push(path);
            } else if folder.ends_with("services") && folder.with_file_name("playbook.toml").is_file() {
                found.push((folder.parent().expect("a rule book").to_path_buf(), name));
            }
        }
    }
    found.sort();
    assert!(found.len() > 25, "{found:?}");
    found
}

/// For each step of a rule book drawn in a process: its lane, and the steps that come before it.
fn order(model: &Model) -> BTreeMap<String, (String, BTreeSet<String>)> {
    let process = &model.processes[0];
    let mut before: Vec<BTreeSet<usize>> = vec![BTreeSet::new(); process.nodes.len()];
    let mut changed = true;
    while changed {
        changed = false;
        for flow in &process.flows {
            let mut all = before[flow.from].clone();
            all.insert(flow.from);
            let count = before[flow.to].len();
            before[flow.to].extend(all);
            changed |= before[flow.to].len() != count;
        }
    }
    let step = |at: usize| process.nodes[at].step.clone();
    let all = (0..process.nodes.len()).filter_map(|at| {
        let earlier = before[at].iter().filter_map(|earlier| step(*earlier)).collect();
        Some((step(at)?, (process.nodes[at].who.join(", "), earlier)))
    });
    all.collect()
}

/// The facts the registers offer, as the program itself puts them together.
fn catalogue() -> rules::Catalogue {
    let mut catalogue = rules::Catalogue::default();
    for feature in [ground::ALL, people::ALL, firms::ALL, board::ALL].concat() {
        for fact in (feature.facts)() {
            catalogue.add(fact).expect("each fact once");
        }
    }
    catalogue
}

/// A rule book as it lies in its folder.
fn files(root: &Path) -> playbook::Files {
    let mut files = playbook::Files::new();
    let mut open = vec![root.to_path_buf()];
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(&folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            let text = path.extension().is_some_and(|end| end == "toml" || end == "md");
            if path.is_dir() {
                open.push(path);
            } else if text {
                let name = path.strip_prefix(root).expect("below").to_string_lossy().into_owned();
                files.insert(name, std::fs::read(&path).expect("a file"));
            }
        }
    }
    files
}

#[test]
fn every_service_is_written_as_bpmn_and_read_back_with_the_same_steps_in_the_same_order() {
    let catalogue = catalogue();
    for (root, service) in services() {
        let book = playbook::read(&files(&root), &catalogue).playbook.expect("a rule book");
        let book = book.effective(None, book.from);
        for lang in civic::text::Lang::ALL {
            let model = playbook::process_of(&book, &service, lang).expect("the service is there");
            let text = process::to_bpmn(&model);
            let reading = process::read(text.as_bytes());
            assert_eq!(reading.found, [], "{service}: {text}");
            let back = reading.model.expect("a model");
            assert_eq!(order(&model), order(&back), "{service}");
            assert_eq!(order(&back).len(), book.services[&service].steps.len(), "{service}");
            let silent = book.services[&service].silence != playbook::Silence::None;
            assert_eq!(back.processes.iter().any(|process| process.by_event), silent, "{service}");
            let found = lints::run(&back);
            assert!(found.iter().all(|finding| finding.severity == Severity::Hint), "{service}: {found:#?}");
            // what waits in the rule book waits in the drawing, and nothing else
            for (step, (_, before)) in order(&back) {
                assert_eq!(before, waits(&book.services[&service], &step), "{service}: {step}");
            }
        }
    }
}

/// The steps a step of a rule book waits for, directly or through others.
fn waits(service: &playbook::Service, id: &str) -> BTreeSet<String> {
    let mut all = BTreeSet::new();
    let mut open = vec![id.to_owned()];
    while let Some(id) = open.pop() {
        let step = service.steps.iter().find(|step| step.id == id).expect("it is there");
        let givers = service.steps.iter().filter(|giver| giver.gives.iter().any(|given| step.reads.contains(given)));
        let before = givers.map(|giver| giver.id.clone()).chain(step.after.iter().cloned());
        open.extend(before.filter(|before| *before != id && all.insert(before.clone())));
    }
    all
}

#[test]
fn a_service_is_exported_for_its_region_and_refused_by_name() {
    let folder = Folder::new();
    let (book, out) = (playbooks().join("epidemic"), format!("{}/resume.bpmn", folder.path()));
    let book = book.to_str().expect("a path in UTF-8");
    let written = tongtu(&["export", "bpmn", book, "--service", "resume-work", "--out", &out, "--lang", "en"]);
    assert_eq!((written.code, written.out.as_str()), (0, ""), "{}", written.err);
    let text = std::fs::read_to_string(&out).expect("a file");
    for part in [
        "<bpmn:parallelGateway",
        "region_tier = 'high'",
        "P5D",
        "triggeredByEvent",
        "<bpmndi:BPMNPlane",
        "Applicant",
        "No answer in time: granted",
    ] {
        assert!(text.contains(part), "{part}");
    }
    assert_eq!(tongtu(&["export", "bpmn", book, "--service", "resume-work", "--lang", "en"]).out, text);
    let told = tongtu(&["process", "show", &out, "--lang", "en"]);
    assert!(told.code == 0 && told.out.contains("Health review ["), "{}", told.out);
    assert_eq!(tongtu(&["process", "lint", &out]).code, 0);
    let none = tongtu(&["export", "bpmn", book, "--service", "resume"]);
    assert!(none.code == 2 && none.err.contains("resume-work"), "{}", none.err);
    let region = tongtu(&["export", "bpmn", book, "--service", "resume-work", "--region", "nowhere"]);
    assert!(region.code == 2 && region.err.contains("--region"), "{}", region.err);
}
