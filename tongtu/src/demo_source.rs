//! The computer of another office in the demonstration: answers with a key, and can be taken down and brought back.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use anyhow::Context;
use web::App;

/// Longest head of a question, bytes.
const HEAD_MAX: u64 = 8 * 1024;

/// What a visitor of the office sees; the numbers and the state are put in.
const PAGE: &str = include_str!("demo_source.html");

struct Office {
    app: App,
    key: String,
    host: String,
    down: AtomicBool,
    asked: AtomicU64,
}

/// Opens the office, tells the county where it is, and puts a list into the drop folder. Its address.
///
/// # Errors
/// A folder that cannot be written, no free port.
pub async fn open(app: &App, folder: &Path, clerks_code: &str) -> anyhow::Result<String> {
    let listener = TcpListener::bind("127.0.0.1:0").context("no free port for the demo source")?;
    let host = listener.local_addr()?.to_string();
    let key = app.random_token();
    write(folder, "secrets", "tiers.key", &key)?;
    let list = format!("信用代码,人数\n{clerks_code},78\n");
    let yesterday = app.today().yesterday().unwrap_or(app.today());
    write(folder, "drop/roster", &format!("roster-{yesterday}.csv"), &list)?;
    let office = Office { app: app.clone(), key, host: host.clone(), down: false.into(), asked: 0.into() };
    let office = Arc::new(office);
    std::thread::Builder::new().name("demo-source".to_owned()).spawn(move || {
        for stream in listener.incoming().flatten() {
            let office = Arc::clone(&office);
            // a visitor who is slow keeps nobody else waiting; one that hangs up misses the answer
            std::thread::spawn(move || drop(office.serve(stream)));
        }
    })?;
    crate::sources::open_text(app, &text(&host), folder.join("sources.toml")).await?;
    Ok(format!("http://{host}"))
}

/// Puts a file there as another office does: under another name first.
fn write(folder: &Path, below: &str, name: &str, text: &str) -> anyhow::Result<()> {
    let place = folder.join(below);
    std::fs::create_dir_all(&place).with_context(|| format!("cannot make `{}`", place.display()))?;
    let part = place.join(format!("{name}.part"));
    std::fs::write(&part, text).with_context(|| format!("cannot write `{}`", part.display()))?;
    std::fs::rename(&part, place.join(name)).with_context(|| format!("cannot write `{}`", place.display()))
}

/// The sources of the demonstration: one asked by HTTP with a key, one that brings lists.
fn text(host: &str) -> String {
    format!(
        r#"[source.tiers]
name = {{ zh-CN = "疫情分级系统（演示）", en = "Tier system (demo)" }}
owner = "health"
key = "region"
way = "http"
url = "http://{host}/tier/{{key}}"
secret_file = "tiers.key"
private_network = true
timeout_seconds = 5
[source.tiers.fact.region-tier]
pointer = "/data/tier"
as_of = "/data/day"
codes = {{ "1" = "low", "2" = "medium", "3" = "high" }}

[source.roster]
name = {{ zh-CN = "参保名册（演示）", en = "Roster of the insured (demo)" }}
owner = "human-resources"
key = "uscc"
way = "csv"
folder = "roster"
key_column = "信用代码"
[source.roster.fact.insured-headcount]
column = "人数"
"#
    )
}

impl Office {
    fn serve(&self, mut stream: TcpStream) -> std::io::Result<()> {
        stream.set_read_timeout(Some(Duration::from_secs(5)))?;
        let mut head = Vec::new();
        let mut reader = (&stream).take(HEAD_MAX);
        let mut byte = [0];
        while !head.ends_with(b"\r\n\r\n") && reader.read(&mut byte)? == 1 {
            head.push(byte[0]);
        }
        let head = String::from_utf8_lossy(&head).into_owned();
        let first: Vec<&str> = head.lines().next().unwrap_or_default().split(' ').collect();
        let answer = match first[..] {
            ["GET", path, ..] if path.starts_with("/tier/") => self.tier(&head),
            ["GET", "/", ..] => Some(respond("200 OK", "text/html; charset=utf-8", &self.page())),
            ["POST", "/down" | "/up", ..] if !self.is_own(&head) => Some(respond("403 Forbidden", "text/plain", "")),
            ["POST", way, ..] if way == "/down" || way == "/up" => {
                self.down.store(way == "/down", Ordering::SeqCst);
                Some(
                    "HTTP/1.1 303 See Other\r\nLocation: /\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
                        .to_owned(),
                )
            }
            _ => Some(respond("404 Not Found", "text/plain", "")),
        };
        // down: it takes the question and hangs up
        answer.map_or(Ok(()), |answer| stream.write_all(answer.as_bytes()))
    }

    fn tier(&self, head: &str) -> Option<String> {
        self.asked.fetch_add(1, Ordering::SeqCst);
        if self.down.load(Ordering::SeqCst) {
            return None;
        }
        if header(head, "authorization") != Some(&format!("Bearer {}", self.key)) {
            return Some(respond("401 Unauthorized", "application/json", "{}"));
        }
        let json = serde_json::json!({"data": {"tier": 2, "day": self.app.today().to_string()}}).to_string();
        Some(respond("200 OK", "application/json", &json))
    }

    /// The form was sent from this office's own page, not by another site that a visitor has open.
    fn is_own(&self, head: &str) -> bool {
        header(head, "host") == Some(&self.host)
            && header(head, "origin").is_none_or(|origin| origin == format!("http://{}", self.host))
    }

    fn page(&self) -> String {
        let down = self.down.load(Ordering::SeqCst);
        let state = if down { "已停止 · down" } else { "正常 · up" };
        let (to, button) = if down { ("/up", "恢复 · bring it back") } else { ("/down", "停掉 · take it down") };
        let asked = self.asked.load(Ordering::SeqCst).to_string();
        let site = &self.app.settings().site_url;
        let filled = [("{state}", state), ("{asked}", &asked), ("{to}", to), ("{button}", button), ("{site}", site)];
        filled.into_iter().fold(PAGE.to_owned(), |page, (sign, words)| page.replace(sign, words))
    }
}

fn header<'h>(head: &'h str, name: &str) -> Option<&'h str> {
    let mut lines = head.lines().skip(1).filter_map(|line| line.split_once(':'));
    lines.find(|(key, _)| key.trim().eq_ignore_ascii_case(name)).map(|(_, value)| value.trim())
}

fn respond(status: &str, kind: &str, body: &str) -> String {
    let length = body.len();
    let head = format!("HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\nConnection: close");
    format!(
        "{head}\r\nContent-Security-Policy: default-src 'none'; form-action 'self'\r\nCache-Control: no-store\r\n\r\n{body}"
    )
}
