//! The key file of personal fields: made on first start, readable by its owner alone, told apart from any other.

use std::fs::OpenOptions;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Context;
use clap::Subcommand;
use web::crypt::Keys;

use crate::ask::say;
use crate::serve::Database;
use crate::{exit, house};

/// Names the key file; without it, it lies beside the database.
const VARIABLE: &str = "TONGTU_KEY_FILE";

/// `tongtu keys`.
#[derive(Subcommand)]
pub enum Wish {
    /// Add a newer key to the key file: new values take it, old ones still open
    Rotate {
        #[command(flatten)]
        database: Database,
    },
}

/// Runs it. Every running program reads the new key at its next start.
pub async fn run(wish: Wish) -> anyhow::Result<u8> {
    let Wish::Rotate { database } = wish;
    house::start_log();
    let app = house::open(&database.database, house::real_clock(), web::Settings::default()).await?;
    let newer = app.keys().rotated(&app.random_token()).context("a drawn key has 32 bytes")?;
    let path = path(&database.database);
    replace(&path, &newer.file())?;
    let name = newer.marks().last().map(|(name, _)| name.clone()).unwrap_or_default();
    println!("{} {name} · {}", say("已增加密钥", "added key"), path.display());
    Ok(exit::OK)
}

/// Where the key file of a database is.
pub fn path(database: &str) -> PathBuf {
    match std::env::var_os(VARIABLE) {
        Some(path) => PathBuf::from(path),
        None if database.starts_with("postgres") => PathBuf::from("data/tongtu.keys"),
        None => PathBuf::from(format!("{database}.keys")),
    }
}

/// Reads the keys, or draws them on first start.
///
/// # Errors
/// A file that cannot be read or made, or is no key file.
pub fn load(path: &Path) -> anyhow::Result<Arc<Keys>> {
    let cannot = || format!("the key file `{}`", path.display());
    let text = match std::fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound => {
            if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
                std::fs::create_dir_all(folder).with_context(cannot)?;
            }
            let keys = Keys::draw(&drawn()?, &drawn()?).context("a drawn key has 32 bytes")?;
            match own_file(path).create_new(true).open(path) {
                Ok(mut file) => {
                    file.write_all(keys.file().as_bytes()).and_then(|()| file.sync_all()).with_context(cannot)?;
                    keys.file()
                }
                // another program was quicker: its keys are the keys
                Err(error) if error.kind() == ErrorKind::AlreadyExists => {
                    std::fs::read_to_string(path).with_context(cannot)?
                }
                Err(error) => return Err(error).with_context(cannot),
            }
        }
        Err(error) => return Err(error).with_context(cannot),
    };
    Ok(Arc::new(Keys::parse(&text).with_context(cannot)?))
}

/// 32 bytes of the operating system's chance, in hex.
fn drawn() -> anyhow::Result<String> {
    use rand::TryRng;
    let mut bytes = [0u8; 32];
    rand::rngs::SysRng.try_fill_bytes(&mut bytes).context("the system gives no random bytes")?;
    Ok(hex::encode(bytes))
}

/// Writes beside and renames, so that there is always a whole file.
fn replace(path: &Path, text: &str) -> anyhow::Result<()> {
    let beside = path.with_extension("keys-new");
    let mut file = own_file(&beside).create(true).truncate(true).open(&beside)?;
    file.write_all(text.as_bytes()).and_then(|()| file.sync_all())?;
    std::fs::rename(&beside, path).with_context(|| format!("the key file `{}`", path.display()))
}

/// For writing, and on systems that know it readable by the owner alone.
fn own_file(_path: &Path) -> OpenOptions {
    let mut options = OpenOptions::new();
    options.write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_drawn_once_and_read_from_then_on() {
        let folder = std::env::temp_dir().join(format!("tongtu-keys-{}", std::process::id()));
        let path = folder.join("county.sqlite.keys");
        let first = load(&path).expect("drawn");
        assert_eq!(load(&path).expect("read").marks(), first.marks());
        #[cfg(unix)]
        {
            let mode = std::os::unix::fs::PermissionsExt::mode(&path.metadata().expect("a file").permissions());
            assert_eq!(mode & 0o777, 0o600);
        }
        let newer = first.rotated(&drawn().expect("chance")).expect("a key");
        replace(&path, &newer.file()).expect("replaced");
        assert_eq!(load(&path).expect("read").marks(), newer.marks());
        std::fs::write(&path, "not a key file").expect("written");
        assert!(load(&path).is_err());
        std::fs::remove_dir_all(folder).expect("removed");
    }
}
