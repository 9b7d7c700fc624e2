//! A county served by the program: it starts, tells where it is, answers, stops when told; its journal is checked.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};

use crate::program::{Folder, command, told, tongtu};

/// A running demo; killed when a test fails before stopping it.
struct Demo {
    child: Child,
    told: serde_json::Value,
}

impl Demo {
    fn start(arguments: &[&str]) -> Demo {
        let mut started = command(&[&["demo", "--port", "0", "--format", "json"], arguments].concat());
        let mut child = started.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("the program starts");
        let mut line = String::new();
        BufReader::new(child.stdout.take().expect("piped")).read_line(&mut line).expect("a line");
        let told = serde_json::from_str(&line).unwrap_or_else(|error| panic!("{error}: {line}"));
        Demo { child, told }
    }

    fn address(&self) -> &str {
        self.told["address"].as_str().and_then(|a| a.strip_prefix("http://")).expect("an address")
    }

    /// The answer to a request, head and body.
    fn get(&self, path: &str) -> String {
        let mut line = TcpStream::connect(self.address()).expect("it listens");
        let ask = format!("GET {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", self.address());
        line.write_all(ask.as_bytes()).expect("a request");
        let mut answer = Vec::new();
        line.read_to_end(&mut answer).expect("an answer");
        String::from_utf8_lossy(&answer).into_owned()
    }

    /// Tells it to stop; its exit code.
    fn stop(mut self) -> Option<i32> {
        let told = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status().expect("kill runs");
        assert!(told.success());
        self.child.wait().expect("it ends").code()
    }
}

impl Drop for Demo {
    fn drop(&mut self) {
        // it has ended already unless the test failed
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn the_demo_of_sources_goes_down_and_comes_back() {
    let demo = Demo::start(&["--sources"]);
    let host = demo.told["source"].as_str().and_then(|a| a.strip_prefix("http://")).expect("an address").to_owned();
    let ask = |how: &str, path: &str, more: &str| {
        let mut line = TcpStream::connect(&host).expect("it listens");
        line.write_all(format!("{how} {path} HTTP/1.1\r\nHost: {host}\r\n{more}\r\n").as_bytes()).expect("a request");
        let mut answer = Vec::new();
        line.read_to_end(&mut answer).expect("an answer");
        String::from_utf8_lossy(&answer).into_owned()
    };
    assert!(ask("GET", "/tier/990121", "").starts_with("HTTP/1.1 401"), "without the key nothing is told");
    assert!(ask("GET", "/", "").contains("up"));
    assert!(ask("POST", "/down", "Origin: http://elsewhere.example\r\n").starts_with("HTTP/1.1 403"));
    assert!(ask("POST", "/down", "").starts_with("HTTP/1.1 303"));
    assert!(ask("GET", "/", "").contains("bring it back"));
    assert_eq!(ask("GET", "/tier/990121", ""), "", "it hangs up");
    assert!(ask("POST", "/up", "").starts_with("HTTP/1.1 303"));
    assert!(ask("GET", "/tier/990121", "").starts_with("HTTP/1.1 401"));
    let drop = demo.told["drop"].as_str().expect("a folder").to_owned();
    assert!(std::path::Path::new(&drop).exists(), "{drop}");
    assert_eq!(demo.stop(), Some(0));
}

#[test]
fn the_demo_says_where_it_is_serves_and_stops_when_told() {
    let demo = Demo::start(&[]);
    assert_eq!(demo.told["today"], "2020-03-16");
    assert!(demo.get("/healthz").starts_with("HTTP/1.1 200"));
    assert!(demo.get("/find").contains("企业复工"));
    let people = demo.told["sign_in"].as_object().expect("a link for each person").clone();
    for who in ["clerk", "officer-health", "officer-industry", "drafter", "admin"] {
        let link = people[who].as_str().expect("a link").split_once("/sign-in").expect("a path").1;
        let answer = demo.get(&format!("/sign-in{link}"));
        assert!(answer.starts_with("HTTP/1.1 303") && answer.to_lowercase().contains("set-cookie"), "{who}: {answer}");
    }
    assert_eq!(demo.stop(), Some(0));
}

#[test]
fn a_kept_county_is_gone_on_with_only_when_asked() {
    let folder = Folder::new();
    assert_eq!(Demo::start(&["--data", folder.path()]).stop(), Some(0));
    let again = tongtu(&["demo", "--port", "0", "--data", folder.path()]);
    assert_eq!(again.code, 2);
    assert!(again.err.contains("--keep"), "{}", again.err);
    assert_eq!(Demo::start(&["--data", folder.path(), "--keep"]).stop(), Some(0));
}

#[test]
fn a_port_that_is_taken_is_told() {
    let demo = Demo::start(&[]);
    let second = tongtu(&["demo", "--listen", demo.address()]);
    assert_eq!(second.code, 2);
    assert!(second.err.contains(demo.address()), "{}", second.err);
    assert_eq!(demo.stop(), Some(0));
}

#[test]
fn a_journal_that_was_tampered_with_is_found_out() {
    let folder = Folder::new();
    assert_eq!(Demo::start(&["--data", folder.path()]).stop(), Some(0));
    let file = format!("{}/tongtu.sqlite", folder.path());
    let verify = || tongtu(&["journal", "verify", "--database", &file, "--lang", "en"]);
    let whole = verify();
    assert_eq!(whole.code, 0, "{}{}", whole.out, whole.err);
    assert!(whole.out.contains("990121"), "{}", whole.out);

    change(&file, "UPDATE store_journal SET actor = 'nobody' WHERE region = '990121' AND seq = 3");
    let changed = verify();
    assert_eq!(changed.code, 1);
    assert!(changed.out.contains("990121 #3"), "{}", changed.out);

    change(&file, "DELETE FROM store_journal WHERE region = '990121' AND seq = 2");
    let gone = verify();
    assert_eq!(gone.code, 1);
    assert!(gone.out.contains("990121 #2"), "{}", gone.out);
    let json = tongtu(&["journal", "verify", "--database", &file, "--format", "json"]);
    assert!(json.code == 1 && json.out.contains("\"seq\":2"), "{}", json.out);
}

#[test]
fn a_database_is_brought_up_twice_and_a_book_published_twice_without_harm() {
    let folder = Folder::new();
    let file = format!("{}/county.sqlite", folder.path());
    for _ in 0..2 {
        let migrated = tongtu(&["migrate", "--database", &file]);
        assert_eq!(migrated.code, 0, "{}{}", migrated.out, migrated.err);
    }
    let book = crate::playbooks().join("epidemic");
    let book = book.to_str().expect("a path in UTF-8");
    for _ in 0..2 {
        let published = tongtu(&["publish", book, "--database", &file, "--by", "drafter"]);
        assert_eq!(published.code, 0, "{}{}", published.out, published.err);
    }
    let backup = format!("{}/copy.sqlite", folder.path());
    let copied = tongtu(&["backup", &backup, "--database", &file]);
    assert_eq!(copied.code, 0, "{}{}", copied.out, copied.err);
    assert_eq!(tongtu(&["journal", "verify", "--database", &backup]).code, 0);
}

#[test]
fn the_first_administrator_is_made_once_and_told_everything_that_is_wrong() {
    let folder = Folder::new();
    let file = format!("{}/county.sqlite", folder.path());
    let admin = |region, sign_in, password| {
        let words = ["admin", "--database", &file, "--region", region, "--sign-in", sign_in, "--name", "曹立"];
        told(&words, password)
    };
    let wrong = admin("99", "", "short\n");
    assert_eq!(wrong.code, 2);
    for place in ["--region: ", "--sign-in: ", "password: "] {
        assert!(wrong.err.contains(place), "{place} is not told: {}", wrong.err);
    }
    let made = admin("990121", "chief", "four unrelated words here\n");
    assert_eq!((made.code, made.out.as_str()), (0, "administrator created: chief\n"), "{}", made.err);
    assert!(!made.out.contains("unrelated"), "a password that was given is not shown");
    let again = admin("990121", "chief", "four unrelated words here\n");
    assert!(again.code == 2 && again.err.contains("sign-in name"), "{}", again.err);
}

/// Somebody with the file in their hands.
fn change(file: &str, sql: &'static str) {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    let changed = runtime.block_on(async {
        let db = store::Db::open(file).await?;
        db.write(move |tx| tx.execute(sql, &[])).await
    });
    assert_eq!(changed.expect("the file can be written"), 1, "{sql}");
}
