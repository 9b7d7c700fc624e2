//! Every route of every service, asked by every role and by nobody, with ids of the own and of a foreign county.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use axum::http::Method;
use testkit::{Person, TestTown};
use web::{Door, Role};

use crate::house::{DAY, HOUSE, features};

/// One person a role.
const PEOPLE: [(&str, Option<Role>); 13] = [
    ("stranger", None),
    ("clerk", Some(Role::Enterprise)),
    ("worker", Some(Role::Worker)),
    ("community", Some(Role::Community)),
    ("officer-health", Some(Role::Officer)),
    ("head-health", Some(Role::Head)),
    ("supervisor", Some(Role::Supervisor)),
    ("dispatched", Some(Role::Dispatched)),
    ("operator", Some(Role::Operator)),
    ("command", Some(Role::Command)),
    ("drafter", Some(Role::Drafter)),
    ("auditor", Some(Role::Auditor)),
    ("admin", Some(Role::Admin)),
];

/// What stands for a parameter that is no county: the shape of an id, and nobody's.
const FORGED: &str = "01E3GDNJM00000000000000000";
const TABLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/stories/access_walk.md");

fn filled(path: &str, county: &str) -> String {
    let parts = path.split('/').map(|part| match part.strip_prefix('{') {
        Some("region}") => county.to_owned(),
        Some("playbook}") => "epidemic".to_owned(),
        Some("service}") => "resume-work".to_owned(),
        Some(name) if name.ends_with('}') => FORGED.to_owned(),
        _ => part.to_owned(),
    });
    parts.collect::<Vec<_>>().join("/")
}

async fn ask(person: &mut Person, method: &Method, path: &str) -> u16 {
    let (kind, body) = match *method {
        Method::POST => (Some("application/x-www-form-urlencoded"), b"txid=01E3GDNJM0000000000000WALK".to_vec()),
        Method::GET => (None, Vec::new()),
        _ => (Some("application/json"), b"{}".to_vec()),
    };
    person.browser().send(method.clone(), path, kind, body).await.status.as_u16()
}

/// What the door alone says; `None` where the page decides.
fn by_the_door(door: Door, role: Option<Role>) -> Option<&'static [u16]> {
    match (door, role) {
        (Door::Machine, _) => Some(&[401]),
        (Door::Open, _) => None,
        (_, None) => Some(&[303]),
        _ if door.lets(role) => None,
        _ => Some(&[403]),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_door_holds_for_every_role_and_nothing_breaks() {
    let town = TestTown::start(DAY, &HOUSE).await;
    let mut table = String::from(
        "<!-- Written by the story `access_walk` with TONGTU_WRITE=1; do not edit. -->\n\n# What each role is answered\n\n\
         | method | path | door | ids | answers |\n|---|---|---|---|---|\n",
    );
    let mut people = Vec::new();
    for (name, role) in PEOPLE {
        people.push((if role.is_some() { town.person(name).await } else { town.stranger() }, role));
    }
    let mut wrong = Vec::new();
    for (method, path, door) in features().iter().flat_map(|feature| (feature.routes)().list()) {
        // leaving ends the session that the next request needs
        if path == "/sign-out" {
            continue;
        }
        let places: &[&str] = if path.contains("{region}") { &["990121", "990122"] } else { &["990121"] };
        for county in places {
            let asked = filled(&path, county);
            let mut answers: BTreeMap<u16, Vec<&str>> = BTreeMap::new();
            for (person, role) in &mut people {
                let status = ask(person, &method, &asked).await;
                let word = role.map_or("nobody", Role::word);
                answers.entry(status).or_default().push(word);
                let holds = by_the_door(door, *role).is_none_or(|good| good.contains(&status));
                if status >= 500 || !holds {
                    wrong.push(format!("{method} {asked} ({door}) answers {status} to {word}"));
                }
                if *county == "990122" && status == 200 {
                    wrong.push(format!("{method} {asked} shows a foreign county to {word}"));
                }
            }
            let told = answers.iter().map(|(status, who)| match who.len() {
                n if n == PEOPLE.len() => format!("{status} all"),
                _ => format!("{status} {}", who.join(" ")),
            });
            let ids = if places.len() == 1 {
                ""
            } else if *county == "990121" {
                "own"
            } else {
                "foreign"
            };
            let told = told.collect::<Vec<_>>().join("; ");
            let _ = writeln!(table, "| {method} | `{path}` | {door} | {ids} | {told} |");
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    if std::env::var_os("TONGTU_WRITE").is_some() {
        std::fs::write(TABLE, &table).expect("the table is written");
    }
    let known = std::fs::read_to_string(TABLE).unwrap_or_default();
    let differ = table.lines().filter(|line| !known.lines().any(|old| old == *line)).collect::<Vec<_>>().join("\n");
    assert!(known == table, "answers have changed; if they should, run with TONGTU_WRITE=1. New or other:\n{differ}");
}
