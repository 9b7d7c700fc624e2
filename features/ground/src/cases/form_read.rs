//! A whole form read: every usable answer, every fact left empty, everything wrong, and what to show again.

use std::collections::BTreeMap;

use civic::{Date, Problem, RegionCode, Text};
use rules::{Fact, Shape, Value};
use store::{Fault, Tx};
use web::Form;

use crate::cases::completeness::fact_field;
use crate::cases::facts::{CaseFacts, is_personal, read_answer};
use crate::cases::form_shapes::parts_of;
use crate::cases::form_table::{self, Rows};
use crate::cases::model::CaseFact;
use crate::regions::{self, Picker};

/// The place of a fact as far as it is chosen: its lists, and the code with its full name.
pub struct Place {
    /// The lists.
    pub picker: Picker,
    /// Code and full name; `None` while nothing is chosen.
    pub chosen: Option<(RegionCode, String)>,
}

/// The places of a form, by fact.
pub type Places = BTreeMap<String, Place>;

/// Loads the lists of every place asked for: as the form has it, else as it is kept; an address begins at `home`.
///
/// # Errors
/// The store's.
pub fn places(tx: &mut Tx, asked: &[Fact], facts: &CaseFacts, form: &Form, home: &str) -> Result<Places, Fault> {
    let mut places = Places::new();
    for fact in asked.iter().filter(|fact| matches!(fact.shape, Shape::Division | Shape::Address)) {
        let name = lists_field(fact);
        let chosen = match facts.fact(&fact.name).map(|known| &known.value) {
            _ if form.has(&format!("{name}-1")) => regions::picked(form, &name),
            Some(Value::Text(kept)) => parts_of(kept).0.map(String::from).unwrap_or_default(),
            _ if fact.shape == Shape::Address => home.to_owned(),
            _ => String::new(),
        };
        let picker = Picker::load(tx, &name, &chosen)?;
        let chosen = match RegionCode::parse(&chosen) {
            Ok(code) => regions::find(tx, &code)?.is_some().then_some(code),
            Err(_) => None,
        };
        let chosen = match chosen {
            Some(code) => {
                let name = regions::full_name(tx, &code)?.zh;
                Some((code, name))
            }
            None => None,
        };
        places.insert(fact.name.clone(), Place { picker, chosen });
    }
    Ok(places)
}

/// Name under which the lists of a place are sent; an address has its street under the fact's own name.
fn lists_field(fact: &Fact) -> String {
    let name = fact_field(&fact.name);
    if fact.shape == Shape::Address { format!("{name}-at") } else { name }
}

/// What a form says.
#[derive(Default)]
pub struct Read {
    /// Usable answers.
    pub answers: Vec<CaseFact>,
    /// Facts left empty.
    pub emptied: Vec<String>,
    /// Everything wrong.
    pub problems: Vec<Problem>,
    /// Rows as typed, by fact: shown again when something in them is wrong.
    pub rows: BTreeMap<String, Rows>,
}

/// Reads what the form says about these facts; a fact whose fields are absent stays as it is.
pub fn read(asked: &[Fact], facts: &CaseFacts, places: &Places, form: &Form, today: Date) -> Read {
    let mut all = Read::default();
    for fact in asked {
        match &fact.shape {
            Shape::Table(columns) => table(&mut all, fact, columns, facts, (form, today)),
            Shape::Division | Shape::Address => place(&mut all, fact, places, (form, today)),
            _ => line(&mut all, fact, (form, today)),
        }
    }
    all
}

fn line(all: &mut Read, fact: &Fact, (form, today): (&Form, Date)) {
    let name = fact_field(&fact.name);
    let unticked = fact.shape == Shape::Declaration && form.all("asked").contains(&fact.name.as_str());
    if !form.has(&name) && !unticked {
        return;
    }
    match read_answer(fact, form.get(&name), today) {
        Ok(Some(answer)) => all.answers.push(answer),
        // a person's number is not written back into the page: empty means unchanged
        Ok(None) if is_personal(fact) => {}
        Ok(None) => all.emptied.push(fact.name.clone()),
        Err(problem) => all.problems.push(problem),
    }
}

fn place(all: &mut Read, fact: &Fact, places: &Places, (form, today): (&Form, Date)) {
    let name = fact_field(&fact.name);
    let lists = format!("{}-1", lists_field(fact));
    if !form.has(&name) && !form.has(&lists) {
        return;
    }
    let place = places.get(&fact.name).and_then(|place| place.chosen.as_ref());
    let place = place.map(|(code, name)| format!("{code} {name}"));
    if fact.shape == Shape::Division {
        // a code that is typed where there are no lists, as on the finder's page
        return match place {
            Some(place) => all.answers.push(said(fact, place, today)),
            None if form.has(&lists) => all.emptied.push(fact.name.clone()),
            None => line(all, fact, (form, today)),
        };
    }
    match read_answer(fact, form.get(&name), today) {
        Ok(Some(CaseFact { value: Value::Text(street), .. })) => {
            let whole = place.map_or(street.clone(), |place| format!("{place} {street}"));
            all.answers.push(said(fact, whole, today));
        }
        Ok(_) => all.emptied.push(fact.name.clone()),
        Err(problem) => all.problems.push(problem),
    }
}

fn table(all: &mut Read, fact: &Fact, columns: &[rules::Column], facts: &CaseFacts, (form, today): (&Form, Date)) {
    let name = fact_field(&fact.name);
    if !form.has(&format!("{name}-paste")) {
        return;
    }
    let before = match facts.fact(&fact.name).map(|known| &known.value) {
        Some(Value::Text(kept)) => kept.as_str(),
        _ => "",
    };
    let (rows, outcome) = form_table::read_form(fact, columns, form, before, today);
    match outcome {
        Ok(kept) if kept.is_empty() => all.emptied.push(fact.name.clone()),
        Ok(kept) => all.answers.push(said(fact, kept, today)),
        Err(problems) => {
            all.problems.extend(problems);
            all.rows.insert(fact.name.clone(), rows);
        }
    }
}

fn said(fact: &Fact, text: String, today: Date) -> CaseFact {
    CaseFact {
        fact: fact.name.clone(),
        value: Value::Text(text),
        answered: true,
        source: Text::new("申请人填写", "said by the applicant"),
        as_of: Some(today),
    }
}
