//! Sends events while the house is open: one task a subscription, so that a slow receiver delays nobody else.

use std::collections::HashMap;
use std::time::Duration;

use store::Fault;
use tokio::task::JoinHandle;
use web::App;

use super::deliver::deliver;
use super::fan_out::fan_out;
use super::store as table;

/// How often is looked whether something is due.
const PAUSE: Duration = Duration::from_secs(1);

/// Sends until `stop` is ready.
pub async fn run_until(app: App, stop: impl Future<Output = ()>) {
    let work = async {
        let mut at_work: HashMap<(String, String), JoinHandle<()>> = HashMap::new();
        loop {
            at_work.retain(|_, task| !task.is_finished());
            if let Err(fault) = round(&app, &mut at_work).await {
                tracing::warn!(error = %fault, "events wait for the database");
            }
            tokio::time::sleep(PAUSE).await;
        }
    };
    tokio::select! {
        () = work => {}
        () = stop => {}
    }
}

async fn round(app: &App, at_work: &mut HashMap<(String, String), JoinHandle<()>>) -> Result<(), Fault> {
    fan_out(app).await?;
    for it in app.db().read(table::active).await? {
        let key = (it.region.clone(), it.id.clone());
        if at_work.contains_key(&key) || it.next_ms > app.now_ms() {
            continue;
        }
        let app = app.clone();
        let task = tokio::spawn(async move {
            if let Err(fault) = deliver(&app, &it).await {
                tracing::warn!(webhook = %it.id, error = %fault, "events wait for the database");
            }
        });
        at_work.insert(key, task);
    }
    Ok(())
}
