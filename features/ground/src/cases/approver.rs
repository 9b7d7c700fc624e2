//! Who says yes to more days or to express handling: the head of the lead agency, or who stands in for them.
//!
//! The law has the head of the agency approve a longer deadline (Administrative Licensing Law, art. 42). A head may
//! name a deputy for some days. Where the head asks, or where there is no head, the supervisor of the area decides;
//! where there is none either, another officer of the lead agency. Nobody ever answers what they asked themselves.

use civic::{Date, Problem, Text};
use serde_json::json;
use store::journal::{self, Entry};
use store::{Fault, Row, Tx, params};

use crate::accounts::{self, Approving};
use crate::cases::acts::Hand;
use crate::cases::model::CaseRefusal;
use crate::cases::store::{broken, date, sql};

/// In which capacity somebody answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Capacity {
    /// Head of the lead agency, or a deputy for these days.
    Head,
    /// Supervisor of the area.
    Supervisor,
    /// Another officer of the lead agency, where nobody stands above.
    Colleague,
}

/// Who may answer, and in which capacity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Approvers {
    /// The capacity.
    pub capacity: Capacity,
    /// Id and name of each.
    pub people: Vec<(String, String)>,
}

/// Who answers what `asker` asked, of the people there are and the deputies of today. Pure.
pub fn approvers(people: &[Approving], deputies: &[String], asker: &str) -> Approvers {
    let pick = |wanted: &dyn Fn(&Approving) -> bool| -> Vec<(String, String)> {
        let found = people.iter().filter(|person| person.id != asker && wanted(person));
        found.map(|person| (person.id.clone(), person.name.clone())).collect()
    };
    let asks_as_head = people.iter().any(|person| person.is_head && person.id == asker);
    let heads = if asks_as_head { Vec::new() } else { pick(&|p| p.is_head || deputies.contains(&p.id)) };
    let supervisors = pick(&|p| p.is_supervisor);
    if !heads.is_empty() {
        Approvers { capacity: Capacity::Head, people: heads }
    } else if !supervisors.is_empty() {
        Approvers { capacity: Capacity::Supervisor, people: supervisors }
    } else {
        Approvers { capacity: Capacity::Colleague, people: pick(&|p| !p.is_supervisor) }
    }
}

/// Who answers what `asker` asked in a case of this county that this agency leads.
pub fn of_case(tx: &mut Tx, region: &str, lead: &str, asker: &str, today: Date) -> Result<Approvers, Fault> {
    let people = accounts::approving(tx, lead, region)?;
    let deputies: Vec<String> = deputies(tx, region, lead, today)?.into_iter().map(|it| it.person).collect();
    Ok(approvers(&people, &deputies, asker))
}

/// Refuses whoever may not answer, and says who may.
///
/// # Errors
/// The hand is not among those who may answer.
pub(super) fn permits(tx: &mut Tx, hand: &Hand, region: &str, lead: &str, asker: &str) -> Result<(), CaseRefusal> {
    let may = of_case(tx, region, lead, asker, hand.today)?;
    if may.people.iter().any(|(id, _)| *id == hand.actor) {
        return Ok(());
    }
    Err(CaseRefusal::Incomplete(vec![not_yours(&may)]))
}

/// Somebody stands in for the head of an agency.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deputy {
    /// Names the naming.
    pub id: String,
    /// Who.
    pub person: String,
    /// First day.
    pub from_on: Date,
    /// Last day.
    pub until_on: Date,
    /// Why.
    pub reason: String,
}

/// Those who stand in for the head of an agency on a day.
pub fn deputies(tx: &mut Tx, region: &str, agency: &str, on: Date) -> Result<Vec<Deputy>, Fault> {
    let rows = tx.query(sql!("deputies_of_agency"), params![region, agency, on.to_string()])?;
    rows.iter().map(deputy).collect()
}

fn deputy(row: &Row) -> Result<Deputy, Fault> {
    let day = |column: &str| date(row, column)?.ok_or_else(|| broken(column, ""));
    Ok(Deputy {
        id: row.get("id")?,
        person: row.get("person")?,
        from_on: day("from_on")?,
        until_on: day("until_on")?,
        reason: row.get("reason")?,
    })
}

/// A head names a deputy from today to a day.
///
/// # Errors
/// A fault of the database.
pub(super) fn name(
    tx: &mut Tx,
    hand: &Hand,
    (region, agency): (&str, &str),
    (person, until, reason): (&str, Date, &str),
) -> Result<(), CaseRefusal> {
    let id = hand.app.new_id();
    let (from, until) = (hand.today.to_string(), until.to_string());
    let values = params![region, agency, &id, person, &from, &until, reason, &hand.actor, hand.now_ms];
    tx.execute(sql!("insert_deputy"), values)?;
    let detail = json!({ "person": person, "until": until, "reason": reason });
    note(tx, hand, (region, agency), "desk/deputy-named", detail)
}

/// A head ends a deputy's time.
///
/// # Errors
/// There is no such deputy any more.
pub(super) fn end(tx: &mut Tx, hand: &Hand, (region, agency): (&str, &str), id: &str) -> Result<(), CaseRefusal> {
    if tx.execute(sql!("end_deputy"), params![region, agency, id, hand.now_ms])? == 0 {
        return Err(CaseRefusal::NotFound);
    }
    note(tx, hand, (region, agency), "desk/deputy-ended", json!({ "deputy": id }))
}

fn note(
    tx: &mut Tx,
    hand: &Hand,
    (region, agency): (&str, &str),
    act: &str,
    detail: serde_json::Value,
) -> Result<(), CaseRefusal> {
    let (at_ms, thing) = (hand.now_ms, format!("desk:{agency}"));
    let entry = Entry { region, at_ms, actor: &hand.actor, office: &hand.office, act, thing: &thing, detail };
    journal::append(tx, &entry)?;
    Ok(())
}

fn not_yours(may: &Approvers) -> Problem {
    let names: Vec<&str> = may.people.iter().map(|(_, name)| name.as_str()).collect();
    let (zh, en) = match may.capacity {
        Capacity::Head => ("牵头部门负责人或其代理人", "the head of the lead agency or a deputy"),
        Capacity::Supervisor => ("督办人员", "the supervisor"),
        Capacity::Colleague => ("牵头部门的另一位工作人员", "another officer of the lead agency"),
    };
    Problem::new(
        "answer",
        "cases/not-the-approver",
        Text::new(format!("这项请求由{zh}批准"), format!("{en} decides this")),
        Text::new(format!("请由{}处理", names.join("、")), format!("let {} answer", names.join(", "))),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn person(id: &str, is_head: bool, is_supervisor: bool) -> Approving {
        Approving { id: id.into(), name: id.to_uppercase(), is_head, is_supervisor }
    }

    /// Whoever answers `asker`: capacity and ids.
    fn told(people: &[Approving], deputies: &[&str], asker: &str) -> (Capacity, Vec<String>) {
        let deputies: Vec<String> = deputies.iter().map(|id| (*id).to_owned()).collect();
        let may = approvers(people, &deputies, asker);
        (may.capacity, may.people.into_iter().map(|(id, _)| id).collect())
    }

    #[test]
    fn the_head_answers_or_a_deputy_and_never_the_asker() {
        let people = [person("h", true, false), person("a", false, false), person("b", false, false)];
        assert_eq!(told(&people, &[], "a"), (Capacity::Head, vec!["h".into()]));
        assert_eq!(told(&people, &["b"], "a"), (Capacity::Head, vec!["h".into(), "b".into()]));
        assert_eq!(told(&people, &["a"], "a"), (Capacity::Head, vec!["h".into()]), "a deputy asks somebody else");
    }

    #[test]
    fn what_a_head_asks_goes_to_the_supervisor_and_not_to_the_own_deputy() {
        let people = [person("h", true, false), person("a", false, false), person("s", false, true)];
        assert_eq!(told(&people, &["a"], "h"), (Capacity::Supervisor, vec!["s".into()]));
    }

    #[test]
    fn an_agency_of_one_is_answered_by_the_supervisor() {
        let people = [person("a", false, false), person("s", false, true)];
        assert_eq!(told(&people, &[], "a"), (Capacity::Supervisor, vec!["s".into()]));
        assert_eq!(told(&people[..1], &[], "a"), (Capacity::Colleague, vec![]), "nobody is told, not the asker");
        let two = [person("a", false, false), person("b", false, false)];
        assert_eq!(told(&two, &[], "a"), (Capacity::Colleague, vec!["b".into()]));
    }
}
