//! The form field for a fact: its kind decides what a person sees.

use askama::Template;
use askama::filters::HtmlSafe;
use civic::Problem;
use civic::text::Lang;
use rules::{Column, Fact, FactKind, Shape, Value};
use web::ui::{Field, TableRows};
use web::{Form, Say};

use crate::cases::completeness::fact_field;
use crate::cases::facts::{TEXT_MAX, is_personal, shown, typed};
use crate::cases::form_read::Place;
use crate::cases::form_shapes::{LONG_MAX, parts_of};
use crate::cases::form_table::{self, Rows};
use crate::cases::words;
use crate::regions::PickerHtml;

/// Up to this many codes are shown as a list of choices, more as a drop-down.
const CHOICES_MAX: usize = 6;

/// The field that asks for `fact`. `entered` is what was typed last time, `known` what is stored.
pub fn field(lang: Lang, fact: &Fact, known: Option<&Value>, entered: Option<&str>, problems: &[Problem]) -> Field {
    let w = words::say(lang);
    let name = fact_field(&fact.name);
    let label = w.text(fact.question.as_ref().unwrap_or(&fact.words));
    let field = match &fact.kind {
        _ if fact.shape.is_text_of_its_own() => shaped(w, fact, name, label),
        FactKind::Bool if fact.shape == Shape::Declaration => Field::checkbox(name, label),
        FactKind::Bool => Field::yes_no(w, name, label),
        FactKind::Int => with_unit(w, fact, Field::number(name, label)),
        FactKind::Money => Field::money(name, label).unit(w.t("unit-yuan")),
        FactKind::Date => Field::date(name, label),
        FactKind::Text => Field::text(name, label).length_max(most(TEXT_MAX)),
        FactKind::Code(codes) => {
            let options = codes.iter().map(|(code, words)| (code.clone(), w.text(words).to_owned()));
            if codes.len() <= CHOICES_MAX {
                Field::choice(name, label, options)
            } else {
                Field::select(name, label, options).blank(w.t("choose"))
            }
        }
    };
    if let (true, Some(value)) = (is_personal(fact), known) {
        let kept = w.with("field-kept", &[("value", &shown(Some(fact), value, lang))]);
        return field.value(entered.unwrap_or_default()).hint(kept).problems(w, problems);
    }
    let stored = known.map(|value| typed(fact, value)).unwrap_or_default();
    let field = field.value(entered.map_or(stored, str::to_owned)).problems(w, problems);
    match &fact.hint {
        Some(hint) => field.hint(w.text(hint)),
        None => field,
    }
}

fn shaped(w: Say, fact: &Fact, name: String, label: &str) -> Field {
    match fact.shape {
        Shape::Phone => Field::phone(name, label).short().autocomplete("tel"),
        Shape::Uscc => Field::text(name, label).length_max(24).hint(w.t("form-uscc-hint")),
        Shape::ResidentId => Field::text(name, label).length_max(24).hint(w.t("form-resident-id-hint")),
        Shape::Division => Field::text(name, label).length_max(6).short().hint(w.t("form-division-hint")),
        Shape::Long | Shape::Table(_) => Field::textarea(name, label).length_max(most(LONG_MAX)),
        Shape::Signature => Field::text(name, label).length_max(40).autocomplete("name"),
        Shape::Address | Shape::Plain | Shape::Declaration => Field::text(name, label).length_max(most(TEXT_MAX)),
    }
}

fn most(characters: usize) -> u32 {
    u32::try_from(characters).unwrap_or(u32::MAX)
}

/// One question on the page, whatever its shape.
#[derive(Template)]
#[template(
    ext = "html",
    source = "{% if let Some(name) = asked %}<input type=\"hidden\" name=\"asked\" value=\"{{ name }}\">{% endif %}{% if let Some(lists) = lists %}{{ lists }}{% endif %}{% if let Some(field) = field %}{{ field }}{% endif %}{% if let Some(rows) = rows %}{{ rows }}{% endif %}"
)]
pub struct Question {
    /// A box that is not ticked sends nothing: this says that it stood there.
    asked: Option<String>,
    lists: Option<PickerHtml>,
    field: Option<Field>,
    rows: Option<TableRows>,
}

impl HtmlSafe for Question {}

/// What a question shows: what is kept, what was just sent, what is wrong with it.
pub struct Shown<'a> {
    /// What is stored.
    pub known: Option<&'a Value>,
    /// What was sent.
    pub form: &'a Form,
    /// What is wrong.
    pub problems: &'a [Problem],
    /// The lists of a place.
    pub place: Option<&'a Place>,
    /// Rows just sent that cannot be kept.
    pub rows: Option<&'a Rows>,
}

/// The question for `fact` with everything its shape needs.
pub fn question(lang: Lang, fact: &Fact, shown: &Shown) -> Question {
    let w = words::say(lang);
    let name = fact_field(&fact.name);
    let label = w.text(fact.question.as_ref().unwrap_or(&fact.words));
    let entered = shown.form.has(&name).then(|| shown.form.get(&name));
    let mut question = Question { asked: None, lists: None, field: None, rows: None };
    match (&fact.shape, shown.place) {
        (Shape::Table(columns), _) => question.rows = Some(table(w, fact, columns, shown)),
        (Shape::Division, Some(place)) => question.lists = Some(place.picker.show(w, label, shown.problems)),
        (Shape::Address, Some(place)) => {
            let kept = match shown.known {
                Some(Value::Text(text)) => parts_of(text).1.to_owned(),
                _ => String::new(),
            };
            let (legend, street) = (format!("{}{}", w.text(&fact.words), w.t("form-place")), Value::Text(kept));
            question.lists = Some(place.picker.show(w, &legend, &[]));
            question.field = Some(field(lang, fact, Some(&street), entered, shown.problems));
        }
        _ => {
            question.asked = (fact.shape == Shape::Declaration).then(|| fact.name.clone());
            question.field = Some(field(lang, fact, shown.known, entered, shown.problems));
        }
    }
    question
}

/// Empty rows that stand below those filled in.
const ROWS_FREE: usize = 3;

fn table(w: Say, fact: &Fact, columns: &[Column], shown: &Shown) -> TableRows {
    let kept = match shown.known {
        Some(Value::Text(text)) => form_table::rows(text),
        _ => Rows::new(),
    };
    let masked = |row: &Vec<String>| -> Vec<String> {
        columns.iter().zip(row).map(|(column, cell)| form_table::masked(&column.cell, cell)).collect()
    };
    let rows: Rows = match shown.rows {
        Some(sent) => sent.clone(),
        None => kept.iter().map(masked).collect(),
    };
    let name = fact_field(&fact.name);
    let free = if shown.form.get("rows") == name { ROWS_FREE + 5 } else { ROWS_FREE };
    let label = w.text(fact.question.as_ref().unwrap_or(&fact.words));
    let mut table = TableRows::new(w, name, label);
    if let Some(hint) = &fact.hint {
        table = table.hint(w.text(hint));
    }
    for column in columns {
        let words = w.text(&column.cell.words);
        let options: Vec<(String, String)> = match &column.cell.kind {
            FactKind::Bool => vec![("yes".into(), w.t("yes").into()), ("no".into(), w.t("no").into())],
            FactKind::Code(codes) => codes.iter().map(|(code, words)| (code.clone(), w.text(words).into())).collect(),
            _ => Vec::new(),
        };
        let date = column.cell.kind == FactKind::Date;
        table = table.column(&column.cell.name, words, column.optional, date, options);
    }
    let total = (rows.len() + free).min(form_table::ROWS_MAX);
    table.rows(rows, total).problems(w, shown.problems)
}

fn with_unit(w: Say, fact: &Fact, field: Field) -> Field {
    match fact.unit.as_deref() {
        Some(unit) => field.unit(unit_word(w, unit)),
        None => field,
    }
}

/// The word for a unit; one that has no word here is shown as the playbook writes it.
pub fn unit_word(w: Say, unit: &str) -> String {
    let word = match unit {
        "person" => w.t("unit-person"),
        "day" => w.t("unit-day"),
        "vehicle" => w.t("unit-vehicle"),
        "county" => w.t("unit-county"),
        "seat" => w.t("unit-seat"),
        other => other,
    };
    word.to_owned()
}
