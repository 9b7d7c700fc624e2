//! Offices for the stories of sources: a real HTTP server that can be well, silent, broken, and a folder for lists.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use testkit::TestTown;

/// What the office's computer does when it is asked.
#[derive(Clone, Debug)]
pub enum Manner {
    /// Answers with this status and body.
    Says(u16, String),
    /// Takes the question and never answers.
    Silent,
    /// Hangs up.
    HangsUp,
}

/// A computer of another office.
pub struct Office {
    /// Where it listens.
    pub port: u16,
    manner: Arc<Mutex<Manner>>,
    asked: Arc<AtomicUsize>,
    heard: Arc<Mutex<Vec<String>>>,
}

impl Office {
    /// Begins to listen on a free port.
    pub fn opens(manner: Manner) -> Office {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let port = listener.local_addr().expect("an address").port();
        let office =
            Office { port, manner: Arc::new(Mutex::new(manner)), asked: Arc::default(), heard: Arc::default() };
        let (manner, asked, heard) = (office.manner.clone(), office.asked.clone(), office.heard.clone());
        std::thread::spawn(move || {
            let mut kept = Vec::new();
            for stream in listener.incoming().flatten() {
                asked.fetch_add(1, Ordering::SeqCst);
                let now = manner.lock().expect("unpoisoned").clone();
                let (letter, left) = answer(stream, &now);
                heard.lock().expect("unpoisoned").push(letter);
                kept.extend(left);
            }
        });
        office
    }

    /// From now on it does this.
    pub fn turns(&self, manner: Manner) {
        *self.manner.lock().expect("unpoisoned") = manner;
    }

    /// How often it was asked.
    pub fn asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }

    /// The heads of the questions.
    pub fn heard(&self) -> Vec<String> {
        self.heard.lock().expect("unpoisoned").clone()
    }
}

/// The question, and the connection where it is kept open.
fn answer(mut stream: TcpStream, manner: &Manner) -> (String, Option<TcpStream>) {
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") && stream.read(&mut byte).unwrap_or(0) == 1 {
        head.push(byte[0]);
    }
    let head = String::from_utf8_lossy(&head).into_owned();
    match manner {
        Manner::Silent => return (head, Some(stream)),
        Manner::HangsUp => {}
        Manner::Says(status, body) => {
            let length = body.len();
            let answer = format!("HTTP/1.1 {status} X\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}");
            // whoever hung up meanwhile misses the rest
            let _ = stream.write_all(answer.as_bytes());
        }
    }
    (head, None)
}

/// Answers 200 with this JSON.
pub fn says(json: &str) -> Manner {
    Manner::Says(200, json.to_owned())
}

/// A folder of its own for a story, removed afterwards.
pub struct Folder(pub PathBuf);

impl Folder {
    /// An empty folder.
    pub fn new() -> Folder {
        static NEXT: AtomicUsize = AtomicUsize::new(0);
        let name = format!("tongtu-sources-{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::SeqCst));
        let path = std::env::temp_dir().join(name);
        std::fs::create_dir_all(path.join("secrets")).expect("a folder");
        Folder(path)
    }

    /// Puts a file there as another office does: under another name first.
    pub fn receives(&self, folder: &str, name: &str, bytes: &[u8]) {
        let folder = self.0.join("drop").join(folder);
        std::fs::create_dir_all(&folder).expect("a folder");
        let part = folder.join(format!("{name}.part"));
        std::fs::write(&part, bytes).expect("a file");
        std::fs::rename(part, folder.join(name)).expect("renamed");
    }

    /// What stands in a file below it.
    pub fn text(&self, path: &str) -> String {
        std::fs::read_to_string(self.0.join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// Sets the sources of the town; the text must be without mistakes.
pub async fn has_sources(town: &TestTown, folder: &Folder, text: &str) {
    let path = folder.0.join("sources.toml");
    let reading = ground::sources::file::replace(town.app(), text, path).await.expect("written");
    assert!(reading.is_sound(), "{:?}", reading.diagnostics);
}

/// The source of the county's tier, asked by division code.
pub fn tier_source(port: u16) -> String {
    format!(
        r#"
[source.tiers]
name = {{ zh-CN = "疫情分级系统", en = "Tier system" }}
owner = "health"
key = "region"
way = "http"
url = "http://127.0.0.1:{port}/tier/{{key}}"
private_network = true
timeout_seconds = 30
bytes_max = 2000
[source.tiers.fact.region-tier]
pointer = "/data/tier"
as_of = "/data/day"
codes = {{ "1" = "low", "2" = "medium", "3" = "high" }}
"#
    )
}

/// What the tier system says when it is well.
pub const MEDIUM: &str = r#"{"data": {"tier": 2, "day": "2020-03-15"}}"#;

/// Everything that is due is asked, and what follows from it is done, until nothing is left.
pub async fn sources_run(town: &TestTown) {
    loop {
        let asked = ground::sources::fetch_due(town.app()).await.expect("the sources are asked");
        ground::sources::import_due(town.app()).await.expect("the lists are read");
        let mut ran = 0;
        loop {
            match web::jobs::run_due(town.app(), "story").await.expect("the jobs run") {
                0 => break,
                more => ran += more,
            }
        }
        if asked + ran == 0 {
            return;
        }
    }
}
