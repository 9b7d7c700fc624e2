//! Cases in the database: runs `sql/*.sql`, returns model types.

use civic::{Date, Text};
use rules::Value as FactValue;
use store::{Fault, Row, Tx, Value, params};
use web::Session;
use web::access::{Act, AgencyIn, Columns, predicate};

use crate::cases::model::{Case, CaseFact, CaseKind, CaseState, CaseStep, Material, StepState, Subject};
use crate::cases::{form_shapes, mode};

macro_rules! sql {
    ($name:literal) => {
        include_str!(concat!("sql/", $name, ".sql"))
    };
}
pub(crate) use sql;

/// Reads an ISO date column.
pub(crate) fn date(row: &Row, column: &str) -> Result<Option<Date>, Fault> {
    let text: Option<String> = row.get(column)?;
    text.map(|t| t.parse().map_err(|_| broken(column, &t))).transpose()
}

pub(crate) fn broken(column: &str, value: &str) -> Fault {
    Fault::Database(anyhow::anyhow!("column {column} holds {value:?}"))
}

/// The id of the case with this public number; its first six digits are its county.
pub fn id_of_number(tx: &mut Tx, number: &str) -> Result<Option<String>, Fault> {
    let Some(region) = number.get(..6) else { return Ok(None) };
    tx.maybe(sql!("case_by_number"), params![region, number])?.map(|row| row.get("id")).transpose()
}

pub(super) fn case(row: &Row) -> Result<Case, Fault> {
    let state: String = row.get("state")?;
    let kind: String = row.get("kind")?;
    Ok(Case {
        region: row.get("region")?,
        id: row.get("id")?,
        number: row.get("number")?,
        playbook: row.get("playbook")?,
        digest: row.get("digest")?,
        service: row.get("service")?,
        kind: CaseKind::parse(&kind).ok_or_else(|| broken("kind", &kind))?,
        mode: row.get::<Option<String>>("mode")?.and_then(|word| mode::parse(&word)),
        express: row.get("express")?,
        subject: Subject { id: row.get("subject_id")?, name: row.get("subject_name")?, code: row.get("subject_code")? },
        state: CaseState::parse(&state).ok_or_else(|| broken("state", &state))?,
        filed_at: row.get("filed_at")?,
        due_on: date(row, "due_on")?,
        due_provisional: row.get("due_provisional")?,
        days_left_stopped: row.get("days_left_stopped")?,
        decided_at: row.get("decided_at")?,
        updated_at: row.get("updated_at")?,
    })
}

/// Writes a new draft.
pub fn insert(tx: &mut Tx, case: &Case) -> Result<(), Fault> {
    tx.execute(
        sql!("insert_case"),
        params![
            &case.region,
            &case.id,
            &case.playbook,
            &case.digest,
            &case.service,
            &case.subject.id,
            &case.subject.name,
            &case.subject.code,
            case.updated_at,
            case.kind.as_str()
        ],
    )?;
    Ok(())
}

/// One case by its id.
pub fn by_id(tx: &mut Tx, region: &str, id: &str) -> Result<Option<Case>, Fault> {
    tx.maybe(sql!("case_by_id"), params![region, id])?.map(|row| case(&row)).transpose()
}

/// A subject's cases, latest change first, at most 500.
pub fn of_subject(tx: &mut Tx, region: &str, subject: &str) -> Result<Vec<Case>, Fault> {
    let rows = tx.query(sql!("cases_of_subject"), params![region, subject])?;
    rows.iter().map(case).collect()
}

/// The cases of the reader's enterprise, latest change first, at most 500: those the access table lets the reader see.
pub fn of_reader(tx: &mut Tx, reader: &Session) -> Result<Vec<Case>, Fault> {
    let columns = Columns {
        region: "region",
        enterprise: Some("subject_id"),
        person: None,
        agency: AgencyIn::Nowhere,
        entered_by: None,
        assignee: None,
        proposer: None,
        purpose: "",
    };
    let mut all = params![&reader.region, reader.enterprise.as_deref().unwrap_or_default()].to_vec();
    let reach = predicate(reader, Act::See, &columns, all.len() + 1);
    all.extend(reach.params);
    let rows = tx.query(&sql!("cases_of_subject").replacen("(1 = 1)", &reach.sql, 1), &all)?;
    rows.iter().map(case).collect()
}

/// Writes the changeable part of a case back.
pub fn update(tx: &mut Tx, case: &Case) -> Result<(), Fault> {
    tx.execute(
        sql!("update_case"),
        params![
            &case.region,
            &case.id,
            case.number.as_deref(),
            &case.digest,
            &case.subject.name,
            &case.subject.code,
            case.state.as_str(),
            case.filed_at,
            case.due_on.map(|d| d.to_string()),
            case.due_provisional,
            case.days_left_stopped,
            case.decided_at,
            case.updated_at,
            case.mode.map(mode::word),
            case.express
        ],
    )?;
    Ok(())
}

/// The facts a case rests on.
pub fn facts(tx: &mut Tx, region: &str, id: &str) -> Result<Vec<CaseFact>, Fault> {
    let rows = tx.query(sql!("facts_of_case"), params![region, id])?;
    rows.iter().map(|row| fact(tx, (region, id), row)).collect()
}

/// A fact of a case as it stands in a row; what is sealed is opened.
pub(super) fn fact(tx: &Tx, (region, id): (&str, &str), row: &Row) -> Result<CaseFact, Fault> {
    let kind: String = row.get("kind")?;
    let text: String = tx.open(&place_of(region, id, &row.get::<String>("fact")?), row.get("value")?)?;
    let value = match kind.as_str() {
        "bool" => FactValue::Bool(text == "1"),
        "int" => FactValue::Int(text.parse().map_err(|_| broken("value", &text))?),
        "date" => FactValue::Date(text.parse().map_err(|_| broken("value", &text))?),
        _ => FactValue::Text(text),
    };
    Ok(CaseFact {
        fact: row.get("fact")?,
        value,
        answered: row.get("answered")?,
        source: Text::new(row.get::<String>("source_zh")?, row.get::<String>("source_en")?),
        as_of: date(row, "as_of_on")?,
    })
}

/// The place a fact of a case is sealed for.
fn place_of(region: &str, id: &str, fact: &str) -> String {
    format!("case_fact:{region}:{id}:{fact}")
}

/// Seals the telephone and identity numbers of up to `limit` facts written before they were sealed, behind a place
/// (county, case, fact); the place reached, or none at the end.
pub fn seal_earlier(tx: &mut Tx, after: &[String; 3], limit: i64) -> Result<Option<[String; 3]>, Fault> {
    let [region, case, fact] = after;
    let rows = tx.query(sql!("facts_to_seal"), params![region, case, fact, limit])?;
    let mut reached = None;
    for row in &rows {
        let at: [String; 3] = [row.get("region")?, row.get("case_id")?, row.get("fact")?];
        let value: String = row.get("value")?;
        if form_shapes::is_personal_text(&value) {
            let sealed = tx.seal(&place_of(&at[0], &at[1], &at[2]), &value)?;
            tx.execute(sql!("seal_fact"), params![&at[0], &at[1], &at[2], sealed])?;
        }
        reached = Some(at);
    }
    Ok(reached)
}

/// Writes one fact, replacing what was known before; a telephone or identity number is sealed.
pub fn put_fact(tx: &mut Tx, region: &str, id: &str, fact: &CaseFact) -> Result<(), Fault> {
    let (kind, value) = match &fact.value {
        FactValue::Bool(yes) => ("bool", i64::from(*yes).to_string()),
        FactValue::Int(number) => ("int", number.to_string()),
        FactValue::Date(day) => ("date", day.to_string()),
        FactValue::Text(text) if form_shapes::is_personal_text(text) => {
            ("text", tx.seal(&place_of(region, id, &fact.fact), text)?)
        }
        FactValue::Text(text) => ("text", text.clone()),
    };
    tx.execute(
        sql!("upsert_fact"),
        params![
            region,
            id,
            &fact.fact,
            kind,
            value,
            fact.answered,
            &fact.source.zh,
            &fact.source.en,
            fact.as_of.map(|d| d.to_string())
        ],
    )?;
    Ok(())
}

/// Forgets one fact.
pub fn drop_fact(tx: &mut Tx, region: &str, id: &str, fact: &str) -> Result<(), Fault> {
    tx.execute(sql!("delete_fact"), params![region, id, fact])?;
    Ok(())
}

/// The papers and promises in a case now.
pub fn materials(tx: &mut Tx, region: &str, id: &str) -> Result<Vec<Material>, Fault> {
    let rows = tx.query(sql!("materials_of_case"), params![region, id])?;
    rows.iter().map(material).collect()
}

pub(super) fn material(row: &Row) -> Result<Material, Fault> {
    Ok(Material {
        id: row.get("id")?,
        need: row.get("need")?,
        evidence: row.get("evidence")?,
        file_name: row.get("file_name")?,
        content_type: row.get("content_type")?,
        size: row.get("size_bytes")?,
        sha256: row.get("sha256")?,
        promised: row.get("promised")?,
        issued_on: date(row, "issued_on")?,
        added_at: row.get("added_at")?,
    })
}

/// Adds a paper with its content, or a promise without.
pub fn add_material(
    tx: &mut Tx,
    region: &str,
    id: &str,
    material: &Material,
    content: Option<Vec<u8>>,
) -> Result<(), Fault> {
    tx.execute(
        sql!("insert_material"),
        params![
            region,
            id,
            &material.id,
            &material.need,
            &material.evidence,
            &material.file_name,
            &material.content_type,
            material.size,
            &material.sha256,
            material.promised,
            material.issued_on.map(|d| d.to_string()),
            material.added_at
        ],
    )?;
    if let Some(content) = content {
        tx.execute(sql!("insert_content"), params![region, id, &material.id, content])?;
    }
    Ok(())
}

/// Takes a paper out of a case; it stays stored until the case is purged. Returns whether it was there.
pub fn remove_material(tx: &mut Tx, region: &str, id: &str, material: &str, now_ms: i64) -> Result<bool, Fault> {
    Ok(tx.execute(sql!("remove_material"), params![region, id, material, now_ms])? > 0)
}

/// File name, content type and bytes of a paper.
pub fn content(
    tx: &mut Tx,
    region: &str,
    id: &str,
    material: &str,
) -> Result<Option<(String, String, Vec<u8>)>, Fault> {
    tx.maybe(sql!("content_of_material"), params![region, id, material])?
        .map(|row| Ok((row.get("file_name")?, row.get("content_type")?, row.get("content")?)))
        .transpose()
}

/// The steps of a case in their order.
pub fn steps(tx: &mut Tx, region: &str, id: &str) -> Result<Vec<CaseStep>, Fault> {
    let rows = tx.query(sql!("steps_of_case"), params![region, id])?;
    rows.iter()
        .map(|row| {
            let state: String = row.get("state")?;
            Ok(CaseStep {
                step: row.get("step")?,
                agency: row.get("agency")?,
                position: row.get("position")?,
                state: StepState::parse(&state).ok_or_else(|| broken("state", &state))?,
                waits_for: list(row, "waits_for")?,
                working_days: row.get("working_days")?,
                opened_at: row.get("opened_at")?,
                due_on: date(row, "due_on")?,
                decided_at: row.get("decided_at")?,
                decided_by: row.get("decided_by")?,
                decided_person: row.get("decided_person")?,
                stopped_for: row.get("stopped_for")?,
                express: row.get("express")?,
                reason: row.get("reason")?,
                asks_for: list(row, "asks_for")?,
            })
        })
        .collect()
}

fn list(row: &Row, column: &str) -> Result<Vec<String>, Fault> {
    let text: String = row.get(column)?;
    serde_json::from_str(&text).map_err(|_| broken(column, &text))
}

fn json(list: &[String]) -> Value {
    Value::Text(serde_json::Value::from(list.to_vec()).to_string())
}

/// Writes a step that has not begun.
pub fn insert_step(tx: &mut Tx, region: &str, id: &str, step: &CaseStep) -> Result<(), Fault> {
    tx.execute(
        sql!("insert_step"),
        params![
            region,
            id,
            &step.step,
            &step.agency,
            step.position,
            &json(&step.waits_for),
            step.working_days,
            step.express
        ],
    )?;
    Ok(())
}

/// Writes the changeable part of a step back.
pub fn update_step(tx: &mut Tx, region: &str, id: &str, step: &CaseStep) -> Result<(), Fault> {
    tx.execute(
        sql!("update_step"),
        params![
            region,
            id,
            &step.step,
            step.state.as_str(),
            step.opened_at,
            step.due_on.map(|d| d.to_string()),
            step.decided_at,
            step.decided_by.as_deref(),
            &step.reason,
            &json(&step.asks_for),
            &json(&step.waits_for),
            step.decided_person.as_deref(),
            step.stopped_for.as_deref(),
            step.express
        ],
    )?;
    Ok(())
}

/// The next running number of a series; gaps appear only when a transaction fails.
pub fn next_number(tx: &mut Tx, region: &str, series: &str) -> Result<i64, Fault> {
    tx.one(sql!("next_number"), params![region, series])?.get("used")
}
