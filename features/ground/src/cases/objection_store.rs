//! Objections in the database: runs `sql/*.sql`.

use civic::Text;
use store::{Fault, Row, Tx, Value, params};
use web::access::{Act, AgencyIn, Columns, predicate};
use web::{Role, Session};

use crate::cases::objection::{Objection, ObjectionState};
use crate::cases::queue::subtree_prefix;
use crate::cases::store::{broken, date, sql};

/// What a desk looks for, and may see.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Look {
    /// Who looks: what the access table lets this person see is listed, in the own area and below.
    pub reader: Session,
    /// The agency whose values they are; empty = every agency's and those that are nobody's, for administrators.
    pub owner: String,
    /// Only these.
    pub state: Option<ObjectionState>,
    /// Part of a name or code of the applicant, or of the fact's name.
    pub text: String,
    /// `made` or `name`, with `-` in front to turn it round.
    pub order: String,
}

impl Look {
    fn bounds(&self) -> (String, String) {
        let prefix = subtree_prefix(&self.reader.region);
        (format!("{prefix:0<6}"), format!("{prefix:9<6}"))
    }

    /// A query of ours with what the access table lets the reader see in the place of its `(1 = 1)`.
    fn allowed(&self, sql: &str, params: &[Value]) -> (String, Vec<Value>) {
        let columns = Columns {
            region: "region",
            enterprise: None,
            person: None,
            agency: AgencyIn::Column("owner"),
            assignee: None,
            proposer: None,
            entered_by: None,
            purpose: "",
        };
        // administrators keep the registers: they answer for values no agency owns
        let act = if self.reader.role == Role::Admin { Act::Manage } else { Act::See };
        let reach = predicate(&self.reader, act, &columns, params.len() + 1);
        (sql.replacen("(1 = 1)", &reach.sql, 1), [params, &reach.params].concat())
    }

    fn pattern(&self) -> String {
        let text: String = self.text.trim().chars().filter(|c| !matches!(c, '%' | '_')).take(80).collect();
        if text.is_empty() { String::new() } else { format!("%{}%", text.to_lowercase()) }
    }
}

fn read(row: &Row) -> Result<Objection, Fault> {
    let state: String = row.get("state")?;
    let text = |name: &str| -> Result<Text, Fault> {
        Ok(Text::new(row.get::<String>(&format!("{name}_zh"))?, row.get::<String>(&format!("{name}_en"))?))
    };
    Ok(Objection {
        region: row.get("region")?,
        id: row.get("id")?,
        case: row.get("case_id")?,
        subject_id: row.get("subject_id")?,
        subject: (row.get("subject_name")?, row.get("subject_code")?),
        fact: row.get("fact")?,
        words: text("fact")?,
        held: text("held")?,
        source: text("source")?,
        as_of: date(row, "as_of_on")?,
        source_id: row.get("source")?,
        source_key: row.get("source_key")?,
        owner: row.get("owner")?,
        right: text("right")?,
        reason: row.get("reason")?,
        made_at: row.get("made_at")?,
        state: ObjectionState::parse(&state).ok_or_else(|| broken("state", &state))?,
        answer: row.get("answer")?,
        answered_at: row.get("answered_at")?,
    })
}

/// Writes a new objection; `by` is the person.
pub fn insert(tx: &mut Tx, it: &Objection, by: &str) -> Result<(), Fault> {
    let day = it.as_of.map(|day| day.to_string());
    tx.execute(
        sql!("insert_objection"),
        params![
            &it.region,
            &it.id,
            &it.case,
            &it.subject_id,
            &it.subject.0,
            &it.subject.1,
            &it.fact,
            &it.words.zh,
            &it.words.en,
            &it.held.zh,
            &it.held.en,
            &it.source.zh,
            &it.source.en,
            day,
            &it.source_id,
            &it.source_key,
            &it.owner,
            &it.right.zh,
            &it.right.en,
            &it.reason,
            it.made_at,
            by
        ],
    )?;
    Ok(())
}

/// The objections raised in a case, oldest first.
pub fn of_case(tx: &mut Tx, region: &str, case: &str) -> Result<Vec<Objection>, Fault> {
    tx.query(sql!("objections_of_case"), params![region, case])?.iter().map(read).collect()
}

/// A page of what a desk answers for, and how many there are.
pub fn page(tx: &mut Tx, look: &Look, limit: i64, offset: i64) -> Result<(Vec<Objection>, i64), Fault> {
    let (from, to) = look.bounds();
    let state = look.state.map_or("", ObjectionState::as_str);
    let pattern = look.pattern();
    let (sql, params) = look.allowed(sql!("objections_count"), params![&from, &to, &look.owner, state, &pattern]);
    let found = tx.one(&sql, &params)?.get("found")?;
    let params = params![&from, &to, &look.owner, state, &pattern, limit, offset, &look.order];
    let (sql, params) = look.allowed(sql!("objections_of_desk"), params);
    let rows = tx.query(&sql, &params)?;
    Ok((rows.iter().map(read).collect::<Result<_, _>>()?, found))
}

/// One objection of this desk.
pub fn one(tx: &mut Tx, look: &Look, region: &str, id: &str) -> Result<Option<Objection>, Fault> {
    let (from, to) = look.bounds();
    let (sql, params) = look.allowed(sql!("objection_by_id"), params![region, id, &from, &to, &look.owner]);
    tx.maybe(&sql, &params)?.map(|row| read(&row)).transpose()
}

/// Writes the answer; false when there is one already.
pub fn answer(
    tx: &mut Tx,
    it: &Objection,
    (state, reason): (ObjectionState, &str),
    (now_ms, by, office): (i64, &str, &str),
) -> Result<bool, Fault> {
    let params = params![&it.region, &it.id, state.as_str(), reason, now_ms, by, office];
    Ok(tx.execute(sql!("answer_objection"), params)? > 0)
}
