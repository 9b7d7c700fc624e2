//! Every page without a parameter, as everybody, in both languages: the door holds and no word is missing.

use axum::http::Method;
use testkit::TestTown;
use web::{Door, Role};

use crate::house::{DAY, HOUSE, features};

/// One person of each role.
const PEOPLE: &[(&str, Role)] = &[
    ("clerk", Role::Enterprise),
    ("worker", Role::Worker),
    ("community", Role::Community),
    ("officer-industry", Role::Officer),
    ("dispatched", Role::Dispatched),
    ("operator", Role::Operator),
    ("command", Role::Command),
    ("drafter", Role::Drafter),
    ("auditor", Role::Auditor),
    ("admin", Role::Admin),
];

fn routes() -> Vec<(String, Door)> {
    let own = features().iter().flat_map(|feature| (feature.routes)().list());
    let all = own.chain(web::house_routes(true).list());
    all.filter(|(method, path, _)| *method == Method::GET && !path.contains('{'))
        .map(|(_, path, door)| (path, door))
        .collect()
}

/// Who may come through a door, told here once more so that a change of the door shows.
fn may(door: Door, role: Role) -> bool {
    match door {
        Door::Open | Door::SignedIn => true,
        Door::Enterprise => role == Role::Enterprise,
        Door::Worker => role == Role::Worker,
        Door::Community => role == Role::Community,
        Door::Officer => role == Role::Officer,
        Door::Dispatched => role == Role::Dispatched,
        Door::Operator => role == Role::Operator,
        Door::Command => role == Role::Command,
        Door::Drafter => role == Role::Drafter,
        Door::Auditor => role == Role::Auditor,
        Door::Admin => role == Role::Admin,
        Door::Machine => false,
    }
}

fn has_all_its_words(path: &str, text: &str) {
    for sign in ["⟦", "{$", "{{", "{n}"] {
        let at = text.find(sign).map(|at| text[at..].chars().take(60).collect::<String>());
        assert_eq!(at, None, "{path}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_page_answers_everybody_as_its_door_says() {
    let town = TestTown::start(DAY, &HOUSE).await;
    let routes = routes();
    assert!(routes.len() > 20, "{} pages", routes.len());
    for (name, role) in PEOPLE {
        let mut browser = town.person(name).await.browser().clone();
        for (path, door) in &routes {
            for lang in ["zh-CN", "en"] {
                let answer = browser.get(&format!("{path}?lang={lang}")).await;
                let status = answer.status.as_u16();
                let expected: &[u16] = if may(*door, *role) { &[200, 303, 404] } else { &[403] };
                assert!(expected.contains(&status), "{path} as {name}: {status}\n{}", answer.text());
                has_all_its_words(path, &answer.text());
            }
        }
    }
}

#[tokio::test]
async fn who_is_not_signed_in_is_led_to_the_sign_in_page() {
    let town = TestTown::start(DAY, &HOUSE).await;
    let mut browser = town.browser();
    for (path, door) in routes() {
        for lang in ["zh-CN", "en"] {
            let answer = browser.get(&format!("{path}?lang={lang}")).await;
            let status = answer.status.as_u16();
            match door {
                Door::Open => assert!([200, 303].contains(&status), "{path}: {status}"),
                Door::Machine => assert_eq!(status, 403, "{path}"),
                _ => {
                    assert_eq!(status, 303, "{path}");
                    assert!(answer.location().starts_with("/sign-in?next="), "{path}: {}", answer.location());
                }
            }
            has_all_its_words(&path, &answer.text());
        }
    }
}
