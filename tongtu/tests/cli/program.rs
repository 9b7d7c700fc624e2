//! Starts the program and keeps what it said; folders that go with the test.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

/// How a run ended.
pub struct Ended {
    /// Exit code; -1 when it was killed.
    pub code: i32,
    /// Standard output.
    pub out: String,
    /// Standard error.
    pub err: String,
}

impl Ended {
    /// The output as JSON.
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {}", self.out))
    }
}

/// The program with an English terminal.
pub fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tongtu"));
    command.args(arguments).env("LC_ALL", "en_US.UTF-8").env_remove("TONGTU_DATABASE").env("RUST_BACKTRACE", "0");
    command.stdin(Stdio::null());
    command
}

/// Runs the program to its end.
///
/// # Panics
/// When it panicked, whatever the exit code.
pub fn tongtu(arguments: &[&str]) -> Ended {
    ended(arguments, command(arguments).output().expect("the program starts"))
}

/// Runs the program with `text` on its standard input.
///
/// # Panics
/// As [`tongtu`].
pub fn told(arguments: &[&str], text: &str) -> Ended {
    let mut child = command(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let mut input = child.stdin.take().expect("its input is a pipe");
    input.write_all(text.as_bytes()).expect("it reads its input");
    drop(input);
    ended(arguments, child.wait_with_output().expect("the program ends"))
}

fn ended(arguments: &[&str], done: Output) -> Ended {
    let ended = Ended {
        code: done.status.code().unwrap_or(-1),
        out: String::from_utf8_lossy(&done.stdout).into_owned(),
        err: String::from_utf8_lossy(&done.stderr).into_owned(),
    };
    assert!(!ended.err.contains("panicked at") && ended.code != 101, "{arguments:?}: {}", ended.err);
    ended
}

/// Folder of the rule books.
pub fn playbooks() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../playbooks")
}

/// A folder of a test, removed at its end.
pub struct Folder(PathBuf);

impl Folder {
    /// An empty one.
    pub fn new() -> Folder {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let name = format!("cli-{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        std::fs::create_dir_all(&path).expect("a folder among the build's own");
        Folder(path)
    }

    /// Writes a file below it.
    pub fn write(&self, name: &str, content: impl AsRef<[u8]>) {
        let path = self.0.join(name);
        std::fs::create_dir_all(path.parent().expect("it lies below")).expect("a folder");
        std::fs::write(path, content).expect("a file");
    }

    /// Its path.
    pub fn path(&self) -> &str {
        self.0.to_str().expect("a path in UTF-8")
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // at worst a folder is left among the build's own
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
