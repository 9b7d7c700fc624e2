//! Serving until told to stop; requests under way are finished first.

use std::future::Future;
use std::net::SocketAddr;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::sync::oneshot;

use crate::{App, router};

/// How long requests under way may take once the program is told to stop.
const DRAIN_S: u64 = 10;

/// Serves the site until `stop` is ready, then takes no new connections and finishes those under way,
/// at most ten seconds.
///
/// # Errors
/// When the listener fails.
pub async fn serve(
    app: App,
    listener: TcpListener,
    stop: impl Future<Output = ()> + Send + 'static,
) -> anyhow::Result<()> {
    let (told, stopping) = oneshot::channel::<()>();
    let signal = async move {
        stop.await;
        // the receiver is gone only when serving has ended already
        let _ = told.send(());
    };
    let service = router(app).into_make_service_with_connect_info::<SocketAddr>();
    let serving = axum::serve(listener, service).with_graceful_shutdown(signal);
    let patience = async move {
        if stopping.await.is_ok() {
            tokio::time::sleep(Duration::from_secs(DRAIN_S)).await;
        } else {
            std::future::pending::<()>().await;
        }
    };
    tokio::select! {
        ended = serving.into_future() => ended?,
        () = patience => tracing::warn!("some requests did not finish within {DRAIN_S} seconds"),
    }
    Ok(())
}
