//! A repeated submit does one thing once: the first outcome is kept under the client's transaction id.

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::{Fault, Tx, params};

/// Runs `f` unless `txid` was used in this region before; then the first outcome comes back and the flag is `true`.
///
/// Two submits at the same moment: the second waits for the first, then sees its outcome; if the first failed, the
/// second runs. An `Err` leaves nothing behind, so a refused submit can be corrected and sent under the same id.
/// The same id for another `act` is [`Fault::TxidReused`].
pub fn once<T, E>(
    tx: &mut Tx,
    region: &str,
    txid: &str,
    act: &str,
    now_ms: i64,
    f: impl FnOnce(&mut Tx) -> Result<T, E>,
) -> Result<(T, bool), E>
where
    T: Serialize + DeserializeOwned,
    E: From<Fault>,
{
    tx.attempt(|tx| {
        // The conflict clause makes PostgreSQL wait here until a concurrent submit has ended.
        let fresh = tx.execute(
            "INSERT INTO store_once (region, txid, act, outcome, done_at) VALUES ($1, $2, $3, NULL, $4)
             ON CONFLICT (region, txid) DO NOTHING",
            params![region, txid, act, now_ms],
        )?;
        if fresh == 0 {
            return Ok((earlier(tx, region, txid, act)?, true));
        }
        let outcome = f(tx)?;
        let text = serde_json::to_string(&outcome).map_err(|error| Fault::Database(error.into()))?;
        tx.execute("UPDATE store_once SET outcome = $3 WHERE region = $1 AND txid = $2", params![region, txid, text])?;
        Ok((outcome, false))
    })
}

/// Removes ids older than `before_ms`; a client repeats within hours, not months. Number of ids removed.
pub fn forget(tx: &mut Tx, region: &str, before_ms: i64) -> Result<u64, Fault> {
    tx.execute("DELETE FROM store_once WHERE region = $1 AND done_at < $2", params![region, before_ms])
}

fn earlier<T: DeserializeOwned>(tx: &mut Tx, region: &str, txid: &str, act: &str) -> Result<T, Fault> {
    let row = tx.one("SELECT act, outcome FROM store_once WHERE region = $1 AND txid = $2", params![region, txid])?;
    let earlier: String = row.get("act")?;
    if earlier != act {
        return Err(Fault::TxidReused { txid: txid.to_owned(), earlier, act: act.to_owned() });
    }
    let Some(outcome) = row.get::<Option<String>>("outcome")? else {
        return Err(Fault::said("the act calls itself under its own transaction id"));
    };
    serde_json::from_str(&outcome).map_err(|error| Fault::Database(error.into()))
}
