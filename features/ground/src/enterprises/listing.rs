//! The register as officers list it: filter, order and page, all told by the address.

use civic::RegionCode;
use civic::industry;
use store::{Fault, Tx, Value, params};
use web::access::{Act, AgencyIn, Columns, predicate};
use web::ui::Order;
use web::{Ctx, Session};

use super::model::Enterprise;
use super::store::from_row;
use crate::regions;

/// Rows on one page.
pub const PER_PAGE: u32 = 50;

/// Columns a list can be ordered by; the first is the usual one.
pub const ORDERS: &[&str] = &["name", "uscc", "headcount", "updated"];

/// Which enterprises a list shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filter {
    /// The officer's own area.
    pub area: RegionCode,
    /// Who looks; nobody signed in sees nothing.
    pub reader: Option<Session>,
    /// The list leaves the house as a file.
    pub taken: bool,
    /// Part of a name or of a code.
    pub words: String,
    /// Letter of an industry section, or empty.
    pub section: String,
    /// County, or empty.
    pub county: String,
    /// Column and direction.
    pub order: Order,
}

impl Filter {
    /// Reads the address; what makes no sense there is left out.
    pub fn of(ctx: &Ctx, area: RegionCode) -> Filter {
        let section = ctx.query("section");
        let county = RegionCode::parse(&ctx.query("county")).ok().filter(|code| code.is_within(&area));
        Filter {
            words: ctx.query("q").trim().chars().take(100).collect(),
            section: if industry::sections().any(|row| row.code == section) { section } else { String::new() },
            county: county.map(String::from).unwrap_or_default(),
            order: Order::from_query(ctx, ORDERS),
            area,
            reader: ctx.session.clone(),
            taken: false,
        }
    }

    fn params(&self) -> Vec<Value> {
        let words = match self.words.as_str() {
            "" => String::new(),
            words => format!("%{}%", regions::like_escaped(&words.to_lowercase())),
        };
        let section = if self.section.is_empty() { String::new() } else { format!("{}%", self.section) };
        params![regions::within_pattern(&self.area), words, section, &self.county].to_vec()
    }

    /// A query of ours with what the access table lets the reader see in the place of its `(1 = 1)`, and its values.
    fn allowed(&self, sql: &str) -> (String, Vec<Value>) {
        let mut params = self.params();
        let Some(reader) = &self.reader else { return (sql.replacen("(1 = 1)", "(1 = 0)", 1), params) };
        let columns = Columns {
            region: "region",
            enterprise: Some("id"),
            person: None,
            // the register serves every agency of its area: each takes part in it
            agency: AgencyIn::Exists("({} <> '')"),
            assignee: None,
            proposer: None,
            entered_by: None,
            purpose: "the register as a list",
        };
        let act = if self.taken { Act::Export } else { Act::See };
        let reach = predicate(reader, act, &columns, params.len() + 1);
        params.extend(reach.params);
        (sql.replacen("(1 = 1)", &reach.sql, 1), params)
    }
}

/// The enterprises of an area whose name or code holds these words, by name; at most `limit`.
pub fn search(
    tx: &mut Tx,
    reader: &Session,
    area: &RegionCode,
    words: &str,
    limit: u32,
) -> Result<Vec<Enterprise>, Fault> {
    let filter = Filter {
        area: area.clone(),
        reader: Some(reader.clone()),
        taken: false,
        words: words.trim().chars().take(100).collect(),
        section: String::new(),
        county: String::new(),
        order: Order { key: ORDERS[0].to_owned(), descending: false },
    };
    rows(tx, &filter, 0, limit)
}

/// How many there are.
pub fn count(tx: &mut Tx, filter: &Filter) -> Result<u64, Fault> {
    let (sql, params) = filter.allowed(include_str!("sql/count.sql"));
    tx.one(&sql, &params)?.get("n")
}

/// Rows `skip..skip + limit` in the order asked.
pub fn rows(tx: &mut Tx, filter: &Filter, skip: u64, limit: u32) -> Result<Vec<Enterprise>, Fault> {
    let column = match filter.order.key.as_str() {
        "uscc" => "uscc",
        "headcount" => "headcount",
        "updated" => "updated_at",
        _ => "name",
    };
    let direction = if filter.order.descending { "DESC" } else { "ASC" };
    let (sql, mut params) = filter.allowed(include_str!("sql/list.sql"));
    let (limit_at, skip_at) = (params.len() + 1, params.len() + 2);
    let sql = format!(
        "{} ORDER BY {column} {direction} NULLS LAST, region, id LIMIT ${limit_at} OFFSET ${skip_at}",
        sql.trim_end()
    );
    params.push(Value::from(limit));
    params.push(Value::Int(i64::try_from(skip).unwrap_or(i64::MAX)));
    let rows = tx.query(&sql, &params)?;
    rows.iter().map(|row| from_row(tx, row)).collect()
}
