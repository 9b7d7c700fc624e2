//! Sealed columns: only with keys, only at their place, and what was never sealed stays readable.

use std::sync::Arc;

use store::{Fault, Vault, params, vault};

use crate::databases;

/// A vault that anybody could open, but only at the right place.
struct Turned;

impl Vault for Turned {
    fn seal(&self, place: &str, plain: &str) -> String {
        format!("{place}|{}", plain.chars().rev().collect::<String>())
    }

    fn open(&self, place: &str, sealed: &str) -> anyhow::Result<String> {
        let turned = sealed.strip_prefix(&format!("{place}|")).ok_or_else(|| anyhow::anyhow!("another place"))?;
        Ok(turned.chars().rev().collect())
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sealed_column_opens_at_its_place_and_nowhere_else() {
    for db in databases().await {
        db.clone().entrust(Arc::new(Turned));
        let write = db.write(|tx| -> Result<(), Fault> {
            let sealed = tx.seal("note:r:1", "13800000000")?;
            assert!(vault::is_sealed(&sealed) && !sealed.contains("138"));
            tx.execute(
                "INSERT INTO note (region, id, body) VALUES ('r', '1', $1), ('r', '2', 'plain')",
                params![sealed],
            )?;
            Ok(())
        });
        write.await.unwrap();
        let read = db.read(|tx| -> Result<_, Fault> {
            let text: String = tx.one("SELECT body FROM note WHERE id = '1'", &[])?.get("body")?;
            let plain: String = tx.one("SELECT body FROM note WHERE id = '2'", &[])?.get("body")?;
            assert!(tx.open("note:r:2", text.clone()).is_err(), "moved to another row");
            Ok((tx.open("note:r:1", text)?, tx.open("note:r:2", plain)?))
        });
        assert_eq!(read.await.unwrap(), ("13800000000".to_owned(), "plain".to_owned()));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn without_keys_nothing_is_sealed_and_nothing_sealed_is_read() {
    for db in databases().await {
        let outcome = db.write(|tx| tx.seal("note:r:1", "13800000000").map(drop)).await;
        assert!(matches!(outcome, Err(Fault::Database(_))), "{outcome:?}");
        let outcome = db.read(|tx| tx.open("note:r:1", "sealed:x".to_owned())).await;
        assert!(matches!(outcome, Err(Fault::Database(_))), "{outcome:?}");
    }
}
