//! The fingerprint of a playbook's files: two folders with the same one hold the same text.

use sha2::{Digest, Sha256};

use crate::model::Playbook;
use crate::source::Files;

/// SHA-256 over every file's path and bytes in the order of the paths, in hex.
pub fn digest(files: &Files) -> String {
    let mut hash = Sha256::new();
    for (path, bytes) in files {
        // lengths first, so that no two lists of files read as the same bytes
        hash.update((path.len() as u64).to_be_bytes());
        hash.update(path.as_bytes());
        hash.update((bytes.len() as u64).to_be_bytes());
        hash.update(bytes);
    }
    hex::encode(hash.finalize())
}

impl Playbook {
    /// See [`digest`].
    pub fn digest(files: &Files) -> String {
        digest(files)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moving_text_from_one_file_to_another_changes_it() {
        let files = |a: &str, b: &str| {
            let pair = [("a", a), ("b", b)];
            Files::from(pair.map(|(path, text)| (path.to_owned(), text.as_bytes().to_vec())))
        };
        assert_eq!(digest(&files("1", "2")), digest(&files("1", "2")));
        assert_ne!(digest(&files("12", "")), digest(&files("1", "2")));
        assert_eq!(digest(&Files::new()).len(), 64);
    }
}
