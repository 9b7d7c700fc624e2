//! The whole site through its real router: doors, cookies, limits, errors, headers.

use axum::http::Method;
use axum::http::StatusCode;
use civic::problem::Problem;
use civic::text::Text;
use web::testing::{Answer, TestApp};
use web::{App, BoxFuture, Ctx, Door, Feature, Form, Nav, Reply, Role, Routes, Session, SessionKeeper, Settings, Stop};

/// Sessions of the tests: the token is the word of the role; each lasts an hour from the start of the test.
struct Keeper;

impl SessionKeeper for Keeper {
    fn find<'a>(&'a self, app: &'a App, token_hash: String) -> BoxFuture<'a, anyhow::Result<Option<Session>>> {
        Box::pin(async move {
            let expired = app.now_ms() > web::testing::START_MS + 3_600_000;
            let role = Role::ALL.into_iter().find(|role| web::cookie::token_hash(role.word()) == token_hash);
            Ok(role.filter(|_| !expired).map(session))
        })
    }
}

fn session(role: Role) -> Session {
    Session {
        id: "s1".into(),
        person: "p1".into(),
        name: "<李明>".into(),
        role,
        region: "990121".into(),
        agency: Some("market".into()),
        enterprise: Some("e1".into()),
        started_ms: 0,
    }
}

#[derive(askama::Template)]
#[template(ext = "html", source = "<p id=\"said\">{{ said }}</p>")]
struct Said {
    said: String,
}

async fn show(ctx: Ctx) -> Reply {
    let said = ctx.query("q");
    ctx.page("probe-title", Said { said })
}

async fn echo(ctx: Ctx, form: Form) -> Reply {
    form.txid()?;
    let files: Vec<String> =
        form.files("file").iter().map(|f| format!("{} {} {}", f.filename, f.content_type, f.bytes.len())).collect();
    ctx.page("probe-title", Said { said: format!("{}|{}", form.get("name"), files.join(",")) })
}

async fn refuse(_ctx: Ctx) -> Reply {
    let problem =
        |field: &str| Problem::new(field, "probe/wrong", Text::new("不对", "wrong"), Text::new("改一下", "change it"));
    Err(Stop::refused(vec![problem("a"), problem("b")]))
}

async fn resubmit(ctx: Ctx) -> Reply {
    ctx.page_with(StatusCode::UNPROCESSABLE_ENTITY, "probe-title", Said { said: String::new() })
}

#[derive(askama::Template)]
#[template(ext = "html", source = "<h1>自己的标题</h1>")]
struct OwnHeading;

async fn panic(_ctx: Ctx) -> Reply {
    panic!("the secret 110101199003070000")
}

fn routes() -> Routes {
    let mut routes = Routes::new()
        .get(Door::Open, "/", show)
        .post(Door::Open, "/", echo)
        .post_upload(Door::Open, "/upload", echo)
        .get(Door::Open, "/refuse", refuse)
        .get(Door::Open, "/resubmit", resubmit)
        .get(Door::Open, "/own-heading", async |ctx: Ctx| ctx.page("probe-title", OwnHeading))
        .get(Door::Open, "/panic", panic)
        .get(Door::Open, "/fault", async || {
            Reply::Err(Stop::Fault(anyhow::anyhow!("inner 13800138000").context("outer")))
        })
        .get(Door::Open, "/busy", async || Reply::Err(Stop::from(store::Fault::Busy { retry_after_s: 7 })))
        .get(Door::Open, "/many", async || Reply::Err(Stop::TooMany(60)))
        .get(Door::Open, "/never", async || std::future::pending::<Reply>().await)
        .get(Door::Open, "/big", async |ctx: Ctx| ctx.page("t", Said { said: "通途".repeat(5000) }))
        .get(Door::Open, "/file", async |ctx: Ctx| ctx.attachment("花名册.csv", "text/csv", b"a,b".to_vec()));
    for door in Door::ALL {
        routes = routes.get(door, &format!("/door/{door}"), show);
    }
    routes
}

static PROBE: Feature = Feature {
    name: "probe",
    group: "ground",
    routes,
    title: ("探针", "Probe"),
    words: "[probe-title]\nzh-CN='探针页'\nen='Probe page'\n[nav-open]\nzh-CN='公开'\nen='Public'\n[nav-officer]\nzh-CN='待办'\nen='Queue'\n",
    nav: &[
        Nav { door: Door::Open, path: "/", key: "nav-open" },
        Nav { door: Door::Officer, path: "/door/Officer", key: "nav-officer" },
    ],
    help: ("# 探针\n\n说明 <script>\n", "# Probe\n\nhelp <script>\n"),
    keeper: Some(&Keeper),
    ..Feature::EMPTY
};

static FEATURES: [&Feature; 1] = [&PROBE];

const TXID: &str = "01J00000000000000000000000";

async fn town() -> TestApp {
    TestApp::new(&FEATURES).await
}

async fn get(path: &str) -> Answer {
    town().await.browser().get(path).await
}

fn title(answer: &Answer) -> String {
    let text = answer.text();
    let title = text.split_once("<title>").map_or("", |(_, rest)| rest);
    title.split("</title>").next().unwrap_or_default().to_owned()
}

#[tokio::test]
async fn every_door_lets_in_its_role_and_nobody_else() {
    let town = town().await;
    for door in Door::ALL {
        let path = format!("/door/{door}");
        let stranger = town.browser().get(&path).await;
        match door {
            Door::Open => assert_eq!(stranger.status, 200),
            Door::Machine => assert_eq!(stranger.status, 401),
            _ => {
                assert_eq!(stranger.status, 303, "{door}");
                assert_eq!(stranger.location(), format!("/sign-in?next=%2Fdoor%2F{door}"));
            }
        }
        for role in Role::ALL {
            let answer = town.signed_in(role.word()).get(&path).await;
            let refused = if door == Door::Machine { 401 } else { 403 };
            let expected = if door.lets(Some(role)) { 200 } else { refused };
            assert_eq!(answer.status, expected, "{door} {role:?}");
        }
    }
}

#[tokio::test]
async fn a_machine_shows_its_key() {
    let machine_keys = vec![web::cookie::token_hash("a key of another system")];
    let town = TestApp::with(&FEATURES, Settings { machine_keys, ..Settings::default() }).await;
    let with_key = |key: &str| town.browser().header("authorization", &format!("Bearer {key}"));
    assert_eq!(with_key("a key of another system").get("/door/Machine").await.status, 200);
    let refused = with_key("another key").get("/door/Machine").await;
    assert_eq!((refused.status.as_u16(), refused.header("www-authenticate")), (401, "Bearer"));
    let good = with_key("a key of another system").get("/door/Machine").await;
    assert_eq!(good.header("ratelimit"), "\"key\";r=598;t=60");
}

#[tokio::test]
async fn a_session_that_has_expired_leads_to_the_sign_in_page() {
    let town = town().await;
    let mut officer = town.signed_in("officer");
    assert_eq!(officer.get("/door/Officer").await.status, 200);
    town.clock.advance_ms(3_600_001);
    assert_eq!(officer.get("/door/Officer").await.status, 303);
    assert_eq!(town.signed_in("no such token").get("/door/Officer").await.status, 303);
}

#[tokio::test]
async fn a_program_without_a_session_gets_401_instead_of_a_redirect() {
    let answer = town().await.browser().header("accept", "application/json").get("/door/Officer").await;
    assert_eq!(answer.status, 401);
    assert_eq!(answer.header("content-type"), "application/problem+json");
}

#[tokio::test]
async fn a_write_from_another_site_is_refused() {
    let town = town().await;
    let fields = [("txid", TXID), ("name", "x")];
    for (name, value) in
        [("sec-fetch-site", "cross-site"), ("sec-fetch-site", "same-site"), ("origin", "https://evil.example")]
    {
        let mut foreign = town.browser().header(name, value);
        if name == "origin" {
            foreign = foreign.header("sec-fetch-site", "");
        }
        let answer = foreign.post("/", &fields).await;
        assert_eq!(answer.status, 403, "{name}: {value}");
        assert!(answer.text().contains("来自别的网站"), "{}", answer.text());
        assert_eq!(foreign.get("/").await.status, 200, "reading is allowed");
    }
    assert_eq!(town.browser().post("/", &fields).await.status, 200);
}

#[tokio::test]
async fn the_policy_stands_on_every_answer() {
    let town = town().await;
    let paths =
        ["/", "/nowhere", "/panic", "/fault", "/door/Officer", "/healthz", "/static/none.css", "/favicon.ico", "/file"];
    for path in paths {
        let answer = town.browser().get(path).await;
        let policy = answer.header("content-security-policy");
        assert_eq!(policy, web::headers::CSP, "{path}");
        assert!(!policy.contains("unsafe"));
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(answer.header("x-frame-options"), "DENY", "{path}");
        assert!(!answer.header("x-request-id").is_empty(), "{path}");
    }
}

#[tokio::test]
async fn a_signed_in_page_is_never_stored() {
    let town = town().await;
    assert_eq!(town.signed_in("officer").get("/").await.header("cache-control"), "no-store");
    assert_eq!(town.signed_in("officer").get("/nowhere").await.header("cache-control"), "no-store");
    assert_eq!(town.browser().get("/").await.header("cache-control"), "private, no-cache");
}

#[tokio::test]
async fn unknown_addresses_and_methods_get_calm_pages() {
    let town = town().await;
    let lost = town.browser().get("/nowhere").await;
    assert_eq!((lost.status.as_u16(), title(&lost).as_str()), (404, "没有找到这一页 — 通途"));
    let wrong = town.browser().post("/refuse", &[]).await;
    assert_eq!(wrong.status, 405);
    assert!(wrong.header("allow").contains("GET"), "{}", wrong.header("allow"));
    assert!(wrong.text().contains("不支持这样的操作"));
    let odd = town.browser().send(Method::POST, "/", Some("text/plain"), b"x".to_vec()).await;
    assert_eq!(odd.status, 415);
    assert!(odd.text().contains("<html"));
}

#[tokio::test]
async fn a_body_over_the_limit_is_413_and_uploads_have_their_own_limit() {
    let town = town().await;
    let large = vec![b'x'; 2 * 1024 * 1024 + 10];
    let text = String::from_utf8(large.clone()).unwrap();
    assert_eq!(town.browser().post("/", &[("name", &text)]).await.status, 413);
    let files: [(&str, &str, &str, &[u8]); 1] = [("file", "../a<b>.pdf", "application/pdf", &large)];
    let answer = town.browser().upload("/upload", &[("txid", TXID), ("name", "n")], &files).await;
    assert_eq!(answer.status, 200);
    assert!(answer.text().contains("n|a&#60;b&#62;.pdf application/pdf 2097162"), "{}", answer.text());
    let huge = vec![b'x'; web::UPLOAD_BYTES_MAX + 10];
    let files: [(&str, &str, &str, &[u8]); 1] = [("file", "a.pdf", "application/pdf", &huge)];
    assert_eq!(town.browser().upload("/upload", &[("txid", TXID)], &files).await.status, 413);
}

#[tokio::test]
async fn a_broken_multipart_body_is_400() {
    let kind = "multipart/form-data; boundary=x";
    let answer = town().await.browser().send(Method::POST, "/upload", Some(kind), b"--x\r\nnonsense".to_vec()).await;
    assert_eq!(answer.status, 400);
    assert!(answer.text().contains("<html"));
}

#[tokio::test]
async fn a_panic_and_a_fault_show_a_number_and_no_inside() {
    for path in ["/panic", "/fault"] {
        let answer = get(path).await;
        assert_eq!(answer.status, 500);
        let text = answer.text();
        assert!(text.contains(answer.header("x-request-id")), "{text}");
        for inside in ["secret", "110101", "138001", "inner", "outer"] {
            assert!(!text.contains(inside), "{path} shows {inside}");
        }
    }
}

#[tokio::test]
async fn busy_and_too_many_say_when_to_come_back() {
    let busy = get("/busy").await;
    assert_eq!((busy.status.as_u16(), busy.header("retry-after")), (503, "7"));
    assert!(busy.text().contains("7 秒"));
    let many = get("/many").await;
    assert_eq!((many.status.as_u16(), many.header("retry-after")), (429, "60"));
    assert!(many.text().contains("60 秒"));
}

#[tokio::test]
async fn a_request_that_takes_too_long_is_503() {
    let settings = Settings { request_seconds_max: 0, ..Settings::default() };
    let answer = TestApp::with(&FEATURES, settings).await.browser().get("/never").await;
    assert_eq!(answer.status, 503);
    assert!(!answer.header("retry-after").is_empty());
}

#[tokio::test]
async fn a_refusal_lists_everything_as_page_and_as_problem_document() {
    let page = get("/refuse?lang=en").await;
    assert_eq!(page.status, 422);
    assert!(title(&page).starts_with("Error: "), "{}", title(&page));
    assert!(page.text().contains("There are 2 things to put right"));
    let json = town().await.browser().header("accept", "application/json").get("/refuse?lang=en").await;
    assert_eq!((json.status.as_u16(), json.header("content-type")), (422, "application/problem+json"));
    let document: serde_json::Value = serde_json::from_slice(&json.bytes).unwrap();
    assert_eq!(document["status"], 422);
    assert_eq!(document["problems"][1]["code"], "probe/wrong");
    assert_eq!(document["problems"][1]["message"], "wrong");
    assert!(document["instance"].as_str().unwrap().contains(json.header("x-request-id")));
}

#[tokio::test]
async fn a_failed_submit_says_error_in_its_title() {
    assert_eq!(title(&get("/resubmit").await), "错误：探针页 — 通途");
    assert_eq!(title(&get("/resubmit?lang=en").await), "Error: Probe page — 通途");
}

#[tokio::test]
async fn the_language_is_remembered_and_stands_on_the_page() {
    let town = town().await;
    let mut browser = town.browser();
    assert!(browser.get("/").await.text().contains("<html lang=\"zh-CN\""));
    let answer = browser.get("/?q=1&lang=en").await;
    assert!(answer.text().contains("<html lang=\"en\""));
    assert!(answer.text().contains("href=\"/?q=1&#38;lang=zh-CN\""), "{}", answer.text());
    assert!(browser.get("/").await.text().contains("<html lang=\"en\""), "remembered");
}

#[tokio::test]
async fn the_theme_is_kept_without_script_and_leads_back() {
    let town = town().await;
    let mut browser = town.browser();
    assert!(browser.get("/").await.text().contains("data-theme=\"auto\""));
    let answer = browser.post("/theme", &[("theme", "dark"), ("back", "/?q=1")]).await;
    assert_eq!((answer.status.as_u16(), answer.location()), (303, "/?q=1"));
    let page = browser.get("/").await.text();
    assert!(page.contains("data-theme=\"dark\"") && page.contains("name=\"color-scheme\" content=\"dark\""));
    let away = browser.post("/theme", &[("theme", "dark"), ("back", "//evil.example")]).await;
    assert_eq!(away.location(), "/", "never leads to another site");
}

#[tokio::test]
async fn session_cookies_are_strict() {
    let town = TestApp::with(&FEATURES, Settings { secure_cookies: true, ..Settings::default() }).await;
    let cookie = web::cookie::start_session(&town.app, "t0ken").to_str().unwrap().to_owned();
    assert_eq!(cookie, "__Host-tongtu=t0ken; Path=/; HttpOnly; SameSite=Lax; Secure");
    assert_eq!(town.signed_in("officer").get("/door/Officer").await.status, 200);
    assert!(town.browser().get("/").await.header("strict-transport-security").starts_with("max-age="));
    let plain = self::town().await;
    let cookie = web::cookie::end_session(&plain.app).to_str().unwrap().to_owned();
    assert_eq!(cookie, "tongtu=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0");
}

#[tokio::test]
async fn navigation_shows_what_the_role_may_open() {
    let town = town().await;
    let stranger = town.browser().get("/").await.text();
    assert!(stranger.contains("公开") && !stranger.contains("待办") && stranger.contains("href=\"/sign-in\""));
    let officer = town.signed_in("officer").get("/door/Officer").await.text();
    assert!(officer.contains("aria-current=\"page\">待办"), "{officer}");
    assert!(officer.contains("&#60;李明&#62;") && !officer.contains("<李明>"));
}

#[tokio::test]
async fn static_files_are_hashed_and_kept_for_good() {
    let town = town().await;
    for name in ["app.css", "enhance.js", "favicon.svg"] {
        let path = web::assets::path(name);
        let answer = town.browser().get(path).await;
        assert_eq!(answer.status, 200, "{path}");
        assert_eq!(answer.header("cache-control"), "public, max-age=31536000, immutable");
        assert!(!answer.bytes.is_empty());
        assert!(town.browser().get("/").await.text().contains(path), "{path} is on the page");
    }
    assert_eq!(town.browser().get("/static/app.0000.css").await.status, 404);
}

#[tokio::test]
async fn health_readiness_and_metrics_answer() {
    let town = TestApp::with(&FEATURES, Settings { demo: true, ..Settings::default() }).await;
    assert_eq!(town.browser().get("/healthz").await.text(), "ok\n");
    assert_eq!(town.browser().get("/readyz").await.text(), "ready\n");
    town.browser().get("/panic").await;
    let metrics = town.browser().get("/metrics").await.text();
    assert!(metrics.contains("tongtu_panics_total 1"), "{metrics}");
    assert_eq!(get("/metrics").await.status, 401, "only for machines outside the demo");
}

#[tokio::test]
async fn help_and_preview_are_there() {
    let help = get("/help/probe").await;
    assert_eq!(help.status, 200);
    assert!(help.text().contains("&lt;script&gt;"));
    assert_eq!(help.text().matches("<h1").count(), 1);
    assert!(get("/help").await.text().contains("href=\"/help/probe\""));
    assert_eq!(get("/help/none").await.status, 404);
    assert_eq!(get("/accessibility").await.status, 200);
    assert_eq!(get("/preview").await.status, 303, "only for the administrator outside the demo");
    let demo = TestApp::with(&FEATURES, Settings { demo: true, ..Settings::default() }).await;
    for lang in ["zh-CN", "en"] {
        let page = demo.browser().get(&format!("/preview?lang={lang}")).await.text();
        assert!(page.contains("data-shape=\"octagon-bar\"") && !page.contains('⟦'));
    }
}

#[tokio::test]
async fn a_page_has_one_heading_its_own_or_the_title() {
    assert!(get("/").await.text().contains("<h1>探针页</h1>"));
    let own = get("/own-heading").await;
    assert!(own.text().contains("<h1>自己的标题</h1>"));
    assert_eq!((own.text().matches("<h1").count(), title(&own).as_str()), (1, "探针页 — 通途"));
}

#[tokio::test]
async fn what_a_person_types_is_escaped_on_the_page() {
    let page = get("/?q=%3Cscript%3Ealert(1)%3C/script%3E").await.text();
    assert!(page.contains("&#60;script&#62;") && !page.contains("<script>alert"));
}

#[tokio::test]
async fn a_form_without_a_transaction_id_is_refused() {
    let answer = town().await.browser().post("/", &[("name", "x")]).await;
    assert_eq!(answer.status, 422);
    assert!(answer.text().contains("提交编号"));
}

#[tokio::test]
async fn a_file_is_an_attachment() {
    let answer = get("/file").await;
    assert!(answer.header("content-disposition").starts_with("attachment;"));
    assert!(answer.header("content-disposition").contains("%E8%8A%B1"));
}

#[tokio::test]
async fn large_pages_are_compressed() {
    let town = town().await;
    let plain = town.browser().get("/big").await.bytes.len();
    let answer = town.browser().header("accept-encoding", "gzip").get("/big").await;
    assert_eq!(answer.header("content-encoding"), "gzip");
    assert!(answer.bytes.len() < plain / 10);
}

#[tokio::test]
async fn a_wrong_composition_does_not_start() {
    static NEEDY: Feature = Feature { name: "needy", needs: &["probe"], ..Feature::EMPTY };
    static BEFORE: [&Feature; 2] = [&NEEDY, &PROBE];
    static AFTER: [&Feature; 2] = [&PROBE, &NEEDY];
    let build = |features| {
        let clock = web::testing::TestClock::at_ms(0);
        let db = store::Db::memory().unwrap();
        App::new(web::AppParts {
            db,
            clock: clock.function(),
            rng_seed: Some(1),
            features,
            settings: Settings::default(),
        })
    };
    let error = build(&BEFORE).err().expect("a need that stands later").to_string();
    assert!(error.contains("`needy` needs `probe`"), "{error}");
    assert!(build(&AFTER).is_ok());
}

#[tokio::test]
async fn serving_ends_when_told_and_answers_until_then() {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let app = town().await.app;
    let serving = tokio::spawn(web::serve(app, listener, async move {
        let _ = stopped.await;
    }));
    let mut stream = tokio::net::TcpStream::connect(address).await.unwrap();
    stream.write_all(b"GET /healthz HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n").await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    stop.send(()).unwrap();
    serving.await.unwrap().unwrap();
}
