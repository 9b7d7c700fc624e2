//! Publishing and reading through the real router, on a database in memory.

use std::collections::BTreeMap;

use ::playbook::Files;
use civic::{Date, RegionCode};
use web::testing::TestApp;

use super::*;

const FEATURES: &[&web::Feature] = &[&crate::regions::FEATURE, &FEATURE];

const BOOK: &str = r#"
[playbook]
id = "small"
name = { zh-CN = "小规则书", en = "Small book" }
version = "1"
from = 2020-02-01
until = 2020-12-31
basis = "示例〔2020〕1号"

[[parameter]]
name = "headcount-max"
value = 10
unit = "person"
from = 2020-02-01
basis = "示例〔2020〕1号 二"
"#;

const REST: &[(&str, &str)] = &[
    (
        "facts.toml",
        r#"
[fact.headcount]
type = "integer"
unit = "person"
name = { zh-CN = "在岗人数", en = "Staff on site" }
question = { zh-CN = "多少人在岗？", en = "How many are on site?" }
"#,
    ),
    (
        "agencies.toml",
        r#"
[agency.health]
name = { zh-CN = "卫生健康局", en = "Health Bureau" }
level = "county"
[agency.industry]
name = { zh-CN = "工业局", en = "Industry Bureau" }
level = "county"
"#,
    ),
    (
        "evidence.toml",
        r#"
[evidence.plan]
name = { zh-CN = "防控方案", en = "Prevention plan" }
kind = "form"
issuer = ["applicant"]
[evidence.roster]
name = { zh-CN = "花名册", en = "Roster" }
kind = "form"
issuer = ["applicant"]
[evidence.notice]
name = { zh-CN = "复工通知书", en = "Resumption notice" }
kind = "certificate"
issuer = ["service:resume"]
"#,
    ),
    (
        "services/resume.toml",
        r#"
[service]
id = "resume"
name = { zh-CN = "企业复工", en = "Resume work" }
lead = "industry"
for = "enterprise"
mode = "filing"
when = "headcount > :headcount_max"
yields = ["notice"]
statutory_working_days = 5
promised_working_days = 2
silence = "granted"
fee = 0
[[need]]
evidence = "plan"
basis = "示例〔2020〕1号 三"
[[step]]
id = "health-review"
name = { zh-CN = "防控审核", en = "Health review" }
agency = "health"
reads = ["plan"]
working_days = 1
[[step]]
id = "industry-review"
name = { zh-CN = "行业审核", en = "Industry review" }
agency = "industry"
reads = ["plan"]
working_days = 1
"#,
    ),
    (
        "overlays/990121/overlay.toml",
        r#"
[overlay]
region = "990121"
name = { zh-CN = "通河县实施办法", en = "Tonghe rules" }
from = 2020-02-01
until = 2020-06-30
basis = "通河〔2020〕9号"
[[change]]
service = "resume"
kind = "adds"
basis = "通河〔2020〕9号 三"
until = 2020-04-30
[[change.add_need]]
evidence = "roster"
when = "headcount >= 50"
basis = "通河〔2020〕9号 三"
"#,
    ),
];

fn files(book: &str) -> Files {
    let mut files: BTreeMap<String, Vec<u8>> =
        REST.iter().map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec())).collect();
    files.insert("playbook.toml".to_owned(), book.as_bytes().to_vec());
    files
}

async fn town() -> TestApp {
    TestApp::new(FEATURES).await
}

fn day(text: &str) -> Date {
    text.parse().expect("a date")
}

fn refusal(error: &anyhow::Error) -> &Refusal {
    error.downcast_ref().expect("a refusal")
}

#[tokio::test]
async fn the_same_text_published_again_is_the_same_version_and_one_entry_in_the_journal() {
    let town = town().await;
    let first = publish_files(&town.app, files(BOOK), "drafter").await.expect("published");
    let again = publish_files(&town.app, files(BOOK), "somebody").await.expect("published");
    assert_eq!(first, again);
    let entries = town
        .app
        .db()
        .read(|tx| ::store::journal::for_thing(tx, "000000", "playbook:small"))
        .await
        .expect("the journal");
    assert_eq!(entries.len(), 1);
    let all = versions(&town.app, &RegionCode::nation()).await.expect("versions");
    assert_eq!(all.len(), 1);
    assert_eq!(all[0].published_by, "drafter");
}

#[tokio::test]
async fn other_text_under_a_published_number_is_refused_with_what_to_do() {
    let town = town().await;
    publish_files(&town.app, files(BOOK), "drafter").await.expect("published");
    let other = BOOK.replace("value = 10", "value = 11");
    let error = publish_files(&town.app, files(&other), "drafter").await.expect_err("refused");
    let [problem] = refusal(&error).problems() else { panic!("one problem expected: {error}") };
    assert_eq!(problem.code, "playbooks/version-taken");
    assert!(problem.next.en.contains("raise `version`"), "{}", problem.next.en);
    let raised = other.replace("version = \"1\"", "version = \"2\"");
    publish_files(&town.app, files(&raised), "drafter").await.expect("published under another number");
}

#[tokio::test]
async fn both_databases_keep_a_version_and_refuse_its_number_for_other_text() {
    for db in ::store::testing::engines().await {
        let town = TestApp::on(db, FEATURES, web::Settings::default()).await;
        let digest = publish_files(&town.app, files(BOOK), "drafter").await.expect("published");
        assert_eq!(publish_files(&town.app, files(BOOK), "drafter").await.expect("published"), digest);
        let book = current(&town.app, "small", "990121001", day("2020-03-01")).await.expect("read").expect("in force");
        assert_eq!((book.digest.as_str(), &*book.files), (digest.as_str(), &files(BOOK)));
        let other = BOOK.replace("value = 10", "value = 11");
        let error = publish_files(&town.app, files(&other), "drafter").await.expect_err("refused");
        assert!(matches!(refusal(&error), Refusal::VersionTaken(_)), "{error}");
    }
}

#[tokio::test]
async fn a_faulty_book_is_refused_with_all_its_errors_at_once() {
    let town = town().await;
    let faulty = BOOK.replace("from = 2020-02-01\nuntil", "frm = 2020-02-01\nuntil").replace("value = 10", "valu = 10");
    let error = publish_files(&town.app, files(&faulty), "drafter").await.expect_err("refused");
    let problems = refusal(&error).problems();
    let places: Vec<&str> = problems.iter().map(|problem| problem.field.as_str()).collect();
    assert_eq!(places, ["playbook.toml:6:1", "playbook.toml:12:1", "services/resume.toml:8:21"], "{error}");
    assert!(versions(&town.app, &RegionCode::nation()).await.expect("versions").is_empty());
}

#[tokio::test]
async fn a_lint_set_to_error_stops_publishing() {
    let town = town().await;
    let strict = format!("{BOOK}\n[lint]\nno-basis = \"error\"\n");
    let error = publish_files(&town.app, files(&strict), "drafter").await.expect_err("refused");
    assert!(error.to_string().contains("no-basis"), "{error}");
}

#[tokio::test]
async fn a_book_is_found_by_its_fingerprint_after_it_has_ended_and_read_only_once() {
    let town = town().await;
    let digest = publish_files(&town.app, files(BOOK), "drafter").await.expect("published");
    let there = current(&town.app, "small", "990121", day("2020-12-31")).await.expect("read").expect("in force");
    assert_eq!(there.digest, digest);
    assert!(current(&town.app, "small", "990121", day("2021-01-01")).await.expect("read").is_none());
    let ended = by_digest(&town.app, &digest).await.expect("read").expect("kept");
    assert!(std::sync::Arc::ptr_eq(&there, &ended));
    assert_eq!(*ended.files, files(BOOK));
    assert!(by_digest(&town.app, "0000").await.expect("read").is_none());
}

#[tokio::test]
async fn everybody_sees_what_a_county_added_and_where_it_is_written() {
    let town = town().await;
    publish_files(&town.app, files(BOOK), "drafter").await.expect("published");
    for (lang, added, wave) in
        [("zh-CN", "通河县实施办法", "2 项同时办"), ("en", "Tonghe rules", "2 things at the same time")]
    {
        let mut browser = town.browser();
        let page = browser.get(&format!("/rules?lang={lang}")).await;
        let page = if page.location().is_empty() { page } else { browser.get(page.location()).await };
        assert_eq!(page.status, 200, "{}", page.text());
        let page = browser.get("/rules/small/resume").await.text();
        for part in
            [added, wave, "overlays/990121/overlay.toml:", "headcount &gt; :headcount_max", "示例〔2020〕1号 二"]
        {
            let escaped = part.replace("&gt;", "&#62;");
            assert!(page.contains(part) || page.contains(&escaped), "{lang}: {part} is missing in\n{page}");
        }
        assert!(!page.contains('⟦'), "{page}");
        let above = browser.get("/rules/small/resume?region=990000").await.text();
        assert!(!above.contains("overlays/990121"), "{above}");
    }
}

#[tokio::test]
async fn pages_of_rules_answer_in_every_state() {
    let town = town().await;
    let mut browser = town.browser();
    assert_eq!(browser.get("/rules").await.status, 200);
    assert_eq!(browser.get("/rules/small").await.status, 404);
    publish_files(&town.app, files(BOOK), "drafter").await.expect("published");
    for (path, status, part) in [
        ("/rules", 200, "/rules/small/resume"),
        ("/rules?q=%E5%A4%8D%E5%B7%A5&sort=-promised", 200, "/rules/small/resume"),
        ("/rules?q=zzz", 200, "class=\"empty"),
        ("/rules?on=2021-06-01", 200, "on=2020-12-31"),
        ("/rules?region=12345", 422, ""),
        ("/rules?on=yesterday", 422, ""),
        ("/rules/small", 200, "headcount-max"),
        ("/rules/small?on=2021-06-01", 200, "on=2020-12-31"),
        ("/rules/small/resume?q=roster", 200, ""),
        ("/rules/small/nothing", 404, ""),
        ("/rules.csv?q=resume", 200, "resume"),
        ("/rules/small/resume/demands.csv", 200, "headcount &gt;= 50"),
    ] {
        let page = browser.get(path).await;
        assert_eq!(page.status, status, "{path}: {}", page.text());
        let text = page.text();
        assert!(text.contains(&part.replace("&gt;", ">")) || text.contains(part), "{path}: {part}\n{text}");
        assert!(!text.contains('⟦'), "{path}: {text}");
    }
    for path in ["/p", "/p.csv", "/p/0000", "/p/0000/findings.csv", "/p/lints/no-basis"] {
        assert_eq!(browser.get(path).await.status, 303, "{path} must ask to sign in");
    }
}

/// Takes every token for a drafter of Tonghe County.
struct Keeper;

impl web::SessionKeeper for Keeper {
    fn find<'a>(
        &'a self,
        _: &'a web::App,
        token_hash: String,
    ) -> web::BoxFuture<'a, anyhow::Result<Option<web::Session>>> {
        Box::pin(async move {
            Ok(Some(web::Session {
                id: token_hash,
                person: "p1".to_owned(),
                name: "起草员".to_owned(),
                role: web::Role::Drafter,
                region: "990121".to_owned(),
                agency: None,
                enterprise: None,
                started_ms: 0,
            }))
        })
    }
}

const WITH_DRAFTER: &[&web::Feature] = &[
    &crate::regions::FEATURE,
    &FEATURE,
    &web::Feature { name: "keeper", group: "ground", keeper: Some(&Keeper), ..web::Feature::EMPTY },
];

#[tokio::test]
async fn a_drafter_sees_each_finding_in_its_text() {
    let town = TestApp::new(WITH_DRAFTER).await;
    let mut drafter = town.signed_in(&"a".repeat(64));
    let empty = drafter.get("/p").await;
    assert_eq!(empty.status, 200, "{}", empty.text());
    assert!(empty.text().contains("tongtu publish"), "{}", empty.text());
    let digest = publish_files(&town.app, files(BOOK), "drafter").await.expect("published");
    for (path, part) in [
        ("/p".to_owned(), format!("/p/{digest}")),
        ("/p?sort=playbook&standing=in-force".to_owned(), format!("/p/{digest}")),
        (format!("/p/{digest}"), "/p/lints/no-basis".to_owned()),
        (format!("/p/{digest}"), "<mark>".to_owned()),
        (format!("/p/{digest}?severity=warn&q=resume"), "services/resume.toml:".to_owned()),
        (format!("/p/{digest}?severity=error"), "class=\"empty".to_owned()),
        (format!("/p/{digest}/findings.csv"), "no-basis".to_owned()),
        ("/p.csv".to_owned(), digest.clone()),
        ("/p/lints/no-basis".to_owned(), "<pre".to_owned()),
    ] {
        let page = drafter.get(&path).await;
        assert_eq!(page.status, 200, "{path}: {}", page.text());
        assert!(page.text().contains(&part), "{path}: {part} is missing in\n{}", page.text());
        assert!(!page.text().contains('⟦'), "{path}: {}", page.text());
    }
    assert_eq!(drafter.get("/p/lints/nothing").await.status, 404);
    assert_eq!(drafter.get("/p/0000").await.status, 404);
}

/// A playbook as it lies in the repository.
fn of_the_house(name: &str) -> Files {
    fn take(folder: &std::path::Path, below: &str, files: &mut Files) {
        for entry in std::fs::read_dir(folder).expect("a folder") {
            let entry = entry.expect("an entry");
            let path = format!("{below}{}", entry.file_name().to_string_lossy());
            if entry.path().is_dir() {
                take(&entry.path(), &format!("{path}/"), files);
            } else {
                files.insert(path, std::fs::read(entry.path()).expect("a file"));
            }
        }
    }
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../playbooks").join(name);
    let mut files = Files::new();
    take(&folder, "", &mut files);
    files
}

#[tokio::test]
async fn the_books_of_the_house_are_published_and_every_service_is_told_in_both_languages() {
    let town = TestApp::new(crate::ALL).await;
    for name in ["epidemic", "safety-restart"] {
        let digest = publish_files(&town.app, of_the_house(name), "system").await.expect("published");
        let published = by_digest(&town.app, &digest).await.expect("read").expect("kept");
        let on = published.from.saturating_add(jiff::Span::new().days(20));
        for lang in ["zh-CN", "en"] {
            let mut browser = town.browser().header("accept-language", lang);
            for service in published.playbook.effective(RegionCode::parse("990121").ok().as_ref(), on).services.keys() {
                let page = browser.get(&format!("/rules/{name}/{service}?on={on}")).await;
                assert_eq!(page.status, 200, "{name}/{service}: {}", page.text());
                assert!(!page.text().contains('⟦'), "{name}/{service}: {}", page.text());
                assert!(page.text().contains(&format!("lang=\"{lang}\"")), "{name}/{service}");
            }
            let page = browser.get(&format!("/rules?on={on}&region=990121")).await.text();
            assert!(page.contains(&format!("/rules/{name}?")), "{page}");
        }
    }
}

#[tokio::test]
async fn the_picture_of_a_book_is_drawn_and_told_in_a_table() {
    let town = TestApp::new(WITH_DRAFTER).await;
    let mut drafter = town.signed_in(&"a".repeat(64));
    let digest = publish_files(&town.app, files(BOOK), "drafter").await.expect("published");
    let page = drafter.get(&format!("/p/{digest}/picture")).await;
    assert_eq!(page.status, 200, "{}", page.text());
    for part in ["<svg", "layers-centre", "?at=evidence/plan", "<table"] {
        assert!(page.text().contains(part), "{part} is missing in\n{}", page.text());
    }
    let around = drafter.get(&format!("/p/{digest}/picture?at=evidence/plan")).await;
    assert!(around.text().contains("?at=service/resume"), "who asks for a paper is drawn");
    let nowhere = drafter.get(&format!("/p/{digest}/picture?at=evidence/%3Cscript%3E")).await;
    assert!(nowhere.status == 200 && !nowhere.text().contains("<script>"), "an unknown thing shows the first service");
    assert_eq!(drafter.get("/p/0000/picture").await.status, 404);
}

#[tokio::test]
async fn what_a_book_could_do_without_is_counted_and_handed_out_as_a_patch() {
    let town = TestApp::new(WITH_DRAFTER).await;
    let mut drafter = town.signed_in(&"a".repeat(64));
    let mut twice = files(BOOK);
    let service = twice.get_mut("services/resume.toml").expect("the service");
    service.extend_from_slice(b"\n[[need]]\nid = \"again\"\nevidence = \"plan\"\nbasis = \"x\"\n");
    let digest = publish_files(&town.app, twice, "drafter").await.expect("published");
    for path in [format!("/p/{digest}/slim"), format!("/p/{digest}/slim?service=resume")] {
        let page = drafter.get(&path).await;
        assert_eq!(page.status, 200, "{}", page.text());
        assert!(page.text().contains("services/resume.toml:"), "{}", page.text());
        assert!(!page.text().contains('⟦'), "{}", page.text());
    }
    let patch = drafter.get(&format!("/p/{digest}/slim.patch?which=all")).await;
    assert!(patch.text().contains("-evidence = \"plan\"") || patch.text().contains("-[[need]]"), "{}", patch.text());
    assert_eq!(drafter.get("/p/0000/slim").await.status, 404);
}
