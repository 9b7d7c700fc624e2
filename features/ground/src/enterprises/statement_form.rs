//! What an enterprise states about itself in a form: the fields, and how they are read.

use std::collections::BTreeMap;

use civic::Problem;
use civic::industry;
use web::ui::Field;
use web::{Form, Say};

use super::item::{Item, ItemValue};
use super::model::Enterprise;
use super::reading::name_missing;

/// Reads the items a form gives. Items left empty are absent.
///
/// # Errors
/// Everything wrong with the fields, at once.
pub fn read_items(form: &Form, items: &[Item]) -> Result<BTreeMap<Item, ItemValue>, Vec<Problem>> {
    let mut read = BTreeMap::new();
    let mut problems = Vec::new();
    for item in items {
        match item.read(form.get(item.id())) {
            Ok(Some(value)) => {
                read.insert(*item, value);
            }
            Ok(None) if *item == Item::Name => problems.push(name_missing()),
            Ok(None) => {}
            Err(problem) => problems.push(problem),
        }
    }
    if problems.is_empty() { Ok(read) } else { Err(problems) }
}

/// The fields of items, with what was typed and what was wrong with it.
pub fn fields(w: Say, items: &[Item], form: &Form, problems: &[Problem]) -> Vec<Field> {
    let words = Say::of(include_str!("words.toml"), w.lang);
    items.iter().map(|item| field(words, *item, form.get(item.id()), problems)).collect()
}

/// A form filled with what the register holds. People stay masked: an empty field keeps them.
pub fn filled(enterprise: &Enterprise) -> Form {
    Form::from_pairs(
        enterprise
            .items
            .iter()
            .filter(|(item, _)| !item.is_personal())
            .map(|(item, held)| (item.id(), held.value.show(*item).replace(',', ""))),
    )
}

fn field(w: Say, item: Item, value: &str, problems: &[Problem]) -> Field {
    let (name, label) = (item.id(), item.words());
    let label = w.text(&label);
    let field = match item {
        Item::Headcount | Item::InsuredHeadcount => Field::number(name, label).unit(w.t("unit-people")),
        Item::RevenueFen | Item::AssetsFen => Field::money(name, label).unit(w.t("unit-yuan")),
        Item::ContactPhone => Field::phone(name, label).autocomplete("tel"),
        Item::Industry => industry_field(w, value),
        Item::Name => Field::text(name, label).required().autocomplete("organization"),
        Item::Address => Field::text(name, label).autocomplete("street-address"),
        Item::ContactName => Field::text(name, label).autocomplete("name"),
    };
    let field = if item == Item::Name { field } else { field.optional(w) };
    let field = match w.maybe(&format!("enterprises-hint-{}", name.replace('_', "-"))) {
        Some(hint) => field.hint(hint),
        None => field,
    };
    field.value(value).problems(w, problems)
}

/// A list of the divisions, each under the letter of its section; an exact code is kept as an entry.
fn industry_field(w: Say, value: &str) -> Field {
    let label = Item::Industry.words();
    let mut options: Vec<(String, String)> = industry::table()
        .iter()
        .filter(|branch| branch.code.len() == 2)
        .map(|branch| {
            let code = format!("{}{}", branch.section, branch.code);
            (code.clone(), format!("{code} {}", w.text(&branch.name())))
        })
        .collect();
    if !value.is_empty()
        && !options.iter().any(|(code, _)| code == value)
        && let Ok(found) = industry::Industry::parse(value)
    {
        options.push((value.to_owned(), format!("{value} {}", w.text(&found.name()))));
    }
    Field::select(Item::Industry.id(), w.text(&label), options).blank(w.t("choose"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_problem_of_a_form_is_told_at_once() {
        let form =
            Form::from_pairs([("name", ""), ("headcount", "x"), ("contact_phone", "call"), ("address", "街 1 号")]);
        let problems = read_items(&form, &Item::ALL).expect_err("three problems");
        let fields: Vec<&str> = problems.iter().map(|problem| problem.field.as_str()).collect();
        assert_eq!(fields, ["name", "headcount", "contact_phone"]);
    }

    #[test]
    fn fields_left_empty_change_nothing() {
        let form = Form::from_pairs([("name", "通河纺织厂")]);
        let items = read_items(&form, &Item::ALL).expect("good");
        assert_eq!(items.len(), 1);
    }
}
