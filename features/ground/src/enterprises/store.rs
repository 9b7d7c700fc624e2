//! The register in the database: one row an enterprise, its origins beside its values.

use std::collections::{BTreeMap, HashMap};

use civic::uscc::Uscc;
use civic::{Date, RegionCode};
use store::{Fault, Row, Tx, Value, journal, params};
use web::Stop;

use super::item::{Item, ItemValue};
use super::model::{Effect, Enterprise, Held, Origin, Source, Statement, effect};
use super::reading::name_missing;

/// Who writes, and when.
#[derive(Clone, Debug)]
pub struct By {
    /// Id of the person, or `system`.
    pub actor: String,
    /// Agency or enterprise the person acts for; empty for nobody's.
    pub office: String,
    /// Epoch milliseconds.
    pub now_ms: i64,
    /// Today in China.
    pub today: Date,
}

impl By {
    /// The signed-in person of a request; `system` where nobody is signed in.
    pub fn of(ctx: &web::Ctx) -> By {
        let session = ctx.session.as_ref();
        By {
            actor: session.map_or_else(|| "system".to_owned(), |s| s.person.clone()),
            office: session.and_then(|s| s.agency.clone().or_else(|| s.enterprise.clone())).unwrap_or_default(),
            now_ms: ctx.app.now_ms(),
            today: ctx.app.today(),
        }
    }
}

/// The enterprise with this id in this county.
pub fn find(tx: &mut Tx, region: &str, id: &str) -> Result<Option<Enterprise>, Fault> {
    let row = tx.maybe(include_str!("sql/by_id.sql"), params![region, id])?;
    row.map(|row| from_row(tx, &row)).transpose()
}

/// The enterprise with this unified social credit code, wherever it is registered.
pub fn find_by_uscc(tx: &mut Tx, uscc: &str) -> Result<Option<Enterprise>, Fault> {
    let row = tx.maybe(include_str!("sql/by_uscc.sql"), params![uscc])?;
    row.map(|row| from_row(tx, &row)).transpose()
}

/// Registers an enterprise by its own word.
///
/// # Errors
/// `enterprises/registered` when the code is in the register already; `enterprises/name-missing`.
pub fn register(tx: &mut Tx, id: String, statement: &Statement, by: &By) -> Result<Enterprise, Stop> {
    tx.guard(GUARD_REGION, GUARD)?;
    if !statement.items.contains_key(&Item::Name) {
        return Err(name_missing().into());
    }
    if find_by_uscc(tx, &statement.uscc)?.is_some() {
        return Err(super::problems::already_registered().into());
    }
    let enterprise = new(id, statement, &Source::Enterprise, by)?;
    save(tx, std::slice::from_ref(&enterprise))?;
    note(tx, &enterprise, "enterprise/registered", serde_json::json!({ "uscc": statement.uscc }), by)?;
    Ok(enterprise)
}

/// Changes what an enterprise states about itself; what stays the same keeps its date.
///
/// # Errors
/// [`Stop::NotFound`] when there is no such enterprise.
pub fn restate(tx: &mut Tx, region: &str, id: &str, statement: &Statement, by: &By) -> Result<Effect, Stop> {
    let mut enterprise = find(tx, region, id)?.ok_or(Stop::NotFound)?;
    let outcome = effect(statement, Some(&enterprise), by.today);
    if let Effect::Changes(changes) = &outcome {
        let names: Vec<&str> = changes.iter().map(|(item, ..)| item.id()).collect();
        apply(&mut enterprise, changes, &Source::Enterprise, statement.as_of, by);
        save(tx, std::slice::from_ref(&enterprise))?;
        // the journal says which items changed; their values stand in the register alone
        note(tx, &enterprise, "enterprise/restated", serde_json::json!({ "items": names }), by)?;
    }
    Ok(outcome)
}

/// What a list did to the register.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Outcome {
    /// Enterprises new in the register.
    pub added: u32,
    /// Enterprises with at least one item changed.
    pub changed: u32,
    /// Enterprises of which all was known already.
    pub same: u32,
    /// Enterprises of which the register knows later figures.
    pub older: u32,
    /// Enterprises registered in another county: not touched.
    pub elsewhere: u32,
    /// Lines with problems: not touched.
    pub refused: u32,
}

impl Outcome {
    /// Counts one effect.
    pub fn count(&mut self, effect: &Effect) {
        let counter = match effect {
            Effect::Adds => &mut self.added,
            Effect::Changes(_) => &mut self.changed,
            Effect::Nothing { older: false } => &mut self.same,
            Effect::Nothing { older: true } => &mut self.older,
            Effect::Elsewhere(_) => &mut self.elsewhere,
        };
        *counter += 1;
    }
}

/// Brings the statements of a list into the register. The same list again changes nothing.
pub fn bring_in(
    tx: &mut Tx,
    statements: &[Statement],
    file: &str,
    mut new_id: impl FnMut() -> String,
    by: &By,
) -> Result<Outcome, Fault> {
    tx.guard(GUARD_REGION, GUARD)?;
    let source = Source::List { file: file.to_owned() };
    let mut known = known(tx, statements)?;
    let mut outcome = Outcome::default();
    let mut rows = Vec::new();
    for statement in statements {
        let there = known.remove(&statement.uscc);
        let effect = effect(statement, there.as_ref(), by.today);
        outcome.count(&effect);
        match (effect, there) {
            (Effect::Adds, _) => rows.push(new(new_id(), statement, &source, by)?),
            (Effect::Changes(changes), Some(mut enterprise)) => {
                apply(&mut enterprise, &changes, &source, statement.as_of, by);
                rows.push(enterprise);
            }
            _ => {}
        }
    }
    save(tx, &rows)?;
    Ok(outcome)
}

/// The enterprises that the statements speak of, by code.
pub fn known(tx: &mut Tx, statements: &[Statement]) -> Result<HashMap<String, Enterprise>, Fault> {
    let mut all = HashMap::with_capacity(statements.len());
    for part in statements.chunks(CODES_PER_STATEMENT) {
        let places: Vec<String> = (1..=part.len()).map(|place| format!("(${place})")).collect();
        let sql = format!(
            "WITH wanted (wanted_uscc) AS (VALUES {}) SELECT e.* FROM enterprise e JOIN wanted ON e.uscc = wanted_uscc",
            places.join(",")
        );
        let codes: Vec<Value> = part.iter().map(|statement| Value::from(&statement.uscc)).collect();
        for row in tx.query(&sql, &codes)? {
            let enterprise = from_row(tx, &row)?;
            all.insert(enterprise.uscc.as_str().to_owned(), enterprise);
        }
    }
    Ok(all)
}

/// Decisions that read the whole register pass one at a time, under this name.
const GUARD_REGION: &str = "000000";
const GUARD: &str = "enterprise-uscc";
const CODES_PER_STATEMENT: usize = 500;

const INSERT: &str = "INSERT INTO enterprise (region, id, uscc, name, address, industry, headcount, \
    insured_headcount, revenue_fen, assets_fen, contact_name, contact_phone, origins, created_at, updated_at)";
const REPLACE: &str = "ON CONFLICT (region, id) DO UPDATE SET name = excluded.name, address = excluded.address, \
    industry = excluded.industry, headcount = excluded.headcount, insured_headcount = excluded.insured_headcount, \
    revenue_fen = excluded.revenue_fen, assets_fen = excluded.assets_fen, contact_name = excluded.contact_name, \
    contact_phone = excluded.contact_phone, origins = excluded.origins, updated_at = excluded.updated_at";

fn save(tx: &mut Tx, enterprises: &[Enterprise]) -> Result<(), Fault> {
    let rows = enterprises.iter().map(|enterprise| to_row(tx, enterprise)).collect::<Result<Vec<_>, _>>()?;
    tx.insert_many(INSERT, &rows, REPLACE)?;
    Ok(())
}

fn new(id: String, statement: &Statement, source: &Source, by: &By) -> Result<Enterprise, Fault> {
    let origin = Origin { source: source.clone(), as_of: statement.as_of.unwrap_or(by.today) };
    let held = |value: &ItemValue| Held { value: value.clone(), origin: origin.clone() };
    Ok(Enterprise {
        id,
        region: statement.region.clone(),
        uscc: read_uscc(&statement.uscc)?,
        items: statement.items.iter().map(|(item, value)| (*item, held(value))).collect(),
        created_ms: by.now_ms,
        updated_ms: by.now_ms,
    })
}

fn apply(
    enterprise: &mut Enterprise,
    changes: &[(Item, Option<ItemValue>, ItemValue)],
    source: &Source,
    as_of: Option<Date>,
    by: &By,
) {
    let origin = Origin { source: source.clone(), as_of: as_of.unwrap_or(by.today) };
    for (item, _, value) in changes {
        enterprise.items.insert(*item, Held { value: value.clone(), origin: origin.clone() });
    }
    enterprise.updated_ms = by.now_ms;
}

fn note(tx: &mut Tx, enterprise: &Enterprise, act: &str, detail: serde_json::Value, by: &By) -> Result<(), Fault> {
    journal::append(
        tx,
        &journal::Entry {
            region: enterprise.region.as_str(),
            at_ms: by.now_ms,
            actor: &by.actor,
            office: &by.office,
            act,
            thing: &format!("enterprise:{}", enterprise.id),
            detail,
        },
    )?;
    Ok(())
}

/// Where a personal item is sealed for.
fn place_of(region: &str, id: &str, item: Item) -> String {
    format!("enterprise:{region}:{id}:{}", item.id())
}

fn to_row(tx: &Tx, enterprise: &Enterprise) -> Result<Vec<Value>, Fault> {
    let mut row: Vec<Value> = params![enterprise.region.as_str(), &enterprise.id, enterprise.uscc.as_str()].to_vec();
    for item in Item::ALL {
        row.push(match enterprise.items.get(&item).map(|held| &held.value) {
            Some(ItemValue::Int(number)) => Value::Int(*number),
            Some(ItemValue::Words(words)) if item.is_personal() => {
                Value::from(tx.seal(&place_of(enterprise.region.as_str(), &enterprise.id, item), words)?)
            }
            Some(ItemValue::Words(words)) => Value::from(words),
            None => Value::Null,
        });
    }
    let origins: BTreeMap<Item, &Origin> = enterprise.items.iter().map(|(item, held)| (*item, &held.origin)).collect();
    let origins = serde_json::to_string(&origins).map_err(|error| Fault::Database(error.into()))?;
    row.extend_from_slice(params![origins, enterprise.created_ms, enterprise.updated_ms]);
    Ok(row)
}

/// Seals the people's data of up to `limit` enterprises written before they were sealed, behind a place (county, id);
/// the place reached, or none at the end.
pub fn seal_earlier(tx: &mut Tx, after: &[String; 2], limit: i64) -> Result<Option<[String; 2]>, Fault> {
    let rows = tx.query(include_str!("sql/to_seal.sql"), params![&after[0], &after[1], limit])?;
    let all = rows.iter().map(|row| from_row(tx, row)).collect::<Result<Vec<_>, _>>()?;
    save(tx, &all)?;
    Ok(all.last().map(|enterprise| [enterprise.region.to_string(), enterprise.id.clone()]))
}

/// Reads a row that holds every column of the table; what is sealed is opened.
pub(super) fn from_row(tx: &Tx, row: &Row) -> Result<Enterprise, Fault> {
    let origins: String = row.get("origins")?;
    let origins: BTreeMap<Item, Origin> =
        serde_json::from_str(&origins).map_err(|error| Fault::Database(error.into()))?;
    let (region, id): (String, String) = (row.get("region")?, row.get("id")?);
    let mut items = BTreeMap::new();
    for (item, origin) in origins {
        let value = if item.is_number() {
            row.get::<Option<i64>>(item.id())?.map(ItemValue::Int)
        } else {
            let text = row.get::<Option<String>>(item.id())?;
            text.map(|text| tx.open(&place_of(&region, &id, item), text)).transpose()?.map(ItemValue::Words)
        };
        if let Some(value) = value {
            items.insert(item, Held { value, origin });
        }
    }
    Ok(Enterprise {
        region: read_region(&region)?,
        id,
        uscc: read_uscc(&row.get::<String>("uscc")?)?,
        items,
        created_ms: row.get("created_at")?,
        updated_ms: row.get("updated_at")?,
    })
}

fn read_uscc(code: &str) -> Result<Uscc, Fault> {
    Uscc::parse(code).map_err(|problem| Fault::Database(anyhow::anyhow!("stored code: {}", problem.code)))
}

fn read_region(code: &str) -> Result<RegionCode, Fault> {
    RegionCode::parse(code).map_err(|problem| Fault::Database(anyhow::anyhow!("stored region: {}", problem.code)))
}
