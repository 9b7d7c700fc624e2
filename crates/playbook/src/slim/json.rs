//! The slimmer's findings, and routes, for programs.

use civic::text::Text;
use serde_json::{Map, Value, json};

use super::chart::bars;
use super::count::{Tally, asked_of};
use super::figures::{COLUMNS, Figures, Rate};
use super::route::{Route, Stop, Stuck};
use super::run::{Edit, Slimming, State};
use crate::render::ways_json;

fn words(text: &Text) -> Value {
    json!({ "zh-CN": text.zh, "en": text.en })
}

fn figures(of: &Figures) -> Value {
    let pairs = COLUMNS.iter().map(|column| (column.id.to_owned(), json!((column.of)(of))));
    Value::Object(pairs.collect::<Map<_, _>>())
}

/// The whole report. A figure of `null` working days means never.
pub fn json(found: &Slimming) -> Value {
    let question = &found.question;
    let burden = found.rate.as_ref().map(|rate| {
        let each = |tally: &Tally| rate.burden(&tally.bundle);
        let yearly = |tally: &Tally| question.applicants.map(|many| each(tally).saturating_mul(many));
        let states = [&found.before.tally, &found.safe.tally, &found.all.tally];
        let names = ["before", "safe", "all"];
        let of = names.iter().zip(states);
        let of = of
            .map(|(name, tally)| ((*name).to_owned(), json!({ "each_fen": each(tally), "a_year_fen": yearly(tally) })));
        json!({
            "hourly_rate_fen": rate.fen_an_hour,
            "source": words(&rate.source),
            "applicants": question.applicants,
            "of": Value::Object(of.collect::<Map<_, _>>()),
            "services": found.before.tally.services.iter().map(|row| service_burden(found, rate, &row.service))
                .collect::<Vec<_>>(),
        })
    });
    json!({
        "playbook": found.before.playbook.id,
        "version": found.before.playbook.version,
        "region": question.region.as_ref().map(|code| code.as_str()),
        "as_of": question.on.to_string(),
        "profile": question.facts,
        "before": state(found, &found.before),
        "safe": state(found, &found.safe),
        "all": state(found, &found.all),
        "burden": burden,
        "edits": found.edits.iter().map(edit).collect::<Vec<_>>(),
        "decisions": found.decisions.iter().map(|decision| json!({
            "code": decision.code,
            "what": words(&decision.what),
            "file": decision.file,
            "line": decision.line,
            "ways_out": ways_json(&decision.ways),
        })).collect::<Vec<_>>(),
        "stays": found.stays.iter().map(|stay| json!({
            "service": stay.service,
            "kind": if stay.is_step { "step" } else { "paper" },
            "name": words(&stay.name),
            "basis": stay.basis,
            "file": stay.file,
            "line": stay.line,
            "region": stay.region,
        })).collect::<Vec<_>>(),
        "patch": { "safe": found.patch_of_safe(), "all": found.patch_of_all() },
    })
}

/// What one service costs, each and where its applications are counted a year.
fn service_burden(found: &Slimming, rate: &Rate, service: &str) -> Value {
    let yearly = found.before.playbook.services.get(service).and_then(|service| service.yearly.as_ref());
    let of = |state: &State| {
        let row = state.tally.services.iter().find(|row| row.service == service);
        let each = row.map(|row| rate.burden(&row.figures));
        let a_year = each.zip(yearly).map(|(each, yearly)| each.saturating_mul(yearly.number));
        json!({ "each_fen": each, "a_year_fen": a_year })
    };
    json!({
        "service": service,
        "applications_a_year": yearly.map(|yearly| yearly.number),
        "according_to": yearly.map(|yearly| &yearly.basis),
        "of": { "before": of(&found.before), "safe": of(&found.safe), "all": of(&found.all) },
    })
}

fn state(found: &Slimming, state: &State) -> Value {
    let question = &found.question;
    let asked = asked_of(&state.playbook, &question.facts, question.on, &question.services);
    let services = state.tally.services.iter().zip(&asked).map(|(row, asked)| {
        let schedule = bars(&state.playbook, asked.service, &asked.finding);
        let schedule = schedule.iter().map(|bar| {
            json!({ "step": bar.step, "name": words(&bar.name), "agency": words(&bar.agency),
                "start": bar.start, "finish": bar.finish, "critical": bar.critical })
        });
        json!({
            "service": row.service,
            "name": words(&row.name),
            "figures": figures(&row.figures),
            "schedule": schedule.collect::<Vec<_>>(),
        })
    });
    let revise = state.examples_to_revise.iter();
    let revise = revise.map(|(title, file, line)| json!({ "title": title, "file": file, "line": line }));
    json!({
        "services": services.collect::<Vec<_>>(),
        "bundle": figures(&state.tally.bundle),
        "proven_least": state.tally.exact,
        "examples_to_revise": revise.collect::<Vec<_>>(),
    })
}

fn edit(edit: &Edit) -> Value {
    json!({
        "code": edit.code,
        "file": edit.file,
        "line": edit.line,
        "what": words(&edit.what),
        "why": words(&edit.why),
        "safe": edit.decide.is_none(),
        "decide": edit.decide.as_ref().map(words),
        "before": figures(&edit.before),
        "after": figures(&edit.after),
    })
}

/// A route, or what it is stuck at.
pub fn route_json(found: &Result<Route, Stuck>) -> Value {
    match found {
        Err(stuck) => json!({ "possible": false, "stuck_at": stuck.papers.iter().map(|(id, name)| {
            json!({ "evidence": id, "name": words(name) })
        }).collect::<Vec<_>>() }),
        Ok(route) => json!({
            "possible": true,
            "proven": route.exact,
            "working_days": route.days,
            "fee_fen": route.fee,
            "visits": route.visits,
            "minutes": route.minutes,
            "stops": route.stops.iter().map(stop).collect::<Vec<_>>(),
        }),
    }
}

fn stop(stop: &Stop) -> Value {
    json!({
        "id": stop.id,
        "kind": if stop.is_service { "service" } else { "paper" },
        "name": words(&stop.name),
        "from": words(&stop.from),
        "start": stop.start,
        "finish": stop.finish,
        "critical": stop.critical,
        "after": stop.after,
        "fee_fen": stop.fee,
        "visits": stop.visits,
        "minutes": stop.minutes,
    })
}
