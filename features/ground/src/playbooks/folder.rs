//! A folder of a rule book as a zip file: packed to take away, unpacked within limits.

use std::io::{Cursor, Read as _, Write as _};

use ::playbook::Files;
use ::playbook::limits::{FILE_BYTES_MAX, FILES_MAX, PLAYBOOK_BYTES_MAX};
use anyhow::Context as _;
use civic::{Problem, Text};

/// Packs a folder.
///
/// # Errors
/// Only what cannot be packed, which is a fault.
pub fn packed(files: &Files) -> anyhow::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut writer = zip::ZipWriter::new(Cursor::new(&mut bytes));
    let options = zip::write::SimpleFileOptions::default();
    for (path, text) in files {
        writer.start_file(path.as_str(), options).context("a file of the zip")?;
        writer.write_all(text).context("the text of a file")?;
    }
    writer.finish().context("the end of the zip")?;
    Ok(bytes)
}

/// Unpacks a folder. The one folder that holds everything is left away; what systems add of their own is too.
///
/// # Errors
/// A file that is no zip, names that lead elsewhere, more than a rule book may have. Sizes are counted while
/// unpacking: what a zip states about itself may be a lie.
pub fn unpacked(bytes: &[u8]) -> Result<Files, Problem> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|_| no_zip())?;
    let (mut files, mut left) = (Files::new(), PLAYBOOK_BYTES_MAX as u64);
    for index in 0..archive.len() {
        let part = archive.by_index(index).map_err(|_| no_zip())?;
        if part.is_dir() {
            continue;
        }
        let path = part.enclosed_name().ok_or_else(no_zip)?;
        let path = path.to_string_lossy().replace('\\', "/");
        if path.split('/').any(|name| name.starts_with('.') || name == "__MACOSX") {
            continue;
        }
        let mut text = Vec::new();
        let most = left.min(FILE_BYTES_MAX as u64 + 1);
        part.take(most + 1).read_to_end(&mut text).map_err(|_| no_zip())?;
        left = left.checked_sub(text.len() as u64).ok_or_else(too_large)?;
        files.insert(path, text);
        if files.len() > FILES_MAX {
            return Err(too_large());
        }
    }
    Ok(without_top(files))
}

fn without_top(files: Files) -> Files {
    if files.contains_key("playbook.toml") {
        return files;
    }
    let top = files.keys().next().and_then(|path| path.split_once('/')).map(|(top, _)| format!("{top}/"));
    match top {
        Some(top) if files.keys().all(|path| path.starts_with(&top)) => {
            files.into_iter().map(|(path, text)| (path[top.len()..].to_owned(), text)).collect()
        }
        _ => files,
    }
}

fn no_zip() -> Problem {
    Problem::new(
        "files",
        "playbooks/no-zip",
        Text::new("这不是可以打开的 zip 文件", "this is no zip file that can be opened"),
        Text::new(
            "请把规则书文件夹压缩成 zip，不加密码",
            "pack the folder of the rule book as a zip, without a password",
        ),
    )
}

fn too_large() -> Problem {
    let max = PLAYBOOK_BYTES_MAX / (1024 * 1024);
    Problem::new(
        "files",
        "playbooks/folder-too-large",
        Text::new(
            format!("解压后超过 {max} MiB 或 {FILES_MAX} 个文件"),
            format!("unpacked it has more than {max} MiB or {FILES_MAX} files"),
        ),
        Text::new("只放规则书的文件", "put only the files of the rule book in it"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(pairs: &[(&str, &str)]) -> Files {
        pairs.iter().map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec())).collect()
    }

    #[test]
    fn a_folder_comes_back_as_it_was_packed_with_or_without_its_top() {
        let book = files(&[("playbook.toml", "a"), ("services/x.toml", "b")]);
        assert_eq!(unpacked(&packed(&book).unwrap()).unwrap(), book);
        let below = files(&[("book/playbook.toml", "a"), ("book/services/x.toml", "b"), ("book/.git/x", "c")]);
        assert_eq!(unpacked(&packed(&below).unwrap()).unwrap(), book);
    }

    #[test]
    fn what_is_no_zip_leads_elsewhere_or_is_too_much_is_refused() {
        assert_eq!(unpacked(b"hello").unwrap_err().code, "playbooks/no-zip");
        assert_eq!(unpacked(&packed(&files(&[("../x", "a")])).unwrap()).unwrap_err().code, "playbooks/no-zip");
        let big = Files::from([("a".to_owned(), vec![b'#'; 20 << 20]), ("b".to_owned(), vec![b'#'; 20 << 20])]);
        // each file is cut one byte above what a file may have, so the reader refuses it
        let cut = unpacked(&packed(&big).unwrap()).unwrap();
        assert!(cut.values().all(|text| text.len() > FILE_BYTES_MAX && text.len() < FILE_BYTES_MAX + 10));
    }
}
