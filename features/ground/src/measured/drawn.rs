//! The road of a service as it was: a line for each step, waiting thin and handling thick, limits as dashed lines.

use ::playbook::Service;
use askama::Template;
use askama::filters::HtmlSafe;
use process::observed::ServiceSeen;
use web::Say;

use super::few;

const WIDTH: u64 = 490;
const LEFT: u64 = 12;
const RIGHT: u64 = WIDTH - 40;
const TOP: u64 = 30;
const ROW: u64 = 44;

/// The drawing.
#[derive(Template)]
#[template(path = "measured/pages/drawn.html")]
pub struct Drawn {
    label: String,
    width: u64,
    height: u64,
    rows: Vec<Row>,
    limits: Vec<Limit>,
}

impl HtmlSafe for Drawn {}

struct Row {
    y: u64,
    name: String,
    waited: (u64, u64),
    handled: (u64, u64),
    on: u64,
    says: String,
}

struct Limit {
    x: u64,
    y: u64,
    words: String,
}

/// Draws it; none where too few cases were answered.
pub fn drawn(w: Say, own: &Service, seen: &ServiceSeen) -> Option<Drawn> {
    let whole = few::days(&seen.counted_days);
    let mut days = vec![(w.t("measured-whole").to_owned(), 0, whole[0]?, whole[1])];
    for step in &own.steps {
        let Some(it) = seen.steps.get(&step.id) else { continue };
        let (waited, [half, nine, _]) = (few::days(&it.waited)[0], few::days(&it.handled));
        if let (Some(waited), Some(half)) = (waited, half) {
            days.push((w.text(&step.name).to_owned(), waited, half, nine));
        }
    }
    let limits = [("measured-promise", own.promised_working_days), ("measured-law", own.statutory_working_days)];
    let limits = limits.map(|(key, days)| (key, u64::from(days)));
    let ends = days.iter().map(|(_, waited, half, nine)| waited + nine.unwrap_or(0).max(*half));
    let last = ends.chain(limits.iter().map(|(_, days)| *days)).max().unwrap_or(1).max(1);
    let x = |day: u64| LEFT + day * (RIGHT - LEFT) / last;
    let height = TOP + ROW * days.len() as u64 + 8;
    let rows = days.iter().zip(0u64..).map(|((name, waited, half, nine), at)| Row {
        y: TOP + at * ROW + 30,
        name: name.clone(),
        waited: (x(0), x(*waited)),
        handled: (x(*waited), x(waited + half).max(x(*waited) + 3)),
        on: x(waited + nine.unwrap_or(0).max(*half)),
        says: half.to_string(),
    });
    let drawn = limits.iter().zip([14, 26]).filter(|((_, days), _)| *days > 0);
    let drawn = drawn.map(|((key, days), y)| Limit { x: x(*days), y, words: w.with(key, &[("n", days)]) });
    Some(Drawn {
        label: w.with("measured-road", &[("name", &w.text(&own.name))]),
        width: WIDTH,
        height,
        rows: rows.collect(),
        limits: drawn.collect(),
    })
}
