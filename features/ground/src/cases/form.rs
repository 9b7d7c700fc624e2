//! The form field for a fact: its kind decides what a person sees.

use civic::Problem;
use civic::text::Lang;
use rules::{Fact, FactKind, Value};
use web::Say;
use web::ui::Field;

use crate::cases::completeness::fact_field;
use crate::cases::facts::{TEXT_MAX, is_personal, shown, typed};
use crate::cases::words;

/// Up to this many codes are shown as a list of choices, more as a drop-down.
const CHOICES_MAX: usize = 6;

/// The field that asks for `fact`. `entered` is what was typed last time, `known` what is stored.
pub fn field(lang: Lang, fact: &Fact, known: Option<&Value>, entered: Option<&str>, problems: &[Problem]) -> Field {
    let w = words::say(lang);
    let name = fact_field(&fact.name);
    let label = w.text(fact.question.as_ref().unwrap_or(&fact.words));
    let field = match &fact.kind {
        FactKind::Bool => Field::yes_no(w, name, label),
        FactKind::Int => with_unit(w, fact, Field::number(name, label)),
        FactKind::Money => Field::money(name, label).unit(w.t("unit-yuan")),
        FactKind::Date => Field::date(name, label),
        FactKind::Text if is_personal(fact) => Field::phone(name, label).short(),
        FactKind::Text => Field::text(name, label).length_max(u32::try_from(TEXT_MAX).unwrap_or(u32::MAX)),
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
