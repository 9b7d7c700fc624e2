//! Other systems file and decide through keys: the same acts, once, and nothing of anybody else's.

use axum::http::Method;
use civic::RegionCode;
use ground::accounts::keys::{NewKey, create, draw};
use ground::enterprises::{By, CLERKS_USCC, find_by_uscc};
use serde_json::{Value, json};
use testkit::{Db, TestTown, papers};
use web::testing::{Answer, Browser};

use crate::house::{DAY, HOUSE, REGION};

/// Another system with a key; a clone is the same system on a second line.
#[derive(Clone)]
pub struct System {
    browser: Browser,
    sent: u32,
    name: &'static str,
}

/// Whose key it is.
#[derive(Clone, Copy)]
pub enum Owner {
    Enterprise(&'static str),
    Agency(&'static str),
}

const ALL: &[&str] = &["cases:read", "cases:write", "catalogue:read"];

/// A key made as an administrator makes it; the key itself.
pub async fn key(town: &TestTown, owner: Owner, scopes: &[&str]) -> String {
    let app = town.app();
    let (id, key) = (app.new_id(), draw(app));
    let (drawn, scopes) = (key.clone(), scopes.iter().map(|s| (*s).to_owned()).collect());
    let by = By { actor: "system".into(), office: String::new(), now_ms: app.now_ms(), today: app.today() };
    let expires_ms = app.now_ms() + 300 * 24 * 60 * 60 * 1000;
    let made = app.db().write(move |tx| -> Result<(), web::Stop> {
        let (agency, enterprise) = match owner {
            Owner::Agency(agency) => (Some(agency.to_owned()), None),
            Owner::Enterprise(uscc) => (None, find_by_uscc(tx, uscc)?.map(|found| found.id)),
        };
        let region = RegionCode::parse(REGION).expect("a code").to_string();
        let new = NewKey { region, name: "system".into(), agency, enterprise, scopes, per_minute: 6_000, expires_ms };
        Ok(create(tx, &id, &new, &drawn, &by)?)
    });
    made.await.expect("a key");
    key
}

impl System {
    pub async fn new(town: &TestTown, name: &'static str, owner: Owner) -> System {
        System::with(town, name, owner, ALL).await
    }

    pub async fn with(town: &TestTown, name: &'static str, owner: Owner, scopes: &[&str]) -> System {
        let key = key(town, owner, scopes).await;
        let browser = town.browser().header("authorization", &format!("Bearer {key}")).header("accept-language", "en");
        System { browser, sent: 0, name }
    }

    pub async fn get(&mut self, path: &str) -> (u16, Value) {
        told(&self.browser.get(path).await)
    }

    /// Sends an act under a fresh id.
    pub async fn acts(&mut self, method: Method, path: &str, body: Value) -> (u16, Value) {
        self.sent += 1;
        let id = format!("act-{}-{:05}", self.name, self.sent);
        told(&self.repeats(method, path, &body, &id).await)
    }

    /// Sends an act under an id of one's own choice.
    pub async fn repeats(&mut self, method: Method, path: &str, body: &Value, id: &str) -> Answer {
        let mut browser = self.browser.clone().header("idempotency-key", id);
        browser.send(method, path, Some("application/json"), body.to_string().into_bytes()).await
    }

    pub async fn posts(&mut self, path: &str, body: Value) -> (u16, Value) {
        self.acts(Method::POST, path, body).await
    }
}

pub fn told(answer: &Answer) -> (u16, Value) {
    (answer.status.as_u16(), serde_json::from_str(&answer.text()).unwrap_or_default())
}

pub fn path(case: &Value) -> String {
    let part = |name: &str| case[name].as_str().expect("text").to_owned();
    format!("/api/v1/cases/{}/{}", part("region"), part("id"))
}

/// Codes of all problems of a refusal, sorted.
pub fn codes(refusal: &Value) -> Vec<&str> {
    let all = refusal["problems"].as_array().expect("problems");
    let mut codes: Vec<&str> = all.iter().filter_map(|p| p["code"].as_str()).collect();
    codes.sort_unstable();
    codes
}

pub fn answers() -> Value {
    json!({"region_tier": "medium", "symptom_headcount": 0, "from_high_headcount": 0,
        "workplace_address": "城关镇河滨路 18 号", "resume_on": "2020-03-20", "contact_phone": "13800000000"})
}

pub fn base64(bytes: &[u8]) -> String {
    use base64::Engine as _;
    base64::engine::general_purpose::STANDARD.encode(bytes)
}

/// Begins, answers and hands in everything; the path of the draft.
pub async fn prepares(system: &mut System) -> String {
    let draft = json!({"playbook": "epidemic", "service": "resume-work", "facts": answers()});
    let (status, case) = system.posts("/api/v1/cases", draft).await;
    assert_eq!(status, 201, "{case}");
    let at = path(&case);
    let pdf = base64(&papers::pdf());
    for paper in [
        json!({"need": "prevention-plan", "file_name": "plan.pdf", "content": pdf}),
        json!({"need": "staff-roster", "file_name": "roster.pdf", "content": pdf, "issued_on": DAY}),
        json!({"need": "resume-commitment", "promised": true}),
        json!({"need": "masks", "evidence": "mask-stock", "file_name": "m.png", "content": base64(&papers::png()),
            "issued_on": DAY}),
    ] {
        let (status, told) = system.posts(&format!("{at}/papers"), paper).await;
        assert_eq!(status, 201, "{told}");
    }
    at
}

pub async fn files(system: &mut System) -> String {
    let at = prepares(system).await;
    let (status, case) = system.posts(&format!("{at}/file"), json!({"declared": true})).await;
    assert_eq!((status, &case["state"]), (200, &json!("under-review")), "{case}");
    at
}

testkit::on_both_engines!(
    a_case_is_filed_and_granted_without_a_page,
    a_repeated_act_is_done_once_and_two_deciders_learn_of_each_other,
    everything_missing_is_told_at_once,
    nobody_reaches_what_is_not_theirs,
    a_search_pages_steadily_while_cases_arrive,
    a_case_is_talked_about_taken_back_taken_up_and_looked_at_again,
);

/// A body in parts, as other systems send it.
fn in_parts(boundary: &str, need: &str, file: &[u8]) -> Vec<u8> {
    let mut body = format!(
        "--{boundary}\r\nContent-Disposition: form-data; name=\"need\"\r\n\r\n{need}\r\n--{boundary}\r\n\
         Content-Disposition: form-data; name=\"file\"; filename=\"plan.pdf\"\r\nContent-Type: application/pdf\r\n\r\n"
    )
    .into_bytes();
    body.extend_from_slice(file);
    body.extend_from_slice(format!("\r\n--{boundary}--\r\n").as_bytes());
    body
}

async fn a_case_is_talked_about_taken_back_taken_up_and_looked_at_again(db: Db) {
    let town = TestTown::on(db, DAY, &HOUSE).await;
    let mut firm = System::new(&town, "firm", Owner::Enterprise(CLERKS_USCC)).await;
    let mut health = System::new(&town, "health", Owner::Agency("health")).await;
    let mut industry = System::new(&town, "industry", Owner::Agency("industry")).await;

    // a paper in parts, sent twice with other borders, handed in once and taken back
    let draft = json!({"playbook": "epidemic", "service": "resume-work", "facts": answers()});
    let (_, case) = firm.posts("/api/v1/cases", draft).await;
    let at = path(&case);
    let sends = async |boundary: &str, need: &str, file: &[u8], id: &str| {
        let mut browser = firm.browser.clone().header("idempotency-key", id);
        let kind = format!("multipart/form-data; boundary={boundary}");
        told(&browser.send(Method::POST, &format!("{at}/papers"), Some(&kind), in_parts(boundary, need, file)).await)
    };
    let (status, once) = sends("one", "prevention-plan", &papers::pdf(), "paper-in-parts").await;
    assert_eq!(status, 201, "{once}");
    let (_, twice) = sends("two", "prevention-plan", &papers::pdf(), "paper-in-parts").await;
    assert_eq!((&once["papers"], twice["papers"].as_array().map(Vec::len)), (&twice["papers"], Some(1)));
    assert_eq!(sends("one", "prevention-plan", &papers::png(), "paper-in-parts").await.0, 409, "another file");
    assert_eq!(sends("one", "", &papers::pdf(), "paper-without").await.0, 422);
    assert_eq!(sends("one", "prevention-plan", b"MZ not a paper", "paper-program").await.0, 422);
    let paper = format!("{at}/papers/{}", once["papers"][0]["id"].as_str().expect("an id"));
    assert_eq!(health.acts(Method::DELETE, &paper, json!({})).await.0, 404, "a draft is its applicant's alone");
    let (status, case) = firm.acts(Method::DELETE, &paper, json!({})).await;
    assert_eq!((status, case["papers"].as_array().map(Vec::len)), (200, Some(0)), "{case}");
    assert_eq!(firm.acts(Method::DELETE, &paper, json!({})).await.0, 404);
    assert_eq!(firm.posts(&format!("{at}/messages"), json!({"body": "hello"})).await.0, 409, "a draft has no messages");

    let at = files(&mut firm).await;
    let (status, _) = firm.posts(&format!("{at}/messages"), json!({"body": "when do you come?"})).await;
    assert_eq!(status, 201);
    assert_eq!(firm.posts(&format!("{at}/messages"), json!({"body": "x", "note": true})).await.0, 403);
    assert_eq!(firm.posts(&format!("{at}/messages"), json!({"body": ""})).await.0, 422);
    let (status, all) = health.posts(&format!("{at}/messages"), json!({"body": "look twice", "note": true})).await;
    assert_eq!((status, all["messages"].as_array().map(Vec::len)), (201, Some(2)), "{all}");
    let (_, mine) = firm.get(&format!("{at}/messages")).await;
    assert_eq!(mine["messages"].as_array().map(Vec::len), Some(1), "notes stay inside: {mine}");
    assert_eq!(mine["messages"][0]["body"], "when do you come?");

    assert_eq!(firm.posts(&format!("{at}/reopen"), json!({})).await.0, 409, "not withdrawn");
    assert_eq!(firm.posts(&format!("{at}/withdraw"), json!({})).await.0, 200);
    let (status, case) = firm.posts(&format!("{at}/reopen"), json!({})).await;
    assert_eq!((status, &case["state"]), (200, &json!("under-review")), "{case}");

    assert_eq!(firm.posts(&format!("{at}/reconsider"), json!({"grounds": "wrong"})).await.0, 409, "not decided");
    for (system, step) in [(&mut health, "health-review"), (&mut industry, "industry-review")] {
        let refuse = json!({"verdict": "refuse", "reason": "no room for isolation"});
        system.posts(&format!("{at}/steps/{step}/decide"), refuse).await;
    }
    let (_, case) = firm.get(&at).await;
    assert_eq!(case["state"], "refused", "{case}");
    assert_eq!(firm.posts(&format!("{at}/reconsider"), json!({"grounds": ""})).await.0, 422);
    let (status, review) = firm.posts(&format!("{at}/reconsider"), json!({"grounds": "there is a room"})).await;
    assert_eq!((status, &review["state"]), (201, &json!("under-review")), "{review}");
    assert_ne!(review["id"], case["id"]);
    assert_eq!(health.posts(&format!("{at}/reopen"), json!({"reason": "an error"})).await.0, 403, "not in the lead");
    assert_eq!(industry.posts(&format!("{at}/reopen"), json!({})).await.0, 422, "without a reason");
    let (status, case) = industry.posts(&format!("{at}/reopen"), json!({"reason": "an error"})).await;
    assert_eq!((status, &case["state"]), (200, &json!("under-review")), "{case}");
}

async fn a_case_is_filed_and_granted_without_a_page(db: Db) {
    let town = TestTown::on(db, DAY, &HOUSE).await;
    let mut firm = System::new(&town, "firm", Owner::Enterprise(CLERKS_USCC)).await;
    let (_, found) = firm.posts("/api/v1/services/epidemic/resume-work/check", json!({"facts": {}})).await;
    assert_eq!(found["must_ask"], "unknown");
    assert!(found["missing"].as_array().is_some_and(|all| all.iter().any(|f| f["fact"] == "region_tier")), "{found}");
    let low = json!({"facts": {"region_tier": "low"}});
    let (_, found) = firm.posts("/api/v1/services/epidemic/resume-work/check", low).await;
    assert_eq!((&found["must_ask"], &found["must_ask_why"]["verdict"]), (&json!("no"), &json!("no")), "{found}");

    let at = files(&mut firm).await;
    let mut health = System::new(&town, "health", Owner::Agency("health")).await;
    let mut industry = System::new(&town, "industry", Owner::Agency("industry")).await;
    let approve = || json!({"verdict": "approve"});
    assert_eq!(health.posts(&format!("{at}/steps/health-review/decide"), approve()).await.0, 200);
    assert_eq!(industry.posts(&format!("{at}/steps/industry-review/decide"), approve()).await.0, 200);
    let (status, case) = industry.posts(&format!("{at}/steps/decision/decide"), approve()).await;
    assert_eq!((status, &case["state"]), (200, &json!("granted")), "{case}");

    let (_, case) = firm.get(&at).await;
    assert_eq!(case["certificates"].as_array().map(Vec::len), Some(1), "{case}");
    assert!(!case.to_string().contains("13800000000"), "a number is masked");
    let (_, history) = firm.get(&format!("{at}/history")).await;
    let acts: Vec<&str> =
        history["entries"].as_array().expect("a list").iter().filter_map(|e| e["act"].as_str()).collect();
    assert_eq!(acts.first(), Some(&"case/begin"));
    assert_eq!(acts.iter().filter(|act| **act == "case/step-approved").count(), 3, "{acts:?}");
    assert!(!history.to_string().contains("key:"), "offices, nobody else");
    let mut clerk = town.person("clerk").await;
    clerk.opens("/account/looked").await.sees("卫生健康局").sees("打开了办件");
    clerk.opens(&at.replace("/api/v1/cases", "/e/case")).await.sees("准予");
}

async fn a_repeated_act_is_done_once_and_two_deciders_learn_of_each_other(db: Db) {
    let town = TestTown::on(db, DAY, &HOUSE).await;
    let mut firm = System::new(&town, "firm", Owner::Enterprise(CLERKS_USCC)).await;
    let draft = json!({"playbook": "epidemic", "service": "resume-work"});
    let once = firm.repeats(Method::POST, "/api/v1/cases", &draft, "one-and-the-same").await;
    let twice = firm.repeats(Method::POST, "/api/v1/cases", &draft, "one-and-the-same").await;
    assert_eq!((once.status.as_u16(), twice.status.as_u16()), (201, 201));
    assert_eq!(once.header("location"), twice.header("location"));
    let other = json!({"playbook": "epidemic", "service": "resume-work", "facts": {}});
    let reused = firm.repeats(Method::POST, "/api/v1/cases", &other, "one-and-the-same").await;
    assert_eq!(reused.status, 409, "the same id for something else");
    let mut neighbour = System::new(&town, "neighbour", Owner::Enterprise("91990121MA0001026N")).await;
    let theirs = neighbour.repeats(Method::POST, "/api/v1/cases", &draft, "one-and-the-same").await;
    assert_eq!(theirs.status, 201);
    assert_ne!(theirs.header("location"), once.header("location"), "another key's id is another id");

    let at = files(&mut firm).await;
    let step = format!("{at}/steps/health-review/decide");
    let health = System::new(&town, "health", Owner::Agency("health")).await;
    let (mut one, mut two) = (health.clone(), health);
    let (approve, refuse) = (json!({"verdict": "approve"}), json!({"verdict": "refuse", "reason": "no room"}));
    let (first, second) = tokio::join!(
        one.repeats(Method::POST, &step, &approve, "first-officer"),
        two.repeats(Method::POST, &step, &refuse, "second-officer")
    );
    let mut answers = [first.status.as_u16(), second.status.as_u16()];
    answers.sort_unstable();
    assert_eq!(answers, [200, 409], "{} {}", first.text(), second.text());
    let (late, id, body) =
        if first.status == 200 { (&mut one, "first-officer", approve) } else { (&mut two, "second-officer", refuse) };
    let again = late.repeats(Method::POST, &step, &body, id).await;
    assert_eq!(again.status, 200, "the one that was taken may be sent again: {}", again.text());
}

async fn everything_missing_is_told_at_once(db: Db) {
    let town = TestTown::on(db, DAY, &HOUSE).await;
    let mut firm = System::new(&town, "firm", Owner::Enterprise(CLERKS_USCC)).await;
    let draft = json!({"playbook": "epidemic", "service": "resume-work"});
    let (_, case) = firm.posts("/api/v1/cases", draft.clone()).await;
    let at = path(&case);
    let (status, refusal) = firm.posts(&format!("{at}/file"), json!({"declared": false})).await;
    assert_eq!((status, &refusal["code"]), (422, &json!("refused")));
    assert!(codes(&refusal).len() > 5, "{refusal}");
    assert!(codes(&refusal).contains(&"api/not-declared"), "{refusal}");

    let wrong = json!({"facts": {"region_tier": "green", "headcount": 5, "no_such": 1, "symptom_headcount": "0"}});
    let (status, refusal) = firm.acts(Method::PUT, &format!("{at}/facts"), wrong).await;
    let expected = ["api/fact-held", "api/fact-type", "api/fact-unknown", "cases/not-a-choice"];
    assert_eq!((status, codes(&refusal)), (422, expected.to_vec()), "{refusal}");

    let shape = json!({"facts": {"a": [1]}, "more": 1});
    let (status, refusal) = firm.acts(Method::PUT, &format!("{at}/facts"), shape).await;
    assert_eq!((status, codes(&refusal)), (422, vec!["api/type", "api/unknown-field"]), "{refusal}");
    let paper =
        json!({"need": "staff-roster", "file_name": "x.pdf", "content": base64(b"MZ"), "issued_on": "2021-01-01"});
    let (status, refusal) = firm.posts(&format!("{at}/papers"), paper).await;
    assert_eq!((status, codes(&refusal)), (422, vec!["approvals/paper-date-future", "cases/file-kind"]), "{refusal}");

    let mut plain = firm.browser.clone();
    let without = plain.send(Method::POST, "/api/v1/cases", Some("application/json"), draft.to_string().into()).await;
    assert_eq!(without.status, 400);
    assert_eq!(codes(&told(&without).1), ["api/no-idempotency-key"]);
    for (kind, body, status) in [("application/json", "{", 400), ("text/plain", "{}", 415)] {
        let answer = plain
            .clone()
            .header("idempotency-key", "bad-bodies-1")
            .send(Method::POST, "/api/v1/cases", Some(kind), body.into())
            .await;
        assert_eq!((answer.status.as_u16(), answer.header("content-type")), (status, "application/problem+json"));
    }

    let read = plain.get(&at).await;
    let mut careful = plain.clone().header("if-match", read.header("etag"));
    let put = |id: &'static str, n: i32| (id, json!({"facts": {"symptom_headcount": n}}).to_string());
    for ((id, body), status) in [(put("careful-1", 1), 200), (put("careful-2", 2), 412), (put("careful-1", 1), 200)] {
        let mut line = careful.clone().header("idempotency-key", id);
        let answer = line.send(Method::PUT, &format!("{at}/facts"), Some("application/json"), body.into()).await;
        assert_eq!(answer.status, status, "{id}: {}", answer.text());
    }
    assert_eq!(careful.get(&at).await.status, 200);
    let (_, case) = firm.get(&at).await;
    let kept = case["facts"].as_array().expect("facts").iter().find(|f| f["fact"] == "symptom_headcount");
    assert_eq!(kept.map(|f| &f["value"]), Some(&json!(1)), "{case}");
}

async fn nobody_reaches_what_is_not_theirs(db: Db) {
    let town = TestTown::on(db, DAY, &HOUSE).await;
    let mut firm = System::new(&town, "firm", Owner::Enterprise(CLERKS_USCC)).await;
    let draft = prepares(&mut firm).await;
    let mut neighbour = System::new(&town, "neighbour", Owner::Enterprise("91990121MA0001026N")).await;
    let mut health = System::new(&town, "health", Owner::Agency("health")).await;
    let mut stranger = System::new(&town, "street", Owner::Agency("street")).await;
    let mut reader = System::with(&town, "reader", Owner::Agency("health"), &["cases:read"]).await;
    let word = || json!({"verdict": "approve"});
    assert_eq!(health.get(&draft).await.0, 404, "a draft is its applicant's alone");
    assert_eq!(firm.posts(&format!("{draft}/file"), json!({"declared": true})).await.0, 200);
    for other in [&mut neighbour, &mut stranger] {
        assert_eq!(other.get(&draft).await.0, 404);
        assert_eq!(other.get(&format!("{draft}/history")).await.0, 404);
        assert_eq!(other.posts(&format!("{draft}/withdraw"), json!({})).await.0, 404);
        assert_eq!(other.posts(&format!("{draft}/steps/health-review/decide"), word()).await.0, 404);
        let (_, found) = other.posts("/api/v1/cases/search", json!({})).await;
        assert_eq!(found["cases"], json!([]));
    }
    assert_eq!(firm.posts(&format!("{draft}/steps/health-review/decide"), word()).await.0, 403, "may see, not decide");
    assert_eq!(health.posts(&format!("{draft}/withdraw"), json!({})).await.0, 403);
    assert_eq!(health.posts(&format!("{draft}/steps/industry-review/decide"), word()).await.0, 404);
    assert_eq!(health.posts("/api/v1/cases", json!({"playbook": "epidemic", "service": "resume-work"})).await.0, 403);
    let (status, refusal) = reader.posts(&format!("{draft}/steps/health-review/decide"), word()).await;
    assert_eq!((status, codes(&refusal)), (403, vec!["web/scope"]));
    assert_eq!(reader.get(&draft).await.0, 200);
    assert_eq!(reader.get("/api/v1/services").await.0, 403);
    let mut keyless = town.browser();
    assert_eq!(keyless.get(&draft).await.status, 401);
    let foreign = draft.replace(REGION, "990122");
    assert_eq!(firm.get(&foreign).await.0, 404);
}

async fn a_search_pages_steadily_while_cases_arrive(db: Db) {
    let town = TestTown::on(db, DAY, &HOUSE).await;
    let mut firm = System::new(&town, "firm", Owner::Enterprise(CLERKS_USCC)).await;
    let mut health = System::new(&town, "health", Owner::Agency("health")).await;
    let mut filed = Vec::new();
    for _ in 0..3 {
        filed.push(files(&mut firm).await);
        town.hours_pass(1);
    }
    for sort in ["filed", "-filed", "due"] {
        let (mut seen, mut cursor) = (Vec::new(), Value::Null);
        for page in 0..20 {
            let mut wanted = json!({"sort": sort, "limit": 1, "states": ["under-review"]});
            if let Some(next) = cursor.as_str() {
                wanted["cursor"] = next.into();
            }
            let (status, found) = health.posts("/api/v1/cases/search", wanted).await;
            assert_eq!(status, 200, "{found}");
            seen.extend(found["cases"].as_array().expect("cases").iter().map(path));
            if page == 0 {
                let new = files(&mut firm).await;
                filed.push(new);
            }
            cursor = found["next"].clone();
            if cursor.is_null() {
                break;
            }
        }
        let mut unique = seen.clone();
        unique.sort();
        unique.dedup();
        assert_eq!(unique.len(), seen.len(), "{sort}: none comes twice");
        let before = &filed[..filed.len() - 1];
        assert!(before.iter().all(|case| seen.contains(case)), "{sort}: none is left out");
        town.hours_pass(1);
    }
    let (_, found) = firm.posts("/api/v1/cases/search", json!({"text": "没有这样的", "filed_from": DAY})).await;
    assert_eq!(found, json!({"cases": [], "next": null}));
    let (_, found) =
        firm.posts("/api/v1/cases/search", json!({"filed_from": DAY, "filed_until": DAY, "limit": 200})).await;
    assert_eq!(found["cases"].as_array().map(Vec::len), Some(filed.len()));
    let (status, refusal) = firm.posts("/api/v1/cases/search", json!({"cursor": "x", "sort": "due"})).await;
    assert_eq!((status, codes(&refusal)), (422, vec!["api/cursor"]));
}
