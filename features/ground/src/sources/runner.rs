//! Keeps the sources going while the house is open: one task a source, so that a slow one delays nobody else.

use std::collections::HashMap;
use std::time::Duration;

use tokio::task::JoinHandle;
use web::App;

use super::config::Way;
use super::{drop_folder, fetch, register};

/// How often is looked whether something is due.
const PAUSE: Duration = Duration::from_secs(1);

/// Asks sources and reads lists until `stop` is ready.
pub async fn run_until(app: App, stop: impl Future<Output = ()>) {
    let work = async {
        let mut at_work: HashMap<String, JoinHandle<()>> = HashMap::new();
        loop {
            let set = register::set_now(&app);
            at_work.retain(|_, task| !task.is_finished());
            for spec in &set.config.sources {
                if at_work.contains_key(&spec.id) {
                    continue;
                }
                let (app, config, spec) = (app.clone(), set.config.clone(), spec.clone());
                let id = spec.id.clone();
                let task = tokio::spawn(async move {
                    let outcome = match &spec.way {
                        Way::Http(_) => fetch::fetch_source(&app, &config, &spec).await.map(|_| ()),
                        Way::Csv(way) => drop_folder::import_source(&app, &config, &spec, way).await.map(|_| ()),
                    };
                    if let Err(fault) = outcome {
                        tracing::warn!(source = %spec.id, error = %fault, "a source waits for the database");
                    }
                });
                at_work.insert(id, task);
            }
            tokio::time::sleep(PAUSE).await;
        }
    };
    tokio::select! {
        () = work => {}
        () = stop => {}
    }
}
