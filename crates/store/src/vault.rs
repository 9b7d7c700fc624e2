//! Sealed fields: what stands in the database unreadable, and opens only in a program that holds the keys.

use std::sync::{Arc, OnceLock};

use crate::{Fault, Tx};

/// What stands before a sealed value in its column, so that one written before keys were there is told apart.
const MARK: &str = "sealed:";

/// Seals single values and opens them; the keys are its own.
pub trait Vault: Send + Sync {
    /// Seals a value for one place, such as `case_fact:990121:01H…:contact_phone`; elsewhere it does not open.
    fn seal(&self, place: &str, plain: &str) -> String;

    /// Opens what was sealed for this place.
    ///
    /// # Errors
    /// Why it does not open: another key, another place, a changed value.
    fn open(&self, place: &str, sealed: &str) -> anyhow::Result<String>;
}

/// The vault of a database, entrusted once by the program that holds the keys.
#[derive(Clone, Default)]
pub(crate) struct Entrusted(Arc<OnceLock<Arc<dyn Vault>>>);

impl Entrusted {
    pub fn entrust(&self, vault: Arc<dyn Vault>) {
        // The first stands: values sealed with it are in the database already.
        let _ = self.0.set(vault);
    }

    pub fn vault(&self) -> Option<Arc<dyn Vault>> {
        self.0.get().cloned()
    }
}

/// Whether a column's text is sealed.
pub fn is_sealed(text: &str) -> bool {
    text.starts_with(MARK)
}

impl Tx {
    /// The text for a column, sealed for its place.
    ///
    /// # Errors
    /// No keys were entrusted to this database; nothing personal is then written at all.
    pub fn seal(&self, place: &str, plain: &str) -> Result<String, Fault> {
        let vault = self.vault.as_ref().ok_or_else(no_keys)?;
        Ok(format!("{MARK}{}", vault.seal(place, plain)))
    }

    /// A column's text as it was before it was sealed; what was never sealed is as it is.
    ///
    /// # Errors
    /// A value that these keys do not open at this place.
    pub fn open(&self, place: &str, text: String) -> Result<String, Fault> {
        let Some(sealed) = text.strip_prefix(MARK) else { return Ok(text) };
        let vault = self.vault.as_ref().ok_or_else(no_keys)?;
        vault.open(place, sealed).map_err(|error| Fault::Database(error.context(format!("open `{place}`"))))
    }
}

fn no_keys() -> Fault {
    Fault::Database(anyhow::anyhow!("this database was opened without the keys of its sealed fields"))
}
