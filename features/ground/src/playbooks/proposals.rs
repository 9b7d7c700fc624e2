//! Proposed versions: one person proposes, another approves; each can be withdrawn or refused, with a reason.

use ::playbook::{Files, Playbook, Reading, examples};
use ::store::once::once;
use ::store::{Fault, Row, Tx, journal, params};
use civic::{Date, Problem, Text};
use serde_json::json;
use web::Stop;

use super::model::Hand;
use super::publish;

/// Where a proposal stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// It waits for the second key.
    Open,
    /// It was approved and is a version now.
    Published,
    /// Another drafter refused it.
    Refused,
    /// Whoever proposed it took it back.
    Withdrawn,
}

impl State {
    /// All of them.
    pub const ALL: [State; 4] = [State::Open, State::Published, State::Refused, State::Withdrawn];

    /// As stored, in addresses and in word keys.
    pub fn id(self) -> &'static str {
        match self {
            State::Open => "open",
            State::Published => "published",
            State::Refused => "refused",
            State::Withdrawn => "withdrawn",
        }
    }
}

/// A proposed version without its text.
#[derive(Clone, Debug)]
pub struct Proposal {
    pub id: String,
    pub playbook: String,
    pub version: String,
    pub digest: String,
    /// Digest of the version it was compared with; empty for a new book.
    pub based_on: String,
    pub from: Date,
    pub reason: String,
    pub state: State,
    pub proposed_at: i64,
    pub proposed_by: String,
    /// Name of the person.
    pub proposer: String,
    /// When, who (id and name), and why.
    pub decided: Option<(i64, String, String, String)>,
}

/// Who acts, where and when.
#[derive(Clone, Debug)]
pub struct Actor {
    pub region: String,
    pub person: String,
    pub name: String,
    pub office: String,
    pub now_ms: i64,
}

/// Keeps a proposal; the same form again keeps it once. Gives its id.
pub fn propose(
    tx: &mut Tx,
    actor: &Actor,
    txid: &str,
    id: &str,
    (book, files, based_on): (&Playbook, &Files, &str),
    reason: &str,
) -> Result<String, Stop> {
    let text = publish::as_text(files)?;
    let text = serde_json::to_string(&text).map_err(anyhow::Error::from)?;
    let digest = Playbook::digest(files);
    let (id, _) = once(tx, &actor.region, txid, "playbook/proposed", actor.now_ms, |tx| -> Result<String, Stop> {
        tx.execute(
            include_str!("sql/proposal_insert.sql"),
            params![
                &actor.region,
                id,
                &book.id,
                &book.version,
                &digest,
                based_on,
                &text,
                book.from.to_string(),
                reason,
                actor.now_ms,
                &actor.person,
                &actor.name,
                &actor.office
            ],
        )?;
        let detail = json!({ "proposal": id, "version": book.version, "digest": digest, "reason": reason });
        record(tx, actor, "playbook/proposed", &book.id, detail)?;
        Ok(id.to_owned())
    })?;
    Ok(id)
}

/// Publishes a proposal with the second key. Gives the digest of the version.
pub fn approve(
    tx: &mut Tx,
    actor: &Actor,
    txid: &str,
    (proposal, files, reading): (&Proposal, &Files, &Reading),
    hand: &Hand,
    reason: &str,
) -> Result<String, Stop> {
    let (digest, _) = once(tx, &actor.region, txid, "playbook/approved", actor.now_ms, |tx| -> Result<String, Stop> {
        if proposal.proposed_by == actor.person {
            return Err(own_key().into());
        }
        decide(tx, actor, &proposal.id, State::Published, reason)?;
        let (version, _) = publish::publish(tx, hand, files, reading)?;
        Ok(version.digest)
    })?;
    Ok(digest)
}

/// Refuses or withdraws a proposal.
pub fn close(
    tx: &mut Tx,
    actor: &Actor,
    txid: &str,
    proposal: &Proposal,
    state: State,
    reason: &str,
) -> Result<(), Stop> {
    let act = if state == State::Withdrawn { "playbook/withdrawn" } else { "playbook/refused" };
    let own = proposal.proposed_by == actor.person;
    once(tx, &actor.region, txid, act, actor.now_ms, |tx| -> Result<(), Stop> {
        if own != (state == State::Withdrawn) {
            return Err(own_key().into());
        }
        decide(tx, actor, &proposal.id, state, reason)?;
        record(tx, actor, act, &proposal.playbook, json!({ "proposal": proposal.id, "reason": reason }))
    })?;
    Ok(())
}

fn decide(tx: &mut Tx, actor: &Actor, id: &str, state: State, reason: &str) -> Result<(), Stop> {
    let changed = tx.execute(
        include_str!("sql/proposal_decide.sql"),
        params![&actor.region, id, state.id(), actor.now_ms, &actor.person, &actor.name, reason],
    )?;
    if changed == 0 { Err(already_decided().into()) } else { Ok(()) }
}

fn record(tx: &mut Tx, actor: &Actor, act: &str, playbook: &str, detail: serde_json::Value) -> Result<(), Stop> {
    journal::append(
        tx,
        &journal::Entry {
            region: &actor.region,
            at_ms: actor.now_ms,
            actor: &actor.person,
            office: &actor.office,
            act,
            thing: &format!("playbook:{playbook}"),
            detail,
        },
    )?;
    Ok(())
}

/// The worked examples that do not hold, as refusals.
pub fn broken_examples(book: &Playbook, files: &Files) -> Vec<Problem> {
    let broken = examples::run(book, files).into_iter().filter(|example| !example.passed);
    broken
        .map(|example| {
            let place = format!("{}:{}", example.file, example.line);
            let differs = example.differences.first().cloned().unwrap_or_default();
            Problem::new(
                "files",
                "playbooks/example-broken",
                Text::new(
                    format!("{place}：算例“{}”不成立，{}", example.title, differs.zh),
                    format!("{place}: the worked example \"{}\" does not hold, {}", example.title, differs.en),
                ),
                Text::new("改规则，或者按新规则改写算例", "mend the rule, or rewrite the example for the new rule"),
            )
        })
        .collect()
}

fn own_key() -> Problem {
    Problem::new(
        "do",
        "playbooks/second-key",
        Text::new(
            "提出人不能批准或退回自己提出的版本，也不能代别人撤回",
            "nobody decides on a proposal of their own, or withdraws that of another",
        ),
        Text::new("请另一位起草人员办理", "ask another drafter"),
    )
}

fn already_decided() -> Problem {
    Problem::new(
        "do",
        "playbooks/proposal-decided",
        Text::new("这份提议已经有了结果", "this proposal is decided already"),
        Text::new("请刷新页面查看", "reload the page to see it"),
    )
}

/// Those of an area, the newest first, at most 500.
pub fn of_area(tx: &mut Tx, region: &str) -> Result<Vec<Proposal>, Fault> {
    tx.query(include_str!("sql/proposals_of_area.sql"), params![region])?.iter().map(from_row).collect()
}

/// One with its files.
pub fn by_id(tx: &mut Tx, region: &str, id: &str) -> Result<Option<(Proposal, Files)>, Fault> {
    let Some(row) = tx.maybe(include_str!("sql/proposal_by_id.sql"), params![region, id])? else { return Ok(None) };
    let proposal = from_row(&row)?;
    let text: String = tx.one(include_str!("sql/proposal_files.sql"), params![region, id])?.get("files")?;
    let files: std::collections::BTreeMap<String, String> =
        serde_json::from_str(&text).map_err(|error| Fault::Database(error.into()))?;
    Ok(Some((proposal, files.into_iter().map(|(path, text)| (path, text.into_bytes())).collect())))
}

fn from_row(row: &Row) -> Result<Proposal, Fault> {
    let state: String = row.get("state")?;
    let from: String = row.get("from_on")?;
    let unreadable = |what: &str| Fault::Database(anyhow::anyhow!("playbook_proposal holds `{what}`"));
    let decided: Option<i64> = row.get("decided_at")?;
    let decided = match decided {
        None => None,
        Some(at) => Some((at, row.get("decided_by")?, row.get("decider")?, row.get("decision")?)),
    };
    Ok(Proposal {
        id: row.get("id")?,
        playbook: row.get("playbook")?,
        version: row.get("version")?,
        digest: row.get("digest")?,
        based_on: row.get("based_on")?,
        from: from.parse().map_err(|_| unreadable(&from))?,
        reason: row.get("reason")?,
        state: State::ALL.into_iter().find(|known| known.id() == state).ok_or_else(|| unreadable(&state))?,
        proposed_at: row.get("proposed_at")?,
        proposed_by: row.get("proposed_by")?,
        proposer: row.get("proposer")?,
        decided,
    })
}
