//! The application: database, clock, chance, features, words; cheap to clone, given to every handler.

use std::any::{Any, TypeId};
use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, PoisonError};

use civic::{Date, Timestamp};
use rand::rngs::{StdRng, SysRng};
use rand::{Rng, SeedableRng};
use store::{Db, MigrationSet};

use crate::crypt::{FieldVault, Keys};
use crate::metrics::Metrics;
use crate::{Feature, words};

/// What an [`App`] is made of.
pub struct AppParts {
    pub db: Db,
    /// The only clock of the program.
    pub clock: Arc<dyn Fn() -> Timestamp + Send + Sync>,
    /// `None`: chance comes from the operating system. `Some`: for tests and the demo.
    pub rng_seed: Option<u64>,
    /// In order; a feature stands after those it needs.
    pub features: &'static [&'static Feature],
    pub settings: Settings,
}

/// What the operator decides.
#[derive(Clone, Debug)]
pub struct Settings {
    /// True behind TLS: cookies are named `__Host-…` and marked Secure.
    pub secure_cookies: bool,
    /// Where the site is reached, without a trailing slash; written into QR codes.
    pub site_url: String,
    /// Division code of the region that runs this site.
    pub region: String,
    /// The made-up county: shows the preview page and one-click sign-in to everybody.
    pub demo: bool,
    /// SHA-256 (hex) of the bearer keys of other computers.
    pub machine_keys: Vec<String>,
    /// A request that takes longer is answered 503.
    pub request_seconds_max: u32,
    /// Keys of personal fields; `None` draws some that end with the program, for tests.
    pub keys: Option<Arc<Keys>>,
    /// Officers, drafters, auditors and administrators sign in with a one-time code besides the password.
    pub require_totp: bool,
    /// True when a proxy of our own sets `X-Forwarded-For`; its last entry is then the client.
    pub behind_proxy: bool,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            secure_cookies: true,
            site_url: "http://127.0.0.1:8080".to_owned(),
            region: "990121".to_owned(),
            demo: false,
            machine_keys: Vec::new(),
            request_seconds_max: 30,
            keys: None,
            require_totp: false,
            behind_proxy: false,
        }
    }
}

/// The application. Clone freely.
#[derive(Clone)]
pub struct App(Arc<Inner>);

struct Inner {
    db: Db,
    clock: Arc<dyn Fn() -> Timestamp + Send + Sync>,
    rng: Mutex<StdRng>,
    features: &'static [&'static Feature],
    settings: Settings,
    keys: Arc<Keys>,
    catalogue: rules::Catalogue,
    extensions: Mutex<HashMap<TypeId, Arc<dyn Any + Send + Sync>>>,
    metrics: Metrics,
}

impl App {
    /// Checks the composition: unique names, needs standing before, words complete, facts without clash.
    ///
    /// # Errors
    /// Says which feature is wrong and why; a programmer's mistake, found by any test that builds an App.
    pub fn new(parts: AppParts) -> anyhow::Result<App> {
        check_features(parts.features)?;
        let mut catalogue = rules::Catalogue::default();
        for feature in parts.features {
            for fact in (feature.facts)() {
                let name = fact.name.clone();
                catalogue
                    .add(fact)
                    .map_err(|clash| anyhow::anyhow!("feature `{}`, fact `{name}`: {clash}", feature.name))?;
            }
        }
        let mut rng = match parts.rng_seed {
            Some(seed) => StdRng::seed_from_u64(seed),
            None => StdRng::try_from_rng(&mut SysRng)?,
        };
        let keys = match parts.settings.keys.clone() {
            Some(keys) => keys,
            None => Arc::new(drawn_keys(&mut rng)?),
        };
        parts.db.entrust(Arc::new(FieldVault::new(Arc::clone(&keys), parts.rng_seed)?));
        Ok(App(Arc::new(Inner {
            db: parts.db,
            clock: parts.clock,
            rng: Mutex::new(rng),
            features: parts.features,
            settings: parts.settings,
            keys,
            catalogue,
            extensions: Mutex::default(),
            metrics: Metrics::default(),
        })))
    }

    pub fn db(&self) -> &Db {
        &self.0.db
    }

    pub fn now(&self) -> Timestamp {
        (self.0.clock)()
    }

    /// Now, epoch milliseconds.
    pub fn now_ms(&self) -> i64 {
        self.now().as_millisecond()
    }

    /// Today's date in China (UTC+8).
    pub fn today(&self) -> Date {
        civic::clock::local_date(self.now())
    }

    /// A new id: a ULID, ordered by time.
    pub fn new_id(&self) -> String {
        let now_ms = self.now_ms();
        self.with_rng(|rng| store::ids::ulid(now_ms, rng))
    }

    /// 32 random bytes in hex, for session tokens and the like.
    pub fn random_token(&self) -> String {
        let mut bytes = [0u8; 32];
        self.with_rng(|rng| rng.fill_bytes(&mut bytes));
        hex::encode(bytes)
    }

    pub fn features(&self) -> &'static [&'static Feature] {
        self.0.features
    }

    pub fn settings(&self) -> &Settings {
        &self.0.settings
    }

    /// The keys of personal fields.
    pub fn keys(&self) -> &Keys {
        &self.0.keys
    }

    /// The facts of all features.
    pub fn catalogue(&self) -> &rules::Catalogue {
        &self.0.catalogue
    }

    /// The one `T` of this application, made by `T::default()` at first use: caches of features.
    pub fn extension<T: Default + Send + Sync + 'static>(&self) -> Arc<T> {
        let mut all = self.0.extensions.lock().unwrap_or_else(PoisonError::into_inner);
        let any = all.entry(TypeId::of::<T>()).or_insert_with(|| Arc::new(T::default())).clone();
        any.downcast().expect("an entry is stored under the id of its own type")
    }

    /// Brings the database up to the migrations of all features; returns the names newly run.
    ///
    /// # Errors
    /// A database that cannot be reached or is newer than this program.
    pub async fn migrate(&self) -> Result<Vec<String>, store::Fault> {
        let sets: Vec<MigrationSet> = self
            .features()
            .iter()
            .map(|feature| MigrationSet { feature: feature.name, files: feature.migrations })
            .collect();
        self.db().migrate(&sets).await
    }

    pub(crate) fn metrics(&self) -> &Metrics {
        &self.0.metrics
    }

    fn with_rng<T>(&self, f: impl FnOnce(&mut StdRng) -> T) -> T {
        f(&mut self.0.rng.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

fn drawn_keys(rng: &mut StdRng) -> anyhow::Result<Keys> {
    let mut drawn = [[0u8; 32]; 2];
    drawn.iter_mut().for_each(|bytes| rng.fill_bytes(bytes));
    let [first, second] = drawn.map(hex::encode);
    Keys::draw(&first, &second).ok_or_else(|| anyhow::anyhow!("a drawn key has 32 bytes"))
}

fn check_features(features: &[&'static Feature]) -> anyhow::Result<()> {
    let mut seen = HashSet::new();
    let mut migrations = HashSet::new();
    let mut keepers = 0;
    for feature in features {
        let name = feature.name;
        for need in feature.needs {
            anyhow::ensure!(seen.contains(need), "feature `{name}` needs `{need}`, which does not stand before it");
        }
        anyhow::ensure!(seen.insert(name), "two features are named `{name}`");
        for migration in feature.migrations {
            anyhow::ensure!(
                migrations.insert((name, migration.name)),
                "feature `{name}` lists migration `{}` twice",
                migration.name
            );
        }
        let faults = words::check(feature.words);
        anyhow::ensure!(faults.is_empty(), "words of feature `{name}`: {}", faults.join("; "));
        keepers += usize::from(feature.keeper.is_some());
    }
    anyhow::ensure!(keepers <= 1, "only one feature may keep the sessions, found {keepers}");
    Ok(())
}
