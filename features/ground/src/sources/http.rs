//! A source that is asked over HTTP: one question a subject, one JSON answer, never longer or later than allowed.

use std::path::Path;
use std::time::Duration;

use civic::Text;
use rules::Catalogue;
use serde_json::Value as Json;
use ureq::Agent;

use super::config::{HttpWay, Offer, Secret, SourceSpec};
use super::convert;
use super::model::{Answer, Told, Trouble};
use crate::outside;

/// Longest secret, bytes.
const SECRET_MAX: usize = 8 * 1024;

/// Asks one source about one subject. Blocks until it answers or its time is over.
///
/// # Errors
/// No answer that can be read. That a source does not hold something is an answer.
pub fn ask(
    spec: &SourceSpec,
    way: &HttpWay,
    home: &Path,
    key: &str,
    known: &Catalogue,
) -> Result<Vec<Answer>, Trouble> {
    let agent = agent(way);
    let mut request = agent.get(way.url.replace("{key}", &encoded(key))).header("accept", "application/json");
    if let Some(secret) = secret(way, home)? {
        request = match &way.header {
            Some(name) => request.header(name, secret),
            None => request.header("authorization", format!("Bearer {secret}")),
        };
    }
    let mut response = request.call().map_err(|error| trouble(&error, way))?;
    let status = response.status().as_u16();
    if way.refused.contains(&i64::from(status)) {
        let none = |offer: &Offer| Answer { fact: offer.fact.clone(), told: Told::NotHeld };
        return Ok(spec.offers.iter().map(none).collect());
    }
    if status != 200 {
        let mut trouble = Trouble::new(format!("回应状态 {status}"), format!("it answered with status {status}"));
        let seconds = response.headers().get("retry-after").and_then(|v| v.to_str().ok()?.trim().parse::<i64>().ok());
        trouble.retry_after_ms = seconds.map(|s| s.clamp(0, 86_400) * 1_000);
        return Err(trouble);
    }
    let limit = u64::try_from(way.bytes_max).unwrap_or(0);
    let body = response.body_mut().with_config().limit(limit).read_to_vec().map_err(|error| trouble(&error, way))?;
    let json: Json =
        serde_json::from_slice(&body).map_err(|_| Trouble::new("回应不是 JSON", "its answer is not JSON"))?;
    Ok(spec.offers.iter().filter_map(|offer| answer(offer, &json, known)).collect())
}

fn agent(way: &HttpWay) -> Agent {
    outside::agent(time(way), way.private_network)
}

fn time(way: &HttpWay) -> Duration {
    Duration::from_secs(u64::try_from(way.timeout_seconds).unwrap_or(10))
}

/// One fact of the answer; `None` when no rule knows the fact any more.
fn answer(offer: &Offer, json: &Json, known: &Catalogue) -> Option<Answer> {
    let fact = known.get(&offer.fact)?;
    let written = |at: &str| match json.pointer(at) {
        None | Some(Json::Null) => Ok(None),
        Some(Json::String(text)) => Ok(Some(text.clone())),
        Some(Json::Bool(yes)) => Ok(Some(yes.to_string())),
        Some(Json::Number(number)) => Ok(Some(number.to_string())),
        Some(_) => Err(Text::new("不是单个的值", "is not a single value")),
    };
    let told = match written(&offer.from) {
        Ok(None) => Told::NotHeld,
        Ok(Some(text)) => {
            let day = offer.as_of.as_deref().and_then(|at| written(at).ok().flatten());
            let day = day.map(|day| convert::day(&day)).transpose();
            match (convert::value(fact, offer, &text), day) {
                (Ok(value), Ok(day)) => Told::Value(value, day),
                (Err(why), _) | (_, Err(why)) => Told::Unusable(why),
            }
        }
        Err(why) => Told::Unusable(why),
    };
    Some(Answer { fact: offer.fact.clone(), told })
}

fn secret(way: &HttpWay, home: &Path) -> Result<Option<String>, Trouble> {
    let missing = || Trouble::new("读不到密钥", "its secret cannot be read");
    let text = match &way.secret {
        None => return Ok(None),
        Some(Secret::File(name)) => std::fs::read_to_string(home.join("secrets").join(name)).map_err(|_| missing())?,
        Some(Secret::Env(name)) => std::env::var(name).map_err(|_| missing())?,
    };
    let text = text.trim();
    let usable = !text.is_empty() && text.len() <= SECRET_MAX && text.bytes().all(|b| (0x21..0x7f).contains(&b));
    if usable { Ok(Some(text.to_owned())) } else { Err(missing()) }
}

fn trouble(error: &ureq::Error, way: &HttpWay) -> Trouble {
    let words = outside::failure(error, time(way));
    Trouble::new(words.zh, words.en)
}

/// Letters, digits and `-` stay as they are.
fn encoded(key: &str) -> String {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b == b'-';
    key.bytes().map(|b| if plain(b) { char::from(b).to_string() } else { format!("%{b:02X}") }).collect()
}
