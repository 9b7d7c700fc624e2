//! Running other programs: seen as they run, and read afterwards.

use anyhow::{Context, Result};
use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// What a program said and whether it went well.
pub struct Said {
    /// Exit code 0.
    pub ok: bool,
    /// Standard output and error, line by line as they came.
    pub text: String,
}

/// Runs a program, shows its lines as they come, and keeps them.
pub fn show(command: &mut Command) -> Result<Said> {
    let name = command.get_program().to_string_lossy().into_owned();
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().with_context(|| format!("`{name}` could not be started"))?;
    let (out, err) = (child.stdout.take(), child.stderr.take());
    let text = std::thread::scope(|scope| {
        let errors = scope.spawn(|| err.map(|pipe| pass_on(pipe, &mut std::io::stderr())).unwrap_or_default());
        let lines = out.map(|pipe| pass_on(pipe, &mut std::io::stdout())).unwrap_or_default();
        lines + &errors.join().expect("passing lines on does not panic")
    });
    let status = child.wait().with_context(|| format!("`{name}` was lost"))?;
    Ok(Said { ok: status.success(), text })
}

fn pass_on(pipe: impl Read, to: &mut dyn Write) -> String {
    let mut kept = String::new();
    let mut reader = BufReader::new(pipe);
    let mut line = Vec::new();
    while reader.read_until(b'\n', &mut line).is_ok_and(|n| n > 0) {
        let text = String::from_utf8_lossy(&line);
        let _ = to.write_all(text.as_bytes());
        kept.push_str(&text);
        line.clear();
    }
    kept
}

/// Runs a program silently.
pub fn quiet(command: &mut Command) -> Result<Said> {
    let name = command.get_program().to_string_lossy().into_owned();
    let out = command.stdin(Stdio::null()).output().with_context(|| format!("`{name}` could not be started"))?;
    let text = String::from_utf8_lossy(&out.stdout).into_owned() + &String::from_utf8_lossy(&out.stderr);
    Ok(Said { ok: out.status.success(), text })
}

/// Runs a program for what it prints; its errors pass on as they come.
pub fn answer(command: &mut Command) -> Result<String> {
    let name = command.get_program().to_string_lossy().into_owned();
    let out = command.stdin(Stdio::null()).stderr(Stdio::inherit()).output();
    let out = out.with_context(|| format!("`{name}` could not be started"))?;
    if !out.status.success() {
        anyhow::bail!("`{name}` ended with {}", out.status);
    }
    Ok(String::from_utf8_lossy(&out.stdout).into_owned())
}

/// Cargo, the one that called us where there is one.
pub fn cargo(root: &Path) -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(root);
    // What `cargo run` tells its child about xtask itself must not reach other builds.
    for (name, _) in std::env::vars_os() {
        let text = name.to_string_lossy();
        if text.starts_with("CARGO_PKG_") || text.starts_with("CARGO_MANIFEST_") {
            command.env_remove(&name);
        }
    }
    command
}

/// The first of these programs that is on the PATH.
pub fn find(names: &[&str]) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    names.iter().find_map(|name| std::env::split_paths(&path).map(|dir| dir.join(name)).find(|file| file.is_file()))
}

/// Where builds go: CARGO_TARGET_DIR, else `target` in the project.
pub fn target(root: &Path) -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), |dir| root.join(dir))
}

/// Are we the superuser? (Read from the process table; no call into C.)
pub fn is_root() -> bool {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let uid = status.lines().find_map(|line| line.strip_prefix("Uid:"));
    uid.and_then(|ids| ids.split_whitespace().nth(1)) == Some("0")
}

/// Is this continuous integration?
pub fn is_ci() -> bool {
    std::env::var_os("CI").is_some_and(|value| !value.is_empty() && value != "false")
}
