//! What other systems read: the catalogue for everybody, the log of cases for auditors.
//!
//! With `TONGTU_INTEROP_OUT` set to a folder, the files stay there for validators that nobody here wrote.

use std::path::PathBuf;

use ground::cases::log::Window;
use ground::exchange::{Sink, write_ocel, write_xes};
use serde_json::Value;
use testkit::{Db, TestTown};

use ground::enterprises::CLERKS_USCC;

use crate::api::{Owner, key};
use crate::counter::{self, decides};
use crate::house::{DAY, HOUSE};

struct Text(String);

impl Sink for Text {
    async fn take(&mut self, piece: String) -> anyhow::Result<bool> {
        self.0.push_str(&piece);
        Ok(true)
    }
}

fn everything() -> Window {
    Window { from_ms: i64::MIN, to_ms: i64::MAX, within: "%".into(), ..Window::default() }
}

fn keep(name: &str, text: &str) {
    if let Some(folder) = std::env::var_os("TONGTU_INTEROP_OUT") {
        std::fs::write(PathBuf::from(folder).join(name), text).expect("the folder is there");
    }
}

/// One granted, one granted after a correction, one refused, one taken back, one under way, one never filed.
async fn a_busy_week(town: &TestTown) {
    let mut clerk = town.person("clerk").await;
    let case = counter::files(&mut clerk).await;
    counter::all_agree(town, &case).await;
    let case = counter::files(&mut clerk).await;
    town.days_pass(1);
    let mut health = town.person("officer-health").await;
    health.opens(&counter::desk_of(&case, "health-review")).await;
    health.chooses("意见", "要求补正").chooses("要求补正的内容", "有症状人数");
    health.fills("理由", "请核对有症状人数").presses("提交意见").await;
    clerk.opens(&format!("{case}/check")).await;
    clerk.ticks("以上内容已核对，真实有效").presses("补正完成，重新提交").await;
    counter::all_agree(town, &case).await;
    let case = counter::files(&mut clerk).await;
    decides(town, "officer-health", &case, "health-review", "不同意", "没有设测温点").await;
    decides(town, "officer-industry", &case, "industry-review", "不同意", "名册不符").await;
    let case = counter::files(&mut clerk).await;
    clerk.opens(&case).await;
    let letter = clerk.letter("撤回申请");
    clerk.sends(&letter).await;
    counter::files(&mut clerk).await;
    counter::begins(&mut clerk).await;
}

testkit::on_both_engines!(
    the_log_tells_every_filed_case_and_nobody_by_name,
    systems_with_the_scope_read_the_log_of_the_days_they_ask_for,
);

async fn systems_with_the_scope_read_the_log_of_the_days_they_ask_for(db: Db) {
    let town = TestTown::on(db, DAY, &HOUSE).await;
    let mut clerk = town.person("clerk").await;
    counter::files(&mut clerk).await;
    town.days_pass(2);
    counter::files(&mut clerk).await;
    let asks = async |owner: Owner, scopes: &'static [&'static str], path: &str| {
        let key = key(&town, owner, scopes).await;
        let mut browser = town.browser().header("authorization", &format!("Bearer {key}"));
        let answer = browser.get(&format!("/api/v1/logs/{path}")).await;
        (answer.status.as_u16(), answer)
    };
    const LOG: &[&str] = &["log:read"];
    let health = Owner::Agency("health");
    let (status, answer) = asks(health, LOG, "xes").await;
    assert_eq!((status, answer.header("content-type")), (200, "application/xml"));
    assert_eq!(answer.text().matches("<trace>").count(), 2);
    let (_, answer) = asks(health, LOG, &format!("xes?from={DAY}&to={DAY}")).await;
    assert_eq!(answer.text().matches("<trace>").count(), 1, "of one day");
    let (_, answer) = asks(health, LOG, "xes?service=another").await;
    assert_eq!(answer.text().matches("<trace>").count(), 0, "of another service");
    let (_, answer) = asks(Owner::Agency("fire"), LOG, "xes").await;
    assert_eq!(answer.text().matches("<trace>").count(), 0, "it takes part in none");
    let (_, answer) = asks(health, LOG, "ocel?service=resume-work").await;
    let log: Value = serde_json::from_str(&answer.text()).expect("JSON");
    let cases = log["objects"].as_array().expect("a list").iter().filter(|o| o["type"] == "case").count();
    assert_eq!(cases, 2);
    let (status, answer) = asks(health, LOG, "ocel.sqlite").await;
    assert_eq!((status, answer.header("content-type")), (200, "application/vnd.sqlite3"));
    assert!(answer.bytes.starts_with(b"SQLite format 3\0"), "a database file");
    assert_eq!(asks(health, LOG, "xes?from=2020-03-20&to=2020-03-01").await.0, 422);
    assert_eq!(asks(health, LOG, "xes?from=soon").await.0, 422);
    assert_eq!(asks(health, &["cases:read"], "ocel").await.0, 403, "without the scope");
    assert_eq!(asks(Owner::Enterprise(CLERKS_USCC), LOG, "ocel").await.0, 403, "a log is no enterprise's business");
}

async fn the_log_tells_every_filed_case_and_nobody_by_name(db: Db) {
    let town = TestTown::on(db, DAY, &HOUSE).await;
    a_busy_week(&town).await;
    let (mut xes, mut ocel) = (Text(String::new()), Text(String::new()));
    let db = town.app().db();
    assert_eq!(write_xes(db, &everything(), &mut xes).await.expect("written"), 5, "the draft is nobody's business");
    assert_eq!(write_ocel(db, &everything(), &mut ocel).await.expect("written"), 5);
    if let (Some(folder), store::Engine::Sqlite) = (std::env::var_os("TONGTU_INTEROP_OUT"), db.engine()) {
        keep("cases.xes", &xes.0);
        keep("cases.ocel.json", &ocel.0);
        store::backup::backup(db, &PathBuf::from(folder).join("county.sqlite")).await.expect("a copy of the county");
    }

    let doc = xes.0.matches("<trace>").count();
    assert_eq!(doc, 5, "{}", xes.0);
    for activity in ["file", "step-approved health-review", "correction-asked health-review", "resubmit", "withdraw"] {
        assert!(xes.0.contains(&format!("key=\"concept:name\" value=\"{activity}\"")), "{activity} in\n{}", xes.0);
    }
    for secret in ["13800000000", "测温点", "周", "clerk"] {
        assert!(!xes.0.contains(secret) && !ocel.0.contains(secret), "{secret} is nobody's business");
    }
    let log: Value = serde_json::from_str(&ocel.0).expect("JSON");
    let ids: Vec<&str> = log["objects"].as_array().expect("a list").iter().filter_map(|o| o["id"].as_str()).collect();
    let unique: std::collections::BTreeSet<&&str> = ids.iter().collect();
    assert_eq!(ids.len(), unique.len(), "an object is told once");
    for event in log["events"].as_array().expect("a list") {
        for related in event["relationships"].as_array().expect("a list") {
            let other = related["objectId"].as_str().expect("an id");
            assert!(unique.contains(&other), "{other} is an object of the log");
        }
    }
}

#[tokio::test]
async fn the_log_keeps_to_its_days_and_its_area() {
    let town = TestTown::start(DAY, &HOUSE).await;
    let mut clerk = town.person("clerk").await;
    counter::files(&mut clerk).await;
    for (window, expected) in [
        (everything(), 1),
        (Window { within: "9901%".into(), ..everything() }, 1),
        (Window { within: "990122%".into(), ..everything() }, 0),
        (Window { to_ms: town.app().now_ms(), ..everything() }, 0),
        (Window { from_ms: town.app().now_ms(), ..everything() }, 1),
    ] {
        let mut out = Text(String::new());
        let count = write_xes(town.app().db(), &window, &mut out).await.expect("written");
        assert_eq!(count, expected, "{window:?}");
        assert!(out.0.ends_with("</log>\n"), "an empty log is a log too");
    }
}

#[tokio::test]
async fn everybody_takes_the_catalogue_and_only_auditors_the_log() {
    let town = TestTown::start(DAY, &HOUSE).await;
    let mut anybody = town.stranger();
    anybody.opens("/data").await.sees("事项目录").sees("XLSX").does_not_see("办件事件日志");
    let turtle = anybody.browser().get("/data/catalogue/epidemic/services.ttl").await;
    assert_eq!(turtle.status, 200);
    assert!(turtle.text().contains("cpsv:PublicService"), "{}", turtle.text());
    keep("epidemic.ttl", &turtle.text());
    for file in ["items.csv", "materials.csv", "steps.csv", "services.xlsx"] {
        assert_eq!(anybody.browser().get(&format!("/data/catalogue/epidemic/{file}")).await.status, 200, "{file}");
    }
    for (path, status) in [
        ("/data/catalogue/nothing/items.csv", 404),
        ("/data/catalogue/epidemic/secrets.csv", 404),
        ("/data/log/cases.xes", 303),
    ] {
        assert_eq!(anybody.browser().get(path).await.status, status, "{path}");
    }
    let mut auditor = town.person("auditor").await;
    auditor.opens("/data").await.sees("办件事件日志").sees("下载 XES");
    let log = auditor.browser().get("/data/log/cases.xes?from=2020-03-01&to=2020-03-31").await;
    assert_eq!(log.status, 200);
    assert!(log.text().ends_with("</log>\n"), "{}", log.text());
    for wrong in ["from=31.3.2020", "from=2020-03-31&to=2020-03-01"] {
        assert_eq!(auditor.browser().get(&format!("/data/log/cases.xes?{wrong}")).await.status, 422, "{wrong}");
    }
    assert_eq!(auditor.browser().get("/data/log/cases.zip").await.status, 404);
}
