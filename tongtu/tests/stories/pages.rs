//! Every page without a parameter, as everybody, in both languages: the door holds and no word is missing.

use axum::http::Method;
use testkit::TestTown;
use web::testing::Browser;
use web::{Door, Role};

use crate::counter;
use crate::house::{DAY, HOUSE, features, shipped};

/// One person of each role.
const PEOPLE: &[(&str, Role)] = &[
    ("clerk", Role::Enterprise),
    ("worker", Role::Worker),
    ("community", Role::Community),
    ("officer-industry", Role::Officer),
    ("head-industry", Role::Head),
    ("supervisor", Role::Supervisor),
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
        Door::Officer => matches!(role, Role::Officer | Role::Head),
        Door::Supervisor => role == Role::Supervisor,
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
                let expected: &[u16] = match door {
                    // a program's door: a person's session is no key
                    Door::Machine => &[401],
                    _ if may(*door, *role) => &[200, 303, 404],
                    _ => &[403],
                };
                assert!(expected.contains(&status), "{path} as {name}: {status}\n{}", answer.text());
                // a workbook is no text
                if !path.ends_with(".xlsx") {
                    has_all_its_words(path, &answer.text());
                }
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
                Door::Machine => assert_eq!(status, 401, "{path}"),
                _ => {
                    assert_eq!(status, 303, "{path}");
                    assert!(answer.location().starts_with("/sign-in?next="), "{path}: {}", answer.location());
                }
            }
            has_all_its_words(&path, &answer.text());
        }
    }
}

/// Opens paths in both languages; each must be a page with all its words.
async fn all_open(browser: &mut Browser, paths: &[String]) {
    for path in paths {
        for lang in ["en", "zh-CN"] {
            let answer = browser.get(&format!("{path}?lang={lang}")).await;
            assert_eq!(answer.status, 200, "{path}: {}", answer.text());
            has_all_its_words(path, &answer.text());
        }
    }
}

fn below(case: &str, pages: &[&str]) -> Vec<String> {
    pages.iter().map(|page| format!("{case}{page}")).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_pages_of_a_case_have_all_their_words_in_every_state() {
    let town = TestTown::start(DAY, &HOUSE).await;
    let mut clerk = town.person("clerk").await;
    let (mut health, mut industry) = (town.person("officer-health").await, town.person("officer-industry").await);
    let editable = ["", "/answers", "/papers", "/check"];

    let draft = counter::begins(&mut clerk).await;
    all_open(clerk.browser(), &below(&draft, &editable)).await;
    clerk.opens(&draft).await;
    let letter = clerk.letter("撤回申请");
    clerk.sends(&letter).await;
    all_open(clerk.browser(), &below(&draft, &[""])).await;

    let case = counter::files(&mut clerk).await;
    all_open(clerk.browser(), &below(&case, &["", "/receipt"])).await;
    let desk = counter::desk_of(&case, "health-review");
    all_open(health.browser(), std::slice::from_ref(&desk)).await;
    health.opens(&desk).await.chooses("意见", "要求补正").chooses("要求补正的内容", "拟复工日期");
    health.fills("理由", "日期已过").presses("提交意见").await;
    all_open(clerk.browser(), &below(&case, &editable)).await;
    all_open(health.browser(), std::slice::from_ref(&desk)).await;
    clerk.opens(&format!("{case}/check")).await;
    clerk.ticks("以上内容已核对，真实有效").presses("补正完成，重新提交").await;
    counter::all_agree(&town, &case).await;
    all_open(clerk.browser(), &below(&case, &["", "/receipt"])).await;
    all_open(industry.browser(), &[counter::desk_of(&case, "decision")]).await;
    clerk.opens(&case).await.follows("复工通知书").await;
    let mut papers = vec![clerk.page().path.clone()];
    papers.extend(clerk.page().links.iter().filter(|l| l.href.starts_with("/verify/")).map(|l| l.href.clone()));
    all_open(&mut town.browser(), &papers).await;

    let refused = counter::files(&mut clerk).await;
    for (who, step) in [("officer-health", "health-review"), ("officer-industry", "industry-review")] {
        counter::decides(&town, who, &refused, step, "不同意", "不符合要求").await;
    }
    all_open(clerk.browser(), &below(&refused, &["", "/receipt"])).await;
    all_open(industry.browser(), &[counter::desk_of(&refused, "decision")]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_service_and_every_help_page_opens() {
    let town = TestTown::start(DAY, &HOUSE).await;
    let mut paths: Vec<String> =
        features().iter().filter(|f| !f.help.0.is_empty()).map(|f| format!("/help/{}", f.name)).collect();
    for book in ["epidemic", "safety-restart"] {
        let reading = playbook::read(&shipped(book), town.app().catalogue());
        let services = reading.playbook.expect("a sound book").services;
        assert!(services.len() >= 4, "{book}");
        paths.push(format!("/rules/{book}"));
        paths.extend(services.keys().flat_map(|id| [format!("/find/{book}/{id}"), format!("/rules/{book}/{id}")]));
    }
    // the safety book is of 2026: its day has not come in this town
    let in_force = |path: &String| !path.contains("/safety-restart");
    let (now, later): (Vec<String>, Vec<String>) = paths.into_iter().partition(in_force);
    all_open(&mut town.browser(), &now).await;
    let mut clerk = town.person("clerk").await;
    all_open(clerk.browser(), &now).await;
    for path in later {
        assert!([200, 404].contains(&clerk.tries(&path).await), "{path}");
    }
}
