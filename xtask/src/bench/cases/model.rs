//! Cases as the program itself writes them: filed and decided through its own interface, to be multiplied.

use super::county::{self, Cell, County};
use super::line::{Line, Sent};
use crate::bench::program::Program;
use anyhow::{Context, Result, bail};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::path::Path;

/// County of the demonstration.
pub const REGION: &str = "990121";
const CLERKS_CODE: &str = "91990121MA000100XU";
const DAY: &str = "2020-03-16";

/// A page of paper, as PDF and as picture.
const PDF: &str = "JVBERi0xLjQKMSAwIG9iago8PCAvVHlwZSAvQ2F0YWxvZyAvUGFnZXMgMiAwIFIgPj4KZW5kb2JqCjIgMCBvYmoKPDwgL1R5cGUgL1BhZ2VzIC\
9LaWRzIFszIDAgUl0gL0NvdW50IDEgPj4KZW5kb2JqCjMgMCBvYmoKPDwgL1R5cGUgL1BhZ2UgL1BhcmVudCAyIDAgUiAvTWVkaWFCb3ggWzAg\
MCA1OTUgODQyXSA+PgplbmRvYmoKeHJlZgowIDQKMDAwMDAwMDAwMCA2NTUzNSBmIAowMDAwMDAwMDA5IDAwMDAwIG4gCjAwMDAwMDAwNTggMD\
AwMDAgbiAKMDAwMDAwMDExNSAwMDAwMCBuIAp0cmFpbGVyCjw8IC9TaXplIDQgL1Jvb3QgMSAwIFIgPj4Kc3RhcnR4cmVmCjE4NgolJUVPRgo=";
const PNG: &str = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg==";

/// Rows of one table that belong to one case.
#[derive(Clone, Debug)]
pub struct Rows {
    /// Table.
    pub table: &'static str,
    /// Its columns, in the order of the cells.
    pub columns: Vec<String>,
    /// The rows.
    pub rows: Vec<Vec<Cell>>,
}

/// A case with all its rows, told apart by its id.
#[derive(Clone, Debug)]
pub struct Model {
    /// Id of the case.
    pub id: String,
    /// Waits on somebody's desk.
    pub open: bool,
    /// Its rows but those of the journal, by table.
    pub tables: Vec<Rows>,
    /// Its entries in the journal, oldest first.
    pub journal: Rows,
}

/// What is multiplied.
pub struct Models {
    /// The enterprise that filed them.
    pub enterprise: Rows,
    /// The cases.
    pub cases: Vec<Model>,
}

impl Models {
    /// Every table that copies go into, with its columns.
    pub fn tables(&self) -> Vec<(&'static str, Vec<String>)> {
        let first = self.cases.iter().take(1);
        let of_case = first.flat_map(|case| case.tables.iter().chain([&case.journal]));
        of_case.chain([&self.enterprise]).map(|rows| (rows.table, rows.columns.clone())).collect()
    }
}

impl Model {
    /// A text of the first row of a table.
    pub fn text(&self, table: &str, column: &str) -> Option<String> {
        let rows = self.tables.iter().find(|rows| rows.table == table)?;
        let at = rows.columns.iter().position(|name| name == column)?;
        match rows.rows.first()?.get(at)? {
            Cell::Text(text) => Some(text.clone()),
            _ => None,
        }
    }
}

/// Tables with one column that names the case.
const TABLES: &[(&str, &str)] = &[
    ("case_file", "id"),
    ("case_fact", "case_id"),
    ("case_material", "case_id"),
    ("case_step", "case_id"),
    ("case_clock", "case_id"),
    ("case_clock_event", "case_id"),
    ("certificate", "case_id"),
];

/// How the cases that are multiplied went: words on each step, in turn.
const STORIES: &[&[(&str, &str)]] = &[
    &[],
    &[("health-review", "approve")],
    &[("health-review", "approve"), ("industry-review", "approve")],
    &[("health-review", "approve"), ("industry-review", "approve"), ("decision", "approve")],
    &[("health-review", "approve"), ("industry-review", "refuse")],
];

/// Files the cases in a county of their own, by the program, and reads what it wrote.
pub fn made(binary: &Path, folder: &Path) -> Result<Models> {
    let program = Program::start(binary, folder, false)?;
    let file = folder.join("tongtu.sqlite");
    let county = County::Sqlite(file.clone());
    let found = county.rows(&format!("SELECT id FROM enterprise WHERE uscc = '{CLERKS_CODE}'"))?;
    let enterprise = found.first().and_then(|row| row.first()).context("the clerk's enterprise")?.clone();
    let firm = key(&county, "enterprise", &enterprise)?;
    let desks = [key(&county, "agency", "health")?, key(&county, "agency", "industry")?];
    let mut cases = Vec::new();
    for (at, story) in STORIES.iter().enumerate() {
        let mut caller = Caller { line: Line::to(&program.address), sent: at * 1000 };
        let case = filed(&mut caller, &firm)?;
        for (step, word) in *story {
            let desk = &desks[usize::from(*step != "health-review")];
            let word = json!({"verdict": word, "reason": "as the rules say"});
            caller.call(desk, "POST", &format!("/api/v1/cases/{REGION}/{case}/steps/{step}/decide"), &word)?;
        }
        cases.push(case);
    }
    drop(program);
    read(&file, &enterprise, &cases)
}

/// A key of the interface, made in the table as an administrator makes it on the site.
fn key(county: &County, owner: &str, name: &str) -> Result<String> {
    let key = format!("tt_{}", hex::encode(Sha256::digest(format!("bench {owner} {name}"))));
    let hash = hex::encode(Sha256::digest(&key));
    county.run(&format!(
        "INSERT INTO api_key (region, id, name, {owner}, scopes, per_minute, key_hash, starts, created_by, created_at,
         expires_at) VALUES ('{REGION}', 'bench-{owner}-{name}', 'bench', '{name}', 'cases:read cases:write', 60000,
         '{hash}', 'tt_', 'bench', 0, 9000000000000)"
    ))?;
    Ok(key)
}

struct Caller {
    line: Line,
    sent: usize,
}

impl Caller {
    fn call(&mut self, key: &str, method: &str, path: &str, body: &Value) -> Result<Value> {
        self.sent += 1;
        let headers = format!(
            "Authorization: Bearer {key}\r\nContent-Type: application/json\r\nAccept: application/json\r\n\
             Idempotency-Key: bench-act-{:08}\r\n",
            self.sent
        );
        let answer = self.line.ask(path, &Sent { method, headers, body: body.to_string().as_bytes() })?;
        if answer.status >= 300 {
            bail!("{method} {path} answered {}: {}", answer.status, answer.body);
        }
        Ok(serde_json::from_str(&answer.body)?)
    }
}

/// Files an application with everything it needs; the id of its case.
fn filed(caller: &mut Caller, firm: &str) -> Result<String> {
    let facts = json!({"region_tier": "medium", "symptom_headcount": 0, "from_high_headcount": 0,
        "workplace_address": "城关镇河滨路 18 号", "resume_on": "2020-03-20", "contact_phone": "13800000000"});
    let draft = json!({"playbook": "epidemic", "service": "resume-work", "facts": facts});
    let case = caller.call(firm, "POST", "/api/v1/cases", &draft)?;
    let id = case["id"].as_str().context("the id of a draft")?.to_owned();
    let at = format!("/api/v1/cases/{REGION}/{id}");
    for paper in [
        json!({"need": "prevention-plan", "file_name": "plan.pdf", "content": PDF}),
        json!({"need": "staff-roster", "file_name": "roster.pdf", "content": PDF, "issued_on": DAY}),
        json!({"need": "resume-commitment", "promised": true}),
        json!({"need": "masks", "evidence": "mask-stock", "file_name": "m.png", "content": PNG, "issued_on": DAY}),
    ] {
        caller.call(firm, "POST", &format!("{at}/papers"), &paper)?;
    }
    caller.call(firm, "POST", &format!("{at}/file"), &json!({"declared": true}))?;
    Ok(id)
}

fn read(file: &Path, enterprise: &str, cases: &[String]) -> Result<Models> {
    let county = county::open(file)?;
    let enterprise = rows(&county, "enterprise", &format!("id = '{enterprise}'"))?;
    let cases = cases.iter().map(|id| model(&county, id)).collect::<Result<_>>()?;
    Ok(Models { enterprise, cases })
}

fn model(county: &rusqlite::Connection, id: &str) -> Result<Model> {
    let mut tables = Vec::new();
    for (table, column) in TABLES {
        tables.push(rows(county, table, &format!("{column} = '{id}'"))?);
    }
    tables.push(rows(county, "store_job", &format!("key LIKE '%{id}%'"))?);
    // Sealed for one case, a value opens in no other; a multiplied case goes without.
    for table in &mut tables {
        table.rows.retain(|row| !row.iter().any(is_sealed));
    }
    let steps = tables.iter().find(|table| table.table == "case_step").context("steps are among the tables")?;
    let waits = |cell: &Cell| matches!(cell, Cell::Text(word) if word == "open" || word == "correction");
    let open = steps.rows.iter().any(|row| row.iter().any(waits));
    let journal = rows(county, "store_journal", &format!("thing = 'case:{id}' ORDER BY seq"))?;
    Ok(Model { id: id.to_owned(), open, tables, journal })
}

fn is_sealed(cell: &Cell) -> bool {
    matches!(cell, Cell::Text(text) if text.starts_with("sealed:"))
}

fn rows(county: &rusqlite::Connection, table: &'static str, which: &str) -> Result<Rows> {
    let names = county::cells(county, &format!("SELECT name FROM pragma_table_info('{table}') ORDER BY cid"))?;
    let columns = names.into_iter().flatten().map(|cell| match cell {
        Cell::Text(name) => Ok(name),
        other => bail!("a column's name is text, not {other:?}"),
    });
    let columns = columns.collect::<Result<Vec<_>>>()?;
    let rows = county::cells(county, &format!("SELECT {} FROM {table} WHERE {which}", columns.join(", ")))?;
    Ok(Rows { table, columns, rows })
}
