//! What must be on the machine beside Rust: installed where we may, told where we may not.

use super::Outcome;
use crate::shell;
use anyhow::Result;
use sha2::{Digest, Sha256};
use std::path::Path;
use std::process::Command;

/// Something that must be there, the Debian packages that bring it, and what is not tested without it.
struct Need {
    what: &'static str,
    packages: &'static [&'static str],
    without: &'static str,
    there: fn() -> bool,
}

const NEEDS: &[Need] = &[
    Need {
        what: "Chromium",
        packages: &["chromium"],
        without: "browser tests",
        there: || super::browser::chromium().is_some(),
    },
    Need {
        what: "Chinese fonts",
        packages: &["fonts-noto-cjk"],
        without: "legible screenshots",
        there: has_chinese_fonts,
    },
    Need {
        what: "PostgreSQL server",
        packages: &["postgresql"],
        without: "tests on PostgreSQL",
        there: || super::postgres::programs().is_some(),
    },
    Need {
        what: "Node.js and npm",
        packages: &["nodejs", "npm"],
        without: "browser tests",
        there: || shell::find(&["node"]).is_some() && shell::find(&["npm"]).is_some(),
    },
    Need {
        what: "PDF reader",
        packages: &["poppler-utils"],
        without: "tests of printed pages",
        there: || shell::find(&["pdftotext"]).is_some(),
    },
    Need { what: "Python with venv", packages: &["python3-venv"], without: "the calendar check", there: has_venv },
];

/// Installs what is missing when we are root or in continuous integration; otherwise says how to get it.
pub fn run(root: &Path) -> Result<Outcome> {
    let missing: Vec<&Need> = NEEDS.iter().filter(|need| !(need.there)()).collect();
    let packages: Vec<&str> = missing.iter().flat_map(|need| need.packages).copied().collect();
    if !packages.is_empty() && (shell::is_root() || shell::is_ci()) && shell::find(&["apt-get"]).is_some() {
        install(&packages)?;
    }
    let mut outcome = Outcome::default();
    for need in NEEDS {
        if (need.there)() {
            println!("✓ {}", need.what);
            outcome.passed += 1;
        } else {
            let how = format!("apt-get install {}", need.packages.join(" "));
            println!("- {} is not here: {} cannot run; get it with `{how}`", need.what, need.without);
            outcome.add(&Outcome::absent(""));
        }
    }
    for folder in ["tests/browser", "tests/processes"] {
        outcome.add(&npm(root, folder)?);
    }
    Ok(outcome)
}

fn install(packages: &[&str]) -> Result<()> {
    let apt = || {
        let mut apt = if shell::is_root() { Command::new("apt-get") } else { Command::new("sudo") };
        if !shell::is_root() {
            apt.args(["--non-interactive", "apt-get"]);
        }
        apt.env("DEBIAN_FRONTEND", "noninteractive");
        apt
    };
    println!("installing {}", packages.join(" "));
    let updated = shell::quiet(apt().args(["update", "--quiet"]))?;
    let installed =
        shell::quiet(apt().args(["install", "--yes", "--quiet", "--no-install-recommends"]).args(packages))?;
    if !installed.ok {
        print!("{}{}", updated.text, installed.text);
    }
    Ok(())
}

/// `npm ci` in a folder of tests, unless the same lock file was laid out before.
fn npm(root: &Path, name: &str) -> Result<Outcome> {
    let folder = root.join(name);
    let (Some(npm), Ok(lock)) = (shell::find(&["npm"]), std::fs::read(folder.join("package-lock.json"))) else {
        println!("- the parts of {name} are not laid out: npm is not here");
        return Ok(Outcome::absent(""));
    };
    let stamp = folder.join("node_modules/.tongtu-lock");
    let digest = hex::encode(Sha256::digest(&lock));
    if std::fs::read_to_string(&stamp).is_ok_and(|known| known == digest) {
        println!("✓ parts of {name}");
        return Ok(Outcome::of(true));
    }
    let said = shell::quiet(
        Command::new(npm).args(["ci", "--no-audit", "--no-fund", "--loglevel=error"]).current_dir(&folder),
    )?;
    if said.ok {
        std::fs::write(&stamp, digest)?;
        println!("✓ parts of {name}, laid out now");
        return Ok(Outcome::of(true));
    }
    println!("- npm ci failed in {name}:\n{}", said.text);
    Ok(Outcome::absent("npm ci failed"))
}

fn has_chinese_fonts() -> bool {
    let listed = Command::new("fc-list").arg(":lang=zh-cn").output();
    listed.is_ok_and(|out| !out.stdout.is_empty())
        || Path::new("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc").is_file()
}

fn has_venv() -> bool {
    shell::quiet(Command::new("python3").args(["-c", "import venv, ensurepip"])).is_ok_and(|said| said.ok)
}
