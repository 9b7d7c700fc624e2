//! Whether the key file is this database's own: a lost or foreign one is told at the start, not when somebody signs in.

use store::{Fault, params};
use web::App;

/// Keys belong to the database, not to a county.
const REGION: &str = "000000";

/// Notes the keys in use; refuses a key file that lacks one this database knows, or has another of its name.
///
/// # Errors
/// The key file is not the one of this database.
pub async fn check_keys(app: &App) -> anyhow::Result<()> {
    let (marks, now_ms) = (app.keys().marks(), app.now_ms());
    let strange = app
        .db()
        .write(move |tx| -> Result<Option<String>, Fault> {
            for row in tx.query(include_str!("sql/data_key_list.sql"), params![REGION])? {
                let (name, mark) = (row.get::<String>("name")?, row.get::<String>("mark")?);
                if !marks.contains(&(name.clone(), mark)) {
                    return Ok(Some(name));
                }
            }
            for (name, mark) in &marks {
                tx.execute(include_str!("sql/data_key_insert.sql"), params![REGION, name, mark, now_ms])?;
            }
            Ok(None)
        })
        .await?;
    match strange {
        None => Ok(()),
        Some(name) => anyhow::bail!(
            "the key file is not the one of this database (key `{name}`): put the right one back, or name it in \
             TONGTU_KEY_FILE"
        ),
    }
}
