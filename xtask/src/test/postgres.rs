//! A PostgreSQL of our own: made for one part, on a free port of the loopback, gone afterwards.

use crate::shell;
use anyhow::{Context, Result, bail};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// A running private server.
pub struct Server {
    programs: PathBuf,
    folder: PathBuf,
    /// Where an empty database waits.
    pub url: String,
}

/// The folder of the server's programs, newest first.
pub fn programs() -> Option<PathBuf> {
    let told = Command::new("pg_config").arg("--bindir").output().ok();
    let told = told.map(|out| PathBuf::from(String::from_utf8_lossy(&out.stdout).trim()));
    let mut found: Vec<PathBuf> = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path().join("bin"))
        .collect();
    found.sort();
    told.into_iter().chain(found.into_iter().rev()).find(|folder| folder.join("initdb").is_file())
}

impl Server {
    /// Makes a cluster in a temporary folder and starts it; what is in it need not outlive the machine.
    pub fn start() -> Result<Server> {
        Server::start_with(&["fsync=off"])
    }

    /// The same with other settings, such as `shared_buffers=1GB`.
    pub fn start_with(options: &[&str]) -> Result<Server> {
        let programs = programs().context("no PostgreSQL server is installed; `apt-get install postgresql`")?;
        let folder = std::env::temp_dir().join(format!("tongtu-postgres-{}", std::process::id()));
        std::fs::create_dir_all(&folder)?;
        if shell::is_root() {
            must(Command::new("chown").arg("postgres").arg(&folder))?;
        }
        let data = folder.join("data");
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let url = format!("postgres://postgres@127.0.0.1:{port}/tongtu");
        let server = Server { programs, folder, url };
        must(
            server
                .call("initdb")
                .args(["--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync", "-D"])
                .arg(&data),
        )?;
        let options: String = options.iter().map(|option| format!(" -c {option}")).collect();
        let settings = format!(
            "-c listen_addresses=127.0.0.1 -c port={port} -c unix_socket_directories={}{options}",
            server.folder.display()
        );
        let log = server.folder.join("log");
        let mut start = server.call("pg_ctl");
        start.args(["start", "--wait", "--silent", "-o"]).arg(settings).arg("-l").arg(log).arg("-D").arg(&data);
        // The server keeps what it inherits, so it must not inherit our pipes.
        let started = start.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status()?;
        if !started.success() {
            bail!(
                "the private PostgreSQL did not start: {}",
                std::fs::read_to_string(server.folder.join("log")).unwrap_or_default()
            );
        }
        must(server.call("createdb").args([
            "--host=127.0.0.1",
            "--username=postgres",
            &format!("--port={port}"),
            "tongtu",
        ]))?;
        Ok(server)
    }

    /// One of the server's programs; the server refuses to run as root.
    fn call(&self, program: &str) -> Command {
        let path = self.programs.join(program);
        let mut command = if shell::is_root() { Command::new("runuser") } else { Command::new(&path) };
        if shell::is_root() {
            command.args(["-u", "postgres", "--"]).arg(path);
        }
        command.current_dir(&self.folder);
        command
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let data: &Path = &self.folder.join("data");
        let _ = self.call("pg_ctl").args(["stop", "--silent", "--mode=immediate", "-D"]).arg(data).output();
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

fn must(command: &mut Command) -> Result<()> {
    let said = shell::quiet(command)?;
    if !said.ok {
        bail!("{}: {}", command.get_program().to_string_lossy(), said.text.trim());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_private_server_answers_and_leaves_nothing() {
        if programs().is_none() {
            println!("no PostgreSQL server here");
            return;
        }
        let server = Server::start().unwrap();
        let said = shell::quiet(server.call("psql").args([&server.url, "-Atc", "SELECT 6 * 7"])).unwrap();
        assert_eq!(said.text.trim(), "42");
        let folder = server.folder.clone();
        drop(server);
        assert!(!folder.exists());
    }
}
