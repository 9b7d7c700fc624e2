//! A county laid out for programs nobody here wrote: two keys, and for every call examples that are answered well.

use ground::enterprises::CLERKS_USCC;
use serde_json::{Map, Value, json};
use testkit::{TestTown, papers};

use crate::api::{Owner, System, answers, base64, files, key, path, prepares};
use crate::house::{DAY, HOUSE};

/// Scopes of both keys: everything.
const WIDE: &[&str] = &["cases:read", "cases:write", "catalogue:read", "log:read", "webhooks"];

/// Examples of one owner, by operation.
#[derive(Default)]
struct Examples(Map<String, Value>);

impl Examples {
    fn add(&mut self, operation: &str, at: &Value, body: Option<Value>) {
        let list = self.0.entry(operation).or_insert_with(|| json!([]));
        list.as_array_mut().expect("a list").push(json!({"path": at, "body": body}));
    }

    /// The same for several calls that only read.
    fn reads(&mut self, operations: &[&str], at: &Value) {
        operations.iter().for_each(|operation| self.add(operation, at, None));
    }
}

/// The path parameters of a case or a subscription, from its address.
fn place(at: &str) -> Value {
    let mut parts = at.rsplit('/');
    let (id, region) = (parts.next().expect("an id"), parts.next().expect("a region"));
    json!({"region": region, "id": id})
}

fn and(at: &Value, name: &str, value: &str) -> Value {
    let mut at = at.clone();
    at[name] = value.into();
    at
}

async fn decides(system: &mut System, at: &str, step: &str, verdict: &str) {
    let word = json!({"verdict": verdict, "reason": "no room for isolation"});
    let (status, told) = system.posts(&format!("{at}/steps/{step}/decide"), word).await;
    assert_eq!(status, 200, "{told}");
}

async fn withdrawn(firm: &mut System) -> String {
    let at = files(firm).await;
    assert_eq!(firm.posts(&format!("{at}/withdraw"), json!({})).await.0, 200);
    at
}

/// A case refused (or granted) by both desks; granted with the number of its certificate.
async fn decided(firm: &mut System, [health, industry]: [&mut System; 2], verdict: &str) -> (String, Value) {
    let at = files(firm).await;
    decides(health, &at, "health-review", verdict).await;
    decides(industry, &at, "industry-review", verdict).await;
    if verdict == "approve" {
        decides(industry, &at, "decision", verdict).await;
    }
    let (_, case) = firm.get(&at).await;
    (at, case["certificates"][0]["number"].clone())
}

fn proposal(number: &Value) -> Value {
    json!({"act": "propose", "reason": "forged roster", "basis": "art. 69", "number": number})
}

/// What an enterprise's key does with drafts and with cases of its own.
async fn of_the_firm(firm: &mut System, all: &mut Examples) {
    let begin = json!({"playbook": "epidemic", "service": "resume-work", "facts": answers()});
    all.add("beginCase", &json!({}), Some(begin));
    let at = prepares(firm).await;
    all.add("putFacts", &place(&at), Some(json!({"facts": answers()})));
    let at = prepares(firm).await;
    for number in 1..=3 {
        // The case has `papers::pdf()` already, and the same content twice is refused.
        let page = [papers::pdf(), format!("% page {number}\n").into_bytes()].concat();
        let file_name = format!("plan-{number}.pdf");
        let paper = json!({"need": "prevention-plan", "file_name": file_name, "content": base64(&page)});
        all.add("addPaper", &place(&at), Some(paper));
    }
    let at = prepares(firm).await;
    let (_, case) = firm.get(&at).await;
    for paper in case["papers"].as_array().expect("papers") {
        all.add("removePaper", &and(&place(&at), "paper", paper["id"].as_str().expect("an id")), None);
    }
    for _ in 0..3 {
        let at = prepares(firm).await;
        all.add("fileCase", &place(&at), Some(json!({"declared": true})));
        let at = files(firm).await;
        all.add("withdrawCase", &place(&at), Some(json!({"reason": "ordered elsewhere"})));
        let at = withdrawn(firm).await;
        all.add("reopenCase", &place(&at), Some(json!({})));
    }
}

/// What either owner does with a case both may see.
async fn of_both(firm: &mut System, [health, industry]: [&mut System; 2], of: [&mut Examples; 2]) {
    let [by_firm, by_agency] = of;
    let at = place(&files(firm).await);
    for all in [&mut *by_firm, &mut *by_agency] {
        all.reads(&["readCase", "readHistory", "readMessages", "readRevocations"], &at);
        all.add("sendMessage", &at, Some(json!({"body": "when do you come?"})));
        all.add("searchCases", &json!({}), Some(json!({"limit": 5, "sort": "-filed"})));
        let service = json!({"playbook": "epidemic", "service": "resume-work"});
        all.reads(&["readService"], &service);
        all.add("checkService", &service, Some(json!({"facts": {"region_tier": "medium"}})));
    }
    for _ in 0..3 {
        let at = files(firm).await;
        let step = and(&place(&at), "step", "industry-review");
        by_agency.add("decideStep", &step, Some(json!({"verdict": "approve"})));
        let (refused, _) = decided(firm, [&mut *health, &mut *industry], "refuse").await;
        by_firm.add("reconsiderCase", &place(&refused), Some(json!({"grounds": "there is a room"})));
        let (refused, _) = decided(firm, [&mut *health, &mut *industry], "refuse").await;
        by_agency.add("reopenCase", &place(&refused), Some(json!({"reason": "an error"})));
        let (granted, number) = decided(firm, [&mut *health, &mut *industry], "approve").await;
        by_agency.add("writeRevocation", &place(&granted), Some(proposal(&number)));
        let (granted, number) = decided(firm, [&mut *health, &mut *industry], "approve").await;
        let (_, told) = industry.posts(&format!("{granted}/revocations"), proposal(&number)).await;
        let answer = json!({"act": "answer", "reason": "it is genuine", "revocation": told["revocations"][0]["id"]});
        by_firm.add("writeRevocation", &place(&granted), Some(answer));
    }
}

/// Subscriptions of one owner, one for each act, so that acts do not spoil each other's.
async fn subscriptions(system: &mut System, all: &mut Examples) {
    let wanted = || json!({"name": "intake", "url": "https://intake.example.gov.cn/events"});
    all.add("createWebhook", &json!({}), Some(wanted()));
    let acts = ["changeWebhook", "pauseWebhook", "resumeWebhook", "changeWebhookSecret", "testWebhook"];
    for act in [&acts[..], &["removeWebhook", "removeWebhook", "removeWebhook", "replayDelivery"]].concat() {
        let (status, made) = system.posts("/api/v1/webhooks", wanted()).await;
        assert_eq!(status, 201, "{made}");
        let at = path(&made).replace("/cases/", "/webhooks/");
        let mut example = place(&at);
        if act == "replayDelivery" {
            system.posts(&format!("{at}/test"), json!({})).await;
            let (_, told) = system.get(&format!("{at}/deliveries")).await;
            all.reads(&["readWebhook", "listDeliveries"], &example);
            example = and(&example, "message", told["deliveries"][0]["message"].as_str().expect("a message"));
        }
        all.add(act, &example, (act == "changeWebhook").then(wanted));
    }
}

/// With `TONGTU_API_OUT` set to a folder, the county stays there with two keys and the examples.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_county_is_laid_out_for_other_programs() {
    let town = TestTown::start(DAY, &HOUSE).await;
    let mut firm = System::with(&town, "firm", Owner::Enterprise(CLERKS_USCC), WIDE).await;
    let mut health = System::with(&town, "health", Owner::Agency("health"), WIDE).await;
    let mut industry = System::with(&town, "industry", Owner::Agency("industry"), WIDE).await;
    let (mut by_firm, mut by_agency) = (Examples::default(), Examples::default());
    of_the_firm(&mut firm, &mut by_firm).await;
    of_both(&mut firm, [&mut health, &mut industry], [&mut by_firm, &mut by_agency]).await;
    subscriptions(&mut firm, &mut by_firm).await;
    subscriptions(&mut industry, &mut by_agency).await;
    let keys = json!({
        "enterprise": {"key": key(&town, Owner::Enterprise(CLERKS_USCC), WIDE).await, "calls": by_firm.0},
        "agency": {"key": key(&town, Owner::Agency("industry"), WIDE).await, "calls": by_agency.0},
    });
    assert_ne!(keys["enterprise"]["key"], keys["agency"]["key"]);
    assert_eq!(keys["agency"]["calls"]["decideStep"].as_array().map(Vec::len), Some(3));
    let Some(folder) = std::env::var_os("TONGTU_API_OUT").map(std::path::PathBuf::from) else { return };
    store::backup::backup(town.app().db(), &folder.join("tongtu.sqlite")).await.expect("a copy of the county");
    std::fs::write(folder.join("keys.json"), keys.to_string()).expect("the folder is there");
    // what is sealed in the copy opens with this town's keys alone
    std::fs::write(folder.join("tongtu.keys"), town.app().keys().file()).expect("the folder is there");
}
